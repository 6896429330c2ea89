//! What a browser has to load before the page is there, as sent with gzip.
//!
//! First load is `index.html` and every file that it, or a file named by it, names. The rest of
//! `dist/` is fetched later or never and is listed apart.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};

use super::files;
use crate::failure::{Failure, on_file};

/// Files that can name other files.
const TEXTS: [&str; 3] = ["html", "js", "css"];

/// The files of the release with their sizes.
pub struct Weight {
    files: Vec<File>,
}

struct File {
    name: String,
    raw: usize,
    gzip: usize,
    is_first_load: bool,
}

/// Weighs the release in this folder.
pub fn weigh(dist: &Path) -> Result<Weight, Failure> {
    let mut contents = Vec::new();
    for path in files(dist)? {
        let bytes = std::fs::read(&path).map_err(on_file(&path))?;
        let name = path
            .strip_prefix(dist)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        contents.push((name, bytes));
    }
    let first = first_load(&contents);
    let files = contents.iter().map(|(name, bytes)| File {
        name: name.clone(),
        raw: bytes.len(),
        gzip: gzip_len(bytes),
        is_first_load: first.contains(name.as_str()),
    });
    Ok(Weight {
        files: files.collect(),
    })
}

/// `index.html`, what it names, what that names, and so on.
fn first_load(contents: &[(String, Vec<u8>)]) -> BTreeSet<&str> {
    let mut found = BTreeSet::from(["index.html"]);
    let mut unread = vec!["index.html"];
    while let Some(name) = unread.pop() {
        let is_text = TEXTS
            .iter()
            .any(|extension| name.ends_with(&format!(".{extension}")));
        let Some((_, bytes)) = contents.iter().find(|(file, _)| file == name && is_text) else {
            continue;
        };
        let text = String::from_utf8_lossy(bytes);
        for (file, _) in contents {
            if text.contains(file.as_str()) && found.insert(file) {
                unread.push(file);
            }
        }
    }
    found
}

fn gzip_len(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .expect("writing to memory does not fail");
    encoder
        .finish()
        .expect("writing to memory does not fail")
        .len()
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, is_first_load) in [("First load", true), ("Later", false)] {
            let files: Vec<&File> = self
                .files
                .iter()
                .filter(|file| file.is_first_load == is_first_load)
                .collect();
            if files.is_empty() {
                continue;
            }
            writeln!(f, "{title}:{:>22} {:>12}", "gzip", "raw")?;
            for file in &files {
                writeln!(
                    f,
                    "  {:<20} {:>10} {:>12}  {}",
                    "", file.gzip, file.raw, file.name
                )?;
            }
            let gzip: usize = files.iter().map(|file| file.gzip).sum();
            let raw: usize = files.iter().map(|file| file.raw).sum();
            writeln!(
                f,
                "{title}: {gzip} bytes with gzip, {raw} raw, in {} files",
                files.len()
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_load_follows_names_from_file_to_file() {
        let contents = [
            ("boot-1.js", "import './app-2.js'"),
            ("app-2.js", "fetch('app-2.wasm')"),
            ("app-2.wasm", "labs/ko.bin"),
            ("index.html", "<script src=./boot-1.js>"),
            ("labs/ko.bin", ""),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let expected = BTreeSet::from(["app-2.js", "app-2.wasm", "boot-1.js", "index.html"]);
        assert_eq!(first_load(&contents), expected);
    }
}
