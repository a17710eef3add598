//! The craft as pure functions: figures, a picture and a replay over a view, wording over one entry.

pub mod lens;
pub mod numbers;
pub mod picture;
pub mod replay;
