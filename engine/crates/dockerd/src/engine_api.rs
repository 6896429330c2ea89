//! The Engine API: one file for each kind of object. Every call is answered here, at once or when
//! the swarm, a registry or time has brought what it needs (moby `api/server/router`).
//!
//! What concerns the swarm is asked of this machine's own manager, which passes it on to its
//! leader; a call waits at most 20 s for it.

mod container;
mod event;
mod image;
mod log;
mod name;
mod network;
mod peek;
mod service;
mod system;

use std::collections::BTreeMap;

use api::system::Info;
use api::{ApiError, ErrorKind, Filters, Request, Response, StreamPart};
use sim::Duration;
use swarm::{CallId, ControlError, ControlRequest, ControlResponse};

pub(crate) use log::Followers;
pub(crate) use peek::peek;

use crate::cluster::ControlCall;
use crate::daemon::Output;
use crate::daemon::process::{Daemon, Timer};
use crate::host::Host;
use service::ServiceWork;

/// moby `cluster.go` `swarmRequestTimeout`.
const SWARM_REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Calls without an answer so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    waiting: BTreeMap<CallId, Step>,
}

/// What a call waits for, and what it does then.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The swarm's answer is the answer.
    Pass,
    /// Exactly one object was asked for.
    One,
    /// A service, with what it does not say filled in if asked for.
    InspectService {
        insert_defaults: bool,
    },
    /// The service is written once its image is known.
    Resolve(Box<ServiceWork>),
    Created {
        warnings: Vec<String>,
    },
    Updated {
        warnings: Vec<String>,
    },
    Networks {
        filters: Filters,
    },
    InspectNetwork {
        name: String,
        scope: String,
    },
    NetworkCreated,
    PruneNetworks(network::Prune),
    /// `docker info`: first the cluster, then its nodes.
    InfoCluster(Box<Info>),
    InfoNodes(Box<Info>),
    /// `swarm leave` on a manager.
    Leave,
    Logs,
    /// Its answer comes in parts, and some have come.
    Streaming,
    Distribution {
        image: String,
    },
    Pull {
        image: String,
    },
}

impl Calls {
    /// Whoever waits for the daemon, when it goes: calls without an answer, and streams.
    pub(crate) fn take_all(&mut self) -> (Vec<CallId>, Vec<CallId>) {
        let all = std::mem::take(&mut self.waiting);
        let (streams, calls): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, step)| matches!(step, Step::Streaming));
        let ids = |list: Vec<(CallId, Step)>| list.into_iter().map(|(call, _)| call).collect();
        (ids(calls), ids(streams))
    }
}

impl Step {
    /// Whether it waits for the swarm and not for a registry.
    fn is_swarms(&self) -> bool {
        !matches!(
            self,
            Step::Resolve(_) | Step::Distribution { .. } | Step::Pull { .. }
        )
    }
}

impl Daemon {
    /// Answers a call, or makes it wait.
    pub(crate) fn request(&mut self, call: CallId, request: Request, host: &mut Host<'_>) {
        match request {
            Request::Ping => self.answer(call, Ok(Response::Done), host),
            Request::Version => {
                let version = Box::new(system::version(host.profile));
                self.answer(call, Ok(Response::Version(version)), host);
            }
            Request::Info => self.info(call, host),
            Request::ContainerList {
                all,
                filters,
                limit,
                ..
            } => {
                let list = container::list(
                    &container::Wanted {
                        all,
                        limit,
                        filters: &filters,
                    },
                    host,
                );
                self.answer(call, list.map(Response::Containers), host);
            }
            Request::ImageList { filters, .. } => {
                let list = image::list(&filters, host);
                self.answer(call, list.map(Response::Images), host);
            }
            Request::DistributionInspect { image } => {
                self.ask_registry(call, Step::Distribution { image }, host);
            }
            Request::ImagePull { image } => self.pull_image(call, image, host),
            Request::Events {
                since,
                until,
                filters,
            } => {
                let wanted = crate::events::Subscription {
                    since,
                    until,
                    filters,
                };
                self.subscribe_events(call, &wanted, host);
            }
            Request::SwarmInit(request) => {
                self.control_membership(call, ControlCall::Init(request), host);
            }
            Request::SwarmJoin(request) => {
                self.control_membership(call, ControlCall::Join(request), host);
            }
            Request::SwarmLeave { force } => {
                self.control_membership(call, ControlCall::Leave { force }, host);
            }
            Request::SwarmUnlock { key } => self.unlock(call, &key, host),
            Request::NetworkList { .. }
            | Request::NetworkInspect { .. }
            | Request::NetworkCreate { .. }
            | Request::NetworkRemove { .. }
            | Request::NetworkPrune => self.network_request(call, request, host),
            Request::ServiceCreate { .. } | Request::ServiceUpdate { .. } => {
                self.service_request(call, request, host);
            }
            swarms => {
                let (request, step) = passed_on(swarms);
                self.ask_swarm(call, request, step, host);
            }
        }
    }

