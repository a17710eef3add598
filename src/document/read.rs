//! Reading a document: registers with their authors, items, the whole view.

use super::containers::Containers;
use super::error::DocumentError;
use super::schema::BODY;
use crate::review::field::item as field_names;
use crate::review::{Item, ItemId, PersonId, Register, ReviewView, Scalar, ViewParts};
use automerge::{Automerge, ChangeHash, ObjId, ObjType, ReadDoc, ScalarValueRef, Value, ValueRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where an item is.
#[derive(Clone, Debug)]
pub(super) struct ItemPlace {
    pub map: ObjId,
    pub body: ObjId,
}

/// A scalar as it is written into a document.
pub(super) fn to_automerge(value: &Scalar) -> automerge::ScalarValue {
    match value {
        Scalar::Null => automerge::ScalarValue::Null,
        Scalar::Bool(yes) => automerge::ScalarValue::Boolean(*yes),
        Scalar::Int(number) => automerge::ScalarValue::Int(*number),
        Scalar::Str(text) => automerge::ScalarValue::Str((&**text).into()),
        Scalar::Other(kind, text) => other_to_automerge(kind, text),
    }
}

fn other_to_automerge(kind: &str, text: &str) -> automerge::ScalarValue {
    match kind {
        "uint" => text.parse().map(automerge::ScalarValue::Uint).ok(),
        "float" => text.parse().map(automerge::ScalarValue::F64).ok(),
        "time" => text.parse().map(automerge::ScalarValue::Timestamp).ok(),
        "counter" => text.parse::<i64>().map(|n| automerge::ScalarValue::Counter(n.into())).ok(),
        "bytes" => from_hex(text).map(automerge::ScalarValue::Bytes),
        _ => None,
    }
    .unwrap_or(automerge::ScalarValue::Null)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?.chunks(2).map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok()).collect()
}

fn other(kind: &str, text: impl std::fmt::Display) -> Scalar {
    Scalar::Other(Arc::from(kind), Arc::from(text.to_string()))
}

/// A scalar as a document has it; objects where a scalar is expected are named, not entered.
pub(super) fn from_automerge(value: &Value<'_>) -> Scalar {
    match value {
        Value::Object(_) => Scalar::Null,
        Value::Scalar(scalar) => match scalar.as_ref() {
            automerge::ScalarValue::Null => Scalar::Null,
            automerge::ScalarValue::Boolean(yes) => Scalar::Bool(*yes),
            automerge::ScalarValue::Int(number) => Scalar::Int(*number),
            automerge::ScalarValue::Str(text) => Scalar::text(text),
            automerge::ScalarValue::Uint(number) => {
                i64::try_from(*number).map_or_else(|_| other("uint", number), Scalar::Int)
            }
            automerge::ScalarValue::F64(number) => other("float", number),
            automerge::ScalarValue::Timestamp(number) => other("time", number),
            automerge::ScalarValue::Counter(counter) => other("counter", i64::from(counter)),
            automerge::ScalarValue::Bytes(bytes) | automerge::ScalarValue::Unknown { bytes, .. } => {
                other("bytes", crate::review::text::hex(bytes))
            }
        },
    }
}

/// The common kinds of scalars, without a detour; `None` for the rest.
fn from_ref(value: &ValueRef<'_>) -> Option<Scalar> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Null) => Some(Scalar::Null),
        ValueRef::Scalar(ScalarValueRef::Boolean(yes)) => Some(Scalar::Bool(*yes)),
        ValueRef::Scalar(ScalarValueRef::Int(number)) => Some(Scalar::Int(*number)),
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(Scalar::text(text)),
        _ => None,
    }
}

/// A register: the one value, or all that differ with their authors.
pub(super) fn register(document: &Automerge, object: &ObjId, key: &str) -> Result<Register, DocumentError> {
    let values: Vec<(Scalar, ObjId)> = document
        .get_all(object, key)?
        .into_iter()
        .filter_map(|(value, operation)| match value {
            Value::Scalar(_) => Some((from_automerge(&value), operation)),
            // Automerge's JavaScript makes a text of every string: it stands for what it says.
            Value::Object(ObjType::Text) => Some((Scalar::text(document.text(&operation).ok()?), operation)),
            // Another object is another version's; it is kept in the document and not shown.
            Value::Object(_) => None,
        })
        .collect();
    if let [(only, _)] = values.as_slice() {
        return Ok(Register::one(only.clone()));
    }
    Ok(Register::from_claims(values.into_iter().map(|(value, operation)| (value, author_of(document, &operation)))))
}

/// The keys at which a text stands where a plain value is expected.
pub(super) fn texts_for_values(
    document: &Automerge,
    containers: &Containers,
    places: &BTreeMap<ItemId, ItemPlace>,
) -> Vec<(ObjId, String)> {
    let containers = [&containers.meta, &containers.people, &containers.marks];
    let maps = containers.into_iter().chain(places.values().map(|place| &place.map));
    let mut found = Vec::new();
    for map in maps {
        for key in document.keys(map).filter(|key| key != BODY) {
            let values = document.get_all(map, key.as_str()).unwrap_or_default();
            if values.iter().any(|(value, _)| matches!(value, Value::Object(ObjType::Text))) {
                found.push((map.clone(), key));
            }
        }
    }
    found
}

