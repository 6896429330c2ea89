//! What curl shows: headers, bodies, progress, `-v` and `-w`.

use std::net::Ipv4Addr;

use api::http::HttpResponse;

use super::url::Url;
use super::{Curl, Transfer};
use crate::program::Io;

/// `-v` while it connects.
pub(super) fn connecting(curl: &Curl, url: &Url, address: Ipv4Addr, io: &mut Io<'_, '_>) {
    if url.host.parse::<Ipv4Addr>().is_err() {
        let authority = format!("{}:{}", url.host, url.port);
        curl.verbose(
            &format!("* Host {authority} was resolved.\n* IPv6: (none)\n* IPv4: {address}\n"),
            io,
        );
    }
    curl.verbose(&format!("*   Trying {address}:{}...\n", url.port), io);
}

/// `-v` once the request is out.
pub(super) fn sent(curl: &Curl, transfer: &Transfer, io: &mut Io<'_, '_>) {
    let (host, address, port) = (&transfer.url.host, transfer.address, transfer.url.port);
    let from = if address.is_loopback() {
        address
    } else {
        io.host
            .addresses
            .first()
            .map_or(Ipv4Addr::LOCALHOST, |(_, address, _)| *address)
    };
    // Linux takes ports for outgoing connections from 32768 on.
    let from_port = 32_768 + (io.me.0 * 2 + curl.connections) % 28_232;
    curl.verbose(
        &format!("* Established connection to {host} ({address} port {port}) from {from} port {from_port} \n* using HTTP/1.x\n"),
        io,
    );
    let request = &transfer.request;
    let mut text = format!("> {} {} HTTP/1.1\n", request.method, request.path);
    for (name, value) in &request.headers {
        text.push_str(&format!("> {name}: {value}\n"));
    }
    curl.verbose(&format!("{text}> \n* Request completely sent off\n"), io);
}

/// `-v` for request and answer.
pub(super) fn exchange(
    curl: &Curl,
    transfer: &Transfer,
    response: &HttpResponse,
    io: &mut Io<'_, '_>,
) {
    sent(curl, transfer, io);
    let mut text = format!("< HTTP/1.1 {} {}\n", response.status, response.reason);
    for (name, value) in &response.headers {
        text.push_str(&format!("< {name}: {value}\n"));
    }
    curl.verbose(&format!("{text}< \n"), io);
}

/// The answer's headers, for `-i` and `-I`.
pub(super) fn headers(curl: &Curl, response: &HttpResponse, io: &mut Io<'_, '_>) {
    if !curl.options.is_head && !curl.options.includes_headers {
        return;
    }
    let mut text = format!("HTTP/1.1 {} {}\r\n", response.status, response.reason);
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    io.out(&format!("{text}\r\n"));
}

/// The answer: to standard output or into a file.
pub(super) fn body(
    curl: &mut Curl,
    transfer: &Transfer,
    response: &HttpResponse,
    io: &mut Io<'_, '_>,
) {
    let bytes: &[u8] = if curl.options.is_head {
        &[]
    } else {
        &response.body
    };
    progress(curl, transfer, bytes.len(), io);
    headers(curl, response, io);
    let is_refused = curl.options.fails && response.status >= 400 && !curl.options.fails_with_body;
    if !is_refused && !curl.options.is_head {
        write_body(curl, transfer, bytes, io);
    }
    let (host, port) = (&transfer.url.host, transfer.url.port);
    curl.verbose(
        &format!(
            "* Connection #{} to host {host}:{port} left intact\n",
            curl.connections - 1
        ),
        io,
    );
}

fn write_body(curl: &mut Curl, transfer: &Transfer, bytes: &[u8], io: &mut Io<'_, '_>) {
    let remote_name = transfer
        .url
        .path
        .split('?')
        .next()
        .and_then(|it| it.rsplit('/').next())
        .unwrap_or_default();
    let file = match (&curl.options.output, curl.options.names_output) {
        (Some(file), _) if file != "-" => file.clone(),
        (None, true) if remote_name.is_empty() => {
            return curl.fail(23, "Remote file name has no length", io);
        }
        (None, true) => remote_name.to_owned(),
        (_, _) => return io.out_bytes(bytes),
    };
    let path = io.path(&file);
    if path == "/dev/null" {
        return;
    }
    let wall = io.host.wall;
    if let Err(error) = io.host.files.write(&path, bytes.to_vec().into(), wall) {
        curl.fail(
            23,
            &format!("client returned ERROR on write, {file}: {error}"),
            io,
        );
    }
}

