//! How the page with the two forms looks. A refused one comes back filled in.

use super::Filled;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::web::addresses;
use crate::web::pages::admin::choices::Choices;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

const LIST_HINT: &str = "A person a line: sign-in name, name, e-mail, then roles, each ROLE or ROLE@PROJECT. What \
                         follows the sign-in name may be left out. Everybody is invited, or nobody where a line is \
                         wrong.";
const EXAMPLE: &str =
    "ana, Ana Silva, ana@example.org, SRE\nben, Ben Okafor, , Developer@storefront, Stakeholder";

/// The page.
pub(super) struct InvitationsPage {
    pub rail: Rail,
    pub csrf: String,
    pub choices: Choices,
    pub filled: Filled,
}

impl InvitationsPage {
    /// The whole page.
    pub fn html(self) -> Html<String> {
        let is_refused = self.filled.one_refused.is_some() || !self.filled.wrongs.is_empty();
        let title = if is_refused { "Nobody invited" } else { "Invite people" };
        let content = self.content();
        render::page(Frame::new(title, Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let about = "Whom you invite gets a link, which you hand over. They choose their password with it.";
        let content = view! {
            {Panel::new("One person").body(self.one())}
            {Panel::new("Several at once").body(self.several())}
        };
        let about = view! { <a href=addresses::PEOPLE>"People"</a> {format!(" · {about}")} };
        Page::new("Invite people").about(about).view(content)
    }

    fn one(&self) -> AnyView {
        let sent = &self.filled.one;
        let why = self.filled.one_refused.clone();
        let notice = why.map(|words| refused("Not invited", vec![Problem { field: None, words }]));
        let fields = [
            Field::text("name", "Sign-in name")
                .value(&sent.name)
                .hint("What they type to sign in; it never changes")
                .autocomplete("off")
                .required(),
            Field::text("display_name", "Name")
                .value(&sent.display_name)
                .hint("What others see")
                .autocomplete("off"),
            Field::text("email", "E-mail").value(&sent.email).hint("Optional").autocomplete("off"),
        ];
        let choice = self.choices.fields(&sent.chosen(), Some("None yet"));
        let fields = fields.into_iter().chain(choice).map(Field::view).collect_view();
        let buttons = actions(view! {
            {Button::new("Invite").look(Look::Primary).view()}
            {link_button(Look::Plain, "Back to people", addresses::PEOPLE)}
        });
        let form = Form::post(addresses::INVITATIONS, self.csrf.clone()).stacked();
        view! { {notice} {form.view(view! { {fields} {buttons} })} }.into_any()
    }

    fn several(&self) -> AnyView {
        let wrongs = &self.filled.wrongs;
        let told = wrongs.iter().map(|wrong| Problem {
            field: Some("list".to_owned()),
            words: format!("Line {}: {}", wrong.place, wrong.words),
        });
        let notice = (!wrongs.is_empty()).then(|| refused("Nobody was invited", told.collect()));
        let error = (!wrongs.is_empty()).then_some("Set right what is said above, and send the list again.");
        let field =
            Field::area("list", "List").value(&self.filled.list).hint(LIST_HINT).error(error).required();
        let example = view! { <p class="example mono">{EXAMPLE}</p> };
        let button = actions(Button::new("Invite everybody").look(Look::Primary).view());
        let form = Form::post(addresses::INVITATION_LIST, self.csrf.clone()).stacked();
        view! { {notice} {form.view(view! { {field.view()} {example} {button} })} }.into_any()
    }
}
