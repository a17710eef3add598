//! The loop: intents in, effects out; commands; notices.
//!
//! A [`Room`] is one open review: it holds the document, the view, the journal and what can be undone, and
//! answers every event with [`Output`]s that somebody else carries out. It knows no browser: tests drive it
//! with nothing but calls.

pub mod answer;
pub mod history;
pub mod leaving;
pub mod opening;
pub mod private_account;
pub mod private_rating;
pub mod room;
pub mod route;
pub mod tab_message;
pub mod together;

pub use room::{Output, Room, RoomError};
pub use route::{Part, Route};
