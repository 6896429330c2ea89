//! Placement constraints: `node.labels.disk==ssd` read, and held against a node
//! (SwarmKit `manager/constraint/constraint.go`).
//!
//! The control API reads them to refuse what is malformed; scheduler, global orchestrator and
//! constraint enforcer ask whether a node satisfies all of them.

use core::fmt;
use std::net::IpAddr;

use crate::object::Node;

const NODE_LABELS: &str = "node.labels.";
const ENGINE_LABELS: &str = "engine.labels.";

/// One condition a node must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    subject: Subject,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
}

/// What of a node a constraint speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Id,
    Hostname,
    Ip,
    Role,
    Os,
    Architecture,
    /// The label's name keeps its case.
    NodeLabel(String),
    EngineLabel(String),
    /// A key that means nothing: no node ever satisfies it.
    Unknown,
}

/// Why an expression is no constraint, in SwarmKit's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConstraintError {
    Key(String),
    Value(String),
    Operator,
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConstraintError::Key(key) => write!(f, "key '{key}' is invalid"),
            ConstraintError::Value(value) => write!(f, "value '{value}' is invalid"),
            ConstraintError::Operator => {
                f.write_str("constraint expected one operator from ==, !=")
            }
        }
    }
}

/// Reads a list of expressions; the first malformed one refuses the list.
pub(crate) fn parse(expressions: &[String]) -> Result<Vec<Constraint>, ConstraintError> {
    expressions.iter().map(|text| parse_one(text)).collect()
}

/// Whether a node satisfies all of them.
pub(crate) fn all_match(constraints: &[Constraint], node: &Node) -> bool {
    constraints
        .iter()
        .all(|constraint| constraint.matches(node))
}

/// Whether a node satisfies the constraints of a placement. Malformed ones count as none: the
/// control API lets no such service in.
pub(crate) fn placement_matches(placement: Option<&api::task::Placement>, node: &Node) -> bool {
    let constraints = placement.map(|placement| parse(&placement.constraints));
    match constraints {
        Some(Ok(constraints)) => all_match(&constraints, node),
        Some(Err(_)) | None => true,
    }
}

fn parse_one(text: &str) -> Result<Constraint, ConstraintError> {
    // `==` is looked for first, so that `a!=b==c` has a bad key.
    let (operator, key, value) = match (text.split_once("=="), text.split_once("!=")) {
        (Some((key, value)), _) => (Operator::Equal, key, value),
        (None, Some((key, value))) => (Operator::NotEqual, key, value),
        (None, None) => return Err(ConstraintError::Operator),
    };
    let (key, value) = (key.trim(), value.trim());
    if !is_key(key) {
        return Err(ConstraintError::Key(key.to_owned()));
    }
    if !is_value(value) {
        return Err(ConstraintError::Value(value.to_owned()));
    }
    Ok(Constraint {
        subject: Subject::of_key(key),
        operator,
        value: value.to_owned(),
    })
}

/// A letter or underscore, then at least one of letters, digits and `-_.`
fn is_key(key: &str) -> bool {
    let mut letters = key.bytes();
    let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_later = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    letters.next().is_some_and(is_first) && key.len() > 1 && letters.all(is_later)
}

/// Letters, digits, white space and a few signs, but none that could become an operator.
fn is_value(value: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b":-_.*()?+[]\\^$|/ \t\n\r\x0c".contains(&byte);
    !value.is_empty() && value.bytes().all(is_allowed)
}

impl Subject {
    fn of_key(key: &str) -> Subject {
        if let Some(label) = after_prefix(key, NODE_LABELS) {
            return Subject::NodeLabel(label.to_owned());
        }
        if let Some(label) = after_prefix(key, ENGINE_LABELS) {
            return Subject::EngineLabel(label.to_owned());
        }
        match key.to_ascii_lowercase().as_str() {
            "node.id" => Subject::Id,
            "node.hostname" => Subject::Hostname,
            "node.ip" => Subject::Ip,
            "node.role" => Subject::Role,
            "node.platform.os" => Subject::Os,
            "node.platform.arch" => Subject::Architecture,
            _ => Subject::Unknown,
        }
    }
}

/// What follows a prefix of any case; nothing when nothing follows.
fn after_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && !tail.is_empty()).then_some(tail)
}

