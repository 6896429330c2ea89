//! Log lines on their way from the daemon to a broker (SwarmKit `agent/worker.go`, `Subscribe`).

use std::collections::BTreeMap;

use api::{StreamPart, TaskId};

use super::worker::Worker;
use crate::message::{LogSubscription, SubscriptionId};
use crate::node::{CallId, TaskOrder};

/// Everybody who reads logs of this node.
#[derive(Clone, Debug, Default)]
pub(super) struct Logs {
    readings: BTreeMap<CallId, Reading>,
    last: u64,
}

/// One task's log, read for one subscription.
#[derive(Clone, Debug)]
struct Reading {
    subscription: SubscriptionId,
}

impl Logs {
    /// Asks the daemon for the lines of the tasks. If none is here, all that is to be told is
    /// that there is nothing more.
    pub(super) fn subscribe(
        &mut self,
        subscription: LogSubscription,
        worker: &Worker,
        orders: &mut Vec<TaskOrder>,
    ) -> Option<(SubscriptionId, StreamPart)> {
        let LogSubscription { id, tasks, options } = subscription;
        let here: Vec<TaskId> = tasks.into_iter().filter(|task| worker.has(task)).collect();
        let is_none = here.is_empty();
        for task in here {
            self.last += 1;
            let call = CallId(self.last);
            self.readings.insert(call, Reading { subscription: id });
            orders.push(TaskOrder::Logs {
                subscription: call,
                task,
                options: options.clone(),
            });
        }
        (is_none && !self.is_read(id)).then_some((id, StreamPart::End))
    }

    fn is_read(&self, subscription: SubscriptionId) -> bool {
        let mut readings = self.readings.values();
        readings.any(|reading| reading.subscription == subscription)
    }

    /// A piece of a log. What is to be passed on: a line, or the end once all tasks have ended.
    pub(super) fn on_part(
        &mut self,
        call: CallId,
        part: StreamPart,
    ) -> Option<(SubscriptionId, StreamPart)> {
        let subscription = self.readings.get(&call)?.subscription;
        match part {
            StreamPart::Log { .. } | StreamPart::Event(_) => Some((subscription, part)),
            StreamPart::End | StreamPart::Failed(_) => {
                self.readings.remove(&call);
                (!self.is_read(subscription)).then_some((subscription, part))
            }
        }
    }

    pub(super) fn unsubscribe(&mut self, subscription: SubscriptionId) {
        self.readings
            .retain(|_, reading| reading.subscription != subscription);
    }

    /// The session is gone, and with it all who read.
    pub(super) fn reset(&mut self) {
        self.readings.clear();
    }
}
