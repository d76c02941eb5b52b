//! Two hundred durable writes a second, each with how long it waited.

use slipway::store::Store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Between the beginnings of two writes.
const PACE: Duration = Duration::from_millis(5);

#[derive(Default)]
struct Shared {
    acknowledged: AtomicU64,
    longest_us: AtomicU64,
    enough: AtomicBool,
}

pub struct Load {
    shared: Arc<Shared>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl Load {
    pub fn begin(database: &Path) -> Self {
        let shared = Arc::new(Shared::default());
        let (own, database) = (shared.clone(), database.to_owned());
        let worker = std::thread::spawn(move || write(&own, &database));
        Self { shared, worker: Mutex::new(Some(worker)) }
    }

    /// How many writes were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.shared.acknowledged.load(Ordering::SeqCst)
    }

    pub fn wait_for(&self, writes: u64) {
        let began = Instant::now();
        while self.acknowledged() < writes {
            assert!(began.elapsed() < Duration::from_secs(60), "nothing is written");
            std::thread::sleep(PACE);
        }
    }

    pub fn forget_waits(&self) {
        self.shared.longest_us.store(0, Ordering::SeqCst);
    }

    pub fn longest_wait(&self) -> Duration {
        Duration::from_micros(self.shared.longest_us.load(Ordering::SeqCst))
    }

    pub fn finish(&self) {
        self.shared.enough.store(true, Ordering::SeqCst);
        self.worker.lock().unwrap().take().unwrap().join().unwrap();
    }
}

fn write(shared: &Shared, database: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(database).await.unwrap();
        while !shared.enough.load(Ordering::SeqCst) {
            let began = Instant::now();
            let mut write = store.write().await.unwrap();
            let add = "INSERT INTO sign_in_failures (subject, failures, last_at, delayed_until)
                       VALUES (hex(randomblob(16)), 1, 0, 0)";
            sqlx::query(add).execute(&mut *write).await.unwrap();
            write.commit().await.unwrap();
            shared.acknowledged.fetch_add(1, Ordering::SeqCst);
            let took = began.elapsed();
            shared.longest_us.fetch_max(u64::try_from(took.as_micros()).unwrap(), Ordering::SeqCst);
            tokio::time::sleep(PACE.saturating_sub(took)).await;
        }
        store.close().await;
    });
}

/// How many of the writes a backup holds.
pub fn rows(backup: &Path) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection =
            SqliteConnectOptions::new().filename(backup).immutable(true).connect().await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM sign_in_failures");
        let count: i64 = count.fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        u64::try_from(count).unwrap()
    })
}
