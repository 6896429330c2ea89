//! bash as a value: a stack of frames over the shared tree of a command.
//!
//! A [`Shell`] does one small thing each time it is let ([`Shell::step`]): it pops the frame on
//! top, acts, and pushes what is to be done next. So a loop in the middle of a script can be copied,
//! stopped and gone on with. Expanding words is plain recursion; when it meets a command
//! substitution whose output is not there yet, everything it changed is undone, the command runs in
//! a process of its own, and the expansion starts again with one output more.
//! After the bash 5.2 manual; error texts and their order are those of bash 5.2.15.

mod alias;
mod arithmetic;
mod assign;
mod builtin;
mod command;
mod compound;
mod condition;
mod expand;
mod flow;
mod frame;
mod jobs;
mod list;
mod parameter;
mod redirect;
mod variables;

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;
use sim::Instant;

use crate::limits;
use crate::program::{Environment, Io};
use crate::session::ProcessId;
use crate::syntax::Command;
use crate::system::{Group, Signal, Turn};
use flow::Flow;

pub(crate) use builtin::names as builtin_names;
pub(crate) use frame::Frame;
pub(crate) use jobs::Job;
pub(crate) use variables::Variables;

/// A shell at work.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) origin: Origin,
    pub(crate) variables: Variables,
    functions: OrdMap<String, Arc<Command>>,
    /// Other names for commands, at the prompt.
    aliases: BTreeMap<String, String>,
    /// The functions that run, innermost last: `FUNCNAME`.
    callers: Vec<String>,
    /// What variables were when an expansion stopped at a command substitution: the command sees
    /// them, though they are taken back until it is done.
    at_stop: Option<Variables>,
    /// `$1`, `$2`, …
    positional: Arc<Vec<String>>,
    pub(crate) folder: String,
    pub(crate) status: u8,
    options: Options,
    traps: BTreeMap<Trap, String>,
    frames: Vec<Frame>,
    /// The line of the command that runs.
    line: u32,
    /// `$$`: the process of the shell that all subshells come from.
    leader: ProcessId,
    /// How many subshells deep.
    level: u32,
    /// How many command substitutions and `eval`s deep: the number of `+` that `set -x` shows.
    indirection: u32,
    /// How many functions deep.
    calls: u32,
    /// The file that `source` reads.
    sourced: Option<Arc<str>>,
    /// `$0`, when it is not the shell's own name.
    zeroth: Option<Arc<str>>,
    /// What the command substitutions of the words being expanded have given so far.
    outputs: Vec<Vec<u8>>,
    /// The status of the last of them.
    substitution_status: Option<u8>,
    pub(crate) jobs: Vec<Job>,
    last_background: Option<ProcessId>,
    /// Whom Ctrl-C reaches.
    pub(crate) foreground: Option<Group>,
    /// `exit` was called: it ends when there is nothing left to do.
    is_over: bool,
    /// Ctrl-C came while a program ran, which may yet go on.
    is_interrupted: bool,
    random: u32,
    started: Instant,
    option_progress: builtin::Progress,
    /// Lines entered, for `history`.
    pub(crate) history: Arc<Vec<String>>,
}

/// Where a shell has its commands from; it is named in its errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A terminal.
    Login,
    /// `bash -c`
    Text,
    /// A file.
    File(String),
}

/// `set -e` and its like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    errexit: bool,
    nounset: bool,
    xtrace: bool,
    noglob: bool,
    noexec: bool,
    allexport: bool,
    noclobber: bool,
    verbose: bool,
    pipefail: bool,
    nullglob: bool,
}

/// What a trap waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trap {
    Exit,
    Error,
    Signal(u8),
}

