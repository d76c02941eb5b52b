//! The rail: where one can go, and who one is.

use super::button::Button;
use super::form::Form;
use super::mark::mark;
use leptos::prelude::*;

/// The navigation of a signed-in person.
pub struct Rail {
    /// Where one can go.
    pub items: Vec<Item>,
    /// Who one is.
    pub who: Who,
}

/// A place to go.
pub struct Item {
    /// Its name.
    pub label: &'static str,
    /// Its address.
    pub href: String,
    /// Whether the page is this place or below it.
    pub current: bool,
    /// How many things wait there for this person.
    pub count: usize,
}

/// Who is signed in.
pub struct Who {
    /// The display name.
    pub name: String,
    /// Where their account is.
    pub account: String,
    /// What this person is here, in a few words: `SRE · Full everywhere`.
    pub roles: String,
    /// Where signing out posts to.
    pub sign_out: String,
    /// The session's token for forms.
    pub csrf: String,
}

/// The rail. In narrow windows it is a menu that opens without a script. What waits follows where the page is live.
pub fn rail(rail: Rail) -> AnyView {
    let total = rail.items.iter().map(|item| item.count).sum();
    let items = rail.items.into_iter().map(item).collect_view();
    view! {
        <header class="rail">
            <a class="brand" href="/">{mark()} "Slipway"</a>
            <button type="button" class="button menu-button" popovertarget="menu">
                "Menu" <span id="menu-count" data-live="">{count(total)}</span>
            </button>
            <div id="menu" class="menu" popover="auto">
                <nav id="navigation" aria-label="Main" data-live=""><ul>{items}</ul></nav>
                {who(rail.who)}
            </div>
        </header>
    }
    .into_any()
}

fn item(item: Item) -> AnyView {
    let current = item.current.then_some("page");
    view! {
        <li>
            <a class="item" href=item.href aria-current=current>{item.label} {count(item.count)}</a>
        </li>
    }
    .into_any()
}

fn count(count: usize) -> Option<AnyView> {
    (count > 0).then(|| {
        view! { <span class="count">{count.to_string()} <span class="hidden">" waiting for you"</span></span> }
            .into_any()
    })
}

fn who(who: Who) -> AnyView {
    let sign_out = Form::post(who.sign_out, who.csrf).button(Button::new("Sign out"));
    view! {
        <div class="who">
            <div>
                <b><a href=who.account>{who.name}</a></b>
                <div class="quiet">{who.roles}</div>
            </div>
            {sign_out}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn example(text: &str) -> Rail {
        let item = |label, current, count| Item { label, href: "/x".into(), current, count };
        let who = Who {
            name: text.into(),
            account: "/account".into(),
            roles: text.into(),
            sign_out: "/sign-out".into(),
            csrf: "t0ken".into(),
        };
        Rail { items: vec![item("Board", true, 0), item("Approvals", false, 2)], who }
    }

    #[test]
    fn the_rail_says_where_one_is_and_what_waits() {
        let html = rail(example("Ada")).to_html().replace("<!>", "");
        assert!(html.contains("href=\"/x\" aria-current=\"page\" class=\"item\">Board</a>"), "{html}");
        assert!(
            html.contains(">Approvals<span class=\"count\">2<span class=\"hidden\"> waiting for you</span>")
        );
        assert!(html.contains("action=\"/sign-out\"") && html.contains("value=\"t0ken\""));
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| rail(example(text)).to_html());
    }
}
