//! News of a daemon: `docker events` (moby `api/types/events`).

use sim::Timestamp;

use crate::{Labels, go_struct};

go_struct! {
    /// One thing that happened.
    pub struct Event("Message") {
        pub kind: String = "Type",
        pub action: String = "Action",
        pub actor: Actor = "Actor",
        pub scope: String = "scope" => "scope" omitempty,
        pub time: Timestamp = "Time" => "time",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Actor("Actor") {
        pub id: String = "ID",
        pub attributes: Labels = "Attributes",
    }
}
