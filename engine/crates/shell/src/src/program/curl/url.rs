//! Addresses as curl reads them.

/// A web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) is_https: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// Path and query, beginning with `/`.
    pub(super) path: String,
    /// `user:password@`
    pub(super) user: Option<String>,
}

/// Why an address is none, and curl's exit code for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: u8,
    pub(super) message: String,
}

impl Url {
    pub(super) fn parse(text: &str) -> Result<Url, Problem> {
        let malformed = |reason: &str| Problem {
            code: 3,
            message: format!("URL rejected: {reason}"),
        };
        if text.chars().any(char::is_whitespace) {
            return Err(malformed("Malformed input to a URL function"));
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            let message = format!("Protocol \"{scheme}\" not supported");
            return Err(Problem { code: 1, message });
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user.to_owned()), authority),
            None => (None, authority),
        };
        let is_https = scheme == "https";
        let usual = if is_https { 443 } else { 80 };
        let (host, port) = match authority.rsplit_once(':') {
            Some((_, port)) if port.ends_with(']') => (authority, usual),
            Some((host, "")) => (host, usual),
            Some((host, port)) => match port.parse::<u32>() {
                Ok(port) if port <= 65_535 => (host, port as u16),
                Ok(_) | Err(_) => {
                    return Err(malformed(
                        "Port number was not a decimal number between 0 and 65535",
                    ));
                }
            },
            None => (authority, usual),
        };
        if host.is_empty() {
            return Err(malformed("No host part in the URL"));
        }
        Ok(Url {
            is_https,
            host: host.to_owned(),
            port,
            path,
            user,
        })
    }

    /// Where a `Location` leads from here.
    pub(super) fn joined(&self, to: &str) -> Result<Url, Problem> {
        if to.contains("://") {
            return Url::parse(to);
        }
        let path = if to.starts_with('/') {
            to.to_owned()
        } else {
            let folder = self
                .path
                .split('?')
                .next()
                .and_then(|it| it.rsplit_once('/'));
            format!("{}/{to}", folder.map_or("", |(folder, _)| folder))
        };
        Ok(Url {
            path,
            ..self.clone()
        })
    }

    /// What the `Host` header says.
    pub(super) fn authority(&self) -> String {
        let usual = if self.is_https { 443 } else { 80 };
        if self.port == usual {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    pub(super) fn shown(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn addresses_are_read() {
        let url = Url::parse("http://node1:8080/a?b=c#d").expect("it is an address");
        assert_eq!(
            (url.host.as_str(), url.port, url.path.as_str()),
            ("node1", 8080, "/a?b=c")
        );
        let url = Url::parse("localhost").expect("it is an address");
        assert_eq!(
            (url.authority(), url.path.as_str()),
            ("localhost".to_owned(), "/")
        );
        assert_eq!(Url::parse("ftp://x").map_err(|it| it.code), Err(1));
        assert_eq!(Url::parse("http://x:99999/").map_err(|it| it.code), Err(3));
        assert_eq!(Url::parse("http:///x").map_err(|it| it.code), Err(3));
    }
}
