//! The programs a build of the page needs: wasm-bindgen, Trunk and, for a release, wasm-opt.
//!
//! The first two come through `cargo install` in exactly the version that fits and are left alone
//! when it is already there. wasm-opt saves a few per cent and is used where it can be had.

use std::path::PathBuf;

use crate::call::{Call, find_program};
use crate::failure::Failure;
use crate::report::step;
use crate::system_packages::{SystemPackage, install};
use crate::workspace;

/// The newest Trunk that builds with the toolchain of `rust-toolchain.toml`; 0.22 asks for rustc 1.96.
const TRUNK: &str = "0.21.14";

const WASM_OPT: SystemPackage = SystemPackage {
    what: "wasm-opt",
    apt: "binaryen",
    dnf: "binaryen",
    pacman: "binaryen",
    apk: "binaryen",
    brew: "binaryen",
    by_hand: "the program wasm-opt is part of Binaryen",
};

/// wasm-bindgen writes the glue between page and wasm. It must have the very version of the crate.
pub fn wasm_bindgen() -> Result<(), Failure> {
    let version = workspace::locked_version("wasm-bindgen")?;
    if has_version("wasm-bindgen", &version) && has_version("wasm-bindgen-test-runner", &version) {
        return Ok(());
    }
    step(
        &format!("Install wasm-bindgen {version} (once, a few minutes)"),
        || {
            cargo_install(
                &format!("wasm-bindgen-cli --version {version} --locked"),
                Speed::Fair,
            )
        },
    )
}

/// Trunk turns `index.html` and the `app` crate into a page.
pub fn trunk() -> Result<(), Failure> {
    if has_version("trunk", TRUNK) {
        return Ok(());
    }
    step(
        &format!("Install Trunk {TRUNK} (once, a few minutes)"),
        || {
            // Its default features are a TLS client for downloads we never ask for.
            cargo_install(
                &format!("trunk --version {TRUNK} --locked --no-default-features"),
                Speed::Any,
            )
        },
    )
}

/// The path of wasm-opt, or `None` where it cannot be had: a release is then some per cent larger.
pub fn wasm_opt() -> Option<PathBuf> {
    if find_program("wasm-opt").is_none()
        && let Err(failure) = step("Install wasm-opt", || install(&WASM_OPT))
    {
        println!("    {failure}\n    going on without it");
    }
    find_program("wasm-opt")
}

/// How fast a tool has to be once it is there.
enum Speed {
    /// It mostly calls others.
    Any,
    /// It works through some megabytes itself.
    Fair,
}

/// Builds a tool quickly rather than well: it runs for seconds, its own profile takes minutes.
fn cargo_install(what: &str, speed: Speed) -> Result<(), Failure> {
    let level = match speed {
        Speed::Any => "0",
        Speed::Fair => "1",
    };
    Call::cargo(&format!("install --force {what}"))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .cure(format!("See above what stopped it. It needs crates.io and a C compiler; by hand: cargo install {what}"))
        .run()
}

fn has_version(program: &str, version: &str) -> bool {
    let words = Call::new(program, ["--version"]).read();
    words.is_ok_and(|words| words.split_whitespace().nth(1) == Some(version))
}
