//! Chromium, its driver and Node.js, which the browser tests need.

use std::path::PathBuf;

use crate::call::{Call, find_program};
use crate::failure::Failure;
use crate::report::step;
use crate::system_packages::{SystemPackage, install};

const CHROMIUM: SystemPackage = SystemPackage {
    what: "Chromium with its driver",
    apt: "chromium chromium-driver",
    dnf: "chromium chromedriver",
    pacman: "chromium",
    apk: "chromium chromium-chromedriver",
    brew: "--cask google-chrome chromedriver",
    by_hand: "install Chromium or Chrome and the chromedriver of the same version, or name them in \
              the variables CHROMIUM and CHROMEDRIVER",
};

/// Names under which Chromium is found, and the places that are on nobody's search path.
const CHROMIUM_NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
];
const CHROMIUM_PLACES: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const DRIVER_PLACES: [&str; 2] = [
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
];

/// Playwright and Node's own test runner ask for it.
const NODE_MAJOR: u32 = 20;

/// A browser and the program that drives it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Finds Chromium and its driver, and installs them first where they are missing.
pub fn ensure() -> Result<Browser, Failure> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    step("Install Chromium", || {
        install(&CHROMIUM)?;
        find().ok_or_else(|| {
            Failure::new("Chromium or its driver is still not found").cure(CHROMIUM.by_hand)
        })
    })
}

fn find() -> Option<Browser> {
    let chromium = named("CHROMIUM").or_else(|| first(&CHROMIUM_NAMES, &CHROMIUM_PLACES))?;
    let driver = named("CHROMEDRIVER").or_else(|| first(&["chromedriver"], &DRIVER_PLACES))?;
    Some(Browser { chromium, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn first(names: &[&str], places: &[&str]) -> Option<PathBuf> {
    let installed = names.iter().find_map(|name| find_program(name));
    installed.or_else(|| {
        places
            .iter()
            .map(PathBuf::from)
            .find(|place| place.is_file())
    })
}

/// Node.js is not installed by us: distributions carry many versions, and people have their own way.
pub fn ensure_node() -> Result<(), Failure> {
    let cure = format!(
        "Install Node.js {NODE_MAJOR} or newer with npm: from nodejs.org, or by your package manager"
    );
    let version = Call::new("node", ["--version"]).cure(&cure).read()?;
    Call::new("npm", ["--version"]).cure(&cure).read()?;
    let major: Option<u32> = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => Err(Failure::new(format!("Node.js {} is too old", version.trim())).cure(cure)),
    }
}
