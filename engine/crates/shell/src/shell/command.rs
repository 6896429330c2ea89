//! Commands: words expanded, redirections made, then a function, a builtin or a program.

use std::sync::Arc;

use super::assign::{Set, SetTo};
use super::builtin::{self, Did};
use super::expand::{Expander, Failure, Stop};
use super::flow::Flow;
use super::frame::{CallFrame, Frame};
use super::redirect::Redirection;
use super::{Origin, Shell, Trap};
use crate::escape;
use crate::files::{Kind, absolute};
use crate::limits;
use crate::program::{self, Environment, Io, Started};
use crate::syntax::{Command, List, Shape};
use crate::system::{Body, Descriptors, Ended, Process, Turn};

/// A simple command with everything expanded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Simple {
    pub(super) words: Vec<String>,
    /// Assignments before the command, which hold for it alone.
    pub(super) sets: Vec<Set>,
    /// Assignments behind `export` and its like.
    pub(super) declared: Vec<Set>,
    pub(super) redirections: Vec<Redirection>,
}

/// More frames than these are a function that calls itself for ever.
const FRAME_LIMIT: usize = 20_000;

impl Shell {
    pub(super) fn advance_command(&mut self, command: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        self.line = command.line;
        if let Shape::Simple { .. } = &command.shape {
            let meant = self.without_alias(&command);
            return match self.attempt(io, |expander| expander.simple(&meant)) {
                Ok(simple) => self.run_simple(simple, &meant, io),
                Err(stop) => self.on_stop(stop, Frame::Command(command), io),
            };
        }
        self.advance_compound(command, io)
    }

