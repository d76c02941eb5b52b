//! Which lines are kept: all of them up to a limit, and the end in any case.

use super::lines::{Lines, Piece};
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;
use std::collections::VecDeque;

/// So many last lines are kept whatever happens.
pub(super) const LAST_LINES: usize = 20;
/// Above the limit only the end of what is read is looked at, at most so many bytes of it.
const LAST_BYTES: usize = 16 * 1024;
/// What a line costs beside its text, so that a flood of empty lines has an end too.
const LINE_COST_BYTES: usize = 64;

/// The lines of one execution on their way from the pipes to the sink.
#[derive(Debug)]
pub(super) struct Kept {
    max_bytes: usize,
    kept_bytes: usize,
    left_out_bytes: usize,
    out: Lines,
    err: Lines,
    waiting: Vec<Line>,
    last: VecDeque<Last>,
}

#[derive(Debug)]
struct Last {
    line: Line,
    bytes: usize,
    handed_over: bool,
}

impl Kept {
    /// Nothing yet; above `max_bytes` only the end is kept.
    pub fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            kept_bytes: 0,
            left_out_bytes: 0,
            out: Lines::default(),
            err: Lines::default(),
            waiting: Vec::new(),
            last: VecDeque::with_capacity(LAST_LINES),
        }
    }

    /// Takes bytes of a stream.
    pub fn push(&mut self, stream: Stream, at: Time, bytes: &[u8]) {
        let mut lines = std::mem::take(self.lines(stream));
        let skipped = if self.full() { end_of(bytes) } else { 0 };
        if skipped > 0 {
            self.left_out_bytes += skipped + lines.forget();
        }
        lines.push(&bytes[skipped..], &mut |piece| self.line(stream, at, piece));
        *self.lines(stream) = lines;
    }

    /// Takes the beginning of a line that nothing follows for a while.
    pub fn pause(&mut self, stream: Stream, at: Time) {
        if let Some(piece) = self.lines(stream).pause() {
            self.line(stream, at, piece);
        }
    }

    /// Takes a last line without an end.
    pub fn finish(&mut self, stream: Stream, at: Time) {
        if let Some(piece) = self.lines(stream).finish() {
            self.line(stream, at, piece);
        }
    }

    /// The lines to hand over now, in order.
    pub fn take_waiting(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.waiting)
    }

    /// How many lines wait to be handed over.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// After everything else: says how much is left out, and hands over the end of it.
    pub fn close(&mut self, at: Time) {
        if self.left_out_bytes > 0 {
            let note = format!("{} bytes of output are left out here", self.left_out_bytes);
            self.waiting.push(Line { at, stream: Stream::Note, text: note });
        }
        let end = self.last.iter().filter(|last| !last.handed_over).map(|last| last.line.clone());
        self.waiting.extend(end);
    }

    /// The last lines, and how many bytes of output are left out.
    pub fn into_last(self) -> (Vec<Line>, usize) {
        (self.last.into_iter().map(|last| last.line).collect(), self.left_out_bytes)
    }

    fn lines(&mut self, stream: Stream) -> &mut Lines {
        if stream == Stream::Err { &mut self.err } else { &mut self.out }
    }

    fn full(&self) -> bool {
        self.kept_bytes > self.max_bytes
    }

    fn line(&mut self, stream: Stream, at: Time, piece: Piece) {
        let line = Line { at, stream, text: piece.text };
        let was_full = self.full();
        self.kept_bytes = self.kept_bytes.saturating_add(line.text.len() + LINE_COST_BYTES);
        let handed_over = !self.full();
        if handed_over {
            self.waiting.push(line.clone());
        } else if !was_full {
            let text =
                format!("More than {} bytes of output: of the rest only the end is kept", self.max_bytes);
            self.waiting.push(Line { at, stream: Stream::Note, text });
        }
        self.remember(Last { line, bytes: piece.bytes, handed_over });
    }

    fn remember(&mut self, last: Last) {
        if self.last.len() == LAST_LINES
            && let Some(gone) = self.last.pop_front()
            && !gone.handed_over
        {
            self.left_out_bytes += gone.bytes;
        }
        self.last.push_back(last);
    }
}

