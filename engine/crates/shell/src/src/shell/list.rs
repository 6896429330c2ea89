//! Scripts, lists, `&&` and `||`, pipelines.

use std::sync::Arc;

use sim::Instant;

use super::flow::Flow;
use super::frame::{Frame, PipelineFrame, Stage};
use super::{Origin, Shell};
use crate::program::Io;
use crate::session::ProcessId;
use crate::syntax::{AndOr, Connector, List, Parser, Pipeline, SyntaxError};
use crate::system::{Body, Descriptors, Ended, Group, Process, Signal, Turn};

impl Shell {
    /// Reads and starts the next command of a text.
    pub(super) fn advance_script(
        &mut self,
        source: Arc<str>,
        at: usize,
        line: u32,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        let mut parser = Parser::new(&source[at..], line);
        match parser.next_command() {
            Ok(None) => (),
            Ok(Some(list)) => {
                let (read, line) = parser.position();
                // To read a command costs more than to copy it.
                io.system.spend(read * 4);
                if let Some(open) = parser.open_document() {
                    self.line = open.ends;
                    let (begins, wanted) = (open.begins, &open.wanted);
                    self.complain(io, &format!(
                        "warning: here-document at line {begins} delimited by end-of-file (wanted `{wanted}')"
                    ));
                }
                self.frames.push(Frame::Script {
                    source: source.clone(),
                    at: at + read,
                    line,
                });
                self.frames.push(Frame::List { list, next: 0 });
            }
            Err(error) => self.on_syntax_error(&error, parser.current_line(), io),
        }
        Turn::Progress
    }

    pub(crate) fn on_syntax_error(&mut self, error: &SyntaxError, line: &str, io: &mut Io<'_, '_>) {
        self.status = 2;
        self.line = error.line();
        let in_eval = self
            .frames
            .iter()
            .any(|it| matches!(it, Frame::Sourced(it) if !it.is_file));
        let prefix = match &self.origin {
            Origin::Text if self.sourced.is_none() => {
                let part = if in_eval { "eval" } else { "-c" };
                format!("{}: {part}: line {}: ", self.name(), self.line)
            }
            Origin::Login | Origin::Text | Origin::File(_) => self.complaint(),
        };
        io.err(&format!("{prefix}{error}\n"));
        if error.quotes_line() && self.origin != Origin::Login {
            io.err(&format!("{prefix}`{line}'\n"));
        }
    }

    pub(super) fn advance_list(
        &mut self,
        list: Arc<List>,
        next: usize,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        let Some(item) = list.items.get(next).filter(|_| !self.options.noexec) else {
            return Turn::Progress;
        };
        let (node, background, text) = (item.and_or.clone(), item.background, item.text.clone());
        self.frames.push(Frame::List {
            list,
            next: next + 1,
        });
        if background {
            self.start_background(node, text, io);
        } else {
            self.frames.push(Frame::AndOr { node, next: 0 });
        }
        Turn::Progress
    }

    pub(super) fn advance_and_or(&mut self, node: Arc<AndOr>, next: usize) -> Turn {
        let pipeline = match next.checked_sub(1) {
            None => Some(&node.first),
            Some(index) => match node.rest.get(index) {
                None => return Turn::Progress,
                Some((Connector::And, pipeline)) => (self.status == 0).then_some(pipeline),
                Some((Connector::Or, pipeline)) => (self.status != 0).then_some(pipeline),
            },
        };
        let pipeline = pipeline.cloned();
        self.frames.push(Frame::AndOr {
            node,
            next: next + 1,
        });
        if let Some(node) = pipeline {
            self.frames.push(Frame::Pipeline(PipelineFrame {
                node,
                phase: Stage::Start,
                began: Instant::START,
            }));
        }
        Turn::Progress
    }

    pub(super) fn advance_pipeline(
        &mut self,
        mut frame: PipelineFrame,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        match frame.phase {
            Stage::Start => {
                frame.began = io.host.now;
                self.begin_pipeline(frame, io);
                Turn::Progress
            }
            Stage::Single => self.end_pipeline(&frame, io),
            Stage::Children(ref mut children) => {
                let mut was_interrupted = false;
                for (process, status) in children.iter_mut().filter(|(_, status)| status.is_none())
                {
                    let ended = io.system.collect(*process);
                    was_interrupted |= ended == Some(Ended::Killed(Signal::Interrupt));
                    *status = ended.map(Ended::status);
                }
                if children.iter().any(|(_, status)| status.is_none()) {
                    self.is_interrupted |= was_interrupted;
                    self.frames.push(Frame::Pipeline(frame));
                    return Turn::Blocked;
                }
                self.foreground = None;
                let statuses: Vec<u8> = children.iter().filter_map(|(_, status)| *status).collect();
                self.note_pipeline(&statuses);
                if (was_interrupted || self.is_interrupted) && statuses.last() == Some(&130) {
                    return self.on_child_interrupted(io);
                }
                self.is_interrupted = false;
                self.end_pipeline(&frame, io)
            }
        }
    }

