//! Opening what the disk has of a review: exactly, or as far as it can be read, with an honest word about the
//! rest. Damaged pieces are handed back as writes that set them aside; nothing is ever written over.

use super::room::Document;
use crate::document::{DocumentError, Head};
use crate::store::keys::ChunkKind;
use crate::store::{ChunkKey, LoadError, Loaded, Loader, Recovery, Write, recover};

/// A document that was read from its pieces.
pub struct Opened {
    /// The document.
    pub replica: Document,
    /// What to say, where not everything could be read.
    pub notice: Option<String>,
    /// What sets the damaged pieces aside, in one strict transaction.
    pub writes: Vec<Write>,
}

/// Why a review could not be opened. Its pieces are where they were, or set aside.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// Not now: it may work later, and nothing was moved.
    #[error("{0}. Nothing of it was changed.")]
    NotNow(LoadError),
    /// Its pieces cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The document says no.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Loads chunks as a document, for the store.
pub struct DocumentLoader {
    /// A fresh actor. Nothing is written under it.
    pub actor: [u8; 16],
}

impl Loader for DocumentLoader {
    fn load(&self, chunks: &[&[u8]]) -> Result<Loaded, LoadError> {
        match Document::load_parts(chunks.iter().copied(), self.actor) {
            Ok((replica, waiting)) => Ok(Loaded {
                heads: replica.heads().iter().map(Head::to_hex).collect(),
                waiting,
                snapshot: replica.save(),
            }),
            // A later piece by itself: it can be read, and waits for the beginning.
            Err(DocumentError::Refused(crate::document::Refusal::NoGenesis)) => {
                Ok(Loaded { heads: Vec::new(), waiting: 1, snapshot: Vec::new() })
            }
            Err(why) => Err(LoadError::Damaged { detail: why.to_string() }),
        }
    }
}

/// Reads a document from all its pieces, under a fresh actor.
///
/// # Errors
/// [`OpeningError`], whose sentences can be shown as they are.
pub fn open(review: &str, mut chunks: Vec<(ChunkKey, Vec<u8>)>, actor: [u8; 16]) -> Result<Opened, OpeningError> {
    // Snapshots first: what comes later builds on them.
    chunks.sort_by_key(|(key, _)| key.kind != ChunkKind::Snapshot);
    if chunks.iter().all(|(key, bytes)| key.holds(bytes))
        && let Ok((replica, 0)) = load(&chunks, actor)
    {
        return Ok(Opened { replica, notice: None, writes: Vec::new() });
    }
    match recover(review, chunks.clone(), &DocumentLoader { actor }) {
        Recovery::Nothing => Err(OpeningError::Unreadable("Nothing is stored of this review.".to_owned())),
        Recovery::Whole { from, .. } => {
            Ok(Opened { replica: of(&chunks, &from, actor)?, notice: None, writes: Vec::new() })
        }
        Recovery::Part { from, notice, writes, .. } => {
            Ok(Opened { replica: of(&chunks, &from, actor)?, notice: Some(notice.sentences()), writes })
        }
        Recovery::Unreadable { notice, .. } => Err(OpeningError::Unreadable(notice.sentences())),
        Recovery::NotNow { why } => Err(OpeningError::NotNow(why)),
    }
}

fn of(chunks: &[(ChunkKey, Vec<u8>)], from: &[ChunkKey], actor: [u8; 16]) -> Result<Document, DocumentError> {
    let kept: Vec<(ChunkKey, Vec<u8>)> = chunks.iter().filter(|(key, _)| from.contains(key)).cloned().collect();
    load(&kept, actor).map(|(replica, _)| replica)
}

fn load(chunks: &[(ChunkKey, Vec<u8>)], actor: [u8; 16]) -> Result<(Document, usize), DocumentError> {
    Document::load_parts(chunks.iter().map(|(_, bytes)| bytes.as_slice()), actor)
}
