//! Looking at bytes from outside before anything of them is applied.
//!
//! [`inspect`] loads, so it belongs into the quarantine: a hostile document may take any memory and time, and
//! may make the parser panic. [`refuse_hiding`] only reads decoded changes and is asked again wherever changes
//! are applied.

use super::containers::Containers;
use super::error::Refusal;
use super::genesis::{begin, genesis_change, is_genesis};
use super::identity::{Head, Identity};
use super::schema::{APP, BODY, CONTAINERS, MAJOR_VERSION, is_step_actor};
use crate::review::Prose;
use crate::review::id::LONGEST_ID;
use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use std::collections::BTreeSet;

/// How much a document from outside may hold. Far beyond what people write, well within what a tab can bear.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the document as it came.
    pub bytes: u64,
    /// Changes.
    pub changes: u64,
    /// Operations: a letter is one.
    pub operations: u64,
    /// Writers' sessions (actors).
    pub actors: u64,
    /// Items, removed ones included.
    pub items: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 32 << 20, changes: 500_000, operations: 4_000_000, actors: 5_000, items: 100_000 }
    }
}

/// A document that was looked at and let through.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// Which review it is.
    pub identity: Identity,
    /// Its heads, sorted.
    pub heads: Vec<Head>,
    /// Its form's major version, where it is newer than this app's.
    pub newer_version: Option<u64>,
    /// Every change in causal order: hash and raw bytes.
    pub changes: Vec<(Head, Vec<u8>)>,
    /// What the review is called.
    pub title: String,
}

/// Loads a document from outside and looks at every change of it.
///
/// # Errors
/// Why it is refused. Panics of the parser are not caught here: run it where a panic is harmless.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, Refusal> {
    within("bytes", u64::try_from(bytes.len()).unwrap_or(u64::MAX), limits.bytes)?;
    if bytes.is_empty() {
        return Err(Refusal::NotADocument("they are empty".into()));
    }
    let document = Automerge::load(bytes).map_err(|error| Refusal::NotADocument(error.to_string()))?;
    let metadata = document.get_changes_meta(&[]);
    within("changes", u64::try_from(metadata.len()).unwrap_or(u64::MAX), limits.changes)?;
    let actors: BTreeSet<&[u8]> = metadata.iter().map(|change| change.actor.to_bytes()).collect();
    within("writers' sessions", u64::try_from(actors.len()).unwrap_or(u64::MAX), limits.actors)?;
    let operations = metadata
        .iter()
        .map(|change| change.max_op.saturating_sub(change.start_op).saturating_add(1))
        .fold(0_u64, u64::saturating_add);
    within("letters and values", operations, limits.operations)?;
    drop(metadata);

    let missing = document.get_missing_deps(&[]).len();
    if missing > 0 {
        return Err(Refusal::Incomplete(missing));
    }
    let says_app = matches!(
        document.get(ROOT, "app"),
        Ok(Some((Value::Scalar(scalar), _))) if matches!(scalar.as_ref(), ScalarValue::Str(app) if app == APP)
    );
    if !says_app {
        return Err(Refusal::NoGenesis);
    }
    let version = match document.get(ROOT, "v") {
        Ok(Some((value, _))) => value.as_u64().unwrap_or(0),
        _ => 0,
    };
    let newer_version = (version > MAJOR_VERSION).then_some(version);
    let genesis = genesis_change(&document).map_err(|_| Refusal::NoGenesis)?;
    let containers = Containers::of(&document).map_err(|_| Refusal::NoGenesis)?;
    let identity = Identity::of(genesis.hash().into());
    if newer_version.is_none() && !is_what_we_would_begin(&document, &containers, &genesis) {
        return Err(Refusal::NoGenesis);
    }
    within("items", u64::try_from(document.length(&containers.items)).unwrap_or(u64::MAX), limits.items)?;
    let changes = document.get_changes(&[]);
    if newer_version.is_none() {
        refuse_hiding(&changes, &identity, &containers)?;
    }
    let title = containers.prose.get(&Prose::Title).and_then(|title| document.text(title).ok()).unwrap_or_default();
    let mut heads: Vec<Head> = document.get_heads().into_iter().map(Head::from).collect();
    heads.sort();
    Ok(Inspected {
        identity,
        heads,
        newer_version,
        changes: changes.iter().map(|change| (change.hash().into(), change.raw_bytes().to_vec())).collect(),
        title,
    })
}

fn within(what: &'static str, count: u64, limit: u64) -> Result<(), Refusal> {
    if count > limit { Err(Refusal::TooMany { what, count, limit }) } else { Ok(()) }
}

/// Whether the beginning is, byte for byte, the one that follows from the id in it.
pub(super) fn is_what_we_would_begin(document: &Automerge, containers: &Containers, genesis: &Change) -> bool {
    let Ok(Some((Value::Scalar(scalar), _))) = document.get(&containers.meta, "id") else { return false };
    let ScalarValue::Bytes(id) = scalar.as_ref() else { return false };
    let Ok(id) = <[u8; 16]>::try_from(id.as_slice()) else { return false };
    begin(&id).and_then(|begun| genesis_change(&begun)).is_ok_and(|begun| begun.hash() == genesis.hash())
}

