//! Why the provider confirmed nobody.

use super::http::HttpError;
use openidconnect::{ClaimsVerificationError, UserInfoError};
use std::error::Error;

/// Why the provider confirmed nobody. The sentences are for the log, and never hold a token or a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or not as a provider: nobody can be asked about.
    #[error("the sign-in provider does not answer: {0}")]
    NoAnswer(String),
    /// It gave no answer that can be used, which may be so about one person alone.
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
    /// No answer, for this reason and what caused it.
    pub(super) fn no_answer(error: &dyn Error) -> Self {
        Self::NoAnswer(with_causes(error))
    }

    /// No usable answer, for this reason and what caused it.
    pub(super) fn unusable(error: &dyn Error) -> Self {
        Self::Unusable(with_causes(error))
    }

    /// A token that does not fit.
    pub(super) fn of_claims(error: &ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(inner) => Self::Untrusted(inner.to_string()),
            other => Self::Untrusted(other.to_string()),
        }
    }

    /// What was asked about the person came to nothing.
    pub(super) fn of_more(error: &UserInfoError<HttpError>) -> Self {
        match error {
            UserInfoError::ClaimsVerification(error) => Self::of_claims(error),
            UserInfoError::Request(HttpError::NoAnswer(_)) => Self::no_answer(error),
            other => Self::unusable(other),
        }
    }
}

fn with_causes(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}
