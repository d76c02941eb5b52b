//! Whether an ID token is to be believed.

use super::claims::{More, Told};
use super::known::{Client, Known};
use super::{Provider, ProviderError};
use crate::domain::time::{Span, Time};
use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, IdToken, IdTokenClaims, Nonce,
    SignatureVerificationError,
};
use std::time::{Duration, SystemTime};

type Token = IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// What a token must say beside what all must.
pub(super) struct Expected {
    /// Whom it is about, where that is known.
    pub(super) subject: Option<String>,
    /// The attempt it is for; none where it answers a refresh.
    pub(super) nonce: Option<Nonce>,
    /// Since when they must have signed in at the provider.
    pub(super) signed_in_since: Option<Time>,
}

/// Algorithms with two keys: what the provider signs with, nobody else has. Never `none`, and never a shared secret,
/// for which a public key could be passed off.
const SIGNED_WITH: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// How far the clocks of the provider and of this machine may differ.
const CLOCKS: Span = Span::minutes(2);

impl Provider {
    /// What a token tells, where it is signed by the provider, for us, about whom we expect, and holds now.
    pub(super) async fn verified(
        &self,
        known: &Known,
        token: &Token,
        access: &AccessToken,
        expected: &Expected,
        now: Time,
    ) -> Result<Told, ProviderError> {
        let told = read(&known.client(&self.settings, None)?, token, access, expected, now);
        let unknown =
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey);
        let told = match told {
            Err(error) if error == unknown => {
                let known = self.known_newly(now).await?;
                read(&known.client(&self.settings, None)?, token, access, expected, now)
            }
            told => told,
        };
        told.map_err(|error| ProviderError::of_claims(&error))
    }
}

fn read(
    client: &Client,
    token: &Token,
    access: &AccessToken,
    expected: &Expected,
    now: Time,
) -> Result<Told, ClaimsVerificationError> {
    let since = expected.signed_in_since;
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(SIGNED_WITH)
        .set_time_fn(move || at(now).into())
        .set_issue_time_verifier_fn(move |issued| {
            within(issued.timestamp() <= seconds(now + CLOCKS), "issued later")
        })
        .set_auth_time_verifier_fn(move |time| match (since, time) {
            (None, _) => Ok(()),
            (Some(since), time) => {
                let earliest = Time(since.0.saturating_sub(CLOCKS.0));
                within(time.is_some_and(|time| time.timestamp() >= seconds(earliest)), "signed in earlier")
            }
        });
    let claims = match &expected.nonce {
        Some(nonce) => token.claims(&verifier, nonce)?,
        None => token.claims(&verifier, |_: Option<&Nonce>| Ok(()))?,
    };
    belongs(token, claims, &verifier, access)?;
    // OpenID Connect Core 3.1.3.7: where it says whom it was made for, that is us.
    if claims.authorized_party().is_some_and(|party| party != client.client_id()) {
        return Err(ClaimsVerificationError::Other("it was made for another client".to_owned()));
    }
    let told = Told::of_token(claims);
    if told.subject.is_empty() || expected.subject.as_ref().is_some_and(|expected| *expected != told.subject)
    {
        return Err(ClaimsVerificationError::InvalidSubject("it is about somebody else".to_owned()));
    }
    Ok(told)
}

/// Whether it came with this access token and for this client, where it says so.
fn belongs(
    token: &Token,
    claims: &IdTokenClaims<More, CoreGenderClaim>,
    verifier: &CoreIdTokenVerifier<'_>,
    access: &AccessToken,
) -> Result<(), ClaimsVerificationError> {
    if let Some(expected) = claims.access_token_hash() {
        let bad = ClaimsVerificationError::SignatureVerification;
        let (alg, key) = (token.signing_alg().map_err(bad)?, token.signing_key(verifier).map_err(bad)?);
        let own = AccessTokenHash::from_token(access, alg, key);
        if own.ok().as_ref() != Some(expected) {
            return Err(ClaimsVerificationError::Other("it belongs to another access token".to_owned()));
        }
    }
    Ok(())
}

fn within(fits: bool, why: &str) -> Result<(), String> {
    if fits { Ok(()) } else { Err(why.to_owned()) }
}

fn at(time: Time) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(time.0).unwrap_or(0))
}

fn seconds(time: Time) -> i64 {
    time.0 / 1_000_000
}
