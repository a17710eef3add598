//! The journal of one open review: what was committed, what the disk has acknowledged, and what the page may
//! say about it.
//!
//! Events go in, effects come out, nothing is done here. Per review and tab there is one journal. Two kinds of
//! pieces pass through it:
//!
//! - a *commit*: the bytes of one change of the document (one's own, or one that came from elsewhere), kept as an incremental chunk under its content hash,
//!   so that writing it twice is writing it once;
//! - a *note*: what was typed since the last commit, in the app's own words. A commit stands for all notes
//!   given before it and takes them away in its own transaction, so that what was typed is on the disk exactly
//!   once at every moment. Each note has its own key: a later one never stands in for an earlier one.
//!
//! Promises: [`Journal::status`] is `Saved` only when everything handed in is in a completed strict transaction;
//! a piece leaves memory only then; a failure is never silent and always leads to another attempt.

use std::collections::{BTreeMap, BTreeSet};

use super::disk::{DiskError, Write};
use super::keys::{ChunkKey, ChunkKind, Key, Store, note_key};
use super::keystrokes::KeptCommit;

/// Names one transaction that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Something was typed that is in no note and no commit yet. The next of either takes it in.
    Typed,
    /// What was typed since the last note or commit, in the app's own bytes.
    Noted { note: Vec<u8> },
    /// One commit: its bytes, and the document's heads after it. Stands for everything noted before.
    Committed { bytes: Vec<u8>, heads: Vec<String> },
    /// Changes that came from elsewhere (another tab, a person, a file) and are now in this tab's document.
    /// Stands for no note. Another tab's changes belong here although that tab writes them too: what this tab
    /// builds on them must not be called saved before they are. Their key is the same, so it costs no space.
    Received { bytes: Vec<u8>, heads: Vec<String> },
    /// A transaction completed, strictly.
    Landed { ticket: Ticket },
    /// A transaction did not complete; nothing of it was written.
    Failed { ticket: Ticket, why: DiskError },
    /// The wait asked for by [`Effect::ReopenAndRetry`] is over and the disk is open, or the person asked.
    Retry,
    /// The disk could not be opened again.
    StillShut { why: DiskError },
    /// Time passes (any steady clock, milliseconds). Needed only while something is on its way.
    Tick { now_ms: u64 },
    /// The page is being hidden or closed: everything goes out now.
    Hidden,
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write all of this in one strict transaction, with an explicit commit, and answer with the ticket.
    Append { ticket: Ticket, writes: Vec<Write> },
    /// Wait, see that the disk is open (open it anew when it is not), then send [`Event::Retry`], or
    /// [`Event::StillShut`]. At most one of these waits is on its way.
    ReopenAndRetry { after_ms: u32 },
    /// This commit may now be told to other tabs and sessions (and earlier ones have been). A commit that stands
    /// for notes is held back until it has landed: were it told before and this tab killed, the notes would be
    /// taken up by the next tab and the same words come in twice.
    Tell { bytes: Vec<u8>, heads: Vec<String> },
    /// Everything committed is on the disk: these heads may go into the canary.
    Acknowledged { heads: Vec<String> },
    /// The saved state has changed; read [`Journal::status`].
    StatusChanged,
}

/// What the page may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// "Saved in this browser."
    Saved,
    /// On its way.
    Saving,
    /// Not saved. Both are whole sentences; the work is kept in memory, and a copy should be offered when
    /// `offer_download` says so.
    Trouble { what: String, what_to_do: String, offer_download: bool },
}

#[derive(Debug, Clone)]
enum Piece {
    Note { key: Key, bytes: Vec<u8> },
    Commit { key: ChunkKey, bytes: Vec<u8>, heads: Vec<String>, covers: Vec<Key> },
}

#[derive(Debug)]
struct Flight {
    pieces: BTreeMap<u64, Piece>,
    /// Known from the first tick that saw it.
    since_ms: Option<u64>,
}

/// Transactions are retried in batches no larger than this, so that one too large does not hold back the rest.
const BATCH_PIECES: usize = 64;
const BATCH_BYTES: usize = 1024 * 1024;
/// A transaction that has said nothing for so long is taken for lost (WebKit drops connections of background
/// tabs without a word).
const SILENCE_MS: u64 = 10_000;
/// A closed connection is normal in a background tab: the first failure is not worth a word.
const QUIET_FAILURES: u32 = 1;

