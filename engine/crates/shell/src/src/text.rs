//! Output as lines that copies share: a hundred thousand of them cost a clone nothing.

use core::fmt;
use std::sync::Arc;

use imbl::Vector;

/// Lines of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    lines: Vector<Arc<str>>,
    /// So many of them will not change any more.
    settled: usize,
    /// What those weigh.
    bytes: usize,
}

impl Text {
    /// More lines than these are not kept, as in a terminal's scrollback: the oldest go.
    const LIMIT: usize = 100_000;

    /// Nor more bytes than these.
    const BYTES: usize = 8 << 20;

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The lines from the top.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.lines.iter().map(|line| &**line)
    }

    /// What its settled lines weigh.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// A line that will not change any more.
    pub(crate) fn settle(&mut self, line: &str) {
        self.lines.truncate(self.settled);
        self.lines.push_back(line.into());
        self.settled += 1;
        self.bytes += line.len();
        while self.settled > Text::LIMIT || (self.bytes > Text::BYTES && self.settled > 1) {
            let dropped = self.lines.pop_front();
            self.bytes -= dropped.map_or(0, |it| it.len());
            self.settled -= 1;
        }
    }

    /// The lines behind the settled ones, as they are now.
    pub(crate) fn show(&mut self, live: impl IntoIterator<Item = String>) {
        self.lines.truncate(self.settled);
        self.lines.extend(live.into_iter().map(Arc::from));
    }

    pub(crate) fn clear(&mut self) {
        *self = Text::default();
    }
}

impl fmt::Display for Text {
    /// The lines with `\n` between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(line)?;
        }
        Ok(())
    }
}
