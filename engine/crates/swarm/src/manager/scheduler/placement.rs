//! Spreads a group of like tasks over the nodes: evenly over the branches of its placement
//! preferences, and within a branch from the emptiest node up
//! (SwarmKit `manager/scheduler/scheduler.go`, `nodeset.go`, `decision_tree.go`).
//!
//! Nodes are borrowed for the time of one group, so that a node is looked up once, however many
//! tasks it gets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use api::NodeId;
use api::node::GenericResource;
use sim::{Instant, Rng};

use super::explanation::Standing;
use super::node_heap::{self, Better};
use super::node_info::{NodeInfo, Rank, ServiceVersion, in_walk_order, service_version};
use super::pipeline::Pipeline;
use crate::constraint;
use crate::manager::map_order;
use crate::object::{Task, VolumeAttachment};

/// Tasks of one version of one service, being placed.
pub(super) struct Placement<'a> {
    waiting: VecDeque<Arc<Task>>,
    placed: Vec<Placed>,
    pipeline: Pipeline,
    version: ServiceVersion,
    now: Instant,
    rng: &'a mut Rng,
}

/// A task that got a node.
pub(super) struct Placed {
    pub(super) task: Arc<Task>,
    pub(super) node: NodeId,
    pub(super) generic: Vec<GenericResource>,
    pub(super) volumes: Vec<VolumeAttachment>,
}

/// What came of a group.
pub(super) struct Outcome {
    pub(super) placed: Vec<Placed>,
    /// Those for which no node was left.
    pub(super) unplaced: VecDeque<Arc<Task>>,
    pub(super) pipeline: Pipeline,
}

/// Nodes that share the values of the preferences so far.
#[derive(Default)]
struct Branch<'n> {
    /// Active tasks of the service in this branch.
    tasks: usize,
    /// By the value of the next preference; none at a leaf.
    below: BTreeMap<String, Branch<'n>>,
    /// At a leaf: the best nodes that meet the conditions, as many as there are tasks.
    nodes: Nodes<'n>,
}

enum Nodes<'n> {
    /// Not used yet; a heap with the worst on top.
    Ranked(Vec<Candidate<'n>>),
    /// Used, so that neither order nor conditions need hold any more.
    Used(Vec<Candidate<'n>>),
}

/// A node at the time it was ranked.
struct Candidate<'n> {
    rank: Rank,
    info: &'n mut NodeInfo,
}

/// Places what can be placed of a group; the nodes count the tasks they got.
pub(super) fn place_group(
    (tasks, pipeline): (VecDeque<Arc<Task>>, Pipeline),
    nodes: &mut BTreeMap<NodeId, NodeInfo>,
    now: Instant,
    rng: &mut Rng,
) -> Outcome {
    let first = tasks.front().expect("a group has a task").clone();
    let wanted = tasks.len();
    let mut placement = Placement {
        waiting: tasks,
        placed: Vec::with_capacity(wanted),
        pipeline,
        version: service_version(&first),
        now,
        rng,
    };
    let mut tree = placement.grow(&first, nodes);
    placement.place_in(wanted, &mut tree);
    Outcome {
        placed: placement.placed,
        unplaced: placement.waiting,
        pipeline: placement.pipeline,
    }
}

