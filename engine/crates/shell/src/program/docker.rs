//! `docker`: carries a command of the `docker` crate between its host and the daemon.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddrV4;

use api::{ApiError, ErrorKind, Response, StreamPart};
use docker::{Command, Want as Wanted};
use sim::Instant;

use super::{Io, Program, Started};
use crate::files::FileError;
use crate::session::{DaemonAddress, Resume, Want};
use crate::system::{Ended, Read, Signal, System, Turn, look_up};

/// A `docker` command at work.
#[derive(Clone, Debug)]
pub(crate) struct Docker {
    command: Command,
    waits: Waits,
    /// Parts of a stream that came before they were asked for.
    parts: VecDeque<StreamPart>,
    /// It has called a daemon and not been told that all is over.
    is_connected: bool,
    /// A stream that it opened goes on.
    streams: bool,
}

/// What a command waits for.
#[derive(Clone, Debug)]
enum Waits {
    /// To begin.
    Start,
    /// A daemon's answer; with its own words when there is no daemon to be found.
    Answer,
    Failed(ApiError),
    /// A part of a stream, at most until then.
    Part {
        until: Option<Instant>,
    },
    /// A time.
    Wake(Instant),
    /// All of standard input; what has come of it.
    Input(Vec<u8>),
    Line,
    /// A file has been read or written.
    Resume(Box<docker::Resume>),
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let environment = docker::Environment {
        stdout_tty: io.tty_size(),
        stdin_tty: io.is_tty(0),
        variables: BTreeMap::clone(&io.environment.variables),
        client_version: io.host.client_version.to_owned(),
    };
    let docker = Docker {
        command: Command::new(words[1..].to_vec(), environment),
        waits: Waits::Start,
        parts: VecDeque::new(),
        is_connected: false,
        streams: false,
    };
    Started::program(Program::Docker(Box::new(docker)), io)
}

