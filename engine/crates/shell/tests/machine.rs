//! A machine for tests: files, a clock, a web server and a daemon that answer at once.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::http::{ConnectError, HttpRequest, HttpResponse};
use api::{ApiError, ErrorKind, Request, Response};
use shell::{DaemonAddress, FileSystem, Host, ProcessId, Resume, Session, SessionKind, Want};
use sim::{Duration, Instant, Timestamp};

/// One machine with all that a shell needs.
pub struct Machine {
    pub files: FileSystem,
    name: String,
    addresses: Vec<(String, Ipv4Addr, u8)>,
    hosts: Vec<(String, Ipv4Addr)>,
    pub now: Instant,
    /// What programs wait for.
    due: BTreeMap<(Instant, u64), (ProcessId, Resume)>,
    count: u64,
    /// Calls that were made of the daemon.
    pub calls: Vec<Request>,
    pub answer: fn(&Request) -> Result<Response, ApiError>,
}

impl Machine {
    pub fn new(name: &str) -> Machine {
        let hosts: Vec<(String, Ipv4Addr)> = (1..=3)
            .map(|it| (format!("node{it}"), Ipv4Addr::new(192, 168, 99, 10 + it)))
            .collect();
        Machine {
            files: FileSystem::for_machine(name, &hosts),
            name: name.to_owned(),
            addresses: vec![("eth0".to_owned(), Ipv4Addr::new(192, 168, 99, 11), 24)],
            hosts,
            now: Instant::START,
            due: BTreeMap::new(),
            count: 0,
            calls: Vec::new(),
            answer: |_| {
                Err(ApiError::new(
                    ErrorKind::System,
                    "no such call in this test",
                ))
            },
        }
    }

    pub fn host(&mut self) -> Host<'_> {
        Host {
            hostname: &self.name,
            addresses: &self.addresses,
            hosts: &self.hosts,
            files: &mut self.files,
            client_version: "28.5.2",
            now: self.now,
            wall: Timestamp::from_civil(2026, 11, 20, 9 * 3600, 0) + self.now.elapsed(),
        }
    }

    /// Runs a script to its end: what it printed, and its status.
    pub fn run(&mut self, script: &str) -> (String, u8) {
        let kind = SessionKind::Script { tty: None };
        let mut session = Session::new(kind, &mut self.host());
        session.enter(script, &mut self.host());
        self.wait_for_end(&mut session);
        let status = session.exit_status().unwrap_or(255);
        // What is left in the background goes with its session.
        self.due.clear();
        (session.raw_output().to_owned(), status)
    }

    fn wait_for_end(&mut self, session: &mut Session) {
        self.take_wants(session);
        for _ in 0..100_000 {
            if session.exit_status().is_some() || !self.tick(session) {
                return;
            }
        }
    }

    /// Goes on to the next thing that happens; tells whether there was one.
    pub fn tick(&mut self, session: &mut Session) -> bool {
        let Some(((at, _), (process, resume))) = self.due.pop_first() else {
            return false;
        };
        self.now = self.now.max(at);
        session.resume(process, resume, &mut self.host());
        self.take_wants(session);
        true
    }

    /// Lets time pass up to a moment.
    pub fn run_for(&mut self, session: &mut Session, wait: Duration) {
        let until = self.now + wait;
        self.take_wants(session);
        while self
            .due
            .first_key_value()
            .is_some_and(|((at, _), _)| *at <= until)
        {
            self.tick(session);
        }
        self.now = until;
    }

    pub fn take_wants(&mut self, session: &mut Session) {
        for (process, want) in session.take_wants() {
            match want {
                Want::WakeAt(at) => self.later(at, process, Resume::Woken),
                Want::Connect { to, request } => {
                    let reply = reply(*to.ip(), to.port(), &request);
                    let wait = if reply == Err(ConnectError::NoRoute) {
                        3_000
                    } else {
                        1
                    };
                    self.later(
                        self.now + Duration::from_millis(wait),
                        process,
                        Resume::Reply(reply),
                    );
                }
                Want::Ping { to } => {
                    let is_known =
                        to.is_loopback() || self.hosts.iter().any(|(_, address)| *address == to);
                    let pong = if is_known {
                        Ok(Duration::from_micros(412))
                    } else {
                        Err(ConnectError::NoRoute)
                    };
                    self.later(
                        self.now + Duration::from_micros(412),
                        process,
                        Resume::Pong(pong),
                    );
                }
                Want::Call { daemon, request } => {
                    let answer = match daemon {
                        DaemonAddress::Local => (self.answer)(&request),
                        DaemonAddress::Tcp(address) => Err(ApiError::new(
                            ErrorKind::NoConnection,
                            format!("called {address}"),
                        )),
                    };
                    self.calls.push(*request);
                    self.later(
                        self.now + Duration::from_millis(4),
                        process,
                        Resume::Answer(answer),
                    );
                }
                Want::Remote { to, command, .. } => {
                    let said = format!("{to} runs {}\n", command.unwrap_or_default());
                    self.later(self.now, process, Resume::Remote(said));
                    self.later(self.now, process, Resume::RemoteEnd(Ok(3)));
                }
                Want::Abandon => self
                    .due
                    .retain(|_, (it, resume)| *it != process || *resume == Resume::Woken),
                Want::RemoteInput(_) => (),
            }
        }
    }

    pub fn later(&mut self, at: Instant, process: ProcessId, resume: Resume) {
        self.count += 1;
        self.due.insert((at, self.count), (process, resume));
    }
}

/// The servers of the tests' world: port 80 and 8080 answer, 81 is slow, 82 hangs up, 9 refuses.
fn reply(to: Ipv4Addr, port: u16, request: &HttpRequest) -> Result<HttpResponse, ConnectError> {
    if !to.is_loopback() && (to.octets()[3] < 11 || to.octets()[3] > 13) {
        return Err(ConnectError::NoRoute);
    }
    let text = |status: u16, reason: &str, body: String| {
        let headers = vec![
            ("Server".to_owned(), "test".to_owned()),
            ("Content-Length".to_owned(), body.len().to_string()),
        ];
        Ok(HttpResponse {
            status,
            reason: reason.to_owned(),
            headers,
            body: body.into_bytes(),
        })
    };
    match (port, request.path.as_str()) {
        (81, _) => Err(ConnectError::TimedOut),
        (82, _) => Err(ConnectError::EmptyReply),
        (83, _) => Err(ConnectError::Reset),
        (80 | 8080, "/missing") => text(404, "Not Found", "not here\n".to_owned()),
        (80 | 8080, "/moved") => {
            let mut response = text(302, "Found", String::new())?;
            response
                .headers
                .push(("Location".to_owned(), "/echo".to_owned()));
            Ok(response)
        }
        (80 | 8080, "/echo") => {
            let mut body = format!("{} {}\n", request.method, request.path);
            for (name, value) in &request.headers {
                body.push_str(&format!("{name}: {value}\n"));
            }
            body.push_str(&String::from_utf8_lossy(&request.body));
            text(200, "OK", body)
        }
        (80 | 8080, _) => text(
            200,
            "OK",
            format!("Hostname: c{}\n<title>Welcome</title>\n", to.octets()[3]),
        ),
        _ => Err(ConnectError::Refused),
    }
}
