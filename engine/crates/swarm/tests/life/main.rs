//! Lives of whole swarms: nodes on machines that come, go, break and return.

mod rig;
mod smoke;
