//! `read`, `mapfile`

use sim::{Duration, Instant};

use super::super::Shell;
use super::super::flow::Flow;
use super::super::frame::Frame;
use super::super::variables::Value;
use super::{Did, Simple};
use crate::limits;
use crate::program::{Io, parse_seconds};
use crate::system::{OpenId, Read, Turn};

/// `read` or `mapfile` in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadLine {
    names: Vec<String>,
    from: OpenId,
    /// What has come so far.
    gathered: Vec<u8>,
    /// `-r`: a backslash is a letter.
    is_raw: bool,
    wants: Wants,
    /// `-t`: when it gives up.
    until: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    /// A line for the names in order.
    Names,
    /// `-a`: a line, word by word.
    Array,
    /// `-n`: so many letters.
    Letters(usize),
    /// `-d ''`: everything.
    All,
    /// `mapfile`: all lines, with their ends or without.
    Lines { keeps_ends: bool },
}

pub(super) fn read(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let mut request = ReadLine {
        names: Vec::new(),
        from: match io.descriptors.get(&0) {
            Some(open) => *open,
            None => {
                shell.complain(io, "read: read error: 0: Bad file descriptor");
                return Did::Status(1);
            }
        },
        gathered: Vec::new(),
        is_raw: false,
        wants: Wants::Names,
        until: None,
    };
    let mut prompt = None;
    let mut words = simple.arguments().iter();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|it| !it.is_empty()) else {
            request.names.push(word.clone());
            continue;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            match letter {
                'r' => request.is_raw = true,
                's' | 'e' => (),
                _ => {
                    let attached = letters.as_str();
                    let value = if attached.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(attached.to_owned())
                    };
                    let Some(value) = value else {
                        shell
                            .complain(io, &format!("read: -{letter}: option requires an argument"));
                        return Did::Status(2);
                    };
                    if !request.set(letter, value, &mut prompt, io) {
                        shell.complain(io, &format!("read: -{letter}: invalid option"));
                        return Did::Status(2);
                    }
                    break;
                }
            }
        }
    }
    if let Some(prompt) = prompt.filter(|_| io.is_tty(0)) {
        io.err(&prompt);
    }
    shell.frames.push(Frame::Read(request));
    Did::Begun
}

impl ReadLine {
    /// An option that takes a value; tells whether it is known.
    fn set(
        &mut self,
        letter: char,
        value: String,
        prompt: &mut Option<String>,
        io: &mut Io<'_, '_>,
    ) -> bool {
        match letter {
            'p' => *prompt = Some(value),
            'a' => {
                self.names = vec![value];
                self.wants = Wants::Array;
            }
            'n' | 'N' => self.wants = Wants::Letters(value.parse().unwrap_or(1)),
            'd' => {
                if value.is_empty() {
                    self.wants = Wants::All;
                }
            }
            't' => {
                let wait = parse_seconds(&value).unwrap_or(Duration::ZERO);
                self.until = Some(io.system.wake_after(io.me, wait, io.host.now));
            }
            'u' => {
                if let Some(open) = value
                    .parse()
                    .ok()
                    .and_then(|number: u32| io.descriptors.get(&number))
                {
                    self.from = *open;
                }
            }
            'i' => (),
            _ => return false,
        }
        true
    }
}

pub(super) fn map_file(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let keeps_ends = !simple.arguments().iter().any(|it| it == "-t");
    let name = simple.arguments().iter().find(|it| !it.starts_with('-'));
    let Some(from) = io.descriptors.get(&0).copied() else {
        shell.complain(io, "mapfile: 0: Bad file descriptor");
        return Did::Status(1);
    };
    shell.frames.push(Frame::Read(ReadLine {
        names: vec![name.map_or("MAPFILE", String::as_str).to_owned()],
        from,
        gathered: Vec::new(),
        is_raw: true,
        wants: Wants::Lines { keeps_ends },
        until: None,
    }));
    Did::Begun
}

