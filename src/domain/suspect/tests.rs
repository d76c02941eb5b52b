use super::*;
use crate::domain::id::{EnvironmentId, ProjectId};

fn cause(what: What, guarded: bool) -> Cause {
    Cause {
        what,
        release: ReleaseId(8),
        version: Version::parse("2.8.0").unwrap(),
        place: (ProjectId(1), EnvironmentId(3)),
        environment: Slug::parse("production").unwrap(),
        guarded,
        at: Time(1_000),
        reason: "checkout fails".to_owned(),
        by: "Ada".to_owned(),
        by_sign_in_name: Some("ada".to_owned()),
        people: vec![PersonId(1)],
        cleared: None,
    }
}

fn rolled_back(no_fault: bool, succeeded_since: bool) -> What {
    let no_fault = no_fault.then(|| "a host was down".to_owned());
    What::RolledBack { by: DeploymentNumber(15), no_fault, succeeded_since }
}

fn reported(decides: bool) -> What {
    What::Reported { report: ReportId(3), decides }
}

fn cleared() -> Clearing {
    let [by, by_sign_in_name, reason] = ["Ben", "ben", "the cache was cold"].map(str::to_owned);
    Clearing { at: Time(2_000), by, by_sign_in_name, reason }
}

#[test]
fn how_much_a_cause_weighs_follows_from_what_happened_and_where() {
    let table = [
        (rolled_back(false, false), true, Weight::Suspect),
        (rolled_back(false, true), true, Weight::Suspect),
        (rolled_back(true, false), true, Weight::NotAtFault),
        (rolled_back(false, false), false, Weight::Warning),
        (rolled_back(false, true), false, Weight::Past),
        (rolled_back(true, false), false, Weight::NotAtFault),
        (reported(true), true, Weight::Suspect),
        (reported(false), true, Weight::Warning),
        (reported(true), false, Weight::Warning),
        (reported(false), false, Weight::Warning),
    ];
    for (what, guarded, weight) in table {
        let mut cause = cause(what, guarded);
        assert_eq!(cause.weight(), weight, "{cause:?}");
        cause.cleared = Some(cleared());
        assert_eq!(cause.weight(), Weight::Cleared, "{cause:?}");
        assert!(!cause.is_open());
    }
}

#[test]
fn one_open_cause_is_enough_and_another_clearing_leaves_it() {
    let mut one = cause(rolled_back(false, false), true);
    let two = Cause { at: Time(5_000), ..cause(reported(true), true) };
    assert_eq!(Suspicion::default().since(), None);
    one.cleared = Some(cleared());
    let both = Suspicion::of(vec![one.clone(), two.clone()]);
    assert_eq!((both.is_suspect(), both.since()), (true, Some(Time(5_000))));
    assert_eq!(both.causes[0], two, "newest first");
    assert!(!Suspicion::of(vec![one]).is_suspect());
}

#[test]
fn the_reasons_read_as_sentences() {
    let (own, other) = (Version::parse("2.8.0").unwrap(), Version::parse("2.8.0-eu").unwrap());
    let back = cause(rolled_back(false, false), true);
    assert_eq!(back.sentence(&own, true), "Rolled back in production by #15 (Ada): checkout fails.");
    assert_eq!(
        back.sentence(&other, true),
        "2.8.0, which has the same artifact, was rolled back in production by #15 (Ada): checkout fails."
    );
    let report = cause(reported(true), true);
    assert_eq!(report.sentence(&own, true), "Reported as bad in production by Ada: checkout fails.");
}

#[test]
fn a_reader_who_does_not_see_the_environment_reads_neither_its_name_nor_what_happened_there() {
    let own = Version::parse("2.8.0").unwrap();
    for what in [rolled_back(false, false), reported(true)] {
        let cause = cause(what, true);
        for text in [cause.sentence(&own, false), cause.phrase(false)] {
            for secret in ["production", "#15", "Ada", "checkout"] {
                assert!(!text.contains(secret), "{text}");
            }
            assert!(text.contains("in an environment you can't see"), "{text}");
        }
    }
}

#[test]
fn in_a_guarded_environment_another_person_clears_it() {
    let version = Version::parse("2.8.0").unwrap();
    let requesters = [PersonId(2)];
    for (person, guarded, refused) in [
        (1, true, Some("You rolled 2.8.0 back or reported it.")),
        (2, true, Some("You requested 2.8.0.")),
        (3, true, None),
        (1, false, None),
        (2, false, None),
    ] {
        let one = cause(rolled_back(false, false), guarded);
        let answer = may_clear(PersonId(person), &requesters, &[&one], &version);
        match (answer, refused) {
            (Ok(()), None) => {}
            (Err(refusal), Some(begin)) => assert!(refusal.sentence.starts_with(begin), "{refusal}"),
            (answer, _) => panic!("{person} guarded {guarded}: {answer:?}"),
        }
    }
}
