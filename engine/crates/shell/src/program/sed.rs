//! `sed`

mod parse;

use regex_lite::Regex;

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, without_end};
use super::{Io, Started};
use crate::limits;
use crate::regex::Flavour;

/// Changes lines by a script.
#[derive(Clone, Debug)]
pub(crate) struct Sed {
    commands: Vec<Command>,
    is_quiet: bool,
    /// `-s`: each file has a last line.
    is_separate: bool,
    /// The script asks for the last line, so that one line is held back.
    looks_ahead: bool,
    held: Option<(String, bool)>,
    line: u64,
    pattern: String,
    hold: String,
    /// The pattern space is to be printed with a line end.
    is_ended: bool,
    /// Where `n` or `N` goes on with the next line.
    resumes_at: Option<Resume>,
    /// Text that `a` and `r` put behind the line.
    appended: String,
    has_substituted: bool,
    /// An empty expression means this one.
    last_regex: Option<Regex>,
}

#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) address: Address,
    pub(super) is_negated: bool,
    pub(super) action: Action,
}

/// Which lines a command is for.
#[derive(Clone, Debug)]
pub(super) enum Address {
    All,
    One(Point),
    /// From one to the other; whether it has begun, and a line number at which it ends.
    Range {
        from: Point,
        to: RangeEnd,
        is_open: bool,
        until: Option<u64>,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Point {
    Line(u64),
    Last,
    Regex(Option<Regex>),
    /// `first~step`
    Step {
        first: u64,
        step: u64,
    },
}

#[derive(Clone, Debug)]
pub(super) enum RangeEnd {
    Point(Point),
    /// `addr,+N`
    More(u64),
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    /// `{`, and where its `}` is.
    Block {
        end: usize,
    },
    End,
    Substitute(Box<Substitute>),
    Print,
    Delete,
    Quit {
        status: u8,
        prints: bool,
    },
    Number,
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<(char, char)>),
    Next,
    AppendNext,
    DeleteFirst,
    PrintFirst,
    Hold {
        appends: bool,
    },
    Get {
        appends: bool,
    },
    Exchange,
    Branch {
        to: usize,
        only_if_substituted: bool,
    },
    Read(String),
}

#[derive(Clone, Debug)]
pub(super) struct Substitute {
    pub(super) regex: Option<Regex>,
    pub(super) replacement: Vec<Piece>,
    pub(super) is_global: bool,
    /// Only from this match on.
    pub(super) from: usize,
    pub(super) prints: bool,
}

/// A piece of what is put in a match's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// `&` is 0, `\1` is 1.
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`
    Case(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resume {
    /// `n`: the line takes the place of the one before.
    Replace(usize),
    /// `N`: it is added to it.
    Append(usize),
}

/// What a script says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    NextLine,
    Quit(u8),
}

/// More steps than these on one line are a loop without end.
const STEP_LIMIT: usize = 200_000;

const KNOWN: Known = Known {
    program: "sed",
    short: "nEre:f:szuI:",
    long: &[
        ("quiet", 'n'),
        ("silent", 'n'),
        ("regexp-extended", 'E'),
        ("expression", 'e'),
        ("file", 'f'),
        ("separate", 's'),
        ("in-place", 'I'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    // `-i` has its value attached or none: it is read before the others.
    let is_in_place = |it: &&String| it.starts_with("-i") || it.starts_with("--in-place");
    let in_place = words.iter().find(is_in_place).map(|it| {
        it.trim_start_matches("--in-place")
            .trim_start_matches("-i")
            .trim_start_matches('=')
            .to_owned()
    });
    let words: Vec<String> = words[1..]
        .iter()
        .filter(|it| !is_in_place(it))
        .cloned()
        .collect();
    let arguments = match KNOWN.read(&words) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let mut operands = arguments.operands.clone();
    let mut scripts: Vec<String> = arguments.values('e').map(str::to_owned).collect();
    for file in arguments.values('f') {
        match super::input::read_file(file, io) {
            Ok(content) => scripts.push(String::from_utf8_lossy(&content).into_owned()),
            Err(error) => {
                return Started::refuse(
                    &format!("sed: couldn't open file {file}: {error}\n"),
                    1,
                    io,
                );
            }
        }
    }
    if scripts.is_empty() {
        if operands.is_empty() {
            return Started::refuse(
                "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n",
                1,
                io,
            );
        }
        scripts.push(operands.remove(0));
    }
    let is_extended = arguments.has('E') || arguments.has('r');
    let flavour = if is_extended {
        Flavour::Extended
    } else {
        Flavour::Basic
    };
    let commands = match parse::script(&scripts.join("\n"), flavour) {
        Ok(commands) => commands,
        Err(message) => {
            return Started::refuse(&format!("sed: -e expression #1, {message}\n"), 1, io);
        }
    };
    let sed = Sed::new(commands, arguments.has('n'), arguments.has('s'));
    match in_place {
        Some(suffix) => edit_in_place(&sed, &operands, &suffix, io),
        None => Filter::start(&operands, Work::Sed(Box::new(sed)), io),
    }
}

fn edit_in_place(sed: &Sed, files: &[String], suffix: &str, io: &mut Io<'_, '_>) -> Started {
    if files.is_empty() {
        return Started::refuse("sed: no input files\n", 1, io);
    }
    let mut status = 0;
    for file in files {
        let path = io.path(file);
        let content = match io.host.files.read(&path) {
            Ok(content) => content,
            Err(error) => {
                io.err(&format!("sed: can't read {file}: {error}\n"));
                status = 2;
                continue;
            }
        };
        let mut sed = sed.clone();
        let mut out = String::new();
        let mut lines = content.split_inclusive(|it| *it == b'\n').peekable();
        let mut said = Said::NextLine;
        while let Some(line) = lines.next() {
            if said != Said::NextLine {
                // What comes behind `q` stays as it is.
                out.push_str(&String::from_utf8_lossy(line));
                continue;
            }
            let (text, is_ended) = without_end(line);
            said = sed.take(
                &String::from_utf8_lossy(text),
                is_ended,
                lines.peek().is_none(),
                (&mut out, io),
            );
        }
        let wall = io.host.wall;
        if !suffix.is_empty() {
            // The copy lies beside a file that is there.
            let _ = io
                .host
                .files
                .write(&format!("{path}{suffix}"), content, wall);
        }
        if let Err(error) = io.host.files.write(&path, out.into_bytes().into(), wall) {
            io.err(&format!("sed: couldn't open file {file}: {error}\n"));
            status = 4;
        }
    }
    Started::Done(status)
}

impl Sed {
    fn new(commands: Vec<Command>, is_quiet: bool, is_separate: bool) -> Sed {
        let is_last = |point: &Point| matches!(point, Point::Last);
        let looks_ahead = commands.iter().any(|command| match &command.address {
            Address::All => matches!(command.action, Action::Next | Action::AppendNext),
            Address::One(point) => {
                is_last(point) || matches!(command.action, Action::Next | Action::AppendNext)
            }
            Address::Range { from, to, .. } => {
                is_last(from) || matches!(to, RangeEnd::Point(point) if is_last(point))
            }
        });
        Sed {
            commands,
            is_quiet,
            is_separate,
            looks_ahead,
            held: None,
            line: 0,
            pattern: String::new(),
            hold: String::new(),
            is_ended: true,
            resumes_at: None,
            appended: String::new(),
            has_substituted: false,
            last_regex: None,
        }
    }

    /// Takes a line.
    fn take(
        &mut self,
        line: &str,
        is_ended: bool,
        is_last: bool,
        (out, io): (&mut String, &mut Io<'_, '_>),
    ) -> Said {
        self.line += 1;
        let from = match self.resumes_at.take() {
            None => {
                line.clone_into(&mut self.pattern);
                self.has_substituted = false;
                0
            }
            Some(Resume::Replace(at)) => {
                line.clone_into(&mut self.pattern);
                at
            }
            Some(Resume::Append(at)) => {
                self.pattern.push('\n');
                self.pattern.push_str(line);
                at
            }
        };
        self.is_ended = is_ended;
        self.run(from, is_last, (out, io))
    }

    /// What it holds of the text.
    fn weight(&self) -> usize {
        self.pattern.len() + self.hold.len() + self.appended.len()
    }

    /// Runs the script on the pattern space from this command on.
    fn run(
        &mut self,
        from: usize,
        is_last: bool,
        (out, io): (&mut String, &mut Io<'_, '_>),
    ) -> Said {
        let mut at = from;
        let (mut steps, mut work) = (0, 0);
        while at < self.commands.len() {
            steps += 1;
            let weight = self.weight() + out.len();
            io.system.spend(self.pattern.len() / 4 + 1);
            if weight > limits::LINE {
                io.err("sed: couldn't re-allocate memory\n");
                return Said::Quit(4);
            }
            // A long text costs more than a short one.
            work += 1 + self.pattern.len() / 64;
            if work > STEP_LIMIT {
                io.err(&format!("sed: stopped after {steps} steps on one line\n"));
                return Said::Quit(4);
            }
            let applies = self.applies(at, is_last);
            let action = self.commands[at].action.clone();
            if !applies {
                at = if let Action::Block { end } = action {
                    end + 1
                } else {
                    at + 1
                };
                continue;
            }
            at += 1;
            match action {
                Action::Block { .. } | Action::End => (),
                Action::Substitute(substitute) => {
                    if self.substitute(&substitute) && substitute.prints {
                        self.print(out);
                    }
                }
                Action::Print => self.print(out),
                Action::Delete => return self.flush(out),
                Action::Quit { status, prints } => {
                    if prints && !self.is_quiet {
                        self.print(out);
                    }
                    self.flush(out);
                    return Said::Quit(status);
                }
                Action::Number => out.push_str(&format!("{}\n", self.line)),
                Action::Append(text) => self.appended.push_str(&text),
                Action::Insert(text) => out.push_str(&text),
                Action::Change(text) => {
                    let in_range = matches!(
                        self.commands[at - 1].address,
                        Address::Range { is_open: true, .. }
                    );
                    if !in_range {
                        out.push_str(&text);
                    }
                    return self.flush(out);
                }
                Action::Translate(pairs) => {
                    let changed = |it: char| {
                        pairs
                            .iter()
                            .find(|(from, _)| *from == it)
                            .map_or(it, |(_, to)| *to)
                    };
                    self.pattern = self.pattern.chars().map(changed).collect();
                }
                Action::Next | Action::AppendNext => {
                    let appends = matches!(action, Action::AppendNext);
                    if is_last {
                        break;
                    }
                    if !appends && !self.is_quiet {
                        self.print(out);
                    }
                    self.flush(out);
                    self.resumes_at = Some(if appends {
                        Resume::Append(at)
                    } else {
                        Resume::Replace(at)
                    });
                    return Said::NextLine;
                }
                Action::DeleteFirst => match self.pattern.split_once('\n') {
                    None => return self.flush(out),
                    Some((_, rest)) => {
                        self.pattern = rest.to_owned();
                        self.flush(out);
                        at = 0;
                    }
                },
                Action::PrintFirst => {
                    out.push_str(self.pattern.split('\n').next().unwrap_or_default());
                    out.push('\n');
                }
                Action::Hold { appends: true } => {
                    self.hold.push('\n');
                    self.hold.push_str(&self.pattern);
                }
                Action::Hold { appends: false } => self.hold.clone_from(&self.pattern),
                Action::Get { appends: true } => {
                    self.pattern.push('\n');
                    self.pattern.push_str(&self.hold);
                }
                Action::Get { appends: false } => self.pattern.clone_from(&self.hold),
                Action::Exchange => std::mem::swap(&mut self.hold, &mut self.pattern),
                Action::Branch {
                    to,
                    only_if_substituted,
                } => {
                    if !only_if_substituted || std::mem::take(&mut self.has_substituted) {
                        at = to;
                    }
                }
                Action::Read(file) => {
                    if let Ok(content) = super::input::read_file(&file, io) {
                        self.appended.push_str(&String::from_utf8_lossy(&content));
                    }
                }
            }
        }
        if !self.is_quiet {
            self.print(out);
        }
        self.flush(out)
    }

    fn print(&self, out: &mut String) {
        out.push_str(&self.pattern);
        // A last line without its end is printed without one.
        if self.is_ended {
            out.push('\n');
        }
    }

    /// Puts out what was appended to the line.
    fn flush(&mut self, out: &mut String) -> Said {
        let appended = std::mem::take(&mut self.appended);
        if !appended.is_empty() && !self.is_ended {
            out.push('\n');
        }
        out.push_str(&appended);
        Said::NextLine
    }

    fn applies(&mut self, at: usize, is_last: bool) -> bool {
        let mut address = self.commands[at].address.clone();
        let applies = match &mut address {
            Address::All => true,
            Address::One(point) => self.is_at(point, is_last),
            Address::Range {
                from,
                to,
                is_open,
                until,
            } => {
                if *is_open {
                    let ends = match (&to, *until) {
                        (_, Some(until)) => self.line >= until,
                        (RangeEnd::Point(point), None) => self.is_at(point, is_last),
                        (RangeEnd::More(_), None) => true,
                    };
                    *is_open = !ends;
                    // A line number that has passed ends the range before this line.
                    until.is_none_or(|until| self.line <= until)
                } else if self.is_at(from, is_last) {
                    *until = match to {
                        RangeEnd::More(more) => Some(self.line + *more),
                        RangeEnd::Point(Point::Line(line)) => Some(*line),
                        RangeEnd::Point(_) => None,
                    };
                    *is_open = until.is_none_or(|until| until > self.line);
                    true
                } else {
                    false
                }
            }
        };
        self.commands[at].address = address;
        applies != self.commands[at].is_negated
    }

    fn is_at(&mut self, point: &Point, is_last: bool) -> bool {
        match point {
            Point::Line(line) => *line == self.line,
            Point::Last => is_last,
            Point::Step { first, step: 0 } => self.line == *first,
            Point::Step { first, step } => {
                self.line >= *first && (self.line - first).is_multiple_of(*step)
            }
            Point::Regex(regex) => {
                let regex = regex.clone().or_else(|| self.last_regex.clone());
                self.last_regex.clone_from(&regex);
                regex.is_some_and(|it| it.is_match(&self.pattern))
            }
        }
    }

    fn substitute(&mut self, substitute: &Substitute) -> bool {
        let Some(regex) = substitute.regex.clone().or_else(|| self.last_regex.clone()) else {
            return false;
        };
        let mut changed = String::new();
        let mut end = 0;
        let mut count = 0;
        let mut has_changed = false;
        for found in regex.captures_iter(&self.pattern) {
            let Some(whole) = found.get(0) else { continue };
            count += 1;
            if count < substitute.from {
                continue;
            }
            changed.push_str(&self.pattern[end..whole.start()]);
            changed.push_str(&replaced(&substitute.replacement, &found));
            end = whole.end();
            has_changed = true;
            if !substitute.is_global || changed.len() > limits::LINE {
                break;
            }
        }
        changed.push_str(&self.pattern[end..]);
        self.last_regex = Some(regex);
        if has_changed {
            self.pattern = changed;
            self.has_substituted = true;
        }
        has_changed
    }
}

fn replaced(pieces: &[Piece], found: &regex_lite::Captures<'_>) -> String {
    let mut text = String::new();
    let (mut all, mut one) = (None, None);
    for piece in pieces {
        let part = match piece {
            Piece::Case('E') => {
                all = None;
                continue;
            }
            Piece::Case(case @ ('U' | 'L')) => {
                all = Some(*case);
                continue;
            }
            Piece::Case(case) => {
                one = Some(*case);
                continue;
            }
            Piece::Text(part) => part.clone(),
            Piece::Group(number) => found
                .get(*number)
                .map_or(String::new(), |it| it.as_str().to_owned()),
        };
        let part = match all {
            Some('U') => part.to_uppercase(),
            Some(_) => part.to_lowercase(),
            None => part,
        };
        let mut letters = part.chars();
        match (one, letters.next()) {
            (Some(case), Some(first)) => {
                one = None;
                if case == 'u' {
                    text.extend(first.to_uppercase())
                } else {
                    text.extend(first.to_lowercase())
                }
                text.push_str(letters.as_str());
            }
            (_, _) => text.push_str(&part),
        }
    }
    text
}

impl Lines for Sed {
    fn name(&self) -> &'static str {
        "sed"
    }

    fn begin(&mut self, _: &str, io: &mut Io<'_, '_>) -> Go {
        if self.is_separate {
            self.end(false, io);
            self.line = 0;
        }
        Go::On
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        let (text, is_ended) = without_end(line);
        let mut next = (String::from_utf8_lossy(text).into_owned(), is_ended);
        if self.looks_ahead {
            match self.held.replace(next) {
                Some(held) => next = held,
                None => return Go::On,
            }
        }
        let mut out = String::new();
        let said = self.take(&next.0, next.1, false, (&mut out, io));
        io.out(&out);
        match said {
            Said::NextLine => Go::On,
            Said::Quit(status) => Go::Done(status),
        }
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        let mut status = if has_failed { 2 } else { 0 };
        if let Some((line, is_ended)) = self.held.take() {
            let mut out = String::new();
            if let Said::Quit(code) = self.take(&line, is_ended, true, (&mut out, io)) {
                status = code;
            }
            io.out(&out);
        }
        status
    }

    fn held(&self) -> usize {
        self.weight()
    }

    fn unreadable(&mut self, file: &str, error: crate::files::FileError, io: &mut Io<'_, '_>) {
        let message = match error {
            crate::files::FileError::IsFolder => {
                format!("sed: couldn't edit {file}: not a regular file\n")
            }
            error => format!("sed: can't read {file}: {error}\n"),
        };
        io.err(&message);
    }
}
