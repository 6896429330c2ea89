//! Listings as docker/cli's `formatter` writes them: a table, JSON, or a template of one's own.

pub(crate) mod human;
pub(crate) mod natural;
pub(crate) mod reference;
pub(crate) mod tabs;

use std::collections::BTreeMap;

use api::go::{Field, Struct, Value};

use crate::template::{Data, Functions, Template};

/// A kind of listing: the Go type of its rows, and the titles of its columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    /// `node.nodeContext`.
    pub type_name: &'static str,
    /// Column and title, for every column a template may name.
    pub columns: &'static [(&'static str, &'static str)],
}

/// One row: its columns by name.
pub(crate) type Row = Vec<(&'static str, Value)>;

/// A column of text.
pub(crate) fn text(text: impl Into<String>) -> Value {
    Value::Str(text.into())
}

impl Listing {
    /// Writes rows in this format; the error is what the CLI says.
    pub fn write(&self, format: &str, rows: Vec<Row>) -> Result<String, String> {
        let failed = |reason: String| format!("template parsing error: {reason}");
        let is_table = format.starts_with("table");
        let template = Template::parse(&prepared(format)).map_err(failed)?;
        let mut body = String::new();
        for row in rows {
            let data = Data::new(self.value(row), format!("*{}", self.type_name));
            let line = template
                .execute(&data, Functions::Basic)
                .map_err(|error| failed(error.reason))?;
            body.push_str(&line);
            body.push('\n');
        }
        if !is_table {
            return Ok(body);
        }
        let header = Data::new(self.titles(), "formatter.SubHeaderContext");
        let titles = match template.execute(&header, Functions::Header) {
            Ok(titles) => titles,
            Err(failed) => failed.written,
        };
        Ok(tabs::Tabs::TABLE.aligned(&format!("{titles}\n{body}")))
    }

    fn value(&self, row: Row) -> Value {
        let name = self.type_name.rsplit('.').next().unwrap_or(self.type_name);
        let fields = row
            .into_iter()
            .map(|(name, value)| Field::new(value, name, json_key(name)))
            .collect();
        Value::Struct(Struct { name, fields })
    }

    fn titles(&self) -> Value {
        let titles: BTreeMap<String, Value> = self
            .columns
            .iter()
            .map(|(name, title)| ((*name).to_owned(), text(*title)))
            .collect();
        Value::Map(Some(titles))
    }
}

/// A method with an argument is no column of the JSON form.
fn json_key(name: &'static str) -> &'static str {
    if name == "Label" { "-" } else { name }
}

/// `Context.preFormat`: `table` off, `json` to a template, `\t` and `\n` as typed to what they mean.
fn prepared(format: &str) -> String {
    let format = match format {
        "json" => "{{json .}}",
        other => other.strip_prefix("table").unwrap_or(other),
    };
    format
        .trim_matches(' ')
        .replace("\\t", "\t")
        .replace("\\n", "\n")
}

/// The format of a listing command: what `--format` says, else a table; `-q` makes a plain table a
/// list of ids. `table` and `raw` are what those two words stand for.
pub(crate) fn chosen(given: &str, is_quiet: bool, table: &str, raw: &str) -> String {
    match (given, is_quiet) {
        ("" | "table", true) => "{{.ID}}".to_owned(),
        ("" | "table", false) => table.to_owned(),
        ("raw", _) => raw.to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// `formatter.PrettyPrint`: the first letter in upper case, the rest in lower.
pub(crate) fn pretty(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if word.len() > 1 => {
            format!(
                "{}{}",
                first.to_uppercase(),
                letters.as_str().to_lowercase()
            )
        }
        _ => word.to_lowercase(),
    }
}

/// `formatter.TruncateID`: twelve characters, without the kind of digest.
pub(crate) fn short_id(id: &str) -> &str {
    let bare = id.split_once(':').map_or(id, |(_, bare)| bare);
    bare.get(..12).unwrap_or(bare)
}

/// `formatter.Ellipsis`: cut to so many columns, the last of which is `…`.
pub(crate) fn ellipsis(text: &str, columns: usize) -> String {
    if human::columns(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for letter in text.chars() {
        used += human::letter_columns(letter);
        if used > columns - 1 {
            break;
        }
        out.push(letter);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: Listing = Listing {
        type_name: "node.nodeContext",
        columns: &[("ID", "ID"), ("Hostname", "HOSTNAME"), ("Self", "")],
    };

    fn rows() -> Vec<Row> {
        [("a1", "node1"), ("b2", "node2 <x>")]
            .map(|(id, host)| vec![("ID", text(id)), ("Hostname", text(host))])
            .to_vec()
    }

    #[test]
    fn a_table_is_aligned_under_its_titles() {
        assert_eq!(
            LISTING
                .write("table {{.ID}}\\t{{.Hostname}}", rows())
                .unwrap(),
            "ID        HOSTNAME\na1        node1\nb2        node2 <x>\n"
        );
        assert_eq!(
            LISTING
                .write("table {{.ID}}\\t{{upper .Hostname}}", Vec::new())
                .unwrap(),
            "ID        HOSTNAME\n"
        );
    }

    #[test]
    fn json_is_one_object_a_line() {
        assert_eq!(
            LISTING.write("json", rows()).unwrap(),
            "{\"Hostname\":\"node1\",\"ID\":\"a1\"}\n{\"Hostname\":\"node2 \\u003cx\\u003e\",\"ID\":\"b2\"}\n"
        );
    }

    #[test]
    fn errors_are_the_templates() {
        assert_eq!(
            LISTING.write("{{.Nope}}", rows()).unwrap_err(),
            "template parsing error: template: :1:2: executing \"\" at <.Nope>: can't evaluate field Nope in type *node.nodeContext"
        );
        assert_eq!(
            LISTING.write("{{.Hostname", rows()).unwrap_err(),
            "template parsing error: template: :1: unclosed action"
        );
    }

    #[test]
    fn words_and_ids_are_cut_as_the_cli_cuts_them() {
        assert_eq!(pretty("READY"), "Ready");
        assert_eq!(pretty(""), "");
        assert_eq!(short_id("sha256:0123456789abcdef"), "0123456789ab");
        assert_eq!(
            ellipsis("no suitable node (scheduling constraints", 30),
            "no suitable node (scheduling …"
        );
        assert_eq!(ellipsis("short", 30), "short");
    }
}
