//! How much a session may use: every such number in one place.
//!
//! A real machine has gigabytes, a page in a browser has not, and in it nothing may hang. So
//! whatever a student types, texts, files and processes stay below these numbers. What goes over
//! one of them gets the words that a real machine without memory, disk or processes would say.

/// Bytes of one text: a variable's value, the words of a command, what a substitution gives.
pub(crate) const TEXT: usize = 8 << 20;

/// Bytes of a line that `sed` or `awk` works on.
pub(crate) const LINE: usize = 512 << 10;

/// Bytes of all variables of a shell.
pub(crate) const VARIABLES: usize = 48 << 20;

/// What an array's element costs besides its text.
pub(crate) const ELEMENT: usize = 64;

/// Functions of a shell.
pub(crate) const FUNCTIONS: usize = 10_000;

/// Bytes that a program keeps while it reads on (`sort`, `tac`, `awk`).
pub(crate) const PROGRAM: usize = 48 << 20;

/// Processes of a session that live at the same time.
pub(crate) const PROCESSES: usize = 400;

/// Bytes of all files of a machine.
pub(crate) const DISK: usize = 64 << 20;

/// Files and folders of a machine.
pub(crate) const FILES: usize = 20_000;

/// Bytes of a path. Linux has 4,096 (`PATH_MAX`).
pub(crate) const PATH: usize = 1_024;

/// Bytes of a name (Linux, `NAME_MAX`).
pub(crate) const NAME: usize = 255;

/// Paths that one pattern may lead to on its way.
pub(crate) const PATHS: usize = 20_000;

/// Bytes of one argument of a program (Linux, `MAX_ARG_STRLEN`).
pub(crate) const ARGUMENT: usize = 131_072;

/// Bytes of all arguments and variables of a program (Linux, a quarter of the 8 MiB stack).
pub(crate) const ARGUMENTS: usize = 2 << 20;

/// Bytes that a session without a screen has written.
pub(crate) const OUTPUT: usize = 32 << 20;

/// What bash says when it gets no more memory.
pub(crate) fn cannot_allocate(bytes: usize) -> String {
    format!("xrealloc: cannot allocate {bytes} bytes")
}
