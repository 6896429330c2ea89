//! One random life of a group.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use raft::{ConfChange, ConfState, Config, MessageKind, Persisted, RaftId, Role};

use crate::chance::Chance;
use crate::pair::{Event, Pair};
use crate::words::{Note, Ours};

/// What kind of life it is.
#[derive(Clone, Debug)]
pub struct Shape {
    members: u64,
    /// One member that the others join, or all from the start.
    is_grown: bool,
    check_quorum: bool,
    max_size: u64,
    window: usize,
    /// Of a hundred messages, how many are lost.
    loss: usize,
    steps: usize,
}

impl Shape {
    pub fn of(seed: u64) -> Shape {
        let mut chance = Chance::new(seed ^ 0xdead_beef);
        Shape {
            members: 1 + chance.below(5) as u64,
            is_grown: chance.percent(30),
            check_quorum: chance.percent(85),
            max_size: if chance.percent(30) { 0 } else { u64::MAX },
            window: [2, 3, 256, 256][chance.below(4)],
            loss: [0, 5, 25][chance.below(3)],
            steps: 120 + chance.below(180),
        }
    }
}

/// How often the interesting things happened.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<&'static str, u64>);

impl Seen {
    fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn add(&mut self, other: &Seen) {
        for (what, times) in &other.0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// On the average, each happened at least once in ten lives.
    pub fn assert_eventful(&self, lives: u64) {
        const NEEDED: [&str; 12] = [
            "Append",
            "AppendReply",
            "Heartbeat",
            "Vote",
            "VoteReply",
            "Snapshot",
            "TimeoutNow",
            "election won",
            "leader deposed",
            "change applied",
            "restart",
            "compaction",
        ];
        for what in NEEDED {
            let times = self.0.get(what).copied().unwrap_or_default();
            assert!(
                times * 10 > lives,
                "{what}: {times} times in {lives} lives; {self:?}"
            );
        }
    }
}

pub struct Schedule {
    seed: u64,
    shape: Shape,
    chance: Chance,
    pairs: BTreeMap<RaftId, Pair>,
    /// Members whose owner switched them off for good: they were removed.
    retired: BTreeSet<RaftId>,
    /// What is on its way, in no order.
    wire: Vec<Ours>,
    /// Who is cut off from whom: this side, and the rest.
    cut: BTreeSet<RaftId>,
    next_id: u64,
    trace: Vec<String>,
    steps: u64,
    seen: Seen,
}

impl Schedule {
    pub fn new(seed: u64, shape: Shape) -> Schedule {
        let mut schedule = Schedule {
            chance: Chance::new(seed),
            pairs: BTreeMap::new(),
            retired: BTreeSet::new(),
            wire: Vec::new(),
            cut: BTreeSet::new(),
            next_id: shape.members + 1,
            trace: Vec::new(),
            steps: 0,
            seen: Seen::default(),
            seed,
            shape,
        };
        for id in 1..=schedule.shape.members {
            schedule.start(RaftId(id));
        }
        schedule
    }

    /// The empty disk. Whoever it is must know who was there before the first
    /// entry, unless that is what the first entry says.
    fn first_disk(&self, id: RaftId) -> Persisted<Note, u64> {
        match (self.shape.is_grown, id) {
            (true, RaftId(1)) => Persisted::bootstrap(id, Vec::new()),
            (true, _) => Persisted::default(),
            (false, _) => Persisted {
                conf: ConfState::of_voters((1..=self.shape.members).map(RaftId)),
                ..Persisted::default()
            },
        }
    }

    fn start(&mut self, id: RaftId) {
        let disk = self.first_disk(id);
        let config = Config {
            max_size_per_msg: self.shape.max_size,
            max_inflight: self.shape.window,
            check_quorum: self.shape.check_quorum,
            ..Config::new(id, self.seed * 16 + id.0)
        };
        self.pairs.insert(id, Pair::new(config, disk));
    }

