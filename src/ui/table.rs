//! Tables of rows, which become cards where there is little room.

use leptos::prelude::*;

/// A table before its rows are known.
pub struct Table {
    caption: String,
    columns: Vec<String>,
    end: bool,
    rows: Vec<Vec<AnyView>>,
}

impl Table {
    /// A table; the caption names it for who does not see it. The first column names the row.
    pub fn new(caption: impl Into<String>, columns: &[impl AsRef<str>]) -> Self {
        let columns = columns.iter().map(|name| name.as_ref().to_owned()).collect();
        Self { caption: caption.into(), columns, end: false, rows: Vec::new() }
    }

    /// The last column stands at the end of the line: what can be done.
    pub fn end_column(mut self) -> Self {
        self.end = true;
        self
    }

    /// One row, a view per column. A cell without content is `().into_any()`.
    pub fn row(mut self, cells: Vec<AnyView>) -> Self {
        self.rows.push(cells);
        self
    }

    /// The table.
    pub fn view(self) -> AnyView {
        let last = self.columns.len().saturating_sub(1);
        let place = |at: usize| match at {
            0 => Place::Name,
            at if self.end && at == last => Place::End,
            _ => Place::Middle,
        };
        let columns = self.columns.iter().enumerate();
        let head = columns.map(|(at, name)| heading(place(at), name)).collect_view();
        let rows = self.rows.into_iter().map(|cells| {
            let cells = cells.into_iter().zip(&self.columns).enumerate();
            let cells = cells.map(|(at, (content, column))| cell(place(at), column, content));
            view! { <tr>{cells.collect_view()}</tr> }
        });
        view! {
            <div class="scroll">
                <table class="table">
                    <caption><span class="hidden">{self.caption}</span></caption>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// Where a cell stands in its row.
#[derive(Clone, Copy)]
enum Place {
    Name,
    Middle,
    End,
}

fn heading(place: Place, name: &str) -> AnyView {
    let name = name.to_owned();
    match place {
        Place::End => view! { <th scope="col" class="end">{name}</th> }.into_any(),
        _ => view! { <th scope="col">{name}</th> }.into_any(),
    }
}

fn cell(place: Place, column: &str, content: AnyView) -> AnyView {
    let column = column.to_owned();
    match place {
        Place::Name => view! { <th scope="row" data-label=column>{content}</th> }.into_any(),
        Place::Middle => view! { <td data-label=column>{content}</td> }.into_any(),
        Place::End => view! { <td data-label=column class="end">{content}</td> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn every_cell_knows_its_column() {
        let table = Table::new("Deployments", &["#", "Release", "Roll back to"]).end_column();
        let html = table
            .row(vec!["#142".into_any(), "2.8.0".into_any(), ().into_any()])
            .view()
            .to_html()
            .replace("<!>", "");
        assert!(html.contains("<th scope=\"col\" class=\"end\">Roll back to</th>"), "{html}");
        assert!(
            html.contains(
                "<th scope=\"row\" data-label=\"#\">#142</th><td data-label=\"Release\">2.8.0</td>"
            )
        );
    }

    #[test]
    fn cells_stay_text() {
        hostile::assert_stays_text(|text| {
            Table::new(text, &["Name"]).row(vec![text.to_owned().into_any()]).view().to_html()
        });
    }
}
