//! `/admin`: what admins and auditors come for. One file per noun below this address.

pub mod abilities;
pub mod access;
pub mod audit;
pub mod exposure;
mod overview;
pub mod roles;

pub use overview::get;
