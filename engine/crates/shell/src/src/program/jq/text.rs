//! jq's functions of text: expressions, `@csv` and its like.

use super::evaluate::{Stopped, Values, fail};
use super::function::{described, string};
use super::json::Json;
use crate::program::base64;
use crate::regex::{self, Flavour};

pub(super) fn trimmed(
    value: &Json,
    cut: &Json,
    strip: impl for<'a> Fn(&'a str, &str) -> Option<&'a str>,
) -> Json {
    match (value, cut) {
        (Json::String(text), Json::String(cut)) => {
            Json::String(strip(text, cut).unwrap_or(text).to_owned())
        }
        _ => value.clone(),
    }
}

pub(super) fn compiled(pattern: &Json, flags: &Json) -> Result<regex_lite::Regex, Stopped> {
    let source = string(pattern)?;
    let ignores_case = matches!(flags, Json::String(flags) if flags.contains('i'));
    match regex::compile(source, Flavour::Perl, ignores_case) {
        Ok(regex) => Ok(regex),
        Err(problem) => fail(format!(
            "{source} (at offset 0) is not a valid regex: {problem}"
        )),
    }
}

pub(super) fn matches(name: &str, input: &Json, pattern: &Json, flags: &Json) -> Values {
    let regex = compiled(pattern, flags)?;
    let text = string(input)?;
    if name == "test" {
        return Ok(vec![Json::Bool(regex.is_match(text))]);
    }
    let Some(found) = regex.captures(text) else {
        return Ok(Vec::new());
    };
    if name == "capture" {
        let mut object = Json::Object(Vec::new());
        for group in regex.capture_names().flatten() {
            let value = found
                .name(group)
                .map_or(Json::Null, |it| Json::String(it.as_str().to_owned()));
            object.put(group.to_owned(), value);
        }
        return Ok(vec![object]);
    }
    let whole = found.get(0).map_or("", |it| it.as_str());
    let offset = found
        .get(0)
        .map_or(0, |it| text[..it.start()].chars().count());
    let field = |key: &str, value: Json| (key.to_owned(), value);
    Ok(vec![Json::Object(vec![
        field("offset", Json::whole(offset)),
        field("length", Json::whole(whole.chars().count())),
        field("string", Json::String(whole.to_owned())),
        field("captures", Json::Array(Vec::new())),
    ])])
}

/// `@csv` and its like; `text` is how a value stands in a string.
pub(super) fn format(name: &str, value: &Json) -> Result<String, Stopped> {
    let text = || match value {
        Json::String(text) => text.clone(),
        other => other.compact(),
    };
    let row = |separator: &str, quote: &dyn Fn(&str) -> String| -> Result<String, Stopped> {
        let Json::Array(values) = value else {
            return fail(format!(
                "{} cannot be {name}-formatted, only an array can be",
                described(value)
            ));
        };
        let mut cells = Vec::new();
        for cell in values {
            cells.push(match cell {
                Json::String(text) => quote(text),
                Json::Null => String::new(),
                Json::Bool(_) | Json::Number(_) => cell.compact(),
                Json::Array(_) | Json::Object(_) => {
                    return fail(format!("{} is not valid in a {name} row", described(cell)));
                }
            });
        }
        Ok(cells.join(separator))
    };
    match name {
        "json" => Ok(value.compact()),
        "csv" => row(",", &|text| format!("\"{}\"", text.replace('"', "\"\""))),
        "tsv" => row("\t", &|text| {
            text.replace('\\', "\\\\")
                .replace('\t', "\\t")
                .replace('\n', "\\n")
        }),
        "sh" if matches!(value, Json::Array(_)) => row(" ", &crate::escape::quoted),
        "sh" => Ok(crate::escape::quoted(&text())),
        "base64" => Ok(base64::encode(text().as_bytes())),
        "html" => Ok(text()
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")),
        "uri" => {
            let is_plain = |it: &u8| it.is_ascii_alphanumeric() || b"-_.~".contains(it);
            let escaped = |it: u8| {
                if is_plain(&it) {
                    char::from(it).to_string()
                } else {
                    format!("%{it:02X}")
                }
            };
            Ok(text().bytes().map(escaped).collect())
        }
        _ => Ok(text()),
    }
}
