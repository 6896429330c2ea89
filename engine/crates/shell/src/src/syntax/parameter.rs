//! `${…}` and all that can stand in it.

use super::scan::{is_name_char, is_name_start};
use super::word::Until;
use super::{Index, Operation, Parameter, Parser, Part, Replacement, SyntaxError, Word};

impl Parameter {
    /// `$name`
    pub(super) fn named(name: String) -> Parameter {
        Parameter {
            name,
            index: None,
            indirect: false,
            operation: Operation::Value,
        }
    }
}

impl Parser<'_> {
    /// `${…}`; what bash would refuse when it gets there becomes a part that says so.
    pub(super) fn braced_parameter(&mut self) -> Result<Part, SyntaxError> {
        let before = self.clone();
        self.eat("${");
        let parsed = self.parameter()?;
        if let Some(parameter) = parsed
            && self.eat("}")
        {
            return Ok(Part::Parameter(Box::new(parameter)));
        }
        *self = before;
        self.bad_substitution()
    }

    /// Skips to the brace that closes.
    fn bad_substitution(&mut self) -> Result<Part, SyntaxError> {
        let line = self.line;
        let begins = self.at;
        self.eat("${");
        while self.peek().is_some() {
            self.parts(Until::Brace(""))?;
            if self.eat("}") {
                let text = self.source[begins..self.at].to_owned();
                return Ok(Part::BadSubstitution(text));
            }
        }
        Err(SyntaxError::Unmatched {
            delimiter: '}',
            line,
        })
    }

    fn parameter(&mut self) -> Result<Option<Parameter>, SyntaxError> {
        let measures = self.peek() == Some('#') && self.peek_second().is_some_and(begins_parameter);
        if measures {
            self.bump();
        }
        let indirect = !measures
            && self.peek() == Some('!')
            && self
                .peek_second()
                .is_some_and(|it| is_name_start(it) || it.is_ascii_digit());
        if indirect {
            self.bump();
        }
        let Some(name) = self.parameter_name() else {
            return Ok(None);
        };
        let index = self.index()?;
        let mut parameter = Parameter {
            name,
            index,
            indirect,
            operation: Operation::Value,
        };
        if measures {
            parameter.operation = Operation::Length;
            return Ok(Some(parameter));
        }
        if indirect && self.names_or_keys(&mut parameter) {
            return Ok(Some(parameter));
        }
        let Some(operation) = self.operation()? else {
            return Ok(None);
        };
        parameter.operation = operation;
        Ok(Some(parameter))
    }

    /// `${!prefix*}` and `${!array[@]}`, which are not indirect at all.
    fn names_or_keys(&mut self, parameter: &mut Parameter) -> bool {
        if matches!(parameter.index, Some(Index::Each | Index::Joined)) {
            parameter.operation = Operation::Keys;
        } else if self.starts_with("*}") || self.starts_with("@}") {
            self.bump();
            parameter.operation = Operation::Names;
        } else {
            return false;
        }
        parameter.indirect = false;
        true
    }

    fn parameter_name(&mut self) -> Option<String> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let length = if is_name_start(first) {
            rest.find(|it| !is_name_char(it)).unwrap_or(rest.len())
        } else if first.is_ascii_digit() {
            rest.find(|it: char| !it.is_ascii_digit())
                .unwrap_or(rest.len())
        } else if "@*#?-$!".contains(first) {
            1
        } else {
            return None;
        };
        self.at += length;
        Some(rest[..length].to_owned())
    }

    fn index(&mut self) -> Result<Option<Index>, SyntaxError> {
        if self.peek() != Some('[') {
            return Ok(None);
        }
        if self.eat("[@]") {
            return Ok(Some(Index::Each));
        }
        if self.eat("[*]") {
            return Ok(Some(Index::Joined));
        }
        self.bump();
        let word = self.operand("]")?;
        self.eat("]");
        Ok(Some(Index::At(word)))
    }

    fn operation(&mut self) -> Result<Option<Operation>, SyntaxError> {
        if self.peek() == Some('}') {
            return Ok(Some(Operation::Value));
        }
        let empty_too =
            self.peek() == Some(':') && self.peek_second().is_some_and(|it| "-=?+".contains(it));
        if empty_too {
            self.bump();
        }
        let Some(operator) = self.bump() else {
            return Err(SyntaxError::Unmatched {
                delimiter: '}',
                line: self.line,
            });
        };
        let operation = match operator {
            '-' => Operation::Default {
                empty_too,
                word: self.operand("")?,
            },
            '=' => Operation::Assign {
                empty_too,
                word: self.operand("")?,
            },
            '+' => Operation::Alternative {
                empty_too,
                word: self.operand("")?,
            },
            '?' => {
                let word = self.operand("")?;
                let word = (!word.parts.is_empty()).then_some(word);
                Operation::Require { empty_too, word }
            }
            ':' => self.slice()?,
            '#' => {
                let longest = self.eat("#");
                Operation::CutPrefix {
                    longest,
                    pattern: self.pattern("")?,
                }
            }
            '%' => {
                let longest = self.eat("%");
                Operation::CutSuffix {
                    longest,
                    pattern: self.pattern("")?,
                }
            }
            '/' => self.replacement()?,
            '^' => Operation::Upper { all: self.eat("^") },
            ',' => Operation::Lower { all: self.eat(",") },
            '@' => match self.bump() {
                Some(letter) if "QUuLEPAaKk".contains(letter) => Operation::Transform(letter),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(operation))
    }

    fn slice(&mut self) -> Result<Operation, SyntaxError> {
        let offset = self.operand(":")?;
        let length = if self.eat(":") {
            Some(self.operand("")?)
        } else {
            None
        };
        Ok(Operation::Slice { offset, length })
    }

    fn replacement(&mut self) -> Result<Operation, SyntaxError> {
        let which = if self.eat("/") {
            Replacement::All
        } else if self.eat("#") {
            Replacement::Prefix
        } else if self.eat("%") {
            Replacement::Suffix
        } else {
            Replacement::First
        };
        let pattern = self.pattern("/")?;
        let with = if self.eat("/") {
            self.operand("")?
        } else {
            Word::default()
        };
        Ok(Operation::Replace {
            which,
            pattern,
            with,
        })
    }

    /// A word up to `}` or one of these letters.
    fn operand(&mut self, also: &'static str) -> Result<Word, SyntaxError> {
        let begins = self.at;
        let parts = self.parts(Until::Brace(also))?;
        Ok(Word {
            parts,
            source: self.source[begins..self.at].into(),
        })
    }

    /// A pattern, in which single quotes quote even between double quotes.
    fn pattern(&mut self, also: &'static str) -> Result<Word, SyntaxError> {
        let outside = std::mem::replace(&mut self.between_quotes, false);
        let word = self.operand(also);
        self.between_quotes = outside;
        word
    }
}

/// Whether `${#` followed by this measures something; else `#` is the number of parameters.
fn begins_parameter(letter: char) -> bool {
    is_name_char(letter) || "@*?$!-".contains(letter)
}
