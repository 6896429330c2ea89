//! `swarmlab`: the judge on the command line.
//!
//! `play FILE [--seed N]` plays a scenario or transcript; `conformance DIR` plays every transcript
//! of a folder and counts equal lines; `simulate --seeds A..B` lives random lives under faults;
//! `check LABDIR…` proves labs. See DESIGN, contracts.

mod labs;
mod simulate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tests::judge::normalise::{Normaliser, Strictness};
use tests::judge::player::play;
use tests::judge::score::{Score, compare};

const USAGE: &str = "usage: swarmlab play FILE [--seed N]
       swarmlab conformance DIR [--seed N]
       swarmlab diff FILE [--seed N] [--loose]
       swarmlab simulate --seeds A..B [--jobs N] [--log] [--no-shrink] [--plant BUG]
       swarmlab check LABDIR...";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("swarmlab: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let seed = seed(arguments)?;
    let target = |at: usize| {
        let plain = arguments
            .iter()
            .skip(1)
            .filter(|word| !word.starts_with("--"));
        plain
            .into_iter()
            .nth(at)
            .cloned()
            .ok_or_else(|| USAGE.to_owned())
    };
    match arguments.first().map(String::as_str) {
        Some("play") => {
            print!("{}", play(&read(Path::new(&target(0)?))?, seed));
            Ok(ExitCode::SUCCESS)
        }
        Some("conformance") => conformance(Path::new(&target(0)?), seed),
        Some("diff") => {
            let loose = arguments.iter().any(|word| word == "--loose");
            diff(Path::new(&target(0)?), seed, loose)
        }
        Some("simulate") => simulate::run(&arguments[1..]),
        Some("check") if arguments.len() > 1 => labs::check(&arguments[1..]),
        _ => Err(USAGE.to_owned()),
    }
}

fn seed(arguments: &[String]) -> Result<u64, String> {
    let Some(at) = arguments.iter().position(|word| word == "--seed") else {
        return Ok(1);
    };
    let number = arguments.get(at + 1).ok_or("--seed needs a number")?;
    number
        .parse()
        .map_err(|_| format!("--seed needs a number, not {number}"))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn conformance(folder: &Path, seed: u64) -> Result<ExitCode, String> {
    let normaliser = Normaliser::new();
    let mut total = Score::default();
    for path in transcripts(folder)? {
        let recorded = read(&path)?;
        let score = compare(&normaliser, &recorded, &play(&recorded, seed));
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        println!("{name} strict {} loose {}", score.strict, score.loose);
        total += score;
    }
    println!("{total}");
    Ok(ExitCode::SUCCESS)
}

fn transcripts(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "t"));
    paths.sort();
    Ok(paths)
}

/// What differs, line by line: `-` recorded, `+` played.
fn diff(path: &Path, seed: u64, loose: bool) -> Result<ExitCode, String> {
    let recorded = read(path)?;
    let played = play(&recorded, seed);
    let strictness = if loose {
        Strictness::Loose
    } else {
        Strictness::Strict
    };
    let normaliser = Normaliser::new();
    let (recorded, played) = (
        normaliser.lines(&recorded, strictness).join("\n"),
        normaliser.lines(&played, strictness).join("\n"),
    );
    let diff = similar::TextDiff::from_lines(&recorded, &played);
    print!("{}", diff.unified_diff().context_radius(2));
    Ok(ExitCode::from(u8::from(recorded != played)))
}
