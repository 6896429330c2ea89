//! The way of a packet through a machine (SWARMKIT §15.2), step by step, with a note of each.
//!
//! A request to a published port: DNAT to the ingress sandbox, a mark, IPVS, SNAT, the overlay, the
//! container's own redirect; the answer takes the same way back, undone by connection tracking.

use std::net::SocketAddrV4;
use std::sync::Arc;

use api::http::ConnectError;
use api::{ContainerId, NetworkId};
use swarm::Moment;

use super::net::{BridgeName, Link};
use super::packet::{Deed, Packet, Payload, Place, Rule, Why};
use super::{ANSWER_TIME, Kernel, News, Step};
use crate::daemon::Frame;

impl Kernel {
    /// A packet that a program of this machine sends.
    pub(super) fn output(&mut self, packet: Packet, moment: Moment) {
        let to = *packet.destination.ip();
        if self.facts.is_own(to) {
            self.input(packet, moment);
        } else if let Some(bridge) = bridge_of(to) {
            self.enter_bridge(bridge, packet, moment);
        } else if self.is_on_switch(to) {
            let frame = Frame::Packet(Box::new(packet));
            self.news.push(News::Send { to, frame });
        }
        // To anywhere else nobody answers: the connection times out.
    }

    /// Whether the switch leads there.
    fn is_on_switch(&self, to: std::net::Ipv4Addr) -> bool {
        let Some(card) = self.facts.addresses.first() else {
            return false;
        };
        let shift = 32_u32.saturating_sub(u32::from(card.prefix_len));
        let network = |ip| u32::from(ip).checked_shr(shift).unwrap_or(0);
        network(to) == network(card.ip)
    }

    /// A packet for one of the machine's own addresses.
    pub(super) fn input(&mut self, packet: Packet, moment: Moment) {
        match packet.payload {
            Payload::Answer(_) => self.come_home(packet, moment),
            Payload::Request(_) => self.serve(packet, moment),
        }
    }

    fn serve(&mut self, mut packet: Packet, moment: Moment) {
        let port = packet.destination.port();
        let is_local = self.facts.is_own(*packet.source.ip());
        if let Some(sandbox) = self.net.ingress_ports.get(&port).copied() {
            let source = self.masqueraded(packet.source, BridgeName::Gateway, is_local);
            let to = SocketAddrV4::new(sandbox, port);
            self.rewrite(
                &mut packet,
                (source, Rule::Masquerade),
                (to, Rule::IngressDnat),
            );
            self.enter_bridge(BridgeName::Gateway, packet, moment);
        } else if let Some(published) = self.net.host_ports.get(&port).cloned() {
            let is_loopback = packet.source.ip().is_loopback();
            let source = self.masqueraded(packet.source, BridgeName::Docker0, is_loopback);
            self.rewrite(
                &mut packet,
                (source, Rule::Masquerade),
                (published.to, Rule::HostPort),
            );
            self.enter_bridge(BridgeName::Docker0, packet, moment);
        } else if let Some(container) = self.in_host_namespace(port, moment.now) {
            self.enter_container(&container, &Link::Host, packet, moment);
        } else {
            let error = match self.net.own_ports.contains(&port) {
                // The daemon's own ports speak no HTTP.
                true => ConnectError::EmptyReply,
                false => {
                    self.note(
                        &mut packet,
                        Place::Host,
                        Deed::Refused {
                            why: Why::NobodyListens,
                        },
                    );
                    ConnectError::Refused
                }
            };
            self.come_home(packet.answer(Err(error)), moment);
        }
    }

    /// nat POSTROUTING: what the machine itself sends gets the bridge's address.
    fn masqueraded(&self, source: SocketAddrV4, bridge: BridgeName, applies: bool) -> SocketAddrV4 {
        match applies {
            true => SocketAddrV4::new(bridge.gateway(), source.port()),
            false => source,
        }
    }

    fn rewrite(
        &mut self,
        packet: &mut Packet,
        (source, source_rule): (SocketAddrV4, Rule),
        (destination, rule): (SocketAddrV4, Rule),
    ) {
        let (from, to) = (packet.source, packet.destination);
        self.net.conntrack.rewrite(packet, source, destination);
        self.note(
            packet,
            Place::Host,
            Deed::Rewritten {
                rule,
                from: to,
                to: destination,
            },
        );
        if packet.source != from {
            let deed = Deed::Rewritten {
                rule: source_rule,
                from,
                to: packet.source,
            };
            self.note(packet, Place::Host, deed);
        }
    }

