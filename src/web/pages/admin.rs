//! `/admin`: what admins and auditors come for. One file per noun below this address.

pub mod audit;
mod overview;

pub use overview::get;
