//! Networks a service is to join: a name, or `name=net,alias=db` (docker/cli `opts/network.go`).

use api::task::NetworkAttachmentConfig;

use super::csv;
use super::port::is_long;

/// Reads one `--network`.
pub(crate) fn parse(text: &str) -> Result<NetworkAttachmentConfig, String> {
    let mut network = NetworkAttachmentConfig::default();
    if !is_long(text) {
        text.clone_into(&mut network.target);
        return Ok(network);
    }
    for field in csv::fields(text)? {
        let lower = field.to_lowercase();
        let (key, value) = match lower.split_once('=') {
            Some((key, value)) if !key.is_empty() => (key.trim(), value.trim()),
            Some(_) | None => return Err(format!("invalid field {field}")),
        };
        match key {
            "name" => value.clone_into(&mut network.target),
            "alias" => network.aliases.push(value.to_owned()),
            "driver-opt" => {
                let (key, value) = match value.split_once('=') {
                    Some((key, value)) if !key.is_empty() => (key.trim(), value.trim()),
                    Some(_) | None => {
                        return Err("invalid key value pair format in driver options".to_owned());
                    }
                };
                network.driver_opts.insert(key.to_owned(), value.to_owned());
            }
            // For plain containers; a service has no use for them, and the CLI takes them silently.
            "ip" | "ip6" | "mac-address" | "link-local-ip" | "gw-priority" => (),
            _ => return Err(format!("invalid field key {key}")),
        }
    }
    if network.target.is_empty() {
        return Err("network name/id is not specified".to_owned());
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_pairs() {
        assert_eq!(parse("app-net").unwrap().target, "app-net");
        let network = parse("name=net,alias=db,alias=sql,driver-opt=a=b").unwrap();
        assert_eq!(network.aliases, ["db", "sql"]);
        assert_eq!(network.driver_opts["a"], "b");
    }

    #[test]
    fn refusals_are_dockers() {
        let check = |text: &str, words: &str| assert_eq!(parse(text).unwrap_err(), words);
        check("alias=db", "network name/id is not specified");
        check("name=a,foo=b", "invalid field key foo");
    }
}
