//! A copy of a document that is there to be compared with other people's, change by change, as Automerge's sync
//! protocol does it.
//!
//! It lives in the quarantine: what peers send is first taken in here, where a parser that gives up, or memory that
//! is used up, harms nobody. A caller may rely on this: what [`Shadow::hear`] gives back was decoded, belongs to this
//! review, hides nothing, and comes in an order in which it can be applied. A message that is refused changes nothing.

use super::containers::Containers;
use super::error::{DocumentError, Refusal};
use super::genesis::is_genesis;
use super::identity::{DocumentId, Head, Identity};
use super::inspect::{Limits, is_what_we_would_begin, refuse_hiding};
use automerge::sync::{Message, State, SyncDoc};
use automerge::{Automerge, Change, ChangeHash, ReadDoc};
use std::collections::BTreeSet;

/// How far one peer and we are with each other. It belongs to one connection: a new connection needs a new one.
#[derive(Debug, Default)]
pub struct Conversation(State);

impl Conversation {
    /// Whether both ends have the same, as far as they have said.
    pub fn is_even_with(&self, shadow: &Shadow) -> bool {
        let ours = shadow.document.get_heads();
        self.0
            .their_heads
            .as_ref()
            .is_some_and(|theirs| theirs.len() == ours.len() && theirs.iter().all(|head| ours.contains(head)))
    }
}

/// The copy.
pub struct Shadow {
    document: Automerge,
    id: DocumentId,
    known: Option<(Identity, Containers)>,
    total: Total,
}

/// What has come together: the gate refuses a document of more, so more is not taken in here either.
#[derive(Clone, Debug, Default)]
struct Total {
    changes: u64,
    operations: u64,
    actors: BTreeSet<Vec<u8>>,
}

impl Total {
    fn with(&self, changes: &[Change]) -> Total {
        let mut total = self.clone();
        for change in changes {
            total.changes = total.changes.saturating_add(1);
            let operations = u64::try_from(change.len()).unwrap_or(u64::MAX);
            total.operations = total.operations.saturating_add(operations);
            if !total.actors.contains(change.actor_id().to_bytes()) {
                total.actors.insert(change.actor_id().to_bytes().to_vec());
            }
        }
        total
    }

