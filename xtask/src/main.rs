//! The chores of this repository, each one command: `cargo xtask serve`, `test` and `dist`.
//!
//! What a chore needs and does not find (the wasm target, Trunk, wasm-bindgen, Chromium) it installs
//! first, in steps that say their name and their time. A step that fails says what cures it. Nothing
//! here is part of the product, and nothing in the product knows of it.

mod browser;
mod call;
mod dist;
mod failure;
mod report;
mod serve;
mod system_packages;
mod test;
mod tools;
mod wasm_target;
mod workspace;

use std::process::ExitCode;

use failure::Failure;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N] [--open]   set up what is missing, build the page, serve it on 127.0.0.1:8080
  test [KIND…]                every test, or only some kinds: lint native wasm dist e2e
  dist                        release build into dist/, works from any path of any static server
  setup [KIND…]               only install what the tests (or these kinds of them) need
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        Some((&"serve", options)) => serve::serve(options),
        Some((&"test", kinds)) => test::test(kinds),
        Some((&"dist", [])) => dist::dist(),
        Some((&"setup", kinds)) => test::setup(kinds),
        Some((&("help" | "--help" | "-h"), _)) => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new("no such command").cure(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
