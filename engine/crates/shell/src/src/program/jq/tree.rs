//! What a jq program is made of, once it has been read.
//!
//! Plain data: the parser makes it, the evaluation reads it. After the manual of jq 1.7.

use super::json::Json;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// `.`
    Identity,
    /// `..`
    Recurse,
    Literal(Json),
    /// `"a \(b)"`, with `@csv` and its like before it.
    Text {
        parts: Vec<TextPart>,
        format: Option<String>,
    },
    /// `@csv` alone.
    Format(String),
    /// `$name`
    Variable(String),
    /// `.key`, `.[key]`
    Index {
        of: Box<Expression>,
        key: Box<Expression>,
    },
    /// `.[from:to]`
    Slice {
        of: Box<Expression>,
        from: Option<Box<Expression>>,
        to: Option<Box<Expression>>,
    },
    /// `.[]`
    Iterate(Box<Expression>),
    /// `?`
    Try(Box<Expression>),
    Negative(Box<Expression>),
    Array(Option<Box<Expression>>),
    Object(Vec<(Expression, Expression)>),
    Pipe(Box<Expression>, Box<Expression>),
    Comma(Box<Expression>, Box<Expression>),
    Binary {
        operator: &'static str,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `=`, `|=`, `+=`
    Update {
        operator: &'static str,
        place: Box<Expression>,
        value: Box<Expression>,
    },
    If {
        arms: Vec<(Expression, Expression)>,
        otherwise: Option<Box<Expression>>,
    },
    /// `value as $name | body`
    Bind {
        value: Box<Expression>,
        name: String,
        body: Box<Expression>,
    },
    /// `reduce values as $name (start; step)`
    Reduce {
        values: Box<Expression>,
        name: String,
        start: Box<Expression>,
        step: Box<Expression>,
    },
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TextPart {
    Plain(String),
    Value(Expression),
}
