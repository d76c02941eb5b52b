use super::*;
use proptest::prelude::*;

fn put(release: i64, deployment: i64) -> Put {
    let version = Version::parse(&format!("{release}.0")).unwrap();
    Put { release: ReleaseId(release), version, deployment: DeploymentNumber(deployment), rollback: false }
}

fn began(target: &str, release: i64, at: i64) -> Began {
    Began { target: target.to_owned(), put: put(release, at), at: Time(at) }
}

fn back(target: &str, release: i64, at: i64) -> Began {
    Began { put: Put { rollback: true, ..put(release, at) }, ..began(target, release, at) }
}

/// `1.0 0-10, 1.0+2.0 10-12!`; an exclamation mark says that a rollback ended it.
fn words(segments: &[Segment]) -> String {
    let word = |segment: &Segment| {
        let served = match &segment.served {
            Served::One(put) => put.version.to_string(),
            Served::Mixed(versions) => versions.iter().map(Version::as_str).collect::<Vec<_>>().join("+"),
        };
        let end = if segment.rolled_back { "!" } else { "" };
        format!("{served} {}-{}{end}", segment.from.0, segment.until.0)
    };
    segments.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_strip_says_what_was_live_when() {
    let window = (Time(0), Time(100));
    let table = [
        (vec![], vec![], "".to_owned()),
        (vec![began("a", 1, -5)], vec![], "1.0 0-100".to_owned()),
        (vec![], vec![began("a", 1, 30)], "1.0 30-100".to_owned()),
        (vec![began("a", 1, -5)], vec![began("a", 2, 30)], "1.0 0-30, 2.0 30-100".to_owned()),
        // The same release again is one span.
        (vec![began("a", 1, -5)], vec![began("a", 1, 30)], "1.0 0-100".to_owned()),
        // A rollback ends what was bad.
        (
            vec![began("a", 1, -5)],
            vec![began("a", 2, 30), back("a", 1, 40)],
            "1.0 0-30, 2.0 30-40!, 1.0 40-100".to_owned(),
        ),
        // Target after target: for a while the targets differ.
        (
            vec![began("a", 1, -5), began("b", 1, -5)],
            vec![began("a", 2, 30), began("b", 2, 33)],
            "1.0 0-30, 1.0+2.0 30-33, 2.0 33-100".to_owned(),
        ),
    ];
    for (before, since, expected) in table {
        assert_eq!(words(&strip(before, since, &[], window)), expected);
    }
}

#[test]
fn a_target_that_serves_nothing_any_more_ends_with_the_next_deployment() {
    let before = vec![began("a", 1, -5), began("b", 1, -5)];
    let since = vec![began("a", 2, 30), began("a", 3, 60)];
    let window = (Time(0), Time(100));
    let stays = strip(before.clone(), since.clone(), &[], window);
    assert_eq!(words(&stays), "1.0 0-30, 1.0+2.0 30-60, 1.0+3.0 60-100");
    let gone = strip(before, since, &["b".to_owned()], window);
    assert_eq!(words(&gone), "1.0 0-30, 2.0 30-60, 3.0 60-100");
}

proptest! {
    #[test]
    fn segments_follow_each_other_within_the_window(
        changes in prop::collection::vec((0..3usize, 1..5i64, 0..120i64, any::<bool>()), 0..20),
        before in prop::collection::vec((0..3usize, 1..5i64), 0..3)
    ) {
        let name = |at: usize| ["a", "b", "c"][at];
        let mut began_since: Vec<Began> = changes.iter().map(|(target, release, at, rollback)| {
            let make = if *rollback { back } else { began };
            make(name(*target), *release, *at)
        }).collect();
        began_since.sort_by_key(|one| one.at);
        began_since.retain(|one| one.at < Time(100));
        let before = before.iter().map(|(target, release)| began(name(*target), *release, -1)).collect();
        let segments = strip(before, began_since.clone(), &[], (Time(0), Time(100)));
        for segment in &segments {
            prop_assert!(Time(0) <= segment.from && segment.from < segment.until && segment.until <= Time(100));
        }
        for pair in segments.windows(2) {
            prop_assert_eq!(pair[0].until, pair[1].from);
            prop_assert!(!same(&pair[0].served, &pair[1].served));
        }
        // What a place serves it serves until the end: only the beginning can be empty.
        if !began_since.is_empty() {
            prop_assert_eq!(segments.last().map(|last| last.until), Some(Time(100)));
        }
    }
}
