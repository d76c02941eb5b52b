//! How the form looks. A refused one comes back filled in, with the reason at its field.

use super::sent::Sent;
use crate::store::projects::Project;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::web::addresses;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

const FACTS: &str = "Optional: what the release proves, as JSON, such as {\"tests\": {\"passed\": 412, \"failed\": 0}, \
                     \"coverage\": {\"percent\": 83.4}}. What is left out stays missing.";

/// The page with the form.
pub struct FormPage {
    /// The navigation.
    pub rail: Rail,
    /// The project.
    pub project: Project,
    /// Where the form goes.
    pub action: String,
    /// The session's token.
    pub csrf: String,
    /// What stands in the fields.
    pub sent: Sent,
    /// Why it was refused.
    pub why: Option<String>,
}

impl FormPage {
    /// The whole page.
    pub fn html(self) -> Html<String> {
        let heading = format!("Register a release of {}", self.project.name);
        let title = if self.why.is_some() { format!("Not registered: {heading}") } else { heading.clone() };
        let content = self.content(heading);
        render::page(Frame::new(title, Some(self.rail)), || content)
    }

    fn content(&self, heading: String) -> AnyView {
        let notice = self.why.as_ref().map(|why| {
            let field = field_of(why).map(str::to_owned);
            refused("Not registered", vec![Problem { field, words: why.clone() }])
        });
        let project = addresses::project(&self.project.slug);
        let buttons = actions(view! {
            {Button::new("Register").look(Look::Primary).view()}
            {link_button(Look::Plain, "Back to the project", project)}
        });
        let form = Form::post(self.action.clone(), self.csrf.clone()).stacked();
        let form = form.view(view! { {self.fields()} {buttons} });
        let about = "A release never changes: what is wrong once registered is set right by another version.";
        Page::new(heading).about(about).view(view! { {notice} {Panel::new("Release").body(form)} })
    }

    fn fields(&self) -> AnyView {
        let sent = &self.sent;
        let choices = vec![
            Choice::new("", "Not declared"),
            Choice::new("no", "No: going back needs no more than the program"),
            Choice::new("yes", "Yes: it changes data or a schema for good"),
        ];
        let fields = [
            Field::text("version", "Version").value(&sent.version).placeholder("2.8.0").required(),
            Field::text("commit", "Commit").value(&sent.commit).hint("4 to 64 hexadecimal digits").required(),
            Field::text("artifact", "Artifact")
                .value(&sent.artifact)
                .hint("Where it is: an address or a path")
                .required(),
            Field::text("sha256", "SHA-256 of the artifact")
                .value(&sent.sha256)
                .hint("64 hexadecimal digits")
                .required(),
            Field::select("irreversible", "Irreversible change", choices).value(&sent.irreversible),
            Field::area("notes", "Notes").value(&sent.notes).hint("Optional: what people should know"),
            Field::area("facts", "Facts").value(&sent.facts).hint(FACTS),
        ];
        let names = ["version", "commit", "artifact", "sha256", "irreversible", "notes", "facts"];
        let wrong = self.why.as_deref().and_then(field_of);
        let fields = fields.into_iter().zip(names).map(|(field, name)| {
            let error = self.why.clone().filter(|_| wrong == Some(name));
            field.error(error).view()
        });
        fields.collect_view().into_any()
    }
}

/// The field that a refusal speaks of, by the name that it begins with; none where it speaks of the whole.
fn field_of(why: &str) -> Option<&'static str> {
    match why.split([':', ' ']).next()? {
        "version" => Some("version"),
        "commit" => Some("commit"),
        "artifact.uri" => Some("artifact"),
        "artifact.sha256" => Some("sha256"),
        "irreversible" => Some("irreversible"),
        "notes" => Some("notes"),
        name if name == "facts" || name.starts_with("facts.") => Some("facts"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_belongs_to_the_field_that_it_names() {
        for (why, field) in [
            ("artifact.sha256: 64 hexadecimal digits are expected.", Some("sha256")),
            ("facts.coverage.percent: invalid type", Some("facts")),
            ("facts.coverage.percent is expected between 0 and 100.", Some("facts")),
            ("2.8.0 is registered already with other content (commit).", None),
        ] {
            assert_eq!(field_of(why), field, "{why}");
        }
    }
}
