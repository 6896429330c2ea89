//! For tests: scripts of commands, `----`, and what they print, played again and compared.

use std::path::Path;

/// Somebody who carries out the commands of a script, one line each.
pub(crate) trait Player {
    /// What the command prints.
    fn command(&mut self, line: &str) -> Vec<String>;
}

/// The script again, with what it prints now.
pub(crate) fn replay(text: &str, mut player: impl Player) -> String {
    let mut output = String::new();
    // Comments and commands without output are blocks, too.
    for block in text.trim_end().split("\n\n") {
        let commands = block.split("\n----").next().expect("split gives something");
        let mut printed: Vec<String> = Vec::new();
        for line in commands.lines().filter(|line| !line.starts_with('#')) {
            printed.extend(player.command(line));
        }
        output += commands;
        if !printed.is_empty() {
            output += "\n----\n";
            output += &printed.join("\n");
        }
        output += "\n\n";
    }
    output.trim_end().to_owned() + "\n"
}

/// Shows the first lines that differ, with what comes before.
pub(crate) fn assert_same(path: &Path, expected: &str, actual: &str) {
    let pairs = expected.lines().zip(actual.lines());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let part = |text: &str| {
        let lines = text.lines().skip(same.saturating_sub(15)).take(40);
        lines.collect::<Vec<_>>().join("\n")
    };
    assert!(
        expected == actual,
        "{}, line {}\nwritten:\n{}\n\nprinted:\n{}",
        path.display(),
        same + 1,
        part(expected),
        part(actual)
    );
}
