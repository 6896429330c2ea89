//! curl's flags.

use api::http::HttpRequest;
use sim::{Duration, Instant};

use super::url::Url;
use super::{Limit, VERSION};
use crate::program::{Io, parse_seconds};

/// What curl was told.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    method: Option<String>,
    headers: Vec<(String, String)>,
    data: Option<Vec<u8>>,
    is_json: bool,
    as_query: bool,
    user: Option<String>,
    agent: Option<String>,
    cookie: Option<String>,
    pub(super) is_silent: bool,
    pub(super) shows_errors: bool,
    pub(super) is_verbose: bool,
    pub(super) is_head: bool,
    pub(super) includes_headers: bool,
    pub(super) follows: bool,
    pub(super) fails: bool,
    pub(super) fails_with_body: bool,
    pub(super) hides_progress: bool,
    pub(super) shows_version: bool,
    pub(super) output: Option<String>,
    pub(super) names_output: bool,
    pub(super) write_out: Option<String>,
    max_time: Option<Duration>,
    connect_time: Option<Duration>,
}

/// Flags without a value, by letter and name.
const SWITCHES: &[(char, &str)] = &[
    ('s', "silent"),
    ('S', "show-error"),
    ('v', "verbose"),
    ('I', "head"),
    ('i', "include"),
    ('L', "location"),
    ('f', "fail"),
    ('k', "insecure"),
    ('4', "ipv4"),
    ('6', "ipv6"),
    ('O', "remote-name"),
    ('N', "no-buffer"),
    ('G', "get"),
    ('#', "progress-bar"),
    ('V', "version"),
    ('g', "globoff"),
    ('0', "http1.0"),
    ('J', "remote-header-name"),
    ('\0', "fail-with-body"),
    ('\0', "no-progress-meter"),
    ('\0', "compressed"),
    ('\0', "http1.1"),
    ('\0', "http2"),
    ('\0', "no-keepalive"),
    ('\0', "retry-connrefused"),
    ('\0', "retry-all-errors"),
    ('\0', "disable"),
    ('q', "disable"),
    ('\0', "show-headers"),
];

/// Flags with a value.
const VALUED: &[(char, &str)] = &[
    ('X', "request"),
    ('H', "header"),
    ('d', "data"),
    ('\0', "data-raw"),
    ('\0', "data-binary"),
    ('\0', "data-ascii"),
    ('\0', "json"),
    ('o', "output"),
    ('w', "write-out"),
    ('m', "max-time"),
    ('\0', "connect-timeout"),
    ('u', "user"),
    ('A', "user-agent"),
    ('b', "cookie"),
    ('e', "referer"),
    ('\0', "url"),
    ('\0', "retry"),
    ('\0', "retry-delay"),
    ('\0', "max-redirs"),
    ('\0', "retry-max-time"),
];

