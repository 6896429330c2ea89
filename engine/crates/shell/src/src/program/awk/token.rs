//! awk's words.

/// A word of a program.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(String),
    Text(String),
    Regex(String),
    Name(String),
    /// A name right before `(`.
    Call(String),
    /// An operator, a bracket or a keyword.
    Sign(&'static str),
    /// The end of a line or `;`.
    Break,
}

const SIGNS: &[&str] = &[
    "**=", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "++", "--",
    ">>", "**", "!~", "{", "}", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "^", "!", ">",
    "<", "|", "?", ":", "~", "$", "=",
];

const KEYWORDS: &[&str] = &[
    "BEGIN", "END", "if", "else", "while", "do", "for", "in", "break", "continue", "next", "exit",
    "print", "printf", "delete", "function", "getline", "return",
];

/// Reads a program's words; an error says what is wrong.
/// Each comes with its line.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, String> {
    let mut tokens: Vec<(Token, usize)> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let line = text[..text.len() - rest.len()].matches('\n').count() + 1;
        if rest.starts_with("\\\n") {
            rest = &rest[2..];
        } else if first == '\n' || first == ';' {
            tokens.push((Token::Break, line));
            rest = &rest[1..];
        } else if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else if first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if first == '"' {
            let (content, after) =
                quoted(&rest[1..], '"').ok_or("line 1: runaway string constant")?;
            tokens.push((Token::Text(content), line));
            rest = after;
        } else if first == '/' && wants_operand(tokens.last().map(|(token, _)| token)) {
            let (content, after) =
                delimited(&rest[1..]).ok_or("line 1: runaway regular expression")?;
            tokens.push((Token::Regex(content), line));
            rest = after;
        } else if first.is_ascii_digit()
            || (first == '.' && rest[1..].starts_with(|it: char| it.is_ascii_digit()))
        {
            let end = number_end(rest);
            tokens.push((Token::Number(rest[..end].to_owned()), line));
            rest = &rest[end..];
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest
                .find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let token = match KEYWORDS.iter().find(|it| **it == word) {
                Some(keyword) => Token::Sign(keyword),
                None if after.starts_with('(') => Token::Call(word.to_owned()),
                None => Token::Name(word.to_owned()),
            };
            tokens.push((token, line));
            rest = after;
        } else {
            let Some(sign) = SIGNS.iter().find(|it| rest.starts_with(**it)) else {
                return Err(format!("line {line}: syntax error at or near {first}"));
            };
            let sign_meant = match *sign {
                "**" => "^",
                "**=" => "^=",
                sign => sign,
            };
            tokens.push((Token::Sign(sign_meant), line));
            rest = &rest[sign.len()..];
        }
    }
    Ok(tokens)
}

/// Where a number ends, its exponent included.
fn number_end(text: &str) -> usize {
    let end = text
        .find(|it: char| !it.is_ascii_digit() && it != '.')
        .unwrap_or(text.len());
    let Some(rest) = text[end..].strip_prefix(['e', 'E']) else {
        return end;
    };
    let sign = usize::from(rest.starts_with(['-', '+']));
    let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        end
    } else {
        end + 1 + sign + digits
    }
}

/// Whether a `/` begins an expression and divides nothing.
fn wants_operand(before: Option<&Token>) -> bool {
    match before {
        None | Some(Token::Break) => true,
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]" | "++" | "--"),
        Some(
            Token::Number(_) | Token::Text(_) | Token::Regex(_) | Token::Name(_) | Token::Call(_),
        ) => false,
    }
}

/// Text up to a quote, its escapes carried out.
fn quoted(text: &str, end: char) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                'n' => content.push('\n'),
                't' => content.push('\t'),
                'r' => content.push('\r'),
                other @ ('\\' | '"' | '/') => content.push(other),
                other => content.extend(['\\', other]),
            },
            _ if letter == end => return Some((content, &text[at + 1..])),
            _ => content.push(letter),
        }
    }
    None
}

/// A regular expression up to its `/`.
fn delimited(text: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                '/' => content.push('/'),
                other => content.extend(['\\', other]),
            },
            '/' => return Some((content, &text[at + 1..])),
            '\n' => return None,
            _ => content.push(letter),
        }
    }
    None
}
