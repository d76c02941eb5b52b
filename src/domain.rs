//! Pure rules and types, one file per noun. Nothing here knows SQL, HTTP, HTML, or what time it is.

pub mod approval;
pub mod cell;
pub mod checklist;
pub mod conditions;
pub mod deployment;
pub mod environment;
pub mod evidence;
pub mod gate;
pub mod id;
pub mod irreversible;
pub mod journey;
pub mod log;
pub mod password;
pub mod person;
pub mod plan;
pub mod refusal;
pub mod release;
pub mod role;
pub mod rollback;
pub mod strategy;
pub mod strategy_file;
pub mod text;
pub mod time;
pub mod token;
pub mod url;
