//! Secrets at rest: sealed with the key of the data folder and bound to their place, so that neither a copy of the
//! database nor moving a value to another row gives one away.

use crate::random::Random;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const FINGERPRINT_BYTES: usize = 8;
const CHECK_BYTES: usize = 4;
const FILE: &str = "secret.key";

/// The key of a data folder: `secret.key`, for its owner alone.
#[derive(Clone)]
pub struct SecretKey([u8; KEY_BYTES]);

impl SecretKey {
    /// The key of this folder; made where there is none, whole or not at all, also when two processes begin at once.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or is no key.
    pub fn of_folder(folder: &Path, random: &dyn Random) -> io::Result<Self> {
        let file = folder.join(FILE);
        if !file.try_exists()? {
            let mut key = [0; KEY_BYTES];
            random.fill(&mut key);
            make(folder, &file, &key)?;
        }
        fs::set_permissions(&file, Permissions::from_mode(0o600))?;
        Self::read(&file)
    }

    /// The key of this folder; none where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no key.
    pub fn of_existing(folder: &Path) -> io::Result<Option<Self>> {
        let file = folder.join(FILE);
        if file.try_exists()? { Self::read(&file).map(Some) } else { Ok(None) }
    }

    fn read(file: &Path) -> io::Result<Self> {
        let bytes = fs::read(file)?;
        let key = bytes.try_into().map_err(|_| io::Error::other("secret.key does not hold 32 bytes"))?;
        Ok(Self(key))
    }

    /// Gives this key to a folder that has none; a key that is there stays.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn give_to(&self, folder: &Path) -> io::Result<()> {
        make(folder, &folder.join(FILE), &self.0)
    }

    /// The key as people keep it on paper: eight groups of digits and a ninth that shows a slip of the pen.
    pub fn recovery_key(&self) -> String {
        let digits = hex::encode([self.0.as_slice(), &check_digits(&self.0)].concat());
        let groups: Vec<&str> = (0..digits.len()).step_by(8).map(|at| &digits[at..at + 8]).collect();
        groups.join("-")
    }

    /// Reads a recovery key, however its groups are set apart.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub fn of_recovery_key(text: &str) -> Result<Self, String> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bytes = hex::decode(&digits).unwrap_or_default();
        match bytes.split_first_chunk::<KEY_BYTES>() {
            Some((key, check)) if *check == check_digits(key) => Ok(Self(*key)),
            Some((_, check)) if check.len() == CHECK_BYTES => {
                Err("the recovery key holds a slip of the pen: its last group does not fit the others"
                    .to_owned())
            }
            _ => Err("nine groups of eight digits 0-9 and a-f are expected as the recovery key".to_owned()),
        }
    }

    /// What names the key, and so the installation, and gives nothing of it away.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update("slipway installation").chain_update(self.0).finalize();
        hex::encode(&digest[..FINGERPRINT_BYTES])
    }

    /// Seals a value for one place, such as `second_factors.seed of person 3`: a random nonce, then the ciphertext.
    pub fn seal(&self, random: &dyn Random, place: &str, value: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        self.seal_with(nonce, place, value)
    }

    fn seal_with(&self, nonce: [u8; NONCE_BYTES], place: &str, value: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("a value of at most some KiB is always encrypted");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Seals a value for one place so that the same value always reads the same there: for what is no secret from those
    /// who may know that two of them are equal.
    pub fn seal_alike(&self, place: &str, value: &[u8]) -> Vec<u8> {
        let digest = Sha256::new().chain_update("slipway nonce").chain_update(self.0);
        let digest =
            digest.chain_update((place.len() as u64).to_be_bytes()).chain_update(place).chain_update(value);
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&digest.finalize()[..NONCE_BYTES]);
        self.seal_with(nonce, place, value)
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

fn check_digits(key: &[u8; KEY_BYTES]) -> [u8; CHECK_BYTES] {
    let digest = Sha256::new().chain_update("slipway recovery key").chain_update(key).finalize();
    *digest.first_chunk().expect("SHA-256 has more than four bytes")
}

/// Writes the key beside its place and links it there: the link fails where another process was faster.
fn make(folder: &Path, file: &Path, key: &[u8; KEY_BYTES]) -> io::Result<()> {
    let beside = folder.join(format!("secret.key.{}", std::process::id()));
    let mut written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    written.write_all(key)?;
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
    fn a_recovery_key_is_the_key_and_a_slip_of_the_pen_shows() {
        let [folder, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let key = SecretKey::of_folder(folder.path(), &SystemRandom).unwrap();
        let paper = key.recovery_key();
        assert_eq!(paper.split('-').map(str::len).collect::<Vec<_>>(), [8; 9]);
        let again =
            SecretKey::of_recovery_key(&format!(" {}\n", paper.to_uppercase().replace('-', " "))).unwrap();
        assert_eq!((again.0, again.fingerprint()), (key.0, key.fingerprint()));
        let digit = if paper.starts_with('0') { "1" } else { "0" };
        let slip = SecretKey::of_recovery_key(&format!("{digit}{}", &paper[1..])).unwrap_err();
        assert!(slip.contains("slip of the pen"), "{slip}");
        for bad in ["", "harbour", &paper[9..]] {
            assert!(SecretKey::of_recovery_key(bad).unwrap_err().contains("nine groups"), "{bad}");
        }
        assert!(SecretKey::of_existing(other.path()).unwrap().is_none());
        again.give_to(other.path()).unwrap();
        assert_eq!(SecretKey::of_existing(other.path()).unwrap().unwrap().0, key.0);
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
