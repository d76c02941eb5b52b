//! The board: projects down, environments across, in each cell the release that serves.

use super::state::{Shape, state};
use super::version::{mono, version};
use leptos::prelude::*;

/// An environment's column.
pub struct Column {
    /// Its name.
    pub name: String,
    /// What holds there: `gates enforced · 2 approvals`.
    pub about: String,
}

/// A project's line.
pub struct Line {
    id: String,
    name: AnyView,
    about: Option<String>,
    calm: bool,
    cells: Vec<Option<Cell>>,
}

/// What there is of one project in one environment.
pub struct Cell {
    serves: Option<(String, usize)>,
    state: Shape,
    words: String,
    line: Option<AnyView>,
    next: Vec<AnyView>,
    more: Option<AnyView>,
}

/// What the three dots say to who does not see them.
const CAN: &str = "What can be done here";

impl Line {
    /// A project by its name, which is text or a link, with a cell per column; none where it has nothing to show.
    /// The id is unique on the page and stays, so that a live page finds the line again wherever it has moved to.
    pub fn new(id: impl Into<String>, name: impl IntoView + 'static, cells: Vec<Option<Cell>>) -> Self {
        Self { id: id.into(), name: name.into_any(), about: None, calm: false, cells }
    }

    /// A few words about the project: `Weekly · rolling`.
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Nothing in it asks for a look: it takes one line, and its cells show version and words only.
    pub fn calm(mut self) -> Self {
        self.calm = true;
        self
    }
}

impl Cell {
    /// A cell with its state: `Live`, `Deploying 5.1.0`, `Nothing yet`.
    pub fn new(state: Shape, words: impl Into<String>) -> Self {
        Self { serves: None, state, words: words.into(), line: None, next: Vec::new(), more: None }
    }

    /// The release that serves, and how many registered releases it is behind.
    pub fn serves(mut self, version: impl Into<String>, behind: usize) -> Self {
        self.serves = Some((version.into(), behind));
        self
    }

    /// Since when and by whom, or what happened.
    pub fn line(mut self, line: impl IntoView + 'static) -> Self {
        self.line = Some(line.into_any());
        self
    }

    /// What comes next, or can be done: a state, a button. May be said several times.
    pub fn next(mut self, next: impl IntoView + 'static) -> Self {
        self.next.push(next.into_any());
        self
    }

    /// What can be done besides, out of the way until somebody asks for it.
    pub fn more(mut self, more: impl IntoView + 'static) -> Self {
        self.more = Some(more.into_any());
        self
    }

    fn view(self, column: String) -> AnyView {
        let class = if self.next.is_empty() { "calm" } else { "asks" };
        let more = self.more.map(|more| {
            view! {
                <details class="more">
                    <summary><span class="hidden">{CAN}</span></summary>
                    {more}
                </details>
            }
        });
        let serves = self.serves.map(|(name, behind)| version(name, behind));
        let line = self.line.map(|line| view! { <div class="line">{line}</div> });
        let next = (!self.next.is_empty()).then(|| view! { <div class="next">{self.next}</div> });
        view! {
            <td class=class data-label=column>
                {serves} {state(self.state, self.words)} {line} {next} {more}
            </td>
        }
        .into_any()
    }

    fn calm_view(self, column: String) -> AnyView {
        let serves = self.serves.map(|(name, _)| mono(name));
        let words = format!(" {}", self.words);
        let line = self.line.map(|line| view! { ", " {line} });
        let said = view! { <span>{serves}<span class="quiet">{words} {line}</span></span> };
        let said = match self.more {
            Some(more) => {
                view! { <details class="more"><summary>{said} <span class="hidden">{CAN}</span></summary>{more}</details> }.into_any()
            }
            None => said.into_any(),
        };
        view! { <td data-label=column>{said}</td> }.into_any()
    }
}

/// The board; columns that its viewer may not see are not given to it.
pub fn board(columns: Vec<Column>, lines: Vec<Line>) -> AnyView {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let head = columns.into_iter().map(|column| {
        view! { <th scope="col">{column.name}<small>{column.about}</small></th> }
    });
    let head = head.collect_view();
    let lines = lines.into_iter().map(|line| line_view(line, &names)).collect_view();
    view! {
        <div class="scroll">
            <table class="board">
                <caption><span class="hidden">"What serves where"</span></caption>
                <thead><tr><th scope="col">"Project"</th>{head}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line_view(line: Line, columns: &[String]) -> AnyView {
    let class = if line.calm { "calm" } else { "asks" };
    let about = line.about.map(|about| view! { <small>{about}</small> });
    let cells = line.cells.into_iter().zip(columns).map(|(cell, column)| match cell {
        Some(cell) if line.calm => cell.calm_view(column.clone()),
        Some(cell) => cell.view(column.clone()),
        None => view! { <td></td> }.into_any(),
    });
    view! { <tr class=class id=line.id><th scope="row">{line.name} {about}</th>{cells.collect_view()}</tr> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn drawn(line: Line) -> String {
        let column = |name: &str| Column { name: name.into(), about: "open".into() };
        board(vec![column("staging"), column("production")], vec![line]).to_html().replace("<!>", "")
    }

    #[test]
    fn a_cell_shows_what_serves_and_what_comes_next() {
        let cell = Cell::new(Shape::Live, "Live").serves("2.7.3", 1).line("6 days ago").next("Roll back");
        let html = drawn(Line::new("storefront", "Storefront", vec![None, Some(cell)]).about("Weekly"));
        assert!(html.contains("<th scope=\"row\">Storefront<small>Weekly</small></th><td></td>"), "{html}");
        assert!(html.contains("data-label=\"production\""));
        assert!(html.contains("<span class=\"behind\">1 behind</span>"));
        assert!(html.contains("<div class=\"next\">Roll back</div>"));
    }

    #[test]
    fn a_calm_project_takes_one_line() {
        let cell = || Some(Cell::new(Shape::Live, "live").serves("9.4.1", 0).line("1 h"));
        let html = drawn(Line::new("accounts", "Accounts", vec![cell(), cell()]).calm());
        assert!(html.contains("<tr id=\"accounts\" class=\"calm\">"), "{html}");
        assert!(html.contains("<span class=\"mono\">9.4.1</span><span class=\"quiet\"> live, 1 h</span>"));
    }

    #[test]
    fn what_can_be_done_besides_opens_from_the_line_itself() {
        let cell = || Some(Cell::new(Shape::Live, "live").serves("9.4.1", 0).more("Roll back"));
        let calm = drawn(Line::new("accounts", "Accounts", vec![cell()]).calm());
        assert!(calm.contains("<summary><span><span class=\"mono\">9.4.1</span>"), "{calm}");
        let asks = drawn(Line::new("accounts", "Accounts", vec![cell()]));
        assert!(asks.contains("</summary>Roll back</details></td>"), "{asks}");
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| {
            let cell = Cell::new(Shape::Empty, text).serves(text, 2).line(text.to_owned());
            drawn(Line::new(text, text.to_owned(), vec![Some(cell)]).about(text))
        });
    }
}
