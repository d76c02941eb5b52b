//! The fields of the form of the first run, as they were typed.

use crate::actions::set_up::{FirstProject, SetUp};
use crate::web::forms::{Fields, Upload};
use crate::web::pages::document_form::Written;
use serde::Deserialize;

/// What is chosen where a document of one's own is brought.
const DOCUMENT: &str = "document";

/// The fields.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sent {
    /// The first admin's sign-in name.
    pub name: String,
    /// Their display name; may be empty.
    pub display_name: String,
    /// Their address; may be empty.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The same again.
    pub again: String,
    /// How people reach the installation.
    pub address: String,
    /// `template`, `document` or `later`.
    pub first: String,
    /// The name of the project that begins with the template.
    pub project: String,
    /// The document that it begins with else.
    #[serde(skip)]
    pub written: Written,
}

impl Sent {
    /// What the form holds at first.
    pub fn first(public_url: &str) -> Self {
        Self { address: public_url.to_owned(), first: "template".to_owned(), ..Self::default() }
    }

    /// What was sent. Who has a document read means to begin with it.
    ///
    /// # Errors
    /// Says which field is not of this form.
    pub fn of(fields: Fields, files: Vec<Upload>, refused: Option<String>) -> Result<Self, String> {
        let (written, others) = Written::take(fields, files, refused);
        let others = serde_urlencoded::to_string(others).map_err(|error| error.to_string())?;
        let mut sent: Self = serde_urlencoded::from_str(&others).map_err(|error| error.to_string())?;
        if written.only_shows() {
            sent.first = DOCUMENT.to_owned();
        }
        sent.written = written;
        Ok(sent)
    }

    /// Whether nothing is to be set up yet: the document's reading is to be shown.
    pub fn only_shows_the_reading(&self) -> bool {
        self.begins_with_document() && self.written.only_shows()
    }

    /// Whether a document of one's own is brought.
    pub fn begins_with_document(&self) -> bool {
        self.first == DOCUMENT
    }

    /// Whether a document was given and something else is chosen: it is not dropped in silence.
    pub fn forgets_document(&self) -> bool {
        !self.begins_with_document() && !self.written.is_empty()
    }

    /// Whether the two passwords are one.
    pub fn passwords_agree(&self) -> bool {
        self.password == self.again
    }

    /// Whether the first project comes later.
    pub fn begins_later(&self) -> bool {
        self.first == "later"
    }

    /// What is wanted.
    pub fn wanted(&self) -> SetUp {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        SetUp {
            sign_in_name: self.name.trim().to_owned(),
            display_name: given(&self.display_name),
            email: given(&self.email),
            password: self.password.clone(),
            address: self.address.clone(),
            first: match self.first.as_str() {
                DOCUMENT => FirstProject::Document {
                    text: self.written.document.clone(),
                    files: self.written.file_bytes(),
                    acknowledged: self.written.acknowledged.clone(),
                },
                "later" => FirstProject::Later,
                _ => FirstProject::Template(self.project.clone()),
            },
        }
    }
}
