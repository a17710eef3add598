//! HOW a review is stored as a CRDT. Automerge lives here and nowhere else.
//!
//! A caller may rely on this: what [`Replica::view`] reads and what folding [`Commit::deltas`] gives are equal;
//! replicas with the same heads have equal views; nothing that was applied is ever rewritten; bytes whose
//! beginning is another review's are refused, and so are changes that would hide what others wrote.
//! It does not know where bytes are kept or how they travel.

mod ballot;
mod containers;
mod error;
mod genesis;
mod history;
mod identity;
mod inspect;
mod patches;
mod read;
mod recast;
mod replica;
mod schema;
mod shadow;
mod undo;

pub use error::{DocumentError, Refusal};
pub use genesis::genesis;
pub use history::{Written, heads_of};
pub use identity::{DocumentId, Head, Identity};
pub use inspect::{Inspected, Limits, everything_written, inspect};
pub use recast::{Keep, clean_copy, recast};
pub use replica::{Absorbed, Commit, Replica, Seed, Stamp};
pub use schema::{MAJOR_VERSION, Step};
pub use shadow::{Conversation, Shadow};
pub use undo::{Take, Undo, inverse_of_merge, left_out};
