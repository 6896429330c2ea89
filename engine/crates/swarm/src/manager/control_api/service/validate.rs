//! Whether a spec is sound in itself (SwarmKit `manager/controlapi/service.go`
//! validateServiceSpec), in the original's order.
//!
//! Negative durations cannot come this far: the API's durations have no sign.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use api::ConfigId;
use api::service::{EndpointSpec, Mode, PublishMode, ResolutionMode, ServiceSpec, UpdateConfig};
use api::task::{ContainerSpec, HealthConfig, Mount, TaskSpec};
use sim::Duration;

use super::super::refusal::{Code, Refusal, Voice};
use super::super::{image_name, name};
use crate::constraint::{self, ConstraintError};
use crate::node::ControlError;
use crate::template::{self, ExpandError};

/// SwarmKit `manager/controlapi/service.go` validateResources.
const MIN_NANO_CPUS: i64 = 1_000_000;
const MIN_MEMORY: i64 = 4 << 20;
const MIN_HEALTH_DURATION: Duration = Duration::from_millis(1);

/// Why a spec is not sound.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SpecError {
    Cpus(i64),
    Memory(i64),
    Constraint(ConstraintError),
    Reference {
        kind: &'static str,
        fault: ReferenceFault,
    },
    CredentialConfig(String),
    Template(ExpandError),
    NoImage,
    Image(String),
    SameMount(String),
    HealthDuration(&'static str),
    HealthRetries,
    Replicas,
    MaxConcurrent,
    TotalCompletions,
    JobUpdate,
    FailureRatio,
    IngressWithDnsrr,
    SamePort,
}

/// What is wrong with how a spec speaks of a secret or config.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ReferenceFault {
    Malformed,
    NoTarget,
    NoFileName,
    SameTarget {
        first: String,
        second: String,
        file: String,
    },
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpecError::Cpus(nanos) => {
                let cpus = go_float(*nanos);
                write!(f, "invalid cpu value {cpus}: Must be at least 0.001")
            }
            SpecError::Memory(bytes) => {
                write!(f, "invalid memory value {bytes}: Must be at least 4MiB")
            }
            SpecError::Constraint(error) => write!(f, "{error}"),
            SpecError::Reference { kind, fault } => fault.write(f, kind),
            SpecError::CredentialConfig(config) => write!(
                f,
                "CredentialSpec references config '{config}', but that config isn't in config \
                 references with RuntimeTarget"
            ),
            SpecError::Template(error) => write!(f, "{error}"),
            SpecError::NoImage => f.write_str("ContainerSpec: image reference must be provided"),
            SpecError::Image(image) => {
                write!(f, "ContainerSpec: {image:?} is not a valid repository/tag")
            }
            SpecError::SameMount(target) => {
                write!(f, "ContainerSpec: duplicate mount point: {target}")
            }
            SpecError::HealthDuration(field) => write!(
                f,
                "ContainerSpec: {field} in HealthConfig cannot be less than 1ms"
            ),
            SpecError::HealthRetries => {
                f.write_str("ContainerSpec: Retries in HealthConfig cannot be negative")
            }
            SpecError::Replicas => f.write_str("Number of replicas must be non-negative"),
            SpecError::MaxConcurrent => f.write_str("Maximum concurrent jobs must not be negative"),
            SpecError::TotalCompletions => f.write_str("Total completed jobs must not be negative"),
            SpecError::JobUpdate => f.write_str("Jobs may not have an update config"),
            SpecError::FailureRatio => f.write_str(
                "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1",
            ),
            SpecError::IngressWithDnsrr => f.write_str(
                "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
            ),
            SpecError::SamePort => f.write_str("EndpointSpec: duplicate published ports provided"),
        }
    }
}

impl ReferenceFault {
    fn write(&self, f: &mut fmt::Formatter<'_>, kind: &str) -> fmt::Result {
        match self {
            ReferenceFault::Malformed => write!(f, "malformed {kind} reference"),
            ReferenceFault::NoTarget => {
                write!(f, "malformed {kind} reference, no target provided")
            }
            ReferenceFault::NoFileName => write!(
                f,
                "malformed file {kind} reference, invalid target file name provided"
            ),
            ReferenceFault::SameTarget {
                first,
                second,
                file,
            } => write!(
                f,
                "{kind} references '{first}' and '{second}' have a conflicting target: '{file}'"
            ),
        }
    }
}

