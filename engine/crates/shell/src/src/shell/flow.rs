//! Leaving before the end: `break`, `return`, `exit`, signals, traps.

use std::sync::Arc;

use super::frame::{CallFrame, Frame, SourceFrame, Stage};
use super::{Shell, Trap};
use crate::limits;
use crate::program::Io;
use crate::session::ProcessId;
use crate::system::{Descriptors, Ended, OpenId, Read, Signal, Turn};

/// Where to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Behind so many loops, with this status.
    Break {
        loops: u32,
        status: u8,
    },
    /// At the next round of that loop.
    Continue(u32),
    /// Behind the function or the sourced file.
    Return(u8),
    Exit(u8),
    /// At the next line of the script, as bash does after a word that has no value.
    NextLine,
    /// At the prompt.
    Prompt,
}

impl Shell {
    /// Drops frames until the place to go on is on top.
    pub(super) fn unwind(&mut self, flow: Flow, io: &mut Io<'_, '_>) -> Turn {
        match flow {
            Flow::Break { loops, status } => {
                self.leave_loops(loops, true, io);
                self.status = status;
            }
            Flow::Continue(loops) => {
                self.leave_loops(loops, false, io);
                self.status = 0;
            }
            Flow::Return(status) => {
                while let Some(frame) = self.frames.pop() {
                    let is_end = frame.is_returned_from();
                    self.drop_frame(frame, io);
                    if is_end {
                        break;
                    }
                }
                self.status = status;
            }
            Flow::Exit(status) => {
                self.drop_to(0, io);
                self.status = status;
                self.is_over = true;
            }
            Flow::NextLine => {
                let script = self
                    .frames
                    .iter()
                    .position(|it| matches!(it, Frame::Script { .. }));
                self.drop_to(script.map_or(0, |it| it + 1), io);
            }
            Flow::Prompt => {
                self.drop_to(0, io);
                self.is_interrupted = false;
                self.foreground = None;
            }
        }
        Turn::Progress
    }

    fn drop_to(&mut self, keep: usize, io: &mut Io<'_, '_>) {
        self.outputs.clear();
        while self.frames.len() > keep {
            let frame = self.frames.pop().expect("there are more than are kept");
            self.drop_frame(frame, io);
        }
    }

    fn leave_loops(&mut self, mut loops: u32, leaves_last: bool, io: &mut Io<'_, '_>) {
        while let Some(frame) = self.frames.pop() {
            if frame.is_loop() {
                loops -= 1;
                if loops == 0 && !leaves_last {
                    self.frames.push(frame);
                }
                if loops == 0 {
                    return;
                }
            } else {
                self.drop_frame(frame, io);
            }
        }
    }

    /// How many loops the command that runs is in, within its function.
    pub(super) fn loops(&self) -> u32 {
        let inside = self
            .frames
            .iter()
            .rev()
            .take_while(|it| !matches!(it, Frame::Call(_)));
        u32::try_from(inside.filter(|it| it.is_loop()).count()).unwrap_or(u32::MAX)
    }

    /// Whether `return` has somewhere to return from.
    pub(super) fn can_return(&self) -> bool {
        self.frames.iter().any(Frame::is_returned_from)
    }

    /// Undoes what a frame would have undone at its end.
    fn drop_frame(&mut self, frame: Frame, io: &mut Io<'_, '_>) {
        match frame {
            Frame::Restore(saved) => {
                self.restore_descriptors(saved, io);
            }
            Frame::Call(call) => self.leave_call(call),
            Frame::Scope(saved) => self.restore_variables(saved),
            Frame::Sourced(sourced) => self.leave_source(sourced),
            Frame::Substitution { reader, .. } => io.system.close(reader),
            Frame::Script { .. }
            | Frame::List { .. }
            | Frame::AndOr { .. }
            | Frame::Pipeline(_)
            | Frame::Command(_)
            | Frame::Child { .. }
            | Frame::For(_)
            | Frame::Count(_)
            | Frame::While(_)
            | Frame::If { .. }
            | Frame::Case { .. }
            | Frame::Trapped { .. }
            | Frame::Read(_)
            | Frame::Wait(_) => (),
        }
    }

    pub(super) fn restore_descriptors(&mut self, saved: Descriptors, io: &mut Io<'_, '_>) -> Turn {
        io.system.close_all(io.descriptors);
        *io.descriptors = saved;
        Turn::Progress
    }

    pub(super) fn leave_source(&mut self, frame: SourceFrame) {
        self.positional = frame.positional;
        self.sourced = frame.sourced;
        self.indirection = frame.indirection;
    }

    pub(super) fn leave_call(&mut self, call: CallFrame) {
        self.calls = self.calls.saturating_sub(1);
        self.callers.pop();
        self.positional = call.positional;
        self.restore_variables(call.hidden);
    }

