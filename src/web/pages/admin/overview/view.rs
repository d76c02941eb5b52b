//! How the overview looks.

use super::figures::Figures;
use crate::domain::environment::is_production_like;
use crate::domain::text::{count_of, count_people};
use crate::store::environments::Environment;
use crate::ui::button::{Look, link_button};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::yours::{Waiting, yours};
use crate::web::addresses;
use crate::web::pages::admin::access;
use crate::web::pages::admin::audit::chain;
use crate::web::pages::board;
use leptos::prelude::*;

/// The content of the page.
pub fn view(told: &Figures) -> AnyView {
    let waiting = told.changes.iter().map(|proposed| Waiting {
        word: "Decide".to_owned(),
        about: board::of_change(proposed),
        button: link_button(Look::Primary, "Open", access::PATH),
    });
    let record = told.chain.as_ref().map(|last| {
        let log = row("/admin/audit", "Audit log", "Who did what, with before and after.");
        let day = row("/admin/audit/access", "Who had which access", "On any day, by which role or group.");
        Panel::new("The record").view(rows([log.end(chain::verified(last.as_ref())), day]))
    });
    let content = view! {
        {yours(waiting.collect())}
        {Panel::new("People and what they may do").view(rows(people(told).into_iter().chain(exposure(told))))}
        {Panel::new("Machines").view(rows([tokens(told)]))}
        {record}
    };
    Page::new("Access")
        .about("People, what they may do, and what was done. None of it gives a right in an environment.")
        .actions(link_button(Look::Plain, "Invite people", addresses::INVITATIONS))
        .view(content)
}

fn row(href: &str, name: &'static str, about: &'static str) -> Row {
    Row::plain(view! { <a href=href.to_owned()><b>{name}</b></a> }).note(about)
}

fn people(told: &Figures) -> [Row; 3] {
    let links = asks(told.open_links, |count| format!("{} open", count_of(count, "link")));
    let untold = asks(told.groups_untold, |count| {
        format!("{} whose groups the sign-in provider did not name", count_people(count))
    });
    let matrix = match (told.waiting, told.differing) {
        (1.., _) => asks(told.waiting, |count| format!("{} for a second admin", count_of(count, "change"))),
        (0, differing) => {
            asks(differing, |count| format!("{} from a document", count_of(count, "difference")))
        }
    };
    [
        row(addresses::PEOPLE, "People", "Whom you invite, what they hold, and their way in.")
            .end(figure(count_people(told.people), links)),
        row(addresses::GROUPS, "Groups", "People who hold roles together.")
            .end(figure(count_of(told.groups, "group"), untold)),
        row(access::PATH, "Access matrix", "A role’s level in each environment, and roles of your own.")
            .end(figure(count_of(told.roles, "role"), matrix)),
    ]
}

/// The way to who can deploy where, of each environment.
fn exposure(told: &Figures) -> Option<Row> {
    let link = |environment: &Environment| {
        view! { <a href=addresses::exposure(&environment.slug)>{environment.name.clone()}</a> }
    };
    let mut environments: Vec<&Environment> = told.environments.iter().collect();
    environments.sort_by_key(|environment| !is_production_like(&environment.name));
    let links = environments.into_iter().map(link).collect_view();
    let what = view! { <b>"Who can deploy and approve"</b> };
    (!told.environments.is_empty()).then(|| Row::plain(what).end(view! { <div class="links">{links}</div> }))
}

fn tokens(told: &Figures) -> Row {
    let ending =
        asks(
            told.ending,
            |count| if count == 1 { "1 ends soon".to_owned() } else { format!("{count} end soon") },
        );
    row("/admin/tokens", "API tokens", "What machines act with, for whom, and until when.")
        .end(figure(count_of(told.tokens, "token"), ending))
}

/// What asks for a look, where there is anything.
fn asks(count: usize, words: impl Fn(usize) -> String) -> Option<AnyView> {
    (count > 0).then(|| state(Shape::Waiting, words(count)))
}

fn figure(words: String, asks: Option<AnyView>) -> AnyView {
    view! { <div class="links">{asks} <span>{words}</span></div> }.into_any()
}
