//! How `/recovery` is laid out.

use super::about::About;
use super::list;
use crate::domain::backup::Manifest;
use crate::domain::time::Span;
use crate::ui::button::{Button, Look};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::{Page, live};
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses::RECOVERY;
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
    /// The newest event when it was made.
    pub events: String,
}

impl RecoveryPage {
    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let title = match (self.about.drills.open.is_some(), self.about.troubles.is_empty()) {
            (true, _) => "Recovery: a drill is under way",
            (false, false) => "Recovery: to be mended",
            (false, true) => "Recovery",
        };
        let frame = Frame::new(title, self.rail.take());
        let frame = frame.live(format!("/events?after={}", self.events), RECOVERY);
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let said = self.refused.clone().map(|words| refused(words, Vec::new()));
        let problems: Vec<_> =
            self.about.troubles.iter().map(|words| Problem { field: None, words: words.clone() }).collect();
        let troubles = (!problems.is_empty()).then(|| refused("To be mended", problems));
        let content = view! {
            {said} {live("troubles", troubles)} {live("proven", self.about.drills.view())}
            {live("state", self.state())} {self.key()} {how()} {live("backups", list::view(&self.about))}
        };
        Page::new("Recovery").about("Slipway’s own state").actions(self.buttons()).view(content)
    }

    fn buttons(&self) -> AnyView {
        let none_yet = self.about.newest().is_none().then_some("there is no backup yet");
        let is_open = self.about.drills.open.is_some();
        let why_not = none_yet.or(is_open.then_some("a drill is under way"));
        let drill = Button::new("Drill now").refused(why_not);
        let drill = Form::post("/recovery/drills", &self.csrf).button(drill);
        let verify = Button::new("Verify now").refused(none_yet);
        let verify = Form::post("/recovery/verification", &self.csrf).button(verify);
        let create = Form::post("/recovery/backups", &self.csrf);
        let create = create.button(Button::new("Back up now").look(Look::Primary));
        view! { {drill} {verify} {create} }.into_any()
    }

    fn state(&self) -> AnyView {
        let About { proven, every, second, .. } = &self.about;
        let first = self.recovery_point(self.about.newest_in(0));
        let second = match second {
            Some(folder) => {
                view! { {self.recovery_point(self.about.newest_in(1))} ", in " {mono(folder.clone())} }
                    .into_any()
            }
            None => state(Shape::Waiting, "None: a lost disk takes the backups with it"),
        };
        let verified = match proven {
            Some(check) => view! { {moment(check.at)} {format!(", in {}", Span(check.took_us))} }.into_any(),
            None => state(Shape::Empty, "Nothing was verified yet"),
        };
        let schedule = match every {
            Some(every) => format!("every {every}, where something has changed"),
            None => "off: backups are made by hand only".to_owned(),
        };
        let mut rows =
            vec![("Newest backup", first), ("Second folder", second), ("Schedule", schedule.into_any())];
        rows.push(("Last verified", verified));
        rows.extend(self.about.drills.facts());
        Panel::new("Now").view(facts(rows))
    }

    /// The moment to which a folder brings back, and whether that is all there is.
    fn recovery_point(&self, newest: Option<&Manifest>) -> AnyView {
        let Some(newest) = newest else { return state(Shape::Empty, "None yet") };
        let is_all = !self.about.has_changed && self.about.newest().is_some_and(|of| of.id == newest.id);
        let lost = if is_all { "; nothing has changed since" } else { "; what happened since would be lost" };
        view! { {moment(newest.made_at)} {lost} }.into_any()
    }

    fn key(&self) -> AnyView {
        let About { key_shown, key_kept, .. } = &self.about;
        let said = match (key_kept, key_shown) {
            (Some((at, who)), _) => {
                view! { {state(Shape::Live, format!("{who} has kept it elsewhere"))} " " {moment(*at)} }.into_any()
            }
            (None, Some(at)) => {
                view! { {state(Shape::Waiting, "Shown, and nobody has said that it is kept")} " " {moment(*at)} }
                    .into_any()
            }
            (None, None) => state(Shape::Waiting, "Never shown: without it a lost machine cannot be restored"),
        };
        let kept = Form::post("/recovery/key", &self.csrf).button(Button::new("I have kept it elsewhere"));
        Panel::new("Recovery key").body(view! {
            <p>{said}</p>
            <p class="quiet">
                "At the server’s command line " {mono("slipway backup key")}
                " shows it. Keep it on paper or in a safe, apart from the backups: with it and a backup anybody has everything."
            </p>
            {kept}
        })
    }
}

/// Restoring needs the server stopped, so that it is no button.
fn how() -> AnyView {
    let command = |words: &'static str| mono(words);
    Panel::new("To bring one back").body(view! {
            <p>"The server is stopped for it, so it is done at its command line, with --data and the data folder where it is not ./slipway-data:"</p>
            <ol class="numbered">
                <li>"Stop the server."</li>
                <li>{command("slipway restore latest --dry-run")} " says what would be lost, and does nothing."</li>
                <li>{command("slipway restore latest")} " does it. " {command("slipway restore --undo")} " takes it back."</li>
                <li>"Start the server, and decide about everything that it calls interrupted."</li>
            </ol>
            <p class="quiet">
                "On a new machine: " {mono("slipway --data NEW restore FOLDER --recovery-key --yes < key")}
                ", with the second folder of backups and the recovery key in a file."
            </p>
        })
}
