//! A dispatcher with a store that commits at once, and agents that only speak. What scripts say
//! (`testdata/dispatcher`) is not said here again.

mod script;

use std::net::SocketAddrV4;

use api::cluster::Peer;
use api::node::{Availability, NodeDescription, NodeRole};
use api::task::TaskState;
use sim::Timestamp;

use super::files::Made;
use super::*;
use crate::manager::ca;
use crate::message::{Assignments, AssignmentsKind, Body};
use crate::object::{Slot, Task};
use crate::rpc::RequestId;
use crate::store::Draft;

struct Stage {
    store: Store,
    index: u64,
    now: Instant,
    rng: Rng,
    dispatcher: Dispatcher,
    managers: Vec<Peer>,
    outbox: Outbox,
}

/// What an agent was answered.
#[derive(Debug, PartialEq)]
enum Heard {
    Session(SessionId),
    Assigned(String),
    Period(Duration),
    Taken,
    Failed(String),
}

impl Stage {
    /// A new leader over a store with these nodes.
    fn new(nodes: &[(&str, NodeState)]) -> Stage {
        let mut store = Store::default();
        let mut draft = Draft::new(&store, Timestamp(0));
        for (name, state) in nodes {
            let roles = (NodeRole::Worker, NodeRole::Worker);
            let mut node = ca::new_node(NodeId::from(*name), roles, Availability::Active);
            node.status.state = *state;
            draft.create_node(node).unwrap();
        }
        store.apply(1, &draft.finish().unwrap());
        Stage::over(store, 1)
    }

    /// A new leader over what is there.
    fn over(store: Store, index: u64) -> Stage {
        let now = Instant::START + Duration::from_secs(100);
        let moment = Moment {
            now,
            wall: Timestamp(0),
        };
        let rng = Rng::stream(1, "dispatcher");
        let dispatcher = Dispatcher::resume(&store, NodeId::from("leader"), rng, moment);
        Stage {
            store,
            index,
            now,
            rng: Rng::stream(1, "calls"),
            dispatcher,
            managers: Vec::new(),
            outbox: Outbox::default(),
        }
    }

