//! `jobs`, `fg`, `bg`, `wait`, `kill`

use super::super::Shell;
use super::super::frame::Frame;
use super::super::jobs::Job;
use super::{Did, Simple};
use crate::program::{self, Io};
use crate::session::ProcessId;
use crate::system::{Target, Turn};

/// `wait` in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The process it waits for; all jobs when there is none.
    process: Option<ProcessId>,
}

pub(super) fn jobs(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    shell.look_at_jobs(io);
    let shows_processes = simple.arguments().iter().any(|it| it == "-l" || it == "-p");
    for job in &shell.jobs {
        if shows_processes && simple.arguments().contains(&"-p".to_owned()) {
            io.out(&format!("{}\n", job.process.0));
        } else {
            io.out(&shell.job_line(job));
        }
    }
    shell.jobs.retain(|job| job.ended.is_none());
    Did::Status(0)
}

pub(super) fn foreground(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let Some(index) = chosen(shell, simple, io) else {
        return Did::Status(1);
    };
    let job = shell.jobs.remove(index);
    io.out(&format!("{}\n", job.text));
    if let Some(ended) = job.ended {
        return Did::Status(ended.status());
    }
    shell.foreground = Some(job.group);
    shell.frames.push(Frame::Child {
        process: job.process,
        text: job.text,
    });
    Did::Begun
}

/// Nothing is ever stopped here, so there is nothing to set going.
pub(super) fn background(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let Some(index) = chosen(shell, simple, io) else {
        return Did::Status(1);
    };
    let number = shell.jobs[index].number;
    shell.complain(io, &format!("bg: job {number} already in background"));
    Did::Status(0)
}

fn chosen(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Option<usize> {
    let name = simple.name();
    if !shell.is_interactive() {
        shell.complain(io, &format!("{name}: no job control"));
        return None;
    }
    shell.look_at_jobs(io);
    let word = simple.arguments().first().map_or("%%", String::as_str);
    let index = shell
        .find_job(word)
        .or_else(|| shell.find_job(&format!("%{word}")));
    if index.is_none() {
        let shown = if simple.arguments().is_empty() {
            "current"
        } else {
            word
        };
        shell.complain(io, &format!("{name}: {shown}: no such job"));
    }
    index
}

pub(super) fn wait(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    shell.look_at_jobs(io);
    let words: Vec<&String> = simple
        .arguments()
        .iter()
        .filter(|it| !it.starts_with('-'))
        .collect();
    if words.is_empty() {
        shell.status = 0;
        shell.frames.push(Frame::Wait(Waiting { process: None }));
        return Did::Begun;
    }
    let mut waits = Vec::new();
    let mut status = 0;
    for word in words {
        let own = |index: &usize| !shell.jobs[*index].is_inherited;
        match shell.find_job(word).filter(own) {
            Some(index) => waits.push(Frame::Wait(Waiting {
                process: Some(shell.jobs[index].process),
            })),
            None => {
                shell.complain(
                    io,
                    &match word.strip_prefix('%') {
                        Some(_) => format!("wait: {word}: no such job"),
                        None if word.bytes().all(|it| it.is_ascii_digit()) => {
                            format!("wait: pid {word} is not a child of this shell")
                        }
                        None => format!("wait: `{word}': not a pid or valid job spec"),
                    },
                );
                let is_job = word.starts_with('%') || word.bytes().all(|it| it.is_ascii_digit());
                status = if is_job { 127 } else { 1 };
            }
        }
    }
    if waits.is_empty() {
        return Did::Status(status);
    }
    // The first is to be waited for first, so it lies on top.
    shell.frames.extend(waits.into_iter().rev());
    Did::Begun
}

impl Shell {
    pub(in super::super) fn advance_wait(&mut self, waiting: Waiting, io: &mut Io<'_, '_>) -> Turn {
        self.look_at_jobs(io);
        let is_meant = |job: &Job| {
            !job.is_inherited && waiting.process.is_none_or(|process| process == job.process)
        };
        if self
            .jobs
            .iter()
            .any(|job| is_meant(job) && job.ended.is_none())
        {
            self.frames.push(Frame::Wait(waiting));
            return Turn::Blocked;
        }
        if waiting.process.is_some()
            && let Some(ended) = self
                .jobs
                .iter()
                .find(|job| is_meant(job))
                .and_then(|job| job.ended)
        {
            self.status = ended.status();
        }
        if !self.is_interactive() || waiting.process.is_some() {
            self.jobs.retain(|job| !is_meant(job));
        }
        Turn::Progress
    }
}

/// `kill -l`: all of them, or names for numbers and numbers for names.
fn list_signals(words: &[String], complaint: &str, io: &mut Io<'_, '_>) -> Did {
    if words.is_empty() {
        io.out(&program::signal_table());
        return Did::Status(0);
    }
    let mut status = 0;
    for word in words {
        match program::signal_translated(word) {
            Some(translated) => io.out(&format!("{translated}\n")),
            None => {
                io.err(&format!(
                    "{complaint}{word}: invalid signal specification\n"
                ));
                status = 1;
            }
        }
    }
    Did::Status(status)
}

pub(super) fn kill(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let complaint = format!("{}kill: ", shell.complaint());
    let (signal, targets) = match program::kill_words(simple.arguments()) {
        Ok(program::Kill::Send(signal, targets)) => (signal, targets),
        Ok(program::Kill::List(words)) => return list_signals(&words, &complaint, io),
        Err(program::BadKill::Usage) => {
            io.err(program::BadKill::USAGE);
            return Did::Status(2);
        }
        Err(program::BadKill::Signal(name)) => {
            io.err(&format!(
                "{complaint}{name}: invalid signal specification\n"
            ));
            return Did::Status(1);
        }
    };
    let mut status = 0;
    for word in targets {
        if word.starts_with('%') {
            match shell.find_job(&word) {
                Some(index) => {
                    let job = &shell.jobs[index];
                    // Without job control all are in one group: only the process is meant.
                    let target = if job.group == io.group {
                        Target::Process(job.process)
                    } else {
                        Target::Group(job.group)
                    };
                    if let Some(signal) = signal {
                        io.system.signal(target, signal);
                    }
                }
                None => {
                    io.err(&format!("{complaint}{word}: no such job\n"));
                    status = 1;
                }
            }
            continue;
        }
        if let Some(message) = program::kill_process(&word, signal, io) {
            io.err(&format!("{complaint}{message}\n"));
            status = 1;
        }
    }
    Did::Status(status)
}