    /// An answer on the last part of its way.
    fn come_home(&mut self, packet: Packet, moment: Moment) {
        let to = packet.destination;
        let Some(connection) = self.net.close(to) else {
            if !self.facts.is_own(*to.ip()) {
                self.output(packet, moment);
            }
            return;
        };
        let Payload::Answer(result) = packet.payload else {
            return;
        };
        let result = result.map(Arc::unwrap_or_clone);
        self.news.push(News::Reply {
            connection,
            result,
            trace: packet.trace,
        });
    }

    /// A packet from the machine to somebody on one of its bridges.
    fn enter_bridge(&mut self, bridge: BridgeName, mut packet: Packet, moment: Moment) {
        let ip = *packet.destination.ip();
        if bridge == BridgeName::Gateway {
            let ingress = self.net.ingress();
            let sandbox = ingress.filter(|(_, balancer)| balancer.gateway_address == Some(ip));
            if let Some((network, _)) = sandbox {
                return self.balance(&network, packet, moment);
            }
        }
        let link = Link::Bridge(bridge);
        let Some((container, _)) = self.process_at(&link, ip) else {
            let why = Why::UnknownAddress;
            self.note(&mut packet, Place::Host, Deed::Dropped { why });
            return;
        };
        let container = container.clone();
        self.enter_container(&container, &link, packet, moment);
    }

    /// A packet that leaves a bridge: an answer whose addresses are put back.
    fn out_of_bridge(&mut self, mut packet: Packet, moment: Moment) {
        let _ = self.net.conntrack.restore(&mut packet);
        self.come_home(packet, moment);
    }

    /// The ingress sandbox: mark, IPVS, SNAT.
    fn balance(&mut self, network: &NetworkId, mut packet: Packet, moment: Moment) {
        let machine = self.facts.address();
        let port = packet.destination.port();
        let Some((_, balancer)) = self.net.ingress() else {
            return;
        };
        let own = balancer.address;
        let marked = balancer.marked(port);
        let picked = marked.and_then(|(mark, service)| {
            let among = service.choices();
            service.pick().map(|picked| (mark, picked, among))
        });
        let Some((mark, picked, among)) = picked else {
            let deed = Deed::Refused {
                why: Why::NoBackend,
            };
            packet.note(machine, Place::LoadBalancer, deed);
            return self.out_of_bridge(packet.answer(Err(ConnectError::Refused)), moment);
        };
        packet.note(
            machine,
            Place::LoadBalancer,
            Deed::Balanced {
                mark,
                picked,
                among,
            },
        );
        let (from, to) = (packet.source, packet.destination);
        let backend = SocketAddrV4::new(picked, port);
        let source = SocketAddrV4::new(own, from.port());
        balancer.conntrack.rewrite(&mut packet, source, backend);
        let deed = Deed::Rewritten {
            rule: Rule::Ipvs,
            from: to,
            to: backend,
        };
        packet.note(machine, Place::LoadBalancer, deed);
        let deed = Deed::Rewritten {
            rule: Rule::IngressSnat,
            from,
            to: packet.source,
        };
        packet.note(machine, Place::LoadBalancer, deed);
        self.enter_overlay(network, packet, moment);
    }

    /// A packet on an overlay network, wherever its address is.
    fn enter_overlay(&mut self, network: &NetworkId, mut packet: Packet, moment: Moment) {
        let ip = *packet.destination.ip();
        let Some(overlay) = self.net.overlays.get_mut(network) else {
            return;
        };
        if let Some(balancer) = overlay.balancer.as_mut().filter(|it| it.address == ip) {
            if balancer.conntrack.restore(&mut packet) {
                self.out_of_bridge(packet, moment);
            }
            return;
        }
        let (vni, neighbour) = (overlay.vni, overlay.neighbours.get(&ip).copied());
        let link = Link::Overlay(network.clone());
        if let Some((container, _)) = self.process_at(&link, ip) {
            let container = container.clone();
            return self.enter_container(&container, &link, packet, moment);
        }
        match neighbour {
            Some(to) if !self.facts.is_own(to) => {
                self.note(&mut packet, Place::Host, Deed::Tunnelled { vni, to });
                let frame = Frame::Vxlan {
                    vni,
                    packet: Box::new(packet),
                };
                self.news.push(News::Send { to, frame });
            }
            Some(_) | None => {
                let why = Why::UnknownAddress;
                self.note(&mut packet, Place::Host, Deed::Dropped { why });
            }
        }
    }

