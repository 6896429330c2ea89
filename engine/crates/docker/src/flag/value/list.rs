//! Items of lists, each with a rule of its own (docker/cli `opts`, `service/opts.go`, go-units).

use std::collections::BTreeMap;
use std::net::IpAddr;

use api::task::Ulimit;

use crate::quote::quote;

/// `key` or `key=value`, without white space in the key.
pub(crate) fn label(text: &str) -> Result<String, String> {
    let key = text.split_once('=').map_or(text, |(key, _)| key);
    let key = key.trim_start_matches([' ', '\t']);
    if key.is_empty() {
        return Err(format!("invalid label '{text}': empty name"));
    }
    if key.contains([' ', '\t']) {
        return Err(format!("label '{text}' contains whitespaces"));
    }
    Ok(text.to_owned())
}

/// `NAME=value`; a bare `NAME` takes the shell's value if there is one.
pub(crate) fn variable(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    match text.split_once('=') {
        Some(("", _)) => Err(format!("invalid environment variable: {text}")),
        Some(_) => Ok(text.to_owned()),
        None if text.is_empty() => Err(format!("invalid environment variable: {text}")),
        None => Ok(match variables.get(text) {
            Some(value) => format!("{text}={value}"),
            None => text.to_owned(),
        }),
    }
}

/// An IP address, in its normal form.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let address: Result<IpAddr, _> = text.trim().parse();
    match address {
        Ok(address) => Ok(address.to_string()),
        Err(_) => Err(format!("IP address is not correctly formatted: {text}")),
    }
}

/// A domain, or `.` for none.
pub(crate) fn dns_search(text: &str) -> Result<String, String> {
    let domain = text.trim_matches(' ');
    if domain == "." {
        return Ok(domain.to_owned());
    }
    let bare = domain.trim_end().trim_end_matches('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_domain = bare.chars().any(|letter| letter.is_ascii_alphabetic())
        && bare.len() < 255
        && bare.split('.').all(is_label);
    if is_domain {
        Ok(bare.to_owned())
    } else {
        Err(format!("{domain} is not a valid domain"))
    }
}

/// `host:ip` or `host=ip`, kept as `host:ip`.
pub(crate) fn extra_host(text: &str) -> Result<String, String> {
    let bad_format = || format!("bad format for add-host: {}", quote(text));
    let (host, ip) = text
        .split_once('=')
        .or_else(|| text.split_once(':'))
        .ok_or_else(bad_format)?;
    if host.is_empty() || host.contains(':') {
        return Err(bad_format());
    }
    if ip == "host-gateway" {
        return Ok(format!("{host}:{ip}"));
    }
    let bare = match ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')) {
        Some(inner) if !inner.is_empty() => inner,
        _ => ip,
    };
    if address(bare).is_err() {
        return Err(format!("invalid IP address in add-host: {}", quote(bare)));
    }
    Ok(format!("{host}:{bare}"))
}

/// `name=value`.
pub(crate) fn generic_resource(text: &str) -> Result<String, String> {
    if !text.contains('=') {
        return Err(format!(
            "invalid generic-resource format `{text}` expected `name=value`"
        ));
    }
    Ok(text.to_owned())
}

/// `name=value`, the name in lower case; nothing is no filter.
pub(crate) fn filter(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let (name, value) = text
        .split_once('=')
        .ok_or("bad format of filter (expected name=value)".to_owned())?;
    Ok(format!("{}={}", name.trim().to_lowercase(), value.trim()))
}

/// `spread=node.labels.zone`.
pub(crate) fn preference(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        None | Some(("", _)) => {
            Err("placement preference must be of the format \"<strategy>=<arg>\"".to_owned())
        }
        Some(("spread", _)) => Ok(text.to_owned()),
        Some((strategy, _)) => Err(format!(
            "unsupported placement preference {strategy} (only spread is supported)"
        )),
    }
}

