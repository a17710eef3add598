//! Between people, without I/O: what a review becomes on its way to somebody else, and what is made of what
//! comes back.
//!
//! - [`envelope`]: the `.postmortem` file. [`link`]: links that carry a review. [`ask`]: questions and answers.
//! - [`sealed`]: files that open with a key or a passphrase. [`published`]: drafts on the app's own host.
//! - [`gate`]: what runs in the quarantine before anything from outside is believed. [`limits`]: its caps.
//! - [`folder`]: the team folder. [`live`]: working together over a wire. [`preview`]: what would change.
//! - [`export`]: JSON, Markdown, rich text. [`import`]: JSON, and what people paste.
//!
//! A document is opaque bytes here; [`crate::document`] reads them.

pub mod ask;
mod bytes;
pub mod envelope;
pub mod export;
pub mod folder;
pub mod gate;
pub mod import;
pub mod limits;
pub mod link;
pub mod live;
pub mod looks;
pub mod preview;
pub mod published;
pub mod sealed;

pub use limits::Limits;
