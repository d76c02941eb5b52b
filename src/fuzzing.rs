//! What must hold of everything that comes from outside, whatever its bytes are.
//!
//! Each function takes bytes and panics where its promise is broken. The fuzz targets below `fuzz/` feed them bytes that
//! nobody thought of; `tests.rs` feeds them the ones that are kept there, seeds and findings, in every run of the tests.
//! It is in the library, and not beside the targets, because it also asks what is not public; no program that is built
//! for use holds it (`cfg(fuzzing)` is set by cargo-fuzz alone).

mod api;
mod csv;
mod document;
mod forms;
mod logs;
mod world;

pub use self::api::api;
pub use self::csv::csv;
pub use self::document::document;
pub use self::forms::forms;
pub use self::logs::logs;

#[cfg(test)]
mod tests;
