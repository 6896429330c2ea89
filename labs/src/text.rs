//! A lab's text: Markdown read into steps of blocks, with nothing in it that could run.
//!
//! The page draws these blocks itself, so no HTML of a lab's author ever reaches it: raw HTML in
//! the Markdown is shown as the text it is.

use core::fmt;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A text in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub steps: Vec<Step>,
}

/// A step: a heading `# {#id} Title` and what follows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub id: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A piece of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    Heading(Vec<Inline>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    /// A command with a button: fenced `sh node=node1`.
    Run {
        machine: String,
        command: String,
    },
    /// A command that is shown only: fenced `sh paste`.
    Paste(String),
    /// What a command prints: fenced `out`.
    Output(String),
    /// Any other fenced block.
    Code(String),
    /// `{fault:id}`: a button that breaks something.
    Fault(String),
    /// `::goals`: the goals of this step.
    Goals,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Code(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link { to: String, text: Vec<Inline> },
    Break,
}

/// A text that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError(pub String);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Text {
    /// Reads a text.
    pub fn parse(source: &str) -> Result<Text, TextError> {
        let source = without_front_matter(source);
        let mut reader = Reader {
            events: Parser::new_ext(source, Options::empty()).collect(),
            at: 0,
        };
        let mut text = Text::default();
        while let Some(event) = reader.next() {
            if let Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) = event
            {
                text.steps.push(step(&reader.inlines())?);
                continue;
            }
            let Some(block) = reader.block(event)? else {
                continue;
            };
            match text.steps.last_mut() {
                Some(step) => step.blocks.push(block),
                None => {
                    return Err(TextError(
                        "the text begins before its first step".to_owned(),
                    ));
                }
            }
        }
        Ok(text)
    }

    /// What both languages must share: steps, and what can be run or pressed in them.
    pub(crate) fn shape(&self) -> Vec<String> {
        let mut shape = Vec::new();
        for step in &self.steps {
            shape.push(format!("step '{}'", step.id));
            shape_of(&step.blocks, &mut shape);
        }
        shape
    }

    /// Every command with a button, in order: the machine and the command.
    pub fn runnable(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        for step in &self.steps {
            runnable_in(&step.blocks, &mut found);
        }
        found
    }
}

fn shape_of(blocks: &[Block], shape: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Run { machine, command } => shape.push(format!("`{command}` on {machine}")),
            Block::Paste(command) => shape.push(format!("`{command}`")),
            Block::Fault(id) => shape.push(format!("fault '{id}'")),
            Block::Goals => shape.push("::goals".to_owned()),
            Block::List { items, .. } => items.iter().for_each(|item| shape_of(item, shape)),
            Block::Quote(blocks) => shape_of(blocks, shape),
            Block::Paragraph(_) | Block::Heading(_) | Block::Output(_) | Block::Code(_) => (),
        }
    }
}

fn runnable_in<'a>(blocks: &'a [Block], found: &mut Vec<(&'a str, &'a str)>) {
    for block in blocks {
        match block {
            Block::Run { machine, command } => found.push((machine, command)),
            Block::List { items, .. } => items.iter().for_each(|item| runnable_in(item, found)),
            Block::Quote(blocks) => runnable_in(blocks, found),
            Block::Paragraph(_)
            | Block::Heading(_)
            | Block::Paste(_)
            | Block::Output(_)
            | Block::Code(_)
            | Block::Fault(_)
            | Block::Goals => (),
        }
    }
}

fn without_front_matter(source: &str) -> &str {
    let Some(rest) = source.strip_prefix("---\n") else {
        return source;
    };
    rest.split_once("\n---\n").map_or(source, |(_, text)| text)
}

/// `{#look} Title`.
fn step(heading: &[Inline]) -> Result<Step, TextError> {
    let words = plain(heading);
    let parts = words
        .strip_prefix("{#")
        .and_then(|rest| rest.split_once('}'));
    let (id, title) = parts
        .ok_or_else(|| TextError(format!("the heading '{words}' does not begin with {{#id}}")))?;
    Ok(Step {
        id: id.to_owned(),
        title: title.trim().to_owned(),
        blocks: Vec::new(),
    })
}

/// The letters without their form.
pub(crate) fn plain(inlines: &[Inline]) -> String {
    let word = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
            plain(inner)
        }
        Inline::Break => " ".to_owned(),
    };
    inlines.iter().map(word).collect()
}

