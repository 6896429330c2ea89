//! What a predicate is worth now, given what was seen before.

use std::collections::BTreeMap;

use engine::{Duration, Instant, TraceKind, TraceLine, View};

use super::object::{self, Thing, Value};
use super::{Comparison, Expr, ExprKind, Predicate, Quantifier};

/// What there is to see at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub view: &'a View,
    /// Everything that happened so far.
    pub trace: &'a [TraceLine],
    /// How many different values each join token has had, by role.
    pub token_versions: &'a BTreeMap<String, i64>,
}

/// A predicate with its memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Monitor {
    pub(super) predicate: Predicate,
    memories: Vec<Memory>,
    /// What it was worth when last observed.
    holds: bool,
}

/// What one expression remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Memory {
    /// Whether it was ever, and always, true.
    ever: bool,
    broken: bool,
    /// Since when it has been true without a break, and the longest it ever was.
    since: Option<Instant>,
    longest: Duration,
    least: Option<i64>,
    greatest: Option<i64>,
}

impl Monitor {
    /// A monitor that has seen nothing.
    pub fn new(predicate: Predicate) -> Monitor {
        let memories = vec![Memory::default(); predicate.memories];
        Monitor {
            predicate,
            memories,
            holds: false,
        }
    }

    /// Looks at the world as it is now; to be called at every change, in order of time.
    pub fn observe(&mut self, scene: Scene<'_>) -> bool {
        let root = self.predicate.root.clone();
        let mut looker = Looker {
            scene,
            memories: &mut self.memories,
        };
        self.holds = looker.value(&root, None).is_true();
        self.holds
    }

    /// What it was worth when last observed.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// What an expression is worth, without remembering anything: for explanations.
    pub(super) fn peek(&self, expr: &Expr, scene: Scene<'_>, it: Option<&Value>) -> Value {
        let mut memories = self.memories.clone();
        Looker {
            scene,
            memories: &mut memories,
        }
        .value(expr, it)
    }
}

struct Looker<'a> {
    scene: Scene<'a>,
    memories: &'a mut [Memory],
}

