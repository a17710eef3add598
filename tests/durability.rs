//! What is called saved is there after any crash: the journal, compaction and recovery against a simulated disk.
//!
//! The disk keeps relaxed transactions in a cache that a crash may take, answers late or never, runs full and
//! drops its connections; tabs write at once, gather up chunks, and die in the midst of it. Documents are toys:
//! sets of changes that name what they build on and what was typed into them. Each seed is one life of a
//! review; a failing one is printed and can be run alone with `DURABILITY_SEED`. `DURABILITY_CASES` sets how
//! many are tried.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/disk.rs"]
mod disk;

use disk::Disk;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use second_story::store::compaction::{Outcome, Step};
use second_story::store::journal::{Effect, Event, Journal, SaveState, Ticket};
use second_story::store::keys::{ChunkKey, ChunkKind, Key, Store};
use second_story::store::{
    Compaction, DiskError, Durability, LoadError, Loaded, Loader, Recovery, Value, Write, recover,
};

const REVIEW: &str = "r";

/// A small generator of our own: the same seed is the same life, for ever.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % sides
    }

    fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.roll(u64::try_from(count).unwrap())).unwrap()
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// A change of the toy document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    id: u64,
    deps: BTreeSet<u64>,
    typed: BTreeSet<u64>,
}

fn encode(changes: &[Change]) -> Vec<u8> {
    let mut text = String::from("toy");
    for change in changes {
        let list = |set: &BTreeSet<u64>| set.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        text += &format!("\n{}|{}|{}|", change.id, list(&change.deps), list(&change.typed));
    }
    text.into_bytes()
}

fn decode(bytes: &[u8]) -> Option<Vec<Change>> {
    let text = std::str::from_utf8(bytes).ok()?.strip_prefix("toy")?;
    let list = |part: &str| part.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect::<Option<_>>();
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let parts: Vec<&str> = line.split('|').collect();
            let [id, deps, typed, ""] = parts.as_slice() else { return None };
            Some(Change { id: id.parse().ok()?, deps: list(deps)?, typed: list(typed)? })
        })
        .collect()
}

/// The changes whose every ground is there, by id; and how many wait.
fn complete(changes: impl IntoIterator<Item = Change>) -> (BTreeMap<u64, Change>, usize) {
    let mut open: BTreeMap<u64, Change> = changes.into_iter().map(|change| (change.id, change)).collect();
    let mut done: BTreeMap<u64, Change> = BTreeMap::new();
    loop {
        let ready: Vec<u64> =
            open.values().filter(|c| c.deps.iter().all(|dep| done.contains_key(dep))).map(|c| c.id).collect();
        if ready.is_empty() {
            return (done, open.len());
        }
        for id in ready {
            done.insert(id, open.remove(&id).unwrap());
        }
    }
}

fn heads(changes: &BTreeMap<u64, Change>) -> BTreeSet<u64> {
    let grounds: BTreeSet<u64> = changes.values().flat_map(|change| change.deps.clone()).collect();
    changes.keys().copied().filter(|id| !grounds.contains(id)).collect()
}

struct Toy;

impl Loader for Toy {
    fn load(&self, chunks: &[&[u8]]) -> Result<Loaded, LoadError> {
        let mut all = Vec::new();
        for chunk in chunks {
            all.extend(decode(chunk).ok_or_else(|| LoadError::Damaged { detail: "not a toy".into() })?);
        }
        let (done, waiting) = complete(all);
        let snapshot = encode(&done.values().cloned().collect::<Vec<_>>());
        Ok(Loaded { heads: heads(&done).iter().map(u64::to_string).collect(), waiting, snapshot })
    }
}

/// What the toy document has on the disk.
trait Toys {
    fn changes(&self) -> BTreeSet<u64>;
    fn notes(&self) -> Vec<(Key, u64)>;
}

impl Toys for Disk {
    fn changes(&self) -> BTreeSet<u64> {
        self.chunks(REVIEW).iter().flat_map(|(_, bytes)| decode(bytes).unwrap()).map(|change| change.id).collect()
    }

    fn notes(&self) -> Vec<(Key, u64)> {
        self.seen()
            .into_iter()
            .filter(|((store, _), _)| *store == Store::Meta)
            .map(|((_, key), value)| (key, String::from_utf8(value.into_bytes().unwrap()).unwrap().parse().unwrap()))
            .collect()
    }
}

