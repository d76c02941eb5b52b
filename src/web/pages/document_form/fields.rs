//! The text area of the document and the field for its file.

use super::sent::{UPLOAD, Written};
use crate::ui::field::Field;
use crate::ui::notice::{Problem, refused};
use crate::web::assets;
use leptos::prelude::*;

/// The id of the text area.
pub const DOCUMENT: &str = "document";

/// The text area, the field for a file, and why a file was not taken.
pub fn document(written: &Written) -> AnyView {
    let notice = (!written.refused.is_empty()).then(|| {
        let problems = written.refused.iter().cloned();
        refused("Not taken", problems.map(|words| Problem { field: None, words }).collect())
    });
    let upload = Field::file(UPLOAD, "Choose its file")
        .hint("Markdown, up to 1 MiB. It takes the place of the text below.");
    let area = Field::area(DOCUMENT, "Strategy document").value(&written.document).hint(
        "Your own document in Markdown, in any order. What Slipway can’t read it asks about before anything comes \
         into force.",
    );
    let script = assets::href("document.js");
    view! {
        <script type="module" src=script></script>
        {notice}
        {upload.view()}
        <div class="document">{area.view()}</div>
    }
    .into_any()
}