    /// What to do about a signal now; `None` to go on.
    pub(super) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        let trap = Trap::Signal(signal.number());
        if let Some(text) = self.traps.get(&trap) {
            if !text.is_empty() {
                self.run_trap(trap, io);
            }
            return None;
        }
        let waits = matches!(
            self.frames.last(),
            Some(Frame::Child { .. } | Frame::Substitution { .. })
        ) || matches!(self.frames.last(), Some(Frame::Pipeline(it)) if matches!(it.phase, Stage::Children(_)));
        match signal {
            Signal::Interrupt if waits => {
                self.is_interrupted = true;
                None
            }
            Signal::Interrupt if self.is_interactive() => Some(self.return_to_prompt(io)),
            Signal::Quit | Signal::Terminate if self.is_interactive() => None,
            _ if self.traps.contains_key(&Trap::Exit) => {
                Some(self.unwind(Flow::Exit(128 + signal.number()), io))
            }
            _ => Some(Turn::Ended(Ended::Killed(signal))),
        }
    }

    fn return_to_prompt(&mut self, io: &mut Io<'_, '_>) -> Turn {
        self.status = 130;
        io.system.terminal.write(b"\n");
        self.unwind(Flow::Prompt, io)
    }

    /// A child in the foreground died of Ctrl-C.
    pub(super) fn on_child_interrupted(&mut self, io: &mut Io<'_, '_>) -> Turn {
        self.status = 130;
        if self.is_interactive() {
            return self.return_to_prompt(io);
        }
        // Only if the shell was meant, too; a child may have been sent the signal alone.
        if self.is_interrupted {
            return match self.traps.contains_key(&Trap::Exit) {
                true => self.unwind(Flow::Exit(130), io),
                false => Turn::Ended(Ended::Killed(Signal::Interrupt)),
            };
        }
        Turn::Progress
    }

    pub(super) fn advance_child(
        &mut self,
        process: ProcessId,
        text: Arc<str>,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        let Some(ended) = io.system.collect(process) else {
            self.frames.push(Frame::Child { process, text });
            return Turn::Blocked;
        };
        self.foreground = None;
        self.status = ended.status();
        self.set_pipe_status(&[ended.status()]);
        match ended {
            Ended::Exited(_) => {
                self.is_interrupted = false;
                Turn::Progress
            }
            Ended::Killed(Signal::Interrupt) => self.on_child_interrupted(io),
            Ended::Killed(Signal::BrokenPipe) => Turn::Progress,
            Ended::Killed(signal) => {
                self.report_death(process, signal, &text, io);
                Turn::Progress
            }
        }
    }

    fn report_death(&self, process: ProcessId, signal: Signal, text: &str, io: &mut Io<'_, '_>) {
        let words = describe_death(signal);
        if self.is_interactive() {
            io.err(&format!("{words}\n"));
        } else if self.level == 0 {
            self.complain(io, &format!("{:>5} {words:<23} {text}", process.0));
        }
    }

    pub(super) fn advance_substitution(
        &mut self,
        process: ProcessId,
        reader: OpenId,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        if io.system.is_full(reader) {
            io.system.close(reader);
            let message = limits::cannot_allocate(limits::TEXT);
            io.err(&format!("{}: {message}\n", self.name()));
            self.status = 2;
            return match self.is_interactive() {
                true => self.unwind(Flow::Prompt, io),
                false => self.unwind(Flow::Exit(2), io),
            };
        }
        let Some(ended) = io.system.collect(process) else {
            self.frames.push(Frame::Substitution { process, reader });
            return Turn::Blocked;
        };
        let mut output = Vec::new();
        while let Read::Bytes(bytes) = io.system.read(reader, usize::MAX, io.host) {
            output.extend(bytes);
        }
        io.system.close(reader);
        self.foreground = None;
        // It is looked at again with every output that comes behind it.
        self.outputs.push(output);
        self.substitution_status = Some(ended.status());
        if ended == Ended::Killed(Signal::Interrupt) {
            return self.on_child_interrupted(io);
        }
        Turn::Progress
    }

    /// Has the commands of a trap run before anything else.
    pub(super) fn run_trap(&mut self, trap: Trap, _io: &mut Io<'_, '_>) {
        let Some(text) = self.traps.get(&trap) else {
            return;
        };
        // A trap for errors does not watch over itself.
        let is_in_trap = || {
            self.frames
                .iter()
                .any(|it| matches!(it, Frame::Trapped { .. }))
        };
        // Nor does it watch over functions, unless `set -E` said so, which nobody does.
        if trap == Trap::Error && (self.calls > 0 || is_in_trap()) {
            return;
        }
        let source: Arc<str> = text.as_str().into();
        self.frames.push(Frame::Trapped {
            status: self.status,
        });
        self.frames.push(Frame::Script {
            source,
            at: 0,
            line: 1,
        });
    }

    /// There is nothing left to do: the exit trap, then the end.
    pub(super) fn finish(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if self.traps.contains_key(&Trap::Exit) {
            self.run_trap(Trap::Exit, io);
            self.traps.remove(&Trap::Exit);
            return Turn::Progress;
        }
        Turn::Ended(Ended::Exited(self.status))
    }
}

/// bash's words for a death by signal.
pub(super) fn describe_death(signal: Signal) -> &'static str {
    match signal {
        Signal::Hangup => "Hangup",
        Signal::Interrupt => "Interrupt",
        Signal::Quit => "Quit",
        Signal::Kill => "Killed",
        Signal::User1 => "User defined signal 1",
        Signal::User2 => "User defined signal 2",
        Signal::BrokenPipe => "Broken pipe",
        Signal::Alarm => "Alarm clock",
        Signal::Terminate => "Terminated",
    }
}
