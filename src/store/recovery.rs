//! Recovery: opening a review from whatever the disk still holds.
//!
//! Three ways it can go: everything loads; a part loads, and the person is told what is known of the rest; or
//! nothing does. In the last two, bytes that cannot be read are moved to the quarantine in one strict
//! transaction, under the hash of their content, so that they are never overwritten and never lost, and a later
//! version or an expert may still read them. Changes that only wait for others stay where they are: another
//! tab, person or backup may bring what they wait for.
//!
//! Too little memory is not damage: nothing is moved and nothing offered that destroys.

use super::compaction::{LoadError, Loaded, Loader};
use super::disk::Write;
use super::keys::{ChunkKey, Key, Store, content_hash};

/// What opening came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing is kept of this review.
    Nothing,
    /// Everything loaded.
    Whole { loaded: Loaded, from: Vec<ChunkKey> },
    /// What could be read, and what is to be said and done about the rest.
    Part { loaded: Loaded, from: Vec<ChunkKey>, notice: Notice, writes: Vec<Write> },
    /// Nothing could be read. The bytes go to the quarantine; backups are the next thing to look at.
    Unreadable { notice: Notice, writes: Vec<Write> },
    /// It cannot be opened here and now, and everything was left as it is.
    NotNow { why: LoadError },
}

/// What the person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Pieces that could not be read and were set aside.
    pub damaged: usize,
    /// Changes that build on something that is not here.
    pub waiting: usize,
}

impl Notice {
    /// In whole sentences.
    pub fn sentences(&self) -> String {
        let mut said = Vec::new();
        match self.damaged {
            0 => {}
            1 => said.push("One saved piece of this review could not be read and was set aside.".to_owned()),
            many => said.push(format!("{many} saved pieces of this review could not be read and were set aside.")),
        }
        match self.waiting {
            0 => {}
            1 => said.push(
                "One edit builds on an earlier one that is not in this browser; it will show once that is back."
                    .to_owned(),
            ),
            many => said.push(format!(
                "{many} edits build on earlier ones that are not in this browser; they will show once those are back."
            )),
        }
        said.push("Nothing was thrown away: see \u{201c}Find lost work\u{201d}.".to_owned());
        said.join(" ")
    }
}

/// Opens a review from its chunks.
pub fn recover(review: &str, chunks: Vec<(ChunkKey, Vec<u8>)>, loader: &impl Loader) -> Recovery {
    if chunks.is_empty() {
        return Recovery::Nothing;
    }
    // A chunk whose bytes are not those of its name is damaged whatever the loader thinks of it.
    let (good, mut damaged): (Vec<_>, Vec<_>) = chunks.into_iter().partition(|(key, bytes)| key.holds(bytes));
    match load(&good, loader) {
        Ok(loaded) if damaged.is_empty() && loaded.waiting == 0 && !loaded.heads.is_empty() => {
            return Recovery::Whole { loaded, from: names(&good) };
        }
        Ok(loaded) if !loaded.heads.is_empty() => return part(review, loaded, &good, &damaged),
        // Nothing complete, nothing damaged: only the beginning is missing. Everything stays where it is.
        Ok(loaded) if damaged.is_empty() => {
            let notice = Notice { damaged: 0, waiting: loaded.waiting };
            return Recovery::Unreadable { notice, writes: Vec::new() };
        }
        Ok(_) | Err(LoadError::Damaged { .. }) => {}
        Err(why) => return Recovery::NotNow { why },
    }
    // One bad chunk must not take the good ones with it: each is tried by itself.
    let mut sound = Vec::new();
    for (key, bytes) in good {
        match loader.load(&[&bytes]) {
            Ok(_) => sound.push((key, bytes)),
            Err(LoadError::Damaged { .. }) => damaged.push((key, bytes)),
            Err(why) => return Recovery::NotNow { why },
        }
    }
    match load(&sound, loader) {
        Ok(loaded) if !loaded.heads.is_empty() => part(review, loaded, &sound, &damaged),
        Ok(loaded) => Recovery::Unreadable {
            notice: Notice { damaged: damaged.len(), waiting: loaded.waiting },
            writes: quarantine(review, &damaged),
        },
        // Sound one by one and not together: nothing can be said of which is wrong, so nothing is moved.
        Err(LoadError::Damaged { .. }) => Recovery::Unreadable {
            notice: Notice { damaged: sound.len() + damaged.len(), waiting: 0 },
            writes: quarantine(review, &damaged),
        },
        Err(why) => Recovery::NotNow { why },
    }
}

fn load(chunks: &[(ChunkKey, Vec<u8>)], loader: &impl Loader) -> Result<Loaded, LoadError> {
    if chunks.is_empty() {
        return Ok(Loaded { heads: Vec::new(), waiting: 0, snapshot: Vec::new() });
    }
    let bytes: Vec<&[u8]> = chunks.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    loader.load(&bytes)
}

fn part(review: &str, loaded: Loaded, from: &[(ChunkKey, Vec<u8>)], damaged: &[(ChunkKey, Vec<u8>)]) -> Recovery {
    let notice = Notice { damaged: damaged.len(), waiting: loaded.waiting };
    Recovery::Part { loaded, from: names(from), notice, writes: quarantine(review, damaged) }
}

fn names(chunks: &[(ChunkKey, Vec<u8>)]) -> Vec<ChunkKey> {
    chunks.iter().map(|(key, _)| key.clone()).collect()
}

/// Moves chunks to the quarantine: one transaction, to be written strictly. The key is the hash of what is
/// there, not of what should have been, so two different damages are two entries.
pub fn quarantine(review: &str, damaged: &[(ChunkKey, Vec<u8>)]) -> Vec<Write> {
    damaged
        .iter()
        .flat_map(|(key, bytes)| [quarantined(review, bytes), Write::delete(Store::Chunks, key.to_key())])
        .collect()
}

/// Keeps unreadable bytes of any origin.
pub fn quarantined(review: &str, bytes: &[u8]) -> Write {
    Write::put_bytes(Store::Quarantined, Key::of([review, &content_hash(bytes)]), bytes.to_vec())
}
