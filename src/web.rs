//! What browsers and the API's callers meet: the route table, sessions, pages, streams and the API.

pub use router::router;

pub mod addresses;
pub mod api;
pub mod assets;
pub mod attempts;
pub mod body;
pub mod client;
pub mod context;
pub mod csrf;
pub mod csv;
pub mod done;
pub mod errors;
pub mod events;
pub mod forms;
pub mod fresh;
pub mod guard;
pub mod handbook;
pub mod headers;
pub mod kept;
pub mod leftover;
pub mod narrowing;
pub mod next;
pub mod origin;
pub mod pages;
pub mod path;
pub mod rail;
pub mod render;
pub mod request_id;
pub mod router;
pub mod routes;
pub mod sentence;
pub mod session;
pub mod typed;
