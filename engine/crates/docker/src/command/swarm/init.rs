//! `docker swarm init` (docker/cli `swarm/init.go`; recordings 001–003).

use api::Request;
use api::cluster::{InitRequest, SwarmSpec};

use super::{join_token, settings, unlock_key};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] = &[
    Flag::new(
        "autolock",
        Kind::Switch,
        "Lock managers: after a restart they need the unlock key",
    ),
    Flag::new(
        "data-path-port",
        Kind::Uint32,
        "Port for traffic between containers (1024 - 49151); without one, or with 0, it is 4789",
    ),
    Flag::new(
        "default-addr-pool",
        Kind::AddressPools,
        "Where overlay networks take their subnets from, in CIDR notation",
    )
    .default("[]"),
    Flag::new(
        "default-addr-pool-mask-length",
        Kind::Uint32,
        "How long the mask of each of those subnets is",
    )
    .default("24"),
    Flag::new(
        "force-new-cluster",
        Kind::Switch,
        "Begin a new swarm of one manager with the state of the old",
    ),
    settings::AVAILABILITY,
];

pub(crate) static INIT: Spec = Spec::verb("init", "[OPTIONS]", "Begin a swarm on this machine")
    .flags(&[
        FLAGS,
        &settings::ADDRESSES,
        &settings::CA,
        &settings::TUNING,
    ])
    .swarm(SwarmState::Any)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let request = request(cx)?;
    let is_locked = request.auto_lock_managers;
    let response = match cx.call(Request::SwarmInit(Box::new(request)))? {
        Ok(response) => response,
        Err(error) => return Err(Stop::error(with_hint(words(&error)))),
    };
    let node = answer!(response, SwarmInitialized);
    cx.line(format!(
        "Swarm initialized: current node ({node}) is now a manager.\n"
    ));
    join_token::print_commands(cx, node.as_str(), &["worker"])?;
    cx.line(
        "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.",
    );
    if is_locked {
        let key = unlock_key::fetch(cx)?;
        unlock_key::print(cx, &key);
    }
    Ok(Ending::Done)
}

fn request(cx: &mut Context<'_>) -> Result<InitRequest, Stop> {
    let given = &cx.invocation.given;
    let mut spec = SwarmSpec::default();
    settings::merge(cx, &mut spec, None)?;
    let pools = given.all("default-addr-pool").iter();
    Ok(InitRequest {
        listen_addr: given.text("listen-addr").to_owned(),
        advertise_addr: given.text("advertise-addr").to_owned(),
        data_path_addr: given.text("data-path-addr").to_owned(),
        data_path_port: number(given.unsigned("data-path-port").unwrap_or(0)),
        default_addr_pool: pools
            .flat_map(|pools| pools.split(','))
            .map(str::to_owned)
            .collect(),
        subnet_size: number(
            given
                .unsigned("default-addr-pool-mask-length")
                .unwrap_or(24),
        ),
        force_new_cluster: given.is("force-new-cluster"),
        auto_lock_managers: given.is("autolock"),
        availability: settings::availability(given)?,
        spec,
    })
}

fn number(value: u64) -> u32 {
    u32::try_from(value).expect("the flag reads into 32 bits")
}

/// The daemon says what is wrong with the addresses, the CLI what to do.
fn with_hint(words: String) -> String {
    let is_choice = words.contains("could not choose an IP address to advertise")
        || words.contains("could not find the system's IP address");
    if is_choice {
        return format!("{words} - specify one with --advertise-addr");
    }
    words
}
