//! The craft as pure functions: figures, a picture, a replay, roles and accounts over a view, wording
//! over one entry.

pub mod accounts;
pub mod bet;
pub mod evidence;
pub mod lens;
pub mod numbers;
pub mod picture;
pub mod replay;
pub mod roles;
pub mod sieve;
pub mod surprise;
pub mod threads;
