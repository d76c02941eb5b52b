//! The ways in which the provider lies, or somebody in its place.

use super::{SECRET, token};
use serde_json::{Value, json};

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says it by its name")]
pub enum Lie {
    AnotherNonce,
    NoNonce,
    AnotherIssuer,
    AnotherAudience,
    MoreAudiences,
    NoAudience,
    MadeForAnother,
    NoSubject,
    Unsigned,
    UnsignedWithSignature,
    SignedWithPublicKey,
    SignedWithClientSecret,
    SignedByAnother,
    SignedByAnotherUnderOurName,
    ChangedAfterSigning,
    Expired,
    IssuedLater,
    OfAnotherAccessToken,
    NotAToken,
    NoToken,
    SomebodyElseBeside,
    /// A lie only where they were to sign in anew.
    SignedInLongAgo,
}

impl Lie {
    /// Every way that shows in a token.
    pub const ALL: [Self; 21] = [
        Self::AnotherNonce,
        Self::NoNonce,
        Self::AnotherIssuer,
        Self::AnotherAudience,
        Self::MoreAudiences,
        Self::NoAudience,
        Self::MadeForAnother,
        Self::NoSubject,
        Self::Unsigned,
        Self::UnsignedWithSignature,
        Self::SignedWithPublicKey,
        Self::SignedWithClientSecret,
        Self::SignedByAnother,
        Self::SignedByAnotherUnderOurName,
        Self::ChangedAfterSigning,
        Self::Expired,
        Self::IssuedLater,
        Self::OfAnotherAccessToken,
        Self::NotAToken,
        Self::NoToken,
        Self::SomebodyElseBeside,
    ];

    fn about(self, claims: &mut Value) {
        let issued = claims["iat"].as_i64().unwrap();
        match self {
            Self::AnotherNonce => claims["nonce"] = json!("0".repeat(64)),
            Self::NoNonce => drop(claims.as_object_mut().unwrap().remove("nonce")),
            Self::AnotherIssuer => claims["iss"] = json!("https://evil.example"),
            Self::AnotherAudience => claims["aud"] = json!("another"),
            Self::MoreAudiences => claims["aud"] = json!(["slipway", "another"]),
            Self::NoAudience => drop(claims.as_object_mut().unwrap().remove("aud")),
            Self::MadeForAnother => claims["azp"] = json!("another"),
            Self::NoSubject => claims["sub"] = json!(""),
            Self::Expired => claims["exp"] = json!(issued),
            Self::SignedInLongAgo => claims["auth_time"] = json!(issued - 900),
            Self::IssuedLater => claims["iat"] = json!(issued + 240),
            Self::OfAnotherAccessToken => {
                claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            }
            Self::SomebodyElseBeside => drop(claims.as_object_mut().unwrap().remove("groups")),
            _ => {}
        }
    }
}

/// The token with these claims, told truly or in this way.
pub(super) fn token(lie: Option<Lie>, mut claims: Value, key: u8) -> Option<String> {
    if let Some(lie) = lie {
        lie.about(&mut claims);
    }
    let header = |algorithm: &str| json!({ "alg": algorithm, "kid": format!("key {key}"), "typ": "JWT" });
    let ours = header("EdDSA");
    Some(match lie {
        Some(Lie::NoToken) => return None,
        Some(Lie::NotAToken) => "no.token.atall".to_owned(),
        Some(Lie::Unsigned) => format!("{}.", token::unsigned(&header("none"), &claims)),
        Some(Lie::UnsignedWithSignature) => token::signed(&header("none"), &claims, key),
        Some(Lie::SignedWithPublicKey) => {
            token::with_secret(&header("HS256"), &claims, &token::public_bytes(key))
        }
        Some(Lie::SignedWithClientSecret) => token::with_secret(&header("HS256"), &claims, SECRET.as_bytes()),
        Some(Lie::SignedByAnother) => {
            let header = json!({ "alg": "EdDSA", "kid": format!("key {}", key + 1) });
            token::signed(&header, &claims, key + 1)
        }
        Some(Lie::SignedByAnotherUnderOurName) => token::signed(&ours, &claims, key + 1),
        Some(Lie::ChangedAfterSigning) => {
            let (_, signature) = token::signed(&ours, &claims, key).rsplit_once('.').map(own).unwrap();
            claims["groups"] = json!(["admins"]);
            format!("{}.{signature}", token::unsigned(&ours, &claims))
        }
        _ => token::signed(&ours, &claims, key),
    })
}

fn own((text, signature): (&str, &str)) -> (String, String) {
    (text.to_owned(), signature.to_owned())
}
