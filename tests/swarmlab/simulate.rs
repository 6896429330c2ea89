//! `swarmlab simulate --seeds A..B`: lives random lives and says which promise was broken.
//!
//! The engine has no threads; `--jobs N` lets N processes take turns with the seeds.

use std::ops::Range;
use std::process::{Child, Command, ExitCode, Stdio};

use tests::simulation::scenario::Scenario;
use tests::simulation::{Failure, shrink, simulate, tell};

/// What was asked for.
struct Wanted {
    seeds: Range<u64>,
    /// Every how many seeds, beginning with which: how processes share them.
    step: u64,
    jobs: u64,
    tells: bool,
    shrinks: bool,
    /// At the first failure.
    stops: bool,
}

/// Plays the seeds, tells of those that fail.
pub fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let wanted = read(arguments)?;
    if let Some(bug) = value(arguments, "--plant") {
        plant(&bug)?;
    }
    if wanted.jobs > 1 {
        return share(&wanted, arguments);
    }
    let seeds = wanted.seeds.clone();
    let (mut failures, mut without_quorum, mut lives) = (0, 0, 0);
    for seed in seeds.clone().step_by(wanted.step as usize) {
        lives += 1;
        if wanted.tells {
            let outcome = tell(&Scenario::random(seed));
            outcome.log.iter().for_each(|line| println!("{line}"));
        }
        let outcome = simulate(seed);
        without_quorum += u64::from(!outcome.has_quorum);
        if let Some(failure) = outcome.failure {
            failures += 1;
            report(seed, &failure, &wanted);
            if wanted.stops {
                break;
            }
        }
    }
    println!(
        "simulate: seeds {}..{}, {lives} lives, {without_quorum} ended without a quorum, {failures} broke a promise",
        seeds.start, seeds.end
    );
    Ok(ExitCode::from(u8::from(failures > 0)))
}

fn report(seed: u64, failure: &Failure, wanted: &Wanted) {
    let Failure { promise, why, at } = failure;
    println!("seed {seed}: {promise}: {why} (at {at})");
    println!(
        "    replay: swarmlab simulate --seeds {seed}..{} --log",
        seed + 1
    );
    if !wanted.shrinks {
        return;
    }
    let small = shrink::shrink(&Scenario::random(seed), failure);
    println!(
        "    shrunk to {} managers, {} workers, {} steps:",
        small.managers,
        small.workers,
        small.steps.len()
    );
    for line in tell(&small).log {
        println!("    {line}");
    }
}

fn read(arguments: &[String]) -> Result<Wanted, String> {
    let number = |name: &str, otherwise: u64| match value(arguments, name) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .map_err(|_| format!("{name} needs a number, not {text}")),
    };
    let seeds = value(arguments, "--seeds").ok_or("simulate needs --seeds A..B")?;
    let bounds = seeds.split_once("..").and_then(|(from, to)| {
        let range: Range<u64> = from.parse().ok()?..to.parse().ok()?;
        Some(range)
    });
    Ok(Wanted {
        seeds: bounds.ok_or_else(|| format!("--seeds needs A..B, not {seeds}"))?,
        step: number("--step", 1)?.max(1),
        jobs: number("--jobs", 1)?,
        tells: arguments.iter().any(|word| word == "--log"),
        stops: value(arguments, "--plant").is_some(),
        shrinks: !arguments.iter().any(|word| word == "--no-shrink"),
    })
}

fn value(arguments: &[String], name: &str) -> Option<String> {
    let at = arguments.iter().position(|word| word == name)?;
    Some(arguments.get(at + 1).cloned().unwrap_or_default())
}

/// Plants a bug on purpose, to see that it is caught: then the first broken promise ends it.
#[cfg(feature = "planted")]
fn plant(bug: &str) -> Result<(), String> {
    if !engine::planted::BUGS.contains(&bug) {
        return Err(format!(
            "there are only these to plant: {:?}",
            engine::planted::BUGS
        ));
    }
    engine::planted::plant(bug);
    Ok(())
}

#[cfg(not(feature = "planted"))]
fn plant(_bug: &str) -> Result<(), String> {
    Err("--plant needs a swarmlab built with `--features planted`".to_owned())
}

/// Lets other processes do it, each every so many seeds.
fn share(wanted: &Wanted, arguments: &[String]) -> Result<ExitCode, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let others = arguments
        .iter()
        .filter(|word| word.as_str() == "--no-shrink");
    let others: Vec<&String> = others.collect();
    let start = |job: u64| {
        let first = wanted.seeds.start + job;
        Command::new(&program)
            .args([
                "simulate",
                "--seeds",
                &format!("{first}..{}", wanted.seeds.end),
            ])
            .args(["--step", &wanted.jobs.to_string()])
            .args(&others)
            .stdin(Stdio::null())
            .spawn()
    };
    let jobs: Result<Vec<Child>, _> = (0..wanted.jobs).map(start).collect();
    let mut has_failed = false;
    for mut job in jobs.map_err(|error| error.to_string())? {
        let status = job.wait().map_err(|error| error.to_string())?;
        has_failed |= !status.success();
    }
    Ok(ExitCode::from(u8::from(has_failed)))
}