impl Shell {
    /// The login shell of a terminal, or a shell that runs one text.
    pub(crate) fn new(
        origin: Origin,
        variables: Variables,
        leader: ProcessId,
        now: Instant,
    ) -> Shell {
        let folder = variables.text("PWD").unwrap_or("/root").to_owned();
        Shell {
            origin,
            variables,
            functions: OrdMap::new(),
            aliases: BTreeMap::new(),
            callers: Vec::new(),
            at_stop: None,
            positional: Arc::default(),
            folder,
            status: 0,
            options: Options::default(),
            traps: BTreeMap::new(),
            frames: Vec::new(),
            line: 1,
            leader,
            level: 0,
            indirection: 0,
            calls: 0,
            sourced: None,
            zeroth: None,
            outputs: Vec::new(),
            substitution_status: None,
            jobs: Vec::new(),
            last_background: None,
            foreground: None,
            is_over: false,
            is_interrupted: false,
            random: leader.0,
            started: now,
            option_progress: builtin::Progress::default(),
            history: Arc::default(),
        }
    }

    /// A shell that a program starts: `bash -c`, `sh script`, `watch`.
    pub(crate) fn of_environment(
        origin: Origin,
        environment: &Environment,
        io: &Io<'_, '_>,
    ) -> Shell {
        let mut variables = Variables::default();
        for (name, value) in environment.variables.iter() {
            let variable = variables.declare(name);
            variable.value = Some(variables::Value::Text(value.clone()));
            variable.is_exported = true;
        }
        let mut shell = Shell::new(origin, variables, io.me, io.host.now);
        shell.folder.clone_from(&environment.folder);
        shell
    }

    pub(crate) fn set_arguments(&mut self, arguments: &[String]) {
        self.positional = Arc::new(arguments.to_vec());
    }

    /// `bash -c text name`: the name takes the place of `$0`.
    pub(crate) fn set_name(&mut self, name: &str) {
        self.zeroth = Some(name.into());
    }

    /// Has this text run: all of it, one command after the other.
    pub(crate) fn run_text(&mut self, text: &str) {
        self.frames.push(Frame::Script {
            source: text.into(),
            at: 0,
            line: 1,
        });
    }

    /// A copy that goes its own way from here: a subshell.
    pub(crate) fn fork(&self, frame: Frame) -> Shell {
        Shell {
            frames: vec![frame],
            level: self.level + 1,
            sourced: self.sourced.clone(),
            zeroth: self.zeroth.clone(),
            outputs: Vec::new(),
            substitution_status: None,
            traps: BTreeMap::new(),
            // A subshell knows its starter's jobs, but they are not its own.
            jobs: self.jobs.iter().map(Job::inherited).collect(),
            foreground: None,
            is_over: false,
            is_interrupted: false,
            history: self.history.clone(),
            functions: self.functions.clone(),
            aliases: self.aliases.clone(),
            callers: self.callers.clone(),
            at_stop: None,
            positional: self.positional.clone(),
            variables: self.variables.clone(),
            folder: self.folder.clone(),
            origin: self.origin.clone(),
            ..*self
        }
    }

    /// Whether it sits at a prompt, or would.
    pub(crate) fn is_interactive(&self) -> bool {
        self.origin == Origin::Login && self.level == 0
    }

    pub(crate) fn function_names(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }

