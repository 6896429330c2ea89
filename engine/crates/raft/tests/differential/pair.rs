//! One member of ours and its twin, who live the same life.

use raft::{
    ConfChange, Config, EntryData, Index, Persisted, Progress, ProgressState, Raft, RaftId, Role,
    Timer,
};
use tikv_raft::{Inflights, SnapshotStatus, StateRole};

use crate::difference::Difference;
use crate::twin::{Twin, Work};
use crate::words::{Note, Ours, Sum, change_to_theirs, entry_to_ours, id_to_ours};

/// What can happen to a member.
#[derive(Clone, Debug)]
pub enum Event {
    Tick,
    Deliver(Ours),
    Propose(Note),
    Change(ConfChange),
    Campaign,
    Transfer(RaftId),
    Unreachable(RaftId),
    SnapshotSent { to: RaftId, is_sent: bool },
}

pub struct Pair {
    pub ours: Raft<Note, Sum>,
    pub disk: Persisted<Note, Sum>,
    /// The owner's state, the same for both.
    sum: Sum,
    twin: Twin,
    difference: Difference,
}

impl Pair {
    pub fn new(config: Config, disk: Persisted<Note, Sum>) -> Pair {
        let mut pair = Pair {
            sum: disk.snapshot.as_ref().map_or(0, |snapshot| snapshot.data),
            twin: Twin::new(&config, &disk),
            ours: Raft::new(config, disk.clone()),
            disk,
            difference: Difference::default(),
        };
        pair.follow_lot();
        pair.compare();
        pair
    }

    /// Power off and on: both start from what is on the disk.
    pub fn restart(self, seed: u64) -> Pair {
        self.compare_logs();
        let mut config = self.ours.config().clone();
        config.seed = seed;
        Pair::new(config, self.disk)
    }

    pub fn handle(&mut self, event: Event) {
        self.difference.note_windows(&self.ours);
        self.difference.note_event(&self.ours, &event);
        let (ours, theirs) = self.give(event);
        assert_eq!(ours, theirs, "whether it was taken");
        self.compare();
        self.compare_progress();
        self.follow_lot();
    }

    fn give(&mut self, event: Event) -> (bool, bool) {
        let ours = &mut self.ours;
        let theirs = &mut self.twin.node;
        match event {
            Event::Tick => {
                ours.tick();
                theirs.tick();
            }
            Event::Deliver(message) => {
                let is_taken = self.twin.step(&message);
                return (ours.step(message).is_ok(), is_taken);
            }
            Event::Propose(note) if ours.is_leader() => {
                let data = note.0.to_be_bytes().to_vec();
                let is_taken = theirs.propose(Vec::new(), data).is_ok();
                return (ours.propose(note).is_ok(), is_taken);
            }
            Event::Change(change) if ours.is_leader() => {
                let theirs = theirs.propose_conf_change(Vec::new(), change_to_theirs(&change));
                return (ours.propose_change(change).is_ok(), theirs.is_ok());
            }
            // Theirs would pass it on to the leader, ours never does.
            Event::Propose(note) => assert!(ours.propose(note).is_err()),
            Event::Change(change) => assert!(ours.propose_change(change).is_err()),
            // Theirs leaves it to the caller to ask.
            Event::Campaign if ours.is_promotable() => {
                ours.campaign();
                theirs.campaign().expect("it is a local message");
            }
            Event::Campaign => ours.campaign(),
            Event::Transfer(to) => {
                ours.transfer_leader(to);
                theirs.transfer_leader(to.0);
            }
            Event::Unreachable(id) => {
                ours.report_unreachable(id);
                theirs.report_unreachable(id.0);
            }
            Event::SnapshotSent { to, is_sent } => {
                ours.report_snapshot(to, is_sent);
                let status = match is_sent {
                    true => SnapshotStatus::Finish,
                    false => SnapshotStatus::Failure,
                };
                theirs.report_snapshot(to.0, status);
            }
        }
        (true, true)
    }

    /// Saves, sends and applies all there is. Returns what is to be sent.
    pub fn drain(&mut self) -> Vec<Ours> {
        self.difference.note_windows(&self.ours);
        let ours = self.drain_ours();
        let theirs = self.twin.drain();
        // Before the messages: it finds out which snapshots ours sent early.
        self.compare();
        self.compare_progress();
        assert_eq!(
            self.difference.strip(&ours.messages),
            self.difference.strip(&theirs.messages),
            "messages, ours and theirs"
        );
        assert_eq!(ours.applied, theirs.applied, "applied, ours and theirs");
        assert_eq!(ours.restored, theirs.restored, "restored, ours and theirs");
        assert_eq!(self.disk.hard_state, self.twin.saved_hard_state());
        self.difference.clear();
        self.follow_lot();
        ours.messages
    }

    fn drain_ours(&mut self) -> Work {
        let mut work = Work::default();
        while let Some(ready) = self.ours.ready() {
            self.disk.save(&ready);
            work.messages.extend(ready.messages);
            if let Some(snapshot) = ready.snapshot {
                self.sum = snapshot.data;
                work.restored.push(snapshot);
            }
            for entry in &ready.committed {
                match &entry.data {
                    EntryData::Empty => {}
                    EntryData::Normal(note) => self.sum += Sum::from(note.0),
                    EntryData::Change(change) => {
                        self.ours.apply_change(change);
                    }
                }
            }
            work.applied.extend(ready.committed);
            self.ours.advance();
        }
        work
    }

    /// A snapshot of what is applied, keeping `extra` entries for the slow.
    pub fn compact(&mut self, extra: u64) {
        let applied = self.ours.applied();
        let snapshot = self.ours.snapshot_of(self.sum);
        if self.disk.compact(snapshot.clone()) {
            let upto = Index(applied.0.saturating_sub(extra));
            self.twin.compact(upto, &snapshot);
            self.ours.compact(upto, snapshot);
            self.compare();
        }
    }

