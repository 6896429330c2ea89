//! Log lines on their way from the daemon to a broker (SwarmKit `agent/worker.go`, `Subscribe`).

use std::collections::BTreeMap;

use api::{LogOptions, StreamPart, TaskId};

use super::worker::Worker;
use crate::message::{LogSubscription, SubscriptionId};
use crate::node::{CallId, TaskOrder};

/// Everybody who reads logs of this node.
#[derive(Clone, Debug, Default)]
pub(super) struct Logs {
    readings: BTreeMap<CallId, Reading>,
    last: u64,
    /// Tasks whose log is followed, but which were not assigned here yet.
    expected: Vec<Expected>,
}

#[derive(Clone, Debug)]
struct Expected {
    subscription: SubscriptionId,
    task: TaskId,
    options: LogOptions,
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
        for task in tasks {
            let expected = Expected {
                subscription: id,
                task,
                options: options.clone(),
            };
            if worker.has(&expected.task) {
                self.read(expected, orders);
            } else if options.follow {
                self.expected.push(expected);
            }
        }
        let is_over = !options.follow && !self.is_read(id);
        is_over.then_some((id, StreamPart::End))
    }

    /// New tasks were assigned; some may be waited for.
    pub(super) fn on_assigned(&mut self, worker: &Worker, orders: &mut Vec<TaskOrder>) {
        let expected = std::mem::take(&mut self.expected);
        let (here, missing) = expected.into_iter().partition(|it| worker.has(&it.task));
        self.expected = missing;
        let here: Vec<Expected> = here;
        for expected in here {
            self.read(expected, orders);
        }
    }

    fn read(&mut self, expected: Expected, orders: &mut Vec<TaskOrder>) {
        let Expected {
            subscription,
            task,
            options,
        } = expected;
        self.last += 1;
        let call = CallId(self.last);
        self.readings.insert(call, Reading { subscription });
        orders.push(TaskOrder::Logs {
            subscription: call,
            task,
            options,
        });
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
        self.expected.retain(|it| it.subscription != subscription);
    }

    /// The session is gone, and with it all who read.
    pub(super) fn reset(&mut self) {
        self.readings.clear();
        self.expected.clear();
    }
}
