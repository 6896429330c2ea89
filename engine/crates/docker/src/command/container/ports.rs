//! The ports of a container in a listing: `0.0.0.0:8081->80/tcp, 443/tcp` (docker/cli
//! `formatter.DisplayablePorts`). Neighbours are drawn together.

use std::net::IpAddr;

use api::container::Port;

/// One line for all ports.
pub(super) fn shown(ports: &[Port]) -> String {
    let mut ports: Vec<&Port> = ports.iter().collect();
    ports.sort_by_key(|port| (port.private_port, &port.ip, port.public_port, &port.kind));
    let mut done = Vec::new();
    let mut mapped = Vec::new();
    let mut open: Vec<Group> = Vec::new();
    for port in ports {
        let current = port.private_port;
        if !port.ip.is_empty() && port.public_port != current {
            let outside = joined(&port.ip, &port.public_port.to_string());
            mapped.push(format!("{outside}->{current}/{}", port.kind));
            continue;
        }
        let is_of = |group: &&mut Group| group.ip == port.ip && group.kind == port.kind;
        match open.iter_mut().find(is_of) {
            None => open.push(Group {
                ip: port.ip.clone(),
                kind: port.kind.clone(),
                first: current,
                last: current,
            }),
            Some(group) if current == group.last + 1 => group.last = current,
            Some(group) => {
                done.push(group.to_string());
                (group.first, group.last) = (current, current);
            }
        }
    }
    done.extend(open.iter().map(Group::to_string));
    done.extend(mapped);
    done.join(", ")
}

/// Neighbouring ports of one address and protocol.
struct Group {
    ip: String,
    kind: String,
    first: u16,
    last: u16,
}

impl core::fmt::Display for Group {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let span = if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        };
        if self.ip.is_empty() {
            return write!(f, "{span}/{}", self.kind);
        }
        write!(f, "{}->{span}/{}", joined(&self.ip, &span), self.kind)
    }
}

/// Go's `net.JoinHostPort`.
fn joined(ip: &str, port: &str) -> String {
    match ip.parse() {
        Ok(IpAddr::V6(_)) => format!("[{ip}]:{port}"),
        Ok(IpAddr::V4(_)) | Err(_) => format!("{ip}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(ip: &str, private_port: u16, public_port: u16) -> Port {
        Port {
            ip: ip.into(),
            private_port,
            public_port,
            kind: "tcp".into(),
        }
    }

    #[test]
    fn ports_are_drawn_as_docker_ps_draws_them() {
        assert_eq!(shown(&[port("", 80, 0)]), "80/tcp");
        assert_eq!(shown(&[port("0.0.0.0", 80, 8081)]), "0.0.0.0:8081->80/tcp");
        assert_eq!(
            shown(&[port("0.0.0.0", 80, 80), port("::", 80, 80)]),
            "0.0.0.0:80->80/tcp, [::]:80->80/tcp"
        );
        assert_eq!(
            shown(&[port("", 81, 0), port("", 80, 0), port("", 443, 0)]),
            "80-81/tcp, 443/tcp"
        );
    }
}
