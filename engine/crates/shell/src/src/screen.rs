//! A terminal's screen: what programs write becomes what is seen.
//!
//! Cursor movements, erasing and line wrapping are carried out, colours are dropped. Lines that
//! scroll off the top settle in a [`Text`]. After the control functions of xterm that Docker, curl,
//! `watch` and `clear` use; the crate `avt` does more, but keeps every cell of a hundred thousand
//! lines.

use crate::text::Text;
use docker::TerminalSize;

/// What a terminal shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    size: TerminalSize,
    /// The rows that can still change, from the top; never more than the screen has.
    rows: Vec<Row>,
    row: usize,
    column: usize,
    escape: Escape,
    /// Whether a row that ran over its end is shown as one line.
    joins_rows: bool,
    /// The beginning of the top row's line, which has scrolled off.
    scrolled_off: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    cells: Vec<char>,
    /// It goes on in the next row.
    wraps: bool,
}

/// Where in a control sequence the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Escape {
    Outside,
    /// After ESC.
    Begun,
    /// After `ESC [`: its parameters so far.
    Sequence(String),
    /// After `ESC ]`: a title, which ends with BEL.
    Title,
}

/// A longer line is cut, so that what never ends a line is not drawn anew for ever.
const LINE_LIMIT: usize = 65_536;

/// The right half of a wide character.
const WIDE_FILLER: char = '\0';

impl Screen {
    /// An empty screen. With `joins_rows` a line longer than the screen stays one line.
    pub(crate) fn new(size: TerminalSize, joins_rows: bool) -> Screen {
        let rows = vec![Row::default()];
        Screen {
            size,
            rows,
            row: 0,
            column: 0,
            escape: Escape::Outside,
            joins_rows,
            scrolled_off: String::new(),
        }
    }

    pub(crate) fn resize(&mut self, size: TerminalSize) {
        self.size = size;
    }

    /// Writes text; lines that scroll off go to `text`, which then shows everything. Tells whether
    /// all that was ever shown is to be forgotten (`clear`).
    pub(crate) fn write(&mut self, written: &str, text: &mut Text) -> bool {
        let mut forgets = false;
        for letter in written.chars() {
            forgets |= self.take(letter, text);
        }
        text.show(self.lines());
        forgets
    }

    fn take(&mut self, letter: char, text: &mut Text) -> bool {
        match std::mem::replace(&mut self.escape, Escape::Outside) {
            Escape::Outside => self.print(letter, text),
            Escape::Begun => {
                self.escape = match letter {
                    '[' => Escape::Sequence(String::new()),
                    ']' => Escape::Title,
                    _ => Escape::Outside,
                };
            }
            Escape::Sequence(mut parameters) => {
                if letter.is_ascii_alphabetic() || parameters.len() > 64 {
                    return self.control(letter, &parameters, text);
                }
                parameters.push(letter);
                self.escape = Escape::Sequence(parameters);
            }
            Escape::Title if letter == '\u{7}' => (),
            Escape::Title => self.escape = Escape::Title,
        }
        false
    }

    fn print(&mut self, letter: char, text: &mut Text) {
        match letter {
            '\u{1b}' => self.escape = Escape::Begun,
            '\r' => self.column = 0,
            '\n' => {
                self.column = 0;
                self.line_feed(text);
            }
            '\u{8}' => self.column = self.column.saturating_sub(1),
            '\t' => self.column = ((self.column / 8 + 1) * 8).min(self.columns() - 1),
            _ if letter < ' ' || letter == '\u{7f}' => (),
            _ => self.place(letter, text),
        }
    }

    fn place(&mut self, letter: char, text: &mut Text) {
        let width = if is_wide(letter) { 2 } else { 1 };
        if self.column + width > self.columns() {
            self.rows[self.row].wraps = true;
            self.column = 0;
            self.line_feed(text);
        }
        let cells = &mut self.rows[self.row].cells;
        if cells.len() < self.column + width {
            cells.resize(self.column + width, ' ');
        }
        cells[self.column] = letter;
        if width == 2 {
            cells[self.column + 1] = WIDE_FILLER;
        }
        self.column += width;
    }

    fn line_feed(&mut self, text: &mut Text) {
        if self.row + 1 < usize::from(self.size.rows.max(2)) {
            self.row += 1;
            self.reach_row();
            return;
        }
        let top = self.rows.remove(0);
        self.scrolled_off.push_str(&top.text());
        let is_long = self.scrolled_off.len() > LINE_LIMIT;
        if is_long || !(top.wraps && self.joins_rows) {
            text.settle(&std::mem::take(&mut self.scrolled_off));
        }
        self.rows.push(Row::default());
        self.row = self.rows.len() - 1;
    }

    fn reach_row(&mut self) {
        if self.rows.len() <= self.row {
            self.rows.resize(self.row + 1, Row::default());
        }
    }

    fn columns(&self) -> usize {
        usize::from(self.size.columns.max(2))
    }