impl Options {
    /// Reads the words; the addresses are what is left. An error is curl's message.
    pub(super) fn read(
        words: &[String],
        io: &mut Io<'_, '_>,
    ) -> Result<(Options, Vec<String>), String> {
        let mut options = Options::default();
        let mut urls = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix("--").filter(|it| !it.is_empty()) {
                if SWITCHES.iter().any(|(_, it)| *it == name) {
                    options.switch(name);
                } else if VALUED.iter().any(|(_, it)| *it == name) {
                    let value = words.next().ok_or_else(|| wants_parameter(word))?;
                    options.value(name, value, &mut urls, io)?;
                } else {
                    return Err(unknown(word));
                }
            } else if word.len() > 1 && word.starts_with('-') {
                options.letters(word, &mut words, &mut urls, io)?;
            } else {
                urls.push(word.clone());
            }
        }
        Ok((options, urls))
    }

    fn letters<'w>(
        &mut self,
        word: &str,
        words: &mut impl Iterator<Item = &'w String>,
        urls: &mut Vec<String>,
        io: &mut Io<'_, '_>,
    ) -> Result<(), String> {
        let mut letters = word[1..].chars();
        while let Some(letter) = letters.next() {
            let named = |table: &[(char, &'static str)]| {
                table
                    .iter()
                    .find(|(it, _)| *it == letter && letter != '\0')
                    .map(|(_, name)| *name)
            };
            if let Some(name) = named(SWITCHES) {
                self.switch(name);
                continue;
            }
            let Some(name) = named(VALUED) else {
                return Err(unknown(&format!("-{letter}")));
            };
            let attached = letters.as_str().to_owned();
            let value = if attached.is_empty() {
                words
                    .next()
                    .cloned()
                    .ok_or_else(|| wants_parameter(&format!("-{letter}")))?
            } else {
                attached
            };
            return self.value(name, &value, urls, io);
        }
        Ok(())
    }

    fn switch(&mut self, name: &str) {
        match name {
            "silent" => self.is_silent = true,
            "show-error" => self.shows_errors = true,
            "verbose" => self.is_verbose = true,
            "head" => self.is_head = true,
            "include" | "show-headers" => self.includes_headers = true,
            "location" => self.follows = true,
            "fail" => self.fails = true,
            "fail-with-body" => {
                self.fails = true;
                self.fails_with_body = true;
            }
            "remote-name" => self.names_output = true,
            "get" => self.as_query = true,
            "no-progress-meter" | "progress-bar" => self.hides_progress = true,
            "version" => self.shows_version = true,
            // The others change nothing here: there is one protocol and no certificate.
            _ => (),
        }
    }

    fn value(
        &mut self,
        name: &str,
        value: &str,
        urls: &mut Vec<String>,
        io: &mut Io<'_, '_>,
    ) -> Result<(), String> {
        let seconds = || {
            parse_seconds(value).ok_or_else(|| {
                format!(
                    "curl: option --{name}: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
                )
            })
        };
        match name {
            "request" => self.method = Some(value.to_owned()),
            "header" => self.header(value),
            "data" | "data-ascii" | "data-binary" | "data-raw" | "json" => {
                self.add_data(name, value, io)?
            }
            "output" => self.output = Some(value.to_owned()),
            "write-out" => self.write_out = Some(value.to_owned()),
            "max-time" => self.max_time = Some(seconds()?),
            "connect-timeout" => self.connect_time = Some(seconds()?),
            "user" => self.user = Some(value.to_owned()),
            "user-agent" => self.agent = Some(value.to_owned()),
            "cookie" => self.cookie = Some(value.to_owned()),
            "referer" => self.headers.push(("Referer".to_owned(), value.to_owned())),
            "url" => urls.push(value.to_owned()),
            // Unlike curl nothing is tried again.
            _ => (),
        }
        Ok(())
    }

    fn header(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once(':') {
            self.headers
                .push((name.to_owned(), value.trim_start().to_owned()));
        }
    }

    /// Data of several flags is joined by `&`; `@file` reads a file, without its line ends.
    fn add_data(&mut self, flag: &str, value: &str, io: &mut Io<'_, '_>) -> Result<(), String> {
        let added = match value.strip_prefix('@') {
            Some(file) if flag != "data-raw" => {
                let content = crate::program::input::read_file(file, io);
                let content = content.map_err(|_| {
                    format!("curl: option {flag}: error encountered when reading a file\ncurl: try 'curl --help' or 'curl --manual' for more information\n", flag = format_args!("--{flag}"))
                })?;
                if flag == "data" {
                    content
                        .iter()
                        .copied()
                        .filter(|it| !matches!(it, b'\n' | b'\r' | 0))
                        .collect()
                } else {
                    content.to_vec()
                }
            }
            _ => value.as_bytes().to_vec(),
        };
        self.is_json |= flag == "json";
        match &mut self.data {
            Some(data) => {
                if !self.is_json {
                    data.push(b'&');
                }
                data.extend(added);
            }
            None => self.data = Some(added),
        }
        Ok(())
    }

    pub(super) fn has_method(&self) -> bool {
        self.method.is_some()
    }

    /// When it gives up, counted from its beginning.
    pub(super) fn limit(&self, began: Instant) -> Option<(Instant, Limit)> {
        let total = self.max_time.map(|it| (began + it, Limit::Total));
        let connect = self.connect_time.map(|it| (began + it, Limit::Connect));
        // An answer comes at once when a connection does, so both limits can end the wait.
        match (total, connect) {
            (Some(total), Some(connect)) => Some(if connect.0 < total.0 { connect } else { total }),
            (one, other) => one.or(other),
        }
    }

    /// The request for an address, headers in the order curl sends them.
    pub(super) fn request(&self, url: &Url) -> HttpRequest {
        let body = if self.as_query {
            Vec::new()
        } else {
            self.data.clone().unwrap_or_default()
        };
        let has_body = self.data.is_some() && !self.as_query;
        let method = match (&self.method, self.is_head, has_body) {
            (Some(method), _, _) => method.as_str(),
            (None, true, _) => "HEAD",
            (None, false, true) => "POST",
            (None, false, false) => "GET",
        };
        let mut headers = vec![("Host".to_owned(), url.authority())];
        if let Some(user) = self.user.as_ref().or(url.user.as_ref()) {
            let code = crate::program::base64::encode(user.as_bytes());
            headers.push(("Authorization".to_owned(), format!("Basic {code}")));
        }
        let agent = self.agent.clone().unwrap_or(format!("curl/{VERSION}"));
        headers.push(("User-Agent".to_owned(), agent));
        headers.push((
            "Accept".to_owned(),
            if self.is_json {
                "application/json"
            } else {
                "*/*"
            }
            .to_owned(),
        ));
        if let Some(cookie) = &self.cookie {
            headers.push(("Cookie".to_owned(), cookie.clone()));
        }
        if has_body {
            let kind = if self.is_json {
                "application/json"
            } else {
                "application/x-www-form-urlencoded"
            };
            headers.push(("Content-Length".to_owned(), body.len().to_string()));
            headers.push(("Content-Type".to_owned(), kind.to_owned()));
        }
        for (name, value) in &self.headers {
            let usual = headers
                .iter_mut()
                .find(|(it, _)| it.eq_ignore_ascii_case(name));
            match usual {
                Some(header) => header.1.clone_from(value),
                None => headers.push((name.clone(), value.clone())),
            }
        }
        // A header without a value is not sent.
        headers.retain(|(_, value)| !value.is_empty());
        let mut path = url.path.clone();
        if let (true, Some(data)) = (self.as_query, &self.data) {
            let separator = if path.contains('?') { '&' } else { '?' };
            path.push(separator);
            path.push_str(&String::from_utf8_lossy(data));
        }
        HttpRequest {
            method: method.to_owned(),
            path,
            headers,
            body,
        }
    }
}

fn unknown(word: &str) -> String {
    format!(
        "curl: option {word}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
    )
}

fn wants_parameter(word: &str) -> String {
    format!(
        "curl: option {word}: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
    )
}
