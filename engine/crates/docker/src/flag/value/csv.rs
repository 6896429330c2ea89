//! One line of comma-separated fields as Go's `encoding/csv` reads it: quotes guard commas.

/// The fields of a line.
pub(crate) fn fields(line: &str) -> Result<Vec<String>, String> {
    if line.is_empty() {
        return Err("EOF".to_owned());
    }
    let mut fields = Vec::new();
    let mut rest = line;
    let mut column = 1;
    loop {
        let (field, used) = match rest.strip_prefix('"') {
            Some(inner) => quoted(inner, column)?,
            None => bare(rest, column)?,
        };
        fields.push(field);
        column += used;
        match rest[used..].strip_prefix(',') {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
        column += 1;
    }
}

/// A field without quotes and its length.
fn bare(text: &str, column: usize) -> Result<(String, usize), String> {
    let end = text.find(',').unwrap_or(text.len());
    if let Some(at) = text[..end].find('"') {
        return Err(failure(column + at, "bare \" in non-quoted field"));
    }
    Ok((text[..end].to_owned(), end))
}

/// A field in quotes, of which the first is already off, and its length with both.
fn quoted(text: &str, column: usize) -> Result<(String, usize), String> {
    let mut field = String::new();
    let mut used = 0;
    while let Some(at) = text[used..].find('"') {
        field.push_str(&text[used..used + at]);
        used += at + 1;
        match text[used..].chars().next() {
            Some('"') => {
                field.push('"');
                used += 1;
            }
            None | Some(',') => return Ok((field, used + 1)),
            Some(_) => {
                return Err(failure(
                    column + used,
                    "extraneous or missing \" in quoted-field",
                ));
            }
        }
    }
    Err(failure(
        column + text.len() + 1,
        "extraneous or missing \" in quoted-field",
    ))
}

fn failure(column: usize, reason: &str) -> String {
    format!("parse error on line 1, column {column}: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_guard_commas() {
        let check = |line: &str, expected: &[&str]| assert_eq!(fields(line).unwrap(), expected);
        check("a=1,b=2", &["a=1", "b=2"]);
        check("\"a=1,2\",b", &["a=1,2", "b"]);
        check("\"a\"\"b\"", &["a\"b"]);
        check("a,", &["a", ""]);
    }

    #[test]
    fn a_stray_quote_is_refused() {
        assert_eq!(
            fields("a\"b").unwrap_err(),
            "parse error on line 1, column 2: bare \" in non-quoted field"
        );
        assert!(fields("\"a").is_err());
        assert_eq!(fields("").unwrap_err(), "EOF");
    }
}