/// The journal of one review in one tab.
#[derive(Debug)]
pub struct Journal {
    review: String,
    tab: String,
    next_serial: u64,
    next_ticket: u64,
    typed: bool,
    /// Pieces that are in no transaction, by serial.
    waiting: BTreeMap<u64, Piece>,
    flights: BTreeMap<Ticket, Flight>,
    /// Notes that are or may be on the disk and are not yet covered by a commit.
    open_notes: BTreeSet<Key>,
    /// The latest commit that landed, by serial, and the document's heads after it.
    landed: Option<(u64, Vec<String>)>,
    failures: u32,
    trouble: Option<DiskError>,
    retry_is_coming: bool,
    /// Own commits that nobody was told of yet, in order.
    untold: BTreeMap<u64, (Vec<u8>, Vec<String>)>,
    /// Those of them that stand for notes and have not landed.
    held_back: BTreeSet<u64>,
    shown: SaveState,
    /// Until something has landed, everything that waits goes out in one transaction, one after the other: what came
    /// before is not to be missing where this is.
    whole: bool,
}

impl Journal {
    /// A journal with nothing in it, for a review whose chunks (if any) are on the disk already.
    ///
    /// `tab` must be new each time a tab opens: a note found under another tab's id is unfinished work of a tab
    /// that is gone (or, while that tab's lock is held, of one that is not).
    pub fn new(review: &str, tab: &str) -> Self {
        Self {
            review: review.to_owned(),
            tab: tab.to_owned(),
            next_serial: 0,
            next_ticket: 0,
            typed: false,
            waiting: BTreeMap::new(),
            flights: BTreeMap::new(),
            open_notes: BTreeSet::new(),
            landed: None,
            failures: 0,
            trouble: None,
            retry_is_coming: false,
            untold: BTreeMap::new(),
            held_back: BTreeSet::new(),
            shown: SaveState::Saved,
            whole: false,
        }
    }

