//! What becomes a secret or config: a file's bytes, or those of standard input (docker/cli
//! `secret/create.go`, `config/create.go`; recordings 110, 111).

use std::sync::Arc;

use crate::context::{Context, Stop};

/// Reads it; the error says what was read.
pub(crate) fn read(cx: &mut Context<'_>, path: &str) -> Result<Result<Arc<[u8]>, String>, Stop> {
    let name = if path == "-" { "STDIN" } else { path };
    let failed = |words: &str| format!("error reading from {name}: {words}");
    Ok(match cx.read_file(path)? {
        Err(words) => Err(failed(&format!("open {path}: {words}"))),
        Ok(content) if content.is_empty() => Err(failed("data is empty")),
        Ok(content) => Ok(content.as_slice().into()),
    })
}
