use super::*;
use crate::domain::approval::Fill;
use crate::domain::strategy::ApprovalRule;
use crate::domain::time::Span;

const NOW: Time = Time(1_000_000_000_000);
const WRITER: i64 = 1;
const PUBLISHER: i64 = 2;

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

/// Written by one, published by another, for development and production.
fn version() -> Version {
    Version {
        digest: "digest".to_owned(),
        writers: vec![PersonId(WRITER)],
        published: by(PUBLISHER, false),
        environments: vec![slug("development"), slug("production")],
        grace: None,
    }
}

fn by(person: i64, alone: bool) -> Published {
    Published::By { person: PersonId(person), name: format!("Person {person}"), alone }
}

fn development(full: bool) -> Place {
    let (environment, asked) = (slug("development"), Approvals::none());
    Place { environment, publisher_has_full: full, asked, decisions: Vec::new() }
}

fn production(full: bool, decisions: Vec<Approval>) -> Place {
    let rule = ApprovalRule { required: 1, from: vec!["Stakeholder".to_owned()], expires: Span::hours(24) };
    let (environment, asked) = (slug("production"), rule.into());
    Place { environment, publisher_has_full: full, asked, decisions }
}

fn decision(person: i64, decision: Decision) -> Approval {
    let never = Time(i64::MAX);
    Approval {
        person: PersonId(person),
        name: format!("Person {person}"),
        sign_in_name: format!("person-{person}"),
        decision,
        comment: "because".to_owned(),
        plan_hash: "digest".to_owned(),
        decided_at: Time(0),
        expires_at: never,
        fills: vec![Fill { rule: 0, until: never }],
    }
}

fn approved(person: i64) -> Approval {
    decision(person, Decision::Approved)
}

fn in_force(version: &Version, place: &Place) -> bool {
    version.standing(place, NOW).is_in_force()
}

#[test]
fn commands_act_only_where_the_publisher_has_full_and_others_had_a_hand_in_it() {
    for alone in [false, true] {
        for full in [false, true] {
            for approves in [None, Some(WRITER), Some(PUBLISHER), Some(3)] {
                let writer = if alone { PUBLISHER } else { WRITER };
                let one =
                    Version { published: by(PUBLISHER, alone), writers: vec![PersonId(writer)], ..version() };
                let decisions = approves.map(approved).into_iter().collect();
                let case = format!("alone {alone}, Full {full}, approved by {approves:?}");
                assert_eq!(in_force(&one, &development(full)), full && !alone, "development: {case}");
                let counts = approves.is_some_and(|by| by != writer && by != PUBLISHER);
                assert_eq!(
                    in_force(&one, &production(full, decisions)),
                    full && counts,
                    "production: {case}"
                );
            }
        }
    }
}

#[test]
fn what_the_operator_or_a_strategy_published_waits_for_approvals_all_the_same() {
    for published in [Published::OnHost, Published::WithStrategy] {
        let one = Version { published, ..version() };
        assert!(in_force(&one, &development(true)));
        assert!(!in_force(&one, &production(true, Vec::new())));
        assert!(in_force(&one, &production(true, vec![approved(3)])));
    }
}

#[test]
fn a_place_that_is_not_named_is_none_of_its_own() {
    let one = Version { environments: vec![slug("development")], ..version() };
    let standing = one.standing(&production(true, vec![approved(3)]), NOW);
    assert!(!standing.is_in_force() && !standing.is_meant());
    assert_eq!(standing.words(), "it doesn't name this environment");
}

#[test]
fn an_approval_counts_for_one_text_and_as_long_as_the_person_may_approve() {
    let other = Approval { plan_hash: "another".to_owned(), ..approved(3) };
    let demoted = Approval { fills: Vec::new(), ..approved(3) };
    let mut withdrawn = vec![approved(3), decision(3, Decision::Rejected)];
    for decisions in [vec![other], vec![demoted], withdrawn.clone()] {
        assert!(!in_force(&version(), &production(true, decisions)));
    }
    withdrawn.push(approved(4));
    let standing = version().standing(&production(true, withdrawn.clone()), NOW);
    assert_eq!(standing.words(), "Person 3 rejected it: “because”");
    withdrawn.push(approved(3));
    assert!(
        in_force(&version(), &production(true, withdrawn)),
        "the newest decision of a person is what they say"
    );
}

#[test]
fn what_was_published_before_stays_for_its_grace_unless_it_is_rejected() {
    let old = Version { environments: Vec::new(), published: by(PUBLISHER, true), ..version() };
    let during = Version { grace: Some(Time(NOW.0 + 1)), ..old.clone() };
    let after = Version { grace: Some(NOW), ..old };
    for place in [development(false), production(false, Vec::new())] {
        let standing = during.standing(&place, NOW);
        assert!(standing.is_in_force() && standing.grace.is_some() && !standing.lacks.is_empty());
        assert!(!in_force(&after, &place));
    }
    assert!(!in_force(&during, &production(false, vec![decision(3, Decision::Rejected)])));
    let proper = Version { grace: Some(Time(NOW.0 + 1)), ..version() };
    assert_eq!(proper.standing(&development(true), NOW).grace, None, "what is in force needs no grace");
}

#[test]
fn decisions_are_refused_with_a_sentence() {
    let try_to = |person, decision, comment, seen, fills: &[usize], place: &Place| {
        let attempt = Attempt { person: PersonId(person), decision, comment, seen, fills };
        decide(&version(), place, &attempt, NOW).map_err(|refusal| refusal.sentence)
    };
    let (yes, no) = (Decision::Approved, Decision::Rejected);
    let place = production(true, vec![approved(4)]);
    let refused =
        |done: Result<(), String>, why: &str| assert!(done.clone().unwrap_err().contains(why), "{done:?}");
    refused(try_to(WRITER, yes, "", "digest", &[0], &place), "You wrote part");
    refused(try_to(WRITER, no, "-", "digest", &[0], &place), "You wrote part");
    refused(try_to(PUBLISHER, yes, "", "digest", &[0], &place), "You published");
    refused(try_to(3, yes, "", "digest", &[], &place), "The strategy asks Stakeholder");
    refused(try_to(3, yes, "", "old", &[0], &place), "not the text that you read");
    refused(try_to(3, no, " ", "digest", &[0], &place), "needs a comment");
    refused(try_to(4, yes, "", "digest", &[0], &place), "already");
    refused(try_to(3, yes, "", "digest", &[0], &development(true)), "No approval needed");
    assert_eq!(try_to(3, yes, "", "digest", &[0], &place), Ok(()));
    assert_eq!(try_to(4, no, "found a flaw", "digest", &[0], &place), Ok(()));
}