    fn within(&self, limits: &Limits) -> Result<(), Refusal> {
        let actors = u64::try_from(self.actors.len()).unwrap_or(u64::MAX);
        for (what, count, limit) in [
            ("changes", self.changes, limits.changes),
            ("letters and values", self.operations, limits.operations),
            ("writers' sessions", actors, limits.actors),
        ] {
            if count > limit {
                return Err(Refusal::TooMany { what, count, limit });
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Shadow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shadow").field("known", &self.known.is_some()).field("heads", &self.heads()).finish()
    }
}

impl Shadow {
    /// A copy of which nothing is there yet but its name.
    pub fn empty(id: DocumentId) -> Self {
        Shadow { document: Automerge::new(), id, known: None, total: Total::default() }
    }

    /// A copy of a document of this app's own.
    ///
    /// # Errors
    /// Where the bytes are no review, or of another one.
    pub fn of(id: DocumentId, bytes: &[u8]) -> Result<Self, Refusal> {
        let document = Automerge::load(bytes).map_err(|error| Refusal::NotADocument(error.to_string()))?;
        let mut shadow = Shadow { document, id, known: None, total: Total::default() };
        let changes = shadow.document.get_changes(&[]);
        shadow.known = Some(beginning(id, &changes)?);
        shadow.total = Total::default().with(&changes);
        Ok(shadow)
    }

    /// Whether nothing of the document is here.
    pub fn is_empty(&self) -> bool {
        self.known.is_none()
    }

    /// The heads, sorted.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.document.get_heads().into_iter().map(Head::from).collect();
        heads.sort();
        heads
    }

    /// Takes in what this app itself wrote.
    ///
    /// # Errors
    /// Where it does not belong here.
    pub fn add(&mut self, changes: &[Vec<u8>]) -> Result<(), DocumentError> {
        for change in changes {
            self.document
                .load_incremental(change)
                .map_err(|error| DocumentError::Refused(Refusal::NotADocument(error.to_string())))?;
        }
        if self.known.is_none() {
            self.known = Some(beginning(self.id, &self.document.get_changes(&[]))?);
        }
        Ok(())
    }

    /// The next message to somebody, where there is one.
    pub fn say(&self, to: &mut Conversation) -> Option<Vec<u8>> {
        self.document.generate_sync_message(&mut to.0).map(Message::encode)
    }

    /// Takes in a message. Gives back the changes that were new here, in causal order.
    ///
    /// # Errors
    /// Why nothing of the message was taken in.
    pub fn hear(
        &mut self,
        from: &mut Conversation,
        message: &[u8],
        limits: &Limits,
    ) -> Result<Vec<(Head, Vec<u8>)>, Refusal> {
        let length = u64::try_from(message.len()).unwrap_or(u64::MAX);
        if length > limits.bytes {
            return Err(Refusal::TooMany { what: "bytes", count: length, limit: limits.bytes });
        }
        let message = Message::decode(message).map_err(|error| Refusal::NotADocument(error.to_string()))?;
        let mut came: Vec<Change> = Vec::new();
        for chunk in message.changes.iter() {
            came.extend(changes_in(chunk)?);
        }
        if !came.is_empty() {
            let known = match &self.known {
                Some(known) => known.clone(),
                None => beginning(self.id, &came)?,
            };
            refuse_hiding(&came, &known.0, &known.1)?;
            // What is here already comes again now and then.
            let fresh: Vec<Change> =
                came.into_iter().filter(|change| self.document.get_change_by_hash(&change.hash()).is_none()).collect();
            let total = self.total.with(&fresh);
            total.within(limits)?;
            self.total = total;
            self.known = Some(known);
        }
        let before: Vec<ChangeHash> = self.document.get_heads();
        self.document.receive_sync_message(&mut from.0, message).map_err(|error| match error {
            automerge::AutomergeError::DuplicateSeqNumber(..) => Refusal::Duplicate,
            other => Refusal::NotADocument(other.to_string()),
        })?;
        let new = self.document.get_changes(&before);
        Ok(new.iter().map(|change| (change.hash().into(), change.raw_bytes().to_vec())).collect())
    }
}

/// The changes in a part of a message: single changes and whole documents, one behind the other.
fn changes_in(part: &[u8]) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let length = first_chunk(rest).ok_or_else(|| Refusal::NotADocument("a part of it has no end".into()))?;
        let (chunk, behind) =
            rest.split_at_checked(length).ok_or_else(|| Refusal::NotADocument("it is cut off".into()))?;
        rest = behind;
        match Change::from_bytes(chunk.to_vec()) {
            Ok(change) => changes.push(change),
            Err(_) => {
                let document = Automerge::load(chunk).map_err(|error| Refusal::NotADocument(error.to_string()))?;
                changes.extend(document.get_changes(&[]));
            }
        }
    }
    Ok(changes)
}

/// How long the first chunk is: four bytes that say what it is, four of a checksum, one of its kind, then the length
/// of what follows, seven bits a byte.
fn first_chunk(bytes: &[u8]) -> Option<usize> {
    const HEAD: usize = 9;
    let mut length: usize = 0;
    for (index, byte) in bytes.get(HEAD..)?.iter().take(5).enumerate() {
        length |= usize::from(byte & 0x7f).checked_shl(u32::try_from(index).ok()?.checked_mul(7)?)?;
        if byte & 0x80 == 0 {
            return length.checked_add(HEAD)?.checked_add(index)?.checked_add(1);
        }
    }
    None
}

/// Which review changes are of, and where its containers are: told by their beginning.
fn beginning(id: DocumentId, changes: &[Change]) -> Result<(Identity, Containers), Refusal> {
    let genesis = changes.iter().find(|change| is_genesis(change)).ok_or(Refusal::NoGenesis)?;
    let identity = Identity::of(genesis.hash().into());
    if identity.document_id() != id {
        return Err(Refusal::AnotherReview);
    }
    let mut begun = Automerge::new();
    begun.apply_changes([genesis.clone()]).map_err(|_| Refusal::NoGenesis)?;
    let containers = Containers::of(&begun).map_err(|_| Refusal::NoGenesis)?;
    if !is_what_we_would_begin(&begun, &containers, genesis) {
        return Err(Refusal::NoGenesis);
    }
    Ok((identity, containers))
}
