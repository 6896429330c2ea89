//! Finds the source of the standard library of exactly the compiler in use.
//!
//! It may already lie in the toolchain or come as rustup's `rust-src`. Else Debian has it: its
//! releases carry the source of several Rust versions. They are asked through temporary package
//! lists, so this machine's own set-up stays as it is, and nothing is installed.

use std::path::{Path, PathBuf};

use super::{NO_RUSTUP, release, sysroot};
use crate::call::{Call, find_program};
use crate::failure::{Failure, on_file};
use crate::workspace;

/// Debian releases that may hold the package, newest compilers first.
const SUITES: [&str; 4] = ["trixie-backports", "sid", "trixie", "bookworm-security"];

/// The `library` folder of Rust's source.
pub fn find() -> Result<PathBuf, Failure> {
    let in_toolchain = sysroot()?.join("lib/rustlib/src/rust/library");
    if is_library(&in_toolchain) {
        return Ok(in_toolchain);
    }
    if find_program("rustup").is_some() && std::env::var_os(NO_RUSTUP).is_none() {
        let added = Call::new("rustup", ["component", "add", "rust-src"]).run();
        if added.is_ok() && is_library(&in_toolchain) {
            return Ok(in_toolchain);
        }
    }
    if find_program("apt-get").is_none() || find_program("dpkg-deb").is_none() {
        let why = "the wasm target comes neither from rustup nor from a Debian package";
        return Err(Failure::new(why)
            .cure("rustup target add wasm32-unknown-unknown, on a network that reaches rustup"));
    }
    from_debian(&release()?)
}

fn is_library(dir: &Path) -> bool {
    dir.join("sysroot/Cargo.toml").is_file()
}

fn from_debian(release: &str) -> Result<PathBuf, Failure> {
    let dir = workspace::scratch_dir("rust-src")?;
    let source = dir.join(format!("usr/src/rustc-{release}/library"));
    if is_library(&source) {
        return Ok(source);
    }
    let apt = Apt::with_temporary_lists(&dir)?;
    apt.call("apt-get", &["update"]).run()?;
    let known = apt
        .call("apt-cache", &["madison", "rust-src", "rust-web-src"])
        .read()?;
    let package = newest_build(&known, release).ok_or_else(|| {
        Failure::new(format!("Debian has no source of Rust {release}"))
            .cure("rustup target add wasm32-unknown-unknown, on a network that reaches rustup")
    })?;
    apt.call("apt-get", &["download", &package]).run()?;
    for file in std::fs::read_dir(&dir)
        .map_err(on_file(&dir))?
        .filter_map(Result::ok)
    {
        let file = file.path();
        if file.extension().is_some_and(|extension| extension == "deb") {
            Call::new("dpkg-deb", ["--extract"])
                .arg(&file)
                .arg(&dir)
                .run()?;
            std::fs::remove_file(&file).map_err(on_file(&file))?;
        }
    }
    match is_library(&source) {
        true => Ok(source),
        false => Err(Failure::new(format!(
            "{package} holds no {}",
            source.display()
        ))),
    }
}

/// From lines `package | version | origin`, the first whose version is a build of this release.
fn newest_build(known: &str, release: &str) -> Option<String> {
    known.lines().find_map(|line| {
        let mut fields = line.split('|').map(str::trim);
        let (package, version) = (fields.next()?, fields.next()?);
        let build = version.strip_prefix(release)?;
        build
            .starts_with(['+', '-'])
            .then(|| format!("{package}={version}"))
    })
}

/// Calls to apt that see our lists only.
struct Apt {
    dir: PathBuf,
    options: Vec<String>,
}

impl Apt {
    fn with_temporary_lists(dir: &Path) -> Result<Apt, Failure> {
        for made in ["lists/partial", "cache/archives/partial"] {
            let made = dir.join(made);
            std::fs::create_dir_all(&made).map_err(on_file(&made))?;
        }
        let sources = dir.join("sources.list");
        std::fs::write(&sources, source_lines(&mirror()?)).map_err(on_file(&sources))?;
        let settings = [
            format!("Dir::Etc::SourceList={}", sources.display()),
            "Dir::Etc::SourceParts=/dev/null".to_owned(),
            format!("Dir::State::Lists={}", dir.join("lists").display()),
            format!("Dir::Cache={}", dir.join("cache").display()),
            "APT::Sandbox::User=root".to_owned(),
        ];
        let options = settings
            .into_iter()
            .flat_map(|setting| ["-o".to_owned(), setting])
            .collect();
        Ok(Apt {
            dir: dir.to_owned(),
            options,
        })
    }

    fn call(&self, program: &str, args: &[&str]) -> Call {
        let options = self.options.iter().map(String::as_str);
        Call::new(
            program,
            ["-q"]
                .into_iter()
                .chain(options)
                .chain(args.iter().copied()),
        )
        .dir(&self.dir)
    }
}

/// Whatever mirror of Debian this machine uses.
fn mirror() -> Result<String, Failure> {
    let sites = Call::new("apt-get", ["indextargets", "--format", "$(SITE)"]).read()?;
    let site = sites.lines().find(|site| site.ends_with("/debian"));
    site.map(str::to_owned)
        .ok_or_else(|| Failure::new("apt is set up without a mirror of Debian"))
}

fn source_lines(mirror: &str) -> String {
    let line = |suite: &&str| {
        let archive = if suite.ends_with("-security") {
            "-security"
        } else {
            ""
        };
        format!(
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror}{archive} {suite} main\n"
        )
    };
    SUITES.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_build_of_the_same_release_will_do() {
        let known = "rust-src | 1.95.1+dfsg1-1 | a sid/main\n\
                     rust-src | 1.95.0+dfsg1-1 | a trixie/main\n\
                     rust-src | 1.63.0+dfsg1-2 | a bookworm/main\n";
        assert_eq!(
            newest_build(known, "1.95.0").as_deref(),
            Some("rust-src=1.95.0+dfsg1-1")
        );
        assert_eq!(newest_build(known, "1.96.0"), None);
        assert_eq!(newest_build("rust-src | 1.95.0 | x", "1.95"), None);
    }

    #[test]
    fn the_security_archive_has_an_address_of_its_own() {
        let lines = source_lines("mirror/debian");
        assert!(lines.contains("mirror/debian sid main\n"));
        assert!(lines.contains("mirror/debian-security bookworm-security main\n"));
    }
}
