//! Names: the database, its stores, and the keys in them.
//!
//! Every key is an array of strings, in every store, so that "all of one review" is one key range everywhere.
//! Chunks use automerge-repo's layout, `[document, "snapshot" | "incremental", hash]`, with the hash taken
//! over the content: writing the same bytes twice is writing them once.

use sha2::{Digest, Sha256};

/// The version of the database's layout. Raised when a store is added; stores are never taken away.
pub const LAYOUT_VERSION: u32 = 1;

/// The database of the app served under `base_path` (which begins and ends with a slash). Project sites under
/// one host name share an origin; the path keeps them apart.
pub fn database_name(base_path: &str) -> String {
    format!("second-story:{base_path}")
}

/// An object store of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Document bytes: `[review, "snapshot" | "incremental", hash]` → bytes.
    Chunks,
    /// The catalogue: `[review]` → one row as JSON.
    Rows,
    /// What the page paints from before the document is loaded: `[review]` → [`crate::store::ViewCache`].
    Views,
    /// What its writer has not shown: `[review, entry]` → bytes. Never in any export.
    Private,
    /// Attached files: `[review, sha256]` → bytes.
    Evidence,
    /// Rotating local copies: `[review, time taken]` → bytes.
    Backups,
    /// Bytes that could not be read: `[review, hash]` → bytes, never overwritten.
    Quarantined,
    /// Small facts and the notes of what is being typed: `["note", review, tab, serial]` → bytes, and others.
    Meta,
}

impl Store {
    /// All of them, in the order in which they are made.
    pub const ALL: [Self; 8] = [
        Self::Chunks,
        Self::Rows,
        Self::Views,
        Self::Private,
        Self::Evidence,
        Self::Backups,
        Self::Quarantined,
        Self::Meta,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chunks => "chunks",
            Self::Rows => "rows",
            Self::Views => "views",
            Self::Private => "private",
            Self::Evidence => "evidence",
            Self::Backups => "backups",
            Self::Quarantined => "quarantined",
            Self::Meta => "meta",
        }
    }

    /// Whether the first part of every key is a review's id, so that erasing a review erases that range.
    pub fn keyed_by_review(self) -> bool {
        self != Self::Meta
    }
}

/// A key: one or more strings, compared part by part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub Vec<String>);

impl Key {
    /// A key of these parts.
    pub fn of<const N: usize>(parts: [&str; N]) -> Self {
        Self(parts.iter().map(ToString::to_string).collect())
    }

    /// Whether the key begins with these parts.
    pub fn starts_with(&self, prefix: &[&str]) -> bool {
        self.0.len() >= prefix.len() && self.0.iter().zip(prefix).all(|(mine, theirs)| mine == theirs)
    }

    /// The part at `place`, or the empty string.
    pub fn part(&self, place: usize) -> &str {
        self.0.get(place).map_or("", String::as_str)
    }
}

/// What a chunk is: the whole document at some heads, or the changes since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChunkKind {
    Incremental,
    Snapshot,
}

impl ChunkKind {
    /// automerge-repo's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Incremental => "incremental",
            Self::Snapshot => "snapshot",
        }
    }
}

/// The key of a chunk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkKey {
    pub review: String,
    pub kind: ChunkKind,
    /// SHA-256 of the content, lowercase hex.
    pub hash: String,
}

impl ChunkKey {
    /// The key under which these bytes are kept.
    pub fn for_bytes(review: &str, kind: ChunkKind, bytes: &[u8]) -> Self {
        Self { review: review.to_owned(), kind, hash: content_hash(bytes) }
    }

    /// As it stands in the database.
    pub fn to_key(&self) -> Key {
        Key::of([&self.review, self.kind.name(), &self.hash])
    }

    /// Back from the database; `None` when it is not a chunk's key.
    pub fn from_key(key: &Key) -> Option<Self> {
        let [review, kind, hash] = key.0.as_slice() else { return None };
        let kind = match kind.as_str() {
            "snapshot" => ChunkKind::Snapshot,
            "incremental" => ChunkKind::Incremental,
            _ => return None,
        };
        Some(Self { review: review.clone(), kind, hash: hash.clone() })
    }

    /// Whether the bytes are those that were written under this key.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        self.hash == content_hash(bytes)
    }
}

/// SHA-256, lowercase hex.
pub fn content_hash(bytes: &[u8]) -> String {
    crate::review::text::hex(&Sha256::digest(bytes))
}

/// The key of a note: what was typed in a tab since its last commit. Serials sort as numbers.
pub fn note_key(review: &str, tab: &str, serial: u64) -> Key {
    Key::of(["note", review, tab, &format!("{serial:020}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_key_is_automerge_repos_layout_and_comes_back() {
        let key = ChunkKey::for_bytes("r1", ChunkKind::Snapshot, b"abc");
        assert_eq!(
            key.to_key().0,
            ["r1", "snapshot", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
        );
        assert_eq!(ChunkKey::from_key(&key.to_key()), Some(key.clone()));
        assert!(key.holds(b"abc"));
        assert!(!key.holds(b"abd"));
        assert_eq!(ChunkKey::from_key(&Key::of(["r1", "rumour", "00"])), None);
    }

    #[test]
    fn two_sites_on_one_host_have_two_databases() {
        assert_ne!(database_name("/one/"), database_name("/two/"));
    }

    #[test]
    fn notes_come_back_in_the_order_in_which_they_were_typed() {
        assert!(note_key("r", "t", 9) < note_key("r", "t", 10));
    }
}
