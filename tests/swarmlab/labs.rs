//! `swarmlab check LABDIR…`: labs from folders, proved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use labs::{Folder, Lab, proof};

/// The marker of a lab's folder; a folder without it is searched for labs.
const LAB_FILE: &str = "lab.toml";

/// Files larger than this are no lab (LAB-FORMAT 2.5: a whole folder stays below 60 kB).
const LARGEST_FILE: u64 = 1 << 20;

/// Proves every lab in these folders; fails if any promise does not hold.
pub fn check(folders: &[String]) -> Result<ExitCode, String> {
    let mut found = Vec::new();
    for folder in folders {
        find(Path::new(folder), &mut found)?;
    }
    if found.is_empty() {
        return Err(format!("no {LAB_FILE} in {}", folders.join(", ")));
    }
    let mut failed = 0;
    for path in &found {
        let name = path.display();
        let proved = Lab::read(&read_folder(path)?)
            .map_err(|error| error.to_string())
            .and_then(|lab| proof::prove(&lab).map_err(|failure| failure.to_string()));
        match proved {
            Ok(proofs) => println!("{name}: {proofs} proofs"),
            Err(message) => {
                println!("{name}: FAILED: {message}");
                failed += 1;
            }
        }
    }
    println!("{} of {} labs hold", found.len() - failed, found.len());
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The lab at a path, or the labs below it, in order of their names.
fn find(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    if path.join(LAB_FILE).is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut inner: Vec<PathBuf> = entries(path)?;
    inner.retain(|path| path.join(LAB_FILE).is_file());
    found.extend(inner);
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read)? {
        paths.push(entry.map_err(read)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read_folder(root: &Path) -> Result<Folder, String> {
    let mut folder = Folder {
        name: root
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        files: BTreeMap::new(),
    };
    add(root, root, &mut folder)?;
    Ok(folder)
}

fn add(root: &Path, path: &Path, folder: &mut Folder) -> Result<(), String> {
    for path in entries(path)? {
        if path.is_dir() {
            add(root, &path, folder)?;
            continue;
        }
        let cannot = |error| format!("{}: {error}", path.display());
        let length = path.metadata().map_err(cannot)?.len();
        if length > LARGEST_FILE {
            return Err(format!("{}: {length} bytes are too many", path.display()));
        }
        let text = std::fs::read_to_string(&path).map_err(cannot)?;
        let inside = path.strip_prefix(root).unwrap_or(&path);
        // A lab names its files with `/` wherever it is read.
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        folder.files.insert(parts.join("/"), text);
    }
    Ok(())
}
