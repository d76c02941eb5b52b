//! See the map in [`crate`].

pub mod hostile;
