//! `swarm init` and `swarm join` (moby `daemon/cluster/swarm.go`).

use api::cluster::{InitRequest, JoinRequest};
use api::{ApiError, ErrorKind, Response};
use swarm::{CallId, InitOptions, JoinOptions, Start};

use super::{
    CONNECT_TIMEOUT, Control, Member, MemberConfig, MemberState, address, refusal, unavailable,
};
use crate::daemon::process::{Daemon, Timer};
use crate::host::Host;

impl Daemon {
    /// Makes a new swarm of this node, or of what is left of the old one.
    pub(super) fn init(&mut self, call: CallId, request: &InitRequest, host: &mut Host<'_>) {
        let old = match self.leave_old_cluster(request.force_new_cluster) {
            Ok(old) => old,
            Err(error) => return self.answer(call, Err(error), host),
        };
        let (options, config) = match init_options(request, host) {
            Ok(options) => options,
            Err(error) => return self.answer(call, Err(error), host),
        };
        let options = Box::new(options);
        let start = match old {
            Some(disk) => {
                self.forget_jobs();
                Start::ForceNewCluster(options, disk)
            }
            None => Start::Init(options),
        };
        let is_forced = request.force_new_cluster;
        self.cluster.control = Control::Initialising { call, is_forced };
        self.cluster.start(start, config, host);
    }

    /// What `--force-new-cluster` goes on with.
    fn leave_old_cluster(&mut self, force: bool) -> Result<Option<Box<swarm::Disk>>, ApiError> {
        let Some(member) = &self.cluster.member else {
            return Ok(None);
        };
        if !force {
            return Err(unavailable(refusal::EXISTS));
        }
        match &member.state {
            MemberState::Up(node) if node.store().is_some() => Ok(Some(Box::new(node.disk()))),
            MemberState::Up(_) | MemberState::Down { .. } => Err(unavailable(refusal::WORKER)),
        }
    }

    /// Joins another machine's swarm.
    pub(super) fn join(&mut self, call: CallId, request: &JoinRequest, host: &mut Host<'_>) {
        if self.cluster.is_member() {
            return self.answer(call, Err(unavailable(refusal::EXISTS)), host);
        }
        let (options, config) = match join_options(request, host) {
            Ok(options) => options,
            Err(error) => return self.answer(call, Err(error), host),
        };
        self.cluster.control = Control::Joining { call };
        self.agenda.push(
            host.moment.now + CONNECT_TIMEOUT,
            Timer::JoinTimeout { call },
        );
        self.cluster
            .start(Start::Join(Box::new(options)), config, host);
    }

    /// The node is an active member.
    pub(super) fn entered(&mut self, host: &mut Host<'_>) {
        let response = match self.cluster.control {
            Control::Initialising { call, .. } => {
                let id = self.cluster.node().and_then(|node| node.id().cloned());
                (call, Response::SwarmInitialized(id.unwrap_or_default()))
            }
            Control::Joining { call } => (call, Response::Done),
            Control::Free | Control::Counting { .. } | Control::Leaving { .. } => return,
        };
        self.answer(response.0, Ok(response.1), host);
        self.free_control(host);
    }

    /// It was not let in, or could not begin.
    pub(super) fn entry_failed(&mut self, error: ApiError, host: &mut Host<'_>) {
        match self.cluster.control {
            Control::Initialising { call, .. } | Control::Joining { call } => {
                self.cluster.member = None;
                self.answer(call, Err(error), host);
                self.free_control(host);
            }
            Control::Free | Control::Counting { .. } | Control::Leaving { .. } => {
                // It went on trying after its call had been answered.
                if let Some(Member { state, .. }) = &mut self.cluster.member {
                    *state = MemberState::Down {
                        error: error.message,
                        disk: None,
                    };
                }
            }
        }
    }

    /// The call does not wait any longer; the node goes on trying.
    pub(crate) fn on_join_timeout(&mut self, call: CallId, host: &mut Host<'_>) {
        if self.cluster.control == (Control::Joining { call }) {
            self.answer(call, Err(unavailable(refusal::JOIN_TIMEOUT)), host);
            self.free_control(host);
        }
    }
}

fn init_options(
    request: &InitRequest,
    host: &Host<'_>,
) -> Result<(InitOptions, MemberConfig), ApiError> {
    let facts = host.facts;
    if !matches!(request.spec.annotations.name.as_str(), "" | "default") {
        let words = "swarm spec must be named \"default\"";
        return Err(ApiError::new(ErrorKind::InvalidParameter, words));
    }
    let listen = address::listen(&request.listen_addr, facts)
        .map_err(|error| bad_listen(&request.listen_addr, error))?;
    let advertise = address::advertise(&request.advertise_addr, listen.1, facts)?;
    address::data_path(&request.data_path_addr, facts)?;
    if listen.0.is_unspecified() {
        address::local(*advertise.ip(), facts)?;
    }
    address::pools(&request.default_addr_pool, request.subnet_size)?;
    let data_path_port = address::data_path_port(request.data_path_port)?;
    let mut spec = request.spec.clone();
    "default".clone_into(&mut spec.annotations.name);
    let options = InitOptions {
        advertise,
        availability: request.availability,
        spec,
        auto_lock_managers: request.auto_lock_managers,
        default_addr_pool: request.default_addr_pool.clone(),
        subnet_size: request.subnet_size,
        data_path_port,
    };
    Ok((options, MemberConfig { advertise }))
}

/// An empty address is refused before it is read.
fn bad_listen(text: &str, error: address::AddressError) -> ApiError {
    match error {
        address::AddressError::Empty => {
            let words = format!("invalid ListenAddr {text:?}: {error}");
            ApiError::new(ErrorKind::InvalidParameter, words)
        }
        other => other.into(),
    }
}

fn join_options(
    request: &JoinRequest,
    host: &Host<'_>,
) -> Result<(JoinOptions, MemberConfig), ApiError> {
    let facts = host.facts;
    let listen = address::listen(&request.listen_addr, facts)
        .map_err(|error| bad_listen(&request.listen_addr, error))?;
    let first = request.remote_addrs.first().ok_or_else(|| {
        let words = "at least 1 RemoteAddr is required to join";
        ApiError::new(ErrorKind::InvalidParameter, words)
    })?;
    let remote = address::remote(first, facts)?;
    address::data_path(&request.data_path_addr, facts)?;
    // A bad address to advertise is ignored on joining: the manager sees where the node is.
    let seen = std::net::SocketAddrV4::new(address::towards(*remote.ip(), facts), listen.1);
    let advertise = match request.advertise_addr.as_str() {
        "" => seen,
        text => address::advertise(text, listen.1, facts).unwrap_or(seen),
    };
    let options = JoinOptions {
        advertise,
        remotes: vec![remote],
        token: request.join_token.clone(),
        availability: request.availability,
    };
    Ok((options, MemberConfig { advertise }))
}
