//! A daemon that cannot be reached: the words for it are the client's own (moby `client/request.go`,
//! `client/errors.go`; recordings 073, 131).

use api::{ApiError, ErrorKind, Request};

/// The daemon of this machine.
const SOCKET: &str = "unix:///var/run/docker.sock";

/// A failed call with the client's words, where the host of the command had none.
pub(crate) fn worded(error: ApiError, host: Option<&str>, called: Option<&Request>) -> ApiError {
    let host = host.unwrap_or(SOCKET);
    if error.kind == ErrorKind::NoConnection && error.message.is_empty() {
        let message =
            format!("Cannot connect to the Docker daemon at {host}. Is the docker daemon running?");
        return ApiError { message, ..error };
    }
    if let (ErrorKind::Lost, Some(request)) = (error.kind, called) {
        let address = host.split_once("://").map_or(host, |(_, address)| address);
        let (method, path) = line(request);
        let message = format!(
            "error during connect: {method} \"http://{address}/v1.51{path}\": dial tcp {address}: connect: {}",
            error.message
        );
        return ApiError { message, ..error };
    }
    error
}

/// Method and path of a call, without its query.
fn line(request: &Request) -> (&'static str, String) {
    let get = |path: &str| ("Get", path.to_owned());
    let post = |path: &str| ("Post", path.to_owned());
    match request {
        Request::SwarmInit(_) => post("/swarm/init"),
        Request::SwarmJoin(_) => post("/swarm/join"),
        Request::SwarmLeave { .. } => post("/swarm/leave"),
        Request::SwarmInspect => get("/swarm"),
        Request::SwarmUpdate { .. } => post("/swarm/update"),
        Request::SwarmUnlockKey => get("/swarm/unlockkey"),
        Request::SwarmUnlock { .. } => post("/swarm/unlock"),
        Request::NodeList { .. } => get("/nodes"),
        Request::NodeInspect { name } => ("Get", format!("/nodes/{name}")),
        Request::NodeUpdate { id, .. } => ("Post", format!("/nodes/{id}/update")),
        Request::NodeRemove { name, .. } => ("Delete", format!("/nodes/{name}")),
        Request::ServiceCreate { .. } => post("/services/create"),
        Request::ServiceList { .. } => get("/services"),
        Request::ServiceInspect { name, .. } => ("Get", format!("/services/{name}")),
        Request::ServiceUpdate { id, .. } => ("Post", format!("/services/{id}/update")),
        Request::ServiceRemove { name } => ("Delete", format!("/services/{name}")),
        Request::ServiceLogs { name, .. } => ("Get", format!("/services/{name}/logs")),
        Request::TaskList { .. } => get("/tasks"),
        Request::TaskInspect { name } => ("Get", format!("/tasks/{name}")),
        Request::TaskLogs { name, .. } => ("Get", format!("/tasks/{name}/logs")),
        Request::NetworkList { .. } => get("/networks"),
        Request::NetworkInspect { name, .. } => ("Get", format!("/networks/{name}")),
        Request::NetworkCreate { .. } => post("/networks/create"),
        Request::NetworkRemove { name } => ("Delete", format!("/networks/{name}")),
        Request::NetworkPrune => post("/networks/prune"),
        Request::SecretCreate { .. } => post("/secrets/create"),
        Request::SecretList { .. } => get("/secrets"),
        Request::SecretInspect { name } => ("Get", format!("/secrets/{name}")),
        Request::SecretRemove { name } => ("Delete", format!("/secrets/{name}")),
        Request::ConfigCreate { .. } => post("/configs/create"),
        Request::ConfigList { .. } => get("/configs"),
        Request::ConfigInspect { name } => ("Get", format!("/configs/{name}")),
        Request::ConfigRemove { name } => ("Delete", format!("/configs/{name}")),
        Request::ContainerList { .. } => get("/containers/json"),
        Request::ImageList { .. } => get("/images/json"),
        Request::DistributionInspect { image } => ("Get", format!("/distribution/{image}/json")),
        Request::ImagePull { .. } => post("/images/create"),
        Request::Info => get("/info"),
        Request::Version => get("/version"),
        Request::Ping => get("/_ping"),
        Request::Events { .. } => get("/events"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_that_is_not_there_is_named_by_its_address() {
        let nobody = ApiError::new(ErrorKind::NoConnection, "");
        assert_eq!(
            worded(nobody.clone(), None, Some(&Request::Info)).message,
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
        );
        assert_eq!(
            worded(nobody, Some("tcp://127.0.0.1:1"), None).message,
            "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?"
        );
    }

    #[test]
    fn a_machine_that_is_off_is_told_with_the_call() {
        let off = ApiError::new(ErrorKind::Lost, "no route to host");
        let request = Request::NodeInspect {
            name: "node1".to_owned(),
        };
        assert_eq!(
            worded(off, Some("tcp://10.0.0.9:2375"), Some(&request)).message,
            "error during connect: Get \"http://10.0.0.9:2375/v1.51/nodes/node1\": dial tcp 10.0.0.9:2375: connect: no route to host"
        );
    }

    #[test]
    fn words_that_are_there_stay() {
        let own = ApiError::new(ErrorKind::NoConnection, "invalid proto, expected tcp: x");
        assert_eq!(worded(own.clone(), None, None), own);
        let refusal = ApiError::new(ErrorKind::NotFound, "");
        assert_eq!(worded(refusal.clone(), None, Some(&Request::Info)), refusal);
    }
}
