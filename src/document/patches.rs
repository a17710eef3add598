//! From what Automerge says has changed to deltas, for changes that came from elsewhere.
//!
//! Positions in text come from the patches; whatever else was touched is read again from the document, so a
//! delta always says what stands there now.

use super::error::DocumentError;
use super::read::{self, person_of_key};
use super::replica::Replica;
use super::schema::BODY;
use crate::review::text::utf16_len;
use crate::review::{Delta, ItemId, ReviewView, TextField};
use automerge::{ObjId, Patch, PatchAction, Prop};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an object is.
#[derive(Clone, Debug)]
enum Place {
    Meta,
    Items,
    People,
    Marks,
    Item(ItemId),
    Text(TextField),
}

/// Deltas for patches that were just made by applying changes. Learns new items on the way.
///
/// `written` are the keys that the changes themselves write. Patches leave out a value that neither wins nor is
/// the first to differ, and such a value, with its author, stands in the register all the same.
pub(super) fn deltas(
    replica: &mut Replica,
    before: &ReviewView,
    patches: &[Patch],
    written: &[(ObjId, String)],
) -> Result<Vec<Delta>, DocumentError> {
    let mut deltas = Vec::new();
    let mut set: BTreeSet<(u8, String, String)> = BTreeSet::new();
    let mut added: BTreeSet<ItemId> = BTreeSet::new();
    let mut touched: BTreeSet<ItemId> = BTreeSet::new();
    let mut whole: BTreeSet<TextField> = BTreeSet::new();
    let mut splices: BTreeMap<TextField, Vec<Delta>> = BTreeMap::new();

    // Items first: what is new is read whole, and splices inside it are already in it.
    for patch in patches {
        if let (Some(Place::Items), PatchAction::PutMap { key, .. }) = (place_of(replica, &patch.obj), &patch.action) {
            let id = ItemId::new(key);
            if replica.learn_item(&id)? {
                added.insert(id);
            }
        }
    }
    for patch in patches {
        let Some(place) = place_of(replica, &patch.obj) else { continue };
        match (&place, &patch.action) {
            (Place::Items, _) => {}
            (Place::Text(field), action) => {
                if let TextField::Body(id) = field {
                    if added.contains(id) {
                        continue;
                    }
                    touched.insert(id.clone());
                }
                match action {
                    PatchAction::SpliceText { index, value, .. } => {
                        splices.entry(field.clone()).or_default().push(Delta::TextSpliced {
                            field: field.clone(),
                            at: *index,
                            delete: 0,
                            insert: Arc::from(value.make_string()),
                        });
                    }
                    PatchAction::DeleteSeq { index, length } => {
                        splices.entry(field.clone()).or_default().push(Delta::TextSpliced {
                            field: field.clone(),
                            at: *index,
                            delete: *length,
                            insert: Arc::from(""),
                        });
                    }
                    PatchAction::Mark { .. } => {}
                    _ => {
                        whole.insert(field.clone());
                    }
                }
            }
            (_, action) => {
                let key = match action {
                    PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key } => key.clone(),
                    PatchAction::Conflict { prop: Prop::Map(key) }
                    | PatchAction::Increment { prop: Prop::Map(key), .. } => key.clone(),
                    _ => continue,
                };
                let (room, owner) = match &place {
                    Place::Meta => (0, String::new()),
                    Place::People => (1, String::new()),
                    Place::Marks => (2, String::new()),
                    Place::Item(id) => {
                        if added.contains(id) || key == BODY {
                            continue;
                        }
                        touched.insert(id.clone());
                        (3, id.to_string())
                    }
                    Place::Items | Place::Text(_) => continue,
                };
                set.insert((room, owner, key));
            }
        }
    }
    for (object, key) in written {
        let (room, owner) = match place_of(replica, object) {
            Some(Place::Meta) => (0, String::new()),
            Some(Place::People) => (1, String::new()),
            Some(Place::Marks) => (2, String::new()),
            Some(Place::Item(id)) if !added.contains(&id) && key != BODY => {
                touched.insert(id.clone());
                (3, id.to_string())
            }
            _ => continue,
        };
        set.insert((room, owner, key.clone()));
    }
    for id in &added {
        if let Some(place) = replica.place(id).cloned() {
            let (item, edited) = read::item(replica.automerge(), id, &place)?;
            deltas.push(Delta::ItemAdded(Arc::new(item)));
            if edited {
                deltas.push(Delta::EditedElsewhere { item: id.clone(), edited });
            }
        }
    }
    for (field, spliced) in splices {
        if !whole.contains(&field) {
            deltas.extend(spliced);
        }
    }
    for field in whole {
        let now = replica.text(&field)?;
        let old = before.text(&field).unwrap_or("");
        deltas.push(Delta::TextSpliced { at: 0, delete: utf16_len(old), insert: Arc::from(now), field });
    }
    for (room, owner, key) in set {
        deltas.extend(registered(replica, room, &owner, &key)?);
    }
    for id in touched {
        deltas.extend(replica.edited_elsewhere(&id, before)?);
    }
    Ok(deltas)
}

fn registered(replica: &Replica, room: u8, owner: &str, key: &str) -> Result<Option<Delta>, DocumentError> {
    let containers = replica.containers();
    let name: Arc<str> = Arc::from(key);
    let read = |object: &ObjId| read::register(replica.automerge(), object, key);
    Ok(match room {
        0 if key == "id" => None,
        0 => Some(Delta::MetaSet { register: read(&containers.meta)?, key: name }),
        1 => match person_of_key(key) {
            Some((person, fact)) => {
                Some(Delta::PersonSet { person, key: Arc::from(fact), register: read(&containers.people)? })
            }
            None => None,
        },
        2 => Some(Delta::MarkSet { register: read(&containers.marks)?, key: name }),
        _ => {
            let id = ItemId::new(owner);
            match replica.place(&id) {
                Some(place) => Some(Delta::FieldSet { register: read(&place.map)?, item: id, key: name }),
                None => None,
            }
        }
    })
}

fn place_of(replica: &Replica, object: &ObjId) -> Option<Place> {
    let containers = replica.containers();
    if *object == containers.items {
        return Some(Place::Items);
    }
    if *object == containers.meta {
        return Some(Place::Meta);
    }
    if *object == containers.people {
        return Some(Place::People);
    }
    if *object == containers.marks {
        return Some(Place::Marks);
    }
    if let Some((prose, _)) = containers.prose.iter().find(|(_, text)| *text == object) {
        return Some(Place::Text(TextField::Prose(*prose)));
    }
    replica.owner_of(object).map(
        |(id, is_body)| {
            if is_body { Place::Text(TextField::Body(id)) } else { Place::Item(id) }
        },
    )
}
