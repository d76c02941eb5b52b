//! Rows: a mark, what it is about, and at the end its value.

use leptos::prelude::*;

/// The sign at the beginning of a row; each has a word for who does not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// ✓ done, passed, approved.
    Yes,
    /// ✗ failed, rejected.
    No,
    /// … still to come from somebody.
    Wait,
    /// ! needs a look.
    Warn,
    /// ▸ happening now.
    Now,
    /// – does not apply, or was left out.
    Skipped,
    /// The number of a step to come.
    Number(usize),
}

impl Mark {
    /// Class, sign and word.
    fn parts(self) -> (&'static str, String, String) {
        let sign = |class, sign: &str, word: &str| (class, sign.to_owned(), word.to_owned());
        match self {
            Mark::Yes => sign("mark yes", "✓", "done"),
            Mark::No => sign("mark no", "✗", "failed"),
            Mark::Wait => sign("mark wait", "…", "waiting"),
            Mark::Warn => sign("mark wait", "!", "warning"),
            Mark::Now => sign("mark now", "▸", "now"),
            Mark::Skipped => sign("mark quiet", "–", "does not apply"),
            Mark::Number(number) => ("mark", number.to_string(), format!("step {number}")),
        }
    }
}

/// One row.
pub struct Row {
    mark: Option<Mark>,
    what: AnyView,
    note: Option<AnyView>,
    end: Option<AnyView>,
    below: Vec<AnyView>,
    output: Option<AnyView>,
}

impl Row {
    /// A row with a mark.
    pub fn new(mark: Mark, what: impl IntoView + 'static) -> Self {
        Self { mark: Some(mark), ..Self::plain(what) }
    }

    /// A row without a mark: a line of a record.
    pub fn plain(what: impl IntoView + 'static) -> Self {
        let what = what.into_any();
        Self { mark: None, what, note: None, end: None, below: Vec::new(), output: None }
    }

    /// A few quiet words behind what the row is about.
    pub fn note(mut self, note: impl IntoView + 'static) -> Self {
        self.note = Some(note.into_any());
        self
    }

    /// The value at the end of the row.
    pub fn end(mut self, end: impl IntoView + 'static) -> Self {
        self.end = Some(end.into_any());
        self
    }

    /// More below the row: targets, an explanation, a form. May be said several times.
    pub fn below(mut self, below: impl IntoView + 'static) -> Self {
        self.below.push(below.into_any());
        self
    }

    /// The log below everything else, as wide as the panel. See [`crate::ui::log`].
    pub fn output(mut self, output: AnyView) -> Self {
        self.output = Some(output);
        self
    }

    fn view(self) -> AnyView {
        let class = if self.mark.is_some() { "row" } else { "row plain" };
        let mark = self.mark.map(Mark::parts).map(|(class, sign, word)| {
            view! { <span class=class role="img" aria-label=word>{sign}</span> }
        });
        let note = self.note.map(|note| view! { " " <span class="quiet">{note}</span> });
        let end = self.end.map(|end| view! { <div class="end">{end}</div> });
        let below = (!self.below.is_empty()).then(|| view! { <div class="below">{self.below}</div> });
        view! {
            <li class=class>
                {mark}
                <div class="what">{self.what} {note}</div>
                {end} {below} {self.output}
            </li>
        }
        .into_any()
    }
}

/// Rows that are a set.
pub fn rows(rows: impl IntoIterator<Item = Row>) -> AnyView {
    view! { <ul>{rows.into_iter().map(Row::view).collect_view()}</ul> }.into_any()
}

/// Rows whose order counts: steps.
pub fn ordered(rows: impl IntoIterator<Item = Row>) -> AnyView {
    view! { <ol>{rows.into_iter().map(Row::view).collect_view()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_mark_has_a_word() {
        let html = rows([Row::new(Mark::Yes, "Coverage").note("at least 80%").end("83.4%")]).to_html();
        assert!(
            html.contains("<span role=\"img\" aria-label=\"done\" class=\"mark yes\">✓</span>"),
            "{html}"
        );
        assert!(html.contains("<div class=\"end\">83.4%</div>"));
        let html = ordered([Row::new(Mark::Number(10), "Update documentation")]).to_html();
        assert!(html.contains("aria-label=\"step 10\" class=\"mark\">10</span>"), "{html}");
    }

    #[test]
    fn what_people_wrote_stays_text() {
        hostile::assert_stays_text(|text| {
            let text = || text.to_owned();
            rows([Row::plain(text()).note(text()).end(text()).below(text())]).to_html()
        });
    }
}