    /// The journal of the review that this one becomes. Whatever is still on its way to the disk goes there with the
    /// first commit of the new one, in the same transaction: where the new one is, all of the old one is.
    #[must_use]
    pub fn hand_over(&mut self, review: &str, tab: &str) -> Journal {
        for flight in std::mem::take(&mut self.flights).into_values() {
            self.ground(flight);
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.untold.clear();
        self.held_back.clear();
        (self.typed, self.failures, self.trouble, self.retry_is_coming) = (false, 0, None, false);
        Journal {
            whole: true,
            waiting,
            open_notes: std::mem::take(&mut self.open_notes),
            next_serial: self.next_serial,
            ..Journal::new(review, tab)
        }
    }

    /// The review it belongs to.
    pub fn review(&self) -> &str {
        &self.review
    }

    /// Notes of a tab that is gone, whose intents were now applied and will be in the next commit: that commit
    /// takes them from the disk.
    pub fn adopt_notes(&mut self, notes: impl IntoIterator<Item = Key>) {
        self.open_notes.extend(notes);
    }

    /// What the page may say now.
    pub fn status(&self) -> SaveState {
        if let Some(trouble) = &self.trouble
            && (self.failures > QUIET_FAILURES || !matches!(trouble, DiskError::Closed))
        {
            return SaveState::Trouble {
                what: trouble.to_string(),
                what_to_do: what_to_do(trouble).to_owned(),
                offer_download: true,
            };
        }
        if self.typed || !self.waiting.is_empty() || !self.flights.is_empty() {
            SaveState::Saving
        } else {
            SaveState::Saved
        }
    }

    /// The bytes of every commit that is in no completed transaction, oldest first: what a download has to hold.
    pub fn unsaved_commits(&self) -> Vec<(ChunkKey, Vec<u8>)> {
        let named = |commit: KeptCommit| {
            (ChunkKey::for_bytes(&self.review, ChunkKind::Incremental, &commit.bytes), commit.bytes)
        };
        self.kept_commits().into_iter().map(named).collect()
    }

    /// The same with the notes that each stands for: what [`crate::store::keystrokes::LastKeystrokes`] keeps at
    /// `pagehide`.
    pub fn kept_commits(&self) -> Vec<KeptCommit> {
        self.kept_by_review().remove(&self.review).unwrap_or_default()
    }

    /// The same of every review, as what was [handed over](Journal::hand_over) is of another one.
    pub fn kept_by_review(&self) -> BTreeMap<String, Vec<KeptCommit>> {
        let mut pieces: BTreeMap<u64, &Piece> = self.waiting.iter().map(|(serial, piece)| (*serial, piece)).collect();
        for flight in self.flights.values() {
            pieces.extend(flight.pieces.iter().map(|(serial, piece)| (*serial, piece)));
        }
        let mut kept: BTreeMap<String, Vec<KeptCommit>> = BTreeMap::new();
        for piece in pieces.into_values() {
            if let Piece::Commit { key, bytes, covers, .. } = piece {
                let commit = KeptCommit { bytes: bytes.clone(), covers: covers.clone() };
                kept.entry(key.review.clone()).or_default().push(commit);
            }
        }
        kept
    }

    /// Takes in one event.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Typed => self.typed = true,
            Event::Noted { note } => {
                self.typed = false;
                let serial = self.serial();
                let key = note_key(&self.review, &self.tab, serial);
                self.open_notes.insert(key.clone());
                self.waiting.insert(serial, Piece::Note { key, bytes: note });
                self.send_unless_waiting(&mut effects);
            }
            Event::Committed { bytes, heads } => {
                self.typed = false;
                let covers: Vec<Key> = std::mem::take(&mut self.open_notes).into_iter().collect();
                // A covered note that is in no transaction yet has no business on the disk any more.
                self.waiting.retain(|_, piece| !matches!(piece, Piece::Note { .. }));
                let told = (bytes.clone(), heads.clone());
                let stands_for_notes = !covers.is_empty();
                let serial = self.enter(bytes, heads, covers);
                self.untold.insert(serial, told);
                if stands_for_notes {
                    self.held_back.insert(serial);
                }
                self.send_unless_waiting(&mut effects);
                self.tell(&mut effects);
            }
            Event::Received { bytes, heads } => {
                self.enter(bytes, heads, Vec::new());
                self.send_unless_waiting(&mut effects);
            }
            Event::Landed { ticket } => {
                self.hear();
                self.landed(ticket, &mut effects);
            }
            Event::Failed { ticket, why } => {
                self.hear();
                self.failed(ticket, why, &mut effects);
            }
            Event::Retry => {
                self.retry_is_coming = false;
                self.send(&mut effects);
            }
            Event::StillShut { why } => {
                self.retry_is_coming = false;
                self.stumble(why, &mut effects);
            }
            Event::Tick { now_ms } => self.tick(now_ms, &mut effects),
            Event::Hidden => self.send(&mut effects),
        }
        let status = self.status();
        if status != self.shown {
            self.shown = status;
            effects.push(Effect::StatusChanged);
        }
        effects
    }

    /// Whether everything that was committed may leave this tab: be synchronised, linked, exported.
    pub fn may_tell(&self) -> bool {
        self.held_back.is_empty()
    }

    fn tell(&mut self, effects: &mut Vec<Effect>) {
        while let Some(first) = self.untold.first_entry() {
            if self.held_back.contains(first.key()) {
                return;
            }
            let (bytes, heads) = first.remove();
            effects.push(Effect::Tell { bytes, heads });
        }
    }

    fn enter(&mut self, bytes: Vec<u8>, heads: Vec<String>, covers: Vec<Key>) -> u64 {
        let serial = self.serial();
        let key = ChunkKey::for_bytes(&self.review, ChunkKind::Incremental, &bytes);
        self.waiting.insert(serial, Piece::Commit { key, bytes, heads, covers });
        serial
    }

    fn serial(&mut self) -> u64 {
        let serial = self.next_serial;
        self.next_serial += 1;
        serial
    }

    fn send_unless_waiting(&mut self, effects: &mut Vec<Effect>) {
        if !self.retry_is_coming {
            self.send(effects);
        }
    }

    /// Everything that waits goes out, in order, in batches.
    fn send(&mut self, effects: &mut Vec<Effect>) {
        if self.whole && !self.flights.is_empty() {
            return;
        }
        let mut batch = BTreeMap::new();
        let mut size = 0;
        for (serial, piece) in std::mem::take(&mut self.waiting) {
            let weight = piece.size();
            let full = batch.len() >= BATCH_PIECES || size + weight > BATCH_BYTES;
            if full && !batch.is_empty() && !self.whole {
                effects.push(self.take_off(std::mem::take(&mut batch)));
                size = 0;
            }
            size += weight;
            batch.insert(serial, piece);
        }
        if !batch.is_empty() {
            effects.push(self.take_off(batch));
        }
    }

    fn take_off(&mut self, pieces: BTreeMap<u64, Piece>) -> Effect {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        let writes = pieces.values().flat_map(Piece::writes).collect();
        self.flights.insert(ticket, Flight { pieces, since_ms: None });
        Effect::Append { ticket, writes }
    }

    /// A disk that answers anything is slow, not silent: everybody's patience begins anew.
    fn hear(&mut self) {
        for flight in self.flights.values_mut() {
            flight.since_ms = None;
        }
    }

    fn landed(&mut self, ticket: Ticket, effects: &mut Vec<Effect>) {
        // An unknown ticket was given up and sent again; that one will answer too.
        let Some(flight) = self.flights.remove(&ticket) else { return };
        if std::mem::take(&mut self.whole) {
            self.send_unless_waiting(effects);
        }
        for (serial, piece) in flight.pieces {
            self.held_back.remove(&serial);
            if let Piece::Commit { heads, .. } = piece
                && self.landed.as_ref().is_none_or(|(latest, _)| *latest < serial)
            {
                self.landed = Some((serial, heads));
            }
        }
        self.tell(effects);
        if self.waiting.is_empty() {
            self.failures = 0;
            self.trouble = None;
        }
        let commits_on_their_way = self.flights.values().any(|flight| flight.pieces.values().any(Piece::is_commit))
            || self.waiting.values().any(Piece::is_commit);
        if !commits_on_their_way && let Some((_, heads)) = self.landed.take() {
            effects.push(Effect::Acknowledged { heads });
        }
    }

    fn failed(&mut self, ticket: Ticket, why: DiskError, effects: &mut Vec<Effect>) {
        let Some(flight) = self.flights.remove(&ticket) else { return };
        self.ground(flight);
        self.stumble(why, effects);
    }

    /// Back to waiting; notes that a commit has come to stand for in the meantime are let go.
    fn ground(&mut self, flight: Flight) {
        for (serial, piece) in flight.pieces {
            match &piece {
                Piece::Note { key, .. } if !self.open_notes.contains(key) => {}
                _ => {
                    self.waiting.insert(serial, piece);
                }
            }
        }
    }

    fn stumble(&mut self, why: DiskError, effects: &mut Vec<Effect>) {
        if self.waiting.is_empty() {
            return;
        }
        if !self.retry_is_coming {
            self.failures = self.failures.saturating_add(1);
            self.retry_is_coming = true;
            effects.push(Effect::ReopenAndRetry { after_ms: pause_ms(&why, self.failures) });
        }
        self.trouble = Some(why);
    }

    fn tick(&mut self, now_ms: u64, effects: &mut Vec<Effect>) {
        let mut silent = Vec::new();
        for (ticket, flight) in &mut self.flights {
            let since = *flight.since_ms.get_or_insert(now_ms);
            if now_ms.saturating_sub(since) >= SILENCE_MS {
                silent.push(*ticket);
            }
        }
        for ticket in silent {
            self.failed(ticket, DiskError::Closed, effects);
        }
    }
}