/// A transaction that was asked for and not done yet.
struct Asked {
    tab: String,
    ticket: Option<Ticket>,
    writes: Vec<Write>,
}

struct Tab {
    name: String,
    journal: Journal,
    document: BTreeMap<u64, Change>,
    /// Typed since the last commit, noted or not.
    typed: BTreeSet<u64>,
    /// Everything typed here.
    all: BTreeSet<u64>,
    compaction: Compaction,
    retry: bool,
    adopting: bool,
}

struct Life {
    dice: Dice,
    disk: Disk,
    /// In the order asked.
    queue: VecDeque<Asked>,
    tabs: Vec<Tab>,
    next: u64,
    now_ms: u64,
    /// Everything that was typed in a tab which said "Saved" since.
    promised: BTreeSet<u64>,
    full: bool,
    gathered: usize,
    crashes: usize,
}

impl Life {
    fn new(seed: u64) -> Self {
        let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut life = Self {
            dice,
            disk: Disk::default(),
            queue: VecDeque::new(),
            tabs: Vec::new(),
            next: 1,
            now_ms: 0,
            promised: BTreeSet::new(),
            full: false,
            gathered: 0,
            crashes: 0,
        };
        life.open();
        life
    }

    fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A tab opens: it recovers what is there, and takes over what dead tabs had noted.
    ///
    /// Its reading is one transaction, and comes after whatever was asked of the disk before, as in a browser.
    /// Notes are taken over by one tab at a time, which holds a lock until its commit has landed.
    fn open(&mut self) {
        while !self.queue.is_empty() {
            self.disk_turns();
        }
        let name = format!("tab{}", self.fresh());
        let document = match recover(REVIEW, self.disk.chunks(REVIEW), &Toy) {
            Recovery::Nothing => BTreeMap::new(),
            // The first commit was refused and the second was not, before anything was called saved.
            Recovery::Unreadable { notice, writes } if notice.damaged == 0 && writes.is_empty() => BTreeMap::new(),
            Recovery::Whole { loaded, .. } | Recovery::Part { loaded, .. } => {
                let changes = decode(&loaded.snapshot).unwrap();
                changes.into_iter().map(|change| (change.id, change)).collect()
            }
            other => panic!("an undamaged disk always opens: {other:?}"),
        };
        let mut journal = Journal::new(REVIEW, &name);
        let alive: BTreeSet<&str> = self.tabs.iter().map(|tab| tab.name.as_str()).collect();
        let locked = self.tabs.iter().any(|tab| tab.adopting);
        let orphans: Vec<(Key, u64)> =
            self.disk.notes().into_iter().filter(|(key, _)| !locked && !alive.contains(key.part(2))).collect();
        journal.adopt_notes(orphans.iter().map(|(key, _)| key.clone()));
        let typed: BTreeSet<u64> = orphans.iter().map(|(_, typed)| *typed).collect();
        self.tabs.push(Tab {
            name,
            journal,
            document,
            all: typed.clone(),
            compaction: Compaction::new(REVIEW),
            retry: false,
            adopting: !typed.is_empty(),
            typed,
        });
        let place = self.tabs.len() - 1;
        if !self.tabs[place].typed.is_empty() {
            self.commit(place);
        }
    }

