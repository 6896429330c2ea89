//! Tab: how the word at the cursor could go on.

use api::{Request, Response};

use super::{Host, Session, Suggestion};

impl Session {
    pub(super) fn suggestions(
        &self,
        _line: &str,
        _cursor: usize,
        _host: &Host<'_>,
        _ask: &mut dyn FnMut(Request) -> Option<Response>,
    ) -> Vec<Suggestion> {
        Vec::new()
    }
}
