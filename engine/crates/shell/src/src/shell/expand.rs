//! From words to text: the expansions of bash in their order.
//!
//! Plain recursion over a word's parts. It changes variables where bash does (`${x:=y}`,
//! `$((i++))`); whoever calls it takes that back when the expansion stops at a command whose
//! output is not there yet.

use std::sync::Arc;

use super::Shell;
use super::arithmetic::{self, ArithmeticError};
use super::assign::{Set, SetTo};
use super::parameter::Found;
use super::variables::ReadOnly;
use crate::files;
use crate::limits;
use crate::pattern::{self, Pattern};
use crate::session::Host;
use crate::syntax::{
    self, Assigned, Assignment, List, Part, Redirect, RedirectKind, Shape, Target, Word,
};

/// Why an expansion did not come to its end.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stop {
    /// The output of this command is needed first.
    Substitute(Arc<List>),
    Fail(Failure),
}

/// A word that has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) message: String,
    /// Whether it ends a script, and not just the line (`set -u`, `${x:?}`).
    pub(super) ends_script: bool,
}

impl Failure {
    pub(super) fn line(message: String) -> Stop {
        Stop::Fail(Failure {
            message,
            ends_script: false,
        })
    }

    pub(super) fn script(message: String) -> Stop {
        Stop::Fail(Failure {
            message,
            ends_script: true,
        })
    }
}

impl From<ReadOnly> for Stop {
    fn from(ReadOnly(name): ReadOnly) -> Stop {
        Failure::line(format!("{name}: readonly variable"))
    }
}

/// What a part or a field costs besides its bytes.
const PART_COST: usize = 64;

/// Expands words for a shell.
pub(super) struct Expander<'a, 'h> {
    pub(super) shell: &'a mut Shell,
    pub(super) host: &'a mut Host<'h>,
    /// How many of the outputs that are there have been used.
    used: usize,
    /// How many bytes have been made.
    pub(super) made: usize,
}

/// A field in the making: its text, and the same as a pattern.
#[derive(Clone, Debug, Default)]
struct Field {
    text: String,
    pattern: String,
    /// It has letters that mean something in a file name.
    is_pattern: bool,
}

/// The fields that a word becomes.
#[derive(Debug, Default)]
pub(super) struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
    /// Whether expansions are split at blanks; not in an assignment.
    splits: bool,
    /// A blank just ended a field, so that a separator next to it ends none.
    after_blank: bool,
    /// How many bytes have come together, and what fields cost besides.
    bytes: usize,
}

impl<'a, 'h> Expander<'a, 'h> {
    pub(super) fn new(shell: &'a mut Shell, host: &'a mut Host<'h>) -> Expander<'a, 'h> {
        Expander {
            shell,
            host,
            used: 0,
            made: 0,
        }
    }

    /// The arguments that words become: split, with file names found.
    pub(super) fn arguments(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut arguments = Vec::new();
        for word in words {
            let mut fields = Fields {
                splits: true,
                ..Fields::default()
            };
            self.word(word, &mut fields)?;
            for field in fields.finish() {
                self.add_file_names(field, &mut arguments)?;
            }
        }
        Ok(arguments)
    }

    /// The text that a word becomes where it is not split.
    pub(super) fn text(&mut self, word: &Word) -> Result<String, Stop> {
        Ok(self.single(word)?.text)
    }

