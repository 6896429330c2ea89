//! Tab: how the word at the cursor could go on.

use std::collections::BTreeMap;

use api::{Request, Response};
use docker::Completion;

use super::{Host, Session, Suggestion};
use crate::files::{self, Entry, Kind};
use crate::program;
use crate::shell::{Shell, builtin_names};

/// The command that is being typed at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Typed {
    /// Its words before the one at the cursor, without quotes.
    words: Vec<String>,
    /// The word at the cursor: without quotes, and as it was typed.
    word: String,
    raw: String,
}

/// Words behind which a command begins.
const BEFORE_COMMANDS: &[&str] = &[
    "if", "then", "elif", "else", "while", "until", "do", "!", "{", "time",
];

/// Commands whose first argument is a command again; flags before it are passed over.
const PREFIXES: &[&str] = &["sudo", "watch", "exec", "nohup", "command", "xargs", "env"];

impl Session {
    pub(super) fn suggestions(
        &self,
        line: &str,
        cursor: usize,
        host: &Host<'_>,
        ask: &mut dyn FnMut(Request) -> Option<Response>,
    ) -> Vec<Suggestion> {
        let mut cursor = cursor.min(line.len());
        while !line.is_char_boundary(cursor) {
            cursor -= 1;
        }
        let Some(shell) = self.shell() else {
            return Vec::new();
        };
        let typed = Typed::at_cursor(&line[..cursor]);
        let found = Finder { shell, host }.find(&typed, ask);
        let mut unique: BTreeMap<String, String> = BTreeMap::new();
        for (word, description) in found {
            let known = unique.entry(word).or_default();
            if known.is_empty() {
                *known = description;
            }
        }
        unique
            .into_iter()
            .map(|(word, description)| Suggestion { word, description })
            .collect()
    }
}

impl Typed {
    /// Reads what stands before the cursor; unfinished quotes are fine.
    fn at_cursor(text: &str) -> Typed {
        let mut typed = Typed::default();
        let mut quote: Option<char> = None;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match (quote, letter) {
                (Some(it), _) if it == letter => {
                    quote = None;
                    typed.raw.push(letter);
                }
                (None, '\'' | '"') => {
                    quote = Some(letter);
                    typed.raw.push(letter);
                }
                (None | Some('"'), '$') if letters.peek() == Some(&'(') => {
                    letters.next();
                    quote = None;
                    typed = Typed::default();
                }
                (None, '`') => typed = Typed::default(),
                (None | Some('"'), '\\') => {
                    typed.raw.push('\\');
                    if let Some(next) = letters.next() {
                        typed.raw.push(next);
                        typed.word.push(next);
                    }
                }
                (None, ';' | '|' | '&' | '(' | '\n') => typed = Typed::default(),
                (None, ' ' | '\t' | '<' | '>') => typed.end_word(),
                _ => {
                    typed.raw.push(letter);
                    typed.word.push(letter);
                }
            }
        }
        typed.strip();
        typed
    }

    fn end_word(&mut self) {
        if !self.raw.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
            self.raw.clear();
        }
    }

    /// Drops what stands before the command itself.
    fn strip(&mut self) {
        loop {
            let Some(first) = self.words.first() else {
                return;
            };
            let is_assignment = first
                .split_once('=')
                .is_some_and(|(name, _)| crate::syntax::is_name(name));
            let is_prefix = PREFIXES.contains(&first.as_str());
            if !is_assignment && !is_prefix && !BEFORE_COMMANDS.contains(&first.as_str()) {
                return;
            }
            self.words.remove(0);
            while is_prefix && self.words.first().is_some_and(|it| it.starts_with('-')) {
                self.words.remove(0);
            }
        }
    }
}

struct Finder<'a, 'h> {
    shell: &'a Shell,
    host: &'a Host<'h>,
}

type Found = Vec<(String, String)>;

impl Finder<'_, '_> {
    fn find(&self, typed: &Typed, ask: &mut dyn FnMut(Request) -> Option<Response>) -> Found {
        if let Some((before, name)) = variable(&typed.raw) {
            return self.variables(before, name);
        }
        let Some((command, arguments)) = typed.words.split_first() else {
            return if typed.word.contains('/') {
                self.files(typed, |_| true)
            } else {
                self.commands(&typed.word)
            };
        };
        match command.as_str() {
            "docker" => self.docker(arguments, typed, ask),
            "cd" | "rmdir" => self.files(typed, |entry| entry.kind == Kind::Folder),
            "ssh" if arguments.is_empty() => self.hosts("", &typed.word),
            "ping" => self.hosts("", &typed.word),
            "curl" | "wget" if typed.word.starts_with("http") => match typed.word.split_once("://")
            {
                Some((scheme, host)) => self.hosts(&format!("{scheme}://"), host),
                None => Vec::new(),
            },
            "export" | "unset" | "local" => self
                .variables("", &typed.word)
                .into_iter()
                .map(|(name, about)| (name.replace('$', ""), about))
                .collect(),
            "which" | "type" => self.commands(&typed.word),
            _ => self.files(typed, |_| true),
        }
    }

