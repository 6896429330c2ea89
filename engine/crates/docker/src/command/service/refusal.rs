//! What the daemon says of values that our typed requests cannot carry.
//!
//! The real CLI sends any word for a restart condition, an update order, a mount's type …, and the
//! daemon refuses those it does not know (moby `daemon/cluster/convert`; recording 023), after it
//! has made sure that it is a manager. So that is asked first, and the refusal said here.

use api::Request;
use api::service::{FailureAction, ResolutionMode, UpdateOrder};
use api::task::{MountType, RestartCondition};

use crate::context::{Context, Stop};
use crate::flag::Given;
use crate::flag::value::mount;
use crate::quote::quote;

/// Ends the command if one of its values is none the daemon would take. `mounts` is the name of
/// the flag that has them.
pub(super) fn check(cx: &mut Context<'_>, mounts: &str) -> Result<(), Stop> {
    let Some(words) = refused(&cx.invocation.given, mounts) else {
        return Ok(());
    };
    cx.ask(Request::SwarmInspect)?;
    Err(Stop::error(format!("Error response from daemon: {words}")))
}

/// In the order in which the daemon converts a spec.
fn refused(given: &Given, mounts: &str) -> Option<String> {
    for text in given.all(mounts) {
        let word = mount::parse(text).expect("the flag accepted it").type_word;
        if MountType::from_word(&word).is_none() {
            return Some(format!("invalid MountType: {}", quote(&word)));
        }
    }
    if let Some(word) = unknown(given, "restart-condition", |word| {
        RestartCondition::from_word(word).is_some()
    }) {
        return Some(format!("invalid RestartCondition: {}", quote(word)));
    }
    for prefix in ["update", "rollback"] {
        let action = format!("{prefix}-failure-action");
        if let Some(word) = unknown(given, &action, |word| {
            FailureAction::from_word(word).is_some()
        }) {
            return Some(format!("unrecognized update failure action {word}"));
        }
        let order = format!("{prefix}-order");
        if let Some(word) = unknown(given, &order, |word| UpdateOrder::from_word(word).is_some()) {
            return Some(format!("unrecognized update order {word}"));
        }
    }
    let is_mode = |word: &str| ResolutionMode::from_word(&word.to_lowercase()).is_some();
    if let Some(word) = unknown(given, "endpoint-mode", is_mode) {
        let word = word.to_lowercase();
        return Some(format!("invalid resolution mode: {}", quote(&word)));
    }
    negative(given)
}

/// The value of a flag that is given, not empty and not known.
fn unknown<'a>(given: &'a Given, flag: &str, is_known: impl Fn(&str) -> bool) -> Option<&'a str> {
    given
        .last(flag)
        .filter(|word| !word.is_empty() && !is_known(word))
}

/// Spans of time that must not be negative (SwarmKit `controlapi/service.go`).
fn negative(given: &Given) -> Option<String> {
    let names = [
        ("restart-delay", "restart-delay"),
        ("restart-window", "restart-window"),
        ("update-delay", "update-delay"),
        ("update-monitor", "update-monitor"),
        ("rollback-delay", "update-delay"),
        ("rollback-monitor", "update-monitor"),
    ];
    let is_negative = |flag: &str| given.span(flag).is_some_and(|span| span.0 < 0);
    let (_, said) = names.into_iter().find(|(flag, _)| is_negative(flag))?;
    Some(format!(
        "rpc error: code = InvalidArgument desc = TaskSpec: {said} cannot be negative"
    ))
}
