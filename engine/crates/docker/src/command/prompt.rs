//! A question to be answered with y or N (docker/cli `internal/prompt`).

use crate::context::{Context, Stop};

/// Asks; anything but `y` means no.
pub(crate) fn confirm(cx: &mut Context<'_>, question: &str) -> Result<bool, Stop> {
    cx.out(format!("{question} [y/N] "));
    let line = cx.read_line()?.unwrap_or_default();
    Ok(line.trim().eq_ignore_ascii_case("y"))
}
