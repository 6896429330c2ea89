//! Text in quotes as Go's `strconv.Quote` and `%q` write it.

use std::fmt::Write;

/// `"a\tb"`.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        escape(letter, '"', &mut out);
    }
    out.push('"');
    out
}

/// `'z'`.
pub(crate) fn quote_letter(letter: char) -> String {
    let mut out = String::from("'");
    escape(letter, '\'', &mut out);
    out.push('\'');
    out
}

fn escape(letter: char, mark: char, out: &mut String) {
    match letter {
        letter if letter == mark => {
            out.push('\\');
            out.push(letter);
        }
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        letter if letter.is_control() => {
            write!(out, "\\x{:02x}", u32::from(letter)).expect("a String takes any text");
        }
        letter => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_as_go_quotes_it() {
        assert_eq!(quote("a\"b\\c\n"), r#""a\"b\\c\n""#);
        assert_eq!(quote("스웜"), "\"스웜\"");
        assert_eq!(quote("\u{1}"), "\"\\x01\"");
        assert_eq!(quote_letter('z'), "'z'");
        assert_eq!(quote_letter('\''), "'\\''");
    }
}
