//! Compound commands: groups, loops, choices.

use std::sync::Arc;

use super::Shell;
use super::condition;
use super::frame::{CountFrame, CountPart, ForFrame, Frame, Phase, WhileFrame};
use crate::pattern::Pattern;
use crate::program::Io;
use crate::syntax::{self, CaseEnd, Command, List, Shape, Word};
use crate::system::Turn;

impl Shell {
    /// A compound command begins: its redirections, then itself.
    pub(super) fn advance_compound(&mut self, command: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        if command.redirects.is_empty() {
            return self.begin(command, io);
        }
        let redirections =
            match self.attempt(io, |expander| expander.redirections(&command.redirects)) {
                Ok(redirections) => redirections,
                Err(stop) => return self.on_stop(stop, Frame::Command(command), io),
            };
        self.substitution_status = None;
        if !self.redirect_here(&redirections, io) {
            return Turn::Progress;
        }
        // From here on without them, so that an expansion which stops does not make them again.
        let bare = Command {
            redirects: Arc::default(),
            ..Command::clone(&command)
        };
        self.begin(Arc::new(bare), io)
    }

    fn begin(&mut self, command: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        match &command.shape {
            Shape::Simple { .. } => unreachable!("simple commands go their own way"),
            Shape::Group(list) => self.run_list(list),
            Shape::Subshell(list) => self.run_subshell(list, io),
            Shape::Function { name, body } => {
                self.functions.insert(name.clone(), body.clone());
                self.status = 0;
            }
            Shape::If { arms, .. } => {
                let condition = arms[0].0.clone();
                self.frames.push(Frame::If {
                    command,
                    arm: 0,
                    phase: Phase::Condition,
                });
                self.run_list(&condition);
            }
            Shape::While {
                until,
                condition,
                body,
            } => {
                let condition = condition.clone();
                self.frames.push(Frame::While(WhileFrame {
                    until: *until,
                    condition: condition.clone(),
                    body: body.clone(),
                    phase: Phase::Condition,
                    last: 0,
                }));
                self.run_list(&condition);
            }
            Shape::For { .. } => return self.begin_for(command, io),
            Shape::Count {
                start,
                condition,
                step,
                body,
            } => {
                self.frames.push(Frame::Count(CountFrame {
                    start: start.clone(),
                    condition: condition.clone(),
                    step: step.clone(),
                    body: body.clone(),
                    next: CountPart::Start,
                }));
                self.status = 0;
            }
            Shape::Case { word, .. } => {
                self.trace_text(&format!("case {} in", word.source), io);
                self.frames.push(Frame::Case {
                    command,
                    arm: 0,
                    phase: Phase::Condition,
                });
            }
            Shape::Arithmetic(word) => {
                let value = match self.attempt(io, |expander| expander.arithmetic(word)) {
                    Ok(value) => value,
                    Err(stop) => return self.on_stop_in_parentheses(stop, &command, io),
                };
                self.trace_text(&format!("(( {} ))", word.source), io);
                self.status = u8::from(value == 0);
            }
            Shape::Test(_) => return self.run_test(command, io),
        }
        Turn::Progress
    }

    /// `[[ … ]]`
    fn run_test(&mut self, command: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        let Shape::Test(test) = &command.shape else {
            unreachable!("begin has looked")
        };
        let mut traces = Vec::new();
        let judged = self.attempt(io, |expander| {
            traces.clear();
            condition::holds(test, expander, &mut traces)
        });
        traces
            .iter()
            .for_each(|it| self.trace_text(&format!("[[ {it} ]]"), io));
        match judged {
            Ok(holds) => self.status = u8::from(!holds),
            Err(stop) => return self.on_stop(stop, Frame::Command(command), io),
        }
        Turn::Progress
    }

    /// `((` names itself in its errors.
    fn on_stop_in_parentheses(
        &mut self,
        stop: super::expand::Stop,
        command: &Arc<Command>,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        use super::expand::Stop;
        match stop {
            Stop::Fail(failure) => {
                self.outputs.clear();
                self.complain(io, &format!("((: {}", failure.message));
                self.status = 1;
                Turn::Progress
            }
            Stop::Substitute(_) => self.on_stop(stop, Frame::Command(command.clone()), io),
        }
    }

    pub(super) fn trace_text(&self, text: &str, io: &mut Io<'_, '_>) {
        if self.options.xtrace {
            let plus = "+".repeat(self.indirection as usize + 1);
            io.err(&format!("{plus} {text}\n"));
        }
    }

    pub(super) fn run_list(&mut self, list: &Arc<List>) {
        self.frames.push(Frame::List {
            list: list.clone(),
            next: 0,
        });
    }

    fn run_subshell(&mut self, list: &Arc<List>, io: &mut Io<'_, '_>) {
        let shell = self.fork(Frame::List {
            list: list.clone(),
            next: 0,
        });
        let group = self.new_group(io);
        let descriptors = io.system.share(io.descriptors);
        let process = super::list::start_shell(shell, group, descriptors, io);
        self.foreground = Some(group);
        self.frames.push(Frame::Child {
            process,
            text: "".into(),
        });
    }

    fn begin_for(&mut self, command: Arc<Command>, io: &mut Io<'_, '_>) -> Turn {
        let Shape::For { name, words, body } = &command.shape else {
            unreachable!("begin has looked")
        };
        if !syntax::is_name(name) {
            self.complain(io, &format!("`{name}': not a valid identifier"));
            self.status = 1;
            return Turn::Progress;
        }
        let expanded = match words {
            None => Ok(self.positional.to_vec()),
            Some(words) => self.attempt(io, |expander| expander.arguments(words)),
        };
        let words = match expanded {
            Ok(words) => Arc::new(words),
            Err(stop) => return self.on_stop(stop, Frame::Command(command), io),
        };
        self.substitution_status = None;
        self.status = 0;
        let (name, body) = (name.clone(), body.clone());
        self.frames.push(Frame::For(ForFrame {
            name,
            words,
            next: 0,
            body,
        }));
        Turn::Progress
    }

