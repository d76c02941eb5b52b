//! Why the provider confirmed nobody.

use openidconnect::{ClaimsVerificationError, UserInfoError};
use std::error::Error;

/// Why the provider confirmed nobody. The sentences are for the log, and never hold a token or a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It gave no answer that can be used: it cannot be reached, or it and the settings do not fit.
    #[error("the sign-in provider cannot be used: {0}")]
    Unusable(String),
    /// It, or the person there, said no.
    #[error("the sign-in provider said no: {0}")]
    Refused(String),
    /// What came is not to be believed.
    #[error("what came from the sign-in provider is not to be believed: {0}")]
    Untrusted(String),
}

impl ProviderError {
    /// No usable answer, for this reason and what caused it.
    pub(super) fn unusable(error: &dyn Error) -> Self {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            words = format!("{words}: {inner}");
            cause = inner.source();
        }
        Self::Unusable(words)
    }

    /// A token that does not fit.
    pub(super) fn of_claims(error: &ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(inner) => Self::Untrusted(inner.to_string()),
            other => Self::Untrusted(other.to_string()),
        }
    }

    /// What was asked about the person came to nothing.
    pub(super) fn of_more<E: Error + 'static>(error: &UserInfoError<E>) -> Self {
        match error {
            UserInfoError::ClaimsVerification(error) => Self::of_claims(error),
            other => Self::unusable(other),
        }
    }
}
