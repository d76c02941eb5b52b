//! The board: projects down, environments across, in each cell the release that serves. Projects with trouble come with
//! the reason; those without take one line. Where there is little room, a project shows only the cells that ask.

use super::state::{Shape, state};
use leptos::prelude::*;

/// An environment's column.
pub struct Column {
    /// Its name, which is text or a link.
    pub name: AnyView,
    /// The name as text, for where a cell stands without its column.
    pub label: String,
    /// What holds there: `gates enforced · 2 approvals`.
    pub about: String,
}

/// How loud a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something went wrong.
    Bad,
    /// Somebody is asked.
    Asks,
    /// Something is under way.
    Moves,
}

/// A project's line.
pub struct Line {
    id: String,
    name: AnyView,
    asks: Option<(Tone, AnyView)>,
    brief: String,
    open: bool,
    cells: Vec<Option<Cell>>,
}

/// What there is of one project in one environment.
pub struct Cell {
    serves: AnyView,
    told: Vec<AnyView>,
    more: Option<AnyView>,
}

/// What the three dots say to people who don't see them.
const CAN: &str = "What can be done here";

impl Line {
    /// A project by its name, which is text or a link, with a cell per column; none where it has nothing to show.
    /// The id is unique on the page and stays, so that a live page finds the line again wherever it has moved to.
    pub fn new(id: impl Into<String>, name: impl IntoView + 'static, cells: Vec<Option<Cell>>) -> Self {
        Self { id: id.into(), name: name.into_any(), asks: None, brief: String::new(), open: false, cells }
    }

    /// Why it asks for a look. A line without a reason is calm, and takes one line.
    pub fn asks(mut self, tone: Tone, why: impl IntoView + 'static) -> Self {
        self.asks = Some((tone, why.into_any()));
        self
    }

    /// Shows every cell, also where there is little room: the only line of its board.
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// A calm project in two words, for where its cells have no room: `7.4.3 · behind in 5`.
    pub fn brief(mut self, words: impl Into<String>) -> Self {
        self.brief = words.into();
        self
    }
}

impl Cell {
    /// A cell with what serves there.
    pub fn new(serves: impl IntoView + 'static) -> Self {
        Self { serves: serves.into_any(), told: Vec::new(), more: None }
    }

    /// Something that asks for a look. May be said several times.
    pub fn told(mut self, told: impl IntoView + 'static) -> Self {
        self.told.push(told.into_any());
        self
    }

    /// What can be done there, out of the way until somebody asks for it.
    pub fn more(mut self, more: impl IntoView + 'static) -> Self {
        self.more = Some(more.into_any());
        self
    }

    fn asks(&self) -> bool {
        !self.told.is_empty()
    }

    fn view(self, column: String) -> AnyView {
        let class = if self.asks() { "hit" } else { "calm" };
        let more = self.more.map(|more| {
            view! {
                <details class="more">
                    <summary><span class="hidden">{CAN}</span></summary>
                    {more}
                </details>
            }
        });
        view! {
            <td class=class data-label=column>
                <div class="cell"><div class="serves">{self.serves}</div> {self.told} {more}</div>
            </td>
        }
        .into_any()
    }
}

