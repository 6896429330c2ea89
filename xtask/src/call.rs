//! Calling another program: its output streams through, and a failure carries its cure.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;
use crate::workspace;

/// One call of another program, in the workspace's folder unless told otherwise.
pub struct Call {
    command: Command,
    cure: Option<String>,
}

impl Call {
    pub fn new<A: AsRef<OsStr>>(
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = A>,
    ) -> Call {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(workspace::root())
            .env("PATH", search_path());
        Call {
            command,
            cure: None,
        }
    }

    /// Cargo itself, by the toolchain that runs this xtask.
    pub fn cargo(line: &str) -> Call {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Call::new(cargo, line.split_whitespace())
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Call {
        self.command.arg(arg);
        self
    }

    pub fn args(mut self, args: &[&str]) -> Call {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Call {
        self.command.env(name, value);
        self
    }

    pub fn env_remove(mut self, name: &str) -> Call {
        self.command.env_remove(name);
        self
    }

    pub fn dir(mut self, dir: &Path) -> Call {
        self.command.current_dir(dir);
        self
    }

    /// What helps when this call fails.
    pub fn cure(mut self, cure: impl Into<String>) -> Call {
        self.cure = Some(cure.into());
        self
    }

    /// Runs it to its end; what it prints goes where our own output goes.
    pub fn run(mut self) -> Result<(), Failure> {
        println!("  $ {}", self.shown());
        let status = self.command.stdin(Stdio::null()).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&status.to_string())),
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    /// Starts it and lets it go on beside us.
    pub fn start(mut self) -> Result<Child, Failure> {
        println!("  $ {}", self.shown());
        self.command
            .spawn()
            .map_err(|error| self.failure(&error.to_string()))
    }

    /// Runs it unseen and gives what it wrote to standard output.
    pub fn read(mut self) -> Result<String, Failure> {
        match self.command.stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned())
            }
            Ok(output) => {
                let words = String::from_utf8_lossy(&output.stderr);
                Err(self.failure(&format!("{}\n{}", output.status, words.trim_end())))
            }
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    fn shown(&self) -> String {
        let program = Path::new(self.command.get_program());
        let name = program.file_name().unwrap_or(program.as_os_str());
        let words = std::iter::once(name).chain(self.command.get_args());
        words
            .map(|word| word.to_string_lossy())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn failure(&self, why: &str) -> Failure {
        let failure = Failure::new(format!("`{}`: {why}", self.shown()));
        match &self.cure {
            Some(cure) => failure.cure(cure),
            None => failure,
        }
    }
}

/// Where programs are looked for: what cargo installs is found although the shell may not know it.
fn search_path() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(workspace::cargo_bin()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

/// The file behind a program's name, if there is one.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = search_path();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}