impl Shell {
    pub(in super::super) fn advance_read(
        &mut self,
        mut request: ReadLine,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        loop {
            if request.gathered.len() > limits::TEXT {
                let problem = limits::cannot_allocate(request.gathered.len());
                io.err(&format!("{}: {problem}\n", self.name()));
                return self.unwind(Flow::Exit(2), io);
            }
            if io.system.fuel == 0 {
                self.frames.push(Frame::Read(request));
                return Turn::Progress;
            }
            let read = match request.wants {
                Wants::Letters(count) => io.system.read(request.from, count.max(1), io.host),
                Wants::Names | Wants::Array | Wants::All | Wants::Lines { .. } => {
                    io.system.read_line(request.from, io.host)
                }
            };
            match read {
                Read::Bytes(bytes) => {
                    // A variable cannot hold a zero byte: bash drops it.
                    request
                        .gathered
                        .extend(bytes.into_iter().filter(|it| *it != 0));
                    if request.is_complete() {
                        self.status = 0;
                        break;
                    }
                }
                Read::Pending => {
                    if request.until.is_some_and(|until| io.host.now >= until) {
                        self.status = 142;
                        break;
                    }
                    self.frames.push(Frame::Read(request));
                    return Turn::Blocked;
                }
                Read::End => {
                    self.status = u8::from(!matches!(request.wants, Wants::Lines { .. }));
                    break;
                }
                Read::Failed(error) => {
                    self.complain(io, &format!("read: read error: 0: {error}"));
                    self.status = 1;
                    return Turn::Progress;
                }
            }
        }
        self.give_out(&request, io);
        Turn::Progress
    }

    fn give_out(&mut self, request: &ReadLine, io: &mut Io<'_, '_>) {
        let text = String::from_utf8_lossy(&request.gathered).into_owned();
        if let Wants::Lines { keeps_ends } = request.wants {
            let lines = text.split_inclusive('\n');
            let lines = lines.map(|it| {
                if keeps_ends {
                    it
                } else {
                    it.trim_end_matches('\n')
                }
            });
            self.set_array(&request.names[0], lines.map(str::to_owned).collect(), io);
            return;
        }
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = if request.is_raw {
            line.to_owned()
        } else {
            without_backslashes(line)
        };
        let separators = self.variables.text("IFS").unwrap_or(" \t\n").to_owned();
        if request.wants == Wants::Array {
            self.set_array(&request.names[0], split(&line, &separators, usize::MAX), io);
            return;
        }
        if request.names.is_empty() {
            self.set_or_complain("REPLY", line, io);
            return;
        }
        let mut values = split(&line, &separators, request.names.len()).into_iter();
        for name in &request.names {
            self.set_or_complain(name, values.next().unwrap_or_default(), io);
        }
    }

    fn set_array(&mut self, name: &str, values: Vec<String>, io: &mut Io<'_, '_>) {
        let elements = (0..).zip(values).collect();
        if self
            .variables
            .set_value(name, Some(Value::Indexed(elements)))
            .is_err()
        {
            self.complain(io, &format!("{name}: readonly variable"));
        }
    }

    fn set_or_complain(&mut self, name: &str, value: String, io: &mut Io<'_, '_>) {
        if !crate::syntax::is_name(name) {
            self.complain(io, &format!("read: `{name}': not a valid identifier"));
            self.status = 1;
        } else if self.variables.set(name, value).is_err() {
            self.complain(io, &format!("{name}: readonly variable"));
            self.status = 1;
        }
    }
}

impl ReadLine {
    fn is_complete(&self) -> bool {
        match self.wants {
            Wants::All | Wants::Lines { .. } => false,
            Wants::Letters(count) => self.gathered.len() >= count || self.gathered.ends_with(b"\n"),
            Wants::Names | Wants::Array => {
                // Without `-r` a backslash at the end of a line continues it.
                self.gathered.ends_with(b"\n") && (self.is_raw || !self.gathered.ends_with(b"\\\n"))
            }
        }
    }
}

fn without_backslashes(line: &str) -> String {
    let mut text = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next().filter(|it| *it != '\n')),
            _ => text.push(letter),
        }
    }
    text
}

/// Splits a line into so many words; the last takes the rest of the line.
fn split(line: &str, separators: &str, most: usize) -> Vec<String> {
    let is_blank = |it: char| separators.contains(it) && matches!(it, ' ' | '\t' | '\n');
    let is_separator = |it: char| separators.contains(it);
    let mut words = Vec::new();
    let mut rest = line.trim_start_matches(is_blank);
    while !rest.is_empty() {
        if words.len() + 1 == most {
            words.push(rest.trim_end_matches(is_blank).to_owned());
            return words;
        }
        let end = rest.find(is_separator).unwrap_or(rest.len());
        words.push(rest[..end].to_owned());
        rest = rest[end..].trim_start_matches(is_blank);
        // One separator that is no blank, with the blanks around it, ends one word.
        if let Some(letter) = rest.chars().next().filter(|it| is_separator(*it)) {
            rest = rest[letter.len_utf8()..].trim_start_matches(is_blank);
        }
    }
    words
}
