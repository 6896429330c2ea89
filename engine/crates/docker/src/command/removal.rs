//! Removing things one after the other: what went is printed, what did not go is told at the end.

use api::Request;

use crate::context::{Context, Stop, words};

/// Removes each thing named in the arguments.
pub(crate) fn each(cx: &mut Context<'_>, request: impl Fn(String) -> Request) -> Result<(), Stop> {
    let mut errors = Vec::new();
    for name in cx.args() {
        match cx.call(request(name.clone()))? {
            Ok(_) => cx.line(name),
            Err(error) => errors.push(words(&error)),
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    Err(Stop::error(errors.join("\n")))
}
