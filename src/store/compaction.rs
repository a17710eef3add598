//! Compaction: many small chunks become one snapshot, in two steps that no crash can turn into a loss.
//!
//! First the snapshot is put, in a strict transaction of its own. Then it is read back from the disk, loaded,
//! and its heads compared with those of the chunks it stands for; only when they are equal are chunks deleted,
//! and only those that were loaded into it. A chunk that another tab appended in the meantime is not among them
//! and stays. Chunks that could not be loaded, or whose changes wait for others, forbid compaction altogether.
//!
//! To be run under the review's Web Lock. Every way out, the failures included, leads back to idle; a step that
//! is never answered is given up by the clock.

use super::disk::{DiskError, Value, Write};
use super::keys::{ChunkKey, ChunkKind, Key, Store};

/// What understands documents. The caller supplies it; the store knows only bytes.
pub trait Loader {
    /// Loads these chunks together, in any order.
    ///
    /// # Errors
    /// Why not even a part could be loaded.
    fn load(&self, chunks: &[&[u8]]) -> Result<Loaded, LoadError>;
}

/// What a set of chunks holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The heads of what is complete, sorted. Empty: there is no document here.
    pub heads: Vec<String>,
    /// Changes that wait for others that are not here.
    pub waiting: usize,
    /// The whole document in one piece, waiting changes not included.
    pub snapshot: Vec<u8>,
}

/// Why chunks did not load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The bytes are not what was written.
    #[error("some of the saved bytes are damaged ({detail})")]
    Damaged { detail: String },
    /// There was not enough memory. The bytes may well be good: nothing is ever deleted or moved for this.
    #[error("there is not enough memory to open it")]
    OutOfMemory,
    /// Written by a newer version, in a way this one does not read.
    #[error("it was written by a newer version of Second Story")]
    Newer,
}

/// How many increments may lie about before they are gathered up.
pub const MANY_INCREMENTS: usize = 64;
/// How many bytes of increments may, at least; more when the snapshot itself is larger.
pub const MANY_BYTES: usize = 64 * 1024;
/// How long a step may stay without an answer.
const SILENCE_MS: u64 = 30_000;

/// Whether it is worth gathering up, by the kinds and sizes of the chunks.
pub fn is_due<'a>(chunks: impl IntoIterator<Item = (&'a ChunkKey, usize)>) -> bool {
    let (mut increments, mut increment_bytes, mut snapshots, mut snapshot_bytes) = (0, 0, 0, 0);
    for (key, size) in chunks {
        match key.kind {
            ChunkKind::Incremental => {
                increments += 1;
                increment_bytes += size;
            }
            ChunkKind::Snapshot => {
                snapshots += 1;
                snapshot_bytes = snapshot_bytes.max(size);
            }
        }
    }
    increments >= MANY_INCREMENTS || increment_bytes > MANY_BYTES.max(snapshot_bytes) || snapshots > 1
}

/// What compaction asks for; each is answered by the event named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Read all chunks of the review → [`Compaction::chunks`].
    ReadChunks,
    /// Write this strictly, in one transaction → [`Compaction::written`].
    Write(Vec<Write>),
    /// Read this one chunk, from the disk and not from memory → [`Compaction::read_back`].
    ReadBack(Key),
    /// It is over, and idle again.
    Over(Outcome),
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// One snapshot now stands for so many chunks, which are gone.
    Gathered { chunks: usize },
    /// There was nothing to gather.
    Nothing,
    /// Something was not as it should be, and nothing was deleted.
    LeftAlone { why: String },
}

#[derive(Debug)]
enum State {
    Idle,
    Reading,
    Putting { snapshot: ChunkKey, heads: Vec<String>, loaded: Vec<ChunkKey> },
    Checking { snapshot: ChunkKey, heads: Vec<String>, loaded: Vec<ChunkKey> },
    Deleting { chunks: usize },
}

/// The compaction of one review.
#[derive(Debug)]
pub struct Compaction {
    review: String,
    state: State,
    since_ms: u64,
}

impl Compaction {
    /// Idle.
    pub fn new(review: &str) -> Self {
        Self { review: review.to_owned(), state: State::Idle, since_ms: 0 }
    }

    /// Whether it is under way.
    pub fn is_running(&self) -> bool {
        !matches!(self.state, State::Idle)
    }

    /// Begins, unless it is under way already.
    pub fn begin(&mut self, now_ms: u64) -> Option<Step> {
        if self.is_running() {
            return None;
        }
        self.since_ms = now_ms;
        self.state = State::Reading;
        Some(Step::ReadChunks)
    }

