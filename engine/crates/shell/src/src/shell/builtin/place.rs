//! `cd`, `pwd`

use super::super::Shell;
use super::{Did, Simple};
use crate::files::{FileError, absolute};
use crate::program::Io;

pub(super) fn change(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let words: Vec<&String> = simple
        .arguments()
        .iter()
        .filter(|it| !matches!(it.as_str(), "-P" | "-L" | "--"))
        .collect();
    let mut shows = false;
    let wanted = match words.as_slice() {
        [] => shell.variables.text("HOME").unwrap_or("/root").to_owned(),
        [minus] if minus.as_str() == "-" => {
            shows = true;
            match shell.variables.text("OLDPWD") {
                Some(folder) => folder.to_owned(),
                None => {
                    shell.complain(io, "cd: OLDPWD not set");
                    return Did::Status(1);
                }
            }
        }
        [folder] => (*folder).clone(),
        _ => {
            shell.complain(io, "cd: too many arguments");
            return Did::Status(1);
        }
    };
    if wanted.is_empty() {
        return Did::Status(0);
    }
    let path = absolute(&shell.folder, &wanted);
    let error = io.host.files.list(&path).err();
    if let Some(error @ (FileError::NotFound | FileError::NotFolder | FileError::LinkLoop)) = error
    {
        shell.complain(io, &format!("cd: {wanted}: {error}"));
        return Did::Status(1);
    }
    if shows {
        io.out(&format!("{path}\n"));
    }
    let before = std::mem::replace(&mut shell.folder, path.clone());
    // Whoever makes these read-only keeps the old values; the folder is changed all the same.
    let _ = shell.variables.set("OLDPWD", before);
    let _ = shell.variables.set("PWD", path);
    Did::Status(0)
}

pub(super) fn print(shell: &mut Shell, _: &Simple, io: &mut Io<'_, '_>) -> Did {
    io.out(&format!("{}\n", shell.folder));
    Did::Status(0)
}
