//! Pages: one file per noun of an address.

pub mod board;
pub mod health;
pub mod moves;
pub mod sign_in;
pub mod sign_out;
