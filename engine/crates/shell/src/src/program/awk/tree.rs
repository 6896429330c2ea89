//! What an awk program is made of, once it has been read: rules, actions, expressions.
//!
//! Plain data: the parser makes it, the evaluation reads it. After the grammar in the POSIX page.

use regex_lite::Regex;

use crate::decimal::Decimal;

/// `pattern { actions }`
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) pattern: Pattern,
    pub(super) actions: Vec<Action>,
}

#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Begin,
    End,
    Always,
    If(Expression),
    Range(Expression, Expression),
}

/// Where output goes: whether it is added to the file, and the file's name.
pub(super) type Target = (bool, Expression);

#[derive(Clone, Debug)]
pub(super) enum Action {
    Print {
        values: Vec<Expression>,
        to: Option<Target>,
    },
    Printf {
        values: Vec<Expression>,
        to: Option<Target>,
    },
    Evaluate(Expression),
    If {
        condition: Expression,
        then: Vec<Action>,
        otherwise: Vec<Action>,
    },
    While {
        condition: Expression,
        body: Vec<Action>,
        first: bool,
    },
    For {
        start: Vec<Action>,
        condition: Option<Expression>,
        step: Vec<Action>,
        body: Vec<Action>,
    },
    ForIn {
        name: String,
        array: String,
        body: Vec<Action>,
    },
    Delete {
        array: String,
        index: Option<Vec<Expression>>,
    },
    Break,
    Continue,
    Next,
    Exit(Option<Expression>),
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Number(Decimal),
    Text(String),
    /// Alone it asks whether `$0` is of it.
    Regex(Regex),
    Place(Box<Place>),
    Assign {
        place: Box<Place>,
        operator: &'static str,
        value: Box<Expression>,
    },
    /// `++` and `--`: by how much, and whether the value is the one before.
    Step {
        place: Box<Place>,
        by: i64,
        is_postfix: bool,
    },
    Conditional(Box<(Expression, Expression, Expression)>),
    Binary {
        operator: &'static str,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Concatenation(Box<Expression>, Box<Expression>),
    Unary {
        operator: &'static str,
        value: Box<Expression>,
    },
    In {
        index: Vec<Expression>,
        array: String,
    },
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Variable(String),
    Field(Expression),
    Element {
        array: String,
        index: Vec<Expression>,
    },
}