    /// The pattern that a word becomes: what was quoted in it means itself.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<String, Stop> {
        Ok(self.single(word)?.pattern)
    }

    fn single(&mut self, word: &Word) -> Result<Field, Stop> {
        let mut fields = Fields::default();
        self.word(word, &mut fields)?;
        Ok(fields.finish().into_iter().next().unwrap_or_default())
    }

    fn word(&mut self, word: &Word, fields: &mut Fields) -> Result<(), Stop> {
        let mut parts = word.parts.as_slice();
        if let Some(Part::Plain(text)) = parts.first()
            && let (name, value) = name_and_value(text)
            && let Some((folder, rest)) = self.tilde(value, parts.len() == 1)
        {
            self.plain(name, fields);
            fields.append(&folder, true);
            self.plain(rest, fields);
            parts = &parts[1..];
        }
        self.parts(parts, fields, false)?;
        self.made += fields.bytes;
        Ok(())
    }

    /// Pays for bytes that were made; too many are refused, as by a machine without memory.
    pub(super) fn make(&mut self, bytes: usize) -> Result<(), Stop> {
        self.made = self.made.saturating_add(bytes);
        if self.made > limits::TEXT {
            return Err(Failure::script(limits::cannot_allocate(self.made)));
        }
        Ok(())
    }

    /// `~` and `~root` at the start of a word.
    fn tilde<'t>(&self, text: &'t str, is_whole: bool) -> Option<(String, &'t str)> {
        let after = text.strip_prefix('~')?;
        let end = match after.find('/') {
            Some(slash) => slash,
            None if is_whole => after.len(),
            None => return None,
        };
        let folder = match &after[..end] {
            "" => self
                .shell
                .variables
                .text("HOME")
                .unwrap_or("/root")
                .to_owned(),
            "root" => "/root".to_owned(),
            "+" => self.shell.folder.clone(),
            "-" => self.shell.variables.text("OLDPWD")?.to_owned(),
            _ => return None,
        };
        Some((folder, &after[end..]))
    }

    fn plain(&mut self, text: &str, fields: &mut Fields) {
        if !text.is_empty() {
            fields.append(text, false);
        }
    }

    pub(super) fn parts(
        &mut self,
        parts: &[Part],
        fields: &mut Fields,
        quoted: bool,
    ) -> Result<(), Stop> {
        for part in parts {
            self.make(PART_COST)?;
            if self.made + fields.bytes > limits::TEXT {
                self.make(fields.bytes)?;
            }
            match part {
                Part::Plain(text) => fields.append(text, quoted),
                Part::Quoted(text) => fields.append(text, true),
                Part::Double(parts) => {
                    // `"$@"` alone is no field at all when there are no parameters.
                    if !self.is_empty_list(parts) {
                        fields.current();
                    }
                    self.parts(parts, fields, true)?;
                }
                Part::Parameter(parameter) => {
                    let found = self.parameter(parameter, fields, quoted)?;
                    self.append_found(found, fields, quoted);
                }
                Part::Substitution(list) => {
                    let output = self.output(list)?;
                    self.append_found(Found::One(output), fields, quoted);
                }
                Part::Process(list) => {
                    let output = self.output_bytes(list)?;
                    let path = format!("/dev/fd/{}", 63 - (self.used as u32 - 1).min(50));
                    // The folder is there on every machine; without it the program will say so.
                    let _ = self.host.files.write(&path, output.into(), self.host.wall);
                    fields.append(&path, true);
                }
                Part::Arithmetic(word) => {
                    let value = self.arithmetic(word)?;
                    self.append_found(Found::One(value.to_string()), fields, quoted);
                }
                Part::BadSubstitution(text) => {
                    return Err(Failure::line(format!("{text}: bad substitution")));
                }
            }
        }
        Ok(())
    }

    fn is_empty_list(&self, parts: &[Part]) -> bool {
        match parts {
            [Part::Parameter(parameter)] => self.is_empty_each(parameter),
            _ => false,
        }
    }

    fn append_found(&self, found: Found, fields: &mut Fields, quoted: bool) {
        let splits = fields.splits && !quoted;
        let separators = self
            .shell
            .variables
            .text("IFS")
            .unwrap_or(" \t\n")
            .to_owned();
        match found {
            Found::Nothing => (),
            Found::One(text) if splits => fields.append_split(&text, &separators),
            Found::One(text) => fields.append(&text, quoted),
            Found::Joined(texts) if !splits => {
                let separator = separators
                    .chars()
                    .next()
                    .map_or(String::new(), String::from);
                fields.append(&texts.join(&separator), quoted);
            }
            Found::Each(texts) | Found::Joined(texts) => {
                for (index, text) in texts.iter().enumerate() {
                    if index > 0 {
                        fields.separate();
                    }
                    if fields.bytes > limits::TEXT {
                        // More is refused right behind this part.
                        return;
                    }
                    if splits {
                        fields.append_split(text, &separators);
                    } else {
                        fields.append(text, quoted);
                    }
                }
            }
        }
    }

    /// The value of an arithmetic expression.
    pub(super) fn arithmetic(&mut self, word: &Word) -> Result<i64, Stop> {
        let text = self.text(word)?;
        self.evaluate(&text)
    }

    pub(super) fn evaluate(&mut self, text: &str) -> Result<i64, Stop> {
        self.made += text.len();
        arithmetic::evaluate(text, &mut self.shell.variables).map_err(|error| match error {
            ArithmeticError::ReadOnly(name) => name.into(),
            error => Failure::line(error.describe(text)),
        })
    }

    /// What a command substitution gave, if it has run.
    fn output(&mut self, list: &Arc<List>) -> Result<String, Stop> {
        let bytes = self.output_bytes(list)?;
        let mut text = String::from_utf8_lossy(&bytes).replace('\0', "");
        text.truncate(text.trim_end_matches('\n').len());
        Ok(text)
    }

    fn output_bytes(&mut self, list: &Arc<List>) -> Result<Vec<u8>, Stop> {
        if list.items.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(word) = file_to_read(list) {
            let path = self.text(word)?;
            let path = files::absolute(&self.shell.folder, &path);
            // What cannot be read fails in a process of its own, as any other command.
            if let Ok(content) = self.host.files.read(&path) {
                return Ok(content.to_vec());
            }
        }
        let Some(output) = self.shell.outputs.get(self.used) else {
            return Err(Stop::Substitute(list.clone()));
        };
        self.used += 1;
        Ok(output.clone())
    }

    /// An assignment with its words expanded.
    pub(super) fn assignment(
        &mut self,
        assignment: &Assignment,
        makes_keyed: bool,
    ) -> Result<Set, Stop> {
        let is_keyed = makes_keyed || self.shell.variables.is_keyed(&assignment.name);
        let key = match &assignment.index {
            Some(index) => Some(self.key(index, is_keyed)?),
            None => None,
        };
        let value = match &assignment.value {
            Assigned::Text(word) => SetTo::Text(self.text(word)?),
            Assigned::Elements(elements) => {
                let mut expanded = Vec::new();
                for (index, word) in elements {
                    match index {
                        Some(index) => {
                            let key = self.key(index, is_keyed)?;
                            expanded.push((Some(key), self.text(word)?));
                        }
                        None => {
                            let values = self.arguments(std::slice::from_ref(word))?;
                            expanded.extend(values.into_iter().map(|value| (None, value)));
                        }
                    }
                }
                SetTo::Elements(expanded)
            }
        };
        Ok(Set {
            name: assignment.name.clone(),
            key,
            append: assignment.append,
            value,
        })
    }

    /// An array's key: a word of a keyed one, else a number.
    pub(super) fn key(&mut self, index: &Word, is_keyed: bool) -> Result<String, Stop> {
        let text = self.text(index)?;
        if is_keyed {
            Ok(text)
        } else {
            Ok(self.evaluate(&text)?.to_string())
        }
    }

    /// Puts the names of the files that a field means, or the field itself.
    fn add_file_names(&mut self, field: Field, arguments: &mut Vec<String>) -> Result<(), Stop> {
        if field.is_pattern && !self.shell.options.noglob {
            let found = self.file_names(&field.pattern)?;
            if !found.is_empty() || self.shell.options.nullglob {
                self.make(found.iter().map(|it| it.len() + PART_COST).sum())?;
                arguments.extend(found);
                return Ok(());
            }
        }
        arguments.push(field.text);
        Ok(())
    }

    /// The paths of this pattern, in order.
    fn file_names(&mut self, pattern: &str) -> Result<Vec<String>, Stop> {
        let is_absolute = pattern.starts_with('/');
        let mut found = vec![if is_absolute {
            "/".to_owned()
        } else {
            String::new()
        }];
        let mut names = pattern.split('/').filter(|it| !it.is_empty()).peekable();
        while let Some(name) = names.next() {
            let compiled = Pattern::new(name);
            let is_last = names.peek().is_none();
            let mut next = Vec::new();
            for folder in found {
                if next.len() > limits::PATHS {
                    let problem = format!(
                        "{pattern}: pattern leads to more than {} files",
                        limits::PATHS
                    );
                    return Err(Failure::line(problem));
                }
                if !compiled.is_special() {
                    next.push(format!("{folder}{}", pattern::unquote(name)));
                    continue;
                }
                let path = files::absolute(&self.shell.folder, &folder);
                for (entry, _) in self.host.files.list(&path).unwrap_or_default() {
                    let is_shown = !entry.starts_with('.') || compiled.begins_with_dot();
                    if is_shown && compiled.matches(&entry) {
                        next.push(format!("{folder}{entry}"));
                    }
                }
            }
            next.retain(|path| {
                self.host
                    .files
                    .exists(&files::absolute(&self.shell.folder, path))
            });
            if !is_last {
                next.iter_mut().for_each(|path| path.push('/'));
            }
            found = next;
            self.make(found.iter().map(|it| it.len() + PART_COST).sum())?;
        }
        Ok(found)
    }
}

