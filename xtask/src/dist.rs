//! `cargo xtask dist`: the release build of the page in `dist/`.
//!
//! Trunk builds it with the cargo profile `wasm` and names the files by their content; wasm-opt, where
//! it is to be had, shrinks the wasm; `seal` makes the page hold under a strict content security
//! policy; `weight` says what a browser has to load. The result is static files that any server can
//! give out from any path.

mod seal;
mod weight;

use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, on_file};
use crate::report::step;
use crate::{tools, wasm_target, workspace};

/// What wasm-opt has to be told that rustc's wasm uses; old versions assume less.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub fn dist() -> Result<(), Failure> {
    ensure_tools()?;
    let dist = folder();
    step("Build the page", || {
        Call::new(
            "trunk",
            [
                "build",
                "--release",
                "--locked",
                "--cargo-profile",
                "wasm",
                "--dist",
            ],
        )
        .arg(&dist)
        .env("RUST_BACKTRACE", "0")
        .run()
    })?;
    if let Some(wasm_opt) = tools::wasm_opt() {
        step("Shrink the wasm", || shrink(&wasm_opt, &dist))?;
    }
    step("Seal the page", || seal::seal(&dist))?;
    print!("\n{}", weight::weigh(&dist)?);
    Ok(())
}

/// Installs what a build of the page needs.
pub fn ensure_tools() -> Result<(), Failure> {
    wasm_target::ensure()?;
    tools::wasm_bindgen()?;
    tools::trunk()
}

/// Where the release goes.
pub fn folder() -> PathBuf {
    workspace::root().join("dist")
}

fn shrink(wasm_opt: &Path, dist: &Path) -> Result<(), Failure> {
    for wasm in files(dist)?.iter().filter(|file| {
        file.extension()
            .is_some_and(|extension| extension == "wasm")
    }) {
        Call::new(wasm_opt, ["-Oz"])
            .args(&WASM_FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(wasm)
            .run()?;
    }
    Ok(())
}

/// All files under a folder, in the order of their names.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(on_file(dir))? {
        let path = entry.map_err(on_file(dir))?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => found.push(path),
        }
    }
    found.sort();
    Ok(found)
}
