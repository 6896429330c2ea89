//! The form in which the manager keeps a spec (moby `daemon/cluster/convert/service.go`,
//! `container.go`: there and back again).
//!
//! The same wish must always be the same value, since a task is up to date when its spec equals
//! the service's. What the Engine loses on the way is lost here, too.

use core::fmt;

use api::ErrorKind;
use api::service::{Replicated, ReplicatedJob, ResolutionMode, ServiceMode, ServiceSpec};
use api::task::{
    BindOptions, ConfigReference, ContainerSpec, CredentialSpec, Mount, MountType, TaskSpec,
};

use super::super::refusal::{Refusal, Voice};

/// SwarmKit `api/types.proto` MountPropagation; the first is the default.
const PROPAGATIONS: [&str; 6] = [
    "rprivate", "private", "rshared", "shared", "rslave", "slave",
];

/// Why a spec cannot be brought into the manager's form. The daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormError {
    NoContainer,
    UnknownRuntime,
    NoCredentialSource,
    ManyCredentialSources(Vec<&'static str>),
    ConfigWithoutTarget,
    ConfigWithTwoTargets,
    MountType(MountType),
    Propagation(String),
    ManyModes,
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormError::NoContainer => f.write_str("mismatched Runtime and *Spec fields"),
            FormError::UnknownRuntime => f.write_str("unsupported runtime"),
            FormError::NoCredentialSource => f.write_str(
                "invalid CredentialSpec: must either provide \"file\", \"registry\", or \
                 \"config\" for credential spec",
            ),
            FormError::ManyCredentialSources(sources) => credential_sources(f, sources),
            FormError::ConfigWithoutTarget => {
                f.write_str("invalid Config: either File or Runtime should be set")
            }
            FormError::ConfigWithTwoTargets => {
                f.write_str("invalid Config: cannot specify both File and Runtime")
            }
            FormError::MountType(kind) => write!(f, "invalid MountType: \"{kind}\""),
            FormError::Propagation(word) => write!(f, "invalid MountPropagation: {word:?}"),
            FormError::ManyModes => f.write_str("must specify only one service mode"),
        }
    }
}

fn credential_sources(f: &mut fmt::Formatter<'_>, sources: &[&str]) -> fmt::Result {
    f.write_str("invalid CredentialSpec: cannot specify both ")?;
    let (last, others) = sources.split_last().expect("there are at least two");
    match others {
        [one] => write!(f, "{one} and {last}")?,
        many => write!(f, "{}, and {last}", many.join(", "))?,
    }
    f.write_str(" credential specs")
}

impl Refusal for FormError {
    fn voice(&self) -> Voice {
        Voice::Daemon(ErrorKind::InvalidParameter)
    }
}

/// The spec as the manager keeps it.
pub(super) fn read(spec: &ServiceSpec) -> Result<ServiceSpec, FormError> {
    let mut kept = spec.clone();
    read_task(&mut kept.task_template)?;
    if let Some(endpoint) = &mut kept.endpoint_spec
        && endpoint.mode == ResolutionMode::Unset
    {
        endpoint.mode = ResolutionMode::Vip;
    }
    kept.mode = read_mode(&spec.mode)?;
    Ok(kept)
}

fn read_task(task: &mut TaskSpec) -> Result<(), FormError> {
    match task.runtime.as_str() {
        "" | "container" => (),
        "plugin" => return Err(FormError::NoContainer),
        _ => return Err(FormError::UnknownRuntime),
    }
    let container = task.container_spec.as_mut().ok_or(FormError::NoContainer)?;
    read_container(container)?;
    // A container is a container without a word; the service's view says it again.
    task.runtime = String::new();
    task.plugin_spec = None;
    task.network_attachment_spec = None;
    if let Some(restart) = &mut task.restart_policy {
        restart.max_attempts.get_or_insert(0);
    }
    if let Some(placement) = &mut task.placement {
        placement.preferences.retain(|it| it.spread.is_some());
    }
    Ok(())
}