    fn perform(&mut self, place: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append { ticket, writes } => {
                    let tab = self.tabs[place].name.clone();
                    self.queue.push_back(Asked { tab, ticket: Some(ticket), writes });
                }
                Effect::ReopenAndRetry { .. } => {
                    assert!(!self.tabs[place].retry, "one wait at a time");
                    self.tabs[place].retry = true;
                }
                Effect::Tell { bytes, .. } => self.tell(place, &bytes),
                Effect::Acknowledged { .. } | Effect::StatusChanged => {}
            }
        }
        self.note_promises();
    }

    fn note_promises(&mut self) {
        for tab in &mut self.tabs {
            if tab.journal.status() == SaveState::Saved {
                tab.adopting = false;
                self.promised.extend(&tab.all);
            }
        }
    }

    fn handle(&mut self, place: usize, event: Event) {
        let effects = self.tabs[place].journal.handle(event);
        self.perform(place, effects);
    }

    fn type_a_key(&mut self, place: usize) {
        let key = self.fresh();
        self.tabs[place].typed.insert(key);
        self.tabs[place].all.insert(key);
        self.handle(place, Event::Typed);
        if self.dice.one_in(2) {
            self.commit(place);
        } else {
            self.handle(place, Event::Noted { note: key.to_string().into_bytes() });
        }
    }

    fn commit(&mut self, place: usize) {
        let id = self.fresh();
        let tab = &mut self.tabs[place];
        let change = Change { id, deps: heads(&tab.document), typed: std::mem::take(&mut tab.typed) };
        tab.document.insert(id, change.clone());
        let bytes = encode(std::slice::from_ref(&change));
        self.handle(place, Event::Committed { bytes, heads: vec![id.to_string()] });
    }

    /// The other tabs hear of it, perhaps before any disk has it.
    fn tell(&mut self, from: usize, bytes: &[u8]) {
        let [change] = decode(bytes).unwrap().try_into().unwrap();
        for other in 0..self.tabs.len() {
            if other != from && change.deps.iter().all(|dep| self.tabs[other].document.contains_key(dep)) {
                self.tabs[other].document.insert(change.id, change.clone());
                let heads = vec![change.id.to_string()];
                self.handle(other, Event::Received { bytes: bytes.to_vec(), heads });
            }
        }
    }

    /// The disk does the next transaction, or refuses, or does it and the answer is lost.
    fn disk_turns(&mut self) {
        if self.dice.one_in(8) {
            let view = Write::put_text(Store::Views, Key::of([REVIEW]), self.now_ms.to_string());
            self.disk.run(&[view], Durability::Relaxed);
        }
        let Some(asked) = self.queue.pop_front() else { return };
        let adds = asked.writes.iter().any(|write| matches!(write, Write::Put { .. }));
        let refused = if self.full && adds {
            Some(DiskError::Full)
        } else if self.dice.one_in(12) {
            Some(DiskError::Closed)
        } else {
            None
        };
        let silent = self.dice.one_in(20);
        if refused.is_none() {
            let before = self.disk.changes();
            self.disk.run(&asked.writes, Durability::Strict);
            let after = self.disk.changes();
            assert!(after.is_superset(&before), "a transaction took changes off the disk: {before:?} {after:?}");
        }
        let Some(place) = self.tabs.iter().position(|tab| tab.name == asked.tab) else { return };
        if silent {
            return;
        }
        match asked.ticket {
            Some(ticket) => match refused {
                None => self.handle(place, Event::Landed { ticket }),
                Some(why) => self.handle(place, Event::Failed { ticket, why }),
            },
            None => {
                let step = self.tabs[place].compaction.written(refused.map_or(Ok(()), Err));
                self.compact(place, step);
            }
        }
    }

    fn compact(&mut self, place: usize, step: Step) {
        let step = match step {
            Step::ReadChunks => {
                let found = if self.dice.one_in(15) { Err(DiskError::Closed) } else { Ok(self.disk.chunks(REVIEW)) };
                self.tabs[place].compaction.chunks(found, &Toy)
            }
            Step::ReadBack(key) => {
                let mut found = self.disk.seen().remove(&(Store::Chunks, key));
                if self.dice.one_in(10) {
                    found = Some(Value::Bytes(b"toy".to_vec()));
                }
                self.tabs[place].compaction.read_back(Ok(found), &Toy)
            }
            Step::Write(writes) => {
                let tab = self.tabs[place].name.clone();
                self.queue.push_back(Asked { tab, ticket: None, writes });
                return;
            }
            Step::Over(outcome) => {
                self.gathered += usize::from(matches!(outcome, Outcome::Gathered { .. }));
                return;
            }
        };
        self.compact(place, step);
    }

    /// Everything dies. What had been promised is there, once.
    fn crash(&mut self) {
        self.crashes += 1;
        self.tabs.clear();
        self.queue.clear();
        self.disk.crash(|sides| self.dice.place(sides));
        self.check();
        self.open();
    }

    fn check(&self) {
        let all = self.disk.chunks(REVIEW).into_iter().flat_map(|(_, bytes)| decode(&bytes).unwrap());
        let (done, _) = complete(all);
        let committed: BTreeSet<u64> = done.values().flat_map(|change| change.typed.clone()).collect();
        let noted: BTreeSet<u64> = self.disk.notes().into_iter().map(|(_, typed)| typed).collect();
        let twice: Vec<_> = committed.intersection(&noted).collect();
        assert!(twice.is_empty(), "typed once, there twice: {twice:?}");
        let lost: Vec<_> =
            self.promised.iter().filter(|key| !committed.contains(key) && !noted.contains(key)).collect();
        assert!(lost.is_empty(), "called saved and lost: {lost:?}");
    }

    fn turn(&mut self) {
        self.now_ms += 500;
        let place = self.dice.place(self.tabs.len());
        match self.dice.roll(100) {
            0..30 => self.type_a_key(place),
            30..65 => self.disk_turns(),
            65..75 => {
                if std::mem::take(&mut self.tabs[place].retry) {
                    self.handle(place, Event::Retry);
                }
            }
            75..80 => self.handle(place, Event::Tick { now_ms: self.now_ms }),
            // Under the lock: no other tab is at it.
            80..86 if self.tabs.iter().all(|tab| !tab.compaction.is_running()) => {
                if let Some(step) = self.tabs[place].compaction.begin(self.now_ms) {
                    self.compact(place, step);
                }
            }
            80..88 => {
                let _ = self.tabs[place].compaction.tick(self.now_ms);
            }
            88..90 => self.handle(place, Event::Hidden),
            90..92 => self.full = !self.full,
            92..94 if self.tabs.len() < 3 => self.open(),
            // A tab is killed. What it had asked of the disk may still be done, or not.
            94..96 if self.tabs.len() > 1 => {
                let dead = self.tabs.remove(place);
                let keep = self.dice.one_in(2);
                let mut cut = false;
                self.queue.retain(|asked| {
                    cut |= asked.tab == dead.name && !keep;
                    asked.tab != dead.name || !cut
                });
            }
            96..98 => self.crash(),
            _ => self.disk_turns(),
        }
    }

    /// The disk recovers and everything is written: every tab says so, and a reload shows all that was typed.
    fn settle(&mut self) {
        self.full = false;
        for _ in 0..2_000 {
            self.now_ms += 6_000;
            for _ in 0..self.queue.len().max(1) {
                self.disk_turns();
            }
            for place in 0..self.tabs.len() {
                self.handle(place, Event::Tick { now_ms: self.now_ms });
                if std::mem::take(&mut self.tabs[place].retry) {
                    self.handle(place, Event::Retry);
                }
            }
            if self.tabs.iter().all(|tab| tab.journal.status() == SaveState::Saved) {
                break;
            }
        }
        for tab in &self.tabs {
            assert_eq!(tab.journal.status(), SaveState::Saved, "it resumes when the disk is well again");
        }
        let typed: BTreeSet<u64> = self.tabs.iter().flat_map(|tab| tab.all.clone()).collect();
        self.crash();
        assert!(self.promised.is_superset(&typed));
    }
}

