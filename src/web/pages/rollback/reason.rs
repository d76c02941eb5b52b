//! Why an environment is rolled back: one of a few chips, and words of one's own.

/// The answer that says nothing without words.
const OTHER: &str = "Other";

/// What people roll back for, most often.
pub const CHIPS: [&str; 5] = ["Errors", "Slow", "Wrong data", "Customer report", OTHER];

/// A reason as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// The chip; empty where none was chosen.
    pub about: String,
    /// The words.
    pub reason: String,
}

impl Reason {
    /// The reason as it is kept: `Errors: the basket is empty`. Empty where nothing was said.
    pub fn words(&self) -> String {
        let chip = CHIPS.iter().find(|chip| **chip == self.about && **chip != OTHER);
        match (chip, self.reason.trim()) {
            (None, words) => words.to_owned(),
            (Some(chip), "") => (*chip).to_owned(),
            (Some(chip), words) => format!("{chip}: {words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_is_a_reason_and_words_are_added_to_it() {
        let words =
            |about: &str, reason: &str| Reason { about: about.to_owned(), reason: reason.to_owned() }.words();
        assert_eq!(words("Errors", ""), "Errors");
        assert_eq!(words("Errors", " 500 in checkout "), "Errors: 500 in checkout");
        assert_eq!(words("Other", "the host is gone"), "the host is gone");
        assert_eq!(words("", "the host is gone"), "the host is gone");
        assert_eq!(words("Other", " "), "");
        assert_eq!(words("<i>", "x"), "x", "only chips that the page has");
    }
}
