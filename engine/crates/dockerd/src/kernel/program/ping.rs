//! BusyBox's `ping`.

use std::net::Ipv4Addr;

use sim::{Duration, Instant};

use super::{Line, Scene};

/// A `ping` that runs.
#[derive(Clone, Debug)]
pub(super) struct Ping {
    name: String,
    to: Ipv4Addr,
    /// How many echoes; `None` is for ever.
    count: Option<u64>,
    interval: Duration,
    sent: u64,
    next: Instant,
}

/// What a `ping` does first.
pub(super) enum Begun {
    Runs(Ping, Line),
    /// It ends at once with this status.
    Fails(Line, i64),
}

impl Ping {
    /// Reads its arguments and resolves the name.
    pub(super) fn begin(arguments: &[String], scene: &Scene<'_>) -> Begun {
        let mut count = None;
        let mut interval = Duration::from_secs(1);
        let mut name = None;
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-c" => count = words.next().and_then(|text| text.parse().ok()),
                "-i" => {
                    let seconds = words.next().and_then(|text| text.parse().ok());
                    interval = Duration::from_secs(seconds.unwrap_or(1));
                }
                "-w" | "-W" | "-s" | "-t" => drop(words.next()),
                word if word.starts_with('-') => (),
                word => name = Some(word.to_owned()),
            }
        }
        let Some(name) = name else {
            return Begun::Fails(Line::err("ping: no address given"), 1);
        };
        let Some(to) = resolve(&name, scene) else {
            return Begun::Fails(Line::err(format!("ping: bad address '{name}'")), 1);
        };
        let first = Line::out(format!("PING {name} ({to}): 56 data bytes"));
        let ping = Ping {
            name,
            to,
            count,
            interval,
            sent: 0,
            next: scene.now,
        };
        Begun::Runs(ping, first)
    }

    /// Prints the echoes that are due. Returns when the next is, or the exit status.
    pub(super) fn resume(
        &mut self,
        scene: &Scene<'_>,
        lines: &mut Vec<Line>,
    ) -> Result<Instant, i64> {
        while self.next <= scene.now {
            if self.count == Some(self.sent) {
                lines.extend(self.statistics());
                return Err(0);
            }
            let micros = self.micros();
            lines.push(Line::out(format!(
                "64 bytes from {}: seq={} ttl={} time={}.{:03} ms",
                self.to,
                self.sent,
                if is_near(self.to) { 64 } else { 52 },
                micros / 1000,
                micros % 1000,
            )));
            self.sent += 1;
            // After the last echo it does not wait.
            let is_last = self.count == Some(self.sent);
            if !is_last {
                self.next += self.interval;
            }
        }
        Ok(self.next)
    }

    /// A round trip that is the same in every run: near machines answer sooner.
    fn micros(&self) -> u64 {
        let wobble = (self.sent * 37 + u64::from(self.to.octets()[3])) % 90;
        match is_near(self.to) {
            true => 60 + wobble,
            false => 8_000 + wobble * 11,
        }
    }

    fn statistics(&self) -> Vec<Line> {
        let sent = self.sent;
        let micros = self.micros();
        let shown = format!("{}.{:03}", micros / 1000, micros % 1000);
        vec![
            Line::out(""),
            Line::out(format!("--- {} ping statistics ---", self.name)),
            Line::out(format!(
                "{sent} packets transmitted, {sent} packets received, 0% packet loss"
            )),
            Line::out(format!(
                "round-trip min/avg/max = {shown}/{shown}/{shown} ms"
            )),
        ]
    }
}

fn is_near(ip: Ipv4Addr) -> bool {
    ip.is_private() || ip.is_loopback()
}

/// What a name means inside of a container. Names of services follow with the data plane.
fn resolve(name: &str, scene: &Scene<'_>) -> Option<Ipv4Addr> {
    if let Ok(ip) = name.parse() {
        return Some(ip);
    }
    if name == "localhost" {
        return Some(Ipv4Addr::LOCALHOST);
    }
    if name == scene.hostname {
        return scene.addresses.first().copied();
    }
    let is_outside = scene.has_internet && name.trim_end_matches('.').contains('.');
    is_outside.then(|| outside_address(name))
}

/// An address that stands for a host somewhere in the Internet: the same for the same name, in the
/// block 203.0.113.0/24 of RFC 5737, which nobody has.
fn outside_address(name: &str) -> Ipv4Addr {
    let sum: u32 = name.bytes().map(u32::from).sum();
    Ipv4Addr::new(203, 0, 113, (sum % 254 + 1) as u8)
}
