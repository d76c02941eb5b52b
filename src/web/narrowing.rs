//! What lists are narrowed by: words of an address, and the fields that choose them.

use crate::domain::time::Time;
use crate::ui::field::Choice;
use crate::web::errors::WebError;

/// What a word of the address chose: nothing where it is empty; none where there is no such thing.
pub fn chosen<T>(word: &str, found: Option<T>) -> Option<Option<T>> {
    if word.is_empty() { Some(None) } else { found.map(Some) }
}

/// The beginning of a day in UTC; none where nothing is said.
///
/// # Errors
/// 422 where it cannot be read as a day.
pub fn day(field: &str, text: &str) -> Result<Option<Time>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Time::of_day(text)
        .ok_or_else(|| WebError::invalid(format!("Enter a day for “{field}”, such as 2026-11-23.")))?;
    Ok(Some(read))
}

/// All of them, or one.
pub fn or(all: &str, choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", all)).chain(choices).collect()
}