impl Piece {
    fn is_commit(&self) -> bool {
        matches!(self, Self::Commit { .. })
    }

    fn size(&self) -> usize {
        match self {
            Self::Note { bytes, .. } | Self::Commit { bytes, .. } => bytes.len(),
        }
    }

    fn writes(&self) -> Vec<Write> {
        match self {
            Self::Note { key, bytes } => vec![Write::put_bytes(Store::Meta, key.clone(), bytes.clone())],
            Self::Commit { key, bytes, covers, .. } => {
                let mut writes = vec![Write::put_bytes(Store::Chunks, key.to_key(), bytes.clone())];
                writes.extend(covers.iter().map(|note| Write::delete(Store::Meta, note.clone())));
                writes
            }
        }
    }
}

/// How long to wait before the next attempt. A closed connection is opened again at once, the first time;
/// everything else backs off to half a minute, so that space that comes back is noticed without being asked.
fn pause_ms(why: &DiskError, failures: u32) -> u32 {
    if failures <= 1 && why.wants_reopening() {
        return 0;
    }
    let first = match why {
        DiskError::Full => 2_000,
        DiskError::Unavailable | DiskError::Newer | DiskError::Erased => 10_000,
        _ => 250,
    };
    let doubled = first * 2_u32.saturating_pow(failures.saturating_sub(1).min(10));
    doubled.min(30_000)
}

