//! All that can happen by itself: a closed list of what waits in the world's queue.

use std::net::Ipv4Addr;

use api::http::{ConnectError, HttpResponse};
use api::{ApiError, Request, Response, StreamPart};
use dockerd::{ConnectionId, Frame};
use shell::ProcessId;
use sim::{Duration, MachineId};
use swarm::CallId;

use crate::TerminalId;

/// What comes from a keyboard.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    Line(String),
    Interrupt,
    EndOfInput,
}

/// What waits for its time.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A frame reaches a machine's network card.
    Deliver {
        from: Ipv4Addr,
        to: MachineId,
        frame: Box<Frame>,
    },
    /// The sender's transport learns that a frame was refused, or gives it up.
    Undelivered {
        sender: MachineId,
        to: Ipv4Addr,
        frame: Box<Frame>,
    },
    /// The sender's transport has waited long enough for a machine that took a frame in and gets
    /// no CPU to answer it; `held` is the number under which the frame waits.
    Unanswered {
        sender: MachineId,
        to: Ipv4Addr,
        frame: Box<Frame>,
        receiver: MachineId,
        held: u64,
    },
    /// Keys were pressed in a terminal.
    Typed { terminal: TerminalId, typed: Typed },
    /// A machine's Docker has a timer due.
    Wake { machine: MachineId },
    /// A call reaches the daemon.
    Call {
        machine: MachineId,
        call: CallId,
        request: Box<Request>,
    },
    /// Its answer reaches the program.
    Answer {
        call: CallId,
        result: Box<Result<Response, ApiError>>,
    },
    /// A part of its answer does.
    Part { call: CallId, part: Box<StreamPart> },
    /// A connection has its answer.
    Reply {
        connection: ConnectionId,
        result: Box<Result<HttpResponse, ConnectError>>,
    },
    /// A program waited for this moment.
    ProcessWake {
        terminal: TerminalId,
        process: ProcessId,
    },
    /// The far end of `ssh` cannot be had.
    RemoteRefused {
        terminal: TerminalId,
        process: ProcessId,
        error: ConnectError,
    },
    /// An echo came back, or nobody answered.
    Pong {
        terminal: TerminalId,
        process: ProcessId,
        result: Result<Duration, ConnectError>,
    },
}

impl Event {
    /// The machine whose CPU it needs. What only concerns a wire or the far end's transport needs
    /// none.
    pub(crate) fn machine(&self) -> Option<MachineId> {
        match self {
            Event::Deliver { to, .. } => Some(*to),
            Event::Undelivered { sender, .. } | Event::Unanswered { sender, .. } => Some(*sender),
            Event::Wake { machine } | Event::Call { machine, .. } => Some(*machine),
            Event::Typed { terminal, .. }
            | Event::ProcessWake { terminal, .. }
            | Event::RemoteRefused { terminal, .. }
            | Event::Pong { terminal, .. } => Some(terminal.machine),
            Event::Answer { .. } | Event::Part { .. } | Event::Reply { .. } => None,
        }
    }

    /// Whether the daemon has to handle it, and not the kernel or another program.
    pub(crate) fn is_for_daemon(&self) -> bool {
        match self {
            Event::Deliver { frame, .. } | Event::Undelivered { frame, .. } => match **frame {
                Frame::Swarm { .. } | Frame::Gossip(_) => true,
                Frame::Packet(_) | Frame::Vxlan { .. } => false,
            },
            Event::Unanswered { .. } | Event::Call { .. } => true,
            Event::Typed { .. }
            | Event::Wake { .. }
            | Event::Answer { .. }
            | Event::Part { .. }
            | Event::Reply { .. }
            | Event::ProcessWake { .. }
            | Event::RemoteRefused { .. }
            | Event::Pong { .. } => false,
        }
    }
}
