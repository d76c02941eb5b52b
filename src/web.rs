//! See the map in [`crate`].

pub mod assets;
pub mod headers;
pub mod render;