    /// The client of a call went away.
    pub(crate) fn cancel(&mut self, call: CallId) {
        self.events.unsubscribe(call);
        let step = self.calls.waiting.get(&call);
        // What was begun goes on without its client; only reading stops.
        if matches!(step, Some(Step::Logs | Step::Streaming)) {
            self.calls.waiting.remove(&call);
            self.cluster.with_node(|node| node.cancel(call));
        }
    }

    /// Asks this machine's manager, if it has one.
    pub(crate) fn ask_swarm(
        &mut self,
        call: CallId,
        request: ControlRequest,
        step: Step,
        host: &mut Host<'_>,
    ) {
        if !self.cluster.is_active_manager() {
            let error = self.cluster.no_manager();
            return self.go_on(call, step, Err(error), host);
        }
        // A stream may go on for ever.
        if !matches!(step, Step::Logs) {
            let deadline = host.moment.now + SWARM_REQUEST_TIMEOUT;
            self.agenda.push(deadline, Timer::CallDeadline { call });
        }
        self.calls.waiting.insert(call, step);
        self.cluster
            .with_node(|node| node.control(call, request, host.moment));
    }

    /// The swarm has answered.
    pub(crate) fn on_swarm_answer(
        &mut self,
        call: CallId,
        result: Result<ControlResponse, ControlError>,
        host: &mut Host<'_>,
    ) {
        let Some(step) = self.calls.waiting.remove(&call) else {
            return;
        };
        let result = result.map_err(|error| ApiError {
            kind: error.kind,
            message: error.message,
        });
        self.go_on(call, step, result, host);
    }

    /// The swarm has answered in part. The first part is also the word that all is well.
    pub(crate) fn on_swarm_part(&mut self, call: CallId, part: StreamPart, host: &mut Host<'_>) {
        let Some(step) = self.calls.waiting.get_mut(&call) else {
            return;
        };
        if matches!(step, Step::Logs) {
            *step = Step::Streaming;
            self.answer(call, Ok(Response::Stream), host);
        }
        if matches!(part, StreamPart::End | StreamPart::Failed(_)) {
            self.calls.waiting.remove(&call);
        }
        host.outputs.push(Output::Part { call, part });
    }

    /// The swarm took too long.
    pub(crate) fn on_call_deadline(&mut self, call: CallId, host: &mut Host<'_>) {
        let Some(step) = self.calls.waiting.get(&call) else {
            return;
        };
        if !step.is_swarms() {
            return;
        }
        let Some(step) = self.calls.waiting.remove(&call) else {
            return;
        };
        self.cluster.with_node(|node| node.cancel(call));
        let words = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
        self.go_on(
            call,
            step,
            Err(ApiError::new(ErrorKind::System, words)),
            host,
        );
    }

    /// The node has gone: nobody will answer.
    pub(crate) fn fail_swarm_calls(&mut self, host: &mut Host<'_>) {
        let waiting: Vec<CallId> = self
            .calls
            .waiting
            .iter()
            .filter(|(_, step)| step.is_swarms())
            .map(|(call, _)| *call)
            .collect();
        for call in waiting {
            let Some(step) = self.calls.waiting.remove(&call) else {
                continue;
            };
            let words = "rpc error: code = Canceled desc = context canceled";
            self.go_on(
                call,
                step,
                Err(ApiError::new(ErrorKind::System, words)),
                host,
            );
        }
    }

