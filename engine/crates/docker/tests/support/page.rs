//! A page of `--help`, without what is said in words: only names, types and defaults.

use std::collections::BTreeMap;

/// What two pages have in common when only their descriptions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub usage: Vec<String>,
    pub aliases: String,
    /// Title and names, in the page's order.
    pub commands: Vec<(String, Vec<String>)>,
    /// `-q, --quiet` or `--replicas uint`, with the default as printed.
    pub flags: BTreeMap<String, String>,
    pub end: Vec<String>,
}

impl Page {
    pub fn read(text: &str) -> Page {
        let mut page = Page::default();
        let mut title = "";
        let mut flag: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(usage) = line.strip_prefix("Usage:  ") {
                page.usage.push(usage.to_owned());
            } else if !line.starts_with(' ') && line.ends_with(':') {
                page.keep(flag.take());
                title = line;
            } else if line.starts_with("Run '") || line.starts_with("For more help") {
                page.keep(flag.take());
                title = "";
                page.end.push(line.to_owned());
            } else if title == "Aliases:" && !line.is_empty() {
                page.aliases = line.trim().to_owned();
            } else if title.ends_with("Options:") {
                match flag_start(line) {
                    Some(start) => page.keep(flag.replace(start)),
                    None => {
                        if let Some((_, about)) = &mut flag {
                            about.push(' ');
                            about.push_str(line.trim());
                        }
                    }
                }
            } else if title.ends_with("Commands:") && !line.is_empty() {
                page.command(title, line);
            } else if title.is_empty() && line.starts_with('\t') {
                page.usage.push(line.to_owned());
            }
        }
        page.keep(flag);
        page
    }

    fn command(&mut self, title: &str, line: &str) {
        if self.commands.last().is_none_or(|(last, _)| last != title) {
            self.commands.push((title.to_owned(), Vec::new()));
        }
        let name = line.split_whitespace().next().unwrap_or_default();
        let (_, names) = self.commands.last_mut().expect("it was put there");
        names.push(name.to_owned());
    }

    fn keep(&mut self, flag: Option<(String, String)>) {
        let Some((left, about)) = flag else {
            return;
        };
        let defaults: Vec<&str> = about
            .split("(default ")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap_or(rest))
            // A sentence is no default: `(default shows just running)`.
            .filter(|default| !default.starts_with("shows ") && !default.starts_with("hides "))
            .collect();
        self.flags.insert(left, defaults.join(", "));
    }
}

/// `  -q, --quiet           Print ids`: what is left of the gap, and what is right of it.
fn flag_start(line: &str) -> Option<(String, String)> {
    let indent = line.len() - line.trim_start().len();
    let line = line.trim();
    if !line.starts_with('-') || indent > 6 {
        return None;
    }
    let (left, about) = line.split_once("   ").unwrap_or((line, ""));
    Some((left.to_owned(), about.trim().to_owned()))
}
