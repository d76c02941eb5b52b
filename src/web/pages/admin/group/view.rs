//! How the page of a group looks.

use crate::domain::text::count_of;
use crate::store::groups::{Group, Member};
use crate::store::held::Held;
use crate::store::people::Person;
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::web::addresses;
use crate::web::pages::admin::choices::{Choices, Chosen};
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// The page.
pub(super) struct GroupPage {
    pub group: Group,
    pub rail: Rail,
    pub csrf: String,
    pub people: Vec<Person>,
    pub members: Vec<Member>,
    pub held: Vec<Held>,
    pub choices: Choices,
    pub chosen: Chosen,
    pub why: Option<String>,
}

impl GroupPage {
    /// The whole page.
    pub fn html(self) -> Html<String> {
        let name = &self.group.name;
        let title = if self.why.is_some() { format!("Not done: {name}") } else { name.clone() };
        let content = self.content();
        render::page(Frame::new(title, Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let notice = self.why.clone().map(|words| refused("Not done", vec![Problem { field: None, words }]));
        let kept = match &self.group.claim {
            Some(claim) => format!(" · the sign-in provider says who is in it, as {claim}"),
            None => String::new(),
        };
        let about = view! { <a href=addresses::GROUPS>"Groups"</a> {kept} };
        let members = Panel::new("Members").aside(count_of(self.members.len(), "member"));
        let content = view! {
            {notice}
            {Panel::new("Roles").view(self.roles())}
            {members.view(self.members())}
        };
        Page::new(self.group.name.clone()).about(about).actions(self.removal()).view(content)
    }

    fn post(&self, what: &str) -> Form {
        Form::post(format!("{}/{what}", addresses::group(self.group.id)), self.csrf.clone())
    }

    fn removal(&self) -> AnyView {
        let name = &self.group.name;
        let question = format!("Remove {name}? Its members lose what they hold by it, at once.");
        self.post("removal").button(Button::new("Remove the group").look(Look::Danger).confirm(question))
    }

    fn roles(&self) -> AnyView {
        let held = self.held.iter().map(|held| {
            let project = held.project.as_ref().map(ToString::to_string).unwrap_or_default();
            let form = self.post("roles/end").with("role", held.role.clone()).with("project", project);
            Row::plain(held.words()).end(form.button(Button::new(format!("Remove {}", held.words()))))
        });
        let list = match self.held.is_empty() {
            true => view! { <div class="body quiet">"No role yet."</div> }.into_any(),
            false => rows(held),
        };
        let fields = self.choices.fields(&self.chosen, None).map(Field::view);
        let add = Button::new("Give the role").view();
        let form = self.post("roles").view(view! { <div class="line">{fields.collect_view()} {add}</div> });
        view! { {list} <div class="body">{form}</div> }.into_any()
    }

    fn members(&self) -> AnyView {
        let members = self.members.iter().filter_map(|member| {
            let person = self.people.iter().find(|person| person.id == member.person)?;
            let name = person.name.clone();
            let row =
                Row::plain(view! { <a href=addresses::person(&person.sign_in_name)>{name.clone()}</a> });
            let row = if person.disabled_at.is_some() { row.note("disabled") } else { row };
            Some(match member.from_provider {
                true => row.end(view! { <span class="quiet">"by the sign-in provider"</span> }),
                false => {
                    let form = self.post("members/end").with("person", person.sign_in_name.clone());
                    row.end(form.button(Button::new(format!("Remove {name}"))))
                }
            })
        });
        let list = match self.members.is_empty() {
            true => view! { <div class="body quiet">"Nobody is in it yet."</div> }.into_any(),
            false => rows(members),
        };
        let add = self.group.claim.is_none().then(|| view! { <div class="body">{self.add()}</div> });
        view! { {list} {add} }.into_any()
    }

    fn add(&self) -> AnyView {
        let is_in = |person: &&Person| self.members.iter().any(|member| member.person == person.id);
        let others = self.people.iter().filter(|person| !is_in(person) && person.disabled_at.is_none());
        let choices = others.map(|person| {
            let words = format!("{} ({})", person.display_name, person.sign_in_name);
            Choice::new(&person.sign_in_name, words)
        });
        let choices: Vec<Choice> = choices.collect();
        if choices.is_empty() {
            return actions(view! { <span class="quiet">"Everybody is in it."</span> });
        }
        let person = Field::select("person", "Person", choices).wide().view();
        let add = Button::new("Add to the group").view();
        self.post("members").view(view! { <div class="line">{person} {add}</div> })
    }
}
