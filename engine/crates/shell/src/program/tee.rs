//! `tee`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work};
use super::{Io, Started};

/// Passes on what it reads and writes it to files, too.
#[derive(Clone, Debug)]
pub(crate) struct Tee {
    paths: Vec<String>,
    has_failed: bool,
}

const KNOWN: Known = Known {
    program: "tee",
    short: "ai",
    long: &[("append", 'a')],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let mut tee = Tee {
        paths: Vec::new(),
        has_failed: false,
    };
    for file in &arguments.operands {
        let path = io.path(file);
        let before = match io.host.files.read(&path) {
            Ok(content) if arguments.has('a') => content,
            _ => Vec::new().into(),
        };
        match io.host.files.write(&path, before, io.host.wall) {
            Ok(()) => tee.paths.push(path),
            Err(error) => {
                io.err(&format!("tee: {file}: {error}\n"));
                tee.has_failed = true;
            }
        }
    }
    Filter::start(&[], Work::Tee(tee), io)
}

impl Lines for Tee {
    fn name(&self) -> &'static str {
        "tee"
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        io.out_bytes(line);
        for path in std::mem::take(&mut self.paths) {
            io.system.spend(line.len());
            let files = &mut io.host.files;
            let end = files.read(&path).map_or(0, |it| it.len());
            if let Err(error) = files.write_at(&path, end, line, io.host.wall) {
                io.err(&format!("tee: {path}: {error}\n"));
                self.has_failed = true;
                continue;
            }
            self.paths.push(path);
        }
        Go::On
    }

    fn end(&mut self, _: bool, _: &mut Io<'_, '_>) -> u8 {
        u8::from(self.has_failed)
    }
}
