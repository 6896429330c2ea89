//! Subnets with their ranges and gateways, brought together (docker/cli `network/create.go`,
//! `createIPAMConfig`; recording 100).

use std::net::IpAddr;

use api::network::IpamConfig;

use crate::flag::Given;
use crate::flag::value::address::network_of;

/// One config a subnet, with the range and the gateway that lie in it.
pub(super) fn configs(given: &Given) -> Result<Vec<IpamConfig>, String> {
    let list = |flag: &str| -> Vec<String> {
        let values = given.all(flag).iter();
        values
            .flat_map(|value| value.split(','))
            .map(str::to_owned)
            .collect()
    };
    build(&list("subnet"), &list("ip-range"), &list("gateway"))
}

fn build(
    subnets: &[String],
    ranges: &[String],
    gateways: &[String],
) -> Result<Vec<IpamConfig>, String> {
    if subnets.len() < ranges.len() || subnets.len() < gateways.len() {
        return Err("every ip-range or gateway must have a corresponding subnet".to_owned());
    }
    let mut configs: Vec<IpamConfig> = Vec::new();
    for subnet in subnets {
        for known in &configs {
            if holds(subnet, &known.subnet)? || holds(&known.subnet, subnet)? {
                return Err("multiple overlapping subnet configuration is not supported".to_owned());
            }
        }
        configs.push(IpamConfig {
            subnet: subnet.clone(),
            ..IpamConfig::default()
        });
    }
    for range in ranges {
        network_of(range).ok_or_else(|| format!("invalid CIDR address: {range}"))?;
        let config = holder(&mut configs, range)?
            .ok_or_else(|| format!("no matching subnet for range {range}"))?;
        if !config.range.is_empty() {
            return Err(format!(
                "cannot configure multiple ranges ({range}, {}) on the same subnet ({})",
                config.range, config.subnet
            ));
        }
        config.range.clone_from(range);
    }
    for gateway in gateways {
        let config = holder(&mut configs, gateway)?
            .ok_or_else(|| format!("no matching subnet for gateway {gateway}"))?;
        if !config.gateway.is_empty() {
            return Err(format!(
                "cannot configure multiple gateways ({gateway}, {}) for the same subnet ({})",
                config.gateway, config.subnet
            ));
        }
        config.gateway.clone_from(gateway);
    }
    Ok(configs)
}

/// The config whose subnet an address lies in.
fn holder<'a>(
    configs: &'a mut [IpamConfig],
    address: &str,
) -> Result<Option<&'a mut IpamConfig>, String> {
    for config in configs {
        if holds(&config.subnet, address)? {
            return Ok(Some(config));
        }
    }
    Ok(None)
}

/// Whether an address, or the first of a network, lies in a subnet.
fn holds(subnet: &str, data: &str) -> Result<bool, String> {
    let (network, prefix) = network_of(subnet)
        .ok_or_else(|| format!("invalid subnet: invalid CIDR address: {subnet}"))?;
    let address: Option<IpAddr> = match data.split_once('/') {
        Some((address, _)) => {
            network_of(data).ok_or_else(|| format!("invalid CIDR address: {data}"))?;
            address.parse().ok()
        }
        None => data.parse().ok(),
    };
    let lies = address.and_then(|address| network_of(&format!("{address}/{prefix}")));
    Ok(lies.is_some_and(|(other, _)| other == network))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn refused(subnets: &str, ranges: &str, gateways: &str, words: &str) {
        let result = build(&list(subnets), &list(ranges), &list(gateways));
        assert_eq!(result.unwrap_err(), words);
    }

    #[test]
    fn range_and_gateway_find_their_subnet() {
        let configs = build(
            &list("10.10.0.0/24 10.11.0.0/24"),
            &list("10.11.0.128/25"),
            &list("10.10.0.1"),
        )
        .unwrap();
        assert_eq!(configs[0].gateway, "10.10.0.1");
        assert_eq!(configs[1].range, "10.11.0.128/25");
    }

    #[test]
    fn a_single_bad_subnet_is_the_daemons_to_refuse() {
        assert!(build(&list("10.10.300.0/24"), &[], &[]).is_ok());
    }

    #[test]
    fn refusals_are_dockers() {
        refused(
            "10.11.0.0/24",
            "",
            "10.12.0.1",
            "no matching subnet for gateway 10.12.0.1",
        );
        refused(
            "10.11.0.0/24",
            "10.12.0.0/25",
            "",
            "no matching subnet for range 10.12.0.0/25",
        );
        refused(
            "",
            "",
            "10.12.0.1",
            "every ip-range or gateway must have a corresponding subnet",
        );
        refused(
            "10.0.0.0/8 10.1.0.0/16",
            "",
            "",
            "multiple overlapping subnet configuration is not supported",
        );
    }
}
