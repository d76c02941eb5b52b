//! What a form sends of a document, and the acts that change it: a file takes the place of the text, a draft is made of
//! it, an answer is written into it.

use crate::domain::reading::Reader;
use crate::domain::strategy_file;
use crate::strategy::{draft, examine};
use crate::web::forms::{Fields, Upload};
use std::collections::{BTreeMap, BTreeSet};

/// Before the path of a command file in the name of its field.
pub const FILE: &str = "file:";
/// The field of the document's own file.
pub const UPLOAD: &str = "upload";
/// The name under which a ticked passage is sent, once for each.
pub const ACKNOWLEDGED: &str = "acknowledged";

/// What the pressed button asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Act {
    /// What the form is for.
    #[default]
    Go,
    /// Only to read the document.
    Read,
    /// A draft in the template's order in place of the document.
    Draft,
    /// The answer with this key.
    Choose(String),
}

/// What the form holds of a document.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Its text, with lines that end as in Unix.
    pub document: String,
    /// The command files that came with it: path and text.
    pub files: BTreeMap<String, String>,
    /// The hashes of the passages that are ticked.
    pub acknowledged: BTreeSet<String>,
    /// What the pressed button asks for.
    pub act: Act,
    /// Why something that was sent was not taken.
    pub refused: Vec<String>,
}

impl Written {
    /// Takes its own fields and files out of a form; the others are left.
    pub fn take(fields: Fields, uploads: Vec<Upload>, refused: Option<String>) -> (Self, Fields) {
        let mut written = Self { refused: refused.into_iter().collect(), ..Self::default() };
        let others = fields.into_iter().filter_map(|(name, value)| written.field(name, value)).collect();
        written.uploads(uploads);
        written.answered();
        (written, others)
    }

    /// Takes a field; gives back one that is another's.
    fn field(&mut self, name: String, value: String) -> Option<(String, String)> {
        match name.as_str() {
            "document" => self.document = unix(&value),
            ACKNOWLEDGED => drop(self.acknowledged.insert(value)),
            "act" => self.act = act(&value),
            // A form without a script that sends no files sends the names of the chosen ones.
            UPLOAD | "files" => {}
            _ => match name.strip_prefix(FILE) {
                Some(path) if value.trim().is_empty() => drop(self.files.remove(path)),
                Some(path) => drop(self.files.insert(path.to_owned(), unix(&value))),
                None => return Some((name, value)),
            },
        }
        None
    }

    fn uploads(&mut self, uploads: Vec<Upload>) {
        let (documents, files): (Vec<_>, Vec<_>) =
            uploads.into_iter().partition(|upload| upload.field == UPLOAD);
        for upload in documents {
            if let Some(text) = self.text(&upload) {
                self.document = text;
            }
        }
        let strategy = examine(self.document.as_bytes(), Reader::default()).strategy;
        let needed = strategy.as_ref().map(strategy_file::needed).unwrap_or_default();
        for upload in files {
            if let Some(text) = self.text(&upload) {
                self.files.insert(path_of(&upload.name, &needed), text);
            }
        }
    }

    /// The text of a file; noted where it has none.
    fn text(&mut self, upload: &Upload) -> Option<String> {
        let content = upload.content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&upload.content);
        match std::str::from_utf8(content) {
            Ok(text) if text.trim().is_empty() => self.refuse(&upload.name, "is empty"),
            Ok(text) if !text.contains('\0') => Some(unix(text)),
            _ => self.refuse(&upload.name, "is not UTF-8 text"),
        }
    }

    /// A form has no field for such a file, so that it would be lost with the next answer.
    fn refuse(&mut self, name: &str, why: &str) -> Option<String> {
        self.refused.push(format!(
            "{name} {why}, and was not taken. Such a file can be given at the command line: slipway strategy import \
             FILE --files DIR"
        ));
        None
    }

    /// Does what the pressed button asks for, as far as it changes the text.
    fn answered(&mut self) {
        match &self.act {
            Act::Draft => match draft::draft(self.document.as_bytes()) {
                Ok(draft) => self.document = draft,
                Err(problem) => self.refused.push(format!("No draft was made: {}", problem.message)),
            },
            Act::Choose(key) => {
                let offers = examine(self.document.as_bytes(), Reader::default()).offers;
                match offers.iter().find(|offer| &offer.key() == key) {
                    Some(offer) => self.document = offer.apply(&self.document),
                    None => self.refused.push(
                        "The document was changed after that answer was shown, so it was not written. Choose again."
                            .to_owned(),
                    ),
                }
            }
            Act::Go | Act::Read => {}
        }
    }

    /// Whether there is no document yet.
    pub fn is_empty(&self) -> bool {
        self.document.trim().is_empty()
    }

    /// Whether nothing is to be kept yet: the form is only to be shown again.
    pub fn only_shows(&self) -> bool {
        self.act != Act::Go || !self.refused.is_empty()
    }

    /// The command files with their bytes.
    pub fn file_bytes(&self) -> Vec<(String, Vec<u8>)> {
        self.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect()
    }

    /// The fields that send the same again without files.
    pub fn kept(&self) -> Fields {
        let files = self.files.iter().map(|(path, text)| (format!("{FILE}{path}"), text.clone()));
        let ticked = self.acknowledged.iter().map(|hash| (ACKNOWLEDGED.to_owned(), hash.clone()));
        std::iter::once(("document".to_owned(), self.document.clone())).chain(files).chain(ticked).collect()
    }
}

fn act(value: &str) -> Act {
    match value.split_once(':') {
        Some(("choose", key)) => Act::Choose(key.to_owned()),
        _ if value == "read" => Act::Read,
        _ if value == "draft" => Act::Draft,
        _ => Act::Go,
    }
}

/// Browsers end the lines of a form with CR LF; a document and a script read the same from wherever they came, and
/// however often they were sent.
fn unix(text: &str) -> String {
    let line = |line: &str| match line.strip_suffix('\n') {
        Some(words) => words.trim_end_matches('\r').to_owned() + "\n",
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Where a chosen file belongs: browsers give its name without the folder, and the document says which one it names.
fn path_of(name: &str, needed: &BTreeSet<String>) -> String {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_start_matches('/');
    let mut fitting = needed.iter().filter(|path| path.rsplit('/').next() == Some(name));
    match (needed.contains(name), fitting.next(), fitting.next()) {
        (false, Some(path), None) => path.clone(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests;
