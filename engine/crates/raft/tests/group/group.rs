//! A few members, their disks, and the wires between them.
//!
//! It does for each member what an owner must: save, send, apply, advance. A
//! message waits on the wire until a test delivers it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use raft::{
    ConfState, Config, Entry, EntryData, Index, Message, Payload, Persisted, Raft, RaftId, Role,
    RoleName, Snapshot, StepError, Term,
};
use serde::{Deserialize, Serialize};

/// What is proposed: a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word(pub String);

impl Payload for Word {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The owner's state: all words applied, in order.
pub type State = Vec<String>;
pub type Member = Raft<Word, State>;
pub type Letter = Message<Word, State>;

/// What an outsider saw happen to a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    Role {
        role: RoleName,
        term: Term,
        leader: Option<RaftId>,
    },
    Vote {
        candidate: RaftId,
    },
    Commit {
        index: Index,
    },
    Apply {
        entry: Entry<Word>,
    },
    Restore {
        snapshot: Snapshot<State>,
    },
    Conf {
        conf: ConfState,
    },
    Refuse {
        error: StepError,
    },
}

impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sight::Role { role, term, leader } => {
                write!(f, "is {role} in term {term}")?;
                match leader {
                    Some(leader) if *role == RoleName::Follower => write!(f, " under {leader}"),
                    Some(_) | None => Ok(()),
                }
            }
            Sight::Vote { candidate } => write!(f, "votes for {candidate}"),
            Sight::Commit { index } => write!(f, "commits {index}"),
            Sight::Apply { entry } => write!(f, "applies {entry}"),
            Sight::Restore { snapshot } => {
                write!(f, "restores {} {:?}", snapshot.position(), snapshot.data)
            }
            Sight::Conf { conf } => write!(f, "sees {conf}"),
            Sight::Refuse { error } => write!(f, "refuses: {error}"),
        }
    }
}

/// One machine: a disk, and a member while it is on.
pub struct Machine {
    pub disk: Persisted<Word, State>,
    pub member: Option<Member>,
    pub state: State,
    config: Config,
}

#[derive(Default)]
pub struct Group {
    pub machines: BTreeMap<RaftId, Machine>,
    /// What is on its way, oldest first.
    pub wire: Vec<Letter>,
    /// Pairs who cannot reach each other.
    pub cut: BTreeSet<(RaftId, RaftId)>,
    /// What changed since the last look, in order.
    sights: Vec<(RaftId, Sight)>,
}

/// As SwarmKit sets it, with a seed for each member.
pub fn config(id: u64) -> Config {
    Config::new(RaftId(id), id)
}

impl Group {
    /// Members 1 to `count`, all there from the start.
    pub fn of(count: u64) -> Group {
        Group::of_configs((1..=count).map(config).collect())
    }

    pub fn of_configs(configs: Vec<Config>) -> Group {
        let mut group = Group::default();
        let conf = ConfState::of_voters(configs.iter().map(|config| config.id));
        for config in configs {
            let conf = conf.clone();
            let disk = Persisted {
                conf,
                ..Persisted::default()
            };
            group.add(config, disk);
        }
        group
    }

    pub fn add(&mut self, config: Config, disk: Persisted<Word, State>) {
        let id = config.id;
        let machine = Machine {
            disk,
            member: None,
            state: State::new(),
            config,
        };
        self.machines.insert(id, machine);
        self.start(id);
    }

    /// Power on: the member is what its disk says.
    pub fn start(&mut self, id: RaftId) {
        let machine = self.machine(id);
        let snapshot = machine.disk.snapshot.as_ref();
        machine.state = snapshot
            .map(|snapshot| snapshot.data.clone())
            .unwrap_or_default();
        let member = Raft::new(machine.config.clone(), machine.disk.clone());
        machine.member = Some(member);
        self.drain(id);
    }

    /// Power off: only the disk stays.
    pub fn stop(&mut self, id: RaftId) {
        self.machine(id).member = None;
    }

    pub fn machine(&mut self, id: RaftId) -> &mut Machine {
        self.machines.get_mut(&id).expect("there is such a machine")
    }

    pub fn is_on(&self, id: RaftId) -> bool {
        self.machines
            .get(&id)
            .is_some_and(|machine| machine.member.is_some())
    }

    pub fn living(&self) -> Vec<RaftId> {
        let ids = self.machines.keys().copied();
        ids.filter(|id| self.is_on(*id)).collect()
    }

    pub fn member(&self, id: u64) -> &Member {
        let machine = &self.machines[&RaftId(id)];
        machine.member.as_ref().expect("it is on")
    }

    pub fn state(&self, id: u64) -> &State {
        &self.machines[&RaftId(id)].state
    }

    /// Something happens to a member, and its owner does what is to be done.
    pub fn with<T>(&mut self, id: RaftId, act: impl FnOnce(&mut Member) -> T) -> T {
        let before = Seen::of(self.member(id.0));
        let member = self.machine(id).member.as_mut();
        let told = act(member.expect("it is on"));
        self.note_changes(id, &before);
        self.drain(id);
        told
    }

