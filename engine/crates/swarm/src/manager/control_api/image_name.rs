//! Whether a text can be the name of an image (`github.com/distribution/reference`): the one thing
//! the swarm must know of images, since it refuses what can never be pulled.

/// `nginx`, `nginx:alpine`, `localhost:5000/team/app:v1@sha256:…`.
pub(super) fn is_valid(image: &str) -> bool {
    // A bare image id would be taken for a repository.
    let is_id = image.len() == 64 && image.bytes().all(is_lower_hex);
    let (domain, rest) = split_domain(image);
    let (name, digest) = match rest.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (rest, None),
    };
    let (path, tag) = match name.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (name, None),
    };
    !is_id
        && domain.is_none_or(is_domain)
        && is_path(path)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest)
}

/// What stands before the first `/` is a registry when it looks like one.
fn split_domain(image: &str) -> (Option<&str>, &str) {
    match image.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.chars().any(char::is_uppercase) =>
        {
            (Some(first), rest)
        }
        _ => (None, image),
    }
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.rfind(']') {
        Some(end) => domain.split_at(end + 1),
        None => domain.split_at(domain.find(':').unwrap_or(domain.len())),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    is_host(host) && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_host(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(address) = inner {
        return !address.is_empty()
            && address
                .bytes()
                .all(|it| it.is_ascii_hexdigit() || it == b':');
    }
    host.split('.').all(|label| {
        let is_inner = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        !label.is_empty()
            && label.bytes().all(is_inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// At most 255 letters of components between `/`.
fn is_path(path: &str) -> bool {
    // On Docker Hub `library/` is added to a single name before it is measured.
    let added = if path.contains('/') {
        0
    } else {
        "library/".len()
    };
    path.len() + added <= 255 && path.split('/').all(is_component)
}

/// Small letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_component(component: &str) -> bool {
    let is_word = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let mut separators = component.split(is_word).filter(|it| !it.is_empty());
    component.starts_with(is_word)
        && component.ends_with(is_word)
        && separators.all(|it| matches!(it, "." | "_" | "__") || it.bytes().all(|it| it == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let is_first = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    let is_later = |it: u8| is_first(it) || b".-".contains(&it);
    let mut bytes = tag.bytes();
    tag.len() <= 128 && bytes.next().is_some_and(is_first) && bytes.all(is_later)
}

/// Of the known algorithms, with as many digits as each has (`opencontainers/go-digest`).
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(is_lower_hex)
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_pulled() {
        let digest = format!("nginx:alpine@sha256:{}", "a1".repeat(32));
        for good in [
            "nginx",
            "nginx:alpine",
            "redis:7.2-alpine_x",
            "library/nginx",
            "localhost:5000/service-order:latest",
            "localhost/app",
            "ghcr.io/a/b--c__d.e/f:V1",
            "REGISTRY/app",
            "[::1]:5000/app",
            "a:5000",
            &digest,
        ] {
            assert!(is_valid(good), "{good}");
        }
    }

    #[test]
    fn names_that_cannot() {
        for bad in [
            "NGINX:alpine",
            "nginx alpine",
            "nginx:",
            "nginx:-x",
            "nginx@sha256:abc",
            "nginx@md5:00112233445566778899aabbccddeeff",
            "/nginx",
            "nginx/",
            "a//b",
            "a..b",
            "a___b",
            "-nginx",
            "host:port/app",
            ".com/app",
            "",
            &"a".repeat(64),
            &"b".repeat(256),
            &format!("nginx:{}", "t".repeat(129)),
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
