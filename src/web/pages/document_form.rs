//! A strategy document in a form: pasted or uploaded with its command files, what is open in it, and what Slipway makes
//! of it. The first run and *New project* use it, so that a document is taken the same way in both.

mod fields;
mod files;
mod open;
mod sent;

pub use open::tick;
pub use sent::{ACKNOWLEDGED, Written};

use crate::actions::import_strategy::{MissingFile, missing_files};
use crate::domain::reading::{Reader, Unread};
use crate::domain::text::count_of;
use crate::strategy::{Outcome, examine};
use crate::ui::button::{Button, Look};
use crate::ui::reading;
use leptos::prelude::*;

/// The most that a form with a document and its command files may hold, in bytes.
pub const LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// A document as it was sent, and what Slipway makes of it.
pub struct Examined {
    written: Written,
    outcome: Outcome,
    missing: Vec<MissingFile>,
}

impl Examined {
    /// Reads the document.
    pub fn of(written: Written) -> Self {
        let outcome = examine(written.document.as_bytes(), Reader::default());
        let given = written.files.keys().map(String::as_str);
        let missing = outcome.strategy.as_ref().filter(|_| !written.is_empty());
        let missing = missing.map(|of| missing_files(of, written.document.as_bytes(), given));
        Self { missing: missing.unwrap_or_default(), outcome, written }
    }

    /// The passages that were not read and are not ticked.
    fn unticked(&self) -> impl Iterator<Item = &Unread> {
        self.outcome.unread.iter().filter(|passage| !self.written.acknowledged.contains(&passage.hash))
    }

    /// How much keeps the document from coming into force.
    pub fn open(&self) -> usize {
        self.outcome.problems.len() + self.missing.len() + self.unticked().count()
    }

    /// Whether there is a document that could come into force as it stands.
    pub fn is_ready(&self) -> bool {
        !self.written.is_empty() && self.open() == 0
    }

    /// What the document says, as far as it was read.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The text area and the fields for files.
    pub fn fields(&self) -> AnyView {
        let files = files::fields(&self.written, &self.missing);
        view! { {fields::document(&self.written)} {files} }.into_any()
    }

    /// What is open: problems, and passages that were not read, each with its answers.
    pub fn decisions(&self) -> Option<AnyView> {
        (!self.written.is_empty()).then(|| open::panel(self))
    }

    /// What Slipway makes of the document.
    pub fn reading(&self) -> Option<AnyView> {
        let read = self.outcome.reading().filter(|_| !self.written.is_empty())?;
        // While something is open, what is read stays folded: the answers come first.
        let guarded = read.environments.iter().filter(|of| of.has_rules() && self.is_ready());
        Some(reading::panel(&read, &guarded.map(|of| of.slug.as_str()).collect::<Vec<_>>()))
    }

    /// The buttons that read the document and make a draft of it. Reading it is the way on while something is open.
    pub fn buttons(&self) -> AnyView {
        let look = if self.is_ready() { Look::Plain } else { Look::Primary };
        let words = if self.written.is_empty() { "Read the document" } else { "Read it again" };
        let read = Button::new(words).look(look).answer("act", "read").anyway().view();
        let free = !self.written.is_empty() && self.open() > 0;
        let draft = free
            .then(|| Button::new("Put it into the template’s order").answer("act", "draft").anyway().view());
        view! { {read} {draft} }.into_any()
    }

    /// In a few words how much is open, for headings.
    pub fn state(&self) -> String {
        match self.open() {
            0 => "nothing is open".to_owned(),
            open => format!("{} to settle", count_of(open, "point")),
        }
    }
}
