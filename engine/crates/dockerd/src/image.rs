//! The images a machine has pulled (moby's image store with storage driver `overlay2`).

use std::collections::BTreeSet;
use std::sync::Arc;

use api::ImageId;
use api::image::Summary;
use imbl::OrdMap;

use crate::catalogue::Image;
use crate::reference::Reference;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Images {
    by_id: OrdMap<ImageId, Stored>,
}

/// An image and the names it is known by here.
#[derive(Clone, Debug)]
struct Stored {
    image: Arc<Image>,
    /// `nginx:alpine`. None when it was only ever pulled by its digest.
    tags: BTreeSet<String>,
    /// `nginx@sha256:…`.
    digests: BTreeSet<String>,
}

impl Images {
    /// Takes a pulled image in. A name that was another image's is taken from it.
    pub(crate) fn add(&mut self, reference: &Reference, image: &Arc<Image>) {
        let name = reference.familiar_name();
        let digest = format!("{name}@{}", image.digest);
        // Pulled by digest, an image gets no tag even if one was written before it.
        let tag = match (&reference.tag, &reference.digest) {
            (Some(tag), None) => Some(format!("{name}:{tag}")),
            (Some(_) | None, _) => None,
        };
        if let Some(tag) = &tag {
            let ids: Vec<ImageId> = self.by_id.keys().cloned().collect();
            for id in ids {
                if let Some(stored) = self.by_id.get_mut(&id) {
                    stored.tags.remove(tag);
                }
            }
        }
        let fresh = || Stored {
            image: image.clone(),
            tags: BTreeSet::new(),
            digests: BTreeSet::new(),
        };
        let mut stored = self.by_id.get(&image.id).cloned().unwrap_or_else(fresh);
        stored.tags.extend(tag);
        stored.digests.insert(digest);
        self.by_id.insert(image.id.clone(), stored);
    }

    /// The image a complete name means here.
    pub(crate) fn find(&self, reference: &Reference) -> Option<&Arc<Image>> {
        let name = reference.familiar_name();
        let has = |stored: &&Stored| match (&reference.digest, &reference.tag) {
            (Some(digest), _) => stored.digests.contains(&format!("{name}@{digest}")),
            (None, Some(tag)) => stored.tags.contains(&format!("{name}:{tag}")),
            (None, None) => false,
        };
        self.by_id.values().find(has).map(|stored| &stored.image)
    }

    /// Whether an image is there under whatever name.
    pub(crate) fn has(&self, id: &ImageId) -> bool {
        self.by_id.contains_key(id)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The lines of `docker image ls`, newest first, then by id.
    pub(crate) fn summaries(&self, bytes: Option<i64>) -> Vec<Summary> {
        let summary = |stored: &Stored| Summary {
            containers: -1,
            created: stored.image.created.0 / 1_000_000_000,
            id: stored.image.id.clone(),
            labels: stored.image.labels.clone(),
            parent_id: String::new(),
            repo_digests: stored.digests.iter().cloned().collect(),
            repo_tags: stored.tags.iter().cloned().collect(),
            shared_size: -1,
            size: bytes.unwrap_or(stored.image.size),
        };
        self.by_id.values().map(summary).collect()
    }

    /// Every name of every image, as a person would write it.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = |stored: &Stored| match stored.tags.is_empty() {
            true => vec![format!("{}:<none>", stored.image.repository)],
            false => stored.tags.iter().cloned().collect(),
        };
        self.by_id.values().flat_map(names).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn an_image_pulled_by_digest_has_no_tag() {
        let catalogue = Catalogue::embedded();
        let by_tag = Reference::parse("nginx:alpine").unwrap();
        let image = catalogue.find(&by_tag).unwrap();
        let pinned = Reference::parse(&format!("nginx:alpine@{}", image.digest)).unwrap();
        let mut images = Images::default();
        images.add(&pinned, image);
        assert_eq!(images.find(&pinned), Some(image));
        assert_eq!(images.find(&by_tag), None);
        assert_eq!(images.names(), ["nginx:<none>"]);
        images.add(&by_tag, image);
        assert_eq!(
            (images.len(), images.names()),
            (1, vec!["nginx:alpine".to_owned()])
        );
        assert_eq!(images.find(&pinned), Some(image));
    }
}