fn what_to_do(why: &DiskError) -> &'static str {
    match why {
        DiskError::Full => "Your work is kept in this tab and will be saved as soon as there is room. Download a copy.",
        DiskError::Unavailable => "Your work lives in this tab only. Download a copy before you close it.",
        DiskError::Blocked => {
            "Close the other tabs of Second Story; saving goes on by itself. Until then, keep this one open."
        }
        DiskError::Newer | DiskError::Erased => "Download a copy, then reload this tab.",
        DiskError::Closed | DiskError::Damaged { .. } | DiskError::Other { .. } => {
            "Second Story keeps trying. Keep this tab open, or download a copy."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(journal: &mut Journal, bytes: &[u8], head: &str) -> Vec<Effect> {
        journal.handle(Event::Committed { bytes: bytes.to_vec(), heads: vec![head.to_owned()] })
    }

    fn tickets(effects: &[Effect]) -> Vec<Ticket> {
        effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Append { ticket, .. } => Some(*ticket),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn saved_is_said_only_when_the_disk_has_answered() {
        let mut journal = Journal::new("r", "t");
        assert_eq!(journal.status(), SaveState::Saved);
        journal.handle(Event::Typed);
        assert_eq!(journal.status(), SaveState::Saving, "a key that nobody wrote down is not saved");
        let first = tickets(&commit(&mut journal, b"one", "h1"));
        let second = tickets(&commit(&mut journal, b"two", "h2"));
        let effects = journal.handle(Event::Landed { ticket: second[0] });
        assert_eq!(journal.status(), SaveState::Saving, "the first is still on its way");
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Acknowledged { .. })));
        let effects = journal.handle(Event::Landed { ticket: first[0] });
        assert_eq!(journal.status(), SaveState::Saved);
        assert!(effects.contains(&Effect::Acknowledged { heads: vec!["h2".into()] }), "in whatever order they landed");
    }

    #[test]
    fn what_a_review_becomes_is_written_with_everything_that_was_still_on_its_way() {
        let mut before = Journal::new("old", "t");
        for number in 0..BATCH_PIECES {
            commit(&mut before, &[7, u8::try_from(number).unwrap()], "h");
        }
        let answered = tickets(&commit(&mut before, b"last", "h"));
        let mut journal = before.hand_over("new", "t");
        assert_eq!(before.status(), SaveState::Saved, "nothing of it waits there any more");
        let late = before.handle(Event::Landed { ticket: answered[0] });
        assert_eq!(late, [Effect::StatusChanged], "an answer that comes late acknowledges nothing");
        let effects = commit(&mut journal, b"new", "n");
        let [Effect::Append { writes, ticket }] = &effects[..1] else { panic!("{effects:?}") };
        assert_eq!(tickets(&effects).len(), 1, "one transaction, however much it is");
        assert_eq!(writes.len(), BATCH_PIECES + 2);
        assert_eq!(journal.kept_by_review().into_keys().collect::<Vec<_>>(), ["new", "old"]);
        assert_eq!(journal.kept_commits().len(), 1);
        // What comes after does not overtake it; refused, it is sent again as one, with that.
        assert!(tickets(&commit(&mut journal, b"next", "n")).is_empty());
        journal.handle(Event::Failed { ticket: *ticket, why: DiskError::Full });
        let again = journal.handle(Event::Retry);
        assert_eq!(tickets(&again).len(), 1);
        assert!(tickets(&commit(&mut journal, b"last", "n")).is_empty());
        let effects = journal.handle(Event::Landed { ticket: tickets(&again)[0] });
        assert_eq!(tickets(&effects).len(), 1, "then the rest goes");
        let effects = journal.handle(Event::Landed { ticket: tickets(&effects)[0] });
        assert!(effects.contains(&Effect::Acknowledged { heads: vec!["n".into()] }));
        assert_eq!(journal.status(), SaveState::Saved);
        // A ticket of before is not taken for one of what the old one hears afterwards.
        let late = before.handle(Event::Received { bytes: b"late".to_vec(), heads: vec!["h".into()] });
        assert!(!tickets(&late).contains(&answered[0]));
    }

    #[test]
    fn a_commit_takes_its_notes_away_in_its_own_transaction() {
        let mut journal = Journal::new("r", "t");
        let note = journal.handle(Event::Noted { note: b"typed".to_vec() });
        journal.handle(Event::Landed { ticket: tickets(&note)[0] });
        assert_eq!(journal.status(), SaveState::Saved);
        let effects = commit(&mut journal, b"change", "h");
        let Effect::Append { ticket, writes } = &effects[0] else { panic!("an append") };
        assert_eq!(writes[1], Write::delete(Store::Meta, note_key("r", "t", 0)));
        // Nobody is told before the note is off the disk, nor of what builds on it.
        let next = commit(&mut journal, b"next", "h2");
        let told = |effects: &[Effect]| effects.iter().filter(|e| matches!(e, Effect::Tell { .. })).count();
        assert_eq!((told(&effects), told(&next), journal.may_tell()), (0, 0, false));
        assert_eq!(told(&journal.handle(Event::Landed { ticket: *ticket })), 2);
        assert!(journal.may_tell());
        assert_eq!(told(&commit(&mut journal, b"without notes", "h3")), 1, "at once, where no note is stood for");
    }

    #[test]
    fn a_note_that_failed_after_its_commit_was_sent_never_comes_back() {
        let mut journal = Journal::new("r", "t");
        let note = tickets(&journal.handle(Event::Noted { note: b"typed".to_vec() }))[0];
        let chunk = tickets(&commit(&mut journal, b"change", "h"))[0];
        journal.handle(Event::Failed { ticket: note, why: DiskError::Closed });
        journal.handle(Event::Landed { ticket: chunk });
        assert_eq!(journal.status(), SaveState::Saved);
        assert!(tickets(&journal.handle(Event::Retry)).is_empty());
    }

    #[test]
    fn a_full_disk_is_told_kept_in_memory_and_resumed_when_space_is_back() {
        let mut journal = Journal::new("r", "t");
        let ticket = tickets(&commit(&mut journal, b"one", "h1"))[0];
        let effects = journal.handle(Event::Failed { ticket, why: DiskError::Full });
        assert!(effects.contains(&Effect::ReopenAndRetry { after_ms: 2_000 }));
        let SaveState::Trouble { what, offer_download, .. } = journal.status() else { panic!("trouble") };
        assert!(what.contains("no room") && offer_download);
        assert!(tickets(&commit(&mut journal, b"two", "h2")).is_empty(), "it waits for the retry");
        assert_eq!(journal.unsaved_commits().len(), 2);
        let again = journal.handle(Event::Retry);
        let Effect::Append { ticket, writes } = &again[0] else { panic!("an append") };
        assert_eq!(writes.len(), 2);
        let done = journal.handle(Event::Landed { ticket: *ticket });
        assert_eq!(journal.status(), SaveState::Saved);
        assert!(done.contains(&Effect::Acknowledged { heads: vec!["h2".into()] }));
    }

    #[test]
    fn a_connection_dropped_in_the_background_is_reopened_without_a_word() {
        let mut journal = Journal::new("r", "t");
        let ticket = tickets(&commit(&mut journal, b"one", "h1"))[0];
        let effects = journal.handle(Event::Failed { ticket, why: DiskError::Closed });
        assert!(effects.contains(&Effect::ReopenAndRetry { after_ms: 0 }));
        assert_eq!(journal.status(), SaveState::Saving);
        let ticket = tickets(&journal.handle(Event::Retry))[0];
        journal.handle(Event::Failed { ticket, why: DiskError::Closed });
        assert!(matches!(journal.status(), SaveState::Trouble { .. }), "the second time it is");
    }

    #[test]
    fn a_transaction_that_never_answers_is_sent_again() {
        let mut journal = Journal::new("r", "t");
        commit(&mut journal, b"one", "h1");
        journal.handle(Event::Tick { now_ms: 1_000 });
        assert!(journal.handle(Event::Tick { now_ms: 9_000 }).is_empty());
        let effects = journal.handle(Event::Tick { now_ms: 11_000 });
        assert!(effects.contains(&Effect::ReopenAndRetry { after_ms: 0 }));
        assert_eq!(tickets(&journal.handle(Event::Retry)).len(), 1);
    }

    #[test]
    fn hiding_the_page_does_not_wait_for_the_next_attempt() {
        let mut journal = Journal::new("r", "t");
        let ticket = tickets(&commit(&mut journal, b"one", "h1"))[0];
        journal.handle(Event::Failed { ticket, why: DiskError::Full });
        assert_eq!(tickets(&journal.handle(Event::Hidden)).len(), 1);
    }
}
