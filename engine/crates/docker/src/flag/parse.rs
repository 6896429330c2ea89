//! Words to a command, its flags and its arguments: cobra's way through the tree and pflag's
//! reading of flags, with docker/cli's texts when something is wrong (`cli/cobra.go`,
//! `cli/required.go`; recordings 002, 023, 131).

use std::collections::BTreeMap;

use super::{Args, Flag, Kind, Shown, Spec};
use crate::quote::quote_letter;

/// A command found, with what it was given.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// From `docker` to the command itself.
    pub path: Vec<&'static Spec>,
    pub given: Given,
    pub args: Vec<String>,
    /// What the root's flags were given.
    pub global: Given,
}

/// What words come to.
#[derive(Clone, Debug)]
pub(crate) enum Resolved {
    /// Run it, after these lines on standard error.
    Run(Box<Invocation>, Vec<String>),
    /// Show its help.
    Help(Box<Invocation>, Vec<String>),
    /// `docker --version`.
    Version,
}

/// Words that are no command: the text for standard error and the exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub text: String,
    pub code: u8,
}

/// The values of a command's flags, in the order given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    flags: &'static [&'static [Flag]],
    values: BTreeMap<&'static str, Vec<String>>,
}

impl Given {
    fn none(flags: &'static [&'static [Flag]]) -> Given {
        Given {
            flags,
            values: BTreeMap::new(),
        }
    }

    /// Whether the flag stands among the words.
    pub fn changed(&self, name: &str) -> bool {
        self.assert_known(name);
        self.values.contains_key(name)
    }

    /// Whether any of these flags stands among the words.
    pub fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.changed(name))
    }

    /// How many different flags stand among the words.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// The names of the flags that stand among the words.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.values.keys().copied()
    }

    /// The last value of a flag.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.assert_known(name);
        let values = self.values.get(name)?;
        values.last().map(String::as_str)
    }

    /// The last value of a text flag, or its default.
    pub fn text(&self, name: &str) -> &str {
        match self.last(name) {
            Some(text) => text,
            None => self.flag(name).default,
        }
    }

    /// Every value of a flag that may be repeated.
    pub fn all(&self, name: &str) -> &[String] {
        self.assert_known(name);
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a switch is on.
    pub fn is(&self, name: &str) -> bool {
        match self.last(name) {
            Some(value) => value == "true",
            None => self.flag(name).default == "true",
        }
    }

    /// A number given, if any.
    pub fn unsigned(&self, name: &str) -> Option<u64> {
        self.last(name)
            .map(|text| text.parse().expect("the flag accepted it"))
    }

    /// A number given, if any.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.last(name)
            .map(|text| text.parse().expect("the flag accepted it"))
    }

    /// A span of time given, if any.
    pub fn span(&self, name: &str) -> Option<super::value::duration::Span> {
        self.last(name)
            .map(|text| super::value::duration::parse(text).expect("the flag accepted it"))
    }

    fn flag(&self, name: &str) -> &'static Flag {
        self.flags
            .iter()
            .copied()
            .flatten()
            .find(|flag| flag.name == name)
            .unwrap_or_else(|| panic!("no flag --{name} in this command's table"))
    }

    fn assert_known(&self, name: &str) {
        debug_assert!(self.flag(name).name == name);
    }
}

/// `docker service ls`.
pub(crate) fn path_name(path: &[&Spec]) -> String {
    let names: Vec<&str> = path.iter().map(|spec| spec.name).collect();
    names.join(" ")
}

/// `docker service ls [OPTIONS]`.
pub(crate) fn usage_line(path: &[&Spec]) -> String {
    let usage = path.last().map_or("", |spec| spec.usage);
    format!("{} {usage}", path_name(path)).trim_end().to_owned()
}

/// Finds the command of these words and reads its flags.
pub(crate) fn resolve(
    root: &'static Spec,
    words: &[String],
    variables: &BTreeMap<String, String>,
) -> Result<Resolved, Refused> {
    let mut reader = Reader {
        variables,
        notes: Vec::new(),
        help: false,
    };
    let mut path = vec![root];
    // The root's flags stop at the first word that is none (docker/cli, `HandleGlobalFlags`).
    let (global, rest) = reader
        .read(root, words, false)
        .map_err(|text| flag_error(&path, &text))?;
    let rest = descend(&mut path, &rest, &mut reader)?;
    let spec = *path.last().expect("the root is always there");
    let (given, args) = reader
        .read(spec, &rest, spec.interspersed)
        .map_err(|text| flag_error(&path, &text))?;
    let invocation = Invocation {
        path,
        given,
        args,
        global,
    };
    finish(root, invocation, reader)
}

