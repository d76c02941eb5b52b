//! The files that a document's commands start and that did not come with it.

use crate::domain::strategy::Strategy;
use crate::domain::strategy_file;
use crate::strategy::Problem;

/// A command file that a document's commands start and that did not come with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFile {
    /// Its path below the document's folder, such as `deploy.sh`.
    pub path: String,
    /// The line of the document that first names it, from 1.
    pub line: usize,
    /// The column there, from 1.
    pub column: usize,
}

impl MissingFile {
    fn of(text: &str, path: String) -> Self {
        let at = text.find(&format!("./{path}")).unwrap_or_default();
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { path, line, column }
    }

    /// The problem, and what to do about it at the command line.
    pub fn problem(&self) -> Problem {
        let Self { path, line, column } = self;
        let message = format!(
            "The command file ./{path} was not given. Import the document with a folder that has it: --files DIR"
        );
        Problem { line: *line, column: *column, message }
    }
}

/// The command files of a document that are not among those given, each with the line that first names it.
pub fn missing_files<'a>(
    strategy: &Strategy,
    document: &[u8],
    given: impl IntoIterator<Item = &'a str>,
) -> Vec<MissingFile> {
    let text = String::from_utf8_lossy(document);
    let missing = strategy_file::missing(strategy, given);
    let mut missing: Vec<_> = missing.into_iter().map(|path| MissingFile::of(&text, path)).collect();
    missing.sort_by_key(|file| (file.line, file.column));
    missing
}
