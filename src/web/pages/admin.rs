//! What admins and auditors come for: one file per noun below `/admin`.

pub mod audit;
