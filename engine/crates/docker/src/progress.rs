//! Lines that rewrite themselves: moby's `pkg/progress`, `streamformatter` and `jsonmessage`.
//!
//! On a terminal every id has its line, which is written anew by moving the cursor up and down; a
//! bar is drawn only where the terminal is wider than 110 columns (recordings 021, 054, 054c).
//! Elsewhere each change is a line of its own, except those with a bar, which are left out.

use std::fmt::Write;

use crate::cli::TerminalSize;

/// A bar is drawn on terminals wider than this.
const NARROW: u16 = 110;

/// One change of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub id: String,
    pub action: String,
    /// How much is done, of how much, for lines that have a bar.
    pub bar: Option<(u64, u64)>,
}

impl Change {
    /// A line without a bar.
    pub fn line(id: impl Into<String>, action: impl Into<String>) -> Change {
        Change {
            id: id.into(),
            action: action.into(),
            bar: None,
        }
    }
}

/// What has been written so far, as far as it can be rewritten.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    terminal: Option<TerminalSize>,
    /// The ids with a line, from the top.
    lines: Vec<String>,
}

impl Screen {
    /// A screen with nothing on it; without a terminal it is a plain stream.
    pub fn new(terminal: Option<TerminalSize>) -> Screen {
        Screen {
            terminal,
            lines: Vec::new(),
        }
    }

    /// What is to be written for this change.
    pub fn change(&mut self, change: &Change) -> String {
        match self.terminal {
            Some(size) => self.rewrite(change, size),
            None if change.bar.is_some() => String::new(),
            None => format!("{}: {}\n", change.id, change.action),
        }
    }

    /// What is to be written for a message that stays; lines above it are not rewritten any more.
    pub fn message(&mut self, id: &str, text: &str) -> String {
        self.lines.clear();
        if id.is_empty() {
            format!("{text}\n")
        } else {
            format!("{id}: {text}\n")
        }
    }

    fn rewrite(&mut self, change: &Change, size: TerminalSize) -> String {
        let mut out = String::new();
        let line = match self.lines.iter().position(|id| *id == change.id) {
            Some(line) => line,
            None => {
                self.lines.push(change.id.clone());
                out.push('\n');
                self.lines.len() - 1
            }
        };
        let up = self.lines.len() - line;
        let bar = match change.bar {
            Some((done, all)) if size.columns > NARROW => bar(done, all),
            Some(_) | None => String::new(),
        };
        let Change { id, action, .. } = change;
        write!(out, "\x1b[{up}A\x1b[2K\r{id}: {action} {bar}\r\x1b[{up}B")
            .expect("a String takes any text");
        out
    }
}

/// Fifty cells: `[=====>     ] `.
fn bar(done: u64, all: u64) -> String {
    let filled = (done * 100 / all.max(1) / 2).min(50) as usize;
    format!("[{}>{}] ", "=".repeat(filled), " ".repeat(50 - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(columns: u16) -> Screen {
        Screen::new(Some(TerminalSize { columns, rows: 30 }))
    }

    fn running() -> Change {
        Change {
            id: "1/2".into(),
            action: "assigned ".into(),
            bar: Some((4, 9)),
        }
    }

    #[test]
    fn a_terminal_rewrites_the_lines_of_recording_054() {
        let mut screen = terminal(100);
        let first = screen.change(&Change::line("overall progress", "0 out of 2 tasks"));
        assert_eq!(
            first,
            "\n\x1b[1A\x1b[2K\roverall progress: 0 out of 2 tasks \r\x1b[1B"
        );
        assert_eq!(
            screen.change(&Change::line("1/2", " ")),
            "\n\x1b[1A\x1b[2K\r1/2:   \r\x1b[1B"
        );
        assert_eq!(
            screen.change(&running()),
            "\x1b[1A\x1b[2K\r1/2: assigned  \r\x1b[1B"
        );
        assert_eq!(
            screen.change(&Change::line("overall progress", "1 out of 2 tasks")),
            "\x1b[2A\x1b[2K\roverall progress: 1 out of 2 tasks \r\x1b[2B"
        );
    }

    #[test]
    fn a_bar_needs_more_than_110_columns() {
        let drawn = |columns| terminal(columns).change(&running()).contains('[');
        assert!(terminal(111).change(&running()).ends_with(
            "1/2: assigned  [======================>                            ] \r\x1b[1B"
        ));
        assert!(drawn(111));
        assert!(!terminal(110).change(&running()).contains("[="));
    }

    #[test]
    fn a_stream_leaves_bars_out() {
        let mut screen = Screen::new(None);
        assert_eq!(screen.change(&running()), "");
        assert_eq!(screen.change(&Change::line("1/1", " ")), "1/1:  \n");
        assert_eq!(
            screen.message("rollback", "rollback completed"),
            "rollback: rollback completed\n"
        );
    }
}
