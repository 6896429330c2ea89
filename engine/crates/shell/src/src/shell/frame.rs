//! What a shell is in the middle of.

use std::sync::Arc;

use sim::Instant;

use super::builtin::{ReadLine, Waiting};
use super::variables::Variable;
use crate::session::ProcessId;
use crate::syntax::{AndOr, Command, List, Pipeline, Word};
use crate::system::{Descriptors, OpenId};

/// One thing that is begun and not done.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    /// A text, read command by command.
    Script {
        source: Arc<str>,
        at: usize,
        line: u32,
    },
    List {
        list: Arc<List>,
        next: usize,
    },
    AndOr {
        node: Arc<AndOr>,
        next: usize,
    },
    Pipeline(PipelineFrame),
    /// A command whose words are being expanded.
    Command(Arc<Command>),
    /// A program in the foreground.
    Child {
        process: ProcessId,
        text: Arc<str>,
    },
    /// A command whose output the frame below waits for.
    Substitution {
        process: ProcessId,
        reader: OpenId,
    },
    /// Redirections end here.
    Restore(Descriptors),
    For(ForFrame),
    Count(CountFrame),
    While(WhileFrame),
    If {
        command: Arc<Command>,
        arm: usize,
        phase: Phase,
    },
    Case {
        command: Arc<Command>,
        arm: usize,
        phase: Phase,
    },
    /// A function runs above.
    Call(CallFrame),
    /// Variables set for one builtin end here.
    Scope(Vec<(String, Option<Variable>)>),
    /// `source file arguments` ends here.
    Sourced(SourceFrame),
    /// A trap runs above; then the status is this again.
    Trapped {
        status: u8,
    },
    Read(ReadLine),
    Wait(Waiting),
}

#[derive(Clone, Debug)]
pub(crate) struct PipelineFrame {
    pub(super) node: Arc<Pipeline>,
    pub(super) phase: Stage,
    pub(super) began: Instant,
}

/// How far a pipeline is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    Start,
    /// Its only command runs above.
    Single,
    /// Its commands run in processes of their own; those that are done have a status.
    Children(Vec<(ProcessId, Option<u8>)>),
}

/// Which part of an `if`, `while` or `case` runs above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Condition,
    Body,
}

#[derive(Clone, Debug)]
pub(crate) struct ForFrame {
    pub(super) name: String,
    pub(super) words: Arc<Vec<String>>,
    pub(super) next: usize,
    pub(super) body: Arc<List>,
}

#[derive(Clone, Debug)]
pub(crate) struct CountFrame {
    pub(super) start: Word,
    pub(super) condition: Word,
    pub(super) step: Word,
    pub(super) body: Arc<List>,
    pub(super) next: CountPart,
}

/// What a counting loop looks at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountPart {
    Start,
    Condition,
    Step,
}

#[derive(Clone, Debug)]
pub(crate) struct WhileFrame {
    pub(super) until: bool,
    pub(super) condition: Arc<List>,
    pub(super) body: Arc<List>,
    pub(super) phase: Phase,
    /// The status of the last round.
    pub(super) last: u8,
}

#[derive(Clone, Debug)]
pub(crate) struct CallFrame {
    pub(super) positional: Arc<Vec<String>>,
    /// What `local` and assignments before the call have hidden.
    pub(super) hidden: Vec<(String, Option<Variable>)>,
}

/// What is put back behind a sourced file or an `eval`.
#[derive(Clone, Debug)]
pub(crate) struct SourceFrame {
    pub(super) positional: Arc<Vec<String>>,
    pub(super) sourced: Option<Arc<str>>,
    pub(super) indirection: u32,
    /// Whether `return` leads here: not for `eval`.
    pub(super) is_file: bool,
}

impl Frame {
    /// Whether the command that runs right above is asked and not told: its failure is no error.
    pub(super) fn is_asking(&self) -> bool {
        match self {
            Frame::AndOr { node, next } => *next <= node.rest.len(),
            Frame::Pipeline(pipeline) => pipeline.node.negated,
            Frame::While(it) => it.phase == Phase::Condition,
            Frame::If { phase, .. } => *phase == Phase::Condition,
            Frame::Script { .. }
            | Frame::List { .. }
            | Frame::Command(_)
            | Frame::Child { .. }
            | Frame::Substitution { .. }
            | Frame::Restore(_)
            | Frame::For(_)
            | Frame::Count(_)
            | Frame::Case { .. }
            | Frame::Call(_)
            | Frame::Scope(_)
            | Frame::Sourced(_)
            | Frame::Trapped { .. }
            | Frame::Read(_)
            | Frame::Wait(_) => false,
        }
    }

    /// Whether `return` leads behind it.
    pub(super) fn is_returned_from(&self) -> bool {
        matches!(self, Frame::Call(_)) || matches!(self, Frame::Sourced(it) if it.is_file)
    }

    pub(super) fn is_loop(&self) -> bool {
        matches!(self, Frame::For(_) | Frame::Count(_) | Frame::While(_))
    }
}
