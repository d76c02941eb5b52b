//! `/admin/groups`: groups of people, which hold roles.

use crate::actions::error::ActionError;
use crate::actions::make_group::make_group;
use crate::app::App;
use crate::domain::id::GroupId;
use crate::domain::text::count_of;
use crate::store::groups::{self, Group, Member};
use crate::store::held::{self, Held};
use crate::ui::button::{Button, Look, actions};
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

const COLUMNS: [&str; 3] = ["Group", "Members", "Holds"];

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    name: String,
    #[serde(default)]
    claim: String,
}

/// `GET /admin/groups`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, WebError> {
    page(&app, &viewer, &Sent::default(), None).await
}

/// `POST /admin/groups`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let claim = Some(sent.claim.trim()).filter(|claim| !claim.is_empty());
    match make_group(&app, &viewer.actor(), sent.name.trim(), claim).await {
        Ok(id) => Ok(Redirect::to(&addresses::group(id)).into_response()),
        Err(ActionError::Refused(refusal)) => page(&app, &viewer, &sent, Some(refusal.into())).await,
        Err(error) => Err(error.into()),
    }
}

async fn page(app: &App, viewer: &Viewer, sent: &Sent, why: Option<WebError>) -> Result<Response, WebError> {
    let db = &mut *app.store.read().await?;
    let page = GroupsPage {
        groups: groups::all(db).await?,
        members: groups::members(db, None).await?,
        held: held::of_groups(db, None).await?,
        form: Form::post(addresses::GROUPS, viewer.csrf.as_str()).stacked(),
    };
    let rail = rail::load(db, viewer, addresses::GROUPS).await?;
    let status = why.as_ref().map_or(StatusCode::OK, |error| error.status);
    Ok((status, page.html(rail, sent, why.map(|error| error.sentence))).into_response())
}

struct GroupsPage {
    groups: Vec<Group>,
    members: Vec<Member>,
    held: Vec<(GroupId, Held)>,
    form: Form,
}

impl GroupsPage {
    fn html(self, rail: Rail, sent: &Sent, why: Option<String>) -> Html<String> {
        let title = if why.is_some() { "No group made" } else { "Groups" };
        let list = match self.groups.is_empty() {
            true => empty("There is no group yet.", "Give a team its roles at once: make its group below."),
            false => self.table(),
        };
        let fields = fields(sent, why);
        let make = Panel::new("Make a group").body(self.form.view(fields));
        let about = "What a group holds, each of its members holds: a team is one grant.";
        render::page(Frame::new(title, Some(rail)), || {
            Page::new("Groups").about(about).view(view! { {list} {make} })
        })
    }

    fn table(&self) -> AnyView {
        let row = |table: Table, group: &Group| {
            let members = self.members.iter().filter(|member| member.group == group.id).count();
            let held = self.held.iter().filter(|(id, _)| *id == group.id);
            let held: Vec<String> = held.map(|(_, held)| held.words()).collect();
            let holds = match held.is_empty() {
                true => view! { <span class="quiet">"no role yet"</span> }.into_any(),
                false => held.join(", ").into_any(),
            };
            let name = view! { <a href=addresses::group(group.id)>{group.name.clone()}</a> };
            table.row(vec![name.into_any(), count_of(members, "member").into_any(), holds])
        };
        self.groups.iter().fold(Table::new("Groups", &COLUMNS), row).view()
    }
}

fn fields(sent: &Sent, why: Option<String>) -> AnyView {
    let notice =
        why.map(|words| refused("No group was made", vec![Problem { field: Some("name".into()), words }]));
    let name = Field::text("name", "Name").value(&sent.name).placeholder("Payments team").required();
    let claim = Field::text("claim", "The sign-in provider’s name for it")
        .value(&sent.claim)
        .hint("Optional. With it, the provider says who the members are; without it, admins do.");
    let button = actions(Button::new("Make the group").look(Look::Primary).view());
    view! { {notice} {name.view()} {claim.view()} {button} }.into_any()
}
