//! The files of a freshly installed machine.

use std::net::Ipv4Addr;

use sim::Timestamp;

use super::{Device, Entry, FileSystem, Kind};
use crate::program;

/// When the machine was installed: the date on files that nobody has touched since.
pub(super) const IMAGE_DATE: Timestamp = Timestamp(1_763_629_200_000_000_000);

const FOLDERS: &[&str] = &[
    "/boot",
    "/dev/fd",
    "/etc/docker",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run/docker",
    "/sys",
    "/srv",
    "/tmp",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/var/cache",
    "/var/lib/docker",
    "/var/log",
    "/var/tmp",
];

/// Links as Debian has them since /usr was merged.
const LINKS: &[(&str, &str)] = &[
    ("/bin", "usr/bin"),
    ("/sbin", "usr/sbin"),
    ("/lib", "usr/lib"),
    ("/var/run", "/run"),
    ("/etc/mtab", "../proc/self/mounts"),
];

const DEVICES: &[(&str, Device)] = &[
    ("/dev/null", Device::Null),
    ("/dev/zero", Device::Zero),
    ("/dev/random", Device::Random),
    ("/dev/urandom", Device::Random),
    ("/dev/tty", Device::Terminal),
    ("/dev/stdin", Device::Descriptor(0)),
    ("/dev/stdout", Device::Descriptor(1)),
    ("/dev/stderr", Device::Descriptor(2)),
];

/// What `/etc/os-release` says: the distribution the recordings were made on.
const OS_RELEASE: &str = "\
PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"
NAME=\"Debian GNU/Linux\"
VERSION_ID=\"13\"
VERSION=\"13 (trixie)\"
VERSION_CODENAME=trixie
ID=debian
HOME_URL=\"https://www.debian.org/\"
SUPPORT_URL=\"https://www.debian.org/support\"
BUG_REPORT_URL=\"https://bugs.debian.org/\"
";

const PASSWD: &str = "\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
";

impl FileSystem {
    /// The files of a machine of this name that knows these others by name.
    pub fn for_machine(name: &str, hosts: &[(String, Ipv4Addr)]) -> FileSystem {
        let mut files = FileSystem::default();
        files.entries.insert(String::new(), folder());
        for path in FOLDERS {
            files
                .make_folders(path, IMAGE_DATE)
                .expect("only folders stand above folders");
        }
        for (path, target) in LINKS {
            files
                .make_link(path, target, IMAGE_DATE)
                .expect("nothing is there yet");
        }
        files.set_mode("/tmp", 0o1777).expect("made above");
        files.set_mode("/root", 0o700).expect("made above");
        for (path, device) in DEVICES {
            files.place_special(path, Kind::Device(*device), 0o666);
        }
        for name in program::names() {
            files.place_special(&format!("/usr/bin/{name}"), Kind::Program(name), 0o755);
        }
        files.place_special("/run/docker.sock", Kind::Socket, 0o660);
        files.install("/etc/hostname", format!("{name}\n").as_bytes());
        files.install("/etc/hosts", etc_hosts(name, hosts).as_bytes());
        files.install("/etc/os-release", OS_RELEASE.as_bytes());
        files.install("/etc/passwd", PASSWD.as_bytes());
        files.install("/etc/resolv.conf", b"nameserver 192.168.99.1\n");
        files
    }

    fn place_special(&mut self, path: &str, kind: Kind, mode: u32) {
        self.entries.insert(
            path.to_owned(),
            Entry {
                kind,
                mode,
                modified: IMAGE_DATE,
            },
        );
    }
}

fn folder() -> Entry {
    Entry {
        kind: Kind::Folder,
        mode: 0o755,
        modified: IMAGE_DATE,
    }
}

/// As Debian's installer writes it: the machine's own name is an address of the loopback.
fn etc_hosts(own: &str, hosts: &[(String, Ipv4Addr)]) -> String {
    let mut text = format!("127.0.0.1\tlocalhost\n127.0.1.1\t{own}\n");
    for (name, address) in hosts.iter().filter(|(name, _)| name != own) {
        text.push_str(&format!("{address}\t{name}\n"));
    }
    text
}