    fn with<T>(&mut self, run: impl FnOnce(&mut Dispatcher, &mut Context<'_>) -> T) -> T {
        let moment = Moment {
            now: self.now,
            wall: Timestamp(self.now.as_nanos() as i64),
        };
        let store = self.store.clone();
        let managers = self.managers.clone();
        let mut context = Context {
            store: &store,
            managers: &managers,
            moment,
            outbox: &mut self.outbox,
        };
        run(&mut self.dispatcher, &mut context)
    }

    fn commit(&mut self, transaction: &Transaction) {
        self.index += 1;
        let events = self.store.apply(self.index, transaction);
        for event in events {
            self.with(|dispatcher, context| dispatcher.note(&event, context));
        }
    }

    /// Lets everything due happen, up to `until`.
    fn run(&mut self, millis: u64) {
        let until = self.now + Duration::from_millis(millis);
        loop {
            self.with(|dispatcher, context| dispatcher.on_timeout(context));
            while let Some(transaction) = self.with(|dispatcher, context| dispatcher.act(context)) {
                self.commit(&transaction);
            }
            let (wake, write) = (self.dispatcher.next_timeout(), self.dispatcher.next_write());
            let next = wake.into_iter().chain(write).min();
            match next.filter(|at| *at <= until) {
                Some(at) => self.now = at.max(self.now),
                None => break,
            }
        }
        self.now = until;
    }

    /// The next call of a node, over its one connection.
    fn caller(&mut self, node: &str) -> Caller {
        let number = node.bytes().last().unwrap();
        let at = SocketAddrV4::new([10, 0, 0, number].into(), 2377);
        let id = RequestId::random(&mut self.rng);
        Caller::Node { at, id }
    }

    fn register(&mut self, node: &str, session: Option<SessionId>) -> Vec<Heard> {
        let caller = self.caller(node);
        let request = SessionRequest {
            session,
            description: NodeDescription {
                hostname: format!("host-of-{node}"),
                ..NodeDescription::default()
            },
            address: [10, 0, 0, 1].into(),
        };
        let id = NodeId::from(node);
        self.with(|dispatcher, context| {
            dispatcher.on_session((caller, &id), request, context);
        });
        self.run(100);
        self.heard()
    }

    /// Registers and returns the session.
    fn open(&mut self, node: &str) -> SessionId {
        match self.register(node, None).first() {
            Some(Heard::Session(session)) => *session,
            other => panic!("{other:?}"),
        }
    }

    fn beat(&mut self, node: &str, session: SessionId) -> Heard {
        let caller = self.caller(node);
        let id = NodeId::from(node);
        self.with(|dispatcher, context| {
            dispatcher.on_heartbeat((caller, &id), session, context);
        });
        self.heard().remove(0)
    }

    fn report(&mut self, node: &str, session: SessionId, task: &str, state: TaskState) -> Heard {
        let caller = self.caller(node);
        let id = NodeId::from(node);
        let status = TaskStatus {
            state,
            ..TaskStatus::default()
        };
        let updates = vec![(TaskId::from(task), status)];
        self.with(|dispatcher, context| {
            dispatcher.on_task_status((caller, &id), (session, updates), context);
        });
        self.heard().remove(0)
    }

    fn heard(&mut self) -> Vec<Heard> {
        let sends = std::mem::take(&mut self.outbox.sends);
        sends
            .into_iter()
            .filter_map(|(_, body)| heard(body))
            .collect()
    }

    fn write(&mut self, change: impl FnOnce(&mut Draft)) {
        let mut draft = Draft::new(&self.store, Timestamp(0));
        change(&mut draft);
        let transaction = draft.finish().unwrap();
        self.commit(&transaction);
    }

    fn put_task(&mut self, id: &str, node: &str, state: TaskState) {
        let task = task(id, node, state);
        self.write(|draft| {
            draft.create_task(task).unwrap();
        });
    }

    fn state(&self, node: &str) -> NodeState {
        self.store.node(&node.into()).unwrap().status.state
    }

    fn observed(&self, task: &str) -> TaskState {
        self.store.task(&task.into()).unwrap().status.state
    }
}

fn task(id: &str, node: &str, state: TaskState) -> Task {
    Task {
        id: TaskId::from(id),
        meta: api::Meta::default(),
        spec: api::task::TaskSpec::default(),
        spec_version: None,
        service_id: None,
        slot: Slot::Number(1),
        node_id: Some(NodeId::from(node)),
        service_annotations: api::Annotations::default(),
        status: TaskStatus {
            state,
            ..TaskStatus::default()
        },
        applied: None,
        desired_state: TaskState::Running,
        networks: Vec::new(),
        endpoint: None,
        log_driver: None,
        generic_resources: Vec::new(),
        job_iteration: None,
        volumes: Vec::new(),
    }
}

fn heard(body: Body) -> Option<Heard> {
    let Body::Reply { reply, .. } = body else {
        return None;
    };
    match *reply {
        Reply::Session(SessionPush::Message(message)) => Some(Heard::Session(message.session)),
        Reply::Session(SessionPush::Assignments(step)) => Some(Heard::Assigned(words(&step))),
        Reply::Heartbeat { period } => Some(Heard::Period(period)),
        Reply::StatusTaken => Some(Heard::Taken),
        Reply::Failed(error) => Some(Heard::Failed(error.message)),
        other => panic!("{other:?}"),
    }
}

fn words(step: &Assignments) -> String {
    let kind = match step.kind {
        AssignmentsKind::Complete => "all",
        AssignmentsKind::Incremental { applies_to } => {
            assert_eq!(applies_to + 1, step.results_in);
            "then"
        }
    };
    let update = step.update.iter().map(|task| format!(" +{}", task.id));
    let remove = step.remove.iter().map(|id| format!(" -{id}"));
    let changes: String = update.chain(remove).collect();
    format!("{kind}{changes}")
}

fn assigned(text: &str) -> Heard {
    Heard::Assigned(text.to_owned())
}

#[test]
fn a_new_leader_knows_nobody_until_they_register() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready), ("n2", NodeState::Down)]);
    stage.run(1);
    assert_eq!(
        (stage.state("n1"), stage.state("n2")),
        (NodeState::Unknown, NodeState::Down)
    );
    let message = &stage.store.node(&"n1".into()).unwrap().status.message;
    assert_eq!(
        message,
        r#"Node moved to "unknown" state due to leadership change in cluster"#
    );
    stage.open("n1");
    stage.open("n2");
    assert_eq!(
        (stage.state("n1"), stage.state("n2")),
        (NodeState::Ready, NodeState::Ready)
    );
    let node = stage.store.node(&"n1".into()).unwrap();
    assert_eq!(node.description.as_ref().unwrap().hostname, "host-of-n1");
    assert_eq!(
        (node.status.message.as_str(), node.status.addr.as_str()),
        ("", "10.0.0.1")
    );
}

#[test]
fn d4_and_d5_a_node_is_down_three_periods_after_its_last_heartbeat() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready)]);
    let session = stage.open("n1");
    let mut last = Duration::ZERO;
    for _ in 0..10 {
        stage.run(4000);
        let Heard::Period(period) = stage.beat("n1", session) else {
            panic!("the heart beats");
        };
        assert!(period >= Duration::from_millis(4500) && period <= Duration::from_millis(5500));
        last = period;
    }
    let grace = u64::try_from((last * 3).as_millis()).unwrap();
    stage.run(grace - 10);
    assert_eq!(stage.state("n1"), NodeState::Ready);
    stage.heard();
    stage.run(200);
    assert_eq!(stage.state("n1"), NodeState::Down);
    let message = &stage.store.node(&"n1".into()).unwrap().status.message;
    assert_eq!(message, "heartbeat failure");
    let gone = || Heard::Failed("node not registered".to_owned());
    assert_eq!(stage.heard(), [gone()]);
    assert_eq!(stage.beat("n1", session), gone());
}

