//! Who a document is: the hash of its beginning, and the public id made from it.

use crate::review::ReviewId;
use automerge::ChangeHash;
use sha2::{Digest, Sha256};
use std::fmt;

/// The hash of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head(pub [u8; 32]);

impl Head {
    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(&self) -> String {
        crate::review::text::hex(&self.0)
    }

    /// Reads what [`Head::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Head> {
        let mut bytes = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
        }
        Some(Head(bytes))
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.iter().take(4) {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl From<ChangeHash> for Head {
    fn from(hash: ChangeHash) -> Self {
        Head(hash.0)
    }
}

impl From<Head> for ChangeHash {
    fn from(head: Head) -> Self {
        ChangeHash(head.0)
    }
}

/// What other programs know a document by: the first half of the hash of its beginning. Whoever has it can ask a
/// sync server for the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub [u8; 16]);

/// Which review a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The hash of the beginning. Whoever has it can ask a sync server for the document: keep it out of
    /// exports, routes and messages.
    pub genesis: Head,
    /// What may be printed everywhere: names the review, opens nothing.
    pub public: ReviewId,
}

impl Identity {
    /// The identity that follows from a beginning.
    pub fn of(genesis: Head) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"second-story public id 1");
        hasher.update(genesis.0);
        let digest = hasher.finalize();
        let bytes: Vec<u8> = digest.iter().copied().take(16).collect();
        Identity { genesis, public: ReviewId::from_bytes(&bytes) }
    }

    /// What other programs know the document by.
    pub fn document_id(&self) -> DocumentId {
        let mut half = [0_u8; 16];
        for (to, from) in half.iter_mut().zip(self.genesis.0) {
            *to = from;
        }
        DocumentId(half)
    }
}
