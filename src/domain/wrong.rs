//! What is wrong with one part of what was sent, where all of it is told at once.

use super::refusal::Refusal;

/// What is wrong, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong<Place> {
    /// With what: a field's name, or a line's number.
    pub place: Place,
    /// What was expected, in a sentence.
    pub words: String,
}

/// Collects what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrongs<Place>(pub Vec<Wrong<Place>>);

impl<Place> Default for Wrongs<Place> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<Place> Wrongs<Place> {
    /// Notes what is wrong at a place.
    pub fn add(&mut self, place: Place, words: impl Into<String>) {
        self.0.push(Wrong { place, words: words.into() });
    }

    /// Notes it where a check refused.
    pub fn note(&mut self, place: Place, checked: Result<(), Refusal>) {
        if let Err(refusal) = checked {
            self.add(place, refusal.sentence);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
