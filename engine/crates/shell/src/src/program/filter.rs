//! Programs that go through their input line by line.

use super::awk::Awk;
use super::base64::Base64;
use super::cat::Cat;
use super::cut::Cut;
use super::grep::Grep;
use super::head::Head;
use super::input::{Inputs, Next};
use super::jq::Jq;
use super::sed::Sed;
use super::sort::Sort;
use super::tail::Tail;
use super::tee::Tee;
use super::tr::Tr;
use super::uniq::Uniq;
use super::wc::Wc;
use super::{Io, Program, Started};
use crate::files::FileError;
use crate::limits;
use crate::system::{Ended, Turn};

/// A program that goes through its input.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    inputs: Inputs,
    work: Work,
    /// A file could not be read.
    has_failed: bool,
}

/// What it does with each line.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    Awk(Box<Awk>),
    Base64(Base64),
    Cat(Cat),
    Cut(Cut),
    Grep(Box<Grep>),
    Head(Head),
    Jq(Box<Jq>),
    Sed(Box<Sed>),
    Sort(Sort),
    Tail(Tail),
    Tee(Tee),
    Tr(Tr),
    Uniq(Uniq),
    Wc(Wc),
}

/// Whether a program has seen enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Go {
    On,
    /// Not the rest of this file.
    NextFile,
    /// Nothing more: the exit status.
    Done(u8),
}

/// One kind of going through lines.
pub(crate) trait Lines {
    /// As it calls itself in errors.
    fn name(&self) -> &'static str;

    /// How many bytes it takes at once; `None` for lines.
    fn takes(&self) -> Option<usize> {
        None
    }

    /// A file begins.
    fn begin(&mut self, _file: &str, _io: &mut Io<'_, '_>) -> Go {
        Go::On
    }

    /// A line with its end, if it has one.
    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go;

    /// There are no more; gives the exit status.
    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8;

    /// A file could not be read.
    fn unreadable(&mut self, file: &str, error: FileError, io: &mut Io<'_, '_>) {
        io.err(&format!("{}: {file}: {error}\n", self.name()));
    }

    /// How many bytes it keeps for later.
    fn held(&self) -> usize {
        0
    }

    /// When there was nothing more for the moment.
    fn pause(&mut self, _io: &mut Io<'_, '_>) {}
}

/// So many lines in a turn; then others have theirs.
const LINES: usize = 512;

/// What a line costs besides its bytes.
const LINE_COST: usize = 16;

impl Filter {
    /// Starts going through these files.
    pub(crate) fn start(files: &[String], work: Work, io: &Io<'_, '_>) -> Started {
        let inputs = Inputs::new(files);
        Started::program(
            Program::Filter(Filter {
                inputs,
                work,
                has_failed: false,
            }),
            io,
        )
    }

    pub(crate) fn name(&mut self) -> &'static str {
        self.work.lines().name()
    }

    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let mut moved = false;
        for _ in 0..LINES {
            if !io.has_room() {
                break;
            }
            let work = self.work.lines();
            let next = match work.takes() {
                Some(most) => self.inputs.next_bytes(most, io),
                None => self.inputs.next_line(io),
            };
            let go = match next {
                Next::File(name) => work.begin(&name, io),
                Next::Bytes(line) => {
                    io.system.spend(line.len() + LINE_COST);
                    work.line(&line, io)
                }
                Next::Unreadable(name, error) => {
                    self.has_failed = true;
                    work.unreadable(&name, error, io);
                    Go::On
                }
                Next::Pending => {
                    work.pause(io);
                    break;
                }
                Next::End => Go::Done(work.end(self.has_failed, io)),
            };
            moved = true;
            if work.held() > limits::PROGRAM {
                io.err(&format!("{}: memory exhausted\n", work.name()));
                return Turn::Ended(Ended::Exited(2));
            }
            match go {
                Go::On => (),
                Go::NextFile => self.inputs.skip_file(),
                Go::Done(status) => return Turn::Ended(Ended::Exited(status)),
            }
            if io.is_broken || io.system.fuel == 0 {
                break;
            }
        }
        if moved { Turn::Progress } else { Turn::Blocked }
    }
}

impl Work {
    fn lines(&mut self) -> &mut dyn Lines {
        match self {
            Work::Awk(it) => &mut **it,
            Work::Base64(it) => it,
            Work::Cat(it) => it,
            Work::Cut(it) => it,
            Work::Grep(it) => &mut **it,
            Work::Head(it) => it,
            Work::Jq(it) => &mut **it,
            Work::Sed(it) => &mut **it,
            Work::Sort(it) => it,
            Work::Tail(it) => it,
            Work::Tee(it) => it,
            Work::Tr(it) => it,
            Work::Uniq(it) => it,
            Work::Wc(it) => it,
        }
    }
}

/// A line without its end, and whether it had one.
pub(crate) fn without_end(line: &[u8]) -> (&[u8], bool) {
    match line.split_last() {
        Some((b'\n', line)) => (line, true),
        _ => (line, false),
    }
}

/// A line as text, without its end.
pub(crate) fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(without_end(line).0).into_owned()
}
