//! The fields of the form of the first run, as they were typed.

use crate::actions::set_up::{FirstProject, SetUp};
use serde::Deserialize;
use std::collections::BTreeSet;

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
    pub document: String,
    /// `read`, where only the document's reading is wanted.
    pub act: String,
    /// The hashes of the document's passages that were not read and are ticked.
    #[serde(skip)]
    pub acknowledged: BTreeSet<String>,
}

impl Sent {
    /// What the form holds at first.
    pub fn first(public_url: &str) -> Self {
        Self { address: public_url.to_owned(), first: "template".to_owned(), ..Self::default() }
    }

    /// Whether nothing is to be set up yet: the document's reading is to be shown.
    pub fn only_shows_the_reading(&self) -> bool {
        self.act == "read"
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
                "document" => FirstProject::Document {
                    text: self.document.clone(),
                    acknowledged: self.acknowledged.clone(),
                },
                "later" => FirstProject::Later,
                _ => FirstProject::Template(self.project.clone()),
            },
        }
    }
}
