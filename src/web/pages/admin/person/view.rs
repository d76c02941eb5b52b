//! How the page of a person looks.

use super::Description;
use crate::domain::text::count_of;
use crate::domain::throttle::Failures;
use crate::domain::time::Time;
use crate::store::groups::Group;
use crate::store::held::Holding;
use crate::store::people::Person;
use crate::store::sessions;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::admin::choices::{Choices, Chosen};
use crate::web::pages::admin::standing::Standings;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// The page.
pub(super) struct PersonPage {
    pub rail: Rail,
    pub csrf: String,
    pub person: Person,
    pub is_viewer: bool,
    pub holdings: Vec<Holding>,
    pub in_groups: Vec<Group>,
    /// Why the sign-in provider did not name their groups, where it did not.
    pub groups_untold: Option<String>,
    /// Where they are signed in, the last used first.
    pub sessions: Vec<sessions::Listed>,
    /// What they did, where the viewer reads the audit log.
    pub record: Option<String>,
    /// What failed for them in a row, away from where they are at home.
    pub failures: Failures,
    pub standings: Standings,
    pub choices: Choices,
    pub description: Description,
    pub chosen: Chosen,
    pub why: Option<String>,
}

impl PersonPage {
    /// The whole page.
    pub fn html(self) -> Html<String> {
        let name = &self.person.display_name;
        let title = if self.why.is_some() { format!("Not done: {name}") } else { name.clone() };
        let content = self.content();
        render::page(Frame::new(title, Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let notice = self.why.clone().map(|words| refused("Not done", vec![Problem { field: None, words }]));
        let you = if self.is_viewer { " · this is you" } else { "" };
        let about = view! {
            <a href=addresses::PEOPLE>"People"</a>
            {format!(" · {}{you}", self.person.sign_in_name)}
        };
        let content = view! {
            {notice}
            {Panel::new("Roles").view(self.roles())}
            {Panel::new("Groups").view(self.groups())}
            {Panel::new("Signing in").view(self.way_in())}
            {Panel::new("Name and address").view(self.described())}
        };
        let abilities = addresses::abilities(&self.person.sign_in_name);
        let record = self.record.clone().map(|href| link_button(Look::Plain, "What they did", href));
        let abilities = view! { {link_button(Look::Plain, "What they can do", abilities)} {record} };
        Page::new(self.person.display_name.clone()).about(about).actions(abilities).view(content)
    }

    fn post(&self, what: &str) -> Form {
        let page = addresses::person(&self.person.sign_in_name);
        Form::post(format!("{page}/{what}"), self.csrf.clone())
    }

    fn roles(&self) -> AnyView {
        let held = self.holdings.iter().map(|of| match &of.group {
            Some((id, name)) => {
                let by = view! { "by the group " <a href=addresses::group(*id)>{name.clone()}</a> };
                Row::plain(of.held.words()).note(by)
            }
            None => {
                let words = of.held.words();
                let project = of.held.project.as_ref().map(ToString::to_string).unwrap_or_default();
                let form = self.post("roles/end").with("role", of.held.role.clone()).with("project", project);
                Row::plain(words.clone()).end(form.button(Button::new(format!("Remove {words}"))))
            }
        });
        let none = "No role yet: they see the documents of no project, and nothing of any environment.";
        let list = match self.holdings.is_empty() {
            true => view! { <div class="body quiet">{none}</div> }.into_any(),
            false => rows(held),
        };
        let fields = self.choices.fields(&self.chosen, None).map(Field::view);
        let add = Button::new("Give the role").view();
        let form = self.post("roles").view(view! { <div class="line">{fields.collect_view()} {add}</div> });
        view! { {list} <div class="body">{form}</div> }.into_any()
    }

    fn groups(&self) -> AnyView {
        let groups = self.in_groups.iter().map(|group| {
            let note = group.claim.as_ref().map(|_| "by the sign-in provider");
            Row::plain(view! { <a href=addresses::group(group.id)>{group.name.clone()}</a> }).note(note)
        });
        let untold = self.groups_untold.as_ref().map(|why| {
            let words = format!("The sign-in provider did not name their groups: {why}.");
            let more = "What they hold by groups stays. Put them into groups here, or see \"Sign-in with a provider\" in \
                        the operator’s guide.";
            view! { <div class="body"><p>{state(Shape::Waiting, words)}</p><p>{more}</p></div> }
        });
        let list = match self.in_groups.is_empty() {
            true => view! {
                <div class="body quiet">
                    <p>"In no group. " <a href=addresses::GROUPS>"Groups"</a> " hold roles for all their members."</p>
                </div>
            }
            .into_any(),
            false => rows(groups),
        };
        view! { {untold} {list} }.into_any()
    }

    /// Whether guesses at their password keep them out, and what helps.
    fn failures(&self) -> AnyView {
        let Failures { count, last_at, delayed_until } = self.failures;
        let elsewhere = "elsewhere than where they signed in lately";
        let waits = match delayed_until {
            Time(0) => None,
            Time(i64::MAX) => Some(format!(": shut {elsewhere}, until they have a new password").into_any()),
            until => Some(view! { {format!(": {elsewhere} tries wait until ")} {moment(until)} }.into_any()),
        };
        match count {
            0 => "none".into_any(),
            count => view! { {format!("{count} in a row, the last ")} {moment(last_at)} {waits} }.into_any(),
        }
    }

    fn described(&self) -> AnyView {
        let name = Field::text("display_name", "Name").required().value(&self.description.display_name);
        let email = Field::text("email", "E-mail").value(&self.description.email);
        let save = Button::new("Save").view();
        let fields = view! { <div class="line">{name.view()} {email.view()} {save}</div> };
        view! { <div class="body">{self.post("description").view(fields)}</div> }.into_any()
    }

    fn way_in(&self) -> AnyView {
        let person = &self.person;
        let signed_in = match self.sessions.as_slice() {
            [] => "nowhere".into_any(),
            [last, ..] => {
                let count = format!("in {}, last used ", count_of(self.sessions.len(), "browser"));
                view! { {count} {moment(last.last_seen_at)} }.into_any()
            }
        };
        let told = facts(vec![
            ("Now", self.standings.of(person)),
            ("Signed in", signed_in),
            ("Failures", self.failures()),
        ]);
        let has_password = person.password_hash.is_some();
        let disabled = person.disabled_at.is_some();
        let name = &person.display_name;
        let link = if has_password { "Link for a new password" } else { "New invitation link" };
        let link = (!disabled).then(|| self.post("link").button(Button::new(link)));
        let sign_out = Button::new("Sign out everywhere")
            .confirm(format!("End every session of {name}? They can sign in again at once."));
        let sign_out = (!disabled).then(|| self.post("sign-out").button(sign_out));
        let question = format!(
            "Disable {name}? They are signed out at once, and neither they nor their tokens can do anything until an \
             admin enables them again."
        );
        let end = match disabled {
            true => self.post("enablement").button(Button::new("Enable").look(Look::Primary)),
            false => {
                self.post("disablement").button(Button::new("Disable").look(Look::Danger).confirm(question))
            }
        };
        view! { {told} <div class="body">{actions(view! { {link} {sign_out} {end} })}</div> }.into_any()
    }
}
