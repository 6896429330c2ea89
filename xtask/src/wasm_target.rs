//! Rust's standard library for `wasm32-unknown-unknown`, which the page needs.
//!
//! Where rustup can download it, that is all. Where it cannot (a network that reaches only package
//! mirrors), std is built once, for the very compiler in use, from the same release's source, and
//! put into the toolchain: from then on plain cargo calls work without a variable or a flag.

mod std_source;

use std::path::{Path, PathBuf};

use crate::call::{Call, find_program};
use crate::failure::{Failure, on_file};
use crate::report::step;
use crate::workspace;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Set this to go straight to building std, as on a machine that rustup's server does not answer.
const NO_RUSTUP: &str = "SWARMLAB_NO_RUSTUP";

/// Makes sure that `cargo build --target wasm32-unknown-unknown` works.
pub fn ensure() -> Result<(), Failure> {
    if works().is_ok() {
        return Ok(());
    }
    if find_program("rustup").is_some() && std::env::var_os(NO_RUSTUP).is_none() {
        let added = step("Install the wasm target from rustup", || {
            Call::new("rustup", ["target", "add", TARGET]).run()?;
            works()
        });
        match added {
            Ok(()) => return Ok(()),
            Err(failure) => println!("    {failure}\n    going on without rustup"),
        }
    }
    let library = step("Find the source of the standard library", std_source::find)?;
    step(
        "Build the standard library for wasm (once, a minute)",
        || {
            build(&library)?;
            works()
        },
    )
}

/// Compiles a program that needs std, with the full optimisation that a release asks for.
fn works() -> Result<(), Failure> {
    let dir = workspace::scratch_dir("wasm-probe")?;
    let source = dir.join("probe.rs");
    std::fs::write(
        &source,
        "fn main() { println!(\"{:?}\", std::env::args()); }\n",
    )
    .map_err(on_file(&source))?;
    Call::new(
        rustc(),
        [
            "--target",
            TARGET,
            "-O",
            "-C",
            "lto=fat",
            "-C",
            "panic=abort",
        ],
    )
    .arg(&source)
    .arg("-o")
    .arg(dir.join("probe.wasm"))
    .read()
    .map(drop)
}

/// Builds std from `library` and puts it where the compiler looks for it.
fn build(library: &Path) -> Result<(), Failure> {
    let target_dir = workspace::scratch_dir("wasm-std")?;
    let manifest = library.join("sysroot/Cargo.toml");
    Call::cargo("build --release --locked --features panic-unwind,backtrace --target")
        .arg(TARGET)
        .arg("--manifest-path")
        .arg(&manifest)
        .arg("--target-dir")
        .arg(&target_dir)
        // A released compiler builds its own std only when it is told that this is what happens.
        .env("RUSTC_BOOTSTRAP", "1")
        // Bitcode: without it link-time optimisation cannot read std.
        .env(
            "RUSTFLAGS",
            "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked",
        )
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .cure(format!(
            "Make `rustup target add {TARGET}` work, then try again"
        ))
        .run()?;
    let built = target_dir.join(TARGET).join("release/deps");
    let installed = sysroot()?.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::create_dir_all(&installed).map_err(on_file(&installed))?;
    for library in rlibs(&installed)? {
        std::fs::remove_file(&library).map_err(on_file(&library))?;
    }
    for library in rlibs(&built)? {
        let to = installed.join(library.file_name().unwrap_or_default());
        std::fs::copy(&library, &to).map_err(on_file(&to))?;
    }
    Ok(())
}

fn rlibs(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(dir).map_err(on_file(dir))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    Ok(paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rlib")
        })
        .collect())
}

fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// The folder of the toolchain in use.
fn sysroot() -> Result<PathBuf, Failure> {
    Ok(PathBuf::from(
        Call::new(rustc(), ["--print", "sysroot"]).read()?.trim(),
    ))
}

/// The compiler's release, such as `1.95.0`.
fn release() -> Result<String, Failure> {
    let words = Call::new(rustc(), ["--version"]).read()?;
    let version = words.split_whitespace().nth(1).map(str::to_owned);
    version.ok_or_else(|| Failure::new(format!("rustc --version says {words:?}")))
}
