//! The harness of the tests: an installation in a folder of its own, builders, and hostile strings.

pub mod app;
pub mod client;
pub mod crowd;
pub mod hostile;
pub mod page;
pub mod progress;
pub mod random;
pub mod scene;
pub mod statements;
pub mod storefront;

pub use app::TestApp;
pub use client::{Anonymous, Browser, Token};
pub use storefront::Storefront;
