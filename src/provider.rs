//! The organisation's sign-in provider (OpenID Connect): sending somebody there, checking what they bring back, and
//! asking again who they are. What comes out of here as [`Confirmed`] was checked; nothing else is believed.

pub mod again;
pub mod attempt;
mod claims;
pub mod error;
pub mod groups;
pub mod http;
mod known;
mod verify;

pub use attempt::{Attempt, Returned};
pub use claims::Confirmed;
pub use error::ProviderError;
pub use groups::{Groups, Untold};
pub use http::{Http, HttpClient};

use crate::config::OpenIdConnect;
use crate::domain::time::Time;
use crate::random::{self, Random};
use http::Line;
use known::{Answer, Known};
use openidconnect::core::{CoreAuthenticationFlow, CoreErrorResponseType};
use openidconnect::{
    AccessToken, AuthorizationCode, CsrfToken, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RequestTokenError, Scope, StandardErrorResponse, SubjectIdentifier,
};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::Mutex;
use url::Url;
use verify::Expected;

/// The provider as the settings name it. What it says of itself is asked for when it is first needed, and kept.
pub struct Provider {
    /// The settings.
    pub settings: OpenIdConnect,
    line: Line,
    known: Mutex<Option<Arc<Known>>>,
}

type TokenError = RequestTokenError<http::HttpError, StandardErrorResponse<CoreErrorResponseType>>;

impl Provider {
    /// The provider, asked over this.
    pub fn over(http: Arc<dyn Http>, settings: OpenIdConnect) -> Self {
        Self { settings, line: Line(http), known: Mutex::new(None) }
    }

