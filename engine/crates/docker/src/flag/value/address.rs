//! Addresses a swarm listens on, pools it takes networks from, and outside certificate signers.

use std::net::IpAddr;

use api::cluster::ExternalCa;

/// Where a manager listens unless told otherwise (docker/cli `swarm/opts.go`).
pub(crate) const LISTEN: &str = "0.0.0.0:2377";

/// docker/cli `opts.ParseTCPAddr` with the default listen address: an address or interface, with
/// or without port.
pub(crate) fn listen(text: &str) -> Result<String, String> {
    let bad = || format!("invalid bind address format: {text}");
    if text.is_empty() || text == "tcp://" {
        return Ok(LISTEN.to_owned());
    }
    let bare = text.strip_prefix("tcp://").unwrap_or(text);
    if bare.is_empty() || bare.contains("://") {
        return Err(format!("invalid proto, expected tcp: {text}"));
    }
    let (host, port) = match bare.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
        Some(_) => return Err(bad()),
        None => (bare, ""),
    };
    let host = if host.is_empty() { "0.0.0.0" } else { host };
    let port = if port.is_empty() { "2377" } else { port };
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    Ok(format!("{host}:{port}"))
}

/// Networks in CIDR notation separated by commas, as their network addresses.
pub(crate) fn pools(text: &str) -> Result<String, String> {
    let pools: Result<Vec<String>, String> = text
        .replace(['"', '\''], "")
        .split(',')
        .map(|pool| {
            cidr(pool.trim())
                .ok_or_else(|| format!("invalid string being converted to CIDR: {}", pool.trim()))
        })
        .collect();
    Ok(pools?.join(","))
}

/// A network in CIDR notation, its host bits cleared, as Go's `net.ParseCIDR` gives it.
pub(crate) fn cidr(text: &str) -> Option<String> {
    let (network, prefix) = network_of(text)?;
    Some(format!("{network}/{prefix}"))
}

/// The network an address in CIDR notation lies in.
pub(crate) fn network_of(text: &str) -> Option<(IpAddr, u32)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let prefix: u32 = is_number.then(|| prefix.parse().ok())??;
    match address {
        IpAddr::V4(address) if prefix <= 32 => {
            let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            Some((IpAddr::V4((u32::from(address) & mask).into()), prefix))
        }
        IpAddr::V6(address) if prefix <= 128 => {
            let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
            Some((IpAddr::V6((u128::from(address) & mask).into()), prefix))
        }
        IpAddr::V4(_) | IpAddr::V6(_) => None,
    }
}

/// An external signer, and the file its certificate is still to be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signer {
    pub ca: ExternalCa,
    pub certificate_file: Option<String>,
}

/// `protocol=cfssl,url=https://…[,cacert=FILE]` (docker/cli `swarm/opts.go`, `parseExternalCA`).
pub(crate) fn external_ca(text: &str) -> Result<Signer, String> {
    let mut signer = Signer {
        ca: ExternalCa::default(),
        certificate_file: None,
    };
    for field in super::csv::fields(text)? {
        let (key, value) = field
            .split_once('=')
            .ok_or_else(|| format!("invalid field '{field}' must be a key=value pair"))?;
        match key.to_lowercase().as_str() {
            "protocol" if value.eq_ignore_ascii_case("cfssl") => {
                "cfssl".clone_into(&mut signer.ca.protocol);
            }
            "protocol" => return Err(format!("unrecognized external CA protocol {value}")),
            "url" => value.clone_into(&mut signer.ca.url),
            "cacert" => signer.certificate_file = Some(value.to_owned()),
            _ => {
                signer.ca.options.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    if signer.ca.protocol.is_empty() {
        return Err("the external-ca option needs a protocol= parameter".to_owned());
    }
    if signer.ca.url.is_empty() {
        return Err("the external-ca option needs a url= parameter".to_owned());
    }
    Ok(signer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_the_swarms_port() {
        assert_eq!(listen("eth0"), Ok("eth0:2377".into()));
        assert_eq!(
            listen("192.168.99.11:99999"),
            Ok("192.168.99.11:99999".into())
        );
        assert_eq!(listen(":4000"), Ok("0.0.0.0:4000".into()));
        assert_eq!(listen(""), Ok(LISTEN.into()));
        assert_eq!(
            listen("udp://x"),
            Err("invalid proto, expected tcp: udp://x".into())
        );
        assert_eq!(
            listen("eth0:x"),
            Err("invalid bind address format: eth0:x".into())
        );
    }

    #[test]
    fn pools_are_networks() {
        assert_eq!(pools("10.20.3.4/16"), Ok("10.20.0.0/16".into()));
        assert_eq!(
            pools("10.20.0.0"),
            Err("invalid string being converted to CIDR: 10.20.0.0".into())
        );
        assert_eq!(cidr("10.10.300.0/24"), None);
        assert_eq!(cidr("0.0.0.0/0").as_deref(), Some("0.0.0.0/0"));
    }

    #[test]
    fn a_signer_needs_protocol_and_url() {
        let signer = external_ca("protocol=cfssl,url=https://ca").unwrap();
        assert_eq!(signer.ca.url, "https://ca");
        assert_eq!(
            external_ca("url=x").unwrap_err(),
            "the external-ca option needs a protocol= parameter"
        );
        assert_eq!(
            external_ca("protocol=x").unwrap_err(),
            "unrecognized external CA protocol x"
        );
    }
}
