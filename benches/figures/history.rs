//! The history's pages with a million deployments against a thousand.

use super::client::Connection;
use super::place::{Place, deployments, fifty_projects};
use super::{Figure, median};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const FEW: i64 = 1_000;
const MANY: i64 = 1_000_000;
const PAGE: i64 = 50;
const REQUESTS: usize = 150;
const GOAL: f64 = 1.2;

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let mut few = History::of(&runtime, FEW);
    let mut many = History::of(&runtime, MANY);
    let mut figure = |what, far: [i64; 2]| {
        let ratio = ratio(&mut few, &mut many, far);
        Figure { what, measured: format!("{ratio:.2}"), goal: "<= 1.2", reached: ratio <= GOAL }
    };
    vec![
        figure("History of 1,000,000 against 1,000: first page, times slower", [0, 0]),
        // The last page of the few is the twentieth.
        figure("History of 1,000,000 against 1,000: hundredth page, times slower", [18, 99]),
    ]
}

struct History {
    _place: Place,
    connection: Connection,
    cookie: String,
    newest: i64,
    asked: usize,
}

impl History {
    fn of(runtime: &Runtime, count: i64) -> Self {
        runtime.block_on(async {
            let place = Place::new().await;
            // The 3,000 that come with the projects give way, so that there are exactly so many.
            let sre = fifty_projects(&place).await;
            place.sql("DELETE FROM live").await;
            place.sql("DELETE FROM deployments").await;
            deployments(&place, count).await;
            let cookie = place.session(&sre).await;
            let connection = Connection::open(place.serve().await);
            Self { _place: place, connection, cookie, newest: 3_000 + count, asked: 0 }
        })
    }

    /// How long a page takes to be made, so many pages after the first. No address is asked for twice.
    fn page(&mut self, far: i64) -> Duration {
        self.asked += 1;
        let before = match far {
            0 => String::new(),
            far => (self.newest + 1 - far * PAGE).to_string(),
        };
        let path = format!("/history?before={before}&n={}", self.asked);
        let began = Instant::now();
        self.connection.get(&path, &self.cookie);
        began.elapsed()
    }
}

/// Asks both by turns, so that whatever else the machine does slows both.
fn ratio(few: &mut History, many: &mut History, far: [i64; 2]) -> f64 {
    let pairs: Vec<(Duration, Duration)> =
        (0..REQUESTS).map(|_| (few.page(far[0]), many.page(far[1]))).collect();
    let (few, many): (Vec<_>, Vec<_>) = pairs.into_iter().skip(REQUESTS / 5).unzip();
    median(many).as_secs_f64() / median(few).as_secs_f64()
}
