//! Templates in a container's environment, mounts and host name: `{{.Node.Hostname}}`,
//! `data-{{.Task.Slot}}` (SwarmKit `template`).
//!
//! Filled in by the daemon that runs the task, and once by the control API with made-up values, so
//! that a mistake is refused at once. Go's language as far as these fields have a use for it:
//! fields, texts and numbers, pipes, and the functions `index`, `join`, `len`, `print`, `printf`.
//! Unlike Docker there are no `if`, `range`, `with`, variables or parentheses; they are refused by
//! name. `--format` has a language of its own in the `docker` command.

mod eval;
mod parse;

use core::fmt;

use api::Labels;
use api::go::{Field, Struct, ToGo, Value};
use api::node::NodeDescription;
use api::task::{ContainerSpec, Mount};

use crate::object::{Slot, Task};

/// Why a container's templates could not be filled in, in the original's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError {
    /// From the outside in.
    steps: Vec<String>,
    fault: Fault,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "{step}: ")?;
        }
        write!(f, "{}", self.fault)
    }
}

/// What is wrong in a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// It cannot be read.
    Syntax { line: usize, message: String },
    /// It asks for what is not there.
    Value {
        line: usize,
        column: usize,
        /// The words of the template that ask.
        at: String,
        message: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Syntax { line, message } => write!(f, "template: expansion:{line}: {message}"),
            Fault::Value {
                line,
                column,
                at,
                message,
            } => write!(
                f,
                "template: expansion:{line}:{column}: executing \"expansion\" at <{at}>: {message}"
            ),
        }
    }
}

impl Fault {
    fn inside(self, step: impl Into<String>) -> ExpandError {
        ExpandError {
            steps: vec![step.into()],
            fault: self,
        }
    }
}

impl ExpandError {
    fn inside(mut self, step: impl Into<String>) -> ExpandError {
        self.steps.insert(0, step.into());
        self
    }
}

/// The container of a task with its templates filled in for the node it runs on. `None` for a task
/// that is no container.
pub fn expand_container(
    task: &Task,
    node: &NodeDescription,
) -> Result<Option<ContainerSpec>, ExpandError> {
    let Some(container) = &task.spec.container_spec else {
        return Ok(None);
    };
    expand_spec(container, &Context::of_task(task, node)).map(Some)
}

/// Whether the templates of a container would expand at all.
pub(crate) fn try_out(container: &ContainerSpec) -> Result<ContainerSpec, ExpandError> {
    expand_spec(container, &Context::made_up())
}

fn expand_spec(container: &ContainerSpec, context: &Context) -> Result<ContainerSpec, ExpandError> {
    let mut container = container.clone();
    for entry in &mut container.env {
        expand_env(entry, context).map_err(|error| error.inside("expanding env failed"))?;
    }
    for mount in &mut container.mounts {
        expand_mount(mount, context).map_err(|error| error.inside("expanding mounts failed"))?;
    }
    container.hostname = context
        .expand(&container.hostname)
        .map_err(|fault| fault.inside("expanding hostname failed"))?;
    Ok(container)
}

/// Only the value of a variable is a template, not its name.
fn expand_env(entry: &mut String, context: &Context) -> Result<(), ExpandError> {
    if let Some((name, value)) = entry.split_once('=') {
        let value = context
            .expand(value)
            .map_err(|fault| fault.inside(format!("expanding env {entry:?}")))?;
        *entry = format!("{name}={value}");
    }
    Ok(())
}

fn expand_mount(mount: &mut Mount, context: &Context) -> Result<(), ExpandError> {
    let place = |text: &String, what: &str| {
        let step = |fault: Fault| fault.inside(format!("expanding mount {what} {text:?}"));
        context.expand(text).map_err(step)
    };
    mount.source = place(&mount.source, "source")?;
    mount.target = place(&mount.target, "target")?;
    let Some(options) = &mut mount.volume_options else {
        return Ok(());
    };
    expand_map(&mut options.labels, context)
        .map_err(|error| error.inside("expanding volume labels"))?;
    match &mut options.driver_config {
        Some(driver) => expand_map(&mut driver.options, context)
            .map_err(|error| error.inside("expanding volume driver config")),
        None => Ok(()),
    }
}

fn expand_map(map: &mut Labels, context: &Context) -> Result<(), ExpandError> {
    for (key, value) in map {
        let step = |fault: Fault| fault.inside(format!("expanding map entry {key:?}={value:?}"));
        *value = context.expand(value).map_err(step)?;
    }
    Ok(())
}

/// What a template may speak of.
struct Context(Value);

impl Context {
    fn of_task(task: &Task, node: &NodeDescription) -> Context {
        let service_id = task.service_id.clone().unwrap_or_default();
        let node_id = task.node_id.clone().unwrap_or_default().to_string();
        // A task without a number goes by its node.
        let slot = match &task.slot {
            Slot::Number(0) => node_id.clone(),
            Slot::Number(number) => number.to_string(),
            Slot::Node(node) => node.to_string(),
        };
        Context::new([
            vec![
                ("ID", service_id.to_go()),
                ("Name", task.service_annotations.name.to_go()),
                ("Labels", task.service_annotations.labels.to_go()),
            ],
            vec![
                ("ID", node_id.to_go()),
                ("Hostname", node.hostname.to_go()),
                ("Platform", node.platform.to_go()),
            ],
            vec![
                ("ID", task.id.to_go()),
                ("Name", task.name().to_go()),
                ("Slot", slot.to_go()),
            ],
        ])
    }

    /// The values of SwarmKit's trial (`manager/controlapi/service.go` validateContainerSpec).
    fn made_up() -> Context {
        let platform = api::node::Platform {
            architecture: "architecture".to_owned(),
            os: "os".to_owned(),
        };
        Context::new([
            vec![
                ("ID", "serviceid".to_go()),
                ("Name", "servicename".to_go()),
                ("Labels", Labels::new().to_go()),
            ],
            vec![
                ("ID", "nodeid".to_go()),
                ("Hostname", "nodeHostname".to_go()),
                ("Platform", platform.to_go()),
            ],
            vec![
                ("ID", "".to_go()),
                ("Name", "taskname".to_go()),
                ("Slot", "1".to_go()),
            ],
        ])
    }

    fn new([service, node, task]: [Vec<(&'static str, Value)>; 3]) -> Context {
        let context = vec![
            ("Service", structure("struct", service)),
            ("Node", structure("struct", node)),
            ("Task", structure("struct", task)),
        ];
        Context(structure("*template.Context", context))
    }

    fn expand(&self, text: &str) -> Result<String, Fault> {
        let parts = parse::parse(text)?;
        eval::write(&parts, text, &self.0)
    }
}

fn structure(name: &'static str, fields: Vec<(&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    Value::Struct(Struct {
        name,
        fields: fields
            .map(|(name, value)| Field::new(value, name, name))
            .collect(),
    })
}

#[cfg(test)]
mod tests;
