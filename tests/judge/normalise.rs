//! Hides what varies from run to run: the rules of the oracle's `normalise.py`, in its order.

use std::collections::BTreeSet;

use fancy_regex::Regex;

/// How much is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Only ids, times, addresses and other names a machine drew.
    Strict,
    /// Also placement, task states and progress; each block of output is compared as a set.
    Loose,
}

/// The rules, ready to use.
pub struct Normaliser {
    strict: Vec<(Regex, &'static str)>,
    loose: Vec<(Regex, &'static str)>,
    clock: Regex,
    progress: Regex,
    spaces: Regex,
    dashes: Regex,
}

const STRICT: &[(&str, &str)] = &[
    (r"SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}", "<TOKEN>"),
    (r"SWMKEY-1-[A-Za-z0-9+/]{43}", "<KEY>"),
    (r"sha256:[0-9a-f]{64}", "<DIGEST>"),
    (r"\b[0-9a-f]{64}\b", "<HEX64>"),
    (
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|UTC|[+-]\d{4} [A-Z]+|\+\d\d:\d\d))?( utc)?",
        "<TIME>",
    ),
    (r"\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", "<TIME>"),
    (
        r"\b\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\b|\b\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000|\b\d\d \w{3} \d{4} \d\d:\d\d:\d\d(\.\d+)?",
        "<TIME>",
    ),
    (
        r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d\b",
        "<TIME>",
    ),
    (r"\b(?=[a-z0-9]*\d)[a-z0-9]{25}\b", "<ID>"),
    (r"(\.\d+)\.(?=[a-z0-9]*\d)[a-z0-9]{12}@", "$1.<ID>@"),
    (
        r"(?<![\w.:/-])(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{12}(?![\w:/-])",
        "<ID>",
    ),
    (r"^  [a-z0-9]{12}(?=   |$| \*)", "  <ID>"),
    (
        r"(?<![\w.:/-])(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{10}(?![\w:/.-])",
        "<ID>",
    ),
    (
        r"(?i)\b(\d+|About an?|Less than a|About a) (second|minute|hour|day)s?( ago)?",
        "<AGO>",
    ),
    (
        r"Waiting \d+ seconds to verify",
        "Waiting <N> seconds to verify",
    ),
    (r"\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b", "<MAC>"),
    (
        r"(192\.168\.99\.\d+):(4\d{4}|3\d{4}|5\d{4}|6\d{4})",
        "$1:<PORT>",
    ),
    (r"\b10\.(0|10|20)\.(\d+)\.\d+", "10.$1.$2.<H>"),
    (r"\b172\.(17|18)\.0\.\d+", "172.$1.0.<H>"),
    (
        r"(?<=:)(3[0-9]{4}|4[0-9]{4}|5[0-9]{4}|6[0-5][0-9]{3})\b",
        "<PORT>",
    ),
    (r#""Index": ?\d+"#, r#""Index": <N>"#),
    (r"\b[a-z]+_[a-z]+\b(?=\s{2,}(replicated|global))", "<NAME>"),
    (r"\b\d+\.\d+ ?ms\b", "<MS>"),
    (r"= [\d.]+/[\d.]+/[\d.]+ <MS>", "= <RTT>"),
    (r"pid=\d+,fd=\d+", "pid=<N>,fd=<N>"),
    (r"Expected: [0-9a-f]{64}", "Expected: <HEX64>"),
];

const LOOSE: &[(&str, &str)] = &[
    (
        r"^(  .*\S\s{2,}\S+\s{2,}|  \S+ \S+ )node\d(?=\s{2,}(Ready|Running|Shutdown|Complete|Remove|Accepted))",
        "$1<NODE>",
    ),
    (
        r"\b(New|Pending|Assigned|Accepted|Preparing|Ready|Starting|Running|Complete|Shutdown|Failed|Rejected|Remove|Orphaned) <AGO>",
        "<STATE> <AGO>",
    ),
    (r"\.\d+(?=\.<ID>)", ".<SLOT>"),
    (r"\bnode[1-7]\b", "<NODE>"),
];

impl Normaliser {
    /// Compiles the rules.
    pub fn new() -> Normaliser {
        let rule = |pattern: &str| Regex::new(pattern).expect("the rules above are written right");
        let rules = |table: &[(&str, &'static str)]| {
            table
                .iter()
                .map(|(pattern, by)| (rule(pattern), *by))
                .collect()
        };
        Normaliser {
            strict: rules(STRICT),
            loose: rules(LOOSE),
            clock: rule(r"^\+ [\d.]+( [\d.]+)?$"),
            progress: rule(
                r"^  (overall progress: .*|\d+/\d+: .*|verify: Waiting.*|overall progress: rolling back.*|job progress.*|active tasks.*|[a-z0-9<>A-Z]+: (new|pending|assigned|accepted|preparing|ready|starting|running).*)$",
            ),
            spaces: rule(r" {2,}"),
            dashes: rule(r"-{4,}"),
        }
    }

    /// A transcript with everything that varies replaced.
    pub fn lines(&self, text: &str, strictness: Strictness) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut in_certificate = false;
        for line in text.split('\n') {
            if line.starts_with("raw: ") || self.clock.is_match(line).unwrap_or(false) {
                continue;
            }
            if !line.starts_with("  ") {
                out.push(line.to_owned());
                continue;
            }
            if line.contains("-----BEGIN CERTIFICATE") {
                in_certificate = true;
                out.push("  <PEM>".to_owned());
                continue;
            }
            if in_certificate {
                in_certificate = !line.contains("-----END");
                continue;
            }
            self.output_line(line, strictness, &mut out);
        }
        match strictness {
            Strictness::Strict => out,
            Strictness::Loose => as_sets(out),
        }
    }

