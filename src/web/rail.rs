//! The navigation for a viewer.

use crate::access::grants::{Grant, Grants};
use crate::domain::text::list_words;
use crate::ui::rail::{Item, Rail, Who};
use crate::web::context::Viewer;

const PLACES: [(&str, &str); 3] = [("Board", "/"), ("Approvals", "/approvals"), ("History", "/history")];

/// The rail on the page of this path.
pub fn of(viewer: &Viewer, path: &str) -> Rail {
    let items =
        PLACES.map(|(label, href)| Item { label, href: href.to_owned(), current: path == href, count: 0 });
    let who = Who {
        name: viewer.name.clone(),
        roles: roles(viewer.grants()),
        sign_out: "/sign-out".to_owned(),
        csrf: viewer.csrf.as_str().to_owned(),
    };
    Rail { items: items.into(), who }
}

/// `SRE`, `Developer and Auditor`; nobody's roles are unsaid.
fn roles(grants: &Grants) -> String {
    let mut names: Vec<&str> = grants.held.iter().map(|grant: &Grant| grant.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "No role yet".to_owned() } else { list_words(&names) }
}