    /// Goes on with a call that has what it waited for.
    fn go_on(
        &mut self,
        call: CallId,
        step: Step,
        result: Result<ControlResponse, ApiError>,
        host: &mut Host<'_>,
    ) {
        let answer = match step {
            Step::Pass => result.map(passed),
            Step::One => result.map(the_one),
            Step::InspectService { insert_defaults } => {
                result.map(|response| service::inspected(response, insert_defaults))
            }
            Step::Created { warnings } => {
                result.map(|response| service::created(response, warnings))
            }
            Step::Updated { warnings } => result.map(|_| Response::ServiceUpdated { warnings }),
            Step::Networks { filters } => self.listed_networks(result, &filters, host),
            Step::InspectNetwork { name, scope } => {
                self.inspected_network((&name, &scope), result, host)
            }
            Step::NetworkCreated => result.map(network::created),
            Step::PruneNetworks(prune) => return self.prune_networks(call, prune, result, host),
            Step::InfoCluster(info) => return self.info_cluster(call, info, result, host),
            Step::InfoNodes(info) => Ok(system::with_nodes(info, result)),
            Step::Leave => return self.on_leave_counted(call, result, host),
            Step::Logs => result.map(|_| Response::Stream),
            Step::Streaming => {
                let part = result.map_or_else(StreamPart::Failed, |_| StreamPart::End);
                return host.outputs.push(Output::Part { call, part });
            }
            // Only a refusal comes this way: they wait for a registry.
            Step::Resolve(_) | Step::Distribution { .. } | Step::Pull { .. } => result.map(passed),
        };
        self.answer(call, answer, host);
    }

    /// Waits for a registry.
    fn ask_registry(&mut self, call: CallId, step: Step, host: &mut Host<'_>) {
        let after = host.profile.speed.registry.draw(host.rng);
        self.wait_for_registry(call, step, after, host);
    }

    fn wait_for_registry(
        &mut self,
        call: CallId,
        step: Step,
        after: Duration,
        host: &mut Host<'_>,
    ) {
        self.calls.waiting.insert(call, step);
        self.agenda
            .push(host.moment.now + after, Timer::Registry { call });
    }

    /// The registry has answered.
    pub(crate) fn on_registry(&mut self, call: CallId, host: &mut Host<'_>) {
        match self.calls.waiting.remove(&call) {
            Some(Step::Resolve(work)) => self.resolved(call, *work, host),
            Some(Step::Distribution { image }) => {
                let answer = crate::registry::inspect(host, &image);
                let answer = answer.map(|found| Response::Distribution(Box::new(found)));
                self.answer(call, answer, host);
            }
            Some(Step::Pull { image }) => self.pulled_image(call, &image, host),
            Some(other) => drop(self.calls.waiting.insert(call, other)),
            None => (),
        }
    }
}

/// What a client finds who calls a machine without a daemon. The words are the client's own
/// (docker `client/errors.go` `connectionFailed`).
pub(crate) fn nobody() -> ApiError {
    let words = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
    ApiError::new(ErrorKind::NoConnection, words)
}

