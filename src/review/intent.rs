//! What somebody wants of a review. An intent is the only way to change one.
//!
//! A slice of intents is one act: it is carried out in one transaction, whole or not at all. Intents carry
//! everything that is random or depends on a clock, so that carrying them out twice from the same state gives
//! the same state.

use super::field::{TextField, item};
use super::id::{ItemId, PersonId};
use super::kind;
use super::moment::Moment;
use super::scalar::Scalar;
use super::text;
use super::view::ReviewView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something new: what it is, what it says, and its scalars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// A fresh random id.
    pub id: ItemId,
    /// What it says.
    pub body: String,
    /// Its scalars; `kind` among them.
    pub fields: BTreeMap<String, Scalar>,
}

impl NewItem {
    /// A new item of a kind, written down by somebody at a time (milliseconds since 1970).
    pub fn new(id: ItemId, kind: &str, body: impl Into<String>, by: &PersonId, now_ms: i64) -> Self {
        let fields = BTreeMap::from([
            (item::KIND.to_owned(), Scalar::text(kind)),
            (item::CREATED_BY.to_owned(), Scalar::text(by.as_str())),
            (item::CREATED_AT.to_owned(), Scalar::Int(now_ms)),
        ]);
        NewItem { id, body: body.into(), fields }
    }

    /// A new line of the timeline.
    pub fn entry(
        id: ItemId,
        what: kind::EntryKind,
        at: &Moment,
        body: impl Into<String>,
        by: &PersonId,
        now_ms: i64,
    ) -> Self {
        NewItem::new(id, kind::ENTRY, body, by, now_ms)
            .with(item::TYPE, Scalar::text(what.key()))
            .with(item::AT, Scalar::text(at.encode()))
    }

    /// The same with one more scalar.
    #[must_use]
    pub fn with(mut self, key: &str, value: Scalar) -> Self {
        self.fields.insert(key.to_owned(), value);
        self
    }
}

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intent {
    /// Replaces `delete` UTF-16 units at `at` by `insert`.
    SpliceText {
        /// Which text.
        field: TextField,
        /// UTF-16 position.
        at: usize,
        /// UTF-16 units to take away.
        delete: usize,
        /// What to put there.
        insert: String,
    },
    /// Adds an item. One that is already there is left alone.
    AddItem(NewItem),
    /// Sets a scalar of an item. Taking back is setting `Null`.
    SetField {
        /// Which item.
        item: ItemId,
        /// Which scalar.
        key: String,
        /// Its new value.
        value: Scalar,
    },
    /// Sets a scalar of the review.
    SetMeta {
        /// Which scalar.
        key: String,
        /// Its new value.
        value: Scalar,
    },
    /// Sets a small fact, `<what>:<item>:<person>`.
    SetMark {
        /// Its key.
        key: String,
        /// Its new value; `Null` takes it away.
        value: Scalar,
    },
    /// Sets what is known of a writer.
    SetPerson {
        /// Who.
        person: PersonId,
        /// `role`, `name`, `colour`.
        key: String,
        /// Its new value.
        value: Scalar,
    },
}

impl Intent {
    /// Sets a scalar of an item.
    pub fn set(item: &ItemId, key: &str, value: Scalar) -> Self {
        Intent::SetField { item: item.clone(), key: key.to_owned(), value }
    }

    /// Sets a scalar of the review.
    pub fn set_meta(key: &str, value: Scalar) -> Self {
        Intent::SetMeta { key: key.to_owned(), value }
    }

    /// Says when something happened.
    pub fn retime(item: &ItemId, at: &Moment) -> Self {
        Intent::set(item, item::AT, Scalar::text(at.encode()))
    }

    /// Removes an item; it can come back.
    pub fn remove(item: &ItemId, now_ms: i64) -> Self {
        Intent::set(item, item::REMOVED_AT, Scalar::Int(now_ms))
    }

    /// Brings a removed item back.
    pub fn restore(item: &ItemId) -> Self {
        Intent::set(item, item::REMOVED_AT, Scalar::Null)
    }

    /// Replaces a whole text, touching only what differs.
    pub fn rewrite(field: TextField, old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let (head, tail) = super::splice::common_ends(old, new);
        Some(Intent::SpliceText {
            field,
            at: text::utf16_len(old.get(..head)?),
            delete: text::utf16_len(old.get(head..old.len() - tail)?),
            insert: new.get(head..new.len() - tail)?.to_owned(),
        })
    }

    /// What would take this back, seen from the view before it. `None` where there is nothing to take back.
    pub fn inverse(&self, before: &ReviewView, now_ms: i64) -> Option<Intent> {
        match self {
            Intent::SpliceText { field, at, delete, insert } => {
                let old = before.text(field)?;
                let length = text::utf16_len(old);
                let start = (*at).min(length);
                let end = start.saturating_add(*delete).min(length);
                Some(Intent::SpliceText {
                    field: field.clone(),
                    at: start,
                    delete: text::utf16_len(insert),
                    insert: text::part(old, start, end).to_owned(),
                })
            }
            Intent::AddItem(new) => Some(Intent::remove(&new.id, now_ms)),
            Intent::SetField { item, key, .. } => Some(Intent::SetField {
                item: item.clone(),
                key: key.clone(),
                value: before.item(item)?.field(key).first().clone(),
            }),
            Intent::SetMeta { key, .. } => {
                Some(Intent::SetMeta { key: key.clone(), value: before.meta(key).first().clone() })
            }
            Intent::SetMark { key, .. } => {
                Some(Intent::SetMark { key: key.clone(), value: before.mark(key).first().clone() })
            }
            Intent::SetPerson { person, key, .. } => Some(Intent::SetPerson {
                person: person.clone(),
                key: key.clone(),
                value: before.person(person, key).first().clone(),
            }),
        }
    }
}
