//! What commands print, as text: of all terminal sequences only colours and bold survive.
//!
//! Everything else that a terminal obeys (moving the cursor, titles, links, clearing, hiding, ringing) is left out. What
//! could make a line read otherwise than it is (turned direction, overwriting by carriage return) is shown instead.
//! A line stands for itself: a colour ends with it.

use crate::domain::text::show_direction;
use anstyle_parse::{Params, Parser, Perform};
use serde::Serialize;

/// A piece of a line that looks the same throughout. Serialized as `["bold c1", "text"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece(
    /// Classes from a closed list: `bold`, and `c0` to `c15` for the colours. Empty where nothing was asked for.
    pub String,
    /// The text.
    pub String,
);

/// A printed line as pieces of text.
pub fn pieces(line: &str) -> Vec<Piece> {
    let line = line.trim_end_matches(['\r', '\n']);
    if !line.contains(char::is_control) {
        return vec![Piece(String::new(), show_direction(line).into_owned())];
    }
    let mut screen = Screen::default();
    let mut parser = Parser::<anstyle_parse::DefaultCharAccumulator>::new();
    for byte in line.bytes() {
        parser.advance(&mut screen, byte);
    }
    screen.end_piece();
    screen.pieces
}

/// A printed line as nothing but text: for reasons, notifications and the API.
pub fn plain(line: &str) -> String {
    pieces(line).into_iter().map(|piece| piece.1).collect()
}

#[derive(Default)]
struct Screen {
    pieces: Vec<Piece>,
    text: String,
    bold: bool,
    colour: Option<u16>,
}

impl Screen {
    fn end_piece(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = show_direction(&std::mem::take(&mut self.text)).into_owned();
        self.pieces.push(Piece(self.class(), text));
    }

    fn class(&self) -> String {
        match (self.bold, self.colour) {
            (false, None) => String::new(),
            (true, None) => "bold".to_owned(),
            (false, Some(colour)) => format!("c{colour}"),
            (true, Some(colour)) => format!("bold c{colour}"),
        }
    }

    /// Select graphic rendition: numbers that change how what follows looks.
    fn select(&mut self, params: &Params) {
        let mut params = params.iter();
        while let Some(param) = params.next() {
            match param[0] {
                0 => (self.bold, self.colour) = (false, None),
                1 => self.bold = true,
                22 => self.bold = false,
                30..=37 => self.colour = Some(param[0] - 30),
                90..=97 => self.colour = Some(param[0] - 90 + 8),
                39 => self.colour = None,
                // 38;5;n and 38;2;r;g;b: of these, the sixteen that have names. 48 is the ground, which stays ours.
                38 => self.colour = extended(param, &mut params).or(self.colour),
                48 | 58 => _ = extended(param, &mut params),
                _ => {}
            }
        }
    }
}

/// Reads an extended colour, whose numbers follow behind `:` within the parameter or behind `;` as the next ones.
fn extended<'a>(param: &[u16], next: &mut impl Iterator<Item = &'a [u16]>) -> Option<u16> {
    if let [_, kind, numbers @ ..] = param {
        return (*kind == 5).then(|| numbers.first().copied()).flatten().filter(|colour| *colour < 16);
    }
    match next.next()?[0] {
        5 => next.next().map(|colour| colour[0]).filter(|colour| *colour < 16),
        2 => next.nth(2).and(None),
        _ => None,
    }
}

impl Perform for Screen {
    fn print(&mut self, c: char) {
        // The other control characters of Unicode, U+0080 to U+009F, arrive here; some terminals obey them.
        if !c.is_control() {
            self.text.push(c);
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\t' => self.text.push('\t'),
            b'\n' => self.text.push('\u{240a}'),
            b'\r' => self.text.push('\u{240d}'),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: u8) {
        if action == b'm' && intermediates.is_empty() && !ignore {
            self.end_piece();
            self.select(params);
        }
    }
}

#[cfg(test)]
mod tests;
