//! Tasks without a version of their service are alike in nothing and are placed one at a time
//! (SwarmKit `manager/scheduler/scheduler.go`, `tick`).
//!
//! Unlike SwarmKit, which walks all nodes for each of them, the nodes are kept in order from one
//! task to the next: a node moves only when it got a task. Which node is chosen is the same.

use std::collections::VecDeque;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::NodeId;
use sim::{Instant, Rng};

use super::explanation::Standing;
use super::node_info::{NodeInfo, Rank, ServiceVersion, in_walk_order};
use super::pipeline::Pipeline;
use super::placement::{Outcome, Placed};
use super::volumes::VolumeSet;
use crate::object::Task;

/// The nodes in the order in which tasks of one service like them.
pub(super) struct OneOffs<'n> {
    version: ServiceVersion,
    now: Instant,
    /// **Invariant:** one entry for each of `infos`: its rank now, and its place there.
    order: BTreeSet<(Rank, usize)>,
    /// In the order of one walk, which decides among equals.
    infos: Vec<&'n mut NodeInfo>,
    /// Kept up to date for the tasks to come.
    pub(super) volumes: VolumeSet,
}

impl<'n> OneOffs<'n> {
    pub(super) fn new(
        version: ServiceVersion,
        nodes: &'n mut BTreeMap<NodeId, NodeInfo>,
        now: Instant,
        rng: &mut Rng,
    ) -> OneOffs<'n> {
        let infos = in_walk_order(nodes, rng);
        let ranks = infos.iter().enumerate();
        let order = ranks.map(|(lot, info)| (info.rank(&version, now), lot));
        OneOffs {
            order: order.collect(),
            version,
            now,
            infos,
            volumes: VolumeSet::default(),
        }
    }

    /// Gives a task the best node that meets its conditions.
    pub(super) fn place(&mut self, task: Arc<Task>) -> Outcome {
        let mut pipeline = Pipeline::new(&task, &self.volumes);
        let mut order = self.order.iter().copied();
        let Some((rank, lot)) = order.find(|(_, lot)| pipeline.admits(self.infos[*lot])) else {
            return Outcome {
                placed: Vec::new(),
                unplaced: VecDeque::from([task]),
                pipeline,
            };
        };
        let info = &mut *self.infos[lot];
        pipeline.note(info, Standing::Fits(rank));
        let volumes = self.volumes.reserve(&task, info);
        let generic = info.add(&task);
        self.order.remove(&(rank, lot));
        self.order.insert((info.rank(&self.version, self.now), lot));
        let node = info.node.id.clone();
        Outcome {
            placed: vec![Placed {
                task,
                node,
                generic,
                volumes,
            }],
            unplaced: VecDeque::new(),
            pipeline,
        }
    }
}

#[cfg(test)]
mod tests {
    use api::task::TaskState;
    use sim::Timestamp;

    use super::super::node_info::service_version;
    use super::super::placement::place_group;
    use super::*;
    use crate::manager::rig::objects;

    type Nodes = BTreeMap<NodeId, NodeInfo>;

    fn nodes(rng: &mut Rng) -> Nodes {
        let mut nodes = Nodes::new();
        for number in 0..rng.range(1, 12) {
            let mut node = objects::node(&format!("n{number}"));
            let memory = rng.range(1, 9);
            objects::set_node(&mut node, &format!("memory={memory}"));
            if rng.chance(200) {
                objects::set_node(&mut node, "availability=drain");
            }
            nodes.insert(node.id.clone(), NodeInfo::new(Arc::new(node), number));
        }
        nodes
    }

    fn one_off(rng: &mut Rng, number: u64) -> Arc<Task> {
        let service = objects::service("web");
        let mut task = objects::task(&format!("t{number}"), Some(&service), Timestamp(0));
        task.spec_version = None;
        task.status.state = TaskState::Pending;
        let memory = rng.range(1, 3);
        objects::set_task(&mut task, &format!("memory={memory}"));
        Arc::new(task)
    }

    /// The rank of the node each task got, since which of equal ones is a matter of lots.
    fn ranks(outcome: &Outcome, version: &ServiceVersion, nodes: &Nodes) -> Vec<Rank> {
        let placed = outcome.placed.iter().map(|placed| &nodes[&placed.node]);
        placed
            .map(|info| info.rank(version, Instant::START))
            .collect()
    }

    #[test]
    fn the_node_is_as_good_as_the_one_a_walk_over_all_finds() {
        for seed in 0..200 {
            let mut rng = Rng::stream(seed, "one-off");
            let mut nodes = nodes(&mut rng);
            let task = one_off(&mut rng, 0);
            let version = service_version(&task);
            for number in 0..30 {
                let task = one_off(&mut rng, number);
                let mut twins = nodes.clone();
                let group = VecDeque::from([task.clone()]);
                let pipeline = Pipeline::new(&task, &VolumeSet::default());
                let walked = place_group((group, pipeline), &mut twins, Instant::START, &mut rng);
                let mut ordered =
                    OneOffs::new(version.clone(), &mut nodes, Instant::START, &mut rng);
                let placed = ordered.place(task);
                assert_eq!(
                    ranks(&placed, &version, &nodes),
                    ranks(&walked, &version, &twins),
                    "seed {seed}, task {number}"
                );
                assert_eq!(placed.unplaced.len(), walked.unplaced.len());
                if !placed.unplaced.is_empty() {
                    assert_eq!(placed.pipeline.explain(), walked.pipeline.explain());
                }
            }
        }
    }
}
