//! `[[ … ]]`, `[ … ]` and `test`.

use super::expand::{Expander, Failure, Stop};
use crate::files::{Entry, Kind, absolute};
use crate::pattern::Pattern;
use crate::program::Io;
use crate::regex::{self, Flavour};
use crate::session::Host;
use crate::syntax::{Condition, Part, Word};

use super::Shell;
use super::variables::Value;

/// Whether a `[[ … ]]` holds.
/// What was looked at is noted, as `set -x` shows it.
pub(super) fn holds(
    condition: &Condition,
    expander: &mut Expander<'_, '_>,
    traces: &mut Vec<String>,
) -> Result<bool, Stop> {
    match condition {
        Condition::Not(inner) => Ok(!holds(inner, expander, traces)?),
        Condition::And(left, right) => {
            Ok(holds(left, expander, traces)? && holds(right, expander, traces)?)
        }
        Condition::Or(left, right) => {
            Ok(holds(left, expander, traces)? || holds(right, expander, traces)?)
        }
        Condition::Unary { operator, word } => {
            let text = expander.text(word)?;
            traces.push(format!("{operator} {text}"));
            Ok(unary(operator, &text, expander.shell, expander.host).unwrap_or(false))
        }
        Condition::Binary {
            operator,
            left,
            right,
        } => {
            let left_text = expander.text(left)?;
            traces.push(format!("{left_text} {operator} {}", right.source));
            binary_words(operator, left, right, expander)
        }
    }
}

fn binary_words(
    operator: &str,
    left: &Word,
    right: &Word,
    expander: &mut Expander<'_, '_>,
) -> Result<bool, Stop> {
    let text = expander.text(left)?;
    match operator {
        "==" | "=" => Ok(Pattern::new(&expander.pattern(right)?).matches(&text)),
        "!=" => Ok(!Pattern::new(&expander.pattern(right)?).matches(&text)),
        "=~" => matches_regex(&text, right, expander),
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
            let right = expander.text(right)?;
            let (left, right) = (expander.evaluate(&text)?, expander.evaluate(&right)?);
            Ok(compare(operator, left, right))
        }
        _ => {
            let right = expander.text(right)?;
            Ok(
                binary(operator, (&text, &right), expander.shell, expander.host)
                    .unwrap_or(Ok(false))
                    .unwrap_or(false),
            )
        }
    }
}

/// `=~` also leaves what the parentheses took in `BASH_REMATCH`.
fn matches_regex(text: &str, word: &Word, expander: &mut Expander<'_, '_>) -> Result<bool, Stop> {
    let mut source = String::new();
    for part in &word.parts {
        let piece = Word {
            parts: vec![part.clone()],
            source: word.source.clone(),
        };
        let piece_text = expander.text(&piece)?;
        match part {
            Part::Quoted(_) | Part::Double(_) => source.push_str(&regex::quote(&piece_text)),
            _ => source.push_str(&piece_text),
        }
    }
    let Ok(regex) = regex::compile(&source, Flavour::Extended, false) else {
        return Err(Failure::line(
            String::new() + "[[: invalid regular expression",
        ));
    };
    let taken = regex.captures(text);
    let elements = taken.iter().flat_map(|it| it.iter());
    let elements = elements.map(|it| it.map_or(String::new(), |it| it.as_str().to_owned()));
    let elements = (0..).zip(elements).collect();
    expander
        .shell
        .variables
        .set_value("BASH_REMATCH", Some(Value::Indexed(elements)))?;
    Ok(taken.is_some())
}

/// `test` and `[`: the words between the name and `]`. The error is bash's message.
pub(super) fn test(words: &[String], shell: &Shell, io: &Io<'_, '_>) -> Result<bool, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut reader = Reader {
        words: &words,
        at: 0,
        shell,
        host: io.host,
        depth: 0,
    };
    reader.whole()
}

/// Reads `test`'s words by their number, as POSIX has it, and with `-a`, `-o` beyond.
struct Reader<'a, 'h> {
    words: &'a [&'a str],
    at: usize,
    shell: &'a Shell,
    host: &'a Host<'h>,
    depth: u32,
}

impl Reader<'_, '_> {
    fn whole(&mut self) -> Result<bool, String> {
        match self.words {
            [] => Ok(false),
            [word] => Ok(!word.is_empty()),
            ["!", word] => Ok(word.is_empty()),
            [operator, word] => unary(operator, word, self.shell, self.host)
                .ok_or_else(|| format!("{operator}: unary operator expected")),
            [left, operator, right] if is_binary(operator) => self.binary(operator, left, right),
            _ => {
                let value = self.either()?;
                match self.words.get(self.at) {
                    None => Ok(value),
                    Some(_) if self.words.len() == 3 => {
                        Err(format!("{}: binary operator expected", self.words[1]))
                    }
                    Some(_) => Err("too many arguments".to_owned()),
                }
            }
        }
    }

    fn either(&mut self) -> Result<bool, String> {
        let mut value = self.both()?;
        while self.eat("-o") {
            value |= self.both()?;
        }
        Ok(value)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut value = self.single()?;
        while self.eat("-a") {
            value &= self.single()?;
        }
        Ok(value)
    }