    /// Carries out a control sequence; tells whether everything is to be forgotten.
    fn control(&mut self, function: char, parameters: &str, text: &mut Text) -> bool {
        let numbers: Vec<usize> = parameters
            .trim_start_matches('?')
            .split(';')
            .map(|it| it.parse().unwrap_or(0))
            .collect();
        let first = numbers.first().copied().unwrap_or(0);
        let steps = first.clamp(1, 1000);
        let bottom = usize::from(self.size.rows.max(2)) - 1;
        match function {
            'A' => self.row = self.row.saturating_sub(steps),
            'B' => self.row = (self.row + steps).min(bottom),
            'C' => self.column = (self.column + steps).min(self.columns() - 1),
            'D' => self.column = self.column.saturating_sub(steps),
            'G' => self.column = (steps - 1).min(self.columns() - 1),
            'H' | 'f' => {
                self.row = (steps - 1).min(bottom);
                let column = numbers.get(1).copied().unwrap_or(1).max(1);
                self.column = (column - 1).min(self.columns() - 1);
            }
            'K' => self.erase_in_row(first),
            'J' => return self.erase_in_screen(first, text),
            _ => (),
        }
        self.reach_row();
        false
    }

    fn erase_in_row(&mut self, part: usize) {
        let column = self.column;
        let row = &mut self.rows[self.row];
        match part {
            0 => {
                row.cells.truncate(column);
                row.wraps = false;
            }
            1 => row
                .cells
                .iter_mut()
                .take(column + 1)
                .for_each(|cell| *cell = ' '),
            _ => *row = Row::default(),
        }
    }

    fn erase_in_screen(&mut self, part: usize, text: &mut Text) -> bool {
        match part {
            0 => {
                self.erase_in_row(0);
                self.rows.truncate(self.row + 1);
            }
            3 => {
                text.clear();
                return true;
            }
            _ => {
                self.rows.clear();
                self.reach_row();
            }
        }
        false
    }

    /// The lines of the rows that can still change.
    fn lines(&self) -> Vec<String> {
        let is_used = |row: &Row| row.cells.iter().any(|cell| *cell != ' ');
        let last_used = self.rows.iter().rposition(is_used).map_or(0, |it| it + 1);
        let cursor_row = self.row + usize::from(self.column > 0);
        let count = last_used.max(cursor_row).min(self.rows.len());
        let mut lines: Vec<String> = Vec::new();
        let mut is_joined = !self.scrolled_off.is_empty();
        lines.extend(is_joined.then(|| self.scrolled_off.clone()));
        for row in &self.rows[..count] {
            match lines.last_mut() {
                Some(line) if is_joined => line.push_str(&row.text()),
                _ => lines.push(row.text()),
            }
            is_joined = row.wraps && self.joins_rows;
        }
        lines
    }
}

impl Row {
    fn text(&self) -> String {
        let text: String = self
            .cells
            .iter()
            .filter(|cell| **cell != WIDE_FILLER)
            .collect();
        if self.wraps {
            text
        } else {
            text.trim_end_matches(' ').to_owned()
        }
    }
}

/// Whether a character takes two columns (UAX #11: W and F, the ranges in use).
pub(crate) fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xa960..=0xa97f | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f900..=0x1faff | 0x20000..=0x3fffd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(columns: u16, rows: u16, written: &str) -> String {
        let mut text = Text::default();
        Screen::new(TerminalSize { columns, rows }, true).write(written, &mut text);
        text.to_string()
    }

    #[test]
    fn a_carriage_return_writes_over_the_line() {
        assert_eq!(shown(20, 5, "hello\rJ\n"), "Jello");
    }

    #[test]
    fn progress_lines_are_drawn_in_place() {
        let drawn = "id\n\n\u{1b}[1A\u{1b}[2K\roverall: 0 \r\u{1b}[1B\n\u{1b}[1A\u{1b}[2K\r1/1:   \r\u{1b}[1B\u{1b}[2A\u{1b}[2K\roverall: 1 \r\u{1b}[2B";
        assert_eq!(shown(40, 10, drawn), "id\noverall: 1\n1/1:");
    }

    #[test]
    fn a_long_line_stays_one_line() {
        assert_eq!(shown(4, 2, "abcdefghij\nx\ny\n"), "abcdefghij\nx\ny");
        let mut text = Text::default();
        Screen::new(
            TerminalSize {
                columns: 4,
                rows: 5,
            },
            false,
        )
        .write("abcdef\n", &mut text);
        assert_eq!(text.to_string(), "abcd\nef");
    }

    #[test]
    fn hangul_takes_two_columns() {
        assert_eq!(shown(4, 5, "가나다\n"), "가나다");
        let mut text = Text::default();
        Screen::new(
            TerminalSize {
                columns: 5,
                rows: 5,
            },
            false,
        )
        .write("가나다\n", &mut text);
        assert_eq!(text.to_string(), "가나\n다");
    }

    #[test]
    fn colours_are_dropped_and_blank_lines_kept() {
        assert_eq!(
            shown(20, 5, "\u{1b}[1;31mred\u{1b}[0m\n\n\nx\n"),
            "red\n\n\nx"
        );
    }

    #[test]
    fn lines_that_scroll_off_stay_above() {
        let written: String = (0..1000).map(|it| format!("{it}\n")).collect();
        assert_eq!(shown(20, 5, &written).lines().count(), 1000);
    }
}