    fn note_pipeline(&mut self, statuses: &[u8]) {
        let failed = statuses.iter().rev().find(|it| **it != 0).copied();
        let last = statuses.last().copied().unwrap_or(0);
        self.status = if self.options.pipefail {
            failed.unwrap_or(0)
        } else {
            last
        };
        self.set_pipe_status(statuses);
    }

    fn begin_pipeline(&mut self, frame: PipelineFrame, io: &mut Io<'_, '_>) {
        let node = frame.node.clone();
        match node.stages.as_slice() {
            [] => {
                self.status = 0;
                self.frames.push(Frame::Pipeline(PipelineFrame {
                    phase: Stage::Single,
                    ..frame
                }));
            }
            [only] => {
                self.frames.push(Frame::Pipeline(PipelineFrame {
                    phase: Stage::Single,
                    ..frame
                }));
                self.frames.push(Frame::Command(only.clone()));
            }
            _ => {
                let group = self.new_group(io);
                let children = self.start_stages(&node, group, io);
                self.foreground = Some(group);
                let children = children
                    .into_iter()
                    .map(|process| (process, None))
                    .collect();
                let phase = Stage::Children(children);
                self.frames
                    .push(Frame::Pipeline(PipelineFrame { phase, ..frame }));
            }
        }
    }

    /// Starts each command of a pipeline in a subshell of its own, joined by pipes.
    fn start_stages(
        &mut self,
        node: &Pipeline,
        group: Group,
        io: &mut Io<'_, '_>,
    ) -> Vec<ProcessId> {
        let mut children = Vec::new();
        let mut input = None;
        for (index, stage) in node.stages.iter().enumerate() {
            let mut descriptors = io.system.share(io.descriptors);
            if let Some(reader) = input.take() {
                io.system.put(&mut descriptors, 0, reader);
            }
            if index + 1 < node.stages.len() {
                let (reader, writer) = io.system.pipe();
                io.system.put(&mut descriptors, 1, writer);
                input = Some(reader);
            }
            let shell = self.fork(Frame::Command(stage.clone()));
            children.push(start_shell(shell, group, descriptors, io));
        }
        children
    }

    /// A pipeline has its status: turns it round, tells its time, and ends the shell if it must.
    fn end_pipeline(&mut self, frame: &PipelineFrame, io: &mut Io<'_, '_>) -> Turn {
        if frame.node.timed {
            self.print_time(frame.began, io);
        }
        if frame.node.negated {
            self.status = u8::from(self.status == 0);
            return Turn::Progress;
        }
        let is_own_failure = match frame.node.stages.as_slice() {
            [only] => only.shape.is_own_failure(),
            _ => true,
        };
        if self.status != 0 && is_own_failure && !self.frames.iter().any(Frame::is_asking) {
            let status = self.status;
            if self.options.errexit {
                let calls = self.calls;
                let turn = self.unwind(Flow::Exit(status), io);
                self.calls = calls;
                self.run_trap(super::Trap::Error, io);
                self.calls = 0;
                return turn;
            }
            self.run_trap(super::Trap::Error, io);
        }
        Turn::Progress
    }

    fn print_time(&self, began: Instant, io: &mut Io<'_, '_>) {
        let passed = io.host.now.since(began);
        let (minutes, seconds) = (passed.as_secs() / 60, passed.as_secs() % 60);
        let thousandths = passed.subsec_millis();
        io.err(&format!(
            "\nreal\t{minutes}m{seconds}.{thousandths:03}s\nuser\t0m0.000s\nsys\t0m0.000s\n"
        ));
    }

    /// A group of its own for what Ctrl-C is to reach together; scripts share their starter's.
    pub(super) fn new_group(&self, io: &mut Io<'_, '_>) -> Group {
        if self.is_interactive() {
            Group(io.system.next_process().0)
        } else {
            io.group
        }
    }
}

/// Starts a subshell.
pub(super) fn start_shell(
    shell: Shell,
    group: Group,
    descriptors: Descriptors,
    io: &mut Io<'_, '_>,
) -> ProcessId {
    let id = io.system.next_process();
    io.system.spawn(Process {
        id,
        group,
        descriptors,
        body: Body::Shell(Box::new(shell)),
        inbox: Default::default(),
        signals: Default::default(),
    });
    id
}