impl Placement<'_> {
    /// Builds the tree of branches. All nodes count, but only those that meet the conditions and
    /// are among the best of their leaf are kept.
    fn grow<'n>(&mut self, task: &Task, nodes: &'n mut BTreeMap<NodeId, NodeInfo>) -> Branch<'n> {
        let wanted = self.waiting.len();
        let descriptors = spread_descriptors(task);
        let mut root = Branch::default();
        for info in in_walk_order(nodes, self.rng) {
            let of_service = info.active_of(&self.version.0) as usize;
            let mut branch = &mut root;
            for descriptor in &descriptors {
                if let Some(value) = constraint::label_value(descriptor, &info.node) {
                    branch.tasks += of_service;
                    branch = branch.below.entry(value.to_owned()).or_default();
                }
            }
            branch.tasks += of_service;
            let rank = info.rank(&self.version, self.now);
            self.keep(Candidate { rank, info }, wanted, branch);
        }
        root
    }

    /// Keeps a node at its leaf if it is good enough. When the leaf is full, only a node better
    /// than its worst is looked at.
    fn keep<'n>(&mut self, candidate: Candidate<'n>, wanted: usize, leaf: &mut Branch<'n>) {
        let Nodes::Ranked(heap) = &mut leaf.nodes else {
            unreachable!("a leaf is used only when the tree has grown");
        };
        let is_full = heap.len() >= wanted;
        let is_too_bad = is_full
            && heap
                .first()
                .is_some_and(|worst| candidate.rank >= worst.rank);
        if is_too_bad {
            let standing = Standing::NotNeeded(candidate.rank);
            self.pipeline.note(candidate.info, standing);
            return;
        }
        if !self.pipeline.admits(candidate.info) {
            return;
        }
        let standing = Standing::Fits(candidate.rank);
        self.pipeline.note(candidate.info, standing);
        if is_full {
            node_heap::replace_worst(heap, candidate, Candidate::BETTER);
        } else {
            node_heap::push(heap, candidate, Candidate::BETTER);
        }
    }

    /// Places up to `wanted` tasks in a branch; tells how many found room.
    fn place_in(&mut self, wanted: usize, branch: &mut Branch<'_>) -> usize {
        if branch.below.is_empty() {
            return self.place_on(wanted, branch);
        }
        let mut placed = 0;
        let mut tasks_in_usable = branch.tasks;
        let mut full: BTreeSet<String> = BTreeSet::new();
        let mut is_converging = true;
        while placed != wanted && full.len() != branch.below.len() && is_converging {
            is_converging = false;
            let usable = branch.below.len() - full.len();
            let total = tasks_in_usable + wanted - placed;
            let (per_branch, mut remainder) = (total / usable, total % usable);
            let mut order: Vec<(&String, &mut Branch<'_>)> = branch.below.iter_mut().collect();
            map_order::walk(self.rng, &mut order);
            for (value, below) in order {
                let has_share =
                    below.tasks < per_branch || (below.tasks == per_branch && remainder > 0);
                if full.contains(value) || !has_share {
                    continue;
                }
                is_converging = true;
                let share = per_branch - below.tasks + usize::from(remainder > 0);
                let tasks_before = below.tasks;
                let got = self.place_in(share, below);
                if got < share {
                    full.insert(value.clone());
                    tasks_in_usable -= tasks_before;
                } else {
                    remainder = remainder.saturating_sub(1);
                }
                placed += got;
            }
        }
        placed
    }

    /// Places up to `wanted` tasks on the nodes of a leaf.
    fn place_on(&mut self, wanted: usize, leaf: &mut Branch<'_>) -> usize {
        let mut nodes = match std::mem::take(&mut leaf.nodes) {
            Nodes::Ranked(heap) => heap,
            Nodes::Used(mut nodes) => {
                nodes.retain(|candidate| self.pipeline.admits(candidate.info));
                for candidate in &mut nodes {
                    candidate.rank = candidate.info.rank(&self.version, self.now);
                }
                node_heap::restore(&mut nodes, Candidate::BETTER);
                nodes
            }
        };
        node_heap::sort(&mut nodes, Candidate::BETTER);
        let placed = self.place_on_sorted(wanted, &mut nodes);
        leaf.nodes = Nodes::Used(nodes);
        placed
    }

    /// First levels the nodes, from the best on; then goes round, one task each.
    fn place_on_sorted(&mut self, wanted: usize, nodes: &mut [Candidate<'_>]) -> usize {
        let count = nodes.len();
        if count == 0 {
            return 0;
        }
        let mut refused = vec![false; count];
        let (mut placed, mut at) = (0, 0);
        while let Some(task) = self.waiting.pop_front() {
            self.put(task, nodes[at % count].info);
            placed += 1;
            if placed == wanted {
                return placed;
            }
            // A node keeps getting tasks until the next one is strictly better.
            let is_levelled = at + 1 >= count;
            if is_levelled || self.rank(&nodes[at + 1]) < self.rank(&nodes[at]) {
                at += 1;
            }
            let start = at;
            while refused[at % count] || !self.pipeline.admits(nodes[at % count].info) {
                refused[at % count] = true;
                at += 1;
                if at - start == count {
                    return placed;
                }
            }
        }
        placed
    }

    fn rank(&self, candidate: &Candidate<'_>) -> Rank {
        candidate.info.rank(&self.version, self.now)
    }

    fn put(&mut self, task: Arc<Task>, info: &mut NodeInfo) {
        let volumes = self.pipeline.reserve(&task, info);
        let generic = info.add(&task);
        self.placed.push(Placed {
            node: info.node.id.clone(),
            task,
            generic,
            volumes,
        });
    }
}

impl Default for Nodes<'_> {
    fn default() -> Self {
        Nodes::Ranked(Vec::new())
    }
}

impl<'n> Candidate<'n> {
    const BETTER: Better<Candidate<'n>> = |one, other| one.rank < other.rank;
}

/// Whether a task is to be spread over branches.
pub(super) fn has_preferences(task: &Task) -> bool {
    let placement = task.spec.placement.as_ref();
    placement.is_some_and(|placement| !placement.preferences.is_empty())
}

/// The preferences of a task, in order. Only spreading is known.
fn spread_descriptors(task: &Task) -> Vec<String> {
    let preferences = task.spec.placement.iter().flat_map(|it| &it.preferences);
    let spreads = preferences.filter_map(|preference| preference.spread.as_ref());
    spreads
        .map(|spread| spread.spread_descriptor.clone())
        .collect()
}
