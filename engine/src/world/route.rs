//! Carries things between their owners: frames between machines, calls between programs and
//! daemons. Decides nothing about Docker.

use std::net::Ipv4Addr;

use api::http::{ConnectError, HttpRequest};
use api::{ApiError, ErrorKind, Request, StreamPart};
use dockerd::{ConnectionId, Output};
use shell::{DaemonAddress, Resume, Want};
use sim::{Duration, Instant, MachineId};
use std::net::SocketAddrV4;
use swarm::CallId;

use super::network::wire;
use super::{Caller, World};
use crate::event::{Event, Typed};
use crate::{TerminalId, TraceKind, TraceLine};

/// What one direction of a call over the daemon's local socket costs. A call of the real client
/// takes about 10 ms on an idle server.
const SOCKET_DELAY: Duration = Duration::from_millis(4);

/// Linux gives up an address of the same network that does not answer ARP after about 3 s; `ping`
/// reports it then.
pub(super) const ARP_TIMEOUT: Duration = Duration::from_secs(3);

impl World {
    /// Gives an event to its owner.
    pub(super) fn handle(&mut self, event: Event) {
        let Some(event) = self.hold(event) else {
            return;
        };
        match event {
            Event::Deliver { from, to, frame } => self.deliver(from, to, frame),
            Event::Unanswered {
                sender,
                to,
                frame,
                receiver,
                held,
            } => {
                if self.machine(receiver).faults.held.contains_key(&held) {
                    self.handle(Event::Undelivered { sender, to, frame });
                }
            }
            Event::Typed { terminal, typed } => {
                self.in_session(terminal, |session, host| match typed {
                    Typed::Line(line) => session.enter(&line, host),
                    Typed::Interrupt => session.interrupt(host),
                    Typed::EndOfInput => session.end_of_input(host),
                });
            }
            Event::Undelivered { sender, to, frame } => {
                let moment = self.moment_on(sender);
                self.machine(sender)
                    .dockerd
                    .on_undelivered(to, *frame, moment);
                self.settle(sender);
            }
            Event::Wake { machine } => self.wake(machine),
            Event::Call {
                machine,
                call,
                request,
            } => {
                let moment = self.moment_on(machine);
                self.machine(machine)
                    .dockerd
                    .request(call, *request, moment);
                self.settle(machine);
            }
            Event::Answer { call, result } => self.answer(call, *result),
            Event::Part { call, part } => self.part(call, *part),
            Event::Reply { connection, result } => {
                if let Some(caller) = self.connections.remove(&connection) {
                    self.resume(caller, Resume::Reply(*result));
                }
            }
            Event::ProcessWake { terminal, process } => {
                self.resume(Caller { terminal, process }, Resume::Woken);
            }
            Event::RemoteRefused {
                terminal,
                process,
                error,
            } => {
                self.resume(Caller { terminal, process }, Resume::RemoteEnd(Err(error)));
            }
            Event::Pong {
                terminal,
                process,
                result,
            } => {
                self.resume(Caller { terminal, process }, Resume::Pong(result));
            }
        }
    }

    fn wake(&mut self, machine: MachineId) {
        let moment = self.moment_on(machine);
        let sleeper = self.machine(machine);
        sleeper.wake_at = None;
        // The timer may have been put off since; then only the next wake is scheduled.
        if sleeper
            .dockerd
            .next_timeout()
            .is_some_and(|at| at <= moment.now)
        {
            sleeper.dockerd.on_timeout(moment);
        }
        self.settle(machine);
    }

    /// Takes everything a machine wants done and schedules its next wake.
    pub(super) fn settle(&mut self, id: MachineId) {
        let outputs = self.machine(id).dockerd.take_outputs();
        for output in outputs {
            self.carry_out(id, output);
        }
        let indexes: Vec<u16> = self.machine(id).sessions.keys().copied().collect();
        for index in indexes {
            let terminal = TerminalId { machine: id, index };
            let session = self.machine(id).sessions.get_mut(&index);
            let wants = session.map(|it| it.take_wants()).unwrap_or_default();
            for (process, want) in wants {
                self.grant(Caller { terminal, process }, want);
            }
        }
        self.schedule_wake(id);
        self.show_remotes(id);
    }

    fn schedule_wake(&mut self, id: MachineId) {
        let now = self.now;
        let machine = self.machine(id);
        let Some(at) = machine.dockerd.next_timeout().map(|at| at.max(now)) else {
            return;
        };
        if machine.wake_at.is_none_or(|scheduled| at < scheduled) {
            machine.wake_at = Some(at);
            self.queue.push(at, Event::Wake { machine: id });
        }
    }

    fn carry_out(&mut self, id: MachineId, output: Output) {
        match output {
            Output::Send { to, frame } => self.send(id, to, Box::new(frame)),
            Output::Answer { call, result } => {
                self.queue.push(
                    self.now + SOCKET_DELAY,
                    Event::Answer {
                        call,
                        result: Box::new(result),
                    },
                );
            }
            Output::Part { call, part } => {
                self.queue.push(
                    self.now + SOCKET_DELAY,
                    Event::Part {
                        call,
                        part: Box::new(part),
                    },
                );
            }
            Output::Reply { connection, result } => {
                self.queue.push(
                    self.now,
                    Event::Reply {
                        connection,
                        result: Box::new(result),
                    },
                );
            }
        }
    }