/// Requests that the swarm answers by itself.
fn passed_on(request: Request) -> (ControlRequest, Step) {
    use ControlRequest as Ask;
    match request {
        Request::SwarmInspect => (Ask::InspectCluster, Step::Pass),
        Request::SwarmUpdate {
            version,
            spec,
            rotate,
        } => (
            Ask::UpdateCluster {
                version,
                spec,
                rotate,
            },
            Step::Pass,
        ),
        Request::SwarmUnlockKey => (Ask::UnlockKey, Step::Pass),
        Request::NodeList { filters } => (Ask::ListNodes { filters }, Step::Pass),
        Request::NodeInspect { name } => (Ask::InspectNode { name }, Step::One),
        Request::NodeUpdate { id, version, spec } => {
            (Ask::UpdateNode { id, version, spec }, Step::Pass)
        }
        Request::NodeRemove { name, force } => (Ask::RemoveNode { name, force }, Step::Pass),
        Request::ServiceList { filters, status } => {
            (Ask::ListServices { filters, status }, Step::Pass)
        }
        Request::ServiceInspect {
            name,
            insert_defaults,
        } => (
            Ask::InspectService { name },
            Step::InspectService { insert_defaults },
        ),
        Request::ServiceRemove { name } => (Ask::RemoveService { name }, Step::Pass),
        Request::ServiceLogs { name, options } => logs((Some(name), None), options),
        Request::TaskList { filters } => (Ask::ListTasks { filters }, Step::Pass),
        Request::TaskInspect { name } => (Ask::InspectTask { name }, Step::One),
        Request::SecretCreate { spec } => (Ask::CreateSecret { spec }, Step::Pass),
        Request::SecretList { filters } => (Ask::ListSecrets { filters }, Step::Pass),
        Request::SecretInspect { name } => (Ask::InspectSecret { name }, Step::One),
        Request::SecretRemove { name } => (Ask::RemoveSecret { name }, Step::Pass),
        Request::ConfigCreate { spec } => (Ask::CreateConfig { spec }, Step::Pass),
        Request::ConfigList { filters } => (Ask::ListConfigs { filters }, Step::Pass),
        Request::ConfigInspect { name } => (Ask::InspectConfig { name }, Step::One),
        Request::ConfigRemove { name } => (Ask::RemoveConfig { name }, Step::Pass),
        Request::TaskLogs { name, options } => logs((None, Some(name)), options),
        Request::Ping
        | Request::Version
        | Request::Info
        | Request::ContainerList { .. }
        | Request::ImageList { .. }
        | Request::DistributionInspect { .. }
        | Request::ImagePull { .. }
        | Request::Events { .. }
        | Request::SwarmInit(_)
        | Request::SwarmJoin(_)
        | Request::SwarmLeave { .. }
        | Request::SwarmUnlock { .. }
        | Request::NetworkList { .. }
        | Request::NetworkInspect { .. }
        | Request::NetworkCreate { .. }
        | Request::NetworkRemove { .. }
        | Request::NetworkPrune
        | Request::ServiceCreate { .. }
        | Request::ServiceUpdate { .. } => unreachable!("the daemon answers it itself"),
    }
}

fn logs(
    (service, task): (Option<String>, Option<String>),
    options: api::LogOptions,
) -> (ControlRequest, Step) {
    let ask = ControlRequest::Logs {
        service,
        task,
        options,
    };
    (ask, Step::Logs)
}

/// The swarm's answer as the Engine's.
fn passed(response: ControlResponse) -> Response {
    match response {
        ControlResponse::Cluster(swarm) => Response::Swarm(swarm),
        ControlResponse::UnlockKey(key) => Response::UnlockKey(key),
        ControlResponse::Nodes(nodes) => Response::Nodes(nodes),
        ControlResponse::Services(services) => Response::Services(services),
        ControlResponse::Tasks(tasks) => Response::Tasks(tasks),
        ControlResponse::Networks(networks) => {
            Response::Networks(networks.iter().map(swarm::network_inspect).collect())
        }
        ControlResponse::ServiceCreated(id) => Response::ServiceCreated {
            id,
            warnings: Vec::new(),
        },
        ControlResponse::NetworkCreated(id) => Response::NetworkCreated {
            id,
            warning: String::new(),
        },
        ControlResponse::Secrets(secrets) => Response::Secrets(secrets),
        ControlResponse::SecretCreated(id) => Response::SecretCreated(id),
        ControlResponse::Configs(configs) => Response::Configs(configs),
        ControlResponse::ConfigCreated(id) => Response::ConfigCreated(id),
        ControlResponse::Done => Response::Done,
    }
}

/// The one object that was asked for.
fn the_one(response: ControlResponse) -> Response {
    match response {
        ControlResponse::Nodes(mut nodes) if !nodes.is_empty() => {
            Response::Node(Box::new(nodes.swap_remove(0)))
        }
        ControlResponse::Services(mut services) if !services.is_empty() => {
            Response::Service(Box::new(services.swap_remove(0)))
        }
        ControlResponse::Tasks(mut tasks) if !tasks.is_empty() => {
            Response::Task(Box::new(tasks.swap_remove(0)))
        }
        ControlResponse::Secrets(mut secrets) if !secrets.is_empty() => {
            Response::Secret(Box::new(secrets.swap_remove(0)))
        }
        ControlResponse::Configs(mut configs) if !configs.is_empty() => {
            Response::Config(Box::new(configs.swap_remove(0)))
        }
        other => passed(other),
    }
}
