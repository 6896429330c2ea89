//! `wc`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work};
use super::{Io, Started};

/// Counts lines, words, letters and bytes.
#[derive(Clone, Debug)]
pub(crate) struct Wc {
    /// Which counts are shown, as their letters.
    shows: String,
    width: usize,
    file: Option<String>,
    counts: Counts,
    total: Counts,
    files: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    lines: u64,
    words: u64,
    letters: u64,
    bytes: u64,
    longest: u64,
}

const KNOWN: Known = Known {
    program: "wc",
    short: "lwmcL",
    long: &[
        ("lines", 'l'),
        ("words", 'w'),
        ("chars", 'm'),
        ("bytes", 'c'),
        ("max-line-length", 'L'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let mut shows: String = "lwmcL".chars().filter(|it| arguments.has(*it)).collect();
    if shows.is_empty() {
        shows.push_str("lwc");
    }
    let width = width(&shows, &arguments.operands, io);
    let wc = Wc {
        shows,
        width,
        file: None,
        counts: Counts::default(),
        total: Counts::default(),
        files: 0,
    };
    Filter::start(&arguments.operands, Work::Wc(wc), io)
}

/// GNU wc makes columns as wide as the sum of the files' sizes, and 7 wide when it cannot know; a
/// single number stands alone.
fn width(shows: &str, files: &[String], io: &mut Io<'_, '_>) -> usize {
    if shows.len() == 1 && files.len() <= 1 {
        return 1;
    }
    if files.is_empty() {
        return io.input_size().map_or(7, |size| size.to_string().len());
    }
    if files.iter().any(|it| it == "-") {
        return 7;
    }
    let mut total = 0;
    for file in files {
        total += super::input::read_file(file, io).map_or(0, |content| content.len());
    }
    total.to_string().len()
}

impl Wc {
    fn show(&self, counts: &Counts, name: &str, io: &mut Io<'_, '_>) {
        let numbers: Vec<String> = self
            .shows
            .chars()
            .map(|letter| match letter {
                'l' => counts.lines,
                'w' => counts.words,
                'm' => counts.letters,
                'c' => counts.bytes,
                _ => counts.longest,
            })
            .map(|number| format!("{number:>width$}", width = self.width))
            .collect();
        let gap = if name.is_empty() { "" } else { " " };
        io.out(&format!("{}{gap}{name}\n", numbers.join(" ")));
    }

    fn finish_file(&mut self, io: &mut Io<'_, '_>) {
        let Some(file) = self.file.take() else { return };
        let counts = std::mem::take(&mut self.counts);
        self.show(&counts, if file == "-" { "" } else { &file }, io);
        self.total.lines += counts.lines;
        self.total.words += counts.words;
        self.total.letters += counts.letters;
        self.total.bytes += counts.bytes;
        self.total.longest = self.total.longest.max(counts.longest);
        self.files += 1;
    }
}

impl Lines for Wc {
    fn name(&self) -> &'static str {
        "wc"
    }

    fn begin(&mut self, file: &str, io: &mut Io<'_, '_>) -> Go {
        self.finish_file(io);
        self.file = Some(file.to_owned());
        Go::On
    }

    fn line(&mut self, line: &[u8], _: &mut Io<'_, '_>) -> Go {
        let text = String::from_utf8_lossy(line);
        self.counts.lines += u64::from(line.ends_with(b"\n"));
        self.counts.words += text.split_whitespace().count() as u64;
        self.counts.letters += text.chars().count() as u64;
        self.counts.bytes += line.len() as u64;
        let length = text.trim_end_matches('\n').chars().count() as u64;
        self.counts.longest = self.counts.longest.max(length);
        Go::On
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        self.finish_file(io);
        if self.files > 1 {
            let total = self.total;
            self.show(&total, "total", io);
        }
        u8::from(has_failed)
    }
}
