//! `sed`

mod parse;
mod script;

use regex_lite::Regex;

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, without_end};
use super::{Io, Started};
use crate::limits;
use crate::regex::Flavour;
use script::{Action, Address, Command, Point, RangeEnd, Substitute, replaced};

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

/// Where a script goes on.
enum Step {
    /// At this command.
    To(usize),
    /// Nowhere: it is done with this line.
    Stop,
    Said(Said),
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
        let mut work = 0;
        while at < self.commands.len() {
            io.system.spend(self.pattern.len() / 4 + 1);
            if self.weight() + out.len() > limits::LINE {
                io.err("sed: couldn't re-allocate memory\n");
                return Said::Quit(4);
            }
            // A long text costs more than a short one.
            work += 1 + self.pattern.len() / 64;
            if work > STEP_LIMIT {
                io.err(&format!("sed: stopped after {work} steps on one line\n"));
                return Said::Quit(4);
            }
            let applies = self.applies(at, is_last);
            let action = self.commands[at].action.clone();
            let step = match action {
                Action::Block { end } if !applies => Step::To(end + 1),
                _ if !applies => Step::To(at + 1),
                action => self.act(action, at + 1, is_last, (out, io)),
            };
            match step {
                Step::To(next) => at = next,
                Step::Stop => break,
                Step::Said(said) => return said,
            }
        }
        if !self.is_quiet {
            self.print(out);
        }
        self.flush(out)
    }

    /// Carries out one command; behind it lies `next`.
    fn act(
        &mut self,
        action: Action,
        next: usize,
        is_last: bool,
        (out, io): (&mut String, &mut Io<'_, '_>),
    ) -> Step {
        match action {
            Action::Block { .. } | Action::End => (),
            Action::Substitute(substitute) => {
                if self.substitute(&substitute) && substitute.prints {
                    self.print(out);
                }
            }
            Action::Print => self.print(out),
            Action::Delete => return Step::Said(self.flush(out)),
            Action::Quit { status, prints } => {
                if prints && !self.is_quiet {
                    self.print(out);
                }
                self.flush(out);
                return Step::Said(Said::Quit(status));
            }
            Action::Number => out.push_str(&format!("{}\n", self.line)),
            Action::Append(text) => self.appended.push_str(&text),
            Action::Insert(text) => out.push_str(&text),
            Action::Change(text) => {
                let address = &self.commands[next - 1].address;
                if !matches!(address, Address::Range { is_open: true, .. }) {
                    out.push_str(&text);
                }
                return Step::Said(self.flush(out));
            }
            Action::Translate(pairs) => self.translate(&pairs),
            Action::Next => return self.next_line(Resume::Replace(next), is_last, out),
            Action::AppendNext => return self.next_line(Resume::Append(next), is_last, out),
            Action::DeleteFirst => return self.delete_first(out),
            Action::PrintFirst => {
                out.push_str(self.pattern.split('\n').next().unwrap_or_default());
                out.push('\n');
            }
            Action::Hold { appends } => self.hold(appends),
            Action::Get { appends } => self.get(appends),
            Action::Exchange => std::mem::swap(&mut self.hold, &mut self.pattern),
            Action::Branch {
                to,
                only_if_substituted,
            } => {
                if !only_if_substituted || std::mem::take(&mut self.has_substituted) {
                    return Step::To(to);
                }
            }
            Action::Read(file) => {
                if let Ok(content) = super::input::read_file(&file, io) {
                    self.appended.push_str(&String::from_utf8_lossy(&content));
                }
            }
        }
        Step::To(next)
    }

    /// `y`
    fn translate(&mut self, pairs: &[(char, char)]) {
        let changed = |it: char| {
            let pair = pairs.iter().find(|(from, _)| *from == it);
            pair.map_or(it, |(_, to)| *to)
        };
        self.pattern = self.pattern.chars().map(changed).collect();
    }

    /// `n` and `N` wait for the next line.
    fn next_line(&mut self, resume: Resume, is_last: bool, out: &mut String) -> Step {
        if is_last {
            return Step::Stop;
        }
        if matches!(resume, Resume::Replace(_)) && !self.is_quiet {
            self.print(out);
        }
        self.flush(out);
        self.resumes_at = Some(resume);
        Step::Said(Said::NextLine)
    }

    /// `D`
    fn delete_first(&mut self, out: &mut String) -> Step {
        match self.pattern.split_once('\n') {
            None => Step::Said(self.flush(out)),
            Some((_, rest)) => {
                self.pattern = rest.to_owned();
                self.flush(out);
                Step::To(0)
            }
        }
    }

    /// `h` and `H`
    fn hold(&mut self, appends: bool) {
        if appends {
            self.hold.push('\n');
            self.hold.push_str(&self.pattern);
        } else {
            self.hold.clone_from(&self.pattern);
        }
    }

    /// `g` and `G`
    fn get(&mut self, appends: bool) {
        if appends {
            self.pattern.push('\n');
            self.pattern.push_str(&self.hold);
        } else {
            self.pattern.clone_from(&self.hold);
        }
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
