//! Programs that come from the operating system: its package manager is asked where we may, and
//! where we may not, the failure says what to type.

use crate::call::{Call, find_program};
use crate::failure::Failure;

/// A program and what it is called by each package manager.
pub struct SystemPackage {
    pub what: &'static str,
    pub apt: &'static str,
    pub dnf: &'static str,
    pub pacman: &'static str,
    pub apk: &'static str,
    pub brew: &'static str,
    /// Where to get it when none of these is here.
    pub by_hand: &'static str,
}

#[derive(Clone, Copy)]
enum Installer {
    Apt,
    Dnf,
    Pacman,
    Apk,
    Brew,
}

use Installer::{Apk, Apt, Brew, Dnf, Pacman};

impl Installer {
    fn here() -> Option<Installer> {
        [Apt, Dnf, Pacman, Apk, Brew]
            .into_iter()
            .find(|manager| find_program(manager.program()).is_some())
    }

    fn program(self) -> &'static str {
        match self {
            Apt => "apt-get",
            Dnf => "dnf",
            Pacman => "pacman",
            Apk => "apk",
            Brew => "brew",
        }
    }

    fn install_line(self, package: &SystemPackage) -> String {
        match self {
            Apt => format!("apt-get install -y --no-install-recommends {}", package.apt),
            Dnf => format!("dnf install -y {}", package.dnf),
            Pacman => format!("pacman -S --noconfirm --needed {}", package.pacman),
            Apk => format!("apk add {}", package.apk),
            Brew => format!("brew install {}", package.brew),
        }
    }

    /// Homebrew refuses to work as root, the others ask for it.
    fn wants_root(self) -> bool {
        match self {
            Apt | Dnf | Pacman | Apk => true,
            Brew => false,
        }
    }
}

/// Installs a package, or says how a person can.
pub fn install(package: &SystemPackage) -> Result<(), Failure> {
    let Some(manager) = Installer::here() else {
        let why = format!(
            "{} is missing, and no package manager that this xtask knows is here",
            package.what
        );
        return Err(Failure::new(why).cure(package.by_hand));
    };
    let line = manager.install_line(package);
    let Some(prefix) = right_to_install(manager) else {
        let why = format!("{} is missing, and only root may install it", package.what);
        return Err(Failure::new(why).cure(format!("sudo {line}")));
    };
    if matches!(manager, Apt) {
        // A machine may start without lists or with old ones; a mirror that fails is no reason to stop.
        let update = words(prefix, "apt-get update -qq");
        if let Err(failure) = Call::new(update[0], &update[1..]).run() {
            println!("    {failure}");
        }
    }
    let line_words = words(prefix, &line);
    Call::new(line_words[0], &line_words[1..])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .cure(format!(
            "Install {} by hand: {}",
            package.what, package.by_hand
        ))
        .run()
}

/// What has to stand before an install line: nothing, `sudo -n`, or `None` when it is not for us.
fn right_to_install(manager: Installer) -> Option<&'static str> {
    let is_root = Call::new("id", ["-u"])
        .read()
        .is_ok_and(|id| id.trim() == "0");
    if is_root || !manager.wants_root() {
        return Some("");
    }
    let may_sudo =
        find_program("sudo").is_some() && Call::new("sudo", ["-n", "true"]).read().is_ok();
    may_sudo.then_some("sudo -n")
}

fn words<'a>(prefix: &'a str, line: &'a str) -> Vec<&'a str> {
    prefix
        .split_whitespace()
        .chain(line.split_whitespace())
        .collect()
}
