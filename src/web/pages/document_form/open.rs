//! What is open in a document: its problems and the passages that were not read, each with the line it is about and
//! the answers that can be given with one click.

use super::Examined;
use super::fields::DOCUMENT;
use super::sent::ACKNOWLEDGED;
use crate::domain::text::clip;
use crate::strategy::Problem;
use crate::strategy::offer::Offer;
use crate::ui::button::{Button, Look};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use leptos::prelude::*;

/// A line of the document is shown up to so many characters.
const SHOWN: usize = 160;

/// The panel with everything that is open; without anything open it says so.
pub fn panel(examined: &Examined) -> AnyView {
    let outcome = &examined.outcome;
    let missing: Vec<Problem> = examined.missing.iter().map(as_problem).collect();
    let problems = outcome.problems.iter().chain(&missing).map(|problem| {
        let offers = outcome.offers.iter();
        let offers = offers.filter(|offer| (offer.line, offer.column) == (problem.line, problem.column));
        row(examined, Mark::No, problem.line, &problem.message).below(answers(offers))
    });
    let unread = outcome.unread.iter().map(|passage| {
        let ticked = examined.written.acknowledged.contains(&passage.hash);
        let mark = if ticked { Mark::Skipped } else { Mark::Warn };
        let is_own = |offer: &&Offer| {
            let place = (offer.line, offer.column);
            offer.line == passage.line && outcome.problems.iter().all(|p| (p.line, p.column) != place)
        };
        let offers = answers(outcome.offers.iter().filter(is_own));
        row(examined, mark, passage.line, &passage.message).below(offers).below(tick(&passage.hash, ticked))
    });
    let list: Vec<Row> = problems.chain(unread).collect();
    let content = match list.is_empty() {
        true => view! { <div class="body">"Everything that looks like a rule was read."</div> }.into_any(),
        false => rows(list),
    };
    view! {
        <div id="open" class="open">
            {Panel::new("Before it comes into force").aside(examined.state()).view(content)}
        </div>
    }
    .into_any()
}

fn as_problem(file: &crate::actions::import_strategy::MissingFile) -> Problem {
    let message = format!("The command file ./{} is missing. Give it below the text.", file.path);
    Problem { line: file.line, column: file.column, message }
}

/// What is open, with the line that it is about.
fn row(examined: &Examined, mark: Mark, line: usize, message: &str) -> Row {
    let text = examined.written.document.lines().nth(line - 1).unwrap_or_default().trim();
    let quoted = (!text.is_empty()).then(|| view! { <code class="quoted">{clip(text, SHOWN)}</code> });
    let place = view! {
        <a href=format!("#{DOCUMENT}") data-line=line.to_string()>{format!("Line {line}")}</a>
    };
    Row::new(mark, view! { {place} ": " {message.to_owned()} }).below(quoted)
}

fn answers<'a>(offers: impl Iterator<Item = &'a Offer>) -> Option<AnyView> {
    let button = |offer: &Offer| {
        let key = format!("choose:{}", offer.key());
        Button::new(offer.words.clone()).look(Look::Plain).answer("act", key).anyway().view()
    };
    let buttons: Vec<AnyView> = offers.map(button).collect();
    (!buttons.is_empty()).then(|| view! { <div class="answers">{buttons}</div> }.into_any())
}

/// The box of a passage that is not read.
pub fn tick(hash: &str, ticked: bool) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" name=ACKNOWLEDGED value=hash.to_owned() checked=ticked/>
            "This is not a rule for Slipway"
        </label>
    }
    .into_any()
}
