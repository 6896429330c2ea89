//! The form of the files in `images/`.
//!
//! Texts may hold `{version}`, `{port}`, `{address}` and times in the forms programs write them:
//! `{slash_time}`, `{clf_time}`, `{redis_time}`, `{apache_time}`, `{rfc_time}`; an access line also
//! `{client}`, `{request}`, `{status}`, `{length}` and `{agent}`.

use std::collections::BTreeMap;

use api::Labels;
use serde::Deserialize;

/// A family of images.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) image: Vec<ImageEntry>,
}

/// A repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImageEntry {
    pub(super) repository: String,
    #[serde(default)]
    pub(super) entrypoint: Vec<String>,
    #[serde(default)]
    pub(super) command: Vec<String>,
    #[serde(default)]
    pub(super) exposes: Vec<String>,
    #[serde(default)]
    pub(super) volumes: Vec<String>,
    #[serde(default)]
    pub(super) working_dir: String,
    #[serde(default)]
    pub(super) user: String,
    #[serde(default)]
    pub(super) env: Vec<String>,
    #[serde(default)]
    pub(super) labels: Labels,
    #[serde(default)]
    pub(super) stop_signal: String,
    /// `linux/arm64/v8`; those of the Hub when not given.
    pub(super) platforms: Option<Vec<String>>,
    #[serde(default = "yes")]
    pub(super) attested: bool,
    #[serde(default = "yes")]
    pub(super) has_shell: bool,
    pub(super) tag: Vec<TagEntry>,
    #[serde(default)]
    pub(super) program: Vec<ProgramEntry>,
}

/// One image of a repository, with all tags that mean it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TagEntry {
    pub(super) names: Vec<String>,
    pub(super) version: String,
    #[serde(default)]
    pub(super) env: Vec<String>,
    pub(super) pull_kib: u64,
    pub(super) size_kib: u64,
    pub(super) command: Option<Vec<String>>,
    pub(super) health: Option<HealthEntry>,
}

/// A health check that is part of the image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HealthEntry {
    pub(super) test: Vec<String>,
    #[serde(default)]
    pub(super) interval_ms: u64,
    #[serde(default)]
    pub(super) timeout_ms: u64,
    #[serde(default)]
    pub(super) start_period_ms: u64,
    #[serde(default)]
    pub(super) retries: i64,
}

/// How a program behaves. Without `wrapper`, `probe`, `exits` and `listens` it just runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ProgramEntry {
    /// Bare names or paths.
    pub(crate) names: Vec<String>,
    /// It prepares something and then becomes its arguments.
    pub(crate) wrapper: Option<Wrapper>,
    /// It asks a port of its own container and ends.
    pub(crate) probe: Option<Probe>,
    /// It ends at once with this status.
    pub(crate) exits: Option<i64>,
    /// The same, but only when it was given nothing to do.
    pub(crate) exits_without_arguments: Option<i64>,
    /// What it prints for `--version`.
    pub(crate) version_line: Option<String>,
    /// Ports are listened on only with these first arguments.
    pub(crate) arguments: Vec<String>,
    pub(crate) listens: Vec<u16>,
    /// Environment variables that move the first port.
    pub(crate) port_variables: Vec<String>,
    /// Options that move it.
    pub(crate) port_options: Vec<String>,
    /// Which argument moves it.
    pub(crate) port_argument: Option<usize>,
    /// How long until it listens.
    pub(crate) starts_ms: u64,
    pub(crate) lines: Vec<LineEntry>,
    /// Exit status by signal. A signal that is not named is ignored, as process 1 ignores it.
    pub(crate) signals: BTreeMap<String, i64>,
    pub(crate) answers: Answers,
    /// Fields of every answer besides date, type and length.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) page: Vec<PageEntry>,
    pub(crate) not_found: Option<PageEntry>,
    pub(crate) access_line: Option<String>,
}

/// A shell script in front of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wrapper {
    /// Arguments of its own, which are not passed on.
    pub(crate) drops: Vec<String>,
    /// A word put before the arguments …
    pub(crate) prepend: Option<String>,
    /// … in this case.
    pub(crate) prepend_when: PrependWhen,
    /// It prints and checks only before these programs; before all when empty.
    pub(crate) only_for: Vec<String>,
    /// One of these variables must be set.
    pub(crate) requires_any: Vec<String>,
    pub(crate) refusal: Vec<LineEntry>,
    pub(crate) refusal_code: i64,
    pub(crate) lines: Vec<LineEntry>,
}

/// When a wrapper puts its word before the arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PrependWhen {
    #[default]
    Never,
    /// The first argument begins with a dash.
    Option,
    /// The first argument is an option or no program of the image.
    Unknown,
}

/// A program such as `pg_isready`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Probe {
    pub(crate) port: u16,
    pub(crate) success: String,
    pub(crate) failure: String,
    pub(crate) code: i64,
}

/// A line a program writes when it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LineEntry {
    pub(crate) stderr: bool,
    pub(crate) text: String,
}

/// What a server does with a request over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answers {
    /// It speaks another protocol: the connection is closed without a word.
    #[default]
    Silent,
    /// The pages of its entry.
    Pages,
    /// Who answers and who asked.
    Whoami,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageEntry {
    pub(crate) path: String,
    /// Content type.
    pub(crate) kind: String,
    pub(crate) body: String,
}

fn yes() -> bool {
    true
}