    fn single(&mut self) -> Result<bool, String> {
        self.depth += 1;
        if self.depth > 200 {
            return Err("too many arguments".to_owned());
        }
        let value = self.single_inner();
        self.depth -= 1;
        value
    }

    fn single_inner(&mut self) -> Result<bool, String> {
        if self.eat("!") {
            return self.single().map(|it| !it);
        }
        let rest = &self.words[self.at..];
        if let [left, operator, right, ..] = rest
            && is_binary(operator)
        {
            self.at += 3;
            return self.binary(operator, left, right);
        }
        if self.eat("(") {
            let value = self.either()?;
            return if self.eat(")") {
                Ok(value)
            } else {
                Err("`)' expected".to_owned())
            };
        }
        match rest {
            [operator, word, ..] if operator.len() == 2 && operator.starts_with('-') => {
                let value = unary(operator, word, self.shell, self.host)
                    .ok_or_else(|| format!("{operator}: unary operator expected"))?;
                self.at += 2;
                Ok(value)
            }
            [word, ..] => {
                self.at += 1;
                Ok(!word.is_empty())
            }
            [] => Err("argument expected".to_owned()),
        }
    }

    fn binary(&self, operator: &str, left: &str, right: &str) -> Result<bool, String> {
        binary(operator, (left, right), self.shell, self.host).unwrap_or(Ok(false))
    }

    fn eat(&mut self, word: &str) -> bool {
        let stands = self.words.get(self.at) == Some(&word);
        self.at += usize::from(stands);
        stands
    }
}

fn is_binary(operator: &str) -> bool {
    const OPERATORS: &[&str] = &[
        "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
    ];
    OPERATORS.contains(&operator)
}

/// A comparison of two texts; `None` when there is no such operator.
fn binary(
    operator: &str,
    (left, right): (&str, &str),
    shell: &Shell,
    host: &Host<'_>,
) -> Option<Result<bool, String>> {
    let modified = |path: &str| {
        host.files
            .entry(&absolute(&shell.folder, path))
            .ok()
            .map(|it| it.modified)
    };
    Some(Ok(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-nt" => modified(left) > modified(right),
        "-ot" => modified(left) < modified(right),
        "-ef" => {
            let place = |path: &str| host.files.follow(&absolute(&shell.folder, path)).ok();
            place(left).is_some() && place(left) == place(right)
        }
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
            let number = |text: &str| {
                text.trim()
                    .parse::<i64>()
                    .map_err(|_| format!("{text}: integer expression expected"))
            };
            return Some(number(left).and_then(|left| Ok(compare(operator, left, number(right)?))));
        }
        _ => return None,
    }))
}

fn compare(operator: &str, left: i64, right: i64) -> bool {
    match operator {
        "-eq" => left == right,
        "-ne" => left != right,
        "-lt" => left < right,
        "-le" => left <= right,
        "-gt" => left > right,
        _ => left >= right,
    }
}

/// A question about one word; `None` when there is no such operator.
fn unary(operator: &str, word: &str, shell: &Shell, host: &Host<'_>) -> Option<bool> {
    let path = absolute(&shell.folder, word);
    let entry = || {
        if word.is_empty() {
            None
        } else {
            host.files.entry(&path).ok()
        }
    };
    let is_kind = |is: fn(&Kind) -> bool| entry().is_some_and(|it| is(&it.kind));
    Some(match operator {
        "-z" => word.is_empty(),
        "-n" => !word.is_empty(),
        "-a" | "-e" => entry().is_some(),
        "-f" => is_kind(|it| matches!(it, Kind::File(_) | Kind::Program(_))),
        "-d" => is_kind(|it| *it == Kind::Folder),
        "-h" | "-L" => host
            .files
            .entry_here(&path)
            .is_ok_and(|it| matches!(it.kind, Kind::Link(_))),
        "-c" => is_kind(|it| matches!(it, Kind::Device(_))),
        "-S" => is_kind(|it| *it == Kind::Socket),
        "-b" | "-p" | "-g" | "-k" | "-u" => false,
        "-s" => entry().is_some_and(has_content),
        "-r" | "-w" | "-O" | "-G" | "-N" => entry().is_some(),
        "-x" => entry().is_some_and(|it| it.kind == Kind::Folder || it.mode & 0o111 != 0),
        "-t" => word.parse().is_ok_and(|number: u32| number < 3),
        "-v" => match word.strip_suffix(']').and_then(|it| it.split_once('[')) {
            Some((name, "@" | "*")) => !shell.variables.elements(name).is_empty(),
            Some((name, key)) => shell.variables.element(name, key).is_some(),
            None => shell.variables.text(word).is_some(),
        },
        "-o" => shell.has_option(word),
        _ => return None,
    })
}

fn has_content(entry: &Entry) -> bool {
    match &entry.kind {
        Kind::File(content) => !content.is_empty(),
        Kind::Folder | Kind::Program(_) => true,
        Kind::Link(_) | Kind::Device(_) | Kind::Socket => false,
    }
}
