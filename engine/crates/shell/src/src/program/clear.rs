//! `clear`

use super::{Io, Started};

/// What ncurses' `clear` writes for xterm: home, the screen, and the lines above it.
pub(super) fn start(_: &[String], io: &mut Io<'_, '_>) -> Started {
    io.out("\u{1b}[H\u{1b}[2J\u{1b}[3J");
    Started::Done(0)
}
