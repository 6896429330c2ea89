//! The images a registry has, as data: what each weighs, what it runs, how its programs behave.
//!
//! One file of `images/` holds a family of images; [`Catalogue::embedded`] reads them all once. A
//! new image is a few lines there and no code here. What a program *does* with its entry is
//! [`kernel::program`](crate::kernel)'s business. Digests, ids and layers are made from the names
//! and are the same in every world.

mod entry;

use std::collections::BTreeMap;
use std::sync::Arc;

use api::image::OciPlatform;
use api::task::HealthConfig;
use api::{ImageId, Labels};
use sim::{Duration, Rng, Timestamp};

pub(crate) use entry::{Answers, LineEntry, PageEntry, PrependWhen, ProgramEntry, Wrapper};

use crate::reference::Reference;

/// Every image there is to pull.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Domain and path, then tag.
    repositories: BTreeMap<(String, String), BTreeMap<String, Arc<Image>>>,
}

/// One image, under all of its tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    /// As a person writes it: `nginx`.
    pub(crate) repository: String,
    /// Of the list of manifests, by which a service pins it.
    pub(crate) digest: String,
    pub(crate) id: ImageId,
    pub(crate) version: String,
    pub(crate) platforms: Vec<OciPlatform>,
    /// What travels when it is pulled.
    pub(crate) pull_bytes: u64,
    /// What it takes on the disk.
    pub(crate) size: i64,
    pub(crate) created: Timestamp,
    pub(crate) entrypoint: Vec<String>,
    pub(crate) command: Vec<String>,
    /// `80/tcp`.
    pub(crate) exposes: Vec<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) working_dir: String,
    pub(crate) user: String,
    pub(crate) env: Vec<String>,
    pub(crate) labels: Labels,
    pub(crate) stop_signal: String,
    pub(crate) health: Option<HealthConfig>,
    /// Whether the usual small programs are in it.
    pub(crate) has_shell: bool,
    /// Whether `bash` is among them: not in Alpine and BusyBox.
    pub(crate) has_bash: bool,
    pub(crate) programs: Arc<Vec<Arc<ProgramEntry>>>,
}

/// The families. A new file is named here.
const FILES: &[(&str, &str)] = &[
    ("broken", include_str!("../images/broken.toml")),
    ("databases", include_str!("../images/databases.toml")),
    ("httpd", include_str!("../images/httpd.toml")),
    ("languages", include_str!("../images/languages.toml")),
    ("nginx", include_str!("../images/nginx.toml")),
    ("redis", include_str!("../images/redis.toml")),
    ("systems", include_str!("../images/systems.toml")),
    ("tools", include_str!("../images/tools.toml")),
    ("whoami", include_str!("../images/whoami.toml")),
];

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The machines most images of the Hub are built for (recording 020).
const HUB_PLATFORMS: &[&str] = &[
    "linux/amd64",
    "linux/arm/v6",
    "linux/arm/v7",
    "linux/arm64/v8",
    "linux/386",
    "linux/ppc64le",
    "linux/riscv64",
    "linux/s390x",
];

impl Catalogue {
    /// The catalogue that is part of the program.
    pub fn embedded() -> Catalogue {
        let mut catalogue = Catalogue::default();
        for (name, text) in FILES {
            let file: entry::File = toml::from_str(text).unwrap_or_else(|error| {
                panic!("images/{name}.toml is part of the program: {error}")
            });
            for image in file.image {
                catalogue.add(image);
            }
        }
        catalogue
    }

    fn add(&mut self, entry: entry::ImageEntry) {
        let reference = Reference::parse(&entry.repository).expect("a repository's name is valid");
        let programs: Arc<Vec<_>> = Arc::new(entry.program.iter().cloned().map(Arc::new).collect());
        let tags = self
            .repositories
            .entry((reference.domain, reference.path))
            .or_default();
        for tag in &entry.tag {
            let image = Arc::new(Image::new(&entry, tag, &programs));
            for name in &tag.names {
                let earlier = tags.insert(name.clone(), image.clone());
                assert!(
                    earlier.is_none(),
                    "{}:{name} is named twice",
                    entry.repository
                );
            }
        }
    }

    /// Whether the registry has a repository at all.
    pub(crate) fn has_repository(&self, reference: &Reference) -> bool {
        self.tags(reference).is_some()
    }

    /// The image of a complete name: by digest if it has one, otherwise by tag.
    pub(crate) fn find(&self, reference: &Reference) -> Option<&Arc<Image>> {
        let tags = self.tags(reference)?;
        match (&reference.digest, &reference.tag) {
            (Some(digest), _) => tags.values().find(|image| image.digest == *digest),
            (None, Some(tag)) => tags.get(tag),
            (None, None) => None,
        }
    }

    fn tags(&self, reference: &Reference) -> Option<&BTreeMap<String, Arc<Image>>> {
        let key = (reference.domain.clone(), reference.path.clone());
        self.repositories.get(&key)
    }

    /// Every image once, with the name it is first known by.
    #[cfg(test)]
    pub(crate) fn images(&self) -> impl Iterator<Item = (String, &Arc<Image>)> {
        self.repositories.values().flat_map(|tags| {
            tags.iter()
                .map(|(tag, image)| (format!("{}:{tag}", image.repository), image))
        })
    }
}

