//! Plays the recordings kept in `transcripts/` and holds the score: it may only rise.
#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

use std::fs;
use std::path::{Path, PathBuf};

use tests::judge::normalise::Normaliser;
use tests::judge::player::play;
use tests::judge::score::{Score, compare};

/// The seed all recordings are played with.
const SEED: u64 = 1;

#[test]
fn the_score_does_not_fall() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts");
    let normaliser = Normaliser::new();
    let floors = floors(&folder);
    let mut fallen = Vec::new();
    let mut total = Score::default();
    for path in recordings(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let recorded = fs::read_to_string(&path).unwrap();
        let score = compare(&normaliser, &recorded, &play(&recorded, SEED));
        println!("{name} strict {} loose {}", score.strict, score.loose);
        let (strict, loose) = floors.iter().find(|floor| floor.0 == name).map_or_else(
            || panic!("{name} has no line in transcripts/floors.txt"),
            |floor| (floor.1, floor.2),
        );
        if score.strict.equal < strict || score.loose.equal < loose {
            fallen.push(format!(
                "{name}: {} {} below {strict} {loose}",
                score.strict, score.loose
            ));
        }
        total += score;
    }
    println!("{total}");
    assert!(
        fallen.is_empty(),
        "the score has fallen:\n{}",
        fallen.join("\n")
    );
}

/// `name strict loose`: the least number of equal lines of each recording.
fn floors(folder: &Path) -> Vec<(String, usize, usize)> {
    let text = fs::read_to_string(folder.join("floors.txt")).unwrap();
    let floor = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (
            words[0].to_owned(),
            words[1].parse().unwrap(),
            words[2].parse().unwrap(),
        )
    };
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(floor)
        .collect()
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "t"));
    paths.sort();
    assert!(!paths.is_empty(), "there are recordings to play");
    paths
}