    /// Saves, sends, applies.
    fn drain(&mut self, id: RaftId) {
        let mut before = Seen::of(self.member(id.0));
        while let Some(ready) = self.machine(id).member.as_mut().and_then(Raft::ready) {
            self.machine(id).disk.save(&ready);
            self.wire.extend(ready.messages);
            if let Some(snapshot) = ready.snapshot {
                self.machine(id).state = snapshot.data.clone();
                self.see(id, Sight::Restore { snapshot });
            }
            for entry in ready.committed {
                self.apply(id, entry);
            }
            let member = self.machine(id).member.as_mut();
            member.expect("it is on").advance();
            self.note_changes(id, &before);
            before = Seen::of(self.member(id.0));
        }
    }

    fn apply(&mut self, id: RaftId, entry: Entry<Word>) {
        let machine = self.machine(id);
        let conf = match &entry.data {
            EntryData::Empty => None,
            EntryData::Normal(word) => {
                machine.state.push(word.0.clone());
                None
            }
            EntryData::Change(change) => {
                let member = machine.member.as_mut().expect("it is on");
                Some(member.apply_change(change))
            }
        };
        self.see(id, Sight::Apply { entry });
        if let Some(conf) = conf {
            self.see(id, Sight::Conf { conf });
        }
    }

    fn note_changes(&mut self, id: RaftId, before: &Seen) {
        let after = Seen::of(self.member(id.0));
        if (after.role, after.term, after.leader) != (before.role, before.term, before.leader) {
            let Seen {
                role, term, leader, ..
            } = after;
            self.see(id, Sight::Role { role, term, leader });
        }
        let is_new = (after.vote, after.term) != (before.vote, before.term);
        if let Some(candidate) = after.vote.filter(|_| is_new) {
            self.see(id, Sight::Vote { candidate });
        }
        if after.commit != before.commit {
            let index = after.commit;
            self.see(id, Sight::Commit { index });
        }
    }

    fn see(&mut self, id: RaftId, sight: Sight) {
        self.sights.push((id, sight));
    }

    /// What happened since the last call.
    pub fn take_sights(&mut self) -> Vec<(RaftId, Sight)> {
        std::mem::take(&mut self.sights)
    }

    pub fn can_reach(&self, from: RaftId, to: RaftId) -> bool {
        !self.cut.contains(&(from, to)) && self.is_on(to)
    }

    /// One letter arrives, or is lost on a cut wire. Returns whether it arrived.
    pub fn deliver(&mut self, letter: Letter) -> bool {
        let (from, to) = (letter.from, letter.to);
        if !self.can_reach(from, to) {
            return false;
        }
        if let Err(error) = self.with(to, |member| member.step(letter)) {
            self.see(to, Sight::Refuse { error });
        }
        true
    }

    /// Lets everything arrive, and what is answered, until all is quiet.
    pub fn settle(&mut self) {
        for _ in 0..10_000 {
            if self.wire.is_empty() {
                return;
            }
            let letter = self.wire.remove(0);
            self.deliver(letter);
        }
        panic!("they never fall silent");
    }

    /// Cuts all wires between this side and the rest.
    pub fn part(&mut self, side: &[RaftId]) {
        let ids: Vec<RaftId> = self.machines.keys().copied().collect();
        for one in &ids {
            for other in &ids {
                if side.contains(one) != side.contains(other) {
                    self.cut.insert((*one, *other));
                }
            }
        }
    }

    pub fn tick(&mut self, id: RaftId, times: u32) {
        for _ in 0..times {
            self.with(id, Raft::tick);
        }
    }

    /// Time passes for all, and all that is sent arrives within the tick.
    pub fn pass(&mut self, ticks: u32) {
        for _ in 0..ticks {
            for id in self.living() {
                self.with(id, Raft::tick);
            }
            self.settle();
        }
    }

    /// Makes `id` leader by its own election.
    pub fn elect(&mut self, id: u64) {
        self.with(RaftId(id), Raft::campaign);
        self.settle();
        assert!(self.member(id).is_leader(), "{id} was not elected");
    }

    pub fn propose(&mut self, id: u64, word: &str) -> Index {
        let word = Word(word.to_string());
        let index = self.with(RaftId(id), |member| member.propose(word));
        index.expect("the proposal is taken")
    }

    pub fn leaders(&self) -> Vec<RaftId> {
        let mut living = self.living();
        living.retain(|id| self.member(id.0).is_leader());
        living
    }
}

/// What is compared before and after.
struct Seen {
    role: RoleName,
    term: Term,
    leader: Option<RaftId>,
    vote: Option<RaftId>,
    commit: Index,
}

impl Seen {
    fn of(member: &Member) -> Seen {
        Seen {
            role: match member.role() {
                Role::Follower { .. } => RoleName::Follower,
                Role::Candidate { .. } => RoleName::Candidate,
                Role::Leader(_) => RoleName::Leader,
            },
            term: member.term(),
            leader: member.leader(),
            vote: member.vote(),
            commit: member.commit(),
        }
    }
}
