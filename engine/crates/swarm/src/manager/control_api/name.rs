//! What things may be called (SwarmKit `manager/controlapi/common.go`).

use core::fmt;

use super::refusal::{Code, Refusal, Voice};

/// Why a name is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameError {
    Missing,
    NoDnsName,
    TooLong,
    FileMissing,
    NoFileName,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameError::Missing => "meta: name must be provided",
            NameError::NoDnsName => "name must be valid as a DNS name component",
            NameError::TooLong => "name must be 63 characters or fewer",
            NameError::FileMissing => "name must be provided",
            NameError::NoFileName => {
                "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end \
                 character must be [a-zA-Z0-9]"
            }
        })
    }
}

impl Refusal for NameError {
    fn voice(&self) -> Voice {
        Voice::Manager(Code::InvalidArgument)
    }
}

/// A name of a service or network: `^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$`, at most 63 letters.
pub(super) fn validate(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Missing);
    }
    if !is_made_of(name, "-_") {
        return Err(NameError::NoDnsName);
    }
    // DNS labels are limited to 63 characters.
    if name.len() > 63 {
        return Err(NameError::TooLong);
    }
    Ok(())
}

/// A name of a secret or config.
pub(super) fn validate_file(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::FileMissing);
    }
    if name.len() > 64 || !is_made_of(name, "-_.") {
        return Err(NameError::NoFileName);
    }
    Ok(())
}

/// Letters and digits, with some signs between them but not at the ends.
fn is_made_of(name: &str, signs: &str) -> bool {
    let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || signs.as_bytes().contains(&byte);
    is_end(name.bytes().next()) && is_end(name.bytes().last()) && name.bytes().all(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_names_are_dns_names() {
        for good in ["web", "a", "web-1", "a_b", "a--b", "9", &"a".repeat(63)] {
            assert_eq!(validate(good), Ok(()), "{good}");
        }
        for bad in ["bad name", "_bad", "-bad", "bad-", "a.b", "ä", "a/b"] {
            assert_eq!(validate(bad), Err(NameError::NoDnsName), "{bad}");
        }
        assert_eq!(validate(""), Err(NameError::Missing));
        assert_eq!(validate(&"a".repeat(64)), Err(NameError::TooLong));
    }

    #[test]
    fn file_names_may_have_dots() {
        for good in ["app.conf", "a", "a_b-c.d", &"a".repeat(64)] {
            assert_eq!(validate_file(good), Ok(()), "{good}");
        }
        for bad in ["bad name", ".a", "a.", &"a".repeat(65)] {
            assert_eq!(validate_file(bad), Err(NameError::NoFileName), "{bad}");
        }
        assert_eq!(validate_file(""), Err(NameError::FileMissing));
    }
}
