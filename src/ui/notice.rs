//! Notices: what came of a form.

use leptos::prelude::*;

/// Something that a form's fields must mend.
pub struct Problem {
    /// The id of the field; none where it is about the whole.
    pub field: Option<String>,
    /// One sentence.
    pub words: String,
}

/// A form was refused: the one reason, or the list of what to mend. Read out at once.
pub fn refused(title: impl Into<String>, problems: Vec<Problem>) -> AnyView {
    let list =
        (!problems.is_empty()).then(|| view! { <ul>{problems.into_iter().map(problem).collect_view()}</ul> });
    view! {
        <div class="notice refused" role="alert">
            <b>{title.into()}</b>
            {list}
        </div>
    }
    .into_any()
}

fn problem(problem: Problem) -> AnyView {
    match problem.field {
        Some(field) => view! { <li><a href=format!("#{field}")>{problem.words}</a></li> }.into_any(),
        None => view! { <li>{problem.words}</li> }.into_any(),
    }
}

/// Something was done.
pub fn done(words: impl Into<String>) -> AnyView {
    view! { <div class="notice done" role="status">{words.into()}</div> }.into_any()
}

/// What stands over everything: that this is not the real thing.
pub fn banner(words: impl Into<String>) -> AnyView {
    view! { <div class="banner" role="status">{words.into()}</div> }.into_any()
}

/// Something to know before going on.
pub fn note(content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    view! { <div class="notice note">{content}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_refusal_is_read_out_and_leads_to_the_field() {
        let problems = vec![Problem { field: Some("reason".into()), words: "Say why.".into() }];
        let html = refused("Not rejected", problems).to_html();
        assert!(
            html.starts_with("<div role=\"alert\" class=\"notice refused\"><b>Not rejected</b>"),
            "{html}"
        );
        assert!(html.contains("<a href=\"#reason\">Say why.</a>"));
    }

    #[test]
    fn reasons_stay_text() {
        hostile::assert_stays_text(|text| {
            let problems = vec![Problem { field: None, words: text.into() }];
            refused(text, problems).to_html() + &done(text).to_html()
        });
    }
}
