//! Things a machine has besides CPUs and memory, named (`gpu=UUID1`) or counted (`ssd=4`): what
//! is free, what a task takes (SwarmKit `api/genericresource`).
//!
//! A task asks for a number of a kind only; what it gets of a named kind are names.

use api::node::{DiscreteResource, GenericResource};

fn kind(resource: &GenericResource) -> &str {
    match (&resource.named, &resource.discrete) {
        (Some(named), _) => &named.kind,
        (None, Some(discrete)) => &discrete.kind,
        (None, None) => "",
    }
}

fn of_kind<'a>(
    kind_wanted: &'a str,
    resources: &'a [GenericResource],
) -> impl Iterator<Item = &'a GenericResource> {
    resources
        .iter()
        .filter(move |resource| kind(resource) == kind_wanted)
}

/// Whether enough of what is wanted is free. Only numbers can be wanted.
pub(in crate::manager) fn has_enough(free: &[GenericResource], wanted: &GenericResource) -> bool {
    let Some(wanted) = &wanted.discrete else {
        return false;
    };
    let Some(first) = of_kind(&wanted.kind, free).next() else {
        return false;
    };
    match &first.discrete {
        Some(discrete) => wanted.value <= discrete.value,
        None => {
            let names = of_kind(&wanted.kind, free).count();
            wanted.value <= i64::try_from(names).unwrap_or(i64::MAX)
        }
    }
}

/// Whether exactly this, as a task was given it, is still there.
pub(in crate::manager) fn has_resource(free: &[GenericResource], held: &GenericResource) -> bool {
    for resource in of_kind(kind(held), free) {
        match (&resource.discrete, &resource.named) {
            (Some(discrete), _) => {
                let held = held.discrete.as_ref();
                return held.is_some_and(|held| held.value <= discrete.value);
            }
            (None, Some(named)) => match &held.named {
                None => return false,
                Some(held) if held.value == named.value => return true,
                Some(_) => (),
            },
            (None, None) => (),
        }
    }
    false
}

/// Picks what a task gets: the first free names of the kind, or the number itself.
pub(super) fn pick(free: &[GenericResource], wanted: &[GenericResource]) -> Vec<GenericResource> {
    let mut picked = Vec::new();
    for wanted in wanted.iter().filter_map(|wanted| wanted.discrete.as_ref()) {
        match of_kind(&wanted.kind, free).next() {
            Some(first) if first.discrete.is_some() => picked.push(GenericResource {
                named: None,
                discrete: Some(DiscreteResource {
                    kind: wanted.kind.clone(),
                    value: wanted.value,
                }),
            }),
            Some(_) => {
                let wanted_names = usize::try_from(wanted.value).unwrap_or(0);
                picked.extend(of_kind(&wanted.kind, free).take(wanted_names).cloned());
            }
            None => (),
        }
    }
    picked
}

/// Takes what a task holds out of what is free. A name or number that is gone is passed over:
/// the node may have changed since.
pub(in crate::manager) fn consume(free: &mut Vec<GenericResource>, held: &[GenericResource]) {
    for held in held {
        free.retain_mut(|resource| !is_used_up_by(resource, held));
    }
}

fn is_used_up_by(resource: &mut GenericResource, held: &GenericResource) -> bool {
    if kind(resource) != kind(held) {
        return false;
    }
    match (&mut resource.discrete, &held.discrete) {
        (Some(left), Some(taken)) => {
            left.value -= taken.value;
            left.value <= 0
        }
        (None, None) => resource.named == held.named,
        // The kind changed from names to a number or back.
        (Some(_), None) | (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use api::node::NamedResource;

    use super::*;

    fn count(kind: &str, value: i64) -> GenericResource {
        let kind = kind.to_owned();
        GenericResource {
            named: None,
            discrete: Some(DiscreteResource { kind, value }),
        }
    }

    fn name(kind: &str, value: &str) -> GenericResource {
        let (kind, value) = (kind.to_owned(), value.to_owned());
        GenericResource {
            named: Some(NamedResource { kind, value }),
            discrete: None,
        }
    }

    #[test]
    fn names_are_taken_in_order_and_given_back_by_not_being_held() {
        let free = [
            name("gpu", "a"),
            name("gpu", "b"),
            name("gpu", "c"),
            count("ssd", 3),
        ];
        assert!(has_enough(&free, &count("gpu", 3)));
        assert!(!has_enough(&free, &count("gpu", 4)));
        assert!(
            !has_enough(&free, &name("gpu", "a")),
            "names cannot be asked for"
        );
        assert!(!has_enough(&free, &count("tpu", 1)));
        let picked = pick(&free, &[count("gpu", 2), count("ssd", 1)]);
        assert_eq!(
            picked,
            [name("gpu", "a"), name("gpu", "b"), count("ssd", 1)]
        );
        let mut left = free.to_vec();
        consume(&mut left, &picked);
        assert_eq!(left, [name("gpu", "c"), count("ssd", 2)]);
        consume(&mut left, &[count("ssd", 2)]);
        assert_eq!(left, [name("gpu", "c")]);
    }

    #[test]
    fn a_held_resource_is_looked_up_by_name_or_by_number() {
        let free = [name("gpu", "a"), count("ssd", 3)];
        assert!(has_resource(&free, &name("gpu", "a")));
        assert!(!has_resource(&free, &name("gpu", "b")));
        assert!(
            !has_resource(&free, &count("gpu", 1)),
            "the kind has names now"
        );
        assert!(has_resource(&free, &count("ssd", 3)));
        assert!(!has_resource(&free, &count("ssd", 4)));
        assert!(
            !has_resource(&free, &name("ssd", "x")),
            "the kind is counted now"
        );
    }
}
