//! `/admin`: what admins and auditors come for. One file per noun below this address.

pub mod abilities;
pub mod access;
pub mod audit;
mod choices;
pub mod exposure;
pub mod group;
pub mod groups;
pub mod invitations;
mod link;
mod overview;
pub mod people;
pub mod person;
pub mod roles;
mod standing;
pub mod tokens;

pub use overview::get;

#[cfg(test)]
mod tests;
