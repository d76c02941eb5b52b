//! The board and the history against a server that does nothing but send the same bytes.

use super::client::{Connection, rate};
use super::place::{Place, fifty_projects, serve};
use super::{Figure, median};
use axum::response::Html;
use axum::routing::get;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::runtime::Runtime;

const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_secs(1);
/// Both sides by turns, so that whatever else the machine does slows both.
const ROUNDS: usize = 5;
const GOAL: f64 = 0.10;

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let (place, cookie, address) = runtime.block_on(async {
        let place = Place::new().await;
        let sre = fifty_projects(&place).await;
        let cookie = place.session(&sre).await;
        let address = place.serve().await;
        (place, cookie, address)
    });
    let figure = |what, path, anew| {
        let ratio = of_bare(&runtime, address, path, anew, &cookie);
        Figure { what, measured: format!("{:.1}%", ratio * 100.0), goal: ">= 10%", reached: ratio >= GOAL }
    };
    let figures = vec![
        figure("Board, 50 rows, 16 connections: rate against bare axum", "/", false),
        figure("The same where every page is made anew", "/", true),
        figure("History, 50 rows, 16 connections: rate against bare axum", "/history", false),
        figure("The same where every page is made anew", "/history", true),
    ];
    drop(place);
    figures
}

/// A page is sent again as it was made while nothing changes; `anew` asks for another address every time.
fn of_bare(runtime: &Runtime, address: SocketAddr, path: &'static str, anew: bool, cookie: &str) -> f64 {
    let page = Connection::open(address).get(path, cookie);
    let page = String::from_utf8(page).unwrap();
    let bare =
        runtime.block_on(serve(axum::Router::new().route(path, get(async move || Html(page.clone())))));
    let paths = |n| if anew { format!("{path}?find=&n={n}") } else { path.to_owned() };
    let ratios = (0..ROUNDS).map(|round| {
        let paths = |n| paths(round * 1_000_000 + n);
        let bare = rate(bare, &paths, cookie, CONNECTIONS, TIME);
        rate(address, &paths, cookie, CONNECTIONS, TIME) / bare
    });
    median(ratios.collect())
}
