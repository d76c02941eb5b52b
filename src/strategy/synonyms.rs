//! The words that people use for what the template calls otherwise. One table for each kind of word; what is in none
//! of them is asked about or is prose.

pub mod columns;
pub mod environments;
pub mod headings;
pub mod levels;
pub mod phases;
pub mod status;
pub mod steps;
pub mod titles;

/// Letters and digits in lower case, nothing else: `Pre-Deployment Checklist` and `predeployment checklist` are one.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a text in lower case.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
