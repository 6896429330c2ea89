//! The labs that come with the product, and labs from anywhere else as plain files.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::{Lab, LabError};

static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// The files of a lab: path inside its folder, and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The folder's own name: `01-init`.
    pub name: String,
    pub files: BTreeMap<String, String>,
}

/// The labs of the course, in order of their folders' names.
///
/// # Panics
/// When an embedded lab cannot be read: `tests/labs.rs` holds that all can.
pub fn catalogue() -> Vec<Lab> {
    folders()
        .iter()
        .map(|it| Lab::read(it).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// A lab of the course by its id.
pub fn find(id: &str) -> Option<Lab> {
    catalogue().into_iter().find(|lab| lab.id == id)
}

/// The folders of the embedded labs.
fn folders() -> Vec<Folder> {
    let mut folders: Vec<Folder> = CONTENT.dirs().map(Folder::embedded).collect();
    folders.sort_by(|one, other| one.name.cmp(&other.name));
    folders
}

impl Folder {
    fn embedded(dir: &Dir<'_>) -> Folder {
        let name = dir.path().to_string_lossy().into_owned();
        let mut folder = Folder {
            name,
            files: BTreeMap::new(),
        };
        folder.add(dir, dir);
        folder
    }

    fn add(&mut self, root: &Dir<'_>, dir: &Dir<'_>) {
        for file in dir.files() {
            let path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
            let text = String::from_utf8_lossy(file.contents()).into_owned();
            self.files.insert(path.to_string_lossy().into_owned(), text);
        }
        for inner in dir.dirs() {
            self.add(root, inner);
        }
    }

    /// A file that must be there.
    pub fn file(&self, path: &str) -> Result<&str, LabError> {
        let text = self.files.get(path).map(String::as_str);
        text.ok_or_else(|| LabError::new(self, path, "this file is missing"))
    }
}
