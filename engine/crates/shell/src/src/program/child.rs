//! Commands that programs start: `timeout`, `xargs`, `watch`.

use super::{Io, Refused, Started, start};
use crate::session::ProcessId;
use crate::system::{Body, Descriptors, Ended, Process, Signal, Target};

/// A command that a program started, or what came of it already.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub(crate) process: ProcessId,
    ended: Option<Ended>,
}

/// Starts a command in the program's own group, with what the program reads and writes.
pub(crate) fn spawn(words: &[String], io: &mut Io<'_, '_>) -> Result<Child, Refused> {
    let descriptors = io.system.share(io.descriptors);
    spawn_with(words, descriptors, io)
}

/// Starts a command with these descriptors.
pub(crate) fn spawn_with(
    words: &[String],
    mut descriptors: Descriptors,
    io: &mut Io<'_, '_>,
) -> Result<Child, Refused> {
    let id = io.system.next_process();
    let group = io.group;
    let mut inbox = Default::default();
    let mut child = Io {
        system: io.system,
        host: io.host,
        me: id,
        group,
        descriptors: &mut descriptors,
        inbox: &mut inbox,
        environment: io.environment,
        is_broken: false,
        failed: None,
    };
    let started = start(words, &mut child);
    let body = match started {
        Ok(Started::Running(program, environment)) => Body::Program {
            program,
            environment,
        },
        Ok(Started::Shell(shell)) => Body::Shell(shell),
        Ok(Started::Done(status)) => {
            io.system.close_all(&mut descriptors);
            return Ok(Child {
                process: id,
                ended: Some(Ended::Exited(status)),
            });
        }
        Ok(Started::Becomes { .. }) => unreachable!("start goes on until it is somebody"),
        Err(refused) => {
            io.system.close_all(&mut descriptors);
            return Err(refused);
        }
    };
    let (inbox, signals) = (Default::default(), Default::default());
    io.system.spawn(Process {
        id,
        group,
        descriptors,
        body,
        inbox,
        signals,
    });
    Ok(Child {
        process: id,
        ended: None,
    })
}

impl Child {
    /// How it ended, if it did.
    pub(crate) fn ended(&mut self, io: &mut Io<'_, '_>) -> Option<Ended> {
        if self.ended.is_none() {
            self.ended = io.system.collect(self.process);
        }
        self.ended
    }

    pub(crate) fn signal(&self, signal: Signal, io: &mut Io<'_, '_>) {
        io.system.signal(Target::Process(self.process), signal);
    }
}