const METER: &str = "\
  % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current
                                 Dload  Upload  Total   Spent   Left   Speed
";

/// The meter appears when the answer does not go to a terminal.
fn progress(curl: &Curl, transfer: &Transfer, bytes: usize, io: &mut Io<'_, '_>) {
    let to_terminal = curl.options.output.is_none() && !curl.options.names_output && io.is_tty(1);
    if curl.options.is_silent || curl.options.hides_progress || to_terminal {
        return;
    }
    let spent = io.host.now.since(transfer.began).as_micros().max(1);
    let speed = (bytes as u128 * 1_000_000 / spent).to_string();
    let line = |percent: u32, bytes: usize, speed: &str| {
        let nothing = "";
        format!(
            "\r{percent:>3} {bytes:>6} {percent:>3} {bytes:>6} {:>3} {:>6} {speed:>6} {:>6} {nothing:>7} {nothing:>7} {nothing:>7} {:>6}",
            0, 0, 0, 0
        )
    };
    let meter = format!("{METER}{}{}\n", line(0, 0, "0"), line(100, bytes, &speed));
    io.err(&meter);
}

/// `-w`
pub(super) fn write_out(
    curl: &Curl,
    transfer: &Transfer,
    response: Option<&HttpResponse>,
    io: &mut Io<'_, '_>,
) {
    let Some(format) = &curl.options.write_out else {
        return;
    };
    let mut out = String::new();
    let mut rest = format.as_str();
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("%{")
            && let Some((name, after)) = after.split_once('}')
        {
            out.push_str(&variable(name, curl, transfer, (response, io)));
            rest = after;
            continue;
        }
        let escaped = [("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"), ("%%", "%")]
            .into_iter()
            .find_map(|(from, to)| rest.strip_prefix(from).map(|after| (to, after)));
        match escaped {
            Some((to, after)) => {
                out.push_str(to);
                rest = after;
            }
            None => {
                out.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    io.out(&out);
}

fn variable(
    name: &str,
    curl: &Curl,
    transfer: &Transfer,
    (response, io): (Option<&HttpResponse>, &Io<'_, '_>),
) -> String {
    let size = response.map_or(0, |it| {
        if curl.options.is_head {
            0
        } else {
            it.body.len()
        }
    });
    let header = |name: &str| {
        let headers = response.map(|it| it.headers.as_slice()).unwrap_or_default();
        headers
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))
            .map_or(String::new(), |(_, it)| it.clone())
    };
    let spent = io.host.now.since(transfer.began);
    let seconds = format!("{}.{:06}", spent.as_secs(), spent.subsec_micros());
    match name {
        "http_code" | "response_code" => format!("{:03}", response.map_or(0, |it| it.status)),
        "size_download" => size.to_string(),
        "time_total" | "time_starttransfer" => seconds,
        "time_connect" | "time_namelookup" | "time_pretransfer" | "time_redirect" => {
            "0.000000".to_owned()
        }
        "remote_ip" => response.map_or(String::new(), |_| transfer.address.to_string()),
        "remote_port" => response.map_or("0".to_owned(), |_| transfer.url.port.to_string()),
        "url_effective" | "url" => transfer.url.shown(),
        "method" => transfer.request.method.clone(),
        "content_type" => header("content-type"),
        "redirect_url" => header("location"),
        "num_redirects" => transfer.redirects.to_string(),
        "num_connects" => u32::from(response.is_some()).to_string(),
        "http_version" => (if response.is_some() { "1.1" } else { "0" }).to_owned(),
        "exitcode" => curl.status.to_string(),
        "errormsg" => String::new(),
        _ => format!("curl: unknown --write-out variable: '{name}'\n"),
    }
}
