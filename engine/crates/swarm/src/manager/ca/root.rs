//! A swarm's own certificate authority: its root certificate and its join tokens.
//!
//! The certificate has the form of a real one, byte for byte (ECDSA P-256, `CN=swarm-ca`, twenty
//! years; SwarmKit `ca/certificates.go`, `CreateRootCA`). Unlike Docker its key is just random: no
//! point of the curve, and the signature proves nothing. Nobody here checks more than its digest.

use api::cluster::JoinTokens;
use sim::{Duration, Rng, Timestamp};

use super::digest::{base36, base64, random_bytes, sha256};
use crate::object::RootCa;

/// SwarmKit `ca/certificates.go`: `RootCAExpiration`.
const LIFE: Duration = Duration::from_secs(20 * 365 * 24 * 3600);
/// cfssl dates certificates back, to a whole minute.
const BACKDATE: Duration = Duration::from_secs(5 * 60);

/// SwarmKit `ca/config.go`: lengths of a token's parts.
const DIGEST_LEN: usize = 50;
const SECRET_LEN: usize = 25;

/// DER of `CN=swarm-ca`.
const NAME: &[u8] = b"\x30\x13\x31\x11\x30\x0f\x06\x03\x55\x04\x03\x13\x08swarm-ca";
/// `ecdsa-with-SHA256`.
const ALGORITHM: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// What stands before the 64 bytes of a P-256 public key.
const KEY_HEAD: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\
\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
/// Key usage (sign certificates and lists), basic constraints (an authority), and the head of the
/// key's identifier.
const EXTENSIONS_HEAD: &[u8] = b"\xa3\x42\x30\x40\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\
\x04\x03\x02\x01\x06\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05\x30\x03\x01\x01\xff\x30\
\x1d\x06\x03\x55\x1d\x0e\x04\x16\x04\x14";

/// A new authority, with fresh tokens.
pub(crate) fn new_root(rng: &mut Rng, now: Timestamp) -> RootCa {
    let key = [KEY_HEAD, &random_bytes::<64>(rng)].concat();
    let certificate = pem(&certificate(&key, rng, now));
    let digest = digest(&certificate);
    let join_tokens = JoinTokens {
        worker: join_token(&digest, rng),
        manager: join_token(&digest, rng),
    };
    RootCa {
        certificate,
        subject: base64(NAME),
        public_key: base64(&key),
        digest,
        join_tokens,
        last_forced_rotation: 0,
    }
}

/// The middle part of the tokens of this root.
pub(crate) fn digest(certificate: &str) -> String {
    base36(&sha256(certificate.as_bytes()), DIGEST_LEN)
}

/// A fresh token: the root's digest, to know it by, and a secret.
pub(crate) fn join_token(digest: &str, rng: &mut Rng) -> String {
    let secret = base36(&random_bytes::<16>(rng), SECRET_LEN);
    format!("SWMTKN-1-{digest}-{secret}")
}

/// The digest in a token; nothing if it is malformed (SwarmKit `ca/config.go`, `ParseJoinToken`).
pub(crate) fn token_digest(token: &str) -> Option<&str> {
    let parts: Vec<&str> = token.split('-').collect();
    let ["SWMTKN", "1", digest, secret] = parts[..] else {
        return None;
    };
    let is_base36 = |text: &str| {
        text.chars()
            .all(|it| it.is_ascii_digit() || it.is_ascii_lowercase())
    };
    let is_formed = digest.len() == DIGEST_LEN && secret.len() == SECRET_LEN;
    (is_formed && is_base36(digest) && is_base36(secret)).then_some(digest)
}

fn certificate(key: &[u8], rng: &mut Rng, now: Timestamp) -> Vec<u8> {
    let body = sequence(&[
        // Version 3.
        b"\xa0\x03\x02\x01\x02",
        &integer(&random_bytes::<20>(rng)),
        ALGORITHM,
        NAME,
        &validity(now),
        NAME,
        key,
        EXTENSIONS_HEAD,
        &random_bytes::<20>(rng),
    ]);
    let signature = sequence(&[
        &integer(&random_bytes::<32>(rng)),
        &integer(&random_bytes::<32>(rng)),
    ]);
    let bits = element(0x03, &[&[0], &signature[..]].concat());
    sequence(&[&body, ALGORITHM, &bits])
}

fn validity(now: Timestamp) -> Vec<u8> {
    let minute = 60 * 1_000_000_000;
    let from = Timestamp((now.0 + minute / 2).div_euclid(minute) * minute);
    let from = Timestamp(from.0 - BACKDATE.as_nanos() as i64);
    sequence(&[&utc_time(from), &utc_time(from + LIFE)])
}

fn utc_time(at: Timestamp) -> Vec<u8> {
    let (year, month, day, hour, minute, second, _) = at.civil();
    let text = format!(
        "{:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z",
        year % 100
    );
    element(0x17, text.as_bytes())
}

/// A positive number: without leading zeros, but with one where the first bit is set.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut digits = bytes[zeros.min(bytes.len() - 1)..].to_vec();
    if digits[0] & 0x80 != 0 {
        digits.insert(0, 0);
    }
    element(0x02, &digits)
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let mut bytes = vec![tag];
    match len {
        0..0x80 => bytes.push(len as u8),
        0x80..0x100 => bytes.extend([0x81, len as u8]),
        _ => bytes.extend([0x82, (len >> 8) as u8, len as u8]),
    }
    bytes.extend(content);
    bytes
}

fn pem(der: &[u8]) -> String {
    let text = base64(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> RootCa {
        let now = Timestamp::from_civil(2026, 11, 20, 17 * 3600 + 56 * 60, 0);
        new_root(&mut Rng::stream(1, "root"), now)
    }

    #[test]
    fn the_certificate_looks_like_a_recorded_one() {
        // Recordings 010 and 072.
        let root = root();
        let lines: Vec<&str> = root.certificate.lines().collect();
        assert!(lines[1].starts_with("MIIB"), "{}", lines[1]);
        assert!(lines[2].starts_with("EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTIwMTc1MTAwWhcNNDYx"));
        assert!(lines[4].starts_with("A0IABA") || lines[4].starts_with("A0IAB"));
        assert_eq!(root.subject, "MBMxETAPBgNVBAMTCHN3YXJtLWNh");
        assert!(
            root.public_key
                .starts_with("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")
        );
        assert_eq!(root.public_key.len(), 124);
    }

    #[test]
    fn a_token_names_its_root() {
        let root = root();
        for token in [&root.join_tokens.worker, &root.join_tokens.manager] {
            assert_eq!(token_digest(token), Some(root.digest.as_str()));
        }
        assert_ne!(root.join_tokens.worker, root.join_tokens.manager);
        assert_eq!(digest(&root.certificate), root.digest);
    }

    #[test]
    fn a_malformed_token_has_no_digest() {
        let good = root().join_tokens.worker;
        for bad in [
            "",
            "SWMTKN-1",
            "SWMTKN-1-abc-def",
            &good[1..],
            &good[..84],
            &format!("{good}-x"),
        ] {
            assert_eq!(token_digest(bad), None, "{bad}");
        }
        assert_eq!(token_digest(&good.to_uppercase()), None);
    }
}
