//! What leaves: JSON, Markdown, rich text, and the names of files.
//!
//! [`story`] makes a tree ([`rich`]) of a view; [`markdown`], [`html`], [`page`] and the reading view write it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Evidence that is at hand: bytes by their SHA-256 in lowercase hex.
pub type Pieces = BTreeMap<String, Arc<[u8]>>;

pub mod calendar;
pub mod html;
pub mod json;
pub mod markdown;
pub mod names;
pub mod page;
pub mod rich;
pub mod story;
pub mod tracker;
pub(super) mod wording;
pub mod writeup;
