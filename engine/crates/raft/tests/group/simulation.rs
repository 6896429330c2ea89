//! Random lives of a group, with everything that can go wrong on the way:
//! letters lost, doubled, reordered, wires cut, power off, disks compacted,
//! members added and removed, leaders transferred. A checker watches and trusts
//! no summary. Then calm, and all must agree.

mod checker;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use raft::{ConfChange, Config, MessageKind, Persisted, Raft, RaftId};

use crate::chance::Chance;
use crate::group::{Group, Word, config};
use checker::Checker;

const LIVES: u64 = 3000;

struct Life {
    chance: Chance,
    group: Group,
    checker: Checker,
    /// Members whose owner shut them down: they were removed.
    retired: BTreeSet<RaftId>,
    next_id: u64,
    words: u64,
    loss: usize,
    knobs: Config,
}

impl Life {
    fn new(seed: u64) -> Life {
        let mut chance = Chance::new(seed);
        let knobs = Config {
            check_quorum: chance.percent(85),
            step_down_on_removal: chance.percent(20),
            max_size_per_msg: [0, 60, 65535][chance.below(3)],
            max_inflight: [1, 3, 256][chance.below(3)],
            seed,
            ..config(1)
        };
        let loss = [0, 5, 20][chance.below(3)];
        let mut life = Life {
            chance,
            group: Group::default(),
            checker: Checker::default(),
            retired: BTreeSet::new(),
            next_id: 2,
            words: 0,
            loss,
            knobs,
        };
        let first = RaftId(1);
        let disk = Persisted::bootstrap(first, Vec::new());
        let config = life.config(first);
        life.group.add(config, disk);
        life.group.with(first, Raft::campaign);
        life.look();
        for _ in 0..life.chance.below(5) {
            life.grow();
        }
        life
    }

    fn config(&self, id: RaftId) -> Config {
        Config {
            id,
            seed: self.knobs.seed * 32 + id.0,
            ..self.knobs.clone()
        }
    }

    /// A member joins, in peace.
    fn grow(&mut self) {
        let leaders = self.group.leaders();
        let leader = *leaders.first().expect("the group is at peace");
        let change = self.newcomer();
        let told = self
            .group
            .with(leader, |member| member.propose_change(change));
        told.expect("it leads");
        self.group.pass(3);
        self.look();
    }

    fn newcomer(&mut self) -> ConfChange {
        let id = RaftId(self.next_id);
        self.next_id += 1;
        let config = self.config(id);
        self.group.add(config, Persisted::default());
        let context = Vec::new();
        ConfChange::AddVoter { id, context }
    }

    fn look(&mut self) {
        let sights = self.group.take_sights();
        self.checker.look(&self.group, &sights);
        for id in self.group.living() {
            let member = self.group.member(id.0);
            // SwarmKit shuts a manager down which applies its own removal.
            let was_member = sights.iter().any(|(who, _)| *who == id);
            if was_member && !member.conf().contains(id) && self.checker.was_removed(id) {
                self.retired.insert(id);
                self.group.stop(id);
            }
        }
    }

