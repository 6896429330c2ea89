//! The bounded heap in which a leaf keeps its best nodes (SwarmKit `manager/scheduler/nodeheap.go`,
//! over Go's `container/heap`).
//!
//! Which of several equal nodes comes first follows from how this very heap moves its entries, so
//! it is Go's, step by step: three equal nodes walked as A, B, C come out as B, C, A.

/// Whether the first entry is better than the second.
pub(super) type Better<T> = fn(&T, &T) -> bool;

/// Adds an entry; the worst stays on top.
pub(super) fn push<T>(heap: &mut Vec<T>, entry: T, better: Better<T>) {
    heap.push(entry);
    let mut at = heap.len() - 1;
    while at > 0 {
        let above = (at - 1) / 2;
        if !better(&heap[above], &heap[at]) {
            break;
        }
        heap.swap(above, at);
        at = above;
    }
}

/// Puts an entry in the place of the worst.
pub(super) fn replace_worst<T>(heap: &mut [T], entry: T, better: Better<T>) {
    heap[0] = entry;
    sink(heap, 0, better);
}

/// Makes a heap of entries in any order.
pub(super) fn restore<T>(entries: &mut [T], better: Better<T>) {
    for at in (0..entries.len() / 2).rev() {
        sink(entries, at, better);
    }
}

/// Takes the heap apart, so that it lies from the best to the worst.
pub(super) fn sort<T>(heap: &mut [T], better: Better<T>) {
    for len in (1..=heap.len()).rev() {
        heap.swap(0, len - 1);
        sink(&mut heap[..len - 1], 0, better);
    }
}

fn sink<T>(heap: &mut [T], mut at: usize, better: Better<T>) {
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        if left >= heap.len() {
            return;
        }
        let is_right_worse = right < heap.len() && better(&heap[left], &heap[right]);
        let worse = if is_right_worse { right } else { left };
        if !better(&heap[at], &heap[worse]) {
            return;
        }
        heap.swap(at, worse);
        at = worse;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(entries: &[(u8, char)]) -> String {
        let better: Better<(u8, char)> = |one, other| one.0 < other.0;
        let mut heap = Vec::new();
        for entry in entries {
            push(&mut heap, *entry, better);
        }
        sort(&mut heap, better);
        heap.iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn equal_entries_come_out_as_from_gos_heap() {
        for (walked, expected) in [
            (vec![(0, 'a')], "a"),
            (vec![(0, 'a'), (0, 'b')], "ba"),
            (vec![(0, 'a'), (0, 'b'), (0, 'c')], "bca"),
            (vec![(0, 'a'), (0, 'b'), (0, 'c'), (0, 'd')], "bcda"),
            (vec![(2, 'a'), (0, 'b'), (1, 'c')], "bca"),
            (vec![(0, 'a'), (2, 'b'), (1, 'c'), (3, 'd')], "acbd"),
        ] {
            assert_eq!(sorted(&walked), expected, "{walked:?}");
        }
    }

    #[test]
    fn a_heap_in_disorder_is_put_in_order() {
        let better: Better<u8> = |one, other| one < other;
        let mut entries = [3, 9, 1, 7, 5, 8];
        restore(&mut entries, better);
        replace_worst(&mut entries, 0, better);
        sort(&mut entries, better);
        assert_eq!(entries, [0, 1, 3, 5, 7, 8]);
    }
}
