//! A member is a plain value: it can be copied, written down and read again,
//! and each copy lives the same life.

use raft::{ConfChange, ConfState, Config, Index, Persisted, Raft, RaftId};

use crate::chance::Chance;
use crate::group::{Group, Letter, Member, Word, config};

/// A group in the middle of things: a leader, a slow follower, a snapshot.
fn busy_group() -> Group {
    let mut group = Group::of(3);
    group.elect(1);
    group.part(&[RaftId(3)]);
    for word in ["a", "b", "c"] {
        group.propose(1, word);
    }
    group.settle();
    let machine = group.machine(RaftId(1));
    let member = machine.member.as_mut().expect("it is on");
    let snapshot = member.snapshot_of(machine.state.clone());
    member.compact(Index(3), snapshot);
    group.cut.clear();
    group.propose(1, "d");
    group
}

/// Everything that can be told from outside, after a random life.
fn live_on(mut member: Member, letters: &[Letter], seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let mut told = Vec::new();
    for _ in 0..300 {
        match chance.below(10) {
            0..5 => member.tick(),
            5..8 => {
                let letter = &letters[chance.below(letters.len())];
                let _ = member.step(letter.clone());
            }
            8 => {
                let _ = member.propose(Word("x".to_string()));
            }
            _ => {
                let id = RaftId(1 + chance.below(3) as u64);
                member.transfer_leader(id);
            }
        }
        while let Some(ready) = member.ready() {
            told.push(format!("{ready:?}"));
            member.advance();
        }
    }
    told.push(format!("{member:?}"));
    told.join("\n")
}

#[test]
fn a_copy_lives_the_same_life() {
    let group = busy_group();
    for id in 1..=3 {
        let letters: Vec<Letter> = group
            .wire
            .iter()
            .filter(|letter| letter.to.0 == id)
            .cloned()
            .collect();
        let letters = if letters.is_empty() {
            vec![stray(id)]
        } else {
            letters
        };
        let member = group.member(id);
        let lived = live_on(member.clone(), &letters, id);
        assert_eq!(lived, live_on(member.clone(), &letters, id));
    }
}

fn stray(id: u64) -> Letter {
    Letter {
        from: RaftId(id % 3 + 1),
        to: RaftId(id),
        term: raft::Term(1),
        kind: raft::MessageKind::HeartbeatReply,
    }
}

#[test]
fn a_member_written_down_and_read_again_lives_the_same_life() {
    let group = busy_group();
    for id in 1..=3 {
        let member = group.member(id);
        let written = serde_json::to_string(member).expect("it can be written");
        let read: Member = serde_json::from_str(&written).expect("it can be read");
        let letters = [stray(id)];
        let lived = live_on(member.clone(), &letters, id);
        assert_eq!(lived, live_on(read, &letters, id));
    }
}

#[test]
fn a_disk_written_down_and_read_again_is_the_same_disk() {
    let mut group = busy_group();
    for id in 1..=3 {
        let disk = &group.machine(RaftId(id)).disk;
        let written = serde_json::to_string(disk).expect("it can be written");
        let read: Persisted<Word, Vec<String>> =
            serde_json::from_str(&written).expect("it can be read");
        assert_eq!(read, *disk);
    }
}

#[test]
fn one_seed_draws_the_same_lots_and_another_seed_others() {
    let lots = |seed| {
        let disk = Persisted::<Word, Vec<String>> {
            conf: ConfState::of_voters([RaftId(1), RaftId(2)]),
            ..Persisted::default()
        };
        let mut member = Raft::new(Config::new(RaftId(1), seed), disk);
        let drawn = |member: &mut Member| {
            member.campaign();
            member.election_timeout()
        };
        (0..50).map(|_| drawn(&mut member)).collect::<Vec<_>>()
    };
    assert_eq!(lots(1), lots(1));
    assert_ne!(lots(1), lots(2));
}

#[test]
fn a_message_for_another_member_is_turned_away() {
    let mut group = Group::of(2);
    let letter = stray(1);
    let told = group.with(RaftId(2), |member| member.step(letter));
    assert_eq!(told, Err(raft::StepError::Misaddressed { to: RaftId(1) }));
}

#[test]
fn a_reply_of_a_stranger_is_turned_away() {
    let mut group = Group::of(2);
    let from = RaftId(7);
    let letter = Letter { from, ..stray(1) };
    let told = group.with(RaftId(1), |member| member.step(letter));
    assert_eq!(told, Err(raft::StepError::UnknownPeer { from }));
}

#[test]
#[should_panic(expected = "removed all voters")]
fn the_last_voter_stays() {
    let mut group = Group::of(1);
    group.elect(1);
    let change = ConfChange::RemoveNode { id: RaftId(1) };
    let _ = group.with(RaftId(1), |member| member.propose_change(change));
}

#[test]
#[should_panic(expected = "not advanced")]
fn a_ready_is_done_before_the_next() {
    let disk = Persisted::<Word, Vec<String>>::bootstrap(RaftId(1), Vec::new());
    let mut member = Raft::new(config(1), disk);
    let _ = member.ready();
    let _ = member.ready();
}
