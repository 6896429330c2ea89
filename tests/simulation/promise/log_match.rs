//! Log matching: what two logs have at one place from one term is the same.

use std::collections::BTreeMap;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct LogMatch {
    /// By index and term.
    entries: BTreeMap<(u64, u64), String>,
}

impl Promise for LogMatch {
    fn name(&self) -> &'static str {
        "log matching"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        for entry in &seen.log {
            // Members are named as the reader knows them, which differs.
            if entry.text.contains(" member ") {
                continue;
            }
            let place = (entry.index, entry.term);
            let first = self.entries.entry(place);
            let first = first.or_insert_with(|| entry.text.clone());
            if *first != entry.text {
                return Err(format!(
                    "entry {} of term {} is `{first}`, and `{}` on node{}",
                    entry.index,
                    entry.term,
                    entry.text,
                    seen.machine.0 + 1
                ));
            }
        }
        Ok(())
    }
}
