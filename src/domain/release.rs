//! Releases: immutable, identified by a digest over what they are.

mod tidy;

pub use tidy::Warning;

use super::evidence::Facts;
use super::refusal::Refusal;
use super::text::{Slug, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A release as it is registered, by the API or on the command line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRelease {
    /// Its version, once per project.
    pub version: Version,
    /// The commit it was built from.
    pub commit: String,
    /// What is installed.
    pub artifact: Artifact,
    /// The commits since the release before, newest first.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Whether it changes something for good, such as data or a schema. Absent is *not declared*.
    #[serde(default)]
    pub irreversible: Option<Declared>,
    /// What people should know.
    #[serde(default)]
    pub notes: String,
    /// Facts about it. They are evidence, not part of its identity.
    #[serde(default)]
    pub facts: Facts,
}

/// What is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// Where it is.
    pub uri: String,
    /// Its SHA-256 as 64 hexadecimal digits.
    pub sha256: String,
}

/// A commit of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its hash.
    pub sha: String,
    /// Its first line.
    pub subject: String,
    /// Who wrote it.
    pub author: String,
    /// The ticket it belongs to.
    #[serde(default)]
    pub ticket: Option<String>,
    /// Where to read more; http or https.
    #[serde(default)]
    pub url: Option<String>,
}

/// An answer to whether a release changes something for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Declared {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// At most so many changes are kept with a release.
pub const MOST_CHANGES: usize = 2_000;
/// The longest text of a field, in bytes.
pub const LONGEST_FIELD_BYTES: usize = 2_000;
/// The longest notes, in bytes.
pub const LONGEST_NOTES_BYTES: usize = 64 * 1024;

impl NewRelease {
    /// Checks what serde cannot: forms and lengths. The refusal names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        hexadecimal("commit", &self.commit, 4..=64)?;
        hexadecimal("artifact.sha256", &self.artifact.sha256, 64..=64)?;
        line("artifact.uri", &self.artifact.uri)?;
        if self.notes.len() > LONGEST_NOTES_BYTES {
            return Err(Refusal::invalid(format!("notes: at most {LONGEST_NOTES_BYTES} bytes are expected")));
        }
        if self.changes.len() > MOST_CHANGES {
            return Err(Refusal::invalid(format!("changes: at most {MOST_CHANGES} are expected")));
        }
        for change in &self.changes {
            hexadecimal("changes.sha", &change.sha, 4..=64)?;
            line("changes.subject", &change.subject)?;
            line("changes.author", &change.author)?;
            change.ticket.as_deref().map_or(Ok(()), |t| line("changes.ticket", t))?;
            change.url.as_deref().map_or(Ok(()), web_address)?;
        }
        self.facts.check().map_err(Refusal::invalid)
    }

    /// The identity: SHA-256 (hex) over the project and everything but the facts, as canonical JSON.
    pub fn digest(&self, project: &Slug) -> String {
        let irreversible = self.irreversible;
        let identity = serde_json::json!([
            project,
            self.version,
            self.commit.to_ascii_lowercase(),
            self.artifact.uri,
            self.artifact.sha256.to_ascii_lowercase(),
            self.changes,
            irreversible,
            self.notes
        ]);
        hex::encode(Sha256::digest(identity.to_string()))
    }
}

fn hexadecimal(field: &str, text: &str, length: std::ops::RangeInclusive<usize>) -> Result<(), Refusal> {
    if length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(());
    }
    let digits = if length.start() == length.end() {
        length.end().to_string()
    } else {
        format!("{} to {}", length.start(), length.end())
    };
    Err(Refusal::invalid(format!("{field}: {digits} hexadecimal digits are expected")))
}

fn line(field: &str, text: &str) -> Result<(), Refusal> {
    let fits = !text.trim().is_empty()
        && text.len() <= LONGEST_FIELD_BYTES
        && !text.chars().any(|c| c.is_control() || c == '\u{2028}');
    if fits {
        return Ok(());
    }
    let most = LONGEST_FIELD_BYTES;
    Err(Refusal::invalid(format!("{field}: one line of text is expected, at most {most} bytes")))
}

fn web_address(url: &str) -> Result<(), Refusal> {
    line("changes.url", url)?;
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    Err(Refusal::invalid("changes.url: an address that begins with http:// or https:// is expected"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A release that passes every check.
    pub(crate) fn release(version: &str) -> NewRelease {
        NewRelease {
            version: Version::parse(version).unwrap(),
            commit: "4be1c0de".to_owned(),
            artifact: Artifact { uri: "file:///srv/storefront.tar".to_owned(), sha256: "a".repeat(64) },
            changes: vec![],
            irreversible: None,
            notes: String::new(),
            facts: Facts::default(),
        }
    }

    #[test]
    fn every_part_of_a_release_changes_its_digest() {
        let project = Slug::parse("storefront").unwrap();
        let original = release("1.0.0").digest(&project);
        let changed = |change: fn(&mut NewRelease)| {
            let mut release = release("1.0.0");
            change(&mut release);
            release.digest(&project)
        };
        let digests = [
            changed(|r| r.version = Version::parse("1.0.1").unwrap()),
            changed(|r| r.commit = "5be1c0de".to_owned()),
            changed(|r| r.artifact.uri.push('x')),
            changed(|r| r.artifact.sha256 = "b".repeat(64)),
            changed(|r| r.irreversible = Some(Declared::No)),
            changed(|r| r.notes.push('x')),
            release("1.0.0").digest(&Slug::parse("other").unwrap()),
        ];
        assert!(digests.iter().all(|d| *d != original));
        assert_eq!(changed(|r| r.facts.benchmarks = None), original);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let refused = |change: fn(&mut NewRelease)| {
            let mut release = release("1.0.0");
            change(&mut release);
            release.check().unwrap_err().sentence
        };
        assert!(refused(|r| r.commit = "main".to_owned()).starts_with("commit:"));
        assert!(refused(|r| r.artifact.sha256 = "12".to_owned()).contains("64 hexadecimal"));
        assert!(refused(|r| r.artifact.uri = "a\nb".to_owned()).starts_with("artifact.uri"));
        assert!(release("1").check().is_ok());
    }
}
