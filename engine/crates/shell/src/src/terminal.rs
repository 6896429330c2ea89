//! Where a session's lines come from and its output goes.

use std::collections::VecDeque;

use docker::TerminalSize;
use sim::Instant;

use crate::limits;
use crate::screen::Screen;
use crate::session::{Block, SessionKind};
use crate::system::Read;
use crate::text::Text;

/// The terminal of a session, or what stands in for it.
#[derive(Clone, Debug)]
pub(crate) struct Terminal {
    /// None when output goes into a file of the recorder's.
    pub(crate) size: Option<TerminalSize>,
    output: Output,
    /// Lines typed that nobody has read so far.
    input: VecDeque<String>,
    /// Ctrl-D was typed after them; without a keyboard it is there from the start.
    is_closed: bool,
    /// A program in the foreground waits for a line.
    pub(crate) is_asked: bool,
}

#[derive(Clone, Debug)]
enum Output {
    /// A block for each command, the last one still being written.
    Blocks {
        blocks: Vec<Block>,
        screen: Screen,
        last_id: u64,
    },
    /// Every byte, and the screen if there is one.
    Raw {
        bytes: String,
        screen: Option<(Screen, Text)>,
    },
}

/// So many commands and bytes are kept above the prompt; the oldest go.
const BLOCKS: usize = 1_000;
const BLOCK_BYTES: usize = 24 << 20;

fn forget_oldest(blocks: &mut Vec<Block>) {
    let mut bytes: usize = blocks.iter().map(|it| it.output.bytes()).sum();
    let mut oldest = 0;
    while blocks.len() - oldest > BLOCKS || (bytes > BLOCK_BYTES && oldest + 1 < blocks.len()) {
        bytes -= blocks[oldest].output.bytes();
        oldest += 1;
    }
    blocks.drain(..oldest);
}

/// What nobody can read any more is not kept; that it is not, is said once.
fn push_within_limit(bytes: &mut String, written: &str) {
    if bytes.len() <= limits::OUTPUT {
        bytes.push_str(written);
        if bytes.len() > limits::OUTPUT {
            bytes.push_str("\n[more than 32 MiB were written: the rest is not shown]\n");
        }
    }
}

impl Terminal {
    pub(crate) fn new(kind: &SessionKind) -> Terminal {
        let (size, output) = match kind {
            SessionKind::Interactive(size) => {
                let screen = Screen::new(*size, true);
                (
                    Some(*size),
                    Output::Blocks {
                        blocks: Vec::new(),
                        screen,
                        last_id: 0,
                    },
                )
            }
            SessionKind::Script { tty } | SessionKind::Remote { tty } => {
                let screen = tty.map(|size| (Screen::new(size, false), Text::default()));
                (
                    *tty,
                    Output::Raw {
                        bytes: String::new(),
                        screen,
                    },
                )
            }
        };
        let is_closed = matches!(kind, SessionKind::Script { tty: None });
        Terminal {
            size,
            output,
            input: VecDeque::new(),
            is_closed,
            is_asked: false,
        }
    }

    pub(crate) fn is_tty(&self) -> bool {
        self.size.is_some()
    }

    pub(crate) fn resize(&mut self, size: TerminalSize) {
        self.size = self.size.map(|_| size);
        match &mut self.output {
            Output::Blocks { screen, .. } => screen.resize(size),
            Output::Raw {
                screen: Some((screen, _)),
                ..
            } => screen.resize(size),
            Output::Raw { screen: None, .. } => (),
        }
    }

