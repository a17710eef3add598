//! What can go wrong with a document, and why bytes are refused.

use super::identity::Head;

/// A document could not be changed or read. The document is as it was before the call.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The bytes were refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something is said of an item that is not there.
    #[error("there is no item {0} in this review")]
    NoSuchItem(String),
    /// The document's own bytes do not hold together.
    #[error("the document does not hold together: {0}")]
    Broken(String),
    /// A review of a newer version is read-only here.
    #[error("this review was written by a newer version of Second Story (form {0}); it can be read here, not changed")]
    NewerVersion(u64),
}

impl From<automerge::AutomergeError> for DocumentError {
    fn from(error: automerge::AutomergeError) -> Self {
        DocumentError::Broken(error.to_string())
    }
}

/// Why bytes from outside were not taken. Nothing of them was applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not a document at all.
    #[error("these bytes are not a review: {0}")]
    NotADocument(String),
    /// A document, but of something else.
    #[error("this is a document of another program: it lacks the beginning that every review has")]
    NoGenesis,
    /// A review, but another one.
    #[error("these bytes belong to another review")]
    AnotherReview,
    /// A change would hide everything under a container.
    #[error("change {change} would replace “{container}” and hide what is in it")]
    ContainerReplaced {
        /// The change.
        change: Head,
        /// The container's name.
        container: String,
    },
    /// A change would replace or take away an item or its text.
    #[error("change {change} would replace the item or the text of “{item}” and hide what others wrote there")]
    BodyReplaced {
        /// The change.
        change: Head,
        /// The item's key.
        item: String,
    },
    /// A change puts something into text that is not text.
    #[error("change {change} puts something into a text that is not text")]
    NotText {
        /// The change.
        change: Head,
    },
    /// Too much of something.
    #[error("{count} {what} are more than a review can have ({limit})")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: u64,
        /// How many there may be.
        limit: u64,
    },
    /// Changes are missing that others build on.
    #[error("{0} earlier changes are missing that these build on")]
    Incomplete(usize),
    /// It names an earlier change under a number that another change has.
    #[error("two different changes claim the same place in one writer's history")]
    Duplicate,
}
