//! `$name` and `${…}`

use super::expand::{Expander, Failure, Fields, Stop};
use crate::limits;
use crate::pattern::{Pattern, Steps};
use crate::syntax::{self, Index, Operation, Parameter, Replacement, Word};

/// What a parameter gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It has put its words into the fields itself, or has none.
    Nothing,
    One(String),
    /// `$@` and `${a[@]}`: a field each.
    Each(Vec<String>),
    /// `$*` and `${a[*]}`: one field when quoted.
    Joined(Vec<String>),
}

impl Found {
    fn map(self, mut change: impl FnMut(&str) -> String) -> Found {
        let mut all = |texts: Vec<String>| texts.iter().map(|text| change(text)).collect();
        match self {
            Found::Nothing => Found::Nothing,
            Found::One(text) => Found::One(change(&text)),
            Found::Each(texts) => Found::Each(all(texts)),
            Found::Joined(texts) => Found::Joined(all(texts)),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Found::Nothing => true,
            Found::One(text) => text.is_empty(),
            Found::Each(texts) | Found::Joined(texts) => texts.iter().all(String::is_empty),
        }
    }
}

impl Expander<'_, '_> {
    /// Whether this is a list of values of which there are none.
    pub(super) fn is_empty_each(&self, parameter: &Parameter) -> bool {
        if parameter.operation != Operation::Value {
            return false;
        }
        match (&parameter.index, parameter.name.as_str()) {
            (Some(Index::Each), name) => self.shell.variables.elements(name).is_empty(),
            (None, "@") => self.shell.positional.is_empty(),
            _ => false,
        }
    }

    /// What a parameter stands for. Words it has by itself (`${x:-a b}`) go into the fields.
    pub(super) fn parameter(
        &mut self,
        parameter: &Parameter,
        fields: &mut Fields,
        quoted: bool,
    ) -> Result<Found, Stop> {
        let target = if parameter.indirect {
            self.indirect(parameter)?
        } else {
            parameter.clone()
        };
        let value = self.value(&target)?;
        let is_missing = |empty_too: bool| match &value {
            None => true,
            Some(found) => empty_too && found.is_empty(),
        };
        match &target.operation {
            Operation::Default { empty_too, word } if is_missing(*empty_too) => {
                self.parts(&word.parts, fields, quoted)?;
                Ok(Found::Nothing)
            }
            Operation::Assign { empty_too, word } if is_missing(*empty_too) => {
                let text = self.text(word)?;
                self.shell.variables.set(&target.name, text.clone())?;
                Ok(Found::One(text))
            }
            Operation::Require { empty_too, word } if is_missing(*empty_too) => {
                Err(self.required(&target.name, *empty_too, word.as_ref())?)
            }
            Operation::Alternative { empty_too, word } => {
                if !is_missing(*empty_too) {
                    self.parts(&word.parts, fields, quoted)?;
                }
                Ok(Found::Nothing)
            }
            Operation::Default { .. } | Operation::Assign { .. } | Operation::Require { .. } => {
                Ok(value.unwrap_or(Found::Nothing))
            }
            Operation::Names => Ok(self.names(&target.name)),
            Operation::Keys => {
                let elements = self.shell.variables.elements(&target.name);
                let keys = elements.into_iter().map(|(key, _)| key).collect();
                Ok(each_or_joined(target.index.as_ref(), keys))
            }
            Operation::Value
            | Operation::Length
            | Operation::CutPrefix { .. }
            | Operation::CutSuffix { .. }
            | Operation::Replace { .. }
            | Operation::Slice { .. }
            | Operation::Upper { .. }
            | Operation::Lower { .. }
            | Operation::Transform(_) => {
                if value.is_none() && self.shell.options.nounset {
                    return Err(Failure::script(format!(
                        "{}: unbound variable",
                        target.shown()
                    )));
                }
                self.transform(&target, value)
            }
        }
    }