struct Reader<'a> {
    events: Vec<Event<'a>>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Event<'a>> {
        let event = self.events.get(self.at).cloned();
        self.at += 1;
        event
    }

    /// A block that begins with this event; `None` for what is not shown.
    fn block(&mut self, event: Event<'a>) -> Result<Option<Block>, TextError> {
        Ok(Some(match event {
            Event::Start(Tag::Paragraph) => paragraph(self.inlines()),
            Event::Start(Tag::Heading { .. }) => Block::Heading(self.inlines()),
            Event::Start(Tag::List(first)) => self.list(first.is_some())?,
            Event::Start(Tag::BlockQuote(_)) => Block::Quote(self.blocks()?),
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                let text = plain(&self.inlines());
                fenced(&info, text.trim_end_matches('\n').to_owned())?
            }
            Event::Start(Tag::HtmlBlock) => Block::Paragraph(self.inlines()),
            _ => return Ok(None),
        }))
    }

    /// Blocks up to the end of the enclosing one. A tight list's text has no paragraph of its own.
    fn blocks(&mut self) -> Result<Vec<Block>, TextError> {
        let mut blocks = Vec::new();
        let mut loose = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => break,
                Event::Text(_)
                | Event::Code(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. }) => {
                    loose.extend(self.inline(event));
                }
                event => {
                    flush(&mut loose, &mut blocks);
                    blocks.extend(self.block(event)?);
                }
            }
        }
        flush(&mut loose, &mut blocks);
        Ok(blocks)
    }

    fn list(&mut self, ordered: bool) -> Result<Block, TextError> {
        let mut items = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks()?),
                Event::End(TagEnd::List(_)) => break,
                _ => (),
            }
        }
        Ok(Block::List { ordered, items })
    }

    /// Inlines up to the end of what encloses them.
    fn inlines(&mut self) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::End(_) => break,
                event => inlines.extend(self.inline(event)),
            }
        }
        inlines
    }

    fn inline(&mut self, event: Event<'a>) -> Option<Inline> {
        Some(match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                Inline::Text(text.to_string())
            }
            Event::Code(text) => Inline::Code(text.to_string()),
            Event::SoftBreak => Inline::Text(" ".to_owned()),
            Event::HardBreak => Inline::Break,
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines()),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines()),
            Event::Start(Tag::Link { dest_url, .. }) => link(&dest_url, self.inlines()),
            // Pictures and whatever else: only their words.
            Event::Start(_) => Inline::Emphasis(self.inlines()),
            _ => return None,
        })
    }
}

fn flush(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(paragraph(std::mem::take(loose)));
    }
}

/// Only places on this page and ordinary web addresses are links; anything else is its words.
fn link(to: &str, text: Vec<Inline>) -> Inline {
    if to.starts_with('#') || to.starts_with("https://") {
        return Inline::Link {
            to: to.to_owned(),
            text,
        };
    }
    Inline::Emphasis(text)
}

/// A paragraph, unless its only word is a directive.
fn paragraph(inlines: Vec<Inline>) -> Block {
    let words = plain(&inlines);
    let words = words.trim();
    if words == "::goals" {
        return Block::Goals;
    }
    match words
        .strip_prefix("{fault:")
        .and_then(|rest| rest.strip_suffix('}'))
    {
        Some(id) => Block::Fault(id.to_owned()),
        None => Block::Paragraph(inlines),
    }
}

fn fenced(info: &str, text: String) -> Result<Block, TextError> {
    let words: Vec<&str> = info.split_whitespace().collect();
    match words.as_slice() {
        ["sh", "paste"] => Ok(Block::Paste(text)),
        ["sh", node] => match node.strip_prefix("node=") {
            Some(machine) => Ok(Block::Run {
                machine: machine.to_owned(),
                command: text,
            }),
            None => Err(TextError(format!("'{node}' means nothing after `sh`"))),
        },
        ["out"] => Ok(Block::Output(text)),
        _ => Ok(Block::Code(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_steps() {
        let text = Text::parse(
            "---\nsteps: [a]\n---\n# {#a} First\nSome `code` and **more**.\n\n```sh node=node1\ndocker info\n```\n\n::goals\n\n- one\n- two\n\n# {#b} Second\n{fault:cord}\n",
        )
        .unwrap();
        assert_eq!(text.steps.len(), 2);
        assert_eq!(
            (text.steps[0].id.as_str(), text.steps[0].title.as_str()),
            ("a", "First")
        );
        assert_eq!(text.runnable(), [("node1", "docker info")]);
        assert_eq!(text.steps[0].blocks[2], Block::Goals);
        assert_eq!(text.steps[1].blocks, [Block::Fault("cord".to_owned())]);
        let Block::List { items, .. } = &text.steps[0].blocks[3] else {
            panic!("a list")
        };
        assert_eq!(items.len(), 2);
    }

    #[test]
    fn html_and_scripts_are_only_text() {
        let text = Text::parse(
            "# {#a} A\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b>y</b>\n",
        )
        .unwrap();
        let shown = format!("{:?}", text.steps[0].blocks);
        assert!(!shown.contains("Link"), "{shown}");
    }

    #[test]
    fn a_text_without_a_step_is_refused() {
        assert!(Text::parse("hello\n").is_err());
        assert!(Text::parse("# hello\n").is_err());
    }
}
