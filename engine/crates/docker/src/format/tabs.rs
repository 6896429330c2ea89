//! Columns by tabs as Go's `text/tabwriter` aligns them: a column is as wide as its widest cell in
//! the block of neighbouring lines that have it; the last cell of a line belongs to no column.

use super::human::columns;

/// How columns are laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tabs {
    pub least: usize,
    pub padding: usize,
}

impl Tabs {
    /// docker/cli's tables: at least ten columns, three between cells.
    pub const TABLE: Tabs = Tabs {
        least: 10,
        padding: 3,
    };
    /// `docker version`.
    pub const VERSION: Tabs = Tabs {
        least: 20,
        padding: 1,
    };

    /// The text with its tabs replaced by spaces.
    pub fn aligned(self, text: &str) -> String {
        let lines: Vec<Vec<&str>> = text
            .split('\n')
            .map(|line| line.split('\t').collect())
            .collect();
        let mut widths = vec![Vec::new(); lines.len()];
        self.block(&lines, &mut widths, 0, 0);
        let rows: Vec<String> = lines
            .iter()
            .zip(&widths)
            .map(|(cells, widths)| row(cells, widths))
            .collect();
        rows.join("\n")
    }

    /// Gives the lines of a block their widths from this column on.
    fn block(self, lines: &[Vec<&str>], widths: &mut [Vec<usize>], start: usize, column: usize) {
        let mut at = 0;
        while at < lines.len() {
            let has_cell = |line: &Vec<&str>| line.len() > column + 1;
            if !has_cell(&lines[at]) {
                at += 1;
                continue;
            }
            let length = lines[at..].iter().take_while(|line| has_cell(line)).count();
            let block = &lines[at..at + length];
            let widest = block
                .iter()
                .map(|line| columns(line[column]) + self.padding);
            let width = widest.fold(self.least, usize::max);
            for widths in &mut widths[start + at..start + at + length] {
                widths.push(width);
            }
            self.block(block, widths, start + at, column + 1);
            at += length;
        }
    }
}

fn row(cells: &[&str], widths: &[usize]) -> String {
    let mut out = String::new();
    for (at, cell) in cells.iter().enumerate() {
        out.push_str(cell);
        if let Some(width) = widths.get(at)
            && at + 1 < cells.len()
        {
            out.push_str(&" ".repeat(width.saturating_sub(columns(cell))));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(Tabs::TABLE.aligned(text), expected);
    }

    #[test]
    fn columns_are_at_least_ten_wide() {
        check("ID\tNAME\tPORTS\n", "ID        NAME      PORTS\n");
        check(
            "ID\tIMAGE\tPORTS\nabc\tnginx:alpine\t\n",
            "ID        IMAGE          PORTS\nabc       nginx:alpine   \n",
        );
    }

    #[test]
    fn a_line_without_a_column_ends_its_block() {
        check(
            "a\tb\nlong line\nlonger cell\tc\n",
            "a         b\nlong line\nlonger cell   c\n",
        );
    }

    #[test]
    fn hangul_takes_two_columns_a_letter() {
        check("스웜스웜스\tx\na\ty\n", "스웜스웜스   x\na            y\n");
    }
}
