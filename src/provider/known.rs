//! What the provider says of itself: its addresses and its keys.

use super::claims::More;
use super::http::HttpError;
use super::{Provider, ProviderError};
use crate::config::OpenIdConnect;
use crate::domain::time::{Span, Time};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, Client as AnyClient, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, RedirectUrl, StandardErrorResponse,
    StandardTokenResponse,
};
use std::sync::Arc;

/// What a token endpoint answers.
pub(super) type Answer = StandardTokenResponse<
    IdTokenFields<
        More,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// Slipway as the provider's client.
pub(super) type Client = AnyClient<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// So long it is believed without asking again.
const FRESH: Span = Span::hours(1);
/// A token that names a key we do not know makes us ask again, but not more often than this.
const PATIENCE: Span = Span::minutes(1);

/// What the provider says of itself.
pub(super) struct Known {
    metadata: CoreProviderMetadata,
    at: Time,
}

impl Known {
    /// The client that these settings make of it. `returned` is where it sends people back to.
    pub(super) fn client(
        &self,
        settings: &OpenIdConnect,
        returned: Option<&str>,
    ) -> Result<Client, ProviderError> {
        let id = ClientId::new(settings.client_id.clone());
        let secret = settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.0.clone()));
        let client = Client::from_provider_metadata(self.metadata.clone(), id, secret);
        let client = client.set_auth_type(self.auth_type());
        let Some(returned) = returned else { return Ok(client) };
        let returned =
            RedirectUrl::new(returned.to_owned()).map_err(|error| ProviderError::unusable(&error))?;
        Ok(client.set_redirect_uri(returned))
    }

    /// The secret goes into the header, which every provider takes, unless this one says that it does not.
    fn auth_type(&self) -> AuthType {
        let methods = self.metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        if !takes(CoreClientAuthMethod::ClientSecretBasic) && takes(CoreClientAuthMethod::ClientSecretPost) {
            return AuthType::RequestBody;
        }
        AuthType::BasicAuth
    }
}

impl Provider {
    /// What the provider says of itself, asked for where it is not known or old. One asks at a time.
    pub(super) async fn known(&self, now: Time) -> Result<Arc<Known>, ProviderError> {
        self.known_since(now, FRESH).await
    }

    /// The same after a token came whose key is not among the known ones: keys change.
    pub(super) async fn known_newly(&self, now: Time) -> Result<Arc<Known>, ProviderError> {
        self.known_since(now, PATIENCE).await
    }

    async fn known_since(&self, now: Time, fresh: Span) -> Result<Arc<Known>, ProviderError> {
        let mut kept = self.known.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| now - known.at < fresh) {
            return Ok(known.clone());
        }
        let known = Arc::new(Known { metadata: self.discover().await?, at: now });
        *kept = Some(known.clone());
        Ok(known)
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, ProviderError> {
        let issuer =
            IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| ProviderError::unusable(&error))?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.line).await;
        found.map_err(|error: openidconnect::DiscoveryError<HttpError>| ProviderError::no_answer(&error))
    }
}
