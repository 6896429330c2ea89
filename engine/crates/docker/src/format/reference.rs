//! Names of images (distribution/reference): what is shown of `nginx:alpine@sha256:…`.

/// An image's name in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Short where Docker Hub is meant: `nginx`, `bitnami/redis`, `ghcr.io/a/b`.
    pub familiar_name: String,
    pub tag: Option<String>,
    pub digest: Option<String>,
}

/// Reads a name as people write it; nothing if it is none.
pub(crate) fn parse(text: &str) -> Option<Reference> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(checked_digest(digest)?)),
        None => (text, None),
    };
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match rest[slash..].split_once(':') {
        Some((_, tag)) => (&rest[..rest.len() - tag.len() - 1], Some(checked_tag(tag)?)),
        None => (rest, None),
    };
    Some(Reference {
        familiar_name: familiar(name)?,
        tag,
        digest,
    })
}

impl Reference {
    /// Where in its registry it lies: `library/nginx`, `bitnami/redis`, `a/b` of `ghcr.io/a/b`.
    pub fn path(&self) -> String {
        let name = self.familiar_name.as_str();
        match name.split_once('/') {
            None => format!("library/{name}"),
            Some((first, rest)) if is_domain(first) => rest.to_owned(),
            Some(_) => name.to_owned(),
        }
    }
}

/// Why a name is none.
pub(crate) fn refusal(text: &str) -> String {
    let name = text.split('@').next().unwrap_or(text);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let name = match name[slash..].split_once(':') {
        Some((_, tag)) => &name[..name.len() - tag.len() - 1],
        None => name,
    };
    let path = match name.split_once('/') {
        Some((first, rest)) if is_domain(first) => rest.to_owned(),
        Some(_) => name.to_owned(),
        None => format!("library/{name}"),
    };
    if path.to_lowercase() != path {
        return format!("invalid reference format: repository name ({path}) must be lowercase");
    }
    "invalid reference format".to_owned()
}

fn is_domain(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// The name for a listing: with a tag, the digest is left out; what has none stays as it is.
pub(crate) fn for_listing(image: &str) -> String {
    match parse(image) {
        Some(Reference {
            familiar_name,
            tag: Some(tag),
            ..
        }) => format!("{familiar_name}:{tag}"),
        Some(_) | None => image.to_owned(),
    }
}

fn checked_tag(tag: &str) -> Option<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let is_tag = !tag.is_empty() && tag.len() <= 128 && tag.chars().all(is_word);
    is_tag.then(|| tag.to_owned())
}

fn checked_digest(digest: &str) -> Option<String> {
    let (_, hex) = digest.split_once(':')?;
    let is_hex = hex.len() >= 32 && hex.chars().all(|letter| letter.is_ascii_hexdigit());
    is_hex.then(|| digest.to_owned())
}

fn familiar(name: &str) -> Option<String> {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest)) if is_domain(first) => (Some(first), rest),
        Some(_) | None => (None, name),
    };
    let is_part = |part: &str| {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        part.starts_with(is_letter)
            && part.ends_with(is_letter)
            && part
                .chars()
                .all(|letter| is_letter(letter) || "._-".contains(letter))
    };
    if !path.split('/').all(is_part) {
        return None;
    }
    Some(match domain {
        None => path.strip_prefix("library/").unwrap_or(path).to_owned(),
        Some("docker.io" | "index.docker.io") => {
            path.strip_prefix("library/").unwrap_or(path).to_owned()
        }
        Some(domain) => format!("{domain}/{path}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_shows_name_and_tag() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let check = |image: &str, expected: &str| assert_eq!(for_listing(image), expected);
        check(&format!("nginx:alpine@{digest}"), "nginx:alpine");
        check(&format!("nginx@{digest}"), &format!("nginx@{digest}"));
        check("docker.io/library/redis:7", "redis:7");
        check(
            "localhost:5000/service-order:latest",
            "localhost:5000/service-order:latest",
        );
        check("NGINX:alpine", "NGINX:alpine");
        check("nginx", "nginx");
    }
}
