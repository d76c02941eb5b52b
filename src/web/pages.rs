//! Pages: one file per noun of an address.

pub mod account;
pub mod admin;
pub mod approvals;
pub mod backup_jobs;
pub mod board;
pub mod deployments;
pub mod document_form;
pub mod environments;
pub mod health;
pub mod history;
pub mod known;
pub mod moves;
pub mod password_link;
pub mod pipeline;
pub mod projects;
pub mod recovery;
pub mod releases;
pub mod rollback;
pub mod runbooks;
pub mod runs;
pub mod setup;
pub mod sign_in;
pub mod sign_out;
pub mod strategy;
pub mod suspicion;
pub mod tokens;

#[cfg(test)]
mod tests;