    /// Shows bytes that a program wrote.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let written = String::from_utf8_lossy(bytes);
        match &mut self.output {
            Output::Raw {
                bytes,
                screen: None,
            } => push_within_limit(bytes, &written),
            Output::Raw {
                bytes,
                screen: Some((screen, text)),
            } => {
                // The terminal driver adds the carriage returns (`onlcr`).
                push_within_limit(bytes, &written.replace('\n', "\r\n"));
                screen.write(&written, text);
            }
            Output::Blocks {
                blocks,
                screen,
                last_id,
            } => {
                if blocks.is_empty() {
                    *last_id += 1;
                    blocks.push(Block::unasked(*last_id));
                }
                let block = blocks.last_mut().expect("there is one now");
                if screen.write(&written, &mut block.output) {
                    blocks.clear();
                }
            }
        }
    }

    /// A line was typed.
    pub(crate) fn type_line(&mut self, line: &str) {
        self.input.push_back(line.to_owned());
    }

    /// Ctrl-D was typed.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
    }

    /// The next line for the shell itself, which shows it with its prompt.
    pub(crate) fn next_command(&mut self) -> Option<String> {
        self.input.pop_front()
    }

    /// Whether Ctrl-D stands next; it is used up by asking.
    pub(crate) fn take_close(&mut self) -> bool {
        self.input.is_empty() && std::mem::take(&mut self.is_closed)
    }

    /// The machine went off in the middle of whatever it showed.
    pub(crate) fn power_off(&mut self) {
        self.flush();
        self.is_closed = false;
        if let Output::Blocks { blocks, .. } = &mut self.output
            && let Some(block) = blocks.last_mut()
        {
            block.exit = block.exit.or(Some(255));
        }
    }

    /// Forgets what was typed ahead, as Ctrl-C does.
    pub(crate) fn flush(&mut self) {
        self.input.clear();
        self.is_asked = false;
    }

    /// Input for a program: a line at most.
    pub(crate) fn read(&mut self, most: usize) -> Read {
        let Some(line) = self.input.pop_front() else {
            return self.read_nothing();
        };
        let mut line = line + "\n";
        if line.len() > most {
            let mut cut = most;
            while !line.is_char_boundary(cut) {
                cut += 1;
            }
            let rest = line.split_off(cut);
            if !rest.is_empty() {
                self.input
                    .push_front(rest.trim_end_matches('\n').to_owned());
            }
        }
        if self.is_tty() {
            self.write(line.as_bytes());
        }
        Read::Bytes(line.into_bytes())
    }

    fn read_nothing(&mut self) -> Read {
        if !self.is_tty() {
            return Read::End;
        }
        if self.is_closed {
            self.is_closed = false;
            return Read::End;
        }
        self.is_asked = true;
        Read::Pending
    }

    /// A command begins: what is written from now on belongs to it.
    pub(crate) fn begin_block(&mut self, prompt: &str, command: &str, now: Instant) {
        let size = self.size;
        let Output::Blocks {
            blocks,
            screen,
            last_id,
        } = &mut self.output
        else {
            return;
        };
        forget_oldest(blocks);
        *last_id += 1;
        if let Some(size) = size {
            *screen = Screen::new(size, true);
        }
        blocks.push(Block {
            prompt: prompt.trim_end().to_owned(),
            command: command.to_owned(),
            started: now,
            ..Block::unasked(*last_id)
        });
    }

    /// Another line of the command that is being typed.
    pub(crate) fn extend_block(&mut self, line: &str) {
        if let Output::Blocks { blocks, .. } = &mut self.output
            && let Some(block) = blocks.last_mut()
        {
            block.command.push('\n');
            block.command.push_str(line);
        }
    }

    /// The command is over.
    pub(crate) fn end_block(&mut self, exit: u8, now: Instant) {
        if let Output::Blocks { blocks, .. } = &mut self.output
            && let Some(block) = blocks.last_mut()
            && block.ended.is_none()
        {
            block.exit = Some(exit);
            block.ended = Some(now);
        }
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        match &self.output {
            Output::Blocks { blocks, .. } => blocks,
            Output::Raw { .. } => &[],
        }
    }

    pub(crate) fn raw(&self) -> &str {
        match &self.output {
            Output::Blocks { .. } => "",
            Output::Raw { bytes, .. } => bytes,
        }
    }

    /// The lines the recorder's terminal shows, those that scrolled off included.
    pub(crate) fn screen(&self) -> Vec<String> {
        let Output::Raw {
            screen: Some((_, text)),
            ..
        } = &self.output
        else {
            return Vec::new();
        };
        let mut lines: Vec<String> = text.lines().map(|it| it.trim_end().to_owned()).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }
}
