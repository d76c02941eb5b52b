//! Carries out the plans of started deployments.

pub mod artifact;
pub mod http;
pub mod process;