impl Refusal for SpecError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            // The parser's error goes out as it is, without a code.
            SpecError::Constraint(_) => Code::Unknown,
            SpecError::Cpus(_)
            | SpecError::Memory(_)
            | SpecError::Reference { .. }
            | SpecError::CredentialConfig(_)
            | SpecError::Template(_)
            | SpecError::NoImage
            | SpecError::Image(_)
            | SpecError::SameMount(_)
            | SpecError::HealthDuration(_)
            | SpecError::HealthRetries
            | SpecError::Replicas
            | SpecError::MaxConcurrent
            | SpecError::TotalCompletions
            | SpecError::JobUpdate
            | SpecError::FailureRatio
            | SpecError::IngressWithDnsrr
            | SpecError::SamePort => Code::InvalidArgument,
        })
    }
}

/// Checks a spec that is in the manager's form already.
pub(super) fn validate(spec: &ServiceSpec) -> Result<(), ControlError> {
    name::validate(&spec.annotations.name)?;
    check_task(&spec.task_template)?;
    check_mode(spec)?;
    check_endpoint(spec.endpoint_spec.as_ref())?;
    Ok(())
}

fn check_task(task: &TaskSpec) -> Result<(), SpecError> {
    if let Some(resources) = &task.resources {
        let limits = resources.limits.as_ref();
        let reservations = resources.reservations.as_ref();
        check_resources(limits.map(|it| (it.nano_cpus, it.memory_bytes)))?;
        check_resources(reservations.map(|it| (it.nano_cpus, it.memory_bytes)))?;
    }
    if let Some(placement) = &task.placement {
        constraint::parse(&placement.constraints).map_err(SpecError::Constraint)?;
    }
    if let Some(container) = &task.container_spec {
        check_secrets(container)?;
        check_configs(container)?;
        let container = template::try_out(container).map_err(SpecError::Template)?;
        check_image(&container.image)?;
        check_mounts(&container.mounts)?;
        let health = container.healthcheck.as_ref();
        health.map_or(Ok(()), check_health)?;
    }
    Ok(())
}

fn check_resources(amount: Option<(i64, i64)>) -> Result<(), SpecError> {
    let Some((nano_cpus, memory)) = amount else {
        return Ok(());
    };
    if nano_cpus != 0 && nano_cpus < MIN_NANO_CPUS {
        return Err(SpecError::Cpus(nano_cpus));
    }
    if memory != 0 && memory < MIN_MEMORY {
        return Err(SpecError::Memory(memory));
    }
    Ok(())
}

