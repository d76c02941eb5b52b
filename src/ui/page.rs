//! How a page is laid out: its heading, what can be done with the whole, and its content.

use leptos::prelude::*;

/// A page before its content is known.
pub struct Page {
    heading: AnyView,
    sub: Option<AnyView>,
    actions: Option<AnyView>,
}

impl Page {
    /// A page under its one `h1`.
    pub fn new(heading: impl IntoView + 'static) -> Self {
        Self { heading: heading.into_any(), sub: None, actions: None }
    }

    /// A quiet line below the heading.
    pub fn about(mut self, sub: impl IntoView + 'static) -> Self {
        self.sub = Some(sub.into_any());
        self
    }

    /// The state of the whole, and what can be done with it.
    pub fn actions(mut self, actions: impl IntoView + 'static) -> Self {
        self.actions = Some(actions.into_any());
        self
    }

    /// The page. Its head follows the server's state where the page is live.
    pub fn view(self, content: impl IntoView + 'static) -> AnyView {
        let sub = self.sub.map(|sub| view! { <div class="quiet">{sub}</div> });
        let actions = self.actions.map(|actions| view! { <div class="actions">{actions}</div> });
        view! {
            <div class="head" id="head" data-live="">
                <div>
                    <h1>{self.heading}</h1>
                    {sub}
                </div>
                {actions}
            </div>
            {content.into_any()}
        }
        .into_any()
    }
}

/// A region that follows the server's state where the page is live. The id is unique on the page and stays.
pub fn live(id: impl Into<String>, content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    view! { <div id=id.into() data-live="">{content}</div> }.into_any()
}

/// Two columns where there is room. In one column the order is: lead, side, rest.
pub fn columns(
    lead: impl IntoView + 'static,
    side: impl IntoView + 'static,
    rest: impl IntoView + 'static,
) -> AnyView {
    let (lead, side, rest) = (lead.into_any(), side.into_any(), rest.into_any());
    view! {
        <div class="columns">
            <div class="lead">{lead}</div>
            <div class="side">{side}</div>
            <div class="rest">{rest}</div>
        </div>
    }
    .into_any()
}

/// The same two columns where the act matters more than what it is about: in one column the order is act, lead, rest.
pub fn act_first(
    act: impl IntoView + 'static,
    lead: impl IntoView + 'static,
    rest: impl IntoView + 'static,
) -> AnyView {
    let (act, lead, rest) = (act.into_any(), lead.into_any(), rest.into_any());
    view! {
        <div class="columns">
            <div class="side">{act}</div>
            <div class="lead">{lead}</div>
            <div class="rest">{rest}</div>
        </div>
    }
    .into_any()
}

/// A page that is one card: signing in.
pub fn card(heading: impl Into<String>, content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    view! { <div class="card"><h1>{heading.into()}</h1>{content}</div> }.into_any()
}

/// An error: what happened, what was kept and what to do, and the ways on.
pub fn trouble(heading: impl Into<String>, words: Vec<String>, ways_on: impl IntoView + 'static) -> AnyView {
    let words = words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view();
    let ways_on = ways_on.into_any();
    view! {
        <div class="trouble">
            <h1>{heading.into()}</h1>
            {words}
            <div class="actions">{ways_on}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_page_has_one_heading_and_a_live_head() {
        let html = Page::new("History").about("41 projects").actions("CSV").view("rows").to_html();
        assert!(
            html.starts_with("<div id=\"head\" data-live=\"\" class=\"head\"><div><h1>History</h1>"),
            "{html}"
        );
        assert!(html.contains("<div class=\"actions\">CSV</div>") && html.ends_with("rows"));
    }

    #[test]
    fn words_of_an_error_stay_text() {
        hostile::assert_stays_text(|text| trouble(text, vec![text.to_owned()], text.to_owned()).to_html());
        hostile::assert_stays_text(|text| card(text, ()).to_html());
    }
}
