//! What travels over a connection to a published port: one request and its answer.

use serde::{Deserialize, Serialize};

/// An HTTP request as `curl` sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    pub method: String,
    /// Path and query, beginning with `/`.
    pub path: String,
    /// In the order sent; names as written.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An HTTP answer as a server inside a container gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpResponse {
    pub status: u16,
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConnectError {
    /// Somebody is there and refuses: nothing listens on that port.
    Refused,
    /// Nobody answers; the caller's own time limit decides how long it waits.
    TimedOut,
    /// No way leads there.
    NoRoute,
    /// The connection was open and broke.
    Reset,
    /// The server closed without a word.
    EmptyReply,
}
