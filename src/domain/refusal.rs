//! A rule said no.

/// What a person is told when a rule refuses what they asked for. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why, which decides the answer's status.
    pub kind: RefusalKind,
    /// A sentence for the person, which says what was expected or what is missing.
    pub sentence: String,
}

/// Why a rule refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// What was sent cannot be taken as it is (422).
    Invalid,
    /// It does not prove who somebody is (401).
    Unproved,
    /// It does not fit what is stored now (409).
    Conflict,
    /// What would have opened it opens nothing any more (410).
    Gone,
    /// It was tried too often, or by too many at once (429).
    TooOften,
}

impl Refusal {
    /// What was sent cannot be taken as it is.
    pub fn invalid(sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Invalid, sentence: sentence.into() }
    }

    /// It does not prove who somebody is.
    pub fn unproved(sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Unproved, sentence: sentence.into() }
    }

    /// It was tried too often, or by too many at once.
    pub fn too_often(sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::TooOften, sentence: sentence.into() }
    }

    /// It does not fit what is stored now.
    pub fn conflict(sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Conflict, sentence: sentence.into() }
    }

    /// What would have opened it opens nothing any more.
    pub fn gone(sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Gone, sentence: sentence.into() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}