    pub(super) fn advance_for(&mut self, mut frame: ForFrame, io: &mut Io<'_, '_>) -> Turn {
        let Some(word) = frame.words.get(frame.next) else {
            return Turn::Progress;
        };
        if self.options.xtrace {
            let words: Vec<String> = frame
                .words
                .iter()
                .map(|it| crate::escape::quoted_if_needed(it))
                .collect();
            self.trace_text(&format!("for {} in {}", frame.name, words.join(" ")), io);
        }
        if let Err(read_only) = self.variables.set(&frame.name, word.clone()) {
            self.complain(io, &format!("{}: readonly variable", read_only.0));
            self.status = 1;
            return Turn::Progress;
        }
        frame.next += 1;
        let body = frame.body.clone();
        self.frames.push(Frame::For(frame));
        self.run_list(&body);
        Turn::Progress
    }

    pub(super) fn advance_count(&mut self, mut frame: CountFrame, io: &mut Io<'_, '_>) -> Turn {
        let word = match frame.next {
            CountPart::Start => &frame.start,
            CountPart::Condition => &frame.condition,
            CountPart::Step => &frame.step,
        };
        let value = match self.evaluate_part(word, io) {
            Ok(value) => value,
            Err(stop) => return self.on_stop(stop, Frame::Count(frame), io),
        };
        let is_endless = frame.condition.parts.is_empty();
        match frame.next {
            CountPart::Start | CountPart::Step => {
                frame.next = CountPart::Condition;
                self.frames.push(Frame::Count(frame));
            }
            CountPart::Condition if value != 0 || is_endless => {
                frame.next = CountPart::Step;
                let body = frame.body.clone();
                self.frames.push(Frame::Count(frame));
                self.run_list(&body);
            }
            CountPart::Condition => (),
        }
        Turn::Progress
    }

    fn evaluate_part(
        &mut self,
        word: &Word,
        io: &mut Io<'_, '_>,
    ) -> Result<i64, super::expand::Stop> {
        self.attempt(io, |expander| expander.arithmetic(word))
    }

    pub(super) fn advance_while(&mut self, mut frame: WhileFrame) -> Turn {
        match frame.phase {
            Phase::Condition if (self.status == 0) != frame.until => {
                frame.phase = Phase::Body;
                let body = frame.body.clone();
                self.frames.push(Frame::While(frame));
                self.run_list(&body);
            }
            Phase::Condition => self.status = frame.last,
            Phase::Body => {
                frame.last = self.status;
                frame.phase = Phase::Condition;
                let condition = frame.condition.clone();
                self.frames.push(Frame::While(frame));
                self.run_list(&condition);
            }
        }
        Turn::Progress
    }

    pub(super) fn advance_if(&mut self, command: Arc<Command>, arm: usize, phase: Phase) -> Turn {
        let Shape::If { arms, otherwise } = &command.shape else {
            unreachable!("it began as one")
        };
        if phase == Phase::Body {
            return Turn::Progress;
        }
        if self.status == 0 {
            let body = arms[arm].1.clone();
            self.frames.push(Frame::If {
                command,
                arm,
                phase: Phase::Body,
            });
            self.run_list(&body);
            return Turn::Progress;
        }
        self.status = 0;
        if let Some((condition, _)) = arms.get(arm + 1) {
            let condition = condition.clone();
            self.frames.push(Frame::If {
                command,
                arm: arm + 1,
                phase: Phase::Condition,
            });
            self.run_list(&condition);
        } else if let Some(otherwise) = otherwise {
            let otherwise = otherwise.clone();
            self.run_list(&otherwise);
        }
        Turn::Progress
    }

    /// Compares from this arm on, or comes back from this arm's body.
    pub(super) fn advance_case(
        &mut self,
        command: Arc<Command>,
        arm: usize,
        phase: Phase,
        io: &mut Io<'_, '_>,
    ) -> Turn {
        let Shape::Case { word, arms } = &command.shape else {
            unreachable!("it began as one")
        };
        if phase == Phase::Body {
            match arms[arm].end {
                CaseEnd::Stop => (),
                CaseEnd::FallThrough => self.run_arm(&command, arm + 1),
                CaseEnd::Continue => {
                    self.frames.push(Frame::Case {
                        command,
                        arm: arm + 1,
                        phase: Phase::Condition,
                    });
                }
            }
            return Turn::Progress;
        }
        let found = self.attempt(io, |expander| {
            let text = expander.text(word)?;
            for (index, candidate) in arms.iter().enumerate().skip(arm) {
                for pattern in &candidate.patterns {
                    if Pattern::new(&expander.pattern(pattern)?).matches(&text) {
                        return Ok(Some(index));
                    }
                }
            }
            Ok(None)
        });
        match found {
            Ok(found) => {
                self.status = 0;
                if let Some(index) = found {
                    self.run_arm(&command, index);
                }
                Turn::Progress
            }
            Err(stop) => self.on_stop(
                stop,
                Frame::Case {
                    command,
                    arm,
                    phase,
                },
                io,
            ),
        }
    }

    fn run_arm(&mut self, command: &Arc<Command>, arm: usize) {
        let Shape::Case { arms, .. } = &command.shape else {
            unreachable!("it began as one")
        };
        let Some(body) = arms.get(arm).map(|it| it.body.clone()) else {
            return;
        };
        self.frames.push(Frame::Case {
            command: command.clone(),
            arm,
            phase: Phase::Body,
        });
        self.run_list(&body);
    }
}