    /// The chunks that the disk holds, or why they could not be read.
    pub fn chunks(&mut self, found: Result<Vec<(ChunkKey, Vec<u8>)>, DiskError>, loader: &impl Loader) -> Step {
        if !matches!(std::mem::replace(&mut self.state, State::Idle), State::Reading) {
            return self.leave("an answer came that nobody waited for");
        }
        let found = match found {
            Ok(found) => found,
            Err(why) => return self.leave(&why.to_string()),
        };
        if found.len() <= 1 {
            return Step::Over(Outcome::Nothing);
        }
        if let Some((key, _)) = found.iter().find(|(key, bytes)| !key.holds(bytes)) {
            return self.leave(&format!("the chunk {} is not what was written", key.hash));
        }
        let bytes: Vec<&[u8]> = found.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let loaded = match loader.load(&bytes) {
            Ok(loaded) => loaded,
            Err(why) => return self.leave(&why.to_string()),
        };
        if loaded.waiting > 0 || loaded.heads.is_empty() {
            return self.leave("some changes wait for others that are not here");
        }
        let snapshot = ChunkKey::for_bytes(&self.review, ChunkKind::Snapshot, &loaded.snapshot);
        let write = Write::put_bytes(Store::Chunks, snapshot.to_key(), loaded.snapshot);
        let chunks = found.into_iter().map(|(key, _)| key).collect();
        self.state = State::Putting { snapshot, heads: loaded.heads, loaded: chunks };
        Step::Write(vec![write])
    }

    /// A transaction completed, or did not.
    pub fn written(&mut self, result: Result<(), DiskError>) -> Step {
        if let Err(why) = result {
            return self.leave(&why.to_string());
        }
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Putting { snapshot, heads, loaded } => {
                let key = snapshot.to_key();
                self.state = State::Checking { snapshot, heads, loaded };
                Step::ReadBack(key)
            }
            State::Deleting { chunks } => Step::Over(Outcome::Gathered { chunks }),
            _ => self.leave("an answer came that nobody waited for"),
        }
    }

    /// The snapshot as the disk gives it back.
    pub fn read_back(&mut self, found: Result<Option<Value>, DiskError>, loader: &impl Loader) -> Step {
        let State::Checking { snapshot, heads, loaded } = std::mem::replace(&mut self.state, State::Idle) else {
            return self.leave("an answer came that nobody waited for");
        };
        let bytes = match found {
            Ok(found) => found.and_then(Value::into_bytes).unwrap_or_default(),
            Err(why) => return self.leave(&why.to_string()),
        };
        if !snapshot.holds(&bytes) {
            return self.leave("the snapshot did not come back as it was written");
        }
        match loader.load(&[&bytes]) {
            Ok(again) if again.heads == heads && again.waiting == 0 => {}
            Ok(_) => return self.leave("the snapshot does not hold what its chunks do"),
            Err(why) => return self.leave(&why.to_string()),
        }
        // A snapshot that was there before may be the very one that was put.
        let gone: Vec<Write> = loaded
            .iter()
            .filter(|key| **key != snapshot)
            .map(|key| Write::delete(Store::Chunks, key.to_key()))
            .collect();
        if gone.is_empty() {
            return Step::Over(Outcome::Nothing);
        }
        self.state = State::Deleting { chunks: gone.len() };
        Step::Write(gone)
    }

    /// Time passes (any steady clock): a step without an answer for half a minute is given up, so that the next
    /// compaction can begin. Whatever it had begun is safe to leave half done.
    pub fn tick(&mut self, now_ms: u64) -> Option<Step> {
        (self.is_running() && now_ms.saturating_sub(self.since_ms) >= SILENCE_MS)
            .then(|| self.leave("the browser's storage did not answer"))
    }

    fn leave(&mut self, why: &str) -> Step {
        self.state = State::Idle;
        Step::Over(Outcome::LeftAlone { why: why.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_by_number_by_size_and_when_snapshots_lie_side_by_side() {
        let small = ChunkKey::for_bytes("r", ChunkKind::Incremental, b"a");
        let whole = ChunkKey::for_bytes("r", ChunkKind::Snapshot, b"a");
        assert!(!is_due(vec![(&small, 10); 63]));
        assert!(is_due(vec![(&small, 10); 64]));
        assert!(is_due([(&small, 70_000)]));
        assert!(!is_due([(&small, 70_000), (&whole, 80_000)]), "not more than the whole");
        assert!(is_due([(&whole, 1), (&whole, 1)]));
    }

    #[test]
    fn the_flag_is_reset_in_every_path() {
        struct Broken;
        impl Loader for Broken {
            fn load(&self, _: &[&[u8]]) -> Result<Loaded, LoadError> {
                Err(LoadError::OutOfMemory)
            }
        }
        let key = |bytes: &[u8]| (ChunkKey::for_bytes("r", ChunkKind::Incremental, bytes), bytes.to_vec());
        let mut compaction = Compaction::new("r");
        let endings: [&dyn Fn(&mut Compaction) -> Step; 4] = [
            &|compaction| compaction.chunks(Err(DiskError::Closed), &Broken),
            &|compaction| compaction.chunks(Ok(vec![key(b"a"), key(b"b")]), &Broken),
            &|compaction| compaction.written(Err(DiskError::Full)),
            &|compaction| compaction.tick(60_000).unwrap(),
        ];
        for ending in endings {
            assert_eq!(compaction.begin(0), Some(Step::ReadChunks));
            assert_eq!(compaction.begin(0), None, "one at a time");
            assert!(matches!(ending(&mut compaction), Step::Over(Outcome::LeftAlone { .. })));
            assert!(!compaction.is_running());
        }
    }
}
