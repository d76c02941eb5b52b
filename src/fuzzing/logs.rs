//! What commands print.

use crate::domain::log::Line;
use crate::domain::text::show_direction;
use crate::engine::process::fuzzed::{LONGEST_BYTES, cut};
use crate::ui::ansi::{Piece, pieces, plain};
use crate::ui::log;

/// Whatever a command prints, and in whatever pieces it arrives, becomes the same bounded lines, each of them calm text.
///
/// The first two bytes say where the output is cut, the third how much of it is kept.
pub fn logs(bytes: &[u8]) {
    let [a, b, most, output @ ..] = bytes else { return };
    let most = usize::from(*most) * 64;
    let whole = cut(&[output], most);
    for line in &whole {
        assert!(line.text.len() <= LONGEST_BYTES * 3 && !line.text.contains(['\n', '\0']), "{line:?}");
        is_calm(&line.text);
        is_one_event(line);
    }
    let all = usize::MAX;
    let first = output.len() * usize::from(*a) / 256;
    let second = first + (output.len() - first) * usize::from(*b) / 256;
    let parts = [&output[..first], &output[first..second], &output[second..]];
    assert_eq!(cut(&parts, all), cut(&[output], all), "however it arrives");
    if output.len() < 256 {
        let bytes: Vec<&[u8]> = output.chunks(1).collect();
        assert_eq!(cut(&bytes, all), cut(&[output], all), "byte by byte");
    }
}

fn is_calm(text: &str) {
    let pieces = pieces(text);
    for Piece(class, text) in &pieces {
        assert!(class.split(' ').all(is_known), "{class:?}");
        assert!(!text.is_empty() || pieces.len() == 1);
        assert!(!text.chars().any(|c| c.is_control() && c != '\t'), "{text:?}");
        assert_eq!(&show_direction(text), text);
    }
    let shown: String = pieces.into_iter().map(|piece| piece.1).collect();
    assert_eq!(plain(text), shown);
    assert_eq!(plain(&shown), shown, "what is calm stays as it is");
    if !text.contains(|c: char| c.is_control()) {
        assert_eq!(shown, show_direction(text));
    }
}

fn is_known(class: &str) -> bool {
    let colour = |class: &str| class.strip_prefix('c')?.parse::<u8>().ok();
    matches!(class, "" | "bold") || colour(class).is_some_and(|colour| colour < 16)
}

fn is_one_event(line: &Line) {
    let Line { at, stream, text } = line.clone();
    let event = log::event(1, &[log::Line { id: 1, at, stream, target: None, text }]);
    assert!(!event.contains(['\n', '\r']), "{event:?}");
}
