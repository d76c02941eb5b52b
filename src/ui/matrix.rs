//! The access matrix as a form: environments down, roles across, each cell a level and its marks. A row is one
//! environment, so that a control can only belong to the row it stands in. Where there is little room an environment
//! becomes a card, with a line for each role.

use super::state::{Shape, state};
use crate::domain::role::{Access, Level};
use leptos::prelude::*;

/// A role's column.
pub struct Column {
    /// The role's name.
    pub name: String,
    /// Where it leads to.
    pub href: String,
    /// How many people hold it: `3 people`.
    pub about: String,
    /// Why nothing can be changed in it, for a role that has no access to environments.
    pub fixed: Option<String>,
}

/// An environment's row.
pub struct MatrixRow {
    /// Unique on the page and stays, so that a link leads to the row.
    pub id: String,
    /// The environment's name.
    pub name: String,
    /// Where it leads to.
    pub href: String,
    /// Who can deploy there: `2 can deploy`.
    pub about: String,
    /// A cell for each column; none where the column is fixed.
    pub cells: Vec<Option<Choice>>,
}

/// A cell that can be changed.
pub struct Choice {
    /// The name under which it is sent.
    pub field: String,
    /// What stands in it.
    pub access: Access,
    /// What is saved, where that differs.
    pub was: Option<Access>,
}

/// The table of the form. Level and marks of a cell are sent under one name, as often as there are parts.
pub fn matrix(caption: &'static str, columns: Vec<Column>, rows: Vec<MatrixRow>) -> AnyView {
    let jump = jump(&rows);
    let count = rows.len();
    let mut fixed: Vec<AnyView> = columns.iter().filter_map(|column| fixed(column, count)).collect();
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let head = columns.into_iter().map(|column| {
        view! { <th scope="col"><a href=column.href>{column.name}</a><small>{column.about}</small></th> }
    });
    let head = head.collect_view();
    let rows = rows.into_iter().map(|of| row(of, &names, std::mem::take(&mut fixed)));
    let rows = rows.collect_view();
    view! {
        {jump}
        <div class="frame with-bar" role="region" aria-label=caption tabindex="0">
            <table class="grid">
                <caption><span class="hidden">{caption}</span></caption>
                <thead><tr><th scope="col">"Environment"</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Links to the environments, for where they stand one below the other, and how many of their cells are changed.
fn jump(rows: &[MatrixRow]) -> AnyView {
    let links = rows.iter().map(|row| {
        let changed = row.cells.iter().flatten().filter(|cell| cell.was.is_some()).count();
        let words = if changed == 1 { "1 change".to_owned() } else { format!("{changed} changes") };
        let changed = (changed > 0).then(|| state(Shape::Waiting, words));
        view! { <li><a href=format!("#{}", row.id)>{row.name.clone()} {changed}</a></li> }
    });
    view! { <ul class="chips jump" aria-label="Go to an environment">{links.collect_view()}</ul> }.into_any()
}

/// The one cell of a column in which nothing can be changed: it stands beside all rows.
fn fixed(column: &Column, rows: usize) -> Option<AnyView> {
    let words = column.fixed.clone()?;
    let label = column.name.clone();
    Some(view! { <td data-label=label rowspan=rows.to_string()><p class="note">{words}</p></td> }.into_any())
}

fn row(row: MatrixRow, names: &[String], fixed: Vec<AnyView>) -> AnyView {
    let mut fixed = fixed.into_iter();
    let cells = row.cells.into_iter().zip(names).map(|(of, role)| match of {
        None => fixed.next().unwrap_or_else(|| ().into_any()),
        Some(of) => {
            let class = if of.was.is_some() { "changed" } else { "saved" };
            let place = format!("{role} on {}", row.name);
            view! { <td data-label=role.clone() class=class>{choice(of, place)}</td> }.into_any()
        }
    });
    let cells = cells.collect_view();
    view! {
        <tr id=row.id>
            <th scope="row"><a href=row.href>{row.name.clone()}</a><small>{row.about}</small></th>
            {cells}
        </tr>
    }
    .into_any()
}

/// The level, what it was, and the marks below it. Marks that a level does not allow are left away by the stylesheet.
fn choice(of: Choice, place: String) -> AnyView {
    let Choice { field, access, was } = of;
    let levels = Level::ALL.map(|level| {
        let selected = level == access.level;
        view! { <option value=level.word() selected=selected>{level.word()}</option> }
    });
    let was = was.map(|was| view! { <span class="state waiting was">{format!("was {was}")}</span> });
    let mark = |class, value, words, ticked| {
        let place = format!(" for {place}");
        view! {
            <label class=class>
                <input type="checkbox" name=field.clone() value=value checked=ticked/>
                <span>{words}<span class="hidden">{place}</span></span>
            </label>
        }
    };
    let approve = mark("check", "Approve", "Approve", access.approve);
    let rollback = mark("check rollback", "Rollback", "Roll back", access.rollback);
    view! {
        <div class="cell">
            <select name=field aria-label=place>{levels.collect_view()}</select>
            {was} {approve} {rollback}
            <span class="included">"Roll back"<span class="hidden">" is included in Full"</span></span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn column(name: &str, fixed: Option<&str>) -> Column {
        let fixed = fixed.map(str::to_owned);
        Column { name: name.to_owned(), href: "/x".to_owned(), about: name.to_owned(), fixed }
    }

    fn example(text: &str) -> AnyView {
        let access = Access { approve: true, ..Access::level(Level::Read) };
        let row = |name: &str| MatrixRow {
            id: "x".to_owned(),
            name: name.to_owned(),
            href: "/x".to_owned(),
            about: name.to_owned(),
            cells: vec![Some(Choice { field: text.to_owned(), access, was: Some(Access::default()) }), None],
        };
        matrix("Matrix", vec![column(text, None), column("Admin", Some(text))], vec![row(text), row("qa")])
    }

    #[test]
    fn a_cell_is_a_level_and_its_marks_and_says_whose_it_is_and_what_it_was() {
        let html = example("Ops").to_html().replace("<!>", "");
        for part in [
            "<td data-label=\"Ops\" class=\"changed\">",
            "<select name=\"Ops\" aria-label=\"Ops on Ops\">",
            "<option value=\"Read\" selected>Read</option>",
            "<span class=\"state waiting was\">was None</span>",
            "<input type=\"checkbox\" name=\"Ops\" value=\"Approve\" checked>",
            "<span>Roll back<span class=\"hidden\"> for Ops on Ops</span></span>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn a_role_without_access_has_one_cell_beside_all_environments() {
        let html = example("Ops").to_html();
        assert_eq!(html.matches("rowspan=\"2\"").count(), 1, "{html}");
        assert_eq!(html.matches("<select").count(), 2, "{html}");
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| example(text).to_html());
    }
}
