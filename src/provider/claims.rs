//! What the provider tells about a person.

use super::groups::{self, Groups};
use crate::access::permit::Vouched;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims, StandardClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A person as the provider confirmed them. Only a checked answer becomes one.
#[derive(Debug)]
pub struct Confirmed {
    /// Who says so.
    pub issuer: String,
    /// Who they are there, for ever. Nothing else says who a person is: addresses and names change hands.
    pub subject: String,
    /// What they are called, to sign in.
    pub sign_in_name: Option<String>,
    /// What they are called.
    pub display_name: Option<String>,
    /// Where they get mail.
    pub email: Option<String>,
    /// Their groups there, or why they are not known.
    pub groups: Groups,
    /// What the provider gives again answers for.
    pub refresh_token: Option<RefreshToken>,
    /// Proof for the store.
    pub vouched: Vouched,
}

/// Text that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(pub String);

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken")
    }
}

/// Claims beyond those of the standard.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct More {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for More {}

/// What was told about a person so far.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) subject: String,
    preferred_username: Option<String>,
    name: Option<String>,
    email: Option<String>,
    more: Map<String, Value>,
}

impl Told {
    pub(super) fn of_token(claims: &IdTokenClaims<More, CoreGenderClaim>) -> Self {
        Self {
            subject: claims.subject().to_string(),
            preferred_username: claims.preferred_username().map(|name| name.to_string()),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
            email: claims.email().map(|email| email.to_string()),
            more: claims.additional_claims().all.clone(),
        }
    }

    pub(super) fn of_more(claims: &UserInfoClaims<More, CoreGenderClaim>) -> Self {
        let standard: &StandardClaims<CoreGenderClaim> = claims.standard_claims();
        Self {
            subject: standard.subject().to_string(),
            preferred_username: standard.preferred_username().map(|name| name.to_string()),
            name: standard.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
            email: standard.email().map(|email| email.to_string()),
            more: claims.additional_claims().all.clone(),
        }
    }

    /// Whether nothing more needs to be asked.
    pub(super) fn is_enough(&self, groups_claim: &str) -> bool {
        self.more.contains_key(groups_claim) && self.preferred_username.is_some() && self.name.is_some()
    }

    /// The same below what the signed token told, which wins.
    pub(super) fn below(self, token: Option<Self>) -> Self {
        let Some(token) = token else { return self };
        let mut more = self.more;
        more.extend(token.more);
        Self {
            subject: token.subject,
            preferred_username: token.preferred_username.or(self.preferred_username),
            name: token.name.or(self.name),
            email: token.email.or(self.email),
            more,
        }
    }

    pub(super) fn confirmed(
        self,
        issuer: String,
        groups_claim: &str,
        refresh_token: Option<String>,
    ) -> Confirmed {
        Confirmed {
            issuer,
            groups: groups::of_claims(&self.more, groups_claim),
            subject: self.subject,
            sign_in_name: self.preferred_username,
            display_name: self.name,
            email: self.email,
            refresh_token: refresh_token.map(RefreshToken),
            vouched: Vouched::by_provider(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn what_the_token_tells_wins() {
        let more = |value: Value| value.as_object().cloned().unwrap();
        let token =
            Told { name: Some("Ana".to_owned()), more: more(json!({"groups": ["a"]})), ..Told::default() };
        let asked = Told {
            name: Some("Somebody".to_owned()),
            email: Some("ana@example.org".to_owned()),
            more: more(json!({"groups": ["a", "admins"]})),
            ..Told::default()
        };
        let confirmed = asked.below(Some(token)).confirmed("i".to_owned(), "groups", None);
        assert_eq!(
            (confirmed.display_name.as_deref(), confirmed.email.as_deref()),
            (Some("Ana"), Some("ana@example.org"))
        );
        assert_eq!(confirmed.groups, Groups::Named(BTreeSet::from(["a".to_owned()])));
    }
}
