//! Whether the style's colours can be read: WCAG 2.2 AA, computed from the style itself.

use super::Style;

fn style() -> String {
    String::from_utf8(Style::get("slipway.css").unwrap().data.into_owned()).unwrap()
}

/// A token's colour in the light and in the dark theme.
fn token(style: &str, name: &str) -> [String; 2] {
    let start = style.find(&format!("--{name}: ")).unwrap_or_else(|| panic!("no token {name}"));
    let value = style[start..].split([':', ';']).nth(1).unwrap().trim();
    match value.strip_prefix("light-dark(") {
        Some(both) => {
            let (light, dark) = both.trim_end_matches(')').split_once(", ").unwrap();
            [light.to_owned(), dark.to_owned()]
        }
        None => [value.to_owned(), value.to_owned()],
    }
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn assert_contrast(style: &str, ink: &str, ground: &str, least: f64) {
    let (inks, grounds) = (token(style, ink), token(style, ground));
    for (one, other) in inks.iter().zip(&grounds) {
        let found = contrast(one, other);
        assert!(found >= least, "{ink} {one} on {ground} {other}: {found:.2}");
    }
}

#[test]
fn text_can_be_read_on_every_ground() {
    let style = style();
    for ink in ["ink", "quiet", "accent", "live", "waiting", "running", "failed", "unknown"] {
        for ground in ["ground", "surface", "sunken"] {
            assert_contrast(&style, ink, ground, 4.5);
        }
    }
    // Words on a filled button, a count, a banner.
    for (ink, ground) in [("on-accent", "accent"), ("surface", "waiting"), ("surface", "running")] {
        assert_contrast(&style, ink, ground, 4.5);
    }
    for ink in ["log-ink", "log-quiet", "log-error"] {
        assert_contrast(&style, ink, "log-ground", 4.5);
    }
}

#[test]
fn fields_can_be_found_on_every_ground() {
    let style = style();
    for ground in ["ground", "surface", "sunken"] {
        assert_contrast(&style, "edge", ground, 3.0);
    }
}

#[test]
fn every_colour_a_command_may_ask_for_can_be_read() {
    let style = style();
    let ground = token(&style, "log-ground");
    for colour in 0..16 {
        let rule =
            style.split(&format!(".log .c{colour} {{ color: ")).nth(1).expect("a rule for each colour");
        assert!(contrast(&rule[..7], &ground[0]) >= 4.5, "c{colour}");
    }
}
