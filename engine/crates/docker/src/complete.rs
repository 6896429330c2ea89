//! What a command line can go on with: commands, flags, values, and live names of the swarm.

use api::{Filters, Request, Response};

use crate::command::ROOT;
use crate::flag::parse::{find_long, find_short};
use crate::flag::{Args, Flag, Kind, Names, Shown, Spec};

/// What can stand next on a command line.
#[derive(Clone, Debug, PartialEq)]
pub enum Completion {
    /// Exactly these words, each with a short description or none.
    Words(Vec<(String, String)>),
    /// The names in the answer to this request; give it to [`Completion::from_answer`].
    Live {
        request: Box<Request>,
        prefix: String,
    },
    /// A file.
    File,
}

impl Completion {
    /// The words a live completion gives.
    pub fn from_answer(&self, answer: &Response) -> Vec<(String, String)> {
        let Completion::Live { prefix, .. } = self else {
            return Vec::new();
        };
        let mut names = names_in(answer);
        names.retain(|name| name.starts_with(prefix.as_str()));
        names.sort();
        names.dedup();
        names
            .into_iter()
            .map(|name| (name, String::new()))
            .collect()
    }
}

/// Completes the last of these words (which may be empty); `docker` itself is not among them.
pub fn complete(words: &[String]) -> Completion {
    let Some((prefix, before)) = words.split_last() else {
        return Completion::Words(Vec::new());
    };
    let place = Place::find(before);
    if let Some(flag) = place.wants_value {
        return value_of(flag, "", prefix);
    }
    if prefix.starts_with('-') && !place.flags_are_over {
        return match prefix.split_once('=') {
            Some((name, value)) => {
                let flag = find_long(place.spec, name.trim_start_matches('-'));
                flag.map_or(Completion::File, |flag| {
                    value_of(flag, &format!("{name}="), value)
                })
            }
            None => flags(&place, prefix),
        };
    }
    if place.spec.children.is_empty() {
        return argument(&place, prefix);
    }
    let children = place.spec.children.iter().filter(|child| !child.hidden);
    let words = children.map(|child| (child.name.to_owned(), child.about.to_owned()));
    sorted(words.collect(), prefix)
}

/// Where in a command line the next word stands.
struct Place {
    spec: &'static Spec,
    /// How many arguments stand before it.
    args: usize,
    given: Vec<&'static str>,
    /// The flag whose value it is.
    wants_value: Option<&'static Flag>,
    flags_are_over: bool,
}

impl Place {
    fn find(words: &[String]) -> Place {
        let mut place = Place {
            spec: &ROOT,
            args: 0,
            given: Vec::new(),
            wants_value: None,
            flags_are_over: false,
        };
        for word in words {
            place.pass(word);
        }
        place
    }

    fn pass(&mut self, word: &str) {
        if self.wants_value.take().is_some() {
            return;
        }
        if word == "--" {
            self.flags_are_over = true;
        } else if let Some(long) = word.strip_prefix("--").filter(|_| !self.flags_are_over) {
            let name = long.split('=').next().unwrap_or(long);
            self.flag(find_long(self.spec, name), !long.contains('='));
        } else if word.len() > 1 && word.starts_with('-') && !self.flags_are_over {
            let last = word.chars().last().map(String::from).unwrap_or_default();
            let is_bundle = word[1..].chars().all(char::is_alphabetic);
            self.flag(find_short(self.spec, &last), is_bundle);
        } else if let Some(child) = self.spec.child(word) {
            self.spec = child;
            self.given.clear();
        } else {
            self.args += 1;
            self.flags_are_over |= !self.spec.interspersed;
        }
    }

    fn flag(&mut self, flag: Option<&'static Flag>, value_may_follow: bool) {
        let Some(flag) = flag else {
            return;
        };
        self.given.push(flag.name);
        if value_may_follow && flag.kind != Kind::Switch {
            self.wants_value = Some(flag);
        }
    }
}

fn flags(place: &Place, prefix: &str) -> Completion {
    let shown = place.spec.all_flags().filter(|flag| {
        flag.shown == Shown::Yes && (flag.kind.repeats() || !place.given.contains(&flag.name))
    });
    let mut words = Vec::new();
    for flag in shown {
        let about = flag.about.lines().next().unwrap_or("").to_owned();
        if let Some(short) = flag.short {
            words.push((format!("-{short}"), about.clone()));
        }
        words.push((format!("--{}", flag.name), about));
    }
    sorted(words, prefix)
}

