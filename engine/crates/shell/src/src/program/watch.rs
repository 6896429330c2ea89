//! `watch`

use sim::{Duration, Instant};

use super::arguments::Known;
use super::child::{Child, spawn_with};
use super::date::formatted;
use super::sleep::parse_seconds;
use super::{Io, Program, Started};
use crate::files::Device;
use crate::system::{Open, OpenId, Read, Turn};

/// Runs a command again and again and shows what it prints.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    command: String,
    /// Run as it is, not by `sh -c`.
    words: Option<Vec<String>>,
    every: Duration,
    has_title: bool,
    /// The run that goes on, and where its output comes from.
    run: Option<(Child, OpenId, Vec<u8>)>,
    next: Instant,
}

const KNOWN: Known = Known {
    program: "watch",
    short: "n:tdcxebgp",
    long: &[
        ("interval", 'n'),
        ("no-title", 't'),
        ("differences", 'd'),
        ("color", 'c'),
        ("exec", 'x'),
        ("errexit", 'e'),
        ("beep", 'b'),
    ],
    stops_at_operand: true,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    if arguments.operands.is_empty() {
        return Started::refuse("Usage:\n watch [options] command\n", 1, io);
    }
    let Some(every) = arguments
        .value('n')
        .map_or(Some(Duration::from_secs(2)), parse_seconds)
    else {
        return Started::refuse("watch: failed to parse argument\n", 1, io);
    };
    if !io.is_tty(1) {
        return Started::refuse("Error opening terminal: dumb.\n", 1, io);
    }
    let watch = Watch {
        command: arguments.operands.join(" "),
        words: arguments.has('x').then(|| arguments.operands.clone()),
        // procps: never more often than ten times a second.
        every: every.max(Duration::from_millis(100)),
        has_title: !arguments.has('t'),
        run: None,
        next: io.host.now,
    };
    Started::program(Program::Watch(Box::new(watch)), io)
}

impl Watch {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let Some((mut child, reader, mut gathered)) = self.run.take() else {
            if io.host.now < self.next {
                return Turn::Blocked;
            }
            self.begin(io);
            return Turn::Progress;
        };
        let ended = child.ended(io);
        while let Read::Bytes(bytes) = io.system.read(reader, usize::MAX, io.host) {
            gathered.extend(bytes);
        }
        if ended.is_none() {
            self.run = Some((child, reader, gathered));
            return Turn::Blocked;
        }
        io.system.close(reader);
        self.show(&String::from_utf8_lossy(&gathered), io);
        self.next = io.system.wake_after(io.me, self.every, io.host.now);
        Turn::Progress
    }

    fn begin(&mut self, io: &mut Io<'_, '_>) {
        let (reader, writer) = io.system.capture();
        let mut descriptors = io.system.share(io.descriptors);
        let nothing = io.system.open(Open::Device(Device::Null));
        io.system.put(&mut descriptors, 0, nothing);
        io.system.retain(writer);
        io.system.put(&mut descriptors, 1, writer);
        io.system.put(&mut descriptors, 2, writer);
        let words = match &self.words {
            Some(words) => words.clone(),
            None => vec!["sh".to_owned(), "-c".to_owned(), self.command.clone()],
        };
        match spawn_with(&words, descriptors, io) {
            Ok(child) => self.run = Some((child, reader, Vec::new())),
            Err(refused) => {
                io.system.close(reader);
                self.show(&format!("sh: 1: {}\n", refused.message), io);
                self.next = io.system.wake_after(io.me, self.every, io.host.now);
            }
        }
    }

    /// Draws the screen anew: the title, a blank line, as much of the output as there is room for.
    fn show(&self, output: &str, io: &mut Io<'_, '_>) {
        let Some(size) = io.tty_size() else { return };
        let (columns, rows) = (usize::from(size.columns), usize::from(size.rows));
        let mut screen = "\u{1b}[H\u{1b}[2J".to_owned();
        let mut room = rows;
        if self.has_title {
            let left = format!(
                "Every {}.{}s: {}",
                self.every.as_secs(),
                self.every.subsec_millis() / 100,
                self.command
            );
            let date = formatted("%a %b %e %H:%M:%S %Y", io.host.wall);
            let right = format!("{}: {date}", io.host.hostname);
            let gap = columns
                .saturating_sub(left.chars().count() + right.len())
                .max(1);
            screen.push_str(&format!("{left}{}{right}\n\n", " ".repeat(gap)));
            room = rows.saturating_sub(2);
        }
        let lines: Vec<String> = output
            .lines()
            .take(room)
            .map(|it| it.chars().take(columns).collect())
            .collect();
        screen.push_str(&lines.join("\n"));
        io.out(&screen);
    }
}
