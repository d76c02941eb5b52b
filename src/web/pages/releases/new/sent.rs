//! The fields of the form, and the release that they make.

use crate::domain::evidence::Facts;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Artifact, Declared, NewRelease};
use crate::domain::text::Version;
use serde::Deserialize;

/// The fields as they were typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// The version.
    pub version: String,
    /// The commit.
    pub commit: String,
    /// Where the artifact is.
    pub artifact: String,
    /// Its SHA-256.
    pub sha256: String,
    /// `yes`, `no`, or nothing: not declared.
    pub irreversible: String,
    /// What people should know.
    pub notes: String,
    /// The facts as JSON; may be empty.
    pub facts: String,
}

impl Sent {
    /// The release. What is pasted often brings blanks along; they are left out.
    ///
    /// # Errors
    /// A refusal that names the field which cannot be read.
    pub fn release(&self) -> Result<NewRelease, Refusal> {
        let version = Version::parse(self.version.trim());
        Ok(NewRelease {
            version: version.map_err(|why| Refusal::invalid(format!("version: {why}")))?,
            commit: self.commit.trim().to_owned(),
            artifact: Artifact {
                uri: self.artifact.trim().to_owned(),
                sha256: self.sha256.trim().to_owned(),
            },
            changes: Vec::new(),
            irreversible: declared(&self.irreversible)?,
            // A browser ends lines with two characters; what is kept reads the same from wherever it came.
            notes: self.notes.replace("\r\n", "\n").trim().to_owned(),
            facts: facts(&self.facts)?,
        })
    }
}

fn declared(chosen: &str) -> Result<Option<Declared>, Refusal> {
    match chosen {
        "" => Ok(None),
        "yes" => Ok(Some(Declared::Yes)),
        "no" => Ok(Some(Declared::No)),
        _ => Err(Refusal::invalid("irreversible: choose yes or no, or leave it out.")),
    }
}

fn facts(json: &str) -> Result<Facts, Refusal> {
    if json.trim().is_empty() {
        return Ok(Facts::default());
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    let facts: Facts = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // Where the text is no JSON at all, no field is to blame.
        let place = match error.path().to_string().as_str() {
            place if place == "." || !error.inner().is_data() => String::new(),
            place => format!(".{place}"),
        };
        Refusal::invalid(format!("facts{place}: {}", error.inner()))
    })?;
    reader.end().map_err(|error| Refusal::invalid(format!("facts: {error}")))?;
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Sent {
        Sent {
            version: " 2.8.0 ".to_owned(),
            commit: "4be1c0de\n".to_owned(),
            artifact: "file:///srv/2.8.0.tar".to_owned(),
            sha256: "a".repeat(64),
            notes: "one\r\ntwo\r\n".to_owned(),
            facts: "{\"coverage\": {\"percent\": 83.4}}".to_owned(),
            ..Sent::default()
        }
    }

    #[test]
    fn a_form_makes_a_release() {
        let release = sent().release().unwrap();
        assert_eq!((release.version.as_str(), release.commit.as_str()), ("2.8.0", "4be1c0de"));
        assert_eq!((release.notes.as_str(), release.irreversible), ("one\ntwo", None));
        assert_eq!(release.facts.words("coverage").unwrap(), "83.4%");
        release.check().unwrap();
        let no = Sent { irreversible: "no".to_owned(), facts: " ".to_owned(), ..sent() };
        assert_eq!(no.release().unwrap().irreversible, Some(Declared::No));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let facts = |json: &str| Sent { facts: json.to_owned(), ..sent() };
        for (sent, words) in [
            (Sent { version: "../x".to_owned(), ..sent() }, "version: "),
            (Sent { irreversible: "maybe".to_owned(), ..sent() }, "irreversible: choose yes or no"),
            (facts("{"), "facts: EOF"),
            (facts("{} {}"), "facts: trailing"),
            (facts("{\"coverage\": {\"percent\": \"high\"}}"), "facts.coverage.percent: invalid type"),
            (facts("{\"speed\": 3}"), "unknown field `speed`"),
        ] {
            let sentence = sent.release().unwrap_err().sentence;
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
