//! Bytes in, lines out.

/// A longer line is handed over in pieces of at most so many bytes.
pub(super) const LONGEST_BYTES: usize = 8 * 1024;

/// A finished line, and how many bytes of the output it took.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub bytes: usize,
}

/// Cuts the bytes of one stream into lines. Holds at most [`LONGEST_BYTES`] between two calls.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
    /// The beginning of this line is already handed over, so that a line end alone makes no empty line.
    begun: bool,
}

impl Lines {
    /// Takes bytes and hands over each line that they complete.
    pub fn push(&mut self, mut bytes: &[u8], each: &mut impl FnMut(Piece)) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.extend(&bytes[..end], each);
            self.end_line(each);
            bytes = &bytes[end + 1..];
        }
        self.extend(bytes, each);
    }

    /// Hands over the beginning of a line that nothing follows for a while; an incomplete character waits.
    pub fn pause(&mut self) -> Option<Piece> {
        let whole = whole_characters(&self.rest);
        self.take(whole)
    }

    /// Hands over what is left when the stream has ended.
    pub fn finish(&mut self) -> Option<Piece> {
        self.take(self.rest.len())
    }

    /// Throws the begun line away and says how many bytes that were.
    pub fn forget(&mut self) -> usize {
        let bytes = self.rest.len();
        *self = Self::default();
        bytes
    }

    fn extend(&mut self, part: &[u8], each: &mut impl FnMut(Piece)) {
        self.rest.extend_from_slice(part);
        while self.rest.len() > LONGEST_BYTES {
            let whole = whole_characters(&self.rest[..LONGEST_BYTES]);
            self.take(whole).into_iter().for_each(&mut *each);
        }
    }

    fn end_line(&mut self, each: &mut impl FnMut(Piece)) {
        let only_the_end = matches!(self.rest.as_slice(), b"" | b"\r");
        if !(self.begun && only_the_end) {
            each(Piece { text: text(&self.rest), bytes: self.rest.len() + 1 });
        }
        self.rest.clear();
        self.begun = false;
    }

    fn take(&mut self, bytes: usize) -> Option<Piece> {
        if bytes == 0 {
            return None;
        }
        let text = text(&self.rest[..bytes]);
        self.rest.drain(..bytes);
        self.begun = true;
        Some(Piece { text, bytes })
    }
}

fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    String::from_utf8_lossy(bytes).replace('\0', "\u{FFFD}")
}

/// The length without a character at the end whose last bytes are still missing.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    let Some(start) = bytes[tail..].iter().rposition(|byte| byte & 0b1100_0000 == 0b1100_0000) else {
        return bytes.len();
    };
    match std::str::from_utf8(&bytes[tail + start..]) {
        Err(error) if error.error_len().is_none() => tail + start,
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests;
