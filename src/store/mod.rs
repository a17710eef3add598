//! Durability without I/O: what is written where, in which order, and when the page may say "Saved".
//!
//! Everything here is pure: events in, effects out as data, so that the same code runs in the browser and on
//! the simulated disk of `tests/durability.rs`. A document is opaque bytes and its heads are opaque strings;
//! what has to understand them is handed in as a [`Loader`].
//!
//! A review's life here: [`recover`] opens it, a [`Journal`] keeps it, a [`Compaction`] gathers it up, [`backups`]
//! copy it, [`canary`] and [`lost`] notice what is missing.
//!
//! What a caller may rely on:
//! - [`Journal::status`] says `Saved` only when every commit and note it was given is in a strict transaction
//!   that completed.
//! - No effect of this module deletes a chunk that was not loaded into the snapshot that replaces it, and none
//!   before that snapshot was read back and compared.
//! - Bytes that cannot be read are kept, never overwritten.
//!
//! It must not know Automerge, IndexedDB, the clock or the page.

pub mod backups;
pub mod canary;
pub mod compaction;
pub mod disk;
pub mod journal;
pub mod keys;
pub mod keystrokes;
pub mod lost;
pub mod recovery;
pub mod view_cache;

pub use compaction::{Compaction, LoadError, Loaded, Loader};
pub use disk::{DiskError, Durability, Value, Write};
pub use journal::{Effect, Event, Journal, SaveState, Ticket};
pub use keys::{ChunkKey, ChunkKind, Key, Store};
pub use recovery::{Recovery, recover};
pub use view_cache::ViewCache;
