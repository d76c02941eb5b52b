//! The engine against real processes.
