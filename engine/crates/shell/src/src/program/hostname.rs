//! `hostname`, `whoami`, `id`, `uname`

use super::{Io, Started};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let text = match words.get(1).map(String::as_str) {
        None | Some("-s" | "-f" | "--short" | "--fqdn") => io.host.hostname.to_owned(),
        Some("-I" | "--all-ip-addresses") => {
            // It shows all but the loopback's, each with a blank behind it.
            io.host
                .addresses
                .iter()
                .map(|(_, address, _)| format!("{address} "))
                .collect()
        }
        Some("-i" | "--ip-address") => "127.0.1.1".to_owned(),
        Some(option) if option.starts_with('-') => {
            let message = format!(
                "hostname: invalid option -- '{}'\n",
                option.trim_start_matches('-')
            );
            return Started::refuse(&message, 255, io);
        }
        // Unlike Linux a machine of the lab keeps its name: everyone else knows it by that.
        Some(_) => {
            return Started::refuse(
                "hostname: you must not change the host name of a lab machine\n",
                1,
                io,
            );
        }
    };
    io.out(&format!("{text}\n"));
    Started::Done(0)
}

pub(super) fn whoami(_: &[String], io: &mut Io<'_, '_>) -> Started {
    io.out("root\n");
    Started::Done(0)
}

pub(super) fn id(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let text = match words.get(1).map(String::as_str) {
        Some("-u" | "-g" | "-G") => "0",
        Some("-un" | "-gn" | "-Gn") => "root",
        _ => "uid=0(root) gid=0(root) groups=0(root)",
    };
    io.out(&format!("{text}\n"));
    Started::Done(0)
}

pub(super) fn tty(_: &[String], io: &mut Io<'_, '_>) -> Started {
    let is_tty = io.is_tty(0);
    io.out(if is_tty {
        "/dev/pts/0\n"
    } else {
        "not a tty\n"
    });
    Started::Done(u8::from(!is_tty))
}

/// The kernel of Debian 13 as it was installed.
const RELEASE: &str = "6.12.48+deb13-amd64";

pub(super) fn uname(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let letters: String = words[1..]
        .iter()
        .flat_map(|it| it.trim_start_matches('-').chars())
        .collect();
    let letters = if letters.is_empty() {
        "s".to_owned()
    } else {
        letters
    };
    let version = "#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)";
    let all = [
        ('s', "Linux"),
        ('n', io.host.hostname),
        ('r', RELEASE),
        ('v', version),
        ('m', "x86_64"),
        ('o', "GNU/Linux"),
    ];
    let shown: Vec<&str> = all
        .iter()
        .filter(|(it, _)| letters.contains(['a', *it]))
        .map(|(_, text)| *text)
        .collect();
    let text = shown.join(" ");
    io.out(&format!("{text}\n"));
    Started::Done(0)
}
