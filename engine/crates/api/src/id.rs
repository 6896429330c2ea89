//! Names that a machine gave: each kind of object has its own type of id.

use core::fmt;

use serde::{Deserialize, Serialize};
use sim::Rng;

use crate::go::{ToGo, Value};

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident ),* $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
            pub struct $name(pub String);

            impl $name {
                /// The id as text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }

                /// The first twelve characters, as tables show it.
                pub fn short(&self) -> &str {
                    self.0.get(..12).unwrap_or(&self.0)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(&self.0)
                }
            }

            impl From<&str> for $name {
                fn from(text: &str) -> $name {
                    $name(text.to_owned())
                }
            }

            impl ToGo for $name {
                fn to_go(&self) -> Value {
                    Value::Str(self.0.clone())
                }
            }
        )*
    };
}

ids! {
    /// A swarm.
    ClusterId,
    /// A member of a swarm.
    NodeId,
    ServiceId,
    TaskId,
    /// A network, of the swarm (25 characters) or of one machine (64 hexadecimal digits).
    NetworkId,
    SecretId,
    ConfigId,
    /// A volume of the whole swarm.
    VolumeId,
    /// 64 hexadecimal digits.
    ContainerId,
    /// `sha256:` and 64 hexadecimal digits.
    ImageId,
}

macro_rules! swarm_ids {
    ($($name:ident),*) => {
        $( impl $name {
            /// A fresh id of the swarm kind.
            pub fn random(rng: &mut Rng) -> $name {
                $name(swarm_id(rng))
            }
        } )*
    };
}

swarm_ids!(
    ClusterId, NodeId, ServiceId, TaskId, NetworkId, SecretId, ConfigId, VolumeId
);

impl ContainerId {
    /// A fresh container id.
    pub fn random(rng: &mut Rng) -> ContainerId {
        ContainerId(rng.string("0123456789abcdef", 64))
    }
}

/// SwarmKit `identity/randomid.go`: 25 characters of base 36, of a number whose top bit is set.
fn swarm_id(rng: &mut Rng) -> String {
    const BASE36: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
    // 17 bytes in base 36 are 27 digits beginning with 1 to 3; the first is dropped there, so
    // all of the 25 kept ones may be anything.
    rng.string(BASE36, 25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_lengths_tables_cut() {
        let mut rng = Rng::stream(1, "ids");
        let id = NodeId::random(&mut rng);
        assert_eq!((id.as_str().len(), id.short().len()), (25, 12));
        assert_eq!(ContainerId::random(&mut rng).as_str().len(), 64);
    }
}
