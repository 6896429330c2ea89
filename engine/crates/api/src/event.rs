//! News of a daemon: `docker events` (moby `api/types/events`).

use crate::{Labels, go_struct};

go_struct! {
    /// One thing that happened.
    #[derive(Eq)]
    pub struct Event("Message") {
        /// Deprecated, for containers and images only: the action.
        pub status: String = "Status" => "status" omitempty,
        /// Deprecated, for containers and images only: the actor's id.
        pub id: String = "ID" => "id" omitempty,
        /// Deprecated, for containers only: the image.
        pub from: String = "From" => "from" omitempty,
        /// `container`, `image`, `network`, `daemon`; of the swarm: `node`, `service` …
        pub kind: String = "Type",
        pub action: String = "Action",
        pub actor: Actor = "Actor",
        /// `local` or `swarm`.
        pub scope: String = "Scope" => "scope" omitempty,
        /// Seconds since 1970.
        pub time: i64 = "Time" => "time" omitempty,
        pub time_nano: i64 = "TimeNano" => "timeNano" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Actor("Actor") {
        pub id: String = "ID",
        pub attributes: Labels = "Attributes",
    }
}
