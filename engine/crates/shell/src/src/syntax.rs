//! From text to a tree: the grammar of bash, as far as people use it.
//!
//! [`Parser`] reads one complete command after the other, as bash does, so that what stands before
//! a mistake has run when the mistake is found. After the chapters "Shell Grammar" and "Quoting" of
//! the bash 5.2 manual. It bounds its own depth and never panics, whatever is pasted. It expands
//! nothing but braces, which are expanded before anything else and only by the letters that stand
//! there.
//!
//! Ours and not the crate `brush-parser`, which panics on `echo 99999999999999999999>f`, overflows
//! the stack on deep nesting, takes a lone `fi` for an unfinished command, and brings a clock, global
//! caches and `wasm-bindgen` with it.

mod ast;
mod braces;
mod command;
mod compound;
mod condition;
mod error;
mod parameter;
mod redirection;
mod scan;
mod word;

pub(crate) use ast::{
    AndOr, Assigned, Assignment, CaseArm, CaseEnd, Command, Condition, Connector, Index, Item,
    List, Operation, Parameter, Part, Pipeline, Redirect, RedirectKind, Replacement, Shape, Target,
    Word,
};
pub(crate) use error::SyntaxError;
pub(crate) use scan::{Parser, is_name, is_name_char, is_name_start};
