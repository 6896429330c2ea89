//! Go's `text/template` as far as `--format` needs it, over `api::go::Value`.
//!
//! Ours, because the words of its errors are Docker's words: `can't evaluate field Nope in type
//! swarm.Service`, `nil pointer evaluating *swarm.ManagerStatus.Leader`. The crate `gotmpl` was
//! looked at (0.6): its values know no structs, so neither the order of fields, nor the names of
//! types, nor nil pointers; and it counts in floating point. After Go's `text/template/{parse,exec}`
//! and docker/cli `templates`. Not there: `define`, `template`, `block`, `call`.

mod call;
mod escape;
mod exec;
mod gotype;
mod lex;
mod node;
mod parse;
mod printf;

use api::go::Value;

pub(crate) use gotype::is_context;

/// A parsed template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    name: &'static str,
    text: String,
    nodes: Vec<node::Node>,
}

/// Which functions a template calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Functions {
    /// Those of docker/cli `templates/templates.go`.
    Basic,
    /// The same names for the header of a table, where they leave the title alone.
    Header,
}

/// What is to be shown: the value, and its type's name in Go, as error texts say it.
#[derive(Clone, Debug)]
pub(crate) struct Data {
    pub value: Value,
    /// `*node.nodeContext`, `swarm.Service`.
    pub type_name: String,
    /// Whether an unknown key of a map is an error (`missingkey=error`).
    pub strict_keys: bool,
}

impl Data {
    /// A value of this Go type.
    pub fn new(value: Value, type_name: impl Into<String>) -> Data {
        Data {
            value,
            type_name: type_name.into(),
            strict_keys: false,
        }
    }
}

/// A template that could not be carried out: what was written until then, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    pub written: String,
    pub reason: String,
}

impl Template {
    /// Reads a template without a name; the error is Go's: `template: :1: unclosed action`.
    pub fn parse(text: &str) -> Result<Template, String> {
        Template::named("", text)
    }

    /// Reads a template with a name, which its errors show.
    pub fn named(name: &'static str, text: &str) -> Result<Template, String> {
        let nodes = parse::parse(text).map_err(|error| format!("template: {name}:{error}"))?;
        Ok(Template {
            name,
            text: text.to_owned(),
            nodes,
        })
    }

    /// Carries it out.
    pub fn execute(&self, data: &Data, functions: Functions) -> Result<String, Failed> {
        exec::execute(self, data, functions)
    }

    /// Whether a field of this name is used anywhere in it.
    pub fn uses_field(&self, name: &str) -> bool {
        node::uses_field(&self.nodes, name)
    }
}

#[cfg(test)]
mod tests;
