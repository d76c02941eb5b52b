//! What actors do: one file per thing done, one transaction each.
//!
//! An action opens the one write transaction, reads what the actor holds in it, obtains a permit, asks the domain,
//! writes with the permit, appends the audit event, and commits. Refused or denied, it changes nothing.

pub mod add_person;
pub mod add_token;
pub mod answer_checklist;
pub mod approve_deployment;
pub mod cancel_deployment;
pub mod close_review;
pub mod confirm_step;
pub mod deciding;
pub mod end_deployment;
pub mod error;
pub mod export_strategy;
pub mod follow_up;
pub mod import_strategy;
pub mod journeys;
pub mod open_deployments;
pub mod overview;
pub mod password;
pub mod permitted;
pub mod planning;
pub mod previewing;
pub mod rebind_deployments;
pub mod record_live;
pub mod recover_deployment;
pub mod register_release;
pub mod request_deployment;
pub mod roll_back;
pub mod sign_in;
pub mod sign_out;
pub mod standing;
pub mod start_deployment;
pub mod start_when_ready;
pub mod strategy_in_force;
pub mod use_token;
pub mod verify_audit;
pub mod waiting_for_you;

#[cfg(test)]
mod tests;
