//! Hashing and checking passwords: slow on purpose, so it happens apart from everything else and few at a time.

use crate::domain::password::{LONGEST_BYTES, normal_form};
use crate::random::Random;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::num::NonZero;
use std::sync::LazyLock;
use std::thread::available_parallelism;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Each hash takes 19 MiB and a core for some 60 ms: more at once would let a flood of sign-ins slow the pages.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(turns(available_parallelism().map_or(1, NonZero::get))));

/// At most two at once, and one core is left to the pages where there is more than one.
fn turns(cores: usize) -> usize {
    cores.saturating_sub(1).clamp(1, 2)
}

/// What is compared with where there is no password, so that the answer takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| phc(b"nobody", &[0; 16]));

/// Hashes a password that was checked: an argon2id PHC string with a random salt.
pub async fn hash(random: &dyn Random, password: &str) -> String {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let password = normal_form(password).into_owned();
    in_turn(move || phc(password.as_bytes(), &salt)).await
}

/// Whether a hash was made with other parameters than hashes are made with now.
pub fn is_outdated(hash: &str) -> bool {
    !hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
}

/// Whether it is the password of this hash. Without a hash the answer is no, after as long a time. One that is longer
/// than any may be is none, and costs no more than others.
pub async fn verify(password: &str, hash: Option<&str>) -> bool {
    let (password, hash) = if password.len() > LONGEST_BYTES { ("", None) } else { (password, hash) };
    let password = normal_form(password).into_owned();
    let hash = hash.map(str::to_owned);
    in_turn(move || {
        let compared = PasswordHash::new(hash.as_deref().unwrap_or(&NOBODYS));
        let matches = |with| Argon2::default().verify_password(password.as_bytes(), &with).is_ok();
        compared.is_ok_and(matches) && hash.is_some()
    })
    .await
}

/// The turn ends with the work: who goes away while it is done does not give it to the next.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let turn = TURNS.acquire().await.expect("the semaphore is never closed");
    let done = spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.expect("hashing does not panic, and nobody aborts it")
}

/// 19 MiB, 2 passes, one lane: the defaults, and what OWASP asks for.
fn phc(password: &[u8], salt: &[u8]) -> String {
    let hash = Argon2::default().hash_password_with_salt(password, salt);
    hash.expect("a salt of 16 bytes and a password of at most some KiB are always taken").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    /// SECURITY 4: at most two at once, and never on every core.
    #[test]
    fn few_are_hashed_at_once() {
        assert_eq!([0, 1, 2, 3, 4, 64].map(turns), [1, 1, 1, 2, 2, 2]);
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let one = hash(&SystemRandom, "correct horse battery").await;
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, hash(&SystemRandom, "correct horse battery").await, "each has a salt of its own");
        assert!(verify("correct horse battery", Some(&one)).await);
        assert!(!verify("correct horse batterz", Some(&one)).await);
        assert!(!verify("", Some(&one)).await);
    }

    /// SECURITY 4: argon2id at 19 MiB and two passes, and nothing older.
    #[tokio::test]
    async fn a_hash_of_other_parameters_is_outdated() {
        assert!(!is_outdated(&hash(&SystemRandom, "correct horse battery").await));
        assert!(is_outdated("$argon2id$v=19$m=4096,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA"));
    }

    #[tokio::test]
    async fn the_whole_password_counts_in_one_form_of_unicode() {
        let long = "x".repeat(69);
        let hash_of = hash(&SystemRandom, &format!("{long}e\u{301}")).await;
        assert!(verify(&format!("{long}\u{e9}"), Some(&hash_of)).await);
        assert!(!verify(&format!("{long}e"), Some(&hash_of)).await);
    }

    #[tokio::test]
    async fn without_a_hash_or_with_a_damaged_one_nothing_matches() {
        assert!(!verify("nobody", None).await);
        assert!(!verify(&"x".repeat(2000), Some(&phc(b"", &[1; 16]))).await);
        assert!(!verify("anything", Some("not a hash")).await);
    }
}
