//! A program that listens on ports and answers as its entry in the catalogue says.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddrV4;
use std::sync::Arc;

use api::http::{ConnectError, HttpRequest, HttpResponse};
use sim::{Duration, Instant, Timestamp};

use super::{Line, Scene, Signals, Then, Turn};
use crate::catalogue::{Answers, PageEntry, ProgramEntry};

/// A server, from its start on.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    entry: Arc<ProgramEntry>,
    ports: Vec<u16>,
    /// `WHOAMI_NAME`.
    name: Option<String>,
    phase: Phase,
}

/// How far it has come.
#[derive(Clone, Debug)]
enum Phase {
    /// It has printed nothing so far.
    New { lines: Vec<Line> },
    /// It listens from this moment on.
    Up { from: Instant },
}

/// A request that reached a server, and what it knows of the asker.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) client: SocketAddrV4,
    pub(crate) request: &'a HttpRequest,
}

impl Server {
    pub(super) fn new(
        entry: Arc<ProgramEntry>,
        arguments: &[String],
        env: &BTreeMap<String, String>,
        (scene, mut lines): (&Scene<'_>, Vec<Line>),
    ) -> Server {
        let mut ports = entry.listens.clone();
        if let (Some(moved), Some(first)) = (moved_port(&entry, arguments, env), ports.first_mut())
        {
            *first = moved;
        }
        let port = ports.first().map(u16::to_string).unwrap_or_default();
        lines.extend(entry.lines.iter().map(|line| Line {
            stderr: line.stderr,
            text: fill_in(&line.text, scene, &[("port", &port)]),
        }));
        Server {
            name: option_after(arguments, &["--name", "-name"])
                .or_else(|| env.get("WHOAMI_NAME").cloned()),
            entry,
            ports,
            phase: Phase::New { lines },
        }
    }

    pub(super) fn resume(&mut self, scene: &Scene<'_>) -> Turn {
        let lines = match &mut self.phase {
            Phase::New { lines } => std::mem::take(lines),
            Phase::Up { .. } => {
                return Turn {
                    lines: Vec::new(),
                    then: Then::Never,
                };
            }
        };
        let from = scene.now + Duration::from_millis(self.entry.starts_ms);
        self.phase = Phase::Up { from };
        Turn {
            lines,
            then: Then::Never,
        }
    }

    pub(super) fn signals(&self) -> &Signals {
        &self.entry.signals
    }

    pub(super) fn open_ports(&self, now: Instant) -> BTreeSet<u16> {
        match self.phase {
            Phase::Up { from } if from <= now => self.ports.iter().copied().collect(),
            Phase::Up { .. } | Phase::New { .. } => BTreeSet::new(),
        }
    }

    pub(super) fn listens_on(&self, port: u16, now: Instant) -> bool {
        self.open_ports(now).contains(&port)
    }

    /// Answers a request; the line is what it writes about it.
    pub(crate) fn answer(
        &self,
        asked: Asked<'_>,
        scene: &Scene<'_>,
    ) -> (Result<HttpResponse, ConnectError>, Option<Line>) {
        match self.entry.answers {
            Answers::Silent => (Err(ConnectError::EmptyReply), None),
            Answers::Whoami => (Ok(self.whoami(asked, scene)), None),
            Answers::Pages => {
                let response = self.page(asked.request, scene);
                let line = self.access_line(asked, &response, scene);
                (Ok(response), line)
            }
        }
    }

    fn page(&self, request: &HttpRequest, scene: &Scene<'_>) -> HttpResponse {
        let path = request.path.split('?').next().unwrap_or_default();
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let found = self.entry.page.iter().find(|page| page.path == path);
        match (found, &self.entry.not_found) {
            (Some(page), _) => self.respond((200, "OK"), page, request, scene),
            (None, Some(page)) => self.respond((404, "Not Found"), page, request, scene),
            (None, None) => self.respond((404, "Not Found"), &PageEntry::default(), request, scene),
        }
    }

    fn respond(
        &self,
        (status, reason): (u16, &str),
        page: &PageEntry,
        request: &HttpRequest,
        scene: &Scene<'_>,
    ) -> HttpResponse {
        let body = fill_in(&page.body, scene, &[]).into_bytes();
        let mut headers = Vec::new();
        let mut own = self.entry.headers.clone();
        if let Some(server) = own.remove("server") {
            headers.push(("Server".to_owned(), fill_in(&server, scene, &[])));
        }
        headers.push(("Date".to_owned(), http_time(scene.wall)));
        headers.push(("Content-Type".to_owned(), page.kind.clone()));
        headers.push(("Content-Length".to_owned(), body.len().to_string()));
        let others = own.iter();
        headers.extend(others.map(|(name, value)| (title_case(name), fill_in(value, scene, &[]))));
        HttpResponse {
            status,
            reason: reason.to_owned(),
            headers,
            body: if request.method == "HEAD" {
                Vec::new()
            } else {
                body
            },
        }
    }

    /// The format of traefik/whoami (recording 105).
    fn whoami(&self, asked: Asked<'_>, scene: &Scene<'_>) -> HttpResponse {
        let Asked { client, request } = asked;
        let mut body = String::new();
        if request.path != "/health" {
            if let Some(name) = &self.name {
                body += &format!("Name: {name}\n");
            }
            body += &format!("Hostname: {}\nIP: 127.0.0.1\n", scene.hostname);
            for address in scene.addresses {
                body += &format!("IP: {address}\n");
            }
            body += &format!(
                "RemoteAddr: {client}\n{} {} HTTP/1.1\n",
                request.method, request.path
            );
            for (name, value) in &request.headers {
                body += &format!("{name}: {value}\n");
            }
            body += "\n";
        }
        let page = PageEntry {
            path: String::new(),
            kind: "text/plain; charset=utf-8".to_owned(),
            body,
        };
        self.respond((200, "OK"), &page, request, scene)
    }

    fn access_line(
        &self,
        Asked { client, request }: Asked<'_>,
        response: &HttpResponse,
        scene: &Scene<'_>,
    ) -> Option<Line> {
        let form = self.entry.access_line.as_ref()?;
        let agent = request
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
        let values = [
            ("client", client.ip().to_string()),
            (
                "request",
                format!("{} {} HTTP/1.1", request.method, request.path),
            ),
            ("status", response.status.to_string()),
            ("length", response.body.len().to_string()),
            (
                "agent",
                agent.map_or_else(|| "-".to_owned(), |(_, value)| value.clone()),
            ),
        ];
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Some(Line::out(fill_in(form, scene, &values)))
    }
}

fn moved_port(
    entry: &ProgramEntry,
    arguments: &[String],
    env: &BTreeMap<String, String>,
) -> Option<u16> {
    let options: Vec<&str> = entry.port_options.iter().map(String::as_str).collect();
    let by_option = option_after(arguments, &options);
    let by_place = entry
        .port_argument
        .and_then(|place| arguments.get(place))
        .cloned();
    let by_variable = || {
        entry
            .port_variables
            .iter()
            .find_map(|name| env.get(name))
            .cloned()
    };
    by_option.or(by_place).or_else(by_variable)?.parse().ok()
}

fn option_after(arguments: &[String], options: &[&str]) -> Option<String> {
    let place = arguments
        .iter()
        .position(|word| options.contains(&word.as_str()))?;
    arguments.get(place + 1).cloned()
}

/// Puts values into the braces of a text of the catalogue.
pub(super) fn fill_in(form: &str, scene: &Scene<'_>, values: &[(&str, &str)]) -> String {
    if !form.contains('{') {
        return form.to_owned();
    }
    let mut text = form.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    let address = scene
        .addresses
        .first()
        .map(ToString::to_string)
        .unwrap_or_default();
    let known: [(&str, String); 7] = [
        ("{version}", scene.image.version.clone()),
        ("{address}", address),
        ("{slash_time}", slash_time(scene.wall)),
        ("{clf_time}", clf_time(scene.wall)),
        ("{redis_time}", redis_time(scene.wall)),
        ("{apache_time}", apache_time(scene.wall)),
        ("{rfc_time}", scene.wall.rfc3339()),
    ];
    for (name, value) in known {
        text = text.replace(name, &value);
    }
    text
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

fn month(number: u32) -> &'static str {
    MONTHS[(number as usize + 11) % 12]
}

fn weekday(at: Timestamp) -> &'static str {
    // 1970 began on a Thursday.
    let days = at.0.div_euclid(86_400_000_000_000);
    DAYS[days.rem_euclid(7) as usize]
}

fn slash_time(at: Timestamp) -> String {
    let (year, month, day, hour, minute, second, _) = at.civil();
    format!("{year:04}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn clf_time(at: Timestamp) -> String {
    let (year, number, day, hour, minute, second, _) = at.civil();
    format!(
        "{day:02}/{}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000",
        month(number)
    )
}

fn redis_time(at: Timestamp) -> String {
    let (year, number, day, hour, minute, second, nanos) = at.civil();
    let millis = nanos / 1_000_000;
    format!(
        "{day:02} {} {year:04} {hour:02}:{minute:02}:{second:02}.{millis:03}",
        month(number)
    )
}

fn apache_time(at: Timestamp) -> String {
    let (year, number, day, hour, minute, second, nanos) = at.civil();
    let micros = nanos / 1_000;
    let (weekday, month) = (weekday(at), month(number));
    format!("{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02}.{micros:06} {year:04}")
}

/// The form of RFC 9110 §5.6.7.
fn http_time(at: Timestamp) -> String {
    let (year, number, day, hour, minute, second, _) = at.civil();
    let (weekday, month) = (weekday(at), month(number));
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// `content-type` as servers write it: `Content-Type`.
fn title_case(name: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(capital).collect::<Vec<_>>().join("-")
}