#[test]
fn what_was_called_saved_survives_every_life() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = match number("DURABILITY_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..number("DURABILITY_CASES").unwrap_or(1_000) + 1,
    };
    let (mut gathered, mut crashes, mut promised) = (0, 0, 0);
    for seed in seeds.clone() {
        let life = std::panic::catch_unwind(|| {
            let mut life = Life::new(seed);
            for _ in 0..120 {
                life.turn();
            }
            life.settle();
            life
        });
        let life = life.unwrap_or_else(|_| panic!("run it alone with DURABILITY_SEED={seed}"));
        gathered += life.gathered;
        crashes += life.crashes;
        promised += life.promised.len();
    }
    println!("{} lives: {promised} keys called saved, {crashes} crashes, {gathered} compactions", seeds.count());
    if number("DURABILITY_SEED").is_none() {
        assert!(gathered > 100 && promised > 1_000, "the lives are too quiet to prove anything");
    }
}

fn chunk(changes: &[Change], kind: ChunkKind) -> (ChunkKey, Vec<u8>) {
    let bytes = encode(changes);
    (ChunkKey::for_bytes(REVIEW, kind, &bytes), bytes)
}

fn change(id: u64, deps: &[u64]) -> Change {
    Change { id, deps: deps.iter().copied().collect(), typed: BTreeSet::new() }
}

