//! The craft as pure functions: figures over a view, wording over one entry.

pub mod lens;
pub mod numbers;
