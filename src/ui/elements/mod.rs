//! Pieces that several pages use.

pub mod live_text;
pub mod markup;
pub mod modal;
pub mod notice;
pub mod upkeep;
