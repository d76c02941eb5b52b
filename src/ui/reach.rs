//! What can be done with a page, at thumb's reach: a bar that stays at the bottom of a small window. In a large one the
//! same is done where it stands in the page.

use leptos::prelude::*;

/// The bar: a line that says what is decided, the other way, and the act itself.
pub fn reach(about: Option<AnyView>, other: Option<AnyView>, act: AnyView) -> AnyView {
    let class = if other.is_some() { "decide" } else { "decide one" };
    let about = about.map(|about| view! { <p>{about}</p> });
    view! { <section class=class aria-label="What you can do now">{about} {other} {act}</section> }.into_any()
}

/// What the bar holds in a small window, and only there: shown where there is room for it.
pub fn roomy(content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    view! { <span class="roomy">{content}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_with_one_act_gives_it_all_the_room() {
        let html = reach(None, None, "Start".into_any()).to_html();
        assert!(html.contains("class=\"decide one\"") && !html.contains("<p>"), "{html}");
        let html =
            reach(Some("2 risks".into_any()), Some("Reject".into_any()), "Approve".into_any()).to_html();
        assert!(html.contains("class=\"decide\"") && html.contains("<p>2 risks</p>"), "{html}");
        assert!(html.find("Reject") < html.find("Approve"), "{html}");
    }
}
