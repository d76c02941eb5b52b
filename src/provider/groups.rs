//! The groups that the provider names of a person, or why it named none. What it does not name is not taken away.

use super::http::HttpError;
use super::{Provider, ProviderError};
use openidconnect::{AccessToken, HttpRequest};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use url::Url;

/// What the provider told about a person's groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Groups {
    /// These and no others.
    Named(BTreeSet<String>),
    /// Nothing that says which.
    Untold(Untold),
}

/// Why nothing is known about a person's groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// There are too many for a token. Entra ID calls it an overage: above 200 groups it names, in `_claim_names`, where
    /// to ask instead.
    TooMany,
    /// The claim is absent.
    Absent,
    /// The claim is no list of texts.
    Unreadable,
    /// There are too many for a token, and the address that the settings name for them gave no answer that can be used.
    NoAnswer,
}

impl Untold {
    /// The reason, as it is kept and as people read it after "the sign-in provider did not name the groups: ".
    pub fn words(self) -> &'static str {
        match self {
            Self::TooMany => "there are too many for its answer",
            Self::Absent => "its answer holds no claim for them",
            Self::Unreadable => "its claim for them is not a list of names",
            Self::NoAnswer => "there are too many for its answer, and the address for them could not be used",
        }
    }
}

/// The groups in what was told: a list of texts, or one text.
pub(super) fn of_claims(told: &Map<String, Value>, claim: &str) -> Groups {
    match told.get(claim) {
        Some(named) => read(named),
        None if is_overage(told, claim) => Groups::Untold(Untold::TooMany),
        None => Groups::Untold(Untold::Absent),
    }
}

/// `_claim_names` says that the claim is told elsewhere (OpenID Connect Core 5.6.2); `hasgroups` is how Entra ID says
/// the same where there is no room for even that.
fn is_overage(told: &Map<String, Value>, claim: &str) -> bool {
    let elsewhere = told.get("_claim_names").and_then(|names| names.get(claim)).is_some();
    elsewhere || told.get("hasgroups").is_some_and(|has| *has == json!(true) || *has == json!("true"))
}

fn read(named: &Value) -> Groups {
    let names = match named {
        Value::String(one) => Some(BTreeSet::from([one.clone()])),
        Value::Array(many) => many.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    names.map_or(Groups::Untold(Untold::Unreadable), Groups::Named)
}

impl Provider {
    /// The groups of somebody who has too many of them for a token, asked for at the address that the settings name, as
    /// Microsoft Graph's `getMemberObjects` answers: `{"value": ["...", ...]}`.
    pub(super) async fn groups_at(&self, address: &Url, token: &AccessToken) -> Groups {
        match self.ask_groups(address, token).await {
            Ok(groups) => groups,
            Err(error) => {
                tracing::warn!(%error, "the groups of somebody could not be asked for");
                Groups::Untold(Untold::NoAnswer)
            }
        }
    }

    async fn ask_groups(&self, address: &Url, token: &AccessToken) -> Result<Groups, ProviderError> {
        let request: HttpRequest = http::Request::post(address.as_str())
            .header("authorization", format!("Bearer {}", token.secret()))
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(json!({ "securityEnabledOnly": false }).to_string().into_bytes())
            .map_err(|error| ProviderError::unusable(&error))?;
        let answer =
            self.line.0.call(request).await.map_err(|error: HttpError| ProviderError::unusable(&error))?;
        if !answer.status().is_success() {
            return Err(ProviderError::Unusable(format!(
                "the address for groups answers {}",
                answer.status()
            )));
        }
        let told: Value =
            serde_json::from_slice(answer.body()).map_err(|error| ProviderError::unusable(&error))?;
        match told.get("value").map(read) {
            // A list that goes on elsewhere is not the whole.
            Some(groups @ Groups::Named(_)) if told.get("@odata.nextLink").is_none() => Ok(groups),
            _ => {
                Err(ProviderError::Unusable("the address for groups answers without a whole list".to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Groups {
        Groups::Named(names.iter().map(|&name| name.to_owned()).collect())
    }

    /// SECURITY 69: only a list takes something away.
    #[test]
    fn a_list_names_groups_and_everything_else_names_none_and_takes_none() {
        let overage = json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": {} } });
        for (claims, expected) in [
            (json!({ "groups": ["a", "b", "a"] }), named(&["a", "b"])),
            (json!({ "groups": "a" }), named(&["a"])),
            (json!({ "groups": [] }), named(&[])),
            (json!({ "groups": ["a"], "_claim_names": { "groups": "src1" } }), named(&["a"])),
            (overage, Groups::Untold(Untold::TooMany)),
            (json!({ "hasgroups": true }), Groups::Untold(Untold::TooMany)),
            (json!({ "hasgroups": "true" }), Groups::Untold(Untold::TooMany)),
            (json!({ "hasgroups": false }), Groups::Untold(Untold::Absent)),
            (json!({ "_claim_names": { "address": "src1" } }), Groups::Untold(Untold::Absent)),
            (json!({ "_claim_names": "groups" }), Groups::Untold(Untold::Absent)),
            (json!({}), Groups::Untold(Untold::Absent)),
            (json!({ "roles": ["a"] }), Groups::Untold(Untold::Absent)),
            (json!({ "groups": null }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": { "a": true } }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": 7 }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": false }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": ["a", 1] }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": [{ "id": "a" }] }), Groups::Untold(Untold::Unreadable)),
            (json!({ "groups": [null] }), Groups::Untold(Untold::Unreadable)),
        ] {
            assert_eq!(of_claims(claims.as_object().unwrap(), "groups"), expected, "{claims}");
        }
    }
}