/// Where the last [`LAST_LINES`] lines of these bytes begin, or as much of them as is looked at.
fn end_of(bytes: &[u8]) -> usize {
    let window = bytes.len().saturating_sub(LAST_BYTES);
    let mut ends = bytes[window..].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
    match ends.nth(LAST_LINES) {
        Some((end, _)) => window + end + 1,
        None => window,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    fn close(mut kept: Kept) -> (Vec<Line>, Vec<Line>, usize) {
        kept.finish(Stream::Out, Time(9));
        kept.close(Time(9));
        let handed_over = kept.take_waiting();
        let (last, left_out) = kept.into_last();
        (handed_over, last, left_out)
    }

    #[test]
    fn little_output_is_kept_whole_and_in_order() {
        let mut kept = Kept::new(1000);
        kept.push(Stream::Out, Time(1), b"one\ntw");
        kept.push(Stream::Err, Time(2), b"bad\n");
        kept.push(Stream::Out, Time(3), b"o");
        let (handed_over, last, left_out) = close(kept);
        assert_eq!(texts(&handed_over), ["one", "bad", "two"]);
        assert_eq!(
            handed_over.iter().map(|line| (line.stream, line.at.0)).collect::<Vec<_>>(),
            [(Stream::Out, 1), (Stream::Err, 2), (Stream::Out, 9)]
        );
        assert_eq!((last, left_out), (handed_over, 0));
    }

    #[test]
    fn a_flood_keeps_its_beginning_and_its_end_and_counts_the_rest() {
        let line = |n: usize| format!("line {n:06}\n");
        for chunk in [1, 7, 1000, 50_000] {
            let mut kept = Kept::new(10_000);
            let numbers: Vec<usize> = (0..100_000).collect();
            for lines in numbers.chunks(chunk) {
                kept.push(
                    Stream::Out,
                    Time(1),
                    lines.iter().map(|n| line(*n)).collect::<String>().as_bytes(),
                );
            }
            let (handed_over, last, left_out) = close(kept);
            let texts = texts(&handed_over);
            let from_the_command = texts.iter().filter(|text| text.starts_with("line")).count();
            assert_eq!(left_out, (100_000 - from_the_command) * line(0).len(), "chunks of {chunk} lines");
            assert_eq!(texts.last(), Some(&"line 099999"));
            assert_eq!(last.len(), LAST_LINES);
            assert_eq!(last[0].text, "line 099980");
            assert!(texts.contains(&format!("{left_out} bytes of output are left out here").as_str()));
            assert!(from_the_command < 10_000 / 64 + LAST_LINES);
        }
    }

    #[test]
    fn a_flood_without_a_line_end_is_bounded_and_counted() {
        let mut kept = Kept::new(10_000);
        for _ in 0..100 {
            kept.push(Stream::Out, Time(1), &[b'x'; 64 * 1024]);
        }
        let (handed_over, _, left_out) = close(kept);
        let shown: usize = handed_over.iter().filter(|l| l.stream == Stream::Out).map(|l| l.text.len()).sum();
        assert_eq!(shown + left_out, 100 * 64 * 1024);
        assert!(shown < 10_000 + LAST_LINES * super::super::lines::LONGEST_BYTES);
    }

    #[test]
    fn just_above_the_limit_nothing_is_lost() {
        let mut kept = Kept::new(100);
        kept.push(Stream::Out, Time(1), b"one\ntwo\nthree\n");
        let (handed_over, _, left_out) = close(kept);
        let note = "More than 100 bytes of output: of the rest only the end is kept";
        assert_eq!(texts(&handed_over), ["one", note, "two", "three"]);
        assert_eq!(left_out, 0);
    }
}
