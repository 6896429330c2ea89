//! The names Go's types have, as the errors of a template say them.
//!
//! A value knows the bare name of its struct; the package is known here. A nil pointer knows
//! nothing: its type follows from the field it stands in.

use api::go::Value;

/// The type of a value that was found in a field, or handed out by a function.
pub(super) fn name(value: &Value) -> String {
    match value {
        Value::Nil => "interface {}".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Int(_) => "int64".to_owned(),
        Value::Uint(_) => "uint64".to_owned(),
        Value::Ratio(_) => "float64".to_owned(),
        Value::Str(_) => "string".to_owned(),
        Value::Bytes(_) => "[]uint8".to_owned(),
        Value::Time(_) => "time.Time".to_owned(),
        Value::Duration(_) => "time.Duration".to_owned(),
        Value::List(list) => match list.as_ref().and_then(|list| list.first()) {
            Some(item) => format!("[]{}", name(item)),
            None => "[]string".to_owned(),
        },
        Value::Map(_) => "map[string]string".to_owned(),
        // Where two packages have the same name, the value says which one it is of.
        Value::Struct(value) if value.name.contains('.') => value.name.to_owned(),
        Value::Struct(value) => format!("{}.{}", package(value.name), value.name),
        Value::Ptr(inner) => format!("*{}", name(inner)),
    }
}

/// The type of the nil pointer that stands in a field of this name.
pub(super) fn of_nil_field(field: &str) -> String {
    let bare = match field {
        "PreviousSpec" => "ServiceSpec",
        "RollbackConfig" => "UpdateConfig",
        "Replicated" => "ReplicatedService",
        "Global" => "GlobalService",
        "Cluster" => "ClusterInfo",
        "Resources" => "ResourceRequirements",
        "Limits" => "Limit",
        "Reservations" => "Resources",
        "LogDriver" | "Templating" | "DriverConfiguration" => "Driver",
        "Healthcheck" => return "*v1.HealthcheckConfig".to_owned(),
        "BindOptions" | "VolumeOptions" | "TmpfsOptions" => return format!("*mount.{field}"),
        "Server" => return "*types.Version".to_owned(),
        "Init" => return "*bool".to_owned(),
        "Replicas" | "MaxConcurrent" | "TotalCompletions" | "MaxAttempts" => {
            return "*uint64".to_owned();
        }
        "StopGracePeriod" | "Delay" | "Window" => return "*time.Duration".to_owned(),
        "StartedAt" | "CompletedAt" => return "*time.Time".to_owned(),
        other => other,
    };
    format!("*swarm.{bare}")
}

/// The package a struct of this name lives in.
fn package(name: &str) -> &'static str {
    match name {
        "Mount" | "BindOptions" | "VolumeOptions" | "TmpfsOptions" => "mount",
        "HealthcheckConfig" => "v1",
        "Ulimit" => "units",
        "Inspect" | "IPAM" | "ConfigReference" | "EndpointResource" | "PeerInfo"
        | "EndpointSettings" => "network",
        "PluginsInfo" | "ServiceConfig" | "RuntimeWithStatus" | "Commit" => "system",
        "Message" | "Actor" => "events",
        "ComponentVersion" | "clientVersion" => "types",
        _ => "swarm",
    }
}

/// Whether a struct is a row of a listing, which encodes as the map of its columns.
pub(crate) fn is_context(name: &str) -> bool {
    name.ends_with("Context")
}
