//! A machine's files, as far as tutorials touch them.
//!
//! A tree of folders, files, links and devices, addressed by absolute paths. Copies share what they
//! have in common, so that a checkpoint of the world costs nothing. Knows no owners but root and no
//! disk but one; what containers write lies with the daemon, not here.

mod machine;
mod path;

use std::sync::Arc;

use core::fmt;

use imbl::OrdMap;
use sim::Timestamp;

use crate::limits;

pub(crate) use path::{absolute, parent, split};

/// A tree of folders and files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSystem {
    /// **Invariant:** the folder of every entry is an entry, too. `/` has the empty path.
    entries: OrdMap<String, Entry>,
    /// Bytes of all files.
    used: usize,
}

/// What lies at a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Permission bits, as `chmod` takes them.
    pub(crate) mode: u32,
    pub(crate) modified: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Folder,
    /// Its bytes, which grow in place as long as no copy of the machine shares them.
    File(Arc<Vec<u8>>),
    Link(String),
    /// One of this crate's programs.
    Program(&'static str),
    Device(Device),
    /// The daemon's door.
    Socket,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    Null,
    Zero,
    Random,
    Terminal,
    /// `/dev/stdin` and its sisters: a file descriptor of the program that opens it.
    Descriptor(u32),
}

/// Why a file operation failed, in the operating system's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileError {
    NotFound,
    NotFolder,
    IsFolder,
    Exists,
    NotEmpty,
    LinkLoop,
    NoFile,
    Busy,
    BadDescriptor,
    IsProgram,
    NoSpace,
    NameTooLong,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileError::NotFound => "No such file or directory",
            FileError::NotFolder => "Not a directory",
            FileError::IsFolder => "Is a directory",
            FileError::Exists => "File exists",
            FileError::NotEmpty => "Directory not empty",
            FileError::LinkLoop => "Too many levels of symbolic links",
            FileError::NoFile => "No such device or address",
            FileError::Busy => "Device or resource busy",
            FileError::BadDescriptor => "Bad file descriptor",
            FileError::IsProgram => "Text file busy",
            FileError::NoSpace => "No space left on device",
            FileError::NameTooLong => "File name too long",
        })
    }
}

impl Entry {
    fn size(&self) -> usize {
        match &self.kind {
            Kind::File(content) => content.len(),
            Kind::Folder | Kind::Link(_) | Kind::Program(_) | Kind::Device(_) | Kind::Socket => 0,
        }
    }
}

/// Links lead on at most so often, as in Linux (`MAXSYMLINKS`).
const LINK_LIMIT: u32 = 40;

impl FileSystem {
    /// Puts a file here, with the folders it needs; what cannot be is left out.
    pub fn install(&mut self, path: &str, content: &[u8]) {
        let path = absolute("/", path);
        let is_free = self
            .make_folders(&parent(&path), machine::IMAGE_DATE)
            .is_ok();
        if is_free {
            // A folder of that name stays: then there is no file to put.
            let _ = self.write(&path, content.to_vec().into(), machine::IMAGE_DATE);
        }
    }

    /// The content of a file as text, if there is one at this absolute path.
    pub fn text(&self, path: &str) -> Option<String> {
        let content = self.read(path).ok()?;
        Some(String::from_utf8_lossy(&content).into_owned())
    }