#[test]
fn a_chunk_appended_while_the_snapshot_is_put_is_not_deleted() {
    let before =
        vec![chunk(&[change(1, &[])], ChunkKind::Incremental), chunk(&[change(2, &[1])], ChunkKind::Incremental)];
    let late = chunk(&[change(3, &[2])], ChunkKind::Incremental);
    let mut compaction = Compaction::new(REVIEW);
    compaction.begin(0).unwrap();
    let Step::Write(put) = compaction.chunks(Ok(before.clone()), &Toy) else { panic!("it puts") };
    let [Write::Put { value, .. }] = put.as_slice() else { panic!("one snapshot") };
    let Step::ReadBack(_) = compaction.written(Ok(())) else { panic!("it reads back") };
    let Step::Write(gone) = compaction.read_back(Ok(Some(value.clone())), &Toy) else { panic!("it deletes") };
    let expected: Vec<Write> = before.iter().map(|(key, _)| Write::delete(Store::Chunks, key.to_key())).collect();
    assert_eq!(gone, expected);
    assert!(!gone.contains(&Write::delete(Store::Chunks, late.0.to_key())));
}

#[test]
fn a_snapshot_that_does_not_hold_what_it_should_deletes_nothing() {
    let before =
        vec![chunk(&[change(1, &[])], ChunkKind::Incremental), chunk(&[change(2, &[1])], ChunkKind::Incremental)];
    for back in [None, Some(Value::Bytes(encode(&[change(1, &[])]))), Some(Value::Text("?".into()))] {
        let mut compaction = Compaction::new(REVIEW);
        compaction.begin(0).unwrap();
        compaction.chunks(Ok(before.clone()), &Toy);
        compaction.written(Ok(()));
        assert!(matches!(compaction.read_back(Ok(back), &Toy), Step::Over(Outcome::LeftAlone { .. })));
        assert!(!compaction.is_running());
    }
}

#[test]
fn a_torn_chunk_costs_what_builds_on_it_and_nothing_else_and_is_kept() {
    let one = chunk(&[change(1, &[])], ChunkKind::Snapshot);
    let (torn_key, mut torn) = chunk(&[change(2, &[1])], ChunkKind::Incremental);
    torn.truncate(5);
    let after = chunk(&[change(3, &[2])], ChunkKind::Incremental);
    let beside = chunk(&[change(4, &[1])], ChunkKind::Incremental);
    let chunks = vec![one, (torn_key.clone(), torn.clone()), after, beside];
    let Recovery::Part { loaded, from, notice, writes } = recover(REVIEW, chunks, &Toy) else { panic!("a part") };
    assert_eq!(loaded.heads, ["4"]);
    assert_eq!((notice.damaged, notice.waiting, from.len()), (1, 1, 3));
    assert!(notice.sentences().contains("Nothing was thrown away"));
    // In one transaction: into the quarantine, and out of the chunks.
    let [Write::Put { store: Store::Quarantined, value, .. }, Write::Delete { store: Store::Chunks, key }] =
        writes.as_slice()
    else {
        panic!("moved: {writes:?}")
    };
    assert_eq!(value, &Value::Bytes(torn));
    assert_eq!(key, &torn_key.to_key());
}

#[test]
fn with_the_beginning_lost_nothing_is_thrown_away() {
    let lonely = chunk(&[change(2, &[1])], ChunkKind::Incremental);
    let Recovery::Unreadable { notice, writes } = recover(REVIEW, vec![lonely], &Toy) else { panic!("unreadable") };
    assert_eq!((notice.damaged, notice.waiting), (0, 1));
    assert!(writes.is_empty(), "it only waits for what it builds on");
}

#[test]
fn too_little_memory_is_not_damage() {
    struct Small;
    impl Loader for Small {
        fn load(&self, _: &[&[u8]]) -> Result<Loaded, LoadError> {
            Err(LoadError::OutOfMemory)
        }
    }
    let chunks = vec![chunk(&[change(1, &[])], ChunkKind::Snapshot)];
    assert_eq!(recover(REVIEW, chunks, &Small), Recovery::NotNow { why: LoadError::OutOfMemory });
}

