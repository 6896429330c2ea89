//! The same messages in, the same behaviour out: our Raft beside tikv's.
//!
//! A schedule is a random life of a small group: ticks, messages delivered,
//! lost, doubled and reordered, proposals, changes of members, transfers,
//! restarts, snapshots, partitions. Every event is given to a member of ours
//! and to its twin, and after each of them the two must agree in role, term,
//! vote, leader, commit, applied, log, members, timers and progress; and once
//! they are drained, in what they save, apply and send.
//!
//! Where etcd/raft v3.6.0 (our original) and tikv/raft 0.7 (after etcd/raft
//! v3.5) have different rules on purpose, only what the rule concerns is not
//! compared, in that one event: see `difference`.

#[path = "../chance.rs"]
mod chance;
mod difference;
mod pair;
mod schedule;
mod twin;
mod words;

use schedule::{Schedule, Shape};

/// How many lives the test lives: some 15 seconds with the `test` profile of the
/// workspace, which optimises both sides.
const SCHEDULES: u64 = 12_000;

#[test]
fn ten_thousand_lives_show_no_difference() {
    let mut steps = 0;
    let mut seen = schedule::Seen::default();
    for seed in 0..SCHEDULES {
        let mut schedule = Schedule::new(seed, Shape::of(seed));
        schedule.run();
        steps += schedule.steps();
        seen.add(schedule.seen());
    }
    // A run in which nothing happens proves nothing.
    seen.assert_eventful(SCHEDULES);
    assert!(steps > SCHEDULES * 100, "{steps} steps");
}
