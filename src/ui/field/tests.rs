use super::*;
use crate::testing::hostile;

fn html(field: Field) -> String {
    field.view().to_html().replace("<!>", "")
}

#[test]
fn a_field_has_a_label_and_tells_its_hint_and_error() {
    let field =
        Field::text("reason", "Reason").hint("Everybody reads it.").error(Some("Say why.")).required();
    let html = html(field.value("a \"b\""));
    assert!(html.contains("<label for=\"reason\">Reason</label>"), "{html}");
    assert!(html.contains(
        "<input type=\"text\" id=\"reason\" name=\"reason\" value=\"a &quot;b&quot;\" required \
         aria-invalid=\"true\" aria-describedby=\"reason-hint reason-error\">"
    ));
    assert!(html.contains("<span id=\"reason-hint\" class=\"hint\">Everybody reads it.</span>"));
    assert!(html.contains("<span id=\"reason-error\" class=\"error\">Say why.</span>"));
}

#[test]
fn a_calm_field_says_nothing_more() {
    let html = html(Field::search("find", "Find").placeholder("Project, release, #, commit"));
    assert_eq!(
        html,
        "<div class=\"field wide\"><label for=\"find\">Find</label><input type=\"search\" id=\"find\" name=\"find\" \
         placeholder=\"Project, release, #, commit\"></div>"
    );
}

#[test]
fn a_password_never_comes_back() {
    let html = html(Field::password("password", "Password").value("secret").autocomplete("current-password"));
    assert!(!html.contains("secret") && html.contains("autocomplete=\"current-password\""), "{html}");
}

#[test]
fn the_first_line_of_a_text_area_may_be_empty() {
    assert!(html(Field::area("comment", "Comment").value("\nkept")).contains(">\n\nkept</textarea>"));
}

#[test]
fn the_chosen_one_is_selected() {
    let choices = vec![Choice::new("", "All projects"), Choice::new("storefront", "Storefront")];
    let html = html(Field::select("project", "Project", choices).value("storefront").id("filter-project"));
    assert!(html.contains("<label for=\"filter-project\">"), "{html}");
    assert!(html.contains("<option value=\"\">All projects</option>"));
    assert!(html.contains("<option value=\"storefront\" selected>Storefront</option>"));
}

#[test]
fn what_was_given_stays_a_value() {
    hostile::assert_stays_text(|text| html(Field::text("a", text).value(text).hint(text).error(Some(text))));
    hostile::assert_stays_text(|text| html(Field::area("a", text).value(text).id(text)));
    hostile::assert_stays_text(|text| {
        html(Field::select("a", text, vec![Choice::new(text, text)]).value("x"))
    });
}
