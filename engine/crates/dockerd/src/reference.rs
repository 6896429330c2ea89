//! Names of images (distribution `reference`): `nginx` means `docker.io/library/nginx:latest`.

use core::fmt;

/// A name taken apart and made complete, tag and digest excepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// `docker.io`, `localhost:5000`.
    pub(crate) domain: String,
    /// `library/nginx`.
    pub(crate) path: String,
    pub(crate) tag: Option<String>,
    /// With `sha256:`.
    pub(crate) digest: Option<String>,
}

/// Why a text is no name of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReferenceError {
    Format,
    Uppercase { path: String },
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReferenceError::Format => f.write_str("invalid reference format"),
            ReferenceError::Uppercase { path } => write!(
                f,
                "invalid reference format: repository name ({path}) must be lowercase"
            ),
        }
    }
}

/// The registry a name without one means.
const HUB: &str = "docker.io";

impl Reference {
    /// Reads a name as a person writes it.
    pub(crate) fn parse(text: &str) -> Result<Reference, ReferenceError> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (domain, remainder) = split_domain(rest);
        let (path, tag) = match remainder.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (remainder, None),
        };
        let path = if domain == HUB && !path.contains('/') {
            format!("library/{path}")
        } else {
            path.to_owned()
        };
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ReferenceError::Uppercase { path });
        }
        let is_valid = path.split('/').all(is_path_component)
            && tag.is_none_or(is_tag)
            && digest.is_none_or(is_digest);
        if !is_valid {
            return Err(ReferenceError::Format);
        }
        Ok(Reference {
            domain: domain.to_owned(),
            path,
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }

    /// The same with `latest` where neither tag nor digest is given.
    pub(crate) fn tagged(mut self) -> Reference {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".to_owned());
        }
        self
    }

    /// As a person writes it: `nginx` rather than `docker.io/library/nginx`.
    pub(crate) fn familiar_name(&self) -> String {
        if self.domain != HUB {
            return format!("{}/{}", self.domain, self.path);
        }
        let short = self.path.strip_prefix("library/");
        short.unwrap_or(&self.path).to_owned()
    }
}

impl fmt::Display for Reference {
    /// The familiar form, with tag and digest if given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar_name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

fn split_domain(text: &str) -> (&str, &str) {
    let Some((first, rest)) = text.split_once('/') else {
        return (HUB, text);
    };
    let is_domain = first.contains(['.', ':'])
        || first == "localhost"
        || first.bytes().any(|byte| byte.is_ascii_uppercase());
    match first {
        "index.docker.io" => (HUB, rest),
        _ if is_domain => (first, rest),
        _ => (HUB, text),
    }
}

/// Lower-case letters and digits, joined by single separators (`.`, `_`, `__`, any number of `-`).
fn is_path_component(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if !is_word(*first) || !is_word(*last) {
        return false;
    }
    let separators =
        text.split(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    separators
        .filter(|separator| !separator.is_empty())
        .all(|separator| {
            matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|byte| is_word(*byte))
        && bytes.len() <= 128
        && bytes
            .iter()
            .all(|byte| is_word(*byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64
            && hex
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_complete_and_shown_short() {
        let cases = [
            ("nginx", "docker.io", "library/nginx", "nginx:latest"),
            ("nginx:alpine", "docker.io", "library/nginx", "nginx:alpine"),
            (
                "traefik/whoami",
                "docker.io",
                "traefik/whoami",
                "traefik/whoami:latest",
            ),
            (
                "localhost:5000/shop",
                "localhost:5000",
                "shop",
                "localhost:5000/shop:latest",
            ),
            (
                "docker.io/library/redis:7",
                "docker.io",
                "library/redis",
                "redis:7",
            ),
        ];
        for (text, domain, path, familiar) in cases {
            let reference = Reference::parse(text).unwrap().tagged();
            assert_eq!(
                (reference.domain.as_str(), reference.path.as_str()),
                (domain, path)
            );
            assert_eq!(reference.to_string(), familiar);
        }
    }

    #[test]
    fn what_is_no_name_is_refused_in_the_engines_words() {
        let cases = [
            (
                "NGINX:alpine",
                "invalid reference format: repository name (library/NGINX) must be lowercase",
            ),
            ("nginx alpine", "invalid reference format"),
            ("nginx:", "invalid reference format"),
            ("", "invalid reference format"),
            ("nginx@sha256:12", "invalid reference format"),
        ];
        for (text, words) in cases {
            assert_eq!(
                Reference::parse(text).unwrap_err().to_string(),
                words,
                "{text}"
            );
        }
    }
}