    fn grant(&mut self, caller: Caller, want: Want) {
        let Caller { terminal, process } = caller;
        match want {
            Want::Call { daemon, request } => self.call(caller, daemon, request),
            Want::Connect { to, request } => self.connect(caller, to, *request),
            Want::WakeAt(at) => {
                self.queue
                    .push(at.max(self.now), Event::ProcessWake { terminal, process });
            }
            Want::Ping { to } => self.ping(caller, to),
            Want::Abandon => self.abandon(caller),
            Want::Remote { to, command, tty } => self.open_remote(caller, to, command, tty),
            Want::RemoteInput(input) => self.remote_input(caller, &input),
        }
    }

    fn call(&mut self, caller: Caller, daemon: DaemonAddress, request: Box<Request>) {
        let called = match daemon {
            DaemonAddress::Local => Some(caller.terminal.machine),
            DaemonAddress::Tcp(address) => self.by_address.get(address.ip()).copied(),
        };
        let call = CallId(self.fresh_id());
        let here = caller.terminal.machine;
        let Some(machine) = called else {
            self.calls.insert(call, (caller, here));
            let error = ApiError::new(ErrorKind::Lost, "no route to host");
            self.queue.push(
                self.now + ARP_TIMEOUT,
                Event::Answer {
                    call,
                    result: Box::new(Err(error)),
                },
            );
            return;
        };
        self.calls.insert(call, (caller, machine));
        let arrival = self.wires.stream(self.now, wire(here, machine));
        if let Some(at) = arrival {
            self.queue.push(
                at + SOCKET_DELAY,
                Event::Call {
                    machine,
                    call,
                    request,
                },
            );
        }
    }

    fn connect(&mut self, caller: Caller, to: SocketAddrV4, request: HttpRequest) {
        let connection = ConnectionId(self.fresh_id());
        self.connections.insert(connection, caller);
        let machine = caller.terminal.machine;
        let moment = self.moment_on(machine);
        self.machine(machine)
            .dockerd
            .connect(connection, to, request, moment);
        self.settle(machine);
    }

    fn ping(&mut self, caller: Caller, to: Ipv4Addr) {
        let Caller { terminal, process } = caller;
        let here = terminal.machine;
        let target = self.by_address.get(&to).copied();
        let way = target.filter(|it| self.has_cpu(*it)).and_then(|it| {
            let there = self.wires.datagram(self.now, wire(here, it));
            let back = self.wires.datagram(*there.first()?, wire(it, here));
            back.first().copied()
        });
        let (at, result): (Instant, Result<Duration, ConnectError>) = match way {
            Some(back) => (back, Ok(back.since(self.now))),
            None => (self.now + ARP_TIMEOUT, Err(ConnectError::NoRoute)),
        };
        self.queue.push(
            at,
            Event::Pong {
                terminal,
                process,
                result,
            },
        );
    }

    fn abandon(&mut self, caller: Caller) {
        let calls: Vec<(CallId, MachineId)> = self
            .calls
            .iter()
            .filter(|(_, (who, _))| *who == caller)
            .map(|(call, (_, machine))| (*call, *machine))
            .collect();
        for (call, machine) in calls {
            self.calls.remove(&call);
            self.machine(machine).dockerd.cancel(call);
        }
        self.connections.retain(|_, who| *who != caller);
        self.close_remotes_of(caller);
    }

    fn answer(&mut self, call: CallId, result: Result<api::Response, ApiError>) {
        let streams = matches!(result, Ok(api::Response::Stream));
        let caller = match streams {
            true => self.calls.get(&call).map(|(caller, _)| *caller),
            false => self.calls.remove(&call).map(|(caller, _)| caller),
        };
        let Some(caller) = caller else { return };
        if let Err(error) = &result {
            let kind = TraceKind::Refused {
                message: error.message.clone(),
            };
            self.note(caller.terminal.machine, kind);
        }
        self.resume(caller, Resume::Answer(result));
    }

    fn part(&mut self, call: CallId, part: StreamPart) {
        let is_last = matches!(part, StreamPart::End | StreamPart::Failed(_));
        let Some((caller, _)) = self.calls.get(&call).copied() else {
            return;
        };
        if is_last {
            self.calls.remove(&call);
        }
        self.resume(caller, Resume::Part(part));
    }

    pub(super) fn resume(&mut self, caller: Caller, resume: Resume) {
        let Caller { terminal, process } = caller;
        self.in_session(terminal, |session, host| {
            session.resume(process, resume, host)
        });
    }

    /// Lets a session act, then carries out what it wants and notes what ended.
    pub(super) fn in_session(
        &mut self,
        terminal: TerminalId,
        act: impl FnOnce(&mut shell::Session, &mut shell::Host<'_>),
    ) {
        let moment = self.moment_on(terminal.machine);
        self.machine(terminal.machine)
            .with_session(terminal.index, moment, act);
        self.settle(terminal.machine);
    }

    /// Writes down that something happened.
    pub(super) fn note(&mut self, machine: MachineId, kind: TraceKind) {
        self.trace.push(TraceLine {
            at: self.now,
            machine,
            kind,
        });
    }

    /// Drops what programs of a machine wait for: it lost its power.
    pub(super) fn forget_callers_on(&mut self, machine: MachineId) {
        let is_there = |caller: &Caller| caller.terminal.machine == machine;
        self.connections.retain(|_, caller| !is_there(caller));
        self.calls.retain(|_, (caller, _)| !is_there(caller));
    }
}
