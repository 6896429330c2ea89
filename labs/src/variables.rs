//! What a text leaves open until it is read: `$$join_token(worker)$$`, `$$ip(node1)$$`.
//!
//! Read from the state a person sees, when it is asked for. What is not known yet, or is no name of
//! ours, stays as it is written.

use std::collections::BTreeSet;

use engine::View;

use crate::{Block, Inline, Step};

const MARK: &str = "$$";

/// Replaces every variable by what it is now.
pub fn fill(text: &str, view: &View) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        let Some((name, behind)) = after.split_once(MARK) else {
            break;
        };
        out.push_str(before);
        match value(name, view) {
            Some(value) => out.push_str(&value),
            None => out.extend([MARK, name, MARK]),
        }
        rest = behind;
    }
    out + rest
}

/// What a name stands for, if that is known.
pub(crate) fn value(name: &str, view: &View) -> Option<String> {
    let (function, argument) = name.strip_suffix(')')?.split_once('(')?;
    match function {
        "ip" => Some(view.machine(argument)?.address.to_string()),
        "join_token" => {
            let (_, manager) = view.authority()?;
            let cluster = manager.store.cluster.as_ref()?;
            match argument {
                "worker" => Some(cluster.worker_token.clone()),
                "manager" => Some(cluster.manager_token.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The commands and pieces of code of a step that have variables in them.
pub fn open_texts(step: &Step) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    step.blocks
        .iter()
        .for_each(|block| of_block(block, &mut found));
    found
}

fn of_block<'a>(block: &'a Block, found: &mut BTreeSet<&'a str>) {
    match block {
        Block::Paragraph(inlines) | Block::Heading(inlines) => of_inlines(inlines, found),
        Block::List { items, .. } => {
            for block in items.iter().flatten() {
                of_block(block, found);
            }
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| of_block(block, found)),
        Block::Run { command: text, .. }
        | Block::Paste(text)
        | Block::Output(text)
        | Block::Code(text) => note(text, found),
        Block::Fault(_) | Block::Goals => (),
    }
}

fn of_inlines<'a>(inlines: &'a [Inline], found: &mut BTreeSet<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Code(text) => note(text, found),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                of_inlines(inner, found);
            }
            Inline::Text(_) | Inline::Break => (),
        }
    }
}

fn note<'a>(text: &'a str, found: &mut BTreeSet<&'a str>) {
    if text.contains(MARK) {
        found.insert(text);
    }
}