    /// Expands something. When it stops, everything it changed is taken back.
    pub(super) fn attempt<T>(
        &mut self,
        io: &mut Io<'_, '_>,
        expand: impl FnOnce(&mut Expander<'_, '_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let before = (self.variables.clone(), self.random);
        let mut expander = Expander::new(self, io.host);
        let expanded = expand(&mut expander);
        let made = expander.made;
        // To change one variable may copy those beside it, at the speed of memory.
        io.system.spend(made + self.variables.bytes() / 32);
        match &expanded {
            Ok(_) => self.outputs.clear(),
            Err(_) => {
                let stopped = std::mem::replace(&mut self.variables, before.0);
                self.at_stop = Some(stopped);
                self.random = before.1;
            }
        }
        expanded
    }

    /// An expansion stopped: its command runs first, or the failure is shown.
    pub(super) fn on_stop(&mut self, stop: Stop, frame: Frame, io: &mut Io<'_, '_>) -> Turn {
        match stop {
            Stop::Substitute(list) => {
                self.frames.push(frame);
                self.substitute(list, io);
                Turn::Progress
            }
            Stop::Fail(failure) => self.on_failure(&failure, io),
        }
    }

    fn on_failure(&mut self, failure: &Failure, io: &mut Io<'_, '_>) -> Turn {
        self.outputs.clear();
        self.complain(io, &failure.message);
        self.status = 1;
        if self.is_interactive() {
            return self.unwind(Flow::Prompt, io);
        }
        if failure.ends_script {
            let status = if self.level == 0 && !self.options.errexit {
                127
            } else {
                1
            };
            return self.unwind(Flow::Exit(status), io);
        }
        self.unwind(Flow::NextLine, io)
    }

    /// Runs a command whose output is wanted, in a process of its own.
    fn substitute(&mut self, list: Arc<List>, io: &mut Io<'_, '_>) {
        let (reader, writer) = io.system.capture();
        let mut descriptors = io.system.share(io.descriptors);
        io.system.put(&mut descriptors, 1, writer);
        let mut shell = self.fork(Frame::List { list, next: 0 }).with_jobs_of(self);
        if let Some(variables) = self.at_stop.take() {
            shell.variables = variables;
        }
        shell.indirection += 1;
        let group = self.new_group(io);
        let process = super::list::start_shell(shell, group, descriptors, io);
        self.foreground = Some(group);
        self.frames.push(Frame::Substitution { process, reader });
    }

    fn run_simple(&mut self, simple: Simple, command: &Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        if self.options.xtrace {
            self.trace(&simple, io);
        }
        let substitution = self.substitution_status.take();
        let Some(name) = simple.words.first().cloned() else {
            return self.run_assignments(&simple, substitution, io);
        };
        if self.frames.len() > FRAME_LIMIT {
            self.complain(
                io,
                &format!("{name}: maximum function nesting level exceeded"),
            );
            return self.unwind(Flow::Exit(1), io);
        }
        if let Some(body) = self.functions.get(&name).cloned() {
            return self.call(&simple, body, io);
        }
        if let Some(run) = builtin::find(&name) {
            return self.run_builtin(&simple, run, io);
        }
        self.run_program(&simple, command, io)
    }

    /// `a=1 b=2` alone: they hold from now on.
    fn run_assignments(
        &mut self,
        simple: &Simple,
        substitution: Option<u8>,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        self.status = substitution.unwrap_or(0);
        let mut descriptors = io.system.share(io.descriptors);
        if let Err(message) = self.redirect(&simple.redirections, &mut descriptors, io) {
            self.complain(io, &message);
            self.status = 1;
        }
        io.system.close_all(&mut descriptors);
        Turn::Progress
    }

    fn call(&mut self, simple: &Simple, body: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        if !self.redirect_here(&simple.redirections, io) {
            return Turn::Progress;
        }
        let mut call = CallFrame {
            positional: std::mem::replace(
                &mut self.positional,
                Arc::new(simple.words[1..].to_vec()),
            ),
            hidden: Vec::new(),
        };
        for set in &simple.sets {
            call.hidden.push((
                set.name.clone(),
                self.variables.variable(&set.name).cloned(),
            ));
            self.set_for_command(set);
        }
        self.calls += 1;
        self.callers.push(simple.words[0].clone());
        self.frames.push(Frame::Call(call));
        self.frames.push(Frame::Command(body));
        Turn::Progress
    }

    fn set_for_command(&mut self, set: &Set) {
        // What is read-only stays as it is; the command runs all the same.
        if self.assign(set).is_ok() {
            self.variables.declare(&set.name).is_exported = true;
        }
    }

    fn run_builtin(&mut self, simple: &Simple, run: builtin::Run, io: &mut Io<'_, '_>) -> Turn {
        if simple.words[0] == "exec" {
            return self.exec(simple, io);
        }
        if !self.redirect_here(&simple.redirections, io) {
            return Turn::Progress;
        }
        if !simple.sets.is_empty() {
            let before = |set: &Set| {
                (
                    set.name.clone(),
                    self.variables.variable(&set.name).cloned(),
                )
            };
            let saved = simple.sets.iter().map(before).collect();
            self.frames.push(Frame::Scope(saved));
            simple.sets.iter().for_each(|set| self.set_for_command(set));
        }
        let did = run(self, simple, io);
        if io.is_broken {
            return Turn::Ended(Ended::Killed(crate::system::Signal::BrokenPipe));
        }
        if let Some(error) = io.failed.take() {
            self.complain(io, &format!("{}: write error: {error}", simple.words[0]));
            self.status = 1;
            return Turn::Progress;
        }
        match did {
            Did::Status(status) => {
                self.status = status;
                Turn::Progress
            }
            Did::Flow(flow) => self.unwind(flow, io),
            Did::Begun => Turn::Progress,
        }
    }

    /// `exec`: its redirections stay, and a program takes the shell's place.
    fn exec(&mut self, simple: &Simple, io: &mut Io<'_, '_>) -> Turn {
        let mut descriptors = std::mem::take(io.descriptors);
        let redirected = self.redirect(&simple.redirections, &mut descriptors, io);
        *io.descriptors = descriptors;
        if let Err(message) = redirected {
            self.complain(io, &message);
            self.status = 1;
            return Turn::Progress;
        }
        self.status = 0;
        if simple.words.len() < 2 {
            return Turn::Progress;
        }
        let words = simple.words[1..].to_vec();
        // The shell stays and ends with the program: nobody can tell the difference.
        self.drop_for_exec();
        self.start(&words, io)
    }

    fn drop_for_exec(&mut self) {
        self.frames.clear();
        self.traps.remove(&Trap::Exit);
        self.is_over = true;
    }

    /// Makes redirections that end with the frame below; tells whether they could be made.
    pub(super) fn redirect_here(
        &mut self,
        redirections: &[Redirection],
        io: &mut Io<'_, '_>,
    ) -> bool {
        if redirections.is_empty() {
            return true;
        }
        let mut descriptors = io.system.share(io.descriptors);
        if let Err(message) = self.redirect(redirections, &mut descriptors, io) {
            io.system.close_all(&mut descriptors);
            self.complain(io, &message);
            self.status = 1;
            return false;
        }
        let saved = std::mem::replace(io.descriptors, descriptors);
        self.frames.push(Frame::Restore(saved));
        true
    }

    fn run_program(&mut self, simple: &Simple, command: &Command, io: &mut Io<'_, '_>) -> Turn {
        let mut descriptors = io.system.share(io.descriptors);
        if let Err(message) = self.redirect(&simple.redirections, &mut descriptors, io) {
            io.system.close_all(&mut descriptors);
            self.complain(io, &message);
            self.status = 1;
            return Turn::Progress;
        }
        let before = self.variables.clone();
        simple.sets.iter().for_each(|set| self.set_for_command(set));
        let environment = self.environment();
        self.variables = before;
        if is_too_long(&simple.words, &environment) {
            io.system.close_all(&mut descriptors);
            let path = self.find_in_path(&simple.words[0], io);
            let path = path.unwrap_or_else(|| simple.words[0].clone());
            self.complain(io, &format!("{path}: Argument list too long"));
            self.status = 126;
            return Turn::Progress;
        }
        let text = text_of(command);
        self.launch(&simple.words, environment, descriptors, (text, io))
    }

    /// Starts a program with the shell's own descriptors.
    pub(super) fn start(&mut self, words: &[String], io: &mut Io<'_, '_>) -> Turn {
        let descriptors = io.system.share(io.descriptors);
        let environment = self.environment();
        let text = words.join(" ").into();
        self.launch(words, environment, descriptors, (text, io))
    }

    fn launch(
        &mut self,
        words: &[String],
        environment: Environment,
        mut descriptors: Descriptors,
        (text, io): (Arc<str>, &mut Io<'_, '_>),
    ) -> Turn {
        let id = io.system.next_process();
        let group = self.new_group(io);
        let mut inbox = Default::default();
        let mut child = Io {
            system: io.system,
            host: io.host,
            me: id,
            group,
            descriptors: &mut descriptors,
            inbox: &mut inbox,
            environment: &environment,
            is_broken: false,
            failed: None,
        };
        let started = program::start(words, &mut child);
        let is_broken = child.is_broken;
        let failed = child.failed.take();
        if let Some(error) = failed {
            child.err(&format!("{}: write error: {error}\n", words[0]));
        }
        let body = match started {
            Ok(Started::Done(status)) => {
                io.system.close_all(&mut descriptors);
                self.status = match failed {
                    Some(_) => 1,
                    None if is_broken => 141,
                    None => status,
                };
                self.set_pipe_status(&[self.status]);
                return Turn::Progress;
            }
            Err(refused) => {
                // The message goes where the program's would have gone.
                let complaint = if refused.is_own {
                    String::new()
                } else {
                    self.complaint()
                };
                child.err(&format!("{complaint}{}\n", refused.message));
                io.system.close_all(&mut descriptors);
                self.status = refused.status;
                return Turn::Progress;
            }
            Ok(Started::Running(program, environment)) => Body::Program {
                program,
                environment,
            },
            Ok(Started::Shell(shell)) => Body::Shell(shell),
            Ok(Started::Becomes { .. }) => unreachable!("start goes on until it is somebody"),
        };
        let (inbox, signals) = (Default::default(), Default::default());
        io.system.spawn(Process {
            id,
            group,
            descriptors,
            body,
            inbox,
            signals,
        });
        self.foreground = Some(group);
        self.frames.push(Frame::Child { process: id, text });
        Turn::Progress
    }

    /// `set -x`
    fn trace(&self, simple: &Simple, io: &mut Io<'_, '_>) {
        let plus = "+".repeat(self.indirection as usize + 1);
        let show = |set: &Set| match &set.value {
            SetTo::Text(text) => {
                let operator = if set.append { "+=" } else { "=" };
                let shown = if text.is_empty() {
                    String::new()
                } else {
                    escape::quoted_if_needed(text)
                };
                format!("{}{operator}{shown}", set.name)
            }
            SetTo::Elements(elements) => {
                let values: Vec<String> = elements
                    .iter()
                    .map(|(_, it)| escape::quoted_if_needed(it))
                    .collect();
                format!("{}=({})", set.name, values.join(" "))
            }
        };
        for set in &simple.sets {
            io.err(&format!("{plus} {}\n", show(set)));
        }
        let words = simple
            .words
            .iter()
            .map(|word| escape::quoted_if_needed(word));
        let words: Vec<String> = words.chain(simple.declared.iter().map(show)).collect();
        if !words.is_empty() {
            io.err(&format!("{plus} {}\n", words.join(" ")));
        }
    }

    /// `$0`
    pub(super) fn name(&self) -> &str {
        if let Some(name) = &self.zeroth {
            return name;
        }
        match &self.origin {
            Origin::Login => "-bash",
            Origin::Text => "bash",
            Origin::File(name) => name,
        }
    }

    /// Where a command's name leads: the path of its file.
    pub(super) fn find_in_path(&self, name: &str, io: &Io<'_, '_>) -> Option<String> {
        if name.contains('/') {
            let path = absolute(&self.folder, name);
            return io.host.files.exists(&path).then(|| name.to_owned());
        }
        let folders = self.variables.text("PATH").unwrap_or_default();
        folders.split(':').find_map(|folder| {
            let path = absolute(&self.folder, &format!("{folder}/{name}"));
            let entry = io.host.files.entry(&path).ok()?;
            (entry.kind != Kind::Folder).then_some(path)
        })
    }
}

/// Whether a kernel would refuse so many words and variables (`E2BIG`).
fn is_too_long(words: &[String], environment: &Environment) -> bool {
    let variables = environment.variables.iter();
    let lengths = words.iter().map(String::len);
    let lengths = lengths.chain(variables.map(|(name, value)| name.len() + value.len() + 1));
    let mut all = 0;
    for length in lengths {
        all += length + 1;
        if length >= limits::ARGUMENT || all > limits::ARGUMENTS {
            return true;
        }
    }
    false
}

/// A command as `jobs` and bash's death notices show it.
fn text_of(command: &Command) -> Arc<str> {
    let Shape::Simple { words, .. } = &command.shape else {
        return "".into();
    };
    let words: Vec<&str> = words.iter().map(|word| &*word.source).collect();
    words.join(" ").into()
}

impl Expander<'_, '_> {
    /// Everything of a simple command, in bash's order: words, redirections, assignments.
    fn simple(&mut self, command: &Command) -> Result<Simple, Stop> {
        let Shape::Simple {
            assignments,
            words,
            declared,
        } = &command.shape
        else {
            unreachable!("only simple commands come here")
        };
        let words = self.arguments(words)?;
        let redirections = self.redirections(&command.redirects)?;
        let mut sets = Vec::new();
        for assignment in assignments {
            let set = self.assignment(assignment, false)?;
            if words.is_empty() {
                self.shell.assign(&set)?;
            }
            sets.push(set);
        }
        let makes_keyed = words
            .iter()
            .skip(1)
            .any(|it| it.starts_with('-') && it.contains('A'));
        let declared = declared
            .iter()
            .map(|it| self.assignment(it, makes_keyed))
            .collect::<Result<_, _>>()?;
        Ok(Simple {
            words,
            sets,
            declared,
            redirections,
        })
    }
}

impl Shape {
    /// Whether its failure is its own, and not that of a command in it which has been judged.
    pub(super) fn is_own_failure(&self) -> bool {
        match self {
            Shape::Simple { .. } | Shape::Subshell(_) | Shape::Arithmetic(_) | Shape::Test(_) => {
                true
            }
            Shape::Group(_)
            | Shape::If { .. }
            | Shape::For { .. }
            | Shape::Count { .. }
            | Shape::While { .. }
            | Shape::Case { .. }
            | Shape::Function { .. } => false,
        }
    }
}