fn finish(
    root: &'static Spec,
    invocation: Invocation,
    reader: Reader<'_>,
) -> Result<Resolved, Refused> {
    let is_root = invocation.path.len() == 1;
    let Reader { notes, help, .. } = reader;
    if help {
        return Ok(Resolved::Help(Box::new(invocation), notes));
    }
    if is_root && invocation.global.is("version") {
        return Ok(Resolved::Version);
    }
    if let ([word, ..], true) = (invocation.args.as_slice(), is_root) {
        return Err(Refused {
            text: format!(
                "{0}: unknown command: {0} {word}\n\nRun '{0} --help' for more information",
                root.name
            ),
            code: 1,
        });
    }
    check_args(&invocation)?;
    Ok(Resolved::Run(Box::new(invocation), notes))
}

/// cobra's `Traverse`: goes down as long as the next word names a child; flags on the way belong to
/// the command they follow.
fn descend(
    path: &mut Vec<&'static Spec>,
    words: &[String],
    reader: &mut Reader<'_>,
) -> Result<Vec<String>, Refused> {
    let mut words = words;
    'down: loop {
        let spec = *path.last().expect("the root is always there");
        let mut takes_value = false;
        for (at, word) in words.iter().enumerate() {
            if word.starts_with("--") && !word.contains('=') {
                let flag = find_long(spec, &word[2..]);
                takes_value = flag.is_none_or(|flag| flag.kind != Kind::Switch);
                continue;
            }
            let is_short = word.starts_with('-') && word.len() == 2 && !word.contains('=');
            if is_short && find_short(spec, &word[1..]).is_none_or(|flag| flag.kind != Kind::Switch)
            {
                takes_value = true;
                continue;
            }
            if takes_value || (word.starts_with('-') && word.len() > 1) {
                takes_value = false;
                continue;
            }
            let Some(child) = spec.child(word) else {
                return Ok(words.to_vec());
            };
            reader
                .read(spec, &words[..at], true)
                .map_err(|text| flag_error(path, &text))?;
            path.push(child);
            words = &words[at + 1..];
            continue 'down;
        }
        return Ok(words.to_vec());
    }
}

fn flag_error(path: &[&Spec], text: &str) -> Refused {
    Refused {
        text: format!(
            "{text}\n\nUsage:  {}\n\nRun '{} --help' for more information",
            usage_line(path),
            path_name(path)
        ),
        code: 125,
    }
}

/// docker/cli `cli/required.go`.
fn check_args(invocation: &Invocation) -> Result<(), Refused> {
    let path = &invocation.path;
    let spec = path.last().expect("the root is always there");
    let count = invocation.args.len();
    let name = path_name(path);
    let usage = usage_line(path);
    let plural = |number: usize| if number == 1 { "argument" } else { "arguments" };
    let complaint = match spec.args {
        Args::Any => return Ok(()),
        Args::None if count == 0 => return Ok(()),
        Args::None if !spec.children.is_empty() => {
            let text = format!(
                "docker: unknown command: {name} {}\n\nUsage:  {usage}\n\nRun '{name} --help' for more information",
                invocation.args[0]
            );
            return Err(Refused { text, code: 1 });
        }
        Args::None => "accepts no arguments".to_owned(),
        Args::Exact(wanted) if count == wanted => return Ok(()),
        Args::Exact(wanted) => format!("requires {wanted} {}", plural(wanted)),
        Args::AtLeast(least) if count >= least => return Ok(()),
        Args::AtLeast(least) => format!("requires at least {least} {}", plural(least)),
        Args::Scale if count == 0 => "requires at least 1 argument".to_owned(),
        Args::Scale => return check_scale(invocation),
        Args::AtMost(most) if count <= most => return Ok(()),
        Args::AtMost(most) => format!("requires at most {most} {}", plural(most)),
        Args::Range(least, most) if (least..=most).contains(&count) => return Ok(()),
        Args::Range(least, most) => {
            format!(
                "requires at least {least} and at most {most} {}",
                plural(most)
            )
        }
    };
    let pointer = match spec.args {
        Args::AtLeast(_) | Args::Scale => "See",
        // A slip of docker/cli's own.
        Args::AtMost(_) => "SRun",
        Args::None | Args::Exact(_) | Args::Range(..) | Args::Any => "Run",
    };
    Err(Refused {
        text: format!(
            "docker: '{name}' {complaint}\n\nUsage:  {usage}\n\n{pointer} '{name} --help' for more information"
        ),
        code: 1,
    })
}

