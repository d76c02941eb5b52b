//! Pages: one file per noun of an address.

pub mod health;
pub mod sign_in;
pub mod sign_out;