    /// The one thing which theirs draws by a lot of its own.
    fn follow_lot(&mut self) {
        if let Some(timeout) = self.ours.election_timeout() {
            let raft = &mut self.twin.node.raft;
            raft.set_randomized_election_timeout(timeout as usize);
        }
    }

    fn compare(&self) {
        let ours = &self.ours;
        let theirs = &self.twin.node.raft;
        let role = match ours.role() {
            Role::Follower { .. } => StateRole::Follower,
            Role::Candidate { .. } => StateRole::Candidate,
            Role::Leader(_) => StateRole::Leader,
        };
        assert_eq!(role, theirs.state, "role, ours and theirs");
        assert_eq!(ours.term().0, theirs.term, "term, ours and theirs");
        assert_eq!(ours.vote(), id_to_ours(theirs.vote), "vote");
        assert_eq!(ours.leader(), id_to_ours(theirs.leader_id), "leader");
        assert_eq!(ours.commit().0, theirs.raft_log.committed, "commit");
        assert_eq!(ours.applied().0, theirs.raft_log.applied, "applied");
        assert_eq!(ours.last_index().0, theirs.raft_log.last_index(), "last");
        assert_eq!(ours.log().last().term.0, theirs.raft_log.last_term());
        assert_eq!(ours.log().first_index().0, theirs.raft_log.first_index());
        assert_eq!(*ours.conf(), self.twin.conf(), "members, ours and theirs");
        assert_eq!(ours.election_elapsed() as usize, theirs.election_elapsed);
        if let (
            Role::Leader(leader),
            Timer::Leading {
                since_heartbeat, ..
            },
        ) = (ours.role(), ours.timer())
        {
            assert_eq!(*since_heartbeat as usize, theirs.heartbeat_elapsed());
            assert_eq!(leader.pending_change.0, theirs.pending_conf_index);
            assert_eq!(leader.transferee.map(|id| id.0), theirs.lead_transferee);
        }
    }

    /// Then gives ours to the twin, lest a difference allowed now is found to
    /// be a difference later.
    fn compare_progress(&mut self) {
        for (id, ours) in self.ours.progress().into_iter().flatten() {
            let theirs = self.twin.node.raft.mut_prs().get_mut(id.0);
            let theirs = theirs.expect("the members are the same");
            let is_early = matches!(ours.state, ProgressState::Snapshot { .. })
                && theirs.next_idx < self.ours.log().first_index().0;
            if is_early {
                self.difference.note_early_snapshot(*id);
            }
            if !self.difference.concerns(*id) {
                let is_self = *id == self.ours.id();
                assert_eq!(
                    words_of_ours(ours, is_self),
                    words_of_theirs(theirs, is_self)
                );
            }
            let window = self.ours.config().max_inflight;
            follow_progress(theirs, ours, window);
        }
    }

    /// Every entry of both.
    pub fn compare_logs(&self) {
        let theirs = self.twin.node.raft.raft_log.all_entries();
        let theirs: Vec<_> = theirs.iter().map(entry_to_ours).collect();
        assert_eq!(self.ours.log().entries(), theirs, "log, ours and theirs");
    }
}

type Words = (&'static str, u64, Option<u64>, u64, bool, usize, bool);

/// State, match, next, pending, paused, in flight, active. Theirs does not set
/// `next` during a snapshot, nor know `paused` while it replicates; and marks
/// itself active only when it counts.
fn words_of_ours(progress: &Progress, is_self: bool) -> Words {
    let (state, next, pending, paused, inflight) = match &progress.state {
        ProgressState::Probe { paused } => ("probe", Some(progress.next.0), 0, *paused, 0),
        ProgressState::Replicate { inflights, .. } => {
            let next = Some(progress.next.0);
            ("replicate", next, 0, false, inflights.len())
        }
        ProgressState::Snapshot { pending } => ("snapshot", None, pending.0, false, 0),
    };
    let active = is_self || progress.recent_active;
    (
        state,
        progress.matched.0,
        next,
        pending,
        paused,
        inflight,
        active,
    )
}

fn words_of_theirs(progress: &tikv_raft::Progress, is_self: bool) -> Words {
    use tikv_raft::ProgressState as Theirs;
    let (state, next, paused) = match progress.state {
        Theirs::Probe => ("probe", Some(progress.next_idx), progress.paused),
        Theirs::Replicate => ("replicate", Some(progress.next_idx), false),
        Theirs::Snapshot => ("snapshot", None, false),
    };
    let active = is_self || progress.recent_active;
    let inflight = progress.ins.count();
    let pending = progress.pending_snapshot;
    (
        state,
        progress.matched,
        next,
        pending,
        paused,
        inflight,
        active,
    )
}

fn follow_progress(theirs: &mut tikv_raft::Progress, ours: &Progress, window: usize) {
    use tikv_raft::ProgressState as Theirs;
    theirs.matched = ours.matched.0;
    theirs.next_idx = ours.next.0;
    theirs.recent_active = ours.recent_active;
    theirs.pending_snapshot = 0;
    theirs.paused = false;
    theirs.ins = Inflights::new(window);
    match &ours.state {
        ProgressState::Probe { paused } => {
            theirs.state = Theirs::Probe;
            theirs.paused = *paused;
        }
        ProgressState::Replicate { inflights, .. } => {
            theirs.state = Theirs::Replicate;
            inflights
                .last_indexes()
                .for_each(|index| theirs.ins.add(index.0));
        }
        ProgressState::Snapshot { pending } => {
            theirs.state = Theirs::Snapshot;
            theirs.pending_snapshot = pending.0;
        }
    }
}
