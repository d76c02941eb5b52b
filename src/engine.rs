//! Carries out the plans of started deployments.

pub mod process;