/// Refuses changes that would hide what others wrote: a container put or deleted, an item or its text replaced,
/// something in a text that is no text; and those of another review.
pub(super) fn refuse_hiding(changes: &[Change], identity: &Identity, containers: &Containers) -> Result<(), Refusal> {
    for change in changes {
        let head = Head::from(change.hash());
        if head == identity.genesis {
            continue;
        }
        if change.deps().is_empty() || is_genesis(change) {
            return Err(Refusal::AnotherReview);
        }
        let adds_containers =
            is_step_actor(change.actor_id()) && change.deps() == [identity.genesis.into()] && change.timestamp() == 0;
        let expanded = change.decode();
        for operation in &expanded.operations {
            look(operation, change, head, containers, adds_containers)?;
        }
    }
    Ok(())
}

fn look(
    operation: &Op,
    change: &Change,
    head: Head,
    containers: &Containers,
    adds_containers: bool,
) -> Result<(), Refusal> {
    let fresh_make = matches!(operation.action, OpType::Make(_)) && operation.pred.is_empty();
    let key = match &operation.key {
        Key::Seq(_) => {
            let is_text = match &operation.action {
                OpType::Put(ScalarValue::Str(text)) => text.chars().count() == 1,
                OpType::Delete | OpType::MarkBegin(_) | OpType::MarkEnd(_) => true,
                _ => false,
            };
            return if is_text { Ok(()) } else { Err(Refusal::NotText { change: head }) };
        }
        Key::Map(key) => key.as_str(),
    };
    let container = || Refusal::ContainerReplaced { change: head, container: key.to_owned() };
    let id = match &operation.obj {
        ObjectId::Root => {
            let ours = CONTAINERS.contains(&key) || key == "app" || key == "v";
            return if adds_containers && fresh_make && !ours { Ok(()) } else { Err(container()) };
        }
        ObjectId::Id(id) => id,
    };
    let is = |object: &automerge::ObjId| matches!(object, automerge::ObjId::Id(counter, actor, _) if *counter == id.0 && *actor == id.1);
    if is(&containers.items) {
        let makes_item = fresh_make && operation.obj_type() == Some(ObjType::Map) && key.len() <= LONGEST_ID;
        return if makes_item {
            Ok(())
        } else {
            Err(Refusal::BodyReplaced { change: head, item: key.chars().take(LONGEST_ID).collect() })
        };
    }
    if is(&containers.text) {
        let ours = Prose::from_key(key).is_some();
        return if adds_containers && fresh_make && !ours { Ok(()) } else { Err(container()) };
    }
    if is(&containers.meta) && key == "id" {
        return Err(container());
    }
    if key == BODY {
        let item_made_here = id.1 == *change.actor_id() && id.0 >= change.start_op().get();
        let makes_text = fresh_make && operation.obj_type() == Some(ObjType::Text);
        if !(item_made_here && makes_text) {
            return Err(Refusal::BodyReplaced { change: head, item: format!("{}@{}", id.0, id.1) });
        }
    }
    Ok(())
}

/// Every string that a document holds anywhere: values, keys, messages, and each text as it stood after every
/// change. For showing that something is not in what leaves; slow.
///
/// # Errors
/// Where the bytes are no document.
pub fn everything_written(bytes: &[u8]) -> Result<Vec<String>, Refusal> {
    let not = |error: String| Refusal::NotADocument(error);
    let document = match Automerge::load(bytes) {
        Ok(document) => document,
        Err(error) => {
            let change = Change::from_bytes(bytes.to_vec()).map_err(|_| not(error.to_string()))?;
            return Ok(strings_of(&change));
        }
    };
    let mut found = Vec::new();
    let mut texts: Vec<automerge::ObjId> = Vec::new();
    let changes = document.get_changes(&[]);
    for change in &changes {
        found.extend(strings_of(change));
        for (index, operation) in change.decode().operations.iter().enumerate() {
            if operation.action == OpType::Make(ObjType::Text) {
                let counter = change.start_op().get().saturating_add(u64::try_from(index).unwrap_or(0));
                texts.push(automerge::ObjId::Id(counter, change.actor_id().clone(), 0));
            }
        }
    }
    for change in &changes {
        for text in &texts {
            if let Ok(then) = document.text_at(text, &[change.hash()])
                && !then.is_empty()
            {
                found.push(then);
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn strings_of(change: &Change) -> Vec<String> {
    let mut found = vec![change.message().unwrap_or("").to_owned()];
    let mut run = String::new();
    for operation in change.decode().operations {
        if let Key::Map(key) = &operation.key {
            found.push(key.to_string());
        }
        match operation.primitive_value() {
            Some(ScalarValue::Str(text)) => {
                if matches!(operation.key, Key::Seq(_)) {
                    run.push_str(&text);
                } else {
                    found.push(text.to_string());
                }
            }
            Some(ScalarValue::Bytes(bytes)) => found.push(String::from_utf8_lossy(&bytes).into_owned()),
            _ => {}
        }
    }
    found.push(run);
    found
}
