//! What speaks against releases: rollbacks that took one away, reported problems, and who cleared it.

mod facts;
mod row;
mod write;

pub use facts::{about, about_one, claim_of, requesters, taken_by};
pub use write::{NewReport, claim_no_fault, clear, note_taken, report};
