//! The deployment strategy document: Markdown in, typed strategy out, every problem with its line and column.
//!
//! [`read`] goes from bytes to text ([`Source`](source::Source)), from text to an outline of lists, tables and fenced
//! blocks, from the blocks to YAML values, and from all of these, part by part, to a
//! [`Strategy`](crate::domain::strategy::Strategy). [`plan`] makes the plan of one deployment from that,
//! [`export`] writes the document out again, [`difference`] tells two of them apart.

mod access_table;
mod approvals;
mod automation;
mod backup_jobs;
mod blocks;
pub mod cache;
mod channel;
mod checklist;
mod checklist_rules;
mod control;
pub mod difference;
mod document;
pub mod draft;
mod environment;
mod fields;
mod headings;
mod interval;
mod mapping;
mod mermaid;
mod monitoring;
mod names;
mod nearest;
mod number;
pub mod offer;
mod outline;
mod pipeline;
mod placeholder;
pub mod plan;
mod problem;
mod read;
mod reading;
mod records;
mod recovery;
pub mod runbook;
mod secrets;
mod section;
mod source;
pub mod starter;
mod steps;
mod synonyms;
mod tables;
mod threshold;
mod unread;
mod values;
mod write;
mod yaml;

pub use headings::{Heading, headings};
pub use problem::Problem;
pub use read::{Outcome, examine, read};
pub use source::MOST_BYTES;
pub use write::export;

#[cfg(test)]
mod tests;