/// `name=` and what stands behind it, where a `~` means a folder, too; or nothing and the text.
fn name_and_value(text: &str) -> (&str, &str) {
    match text.find('=') {
        Some(at) if syntax::is_name(&text[..at]) => text.split_at(at + 1),
        _ => ("", text),
    }
}

/// The word of `$(< word)`, which reads a file without a program.
fn file_to_read(list: &List) -> Option<&Word> {
    let [item] = list.items.as_slice() else {
        return None;
    };
    if !item.and_or.rest.is_empty() || item.background {
        return None;
    }
    let [command] = item.and_or.first.stages.as_slice() else {
        return None;
    };
    let Shape::Simple {
        assignments, words, ..
    } = &command.shape
    else {
        return None;
    };
    match command.redirects.as_slice() {
        [
            Redirect {
                kind: RedirectKind::Read,
                target: Target::File(word),
                ..
            },
        ] if assignments.is_empty() && words.is_empty() => Some(word),
        _ => None,
    }
}

impl Fields {
    fn current(&mut self) -> &mut Field {
        if self.current.is_none() {
            self.bytes += PART_COST;
        }
        self.after_blank = false;
        self.current.get_or_insert_default()
    }

    fn append(&mut self, text: &str, quoted: bool) {
        self.bytes += text.len();
        let field = self.current();
        field.text.push_str(text);
        if quoted {
            field.pattern.push_str(&pattern::quote(text));
        } else {
            field.is_pattern |= text.contains(['*', '?', '[']);
            field.pattern.push_str(text);
        }
    }

    /// Ends the field, even an empty one.
    fn separate(&mut self) {
        let field = self.current.take().unwrap_or_default();
        self.done.push(field);
    }

    /// Appends text that is split at these separators.
    fn append_split(&mut self, text: &str, separators: &str) {
        let is_separator = |letter: char| separators.contains(letter);
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_separator).unwrap_or(rest.len());
            if end > 0 {
                self.append(&rest[..end], false);
            }
            let Some(separator) = rest[end..].chars().next() else {
                return;
            };
            rest = &rest[end + separator.len_utf8()..];
            let is_blank = matches!(separator, ' ' | '\t' | '\n');
            match self.current.take() {
                Some(field) => {
                    self.done.push(field);
                    self.after_blank = is_blank;
                }
                None if is_blank => (),
                None if self.after_blank => self.after_blank = false,
                None => self.done.push(Field::default()),
            }
        }
    }

    fn finish(mut self) -> Vec<Field> {
        self.done.extend(self.current);
        self.done
    }
}