impl Docker {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        match self.next(io) {
            Some(resume) => self.go_on(resume, io),
            None => Turn::Blocked,
        }
    }

    pub(crate) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        match signal {
            // It has not begun to listen: the signal kills it as any other program.
            Signal::Interrupt | Signal::Terminate if matches!(self.waits, Waits::Start) => {
                Some(Turn::Ended(Ended::Killed(signal)))
            }
            Signal::Interrupt | Signal::Terminate => {
                let turn = self.go_on(docker::Resume::Interrupted, io);
                Some(turn)
            }
            Signal::Hangup
            | Signal::Quit
            | Signal::Kill
            | Signal::User1
            | Signal::User2
            | Signal::BrokenPipe
            | Signal::Alarm => {
                self.disconnect(io);
                Some(Turn::Ended(Ended::Killed(signal)))
            }
        }
    }

    /// What it can be resumed with now.
    fn next(&mut self, io: &mut Io<'_, '_>) -> Option<docker::Resume> {
        self.sort_inbox(io);
        match &mut self.waits {
            Waits::Start => Some(docker::Resume::Started),
            Waits::Answer => {
                let at = io
                    .inbox
                    .iter()
                    .position(|it| matches!(it, Resume::Answer(_)));
                match at.and_then(|at| io.inbox.remove(at)) {
                    Some(Resume::Answer(answer)) => Some(docker::Resume::Answer(answer)),
                    // Parts wait until they are asked for.
                    _ => None,
                }
            }
            Waits::Failed(error) => Some(docker::Resume::Answer(Err(error.clone()))),
            Waits::Part { until } => match self.parts.pop_front() {
                Some(part) => Some(docker::Resume::Part(part)),
                None => until
                    .filter(|until| *until <= io.host.now)
                    .map(|_| docker::Resume::Woken),
            },
            Waits::Wake(until) => (*until <= io.host.now).then_some(docker::Resume::Woken),
            Waits::Resume(resume) => Some(docker::Resume::clone(resume)),
            Waits::Line => match io.line() {
                Read::Bytes(bytes) => {
                    let line = String::from_utf8_lossy(&bytes)
                        .trim_end_matches('\n')
                        .to_owned();
                    Some(docker::Resume::Line(Some(line)))
                }
                Read::Pending => None,
                Read::End | Read::Failed(_) => Some(docker::Resume::Line(None)),
            },
            Waits::Input(gathered) => loop {
                match io.bytes(usize::MAX) {
                    Read::Bytes(bytes) => gathered.extend(bytes),
                    Read::Pending => return None,
                    Read::End => return Some(docker::Resume::File(Ok(std::mem::take(gathered)))),
                    Read::Failed(error) => return Some(docker::Resume::File(Err(in_go(error)))),
                }
            },
        }
    }

    /// Parts are kept in order; wakes only say that it is time to look.
    fn sort_inbox(&mut self, io: &mut Io<'_, '_>) {
        let (parts, others): (VecDeque<Resume>, VecDeque<Resume>) = std::mem::take(io.inbox)
            .into_iter()
            .partition(|it| matches!(it, Resume::Part(_)));
        for part in parts {
            if let Resume::Part(part) = part {
                self.parts.push_back(part);
            }
        }
        *io.inbox = others
            .into_iter()
            .filter(|it| matches!(it, Resume::Answer(_)))
            .collect();
    }

    fn go_on(&mut self, resume: docker::Resume, io: &mut Io<'_, '_>) -> Turn {
        match &resume {
            docker::Resume::Answer(Ok(Response::Stream)) => self.streams = true,
            docker::Resume::Part(StreamPart::End | StreamPart::Failed(_)) => self.streams = false,
            _ => (),
        }
        self.is_connected = self.streams;
        let step = self.command.resume(resume, io.host.wall);
        for printed in step.printed {
            io.write(if printed.stderr { 2 } else { 1 }, printed.text.as_bytes());
        }
        match step.want {
            Wanted::Exit(status) => {
                self.disconnect(io);
                return Turn::Ended(Ended::Exited(status));
            }
            want => self.wait_for(want, io),
        }
        Turn::Progress
    }

    fn wait_for(&mut self, want: Wanted, io: &mut Io<'_, '_>) {
        self.waits = match want {
            Wanted::Exit(_) => unreachable!("its caller ends the program"),
            Wanted::Call(request) => match daemon(self.command.host().as_deref(), io) {
                Ok(daemon) => {
                    self.is_connected = true;
                    io.system.want(io.me, Want::Call { daemon, request });
                    Waits::Answer
                }
                Err(error) => Waits::Failed(error),
            },
            Wanted::Part { within } => Waits::Part {
                until: within.map(|wait| io.system.wake_after(io.me, wait, io.host.now)),
            },
            Wanted::Sleep(wait) => Waits::Wake(io.system.wake_after(io.me, wait, io.host.now)),
            Wanted::ReadLine => Waits::Line,
            Wanted::ReadFile(path) if path == "-" => Waits::Input(Vec::new()),
            Wanted::ReadFile(path) => {
                let content = super::input::read_file(&path, io);
                let content = content.map(|it| it.to_vec()).map_err(in_go);
                Waits::Resume(Box::new(docker::Resume::File(content)))
            }
            Wanted::WriteFile { path, content } => {
                let path = io.path(&path);
                let written = io.host.files.write(&path, content.into(), io.host.wall);
                Waits::Resume(Box::new(docker::Resume::Written(written.map_err(in_go))))
            }
        };
    }

    /// It does not wait any more for what it asked a daemon.
    fn disconnect(&mut self, io: &mut Io<'_, '_>) {
        if std::mem::take(&mut self.is_connected) {
            System::want(io.system, io.me, Want::Abandon);
        }
    }
}

/// Where the daemon of this address is; the error is the client's own.
fn daemon(host: Option<&str>, io: &Io<'_, '_>) -> Result<DaemonAddress, ApiError> {
    let Some(host) = host.filter(|it| !it.is_empty() && !it.starts_with("unix://")) else {
        return Ok(DaemonAddress::Local);
    };
    let failed = |message: String| ApiError::new(ErrorKind::NoConnection, message);
    let Some(address) = host.strip_prefix("tcp://") else {
        let scheme = host.split("://").next().unwrap_or(host);
        return Err(failed(format!(
            "error during connect: unable to resolve docker endpoint: {scheme} is not supported here"
        )));
    };
    let address = address.trim_end_matches('/');
    let (name, port) = address.rsplit_once(':').unwrap_or((address, "2375"));
    match (look_up(name, io.host), port.parse()) {
        (Some(ip), Ok(port)) => Ok(DaemonAddress::Tcp(SocketAddrV4::new(ip, port))),
        (None, _) => Err(failed(format!(
            "error during connect: Get \"http://{address}/v1.51/version\": dial tcp: lookup {name}: no such host"
        ))),
        (_, Err(_)) => Err(failed(format!("invalid proto, expected tcp: {host}"))),
    }
}

/// The operating system's words as Go prints them.
fn in_go(error: FileError) -> String {
    match error {
        FileError::LinkLoop => "too many levels of symbolic links".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}
