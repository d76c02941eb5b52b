//! The order of environments: the first imported document's list; later documents append.

use super::text::{Slug, list_words};

/// The environments of a document's list that an installation does not have yet, in the order in which they are
/// appended to those it has.
///
/// # Errors
/// A sentence where the list contradicts the order that is there: two that stand the other way round, or a new one
/// before one that is there, which appending cannot give.
pub fn appended(existing: &[Slug], listed: &[Slug]) -> Result<Vec<Slug>, String> {
    let known: Vec<&Slug> = listed.iter().filter(|slug| existing.contains(slug)).collect();
    let in_order: Vec<&Slug> = existing.iter().filter(|slug| listed.contains(slug)).collect();
    if known != in_order {
        return Err(format!(
            "Environments: the document lists {}; the order here is {}",
            list_words(&words(&known)),
            list_words(&words(&in_order))
        ));
    }
    let first_new = listed.iter().position(|slug| !existing.contains(slug)).unwrap_or(listed.len());
    if let Some(late) = listed[first_new..].iter().find(|slug| existing.contains(slug)) {
        return Err(format!(
            "Environments: {} is new and stands before {late}; a new environment comes after those that are there",
            listed[first_new]
        ));
    }
    Ok(listed[first_new..].to_vec())
}

fn words<'a>(slugs: &[&'a Slug]) -> Vec<&'a str> {
    slugs.iter().map(|slug| slug.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(list: &str) -> Vec<Slug> {
        list.split_whitespace().map(|slug| Slug::parse(slug).unwrap()).collect()
    }

    #[test]
    fn the_first_document_gives_the_order_and_later_ones_append() {
        for (existing, listed, new) in [
            ("", "a b c", "a b c"),
            ("a b c", "a b c", ""),
            ("a b c", "a c", ""),
            ("a b c", "b d e", "d e"),
            ("a b c", "d", "d"),
        ] {
            assert_eq!(appended(&slugs(existing), &slugs(listed)), Ok(slugs(new)), "{listed}");
        }
    }

    #[test]
    fn a_contradiction_is_an_error_that_says_where() {
        for (existing, listed, said) in [
            ("a b c", "b a", "lists b and a; the order here is a and b"),
            ("a b c", "a d b", "d is new and stands before b"),
            ("a", "b a", "b is new and stands before a"),
        ] {
            let sentence = appended(&slugs(existing), &slugs(listed)).unwrap_err();
            assert!(sentence.contains(said), "{sentence}");
        }
    }
}
