//! Why a release is suspect, with the links: the same words on every page.

use crate::access::grants::Grants;
use crate::actions::suspicion::sees;
use crate::domain::suspect::{Cause, Weight, What, capital};
use crate::domain::text::{Slug, Version};
use crate::ui::state::Shape;
use crate::web::addresses;
use leptos::prelude::*;

/// What happened, as a sentence with a link to the rollback or the report. `of` is the release that the page is about.
/// Where the environment does not exist for the reader, nothing of it is named or linked.
pub fn cause(cause: &Cause, of: &Version, project: &Slug, reader: &Grants) -> AnyView {
    let seen = sees(reader, cause);
    let (mate, phrase, rest) = (cause.mate(of), cause.phrase(seen), cause.rest(seen));
    let phrase = if mate.is_empty() { capital(&phrase) } else { phrase };
    let phrase = if seen {
        let page = page(cause, project);
        view! { <a href=page>{phrase}</a> }.into_any()
    } else {
        phrase.into_any()
    };
    view! { <span>{mate} {phrase} {rest}</span> }.into_any()
}

/// Whether the place of a cause exists for the reader.
pub fn seen(cause: &Cause, reader: &Grants) -> bool {
    sees(reader, cause)
}

/// The shape and the word of a weight.
pub fn weight(weight: Weight) -> (Shape, &'static str) {
    match weight {
        Weight::Suspect => (Shape::Failed, "Suspect"),
        Weight::Warning => (Shape::Waiting, "Warning"),
        Weight::Cleared => (Shape::Empty, "Cleared"),
        Weight::NotAtFault => (Shape::Empty, "Not at fault"),
        Weight::Past => (Shape::Empty, "Past"),
    }
}

/// What became of it since, if anything did: who cleared it, or why the release is not at fault.
pub fn after(cause: &Cause, seen: bool) -> Option<String> {
    match (&cause.cleared, &cause.what) {
        (Some(_), _) if !seen => Some("Cleared since.".to_owned()),
        (Some(clearing), _) => {
            Some(format!("Cleared by {} on {}: {}", clearing.by, clearing.at.for_people(), clearing.reason))
        }
        (None, What::RolledBack { no_fault: Some(_), .. }) if !seen => {
            Some("The person who rolled back says that the release is not at fault.".to_owned())
        }
        (None, What::RolledBack { no_fault: Some(why), .. }) => {
            Some(format!("{} says that the release is not at fault: {why}", cause.by))
        }
        (None, What::RolledBack { succeeded_since: true, .. }) => {
            let place = if seen { format!("in {}", cause.environment) } else { "there".to_owned() };
            Some(format!("It succeeded {place} again since."))
        }
        _ => None,
    }
}

/// The page of what happened.
pub fn page(cause: &Cause, project: &Slug) -> String {
    match &cause.what {
        What::RolledBack { by, .. } => addresses::deployment(*by),
        What::Reported { report, .. } => {
            format!("{}#problem-{report}", addresses::release(project, &cause.version))
        }
    }
}
