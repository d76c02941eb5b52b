//! From the pipes of a command to the sink of its lines: at once when it is quiet, in batches when it is not.

use super::kept::Kept;
use crate::clock::Clock;
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// A line without an end is shown after so long: it may be a question.
const PAUSE: Duration = Duration::from_millis(200);
/// Between two batches, unless one is full.
const BETWEEN_BATCHES: Duration = Duration::from_millis(100);
const BATCH_LINES: usize = 500;
const BUFFER_BYTES: usize = 64 * 1024;
/// After the end, a pipe that somebody else holds open is read until it is quiet for so long.
const DRAIN: Duration = Duration::from_millis(300);
/// And not more often than this, which empties the largest pipe.
const DRAIN_READS: usize = 16;

/// Where lines go, and the clock that stamps them.
#[derive(Debug, Clone)]
pub(super) struct Sink {
    pub lines: mpsc::Sender<Vec<Line>>,
    pub clock: Arc<dyn Clock>,
}

impl Sink {
    /// Hands lines over in order, and waits while the receiver is busy. Without a receiver they are gone: a
    /// command never waits for somebody who left.
    async fn hand_over(&self, lines: Vec<Line>) {
        let mut lines = lines.into_iter().peekable();
        while lines.peek().is_some() {
            let batch = lines.by_ref().take(BATCH_LINES).collect();
            let _ = self.lines.send(batch).await;
        }
    }

    /// Hands over a line of Slipway's own.
    pub async fn note(&self, text: String) {
        self.hand_over(vec![Line { at: self.clock.now(), stream: Stream::Note, text }]).await;
    }
}

struct Read {
    stream: Stream,
    at: Time,
    what: What,
}

enum What {
    Bytes(Vec<u8>),
    Pause,
    End,
}

/// Reads both pipes until they end, or, once the command is `over`, until nothing more comes.
pub(super) async fn pump(
    out: impl AsyncRead + Unpin,
    err: impl AsyncRead + Unpin,
    sink: Sink,
    max_bytes: usize,
    over: CancellationToken,
) -> Kept {
    let (to, reads) = mpsc::channel(4);
    let (to_too, clock) = (to.clone(), &*sink.clock);
    let (_, _, kept) = tokio::join!(
        read(Stream::Out, out, to, clock, &over),
        read(Stream::Err, err, to_too, clock, &over),
        collect(reads, &sink, Kept::new(max_bytes)),
    );
    kept
}

async fn read(
    stream: Stream,
    mut pipe: impl AsyncRead + Unpin,
    to: mpsc::Sender<Read>,
    clock: &dyn Clock,
    over: &CancellationToken,
) {
    let tell = async |what| to.send(Read { stream, at: clock.now(), what }).await;
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut begun = false;
    let mut late = 0;
    while late < DRAIN_READS {
        let what = tokio::select! {
            biased;
            count = pipe.read(&mut buffer) => What::Bytes(buffer[..count.unwrap_or(0)].to_vec()),
            () = sleep(PAUSE), if begun => What::Pause,
            () = quiet_after(over) => break,
        };
        begun = matches!(&what, What::Bytes(bytes) if !bytes.ends_with(b"\n"));
        late += usize::from(over.is_cancelled());
        if matches!(&what, What::Bytes(bytes) if bytes.is_empty()) {
            break;
        }
        let _ = tell(what).await;
    }
    let _ = tell(What::End).await;
}

async fn quiet_after(over: &CancellationToken) {
    over.cancelled().await;
    sleep(DRAIN).await;
}

async fn collect(mut reads: mpsc::Receiver<Read>, sink: &Sink, mut kept: Kept) -> Kept {
    let mut wait = std::pin::pin!(sleep(BETWEEN_BATCHES));
    let mut quiet = true;
    loop {
        tokio::select! {
            read = reads.recv() => match read {
                Some(read) => take(&mut kept, read),
                None => break,
            },
            () = &mut wait, if !quiet => quiet = true,
        }
        if kept.waiting() >= BATCH_LINES || (quiet && kept.waiting() > 0) {
            sink.hand_over(kept.take_waiting()).await;
            wait.set(sleep(BETWEEN_BATCHES));
            quiet = false;
        }
    }
    kept.close(sink.clock.now());
    sink.hand_over(kept.take_waiting()).await;
    kept
}

fn take(kept: &mut Kept, Read { stream, at, what }: Read) {
    match what {
        What::Bytes(bytes) => kept.push(stream, at, &bytes),
        What::Pause => kept.pause(stream, at),
        What::End => kept.finish(stream, at),
    }
}
