use std::collections::BTreeMap;

use api::go::{Field, Ratio, Struct, Value};
use sim::Duration;

use super::{Data, Functions, Template};

const TEMPLATES: &str = include_str!("../../testdata/templates.txt");

fn texts(texts: &[&str]) -> Value {
    Value::List(Some(
        texts
            .iter()
            .map(|text| Value::Str((*text).to_owned()))
            .collect(),
    ))
}

fn inner(value: &str) -> Value {
    let value = Value::Str(value.to_owned());
    Value::Struct(Struct {
        name: "Inner",
        fields: vec![Field::new(value, "Value", "Value")],
    })
}

fn thing() -> Value {
    let labels = [("one", "1"), ("two", "2")];
    let labels: BTreeMap<String, Value> = labels
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Value::Str((*value).to_owned())))
        .collect();
    let numbers = [3, 4, 5].map(Value::Int).to_vec();
    let fields = [
        ("Name", Value::Str("web".to_owned())),
        ("Count", Value::Int(17)),
        ("Size", Value::Int(-3)),
        ("Yes", Value::Bool(true)),
        ("Ratio", Value::Ratio(Ratio::parse("1.5").unwrap())),
        ("Inner", inner("v")),
        ("Pointer", Value::Ptr(Box::new(inner("p")))),
        ("ManagerStatus", Value::Nil),
        ("Numbers", Value::List(Some(numbers))),
        ("Words", texts(&["a", "b", "c"])),
        ("Nothing", Value::List(Some(Vec::new()))),
        ("Labels", Value::Map(Some(labels))),
        ("Span", Value::Duration(Duration::from_secs(90))),
    ];
    Value::Struct(Struct {
        name: "Thing",
        fields: fields
            .map(|(name, value)| Field::new(value, name, name))
            .into(),
    })
}

fn result(text: &str) -> String {
    let data = Data::new(thing(), "swarm.Thing");
    let written = Template::parse(text).and_then(|template| {
        let written = template.execute(&data, Functions::Basic);
        written.map_err(|failed| failed.reason)
    });
    written.unwrap_or_else(|reason| format!("!{reason}"))
}

/// `\n` in the file is a line's end, `\\` a backslash, `_` at either end a space.
fn meant(text: &str) -> String {
    let text = match text.strip_prefix('_') {
        Some(rest) => format!(" {}", rest.trim_start_matches('_')),
        None => text.to_owned(),
    };
    let text = match text.strip_suffix('_') {
        Some(rest) => format!("{rest} "),
        None => text,
    };
    let parts: Vec<String> = text
        .split("\\\\")
        .map(|part| part.replace("\\n", "\n"))
        .collect();
    parts.join("\\")
}

#[test]
fn templates_come_out_as_go_writes_them() {
    let mut differences = String::new();
    for line in TEMPLATES.lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (template, expected) = line.split_once(" => ").expect("a line has both sides");
        let template = if template.contains('`') {
            template.to_owned()
        } else {
            template.replace("}}\\n{{", "}}\n{{")
        };
        let (written, expected) = (result(&template), meant(expected));
        if written != expected {
            differences.push_str(&format!(
                "{template}\n  expected {expected}\n  ours     {written}\n"
            ));
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn what_was_written_before_an_error_is_kept() {
    let template = Template::parse("a{{.Name}}{{.Nope}}b").unwrap();
    let data = Data::new(thing(), "swarm.Thing");
    let failed = template.execute(&data, Functions::Basic).unwrap_err();
    assert_eq!(failed.written, "aweb");
}

#[test]
fn a_named_template_says_its_name() {
    let data = Data::new(thing(), "system.versionInfo");
    let failed = Template::named("version", "{{.Nope}}")
        .unwrap()
        .execute(&data, Functions::Basic);
    assert_eq!(
        failed.unwrap_err().reason,
        "template: version:1:2: executing \"version\" at <.Nope>: can't evaluate field Nope in type system.versionInfo"
    );
    let error = Template::named("version", "{{").unwrap_err();
    assert_eq!(error, "template: version:1: unclosed action");
}

#[test]
fn a_field_is_found_wherever_it_is_used() {
    let uses = |text: &str| Template::parse(text).unwrap().uses_field("Size");
    assert!(uses("{{.Size}}"));
    assert!(uses("{{if .Yes}}{{upper .Size}}{{end}}"));
    assert!(uses("{{range .Words}}{{else}}{{$.Size}}{{end}}"));
    assert!(!uses("{{.Name}} Size"));
}
