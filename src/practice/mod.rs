//! The craft as pure functions: figures, a picture, a replay, roles and accounts over a view, wording
//! over one entry.

pub mod accounts;
pub mod changes;
pub mod evidence;
pub mod exit;
pub mod gate_message;
pub mod lens;
pub mod numbers;
pub mod picture;
pub mod replay;
pub mod roles;
pub mod sieve;
pub mod threads;
