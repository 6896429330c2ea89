//! Chance: one seeded stream for each purpose, so that drawing from one never shifts another.

use core::time::Duration;

use rand_core::RngCore;
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

/// A stream of random numbers. Equal seeds and purposes give equal streams on every machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rng(Pcg64Mcg);

impl Rng {
    /// The stream of `purpose` in a world of this seed: `Rng::stream(4711, "election/node1")`.
    pub fn stream(seed: u64, purpose: &str) -> Rng {
        // FNV-1a over the name, then mixed with the seed: streams differ even for similar names.
        let name = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
        let state = (u128::from(mix(seed ^ name)) << 64) | u128::from(mix(name.wrapping_add(seed)));
        Rng(Pcg64Mcg::new(state))
    }

    /// A stream of its own that grows from this one, for a new part made while the world runs.
    pub fn split(&mut self, purpose: &str) -> Rng {
        Rng::stream(self.next(), purpose)
    }

    /// Any number.
    #[expect(
        clippy::should_implement_trait,
        reason = "a stream of numbers, not an iterator"
    )]
    pub fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from 0 up to, without, `bound`. Panics when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "nothing lies below 0");
        // The bias of a 128-bit product is below 2^-64 x bound: invisible here, and no loop.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// An index into something of `len` elements.
    pub fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn range(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// A duration from `low` up to `high`.
    pub fn duration(&mut self, low: Duration, high: Duration) -> Duration {
        let (low, high) = (low.as_nanos() as u64, high.as_nanos() as u64);
        Duration::from_nanos(self.range(low, high.max(low)))
    }

    /// True `per_mille` times of a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// Puts the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.index(end + 1));
        }
    }

    /// Fills a buffer.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// `len` characters drawn from `alphabet`, which must be ASCII.
    pub fn string(&mut self, alphabet: &str, len: usize) -> String {
        let letters = alphabet.as_bytes();
        (0..len)
            .map(|_| char::from(letters[self.index(letters.len())]))
            .collect()
    }
}

/// The finaliser of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_gives_the_same_numbers() {
        let mut one = Rng::stream(7, "ids");
        let mut two = Rng::stream(7, "ids");
        let mut other = Rng::stream(7, "election");
        assert_eq!(one.next(), two.next());
        assert_ne!(one.next(), other.next());
    }

    #[test]
    fn range_reaches_both_ends_and_no_further() {
        let mut rng = Rng::stream(1, "range");
        let drawn: Vec<u64> = (0..1000).map(|_| rng.range(10, 19)).collect();
        assert_eq!(drawn.iter().min(), Some(&10));
        assert_eq!(drawn.iter().max(), Some(&19));
    }
}
