//! Many reviews: catalogue rows, search, what was taken on, what was put in place, what recurs. Pure.
//!
//! A [`Row`] is what is known of a review without opening it; [`Index`] finds rows by the words in them, [`Alike`] by
//! what they mean.
//! Rows are derived: throwing all of them away and making them again from the reviews loses nothing but when a
//! review was touched last and that it was removed from the list. It must not know where rows are kept, the
//! clock, or the page.

pub mod alike;
pub mod commitments;
pub mod fold;
pub mod patterns;
pub mod row;
pub mod safeguards;
pub mod search;
pub mod tellings;
pub mod thesaurus;
mod told;

pub use alike::{Alike, Before, Like};
pub use row::{Asked, Fix, OpenFix, Proposed, Row, compared, differing, open_fixes, owed};
pub use search::{Hit, Index};
pub use tellings::Tellings;
