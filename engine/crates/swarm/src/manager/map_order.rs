//! The order in which Go walks a small map (Go `internal/runtime/maps/map.go`, `Iter.Next`).
//!
//! SwarmKit keeps nodes and tasks in maps and gives no order of its own. Up to eight entries lie
//! in one group of slots, in the order they came; a walk begins at a slot drawn by lot and goes
//! round. So equal nodes get tasks by turns, in an order that is mostly the one in which they
//! joined (recordings 020, 070, 072, 207). Larger maps are walked in no order at all.
//!
//! Unlike Go, holes that removed entries leave between others are not kept.

use sim::Rng;

/// Slots of a group.
const GROUP_SLOTS: usize = 8;

/// Puts entries, given in the order they came, into the order of one walk.
pub(super) fn walk<T>(rng: &mut Rng, entries: &mut [T]) {
    if entries.len() > GROUP_SLOTS {
        rng.shuffle(entries);
        return;
    }
    let start = rng.index(GROUP_SLOTS);
    // A walk that begins in an empty slot comes to the first entry next.
    if start < entries.len() {
        entries.rotate_left(start);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_small_map_is_walked_round_and_mostly_from_its_first_entry() {
        let mut rng = Rng::stream(1, "walk");
        let mut seen: BTreeMap<[u8; 3], u32> = BTreeMap::new();
        for _ in 0..800 {
            let mut entries = [1, 2, 3];
            walk(&mut rng, &mut entries);
            *seen.entry(entries).or_default() += 1;
        }
        assert_eq!(seen.len(), 3, "only turns of one order: {seen:?}");
        // Six of the eight slots lead to the first entry.
        assert!(seen[&[1, 2, 3]] > 550, "{seen:?}");
        assert!(seen[&[2, 3, 1]] > 60 && seen[&[3, 1, 2]] > 60, "{seen:?}");
    }

    #[test]
    fn a_large_map_is_walked_in_no_order() {
        let mut rng = Rng::stream(1, "walk");
        let mut entries: Vec<u8> = (0..40).collect();
        walk(&mut rng, &mut entries);
        let follows = entries.windows(2).filter(|pair| pair[0] + 1 == pair[1]);
        assert!(follows.count() < 10, "{entries:?}");
        entries.sort_unstable();
        assert!(entries.into_iter().eq(0..40));
    }
}
