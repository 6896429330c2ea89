//! What happened, as data for the timeline and for labs' history.

use serde::{Deserialize, Serialize};
use sim::{Instant, MachineId};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceLine {
    pub at: Instant,
    pub machine: MachineId,
    pub kind: TraceKind,
}

/// What can be worth a mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TraceKind {
    /// A line was entered in a terminal.
    Command {
        line: String,
    },
    /// A command ended.
    Exit {
        line: String,
        status: u8,
    },
    Fault {
        fault: crate::Fault,
    },
    /// This machine's manager became leader of this term.
    Elected {
        term: u64,
    },
    /// A node changed in the store of the machine's manager, which led at that time.
    NodeState {
        node: String,
        state: String,
    },
    /// A task was seen in a new state by the leader.
    TaskState {
        task: String,
        state: String,
    },
    /// The Engine refused something: its words.
    Refused {
        message: String,
    },
}
