//! What actors do: one file per thing done, one transaction each.
//!
//! An action opens the one write transaction, reads what the actor holds in it, obtains a permit, asks the domain,
//! writes with the permit, appends the audit event, and commits. Refused or denied, it changes nothing.

pub mod access_differences;
pub mod access_on;
pub mod add_people;
pub mod add_person;
pub mod add_role;
pub mod add_token;
pub mod administration;
pub mod answer_checklist;
pub mod approve_deployment;
pub mod cancel_deployment;
pub mod change_access;
pub mod change_membership;
pub mod change_password;
pub mod checkpoint;
pub mod close_review;
pub mod confirm_people;
pub mod confirm_step;
pub mod decide_access_change;
pub mod deciding;
pub mod describe_person;
pub mod disable_person;
pub mod enable_person;
pub mod end_deployment;
pub mod end_session;
pub mod error;
pub mod export_strategy;
mod follow_claims;
pub mod follow_up;
pub mod grant_role;
pub mod guessing;
pub mod import_strategy;
pub mod invite_person;
pub mod journeys;
pub mod make_group;
pub mod one_time_link;
pub mod open_deployments;
pub mod overview;
pub mod password;
pub mod permitted;
pub mod planning;
pub mod previewing;
pub mod prove;
pub mod publish_runbook;
pub mod rebind_deployments;
pub mod record_attempt;
pub mod record_live;
pub mod recover_deployment;
pub mod recovery_plan;
pub mod register_release;
pub mod remove_group;
pub mod request_deployment;
pub mod reset_password;
pub mod retire_role;
pub mod revoke_role;
pub mod revoke_token;
pub mod roll_back;
pub mod second_factor;
pub mod set_up;
pub mod sign_in;
pub mod sign_in_with_provider;
pub mod sign_out;
pub mod sign_out_everywhere;
pub mod standing;
pub mod start_deployment;
pub mod start_when_ready;
pub mod strategy_in_force;
pub mod use_link;
pub mod use_token;
pub mod verify_audit;
pub mod waiting_for_you;
pub mod write_runbook;

#[cfg(test)]
mod tests;
