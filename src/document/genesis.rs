//! The beginning of a review: one change that makes every container, and whose hash is the review's identity.
//!
//! The same 16 bytes of id give the same change, byte for byte, on every machine and for ever: the bytes are
//! pinned by a test. Everyone edits under other actors.

use super::error::DocumentError;
use super::schema::{APP, CONTAINERS, MAJOR_VERSION};
use crate::review::Prose;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue};

/// The actor of every genesis. With one actor for all, two different reviews can never be merged by
/// mistake: both claim its first place.
pub(super) const GENESIS_ACTOR: [u8; 16] = [0; 16];

/// A document that is nothing but its beginning.
pub(super) fn begin(id: &[u8; 16]) -> Result<Automerge, DocumentError> {
    let mut document = Automerge::new().with_actor(ActorId::from(GENESIS_ACTOR.as_slice()));
    let mut transaction = document.transaction();
    transaction.put(ROOT, "app", APP)?;
    transaction.put(ROOT, "v", ScalarValue::Uint(MAJOR_VERSION))?;
    let mut made = Vec::new();
    for name in CONTAINERS {
        made.push((name, transaction.put_object(ROOT, name, ObjType::Map)?));
    }
    for (name, container) in &made {
        if *name == "meta" {
            transaction.put(container, "id", ScalarValue::Bytes(id.to_vec()))?;
        }
        if *name == "text" {
            for prose in Prose::ALL {
                transaction.put_object(container, prose.key(), ObjType::Text)?;
            }
        }
    }
    transaction.commit_with(CommitOptions::default().with_time(0));
    Ok(document)
}

/// The bytes of the genesis change for an id.
///
/// # Errors
/// Never for a well-formed schema; the type leaves the caller to say so.
pub fn genesis(id: &[u8; 16]) -> Result<Vec<u8>, DocumentError> {
    Ok(genesis_change(&begin(id)?)?.raw_bytes().to_vec())
}

/// The genesis change of a document: the only one without deps, under the genesis actor.
pub(super) fn genesis_change(document: &Automerge) -> Result<Change, DocumentError> {
    document
        .get_changes_meta(&[])
        .into_iter()
        .find(|change| change.deps.is_empty() && change.actor.to_bytes() == GENESIS_ACTOR && change.seq == 1)
        .map(|change| change.hash)
        .and_then(|hash| document.get_change_by_hash(&hash))
        .ok_or(DocumentError::Refused(super::error::Refusal::NoGenesis))
}

/// Whether a change is a beginning.
pub(super) fn is_genesis(change: &Change) -> bool {
    change.deps().is_empty() && change.actor_id().to_bytes() == GENESIS_ACTOR && change.seq() == 1
}
