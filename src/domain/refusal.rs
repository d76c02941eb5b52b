//! A rule said no.

/// What a person is told when a rule refuses what they asked for. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why, which decides the answer's status.
    pub kind: RefusalKind,
    /// A sentence for the person, which says what was expected or what is missing.
    pub sentence: String,
    /// What the sentence is about, by name, for programs: `deployment` and its number.
    pub about: Vec<(&'static str, serde_json::Value)>,
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
    fn new(kind: RefusalKind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into(), about: Vec::new() }
    }

    /// The same, which also names to programs what it is about: a caller need not read the sentence.
    #[must_use]
    pub fn about(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.about.push((name, value.into()));
        self
    }

    /// What was sent cannot be taken as it is.
    pub fn invalid(sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, sentence)
    }

    /// It does not prove who somebody is.
    pub fn unproved(sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Unproved, sentence)
    }

    /// It was tried too often, or by too many at once.
    pub fn too_often(sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::TooOften, sentence)
    }

    /// It does not fit what is stored now.
    pub fn conflict(sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Conflict, sentence)
    }

    /// What would have opened it opens nothing any more.
    pub fn gone(sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Gone, sentence)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}