    pub fn steps(&self) -> u64 {
        self.steps
    }

    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Lives the whole life; on a difference, tells how it came to it.
    pub fn run(&mut self) {
        let life = catch_unwind(AssertUnwindSafe(|| {
            for _ in 0..self.shape.steps {
                self.step();
            }
            self.calm();
        }));
        if let Err(panic) = life {
            let shown = self.trace.len().saturating_sub(40);
            let story = self.trace[shown..].join("\n");
            let told = format!("seed {} {:?}\n{story}", self.seed, self.shape);
            // The test's own output: it is only shown if the test fails.
            std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).ok();
            resume_unwind(panic);
        }
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..45 => self.deliver_one(),
            45..49 => self.deliver_all(),
            49..60 => self.tick_one(),
            60..73 => self.tick_all(),
            73..75 => self.tick_long(),
            75..84 => self.propose(),
            84..88 => self.propose_change(),
            88..90 => self.campaign(),
            90..92 => self.transfer(),
            92..94 => self.restart(),
            94..96 => self.compact(),
            96..97 => self.unreachable(),
            97..98 => self.cut_or_mend(),
            _ => self.drop_or_double(),
        }
    }

    fn on(&mut self, id: RaftId, event: Event) {
        self.steps += 1;
        // Proposals and messages may pile up; before anything else the owner
        // does what it was told.
        let may_wait = match &event {
            Event::Deliver(message) => message.kind != MessageKind::TimeoutNow,
            Event::Propose(_) => true,
            Event::Tick | Event::Change(_) | Event::Campaign | Event::Transfer(_) => false,
            Event::Unreachable(_) | Event::SnapshotSent { .. } => false,
        };
        if !may_wait {
            self.drain(id);
        }
        self.trace.push(format!("{id}: {event:?}"));
        let pair = self.pairs.get_mut(&id).expect("it lives");
        let was_leader = pair.ours.is_leader();
        pair.handle(event);
        match (was_leader, pair.ours.is_leader()) {
            (false, true) => self.seen.note("election won"),
            (true, false) => self.seen.note("leader deposed"),
            (true, true) | (false, false) => {}
        }
        if !may_wait || self.chance.percent(80) || self.is_fragile(id) {
            self.drain(id);
        }
    }

    /// What is not drained now would kill theirs, or show what only etcd does.
    fn is_fragile(&self, id: RaftId) -> bool {
        let raft = &self.pairs[&id].ours;
        // With a snapshot to apply, theirs would campaign and ours would not.
        let snapshot = raft.log().snapshot();
        snapshot.is_some_and(|snapshot| snapshot.index > raft.applied())
            // A leader of theirs which applied its own removal must save nothing
            // more: it has no progress to write that down.
            || (raft.is_leader() && !raft.takes_change())
    }

    fn drain(&mut self, id: RaftId) {
        let pair = self.pairs.get_mut(&id).expect("it lives");
        let before = pair.ours.conf().clone();
        let messages = pair.drain();
        if *pair.ours.conf() != before {
            self.seen.note("change applied");
        }
        // SwarmKit shuts a manager down which applies its own removal.
        let is_removed = before.contains(id) && !pair.ours.conf().contains(id);
        if is_removed {
            self.trace.push(format!("{id} is removed"));
            self.retired.insert(id);
        }
        self.wire.extend(messages);
    }

    fn living(&self) -> Vec<RaftId> {
        let living = |id: &&RaftId| !self.retired.contains(id);
        self.pairs.keys().filter(living).copied().collect()
    }

    fn pick(&mut self) -> Option<RaftId> {
        let living = self.living();
        self.chance.pick(&living)
    }

    fn pick_leader(&mut self) -> Option<RaftId> {
        let mut leaders = self.living();
        leaders.retain(|id| self.pairs[id].ours.is_leader());
        self.chance.pick(&leaders)
    }

    fn deliver_one(&mut self) {
        if self.wire.is_empty() {
            return self.tick_all();
        }
        // Mostly the oldest, as wires are; sometimes any.
        let place = match self.chance.percent(70) {
            true => 0,
            false => self.chance.below(self.wire.len()),
        };
        let message = self.wire.remove(place);
        let is_cut = self.cut.contains(&message.from) != self.cut.contains(&message.to);
        if is_cut || self.retired.contains(&message.to) || self.chance.percent(self.shape.loss) {
            return self.lose(&message);
        }
        self.deliver(message);
    }

    fn deliver(&mut self, message: Ours) {
        let (from, to) = (message.from, message.to);
        if !self.pairs.contains_key(&to) {
            return;
        }
        self.seen.note(message.kind.name());
        let is_snapshot = matches!(message.kind, MessageKind::Snapshot(_));
        self.on(to, Event::Deliver(message));
        if is_snapshot && self.chance.percent(60) && !self.retired.contains(&from) {
            self.on(from, Event::SnapshotSent { to, is_sent: true });
        }
    }

    fn lose(&mut self, message: &Ours) {
        let (from, to) = (message.from, message.to);
        if self.retired.contains(&from) {
            return;
        }
        if matches!(message.kind, MessageKind::Snapshot(_)) {
            self.on(from, Event::SnapshotSent { to, is_sent: false });
        } else if self.chance.percent(10) {
            self.on(from, Event::Unreachable(to));
        }
    }

    fn deliver_all(&mut self) {
        for _ in 0..60 {
            if self.wire.is_empty() {
                break;
            }
            self.deliver_one();
        }
    }

    fn tick_one(&mut self) {
        if let Some(id) = self.pick() {
            self.on(id, Event::Tick);
        }
    }

    fn tick_all(&mut self) {
        for id in self.living() {
            if !self.retired.contains(&id) {
                self.on(id, Event::Tick);
            }
        }
    }

    fn tick_long(&mut self) {
        if let Some(id) = self.pick() {
            for _ in 0..12 {
                self.on(id, Event::Tick);
            }
        }
    }

    fn propose(&mut self) {
        let proposer = match self.chance.percent(95) {
            true => self.pick_leader(),
            false => self.pick(),
        };
        if let Some(id) = proposer {
            let note = Note(self.chance.below(1000) as u32);
            self.on(id, Event::Propose(note));
        }
    }

    fn propose_change(&mut self) {
        let Some(id) = self.pick_leader() else { return };
        let Some(change) = self.pick_change(id) else {
            return;
        };
        self.on(id, Event::Change(change));
    }

    fn pick_change(&mut self, leader: RaftId) -> Option<ConfChange> {
        let conf = self.pairs[&leader].ours.conf().clone();
        let members: Vec<RaftId> = conf.members().into_iter().collect();
        let known: Vec<RaftId> = self.living();
        let is_last = |id: &RaftId| conf.voters.len() == 1 && conf.voters.contains(id);
        let context = Vec::new();
        let (id, is_new) = match self.chance.percent(50) {
            true => (self.chance.pick(&known)?, false),
            false => (self.chance.pick(&members)?, members.len() < 4),
        };
        if is_new && self.next_id < 10 {
            let id = RaftId(self.next_id);
            self.next_id += 1;
            self.start(id);
            return Some(match self.chance.percent(70) {
                true => ConfChange::AddVoter { id, context },
                false => ConfChange::AddLearner { id, context },
            });
        }
        match self.chance.below(10) {
            0..5 => Some(ConfChange::AddVoter { id, context }),
            // Theirs does not survive its own demotion as a leader.
            5 if !is_last(&id) && id != leader => Some(ConfChange::AddLearner { id, context }),
            _ if !is_last(&id) && members.len() > 1 => Some(ConfChange::RemoveNode { id }),
            _ => None,
        }
    }

    fn campaign(&mut self) {
        if let Some(id) = self.pick() {
            self.on(id, Event::Campaign);
        }
    }

    fn transfer(&mut self) {
        let asked = match self.chance.percent(80) {
            true => self.pick_leader(),
            false => self.pick(),
        };
        if let (Some(id), Some(to)) = (asked, self.pick()) {
            self.on(id, Event::Transfer(to));
        }
    }

    fn restart(&mut self) {
        let Some(id) = self.pick() else { return };
        self.trace.push(format!("{id}: restart"));
        self.seen.note("restart");
        // What was not drained yet is lost with the power.
        if self.chance.percent(50) {
            self.drain(id);
        }
        let seed = self.seed * 1000 + self.steps;
        let pair = self.pairs.remove(&id).expect("it lives");
        self.pairs.insert(id, pair.restart(seed));
        self.drain(id);
    }

    fn compact(&mut self) {
        let Some(id) = self.pick() else { return };
        self.drain(id);
        let extra = self.chance.below(6) as u64;
        self.trace.push(format!("{id}: compact, keep {extra}"));
        self.seen.note("compaction");
        self.pairs.get_mut(&id).expect("it lives").compact(extra);
    }

    fn unreachable(&mut self) {
        if let (Some(id), Some(peer)) = (self.pick_leader(), self.pick())
            && id != peer
        {
            self.on(id, Event::Unreachable(peer));
        }
    }

    fn cut_or_mend(&mut self) {
        self.cut.clear();
        if self.chance.percent(60) {
            let living = self.living();
            let cut = living.into_iter().filter(|_| self.chance.percent(40));
            self.cut = cut.collect();
        }
    }

    fn drop_or_double(&mut self) {
        if self.wire.is_empty() {
            return;
        }
        let place = self.chance.below(self.wire.len());
        match self.chance.percent(50) {
            true => drop(self.wire.remove(place)),
            false => self.wire.push(self.wire[place].clone()),
        }
    }

    /// The wires heal and time goes on: all logs are compared to the last entry.
    fn calm(&mut self) {
        self.cut.clear();
        for _ in 0..30 {
            self.tick_all();
            self.deliver_all();
        }
        for id in self.living() {
            self.drain(id);
            self.pairs[&id].compare_logs();
            let role = self.pairs[&id].ours.role();
            self.seen.note(match role {
                Role::Follower { .. } => "ended as follower",
                Role::Candidate { .. } => "ended as candidate",
                Role::Leader(_) => "ended as leader",
            });
        }
    }
}
