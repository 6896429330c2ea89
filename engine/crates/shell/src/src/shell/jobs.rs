//! Commands in the background.

use std::sync::Arc;

use super::Shell;
use super::flow::describe_death;
use super::frame::Frame;
use super::list::start_shell;
use crate::files::Device;
use crate::program::Io;
use crate::session::ProcessId;
use crate::syntax::AndOr;
use crate::system::{Ended, Group, Open};

/// A command in the background.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    pub(crate) number: u32,
    pub(crate) process: ProcessId,
    pub(crate) group: Group,
    pub(crate) text: Arc<str>,
    /// How it ended, until that has been said.
    pub(crate) ended: Option<Ended>,
    /// It was started by the shell that this one is a subshell of.
    pub(crate) is_inherited: bool,
}

impl Job {
    /// The same as a subshell knows it.
    pub(crate) fn inherited(&self) -> Job {
        Job {
            is_inherited: true,
            ..self.clone()
        }
    }
}

/// A script that starts more forgets those that have ended.
const JOBS_KEPT: usize = 1_000;

impl Shell {
    pub(super) fn start_background(
        &mut self,
        node: Arc<AndOr>,
        text: Arc<str>,
        io: &mut Io<'_, '_>,
    ) {
        let mut descriptors = io.system.share(io.descriptors);
        if !self.is_interactive() {
            // Without job control a command in the background does not read the terminal.
            let nothing = io.system.open(Open::Device(Device::Null));
            io.system.put(&mut descriptors, 0, nothing);
        }
        let group = self.new_group(io);
        let shell = self.fork(Frame::AndOr { node, next: 0 });
        let process = start_shell(shell, group, descriptors, io);
        self.jobs.retain(|job| !job.is_inherited);
        let number = self.jobs.iter().map(|job| job.number).max().unwrap_or(0) + 1;
        self.jobs.push(Job {
            number,
            process,
            group,
            text,
            ended: None,
            is_inherited: false,
        });
        if self.jobs.len() > JOBS_KEPT {
            self.look_at_jobs(io);
            self.jobs.retain(|job| job.ended.is_none());
        }
        self.last_background = Some(process);
        self.status = 0;
        if self.is_interactive() {
            io.err(&format!("[{number}] {}\n", process.0));
        }
    }

    /// Takes note of jobs that have ended.
    pub(crate) fn look_at_jobs(&mut self, io: &mut Io<'_, '_>) {
        for job in self.jobs.iter_mut() {
            if job.ended.is_some() || job.is_inherited {
                continue;
            }
            job.ended = io.system.collect(job.process);
        }
    }

    /// Says which jobs have ended, as bash does before a prompt, and forgets them.
    pub(crate) fn report_jobs(&mut self, io: &mut Io<'_, '_>) {
        self.look_at_jobs(io);
        for job in &self.jobs {
            if job.ended.is_some() {
                io.err(&self.job_line(job));
            }
        }
        self.jobs.retain(|job| job.ended.is_none());
    }

    /// `[1]+  Running                 sleep 100 &`
    pub(super) fn job_line(&self, job: &Job) -> String {
        let mark = match self
            .jobs
            .iter()
            .rev()
            .position(|it| it.number == job.number)
        {
            Some(0) => '+',
            Some(1) => '-',
            _ => ' ',
        };
        let state = match job.ended {
            None => "Running".to_owned(),
            Some(Ended::Exited(0)) => "Done".to_owned(),
            Some(Ended::Exited(status)) => format!("Exit {status}"),
            Some(Ended::Killed(signal)) => describe_death(signal).to_owned(),
        };
        let ampersand = if job.ended.is_none() { " &" } else { "" };
        format!(
            "[{}]{mark}  {state:<22}  {}{ampersand}\n",
            job.number, job.text
        )
    }

    /// The job that `%1`, `%%`, `%name` or a process number means.
    pub(super) fn find_job(&self, word: &str) -> Option<usize> {
        let Some(name) = word.strip_prefix('%') else {
            return self
                .jobs
                .iter()
                .position(|job| job.process.0.to_string() == word);
        };
        match name {
            "" | "%" | "+" => self.jobs.len().checked_sub(1),
            "-" => self.jobs.len().checked_sub(2),
            _ if name.bytes().all(|it| it.is_ascii_digit()) => self
                .jobs
                .iter()
                .position(|job| job.number.to_string() == name),
            _ => self.jobs.iter().position(|job| job.text.starts_with(name)),
        }
    }
}
