//! The craft as pure functions over a view.

pub mod numbers;
