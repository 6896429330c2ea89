//! `echo`

use super::{Io, Started};
use crate::escape::{Letter, next_escape};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    Started::Done(echo(&words[1..], io))
}

/// Prints words, as the builtin and the program do.
pub(crate) fn echo(words: &[String], io: &mut Io<'_, '_>) -> u8 {
    let mut words = words;
    let mut ends_line = true;
    let mut escapes = false;
    while let [first, rest @ ..] = words
        && is_flags(first)
    {
        ends_line &= !first.contains('n');
        if let Some(last) = first.chars().rfind(|it| matches!(it, 'e' | 'E')) {
            escapes = last == 'e';
        }
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        let (escaped, is_cut) = carry_out(&text);
        text = escaped;
        ends_line &= !is_cut;
    }
    if ends_line {
        text.push('\n');
    }
    io.out(&text);
    u8::from(io.is_broken)
}

fn is_flags(word: &str) -> bool {
    word.len() > 1
        && word.starts_with('-')
        && word[1..].chars().all(|it| matches!(it, 'n' | 'e' | 'E'))
}

/// The text with its escapes carried out, and whether `\c` cut it off.
pub(super) fn carry_out(text: &str) -> (String, bool) {
    let mut out = String::new();
    let mut rest = text;
    while let Some((letter, after)) = next_escape(rest, &mut out) {
        match letter {
            Letter::Done => (),
            Letter::Unknown(letter) => out.extend(['\\', letter]),
            Letter::Stop => return (out, true),
        }
        rest = after;
    }
    (out, false)
}
