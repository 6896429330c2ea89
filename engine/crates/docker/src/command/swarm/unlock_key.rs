//! `docker swarm unlock-key` (docker/cli `swarm/unlock_key.go`; recording 011).

use api::Request;
use api::cluster::Rotate;

use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] = &[
    Flag::new("quiet", Kind::Switch, "Print the key and nothing else").short('q'),
    Flag::new("rotate", Kind::Switch, "Make a new key"),
];

pub(crate) static UNLOCK_KEY: Spec = Spec::verb(
    "unlock-key",
    "[OPTIONS]",
    "Show or change the key that unlocks managers",
)
.flags(&[FLAGS])
.swarm(SwarmState::Manager)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    if given.is("rotate") {
        rotate(cx)?;
        if !given.is("quiet") {
            cx.line("Successfully rotated manager unlock key.");
        }
    }
    let key = fetch(cx)?;
    if key.is_empty() {
        return Err(Stop::error("no unlock key is set"));
    }
    if given.is("quiet") {
        cx.line(key);
    } else {
        print(cx, &key);
    }
    Ok(Ending::Done)
}

fn rotate(cx: &mut Context<'_>) -> Result<(), Stop> {
    let swarm = cx.ask(Request::SwarmInspect)?;
    let info = &answer!(swarm, Swarm).info;
    if !info.spec.encryption_config.auto_lock_managers {
        return Err(Stop::error(
            "cannot rotate because autolock is not turned on",
        ));
    }
    cx.ask(Request::SwarmUpdate {
        version: info.meta.version,
        spec: Box::new(info.spec.clone()),
        rotate: Rotate {
            unlock_key: true,
            ..Rotate::default()
        },
    })?;
    Ok(())
}

/// The key, or nothing if managers are not locked.
pub(super) fn fetch(cx: &mut Context<'_>) -> Result<String, Stop> {
    match cx.call(Request::SwarmUnlockKey)? {
        Ok(response) => Ok(answer!(response, UnlockKey).clone()),
        Err(error) => Err(Stop::error(format!(
            "could not fetch unlock key: {}",
            words(&error)
        ))),
    }
}

/// Prints the key with what to do with it.
pub(super) fn print(cx: &mut Context<'_>, key: &str) {
    if key.is_empty() {
        return;
    }
    cx.line(format!(
        "To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n\
         command and provide the following key:\n\n    {key}\n\n\
         Remember to store this key in a password manager, since without it you\n\
         will not be able to restart the manager."
    ));
}
