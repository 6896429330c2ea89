//! All that can happen by itself: a closed list of what waits in the world's queue.

use std::net::Ipv4Addr;

use api::http::{ConnectError, HttpResponse};
use api::{ApiError, Request, Response, StreamPart};
use dockerd::{ConnectionId, Frame};
use shell::ProcessId;
use sim::{Duration, MachineId};
use swarm::CallId;

use crate::TerminalId;

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
