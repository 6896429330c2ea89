//! `grep`

use regex_lite::Regex;

use super::arguments::{Arguments, Known};
use super::filter::{Filter, Go, Lines, Work, text};
use super::{Io, Started};
use crate::files::{FileError, Kind};
use crate::regex::{self, Flavour};

/// Finds lines.
#[derive(Clone, Debug)]
pub(crate) struct Grep {
    expressions: Vec<Regex>,
    inverts: bool,
    whole_words: bool,
    whole_lines: bool,
    shows: Shows,
    names_files: bool,
    numbers_lines: bool,
    is_silent: bool,
    /// `-m`
    most: u64,
    before: usize,
    after: usize,
    /// What was found, and names, are coloured.
    colours: bool,
    file: String,
    line: u64,
    found_in_file: u64,
    found: bool,
    /// The lines before this one, for `-B`.
    earlier: Vec<(u64, String)>,
    /// So many lines are still to be shown, for `-A`.
    later: usize,
    last_shown: u64,
}

/// What is shown of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Lines,
    /// `-o`
    Matches,
    /// `-c`
    Count,
    /// `-l`
    Files,
    /// `-L`
    FilesWithout,
    /// `-q`
    Nothing,
}

const KNOWN: Known = Known {
    program: "grep",
    short: "EFGPe:f:ivwxcolLqsnhHm:A:B:C:rRazbIZ",
    long: &[
        ("extended-regexp", 'E'),
        ("fixed-strings", 'F'),
        ("basic-regexp", 'G'),
        ("perl-regexp", 'P'),
        ("regexp", 'e'),
        ("file", 'f'),
        ("ignore-case", 'i'),
        ("invert-match", 'v'),
        ("word-regexp", 'w'),
        ("line-regexp", 'x'),
        ("count", 'c'),
        ("only-matching", 'o'),
        ("files-with-matches", 'l'),
        ("files-without-match", 'L'),
        ("quiet", 'q'),
        ("silent", 'q'),
        ("no-messages", 's'),
        ("line-number", 'n'),
        ("no-filename", 'h'),
        ("with-filename", 'H'),
        ("max-count", 'm'),
        ("after-context", 'A'),
        ("before-context", 'B'),
        ("context", 'C'),
        ("recursive", 'r'),
        ("text", 'a'),
        ("line-buffered", 'b'),
    ],
    stops_at_operand: false,
};

/// GNU grep's colours: `ms`, `fn`, `ln` and `se` of `GREP_COLORS`.
const MATCH: &str = "01;31";
const FILE: &str = "35";
const NUMBER: &str = "32";
const SEPARATOR: &str = "36";

const USAGE: &str = "\
Usage: grep [OPTION]... PATTERNS [FILE]...
Try 'grep --help' for more information.
";

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    run(&words[1..], io)
}

/// `egrep`
pub(super) fn extended(words: &[String], io: &mut Io<'_, '_>) -> Started {
    io.err("egrep: warning: egrep is obsolescent; using grep -E\n");
    let words: Vec<String> = std::iter::once("-E".to_owned())
        .chain(words[1..].iter().cloned())
        .collect();
    run(&words, io)
}

fn run(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut colours = false;
    let mut known: Vec<String> = Vec::new();
    for word in words {
        match colour_option(word) {
            Some("always" | "yes" | "force") => colours = true,
            Some("never" | "no" | "none") => colours = false,
            Some("auto" | "tty" | "if-tty" | "") => colours = io.is_tty(1),
            Some(_) => return Started::refuse(USAGE, 2, io),
            None => known.push(normal(word)),
        }
    }
    let words = known;
    let arguments = match KNOWN.read(&words) {
        Ok(arguments) => arguments,
        Err(message) => {
            let message = message.replace("Try 'grep --help' for more information.\n", USAGE);
            return Started::refuse(&message, 2, io);
        }
    };
    let mut operands = arguments.operands.clone();
    let mut patterns: Vec<String> = arguments.values('e').map(str::to_owned).collect();
    if let Some(file) = arguments.value('f') {
        match super::input::read_file(file, io) {
            Ok(content) => {
                patterns.extend(String::from_utf8_lossy(&content).lines().map(str::to_owned))
            }
            Err(error) => return Started::refuse(&format!("grep: {file}: {error}\n"), 2, io),
        }
    }
    if patterns.is_empty() {
        if operands.is_empty() {
            return Started::refuse(USAGE, 2, io);
        }
        patterns.push(operands.remove(0));
    }
    let grep = match Grep::new(&arguments, &patterns) {
        Ok(grep) => grep,
        Err(message) => return Started::refuse(&format!("grep: {message}\n"), 2, io),
    };
    let recursive = arguments.has('r') || arguments.has('R');
    let files = if recursive {
        all_files(&operands, io)
    } else {
        operands
    };
    let names_files = match arguments.last_of("hH") {
        Some(letter) => letter == 'H',
        None => recursive || files.len() > 1,
    };
    Filter::start(
        &files,
        Work::Grep(Box::new(Grep {
            names_files,
            colours,
            ..grep
        })),
        io,
    )
}