    /// The names in a folder, in order, folders with a `/` at the end.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = self.list(&absolute("/", folder)).unwrap_or_default();
        let named = |(name, entry): (String, &Entry)| match entry.kind {
            Kind::Folder => name + "/",
            Kind::File(_) | Kind::Link(_) | Kind::Program(_) | Kind::Device(_) | Kind::Socket => {
                name
            }
        };
        entries.into_iter().map(named).collect()
    }

    /// What lies at this path, links followed.
    pub(crate) fn entry(&self, path: &str) -> Result<&Entry, FileError> {
        let path = self.follow(path)?;
        self.entries.get(&path).ok_or(FileError::NotFound)
    }

    /// What lies at this path itself, be it a link.
    pub(crate) fn entry_here(&self, path: &str) -> Result<&Entry, FileError> {
        let path = self.place(path)?;
        self.entries.get(&path).ok_or(FileError::NotFound)
    }

    pub(crate) fn is_folder(&self, path: &str) -> bool {
        self.entry(path)
            .is_ok_and(|entry| entry.kind == Kind::Folder)
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.entry(path).is_ok()
    }

    /// The content of a file.
    pub(crate) fn read(&self, path: &str) -> Result<Arc<Vec<u8>>, FileError> {
        match &self.entry(path)?.kind {
            Kind::File(content) => Ok(content.clone()),
            Kind::Folder => Err(FileError::IsFolder),
            Kind::Program(_) | Kind::Device(_) => Ok(Arc::default()),
            Kind::Socket => Err(FileError::NoFile),
            Kind::Link(_) => Err(FileError::LinkLoop),
        }
    }

    /// Writes a file from the start; it is made if it is not there.
    pub(crate) fn write(
        &mut self,
        path: &str,
        content: Arc<Vec<u8>>,
        now: Timestamp,
    ) -> Result<(), FileError> {
        let path = self.follow(path)?;
        let mode = match self.entries.get(&path) {
            None => 0o644,
            Some(Entry {
                kind: Kind::File(_),
                mode,
                ..
            }) => *mode,
            Some(Entry {
                kind: Kind::Folder, ..
            }) => return Err(FileError::IsFolder),
            Some(Entry {
                kind: Kind::Program(_),
                ..
            }) => return Err(FileError::IsProgram),
            Some(Entry {
                kind: Kind::Socket, ..
            }) => return Err(FileError::NoFile),
            Some(Entry {
                kind: Kind::Link(_) | Kind::Device(_),
                ..
            }) => return Ok(()),
        };
        self.put(
            path,
            Entry {
                kind: Kind::File(content),
                mode,
                modified: now,
            },
        )
    }

    /// Writes bytes at a place in a file, which grows as far as it must.
    pub(crate) fn write_at(
        &mut self,
        path: &str,
        at: usize,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(), FileError> {
        let path = self.follow(path)?;
        let Some(Entry {
            kind: Kind::File(content),
            modified,
            ..
        }) = self.entries.get_mut(&path)
        else {
            let content = [vec![0; at], bytes.to_vec()].concat();
            return self.write(&path, content.into(), now);
        };
        let end = at + bytes.len();
        let grown = end.saturating_sub(content.len());
        if grown > 0 && self.used + grown > limits::DISK {
            return Err(FileError::NoSpace);
        }
        let content = Arc::make_mut(content);
        content.resize(content.len() + grown, 0);
        content[at..end].copy_from_slice(bytes);
        *modified = now;
        self.used += grown;
        Ok(())
    }

    /// Makes a folder in a folder that is there.
    pub(crate) fn make_folder(&mut self, path: &str, now: Timestamp) -> Result<(), FileError> {
        let path = self.place(path)?;
        if self.entries.contains_key(&path) {
            return Err(FileError::Exists);
        }
        self.put(
            path,
            Entry {
                kind: Kind::Folder,
                mode: 0o755,
                modified: now,
            },
        )
    }

    /// Makes a folder and all those above it.
    pub(crate) fn make_folders(&mut self, path: &str, now: Timestamp) -> Result<(), FileError> {
        let mut made = String::new();
        for name in split(path) {
            made = format!("{made}/{name}");
            match self.entry(&made) {
                Ok(Entry {
                    kind: Kind::Folder, ..
                }) => (),
                Ok(_) => return Err(FileError::NotFolder),
                Err(_) => self.make_folder(&made, now)?,
            }
        }
        Ok(())
    }

    pub(crate) fn make_link(
        &mut self,
        path: &str,
        target: &str,
        now: Timestamp,
    ) -> Result<(), FileError> {
        let path = self.place(path)?;
        if self.entries.contains_key(&path) {
            return Err(FileError::Exists);
        }
        self.put(
            path,
            Entry {
                kind: Kind::Link(target.to_owned()),
                mode: 0o777,
                modified: now,
            },
        )
    }

    /// Removes a file, a link, or an empty folder.
    pub(crate) fn remove(&mut self, path: &str) -> Result<(), FileError> {
        let path = self.place(path)?;
        let entry = self.entries.get(&path).ok_or(FileError::NotFound)?;
        if entry.kind == Kind::Folder && self.children(&path).next().is_some() {
            return Err(FileError::NotEmpty);
        }
        if path.is_empty() {
            return Err(FileError::Busy);
        }
        self.take(&path);
        Ok(())
    }

    /// Removes whatever lies there, and all in it.
    pub(crate) fn remove_all(&mut self, path: &str) -> Result<(), FileError> {
        let path = self.place(path)?;
        if !self.entries.contains_key(&path) {
            return Err(FileError::NotFound);
        }
        if path.is_empty() {
            return Err(FileError::Busy);
        }
        for below in self.below(&path) {
            self.take(&below);
        }
        self.take(&path);
        Ok(())
    }

    /// Copies whatever lies there, and all in it, to a place that is free or a file.
    pub(crate) fn copy_all(
        &mut self,
        from: &str,
        to: &str,
        now: Timestamp,
    ) -> Result<(), FileError> {
        let (from, to) = (self.follow(from)?, self.follow(to)?);
        let entry = self.entries.get(&from).ok_or(FileError::NotFound)?.clone();
        self.put(
            to.clone(),
            Entry {
                modified: now,
                ..entry
            },
        )?;
        for below in self.below(&from) {
            let entry = self.entries[&below].clone();
            let copied = format!("{to}{}", &below[from.len()..]);
            self.insert(
                copied,
                Entry {
                    modified: now,
                    ..entry
                },
            )?;
        }
        Ok(())
    }

    /// Moves whatever lies there, and all in it.
    pub(crate) fn rename(&mut self, from: &str, to: &str) -> Result<(), FileError> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        if from == to {
            return Ok(());
        }
        let entry = self.entries.get(&from).ok_or(FileError::NotFound)?.clone();
        let below = self.below(&from);
        let longest = below.iter().map(String::len).max().unwrap_or(0);
        if longest.saturating_sub(from.len()) + to.len() > limits::PATH {
            return Err(FileError::NameTooLong);
        }
        self.take(&from);
        if let Err(error) = self.put(to.clone(), entry.clone()) {
            self.insert(from, entry)?;
            return Err(error);
        }
        for path in below {
            let entry = self.take(&path).expect("it was listed just now");
            self.insert(format!("{to}{}", &path[from.len()..]), entry)?;
        }
        Ok(())
    }

    pub(crate) fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), FileError> {
        let path = self.follow(path)?;
        let entry = self.entries.get_mut(&path).ok_or(FileError::NotFound)?;
        entry.mode = mode;
        Ok(())
    }

    pub(crate) fn set_modified(
        &mut self,
        path: &str,
        modified: Timestamp,
    ) -> Result<(), FileError> {
        let path = self.follow(path)?;
        self.entries
            .get_mut(&path)
            .ok_or(FileError::NotFound)?
            .modified = modified;
        Ok(())
    }

    /// Names and entries of a folder, by name.
    pub(crate) fn list(&self, path: &str) -> Result<Vec<(String, &Entry)>, FileError> {
        let path = self.follow(path)?;
        match self.entries.get(&path) {
            None => Err(FileError::NotFound),
            Some(Entry {
                kind: Kind::Folder, ..
            }) => Ok(self.children(&path).collect()),
            Some(_) => Err(FileError::NotFolder),
        }
    }

    fn children<'a>(&'a self, path: &str) -> impl Iterator<Item = (String, &'a Entry)> + use<'a> {
        let prefix = format!("{path}/");
        let start = prefix.clone();
        self.entries
            .range(start..)
            .map(move |(path, entry)| (path.strip_prefix(&prefix), entry))
            .take_while(|(name, _)| name.is_some())
            .filter_map(|(name, entry)| Some((name?.to_owned(), entry)))
            .filter(|(name, _)| !name.contains('/'))
    }

    /// Paths of everything in a folder and in its folders.
    pub(crate) fn below(&self, path: &str) -> Vec<String> {
        let prefix = format!("{path}/");
        let all = self.entries.range(prefix.clone()..).map(|(path, _)| path);
        all.take_while(|path| path.starts_with(&prefix))
            .cloned()
            .collect()
    }

    /// Puts an entry into a folder that is there.
    fn put(&mut self, path: String, entry: Entry) -> Result<(), FileError> {
        match self.entries.get(&parent(&path)) {
            None => Err(FileError::NotFound),
            Some(Entry {
                kind: Kind::Folder, ..
            }) => self.insert(path, entry),
            Some(_) => Err(FileError::NotFolder),
        }
    }

    /// Puts an entry here, if the disk has room for it.
    fn insert(&mut self, path: String, entry: Entry) -> Result<(), FileError> {
        let name = path.rsplit('/').next().unwrap_or_default();
        if path.len() > limits::PATH || name.len() > limits::NAME {
            return Err(FileError::NameTooLong);
        }
        let before = self.entries.get(&path);
        let used = self.used - before.map_or(0, Entry::size) + entry.size();
        let is_full = used > limits::DISK && used > self.used;
        if is_full || (before.is_none() && self.entries.len() >= limits::FILES) {
            return Err(FileError::NoSpace);
        }
        self.used = used;
        self.entries.insert(path, entry);
        Ok(())
    }

    fn take(&mut self, path: &str) -> Option<Entry> {
        let entry = self.entries.remove(path)?;
        self.used -= entry.size();
        Some(entry)
    }

    /// The key of a path whose folders may be links; its last name is left as it is.
    fn place(&self, path: &str) -> Result<String, FileError> {
        let path = path.trim_end_matches('/');
        let Some((folder, name)) = path.rsplit_once('/') else {
            return Ok(String::new());
        };
        let folder = self.follow(folder)?;
        match self.entries.get(&folder) {
            None => Err(FileError::NotFound),
            Some(Entry {
                kind: Kind::Folder, ..
            }) => Ok(format!("{folder}/{name}")),
            Some(_) => Err(FileError::NotFolder),
        }
    }

    /// The key of a path that no link is on: most are like that, and deep ones are quick to find.
    fn direct(&self, path: &str) -> Option<String> {
        let is_link = |entry: &Entry| matches!(entry.kind, Kind::Link(_));
        match self.entries.get(path) {
            Some(entry) if is_link(entry) => None,
            Some(_) => Some(path.to_owned()),
            None if path.ends_with('/') => None,
            // By the invariant the folder's own folders are folders.
            None => match self.entries.get(&parent(path))?.kind {
                Kind::Folder => Some(path.to_owned()),
                Kind::File(_)
                | Kind::Link(_)
                | Kind::Program(_)
                | Kind::Device(_)
                | Kind::Socket => None,
            },
        }
    }

    /// The key of a path, links followed to their end. It need not be there, but its folder must.
    pub(crate) fn follow(&self, path: &str) -> Result<String, FileError> {
        if path.len() > limits::PATH {
            return Err(FileError::NameTooLong);
        }
        if let Some(path) = self.direct(path) {
            return Ok(path);
        }
        let mut at = String::new();
        let mut links = 0;
        let mut names: Vec<String> = split(path).rev().map(str::to_owned).collect();
        while let Some(name) = names.pop() {
            match self.entries.get(&at).map(|entry| &entry.kind) {
                Some(Kind::Folder) => (),
                None => return Err(FileError::NotFound),
                Some(_) => return Err(FileError::NotFolder),
            }
            let next = format!("{at}/{name}");
            let Some(Entry {
                kind: Kind::Link(target),
                ..
            }) = self.entries.get(&next)
            else {
                at = next;
                continue;
            };
            links += 1;
            if links > LINK_LIMIT {
                return Err(FileError::LinkLoop);
            }
            let target = absolute(if at.is_empty() { "/" } else { &at }, target);
            names.extend(split(&target).rev().map(str::to_owned));
            at = String::new();
        }
        Ok(at)
    }
}