fn check_scale(invocation: &Invocation) -> Result<(), Refused> {
    let path = &invocation.path;
    let is_pair = |word: &str| {
        word.split_once('=')
            .is_some_and(|(service, replicas)| !service.is_empty() && !replicas.is_empty())
    };
    match invocation.args.iter().find(|word| !is_pair(word)) {
        None => Ok(()),
        Some(word) => Err(Refused {
            text: format!(
                "invalid scale specifier '{word}'.\nSee '{} --help'.\n\nUsage:  {}\n\n{}",
                path_name(path),
                usage_line(path),
                path.last().expect("the root is always there").about
            ),
            code: 1,
        }),
    }
}

/// `--help`, which every command has without showing it; `-h` works where no flag took the letter.
static HELP: Flag = Flag::new("help", Kind::Switch, "Show this help").hidden();

pub(crate) fn find_long(spec: &Spec, name: &str) -> Option<&'static Flag> {
    let own = spec.all_flags().find(|flag| flag.name == name);
    own.or_else(|| (name == "help").then_some(&HELP))
}

pub(crate) fn find_short(spec: &Spec, letter: &str) -> Option<&'static Flag> {
    let letter = letter.chars().next()?;
    let own = spec.all_flags().find(|flag| flag.short == Some(letter));
    own.or_else(|| (letter == 'h').then_some(&HELP))
}

/// pflag's reading of words.
struct Reader<'a> {
    variables: &'a BTreeMap<String, String>,
    /// Lines for standard error: deprecated names were used.
    notes: Vec<String>,
    help: bool,
}

impl Reader<'_> {
    /// Reads the flags of one command; what is none is its arguments. Where flags may not stand
    /// after words, the first word ends them.
    fn read(
        &mut self,
        spec: &'static Spec,
        words: &[String],
        interspersed: bool,
    ) -> Result<(Given, Vec<String>), String> {
        let mut given = Given::none(spec.flags);
        let mut args = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                args.extend(words.cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                self.long(spec, long, &mut words, &mut given)?;
            } else if word.len() > 1 && word.starts_with('-') {
                self.short(spec, &word[1..], &mut words, &mut given)?;
            } else {
                args.push(word.clone());
                if !interspersed {
                    args.extend(words.cloned());
                    break;
                }
            }
        }
        Ok((given, args))
    }

    fn long<'w>(
        &mut self,
        spec: &Spec,
        word: &str,
        words: &mut impl Iterator<Item = &'w String>,
        given: &mut Given,
    ) -> Result<(), String> {
        if word.starts_with(['-', '=']) {
            return Err(format!("bad flag syntax: --{word}"));
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let flag = find_long(spec, name).ok_or_else(|| format!("unknown flag: --{name}"))?;
        let value = match value {
            Some(value) => value,
            None if flag.kind == Kind::Switch => "true".to_owned(),
            None => words
                .next()
                .cloned()
                .ok_or_else(|| format!("flag needs an argument: --{name}"))?,
        };
        self.set(flag, &value, given)
    }

    /// `-q`, `-qf name=web`, `-fname=web`, `-d=false`.
    fn short<'w>(
        &mut self,
        spec: &Spec,
        letters: &str,
        words: &mut impl Iterator<Item = &'w String>,
        given: &mut Given,
    ) -> Result<(), String> {
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            let flag = find_short(spec, rest).ok_or_else(|| {
                format!(
                    "unknown shorthand flag: {} in -{rest}",
                    quote_letter(letter)
                )
            })?;
            let (value, next) = match after.strip_prefix('=') {
                Some(value) if !value.is_empty() => (value.to_owned(), ""),
                _ if flag.kind == Kind::Switch => ("true".to_owned(), after),
                _ if !after.is_empty() => (after.to_owned(), ""),
                _ => {
                    let value = words.next().cloned().ok_or_else(|| {
                        format!(
                            "flag needs an argument: {} in -{rest}",
                            quote_letter(letter)
                        )
                    })?;
                    (value, "")
                }
            };
            if flag.name == "help" {
                self.notes
                    .push("Flag shorthand -h has been deprecated, use --help".to_owned());
            }
            self.set(flag, &value, given)?;
            rest = next;
        }
        Ok(())
    }

    fn set(&mut self, flag: &'static Flag, value: &str, given: &mut Given) -> Result<(), String> {
        let kept = flag.kind.accept(value, self.variables).map_err(|reason| {
            format!(
                "invalid argument {} for \"{}\" flag: {reason}",
                crate::quote::quote(value),
                flag.both_names()
            )
        })?;
        match flag.shown {
            Shown::Yes | Shown::Hidden => (),
            Shown::Deprecated(advice) => self.notes.push(format!(
                "Flag --{} has been deprecated, {advice}",
                flag.name
            )),
        }
        if flag.name == "help" {
            self.help |= kept == "true";
            return Ok(());
        }
        given.values.entry(flag.name).or_default().push(kept);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
