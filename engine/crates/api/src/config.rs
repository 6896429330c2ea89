//! Configs: files that services share and that are no secret (moby `api/types/swarm/config.go`).

use std::sync::Arc;

use crate::{Annotations, ConfigId, Driver, Meta, go_struct};

go_struct! {
    /// A config as `docker config inspect` shows it.
    #[derive(Eq)]
    pub struct Config("Config") {
        pub id: ConfigId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: ConfigSpec = "Spec",
    }
}

go_struct! {
    /// What a person wants kept.
    #[derive(Eq)]
    pub struct ConfigSpec("ConfigSpec") {
        pub annotations: Annotations = "Annotations" embed,
        pub data: Arc<[u8]> = "Data" omitempty,
        pub templating: Option<Driver> = "Templating" omitempty,
    }
}
