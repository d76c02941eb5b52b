//! What a browser fetches for the first view of the board.

use super::Figure;
use super::client::Connection;
use super::place::{Place, fifty_projects};
use std::collections::BTreeSet;
use tokio::runtime::Runtime;

const GOAL_BYTES: usize = 40 * 1024;
const GOAL_REQUESTS: usize = 5;

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let (place, cookie, address) = runtime.block_on(async {
        let place = Place::new().await;
        let sre = fifty_projects(&place).await;
        let (cookie, address) = (place.session(&sre).await, place.serve().await);
        (place, cookie, address)
    });
    let mut connection = Connection::open(address);
    let page = String::from_utf8(connection.get("/", &cookie)).unwrap();
    let compressed = format!("{cookie}Accept-Encoding: gzip\r\n");
    let mut bytes = connection.get("/", &compressed).len();
    let files = files(&page);
    for file in &files {
        bytes += connection.get(file, &compressed).len();
    }
    let requests = files.len() + 1;
    drop(place);
    vec![
        Figure {
            what: "First view of the board, 50 projects: compressed, all files",
            measured: format!("{:.1} KiB", bytes as f64 / 1024.0),
            goal: "< 40 KiB",
            reached: bytes < GOAL_BYTES,
        },
        Figure {
            what: "First view of the board: requests",
            measured: requests.to_string(),
            goal: "<= 5",
            reached: requests <= GOAL_REQUESTS,
        },
    ]
}

/// Whatever the page names among the carried files: style, script, icon.
fn files(page: &str) -> BTreeSet<String> {
    let mut quoted = page.split('"');
    quoted.by_ref().filter(|text| text.starts_with("/assets/")).map(str::to_owned).collect()
}