    fn live(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step();
            self.look();
        }
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..55 => self.deliver(),
            55..72 => self.tick(),
            72..82 => self.propose(),
            82..84 => self.change(),
            84..86 => self.transfer(),
            86..88 => self.campaign(),
            88..91 => self.power(),
            91..93 => self.compact(),
            93..95 => self.cut(),
            95..97 => self.mend(),
            97..98 => self.report(),
            _ => self.double(),
        }
    }

    fn pick(&mut self) -> Option<RaftId> {
        let living = self.group.living();
        self.chance.pick(&living)
    }

    fn pick_leader(&mut self) -> Option<RaftId> {
        let leaders = self.group.leaders();
        self.chance.pick(&leaders)
    }

    fn deliver(&mut self) {
        if self.group.wire.is_empty() {
            return self.tick();
        }
        let place = match self.chance.percent(75) {
            true => 0,
            false => self.chance.below(self.group.wire.len()),
        };
        let letter = self.group.wire.remove(place);
        let (from, to) = (letter.from, letter.to);
        let is_snapshot = matches!(letter.kind, MessageKind::Snapshot(_));
        let arrived = !self.chance.percent(self.loss) && self.group.deliver(letter);
        if is_snapshot && self.group.is_on(from) {
            self.group
                .with(from, |member| member.report_snapshot(to, arrived));
        }
    }

    fn tick(&mut self) {
        for id in self.group.living() {
            if self.chance.percent(90) {
                self.group.with(id, Raft::tick);
            }
        }
    }

    fn propose(&mut self) {
        if let Some(id) = self.pick_leader() {
            self.words += 1;
            let word = Word(format!("w{}", self.words));
            // It may be handing over: then it takes nothing.
            let _ = self.group.with(id, |member| member.propose(word));
        }
    }

    fn change(&mut self) {
        let Some(leader) = self.pick_leader() else {
            return;
        };
        let conf = self.group.member(leader.0).conf().clone();
        let members: Vec<RaftId> = conf.members().into_iter().collect();
        let change = match self.chance.below(3) {
            0 if self.next_id < 9 => self.newcomer(),
            1 if conf.voters.len() > 2 => {
                let id = self.chance.pick(&members).expect("there are three");
                ConfChange::RemoveNode { id }
            }
            _ => {
                let id = self.chance.pick(&members).expect("it leads somebody");
                let context = Vec::new();
                match conf.voters.len() > 2 && self.chance.percent(40) {
                    true => ConfChange::AddLearner { id, context },
                    false => ConfChange::AddVoter { id, context },
                }
            }
        };
        let _ = self
            .group
            .with(leader, |member| member.propose_change(change));
    }

    fn transfer(&mut self) {
        if let (Some(leader), Some(to)) = (self.pick_leader(), self.pick()) {
            self.group.with(leader, |member| member.transfer_leader(to));
        }
    }

    fn campaign(&mut self) {
        if let Some(id) = self.pick() {
            self.group.with(id, Raft::campaign);
        }
    }

    fn power(&mut self) {
        let ids: Vec<RaftId> = self.group.machines.keys().copied().collect();
        let Some(id) = self.chance.pick(&ids) else {
            return;
        };
        if self.group.is_on(id) {
            self.group.stop(id);
        } else if !self.retired.contains(&id) {
            self.checker.forget_applied(id);
            self.group.start(id);
        }
    }

    fn compact(&mut self) {
        let Some(id) = self.pick() else { return };
        let kept = self.chance.below(5) as u64;
        let machine = self.group.machine(id);
        let member = machine.member.as_mut().expect("it is on");
        let snapshot = member.snapshot_of(machine.state.clone());
        let upto = raft::Index(snapshot.index.0.saturating_sub(kept));
        machine.disk.compact(snapshot.clone());
        member.compact(upto, snapshot);
    }

    fn cut(&mut self) {
        let ids: Vec<RaftId> = self.group.machines.keys().copied().collect();
        let side: Vec<RaftId> = ids
            .into_iter()
            .filter(|_| self.chance.percent(40))
            .collect();
        self.group.part(&side);
    }

    fn mend(&mut self) {
        self.group.cut.clear();
    }

    fn report(&mut self) {
        if let (Some(leader), Some(peer)) = (self.pick_leader(), self.pick()) {
            self.group
                .with(leader, |member| member.report_unreachable(peer));
        }
    }

    fn double(&mut self) {
        if !self.group.wire.is_empty() {
            let place = self.chance.below(self.group.wire.len());
            let letter = self.group.wire[place].clone();
            self.group.wire.push(letter);
        }
    }

    /// All wires heal, all machines are on: soon one leads, and a proposal
    /// reaches everybody.
    fn calm(&mut self) {
        self.mend();
        let ids: Vec<RaftId> = self.group.machines.keys().copied().collect();
        for id in ids {
            if !self.group.is_on(id) && !self.retired.contains(&id) {
                self.checker.forget_applied(id);
                self.group.start(id);
            }
        }
        for _ in 0..60 {
            self.group.pass(10);
            self.look();
            if self.is_at_peace() {
                return;
            }
        }
        panic!("no peace within 600 ticks");
    }

    fn is_at_peace(&mut self) -> bool {
        let [leader] = self.group.leaders()[..] else {
            return false;
        };
        self.words += 1;
        let word = Word(format!("peace{}", self.words));
        let told = self.group.with(leader, |member| member.propose(word));
        self.group.pass(3);
        self.look();
        // It may have been deposed or removed meanwhile.
        told.is_ok() && self.group.is_on(leader) && self.agrees_with(leader)
    }

    fn agrees_with(&self, leader: RaftId) -> bool {
        let leader = self.group.member(leader.0);
        let agrees = |id: &RaftId| {
            let member = self.group.member(id.0);
            member.last_index() == leader.last_index()
                && member.applied() == leader.applied()
                && member.leader() == Some(leader.id())
                && self.group.state(id.0) == self.group.state(leader.id().0)
        };
        leader.conf().members().iter().all(agrees)
    }
}

#[test]
fn random_lives_keep_every_promise() {
    let mut most_applied = 0;
    let mut elections = 0;
    for seed in 1..=LIVES {
        let lived = catch_unwind(AssertUnwindSafe(|| {
            let mut life = Life::new(seed);
            life.live(400);
            life.calm();
            (life.checker.committed(), life.checker.elections())
        }));
        match lived {
            Ok((committed, elected)) => {
                most_applied = most_applied.max(committed);
                elections += elected;
            }
            Err(panic) => {
                let told = format!("seed {seed}\n");
                // The test's own output, shown only if it fails.
                std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).ok();
                resume_unwind(panic);
            }
        }
    }
    assert!(most_applied > 30, "lives with little to do: {most_applied}");
    assert!(elections as u64 > 3 * LIVES, "few elections: {elections}");
}