/// When to colour, if the word says that.
fn colour_option(word: &str) -> Option<&str> {
    let rest = word
        .strip_prefix("--colour")
        .or_else(|| word.strip_prefix("--color"))?;
    match rest {
        "" => Some(""),
        rest => rest.strip_prefix('='),
    }
}

/// `-5` is `-C 5`.
fn normal(word: &str) -> String {
    match word.strip_prefix('-') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) => {
            format!("-C{digits}")
        }
        _ => word.to_owned(),
    }
}

/// The files in these folders and in theirs.
fn all_files(operands: &[String], io: &Io<'_, '_>) -> Vec<String> {
    let here = [".".to_owned()];
    let (operands, prefix) = if operands.is_empty() {
        (&here[..], "./")
    } else {
        (operands, "")
    };
    let mut files = Vec::new();
    for operand in operands {
        let path = io.path(operand);
        if !io.host.files.is_folder(&path) {
            files.push(operand.clone());
            continue;
        }
        let below = io.host.files.below(if path == "/" { "" } else { &path });
        for file in below {
            let is_file = io
                .host
                .files
                .entry_here(&file)
                .is_ok_and(|it| matches!(it.kind, Kind::File(_)));
            if is_file {
                let rest = file[path.len()..].trim_start_matches('/');
                let folder = operand.trim_end_matches('/');
                files.push(if prefix.is_empty() {
                    format!("{folder}/{rest}")
                } else {
                    rest.to_owned()
                });
            }
        }
    }
    if files.is_empty() {
        // Nothing to read is not the same as standard input.
        files.push("/dev/null".to_owned());
    }
    files
}

impl Grep {
    fn new(arguments: &Arguments, patterns: &[String]) -> Result<Grep, String> {
        let flavour = match arguments.last_of("EFGP") {
            Some('E') => Flavour::Extended,
            Some('F') => Flavour::Fixed,
            Some('P') => Flavour::Perl,
            _ => Flavour::Basic,
        };
        // Each line of a pattern is a pattern.
        let lines = patterns.iter().flat_map(|it| it.split('\n'));
        let expressions = lines
            .map(|it| regex::compile(it, flavour, arguments.has('i')))
            .collect::<Result<_, _>>()?;
        let number = |letter: char| -> Result<Option<usize>, String> {
            let Some(text) = arguments.value(letter) else {
                return Ok(None);
            };
            match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) if letter == 'm' => Err("invalid max count".to_owned()),
                Err(_) => Err(format!("{text}: invalid context length argument")),
            }
        };
        let around = number('C')?.unwrap_or(0);
        let shows = match arguments.last_of("colLq") {
            _ if arguments.has('q') => Shows::Nothing,
            Some('c') => Shows::Count,
            Some('l') => Shows::Files,
            Some('L') => Shows::FilesWithout,
            Some('o') => Shows::Matches,
            _ => Shows::Lines,
        };
        Ok(Grep {
            expressions,
            inverts: arguments.has('v'),
            whole_words: arguments.has('w'),
            whole_lines: arguments.has('x'),
            shows,
            names_files: false,
            numbers_lines: arguments.has('n'),
            is_silent: arguments.has('s'),
            most: number('m')?.map_or(u64::MAX, |it| it as u64),
            before: number('B')?.unwrap_or(around),
            after: number('A')?.unwrap_or(around),
            colours: false,
            file: String::new(),
            line: 0,
            found_in_file: 0,
            found: false,
            earlier: Vec::new(),
            later: 0,
            last_shown: 0,
        })
    }

    /// What the expressions take in a line, in order.
    fn matches(&self, line: &str) -> Vec<(usize, usize)> {
        let all = self.expressions.iter().flat_map(|it| it.find_iter(line));
        let mut found: Vec<(usize, usize)> = all
            .map(|it| (it.start(), it.end()))
            .filter(|&(start, end)| !self.whole_lines || (start == 0 && end == line.len()))
            .filter(|&(start, end)| !self.whole_words || is_word(line, start, end))
            .collect();
        if self.expressions.len() > 1 {
            found.sort_unstable_by_key(|&(start, end)| (start, usize::MAX - end));
        }
        found
    }

    fn show(&mut self, number: u64, line: &str, separator: char, io: &mut Io<'_, '_>) {
        let has_context = self.before > 0 || self.after > 0;
        if has_context && self.last_shown > 0 && number > self.last_shown + 1 {
            io.out(&format!("{}\n", self.coloured(SEPARATOR, "--")));
        }
        self.last_shown = number;
        let prefix = self.prefix(number, separator);
        let shown = if self.colours && separator == ':' && !self.inverts {
            self.with_matches_coloured(line)
        } else {
            line.to_owned()
        };
        io.out(&format!("{prefix}{shown}\n"));
    }

    fn with_matches_coloured(&self, line: &str) -> String {
        let mut shown = String::new();
        let mut end = 0;
        for (from, to) in self.matches(line) {
            if from >= end && to > from {
                shown.push_str(&line[end..from]);
                shown.push_str(&self.coloured(MATCH, &line[from..to]));
                end = to;
            }
        }
        shown + &line[end..]
    }

    /// As grep's `GREP_COLORS` has it by default.
    fn coloured(&self, colour: &str, text: &str) -> String {
        if self.colours {
            format!("\u{1b}[{colour}m\u{1b}[K{text}\u{1b}[m\u{1b}[K")
        } else {
            text.to_owned()
        }
    }

    fn prefix(&self, number: u64, separator: char) -> String {
        let mut prefix = String::new();
        let separator = self.coloured(SEPARATOR, separator.encode_utf8(&mut [0; 4]));
        if self.names_files {
            prefix.push_str(&self.coloured(FILE, &self.file));
            prefix.push_str(&separator);
        }
        if self.numbers_lines {
            prefix.push_str(&self.coloured(NUMBER, &number.to_string()));
            prefix.push_str(&separator);
        }
        prefix
    }

    /// A file is done: what is said of it as a whole.
    fn sum_up(&mut self, io: &mut Io<'_, '_>) {
        if self.file.is_empty() {
            return;
        }
        let prefix = if self.names_files {
            self.coloured(FILE, &self.file) + &self.coloured(SEPARATOR, ":")
        } else {
            String::new()
        };
        match self.shows {
            Shows::Count => io.out(&format!("{prefix}{}\n", self.found_in_file)),
            Shows::Files if self.found_in_file > 0 => {
                io.out(&format!("{}\n", self.coloured(FILE, &self.file)));
            }
            Shows::FilesWithout if self.found_in_file == 0 => {
                io.out(&format!("{}\n", self.coloured(FILE, &self.file)));
            }
            Shows::Lines | Shows::Matches | Shows::Files | Shows::FilesWithout | Shows::Nothing => {
            }
        }
    }
}