    /// Whether there is nothing left to do.
    pub(crate) fn is_idle(&self) -> bool {
        self.frames.is_empty()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// The prompt, by `PS1`.
    pub(crate) fn prompt(&self) -> String {
        let pattern = self.variables.text("PS1").unwrap_or(r"\u@\h:\w\$ ");
        let home = self.variables.text("HOME").unwrap_or("/root");
        let folder = match self.folder.strip_prefix(home) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => self.folder.clone(),
        };
        let mut prompt = String::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                prompt.push(letter);
                continue;
            }
            match letters.next() {
                Some('u') => prompt.push_str("root"),
                Some('h' | 'H') => {
                    prompt.push_str(self.variables.text("HOSTNAME").unwrap_or("localhost"))
                }
                Some('w') => prompt.push_str(&folder),
                Some('W') => prompt.push_str(folder.rsplit('/').next().unwrap_or(&folder)),
                Some('$') => prompt.push('#'),
                Some('n') => prompt.push('\n'),
                // What makes colours is not to be seen.
                Some('[' | ']') => (),
                Some(other) => prompt.extend(['\\', other]),
                None => prompt.push('\\'),
            }
        }
        prompt
    }

    /// What programs are given.
    pub(crate) fn environment(&self) -> Environment {
        Environment {
            variables: Arc::new(self.variables.exported()),
            folder: self.folder.clone(),
        }
    }

    /// What an error message begins with.
    fn complaint(&self) -> String {
        let name = match (&self.origin, &self.sourced) {
            (Origin::Login, _) => return "-bash: ".to_owned(),
            (_, Some(sourced)) => sourced,
            // bash says so of functions that no file has brought.
            (Origin::Text, None) if self.calls > 0 => "environment",
            (Origin::Text | Origin::File(_), None) => self.name(),
        };
        format!("{name}: line {}: ", self.line)
    }

    fn complain(&self, io: &mut Io<'_, '_>, message: &str) {
        io.err(&format!("{}{message}\n", self.complaint()));
    }

    /// Goes on a little.
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>, signals: &[Signal]) -> Turn {
        for signal in signals {
            if let Some(turn) = self.on_signal(*signal, io) {
                return turn;
            }
        }
        if let Some(frame) = self.frames.pop() {
            let turn = self.advance(frame, io);
            return self.within_limits(turn, io);
        }
        if self.is_interactive() && !self.is_over {
            return Turn::Blocked;
        }
        self.finish(io)
    }

    /// Stops what would need more processes or more memory than there are.
    fn within_limits(&mut self, turn: Turn, io: &mut Io<'_, '_>) -> Turn {
        if io.system.take_refusal() {
            self.complain(io, "fork: Resource temporarily unavailable");
            if self.is_interactive() {
                self.status = 254;
                return self.unwind(Flow::Prompt, io);
            }
            return self.unwind(Flow::Exit(254), io);
        }
        let bytes = self.variables.bytes();
        if bytes > limits::VARIABLES || self.functions.len() > limits::FUNCTIONS {
            io.err(&format!(
                "{}: {}\n",
                self.name(),
                limits::cannot_allocate(bytes)
            ));
            return self.unwind(Flow::Exit(2), io);
        }
        turn
    }

    /// Acts on the frame that was on top.
    fn advance(&mut self, frame: Frame, io: &mut Io<'_, '_>) -> Turn {
        match frame {
            Frame::Script { source, at, line } => self.advance_script(source, at, line, io),
            Frame::List { list, next } => self.advance_list(list, next, io),
            Frame::AndOr { node, next } => self.advance_and_or(node, next),
            Frame::Pipeline(pipeline) => self.advance_pipeline(pipeline, io),
            Frame::Command(command) => self.advance_command(command, io),
            Frame::Child { process, text } => self.advance_child(process, text, io),
            Frame::Substitution { process, reader } => {
                self.advance_substitution(process, reader, io)
            }
            Frame::Restore(saved) => self.restore_descriptors(saved, io),
            Frame::For(it) => self.advance_for(it, io),
            Frame::Count(it) => self.advance_count(it, io),
            Frame::While(it) => self.advance_while(it),
            Frame::If {
                command,
                arm,
                phase,
            } => self.advance_if(command, arm, phase),
            Frame::Case {
                command,
                arm,
                phase,
            } => self.advance_case(command, arm, phase, io),
            Frame::Call(call) => {
                self.leave_call(call);
                Turn::Progress
            }
            Frame::Scope(saved) => {
                self.restore_variables(saved);
                Turn::Progress
            }
            Frame::Sourced(sourced) => {
                self.leave_source(sourced);
                Turn::Progress
            }
            Frame::Trapped { status } => {
                self.status = status;
                Turn::Progress
            }
            Frame::Read(read) => self.advance_read(read, io),
            Frame::Wait(wait) => self.advance_wait(wait, io),
        }
    }
}
