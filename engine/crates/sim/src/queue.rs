//! The event queue: what happens next, in order of time and, within one moment, of insertion.

use core::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::Instant;

/// Events waiting for their time.
///
/// **Invariant:** two events of the same moment come out in the order they went in, so that the
/// same inputs give the same run on every machine.
#[derive(Clone, Debug)]
pub struct EventQueue<E> {
    heap: BinaryHeap<Pending<E>>,
    inserted: u64,
}

#[derive(Clone, Debug)]
struct Pending<E> {
    at: Instant,
    seq: u64,
    event: E,
}

impl<E> EventQueue<E> {
    /// An empty queue.
    pub fn new() -> EventQueue<E> {
        EventQueue {
            heap: BinaryHeap::new(),
            inserted: 0,
        }
    }

    /// Adds an event for the moment `at`.
    pub fn push(&mut self, at: Instant, event: E) {
        let seq = self.inserted;
        self.inserted += 1;
        self.heap.push(Pending { at, seq, event });
    }

    /// When the next event is due.
    pub fn next_at(&self) -> Option<Instant> {
        self.heap.peek().map(|pending| pending.at)
    }

    /// Takes the next event if it is due at or before `until`.
    pub fn pop_until(&mut self, until: Instant) -> Option<(Instant, E)> {
        if self.next_at()? > until {
            return None;
        }
        self.heap.pop().map(|pending| (pending.at, pending.event))
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether no event waits.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

impl<E> Default for EventQueue<E> {
    fn default() -> EventQueue<E> {
        EventQueue::new()
    }
}

impl<E> Ord for Pending<E> {
    /// Reversed, since the heap gives out its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.seq).cmp(&(self.at, self.seq))
    }
}

impl<E> PartialOrd for Pending<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Pending<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Pending<E> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Duration;

    #[test]
    fn events_of_one_moment_keep_their_order() {
        let mut queue = EventQueue::new();
        let late = Instant::START + Duration::from_secs(1);
        queue.push(late, 'c');
        queue.push(Instant::START, 'a');
        queue.push(Instant::START, 'b');
        let mut order = String::new();
        while let Some((_, event)) = queue.pop_until(late) {
            order.push(event);
        }
        assert_eq!(order, "abc");
    }

    #[test]
    fn an_event_after_the_limit_stays() {
        let mut queue = EventQueue::new();
        queue.push(Instant::from_nanos(5), ());
        assert_eq!(queue.pop_until(Instant::from_nanos(4)), None);
        assert_eq!(queue.len(), 1);
    }
}
