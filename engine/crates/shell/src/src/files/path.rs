//! Paths as text.

/// The absolute path without `.`, `..` and doubled slashes. Unlike Linux, `..` behind a link means
/// the folder the link lies in, as in the shell's own `cd`.
pub(crate) fn absolute(folder: &str, path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { folder };
    for name in start.split('/').chain(path.split('/')) {
        match name {
            "" | "." => (),
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// The names of a path in order.
pub(crate) fn split(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// The key of the folder a path lies in.
pub(crate) fn parent(path: &str) -> String {
    let path = path.trim_end_matches('/');
    path.rfind('/')
        .map_or_else(String::new, |slash| path[..slash].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_absolute() {
        assert_eq!(absolute("/root", "a/../b//c/."), "/root/b/c");
        assert_eq!(absolute("/root", "../../.."), "/");
        assert_eq!(absolute("/root", "/etc/hosts"), "/etc/hosts");
        assert_eq!(parent("/etc/hosts"), "/etc");
        assert_eq!(parent("/etc"), "");
    }
}