    fn output_line(&self, line: &str, strictness: Strictness, out: &mut Vec<String>) {
        let mut line = replaced(&self.strict, line);
        if strictness == Strictness::Loose {
            line = replaced(&self.loose, &line);
        }
        let is_progress = self.progress.is_match(&line).unwrap_or(false);
        let is_loose = strictness == Strictness::Loose;
        let repeats = |line: &str| out.last().is_some_and(|last| last == line);
        if is_progress && (is_loose || repeats(&line)) {
            if is_loose {
                line = "  <PROGRESS>".to_owned();
            }
            if repeats(&line) {
                return;
            }
        }
        let line = self.spaces.replace_all(&line[2..], "  ").into_owned();
        let line = self.dashes.replace_all(&line, "----").into_owned();
        let line = format!("  {line}");
        let line = line.trim_end();
        out.push(if line.is_empty() {
            "  ".to_owned()
        } else {
            line.to_owned()
        });
    }
}

impl Default for Normaliser {
    fn default() -> Normaliser {
        Normaliser::new()
    }
}

fn replaced(rules: &[(Regex, &'static str)], line: &str) -> String {
    rules.iter().fold(line.to_owned(), |line, (rule, by)| {
        rule.replace_all(&line, *by).into_owned()
    })
}

/// Each run of output lines as a sorted set.
fn as_sets(lines: Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    let mut block = BTreeSet::new();
    for line in lines {
        if line.starts_with("  ") {
            block.insert(line);
            continue;
        }
        out.extend(std::mem::take(&mut block));
        out.push(line);
    }
    out.extend(block);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_ages_are_hidden() {
        let normaliser = Normaliser::new();
        let line = "  c5wocl43jhwk   web.1   nginx   node2   Running   Running 8 seconds ago";
        let lines = normaliser.lines(line, Strictness::Strict);
        assert_eq!(
            lines,
            ["  <ID>  web.1  nginx  node2  Running  Running <AGO>"]
        );
        let lines = normaliser.lines(line, Strictness::Loose);
        assert_eq!(
            lines,
            ["  <ID>  web.1  nginx  <NODE>  Running  <STATE> <AGO>"]
        );
    }

    #[test]
    fn repeated_progress_counts_once() {
        let normaliser = Normaliser::new();
        let text = "  overall progress: 0 out of 1 tasks\n  overall progress: 0 out of 1 tasks";
        assert_eq!(normaliser.lines(text, Strictness::Strict).len(), 1);
    }
}