    /// Where a person is sent to sign in, and what this browser must bring back with them. `returned` is the address
    /// that the provider sends them back to.
    ///
    /// # Errors
    /// Where the provider cannot be reached, or is not what the settings say.
    pub async fn begin(
        &self,
        random: &dyn Random,
        returned: &str,
        attempt: attempt::Wish,
        now: Time,
    ) -> Result<(Url, Attempt), ProviderError> {
        let [state, nonce, verifier] = [(); 3].map(|()| random::hexadecimal(random, 32));
        let attempt = Attempt::new(state, nonce, verifier, attempt, now);
        let known = self.known(now).await?;
        let client = known.client(&self.settings, Some(returned))?;
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier.clone()));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = client
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        if let Some(prompt) = self.prompt(&attempt) {
            request = request.add_extra_param("prompt", prompt);
        }
        if attempt.again.is_some() {
            request = request.add_extra_param("max_age", "0");
        }
        let (url, _, _) = request.url();
        self.accept(&url)?;
        Ok((url, attempt))
    }

    /// Who came back, where everything fits: the attempt is this browser's, the code is taken by the provider, and
    /// its token is signed by it, for us, now, and for this attempt.
    ///
    /// # Errors
    /// [`ProviderError::Untrusted`] where something does not fit, [`ProviderError::Refused`] where the provider or
    /// the person said no, [`ProviderError::NoAnswer`] or [`ProviderError::Unusable`] where the provider gave no answer
    /// that can be used.
    pub async fn finish(
        &self,
        attempt: &Attempt,
        brought: &Returned,
        returned: &str,
        now: Time,
    ) -> Result<Confirmed, ProviderError> {
        let code = self.code(attempt, brought, now)?;
        let known = self.known(now).await?;
        let client = known.client(&self.settings, Some(returned))?;
        let request = client.exchange_code(code).map_err(|error| ProviderError::unusable(&error))?;
        let answer = request
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(&self.line)
            .await
            .map_err(said_no)?;
        let nonce = Nonce::new(attempt.nonce.clone());
        let signed_in_since = attempt.again.map(|_| attempt.begun_at);
        self.confirmed(known, answer, Expected { subject: None, nonce: Some(nonce), signed_in_since }, now)
            .await
    }

    /// Whether what came back belongs to this attempt.
    ///
    /// # Errors
    /// [`ProviderError::Untrusted`] and [`ProviderError::Refused`], as [`Provider::finish`] says.
    pub fn belongs(&self, attempt: &Attempt, brought: &Returned, now: Time) -> Result<(), ProviderError> {
        self.code(attempt, brought, now).map(drop)
    }

    /// The code, where what came back belongs to this attempt.
    fn code(
        &self,
        attempt: &Attempt,
        brought: &Returned,
        now: Time,
    ) -> Result<AuthorizationCode, ProviderError> {
        let state = brought.state.as_deref().unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(attempt.state.as_bytes())) {
            return Err(ProviderError::Untrusted("the state is not of this browser's attempt".to_owned()));
        }
        if now > attempt.until {
            return Err(ProviderError::Untrusted("the attempt took too long".to_owned()));
        }
        // RFC 9207: another provider's answer is not taken for this one's.
        if brought.iss.as_ref().is_some_and(|iss| *iss != self.settings.issuer) {
            return Err(ProviderError::Untrusted("the answer names another issuer".to_owned()));
        }
        match (&brought.error, &brought.code) {
            (None, Some(code)) => Ok(AuthorizationCode::new(code.clone())),
            _ => Err(ProviderError::Refused("the provider sent no code".to_owned())),
        }
    }

    /// Checks the ID token, and asks for what it does not tell.
    async fn confirmed(
        &self,
        known: Arc<Known>,
        answer: Answer,
        expected: Expected,
        now: Time,
    ) -> Result<Confirmed, ProviderError> {
        let issuer = self.settings.issuer.clone();
        let subject = expected.subject.clone();
        let told = match answer.extra_fields().id_token() {
            Some(token) => Some(self.verified(&known, token, answer.access_token(), &expected, now).await?),
            // Only an answer to a refresh may be without one.
            None if subject.is_some() => None,
            None => return Err(ProviderError::Untrusted("there is no ID token".to_owned())),
        };
        let refresh_token = answer.refresh_token().map(|token| token.secret().clone());
        let subject = told.as_ref().map(|told| told.subject.clone()).or(subject).unwrap_or_default();
        let told = match told {
            Some(told) if told.is_enough(&self.settings.groups_claim) => told,
            told => self.with_more(&known, told, answer.access_token(), &subject).await?,
        };
        let mut confirmed = told.confirmed(issuer, &self.settings.groups_claim, refresh_token);
        let address = self.settings.groups_address.as_ref();
        if let (Groups::Untold(Untold::TooMany), Some(address)) = (&confirmed.groups, address) {
            confirmed.groups = self.groups_at(address, answer.access_token()).await;
        }
        Ok(confirmed)
    }

    /// What the provider tells beside the token, where it has an address for that.
    async fn with_more(
        &self,
        known: &Known,
        told: Option<claims::Told>,
        token: &AccessToken,
        subject: &str,
    ) -> Result<claims::Told, ProviderError> {
        let client = known.client(&self.settings, None)?;
        let expected = SubjectIdentifier::new(subject.to_owned());
        let Ok(request) = client.user_info(token.clone(), Some(expected)) else {
            return told
                .ok_or_else(|| ProviderError::Unusable("it tells nothing about the person".to_owned()));
        };
        let more = request.request_async(&self.line).await.map_err(|error| ProviderError::of_more(&error))?;
        Ok(claims::Told::of_more(&more).below(told))
    }

    fn prompt(&self, attempt: &Attempt) -> Option<String> {
        let again = attempt.again.map(|_| "login");
        let words: Vec<&str> = again.into_iter().chain(self.settings.prompt.as_deref()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// A browser is sent only where the settings allow: over TLS, unless the provider is on this machine.
    fn accept(&self, url: &Url) -> Result<(), ProviderError> {
        let plain = url.scheme() == "http" && self.settings.issuer.starts_with("http://");
        if plain || url.scheme() == "https" {
            return Ok(());
        }
        Err(ProviderError::Unusable("its sign-in page is not reached over https".to_owned()))
    }
}

/// What an answer other than a token means: that this code or refresh token opens nothing any more, or nothing at all.
fn said_no(error: TokenError) -> ProviderError {
    if let RequestTokenError::ServerResponse(said) = &error {
        let kind = said.error();
        let ended = ["interaction_required", "login_required", "consent_required", "access_denied"];
        if *kind == CoreErrorResponseType::InvalidGrant || ended.contains(&kind.as_ref()) {
            return ProviderError::Refused(format!("it answers {}", kind.as_ref()));
        }
        return ProviderError::Unusable(format!("it answers {}", kind.as_ref()));
    }
    if let RequestTokenError::Request(http::HttpError::NoAnswer(_)) = &error {
        return ProviderError::no_answer(&error);
    }
    ProviderError::unusable(&error)
}
