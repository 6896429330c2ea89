//! `ping`

use std::net::Ipv4Addr;

use sim::{Duration, Instant};

use super::arguments::Known;
use super::sleep::parse_seconds;
use super::{Io, Program, Started};
use crate::session::{Resume, Want};
use crate::system::{Ended, Signal, Turn, look_up};

/// A `ping` at work: iputils', on a machine.
#[derive(Clone, Debug)]
pub(crate) struct Ping {
    name: String,
    address: Ipv4Addr,
    /// `-c`
    count: Option<u32>,
    /// `-i`
    interval: Duration,
    /// `-W`
    patience: Duration,
    /// `-w`: when it stops whatever has come.
    deadline: Option<Instant>,
    is_quiet: bool,
    began: Instant,
    sent: u32,
    received: u32,
    errors: u32,
    times: Vec<Duration>,
    /// An echo is on its way since then.
    waits_since: Option<Instant>,
    next: Instant,
}

const KNOWN: Known = Known {
    program: "ping",
    short: "c:i:W:w:qs:n46",
    long: &[],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    let [name] = arguments.operands.as_slice() else {
        return Started::refuse("ping: usage error: Destination address required\n", 1, io);
    };
    let Some(address) = look_up(name, io.host) else {
        return Started::refuse(&format!("ping: {name}: Name or service not known\n"), 2, io);
    };
    let seconds = |letter: char, usual: u64| {
        arguments
            .value(letter)
            .and_then(parse_seconds)
            .unwrap_or(Duration::from_secs(usual))
    };
    let count = arguments.value('c').map(str::parse::<u32>);
    if let Some(Err(_) | Ok(0)) = count {
        let text = arguments.value('c').unwrap_or_default();
        return Started::refuse(&format!("ping: invalid argument: '{text}'\n"), 1, io);
    }
    let now = io.host.now;
    let deadline = arguments
        .value('w')
        .and_then(parse_seconds)
        .map(|it| io.system.wake_after(io.me, it, now));
    io.out(&format!("PING {name} ({address}) 56(84) bytes of data.\n"));
    let ping = Ping {
        name: name.clone(),
        address,
        count: count.and_then(Result::ok),
        interval: seconds('i', 1).max(Duration::from_millis(10)),
        patience: seconds('W', 10),
        deadline,
        is_quiet: arguments.has('q'),
        began: now,
        sent: 0,
        received: 0,
        errors: 0,
        times: Vec::new(),
        waits_since: None,
        next: now,
    };
    Started::program(Program::Ping(ping), io)
}

impl Ping {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let now = io.host.now;
        let mut moved = false;
        while let Some(resume) = io.inbox.pop_front() {
            if let Resume::Pong(pong) = resume {
                moved = true;
                self.take(pong.ok(), io);
            }
        }
        if self.deadline.is_some_and(|it| it <= now) {
            return self.end(io);
        }
        let is_last = self.count.is_some_and(|count| self.sent >= count);
        if is_last
            && (self.waits_since.is_none()
                || self.waits_since.is_some_and(|it| now >= it + self.patience))
        {
            return self.end(io);
        }
        if !is_last && now >= self.next {
            self.send(io);
            moved = true;
        }
        if moved { Turn::Progress } else { Turn::Blocked }
    }

    fn send(&mut self, io: &mut Io<'_, '_>) {
        if self.waits_since.is_some() {
            // The one before is lost; it is not to be taken for this one.
            io.system.want(io.me, Want::Abandon);
        }
        self.sent += 1;
        self.waits_since = Some(io.host.now);
        io.system.want(io.me, Want::Ping { to: self.address });
        self.next = io.system.wake_after(io.me, self.interval, io.host.now);
        if self.count == Some(self.sent) {
            io.system.wake_after(io.me, self.patience, io.host.now);
        }
    }

    fn take(&mut self, time: Option<Duration>, io: &mut Io<'_, '_>) {
        if self.waits_since.take().is_none() {
            return;
        }
        let sequence = self.sent;
        match time {
            Some(time) => {
                self.received += 1;
                self.times.push(time);
                if !self.is_quiet {
                    let whom = self.whom();
                    io.out(&format!(
                        "64 bytes from {whom}: icmp_seq={sequence} ttl=64 time={} ms\n",
                        milliseconds(time)
                    ));
                }
            }
            None => {
                self.errors += 1;
                let own = io
                    .host
                    .addresses
                    .first()
                    .map_or(Ipv4Addr::LOCALHOST, |(_, address, _)| *address);
                io.out(&format!(
                    "From {own} icmp_seq={sequence} Destination Host Unreachable\n"
                ));
            }
        }
    }

    fn whom(&self) -> String {
        if self.name == self.address.to_string() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, self.address)
        }
    }

    fn end(&self, io: &mut Io<'_, '_>) -> Turn {
        let spent = io.host.now.since(self.began).as_millis();
        let lost = 100 * (self.sent - self.received);
        let loss = lost.checked_div(self.sent).unwrap_or(0);
        let errors = if self.errors > 0 {
            format!(", +{} errors", self.errors)
        } else {
            String::new()
        };
        io.out(&format!(
            "\n--- {} ping statistics ---\n{} packets transmitted, {} received{errors}, {loss}% packet loss, time {spent}ms\n",
            self.name, self.sent, self.received
        ));
        if let (Some(least), Some(most)) = (self.times.iter().min(), self.times.iter().max()) {
            let count = self.times.len() as u32;
            let average = self.times.iter().sum::<Duration>() / count;
            io.out(&format!(
                "rtt min/avg/max/mdev = {}/{}/{}/{} ms\n",
                thousandths(*least),
                thousandths(average),
                thousandths(*most),
                thousandths(deviation(&self.times, average))
            ));
        } else {
            io.out("\n");
        }
        Turn::Ended(Ended::Exited(u8::from(self.received == 0)))
    }

    pub(crate) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        if signal != Signal::Interrupt {
            return Some(Turn::Ended(Ended::Killed(signal)));
        }
        Some(self.end(io))
    }
}

/// iputils shows three digits that count.
fn milliseconds(time: Duration) -> String {
    let micros = time.as_micros();
    match micros {
        0..1_000 => format!("0.{micros:03}"),
        1_000..10_000 => format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10),
        10_000..100_000 => format!("{}.{}", micros / 1_000, micros % 1_000 / 100),
        _ => (micros / 1_000).to_string(),
    }
}

fn thousandths(time: Duration) -> String {
    format!(
        "{}.{:03}",
        time.as_micros() / 1_000,
        time.as_micros() % 1_000
    )
}

/// The mean deviation as iputils has it: the root of the mean square, in whole microseconds.
fn deviation(times: &[Duration], average: Duration) -> Duration {
    let square = |time: &Duration| time.as_micros().abs_diff(average.as_micros()).pow(2);
    let mean = times.iter().map(square).sum::<u128>() / times.len() as u128;
    Duration::from_micros(mean.isqrt() as u64)
}
