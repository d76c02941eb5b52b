//! The files that a document's commands start and that did not come with it.

use crate::domain::strategy::Strategy;
use crate::domain::strategy_file;
use crate::strategy::Problem;

/// A problem for each command file of a document that is not among those given, at the line that first names it.
pub fn missing_files<'a>(
    strategy: &Strategy,
    document: &[u8],
    given: impl IntoIterator<Item = &'a str>,
) -> Vec<Problem> {
    let text = String::from_utf8_lossy(document);
    let missing = strategy_file::missing(strategy, given);
    let mut problems: Vec<Problem> = missing.iter().map(|file| problem(&text, file)).collect();
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

fn problem(text: &str, file: &str) -> Problem {
    let at = text.find(&format!("./{file}")).unwrap_or_default();
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let message = format!(
        "The command file ./{file} was not given. Import the document with a folder that has it: --files DIR"
    );
    Problem { line, column, message }
}
