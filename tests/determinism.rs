//! Same journal, same digest: a second time, from a clone, from the journal, natively and in wasm,
//! in debug and release.
#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

use engine::{Duration, Fault, Input, MachineId, Plan, TerminalId, World};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The digest of the session below, written down so that every build can be held against it. When
/// the engine's behaviour changes on purpose, it changes, too: `cargo test -p tests --test
/// determinism` prints the new one.
const DIGEST: u64 = include!("digest.txt");

/// A session with a little of everything.
fn live() -> World {
    let mut world = World::new(&Plan::blank(3), 42);
    let terminal = |machine| TerminalId {
        machine: MachineId(machine),
        index: 0,
    };
    let mut step = |machine: u16, line: &str, seconds: u64| {
        let line = line.to_owned();
        world
            .input(Input::Enter {
                terminal: terminal(machine),
                line,
            })
            .unwrap();
        let until = world.now() + Duration::from_secs(seconds);
        world.run_until(until);
    };
    step(0, "docker swarm init --advertise-addr 192.168.99.11", 5);
    step(
        0,
        "docker service create --name web --replicas 3 -p 8080:80 nginx:alpine",
        30,
    );
    step(1, "for i in 1 2 3; do echo $i; sleep 1; done", 5);
    step(0, "docker service scale web=5", 20);
    step(0, "curl -s http://node1:8080 | head -n 2", 2);
    world
        .input(Input::Fault(Fault::StopDaemon(MachineId(0))))
        .unwrap();
    let until = world.now() + Duration::from_secs(10);
    world.run_until(until);
    world
        .input(Input::Fault(Fault::StartDaemon(MachineId(0))))
        .unwrap();
    let until = world.now() + Duration::from_secs(30);
    world.run_until(until);
    world
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_same_session_has_the_same_digest_everywhere() {
    let world = live();
    assert_eq!(
        world.digest(),
        DIGEST,
        "the new digest is {}",
        world.digest()
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_journal_lives_the_same_life_again() {
    let world = live();
    let again = world.journal().replay(world.now());
    assert_eq!(again.digest(), world.digest());
    // Through its written form, as a saved session goes.
    let written = serde_json::to_string(world.journal()).unwrap();
    let read: engine::Journal = serde_json::from_str(&written).unwrap();
    assert_eq!(read.replay(world.now()).digest(), world.digest());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_clone_lives_the_same_life() {
    let mut world = live();
    let mut clone = world.clone();
    let until = world.now() + Duration::from_secs(60);
    world.run_until(until);
    // In other portions: how time is cut must not matter.
    while clone.now() < until {
        let next = (clone.now() + Duration::from_millis(777)).min(until);
        clone.run_until(next);
    }
    assert_eq!(world.digest(), clone.digest());
}
