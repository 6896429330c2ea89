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
    /// The columns of the terminal it was typed on, and every byte that came; nothing where its
    /// output was no terminal.
    pub terminal: Option<(u16, String)>,
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
    let mut columns = 100;
    for (at, line) in text.lines().enumerate() {
        if let Some(size) = line.strip_prefix("@ tty ") {
            let size = size.split('x').next().unwrap_or_default();
            columns = size.parse().expect("a terminal has columns");
        }
        let prompt = |mark: &str| {
            let (host, typed) = line.split_once(mark)?;
            let is_host = !line.starts_with(' ') && host.chars().all(char::is_alphanumeric);
            is_host.then_some(typed)
        };
        let on_terminal = prompt("% ");
        if let Some(typed) = prompt("$ ").or(on_terminal) {
            found.push(Recorded {
                place: format!("{name}:{}", at + 1),
                typed: typed.to_owned(),
                printed: String::new(),
                code: 0,
                terminal: on_terminal.map(|_| (columns, String::new())),
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
        } else if let (Some(raw), Some((_, bytes))) =
            (line.strip_prefix("raw: "), &mut last.terminal)
        {
            *bytes = unquoted(raw);
        } else {
            open = false;
        }
    }
}

/// A JSON string's text.
fn unquoted(json: &str) -> String {
    let mut out = String::new();
    let mut letters = json.trim_matches('"').chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let digits: String = letters.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).expect("four digits");
                out.push(char::from_u32(code).unwrap_or('?'));
            }
            Some(other) => out.push(other),
            None => (),
        }
    }
    out
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
