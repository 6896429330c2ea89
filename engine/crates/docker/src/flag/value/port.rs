//! Published ports: `8080:80/udp`, `9000-9002:80-82`, `published=8080,target=80,mode=host`
//! (docker/cli `opts/swarmopts/port.go`, go-connections `nat`; recordings 023, 030).

use api::service::{PortConfig, Protocol, PublishMode};

use super::csv;
use super::number::decimal;

/// The ports a `--publish` asks for.
pub(crate) fn parse(text: &str) -> Result<Vec<PortConfig>, String> {
    if is_long(text) {
        return long(text).map(|port| vec![port]);
    }
    short(text)
}

/// The long form has a pair `word=word` somewhere in it.
pub(crate) fn is_long(text: &str) -> bool {
    let is_word = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    text.match_indices('=').any(|(at, _)| {
        is_word(text[..at].chars().next_back()) && is_word(text[at + 1..].chars().next())
    })
}

fn long(text: &str) -> Result<PortConfig, String> {
    let mut port = PortConfig::default();
    for field in csv::fields(text)? {
        let lower = field.to_lowercase();
        let (key, value) = match lower.split_once('=') {
            Some((key, value)) if !key.is_empty() => (key, value),
            Some(_) | None => return Err(format!("invalid field: {field}")),
        };
        match key {
            "protocol" => {
                port.protocol = Protocol::from_word(value)
                    .ok_or_else(|| format!("invalid protocol value '{value}'"))?;
            }
            "mode" => {
                port.publish_mode = PublishMode::from_word(value).ok_or_else(|| {
                    format!(
                        "invalid publish mode value ({value}): must be either 'ingress' or 'host'"
                    )
                })?;
            }
            "target" => port.target_port = number("target", value)?,
            "published" => port.published_port = number("published", value)?,
            _ => return Err(format!("invalid field key: {key}")),
        }
    }
    if port.target_port == 0 {
        return Err("missing mandatory field 'target'".to_owned());
    }
    Ok(port)
}

fn number(which: &str, text: &str) -> Result<u32, String> {
    let refused =
        |reason: &str| format!("invalid {which} port ({text}): value must be an integer: {reason}");
    let value = decimal(text).map_err(|words| {
        refused(if words.ends_with("range") {
            "value out of range"
        } else {
            "invalid syntax"
        })
    })?;
    u16::try_from(value)
        .map(u32::from)
        .map_err(|_| refused("value out of range"))
}

fn short(text: &str) -> Result<Vec<PortConfig>, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (ip, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [ip @ .., host, container] => (ip.join(":"), *host, *container),
        [] => (String::new(), "", ""),
    };
    let (container, protocol) = match container.split_once('/') {
        Some((port, "")) => (port, "tcp".to_owned()),
        Some((port, protocol)) => (port, protocol.to_lowercase()),
        None => (container, "tcp".to_owned()),
    };
    if container.is_empty() {
        return Err(format!("No port specified: {text}<empty>"));
    }
    let (first, last) =
        range(container).ok_or_else(|| format!("Invalid containerPort: {container}"))?;
    let published = match host {
        "" => None,
        host => Some(range(host).ok_or_else(|| format!("Invalid hostPort: {host}"))?),
    };
    if let Some((from, to)) = published
        && to - from != last - first
        && first != last
    {
        return Err(format!(
            "Invalid ranges specified for container and host Ports: {container} and {host}"
        ));
    }
    let protocol =
        Protocol::from_word(&protocol).ok_or_else(|| format!("Invalid proto: {protocol}"))?;
    if !ip.is_empty() {
        return Err("hostip is not supported".to_owned());
    }
    Ok(pairs(first, last, published)
        .into_iter()
        .map(|(target_port, published_port)| PortConfig {
            protocol,
            target_port,
            published_port,
            publish_mode: PublishMode::Ingress,
            ..PortConfig::default()
        })
        .collect())
}

/// Target and published port of each; a published 0 is any.
fn pairs(first: u32, last: u32, published: Option<(u32, u32)>) -> Vec<(u32, u32)> {
    match published {
        None => (first..=last).map(|target| (target, 0)).collect(),
        Some((from, to)) if first == last => (from..=to).map(|port| (first, port)).collect(),
        Some((from, _)) => (first..=last).zip(from..).collect(),
    }
}

/// `80` or `80-82`.
fn range(text: &str) -> Option<(u32, u32)> {
    let port = |text: &str| {
        decimal(text)
            .ok()
            .and_then(|port| u16::try_from(port).ok())
            .map(u32::from)
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(text)?, port(text)?),
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u32, u32)]) {
        let ports = parse(text).unwrap();
        let pairs: Vec<(u32, u32)> = ports
            .iter()
            .map(|port| (port.published_port, port.target_port))
            .collect();
        assert_eq!(pairs, expected, "{text}");
    }

    #[test]
    fn short_forms() {
        check("8080:80", &[(8080, 80)]);
        check("80", &[(0, 80)]);
        check("9000-9002:80-82", &[(9000, 80), (9001, 81), (9002, 82)]);
        check("9000-9001:80", &[(9000, 80), (9001, 80)]);
        assert_eq!(parse("5353:53/udp").unwrap()[0].protocol, Protocol::Udp);
    }

    #[test]
    fn long_forms() {
        let port = parse("published=8081,target=80,protocol=tcp,mode=host").unwrap()[0].clone();
        assert_eq!(port.publish_mode, PublishMode::Host);
        check("target=80", &[(0, 80)]);
    }

    #[test]
    fn refusals_are_dockers() {
        let check = |text: &str, words: &str| assert_eq!(parse(text).unwrap_err(), words);
        check("99999:80", "Invalid hostPort: 99999");
        check("abc", "Invalid containerPort: abc");
        check(
            "mode=weird,target=80",
            "invalid publish mode value (weird): must be either 'ingress' or 'host'",
        );
        check("published=8080", "missing mandatory field 'target'");
        check("127.0.0.1:80:80", "hostip is not supported");
        check("80:80/xyz", "Invalid proto: xyz");
        check(
            "1-2:3-5",
            "Invalid ranges specified for container and host Ports: 3-5 and 1-2",
        );
        check(
            "target=x",
            "invalid target port (x): value must be an integer: invalid syntax",
        );
    }
}
