//! See the map in [`crate`].

pub mod assets;
pub mod body;
pub mod context;
pub mod csrf;
pub mod errors;
pub mod events;
pub mod forms;
pub mod guard;
pub mod headers;
pub mod next;
pub mod origin;
pub mod path;
pub mod rail;
pub mod render;
pub mod request_id;
pub mod session;
