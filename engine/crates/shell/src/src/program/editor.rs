//! `nano`, `vi`: editing happens in the page, not in the terminal.

use super::{Io, Started};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let program = words[0].rsplit('/').next().unwrap_or("nano").to_owned();
    let message = format!(
        "{program}: the editor pane is not there yet; write the file with: cat > FILE <<'EOF' … EOF\n"
    );
    Started::refuse(&message, 1, io)
}
