//! Counts the SQL statements that something runs.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};
use tracing::span::{Attributes, Id};
use tracing::{Event, Instrument, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// How many statements ran in each span that counts.
static COUNTS: Mutex<BTreeMap<u64, usize>> = Mutex::new(BTreeMap::new());

/// The database's own thread enters the span of who asks, so what it tells can be counted for one test alone.
static INSTALLED: LazyLock<()> = LazyLock::new(|| {
    let counting = Registry::default().with(Counting);
    tracing::subscriber::set_global_default(counting).expect("no other test sets up tracing for all of them");
});

const SPAN: &str = "counts statements";

/// Runs something and counts its statements, and only its: other tests run beside it.
pub async fn count<T>(run: impl Future<Output = T>) -> (T, usize) {
    LazyLock::force(&INSTALLED);
    let span = info_span!("counts statements");
    let id = span.id().expect("a subscriber is installed").into_u64();
    let done = run.instrument(span).await;
    let count = COUNTS.lock().unwrap().remove(&id).unwrap_or_default();
    (done, count)
}

struct Counting;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counting {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == SPAN {
            COUNTS.lock().unwrap().insert(id.into_u64(), 0);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut counts = COUNTS.lock().unwrap();
        for span in context.event_scope(event).into_iter().flatten() {
            counts.entry(span.id().into_u64()).and_modify(|count| *count += 1);
        }
    }
}
