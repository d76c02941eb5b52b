//! The command files of a document: those that came, those that are missing, and a field to choose some.

use super::sent::{FILE, Written};
use crate::actions::import_strategy::MissingFile;
use crate::domain::text::count_of;
use crate::ui::field::Field;
use leptos::prelude::*;

/// A text area for each file, and a field to choose some. None where the document names none and none came.
pub fn fields(written: &Written, missing: &[MissingFile]) -> Option<AnyView> {
    if written.files.is_empty() && missing.is_empty() {
        return None;
    }
    let choose = Field::files("files", "Choose command files")
        .hint("Up to 10 at once. They are kept with the document’s version.");
    let missing = missing.iter().enumerate().map(|(at, file)| absent(at, file)).collect_view();
    let given = written.files.iter().enumerate();
    let given = given.map(|(at, (path, text))| present(at, path, text)).collect_view();
    Some(
        view! {
            <fieldset class="files">
                <legend>"Command files"</legend>
                {choose.view()}
                {missing}
                {given}
            </fieldset>
        }
        .into_any(),
    )
}

fn absent(at: usize, file: &MissingFile) -> AnyView {
    let MissingFile { path, line, .. } = file;
    let area = Field::area(format!("{FILE}{path}"), format!("./{path}"));
    area.id(format!("missing-file-{at}"))
        .error(Some(format!("Missing: line {line} starts it. Choose the file above, or paste its text.")))
        .view()
}

fn present(at: usize, path: &str, text: &str) -> AnyView {
    let size = count_of(text.lines().count(), "line");
    let area = Field::area(format!("{FILE}{path}"), format!("Text of ./{path}"));
    let area = area.id(format!("file-{at}")).value(text).hint("Empty it to leave the file out.").view();
    view! {
        <details class="fold">
            <summary><code>{format!("./{path}")}</code> " · " {size}</summary>
            <div>{area}</div>
        </details>
    }
    .into_any()
}
