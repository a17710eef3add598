//! Where things are in a document: containers by the object ids that the genesis gave them, never by path.
//!
//! A change that puts a new map at a container's key hides everything when read by path, and nothing here.

use super::error::{DocumentError, Refusal};
use super::genesis::GENESIS_ACTOR;
use super::schema::CONTAINERS;
use crate::review::Prose;
use automerge::{Automerge, ObjId, ObjType, ReadDoc};
use std::collections::BTreeMap;

/// The object ids of the containers.
#[derive(Clone, Debug)]
pub(super) struct Containers {
    pub meta: ObjId,
    pub text: ObjId,
    pub items: ObjId,
    pub people: ObjId,
    pub marks: ObjId,
    pub prose: BTreeMap<Prose, ObjId>,
}

/// The first operation of the genesis that makes a container: `app` and `v` come before.
const FIRST_CONTAINER: usize = 3;

impl Containers {
    /// Finds the containers of a document that has the genesis.
    pub fn of(document: &Automerge) -> Result<Self, DocumentError> {
        let mut ids = Vec::new();
        for index in 0..CONTAINERS.len() {
            ids.push(made_by_genesis(document, FIRST_CONTAINER + index, ObjType::Map)?);
        }
        let mut ids = ids.into_iter();
        let mut next = || ids.next().ok_or(DocumentError::Refused(Refusal::NoGenesis));
        let (meta, text, items, people, marks) = (next()?, next()?, next()?, next()?, next()?);
        // The id of the review stands between the containers and the texts.
        let first_text = FIRST_CONTAINER + CONTAINERS.len() + 1;
        let mut prose = BTreeMap::new();
        for (index, field) in Prose::ALL.iter().enumerate() {
            prose.insert(*field, made_by_genesis(document, first_text + index, ObjType::Text)?);
        }
        Ok(Containers { meta, text, items, people, marks, prose })
    }
}

fn made_by_genesis(document: &Automerge, counter: usize, kind: ObjType) -> Result<ObjId, DocumentError> {
    let actor = crate::review::text::hex(&GENESIS_ACTOR);
    let missing = DocumentError::Refused(Refusal::NoGenesis);
    let Ok(id) = document.import_obj(&format!("{counter}@{actor}")) else { return Err(missing) };
    match document.object_type(&id) {
        Ok(found) if found == kind => Ok(id),
        _ => Err(missing),
    }
}