impl Image {
    fn new(
        entry: &entry::ImageEntry,
        tag: &entry::TagEntry,
        programs: &Arc<Vec<Arc<ProgramEntry>>>,
    ) -> Image {
        let name = format!("{}:{}", entry.repository, tag.names[0]);
        let mut env = vec![PATH.to_owned()];
        env.extend(tag.env.iter().chain(&entry.env).cloned());
        Image {
            repository: entry.repository.clone(),
            digest: digest_of(&format!("manifests of {name}")),
            id: ImageId(digest_of(&format!("config of {name}"))),
            version: tag.version.clone(),
            platforms: platforms(entry),
            pull_bytes: tag.pull_kib * 1000,
            size: i64::try_from(tag.size_kib).unwrap_or(i64::MAX) * 1000,
            created: Timestamp::from_civil(2025, 5, 1, 0, 0),
            entrypoint: entry.entrypoint.clone(),
            command: tag.command.clone().unwrap_or_else(|| entry.command.clone()),
            exposes: entry.exposes.clone(),
            volumes: entry.volumes.clone(),
            working_dir: entry.working_dir.clone(),
            user: entry.user.clone(),
            env,
            labels: entry.labels.clone(),
            stop_signal: entry.stop_signal.clone(),
            health: tag.health.as_ref().map(health),
            has_shell: entry.has_shell,
            has_bash: entry.has_shell && !is_small(&name),
            programs: programs.clone(),
        }
    }

    /// Whether it runs on the machines of these worlds, which are all of one kind.
    pub(crate) fn runs_here(&self) -> bool {
        let is_it = |platform: &OciPlatform| platform.architecture == "amd64";
        self.platforms.iter().any(is_it)
    }

    /// The entry of a program, by its path or its bare name.
    pub(crate) fn program(&self, word: &str) -> Option<&Arc<ProgramEntry>> {
        let bare = word.rsplit('/').next().unwrap_or(word);
        let is_it = |entry: &&Arc<ProgramEntry>| {
            let names = entry.names.iter();
            names.map(String::as_str).any(|name| {
                name == word || (!word.contains('/') && name.rsplit('/').next() == Some(bare))
            })
        };
        self.programs.iter().find(is_it)
    }
}

fn platforms(entry: &entry::ImageEntry) -> Vec<OciPlatform> {
    let mut platforms = Vec::new();
    let words = entry.platforms.as_ref().map_or_else(
        || {
            HUB_PLATFORMS
                .iter()
                .map(|word| (*word).to_owned())
                .collect()
        },
        Clone::clone,
    );
    for word in words {
        let mut parts = word.split('/').map(str::to_owned);
        platforms.push(OciPlatform {
            os: parts.next().unwrap_or_default(),
            architecture: parts.next().unwrap_or_default(),
            variant: parts.next().unwrap_or_default(),
        });
        if entry.attested {
            // The Hub's indexes carry a provenance attestation beside each manifest.
            platforms.push(OciPlatform {
                os: "unknown".to_owned(),
                architecture: "unknown".to_owned(),
                variant: String::new(),
            });
        }
    }
    platforms
}

fn health(entry: &entry::HealthEntry) -> HealthConfig {
    HealthConfig {
        test: entry.test.clone(),
        interval: Duration::from_millis(entry.interval_ms),
        timeout: Duration::from_millis(entry.timeout_ms),
        start_period: Duration::from_millis(entry.start_period_ms),
        start_interval: Duration::ZERO,
        retries: entry.retries,
    }
}

fn is_small(name: &str) -> bool {
    name.contains("alpine") || name.starts_with("busybox:")
}

/// A digest that stands for a content there is none of: the same for the same words.
fn digest_of(words: &str) -> String {
    let mut bytes = [0; 32];
    Rng::stream(0, words).fill(&mut bytes);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> Option<Arc<Image>> {
        let reference = Reference::parse(name).unwrap().tagged();
        Catalogue::embedded().find(&reference).cloned()
    }

    #[test]
    fn every_file_reads_and_every_image_can_be_started() {
        for (name, image) in Catalogue::embedded().images() {
            let first = image.entrypoint.first().or(image.command.first());
            assert!(first.is_some(), "{name} has nothing to run");
            assert!(
                image.digest.len() == 71 && image.size > 0 && image.pull_bytes > 0,
                "{name}"
            );
            for exposed in &image.exposes {
                assert!(exposed.ends_with("/tcp"), "{name} exposes {exposed}");
            }
        }
    }

    #[test]
    fn tags_of_one_image_share_a_digest_and_others_do_not() {
        let (alpine, long) = (
            find("nginx:alpine").unwrap(),
            find("nginx:1.29-alpine").unwrap(),
        );
        assert_eq!(alpine.digest, long.digest);
        assert_ne!(alpine.digest, find("nginx").unwrap().digest);
        let pinned = find(&format!("nginx:alpine@{}", alpine.digest)).unwrap();
        assert_eq!(pinned.id, alpine.id);
    }

    #[test]
    fn what_the_registry_lacks_is_not_found() {
        assert!(find("nginx:nosuchtag").is_none());
        assert!(find("localhost:5000/nginx").is_none());
        let missing = Reference::parse("nosuch/image").unwrap();
        assert!(!Catalogue::embedded().has_repository(&missing));
    }

    #[test]
    fn platforms_are_those_of_the_hub_with_attestations() {
        let platforms = find("nginx:alpine").unwrap().platforms.clone();
        assert_eq!(platforms.len(), 16);
        assert_eq!(
            (
                platforms[4].architecture.as_str(),
                platforms[4].variant.as_str()
            ),
            ("arm", "v7")
        );
        assert_eq!(platforms[1].os, "unknown");
        assert!(!find("arm64v8/alpine").unwrap().runs_here());
    }
}