impl Lines for Grep {
    fn name(&self) -> &'static str {
        "grep"
    }

    fn begin(&mut self, file: &str, io: &mut Io<'_, '_>) -> Go {
        self.sum_up(io);
        self.file = if file == "-" {
            "(standard input)".to_owned()
        } else {
            file.to_owned()
        };
        self.line = 0;
        self.found_in_file = 0;
        self.earlier.clear();
        self.later = 0;
        self.last_shown = 0;
        if self.most == 0 { Go::NextFile } else { Go::On }
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        self.line += 1;
        let line = text(line);
        let found = self.matches(&line);
        if found.is_empty() != self.inverts {
            if self.later > 0 && self.shows == Shows::Lines {
                self.later -= 1;
                self.show(self.line, &line, '-', io);
            } else if self.before > 0 {
                self.earlier.push((self.line, line));
                if self.earlier.len() > self.before {
                    self.earlier.remove(0);
                }
            }
            return Go::On;
        }
        self.found = true;
        self.found_in_file += 1;
        match self.shows {
            Shows::Nothing => return Go::Done(0),
            Shows::Files | Shows::FilesWithout => return Go::NextFile,
            Shows::Count => (),
            Shows::Matches => {
                let prefix = self.prefix(self.line, ':');
                for (start, end) in found.into_iter().filter(|(start, end)| end > start) {
                    let taken = self.coloured(MATCH, &line[start..end]);
                    io.out(&format!("{prefix}{taken}\n"));
                }
            }
            Shows::Lines => {
                for (number, earlier) in std::mem::take(&mut self.earlier) {
                    self.show(number, &earlier, '-', io);
                }
                self.later = self.after;
                self.show(self.line, &line, ':', io);
            }
        }
        if self.found_in_file >= self.most {
            Go::NextFile
        } else {
            Go::On
        }
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        self.sum_up(io);
        match (has_failed, self.found) {
            (true, true) if self.shows == Shows::Nothing => 0,
            (true, _) => 2,
            (false, found) => u8::from(!found),
        }
    }

    fn unreadable(&mut self, file: &str, error: FileError, io: &mut Io<'_, '_>) {
        if !self.is_silent {
            io.err(&format!("grep: {file}: {error}\n"));
        }
    }
}

fn is_word(line: &str, start: usize, end: usize) -> bool {
    let is_letter = |it: char| it.is_alphanumeric() || it == '_';
    let before = line[..start].chars().next_back();
    let after = line[end..].chars().next();
    !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
}
