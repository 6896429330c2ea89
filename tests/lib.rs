//! Whole-system checks; every test target stands beside this file. The library is what they and the
//! `swarmlab` program share.

pub mod judge;
