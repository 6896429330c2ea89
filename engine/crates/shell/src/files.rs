//! A machine's files, as far as tutorials touch them.

/// A tree of folders and files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSystem {
    // Filled in with the shell.
}
