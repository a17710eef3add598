//! The craft as pure functions: figures, a picture, a replay, roles and accounts over a view, wording
//! over one entry.

pub mod accounts;
pub mod bet;
pub mod causes;
pub mod changes;
pub mod decisions;
pub mod evidence;
pub mod exit;
pub mod factors;
pub mod gate;
pub mod gate_message;
pub mod holders;
pub mod lens;
pub mod meeting;
pub mod names;
pub mod numbers;
pub mod picture;
pub mod questions;
pub mod reconvene;
pub mod replay;
pub mod roles;
pub mod sieve;
pub mod status;
pub mod support;
pub mod surprise;
pub mod threads;
