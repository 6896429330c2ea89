//! `cat`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, without_end};
use super::{Io, Started};

/// Passes on what it reads.
#[derive(Clone, Debug)]
pub(crate) struct Cat {
    numbers: Numbers,
    shows_ends: bool,
    shows_tabs: bool,
    /// `-v`
    shows_controls: bool,
    squeezes: bool,
    line: u64,
    was_blank: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    None,
    All,
    NotBlank,
}

const KNOWN: Known = Known {
    program: "cat",
    short: "nbsAeEtTuv",
    long: &[
        ("number", 'n'),
        ("number-nonblank", 'b'),
        ("squeeze-blank", 's'),
        ("show-all", 'A'),
        ("show-ends", 'E'),
        ("show-tabs", 'T'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let has = |letters: &str| letters.chars().any(|letter| arguments.has(letter));
    let numbers = match (has("b"), has("n")) {
        (true, _) => Numbers::NotBlank,
        (false, true) => Numbers::All,
        (false, false) => Numbers::None,
    };
    let cat = Cat {
        numbers,
        shows_ends: has("AeE"),
        shows_tabs: has("AtT"),
        shows_controls: has("vAet"),
        squeezes: has("s"),
        line: 0,
        was_blank: false,
    };
    Filter::start(&arguments.operands, Work::Cat(cat), io)
}

impl Cat {
    fn show(&self, content: &[u8], shown: &mut String) {
        if !self.shows_controls {
            let text = String::from_utf8_lossy(content);
            let tab = if self.shows_tabs { "^I" } else { "\t" };
            shown.push_str(&text.replace('\t', tab));
            return;
        }
        for byte in content {
            let meta = if *byte >= 128 { "M-" } else { "" };
            match byte & 127 {
                b'\t' if *byte < 128 && !self.shows_tabs => shown.push('\t'),
                low @ 0..32 => shown.push_str(&format!("{meta}^{}", char::from(low + 64))),
                127 => shown.push_str(&format!("{meta}^?")),
                low => shown.push_str(&format!("{meta}{}", char::from(low))),
            }
        }
    }
}

impl Lines for Cat {
    fn name(&self) -> &'static str {
        "cat"
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        let is_changed = self.shows_ends || self.shows_tabs || self.shows_controls || self.squeezes;
        let is_plain = self.numbers == Numbers::None && !is_changed;
        if is_plain {
            io.out_bytes(line);
            return Go::On;
        }
        let (content, is_ended) = without_end(line);
        let is_blank = content.is_empty();
        if self.squeezes && is_blank && self.was_blank {
            return Go::On;
        }
        self.was_blank = is_blank;
        let mut shown = String::new();
        if self.numbers == Numbers::All || (self.numbers == Numbers::NotBlank && !is_blank) {
            self.line += 1;
            shown.push_str(&format!("{:>6}\t", self.line));
        }
        self.show(content, &mut shown);
        if is_ended {
            shown.push_str(if self.shows_ends { "$\n" } else { "\n" });
        }
        io.out(&shown);
        Go::On
    }

    fn end(&mut self, has_failed: bool, _: &mut Io<'_, '_>) -> u8 {
        u8::from(has_failed)
    }
}
