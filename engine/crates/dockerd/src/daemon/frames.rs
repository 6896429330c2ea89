//! What arrives at a machine: calls, connections, frames, the hour.

use std::net::{Ipv4Addr, SocketAddrV4};

use api::Request;
use api::http::HttpRequest;
use sim::Instant;
use swarm::{CallId, Moment};

use super::{ConnectionId, ConnectionTrace, Dockerd, Frame, Output, Power, Process};
use crate::host::Host;
use crate::kernel::News;

impl Dockerd {
    /// A client on this machine, or by TCP on another, calls the Engine API. Without a daemon the
    /// answer is `ErrorKind::NoConnection`.
    pub fn request(&mut self, call: CallId, request: Request, moment: Moment) {
        if self.daemon().is_none() {
            let error = crate::engine_api::nobody();
            self.outputs.push(Output::Answer {
                call,
                result: Err(error),
            });
            return;
        }
        self.with_daemon(moment, |daemon, host| {
            daemon.on_request(call, request, host)
        });
    }

    /// The client of a call went away.
    pub fn cancel(&mut self, call: CallId) {
        if let Power::On {
            process: Process::Alive(daemon) | Process::Frozen { daemon, .. },
            ..
        } = &mut self.power
        {
            daemon.cancel(call);
        }
    }

    /// A program on this machine opens a connection and sends one request.
    pub fn connect(
        &mut self,
        connection: ConnectionId,
        to: SocketAddrV4,
        request: HttpRequest,
        moment: Moment,
    ) {
        self.with_kernel(moment, |kernel| {
            kernel.connect(connection, to, request, moment)
        });
    }

    /// Something arrived from another machine (or from a client outside, at `from`).
    pub fn on_frame(&mut self, from: Ipv4Addr, frame: Frame, moment: Moment) {
        match frame {
            Frame::Swarm { from, message, .. } => {
                self.with_daemon(moment, |daemon, _| {
                    daemon
                        .cluster
                        .with_node(|node| node.on_message(from, *message, moment));
                });
            }
            Frame::Gossip(message) => {
                self.with_daemon(moment, |daemon, host| {
                    daemon.on_gossip(from, *message, host)
                });
            }
            Frame::Packet(packet) => {
                self.with_kernel(moment, |kernel| kernel.on_packet(*packet, moment));
            }
            Frame::Vxlan { vni, packet } => {
                self.with_kernel(moment, |kernel| kernel.on_tunnelled(vni, *packet, moment));
            }
        }
    }

    /// Something sent did not arrive: refused (the machine is on, nothing listens: at once) or lost
    /// (reported by the world after the transport's 2 s).
    pub fn on_undelivered(&mut self, _to: Ipv4Addr, frame: Frame, moment: Moment) {
        match frame {
            Frame::Swarm { to, message, .. } => {
                self.with_daemon(moment, |daemon, _| {
                    daemon
                        .cluster
                        .with_node(|node| node.on_undelivered(to, *message, moment));
                });
            }
            Frame::Packet(packet) => {
                self.with_kernel(moment, |kernel| kernel.on_undelivered(&packet, moment));
            }
            // Both are datagrams: nobody hears that they are lost.
            Frame::Gossip(_) | Frame::Vxlan { .. } => (),
        }
    }

    /// Time has come.
    pub fn on_timeout(&mut self, moment: Moment) {
        if let Power::On { kernel, .. } = &mut self.power {
            kernel.on_timeout(moment);
        }
        self.with_daemon(moment, |daemon, host| daemon.on_timeout(host));
    }

    /// When to call [`Dockerd::on_timeout`].
    pub fn next_timeout(&self) -> Option<Instant> {
        let Power::On { kernel, process } = &self.power else {
            return None;
        };
        let daemon = match process {
            Process::None | Process::Frozen { .. } => None,
            Process::Alive(daemon) => daemon.next_timeout(),
        };
        [kernel.next_timeout(), daemon].into_iter().flatten().min()
    }

    /// Takes what it wants done, in order.
    pub fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }
}

/// Hands on what the kernel has to tell.
pub(super) fn on_news(
    news: News,
    process: &mut Process,
    host: &mut Host<'_>,
    traces: &mut Vec<ConnectionTrace>,
) {
    match (news, process) {
        (News::Send { to, frame }, _) => host.outputs.push(Output::Send { to, frame }),
        (
            News::Reply {
                connection,
                result,
                trace,
            },
            _,
        ) => {
            traces.push(ConnectionTrace {
                connection,
                hops: trace,
            });
            host.outputs.push(Output::Reply { connection, result });
        }
        (News::Wrote { container, line }, Process::Alive(daemon)) => {
            daemon.on_line(&container, line, host);
        }
        (News::Exited { container, status }, Process::Alive(daemon)) => {
            daemon.on_exited(container, status, host);
        }
        (news @ (News::Wrote { .. } | News::Exited { .. }), Process::Frozen { held, .. }) => {
            held.push(news);
        }
        // What a program writes while there is no daemon is lost, as its pipe is full.
        (News::Wrote { .. }, Process::None) => (),
        // containerd keeps the status for the next daemon.
        (News::Exited { container, status }, Process::None) => {
            host.disk.note_exit(&container, status, host.moment.wall);
        }
    }
}
