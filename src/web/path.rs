//! What addresses name. An address that names nothing reads like one whose thing does not exist.

use crate::web::errors::WebError;
use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};

/// The named parts of a path; 404 where one does not read as what it stands for.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(WebError))]
pub struct Path<T>(pub T);

/// The query of an address; 422 where it cannot be read.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(WebError))]
pub struct Query<T>(pub T);

impl From<PathRejection> for WebError {
    fn from(rejection: PathRejection) -> Self {
        match rejection {
            PathRejection::FailedToDeserializePathParams(_) => Self::not_found(),
            other => Self::internal(&other),
        }
    }
}

impl From<QueryRejection> for WebError {
    fn from(rejection: QueryRejection) -> Self {
        Self::invalid(format!("The address could not be read: {}.", rejection.body_text()))
    }
}
