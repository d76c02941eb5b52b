//! What runs left for afterwards: findings that nobody has mended, and what a drill left to be cleaned up.

use crate::domain::time::Time;
use crate::store::run_findings::Left;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::web::addresses;
use leptos::prelude::*;

/// The panel; none where nothing is left.
pub fn panel(left: &[Left], now: Time) -> Option<AnyView> {
    if left.is_empty() {
        return None;
    }
    let aside = format!("{} open", left.len());
    Some(Panel::new("Left by runs").aside(aside).view(rows(left.iter().map(|one| row(one, now)))))
}

fn row(left: &Left, now: Time) -> Row {
    let run = view! { <a href=addresses::run(left.run)>{format!("Run {}", left.run)}</a> };
    let late = left.due_on.is_some_and(|due| due.date() < now.date());
    let end = match (&left.owner_name, left.due_on) {
        (Some(owner), Some(due)) if late => format!("{owner}, overdue since {}", due.date()),
        (Some(owner), Some(due)) => format!("{owner}, due {}", due.date()),
        _ => "to be cleaned up".to_owned(),
    };
    let mark = if late { Mark::No } else { Mark::Warn };
    Row::new(mark, view! { {left.text.clone()} " " {run} }).end(end)
}
