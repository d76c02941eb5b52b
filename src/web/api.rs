//! The API for machines: JSON in, JSON out, problem documents where something is wrong. Tokens only.

pub mod cancellations;
pub mod deployments;
pub mod environments;
mod json;
pub mod problems;
pub mod releases;
pub mod starts;
mod view;

pub use json::ApiJson;

#[cfg(test)]
mod tests;
