//! `docker swarm update` (docker/cli `swarm/update.go`; recordings 011, 130).

use api::Request;
use api::cluster::Rotate;

use super::{settings, unlock_key};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] = &[Flag::new(
    "autolock",
    Kind::Switch,
    "Lock managers, or lock them no more (true|false)",
)];

pub(crate) static UPDATE: Spec = Spec::verb(
    "update",
    "[OPTIONS]",
    "Change what holds for the whole swarm",
)
.flags(&[FLAGS, &settings::CA, &settings::TUNING])
.swarm(SwarmState::Manager)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    if cx.invocation.given.count() == 0 {
        return Err(Stop::ShowsHelp);
    }
    let swarm = cx.ask(Request::SwarmInspect)?;
    let info = &answer!(swarm, Swarm).info;
    let was_locked = info.spec.encryption_config.auto_lock_managers;
    let mut spec = info.spec.clone();
    settings::merge(cx, &mut spec, Some(&info.tls_info.trust_root))?;
    let is_locked = spec.encryption_config.auto_lock_managers;
    cx.ask(Request::SwarmUpdate {
        version: info.meta.version,
        spec: Box::new(spec),
        rotate: Rotate::default(),
    })?;
    cx.line("Swarm updated.");
    if is_locked && !was_locked {
        let key = unlock_key::fetch(cx)?;
        unlock_key::print(cx, &key);
    }
    Ok(Ending::Done)
}
