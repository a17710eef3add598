//! What changed. Deltas are what the view is folded from, whether the change came from here or from elsewhere.

use super::field::TextField;
use super::id::{ItemId, PersonId};
use super::scalar::Register;
use super::view::Item;
use std::sync::Arc;

/// One change of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// Text was replaced, positions in UTF-16 units.
    TextSpliced {
        /// Which text.
        field: TextField,
        /// UTF-16 position.
        at: usize,
        /// UTF-16 units taken away.
        delete: usize,
        /// What was put there.
        insert: Arc<str>,
    },
    /// An item is there that was not.
    ItemAdded(Arc<Item>),
    /// A scalar of an item has a new value, or values.
    FieldSet {
        /// Which item.
        item: ItemId,
        /// Which scalar.
        key: Arc<str>,
        /// What stands there now.
        register: Register,
    },
    /// A scalar of the review has a new value, or values.
    MetaSet {
        /// Which scalar.
        key: Arc<str>,
        /// What stands there now.
        register: Register,
    },
    /// A mark was made or taken away.
    MarkSet {
        /// Which mark.
        key: Arc<str>,
        /// What stands there now.
        register: Register,
    },
    /// Something about a writer is known now.
    PersonSet {
        /// Who.
        person: PersonId,
        /// What.
        key: Arc<str>,
        /// What stands there now.
        register: Register,
    },
    /// A removed item differs (or no longer differs) from what was removed: somebody edited it elsewhere.
    EditedElsewhere {
        /// Which item.
        item: ItemId,
        /// Whether it differs.
        edited: bool,
    },
}
