//! What is given by everybody at once and belongs to nobody: ratings, and the seals they are held against.
//!
//! Each is a mark of its own under a random name, set by a change that says neither who made it nor when (see
//! `document::ballot`). Nothing takes one back: undoing, going back to an earlier state and leaving out what came
//! pass them over. The values:
//!
//! ```text
//! rating:surprise:<name>   1 to 5, as it was shown
//! rating-sealed:<name>     digest of what will be shown under that name
//! rating-salt:<name>       what makes the digest unlike any other, once it is shown
//! rating-shown:surprise    the room asked for those that are in
//! ```

/// A surprise as somebody rated it; the name follows.
pub const SURPRISE: &str = "rating:surprise:";
/// A seal; the name follows.
pub const SEALED: &str = "rating-sealed:";
/// The salt of a seal; the name follows.
pub const SALT: &str = "rating-salt:";
/// That the sealed ratings of the surprise are to be opened.
pub const SHOWN: &str = "rating-shown:surprise";

/// Whether a mark is one of these.
pub fn is_ballot(mark: &str) -> bool {
    mark.starts_with("rating:") || mark.starts_with("rating-")
}

/// The name by which marks of one rating are told from those of all others.
pub fn name_of(mark: &str) -> &str {
    mark.rsplit(':').next().unwrap_or(mark)
}