/// Which reference took which file name, to find two that want the same.
#[derive(Default)]
struct Targets<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Targets<'a> {
    fn take(&mut self, file: &'a str, name: &'a str) -> Result<(), ReferenceFault> {
        if file.is_empty() {
            return Err(ReferenceFault::NoFileName);
        }
        match self.0.insert(file, name) {
            Some(first) => Err(ReferenceFault::SameTarget {
                first: first.to_owned(),
                second: name.to_owned(),
                file: file.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

fn check_secrets(container: &ContainerSpec) -> Result<(), SpecError> {
    let mut targets = Targets::default();
    for reference in &container.secrets {
        let (id, name) = (reference.secret_id.as_str(), reference.secret_name.as_str());
        let fault = match &reference.file {
            _ if id.is_empty() || name.is_empty() => Err(ReferenceFault::Malformed),
            None => Err(ReferenceFault::NoTarget),
            Some(file) => targets.take(&file.name, name),
        };
        fault.map_err(|fault| SpecError::Reference {
            kind: "secret",
            fault,
        })?;
    }
    Ok(())
}

fn check_configs(container: &ContainerSpec) -> Result<(), SpecError> {
    let mut targets = Targets::default();
    for reference in &container.configs {
        let (id, name) = (reference.config_id.as_str(), reference.config_name.as_str());
        let fault = match &reference.file {
            _ if id.is_empty() || name.is_empty() => Err(ReferenceFault::Malformed),
            // A target that is no file is the runtime itself: the form has no third case.
            None => Ok(()),
            Some(file) => targets.take(&file.name, name),
        };
        fault.map_err(|fault| SpecError::Reference {
            kind: "config",
            fault,
        })?;
    }
    check_credential_config(container)
}

fn check_credential_config(container: &ContainerSpec) -> Result<(), SpecError> {
    let privileges = container.privileges.as_ref();
    let credentials = privileges.and_then(|it| it.credential_spec.as_ref());
    let config = credentials.map_or("", |it| it.config.as_str());
    let is_referenced = container
        .configs
        .iter()
        .any(|it| it.runtime.is_some() && it.config_id == ConfigId::from(config));
    match config.is_empty() || is_referenced {
        true => Ok(()),
        false => Err(SpecError::CredentialConfig(config.to_owned())),
    }
}

fn check_image(image: &str) -> Result<(), SpecError> {
    if image.is_empty() {
        return Err(SpecError::NoImage);
    }
    match image_name::is_valid(image) {
        true => Ok(()),
        false => Err(SpecError::Image(image.to_owned())),
    }
}

fn check_mounts(mounts: &[Mount]) -> Result<(), SpecError> {
    let mut targets = BTreeSet::new();
    match mounts.iter().find(|mount| !targets.insert(&mount.target)) {
        Some(second) => Err(SpecError::SameMount(second.target.clone())),
        None => Ok(()),
    }
}

fn check_health(health: &HealthConfig) -> Result<(), SpecError> {
    let durations = [
        ("Interval", health.interval),
        ("Timeout", health.timeout),
        ("StartPeriod", health.start_period),
        ("StartInterval", health.start_interval),
    ];
    let is_short = |duration: Duration| !duration.is_zero() && duration < MIN_HEALTH_DURATION;
    if let Some((field, _)) = durations.iter().find(|(_, it)| is_short(*it)) {
        return Err(SpecError::HealthDuration(field));
    }
    match health.retries < 0 {
        true => Err(SpecError::HealthRetries),
        false => Ok(()),
    }
}

fn check_mode(spec: &ServiceSpec) -> Result<(), SpecError> {
    // The API's numbers have no sign, but clients cast theirs.
    let is_negative = |number: u64| i64::try_from(number).is_err();
    match spec.mode.kind() {
        Mode::Replicated { replicas } if is_negative(replicas) => Err(SpecError::Replicas),
        Mode::ReplicatedJob { max_concurrent, .. } if is_negative(max_concurrent) => {
            Err(SpecError::MaxConcurrent)
        }
        Mode::ReplicatedJob {
            total_completions, ..
        } if is_negative(total_completions) => Err(SpecError::TotalCompletions),
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => match spec.update_config {
            Some(_) => Err(SpecError::JobUpdate),
            None => Ok(()),
        },
        // The rollback's own settings are not checked, as in the original.
        Mode::Replicated { .. } | Mode::Global => {
            spec.update_config.as_ref().map_or(Ok(()), check_update)
        }
    }
}

fn check_update(update: &UpdateConfig) -> Result<(), SpecError> {
    match (0..=1_000_000).contains(&update.max_failure_ratio.millionths) {
        true => Ok(()),
        false => Err(SpecError::FailureRatio),
    }
}

fn check_endpoint(endpoint: Option<&EndpointSpec>) -> Result<(), SpecError> {
    let Some(endpoint) = endpoint else {
        return Ok(());
    };
    let mut published = BTreeSet::new();
    for port in &endpoint.ports {
        // The mesh needs one address to balance to; DNS round robin has none.
        if endpoint.mode == ResolutionMode::Dnsrr && port.publish_mode == PublishMode::Ingress {
            return Err(SpecError::IngressWithDnsrr);
        }
        let number = port.published_port;
        if number != 0 && !published.insert((number, port.protocol)) {
            return Err(SpecError::SamePort);
        }
    }
    Ok(())
}

/// Billionths as Go prints a float by `%g`: `0.0005`, `1e-05`, `-1`.
fn go_float(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let digits = nanos.unsigned_abs().to_string();
    let exponent = digits.len() as i64 - 10;
    let digits = digits.trim_end_matches('0');
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let point = if rest.is_empty() { "" } else { "." };
    match exponent {
        // Go's strconv: an exponent below -4 or from 6 on is written out.
        ..-4 | 6.. => {
            let side = if exponent < 0 { '-' } else { '+' };
            format!("{sign}{first}{point}{rest}e{side}{:02}", exponent.abs())
        }
        -4..0 => {
            let zeros = "0".repeat((-exponent - 1) as usize);
            format!("{sign}0.{zeros}{digits}")
        }
        0..6 => {
            let whole = exponent as usize + 1;
            let padded = format!("{digits:0<whole$}");
            let (whole, part) = padded.split_at(whole);
            let point = if part.is_empty() { "" } else { "." };
            format!("{sign}{whole}{point}{part}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_print_as_go_prints_floats() {
        let check = |nanos, expected: &str| assert_eq!(go_float(nanos), expected);
        check(100_000, "0.0001");
        check(999_999, "0.000999999");
        check(10_000, "1e-05");
        check(12_345, "1.2345e-05");
        check(1, "1e-09");
        check(-1_000_000_000, "-1");
        check(-500_000_000, "-0.5");
        check(-12_500_000_000, "-12.5");
        check(-1_000_000_000_000_000, "-1e+06");
    }
}