impl Looker<'_> {
    /// Every part is looked at every time, also behind a settled `&&`, so that what remembers
    /// misses nothing.
    fn value(&mut self, expr: &Expr, it: Option<&Value>) -> Value {
        match &expr.kind {
            ExprKind::Constant(constant) => Value::from(constant),
            ExprKind::It => it.cloned().unwrap_or(Value::Nothing),
            ExprKind::Named(named) => object::named(self.scene.view, *named),
            ExprKind::Lookup(lookup, name) => self.lookup(*lookup, name, it),
            ExprKind::Field(of, field) => {
                let of = self.value(of, it);
                let versions =
                    |role: &str| self.scene.token_versions.get(role).copied().unwrap_or(0);
                object::field(self.scene.view, &of, *field, versions)
            }
            ExprKind::Not(of) => Value::Bool(!self.value(of, it).is_true()),
            ExprKind::Both(one, other) => {
                let (one, other) = (self.value(one, it), self.value(other, it));
                Value::Bool(one.is_true() && other.is_true())
            }
            ExprKind::Either(one, other) => {
                let (one, other) = (self.value(one, it), self.value(other, it));
                Value::Bool(one.is_true() || other.is_true())
            }
            ExprKind::Compare(comparison, one, other) => {
                let (one, other) = (self.value(one, it), self.value(other, it));
                Value::Bool(compare(*comparison, &one, &other))
            }
            ExprKind::Minus(one, other) => match (self.value(one, it), self.value(other, it)) {
                (Value::Number(one), Value::Number(other)) => {
                    Value::Number(one.saturating_sub(other))
                }
                _ => Value::Nothing,
            },
            ExprKind::Over(quantifier, list, of) => {
                let list = self.value(list, it);
                self.over(*quantifier, list, of)
            }
            ExprKind::Count(list) => match self.value(list, it) {
                Value::List(items) => Value::Number(items.len() as i64),
                _ => Value::Nothing,
            },
            ExprKind::Exists(of) => {
                let of = self.value(of, it);
                Value::Bool(object::exists(self.scene.view, &of))
            }
            ExprKind::Refusals { text, machine } => self.refusals(text, machine.as_deref()),
            ExprKind::Extreme { .. }
            | ExprKind::Ever { .. }
            | ExprKind::Always { .. }
            | ExprKind::Longest { .. }
            | ExprKind::HeldFor { .. } => self.remembered(expr, it),
        }
    }

    fn lookup(&mut self, lookup: super::Lookup, name: &Expr, it: Option<&Value>) -> Value {
        let name = match self.value(name, it) {
            Value::Text(name) | Value::Thing(Thing::Node(name) | Thing::Service(name)) => name,
            _ => return Value::Nothing,
        };
        object::lookup(self.scene.view, lookup, &name)
    }

    fn over(&mut self, quantifier: Quantifier, list: Value, of: &Expr) -> Value {
        let Value::List(items) = list else {
            return Value::Nothing;
        };
        let held = items
            .iter()
            .filter(|item| self.value(of, Some(item)).is_true())
            .count();
        match quantifier {
            Quantifier::All => Value::Bool(held == items.len() && !items.is_empty()),
            Quantifier::Any => Value::Bool(held > 0),
            Quantifier::None => Value::Bool(held == 0),
            Quantifier::CountOf => Value::Number(held as i64),
        }
    }

    fn refusals(&self, text: &str, machine: Option<&str>) -> Value {
        let view = self.scene.view;
        let is_there = |line: &TraceLine| {
            machine.is_none_or(|name| view.machine(name).is_some_and(|it| it.id == line.machine))
        };
        let says = |line: &&TraceLine| match &line.kind {
            TraceKind::Refused { message } => message.contains(text) && is_there(line),
            _ => false,
        };
        Value::Number(self.scene.trace.iter().filter(says).count() as i64)
    }

    fn remembered(&mut self, expr: &Expr, it: Option<&Value>) -> Value {
        let now = self.scene.view.now;
        match &expr.kind {
            ExprKind::Ever { of, memory } => {
                let holds = self.value(of, it).is_true();
                self.memories[*memory].ever |= holds;
                Value::Bool(self.memories[*memory].ever)
            }
            ExprKind::Always { of, memory } => {
                let holds = self.value(of, it).is_true();
                self.memories[*memory].broken |= !holds;
                Value::Bool(!self.memories[*memory].broken)
            }
            ExprKind::Longest { of, memory } => {
                let holds = self.value(of, it).is_true();
                let memory = &mut self.memories[*memory];
                let lasted = memory.lasting(holds, now);
                memory.longest = memory.longest.max(lasted);
                Value::Time(memory.longest)
            }
            ExprKind::HeldFor {
                of,
                duration,
                memory,
            } => {
                let holds = self.value(of, it).is_true();
                let lasted = self.memories[*memory].lasting(holds, now);
                Value::Bool(holds && lasted >= *duration)
            }
            ExprKind::Extreme {
                greatest,
                of,
                memory,
            } => match self.value(of, it) {
                Value::Number(number) => self.memories[*memory].extreme(*greatest, number),
                Value::List(items) => extreme_of(*greatest, &items),
                _ => Value::Nothing,
            },
            _ => unreachable!("the caller sends only what remembers"),
        }
    }
}

impl Memory {
    /// How long it has been true without a break; a break's moment still counts to its length.
    fn lasting(&mut self, holds: bool, now: Instant) -> Duration {
        if holds {
            return now.since(*self.since.get_or_insert(now));
        }
        self.since
            .take()
            .map_or(Duration::ZERO, |since| now.since(since))
    }

    fn extreme(&mut self, greatest: bool, number: i64) -> Value {
        self.least = Some(self.least.map_or(number, |least| least.min(number)));
        self.greatest = Some(self.greatest.map_or(number, |most| most.max(number)));
        let found = if greatest { self.greatest } else { self.least };
        found.map_or(Value::Nothing, Value::Number)
    }
}

fn extreme_of(greatest: bool, items: &[Value]) -> Value {
    let numbers = items.iter().filter_map(|item| match item {
        Value::Number(number) => Some(*number),
        _ => None,
    });
    let found = if greatest {
        numbers.max()
    } else {
        numbers.min()
    };
    found.map_or(Value::Nothing, Value::Number)
}

