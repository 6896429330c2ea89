//! All that a person can do.

use core::fmt;

use docker::TerminalSize;
use serde::{Deserialize, Serialize};
use sim::MachineId;

use crate::Fault;

/// A terminal: the machine it is on, and which of its terminals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TerminalId {
    pub machine: MachineId,
    /// 0 is there from the start.
    pub index: u16,
}

/// Something a person did. Recorded in the journal with its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A line was typed and Enter pressed.
    Enter { terminal: TerminalId, line: String },
    /// Ctrl-C.
    Interrupt { terminal: TerminalId },
    /// Ctrl-D.
    EndOfInput { terminal: TerminalId },
    Resize {
        terminal: TerminalId,
        size: TerminalSize,
    },
    /// One more terminal on a machine.
    OpenTerminal { machine: MachineId },
    /// A command without a terminal, as a script runs it; for setups and recorders. It gets the
    /// next terminal id of its machine.
    Script {
        machine: MachineId,
        script: String,
        tty: Option<TerminalSize>,
    },
    /// Writes a file, as an editor does.
    WriteFile {
        machine: MachineId,
        path: String,
        content: String,
    },
    /// Puts an image on a machine's disk as if it had been pulled before; for setups.
    InstallImage { machine: MachineId, image: String },
    /// Something breaks, or is mended.
    Fault(Fault),
}

/// An input that names what is not there. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputError {
    NoSuchMachine(MachineId),
    NoSuchTerminal(TerminalId),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::NoSuchMachine(machine) => write!(f, "there is no machine {}", machine.0),
            InputError::NoSuchTerminal(terminal) => {
                write!(
                    f,
                    "machine {} has no terminal {}",
                    terminal.machine.0, terminal.index
                )
            }
        }
    }
}