    /// The parameter that another's value names.
    fn indirect(&mut self, parameter: &Parameter) -> Result<Parameter, Stop> {
        let plain = Parameter {
            indirect: false,
            operation: Operation::Value,
            ..parameter.clone()
        };
        let Some(Found::One(name)) = self.value(&plain)? else {
            return Err(Failure::line(format!(
                "{}: invalid indirect expansion",
                parameter.name
            )));
        };
        let (name, index) = match name.strip_suffix(']').and_then(|it| it.split_once('[')) {
            Some((name, "@")) => (name.to_owned(), Some(Index::Each)),
            Some((name, "*")) => (name.to_owned(), Some(Index::Joined)),
            Some((name, index)) => (name.to_owned(), Some(Index::At(Word::quoted(index)))),
            None => (name, None),
        };
        Ok(Parameter {
            name,
            index,
            indirect: false,
            operation: parameter.operation.clone(),
        })
    }

    /// The value; `None` when it is not set.
    fn value(&mut self, parameter: &Parameter) -> Result<Option<Found>, Stop> {
        let name = parameter.name.as_str();
        if let Some(index) = &parameter.index {
            if name == "FUNCNAME" && !self.shell.callers.is_empty() {
                return self.caller(index);
            }
            let variables = &self.shell.variables;
            return Ok(match index {
                Index::Each | Index::Joined => {
                    let elements = variables.elements(name).into_iter().map(|(_, value)| value);
                    Some(each_or_joined(Some(index), elements.collect()))
                }
                Index::At(word) => {
                    let is_keyed = variables.is_keyed(name);
                    let key = self.key(word, is_keyed)?;
                    let element = self.shell.variables.element(name, &key);
                    element.map(|it| Found::One(it.to_owned()))
                }
            });
        }
        Ok(match name {
            "@" => Some(Found::Each(self.shell.positional.to_vec())),
            "*" => Some(Found::Joined(self.shell.positional.to_vec())),
            _ => self
                .special(name)
                .or_else(|| self.shell.variables.text(name).map(str::to_owned))
                .map(Found::One),
        })
    }

    /// `${FUNCNAME[0]}` is the function that runs, the last one is that which was called first.
    fn caller(&mut self, index: &Index) -> Result<Option<Found>, Stop> {
        let names: Vec<String> = self.shell.callers.iter().rev().cloned().collect();
        match index {
            Index::Each | Index::Joined => Ok(Some(each_or_joined(Some(index), names))),
            Index::At(word) => {
                let at = self.key(word, false)?.parse::<usize>().ok();
                let name = at.and_then(|at| names.get(at));
                Ok(name.map(|it| Found::One(it.clone())))
            }
        }
    }

    /// The parameters that bash keeps itself.
    fn special(&mut self, name: &str) -> Option<String> {
        let shell = &mut *self.shell;
        Some(match name {
            "?" => shell.status.to_string(),
            "#" => shell.positional.len().to_string(),
            "$" => shell.leader.0.to_string(),
            "!" => shell.last_background?.0.to_string(),
            "-" => shell.option_letters(),
            "0" => shell.name().to_owned(),
            "_" => shell.positional.last().cloned().unwrap_or_default(),
            "LINENO" => shell.line.to_string(),
            "SECONDS" => self.host.now.since(shell.started).as_secs().to_string(),
            "EPOCHSECONDS" => (self.host.wall.0 / 1_000_000_000).to_string(),
            "BASH_VERSION" => "5.2.15(1)-release".to_owned(),
            "FUNCNAME" => shell.callers.last()?.clone(),
            "BASH_SUBSHELL" => shell.level.to_string(),
            "RANDOM" => {
                // bash's generator is MINSTD, seeded from its process and time; so is this one.
                let seed = u64::from(shell.random) + self.host.now.as_nanos() % 1_000;
                shell.random = (seed * 16_807 % 2_147_483_647) as u32;
                (shell.random & 0x7fff).to_string()
            }
            _ if name.starts_with(|it: char| it.is_ascii_digit()) => {
                let index: usize = name.parse().ok()?;
                shell.positional.get(index.checked_sub(1)?)?.clone()
            }
            _ => return None,
        })
    }

    fn required(&mut self, name: &str, empty_too: bool, word: Option<&Word>) -> Result<Stop, Stop> {
        let message = match word {
            Some(word) => self.text(word)?,
            None if empty_too => "parameter null or not set".to_owned(),
            None => "parameter not set".to_owned(),
        };
        Ok(Failure::script(format!("{name}: {message}")))
    }

