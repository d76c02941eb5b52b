//! Asking the provider again who somebody is, in steps: what it gives in between must not be lost.

use super::known::{Answer, Known};
use super::verify::Expected;
use super::{Confirmed, Provider, ProviderError, said_no};
use crate::domain::time::Time;
use openidconnect::{OAuth2TokenResponse, RefreshToken};
use std::sync::Arc;

/// The provider answers: it can be asked about people.
pub struct Reached(Arc<Known>);

/// What it gave for a refresh token. None of it is believed yet.
pub struct Renewed {
    known: Arc<Known>,
    answer: Answer,
}

impl Renewed {
    /// What it is to be asked with the next time; where it gave nothing new, what it was asked with.
    pub fn refresh_token(&self) -> Option<&str> {
        self.answer.refresh_token().map(|token| token.secret().as_str())
    }
}

impl Provider {
    /// Finds out whether it answers at all.
    ///
    /// # Errors
    /// [`ProviderError::NoAnswer`].
    pub async fn reach(&self, now: Time) -> Result<Reached, ProviderError> {
        self.known(now).await.map(Reached)
    }

    /// Gives it a refresh token, which may be good once: then nothing but what comes out of here opens anything, so
    /// this is never broken off, and the new one is kept before anything else is asked.
    ///
    /// # Errors
    /// [`ProviderError::Refused`] where it no longer knows them; else as [`Provider::finish`].
    pub async fn renew(&self, reached: &Reached, refresh_token: String) -> Result<Renewed, ProviderError> {
        let client = reached.0.client(&self.settings, None)?;
        let token = RefreshToken::new(refresh_token);
        let request =
            client.exchange_refresh_token(&token).map_err(|error| ProviderError::unusable(&error))?;
        let answer = request.request_async(&self.line).await.map_err(said_no)?;
        Ok(Renewed { known: reached.0.clone(), answer })
    }

    /// What it says now about somebody of this subject.
    ///
    /// # Errors
    /// As [`Provider::finish`].
    pub async fn again(
        &self,
        renewed: Renewed,
        subject: &str,
        now: Time,
    ) -> Result<Confirmed, ProviderError> {
        let expected = Expected { subject: Some(subject.to_owned()), nonce: None, signed_in_since: None };
        self.confirmed(renewed.known, renewed.answer, expected, now).await
    }
}