fn read_container(container: &mut ContainerSpec) -> Result<(), FormError> {
    container.isolation = match container.isolation.to_lowercase().as_str() {
        "hyperv" => "hyperv".to_owned(),
        "process" => "process".to_owned(),
        _ => "default".to_owned(),
    };
    let privileges = container.privileges.as_ref();
    if let Some(credentials) = privileges.and_then(|it| it.credential_spec.as_ref()) {
        check_credentials(credentials)?;
    }
    container.configs.iter().try_for_each(check_config)?;
    container.mounts.iter_mut().try_for_each(read_mount)
}

fn check_credentials(credentials: &CredentialSpec) -> Result<(), FormError> {
    let sources = [
        (&credentials.config, "\"config\""),
        (&credentials.file, "\"file\""),
        (&credentials.registry, "\"registry\""),
    ];
    let given = sources.iter().filter(|(value, _)| !value.is_empty());
    let given: Vec<&str> = given.map(|(_, name)| *name).collect();
    match given.len() {
        0 => Err(FormError::NoCredentialSource),
        1 => Ok(()),
        _ => Err(FormError::ManyCredentialSources(given)),
    }
}

fn check_config(config: &ConfigReference) -> Result<(), FormError> {
    match (&config.file, &config.runtime) {
        (None, None) => Err(FormError::ConfigWithoutTarget),
        (Some(_), Some(_)) => Err(FormError::ConfigWithTwoTargets),
        (Some(_), None) | (None, Some(_)) => Ok(()),
    }
}

fn read_mount(mount: &mut Mount) -> Result<(), FormError> {
    match mount.kind {
        MountType::Bind
        | MountType::Volume
        | MountType::Tmpfs
        | MountType::Npipe
        | MountType::Cluster => (),
        // An image can be mounted into a container, but not into a task of this version.
        MountType::Image => return Err(FormError::MountType(mount.kind)),
    }
    mount.consistency = String::new();
    mount.image_options = None;
    mount.cluster_options = None;
    if let Some(options) = mount.bind_options.take() {
        mount.bind_options = read_bind(options)?;
    }
    Ok(())
}

/// Only propagation and recursion come through; `CreateMountpoint` and the read-only options are
/// lost (moby `convert/container.go` containerToGRPC).
fn read_bind(options: BindOptions) -> Result<Option<BindOptions>, FormError> {
    let word = options.propagation.to_lowercase();
    let is_known = PROPAGATIONS.contains(&word.as_str());
    if !is_known && !word.is_empty() {
        return Err(FormError::Propagation(options.propagation));
    }
    if !is_known && !options.non_recursive {
        return Ok(None);
    }
    let propagation = if is_known { &word } else { PROPAGATIONS[0] };
    Ok(Some(BindOptions {
        propagation: propagation.to_owned(),
        non_recursive: options.non_recursive,
        ..BindOptions::default()
    }))
}

fn read_mode(mode: &ServiceMode) -> Result<ServiceMode, FormError> {
    let given = [
        mode.global.is_some(),
        mode.replicated.is_some(),
        mode.replicated_job.is_some(),
        mode.global_job.is_some(),
    ];
    if given.iter().filter(|is_given| **is_given).count() > 1 {
        return Err(FormError::ManyModes);
    }
    if mode.global.is_some() || mode.global_job.is_some() {
        return Ok(mode.clone());
    }
    let mut kept = ServiceMode::default();
    if let Some(job) = &mode.replicated_job {
        let max_concurrent = job.max_concurrent.unwrap_or(1);
        kept.replicated_job = Some(ReplicatedJob {
            max_concurrent: Some(max_concurrent),
            total_completions: Some(job.total_completions.unwrap_or(max_concurrent)),
        });
    } else {
        let replicas = mode.replicated.as_ref().and_then(|it| it.replicas);
        kept.replicated = Some(Replicated {
            replicas: Some(replicas.unwrap_or(1)),
        });
    }
    Ok(kept)
}
