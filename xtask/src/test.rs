//! `cargo xtask test`: every test there is, or some kinds of them.
//!
//! A step that fails does not stop the ones after it, unless they need it. Each test runner's own
//! words stream through; the last lines sum up, and the exit code tells whether all went well.

mod kind;

use crate::call::Call;
use crate::dist;
use crate::failure::Failure;
use crate::report::Report;
use crate::wasm_target::TARGET;
use crate::{browser, tools, wasm_target, workspace};
use kind::Kind;

/// Test targets of the `tests` package that also run in a browser, compiled to wasm.
const IN_BROWSER: [&str; 2] = ["browser", "determinism"];

/// The one that must give the same answer however it is compiled.
const IN_BOTH_PROFILES: &str = "determinism";

pub fn test(words: &[&str]) -> Result<(), Failure> {
    let kinds = Kind::parse(words)?;
    let mut report = Report::default();
    for kind in kinds {
        run(kind, &mut report);
    }
    report.finish()
}

/// Installs what these kinds need and runs nothing.
pub fn setup(words: &[&str]) -> Result<(), Failure> {
    Kind::parse(words)?.into_iter().try_for_each(prepare)
}

fn prepare(kind: Kind) -> Result<(), Failure> {
    match kind {
        Kind::Lint => wasm_target::ensure(),
        Kind::Native => Ok(()),
        Kind::Wasm => {
            wasm_target::ensure()?;
            tools::wasm_bindgen()?;
            browser::ensure().map(drop)
        }
        Kind::Dist => {
            dist::ensure_tools()?;
            tools::wasm_opt();
            Ok(())
        }
        Kind::EndToEnd => {
            browser::ensure_node()?;
            browser::ensure().map(drop)
        }
    }
}

fn run(kind: Kind, report: &mut Report) {
    let set_up = format!("{}: set up", kind.word());
    if !report.step(&set_up, || prepare(kind)) {
        return report.skip(kind.word(), "its set-up failed");
    }
    match kind {
        Kind::Lint => lint(report),
        Kind::Native => native(report),
        Kind::Wasm => wasm(report),
        Kind::Dist => {
            report.step("dist: release build", dist::dist);
        }
        Kind::EndToEnd => end_to_end(report),
    }
}

fn lint(report: &mut Report) {
    report.step("lint: Cargo.lock is current", || {
        let cure = "Run `cargo check` once and commit Cargo.lock";
        Call::cargo("metadata --locked --format-version 1")
            .cure(cure)
            .read()
            .map(drop)
    });
    report.step("lint: format", || {
        Call::cargo("fmt --all --check")
            .cure("Run `cargo fmt --all`")
            .run()
    });
    report.step("lint: clippy, native", || {
        Call::cargo("clippy --workspace --exclude app --all-targets --keep-going -- -D warnings")
            .run()
    });
    report.step("lint: clippy, wasm", || {
        clippy_wasm("-p app --all-targets")?;
        IN_BROWSER
            .iter()
            .filter(|target| has_target(target))
            .try_for_each(|target| clippy_wasm(&format!("-p tests --test {target}")))
    });
    report.step("lint: documentation", || {
        let docs = "doc --workspace --exclude app --no-deps --document-private-items --keep-going";
        Call::cargo(docs).env("RUSTDOCFLAGS", "-D warnings").run()?;
        let docs = "doc -p app --no-deps --document-private-items --target";
        Call::cargo(docs)
            .arg(TARGET)
            .env("RUSTDOCFLAGS", "-D warnings")
            .run()
    });
}

fn clippy_wasm(what: &str) -> Result<(), Failure> {
    Call::cargo(&format!("clippy {what} --target {TARGET} -- -D warnings")).run()
}

fn native(report: &mut Report) {
    report.step("native: tests", || {
        Call::cargo("test --workspace --exclude app --no-fail-fast").run()
    });
    if has_target(IN_BOTH_PROFILES) {
        report.step(
            "native: tests that must not depend on the profile, optimized",
            || {
                Call::cargo("test -p tests --profile optimized --test")
                    .arg(IN_BOTH_PROFILES)
                    .run()
            },
        );
    }
}

fn wasm(report: &mut Report) {
    report.step("wasm: tests of the page", || {
        in_browser("test -p app --no-fail-fast")
    });
    for target in IN_BROWSER.iter().filter(|target| has_target(target)) {
        report.step(&format!("wasm: tests/{target}.rs"), || {
            in_browser(&format!("test -p tests --test {target}"))
        });
    }
    if has_target(IN_BOTH_PROFILES) {
        report.step(
            &format!("wasm: tests/{IN_BOTH_PROFILES}.rs, optimized"),
            || {
                in_browser(&format!(
                    "test -p tests --profile optimized --test {IN_BOTH_PROFILES}"
                ))
            },
        );
    }
}

/// A cargo call whose tests run in headless Chromium.
fn in_browser(line: &str) -> Result<(), Failure> {
    let browser = browser::ensure()?;
    Call::cargo(line)
        .args(&["--target", TARGET])
        .env("CHROMEDRIVER", browser.driver)
        .run()
}

fn end_to_end(report: &mut Report) {
    let dir = workspace::root().join("tests/e2e");
    if !dist::folder().join("index.html").is_file()
        && !report.step("e2e: release build", dist::dist)
    {
        return report.skip("e2e: Playwright", "there is no release build to look at");
    }
    let installed = report.step("e2e: npm ci", || {
        let cure = "It needs the npm registry; see above what stopped it";
        Call::new("npm", ["ci", "--no-audit", "--no-fund"])
            .dir(&dir)
            .cure(cure)
            .run()
    });
    if !installed {
        return report.skip("e2e: Playwright", "its packages are missing");
    }
    report.step("e2e: Playwright", || {
        let browser = browser::ensure()?;
        Call::new("npm", ["test"])
            .dir(&dir)
            .env("CHROMIUM", browser.chromium)
            .run()
    });
}

/// Whether the `tests` package has this test target yet.
fn has_target(name: &str) -> bool {
    workspace::root()
        .join("tests")
        .join(format!("{name}.rs"))
        .is_file()
}