fn compare(comparison: Comparison, one: &Value, other: &Value) -> bool {
    let order = match (one, other) {
        (Value::Nothing, _) | (_, Value::Nothing) => return false,
        (Value::Number(one), Value::Number(other)) => Some(one.cmp(other)),
        (Value::Time(one), Value::Time(other)) => Some(one.cmp(other)),
        _ => None,
    };
    match comparison {
        Comparison::Equal => one == other,
        Comparison::NotEqual => one != other,
        Comparison::Less => order.is_some_and(|it| it.is_lt()),
        Comparison::LessOrEqual => order.is_some_and(|it| it.is_le()),
        Comparison::Greater => order.is_some_and(|it| it.is_gt()),
        Comparison::GreaterOrEqual => order.is_some_and(|it| it.is_ge()),
        Comparison::Like => match (one, other) {
            (Value::Text(text), Value::Text(pattern)) => fits(text, pattern),
            (Value::List(items), other) => items.contains(other),
            _ => false,
        },
    }
}

/// Whether a text fits a pattern: `*` stands for anything; without one, the text contains it.
fn fits(text: &str, pattern: &str) -> bool {
    if !pattern.contains('*') {
        return text.contains(pattern);
    }
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_a_shell_would_have_it() {
        for (text, pattern, expected) in [
            ("nginx:alpine", "nginx", true),
            ("nginx:alpine", "nginx:*", true),
            ("nginx:alpine", "*alpine", true),
            ("nginx:alpine", "httpd*", false),
            ("aba", "a*ba", true),
            ("ab", "ab*b", false),
        ] {
            assert_eq!(fits(text, pattern), expected, "{text} {pattern}");
        }
    }

    #[test]
    fn the_past_is_remembered() {
        let check = |source: &str, seen: &[(u64, &str)], expected: bool| {
            let predicate = Predicate::parse(source).unwrap();
            let mut monitor = Monitor::new(predicate);
            for (second, machine) in seen {
                let view = blank_view(*second, machine);
                let scene = Scene {
                    view: &view,
                    trace: &[],
                    token_versions: &BTreeMap::new(),
                };
                monitor.observe(scene);
            }
            assert_eq!(monitor.holds(), expected, "{source} {seen:?}");
        };
        // A view with a machine of this name and nothing else.
        check("ever(count(machines) == 1)", &[(0, "a"), (1, "")], true);
        check(
            "never(count(machines) == 0)",
            &[(0, "a"), (1, ""), (2, "a")],
            false,
        );
        check("always(count(machines) == 1)", &[(0, "a"), (9, "a")], true);
        check("count(machines) == 1 for 5s", &[(0, "a"), (4, "a")], false);
        check("count(machines) == 1 for 5s", &[(0, "a"), (5, "a")], true);
        check(
            "count(machines) == 1 for 5s",
            &[(0, "a"), (3, ""), (4, "a"), (8, "a")],
            false,
        );
        check(
            "longest(count(machines) == 1) >= 3s",
            &[(0, "a"), (3, ""), (9, "")],
            true,
        );
        check(
            "longest(count(machines) == 1) >= 4s",
            &[(0, "a"), (3, ""), (9, "")],
            false,
        );
        check("max(count(machines)) == 1", &[(0, "a"), (3, "")], true);
        check("min(count(machines)) == 0", &[(0, "a"), (3, "")], true);
    }

    fn blank_view(second: u64, machine: &str) -> View {
        let now = Instant::from_nanos(second * 1_000_000_000);
        let machines = if machine.is_empty() {
            Vec::new()
        } else {
            vec![blank_machine(machine)]
        };
        View {
            now,
            wall: engine::Timestamp(0),
            machines,
        }
    }

    fn blank_machine(name: &str) -> std::sync::Arc<engine::MachineView> {
        std::sync::Arc::new(engine::MachineView {
            id: engine::MachineId(0),
            name: name.to_owned(),
            address: std::net::Ipv4Addr::new(192, 168, 99, 11),
            outside: false,
            power: engine::Power::On,
            daemon: engine::DaemonState::Running,
            plugged: true,
            faults: Vec::new(),
            member: None,
            containers: Vec::new(),
            networks: Vec::new(),
            images: Vec::new(),
            terminals: Vec::new(),
        })
    }
}
