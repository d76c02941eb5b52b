//! Which release was live when in an environment: what each target served, as one strip of time.

use super::id::{DeploymentNumber, ReleaseId};
use super::text::Version;
use super::time::Time;
use std::collections::BTreeMap;

/// That a target began to serve a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Began {
    /// The target.
    pub target: String,
    /// What it serves from then on.
    pub put: Put,
    /// When.
    pub at: Time,
}

/// A release with the deployment that put it somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The release.
    pub release: ReleaseId,
    /// Its version.
    pub version: Version,
    /// The deployment.
    pub deployment: DeploymentNumber,
    /// Whether that deployment rolled back.
    pub rollback: bool,
}

/// What was served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Served {
    /// One release, on every target that served anything.
    One(Put),
    /// Several releases at once.
    Mixed(Vec<Version>),
}

/// A span in which what was served did not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What was served.
    pub served: Served,
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
    /// Whether a rollback took it away.
    pub rolled_back: bool,
}

/// The strip between two moments. `before` is what each target served when it begins, `began` what came since, oldest
/// first; `gone` are the targets that serve nothing any more: each ends with the first deployment that reached another
/// target after it.
pub fn strip(
    before: Vec<Began>,
    began: Vec<Began>,
    gone: &[String],
    (from, until): (Time, Time),
) -> Vec<Segment> {
    let mut targets: BTreeMap<String, (Put, Time)> =
        before.into_iter().map(|began| (began.target, (began.put, began.at))).collect();
    let last: BTreeMap<String, Time> = last_of(&targets, &began);
    let mut segments: Vec<Segment> = Vec::new();
    let mut since = from;
    for next in began {
        close(&mut segments, &targets, (since, next.at), next.put.rollback);
        since = next.at.max(since);
        let left =
            |target: &String| gone.contains(target) && last.get(target).is_some_and(|at| *at < next.at);
        targets.retain(|target, _| *target == next.target || !left(target));
        targets.insert(next.target, (next.put, next.at));
    }
    close(&mut segments, &targets, (since, until), false);
    segments
}

/// When each target began to serve what it served last.
fn last_of(targets: &BTreeMap<String, (Put, Time)>, began: &[Began]) -> BTreeMap<String, Time> {
    let before = targets.iter().map(|(target, (_, at))| (target.clone(), *at));
    before.chain(began.iter().map(|one| (one.target.clone(), one.at))).collect()
}

/// Ends the span that lasted until now. One that continues the last one makes it longer.
fn close(
    segments: &mut Vec<Segment>,
    targets: &BTreeMap<String, (Put, Time)>,
    (from, until): (Time, Time),
    by_rollback: bool,
) {
    let Some(served) = served(targets).filter(|_| from < until) else { return };
    match segments.last_mut() {
        Some(last) if last.until == from && same(&last.served, &served) => {
            last.until = until;
            last.rolled_back = by_rollback;
        }
        _ => segments.push(Segment { served, from, until, rolled_back: by_rollback }),
    }
}

fn same(one: &Served, other: &Served) -> bool {
    match (one, other) {
        (Served::One(one), Served::One(other)) => one.release == other.release,
        (one, other) => one == other,
    }
}

fn served(targets: &BTreeMap<String, (Put, Time)>) -> Option<Served> {
    let mut puts: Vec<&Put> = targets.values().map(|(put, _)| put).collect();
    puts.sort_by_key(|put| (put.release, put.deployment));
    puts.dedup_by_key(|put| put.release);
    match puts.as_slice() {
        [] => None,
        [one] => Some(Served::One((*one).clone())),
        several => Some(Served::Mixed(several.iter().map(|put| put.version.clone()).collect())),
    }
}

#[cfg(test)]
mod tests;
