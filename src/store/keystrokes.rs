//! The last keystrokes of a page that is closing.
//!
//! At `pagehide` the commits that no transaction has acknowledged are also kept, synchronously, outside the
//! database. They are whole changes of the document under their content hash, so bringing them in again when
//! they did reach the disk changes nothing; with them stand the notes that they stand for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::disk::Write;
use super::keys::{ChunkKey, ChunkKind, Key, Store};

/// Longest note, in characters: local storage is small and shared with preferences.
pub const LONGEST_NOTE: usize = 512 * 1024;

/// A commit that no transaction has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCommit {
    pub bytes: Vec<u8>,
    /// The notes it stands for.
    pub covers: Vec<Key>,
}

/// The unacknowledged commits of one tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastKeystrokes {
    pub review: String,
    pub tab: String,
    /// Oldest first.
    pub commits: Vec<KeptCommit>,
    /// What was done before the document was there to do it in, in the app's own words; empty where there is
    /// nothing. Unlike commits it must be done once only.
    pub words: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    review: String,
    tab: String,
    /// Each with the keys of the notes it stands for.
    commits: Vec<(String, Vec<Vec<String>>)>,
    #[serde(default)]
    words: String,
}

impl LastKeystrokes {
    /// As text. When it would be longer than [`LONGEST_NOTE`], the latest commits are left out: the rest is then
    /// still a beginning that can be read.
    pub fn print(&self) -> String {
        let mut room = LONGEST_NOTE;
        let words = if self.words.len() <= room { self.words.clone() } else { String::new() };
        room -= words.len();
        let mut commits = Vec::new();
        for commit in &self.commits {
            let text = STANDARD_NO_PAD.encode(&commit.bytes);
            let Some(left) = room.checked_sub(text.len()) else { break };
            room = left;
            commits.push((text, commit.covers.iter().map(|key| key.0.clone()).collect()));
        }
        let written = Written { review: self.review.clone(), tab: self.tab.clone(), commits, words };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Back from its text; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let commit = |(text, covers): (String, Vec<Vec<String>>)| {
            let bytes = STANDARD_NO_PAD.decode(text).ok()?;
            Some(KeptCommit { bytes, covers: covers.into_iter().map(Key).collect() })
        };
        let commits = written.commits.into_iter().map(commit).collect::<Option<_>>()?;
        Some(Self { review: written.review, tab: written.tab, commits, words: written.words })
    }

    /// How many acts are not on the disk, given the keys that are.
    pub fn left(&self, present: &[ChunkKey]) -> usize {
        let commits = self.commits.iter().filter(|commit| !present.contains(&self.key(commit))).count();
        commits + usize::from(!self.words.is_empty())
    }

    /// The writes that bring in what is not on the disk: one strict transaction, to be done before the review is
    /// opened. They take away the notes that the commits stand for, which would otherwise come in twice.
    pub fn restore(&self, present: &[ChunkKey]) -> Vec<Write> {
        let missing = self.commits.iter().map(|commit| (self.key(commit), commit));
        missing
            .filter(|(key, _)| !present.contains(key))
            .flat_map(|(key, commit)| {
                let put = Write::put_bytes(Store::Chunks, key.to_key(), commit.bytes.clone());
                let notes = commit.covers.iter().map(|note| Write::delete(Store::Meta, note.clone()));
                std::iter::once(put).chain(notes)
            })
            .collect()
    }

    fn key(&self, commit: &KeptCommit) -> ChunkKey {
        ChunkKey::for_bytes(&self.review, ChunkKind::Incremental, &commit.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys::note_key;

    fn kept(bytes: &[u8]) -> KeptCommit {
        KeptCommit { bytes: bytes.to_vec(), covers: Vec::new() }
    }

    #[test]
    fn what_did_reach_the_disk_is_not_brought_in_twice() {
        let note = note_key("r", "t", 3);
        let last = LastKeystrokes {
            review: "r".into(),
            tab: "t".into(),
            commits: vec![kept(b"one"), KeptCommit { bytes: vec![0, 255, 7], covers: vec![note.clone()] }],
            words: "[[typed]]".into(),
        };
        let again = LastKeystrokes::parse(&last.print()).unwrap();
        assert_eq!(again, last);
        let landed = ChunkKey::for_bytes("r", ChunkKind::Incremental, b"one");
        let missing = ChunkKey::for_bytes("r", ChunkKind::Incremental, &[0, 255, 7]);
        assert_eq!(again.left(std::slice::from_ref(&landed)), 2, "a commit, and what was not even one");
        assert_eq!(
            again.restore(&[landed]),
            vec![Write::put_bytes(Store::Chunks, missing.to_key(), vec![0, 255, 7]), Write::delete(Store::Meta, note),]
        );
    }

    #[test]
    fn a_note_too_long_keeps_its_beginning() {
        let commits = vec![kept(&[1; 100]), kept(&vec![2; LONGEST_NOTE]), kept(&[3; 10])];
        let last = LastKeystrokes { review: "r".into(), tab: "t".into(), commits, words: String::new() };
        assert_eq!(LastKeystrokes::parse(&last.print()).unwrap().commits, vec![kept(&[1; 100])]);
    }
}
