//! Components: each takes plain values and returns a view. None of them knows a page, an address or a rule.
//!
//! Text is always text: views escape it. Where a component takes a view, a `String` or `&'static str` is one too.

pub mod ansi;
pub mod board;
pub mod button;
pub mod change;
pub mod chips;
pub mod clock;
pub mod command;
pub mod empty;
pub mod field;
pub mod fold;
pub mod form;
pub mod gate;
pub mod irreversible;
pub mod link;
pub mod log;
pub mod mark;
pub mod matrix;
pub mod more;
pub mod notice;
pub mod once;
pub mod page;
pub mod panel;
pub mod qr;
pub mod rail;
pub mod reach;
pub mod reading;
pub mod row;
pub mod sheet;
pub mod state;
pub mod strip;
pub mod table;
pub mod time;
pub mod track;
pub mod version;
pub mod yours;
