//! The lot that spreads election timeouts: a small seeded generator, so that a
//! member is a plain value and two runs are the same run.
//!
//! Not for anything secret.

use serde::{Deserialize, Serialize};

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rng {
    state: u64,
}

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng { state: seed }
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        // The high half times the bound, high half of that: no modulo bias worth
        // speaking of for bounds as small as an election timeout.
        let high = self.next() >> 32;
        ((high * u64::from(bound)) >> 32) as u32
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lot_is_drawn_about_as_often() {
        let mut rng = Rng::new(7);
        let mut drawn = [0u32; 10];
        for _ in 0..10_000 {
            drawn[rng.below(10) as usize] += 1;
        }
        for (lot, count) in drawn.iter().enumerate() {
            assert!((900..1100).contains(count), "{lot}: {count}");
        }
    }

    #[test]
    fn same_seed_same_lots() {
        let mut one = Rng::new(3);
        let mut two = Rng::new(3);
        let mut other = Rng::new(4);
        let lots = |rng: &mut Rng| (0..32).map(|_| rng.below(10)).collect::<Vec<_>>();
        let lots_of_one = lots(&mut one);
        assert_eq!(lots_of_one, lots(&mut two));
        assert_ne!(lots_of_one, lots(&mut other));
    }
}
