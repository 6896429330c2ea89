//! Reads the recordings of real Docker: what was typed, what was printed, how it ended.
//!
//! They lie beside the repository; where they are missing there is nothing to read.

use std::fs;
use std::path::Path;

const RECORDINGS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../../shared/transcripts"
);

/// One command of a recording.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// File and line: `023-service-create-errors.t:14`.
    pub place: String,
    /// As typed: `docker service ls | head -1`.
    pub typed: String,
    pub printed: String,
    pub code: u8,
}

/// Every command of every recording whose name begins so.
pub fn commands(start: &str) -> Vec<Recorded> {
    let Ok(folder) = fs::read_dir(Path::new(RECORDINGS)) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = folder
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with(start) {
            read(
                &name,
                &fs::read_to_string(&path).expect("a recording is text"),
                &mut found,
            );
        }
    }
    found
}

fn read(name: &str, text: &str, found: &mut Vec<Recorded>) {
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if let Some((host, typed)) = line.split_once("$ ")
            && !line.starts_with(' ')
            && host.chars().all(char::is_alphanumeric)
        {
            found.push(Recorded {
                place: format!("{name}:{}", at + 1),
                typed: typed.to_owned(),
                printed: String::new(),
                code: 0,
            });
            open = true;
            continue;
        }
        let Some(last) = found.last_mut().filter(|_| open) else {
            continue;
        };
        if let Some(printed) = line.strip_prefix("  ") {
            last.printed.push_str(printed);
            last.printed.push('\n');
        } else if let Some(code) = line.strip_prefix("? ") {
            last.code = code.trim().parse().unwrap_or(1);
        } else {
            open = false;
        }
    }
}

/// The words of a plain `docker …` line; nothing where a shell would do more than split it.
pub fn words(typed: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = typed.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(letters.by_ref().take_while(|letter| *letter != '\''));
            }
            '"' => {
                let quoted: String = letters
                    .by_ref()
                    .take_while(|letter| *letter != '"')
                    .collect();
                if quoted.contains(['$', '`', '\\']) {
                    return None;
                }
                word.get_or_insert_default().push_str(&quoted);
            }
            '|' | ';' | '&' | '$' | '<' | '>' | '`' | '(' | ')' | '{' | '}' | '*' | '\\' | '#' => {
                return None;
            }
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    let mut words = words.into_iter();
    (words.next()? == "docker").then(|| words.collect())
}
