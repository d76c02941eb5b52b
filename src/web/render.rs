//! The one place where views become HTML: the document around every page, and the way from a view to bytes.

use super::{assets, done};
use crate::domain::text::show_direction;
use crate::ui::mark::mark;
use crate::ui::rail::{Rail, rail};
use axum::response::Html;
use leptos::prelude::*;

/// What surrounds a page's content.
pub struct Frame {
    /// The page's title, which tells the state: `#42 waiting: production`.
    pub title: String,
    /// The navigation; none for whom is not signed in.
    pub rail: Option<Rail>,
    /// Where a live page hears of changes.
    pub live: Option<Live>,
}

/// What makes a page live: its regions with `data-live` follow the server's state.
pub struct Live {
    /// The address of the event stream.
    pub events: String,
    /// The address that answers GET with this page, also where the page answered a POST.
    pub page: String,
}

impl Frame {
    /// A page that stands still.
    pub fn new(title: impl Into<String>, rail: Option<Rail>) -> Self {
        Self { title: title.into(), rail, live: None }
    }

    /// A page that follows the server's state.
    pub fn live(mut self, events: impl Into<String>, page: impl Into<String>) -> Self {
        self.live = Some(Live { events: events.into(), page: page.into() });
        self
    }
}

/// A whole page. The content is a closure so that everything a view makes belongs to this rendering and ends with it.
pub fn page(frame: Frame, content: impl FnOnce() -> AnyView) -> Html<String> {
    let html = render(|| document(frame, content()));
    Html(format!("<!DOCTYPE html>{html}"))
}

/// A view as markup, without the marks that only a hydrating browser needs.
pub fn render(view: impl FnOnce() -> AnyView) -> String {
    let html = Owner::new().with(|| view().to_html());
    // In text and attributes `<` is always escaped, so this meets the marks between pieces of text only.
    let html = html.replace("<!>", "");
    show_direction(&html).into_owned()
}

fn document(frame: Frame, content: AnyView) -> AnyView {
    let body = if frame.rail.is_some() { "framed" } else { "single" };
    let (events, page) = frame.live.map(|live| (live.events, live.page)).unzip();
    let navigation = frame.rail.map(rail);
    let brand = navigation.is_none().then(brand);
    view! {
        <html lang="en">
            {head(&frame.title)}
            <body class=body>
                <a class="skip" href="#main">"Skip to the content"</a>
                {navigation}
                <main id="main" tabindex="-1" data-events=events data-page=page>
                    {brand}
                    <div id="stopped" class="stopped" role="status"></div>
                    {done::said()}
                    {content}
                </main>
            </body>
        </html>
    }
    .into_any()
}

fn head(title: &str) -> AnyView {
    view! {
        <head>
            <meta charset="utf-8"/>
            <title>{format!("{title} · Slipway")}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <link rel="icon" type="image/svg+xml" href=assets::href("icon.svg")/>
            <link rel="stylesheet" href=assets::href("slipway.css")/>
            <script type="module" src=assets::href("slipway.js")></script>
        </head>
    }
    .into_any()
}

fn brand() -> AnyView {
    view! { <div class="brand">{mark()} "Slipway"</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn every_place(text: &str) -> AnyView {
        let text = text.to_owned();
        view! {
            <p class=text.clone() title=text.clone() data-x=text.clone() id=text.clone()>{text.clone()}</p>
            <input value=text.clone() placeholder=text.clone() aria-label=text.clone()/>
            <select><option value=text.clone() label=text.clone()>{text.clone()}</option></select>
            <textarea name=text.clone()>{text.clone()}</textarea>
            <a href=format!("/x?{text}")>{format!("{text} and {text}")}</a>
            {Some(text.clone())} {vec![text.clone(), text.clone()]} {text}
        }
        .into_any()
    }

    #[test]
    fn text_stays_text_wherever_it_stands() {
        hostile::assert_stays_text(|text| render(|| every_place(text)));
        hostile::assert_stays_text(|text| page(Frame::new(text, None), || ().into_any()).0);
    }

    #[test]
    fn what_was_written_can_be_read_back() {
        let html = render(|| view! { <textarea>"</textarea> & \"co\""</textarea> }.into_any());
        assert_eq!(html, "<textarea>&lt;/textarea&gt; &amp; \"co\"</textarea>");
        let html = render(|| view! { <p title="a \"b\" & <c>">{"a"} {"b"}</p> }.into_any());
        assert_eq!(html, "<p title=\"a &quot;b&quot; &amp; &lt;c&gt;\">ab</p>");
    }

    #[test]
    fn marks_of_hydration_are_gone_and_text_that_looks_like_one_stays() {
        let html = render(|| view! { <p>{None::<String>} {vec!["a", "b"]} "<!>"</p> }.into_any());
        assert_eq!(html, "<p>ab&lt;!&gt;</p>");
    }

    #[test]
    fn text_that_turns_the_direction_of_reading_shows_itself() {
        let html = render(|| view! { <p title="\u{202e}">{"2.8.0\u{202e}0.7.2"}</p> }.into_any());
        assert_eq!(html, "<p title=\"[U+202E]\">2.8.0[U+202E]0.7.2</p>");
    }

    #[test]
    fn a_page_is_a_document_without_inline_script_or_style() {
        let frame =
            Frame::new("#42 waiting: production", None).live("/deployments/42/events", "/deployments/42");
        let html = page(frame, || view! { <h1>"x"</h1> }.into_any()).0;
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"));
        assert!(html.contains("<title>#42 waiting: production · Slipway</title>"));
        assert!(html.contains("data-events=\"/deployments/42/events\" data-page=\"/deployments/42\""));
        assert!(html.contains("<a class=\"skip\" href=\"#main\">"));
        assert!(
            !html.contains(" style=") && !html.contains("<style") && html.matches("<script").count() == 1
        );
    }
}
