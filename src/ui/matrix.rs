//! The access matrix as a form: roles down, environments across, each cell a level and its marks. Where there is
//! little room a role becomes a card, like a row of any table.

use crate::domain::role::{Access, Level};
use leptos::prelude::*;

/// A column.
pub struct Column {
    /// The environment's name.
    pub name: String,
    /// Where it leads to.
    pub href: String,
}

/// A row.
pub struct MatrixRow {
    /// The role's name.
    pub name: String,
    /// What stands in the first column: the name, and how many hold it.
    pub heading: AnyView,
    /// A cell for each column.
    pub cells: Vec<MatrixCell>,
}

/// A cell.
pub enum MatrixCell {
    /// It cannot be changed, and says why not.
    Fixed(String),
    /// It can be changed.
    Choice {
        /// The name under which it is sent.
        field: String,
        /// What stands in it.
        access: Access,
        /// Whether that differs from what is saved.
        changed: bool,
    },
}

/// The table of the form. Level and marks of a cell are sent under one name, as often as there are parts.
pub fn matrix(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<MatrixRow>) -> AnyView {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let head = columns.into_iter().map(|column| {
        view! { <th scope="col"><a href=column.href>{column.name}</a></th> }
    });
    let rows = rows.into_iter().map(|of| row(of, &names));
    view! {
        <div class="scroll">
            <table class="table matrix">
                <caption><span class="hidden">{caption.into()}</span></caption>
                <thead><tr><th scope="col">"Role"</th>{head.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: MatrixRow, names: &[String]) -> AnyView {
    let cells = row.cells.into_iter().zip(names).map(|(of, environment)| match of {
        MatrixCell::Fixed(words) => {
            view! { <td data-label=environment.clone()><span class="quiet">{words}</span></td> }.into_any()
        }
        MatrixCell::Choice { field, access, changed } => {
            let class = if changed { "changed" } else { "saved" };
            let place = format!("{} on {environment}", row.name);
            view! { <td data-label=environment.clone() class=class>{choice(field, access, place)}</td> }
                .into_any()
        }
    });
    let cells = cells.collect_view();
    view! { <tr><th scope="row" data-label="Role">{row.heading}</th>{cells}</tr> }.into_any()
}

fn choice(field: String, access: Access, place: String) -> AnyView {
    let levels = Level::ALL.map(|level| {
        let selected = level == access.level;
        view! { <option value=level.word() selected=selected>{level.word()}</option> }
    });
    let marks = [("Approve", access.approve), ("Rollback", access.rollback)];
    let marks = marks.map(|(mark, ticked)| {
        let place = format!(" for {place}");
        view! {
            <label class="check">
                <input type="checkbox" name=field.clone() value=mark checked=ticked/>
                <span>{mark}<span class="hidden">{place}</span></span>
            </label>
        }
    });
    view! {
        <div class="cell">
            <select name=field.clone() aria-label=place>{levels.collect_view()}</select>
            {marks.collect_view()}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn example(text: &str) -> AnyView {
        let access = Access { approve: true, ..Access::level(Level::Read) };
        let cells = vec![
            MatrixCell::Choice { field: text.to_owned(), access, changed: true },
            MatrixCell::Fixed(text.to_owned()),
        ];
        let column = || Column { name: text.to_owned(), href: "/x".to_owned() };
        let row = MatrixRow { name: text.to_owned(), heading: text.to_owned().into_any(), cells };
        matrix(text, vec![column(), column()], vec![row])
    }

    #[test]
    fn a_cell_is_a_level_and_its_marks_and_says_whose_it_is() {
        let html = example("Ops").to_html().replace("<!>", "");
        for part in [
            "<td data-label=\"Ops\" class=\"changed\">",
            "<select name=\"Ops\" aria-label=\"Ops on Ops\">",
            "<option value=\"Read\" selected>Read</option>",
            "<input type=\"checkbox\" name=\"Ops\" value=\"Approve\" checked>",
            "<span>Rollback<span class=\"hidden\"> for Ops on Ops</span></span>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| example(text).to_html());
    }
}
