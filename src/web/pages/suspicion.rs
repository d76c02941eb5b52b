//! Why a release is suspect, with the links: the same words on every page.

use crate::access::grants::Grants;
use crate::actions::suspicion::sees;
use crate::domain::suspect::{Cause, What, capital};
use crate::domain::text::{Slug, Version};
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

/// The page of what happened.
pub fn page(cause: &Cause, project: &Slug) -> String {
    match &cause.what {
        What::RolledBack { by, .. } => addresses::deployment(*by),
        What::Reported { report, .. } => {
            format!("{}#problem-{report}", addresses::release(project, &cause.version))
        }
    }
}
