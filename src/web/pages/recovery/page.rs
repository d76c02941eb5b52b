//! How `/recovery` is laid out.

use super::about::{About, Line};
use crate::domain::backup::{Proven, size};
use crate::domain::time::Span;
use crate::ui::button::{Button, Look};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// The page.
pub struct RecoveryPage {
    /// The navigation.
    pub rail: Option<Rail>,
    /// What it is about.
    pub about: About,
    /// What could not be done.
    pub refused: Option<String>,
    /// The session's token for forms.
    pub csrf: String,
}

impl RecoveryPage {
    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new("Recovery", self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let said = self.refused.clone().map(|words| refused(words, Vec::new()));
        let problems: Vec<_> =
            self.about.troubles.iter().map(|words| Problem { field: None, words: words.clone() }).collect();
        let troubles = (!problems.is_empty()).then(|| refused("To be mended", problems));
        let content = view! { {said} {troubles} {self.state()} {self.list()} {how()} };
        Page::new("Recovery").about("Slipway’s own state").actions(self.buttons()).view(content)
    }

    fn buttons(&self) -> AnyView {
        let verify = Button::new("Verify now")
            .refused(self.about.newest().is_none().then_some("there is no backup yet"));
        let verify = Form::post("/recovery/verification", &self.csrf).button(verify);
        let create = Form::post("/recovery/backups", &self.csrf);
        let create = create.button(Button::new("Back up now").look(Look::Primary));
        view! { {verify} {create} }.into_any()
    }

    fn state(&self) -> AnyView {
        let About { proven, every, second, key_shown, .. } = &self.about;
        let newest = match self.about.newest() {
            Some(newest) => {
                view! { {moment(newest.made_at)} {format!(", in {}", Span(newest.took_us))} }.into_any()
            }
            None => state(Shape::Empty, "None yet"),
        };
        let proven = match proven {
            Some(check) => view! { {moment(check.at)} {format!(", in {}", Span(check.took_us))} }.into_any(),
            None => state(Shape::Empty, "Nothing was verified yet"),
        };
        let schedule = match every {
            Some(every) => format!("every {every}, where something has changed"),
            None => "off: backups are made by hand only".to_owned(),
        };
        let second = match second {
            Some(folder) => mono(folder.clone()),
            None => state(Shape::Waiting, "None: a lost disk takes the backups with it"),
        };
        let key = match key_shown {
            Some(at) => view! { "last shown " {moment(*at)} }.into_any(),
            None => state(Shape::Waiting, "Never shown: without it a lost machine cannot be restored"),
        };
        Panel::new("State").view(facts(vec![
            ("Newest backup", newest),
            ("Last verified", proven),
            ("Schedule", schedule.into_any()),
            ("Second folder", second),
            ("Recovery key", key),
        ]))
    }

    fn list(&self) -> AnyView {
        let columns = ["Made", "Backup", "Why", "Size", "Events", "Second folder", "Verified"];
        let table =
            self.about.lines.iter().fold(Table::new("Backups", &columns), |table, line| table.row(row(line)));
        match self.about.lines.as_slice() {
            [] => Panel::new("Backups").body("There is none yet."),
            _ => Panel::new("Backups").view(table.view()),
        }
    }
}

fn row(line: &Line) -> Vec<AnyView> {
    let id = mono(line.id.as_str());
    let second = if line.copies[1].is_some() { "there too" } else { "no" }.into_any();
    let verified = verified(line);
    match &line.says {
        Ok(says) => vec![
            moment(says.made_at),
            id,
            says.reason.words().into_any(),
            size(says.bytes).into_any(),
            says.events.to_string().into_any(),
            second,
            verified,
        ],
        Err(why) => {
            let why = state(Shape::Failed, why.clone());
            vec!["unknown".into_any(), id, why, ().into_any(), ().into_any(), second, verified]
        }
    }
}

fn verified(line: &Line) -> AnyView {
    let when = line.newest_look().map(|check| moment(check.at));
    match line.proven() {
        Proven::Good => view! { {state(Shape::Live, "Good")} " " {when} }.into_any(),
        Proven::Unknown => state(Shape::Empty, "Not yet"),
        Proven::Bad => {
            let problems = line.copies.iter().flatten().filter_map(|proof| proof.newest());
            let problem = problems.flat_map(|check| check.problems.first()).next().cloned();
            view! { {state(Shape::Failed, "Not good")} " " {when} <div class="quiet">{problem}</div> }
                .into_any()
        }
    }
}

/// Restoring needs the server stopped, so that it is no button.
fn how() -> AnyView {
    let command = |words: &'static str| mono(words);
    Panel::new("To bring one back").body(view! {
        <p>
            "Stop the server, then at its command line: " {command("slipway restore latest --dry-run")}
            " says what would be lost, " {command("slipway restore latest")} " does it, and "
            {command("slipway restore --undo")} " takes it back. On a new machine "
            {command("slipway restore FOLDER --recovery-key")} " needs a folder of backups and the recovery key, which "
            {command("slipway backup key")} " shows."
        </p>
    })
}
