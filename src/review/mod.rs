//! WHAT a postmortem is: values, moments, intents, deltas, the immutable view. Pure: it knows no browser, no
//! storage and no Automerge.

pub mod ballot;
pub mod choice;
pub mod delta;
pub mod difference;
pub mod edit;
pub mod field;
pub mod id;
pub mod intent;
pub mod kind;
pub mod moment;
pub mod quick_entry;
pub mod relation;
pub mod scalar;
pub mod splice;
pub mod text;
pub mod version;
pub mod view;

pub use delta::Delta;
pub use field::{Prose, TextField};
pub use id::{ItemId, PersonId, ReviewId};
pub use intent::{Intent, NewItem};
pub use kind::{EntryKind, Milestone};
pub use moment::Moment;
pub use scalar::{Claim, Register, Scalar};
pub use view::{Item, ReviewView, ViewParts, title_or_untitled};