    fn names(&self, prefix: &str) -> Found {
        let names = self.shell.variables.iter().map(|(name, _)| name);
        Found::Each(
            names
                .filter(|name| name.starts_with(prefix))
                .cloned()
                .collect(),
        )
    }

    fn transform(&mut self, parameter: &Parameter, value: Option<Found>) -> Result<Found, Stop> {
        let is_missing = value.is_none();
        let value = value.unwrap_or(Found::One(String::new()));
        Ok(match &parameter.operation {
            Operation::Value | Operation::Transform(_) if is_missing => Found::Nothing,
            Operation::Value
            | Operation::Default { .. }
            | Operation::Assign { .. }
            | Operation::Require { .. }
            | Operation::Alternative { .. }
            | Operation::Names
            | Operation::Keys => value,
            Operation::Length => Found::One(length(&value).to_string()),
            Operation::CutPrefix { longest, pattern } => {
                let pattern = Pattern::new(&self.pattern(pattern)?);
                let mut steps = Steps::default();
                let cut = value.map(|text| {
                    let end = pattern.prefix(text, *longest, &mut steps).unwrap_or(0);
                    text[end..].to_owned()
                });
                self.pay(steps)?;
                cut
            }
            Operation::CutSuffix { longest, pattern } => {
                let pattern = Pattern::new(&self.pattern(pattern)?);
                let mut steps = Steps::default();
                let cut = value.map(|text| {
                    let begin = pattern.suffix(text, *longest, &mut steps);
                    text[..begin.unwrap_or(text.len())].to_owned()
                });
                self.pay(steps)?;
                cut
            }
            Operation::Replace {
                which,
                pattern,
                with,
            } => {
                let pattern = Pattern::new(&self.pattern(pattern)?);
                let with = self.text(with)?;
                let mut replacing = Replacing {
                    which: *which,
                    pattern,
                    with,
                    steps: Steps::default(),
                    made: 0,
                };
                let replaced = value.map(|text| replacing.replace(text));
                self.make(replacing.made)?;
                self.pay(replacing.steps)?;
                replaced
            }
            Operation::Slice { offset, length } => {
                let offset = self.arithmetic(offset)?;
                let length = match length {
                    Some(length) => Some(self.arithmetic(length)?),
                    None => None,
                };
                self.slice(parameter, value, offset, length)?
            }
            Operation::Upper { all } => {
                value.map(|text| change_case(text, *all, char::to_ascii_uppercase))
            }
            Operation::Lower { all } => {
                value.map(|text| change_case(text, *all, char::to_ascii_lowercase))
            }
            Operation::Transform(letter) => transformed(value, *letter),
        })
    }

    /// Pays for looking for a pattern, which must have come to its end.
    fn pay(&mut self, steps: Steps) -> Result<(), Stop> {
        self.made = self.made.saturating_add(steps.taken() / 16);
        if steps.is_spent() {
            let problem = "substitution: pattern takes more steps than this shell allows";
            return Err(Failure::line(problem.to_owned()));
        }
        Ok(())
    }

    fn slice(
        &mut self,
        parameter: &Parameter,
        value: Found,
        offset: i64,
        length: Option<i64>,
    ) -> Result<Found, Stop> {
        let (is_each, texts) = match value {
            Found::Each(texts) => (true, texts),
            Found::Joined(texts) => (false, texts),
            Found::Nothing => return Ok(Found::Nothing),
            Found::One(text) => {
                let letters: Vec<char> = text.chars().collect();
                let range = range(letters.len(), offset, length).map_err(|length| {
                    Failure::line(format!("{length}: substring expression < 0"))
                })?;
                return Ok(Found::One(letters[range].iter().collect()));
            }
        };
        // `${@:1}` counts `$0` as its first.
        let is_positional = matches!(parameter.name.as_str(), "@" | "*");
        let texts = if is_positional {
            [vec![self.shell.name().to_owned()], texts].concat()
        } else {
            texts
        };
        let range = range(texts.len(), offset, length)
            .map_err(|length| Failure::line(format!("{length}: substring expression < 0")))?;
        let texts = texts[range].to_vec();
        Ok(if is_each {
            Found::Each(texts)
        } else {
            Found::Joined(texts)
        })
    }
}

