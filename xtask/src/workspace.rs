//! Where things are in this repository and in cargo's own folders.

use std::path::PathBuf;

use crate::failure::{Failure, on_file};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), PathBuf::from)
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A folder of our own for things in the making; it is made when it is not there.
pub fn scratch_dir(name: &str) -> Result<PathBuf, Failure> {
    let dir = target_dir().join("xtask").join(name);
    std::fs::create_dir_all(&dir).map_err(on_file(&dir))?;
    Ok(dir)
}

/// Where `cargo install` puts programs.
pub fn cargo_bin() -> PathBuf {
    let from_env = |name| std::env::var_os(name).map(PathBuf::from);
    let home = || {
        from_env("HOME")
            .or_else(|| from_env("USERPROFILE"))
            .unwrap_or_default()
    };
    from_env("CARGO_INSTALL_ROOT")
        .or_else(|| from_env("CARGO_HOME"))
        .unwrap_or_else(|| home().join(".cargo"))
        .join("bin")
}

/// The version of a crate that `Cargo.lock` settles on.
pub fn locked_version(name: &str) -> Result<String, Failure> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).map_err(on_file(&path))?;
    let head = format!("name = \"{name}\"\nversion = \"");
    let version = lock
        .split_once(&head)
        .and_then(|(_, rest)| rest.split('"').next());
    version
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("Cargo.lock does not mention {name}")))
}
