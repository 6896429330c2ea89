//! Secrets (moby `api/types/swarm/secret.go`).

use std::sync::Arc;

use crate::{Annotations, Driver, Meta, SecretId, go_struct};

go_struct! {
    /// A secret as `docker secret inspect` shows it: the Engine never gives its data away.
    #[derive(Eq)]
    pub struct Secret("Secret") {
        pub id: SecretId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: SecretSpec = "Spec",
    }
}

go_struct! {
    /// What a person wants kept.
    #[derive(Eq)]
    pub struct SecretSpec("SecretSpec") {
        pub annotations: Annotations = "Annotations" embed,
        pub data: Arc<[u8]> = "Data" omitempty,
        pub driver: Option<Driver> = "Driver" omitempty,
        pub templating: Option<Driver> = "Templating" omitempty,
    }
}