#[test]
fn bytes_that_were_quarantined_once_are_never_overwritten() {
    let (key, _) = chunk(&[change(1, &[])], ChunkKind::Snapshot);
    let one = recover(REVIEW, vec![(key.clone(), b"torn this way".to_vec())], &Toy);
    let other = recover(REVIEW, vec![(key, b"torn that way".to_vec())], &Toy);
    let mut disk = Disk::default();
    for recovery in [one, other] {
        let Recovery::Unreadable { writes, .. } = recovery else { panic!("unreadable") };
        disk.run(&writes, Durability::Strict);
    }
    assert_eq!(disk.durable().keys().filter(|(store, _)| *store == Store::Quarantined).count(), 2);
}

#[test]
fn only_a_strict_answer_outlives_every_crash() {
    let mut lost = 0;
    for seed in 1..100 {
        let mut dice = Dice(seed);
        let mut disk = Disk::default();
        let (key, bytes) = chunk(&[change(seed, &[])], ChunkKind::Incremental);
        disk.run(&[Write::put_bytes(Store::Chunks, key.to_key(), bytes)], Durability::Strict);
        let (key, bytes) = chunk(&[change(seed + 1, &[])], ChunkKind::Incremental);
        disk.run(&[Write::put_bytes(Store::Chunks, key.to_key(), bytes)], Durability::Relaxed);
        assert_eq!(disk.chunks(REVIEW).len(), 2, "both are seen");
        disk.crash(|sides| dice.place(sides));
        assert!(disk.changes().contains(&seed));
        lost += usize::from(!disk.changes().contains(&(seed + 1)));
    }
    assert!(lost > 10, "the simulated disk must be able to take back what was not strict");
}

#[test]
fn a_snapshot_that_was_wrong_before_it_was_written_deletes_nothing() {
    /// Writes out less than it loaded.
    struct Forgetful;
    impl Loader for Forgetful {
        fn load(&self, chunks: &[&[u8]]) -> Result<Loaded, LoadError> {
            Ok(Loaded { snapshot: encode(&[change(1, &[])]), ..Toy.load(chunks)? })
        }
    }
    let before = [change(1, &[]), change(2, &[1])].map(|change| chunk(&[change], ChunkKind::Incremental)).to_vec();
    let mut compaction = Compaction::new(REVIEW);
    compaction.begin(0).unwrap();
    let Step::Write(put) = compaction.chunks(Ok(before), &Forgetful) else { panic!("it puts") };
    let [Write::Put { value, .. }] = put.as_slice() else { panic!("one snapshot") };
    compaction.written(Ok(()));
    let over = compaction.read_back(Ok(Some(value.clone())), &Forgetful);
    assert!(matches!(over, Step::Over(Outcome::LeftAlone { .. })), "{over:?}");
}

#[test]
fn every_review_goes_into_one_file_and_comes_back() {
    use second_story::exchange::envelope::{Envelope, Kind};
    use second_story::exchange::limits::Limits;
    use second_story::store::backups::{Reach, ReviewCopy, Section, copies, sections};

    let copy = |review: &str, seen: &[u8]| ReviewCopy {
        review: review.into(),
        document: encode(&[change(1, &[])]),
        evidence: BTreeMap::from([("0f".repeat(32), b"picture".to_vec())]),
        private: BTreeMap::from([("seen".into(), seen.to_vec())]),
    };
    let all = [copy("r1", b"mine alone"), copy("r2", b"")];
    let mut file = Envelope::default().with(Kind::Note, b"from a later version".as_slice());
    for (section, bytes) in sections(&all, Reach::Anywhere) {
        file = file.with(Kind::from_tag(section.tag()), bytes);
    }
    let bytes = file.encode();
    let opened = Envelope::decode(&bytes, &Limits::default()).unwrap();
    let known = opened.sections.iter().filter_map(|s| Some((Section::from_tag(s.kind.tag())?, s.bytes.to_vec())));
    let back = copies(known).unwrap();
    assert_eq!(back, all.map(|copy| ReviewCopy { private: BTreeMap::new(), ..copy }));
}