/// Who wrote an operation: the message of its change.
fn author_of(document: &Automerge, operation: &ObjId) -> Option<PersonId> {
    let hash = document.hash_for_opid(operation)?;
    let message = document.get_change_by_hash(&hash)?.message()?.to_owned();
    (!message.is_empty()).then(|| PersonId::new(message))
}

/// Every scalar of a map.
fn registers(document: &Automerge, object: &ObjId) -> Result<BTreeMap<Arc<str>, Register>, DocumentError> {
    let mut all = BTreeMap::new();
    for entry in document.map_range(object, ..) {
        let found = match from_ref(&entry.value) {
            Some(value) if !entry.conflict => Register::one(value),
            _ => register(document, object, &entry.key)?,
        };
        all.insert(Arc::from(&*entry.key), found);
    }
    Ok(all)
}

/// Where the items are, by key. Keys that hold no map with a text are passed over.
pub(super) fn places(document: &Automerge, containers: &Containers) -> BTreeMap<ItemId, ItemPlace> {
    let mut found = BTreeMap::new();
    for entry in document.map_range(&containers.items, ..) {
        if entry.value == ValueRef::Object(ObjType::Map)
            && let Some(place) = place(document, &entry.id())
        {
            found.insert(ItemId::new(&*entry.key), place);
        }
    }
    found
}

/// Where the text of an item is, given its map.
pub(super) fn place(document: &Automerge, map: &ObjId) -> Option<ItemPlace> {
    match document.get(map, BODY) {
        Ok(Some((Value::Object(ObjType::Text), body))) => Some(ItemPlace { map: map.clone(), body }),
        _ => None,
    }
}

/// One item as it stands.
pub(super) fn item(document: &Automerge, id: &ItemId, place: &ItemPlace) -> Result<(Item, bool), DocumentError> {
    let mut fields = registers(document, &place.map)?;
    fields.remove(BODY);
    let body = document.text(&place.body)?;
    let item = Item::new(id.clone(), Arc::from(body), fields);
    let edited = item.is_removed() && edited_since_removal(document, place)?;
    Ok((item, edited))
}

/// Whether an item differs from itself at the heads of the changes that removed it.
pub(super) fn edited_since_removal(document: &Automerge, place: &ItemPlace) -> Result<bool, DocumentError> {
    let mut removals: Vec<ChangeHash> = Vec::new();
    for (value, operation) in document.get_all(&place.map, field_names::REMOVED_AT)? {
        if from_automerge(&value).is_set() {
            removals.extend(document.hash_for_opid(&operation));
        }
    }
    if removals.is_empty() {
        return Ok(false);
    }
    removals.sort();
    removals.dedup();
    if document.text(&place.body)? != document.text_at(&place.body, &removals)? {
        return Ok(true);
    }
    let keys: Vec<String> = document.keys(&place.map).collect();
    let keys_then: Vec<String> = document.keys_at(&place.map, &removals).collect();
    for key in keys.iter().chain(&keys_then) {
        if key == field_names::REMOVED_AT || key == BODY {
            continue;
        }
        let mut now: Vec<Scalar> =
            document.get_all(&place.map, key.as_str())?.iter().map(|(value, _)| from_automerge(value)).collect();
        let mut then: Vec<Scalar> = document
            .get_all_at(&place.map, key.as_str(), &removals)?
            .iter()
            .map(|(value, _)| from_automerge(value))
            .collect();
        now.sort();
        now.dedup();
        then.sort();
        then.dedup();
        if now != then {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Key of a fact about a writer: `<person>/<fact>`.
pub(super) fn person_key(person: &PersonId, fact: &str) -> String {
    format!("{person}/{fact}")
}

/// The writer and the fact of such a key.
pub(super) fn person_of_key(key: &str) -> Option<(PersonId, &str)> {
    key.split_once('/').map(|(person, fact)| (PersonId::new(person), fact))
}

/// Reads the whole view.
pub(super) fn view(
    document: &Automerge,
    containers: &Containers,
    places: &BTreeMap<ItemId, ItemPlace>,
) -> Result<ReviewView, DocumentError> {
    let mut parts = ViewParts { meta: registers(document, &containers.meta)?, ..ViewParts::default() };
    parts.meta.remove("id");
    for (field, object) in &containers.prose {
        parts.prose.insert(*field, Arc::from(document.text(object)?));
    }
    for (id, place) in places {
        parts.items.push(item(document, id, place)?);
    }
    for (key, found) in registers(document, &containers.people)? {
        if let Some((person, fact)) = person_of_key(&key) {
            parts.people.entry(person).or_default().insert(Arc::from(fact), found);
        }
    }
    parts.marks = registers(document, &containers.marks)?;
    Ok(ReviewView::from_parts(parts))
}
