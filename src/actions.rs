//! What actors do: one file per thing done, one transaction each.
//!
//! An action opens the one write transaction, reads what the actor holds in it, obtains a permit, asks the domain,
//! writes with the permit, appends the audit event, and commits. Refused or denied, it changes nothing.

pub mod error;
pub mod password;
pub mod sign_in;
pub mod sign_out;
