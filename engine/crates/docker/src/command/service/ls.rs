//! `docker service ls` (docker/cli `service/list.go`, `service/formatter.go`; recording 038).

use api::Request;
use api::service::{PortConfig, Protocol, PublishMode, Service, ServiceMode};

use crate::command::listing::{self, FILTER, FORMAT, QUIET};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::Spec;
use crate::format::{self, Listing, Row, natural, reference, short_id, text};

pub(crate) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List the services of the swarm")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .runs(run);

const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}";
const RAW: &str = "id: {{.ID}}\\nname: {{.Name}}\\nmode: {{.Mode}}\\nreplicas: {{.Replicas}}\\nimage: {{.Image}}\\nports: {{.Ports}}\\n";

const LISTING: Listing = Listing {
    type_name: "service.serviceContext",
    columns: &[
        ("ID", "ID"),
        ("Name", "NAME"),
        ("Mode", "MODE"),
        ("Replicas", "REPLICAS"),
        ("Image", "IMAGE"),
        ("Ports", "PORTS"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let is_quiet = given.is("quiet");
    let response = cx.ask(Request::ServiceList {
        filters: listing::filters(given),
        status: !is_quiet,
    })?;
    let mut services: Vec<&Service> = answer!(response, Services).iter().collect();
    services.sort_by(|a, b| natural::compare(&a.spec.annotations.name, &b.spec.annotations.name));
    let rows = services.into_iter().map(row).collect();
    let format = format::chosen(given.text("format"), is_quiet, TABLE, RAW);
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

fn row(service: &Service) -> Row {
    let spec = &service.spec;
    let image = spec
        .task_template
        .container_spec
        .as_ref()
        .map_or(String::new(), |spec| reference::for_listing(&spec.image));
    vec![
        ("ID", text(short_id(service.id.as_str()))),
        ("Name", text(&spec.annotations.name)),
        ("Mode", text(mode(&spec.mode))),
        ("Replicas", text(replicas(service))),
        ("Image", text(image)),
        ("Ports", text(ports(&service.endpoint.ports))),
    ]
}

fn mode(mode: &ServiceMode) -> &'static str {
    if mode.global.is_some() {
        "global"
    } else if mode.replicated.is_some() {
        "replicated"
    } else if mode.replicated_job.is_some() {
        "replicated job"
    } else if mode.global_job.is_some() {
        "global job"
    } else {
        ""
    }
}

fn replicas(service: &Service) -> String {
    let status = service.service_status.clone().unwrap_or_default();
    let (running, desired, completed) = (
        status.running_tasks,
        status.desired_tasks,
        status.completed_tasks,
    );
    let mode = &service.spec.mode;
    if let Some(job) = &mode.replicated_job {
        let total = job.total_completions.unwrap_or(0);
        return format!("{running}/{desired} ({completed}/{total} completed)");
    }
    if mode.global_job.is_some() {
        let total = desired + completed;
        return format!("{running}/{desired} ({completed}/{total} completed)");
    }
    let placement = service.spec.task_template.placement.as_ref();
    match placement.map_or(0, |placement| placement.max_replicas) {
        most if most > 0 && mode.replicated.is_some() => {
            format!("{running}/{desired} (max {most} per node)")
        }
        _ => format!("{running}/{desired}"),
    }
}

/// Ports published through the mesh; neighbours are drawn together: `*:9000-9002->80-82/tcp`.
fn ports(ports: &[PortConfig]) -> String {
    let mut ports: Vec<&PortConfig> = ports
        .iter()
        .filter(|port| port.publish_mode == PublishMode::Ingress)
        .collect();
    ports.sort_by_key(|port| (port.protocol.as_str(), port.published_port));
    let mut ranges: Vec<Range> = Vec::new();
    for port in ports {
        match ranges.last_mut() {
            Some(range) if range.takes(port) => {
                range.published.1 = port.published_port;
                range.target.1 = port.target_port;
            }
            Some(_) | None => ranges.push(Range {
                published: (port.published_port, port.published_port),
                target: (port.target_port, port.target_port),
                protocol: port.protocol,
            }),
        }
    }
    // A range that begins at port 0 is none: such a port has not been given out yet.
    let shown = ranges.iter().filter(|range| range.published.0 > 0);
    shown.map(Range::to_string).collect::<Vec<_>>().join(", ")
}

struct Range {
    published: (u32, u32),
    target: (u32, u32),
    protocol: Protocol,
}

impl Range {
    /// Whether a port goes on where the range ends.
    fn takes(&self, port: &PortConfig) -> bool {
        let is_next = |after: u32, last: u32| after.wrapping_sub(last) <= 1;
        let is_range = self.target.0 != self.target.1;
        port.protocol == self.protocol
            && is_next(port.published_port, self.published.1)
            && is_next(port.target_port, self.target.1)
            && !(is_range && port.target_port <= self.target.1)
    }
}

impl core::fmt::Display for Range {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let span = |(first, last): (u32, u32)| {
            if last > first {
                format!("{first}-{last}")
            } else {
                first.to_string()
            }
        };
        write!(
            f,
            "*:{}->{}/{}",
            span(self.published),
            span(self.target),
            self.protocol
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(u32, u32)], expected: &str) {
        let list: Vec<PortConfig> = pairs
            .iter()
            .map(|(published_port, target_port)| PortConfig {
                published_port: *published_port,
                target_port: *target_port,
                ..PortConfig::default()
            })
            .collect();
        assert_eq!(ports(&list), expected);
    }

    #[test]
    fn neighbouring_ports_are_drawn_together() {
        check(&[(8080, 80)], "*:8080->80/tcp");
        check(
            &[(9000, 80), (9001, 81), (9002, 82)],
            "*:9000-9002->80-82/tcp",
        );
        check(&[(80, 80), (81, 80)], "*:80-81->80/tcp");
        check(
            &[(80, 80), (81, 81), (82, 80)],
            "*:80-81->80-81/tcp, *:82->80/tcp",
        );
        check(&[(443, 443), (80, 80)], "*:80->80/tcp, *:443->443/tcp");
    }
}
