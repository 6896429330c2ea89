//! The tree a command is, shared so that whoever runs it can keep its place in it.

use std::sync::Arc;

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
}

/// One of them, with what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) and_or: Arc<AndOr>,
    /// It ended in `&`.
    pub(crate) background: bool,
    /// As it was written, for `jobs`.
    pub(crate) text: Arc<str>,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AndOr {
    pub(crate) first: Arc<Pipeline>,
    pub(crate) rest: Vec<(Connector, Arc<Pipeline>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connector {
    And,
    Or,
}

/// Commands joined by `|`; mostly just one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pipeline {
    /// It began with `!`.
    pub(crate) negated: bool,
    /// It began with `time`.
    pub(crate) timed: bool,
    pub(crate) stages: Vec<Arc<Command>>,
}

/// A command with its redirections.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Command {
    pub(crate) line: u32,
    pub(crate) shape: Shape,
    pub(crate) redirects: Arc<Vec<Redirect>>,
}

/// What kind of command it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Simple {
        assignments: Vec<Assignment>,
        words: Vec<Word>,
        /// The assignments among the words of `export`, `local` and their like.
        declared: Vec<Assignment>,
    },
    /// `{ …; }`
    Group(Arc<List>),
    /// `( … )`
    Subshell(Arc<List>),
    If {
        arms: Vec<(Arc<List>, Arc<List>)>,
        otherwise: Option<Arc<List>>,
    },
    /// `for name in words`; without `in` it goes through the positional parameters.
    For {
        name: String,
        words: Option<Vec<Word>>,
        body: Arc<List>,
    },
    /// `for ((start; condition; step))`
    Count {
        start: Word,
        condition: Word,
        step: Word,
        body: Arc<List>,
    },
    /// `while`, and `until` when it runs while the condition fails.
    While {
        until: bool,
        condition: Arc<List>,
        body: Arc<List>,
    },
    Case {
        word: Word,
        arms: Vec<CaseArm>,
    },
    /// `(( … ))`
    Arithmetic(Word),
    /// `[[ … ]]`
    Test(Arc<Condition>),
    Function {
        name: String,
        body: Arc<Command>,
    },
}

/// `pattern | pattern) commands ;;`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseArm {
    pub(crate) patterns: Vec<Word>,
    pub(crate) body: Arc<List>,
    pub(crate) end: CaseEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseEnd {
    /// `;;`
    Stop,
    /// `;&` runs the next arm, too.
    FallThrough,
    /// `;;&` goes on comparing.
    Continue,
}

/// `name=value` before or instead of a command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    /// `name[index]=…`
    pub(crate) index: Option<Word>,
    /// `+=`
    pub(crate) append: bool,
    pub(crate) value: Assigned,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Assigned {
    Text(Word),
    /// `(a b [5]=c)`
    Elements(Vec<(Option<Word>, Word)>),
}

/// `2> file` and its relatives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Redirect {
    /// The number before the operator, if there is one.
    pub(crate) descriptor: Option<u32>,
    pub(crate) kind: RedirectKind,
    pub(crate) target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RedirectKind {
    /// `<`, also here-documents and here-strings
    Read,
    /// `>`
    Write,
    /// `>|`, which `set -C` does not forbid
    Overwrite,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `&>` and `>&` with a file
    WriteBoth,
    /// `&>>`
    AppendBoth,
    /// `<&`
    DuplicateIn,
    /// `>&`
    DuplicateOut,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    File(Word),
    /// The body of a here-document, or a here-string with its line end.
    Text(Word),
}

/// A word: what lies between blanks, with its quotes understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Word {
    pub(crate) parts: Vec<Part>,
    /// As it was written.
    pub(crate) source: Arc<str>,
}

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// Letters without quotes: `*`, `?`, `[` and `~` mean something in them.
    Plain(String),
    /// Letters that mean themselves: `'…'`, `\x`, `$'…'`.
    Quoted(String),
    /// `"…"`
    Double(Vec<Part>),
    /// `$name` and `${…}`
    Parameter(Box<Parameter>),
    /// `$(…)` and `` `…` ``
    Substitution(Arc<List>),
    /// `<(…)`
    Process(Arc<List>),
    /// `$((…))`
    Arithmetic(Word),
    /// `${…}` with something inside that bash refuses when it gets there.
    BadSubstitution(String),
}

/// What stands in `${…}`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    /// A variable's name, a number, or one of `@ * # ? - $ ! 0`.
    pub(crate) name: String,
    pub(crate) index: Option<Index>,
    /// `${!name}`
    pub(crate) indirect: bool,
    pub(crate) operation: Operation,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Index {
    /// `[@]`
    Each,
    /// `[*]`
    Joined,
    At(Word),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    Value,
    /// `${#name}`
    Length,
    /// `${name:-word}`; without the colon an empty value counts as set.
    Default {
        empty_too: bool,
        word: Word,
    },
    /// `${name:=word}`
    Assign {
        empty_too: bool,
        word: Word,
    },
    /// `${name:?word}`
    Require {
        empty_too: bool,
        word: Option<Word>,
    },
    /// `${name:+word}`
    Alternative {
        empty_too: bool,
        word: Word,
    },
    /// `${name#pattern}`, `##` for the longest
    CutPrefix {
        longest: bool,
        pattern: Word,
    },
    /// `${name%pattern}`, `%%` for the longest
    CutSuffix {
        longest: bool,
        pattern: Word,
    },
    /// `${name/pattern/with}`
    Replace {
        which: Replacement,
        pattern: Word,
        with: Word,
    },
    /// `${name:offset:length}`
    Slice {
        offset: Word,
        length: Option<Word>,
    },
    /// `${name^}`, `^^` for all letters
    Upper {
        all: bool,
    },
    /// `${name,}`
    Lower {
        all: bool,
    },
    /// `${!prefix*}`
    Names,
    /// `${!name[@]}`
    Keys,
    /// `${name@Q}`
    Transform(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replacement {
    First,
    All,
    Prefix,
    Suffix,
}

/// What stands in `[[ … ]]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    /// `-f word`
    Unary {
        operator: String,
        word: Word,
    },
    /// `word == pattern`, `word =~ regex`, `word -lt word`
    Binary {
        operator: String,
        left: Word,
        right: Word,
    },
}

impl Word {
    /// A word of letters that mean themselves.
    pub(crate) fn quoted(text: &str) -> Word {
        Word {
            parts: vec![Part::Quoted(text.to_owned())],
            source: text.into(),
        }
    }

    /// The word, if nothing in it is quoted or expanded: only such a word can be reserved.
    pub(crate) fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Plain(text)] => Some(text),
            _ => None,
        }
    }
}