/// The value a spread preference such as `node.labels.zone` has on a node: `""` when it has no
/// such label; `None` when the descriptor names no label at all and is passed over.
pub(crate) fn label_value<'a>(descriptor: &str, node: &'a Node) -> Option<&'a str> {
    let value = if let Some(label) = after_prefix(descriptor, NODE_LABELS) {
        node.spec.annotations.labels.get(label)
    } else {
        let label = after_prefix(descriptor, ENGINE_LABELS)?;
        let description = node.description.as_ref();
        description.and_then(|description| description.engine.labels.get(label))
    };
    Some(value.map_or("", String::as_str))
}

impl Constraint {
    fn matches(&self, node: &Node) -> bool {
        let description = node.description.as_ref();
        // A missing value is an empty one: it equals nothing, and differs from everything.
        let text = match &self.subject {
            Subject::Id => Some(node.id.as_str()),
            Subject::Hostname => description.map(|it| it.hostname.as_str()),
            Subject::Role => Some(node.role.as_str()),
            Subject::Os => description.map(|it| it.platform.os.as_str()),
            Subject::Architecture => description.map(|it| it.platform.architecture.as_str()),
            Subject::NodeLabel(label) => {
                node.spec.annotations.labels.get(label).map(String::as_str)
            }
            Subject::EngineLabel(label) => {
                description.and_then(|it| it.engine.labels.get(label).map(String::as_str))
            }
            Subject::Ip => return self.matches_address(&node.status.addr),
            Subject::Unknown => return false,
        };
        self.holds(self.value.eq_ignore_ascii_case(text.unwrap_or("")))
    }

    /// An address is compared as a number; a value that is none never matches, `!=` included.
    fn matches_address(&self, addr: &str) -> bool {
        let addr = addr.parse().ok().map(|addr: IpAddr| addr.to_canonical());
        if let Ok(wanted) = self.value.parse::<IpAddr>() {
            return self.holds(addr == Some(wanted.to_canonical()));
        }
        match subnet(&self.value) {
            Some(subnet) => self.holds(addr.is_some_and(|addr| subnet.contains(addr))),
            None => false,
        }
    }

    fn holds(&self, is_equal: bool) -> bool {
        match self.operator {
            Operator::Equal => is_equal,
            Operator::NotEqual => !is_equal,
        }
    }
}

/// A range of addresses in CIDR notation.
struct Subnet {
    base: IpAddr,
    bits: u32,
}

fn subnet(text: &str) -> Option<Subnet> {
    let (base, bits) = text.split_once('/')?;
    let base: IpAddr = base.parse().ok()?;
    let bits = bits.parse().ok()?;
    let max = if base.is_ipv4() { 32 } else { 128 };
    (bits <= max).then_some(Subnet { base, bits })
}