/// `start` is what stands before the value in the same word: `--format=`.
fn value_of(flag: &Flag, start: &str, prefix: &str) -> Completion {
    if !flag.choices.is_empty() {
        let words = flag.choices.iter();
        let words = words.map(|choice| (format!("{start}{choice}"), String::new()));
        return sorted(words.collect(), &format!("{start}{prefix}"));
    }
    if flag.kind == Kind::Switch {
        let words = ["true", "false"].map(|word| (format!("{start}{word}"), String::new()));
        return sorted(words.into(), &format!("{start}{prefix}"));
    }
    match flag.name {
        "config-from" | "network-rm" => live(Names::Networks, prefix),
        "compose-file" | "env-file" | "file" | "input" | "label-file" | "output" => {
            Completion::File
        }
        _ if flag.kind == Kind::Network => live(Names::Networks, prefix),
        "secret-rm" => live(Names::Secrets, prefix),
        "config-rm" => live(Names::Configs, prefix),
        _ if flag.kind == Kind::Secret => live(Names::Secrets, prefix),
        _ if flag.kind == Kind::Config => live(Names::Configs, prefix),
        _ if matches!(flag.kind, Kind::PemFile | Kind::Path) => Completion::File,
        _ => Completion::Words(Vec::new()),
    }
}

fn argument(place: &Place, prefix: &str) -> Completion {
    let most = match place.spec.args {
        Args::None => 0,
        Args::Exact(count) | Args::AtMost(count) | Args::Range(_, count) => count,
        Args::AtLeast(_) | Args::Scale | Args::Any => usize::MAX,
    };
    if place.args >= most {
        return Completion::Words(Vec::new());
    }
    // After an image or a container's name comes its own command line.
    if place.args > 0 && !place.spec.interspersed {
        return Completion::File;
    }
    live(place.spec.names, prefix)
}

fn live(names: Names, prefix: &str) -> Completion {
    let filters = Filters::new();
    let request = match names {
        Names::Nothing => return Completion::Words(Vec::new()),
        Names::Words(words) => {
            let words = words.iter().map(|word| ((*word).to_owned(), String::new()));
            return sorted(words.collect(), prefix);
        }
        Names::Files => return Completion::File,
        Names::Services => Request::ServiceList {
            filters,
            status: false,
        },
        Names::Nodes => Request::NodeList { filters },
        Names::Networks => Request::NetworkList { filters },
        Names::Secrets => Request::SecretList { filters },
        Names::Configs => Request::ConfigList { filters },
        Names::Containers => Request::ContainerList {
            all: true,
            filters,
            size: false,
            limit: -1,
        },
        Names::Images => Request::ImageList {
            all: false,
            filters,
        },
    };
    Completion::Live {
        request: Box::new(request),
        prefix: prefix.to_owned(),
    }
}

fn names_in(answer: &Response) -> Vec<String> {
    match answer {
        Response::Services(services) => {
            let names = services
                .iter()
                .map(|service| &service.spec.annotations.name);
            names.cloned().collect()
        }
        Response::Nodes(nodes) => {
            let names = nodes.iter().map(|node| &node.description.hostname);
            names.cloned().collect()
        }
        Response::Networks(networks) => networks
            .iter()
            .map(|network| network.name.clone())
            .collect(),
        Response::Secrets(secrets) => {
            let names = secrets.iter().map(|secret| &secret.spec.annotations.name);
            names.cloned().collect()
        }
        Response::Configs(configs) => {
            let names = configs.iter().map(|config| &config.spec.annotations.name);
            names.cloned().collect()
        }
        Response::Containers(containers) => {
            let names = containers.iter().flat_map(|container| &container.names);
            names
                .map(|name| name.strip_prefix('/').unwrap_or(name).to_owned())
                .collect()
        }
        Response::Images(images) => {
            let tags = images.iter().flat_map(|image| &image.repo_tags);
            tags.filter(|tag| *tag != "<none>:<none>")
                .cloned()
                .collect()
        }
        Response::Done
        | Response::SwarmInitialized(_)
        | Response::Swarm(_)
        | Response::UnlockKey(_)
        | Response::Node(_)
        | Response::ServiceCreated { .. }
        | Response::ServiceUpdated { .. }
        | Response::Service(_)
        | Response::NetworksPruned(_)
        | Response::SecretCreated(_)
        | Response::Secret(_)
        | Response::ConfigCreated(_)
        | Response::Config(_)
        | Response::Tasks(_)
        | Response::Task(_)
        | Response::Network(_)
        | Response::NetworkCreated { .. }
        | Response::Distribution(_)
        | Response::ImagePulled { .. }
        | Response::Info(_)
        | Response::Version(_)
        | Response::Stream => Vec::new(),
    }
}

fn sorted(mut words: Vec<(String, String)>, prefix: &str) -> Completion {
    words.retain(|(word, _)| word.starts_with(prefix));
    words.sort();
    Completion::Words(words)
}

#[cfg(test)]
mod tests;
