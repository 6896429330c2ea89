//! What commands that list or inspect have in common: their flags, and what these come to.

use api::Filters;
use api::go::{ToGo, Value};

use crate::context::{Context, Failure, Stop};
use crate::flag::{Flag, Given, Kind};
use crate::template::{Data, Functions, Template};

/// `--format` of a listing.
pub(crate) const FORMAT: Flag = Flag::new(
    "format",
    Kind::Text,
    "Shape the output:\n\
     'table':            A table with column titles (default)\n\
     'table TEMPLATE':   A table whose columns this Go template names\n\
     'json':             JSON\n\
     'TEMPLATE':         What this Go template makes of each\n\
     Templates are explained at https://docs.docker.com/go/formatting/",
);

/// `--format` of an inspection; most have the short form `-f`.
pub(crate) const INSPECT_FORMAT: Flag = Flag::new(
    "format",
    Kind::Text,
    "Shape the output:\n\
     'json':             JSON\n\
     'TEMPLATE':         What this Go template makes of each\n\
     Templates are explained at https://docs.docker.com/go/formatting/",
)
.short('f');

/// `--filter` of a listing.
pub(crate) const FILTER: Flag = Flag::new(
    "filter",
    Kind::Filter,
    "List only what meets this condition",
)
.short('f');

/// `--quiet` of a listing.
pub(crate) const QUIET: Flag =
    Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q');

/// `--pretty` of an inspection.
pub(crate) const PRETTY: Flag =
    Flag::new("pretty", Kind::Switch, "Print a summary for people to read");

/// `--no-trunc` of a listing.
pub(crate) const NO_TRUNC: Flag =
    Flag::new("no-trunc", Kind::Switch, "Print values in full length");

/// The filters given.
pub(crate) fn filters(given: &Given) -> Filters {
    let mut filters = Filters::new();
    for pair in given.all("filter") {
        if let Some((name, value)) = pair.split_once('=') {
            add(&mut filters, name, value);
        }
    }
    filters
}

/// Adds a value to a filter, once.
pub(crate) fn add(filters: &mut Filters, name: &str, value: &str) {
    let values = filters.entry(name.to_owned()).or_default();
    if !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

/// An object to be inspected, and the name of its Go type.
#[derive(Clone, Debug)]
pub(crate) struct Inspected {
    pub value: Value,
    pub type_name: &'static str,
    /// Whether the CLI keeps the daemon's own JSON: then `<` and `>` stay as they are, and a field
    /// that the Go type lacks is looked for in the JSON.
    pub is_raw: bool,
}

impl Inspected {
    /// An object the CLI decodes and encodes again.
    pub fn typed(object: &impl ToGo, type_name: &'static str) -> Inspected {
        Inspected {
            value: object.to_go(),
            type_name,
            is_raw: false,
        }
    }

    /// An object the CLI passes on as the daemon sent it.
    pub fn raw(object: &impl ToGo, type_name: &'static str) -> Inspected {
        Inspected {
            is_raw: true,
            ..Inspected::typed(object, type_name)
        }
    }
}

/// The exit code of a template that does not parse, where docker/cli says so.
pub(crate) const BAD_TEMPLATE: u8 = 64;

/// docker/cli `inspect.Inspect`: shows every object of these names, then what was not found. A
/// template that does not parse ends it with this exit code.
pub(crate) fn inspect(
    cx: &mut Context<'_>,
    (format, bad_template): (&str, u8),
    find: impl Fn(&mut Context<'_>, &str) -> Result<Result<Inspected, String>, Stop>,
) -> Result<(), Stop> {
    let template = match format {
        "" | "json" => None,
        text => Some(Template::parse(text).map_err(|reason| {
            Stop::status(bad_template, format!("template parsing error: {reason}"))
        })?),
    };
    let mut shown = Vec::new();
    let mut errors = Vec::new();
    let mut lines = String::new();
    for name in cx.args() {
        match find(cx, name)? {
            Err(error) => errors.push(error),
            Ok(object) => match &template {
                None => shown.push(object),
                Some(template) => match line(template, &object) {
                    Ok(line) => lines.push_str(&format!("{line}\n")),
                    Err(error) => errors.push(error),
                },
            },
        }
    }
    let text = match template {
        None => json(&shown, format == "json"),
        Some(_) if lines.is_empty() => "\n".to_owned(),
        Some(_) => lines,
    };
    cx.out(text);
    if errors.is_empty() {
        return Ok(());
    }
    Err(Stop::Fails(Failure {
        text: errors.join("\n"),
        code: 1,
    }))
}

fn line(template: &Template, object: &Inspected) -> Result<String, String> {
    let data = Data::new(object.value.clone(), object.type_name);
    let mut result = template.execute(&data, Functions::Basic);
    if result.is_err() && object.is_raw {
        let mut data = Data::new(as_json_map(&object.value), "map[string]interface {}");
        data.strict_keys = true;
        result = template.execute(&data, Functions::Basic);
    }
    result.map_err(|failed| format!("template parsing error: {}", failed.reason))
}

fn json(objects: &[Inspected], is_compact: bool) -> String {
    let escapes = !objects.iter().any(|object| object.is_raw);
    let list = Value::List(Some(
        objects.iter().map(|object| object.value.clone()).collect(),
    ));
    let text = match (is_compact, escapes) {
        (true, true) => list.to_json(),
        (true, false) => list.to_json_raw(),
        (false, _) => list.to_json_indented(escapes),
    };
    format!("{text}\n")
}

/// A value as it looks after a way through JSON: structs are maps by their JSON keys.
fn as_json_map(value: &Value) -> Value {
    match value {
        Value::Ptr(inner) => as_json_map(inner),
        Value::List(Some(items)) => Value::List(Some(items.iter().map(as_json_map).collect())),
        Value::Map(Some(map)) => Value::Map(Some(
            map.iter()
                .map(|(key, value)| (key.clone(), as_json_map(value)))
                .collect(),
        )),
        Value::Struct(of) => {
            let mut map = std::collections::BTreeMap::new();
            for field in &of.fields {
                match as_json_map(&field.value) {
                    Value::Map(Some(inner)) if field.embedded => map.extend(inner),
                    _ if field.json == "-" || (field.omitempty && field.value.is_empty()) => (),
                    value => {
                        map.insert(field.json.to_owned(), value);
                    }
                }
            }
            Value::Map(Some(map))
        }
        Value::Time(time) => Value::Str(time.rfc3339()),
        other => other.clone(),
    }
}
