//! All conditions of a task in a row, with a count of the nodes each has refused
//! (SwarmKit `manager/scheduler/pipeline.go`).

use std::sync::Arc;

use super::explanation::Standing;
use super::filter::Filter;
use super::node_info::NodeInfo;
use super::volumes::VolumeSet;
use crate::object::{Node, Task, VolumeAttachment};

/// The conditions of a task, or of a group of tasks that are alike.
#[derive(Clone, Debug)]
pub(super) struct Pipeline {
    stages: Vec<Stage>,
    /// What was seen of each node.
    seen: Vec<(Arc<Node>, Standing)>,
}

#[derive(Clone, Debug)]
struct Stage {
    filter: Filter,
    refused: u64,
}

impl Pipeline {
    pub(super) fn new(task: &Arc<Task>, volumes: &VolumeSet) -> Pipeline {
        let stages = Filter::all_for(task, volumes).into_iter();
        Pipeline {
            stages: stages.map(|filter| Stage { filter, refused: 0 }).collect(),
            seen: Vec::new(),
        }
    }

    /// Whether a node meets all conditions. Charges a refusal to the first that it does not meet;
    /// a node that passes clears all counts, so what is explained in the end is only what was
    /// seen since the last success.
    pub(super) fn admits(&mut self, info: &NodeInfo) -> bool {
        for stage in &mut self.stages {
            if !stage.filter.admits(info) {
                stage.refused += 1;
                let standing = Standing::Refused(stage.filter.refusal());
                self.seen.push((info.node.clone(), standing));
                return false;
            }
        }
        for stage in &mut self.stages {
            stage.refused = 0;
        }
        true
    }

    /// A task goes to a node: the next one cannot have the same volumes in every case.
    pub(super) fn reserve(&mut self, task: &Task, info: &NodeInfo) -> Vec<VolumeAttachment> {
        let mut stages = self.stages.iter_mut();
        let attached = stages.find_map(|stage| match &mut stage.filter {
            Filter::Volumes { volumes, .. } => Some(volumes.reserve(task, info)),
            Filter::Ready
            | Filter::Resource(_)
            | Filter::Plugin(_)
            | Filter::Constraint(_)
            | Filter::Platform(_)
            | Filter::HostPort(_)
            | Filter::MaxReplicas { .. } => None,
        });
        attached.unwrap_or_default()
    }

    /// Why no node is left, most frequent reason first.
    pub(super) fn explain(&self) -> String {
        let mut stages: Vec<&Stage> = self.stages.iter().collect();
        stages.retain(|stage| stage.refused > 0);
        stages.sort_by_key(|stage| std::cmp::Reverse(stage.refused));
        let texts = stages.iter();
        let texts = texts.map(|stage| stage.filter.refusal().explain(stage.refused));
        texts.collect::<Vec<String>>().join("; ")
    }

    /// Notes how a node stands that was not refused.
    pub(super) fn note(&mut self, info: &NodeInfo, standing: Standing) {
        self.seen.push((info.node.clone(), standing));
    }

    /// What was seen of each node.
    pub(super) fn into_seen(self) -> Vec<(Arc<Node>, Standing)> {
        self.seen
    }
}
