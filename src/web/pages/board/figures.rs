//! The figures on top of the board: how many projects ask for which look.

use super::Board;
use super::line::Line;
use crate::domain::look::Look;
use crate::ui::board::{Figure, Tone, tally};
use crate::ui::state::Shape;
use crate::web::addresses;
use leptos::prelude::*;

/// How many projects there are of each kind; none of a kind is left out, except that of projects without problems.
pub fn of(lines: &[Line]) -> Vec<(Look, usize)> {
    let count = |look| lines.iter().filter(|line| line.look == look).count();
    let all = Look::ALL.map(|look| (look, count(look)));
    all.into_iter().filter(|(look, count)| *count > 0 || *look == Look::Calm).collect()
}

/// The figures, each a link that leaves those projects.
pub fn view(shown: &Board) -> AnyView {
    let figure = |(look, count): &(Look, usize)| Figure {
        count: *count,
        shape: shape(*look),
        words: look.label(),
        href: addresses::with_query("/", [("show", Some(look.word()))]),
        current: shown.filter.show == look.word(),
    };
    tally(shown.figures.iter().map(figure).collect())
}

/// The shape of a kind.
pub fn shape(look: Look) -> Shape {
    match look {
        Look::Failed | Look::Interrupted | Look::Incomplete | Look::Rejected => Shape::Failed,
        Look::Suspect | Look::Review | Look::You | Look::Waiting => Shape::Waiting,
        Look::Deploying => Shape::Running,
        Look::Calm => Shape::Live,
    }
}

/// How loud the line of a project is; none where it is calm.
pub fn tone(look: Look) -> Option<Tone> {
    match look {
        Look::Failed | Look::Interrupted | Look::Incomplete => Some(Tone::Bad),
        Look::Suspect | Look::Rejected | Look::Review | Look::You => Some(Tone::Asks),
        Look::Deploying | Look::Waiting => Some(Tone::Moves),
        Look::Calm => None,
    }
}
