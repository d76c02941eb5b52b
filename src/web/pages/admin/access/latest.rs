//! What became of the latest changes.

use super::page::AccessPage;
use crate::domain::access_change::{CellChange, Decision};
use crate::store::access_changes::{Decided, Proposed};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use leptos::prelude::*;

/// The panel; none where nothing was changed yet.
pub fn view(page: &AccessPage) -> Option<AnyView> {
    let decided = page.decided.iter().filter_map(|one| Some((one, one.decided.as_ref()?)));
    let rows: Vec<Row> = decided.map(|(proposed, decided)| row(proposed, decided)).collect();
    let panel = |rows| Panel::new("Latest changes").view(self::rows(rows));
    (!rows.is_empty()).then(|| view! { <div id="latest">{panel(rows)}</div> }.into_any())
}

fn row(proposed: &Proposed, decided: &Decided) -> Row {
    let mark = match decided.decision {
        Decision::Applied => Mark::Yes,
        Decision::Declined | Decision::Overtaken => Mark::No,
        Decision::Withdrawn => Mark::Skipped,
    };
    let cells: Vec<String> = proposed.change.cells.iter().map(CellChange::words).collect();
    let who = match proposed.by_name == decided.by_name {
        true => format!("{} by {}", decided.decision.word(), decided.by_name),
        false => {
            format!("proposed by {}, {} by {}", proposed.by_name, decided.decision.word(), decided.by_name)
        }
    };
    Row::new(mark, cells.join("; ")).note(who).end(moment(decided.at))
}