impl Parameter {
    /// As an error message names it.
    fn shown(&self) -> String {
        match &self.index {
            None => self.name.clone(),
            Some(Index::Each) => format!("{}[@]", self.name),
            Some(Index::Joined) => format!("{}[*]", self.name),
            Some(Index::At(word)) => format!("{}[{}]", self.name, word.source),
        }
    }
}

fn each_or_joined(index: Option<&Index>, texts: Vec<String>) -> Found {
    if index == Some(&Index::Joined) {
        Found::Joined(texts)
    } else {
        Found::Each(texts)
    }
}

fn length(value: &Found) -> usize {
    match value {
        Found::Nothing => 0,
        Found::One(text) => text.chars().count(),
        Found::Each(texts) | Found::Joined(texts) => texts.len(),
    }
}

/// Which of so many elements a slice takes; the length when it ends before it begins.
fn range(count: usize, offset: i64, length: Option<i64>) -> Result<std::ops::Range<usize>, i64> {
    let count_signed = i64::try_from(count).unwrap_or(i64::MAX);
    let begin = if offset < 0 {
        count_signed.saturating_add(offset)
    } else {
        offset
    };
    if begin < 0 || begin > count_signed {
        return Ok(0..0);
    }
    let end = match length {
        None => count_signed,
        Some(length) if length < 0 => count_signed.saturating_add(length),
        Some(length) => begin.saturating_add(length).min(count_signed),
    };
    if end < begin {
        return Err(length.unwrap_or(0));
    }
    Ok(begin as usize..end as usize)
}

/// `${x/pattern/with}`
struct Replacing {
    which: Replacement,
    pattern: Pattern,
    with: String,
    steps: Steps,
    /// Bytes so far; more than a text may have are not made.
    made: usize,
}

impl Replacing {
    fn replace(&mut self, text: &str) -> String {
        let replaced = match self.which {
            Replacement::Prefix => match self.pattern.prefix(text, true, &mut self.steps) {
                Some(end) => format!("{}{}", self.with, &text[end..]),
                None => text.to_owned(),
            },
            Replacement::Suffix => match self.pattern.suffix(text, true, &mut self.steps) {
                Some(begin) => format!("{}{}", &text[..begin], self.with),
                None => text.to_owned(),
            },
            Replacement::First | Replacement::All => self.replace_inside(text),
        };
        self.made += replaced.len();
        replaced
    }

    fn replace_inside(&mut self, text: &str) -> String {
        let mut replaced = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let found = self.pattern.prefix(rest, true, &mut self.steps);
            match found.filter(|end| *end > 0) {
                Some(end) => {
                    replaced.push_str(&self.with);
                    rest = &rest[end..];
                    let is_enough = self.made + replaced.len() > limits::TEXT;
                    if self.which == Replacement::First || is_enough {
                        break;
                    }
                }
                // What a `*` does not find here it finds nowhere behind it.
                None if self.pattern.begins_with_run() => break,
                None => {
                    replaced.push(letter);
                    rest = &rest[letter.len_utf8()..];
                }
            }
        }
        replaced + rest
    }
}

fn change_case(text: &str, all: bool, change: fn(&char) -> char) -> String {
    let changes = |(index, letter): (usize, char)| {
        if all || index == 0 {
            change(&letter)
        } else {
            letter
        }
    };
    text.chars().enumerate().map(changes).collect()
}

fn transformed(value: Found, letter: char) -> Found {
    match letter {
        'Q' => value.map(crate::escape::quoted),
        'U' => value.map(str::to_uppercase),
        'L' => value.map(str::to_lowercase),
        'u' => value.map(|text| change_case(text, false, char::to_ascii_uppercase)),
        'E' => value.map(crate::escape::ansi),
        _ => value,
    }
}

/// Whether a word names a variable that a builtin may set.
pub(super) fn is_settable(name: &str) -> bool {
    let name = name.split('[').next().unwrap_or_default();
    syntax::is_name(name)
}