#[test]
fn the_batch_waits_for_silence_but_not_for_more_than_a_hundred_changes() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready)]);
    stage.register("n1", None);
    for number in 0..5 {
        stage.put_task(&format!("t{number}"), "n1", TaskState::Assigned);
        stage.run(90);
        assert!(stage.heard().is_empty());
    }
    stage.run(10);
    assert_eq!(stage.heard(), [assigned("then +t0 +t1 +t2 +t3 +t4")]);
    for number in 100..200 {
        stage.put_task(&format!("t{number}"), "n1", TaskState::Assigned);
    }
    stage.run(0);
    assert_eq!(stage.heard().len(), 1);
}

#[test]
fn d14_a_report_from_the_past_changes_nothing_and_a_good_one_is_signed() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready)]);
    stage.put_task("a", "n1", TaskState::Rejected);
    stage.put_task("b", "n1", TaskState::Assigned);
    let session = stage.open("n1");
    stage.report("n1", session, "a", TaskState::Shutdown);
    stage.report("n1", session, "b", TaskState::Preparing);
    stage.report("n1", session, "b", TaskState::Running);
    let before = stage.index;
    stage.run(200);
    assert_eq!(stage.index, before + 1, "reports are written together");
    assert_eq!(stage.observed("a"), TaskState::Rejected);
    assert_eq!(stage.observed("b"), TaskState::Running);
    let task = stage.store.task(&"b".into()).unwrap();
    assert_eq!(task.applied.as_ref().unwrap().0, NodeId::from("leader"));
}

#[test]
fn tasks_of_a_node_that_is_down_for_a_day_are_orphaned() {
    let mut stage = Stage::new(&[("n1", NodeState::Down)]);
    stage.put_task("ran", "n1", TaskState::Running);
    stage.put_task("ended", "n1", TaskState::Complete);
    stage.run(24 * 3600 * 1000 - 1);
    assert_eq!(stage.observed("ran"), TaskState::Running);
    stage.run(2);
    assert_eq!(stage.observed("ran"), TaskState::Orphaned);
    assert_eq!(stage.observed("ended"), TaskState::Complete);
    assert_eq!(stage.dispatcher.next_write(), None);
}

#[test]
fn a_node_that_comes_back_within_the_day_keeps_its_tasks() {
    let mut stage = Stage::new(&[("n1", NodeState::Down)]);
    stage.put_task("ran", "n1", TaskState::Running);
    stage.run(23 * 3600 * 1000);
    let session = stage.open("n1");
    for _ in 0..1500 {
        stage.run(4000);
        stage.beat("n1", session);
    }
    assert_eq!(stage.observed("ran"), TaskState::Running);
}

#[test]
fn a_connection_that_broke_ends_the_session_but_not_the_grace() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready)]);
    let caller = stage.caller("n1");
    let request = SessionRequest {
        session: None,
        description: NodeDescription::default(),
        address: [10, 0, 0, 1].into(),
    };
    let id = NodeId::from("n1");
    stage.with(|dispatcher, context| dispatcher.on_session((caller, &id), request, context));
    stage.run(100);
    let Some(Heard::Session(session)) = stage.heard().into_iter().next() else {
        panic!("registered");
    };
    stage.dispatcher.on_broken(caller);
    assert_eq!(
        stage.beat("n1", session),
        Heard::Failed("session invalid".to_owned())
    );
    assert_eq!(stage.state("n1"), NodeState::Ready);
    stage.run(17_000);
    assert_eq!(stage.state("n1"), NodeState::Down);
}

#[test]
fn a_leader_that_falls_sends_every_agent_away() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready), ("n2", NodeState::Ready)]);
    stage.open("n1");
    stage.heard();
    let dispatcher = stage.dispatcher.clone();
    dispatcher.stop(&mut stage.outbox);
    assert_eq!(
        stage.heard(),
        [Heard::Failed("node must disconnect".to_owned())]
    );
}

#[test]
fn news_of_its_node_reaches_the_agent() {
    let mut stage = Stage::new(&[("n1", NodeState::Ready)]);
    let session = stage.open("n1");
    stage.heard();
    let mut node = stage.store.node(&"n1".into()).unwrap().as_ref().clone();
    node.spec.role = NodeRole::Manager;
    stage.write(|draft| draft.update_node(node).unwrap());
    assert_eq!(stage.heard(), [Heard::Session(session)]);
}
