//! Whole-system checks; every test target stands beside this file. The library is what they and the
//! `swarmlab` program share.

#![allow(
    clippy::float_arithmetic,
    reason = "the recorder's clock counts in decimal seconds"
)]

pub mod judge;
pub mod simulation;
