//! Go's `fmt.Sprint`, `Sprintln` and `Sprintf`, as far as templates use them.

use api::go::Value;

use crate::quote::quote;

/// Values one after the other, with a space between two that are no strings.
pub(super) fn sprint(values: &[Value]) -> String {
    let mut out = String::new();
    let mut was_text = true;
    for (at, value) in values.iter().enumerate() {
        let is_text = matches!(value, Value::Str(_));
        if at > 0 && !is_text && !was_text {
            out.push(' ');
        }
        out.push_str(&value.to_string());
        was_text = is_text;
    }
    out
}

/// Values with a space between any two, and a line's end.
pub(super) fn sprintln(values: &[Value]) -> String {
    let texts: Vec<String> = values.iter().map(Value::to_string).collect();
    format!("{}\n", texts.join(" "))
}

/// A verb with its flags: `%-10s`.
struct Verb {
    is_left: bool,
    is_zero: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

/// A text with verbs filled in.
pub(super) fn sprintf(format: &str, values: &[Value]) -> String {
    let mut out = String::new();
    let mut letters = format.chars().peekable();
    let mut values = values.iter();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let Some(verb) = verb(&mut letters) else {
            out.push_str("%!(NOVERB)");
            break;
        };
        if verb.letter == '%' {
            out.push('%');
            continue;
        }
        match values.next() {
            Some(value) => out.push_str(&padded(&verb, &filled(&verb, value))),
            None => out.push_str(&format!("%!{}(MISSING)", verb.letter)),
        }
    }
    let rest: Vec<String> = values
        .map(|value| format!("{}={value}", super::gotype::name(value)))
        .collect();
    if !rest.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", rest.join(", ")));
    }
    out
}

fn verb(letters: &mut core::iter::Peekable<core::str::Chars<'_>>) -> Option<Verb> {
    let mut verb = Verb {
        is_left: false,
        is_zero: false,
        width: 0,
        precision: None,
        letter: ' ',
    };
    while let Some(flag) = letters.next_if(|letter| "-0+# ".contains(*letter)) {
        verb.is_left |= flag == '-';
        verb.is_zero |= flag == '0';
    }
    verb.width = digits(letters).unwrap_or(0);
    if letters.next_if_eq(&'.').is_some() {
        verb.precision = Some(digits(letters).unwrap_or(0));
    }
    verb.letter = letters.next()?;
    Some(verb)
}

fn digits(letters: &mut core::iter::Peekable<core::str::Chars<'_>>) -> Option<usize> {
    let mut text = String::new();
    while let Some(digit) = letters.next_if(char::is_ascii_digit) {
        text.push(digit);
    }
    text.parse().ok()
}

fn filled(verb: &Verb, value: &Value) -> String {
    let cut = |text: String| match verb.precision {
        Some(length) => text.chars().take(length).collect(),
        None => text,
    };
    match (verb.letter, value) {
        ('v', value) => value.to_string(),
        ('T', value) => super::gotype::name(value),
        ('s', Value::Str(text)) => cut(text.clone()),
        ('s', Value::List(_) | Value::Map(_) | Value::Duration(_) | Value::Time(_)) => {
            value.to_string()
        }
        ('d', Value::Int(_) | Value::Uint(_)) | ('t', Value::Bool(_)) => value.to_string(),
        ('q', Value::Str(text)) => quote(text),
        ('x', Value::Int(number)) => format!("{number:x}"),
        ('x', Value::Uint(number)) => format!("{number:x}"),
        ('x', Value::Str(text)) => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        ('f' | 'g', Value::Ratio(ratio)) => match verb.precision {
            Some(places) => fixed(ratio.millionths, places),
            None if verb.letter == 'f' => fixed(ratio.millionths, 6),
            None => ratio.to_string(),
        },
        (letter, value) => {
            format!("%!{letter}({}={value})", super::gotype::name(value))
        }
    }
}

/// A number of millionths with so many places, rounded half away from zero.
fn fixed(millionths: i64, places: usize) -> String {
    let places = places.min(6);
    let unit = 10i64.pow(u32::try_from(6 - places).unwrap_or(0));
    let rounded = (millionths.abs() + unit / 2) / unit;
    let scale = 10i64.pow(u32::try_from(places).unwrap_or(0));
    let sign = if millionths < 0 { "-" } else { "" };
    if places == 0 {
        return format!("{sign}{rounded}");
    }
    format!("{sign}{}.{:0places$}", rounded / scale, rounded % scale)
}

fn padded(verb: &Verb, text: &str) -> String {
    let missing = verb.width.saturating_sub(text.chars().count());
    if verb.is_left {
        return format!("{text}{}", " ".repeat(missing));
    }
    let fill = if verb.is_zero { "0" } else { " " };
    format!("{}{text}", fill.repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_filled_as_go_fills_them() {
        let check = |format: &str, values: &[Value], expected: &str| {
            assert_eq!(sprintf(format, values), expected);
        };
        check("%s-%d", &[Value::Str("a".into()), Value::Int(3)], "a-3");
        check(
            "%-4s|%4d|%04d",
            &[Value::Str("a".into()), Value::Int(3), Value::Int(3)],
            "a   |   3|0003",
        );
        check("%q", &[Value::Str("a\"b".into())], "\"a\\\"b\"");
        check("%d", &[Value::Str("a".into())], "%!d(string=a)");
        check("%s", &[], "%!s(MISSING)");
        check("100%%", &[], "100%");
        check(
            "%.2f",
            &[Value::Ratio(api::go::Ratio {
                millionths: 255_000,
            })],
            "0.26",
        );
    }

    #[test]
    fn print_puts_spaces_between_numbers_only() {
        let values = [Value::Int(1), Value::Int(2), Value::Str("a".into())];
        assert_eq!(sprint(&values), "1 2a");
        assert_eq!(sprintln(&values), "1 2 a\n");
    }
}
