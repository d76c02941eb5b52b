//! What a step says while it runs.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The command's standard output.
    Out,
    /// The command's standard error.
    Err,
    /// Slipway itself, about the command.
    Note,
}

impl Stream {
    /// As stored: `out`, `err`, `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Err => "err",
            Self::Note => "note",
        }
    }

    /// From its stored form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Out, Self::Err, Self::Note].into_iter().find(|stream| stream.as_str() == text)
    }
}

/// One line of a log, without its line end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The moment it was read.
    pub at: Time,
    /// Where it comes from.
    pub stream: Stream,
    /// The text. Bytes that are no UTF-8, and NUL, are U+FFFD; other control characters are kept.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_stored_by_name() {
        for stream in [Stream::Out, Stream::Err, Stream::Note] {
            assert_eq!(Stream::parse(stream.as_str()), Some(stream));
        }
        assert_eq!(Stream::parse("OUT"), None);
    }
}