    fn commands(&self, prefix: &str) -> Found {
        let programs =
            program::names().map(|name| (name, program::purpose(name).unwrap_or_default()));
        let builtins = builtin_names().map(|name| (name, ""));
        let functions = self.shell.function_names().map(|name| (name, "a function"));
        let all = programs
            .chain(builtins)
            .map(|(name, about)| (name.to_owned(), about));
        let all = all.chain(functions.map(|(name, about)| (name.to_owned(), about)));
        all.filter(|(name, _)| name.starts_with(prefix) && name.starts_with(char::is_alphabetic))
            .map(|(name, about)| (name, about.to_owned()))
            .collect()
    }

    fn docker(
        &self,
        arguments: &[String],
        typed: &Typed,
        ask: &mut dyn FnMut(Request) -> Option<Response>,
    ) -> Found {
        let mut words = arguments.to_vec();
        words.push(typed.word.clone());
        let completion = docker::complete(&words);
        match &completion {
            Completion::Words(words) => words.clone(),
            Completion::Live { request, .. } => match ask(Request::clone(request)) {
                Some(answer) => completion.from_answer(&answer),
                None => Vec::new(),
            },
            Completion::File => self.files(typed, |_| true),
        }
    }

    fn hosts(&self, before: &str, prefix: &str) -> Found {
        let (user, prefix) = match prefix.rsplit_once('@') {
            Some((user, prefix)) => (format!("{user}@"), prefix),
            None => (String::new(), prefix),
        };
        let text = self.host.files.text("/etc/hosts").unwrap_or_default();
        let mut found = Vec::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let address = words.next().unwrap_or_default().to_owned();
            for name in words.filter(|name| name.starts_with(prefix)) {
                found.push((format!("{before}{user}{name}"), address.clone()));
            }
        }
        found
    }

    fn variables(&self, before: &str, prefix: &str) -> Found {
        let names = self
            .shell
            .variables
            .iter()
            .filter(|(name, _)| name.starts_with(prefix));
        let described = |name: &str| {
            self.shell
                .variables
                .text(name)
                .unwrap_or_default()
                .to_owned()
        };
        names
            .map(|(name, _)| (format!("{before}${name}"), described(name)))
            .collect()
    }

    /// Files and folders, the latter with a `/` at the end.
    fn files(&self, typed: &Typed, is_wanted: impl Fn(&Entry) -> bool) -> Found {
        let word = typed.word.as_str();
        let word_at_home = word.strip_prefix("~/").map(|rest| format!("/root/{rest}"));
        let (folder, prefix) = word.rsplit_once('/').map_or(("", word), |(_, name)| {
            (&word[..word.len() - name.len()], name)
        });
        let path = match &word_at_home {
            Some(path) => files::parent(path),
            None => files::absolute(
                &self.shell.folder,
                if folder.is_empty() { "." } else { folder },
            ),
        };
        let quote = typed
            .raw
            .chars()
            .next()
            .filter(|it| matches!(it, '\'' | '"'));
        let mut found = Vec::new();
        for (name, entry) in self.host.files.list(&path).unwrap_or_default() {
            let is_hidden = name.starts_with('.') && !prefix.starts_with('.');
            let target = self
                .host
                .files
                .entry(&format!("{path}/{name}"))
                .unwrap_or(entry);
            let is_folder = target.kind == Kind::Folder;
            if is_hidden || !name.starts_with(prefix) || !(is_wanted(target) || is_folder) {
                continue;
            }
            let slash = if is_folder { "/" } else { "" };
            let name = match quote {
                Some(quote) => format!("{quote}{folder}{name}"),
                None => format!("{folder}{}", escaped(&name)),
            };
            found.push((format!("{name}{slash}"), String::new()));
        }
        found
    }
}

/// The `$` of a variable that is being typed, what stands before it, and its name so far.
fn variable(raw: &str) -> Option<(&str, &str)> {
    let at = raw.rfind('$')?;
    let name = &raw[at + 1..];
    let is_open = !raw[..at].ends_with('\\') && !raw.starts_with('\'');
    (is_open && name.chars().all(crate::syntax::is_name_char)).then_some((&raw[..at], name))
}

fn escaped(name: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "_-./:=@%+,~".contains(it);
    name.chars()
        .flat_map(|it| {
            if is_plain(it) {
                vec![it]
            } else {
                vec!['\\', it]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Typed;

    fn typed(text: &str) -> (Vec<String>, String) {
        let typed = Typed::at_cursor(text);
        (typed.words, typed.word)
    }

    #[test]
    fn the_command_at_the_cursor_is_found() {
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(typed("docker ser"), (words("docker"), "ser".to_owned()));
        assert_eq!(
            typed("echo a; docker service "),
            (words("docker service"), String::new())
        );
        assert_eq!(
            typed("x=$(docker ps -"),
            (words("docker ps"), "-".to_owned())
        );
        assert_eq!(
            typed("echo \"$(docker ps -"),
            (words("docker ps"), "-".to_owned())
        );
        assert_eq!(
            typed("A=1 sudo docker n"),
            (words("docker"), "n".to_owned())
        );
        assert_eq!(typed("for i in 1; do doc"), (Vec::new(), "doc".to_owned()));
        assert_eq!(typed("cat 'a b"), (words("cat"), "a b".to_owned()));
        assert_eq!(typed("watch -n 1 docker s").1, "s");
    }
}