    /// A packet that came in a tunnel.
    pub(super) fn untunnelled(&mut self, vni: u32, packet: Packet, moment: Moment) {
        let mut overlays = self.net.overlays.iter();
        let network = overlays
            .find(|(_, overlay)| overlay.vni == vni)
            .map(|(id, _)| id.clone());
        let Some(network) = network else { return };
        // What is not here does not go back into the tunnel.
        let ip = *packet.destination.ip();
        let link = Link::Overlay(network.clone());
        let is_balancer = self.net.overlays.get(&network).is_some_and(|overlay| {
            overlay
                .balancer
                .as_ref()
                .is_some_and(|balancer| balancer.address == ip)
        });
        if is_balancer || self.process_at(&link, ip).is_some() {
            self.enter_overlay(&network, packet, moment);
        }
    }

    /// A packet at a container's interface.
    fn enter_container(
        &mut self,
        container: &ContainerId,
        link: &Link,
        mut packet: Packet,
        moment: Moment,
    ) {
        let machine = self.facts.address();
        let Some(process) = self.processes.get_mut(container).map(Arc::make_mut) else {
            return;
        };
        let place = Place::Container(process.name().to_owned());
        let published = packet.destination;
        let is_overlay = matches!(link, Link::Overlay(_));
        if let Some(target) = process.redirect(published.port()).filter(|_| is_overlay) {
            let to = SocketAddrV4::new(*published.ip(), target);
            let source = packet.source;
            process.conntrack.rewrite(&mut packet, source, to);
            let deed = Deed::Rewritten {
                rule: Rule::Redirect,
                from: published,
                to,
            };
            packet.note(machine, place.clone(), deed);
        }
        if process.listens_on(packet.destination.port(), moment.now) {
            let step = Step::Answer {
                container: container.clone(),
                serial: process.serial,
                link: link.clone(),
                packet: Box::new(packet),
            };
            self.agenda.push(moment.now + ANSWER_TIME, step);
            return;
        }
        packet.note(
            machine,
            place,
            Deed::Refused {
                why: Why::NobodyListens,
            },
        );
        let mut answer = packet.answer(Err(ConnectError::Refused));
        let _ = process.conntrack.restore(&mut answer);
        self.out_of_container(link, answer, moment);
    }

    /// A container's server answers.
    pub(super) fn answer(
        &mut self,
        container: &ContainerId,
        link: &Link,
        mut packet: Packet,
        moment: Moment,
    ) {
        let (machine, has_internet) = (self.facts.address(), self.has_internet);
        let Some(process) = self.processes.get_mut(container).map(Arc::make_mut) else {
            return;
        };
        let Payload::Request(request) = packet.payload.clone() else {
            return;
        };
        let ends = (packet.destination, packet.source);
        let (result, line) = process.answer(ends, &request, has_internet, moment);
        if let Ok(response) = &result {
            let place = Place::Container(process.name().to_owned());
            packet.note(
                machine,
                place,
                Deed::Answered {
                    status: response.status,
                },
            );
        }
        let mut answer = packet.answer(result.map(Arc::new));
        let _ = process.conntrack.restore(&mut answer);
        if let Some(line) = line {
            self.news.push(News::Wrote {
                container: container.clone(),
                line,
            });
        }
        self.out_of_container(link, answer, moment);
    }

    fn out_of_container(&mut self, link: &Link, packet: Packet, moment: Moment) {
        match link {
            Link::Overlay(network) => self.enter_overlay(&network.clone(), packet, moment),
            Link::Bridge(_) => self.out_of_bridge(packet, moment),
            Link::Host => self.come_home(packet, moment),
        }
    }

    /// A container that shares the machine's interfaces and listens on a port of theirs.
    fn in_host_namespace(&self, port: u16, now: sim::Instant) -> Option<ContainerId> {
        let mut listening = self
            .processes
            .iter()
            .filter(|(_, process)| process.is_in_host_namespace() && process.listens_on(port, now));
        listening.next().map(|(id, _)| id.clone())
    }

    fn note(&self, packet: &mut Packet, place: Place, deed: Deed) {
        packet.note(self.facts.address(), place, deed);
    }
}

fn bridge_of(ip: std::net::Ipv4Addr) -> Option<BridgeName> {
    let bridges = [BridgeName::Docker0, BridgeName::Gateway];
    bridges.into_iter().find(|bridge| bridge.contains(ip))
}
