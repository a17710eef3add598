//! The document's form: its containers, and the steps by which later versions add to them.
//!
//! Version 1, all of it made by the genesis change:
//!
//! ```text
//! ROOT
//!   app "second-story" · v 1
//!   meta    Map   id (16 bytes) and the review's scalars
//!   text    Map   one Text for each prose field
//!   items   Map   "<item>": Map { scalars, body: Text }
//!   people  Map   "<person>/<fact>": scalar
//!   marks   Map   "<what>:<item>:<person>": scalar
//! ```
//!
//! People are flat, not a map each: two tabs of one profile may introduce the same writer apart from each
//! other, and of two maps made at one key only one is seen.

use super::error::DocumentError;
use super::genesis::GENESIS_ACTOR;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT};

/// The form's major version. A document with a larger one opens read-only.
pub const MAJOR_VERSION: u64 = 1;

/// What a document says it belongs to.
pub(super) const APP: &str = "second-story";

/// Names of the containers at the root, in genesis order.
pub(super) const CONTAINERS: [&str; 5] = ["meta", "text", "items", "people", "marks"];

/// The text of an item.
pub(super) const BODY: &str = "body";

/// A later addition to the form: containers at the root that every app which knows the step makes in exactly
/// the same way, so that two apps adding them apart from each other agree.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its number, from 2 on.
    pub number: u8,
    /// The maps it adds at the root.
    pub maps: &'static [&'static str],
    /// The prose fields it adds under `text`.
    pub texts: &'static [&'static str],
}

/// The steps this version knows, in order.
pub(super) const STEPS: &[Step] = &[];

/// The actor of a step: 15 zero bytes and the step's number.
pub(super) fn step_actor(number: u8) -> ActorId {
    let mut bytes = GENESIS_ACTOR;
    if let Some(last) = bytes.last_mut() {
        *last = number;
    }
    ActorId::from(bytes.as_slice())
}

/// Whether an actor is one of those that steps are made under.
pub(super) fn is_step_actor(actor: &ActorId) -> bool {
    let bytes = actor.to_bytes();
    bytes.len() == 16 && bytes.iter().take(15).all(|byte| *byte == 0) && bytes.last().is_some_and(|number| *number >= 2)
}

/// The change of a step for a review whose document is `genesis` and nothing else.
///
/// Deterministic: fixed actor, time 0, no message, deps exactly the genesis.
///
/// # Errors
/// Where the genesis lacks the containers.
pub(super) fn extension(genesis: &Automerge, step: &Step) -> Result<Change, DocumentError> {
    let mut document = genesis.clone();
    document.set_actor(step_actor(step.number));
    let texts = super::containers::Containers::of(&document)?.text;
    let mut transaction = document.transaction();
    for name in step.maps {
        transaction.put_object(ROOT, *name, ObjType::Map)?;
    }
    for name in step.texts {
        transaction.put_object(&texts, *name, ObjType::Text)?;
    }
    transaction.commit_with(CommitOptions::default().with_time(0));
    document.get_last_local_change().ok_or_else(|| DocumentError::Broken("an extension of nothing".into()))
}
