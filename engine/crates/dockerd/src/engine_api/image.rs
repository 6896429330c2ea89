//! `docker image ls` and `docker pull` (moby `daemon/images`).

use api::image::Summary;
use api::{ApiError, ErrorKind, Filters, Response};
use swarm::CallId;

use super::Step;
use crate::daemon::process::Daemon;
use crate::executor::transfer_time;
use crate::host::Host;
use crate::reference::Reference;
use crate::registry::{self, PullError};

const KEYS: &[&str] = &["before", "dangling", "label", "reference", "since", "until"];

/// The images that pass the filters.
pub(super) fn list(filters: &Filters, host: &Host<'_>) -> Result<Vec<Summary>, ApiError> {
    if let Some(key) = filters.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(ApiError::new(
            ErrorKind::InvalidParameter,
            format!("invalid filter '{key}'"),
        ));
    }
    let mut list = host.disk.images.summaries(host.profile.image_bytes);
    list.retain(|summary| passes(summary, filters));
    Ok(list)
}

fn passes(summary: &Summary, filters: &Filters) -> bool {
    filters.iter().all(|(key, values)| match key.as_str() {
        "dangling" => values
            .iter()
            .any(|value| summary.repo_tags.is_empty() == matches!(value.as_str(), "true" | "1")),
        "reference" => values.iter().any(|value| {
            let mut names = summary.repo_tags.iter().chain(&summary.repo_digests);
            names.any(|name| reference_matches(name, value))
        }),
        "label" => values.iter().all(|value| {
            let (label, wanted) = value.split_once('=').unwrap_or((value, ""));
            let found = summary.labels.get(label);
            found.is_some_and(|found| wanted.is_empty() || found == wanted)
        }),
        _ => true,
    })
}

/// `nginx`, `nginx:alpine`, `ngin*`, `*:latest`.
fn reference_matches(name: &str, pattern: &str) -> bool {
    let with_tag = glob(name, pattern);
    let bare = name.split([':', '@']).next().unwrap_or_default();
    with_tag || (!pattern.contains(':') && glob(bare, pattern))
}

fn glob(text: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => text == pattern,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.is_char_boundary(at) && glob(&rest[at..], after))
        }),
    }
}

impl Daemon {
    /// `POST /images/create`.
    pub(super) fn pull_image(&mut self, call: CallId, image: String, host: &mut Host<'_>) {
        let reference = match Reference::parse(&image) {
            Ok(reference) => reference.tagged(),
            Err(error) => {
                let error = ApiError::new(ErrorKind::InvalidParameter, error.to_string());
                return self.answer(call, Err(error), host);
            }
        };
        let mut after = host.profile.speed.registry.draw(host.rng);
        if let Ok(found) = registry::resolve(host, &reference)
            && !host.disk.images.has(&found.id)
        {
            after += transfer_time(found.pull_bytes, host);
        }
        self.wait_for_registry(call, Step::Pull { image }, after, host);
    }

    /// The image is there, or will never be.
    pub(super) fn pulled_image(&mut self, call: CallId, image: &str, host: &mut Host<'_>) {
        let answer = take_in(image, host);
        if let Ok((reference, Response::ImagePulled { .. })) = &answer {
            self.publish_pull(reference, host);
        }
        self.answer(call, answer.map(|(_, response)| response), host);
    }
}

fn take_in(image: &str, host: &mut Host<'_>) -> Result<(Reference, Response), ApiError> {
    let refuse = |error: PullError| {
        let kind = match error {
            PullError::Denied { .. } | PullError::Unknown { .. } => ErrorKind::NotFound,
            PullError::Reference(_) => ErrorKind::InvalidParameter,
            PullError::Unreachable { .. } | PullError::Platform | PullError::DiskFull => {
                ErrorKind::System
            }
        };
        ApiError::new(kind, error.to_string())
    };
    let reference = Reference::parse(image).map_err(|error| refuse(PullError::Reference(error)))?;
    let reference = reference.tagged();
    let found = registry::resolve(host, &reference).map_err(refuse)?.clone();
    if !found.runs_here() {
        return Err(refuse(PullError::Platform));
    }
    let is_new = host.disk.images.find(&reference).is_none();
    if is_new && host.trouble.disk_full {
        return Err(refuse(PullError::DiskFull));
    }
    host.disk.images.add(&reference, &found);
    let tag = reference
        .tag
        .as_ref()
        .map(|tag| format!(":{tag}"))
        .unwrap_or_default();
    let response = Response::ImagePulled {
        reference: format!("{}/{}{tag}", reference.domain, reference.path),
        digest: found.digest.clone(),
        is_new,
    };
    Ok((reference, response))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_matched_with_and_without_tag() {
        for (pattern, matches) in [
            ("nginx", true),
            ("nginx:alpine", true),
            ("ngin*", true),
            ("*:alpine", true),
            ("nginx:latest", false),
            ("redis", false),
        ] {
            assert_eq!(
                reference_matches("nginx:alpine", pattern),
                matches,
                "{pattern}"
            );
        }
    }
}
