//! Working together over a wire: what people's browsers, and an existing sync server, say to each other.
//!
//! One session machine for every live wire, without I/O. It speaks the messages of automerge-repo (version "1"), so
//! that other programs can take part; what is ours alone goes only to those who said that they understand it. It
//! runs in the quarantine: what comes over a wire is taken in there first.

pub mod address;
pub mod chunks;
pub mod message;
pub mod presence;
pub mod session;
pub mod signal;
pub mod work;

pub use crate::document::{DocumentId, Head, Identity};
