//! Flags and commands as data: one table that parses, explains itself and completes.
//!
//! A [`Spec`] is one command, a [`Flag`] one of its flags; the tree of all of them hangs on
//! `command::ROOT`. Parsing ([`parse`]) follows pflag and cobra as docker/cli 28.5 configures them,
//! [`help`] draws `--help`, [`value`] knows what each kind of value accepts. Names, short forms,
//! types, defaults and usage lines are Docker's; what a flag is for is said in our own words.

pub(crate) mod help;
pub(crate) mod kind;
pub(crate) mod parse;
pub(crate) mod value;

pub(crate) use kind::Kind;
pub(crate) use parse::{Given, Invocation, Resolved, resolve};

use crate::context::Run;

/// One flag of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    pub name: &'static str,
    pub short: Option<char>,
    pub kind: Kind,
    /// What `--help` shows as the default; empty for none. For a switch, `true` means set unless
    /// unset.
    pub default: &'static str,
    pub about: &'static str,
    pub shown: Shown,
    /// The values it can have, where they can be counted: for completion.
    pub choices: &'static [&'static str],
}

/// Whether `--help` tells of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Yes,
    Hidden,
    /// Hidden, and using it prints this advice.
    Deprecated(&'static str),
}

impl Flag {
    /// A flag without short form or default.
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Flag {
        Flag {
            name,
            short: None,
            kind,
            default: "",
            about,
            shown: Shown::Yes,
            choices: &[],
        }
    }

    pub const fn short(mut self, short: char) -> Flag {
        self.short = Some(short);
        self
    }

    pub const fn default(mut self, default: &'static str) -> Flag {
        self.default = default;
        self
    }

    pub const fn hidden(mut self) -> Flag {
        self.shown = Shown::Hidden;
        self
    }

    pub const fn deprecated(mut self, advice: &'static str) -> Flag {
        self.shown = Shown::Deprecated(advice);
        self
    }

    pub const fn choices(mut self, choices: &'static [&'static str]) -> Flag {
        self.choices = choices;
        self
    }

    /// As error texts name it: `-f, --filter`, `--replicas`.
    pub fn both_names(&self) -> String {
        match self.short {
            Some(short) => format!("-{short}, --{}", self.name),
            None => format!("--{}", self.name),
        }
    }
}

/// How many words a command wants after its flags (docker/cli `cli/required.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Args {
    /// `accepts no arguments`; for a group: unknown command.
    None,
    Exact(usize),
    AtLeast(usize),
    AtMost(usize),
    Range(usize, usize),
    /// At least one, each `SERVICE=REPLICAS` (docker/cli `service/scale.go`).
    Scale,
    /// Anything goes.
    Any,
}

/// In which swarm state a command is shown (docker/cli's annotation `swarm`); commands that have
/// one at the top stand under "Swarm Commands".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SwarmState {
    Any,
    /// Unless the daemon is in no swarm.
    Active,
    Manager,
}

/// What the words of a command name, for completion with live names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Nothing,
    Services,
    Nodes,
    Networks,
    Secrets,
    Configs,
    Containers,
    Images,
    Words(&'static [&'static str]),
    Files,
}

/// One command: a group such as `docker service`, or a verb such as `docker service ls`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub name: &'static str,
    /// What follows the path in the usage line: `[OPTIONS] SERVICE [SERVICE...]`.
    pub usage: &'static str,
    pub about: &'static str,
    pub aliases: &'static [&'static str],
    /// The line under `Aliases:` where it is not simply the path with each alias.
    pub alias_line: &'static str,
    pub args: Args,
    pub flags: &'static [&'static [Flag]],
    /// Whether flags may stand after the first word.
    pub interspersed: bool,
    pub swarm: Option<SwarmState>,
    /// Its place among the "Common Commands" of `docker --help`.
    pub common: Option<u8>,
    pub children: &'static [&'static Spec],
    pub names: Names,
    pub hidden: bool,
    pub run: Run,
}

impl Spec {
    /// A verb that does something.
    pub const fn verb(name: &'static str, usage: &'static str, about: &'static str) -> Spec {
        Spec {
            name,
            usage,
            about,
            aliases: &[],
            alias_line: "",
            args: Args::None,
            flags: &[],
            interspersed: true,
            swarm: None,
            common: None,
            children: &[],
            names: Names::Nothing,
            hidden: false,
            run: Run::Group,
        }
    }

    /// A command that only holds others.
    pub const fn group(
        name: &'static str,
        about: &'static str,
        children: &'static [&'static Spec],
    ) -> Spec {
        let mut spec = Spec::verb(name, "", about);
        spec.children = children;
        spec
    }

    pub const fn args(mut self, args: Args) -> Spec {
        self.args = args;
        self
    }

    pub const fn flags(mut self, flags: &'static [&'static [Flag]]) -> Spec {
        self.flags = flags;
        self
    }

    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Spec {
        self.aliases = aliases;
        self
    }

    pub const fn alias_line(mut self, line: &'static str) -> Spec {
        self.alias_line = line;
        self
    }

    /// The same command under another name with another usage line.
    pub const fn named(mut self, name: &'static str, usage: &'static str) -> Spec {
        self.name = name;
        self.usage = usage;
        self
    }

    pub const fn common(mut self, place: u8) -> Spec {
        self.common = Some(place);
        self
    }

    pub const fn swarm(mut self, state: SwarmState) -> Spec {
        self.swarm = Some(state);
        self
    }

    /// The first word ends the flags: what follows belongs to the container.
    pub const fn stops_at_first_word(mut self) -> Spec {
        self.interspersed = false;
        self
    }

    pub const fn names(mut self, names: Names) -> Spec {
        self.names = names;
        self
    }

    pub const fn runs(mut self, run: crate::context::Function) -> Spec {
        self.run = Run::Works(run);
        self
    }

    /// Not in Swarm Lab yet; `instead` says what to use.
    pub const fn later(mut self, instead: &'static str) -> Spec {
        self.run = Run::Later(instead);
        self
    }

    /// Every flag, in the table's order.
    pub fn all_flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().copied().flatten()
    }

    /// A child by name or alias.
    pub fn child(&self, word: &str) -> Option<&'static Spec> {
        self.children
            .iter()
            .copied()
            .find(|child| child.name == word || child.aliases.contains(&word))
    }
}
