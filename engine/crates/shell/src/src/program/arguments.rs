//! Flags as GNU programs read them.

/// What a program was called with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Flags by their letter, in order, with their values.
    flags: Vec<(char, Option<String>)>,
    pub(crate) operands: Vec<String>,
}

/// Which flags a program knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) program: &'static str,
    /// Letters; a colon behind one means that it takes a value.
    pub(crate) short: &'static str,
    /// Long names and the letters they stand for.
    pub(crate) long: &'static [(&'static str, char)],
    /// Whether everything behind the first operand is an operand (`env`, `timeout`).
    pub(crate) stops_at_operand: bool,
}

impl Arguments {
    pub(crate) fn has(&self, letter: char) -> bool {
        self.flags.iter().any(|(it, _)| *it == letter)
    }

    /// The value of the last flag of this letter.
    pub(crate) fn value(&self, letter: char) -> Option<&str> {
        let last = self.flags.iter().rev().find(|(it, _)| *it == letter);
        last.and_then(|(_, value)| value.as_deref())
    }

    pub(crate) fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.flags
            .iter()
            .filter(move |(it, _)| *it == letter)
            .filter_map(|(_, value)| value.as_deref())
    }

    /// Which of these flags came last.
    pub(crate) fn last_of(&self, letters: &str) -> Option<char> {
        self.flags
            .iter()
            .rev()
            .map(|(letter, _)| *letter)
            .find(|it| letters.contains(*it))
    }
}

impl Known {
    /// Reads words; an error is the program's message.
    pub(crate) fn read(&self, words: &[String]) -> Result<Arguments, String> {
        let mut arguments = Arguments::default();
        let mut words = words.iter().cloned();
        while let Some(word) = words.next() {
            if word == "--" {
                arguments.operands.extend(words);
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                self.long(long, &mut words, &mut arguments)?;
            } else if word.len() > 1 && word.starts_with('-') {
                self.short(&word[1..], &mut words, &mut arguments)?;
            } else {
                arguments.operands.push(word);
                if self.stops_at_operand {
                    arguments.operands.extend(words);
                    break;
                }
            }
        }
        Ok(arguments)
    }

    fn takes_value(&self, letter: char) -> Option<bool> {
        let at = self.short.find(letter).filter(|_| letter != ':')?;
        Some(self.short[at + letter.len_utf8()..].starts_with(':'))
    }

    fn short(
        &self,
        letters: &str,
        words: &mut impl Iterator<Item = String>,
        arguments: &mut Arguments,
    ) -> Result<(), String> {
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            match self.takes_value(letter) {
                None => return Err(self.complaint(&format!("invalid option -- '{letter}'"))),
                Some(false) => arguments.flags.push((letter, None)),
                Some(true) => {
                    let attached = rest.as_str();
                    let value = if attached.is_empty() {
                        words.next()
                    } else {
                        Some(attached.to_owned())
                    };
                    if value.is_none() {
                        return Err(
                            self.complaint(&format!("option requires an argument -- '{letter}'"))
                        );
                    }
                    arguments.flags.push((letter, value));
                    break;
                }
            }
        }
        Ok(())
    }

    fn long(
        &self,
        word: &str,
        words: &mut impl Iterator<Item = String>,
        arguments: &mut Arguments,
    ) -> Result<(), String> {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let exact = self.long.iter().find(|(it, _)| *it == name);
        let mut starting = self.long.iter().filter(|(it, _)| it.starts_with(name));
        let found = exact.or_else(|| starting.next().filter(|_| starting.next().is_none()));
        let Some((name, letter)) = found else {
            return Err(self.complaint(&format!("unrecognized option '--{name}'")));
        };
        let value = match (self.takes_value(*letter), attached) {
            (Some(true), Some(value)) => Some(value),
            (Some(true), None) => Some(words.next().ok_or_else(|| {
                self.complaint(&format!("option '--{name}' requires an argument"))
            })?),
            (_, Some(_)) => {
                return Err(self.complaint(&format!("option '--{name}' doesn't allow an argument")));
            }
            (_, None) => None,
        };
        arguments.flags.push((*letter, value));
        Ok(())
    }

    fn complaint(&self, problem: &str) -> String {
        let program = self.program;
        format!("{program}: {problem}\nTry '{program} --help' for more information.\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Known = Known {
        program: "head",
        short: "n:qv",
        long: &[("lines", 'n'), ("quiet", 'q')],
        stops_at_operand: false,
    };

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn flags_are_read_as_gnu_reads_them() {
        let arguments = HEAD
            .read(&words("-qn5 file --lines=3 -- -x"))
            .expect("all are known");
        assert!(arguments.has('q') && !arguments.has('v'));
        assert_eq!(arguments.value('n'), Some("3"));
        assert_eq!(arguments.operands, words("file -x"));
    }

    #[test]
    fn unknown_flags_are_refused() {
        let error = HEAD.read(&words("-y")).expect_err("there is no -y");
        assert_eq!(
            error,
            "head: invalid option -- 'y'\nTry 'head --help' for more information.\n"
        );
    }
}
