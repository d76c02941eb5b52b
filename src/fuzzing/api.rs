//! The bodies of the API.

use super::world::{extract, halves, refused};
use crate::domain::release::{MOST_CHANGES, NewRelease};
use crate::domain::text::Slug;
use crate::web::api::ApiJson;
use crate::web::api::cancellations::Cancellation;
use crate::web::api::deployments::NewDeployment;
use crate::web::api::problems::NewProblem;
use crate::web::api::starts::Nothing;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Any body gives a value or a refusal that is the sender's fault, the same however it arrives. A release that passes
/// its check is bounded, and reads the same when it is written again.
///
/// The first byte chooses where the body is sent, the second where it is cut.
pub fn api(bytes: &[u8]) {
    let [kind, at, body @ ..] = bytes else { return };
    match kind % 5 {
        0 => drop(sent::<NewDeployment>(body, *at)),
        1 => drop(sent::<NewProblem>(body, *at)),
        2 => drop(sent::<Cancellation>(body, *at)),
        3 => drop(sent::<Nothing>(body, *at)),
        _ => sent::<NewRelease>(body, *at).into_iter().for_each(release),
    }
}

fn sent<T: DeserializeOwned + Debug>(body: &[u8], at: u8) -> Option<T> {
    let whole = extract::<ApiJson<T>>("application/json", &[body]);
    let cut = extract::<ApiJson<T>>("application/json; charset=utf-8", &halves(body, at));
    assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
    whole.inspect_err(refused).ok().map(|ApiJson(value)| value)
}

fn release(new: NewRelease) {
    let (new, warnings) = new.tidied();
    assert!(new.changes.len() <= MOST_CHANGES);
    assert!(warnings.iter().all(|warning| !warning.message.is_empty()));
    if let Err(refusal) = new.check() {
        assert!(!refusal.to_string().is_empty());
        return;
    }
    let project = Slug::of_name("shop").expect("a name");
    let written = serde_json::to_vec(&new).expect("a release is JSON");
    let again: NewRelease = serde_json::from_slice(&written).expect("it reads what it wrote");
    assert_eq!(again, new);
    assert_eq!(again.digest(&project), new.digest(&project));
    assert_eq!(again.clone().tidied(), (again, Vec::new()), "what was tidied stays as it is");
}
