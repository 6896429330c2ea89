//! `openssl rand`, with which tutorials make secrets. The rest of openssl is not here.

use super::base64::encode;
use super::{Io, Started};
use crate::files::Device;
use crate::system::{Open, Read};

/// More bytes than these nobody wants for a secret.
const MOST: usize = 65_536;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let (form, count) = match words.as_slice() {
        ["rand", form @ ("-base64" | "-hex"), count] => (*form, *count),
        ["version", ..] => {
            io.out("OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)\n");
            return Started::Done(0);
        }
        _ => {
            let message = "openssl: only 'openssl rand -base64 N' and 'openssl rand -hex N' are supported in Swarm Lab\n";
            return Started::refuse(message, 1, io);
        }
    };
    let Some(count) = count.parse().ok().filter(|it| (1..=MOST).contains(it)) else {
        let message =
            format!("rand: Use -help for summary.\nCan't parse \"{count}\" as a number\n");
        return Started::refuse(&message, 1, io);
    };
    let bytes = chance(count, io);
    if form == "-hex" {
        let digits: String = bytes.iter().map(|it| format!("{it:02x}")).collect();
        io.out(&format!("{digits}\n"));
    } else {
        for line in encode(&bytes).as_bytes().chunks(64) {
            io.out(&format!("{}\n", String::from_utf8_lossy(line)));
        }
    }
    Started::Done(0)
}

fn chance(count: usize, io: &mut Io<'_, '_>) -> Vec<u8> {
    let open = io.system.open(Open::Device(Device::Random));
    let read = io.system.read(open, count, io.host);
    io.system.close(open);
    match read {
        Read::Bytes(bytes) => bytes,
        Read::Pending | Read::End | Read::Failed(_) => Vec::new(),
    }
}
