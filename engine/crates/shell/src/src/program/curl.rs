//! `curl`

mod options;
mod report;
mod url;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::http::{ConnectError, HttpRequest, HttpResponse};
use sim::{Duration, Instant};

use super::{Io, Program, Started};
use crate::session::{Resume, Want};
use crate::system::{Ended, Turn, look_up};
use options::Options;
use url::Url;

/// A `curl` at work on its addresses one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Curl {
    options: Options,
    waiting: VecDeque<String>,
    transfer: Option<Transfer>,
    /// The exit status of the last transfer.
    status: u8,
    connections: u32,
}

/// One request that waits for its answer.
#[derive(Clone, Debug)]
struct Transfer {
    /// As it was typed.
    given: String,
    url: Url,
    address: Ipv4Addr,
    request: HttpRequest,
    began: Instant,
    /// When curl gives up, and why.
    limit: Option<(Instant, Limit)>,
    /// Nobody answers, as far as the network can tell.
    is_lost: bool,
    redirects: u32,
}

/// Which of its limits ends a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// `-m`
    Total,
    /// `--connect-timeout`
    Connect,
    /// Linux has sent its last SYN.
    System,
}

/// Linux `tcp_syn_retries` 6: 1 + 2 + 4 + … + 64 s and a little.
const SYN_LIMIT: Duration = Duration::from_millis(134_000);

/// curl: `CURLOPT_MAXREDIRS` of the command line.
const REDIRECT_LIMIT: u32 = 50;

/// The version on the machine the recordings were made on.
pub(super) const VERSION: &str = "8.23.0";

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let (options, urls) = match Options::read(&words[1..], io) {
        Ok(read) => read,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    if options.shows_version {
        io.out(&format!(
            "curl {VERSION} (x86_64-pc-linux-gnu)\nProtocols: http\n"
        ));
        return Started::Done(0);
    }
    if urls.is_empty() {
        let message = "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n";
        return Started::refuse(message, 2, io);
    }
    let curl = Curl {
        options,
        waiting: urls.into(),
        transfer: None,
        status: 0,
        connections: 0,
    };
    Started::program(Program::Curl(Box::new(curl)), io)
}

