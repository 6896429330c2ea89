//! The table of commands, checked by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::ROOT;
use crate::context::Run;
use crate::flag::parse::path_name;
use crate::flag::{Kind, Names, Shown, Spec};

/// Every command with its path.
fn all() -> Vec<Vec<&'static Spec>> {
    let mut found = vec![vec![&ROOT]];
    let mut at = 0;
    while at < found.len() {
        let path = found[at].clone();
        for child in path[path.len() - 1].children {
            let mut longer = path.clone();
            longer.push(child);
            found.push(longer);
        }
        at += 1;
    }
    found
}

fn last(path: &[&'static Spec]) -> &'static Spec {
    path[path.len() - 1]
}

#[test]
fn no_two_flags_of_a_command_share_a_name() {
    for path in all() {
        let mut names = BTreeSet::new();
        for flag in last(&path).all_flags() {
            assert!(
                names.insert(flag.name.to_owned()),
                "{} --{}",
                path_name(&path),
                flag.name
            );
            if let Some(short) = flag.short {
                assert!(
                    names.insert(format!("-{short}")),
                    "{} -{short}",
                    path_name(&path)
                );
            }
        }
    }
}

#[test]
fn no_two_commands_of_a_group_share_a_name() {
    for path in all() {
        let mut names = BTreeSet::new();
        for child in last(&path).children {
            for name in core::iter::once(&child.name).chain(child.aliases) {
                assert!(names.insert(*name), "{} {name}", path_name(&path));
            }
        }
    }
}

#[test]
fn the_table_is_plain_text() {
    let is_plain = |text: &str| {
        let is_shown = |byte: u8| byte == b'\n' || byte == b'\t' || (b' '..=b'~').contains(&byte);
        text.bytes().all(is_shown)
    };
    let is_name = |text: &str| {
        let is_part = |byte: u8| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !text.is_empty() && text.bytes().all(is_part)
    };
    for path in all() {
        let spec = last(&path);
        assert!(is_name(spec.name), "{}", path_name(&path));
        assert!(
            is_plain(spec.usage) && is_plain(spec.about),
            "{}",
            path_name(&path)
        );
        assert!(!spec.about.is_empty(), "{} says nothing", path_name(&path));
        for flag in spec.all_flags() {
            let name = format!("{} --{}", path_name(&path), flag.name);
            assert!(is_name(flag.name), "{name}");
            assert!(is_plain(flag.about) && !flag.about.is_empty(), "{name}");
            assert!(!flag.about.ends_with('.'), "{name} ends like a sentence");
        }
    }
}

#[test]
fn every_default_is_a_value_the_flag_accepts() {
    for path in all() {
        for flag in last(&path).all_flags() {
            // pflag shows empty lists and maps in brackets.
            if ["", "[]", "map[]"].contains(&flag.default) {
                continue;
            }
            let accepted = flag.kind.accept(flag.default, &BTreeMap::new());
            assert!(
                accepted.is_ok(),
                "{} --{}: {accepted:?}",
                path_name(&path),
                flag.name
            );
            assert!(
                flag.choices.is_empty() || flag.choices.contains(&flag.default),
                "{} --{}",
                path_name(&path),
                flag.name
            );
        }
    }
}

#[test]
fn every_choice_is_a_value_the_flag_accepts() {
    for path in all() {
        for flag in last(&path).all_flags() {
            for choice in flag.choices {
                assert!(
                    flag.kind.accept(choice, &BTreeMap::new()).is_ok(),
                    "{choice}"
                );
            }
        }
    }
}

#[test]
fn switches_are_off_or_on() {
    for path in all() {
        for flag in last(&path).all_flags() {
            let is_switch = flag.kind == Kind::Switch;
            let is_on_or_off = ["", "true", "false"].contains(&flag.default);
            assert!(
                !is_switch || is_on_or_off,
                "{} --{}",
                path_name(&path),
                flag.name
            );
        }
    }
}

#[test]
fn groups_hold_commands_and_verbs_do_something() {
    for path in all() {
        let spec = last(&path);
        let is_group = matches!(spec.run, Run::Group);
        assert_eq!(is_group, !spec.children.is_empty(), "{}", path_name(&path));
        if let Run::Later(instead) = spec.run {
            assert!(
                !instead.is_empty() && !instead.ends_with('.'),
                "{}",
                path_name(&path)
            );
        }
        if spec.usage.contains("[OPTIONS]") && is_group && path.len() > 1 {
            continue;
        }
        // What takes words says so in its usage line, and the other way round.
        let takes_words = spec.usage.replace("[OPTIONS]", "");
        let has_names = spec.names != Names::Nothing;
        assert!(
            !has_names || !takes_words.trim().is_empty(),
            "{}",
            path_name(&path)
        );
    }
}

#[test]
fn old_names_say_what_to_use() {
    for path in all() {
        for flag in last(&path).all_flags() {
            if let Shown::Deprecated(advice) = flag.shown {
                assert!(!advice.is_empty(), "{} --{}", path_name(&path), flag.name);
            }
        }
    }
}

#[test]
fn the_common_commands_stand_in_one_order() {
    let mut places: Vec<u8> = ROOT
        .children
        .iter()
        .filter_map(|child| child.common)
        .collect();
    places.sort_unstable();
    assert_eq!(places, (1..=12).collect::<Vec<u8>>());
}
