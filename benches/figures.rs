//! `make bench`: the figures of the design, measured as ratios in one run and printed with their goals. Nothing here is
//! a test: a busy machine makes figures worse and breaks nothing.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

#[path = "figures/approvals.rs"]
mod approvals;
#[path = "figures/beginning.rs"]
mod beginning;
#[path = "figures/client.rs"]
mod client;
#[path = "figures/history.rs"]
mod history;
#[path = "figures/pages.rs"]
mod pages;
#[path = "figures/place.rs"]
mod place;
#[path = "figures/process.rs"]
mod process;
#[path = "figures/sign_in.rs"]
mod sign_in;
#[path = "figures/weight.rs"]
mod weight;

use std::time::Instant;

/// A figure with its goal.
struct Figure {
    what: &'static str,
    measured: String,
    goal: &'static str,
    reached: bool,
}

type Measure = fn() -> Vec<Figure>;

fn main() {
    let began = Instant::now();
    let measures: [(&str, Measure); 7] = [
        ("pages", pages::measure),
        ("history", history::measure),
        ("weight", weight::measure),
        ("approvals", approvals::measure),
        ("beginning", beginning::measure),
        ("process", process::measure),
        ("sign-in", sign_in::measure),
    ];
    // `cargo bench -- history` measures that alone.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut missed = 0;
    for (_, measure) in measures.into_iter().filter(|(name, _)| is_wanted(name)) {
        for Figure { what, measured, goal, reached } in measure() {
            let verdict = if reached { "reached" } else { "MISSED" };
            missed += usize::from(!reached);
            println!("{what:<64} {measured:>12}   goal {goal:<12} {verdict}");
        }
    }
    println!("{missed} missed, {} s", began.elapsed().as_secs());
}

/// The value in the middle.
fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values[values.len() / 2]
}