/// The board; columns that its viewer may not see are not given to it. Lines that ask come before those that are calm.
pub fn board(columns: Vec<Column>, lines: Vec<Line>) -> AnyView {
    let names: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    let head = columns.into_iter().map(|column| {
        view! { <th scope="col">{column.name}<small>{column.about}</small></th> }
    });
    let head = head.collect_view();
    let calm = lines.iter().filter(|line| line.asks.is_none()).count();
    let mut part = (calm > 0 && calm < lines.len()).then(|| part(calm, names.len() + 1));
    let lines = lines.into_iter().map(|line| {
        let part = if line.asks.is_none() { part.take() } else { None };
        view! { {part} {line_view(line, &names)} }
    });
    let lines = lines.collect_view();
    view! {
        <div class="frame" role="region" aria-label="Board: projects by environment" tabindex="0">
            <table class="board dense">
                <caption><span class="hidden">"What serves where"</span></caption>
                <thead><tr><th scope="col">"Project"</th>{head}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What parts the projects without problems from the others.
fn part(calm: usize, columns: usize) -> AnyView {
    let words = format!("No problems · {calm}");
    view! {
        <tr class="part" id="no-problems">
            <th scope="rowgroup" colspan=columns.to_string()><span>{words}</span></th>
        </tr>
    }
    .into_any()
}

fn line_view(line: Line, columns: &[String]) -> AnyView {
    let class = match &line.asks {
        _ if line.open => "open",
        Some((Tone::Bad, _)) => "bad",
        Some((Tone::Asks, _)) => "asks",
        Some((Tone::Moves, _)) => "moves",
        None => "calm",
    };
    let others = line.asks.as_ref().and_then(|_| others(&line.cells));
    let brief =
        (line.asks.is_none() && !line.open).then(|| view! { <span class="narrow">{line.brief}</span> });
    let why = line.asks.map(|(_, why)| why);
    let cells = line.cells.into_iter().zip(columns).map(|(cell, column)| match cell {
        Some(cell) => cell.view(column.clone()),
        None => view! { <td class="calm"></td> }.into_any(),
    });
    view! {
        <tr class=class id=line.id>
            <th scope="row">{line.name} {why} {brief}</th>
            {cells.collect_view()} {others}
        </tr>
    }
    .into_any()
}

/// That the cells which have no room have nothing to tell either.
fn others(cells: &[Option<Cell>]) -> Option<AnyView> {
    let calm = cells.iter().flatten().filter(|cell| !cell.asks()).count();
    let words = match calm {
        0 => return None,
        1 => "No problems in the other environment".to_owned(),
        count => format!("No problems in the other {count} environments"),
    };
    Some(view! { <td class="others">{words}</td> }.into_any())
}

/// How many projects there are of a kind, and the link that shows them.
pub struct Figure {
    /// How many.
    pub count: usize,
    /// The kind's shape.
    pub shape: Shape,
    /// The kind, in words.
    pub words: &'static str,
    /// Where they are shown.
    pub href: String,
    /// Whether that is what is shown now.
    pub current: bool,
}

/// The figures on top: every project counts once, by the gravest thing in it.
pub fn tally(figures: Vec<Figure>) -> AnyView {
    let figures = figures.into_iter().map(|figure| {
        let current = figure.current.then_some("true");
        view! {
            <li>
                <a href=figure.href aria-current=current>
                    <b>{figure.count}</b> {state(figure.shape, figure.words)}
                </a>
            </li>
        }
    });
    let label = "Projects by state. Each project counts once, by its worst state.";
    view! { <ul class="tally" aria-label=label>{figures.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn drawn(lines: Vec<Line>) -> String {
        let column = |name: &str| Column {
            name: name.to_owned().into_any(),
            label: name.into(),
            about: "open".into(),
        };
        board(vec![column("staging"), column("production")], lines).to_html().replace("<!>", "")
    }

    #[test]
    fn a_project_that_asks_says_why_and_where() {
        let calm = Cell::new("2.8.0");
        let hit = Cell::new("2.7.3").told("#42 to 2.8.0 failed");
        let line = Line::new("storefront", "Storefront", vec![Some(calm), Some(hit)]);
        let html = drawn(vec![line.asks(Tone::Bad, "Failed in production")]);
        assert!(html.contains("<tr id=\"storefront\" class=\"bad\">"), "{html}");
        assert!(html.contains("<th scope=\"row\">StorefrontFailed in production"), "{html}");
        assert!(html.contains("<td data-label=\"staging\" class=\"calm\">"), "{html}");
        assert!(html.contains("<td data-label=\"production\" class=\"hit\">"), "{html}");
        assert!(html.contains("No problems in the other environment</td>"), "{html}");
        assert!(!html.contains("class=\"part\""), "{html}");
    }

    #[test]
    fn calm_projects_stand_together_below_a_line_that_counts_them() {
        let line = |name: &str| Line::new(name.to_owned(), name.to_owned(), vec![None, None]);
        let asks = line("a").asks(Tone::Moves, "Deploying to staging");
        let html = drawn(vec![asks, line("b").brief("9.4.1"), line("c")]);
        assert_eq!(html.matches("No problems · 2").count(), 1, "{html}");
        assert!(html.contains("<span class=\"narrow\">9.4.1</span>"), "{html}");
        assert!(html.find("No problems · 2") < html.find("id=\"b\""), "{html}");
        assert!(!drawn(vec![line("b")]).contains("No problems ·"), "where all are calm, nothing is parted");
    }

    #[test]
    fn what_can_be_done_opens_from_the_cell() {
        let cell = Cell::new("9.4.1").more("Roll back");
        let html = drawn(vec![Line::new("accounts", "Accounts", vec![Some(cell)])]);
        assert!(html.contains("</summary>Roll back</details>"), "{html}");
    }

    #[test]
    fn figures_lead_to_what_they_count() {
        let figure = |current| Figure {
            count: 2,
            shape: Shape::Failed,
            words: "Failed",
            href: "/?show=failed".into(),
            current,
        };
        let html = tally(vec![figure(true), figure(false)]).to_html();
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1, "{html}");
        assert!(html.contains("<b>2</b>") && html.contains("state failed\">Failed</span>"), "{html}");
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| {
            let cell = Cell::new(text.to_owned()).told(text.to_owned());
            let line = Line::new(text, text.to_owned(), vec![Some(cell)]).brief(text);
            drawn(vec![line.asks(Tone::Asks, text.to_owned()), Line::new(text, (), vec![]).brief(text)])
        });
    }
}
