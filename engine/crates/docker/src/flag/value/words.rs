//! A command line split into words, as google/shlex does for `--entrypoint` and `--args`.

/// What a letter is inside of.
enum Inside {
    Nothing,
    Single,
    Double,
}

/// The words; `#` at the start of a word begins a comment.
pub(crate) fn split(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut inside = Inside::Nothing;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (&inside, letter) {
            (Inside::Nothing, '\'') => inside = Inside::Single,
            (Inside::Nothing, '"') => inside = Inside::Double,
            (Inside::Single, '\'') | (Inside::Double, '"') => inside = Inside::Nothing,
            (Inside::Nothing | Inside::Double, '\\') => {
                let next = letters
                    .next()
                    .ok_or("EOF found after escape character".to_owned())?;
                word.get_or_insert_default().push(next);
            }
            (Inside::Nothing, '#') if word.is_none() => {
                for letter in letters.by_ref() {
                    if letter == '\n' {
                        break;
                    }
                }
            }
            (Inside::Nothing, ' ' | '\t' | '\r' | '\n') => {
                words.extend(word.take());
                continue;
            }
            (Inside::Nothing | Inside::Single | Inside::Double, letter) => {
                word.get_or_insert_default().push(letter);
            }
        }
        if matches!(letter, '\'' | '"') {
            word.get_or_insert_default();
        }
    }
    match inside {
        Inside::Nothing => (),
        Inside::Single | Inside::Double => {
            return Err("EOF found when expecting closing quote".to_owned());
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        let check = |text: &str, expected: &[&str]| assert_eq!(split(text).unwrap(), expected);
        check("nginx -g 'daemon off;'", &["nginx", "-g", "daemon off;"]);
        check("a \"b c\" d\\ e ''", &["a", "b c", "d e", ""]);
        check("", &[]);
        check("a # comment", &["a"]);
    }

    #[test]
    fn an_open_quote_is_refused() {
        assert_eq!(
            split("a 'b"),
            Err("EOF found when expecting closing quote".into())
        );
        assert_eq!(split("a\\"), Err("EOF found after escape character".into()));
    }
}
