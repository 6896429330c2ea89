//! What a template is made of. Each part that can fail knows where it stands.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    /// `{{pipeline}}`.
    Action(Pipe),
    If(Branch),
    With(Branch),
    Range(Branch),
    Break,
    Continue,
}

/// `{{if pipe}} body {{else}} otherwise {{end}}`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Branch {
    pub pipe: Pipe,
    pub body: Vec<Node>,
    pub otherwise: Vec<Node>,
}

/// Commands joined by `|`, perhaps kept in variables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pipe {
    pub at: usize,
    /// The variables before `:=` or `=`.
    pub variables: Vec<String>,
    /// `=` and not `:=`.
    pub is_assignment: bool,
    pub commands: Vec<Command>,
}

/// An operand, or a function or method with arguments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command {
    pub at: usize,
    pub words: Vec<Operand>,
}

/// One word of a command.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operand {
    pub at: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Dot,
    Nil,
    Bool(bool),
    /// As written.
    Number(String),
    /// As written, and what it says.
    Text(String, String),
    /// `.A.B`.
    Field(Vec<String>),
    /// `$x.A`: the name with its dollar sign, then fields.
    Variable(String, Vec<String>),
    Function(String),
    Pipe(Box<Pipe>),
    /// `(pipe).A`.
    Chain(Box<Operand>, Vec<String>),
}

impl core::fmt::Display for Pipe {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if !self.variables.is_empty() {
            let sign = if self.is_assignment { "=" } else { ":=" };
            write!(f, "{} {sign} ", self.variables.join(", "))?;
        }
        for (at, command) in self.commands.iter().enumerate() {
            if at > 0 {
                f.write_str(" | ")?;
            }
            write!(f, "{command}")?;
        }
        Ok(())
    }
}

impl core::fmt::Display for Command {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (at, word) in self.words.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            word.fmt_inside(f)?;
        }
        Ok(())
    }
}

impl Operand {
    /// With parentheses where it is a pipeline.
    fn fmt_inside(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Kind::Pipe(pipe) = &self.kind {
            write!(f, "({pipe})")
        } else {
            write!(f, "{self}")
        }
    }
}

impl core::fmt::Display for Operand {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let fields = |f: &mut core::fmt::Formatter<'_>, names: &[String]| {
            names.iter().try_for_each(|name| write!(f, ".{name}"))
        };
        match &self.kind {
            Kind::Dot => f.write_str("."),
            Kind::Nil => f.write_str("nil"),
            Kind::Bool(value) => write!(f, "{value}"),
            Kind::Number(text) | Kind::Text(text, _) | Kind::Function(text) => f.write_str(text),
            Kind::Field(names) => fields(f, names),
            Kind::Variable(name, names) => {
                f.write_str(name)?;
                fields(f, names)
            }
            Kind::Pipe(pipe) => write!(f, "{pipe}"),
            Kind::Chain(inner, names) => {
                inner.fmt_inside(f)?;
                fields(f, names)
            }
        }
    }
}

/// Whether a field of this name is used anywhere in these nodes.
pub(super) fn uses_field(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) | Node::Break | Node::Continue => false,
        Node::Action(pipe) => pipe_uses(pipe, name),
        Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
            pipe_uses(&branch.pipe, name)
                || uses_field(&branch.body, name)
                || uses_field(&branch.otherwise, name)
        }
    })
}

fn pipe_uses(pipe: &Pipe, name: &str) -> bool {
    let mut words = pipe.commands.iter().flat_map(|command| &command.words);
    words.any(|word| operand_uses(word, name))
}

fn operand_uses(word: &Operand, name: &str) -> bool {
    match &word.kind {
        Kind::Field(names) | Kind::Variable(_, names) => names.iter().any(|field| field == name),
        Kind::Pipe(pipe) => pipe_uses(pipe, name),
        Kind::Chain(inner, names) => {
            operand_uses(inner, name) || names.iter().any(|field| field == name)
        }
        Kind::Dot
        | Kind::Nil
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(..)
        | Kind::Function(_) => false,
    }
}
