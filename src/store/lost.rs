//! Find lost work: everything that lies in this browser and is not on Home.
//!
//! It looks at names only and decides nothing; the page shows the list and offers to open, bring back or
//! download each.

use std::collections::{BTreeMap, BTreeSet};

use super::canary::Canary;
use super::keys::{ChunkKey, Key};
use super::keystrokes::LastKeystrokes;

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// A review that was saved here once and of which nothing is left. A file or another person may have it.
    Vanished { review: String, last_saved_ms: u64 },
    /// Saved pieces of a review that Home does not list.
    WithoutRow { review: String, chunks: usize },
    /// What was typed in a tab that is gone and is in no saved piece yet.
    Unfinished { review: String, tab: String, commits: usize },
    /// Notes of what was typed, in a tab that is gone.
    Notes { review: String, tab: String, notes: usize },
    /// Bytes that could not be read.
    Quarantined { review: String, hash: String },
    /// A local backup.
    Backup { review: String, taken_ms: u64 },
}

/// Where to look: the names of what each place holds.
#[derive(Debug, Default)]
pub struct Places<'a> {
    /// Reviews that Home lists.
    pub rows: BTreeSet<String>,
    pub chunks: Vec<ChunkKey>,
    /// Keys of the quarantine.
    pub quarantined: Vec<Key>,
    /// Keys of the backups.
    pub backups: Vec<Key>,
    /// Keys of the small facts; those that are notes count.
    pub meta: Vec<Key>,
    pub last_keystrokes: Vec<LastKeystrokes>,
    pub canaries: BTreeMap<String, Canary>,
    /// Tabs that are alive: what they are typing is not lost.
    pub living_tabs: BTreeSet<&'a str>,
}

/// Lists everything, in a stable order.
pub fn find(places: &Places) -> Vec<Found> {
    let mut found = Vec::new();
    let mut chunks: BTreeMap<&str, usize> = BTreeMap::new();
    for key in &places.chunks {
        *chunks.entry(&key.review).or_default() += 1;
    }
    for (review, canary) in &places.canaries {
        if !chunks.contains_key(review.as_str()) {
            found.push(Found::Vanished { review: review.clone(), last_saved_ms: canary.at_ms });
        }
    }
    for (review, count) in &chunks {
        if !places.rows.contains(*review) {
            found.push(Found::WithoutRow { review: (*review).to_owned(), chunks: *count });
        }
    }
    for note in &places.last_keystrokes {
        let left = note.left(&places.chunks);
        if left > 0 && !places.living_tabs.contains(note.tab.as_str()) {
            found.push(Found::Unfinished { review: note.review.clone(), tab: note.tab.clone(), commits: left });
        }
    }
    let mut notes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for key in places.meta.iter().filter(|key| key.starts_with(&["note"])) {
        *notes.entry((key.part(1), key.part(2))).or_default() += 1;
    }
    for ((review, tab), count) in notes {
        if !places.living_tabs.contains(tab) {
            found.push(Found::Notes { review: review.to_owned(), tab: tab.to_owned(), notes: count });
        }
    }
    found.extend(
        places
            .quarantined
            .iter()
            .map(|key| Found::Quarantined { review: key.part(0).to_owned(), hash: key.part(1).to_owned() }),
    );
    found.extend(places.backups.iter().filter_map(|key| {
        Some(Found::Backup { review: key.part(0).to_owned(), taken_ms: super::backups::taken_ms(key.part(1))? })
    }));
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::backups::backup_key;
    use crate::store::keys::{ChunkKind, note_key};
    use crate::store::keystrokes::KeptCommit;

    #[test]
    fn everything_that_is_not_on_home_is_listed() {
        let landed = ChunkKey::for_bytes("orphan", ChunkKind::Incremental, b"landed");
        let places = Places {
            rows: BTreeSet::from(["listed".to_owned()]),
            chunks: vec![ChunkKey::for_bytes("listed", ChunkKind::Snapshot, b"x"), landed],
            quarantined: vec![Key::of(["torn", "00ff"])],
            backups: vec![backup_key("listed", 7)],
            meta: vec![note_key("listed", "gone", 0), note_key("listed", "alive", 0), Key::of(["settings"])],
            last_keystrokes: vec![LastKeystrokes {
                review: "orphan".into(),
                tab: "gone".into(),
                commits: [&b"landed"[..], b"not landed"]
                    .map(|bytes| KeptCommit { bytes: bytes.to_vec(), covers: vec![] })
                    .to_vec(),
                words: String::new(),
            }],
            canaries: BTreeMap::from([
                ("listed".to_owned(), Canary { heads: vec![], at_ms: 1 }),
                ("wiped".to_owned(), Canary { heads: vec![], at_ms: 2 }),
            ]),
            living_tabs: BTreeSet::from(["alive"]),
        };
        assert_eq!(
            find(&places),
            vec![
                Found::Vanished { review: "wiped".into(), last_saved_ms: 2 },
                Found::WithoutRow { review: "orphan".into(), chunks: 1 },
                Found::Unfinished { review: "orphan".into(), tab: "gone".into(), commits: 1 },
                Found::Notes { review: "listed".into(), tab: "gone".into(), notes: 1 },
                Found::Quarantined { review: "torn".into(), hash: "00ff".into() },
                Found::Backup { review: "listed".into(), taken_ms: 7 },
            ]
        );
    }
}
