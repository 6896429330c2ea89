//! Flags that limit a container, shared by `run`, `create` and `update`.

use crate::flag::{Flag, Kind};

/// The values of `--restart`.
pub(crate) const RESTARTS: &[&str] = &["no", "always", "unless-stopped", "on-failure"];

/// Processor and devices.
pub(crate) const CPU: &[Flag] = &[
    Flag::new(
        "blkio-weight",
        Kind::Uint16,
        "Its share of the disks, between 10 and 1000, or 0 for no rule (default 0)",
    ),
    Flag::new(
        "cpu-period",
        Kind::Int,
        "The period over which --cpu-quota counts",
    ),
    Flag::new(
        "cpu-quota",
        Kind::Int,
        "Processor time it may have in a period",
    ),
    Flag::new(
        "cpu-rt-period",
        Kind::Int,
        "The period over which --cpu-rt-runtime counts, in microseconds",
    ),
    Flag::new(
        "cpu-rt-runtime",
        Kind::Int,
        "Real-time processor time it may have in a period, in microseconds",
    ),
    Flag::new(
        "cpu-shares",
        Kind::Int,
        "Its share of the processors beside others",
    )
    .short('c'),
    Flag::new("cpus", Kind::Cpus, "How many processors it may use"),
    Flag::new(
        "cpuset-cpus",
        Kind::Text,
        "Which processors it may use (0-3, 0,1)",
    ),
    Flag::new(
        "cpuset-mems",
        Kind::Text,
        "Which memory nodes it may use (0-3, 0,1)",
    ),
];

/// Memory and processes.
pub(crate) const MEMORY: &[Flag] = &[
    Flag::new("memory", Kind::Bytes, "How much memory it may use").short('m'),
    Flag::new(
        "memory-reservation",
        Kind::Bytes,
        "How much memory it should keep to when memory is short",
    ),
    Flag::new(
        "memory-swap",
        Kind::Bytes,
        "How much memory and swap together; '-1' for any amount of swap",
    ),
    Flag::new(
        "pids-limit",
        Kind::Int,
        "How many processes it may have (-1 for any number)",
    ),
];