impl Curl {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let Some(transfer) = self.transfer.take() else {
            return match self.waiting.pop_front() {
                Some(given) => {
                    self.begin(&given, io);
                    Turn::Progress
                }
                None => Turn::Ended(Ended::Exited(self.status)),
            };
        };
        let reply = loop {
            match io.inbox.pop_front() {
                Some(Resume::Reply(reply)) => break Some(reply),
                Some(_) => (),
                None => break None,
            }
        };
        match reply {
            Some(Ok(response)) => self.answered(transfer, response, io),
            Some(Err(ConnectError::TimedOut)) => {
                self.lost(transfer, io);
            }
            Some(Err(error)) => self.broken(&transfer, error, io),
            None => match transfer.limit.filter(|(at, _)| *at <= io.host.now) {
                Some((_, limit)) => self.given_up(&transfer, limit, io),
                None => {
                    self.transfer = Some(transfer);
                    return Turn::Blocked;
                }
            },
        }
        Turn::Progress
    }

    fn begin(&mut self, given: &str, io: &mut Io<'_, '_>) {
        match Url::parse(given) {
            Ok(url) => {
                let request = self.options.request(&url);
                self.connect(given, (url, request), (io.host.now, 0), io);
            }
            Err(problem) => self.fail(problem.code, &problem.message, io),
        }
    }

    /// Asks for a URL that was given as `given`; the request was made for it.
    fn connect(
        &mut self,
        given: &str,
        (url, request): (Url, HttpRequest),
        (began, redirects): (Instant, u32),
        io: &mut Io<'_, '_>,
    ) {
        let Some(address) = look_up(&url.host, io.host) else {
            self.verbose(&format!("* Could not resolve host: {}\n", url.host), io);
            return self.fail(6, &format!("Could not resolve host: {}", url.host), io);
        };
        report::connecting(self, &url, address, io);
        let limit = self.options.limit(began);
        if let Some((at, _)) = limit {
            io.system.want(io.me, Want::WakeAt(at));
        }
        let to = SocketAddrV4::new(address, url.port);
        io.system.want(
            io.me,
            Want::Connect {
                to,
                request: Box::new(request.clone()),
            },
        );
        self.transfer = Some(Transfer {
            given: given.to_owned(),
            url,
            address,
            request,
            began,
            limit,
            is_lost: false,
            redirects,
        });
    }

    fn answered(&mut self, transfer: Transfer, response: HttpResponse, io: &mut Io<'_, '_>) {
        self.connections += 1;
        report::exchange(self, &transfer, &response, io);
        if transfer.url.is_https {
            // The lab's servers speak plain HTTP only.
            let message = "TLS connect error: error:0A00010B:SSL routines::wrong version number";
            return self.fail(35, message, io);
        }
        let location = response
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("location"));
        let is_redirect = (300..400).contains(&response.status);
        if let (true, true, Some((_, to))) = (self.options.follows, is_redirect, location) {
            return self.redirect(&transfer, &response, &to.clone(), io);
        }
        report::body(self, &transfer, &response, io);
        let fails = self.options.fails && response.status >= 400;
        let connects = (transfer, response);
        if fails {
            let message = format!("The requested URL returned error: {}", connects.1.status);
            self.fail(22, &message, io);
        } else {
            self.status = 0;
        }
        report::write_out(self, &connects.0, Some(&connects.1), io);
    }

    fn redirect(
        &mut self,
        transfer: &Transfer,
        response: &HttpResponse,
        to: &str,
        io: &mut Io<'_, '_>,
    ) {
        if transfer.redirects >= REDIRECT_LIMIT {
            let message = format!("Maximum ({REDIRECT_LIMIT}) redirects followed");
            return self.fail(47, &message, io);
        }
        report::headers(self, response, io);
        let url = match transfer.url.joined(to) {
            Ok(url) => url,
            Err(problem) => return self.fail(problem.code, &problem.message, io),
        };
        let mut request = self.options.request(&url);
        // After these a browser asks with GET, and curl does, too, unless -X says otherwise.
        if matches!(response.status, 301..=303)
            && !self.options.has_method()
            && request.method == "POST"
        {
            request.method = "GET".to_owned();
            request.body.clear();
            request
                .headers
                .retain(|(name, _)| !name.starts_with("Content-"));
        }
        let progress = (transfer.began, transfer.redirects + 1);
        self.connect(&transfer.given.clone(), (url, request), progress, io);
    }

    /// Nobody answers: curl does not know, and waits for its limit.
    fn lost(&mut self, mut transfer: Transfer, io: &mut Io<'_, '_>) {
        if transfer.limit.is_none() {
            let at = transfer.began + SYN_LIMIT;
            transfer.limit = Some((at, Limit::System));
            io.system.want(io.me, Want::WakeAt(at));
        }
        transfer.is_lost = true;
        self.transfer = Some(transfer);
    }

    fn broken(&mut self, transfer: &Transfer, error: ConnectError, io: &mut Io<'_, '_>) {
        match error {
            ConnectError::Refused | ConnectError::NoRoute | ConnectError::TimedOut => {
                let reason = match error {
                    ConnectError::NoRoute => "No route to host",
                    _ => "Connection refused",
                };
                let (address, port) = (transfer.address, transfer.url.port);
                self.verbose(
                    &format!(
                        "* connect to {address} port {port} from 0.0.0.0 port 0 failed: {reason}\n"
                    ),
                    io,
                );
                let message = transfer.not_connected(io.host.now);
                self.verbose(&format!("* {message}\n"), io);
                self.fail(7, &message, io);
            }
            ConnectError::Reset => self.fail(56, "Recv failure: Connection reset by peer", io),
            ConnectError::EmptyReply => {
                self.verbose("* Empty reply from server\n", io);
                self.fail(52, "Empty reply from server", io);
            }
        }
        report::write_out(self, transfer, None, io);
    }

    fn given_up(&mut self, transfer: &Transfer, limit: Limit, io: &mut Io<'_, '_>) {
        io.system.want(io.me, Want::Abandon);
        // A timer fires a little late; in the recordings by a millisecond or two.
        let waited = io.host.now.since(transfer.began).as_millis() + 1;
        let message = match limit {
            Limit::System => transfer.not_connected(io.host.now),
            Limit::Total | Limit::Connect if transfer.is_lost => {
                format!("Connection timed out after {waited} milliseconds")
            }
            Limit::Total | Limit::Connect => {
                report::sent(self, transfer, io);
                format!("Operation timed out after {waited} milliseconds with 0 bytes received")
            }
        };
        self.verbose(&format!("* {message}\n* closing connection #0\n"), io);
        self.fail(28, &message, io);
        report::write_out(self, transfer, None, io);
    }

    fn fail(&mut self, code: u8, message: &str, io: &mut Io<'_, '_>) {
        self.status = code;
        if !self.options.is_silent || self.options.shows_errors {
            io.err(&format!("curl: ({code}) {message}\n"));
        }
    }

    fn verbose(&self, text: &str, io: &mut Io<'_, '_>) {
        if self.options.is_verbose {
            io.err(text);
        }
    }
}

impl Transfer {
    fn not_connected(&self, now: Instant) -> String {
        let waited = now.since(self.began).as_millis();
        let (host, port) = (&self.url.host, self.url.port);
        format!(
            "Failed to connect to {host} port {port} after {waited} ms: Could not connect to server"
        )
    }
}
