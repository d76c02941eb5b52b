//! The power is cut: of everything that was written, what was synced is there, and of the rest any part.
//!
//! A server works under load, started by `strace`, which writes down every call that changes a file, syncs one, or tells
//! of an acknowledgement. The calls are played onto a model of a disk up to some moment, a folder is made of what the disk
//! would hold then, and the built program opens it. Nothing that was acknowledged before that moment may be missing.

#[path = "power_cut/chance.rs"]
mod chance;
#[path = "power_cut/disk.rs"]
mod disk;
#[path = "power_cut/found.rs"]
mod found;
#[path = "power_cut/recording.rs"]
mod recording;
#[path = "power_cut/scenario.rs"]
mod scenario;
#[path = "power_cut/trace.rs"]
mod trace;

use chance::Chance;
use disk::Rest;
use found::Lost;
use recording::Recording;
use slipway::random::{Random, SystemRandom};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use trace::Reader;

#[test]
#[ignore = "needs strace, and takes long: make power-cut"]
fn a_hundred_power_cuts_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("root");
    std::fs::create_dir(&root).unwrap();
    let traced = folder.path().join("trace");
    record(&root, &traced);
    let cuts = number("SLIPWAY_POWER_CUTS").unwrap_or(100);
    let seed = number("SLIPWAY_POWER_SEED").unwrap_or_else(some_seed);
    println!("seed {seed}: SLIPWAY_POWER_SEED repeats the choice");
    let all = replay(&root, &traced, moments(&traced, cuts, &mut Chance(seed)), seed);
    println!("{} power cuts, {} writes acknowledged, {} lost", all.cuts, all.acknowledged, all.lost.len());
    assert!(all.lost.is_empty(), "{:#?}", all.lost);
}

/// Runs the scenario under `strace`, as this program once more.
fn record(root: &Path, traced: &Path) {
    let calls = format!("trace={}", trace::CALLS);
    let ran = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "16777216", "--seccomp-bpf", "-e", &calls, "-e", "signal=none", "-o"])
        .arg(traced)
        .arg(std::env::current_exe().unwrap())
        .args(["power_cut::scenario::takes_its_course", "--exact", "--ignored", "--nocapture"])
        .env(scenario::ROOT, root)
        .status();
    let status = ran.unwrap_or_else(|error| {
        panic!("strace can't be started ({error}): install it (Debian: apt-get install strace), 5.3 or newer")
    });
    assert!(status.success(), "the scenario ended with {status}");
}

/// What came of all cuts.
#[derive(Default)]
struct All {
    cuts: usize,
    acknowledged: usize,
    lost: Vec<(usize, Lost)>,
}

/// Cuts the power after each of these lines of the trace.
fn replay(root: &Path, traced: &Path, moments: BTreeSet<usize>, seed: u64) -> All {
    let mut recording = Recording::of(root, &scenario::told(root));
    let (mut reader, mut all) = (Reader::default(), All::default());
    for (line, text) in lines(traced).enumerate() {
        reader.read(&text).into_iter().for_each(|moment| recording.play(moment));
        if moments.contains(&line) {
            let rest = if all.cuts % 4 == 0 { Rest::Lost } else { Rest::Torn };
            let left = recording.disk.cut(rest, &mut Chance(seed ^ line as u64));
            let lost = found::check(root, left, &recording.acknowledged);
            all.lost.extend(lost.into_iter().map(|lost| (line, lost)));
            all.cuts += 1;
        }
    }
    recording.compare();
    all.acknowledged = recording.acknowledged.len();
    all
}

/// After which lines the power is cut: half of them anywhere, half right behind an acknowledgement, every kind alike.
fn moments(traced: &Path, cuts: usize, chance: &mut Chance) -> BTreeSet<usize> {
    let mark: String = scenario::TOLD.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
    let (mut count, mut told) = (0, std::collections::BTreeMap::<String, Vec<usize>>::new());
    for (line, text) in lines(traced).enumerate() {
        count = line + 1;
        if text.contains(" write(") && text.contains(&(mark.clone() + ">")) {
            let kind = text.split('"').nth(1).unwrap_or_default().split("\\x28").next().unwrap_or_default();
            told.entry(kind.to_owned()).or_default().push(line);
        }
    }
    let kinds: Vec<&Vec<usize>> = told.values().collect();
    assert!(kinds.len() >= 7, "every kind of acknowledgement is told: {}", kinds.len());
    let mut chosen = BTreeSet::from([count - 1]);
    while chosen.len() < cuts {
        let kind = kinds[chosen.len() / 2 % kinds.len()];
        let one = if chosen.len() % 2 == 0 { chance.below(count) } else { kind[chance.below(kind.len())] };
        // A kind may be told fewer times than it is chosen.
        if !chosen.insert(one) {
            chosen.insert(chance.below(count));
        }
    }
    chosen
}

fn lines(traced: &Path) -> impl Iterator<Item = String> {
    BufReader::new(File::open(traced).unwrap()).lines().map(Result::unwrap)
}

fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

fn some_seed() -> u64 {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
