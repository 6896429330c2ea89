//! Regular expressions of POSIX, as `grep`, `sed`, `awk` and `[[ =~ ]]` read them.
//!
//! They are rewritten for the crate `regex-lite`, which takes time in proportion to the text
//! whatever the expression. Unlike GNU, the first alternative that fits is taken, not the longest,
//! and there are no back-references in a pattern.

use regex_lite::{Regex, RegexBuilder};

use crate::pattern::class_ranges;

/// Which letters need a backslash to mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// `grep`, `sed`: `\(`, `\{`, `\|`, `\+`, `\?`
    Basic,
    /// `grep -E`, `sed -E`, `awk`
    Extended,
    /// `grep -P`
    Perl,
    /// `grep -F`: none
    Fixed,
}

/// Compiles an expression; an error is grep's message.
pub(crate) fn compile(source: &str, flavour: Flavour, ignores_case: bool) -> Result<Regex, String> {
    let translated = match flavour {
        Flavour::Fixed => quote(source),
        Flavour::Perl => source.to_owned(),
        Flavour::Basic | Flavour::Extended => Translation::new(source, flavour).run()?,
    };
    // Real expressions need a few kilobytes; the limit keeps `(((a{99}){99}){99})` from all memory.
    let mut builder = RegexBuilder::new(&translated);
    builder
        .case_insensitive(ignores_case)
        .size_limit(1 << 20)
        .nest_limit(60);
    builder
        .build()
        .map_err(|_| "Invalid regular expression".to_owned())
}

/// The expression that only this text is of.
pub(crate) fn quote(text: &str) -> String {
    regex_lite::escape(text)
}

struct Translation<'a> {
    letters: std::iter::Peekable<std::str::Chars<'a>>,
    flavour: Flavour,
    out: String,
    open: u32,
    /// Nothing stands before that a `*` could repeat.
    at_start: bool,
}

