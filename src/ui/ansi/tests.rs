use super::*;
use crate::testing::hostile;
use proptest::prelude::*;

fn told(line: &str) -> Vec<(String, String)> {
    pieces(line).into_iter().map(|Piece(class, text)| (class, text)).collect()
}

fn one(class: &str, text: &str) -> Vec<(String, String)> {
    vec![(class.to_owned(), text.to_owned())]
}

#[test]
fn colours_and_bold_survive() {
    assert_eq!(told("\u{1b}[31mred\u{1b}[0m plain"), [one("c1", "red"), one("", " plain")].concat());
    assert_eq!(
        told("\u{1b}[1;92mok\u{1b}[22m then\u{1b}[39m"),
        [one("bold c10", "ok"), one("c10", " then")].concat()
    );
    assert_eq!(told("a\u{1b}[1mb\u{1b}[mc"), [one("", "a"), one("bold", "b"), one("", "c")].concat());
}

#[test]
fn extended_colours_are_read_to_their_end() {
    for sequence in
        ["38;5;9", "38:5:9", "48;5;1;91", "48;2;1;2;3;91", "38;2;9;9;9;91", "38:2::9:9:9;91", "58;5;4;91"]
    {
        assert_eq!(told(&format!("\u{1b}[{sequence}mx")), one("c9", "x"), "{sequence}");
    }
    for sequence in ["38;5;200", "38;5", "38", "38;2;1", "48;5", "38;7;1"] {
        assert_eq!(told(&format!("\u{1b}[{sequence}mx"))[0].1, "x", "{sequence}");
    }
}

#[test]
fn hidden_and_inverted_text_is_seen() {
    for sequence in ["8", "7", "30;40", "2", "5"] {
        assert_eq!(told(&format!("\u{1b}[{sequence}mseen"))[0].1, "seen");
    }
}

#[test]
fn everything_else_that_a_terminal_obeys_is_left_out() {
    for (line, text) in [
        ("a\u{1b}[2J\u{1b}[Hb", "ab"),
        ("a\u{1b}[3Ab", "ab"),
        ("a\u{1b}[?1049hb", "ab"),
        ("a\u{1b}[>4;1mb", "ab"),
        ("a\u{1b}]0;title\u{7}b", "ab"),
        ("a\u{1b}]8;;javascript:alert(1)\u{1b}\\link\u{1b}]8;;\u{1b}\\b", "alinkb"),
        ("a\u{1b}]8;;https://evil.example/\u{7}link\u{1b}]8;;\u{7}b", "alinkb"),
        ("a\u{1b}]52;c;cm0gLXJm\u{7}b", "ab"),
        ("a\u{1b}P1$r<b>\u{1b}\\b", "ab"),
        ("a\u{1b}_<b>\u{1b}\\b", "ab"),
        ("a\u{1b}cb", "ab"),
        ("a\u{7}\u{8}\u{0}b", "ab"),
        ("a\u{9b}31mb", "a31mb"),
        ("a\u{7f}b", "ab"),
    ] {
        assert_eq!(plain(line), text, "{line:?}");
    }
}

#[test]
fn sequences_that_do_not_end_take_nothing_with_them_but_themselves() {
    for line in
        ["seen\u{1b}", "seen\u{1b}[", "seen\u{1b}[31", "seen\u{1b}[38;5;", "seen\u{1b}]8;;https://evil"]
    {
        assert_eq!(plain(line), "seen", "{line:?}");
    }
    assert_eq!(plain("\u{1b}[31\u{1b}[0mseen"), "seen");
    assert_eq!(plain("\u{1b}[99999999999999999999mseen"), "seen");
    assert_eq!(plain(&format!("\u{1b}[{}mseen", "1;".repeat(100))), "seen");
}

#[test]
fn what_would_mislead_is_shown() {
    assert_eq!(plain("100%\r  0%\r"), "100%\u{240d}  0%");
    assert_eq!(plain("one\ntwo\n"), "one\u{240a}two");
    assert_eq!(plain("2.8.0\u{202e}1.0"), "2.8.0[U+202E]1.0");
    assert_eq!(plain("\u{1b}[1m\u{2066}x"), "[U+2066]x");
    assert_eq!(plain("a\tb"), "a\tb");
}

#[test]
fn text_of_all_languages_is_kept() {
    for line in ["", "héllo wörld", "日本語 \u{1f680}", "مرحبا", "\u{fffd}"] {
        assert_eq!(plain(line), line);
        assert_eq!(plain(&format!("\u{1b}[32m{line}\u{1b}[0m")), line);
    }
}

fn is_calm(line: &str) {
    for Piece(class, text) in pieces(line) {
        let known = |word: &str| {
            word == "bold"
                || word.strip_prefix('c').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| n < 16)
        };
        assert!(class.split_whitespace().all(known), "{class}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\t'), "{text:?}");
        assert_eq!(show_direction(&text), text);
    }
}

#[test]
fn hostile_lines_become_calm() {
    hostile::STRINGS.iter().for_each(|line| is_calm(line));
}

proptest! {
    #[test]
    fn any_line_becomes_calm(line in "(\u{1b}\\[[0-9;:]{0,9}m|\u{1b}.|[\u{0}-\u{a0}\u{202a}-\u{202e}]|.){0,60}") {
        is_calm(&line);
    }

    #[test]
    fn any_bytes_become_calm(bytes: Vec<u8>) {
        is_calm(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn text_without_controls_is_kept_to_the_letter(line in "[^\\p{C}]{0,60}") {
        prop_assert_eq!(plain(&line), line);
    }
}
