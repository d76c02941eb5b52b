//! Output as a command's pipes bring it, cut into the lines that are kept.

use super::kept::Kept;
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;

/// The most that one line holds.
pub const LONGEST_BYTES: usize = super::lines::LONGEST_BYTES;

/// The lines of a command that printed this, read by read, of which so many bytes are kept.
pub fn cut(reads: &[&[u8]], max_bytes: usize) -> Vec<Line> {
    let (at, mut kept) = (Time(0), Kept::new(max_bytes));
    reads.iter().for_each(|read| kept.push(Stream::Out, at, read));
    kept.finish(Stream::Out, at);
    kept.close(at);
    kept.take_waiting()
}
