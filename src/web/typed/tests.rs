//! SECURITY 70: what was typed comes back to whoever typed it, and to nobody else.

mod pages;

use super::fill::{Notice, fill};
use super::{Typed, WORTH_CHARS};
use crate::domain::time::Time;

fn typed(to: &str, fields: &[(&str, &str)]) -> Typed {
    let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    Typed { to: to.to_owned(), back: "/page".to_owned(), fields: fields.iter().map(own).collect() }
}

fn filled(html: &str, to: &str, fields: &[(&str, &str)]) -> String {
    let notice = Notice { id: 1, kept_at: Time(0), csrf: "token".to_owned() };
    fill(&format!("<main>{html}</main>"), &typed(to, fields), notice).unwrap()
}

#[test]
fn each_kind_of_field_gets_what_was_typed() {
    let page = "<form action=\"/a\"><input type=\"hidden\" name=\"csrf\" value=\"new\">\
        <input type=\"text\" name=\"title\" value=\"old\"><textarea name=\"why\">old</textarea>\
        <input type=\"checkbox\" name=\"on\" value=\"1\"><input type=\"checkbox\" name=\"on\" value=\"2\" checked>\
        <select name=\"to\"><option value=\"x\" selected>X</option><option value=\"y &amp; z\">Y</option></select>\
        <input type=\"password\" name=\"secret\" value=\"\"><input name=\"same\" value=\"\"><input name=\"same\" value=\"\">\
        </form>";
    let fields = [
        ("title", "\"new\" & <b>"),
        ("why", "\n</textarea><script>alert(1)</script>"),
        ("on", "1"),
        ("to", "y & z"),
        ("secret", "s3cret"),
        ("same", "one"),
        ("same", "two"),
    ];
    let html = filled(page, "/a", &fields);
    for expected in [
        "name=\"csrf\" value=\"new\"",
        "value=\"&quot;new&quot; & <b>\"",
        ">\n\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>",
        "name=\"on\" value=\"1\" checked=\"\"",
        "name=\"on\" value=\"2\">",
        "<option value=\"x\">X",
        "<option value=\"y &amp; z\" selected=\"\">",
        "name=\"secret\" value=\"\"",
        "name=\"same\" value=\"one\"><input name=\"same\" value=\"two\"",
        "It is filled in below",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn of_several_forms_the_one_that_was_sent_is_filled_and_unfolded() {
    let form = |step: &str| {
        format!(
            "<details><form action=\"/a\"><input type=\"hidden\" name=\"step\" value=\"{step}\">\
             <textarea name=\"why\"></textarea></form></details>"
        )
    };
    let page = format!(
        "<form action=\"/other\"><textarea name=\"why\"></textarea></form>{}{}",
        form("1"),
        form("2")
    );
    let html = filled(&page, "/a", &[("step", "2"), ("why", "because")]);
    let (before, after) = html.split_once("because").unwrap();
    assert!(before.ends_with("value=\"2\"><textarea name=\"why\">\n"), "{html}");
    assert_eq!(
        (before.matches("<details open=\"\">").count(), after.contains("because")),
        (1, false),
        "{html}"
    );
    assert!(before.rfind("<details>").unwrap() < before.rfind("<details open=\"\">").unwrap());
}

#[test]
fn a_button_may_send_its_form_elsewhere() {
    let page = "<form action=\"/a\"><textarea name=\"why\"></textarea><button formaction=\"/b?x=1\">B</button></form>";
    assert!(filled(page, "/b", &[("why", "because")]).contains(">\nbecause</textarea>"));
}

#[test]
fn what_has_no_place_on_the_page_is_shown_as_text() {
    for page in ["<p>No form any more.</p>", "<form action=\"/a\"><input name=\"other\" value=\"\"></form>"] {
        let html = filled(page, "/a", &[("why", "<script>because</script>"), ("empty", " ")]);
        assert!(html.contains("<pre>&lt;script&gt;because&lt;/script&gt;</pre>"), "{html}");
        assert_eq!(html.matches("<pre>").count(), 1, "{html}");
    }
}

#[test]
fn secrets_and_short_texts_are_not_kept() {
    let long = "x".repeat(WORTH_CHARS + 1);
    let of =
        |to: &str, name: &str, value: &str| Typed::of(to, "/page", vec![(name.to_owned(), value.to_owned())]);
    assert!(of("/deployments", "why", &long).is_some());
    assert!(of("/deployments", "why", &long[1..]).is_none());
    for name in super::SECRETS {
        assert!(of("/deployments", name, &long).is_none(), "{name}");
    }
    for to in ["/sign-in", "/account/password", "/invitation/x", "/reset/x", "/setup/x"] {
        assert!(of(to, "why", &long).is_none(), "{to}");
    }
}
