//! Backslash escapes, as `$'…'`, `printf` and `echo -e` read them.

/// The text with the escapes of `$'…'` carried out.
pub(crate) fn ansi(text: &str) -> String {
    let mut carried_out = String::new();
    let mut rest = text;
    while let Some((letter, after)) = next_escape(rest, &mut carried_out) {
        rest = match letter {
            Letter::Done => after,
            Letter::Unknown(letter) => {
                carried_out.push('\\');
                carried_out.push(letter);
                after
            }
            Letter::Stop => break,
        };
    }
    // A zero byte ends a word of C's.
    if let Some(end) = carried_out.find('\0') {
        carried_out.truncate(end);
    }
    carried_out
}

/// What came of an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// It was carried out.
    Done,
    /// It means nothing here.
    Unknown(char),
    /// `\c`: nothing more is to be printed.
    Stop,
}

/// Copies letters up to and including the first escape; gives what stands behind it.
pub(crate) fn next_escape<'a>(text: &'a str, out: &mut String) -> Option<(Letter, &'a str)> {
    if text.is_empty() {
        return None;
    }
    let Some(at) = text.find('\\') else {
        out.push_str(text);
        return Some((Letter::Done, ""));
    };
    out.push_str(&text[..at]);
    let mut letters = text[at + 1..].chars();
    let Some(letter) = letters.next() else {
        out.push('\\');
        return Some((Letter::Done, ""));
    };
    let after = letters.as_str();
    let simple = match letter {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' | 'E' => '\u{1b}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' | '?' => letter,
        'c' => return Some((Letter::Stop, after)),
        'x' => return Some(coded(after, 16, 2, out).unwrap_or((Letter::Unknown('x'), after))),
        'u' => return Some(coded(after, 16, 4, out).unwrap_or((Letter::Unknown('u'), after))),
        'U' => return Some(coded(after, 16, 8, out).unwrap_or((Letter::Unknown('U'), after))),
        '0'..='7' => {
            let from_digit = &text[at + 1..];
            return coded(from_digit, 8, 3, out).or(Some((Letter::Unknown(letter), after)));
        }
        _ => return Some((Letter::Unknown(letter), after)),
    };
    out.push(simple);
    Some((Letter::Done, after))
}

/// A character by its number.
fn coded<'a>(
    text: &'a str,
    radix: u32,
    most: usize,
    out: &mut String,
) -> Option<(Letter, &'a str)> {
    let length = text
        .chars()
        .take(most)
        .take_while(|it| it.is_digit(radix))
        .count();
    let number = u32::from_str_radix(&text[..length], radix).ok()?;
    out.push(char::from_u32(number).unwrap_or('\u{fffd}'));
    Some((Letter::Done, &text[length..]))
}

/// The text in single quotes, however it looks: `${x@Q}`.
pub(crate) fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let mut escaped = String::new();
        for letter in text.chars() {
            match letter {
                '\n' => escaped.push_str("\\n"),
                '\t' => escaped.push_str("\\t"),
                '\r' => escaped.push_str("\\r"),
                '\u{1b}' => escaped.push_str("\\E"),
                '\'' | '\\' => escaped.extend(['\\', letter]),
                _ if letter.is_control() => {
                    escaped.push_str(&format!("\\{:03o}", u32::from(letter)))
                }
                _ => escaped.push(letter),
            }
        }
        return format!("$'{escaped}'");
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The text in quotes if it needs them: `set -x`.
pub(crate) fn quoted_if_needed(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./:=,@%+#".contains(letter);
    let needs = text.is_empty() || !text.chars().all(is_plain) || text.starts_with('#');
    if needs { quoted(text) } else { text.to_owned() }
}

/// The text with a backslash before what means something: `printf %q`.
pub(crate) fn escaped(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    if text.chars().any(char::is_control) {
        return quoted(text);
    }
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./:=@%+".contains(letter);
    let mut escaped = String::new();
    for letter in text.chars() {
        if !is_plain(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::ansi;

    #[test]
    fn escapes_are_carried_out() {
        assert_eq!(ansi(r"a\tb\n"), "a\tb\n");
        assert_eq!(ansi(r"\x41\101\u00e9"), "AAé");
        assert_eq!(ansi(r"\q\'"), r"\q'");
    }
}
