//! Who may do what. Only the matrix in the database authorises; it is read in the same transaction as what it permits.

pub mod actor;
pub mod consequence;
pub mod grants;
pub mod permission;
pub mod permit;
pub mod policy;
pub mod scope;
