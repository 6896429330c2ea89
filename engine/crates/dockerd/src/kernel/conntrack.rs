//! Connection tracking of one network namespace: what was rewritten on the way there is put back
//! on the way home.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use super::packet::Packet;

/// The connections a namespace has rewritten.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conntrack {
    /// Source and destination of the expected answer, and what they are changed into.
    expected: BTreeMap<(SocketAddrV4, SocketAddrV4), (SocketAddrV4, SocketAddrV4)>,
}

impl Conntrack {
    /// Gives a request other addresses and remembers how to undo it. The source's port moves on
    /// when the pair is taken, as the kernel's NAT does.
    pub(crate) fn rewrite(
        &mut self,
        packet: &mut Packet,
        mut source: SocketAddrV4,
        destination: SocketAddrV4,
    ) {
        while self.expected.contains_key(&(destination, source)) {
            source.set_port(source.port().checked_add(1).unwrap_or(FIRST_FREE_PORT));
        }
        let original = (packet.destination, packet.source);
        self.expected.insert((destination, source), original);
        packet.source = source;
        packet.destination = destination;
    }

    /// Undoes the rewriting for an answer. The connection is over with it. `false` if there is no
    /// such connection.
    pub(crate) fn restore(&mut self, packet: &mut Packet) -> bool {
        let key = (packet.source, packet.destination);
        let Some((source, destination)) = self.expected.remove(&key) else {
            return false;
        };
        packet.source = source;
        packet.destination = destination;
        true
    }
}

/// The beginning of Linux's range for ports of clients (`net.ipv4.ip_local_port_range`).
pub(crate) const FIRST_FREE_PORT: u16 = 32_768;
