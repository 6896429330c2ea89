//! A shell's terminal as plain data.

use std::sync::Arc;

use shell::Session;

use super::TerminalView;
use crate::TerminalId;

impl TerminalView {
    /// What is on the screen of an interactive session.
    pub(crate) fn new(id: TerminalId, session: &Session) -> TerminalView {
        TerminalView {
            id,
            prompt: session.prompt(),
            blocks: session.blocks().to_vec(),
            history: Arc::new(session.history().to_vec()),
        }
    }
}
