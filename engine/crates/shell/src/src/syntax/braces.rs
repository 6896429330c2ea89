//! Brace expansion: `{a,b}` and `{1..10}`, before anything else is expanded.

use super::{Part, Word};

/// More words than this from one are not made: the braces stay as they are. Unlike bash, which
/// would fill its memory.
const WORD_LIMIT: usize = 100_000;

/// Longer words keep their braces, too: nobody types one.
const LENGTH_LIMIT: usize = 20_000;

/// Numbers are not filled with zeros beyond this.
const WIDTH_LIMIT: usize = 1_000;

/// So many opening braces without a meaning are looked at.
const ATTEMPTS: usize = 200;

/// The words that the braces of this one stand for; the word itself if it has none.
pub(crate) fn expand(word: Word) -> Vec<Word> {
    let has_braces = word
        .parts
        .iter()
        .any(|part| matches!(part, Part::Plain(text) if text.contains('{')));
    if !has_braces || word.source.len() > LENGTH_LIMIT {
        return vec![word];
    }
    let marks: Vec<Mark> = word.parts.iter().cloned().flat_map(marks).collect();
    let Some(expanded) = combinations(&marks, 0) else {
        return vec![word];
    };
    expanded
        .into_iter()
        .map(|marks| Word {
            parts: joined(marks),
            source: word.source.clone(),
        })
        .collect()
}

/// A plain letter, or a part that braces leave alone.
#[derive(Clone, Debug)]
enum Mark {
    Letter(char),
    Whole(Part),
}

fn marks(part: Part) -> Vec<Mark> {
    match part {
        Part::Plain(text) => text.chars().map(Mark::Letter).collect(),
        whole => vec![Mark::Whole(whole)],
    }
}

fn joined(marks: Vec<Mark>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for mark in marks {
        match (mark, parts.last_mut()) {
            (Mark::Letter(letter), Some(Part::Plain(text))) => text.push(letter),
            (Mark::Letter(letter), _) => parts.push(Part::Plain(letter.into())),
            (Mark::Whole(part), _) => parts.push(part),
        }
    }
    parts
}

/// All ways to read these letters; `None` when there would be too many, or too deep.
fn combinations(marks: &[Mark], depth: u32) -> Option<Vec<Vec<Mark>>> {
    let Some((begin, alternatives, end)) = first_braces(marks, depth)? else {
        return Some(vec![marks.to_vec()]);
    };
    let tails = combinations(&marks[end..], depth + 1)?;
    if alternatives.len().saturating_mul(tails.len()) > WORD_LIMIT {
        return None;
    }
    let mut words = Vec::new();
    for alternative in &alternatives {
        for tail in &tails {
            words.push([&marks[..begin], alternative, tail].concat());
        }
    }
    Some(words)
}

type Braces = (usize, Vec<Vec<Mark>>, usize);

/// The first braces that mean something: where they begin, what they stand for, where they end.
fn first_braces(marks: &[Mark], depth: u32) -> Option<Option<Braces>> {
    if depth > 40 {
        return None;
    }
    let opening = (0..marks.len()).filter(|&at| is(&marks[at], '{'));
    for open in opening.take(ATTEMPTS) {
        let is_parameter = open > 0 && is(&marks[open - 1], '$');
        if let Some((commas, close)) = closing(&marks[open + 1..])
            && !is_parameter
        {
            let inside = &marks[open + 1..open + 1 + close];
            if let Some(alternatives) = alternatives(inside, &commas, depth)? {
                return Some(Some((open, alternatives, open + close + 2)));
            }
        }
    }
    Some(None)
}

/// Where the commas of this level lie, and where its brace closes.
fn closing(marks: &[Mark]) -> Option<(Vec<usize>, usize)> {
    let mut level = 0;
    let mut commas = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        match mark {
            Mark::Letter('{') => level += 1,
            Mark::Letter('}') if level == 0 => return Some((commas, at)),
            Mark::Letter('}') => level -= 1,
            Mark::Letter(',') if level == 0 => commas.push(at),
            Mark::Letter(_) | Mark::Whole(_) => (),
        }
    }
    None
}

fn alternatives(inside: &[Mark], commas: &[usize], depth: u32) -> Option<Option<Vec<Vec<Mark>>>> {
    if commas.is_empty() {
        return Some(sequence(inside));
    }
    let mut found = Vec::new();
    let mut from = 0;
    for &comma in commas.iter().chain([&inside.len()]) {
        found.extend(combinations(&inside[from..comma], depth + 1)?);
        from = comma + 1;
    }
    Some(Some(found))
}

/// `1..10`, `01..10..3`, `a..e`
fn sequence(inside: &[Mark]) -> Option<Vec<Vec<Mark>>> {
    let text: String = inside
        .iter()
        .map(|mark| match mark {
            Mark::Letter(letter) => Some(*letter),
            Mark::Whole(_) => None,
        })
        .collect::<Option<_>>()?;
    let bounds: Vec<&str> = text.split("..").collect();
    let (first, last, step) = match bounds.as_slice() {
        [first, last] => (*first, *last, 1),
        [first, last, step] => (*first, *last, step.parse::<i64>().ok()?),
        _ => return None,
    };
    let words = numbers(first, last, step).or_else(|| letters(first, last, step))?;
    Some(
        words
            .into_iter()
            .map(|word| word.chars().map(Mark::Letter).collect())
            .collect(),
    )
}

fn numbers(first: &str, last: &str, step: i64) -> Option<Vec<String>> {
    let is_padded = |text: &str| {
        let digits = text.trim_start_matches('-');
        digits.len() > 1 && digits.starts_with('0')
    };
    let width = if is_padded(first) || is_padded(last) {
        first.len().max(last.len())
    } else {
        0
    };
    let (first, last) = (first.parse::<i64>().ok()?, last.parse::<i64>().ok()?);
    let numbers = steps(first, last, step)?;
    Some(
        numbers
            .into_iter()
            .map(|number| format!("{number:0width$}", width = width.min(WIDTH_LIMIT)))
            .collect(),
    )
}

fn letters(first: &str, last: &str, step: i64) -> Option<Vec<String>> {
    let letter = |text: &str| match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(i64::from(*letter)),
        _ => None,
    };
    let codes = steps(letter(first)?, letter(last)?, step)?;
    codes
        .into_iter()
        .map(|code| Some(char::from(u8::try_from(code).ok()?).to_string()))
        .collect()
}

fn steps(first: i64, last: i64, step: i64) -> Option<Vec<i64>> {
    let step = i64::try_from(step.unsigned_abs().max(1)).ok()?;
    let count = first.checked_sub(last)?.checked_abs()? / step + 1;
    if usize::try_from(count).ok()? > WORD_LIMIT {
        return None;
    }
    let step = if first <= last { step } else { -step };
    Some((0..count).map(|it| first + it * step).collect())
}

fn is(mark: &Mark, letter: char) -> bool {
    matches!(mark, Mark::Letter(it) if *it == letter)
}
