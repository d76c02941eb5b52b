//! Lines by example and by property.

use super::*;
use proptest::prelude::*;

fn cut(chunks: &[&[u8]]) -> Vec<String> {
    let mut lines = Lines::default();
    let mut found = Vec::new();
    for chunk in chunks {
        lines.push(chunk, &mut |piece| found.push(piece.text));
    }
    found.extend(lines.finish().map(|piece| piece.text));
    found
}

#[test]
fn lines_end_at_newlines_and_at_the_end() {
    for (chunks, expected) in [
        (vec![&b""[..]], vec![]),
        (vec![b"one\ntwo\n"], vec!["one", "two"]),
        (vec![b"one\ntwo"], vec!["one", "two"]),
        (vec![b"one\r\ntwo\r\n"], vec!["one", "two"]),
        (vec![b"one\r", b"\ntwo"], vec!["one", "two"]),
        (vec![b"on", b"e\n\n", b"\n"], vec!["one", "", ""]),
        (vec![b"10%\r20%\n"], vec!["10%\r20%"]),
        (vec![b"gr\xc3", b"\xbcn\n"], vec!["grün"]),
        (vec![b"a\xffb\0c\n"], vec!["a\u{FFFD}b\u{FFFD}c"]),
        (vec![b"cut \xe2\x82"], vec!["cut \u{FFFD}"]),
    ] {
        assert_eq!(cut(&chunks), expected, "{chunks:?}");
    }
}

#[test]
fn a_pause_hands_over_what_is_there_once() {
    let mut lines = Lines::default();
    let mut found = Vec::new();
    lines.push("Password: \u{20ac}".as_bytes().split_last().unwrap().1, &mut |_| unreachable!());
    assert_eq!(lines.pause(), Some(Piece { text: "Password: ".into(), bytes: 10 }));
    assert_eq!(lines.pause(), None, "the incomplete character waits");
    lines.push(b"\xac", &mut |_| unreachable!());
    assert_eq!(lines.pause().map(|piece| piece.text), Some("\u{20ac}".into()));
    lines.push(b"\nnext\n\n", &mut |piece| found.push(piece.text));
    assert_eq!(found, ["next", ""], "the end of a line that was handed over makes no empty line");
}

#[test]
fn a_long_line_comes_in_pieces_without_cutting_characters() {
    let line = "x".to_owned() + &"\u{20ac}".repeat(10_000);
    let pieces = cut(&[line.as_bytes(), b"\n"]);
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() <= LONGEST_BYTES));
    assert_eq!(pieces.concat(), line);
}

#[test]
fn what_is_forgotten_is_counted() {
    let mut lines = Lines::default();
    lines.push(b"begun", &mut |_| unreachable!());
    assert_eq!((lines.forget(), lines.finish()), (5, None));
}

proptest! {
    #[test]
    fn the_same_lines_however_the_bytes_arrive(
        bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(0xc3), any::<u8>()], 0..400),
        sizes in proptest::collection::vec(1usize..40, 1..40),
    ) {
        let mut chunks = Vec::new();
        let mut rest = &bytes[..];
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        prop_assert_eq!(cut(&chunks), cut(&[&bytes[..]]));
    }

    #[test]
    fn short_lines_are_what_the_standard_library_says(text in "([a-z\u{e4}\u{20ac} ]{0,20}(\r?\n)?){0,20}") {
        let expected: Vec<&str> = text.lines().collect();
        prop_assert_eq!(cut(&[text.as_bytes()]), expected);
    }

    #[test]
    fn every_byte_is_counted(bytes in proptest::collection::vec(any::<u8>(), 0..40_000)) {
        let mut lines = Lines::default();
        let mut counted = 0;
        lines.push(&bytes, &mut |piece| counted += piece.bytes);
        prop_assert_eq!(counted + lines.forget(), bytes.len());
    }
}
