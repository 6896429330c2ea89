//! `base64`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work};
use super::{Io, Started};

/// Writes bytes as letters, or reads them back.
#[derive(Clone, Debug)]
pub(crate) struct Base64 {
    decodes: bool,
    /// `-w`: letters in a line; 0 for one line.
    width: usize,
    gathered: Vec<u8>,
}

const KNOWN: Known = Known {
    program: "base64",
    short: "dw:i",
    long: &[("decode", 'd'), ("wrap", 'w'), ("ignore-garbage", 'i')],
    stops_at_operand: false,
};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let width = arguments.value('w').map_or(Some(76), |it| it.parse().ok());
    let Some(width) = width else {
        return Started::refuse("base64: invalid wrap size\n", 1, io);
    };
    let work = Base64 {
        decodes: arguments.has('d'),
        width,
        gathered: Vec::new(),
    };
    Filter::start(&arguments.operands, Work::Base64(work), io)
}

/// Bytes as letters.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number = group
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// Letters as bytes; `None` if they are not base64.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text
        .iter()
        .copied()
        .filter(|it| !it.is_ascii_whitespace())
        .collect();
    let digits: Vec<u8> = letters
        .iter()
        .copied()
        .take_while(|it| *it != b'=')
        .collect();
    if !letters.len().is_multiple_of(4) || letters.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let mut number = 0_u32;
        for letter in group {
            let value = LETTERS.iter().position(|it| it == letter)?;
            number = number << 6 | value as u32;
        }
        number <<= 6 * (4 - group.len());
        bytes.extend(&number.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

impl Lines for Base64 {
    fn name(&self) -> &'static str {
        "base64"
    }

    fn line(&mut self, line: &[u8], _: &mut Io<'_, '_>) -> Go {
        self.gathered.extend(line);
        Go::On
    }

    fn held(&self) -> usize {
        self.gathered.len()
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        if self.decodes {
            match decode(&self.gathered) {
                Some(bytes) => io.out_bytes(&bytes),
                None => {
                    io.err("base64: invalid input\n");
                    return 1;
                }
            }
        } else {
            let text = encode(&self.gathered);
            if self.width == 0 {
                io.out(&text);
            } else {
                for line in text.as_bytes().chunks(self.width) {
                    io.out(&format!("{}\n", String::from_utf8_lossy(line)));
                }
            }
        }
        u8::from(has_failed)
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn letters_and_bytes_are_inverse() {
        for text in ["", "a", "ab", "abc", "mypassword"] {
            assert_eq!(
                decode(encode(text.as_bytes()).as_bytes()).as_deref(),
                Some(text.as_bytes())
            );
        }
        assert_eq!(encode(b"hello"), "aGVsbG8=");
        assert_eq!(decode(b"a==="), None);
    }
}
