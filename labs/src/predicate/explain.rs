//! Why a predicate does not hold: its failing part, with the value it has now.

use core::fmt;

use super::object::{Thing, Value};
use super::{Comparison, Expr, ExprKind, Monitor, Quantifier, Scene};

/// The two languages everything is said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Korean,
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::Korean, Language::English];

    /// `ko`, `en`: as in file names and `lang` attributes.
    pub fn code(self) -> &'static str {
        match self {
            Language::Korean => "ko",
            Language::English => "en",
        }
    }
}

/// The part of a predicate that fails, as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// This has that value, and another is needed.
    Is {
        what: String,
        value: String,
        comparison: &'static str,
        needed: String,
    },
    /// This is not so.
    NotSo { what: String },
    /// This is so, and should not be.
    Unwanted { what: String },
    /// This has not been seen so far.
    NotYet { what: String },
    /// This has been seen, which cannot be undone.
    Happened { what: String },
    /// Not long enough.
    TooShort { what: String, needed: String },
    /// Of these, that one fails.
    Element {
        element: String,
        reason: Box<Reason>,
    },
    /// There is nothing of this kind.
    Missing { what: String },
}

impl Monitor {
    /// Why the predicate does not hold; `None` when it does.
    pub fn explain(&self, scene: Scene<'_>) -> Option<Reason> {
        (!self.holds()).then(|| self.reason(&self.predicate.root, scene, None))
    }

    fn reason(&self, expr: &Expr, scene: Scene<'_>, it: Option<&Value>) -> Reason {
        let what = || said(expr, it);
        match &expr.kind {
            ExprKind::Both(one, other) => {
                let first_fails = !self.peek(one, scene, it).is_true();
                self.reason(if first_fails { one } else { other }, scene, it)
            }
            // Any of the two would do; the first is what the author thought of first.
            ExprKind::Either(one, _) => self.reason(one, scene, it),
            ExprKind::Compare(comparison, one, other) => {
                let value = self.peek(one, scene, it);
                if value == Value::Nothing {
                    return Reason::Missing {
                        what: said(one, it),
                    };
                }
                let needed = self.peek(other, scene, it);
                Reason::Is {
                    what: said(one, it),
                    value: value.to_string(),
                    comparison: comparison.sign(),
                    needed: needed.to_string(),
                }
            }
            ExprKind::Not(of) => match &of.kind {
                ExprKind::Ever { of, .. } => Reason::Happened { what: said(of, it) },
                _ => Reason::Unwanted { what: said(of, it) },
            },
            ExprKind::Ever { of, .. } => Reason::NotYet { what: said(of, it) },
            ExprKind::Always { of, .. } => Reason::Happened {
                what: format!("!({})", said(of, it)),
            },
            ExprKind::HeldFor { of, duration, .. } => match self.peek(of, scene, it).is_true() {
                true => Reason::TooShort {
                    what: said(of, it),
                    needed: Value::Time(*duration).to_string(),
                },
                false => self.reason(of, scene, it),
            },
            ExprKind::Over(Quantifier::All, list, of) => self.element(list, of, scene, what()),
            ExprKind::Exists(of) => Reason::Missing { what: said(of, it) },
            ExprKind::Constant(_)
            | ExprKind::It
            | ExprKind::Named(_)
            | ExprKind::Lookup(..)
            | ExprKind::Field(..)
            | ExprKind::Minus(..)
            | ExprKind::Over(..)
            | ExprKind::Count(_)
            | ExprKind::Extreme { .. }
            | ExprKind::Longest { .. }
            | ExprKind::Refusals { .. } => Reason::NotSo { what: what() },
        }
    }

    fn element(&self, list: &Expr, of: &Expr, scene: Scene<'_>, what: String) -> Reason {
        let Value::List(items) = self.peek(list, scene, None) else {
            return Reason::Missing {
                what: said(list, None),
            };
        };
        let failing = items
            .iter()
            .find(|item| !self.peek(of, scene, Some(item)).is_true());
        match failing {
            Some(item) => Reason::Element {
                element: item.to_string(),
                reason: Box::new(self.reason(of, scene, Some(item))),
            },
            None if items.is_empty() => Reason::Missing {
                what: said(list, None),
            },
            None => Reason::NotSo { what },
        }
    }
}

/// The words of an expression, with `it` replaced by what it stands for.
fn said(expr: &Expr, it: Option<&Value>) -> String {
    match it {
        Some(it) if expr.source == "it" || expr.source.starts_with("it.") => {
            format!("{it}{}", &expr.source[2..])
        }
        _ => expr.source.clone(),
    }
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Like => "~",
        }
    }
}

impl Reason {
    /// The reason in a language. Names of things stay as the lab writes them: they are the same
    /// in both.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Korean => self.korean(),
        }
    }

    fn english(&self) -> String {
        match self {
            Reason::Is {
                what,
                value,
                comparison,
                needed,
            } => match *comparison {
                "==" => format!("{what} is {value}; it should be {needed}"),
                "!=" => format!("{what} is {value}; it should be something else"),
                "~" => format!("{what} is {value}; it should match {needed}"),
                _ => format!("{what} is {value}; it should be {comparison} {needed}"),
            },
            Reason::NotSo { what } => format!("{what} does not hold"),
            Reason::Unwanted { what } => format!("{what} holds and should not"),
            Reason::NotYet { what } => format!("not seen so far: {what}"),
            Reason::Happened { what } => format!("it has happened: {what}"),
            Reason::TooShort { what, needed } => format!("{what} holds, but not for {needed} yet"),
            Reason::Element { element, reason } => format!("{element}: {}", reason.english()),
            Reason::Missing { what } => format!("there is no {what} yet"),
        }
    }

    fn korean(&self) -> String {
        match self {
            Reason::Is {
                what,
                value,
                comparison,
                needed,
            } => match *comparison {
                "==" => format!("{what}: 지금 {value}, 필요한 값 {needed}"),
                "!=" => format!("{what}: 지금 {value}, 다른 값이어야 합니다"),
                "~" => format!("{what}: 지금 {value}, {needed} 형태여야 합니다"),
                _ => format!("{what}: 지금 {value}, 조건 {comparison} {needed}"),
            },
            Reason::NotSo { what } => format!("아직 아닙니다: {what}"),
            Reason::Unwanted { what } => format!("그러면 안 됩니다: {what}"),
            Reason::NotYet { what } => format!("아직 보이지 않았습니다: {what}"),
            Reason::Happened { what } => format!("이미 일어났습니다: {what}"),
            Reason::TooShort { what, needed } => {
                format!("{what}: 맞지만 아직 {needed} 동안 이어지지 않았습니다")
            }
            Reason::Element { element, reason } => format!("{element}: {}", reason.korean()),
            Reason::Missing { what } => format!("아직 없습니다: {what}"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => f.write_str("-"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(value) => write!(f, "{value}"),
            Value::Text(text) => f.write_str(text),
            Value::Time(time) if time.subsec_millis() == 0 => write!(f, "{}s", time.as_secs()),
            Value::Time(time) => write!(f, "{}ms", time.as_millis()),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Value::Thing(Thing::Node(name) | Thing::Service(name)) => f.write_str(name),
            Value::Thing(Thing::Token(role)) => write!(f, "token({role})"),
            Value::Thing(Thing::Raft) => f.write_str("raft"),
        }
    }
}
