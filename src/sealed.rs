//! Secrets at rest: sealed with the key of the data folder and bound to their place, so that neither a copy of the
//! database nor moving a value to another row gives one away.

use crate::random::Random;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key of a data folder: `secret.key`, for its owner alone.
#[derive(Clone)]
pub struct SecretKey([u8; KEY_BYTES]);

impl SecretKey {
    /// The key of this folder; made where there is none, whole or not at all, also when two processes begin at once.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or is no key.
    pub fn of_folder(folder: &Path, random: &dyn Random) -> io::Result<Self> {
        let file = folder.join("secret.key");
        if !file.try_exists()? {
            make(folder, &file, random)?;
        }
        fs::set_permissions(&file, Permissions::from_mode(0o600))?;
        let bytes = fs::read(&file)?;
        let key = bytes.try_into().map_err(|_| io::Error::other("secret.key does not hold 32 bytes"))?;
        Ok(Self(key))
    }

    /// Seals a value for one place, such as `second_factors.seed of person 3`: a random nonce, then the ciphertext.
    pub fn seal(&self, random: &dyn Random, place: &str, value: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("a value of at most some KiB is always encrypted");
        [nonce.as_slice(), &sealed].concat()
    }

    /// What was sealed for this place; none where it was sealed for another, with another key, or changed since.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// The key is left out, so that no log ever holds it.
impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey")
    }
}

/// Writes the key beside its place and links it there: the link fails where another process was faster.
fn make(folder: &Path, file: &Path, random: &dyn Random) -> io::Result<()> {
    let mut key = [0; KEY_BYTES];
    random.fill(&mut key);
    let beside = folder.join(format!("secret.key.{}", std::process::id()));
    let mut written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    written.write_all(&key)?;
    written.sync_all()?;
    let linked = fs::hard_link(&beside, file);
    fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder)?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = SecretKey::of_folder(folder.path(), &SystemRandom).unwrap();
        let second = SecretKey::of_folder(folder.path(), &SystemRandom).unwrap();
        assert_eq!(first.0, second.0);
        let mode = fs::metadata(folder.path().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        assert!(!format!("{first:?}").contains(&format!("{:?}", first.0)));
    }

    #[test]
    fn what_is_no_key_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret.key"), "short").unwrap();
        let error = SecretKey::of_folder(folder.path(), &SystemRandom).unwrap_err();
        assert!(error.to_string().contains("32 bytes"), "{error}");
    }

    /// SECURITY 52: a secret opens in its own place, with its own key, unchanged, and nowhere else.
    #[test]
    fn a_sealed_secret_opens_in_its_own_place_alone() {
        let [one, other] = [(); 2].map(|()| {
            let folder = tempfile::tempdir().unwrap();
            SecretKey::of_folder(folder.path(), &SystemRandom).unwrap()
        });
        let sealed = one.seal(&SystemRandom, "seed of person 3", b"canary");
        assert_eq!(one.open("seed of person 3", &sealed).as_deref(), Some(b"canary".as_slice()));
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        assert_ne!(
            sealed,
            one.seal(&SystemRandom, "seed of person 3", b"canary"),
            "each has a nonce of its own"
        );
        assert_eq!(one.open("seed of person 4", &sealed), None);
        assert_eq!(other.open("seed of person 3", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(one.open("seed of person 3", &changed), None, "byte {at}");
            assert_eq!(one.open("seed of person 3", &sealed[..at]), None, "cut at {at}");
        }
    }
}