impl Subnet {
    fn contains(&self, addr: IpAddr) -> bool {
        match (self.base, addr) {
            (IpAddr::V4(base), IpAddr::V4(addr)) => {
                let differing = base.to_bits() ^ addr.to_bits();
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V6(base), IpAddr::V6(addr)) => {
                let differing = base.to_bits() ^ addr.to_bits();
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use api::node::{NodeDescription, NodeRole};
    use api::{Meta, NodeId};

    use super::*;

    /// node-1, a Linux worker at 10.0.0.9 with labels on both sides.
    fn node() -> Node {
        let mut description = NodeDescription {
            hostname: "node-1".to_owned(),
            ..NodeDescription::default()
        };
        description.platform.os = "linux".to_owned();
        description.platform.architecture = "x86_64".to_owned();
        let engine_label = ("disk".to_owned(), "ssd".to_owned());
        description.engine.labels.extend([engine_label]);
        let mut node = bare_node();
        node.description = Some(description);
        node.status.addr = "10.0.0.9".to_owned();
        let labels = [("zone", "East"), ("disk", "spinning")];
        let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
        node.spec.annotations.labels.extend(labels);
        node
    }

    /// A node that has not told anything of itself yet.
    fn bare_node() -> Node {
        Node {
            id: NodeId::from("id1"),
            meta: Meta::default(),
            spec: Default::default(),
            description: None,
            status: Default::default(),
            role: NodeRole::Worker,
            attachments: Vec::new(),
            certificate_rotation: 0,
            csi: Default::default(),
        }
    }

    fn parsed(text: &str) -> Result<Vec<Constraint>, ConstraintError> {
        let lines: Vec<String> = text.split(" && ").map(str::to_owned).collect();
        parse(&lines)
    }

    fn check(rows: &[(&str, bool)], node: &Node) {
        for (text, expected) in rows {
            let constraints = parsed(text).expect(text);
            assert_eq!(all_match(&constraints, node), *expected, "{text}");
        }
    }

    #[test]
    fn c1_malformed_expressions_are_refused() {
        let rows = [
            ("node.id", "constraint expected one operator from ==, !="),
            ("node.id=x", "constraint expected one operator from ==, !="),
            ("no-op", "constraint expected one operator from ==, !="),
            ("node.id===x", "value '=x' is invalid"),
            ("node.id==", "value '' is invalid"),
            ("node.id!= ", "value '' is invalid"),
            ("node.id==a<b", "value 'a<b' is invalid"),
            ("node.id==ä", "value 'ä' is invalid"),
            ("==x", "key '' is invalid"),
            ("n==x", "key 'n' is invalid"),
            ("1node==x", "key '1node' is invalid"),
            ("no de==x", "key 'no de' is invalid"),
            ("a!=b==c", "key 'a!=b' is invalid"),
        ];
        for (text, expected) in rows {
            let error = parsed(text).expect_err(text);
            assert_eq!(error.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn c2_values_may_hold_spaces_stars_and_addresses() {
        for text in [
            "node.labels.a==two words",
            "node.labels.a==foo*bar (x)?+[y]\\^$|/z",
            "node.ip==10.0.0.0/8",
            "node.ip!=2001:db8::2",
            "node.labels.a == x_1-2.3",
        ] {
            assert!(parsed(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn c3_an_absent_hostname_differs_from_every_name() {
        let rows = [
            ("node.hostname != node-1", true),
            ("node.hostname == node-1", false),
        ];
        check(&rows, &bare_node());
        let rows = [
            ("node.hostname!=node-1", false),
            ("NODE.HostName==NODE-1", true),
        ];
        check(&rows, &node());
    }

    #[test]
    fn c4_addresses_compare_as_numbers_and_ranges() {
        let rows = [
            ("node.ip==10.0.0.9", true),
            ("node.ip!=10.0.0.9", false),
            ("node.ip==::ffff:10.0.0.9", true),
            ("node.ip==10.0.0.0/8", true),
            ("node.ip!=10.0.0.0/8", false),
            ("node.ip==10.0.0.0/29", false),
            ("node.ip!=10.0.0.0/29", true),
            ("node.ip==0.0.0.0/0", true),
            ("node.ip==2001:db8::/32", false),
            ("node.ip==somewhere", false),
            ("node.ip!=somewhere", false),
            ("node.ip!=10.0.0.0/33", false),
        ];
        check(&rows, &node());
        let mut far = node();
        far.status.addr = "2001:db8::2".to_owned();
        let rows = [
            ("node.ip==2001:db8::2", true),
            ("node.ip==2001:db8::/64", true),
        ];
        check(&rows, &far);
        let rows = [("node.ip==10.0.0.9", false), ("node.ip!=10.0.0.9", true)];
        check(&rows, &bare_node());
    }

    #[test]
    fn c5_the_observed_role_counts_in_any_letters() {
        let mut manager = node();
        manager.role = NodeRole::Manager;
        manager.spec.role = NodeRole::Worker;
        check(
            &[("node.role==MANAGER", true), ("node.role==Manager", true)],
            &manager,
        );
        check(
            &[("node.role==manager", false), ("node.role!=manager", true)],
            &node(),
        );
    }

    #[test]
    fn c6_c9_all_of_several_must_hold() {
        let rows = [
            ("node.platform.os==linux && node.platform.arch!=amd64", true),
            (
                "node.platform.os==linux && node.platform.arch==amd64",
                false,
            ),
            (
                "node.id==ID1 && node.hostname==node-1 && node.labels.zone!=west",
                true,
            ),
            (
                "node.id==id1 && node.hostname==node-2 && node.labels.zone!=west",
                false,
            ),
        ];
        check(&rows, &node());
    }

    #[test]
    fn c7_c8_labels_keep_their_side_and_their_case() {
        let rows = [
            ("node.labels.zone==east", true),
            ("node.labels.Zone==east", false),
            ("node.labels.security==high", false),
            ("node.labels.security!=high", true),
            ("Engine.Labels.disk==ssd", true),
            ("node.labels.disk==ssd", false),
            ("engine.labels.zone!=east", true),
            ("node.labels.==x", false),
            ("node.foo==bar", false),
            ("node.foo!=bar", false),
        ];
        check(&rows, &node());
    }

    #[test]
    fn a_spread_descriptor_names_a_label_or_nothing() {
        let node = node();
        let rows = [
            ("node.labels.zone", Some("East")),
            ("NODE.LABELS.rack", Some("")),
            ("engine.labels.disk", Some("ssd")),
            ("node.hostname", None),
        ];
        for (descriptor, expected) in rows {
            assert_eq!(label_value(descriptor, &node), expected, "{descriptor}");
        }
    }
}