/// `config://…`, `file://…`, `registry://…`, or nothing to take one away.
pub(crate) fn credential_spec(text: &str) -> Result<String, String> {
    let is_known = ["config://", "file://", "registry://"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    if is_known || text.is_empty() {
        return Ok(text.to_owned());
    }
    Err("invalid credential spec: value must be prefixed with \"config://\", \"file://\", or \"registry://\"".to_owned())
}

/// go-units `ParseUlimit`: `nofile=1024:2048`.
pub(crate) fn ulimit(text: &str) -> Result<Ulimit, String> {
    const NAMES: [&str; 15] = [
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ];
    let (name, limits) = text
        .split_once('=')
        .ok_or_else(|| format!("invalid ulimit argument: {text}"))?;
    if !NAMES.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let number = |limit: &str| {
        limit
            .parse::<i64>()
            .map_err(|_| format!("strconv.ParseInt: parsing {}: invalid syntax", quote(limit)))
    };
    let values: Vec<&str> = limits.split(':').collect();
    let (soft, hard) = match values.as_slice() {
        [soft] => (number(soft)?, number(soft)?),
        [soft, hard] => {
            let hard = number(hard)?;
            (number(soft)?, hard)
        }
        _ => {
            return Err(format!(
                "too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`"
            ));
        }
    };
    if hard != -1 && soft == -1 {
        return Err(format!(
            "ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: {hard}"
        ));
    }
    if hard != -1 && soft > hard {
        return Err(format!(
            "ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"
        ));
    }
    Ok(Ulimit {
        name: name.to_owned(),
        hard,
        soft,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(result: Result<T, String>, words: &str) {
        assert_eq!(result.unwrap_err(), words);
    }

    #[test]
    fn labels_have_a_name_without_spaces() {
        assert_eq!(label("a=b c"), Ok("a=b c".into()));
        refused(label("=x"), "invalid label '=x': empty name");
        refused(label("a b=c"), "label 'a b=c' contains whitespaces");
    }

    #[test]
    fn a_bare_variable_takes_the_shells_value() {
        let shell = BTreeMap::from([("HOME".to_owned(), "/root".to_owned())]);
        assert_eq!(variable("HOME", &shell), Ok("HOME=/root".into()));
        assert_eq!(variable("A=", &shell), Ok("A=".into()));
        assert_eq!(variable("NONE", &shell), Ok("NONE".into()));
        refused(variable("=1", &shell), "invalid environment variable: =1");
    }

    #[test]
    fn hosts_and_addresses() {
        assert_eq!(extra_host("db:10.1.2.3"), Ok("db:10.1.2.3".into()));
        assert_eq!(extra_host("db=[::1]"), Ok("db:::1".into()));
        refused(extra_host("db"), "bad format for add-host: \"db\"");
        refused(
            extra_host("db:nowhere"),
            "invalid IP address in add-host: \"nowhere\"",
        );
        refused(
            address("1.2.3"),
            "IP address is not correctly formatted: 1.2.3",
        );
        assert_eq!(dns_search("example.com."), Ok("example.com".into()));
        refused(dns_search("-x-"), "-x- is not a valid domain");
    }

    #[test]
    fn filters_are_pairs() {
        assert_eq!(filter(" Role = worker"), Ok("role=worker".into()));
        refused(filter("name"), "bad format of filter (expected name=value)");
    }

    #[test]
    fn preferences_spread() {
        refused(
            preference("spread"),
            "placement preference must be of the format \"<strategy>=<arg>\"",
        );
        refused(
            preference("binpack=x"),
            "unsupported placement preference binpack (only spread is supported)",
        );
    }

    #[test]
    fn ulimits_have_a_soft_and_a_hard_side() {
        let limit = ulimit("nofile=1000:2000").unwrap();
        assert_eq!((limit.soft, limit.hard), (1000, 2000));
        assert_eq!(ulimit("nproc=5").unwrap().hard, 5);
        refused(ulimit("nofile"), "invalid ulimit argument: nofile");
        refused(ulimit("x=1"), "invalid ulimit type: x");
        refused(
            ulimit("nofile=3:2"),
            "ulimit soft limit must be less than or equal to hard limit: 3 > 2",
        );
    }
}