impl<'a> Translation<'a> {
    fn new(source: &'a str, flavour: Flavour) -> Translation<'a> {
        let letters = source.chars().peekable();
        Translation {
            letters,
            flavour,
            out: String::new(),
            open: 0,
            at_start: true,
        }
    }

    fn run(mut self) -> Result<String, String> {
        while let Some(letter) = self.letters.next() {
            self.letter(letter)?;
        }
        if self.open > 0 {
            return Err("Unmatched ( or \\(".to_owned());
        }
        Ok(self.out)
    }

    fn letter(&mut self, letter: char) -> Result<(), String> {
        let was_start = std::mem::replace(&mut self.at_start, false);
        let is_extended = self.flavour == Flavour::Extended;
        match letter {
            '\\' => return self.backslash(),
            '[' => return self.bracket(),
            '*' if was_start => self.out.push_str("\\*"),
            '*' | '.' => self.out.push(letter),
            '^' if is_extended || was_start => {
                self.out.push('^');
                self.at_start = true;
            }
            '$' if is_extended || self.is_at_end() => self.out.push('$'),
            '(' if is_extended => self.open_group(),
            ')' if is_extended && self.open > 0 => self.close_group(),
            '|' if is_extended => self.alternative(),
            '+' | '?' if is_extended && !was_start => self.out.push(letter),
            '{' if is_extended && !was_start && self.is_interval() => self.interval("}")?,
            _ => self.out.push_str(&quote(letter.encode_utf8(&mut [0; 4]))),
        }
        Ok(())
    }

    /// In a basic expression `$` is an anchor only at the end of it or of a group.
    fn is_at_end(&self) -> bool {
        let rest: String = self.letters.clone().take(2).collect();
        rest.is_empty() || rest == "\\)" || rest == "\\|"
    }

    fn open_group(&mut self) {
        self.open += 1;
        self.out.push('(');
        self.at_start = true;
    }

    fn close_group(&mut self) {
        self.open -= 1;
        self.out.push(')');
    }

    fn alternative(&mut self) {
        self.out.push('|');
        self.at_start = true;
    }

    fn is_interval(&self) -> bool {
        let inside: String = self.letters.clone().take_while(|it| *it != '}').collect();
        let is_closed = self.letters.clone().any(|it| it == '}');
        is_closed && !inside.is_empty() && inside.chars().all(|it| it.is_ascii_digit() || it == ',')
    }

    /// `{2,5}`, up to what closes it.
    fn interval(&mut self, close: &str) -> Result<(), String> {
        let mut inside = String::new();
        while !inside.ends_with(close) {
            inside.push(self.letters.next().ok_or("Unmatched { or \\{")?);
        }
        let inside = inside.trim_end_matches(close);
        let inside = if inside.starts_with(',') {
            format!("0{inside}")
        } else {
            inside.to_owned()
        };
        self.out.push_str(&format!("{{{inside}}}"));
        Ok(())
    }

    fn backslash(&mut self) -> Result<(), String> {
        let Some(letter) = self.letters.next() else {
            return Err("Trailing backslash".to_owned());
        };
        let is_basic = self.flavour == Flavour::Basic;
        match letter {
            '(' if is_basic => self.open_group(),
            ')' if is_basic && self.open == 0 => return Err("Unmatched ) or \\)".to_owned()),
            ')' if is_basic => self.close_group(),
            '|' if is_basic => self.alternative(),
            '{' if is_basic => self.interval("\\}")?,
            '+' | '?' if is_basic => self.out.push(letter),
            'w' | 'W' | 's' | 'S' | 'b' | 'B' => self.out.extend(['\\', letter]),
            '<' => self.out.push_str("\\b{start}"),
            '>' => self.out.push_str("\\b{end}"),
            'n' => self.out.push('\n'),
            't' => self.out.push('\t'),
            '1'..='9' => return Err("Back-references are not supported here".to_owned()),
            _ => self.out.push_str(&quote(letter.encode_utf8(&mut [0; 4]))),
        }
        Ok(())
    }

    /// `[…]`, in which a backslash is a letter.
    fn bracket(&mut self) -> Result<(), String> {
        let unmatched = || "Unmatched [, [^, [:, [., or [=".to_owned();
        let negated = self.letters.next_if_eq(&'^').is_some();
        let mut ranges: Vec<(char, char)> = Vec::new();
        let mut is_first = true;
        if self.letters.peek().is_none() {
            return Err("Invalid regular expression".to_owned());
        }
        loop {
            let letter = self.letters.next().ok_or_else(unmatched)?;
            if letter == ']' && !is_first {
                break;
            }
            is_first = false;
            if letter == '[' && self.letters.next_if_eq(&':').is_some() {
                let name: String =
                    std::iter::from_fn(|| self.letters.next_if(char::is_ascii_alphabetic))
                        .collect();
                if self.letters.next() != Some(':') || self.letters.next() != Some(']') {
                    return Err(unmatched());
                }
                let class = class_ranges(&name).ok_or("Invalid character class name")?;
                ranges.extend(class);
                continue;
            }
            let mut ahead = self.letters.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|it| it != ']');
            if !is_range {
                ranges.push((letter, letter));
                continue;
            }
            self.letters.next();
            let high = self.letters.next().ok_or_else(unmatched)?;
            if high < letter {
                return Err("Invalid range end".to_owned());
            }
            ranges.push((letter, high));
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        for (low, high) in ranges {
            self.out.push_str(&format!(
                "\\x{{{:x}}}-\\x{{{:x}}}",
                u32::from(low),
                u32::from(high)
            ));
        }
        self.out.push(']');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(source: &str, flavour: Flavour, text: &str) -> Option<String> {
        let regex = compile(source, flavour, false).expect("it is an expression");
        regex.find(text).map(|it| it.as_str().to_owned())
    }

    #[test]
    fn both_flavours_are_read() {
        let basic = |source, text| takes(source, Flavour::Basic, text);
        let extended = |source, text| takes(source, Flavour::Extended, text);
        assert_eq!(basic("a+b", "xa+b").as_deref(), Some("a+b"));
        assert_eq!(basic(r"\(ab\)\{2\}", "ababab").as_deref(), Some("abab"));
        assert_eq!(basic(r"a\|b", "b").as_deref(), Some("b"));
        assert_eq!(basic("*x", "*x").as_deref(), Some("*x"));
        assert_eq!(basic("a$b", "a$b").as_deref(), Some("a$b"));
        assert_eq!(extended("(ab){2}|c+", "ccc").as_deref(), Some("ccc"));
        assert_eq!(extended("[[:digit:]]+[.]", "v10.").as_deref(), Some("10."));
        assert_eq!(extended(r"[\n]x", r"\x").as_deref(), Some(r"\x"));
        assert_eq!(extended("{a}", "{a}").as_deref(), Some("{a}"));
        assert_eq!(extended(r"\<web\>", "my web").as_deref(), Some("web"));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |source, flavour| compile(source, flavour, false).expect_err("it is none");
        assert_eq!(
            error("[a", Flavour::Basic),
            "Unmatched [, [^, [:, [., or [="
        );
        assert_eq!(error("(a", Flavour::Extended), "Unmatched ( or \\(");
        assert_eq!(error("a\\", Flavour::Basic), "Trailing backslash");
    }
}
