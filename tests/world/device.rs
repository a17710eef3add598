//! One browser: its disk, its tabs, what its person typed, and what it was promised.

use super::dice::Dice;
use super::disk::Disk;
use second_story::app::leaving::Leaving;
use second_story::app::opening::{self, DocumentLoader};
use second_story::app::room::{Beginning, Document, Heading, Left, Take};
use second_story::app::tab_message::TabMessage;
use second_story::app::{Output, Room};
use second_story::document::heads_of;
use second_story::exchange::export::json;
use second_story::exchange::gate::{Known, Review};
use second_story::review::field::{item as fields, meta};
use second_story::review::{
    Delta, EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField, kind,
};
use second_story::store::compaction::Step;
use second_story::store::keystrokes::LastKeystrokes;
use second_story::store::{
    ChunkKey, ChunkKind, Compaction, DiskError, Durability, Effect, Event, Key, SaveState, Store, Ticket, Value, Write,
};
use std::collections::{BTreeSet, VecDeque};

/// A fault planted in what joins the pieces together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// One chunk of each twenty is called written and is not.
    SkipAChunk,
    /// The disk is said to have written before it has.
    AcknowledgeEarly,
    /// A transaction is written, but not strictly.
    WriteRelaxed,
    /// Two tabs write under one actor.
    ReuseAnActor,
    /// Gathering up deletes a chunk that was not loaded into the snapshot.
    DeleteWhatWasNotLoaded,
    /// Gathering up deletes before the snapshot is written.
    DeleteFirst,
    /// One delta of each twenty does not reach the page.
    DropADelta,
    /// The deltas of one act reach the page twice.
    DrawTwice,
    /// The first share hands on the document with everything that came before.
    SendTheOldDocument,
    /// What is private is written into the review.
    WriteThePrivate,
    /// What comes from a file is shown and not kept.
    ForgetWhatCame,
    /// A file is taken in but for its last change.
    SkipTheLastChange,
    /// What the page holds when it is closed is not noted.
    ForgetTheLastKeystrokes,
    /// What another tab did is not heard, and its absence not noticed.
    DeafTabs,
    /// After a failed write nobody tries again.
    NeverRetry,
    /// A tab that was told that the review moved goes on in the old one.
    StayBehind,
    /// Damaged pieces are deleted instead of set aside.
    LoseTheLastChunkOnOpening,
    /// After the first share the old document goes at once, whoever is still in it.
    ForgetTheOldAtOnce,
    /// The second of two values that differ is dropped on the page.
    SilentWinner,
    /// A crash takes what was strict, too.
    WipeOnCrash,
}

impl Sabotage {
    pub const ALL: &'static [Sabotage] = &[
        Sabotage::SkipAChunk,
        Sabotage::AcknowledgeEarly,
        Sabotage::WriteRelaxed,
        Sabotage::ReuseAnActor,
        Sabotage::DeleteWhatWasNotLoaded,
        Sabotage::DeleteFirst,
        Sabotage::DropADelta,
        Sabotage::DrawTwice,
        Sabotage::SendTheOldDocument,
        Sabotage::WriteThePrivate,
        Sabotage::ForgetWhatCame,
        Sabotage::SkipTheLastChange,
        Sabotage::ForgetTheLastKeystrokes,
        Sabotage::DeafTabs,
        Sabotage::NeverRetry,
        Sabotage::StayBehind,
        Sabotage::LoseTheLastChunkOnOpening,
        Sabotage::ForgetTheOldAtOnce,
        Sabotage::SilentWinner,
        Sabotage::WipeOnCrash,
    ];
}

const WORDS: &[&str] = &["queue", "é", "e\u{301}", "👀", "👩‍👩‍👧", "日本語", "مرحبا", "\n", "a|b", "", "x"];

struct Tab {
    name: String,
    room: Room,
    /// What its page shows, made of nothing but what it was told to draw.
    drawn: ReviewView,
    compaction: Compaction,
    retry: bool,
    /// Where it listens, and what was said there: a tab joins another review's tabs only after its turn.
    channel: ReviewId,
    inbox: VecDeque<Vec<u8>>,
    /// What its review was before it left, where tabs that are still in it are told.
    behind: Option<Room>,
    /// Added here and not called saved yet.
    waiting: BTreeSet<ItemId>,
}

/// What was asked of the disk and is not done yet.
struct Asked {
    tab: String,
    review: ReviewId,
    ticket: Option<Ticket>,
    writes: Vec<Write>,
}

pub struct Device {
    number: usize,
    me: PersonId,
    pub disk: Disk,
    queue: VecDeque<Asked>,
    tabs: Vec<Tab>,
    review: Option<ReviewId>,
    /// What closed pages left in the storage that is written at once.
    notes: Vec<LastKeystrokes>,
    /// Everything that a tab called saved.
    promised: BTreeSet<ItemId>,
    /// What its person keeps to themselves.
    pub private: Vec<String>,
    /// Wordings that were changed before the review first left.
    pub reworded: Vec<String>,
    /// The wording that will be changed before it leaves.
    planted: Option<String>,
    next_tab: u64,
    steady_ms: u64,
    /// A first share that has not come to its end: as the disk notes it.
    leaving: Option<(Leaving, ReviewId)>,
    sabotage: Option<Sabotage>,
    one_actor: [u8; 16],
}

impl Device {
    pub fn new(number: usize, me: PersonId, sabotage: Option<Sabotage>) -> Self {
        Device {
            number,
            me,
            disk: Disk::default(),
            queue: VecDeque::new(),
            tabs: Vec::new(),
            review: None,
            notes: Vec::new(),
            promised: BTreeSet::new(),
            private: Vec::new(),
            reworded: Vec::new(),
            planted: None,
            next_tab: 0,
            steady_ms: 0,
            leaving: None,
            sabotage,
            one_actor: [9; 16],
        }
    }

    pub fn promises(&self) -> usize {
        self.promised.len()
    }

    fn has(&self, sabotage: Sabotage) -> bool {
        self.sabotage == Some(sabotage)
    }

    fn actor(&self, dice: &mut Dice) -> [u8; 16] {
        if self.has(Sabotage::ReuseAnActor) { self.one_actor } else { dice.bytes() }
    }

    fn fresh_tab(&mut self) -> String {
        self.next_tab += 1;
        format!("d{}t{}", self.number, self.next_tab)
    }

    fn put(&mut self, name: String, room: Room) -> usize {
        let (drawn, channel) = ((**room.view()).clone(), room.id().clone());
        let compaction = Compaction::new(room.id().as_str());
        self.review = Some(room.id().clone());
        self.tabs.push(Tab {
            name,
            room,
            drawn,
            compaction,
            retry: false,
            channel,
            inbox: VecDeque::new(),
            behind: None,
            waiting: BTreeSet::new(),
        });
        self.tabs.len() - 1
    }

    /// The review begins here.
    pub fn begin(&mut self, id: [u8; 16], dice: &mut Dice, now: i64) {
        let (name, actor) = (self.fresh_tab(), self.actor(dice));
        let seed = Beginning { id, actor };
        let (room, outputs) = Room::begin(&seed, self.me.clone(), &name, &[], now).unwrap();
        let place = self.put(name, room);
        self.carry(place, outputs, dice);
        let planted = "the wrong person is named here".to_owned();
        self.write(place, &[title(&planted)], dice, now);
        self.planted = Some(planted);
    }

    fn write(&mut self, place: usize, intents: &[Intent], dice: &mut Dice, now: i64) {
        let outputs = self.tabs[place].room.act(intents, now);
        self.carry(place, outputs, dice);
    }

    fn carry(&mut self, place: usize, outputs: Vec<Output>, dice: &mut Dice) {
        for output in outputs {
            match output {
                Output::Draw(mut deltas) => {
                    if self.has(Sabotage::DropADelta) && !deltas.is_empty() && dice.one_in(20) {
                        deltas.pop();
                        if deltas.is_empty() {
                            continue;
                        }
                    }
                    if self.has(Sabotage::SilentWinner) {
                        deltas.retain(|delta| !matches!(delta, Delta::FieldSet { register, .. } if register.differs()));
                        if deltas.is_empty() {
                            continue;
                        }
                    }
                    let tab = &mut self.tabs[place];
                    if deltas.is_empty() {
                        tab.drawn = (**tab.room.view()).clone();
                    } else {
                        let times = if self.sabotage == Some(Sabotage::DrawTwice) && dice.one_in(20) { 2 } else { 1 };
                        for _ in 0..times {
                            tab.drawn = std::mem::take(&mut tab.drawn).fold(&deltas);
                        }
                    }
                }
                Output::Journal(Effect::Append { ticket, mut writes }) => {
                    if self.has(Sabotage::SkipAChunk) && dice.one_in(20) {
                        writes.retain(|write| write.store() != Store::Chunks);
                    }
                    let (tab, review) = (self.tabs[place].name.clone(), self.tabs[place].room.id().clone());
                    if self.has(Sabotage::AcknowledgeEarly) {
                        let outputs = self.tabs[place].room.disk(Event::Landed { ticket });
                        self.queue.push_back(Asked { tab, review, ticket: None, writes });
                        self.carry(place, outputs, dice);
                    } else {
                        self.queue.push_back(Asked { tab, review, ticket: Some(ticket), writes });
                    }
                }
                Output::Journal(Effect::ReopenAndRetry { .. }) => self.tabs[place].retry = true,
                Output::Journal(_) => {}
                Output::Tell(message) => {
                    if !self.has(Sabotage::DeafTabs) {
                        let (from, channel) = (self.tabs[place].name.clone(), self.tabs[place].channel.clone());
                        self.post(&from, &channel, &message.encode(), dice);
                    }
                }
                Output::GoTo(id) => {
                    self.tabs[place].compaction = Compaction::new(id.as_str());
                    self.review = Some(id);
                }
                Output::Notice(words) => panic!("a notice without a fault: {words}"),
                Output::ReadAgain => {
                    let id = self.tabs[place].room.id().clone();
                    let again = self.restore_notes(&id);
                    let pieces = self.pieces(&id);
                    let (actor, now) = (self.actor(dice), 1_773_000_000_000);
                    let mut outputs = self.tabs[place].room.catch_up(&pieces, actor);
                    for words in again {
                        outputs.extend(self.tabs[place].room.act_again(&words, now));
                    }
                    let before = self.tabs[place].room.view().clone();
                    outputs.extend(self.tabs[place].room.follow());
                    self.went(place, &before);
                    self.carry(place, outputs, dice);
                }
            }
        }
        self.promise(place);
        self.join(place, dice);
    }

    /// A tab whose review goes by another id joins those who are there.
    fn join(&mut self, place: usize, dice: &mut Dice) {
        let tab = &mut self.tabs[place];
        if tab.channel != *tab.room.id() {
            tab.channel = tab.room.id().clone();
            tab.inbox.clear();
            let hello = TabMessage::Hello(tab.room.heads());
            self.carry(place, vec![Output::Tell(hello)], dice);
        }
    }

    /// Says something to all other tabs that are in a review, and to what was left behind of it.
    fn post(&mut self, from: &str, channel: &ReviewId, bytes: &[u8], dice: &mut Dice) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.name != from && tab.channel == *channel) {
            tab.inbox.push_back(bytes.to_vec());
        }
        for place in 0..self.tabs.len() {
            let (actor, name) = (self.actor(dice), self.tabs[place].name.clone());
            let behind = self.tabs[place].behind.as_mut().filter(|room| room.id() == channel && name != from);
            let outputs = behind.map(|room| room.heard(bytes, actor)).unwrap_or_default();
            self.carry_behind(place, channel, outputs, dice);
        }
    }

    fn carry_behind(&mut self, place: usize, review: &ReviewId, outputs: Vec<Output>, dice: &mut Dice) {
        let name = self.tabs[place].name.clone();
        for output in outputs {
            match output {
                Output::Journal(Effect::Append { ticket, writes }) => {
                    let (tab, review) = (name.clone(), review.clone());
                    self.queue.push_back(Asked { tab, review, ticket: Some(ticket), writes });
                }
                Output::Journal(Effect::ReopenAndRetry { .. }) => self.tabs[place].retry = true,
                Output::Tell(message) => self.post(&name, review, &message.encode(), dice),
                _ => {}
            }
        }
    }

    fn pieces(&self, review: &ReviewId) -> Vec<Vec<u8>> {
        let mut chunks = self.disk.chunks(review.as_str());
        chunks.sort_by_key(|(key, _)| key.kind != ChunkKind::Snapshot);
        chunks.into_iter().map(|(_, bytes)| bytes).collect()
    }

    fn promise(&mut self, place: usize) {
        let tab = &mut self.tabs[place];
        if tab.room.status() == SaveState::Saved {
            self.promised.append(&mut tab.waiting);
        }
    }

    fn some_tab(&mut self, dice: &mut Dice) -> Option<usize> {
        (!self.tabs.is_empty()).then(|| dice.place(self.tabs.len()))
    }

    fn some_item(&self, place: usize, dice: &mut Dice) -> Option<ItemId> {
        let all: Vec<ItemId> = self.tabs[place].room.view().items().map(|item| item.id().clone()).collect();
        (!all.is_empty()).then(|| all[dice.place(all.len())].clone())
    }

    /// The person does something, in some part of the review.
    pub fn act(&mut self, next: u64, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let word = WORDS[dice.place(WORDS.len())].to_owned();
        let item = self.some_item(place, dice);
        let intent = match (dice.roll(10), item) {
            (0..4, _) | (_, None) => {
                let id = ItemId::from_bytes(&(next * 16 + self.number as u64).to_be_bytes());
                const KINDS: &[&str] = &[kind::FACTOR, kind::CANDIDATE, kind::CAUSE, kind::LAYER, kind::QUESTION];
                let new = if dice.one_in(2) {
                    NewItem::entry(id.clone(), EntryKind::Note, &Moment::unknown(), word, &self.me, now)
                } else {
                    NewItem::new(id.clone(), KINDS[dice.place(KINDS.len())], word, &self.me, now)
                };
                self.tabs[place].waiting.insert(id);
                Intent::AddItem(new)
            }
            (4..6, Some(id)) => Intent::SpliceText {
                field: TextField::Body(id),
                at: dice.place(6),
                delete: dice.place(3),
                // Each time something of its own, so that what stands twice is seen.
                insert: format!("{word}‹{next}›"),
            },
            (6, Some(id)) => {
                const KEYS: &[&str] = &[fields::LANE, fields::DISPOSITION, fields::OWNER, fields::RUNG, fields::STATE];
                Intent::set(
                    &id,
                    KEYS[dice.place(KEYS.len())],
                    Scalar::text_or_null(["", "funded", "path"][dice.place(3)]),
                )
            }
            (7, Some(id)) => match self.some_item(place, dice) {
                Some(to) => Intent::set(&id, &format!("{}{to}", fields::LEADS_TO), Scalar::Bool(true)),
                None => Intent::remove(&id, now),
            },
            (8, Some(id)) => {
                if dice.one_in(2) {
                    Intent::remove(&id, now)
                } else {
                    Intent::restore(&id)
                }
            }
            (_, Some(_)) => Intent::set_meta(
                [meta::SEVERITY, meta::STATUS, meta::MEETING_STAGE][dice.place(3)],
                Scalar::text_or_null(["", "2", "closed"][dice.place(3)]),
            ),
        };
        let told = format!("{} does {intent:?}", self.tabs[place].name);
        self.write(place, &[intent], dice, now);
        if self.has(Sabotage::WriteThePrivate)
            && let Some(private) = self.private.first().cloned()
        {
            self.write(place, &[insert(Prose::Luck, &private)], dice, now);
        }
        told
    }

    /// The disk does the next transaction, or refuses, or does it and the answer is lost.
    pub fn disk_turns(&mut self, dice: &mut Dice, _now: i64) -> String {
        let Some(asked) = self.queue.pop_front() else { return "the disk rests".into() };
        let refused = if self.disk.full && asked.writes.iter().any(|write| matches!(write, Write::Put { .. })) {
            Some(DiskError::Full)
        } else if dice.one_in(12) {
            Some(DiskError::Closed)
        } else {
            None
        };
        let silent = dice.one_in(20);
        if refused.is_none() {
            let durability = if self.has(Sabotage::WriteRelaxed) { Durability::Relaxed } else { Durability::Strict };
            self.disk.run(&asked.writes, durability);
        }
        let told = format!("the disk answers {}: {refused:?}{}", asked.tab, if silent { ", unheard" } else { "" });
        let Some(place) = self.tabs.iter().position(|tab| tab.name == asked.tab) else { return told };
        if silent {
            return told;
        }
        match asked.ticket {
            Some(ticket) => {
                let event = match refused {
                    None => Event::Landed { ticket },
                    Some(why) => Event::Failed { ticket, why },
                };
                self.answer(place, &asked.review, event, dice);
            }
            None if self.tabs[place].compaction.is_running() => {
                let step = self.tabs[place].compaction.written(refused.map_or(Ok(()), Err));
                self.compact(place, step, dice);
            }
            None => {}
        }
        self.finish_leaving(dice);
        told
    }

    /// The disk has answered: the open room, or what is left of the one before it.
    fn answer(&mut self, place: usize, review: &ReviewId, event: Event, dice: &mut Dice) {
        let tab = &mut self.tabs[place];
        if tab.room.id() == review {
            let outputs = tab.room.disk(event);
            self.carry(place, outputs, dice);
        } else if let Some(behind) = tab.behind.as_mut().filter(|behind| behind.id() == review) {
            let outputs = behind.disk(event);
            self.carry_behind(place, review, outputs, dice);
        }
    }

    fn try_again(&mut self, place: usize, dice: &mut Dice) {
        if !std::mem::take(&mut self.tabs[place].retry) || self.has(Sabotage::NeverRetry) {
            return;
        }
        let ids =
            [Some(self.tabs[place].room.id().clone()), self.tabs[place].behind.as_ref().map(|room| room.id().clone())];
        for id in ids.into_iter().flatten() {
            self.answer(place, &id, Event::Retry, dice);
        }
    }

    /// Some tab hears the next thing that another one said.
    pub fn hear(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let Some(message) = self.tabs[place].inbox.pop_front() else { return "hears nothing".into() };
        self.hear_this(place, &message, dice);
        format!("{} hears", self.tabs[place].name)
    }

    fn hear_this(&mut self, place: usize, message: &[u8], dice: &mut Dice) {
        if self.has(Sabotage::StayBehind) && matches!(TabMessage::decode(message), Some(TabMessage::Moved { .. })) {
            return;
        }
        let actor = self.actor(dice);
        let before = self.tabs[place].room.view().clone();
        let outputs = self.tabs[place].room.heard(message, actor);
        self.went(place, &before);
        self.carry(place, outputs, dice);
    }

    /// A tab that went on in another document brought nothing along of what it had removed before.
    fn went(&mut self, place: usize, before: &ReviewView) {
        if self.tabs[place].channel != *self.tabs[place].room.id() {
            self.stays_behind(before);
        }
    }

    pub fn retry(&mut self, dice: &mut Dice, _now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        self.try_again(place, dice);
        "tries again".into()
    }

    pub fn tick(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let now_ms = self.later();
        let outputs = self.tabs[place].room.disk(Event::Tick { now_ms });
        self.carry(place, outputs, dice);
        let _ = self.tabs[place].compaction.tick(now_ms);
        "time passes".into()
    }

    /// Six seconds more, by the clock that never goes back.
    fn later(&mut self) -> u64 {
        self.steady_ms += 6_000;
        self.steady_ms
    }

    pub fn undo(&mut self, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let outputs = if dice.one_in(3) { self.tabs[place].room.redo(now) } else { self.tabs[place].room.undo(now) };
        self.carry(place, outputs, dice);
        "undoes or does again".into()
    }

    /// Takes back what came from somebody, or brings it back.
    pub fn take_back(&mut self, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let merges = self.tabs[place].room.merges().len();
        if merges == 0 {
            return "has nothing to take back".into();
        }
        let which = dice.place(merges);
        if let Ok(outputs) = self.tabs[place].room.turn_merge(which, now) {
            self.carry(place, outputs, dice);
        }
        "takes back what came".into()
    }

    pub fn keep_private(&mut self, next: u64) -> String {
        let words = format!("private {next} of {}", self.number);
        if let Some(review) = &self.review {
            let key = Key::of([review.as_str(), "seen"]);
            self.disk.run(&[Write::put_bytes(Store::Private, key, words.clone().into_bytes())], Durability::Strict);
            self.private.push(words);
        }
        "keeps something private".into()
    }

    /// Small pieces become one. One tab at a time is at it.
    pub fn gather(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        if self.tabs.iter().any(|tab| tab.compaction.is_running()) {
            return "is gathering".into();
        }
        let now_ms = self.later();
        if let Some(step) = self.tabs[place].compaction.begin(now_ms) {
            self.compact(place, step, dice);
        }
        format!("{} gathers", self.tabs[place].name)
    }

    fn compact(&mut self, place: usize, step: Step, dice: &mut Dice) {
        let loader = DocumentLoader { actor: dice.bytes() };
        let review = self.tabs[place].room.id().as_str().to_owned();
        let step = match step {
            Step::ReadChunks => {
                let found = if dice.one_in(15) { Err(DiskError::Closed) } else { Ok(self.disk.chunks(&review)) };
                self.tabs[place].compaction.chunks(found, &loader)
            }
            Step::ReadBack(key) => {
                let found = if dice.one_in(10) {
                    Some(Value::Bytes(b"torn".to_vec()))
                } else {
                    self.disk.get(Store::Chunks, &key)
                };
                self.tabs[place].compaction.read_back(Ok(found), &loader)
            }
            Step::Write(mut writes) => {
                let deletes = writes.iter().all(|write| matches!(write, Write::Delete { .. }));
                if self.has(Sabotage::DeleteWhatWasNotLoaded) && deletes {
                    writes.extend(self.disk.chunks(&review).into_iter().map(|(key, _)| delete(&key)).take(64));
                    let kept = writes.len().saturating_sub(1);
                    writes.truncate(kept.max(1));
                }
                if self.has(Sabotage::DeleteFirst) && !deletes {
                    let gone: Vec<Write> = self.disk.chunks(&review).iter().map(|(key, _)| delete(key)).collect();
                    self.disk.run(&gone, Durability::Strict);
                }
                let (tab, review) = (self.tabs[place].name.clone(), self.tabs[place].room.id().clone());
                self.queue.push_back(Asked { tab, review, ticket: None, writes });
                return;
            }
            Step::Over(_) => return,
        };
        self.compact(place, step, dice);
    }

    /// A tab opens: it brings in what closed pages left, and reads what the disk has.
    pub fn open_tab(&mut self, dice: &mut Dice, now: i64) -> String {
        if self.tabs.len() >= 3 {
            return "has tabs enough".into();
        }
        let Some(review) = self.review.clone() else { return "has no review".into() };
        // Its reading is one transaction and comes after whatever was asked before.
        for _ in 0..self.queue.len() {
            self.disk_turns(dice, now);
        }
        // A first share that never reached the disk: Home still has the old one.
        let review = self.leaving.as_ref().map_or(review, |(_, to)| to.clone());
        let mut again = self.restore_notes(&review);
        let review = match &self.leaving {
            Some((leaving, to)) if self.disk.chunks(to.as_str()).is_empty() => leaving.old.clone(),
            _ => review,
        };
        if let Some((leaving, to)) = self.leaving.clone().filter(|(leaving, _)| leaving.old == review) {
            again = self.restore_notes(&leaving.old);
            // Where no tab is in the new one either, it never was.
            if self.tabs.iter().all(|tab| *tab.room.id() != to) {
                self.leaving = None;
                self.planted = self.reworded.pop();
            }
        }
        let mut chunks = self.disk.chunks(review.as_str());
        if self.has(Sabotage::LoseTheLastChunkOnOpening) && chunks.len() > 1 && dice.one_in(3) {
            chunks.pop();
        }
        if chunks.is_empty() {
            self.review = None;
            return "nothing is kept".into();
        }
        let actor = self.actor(dice);
        let opened = match opening::open(review.as_str(), chunks, actor) {
            Ok(opened) => opened,
            // Its beginning was refused and a later edit was not, before anything was called saved.
            Err(why) => {
                assert!(self.promised.is_empty(), "called saved and lost: {why}");
                self.review = None;
                return format!("cannot be opened: {why}");
            }
        };
        // A write that was refused, and a tab that was killed before it tried again, leave later edits waiting: a fault,
        // and said so. Nothing is damaged here.
        let damaged = opened.notice.iter().any(|notice| notice.contains("could not be read"));
        assert!(!damaged && opened.writes.is_empty(), "damage without damage: {:?}", opened.notice);
        let name = self.fresh_tab();
        let room = Room::around(opened.replica, self.me.clone(), &name).unwrap();
        let place = self.put(name.clone(), room);
        let hello = TabMessage::Hello(self.tabs[place].room.heads());
        self.carry(place, vec![Output::Tell(hello)], dice);
        for words in again {
            let outputs = self.tabs[place].room.act_again(&words, now);
            self.carry(place, outputs, dice);
        }
        self.finish_leaving(dice);
        self.kept(place);
        format!("{name} opens")
    }

    /// What closed pages could not save goes onto the disk; what they could not even do is given back.
    fn restore_notes(&mut self, review: &ReviewId) -> Vec<String> {
        let present: Vec<ChunkKey> = self.disk.chunks(review.as_str()).into_iter().map(|(key, _)| key).collect();
        let (mine, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.notes).into_iter().partition(|note| note.review == review.as_str());
        self.notes = others;
        for note in &mine {
            let writes = note.restore(&present);
            if !writes.is_empty() {
                self.disk.run(&writes, Durability::Strict);
            }
        }
        mine.into_iter().map(|note| note.words).filter(|words| !words.is_empty()).collect()
    }

    /// Everything that was called saved is there. Not asked while a first share is under way: what other tabs have not
    /// brought over yet is in the old document.
    fn kept(&self, place: usize) {
        if self.leaving.is_some() {
            return;
        }
        let view = self.tabs[place].room.view();
        let lost: Vec<&ItemId> = self.promised.iter().filter(|id| view.item(id).is_none()).collect();
        assert!(lost.is_empty(), "called saved and lost: {lost:?}");
    }

    /// A page is closed as people close it: it notes what is not on the disk.
    pub fn close_tab(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let mut tab = self.tabs.remove(place);
        let words = tab.room.undone_yet();
        let mut unsaved = tab.room.unsaved();
        if !words.is_empty() {
            unsaved.entry(tab.room.id().clone()).or_default();
        }
        for (review, commits) in unsaved {
            let words = if review == *tab.room.id() { words.clone() } else { String::new() };
            let note = LastKeystrokes { review: review.as_str().to_owned(), tab: tab.name.clone(), commits, words };
            if !self.has(Sabotage::ForgetTheLastKeystrokes) {
                self.notes.push(LastKeystrokes::parse(&note.print()).unwrap());
            }
        }
        // What the note holds is as good as saved.
        self.promised.append(&mut tab.waiting);
        format!("{} is closed", tab.name)
    }

    /// A tab is killed. What it had asked of the disk may still be done, or not.
    pub fn kill_tab(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let dead = self.tabs.remove(place);
        let keep = dice.one_in(2);
        let mut cut = false;
        self.queue.retain(|asked| {
            cut |= asked.tab == dead.name && !keep;
            asked.tab != dead.name || !cut
        });
        format!("{} is killed", dead.name)
    }

    /// Everything dies at once, and the browser is opened again.
    pub fn crash(&mut self, dice: &mut Dice, now: i64) -> String {
        self.tabs.clear();
        self.queue.clear();
        self.disk.crash(|sides| dice.place(sides));
        if self.has(Sabotage::WipeOnCrash) && dice.one_in(4) {
            self.disk.wipe();
        }
        if self.review.is_some() {
            self.open_tab(dice, now);
            assert!(self.promised.is_empty() || !self.tabs.is_empty(), "called saved and lost: all of it");
        }
        "crashes".into()
    }

    /// The review leaves: its bytes.
    pub fn leave(&mut self, dice: &mut Dice, now: i64) -> Option<Vec<u8>> {
        if self.tabs.is_empty() {
            self.open_tab(dice, now);
        }
        let place = self.some_tab(dice)?;
        // One tab after the other, each having heard what the one before it did.
        while let Some(message) = self.tabs[place].inbox.pop_front() {
            self.hear_this(place, &message, dice);
        }
        if !self.tabs[place].room.view().is_shared() {
            // A first share that cannot be saved can make two reviews of one (docs/durability.md): not tried here.
            if self.disk.full {
                return None;
            }
            let old = self.tabs[place].room.id().clone();
            let again = self.restore_notes(&old);
            let (pieces, actor) = (self.pieces(&old), self.actor(dice));
            let outputs = self.tabs[place].room.catch_up(&pieces, actor);
            self.carry(place, outputs, dice);
            for words in again {
                let outputs = self.tabs[place].room.act_again(&words, now);
                self.carry(place, outputs, dice);
            }
            if let Some(planted) = self.planted.take() {
                let before = self.tabs[place].room.view().prose(Prose::Title).to_owned();
                let field = TextField::Prose(Prose::Title);
                if let Some(intent) = Intent::rewrite(field, &before, "the system let it through") {
                    self.write(place, &[intent], dice, now);
                }
                self.reworded.push(planted);
            }
            // A moment for the disk; it leaves all the same.
            self.moment(place, dice, now);
            self.stays_behind(&self.tabs[place].room.view().clone());
            let old_document = self.tabs[place].room.document();
            let seed = Beginning { id: dice.bytes(), actor: self.actor(dice) };
            let Ok((outputs, left)) = self.tabs[place].room.leave(&seed, now) else { return None };
            let Left { leaving, behind } = left.unwrap();
            self.tabs[place].behind = Some(behind);
            self.leaving = Some((leaving, self.tabs[place].room.id().clone()));
            self.carry(place, outputs, dice);
            self.moment(place, dice, now);
            self.finish_leaving(dice);
            if self.has(Sabotage::SendTheOldDocument) {
                return old_document;
            }
        }
        // What is not on the disk may be handed on, with a word about it. If everything dies then, it is another review
        // than the one that Home still has: no promise covers that, and this world does not do it.
        let saved = self.leaving.is_none() || self.tabs[place].room.status() == SaveState::Saved;
        if saved { self.tabs[place].room.document() } else { None }
    }

    /// The disk answers for a while, and what failed is tried again.
    fn moment(&mut self, place: usize, dice: &mut Dice, now: i64) {
        for _ in 0..20 {
            for _ in 0..self.queue.len() {
                self.disk_turns(dice, now);
            }
            self.try_again(place, dice);
        }
    }

    /// What was removed before anybody else saw it does not go along.
    fn stays_behind(&mut self, view: &ReviewView) {
        let removed: Vec<ItemId> =
            view.items().filter(|item| !view.stands(item)).map(|item| item.id().clone()).collect();
        self.promised.retain(|id| !removed.contains(id));
        self.tabs.iter_mut().for_each(|tab| tab.waiting.retain(|id| !removed.contains(id)));
    }

    /// The old document goes, once no tab is in it and what was left behind in it is in the new one.
    fn finish_leaving(&mut self, dice: &mut Dice) {
        let Some((leaving, to)) = self.leaving.clone() else { return };
        let saved = |room: &Room| room.status() == SaveState::Saved;
        let Some(place) = self.tabs.iter().position(|tab| *tab.room.id() == to && saved(&tab.room)) else { return };
        if self.has(Sabotage::ForgetTheOldAtOnce) {
            self.disk.forget(leaving.old.as_str());
            self.leaving = None;
            return;
        }
        let behind = |tab: &Tab| tab.behind.as_ref().is_some_and(|room| !saved(room));
        let there = |tab: &Tab| *tab.room.id() == leaving.old;
        let asked = |asked: &Asked| asked.review == leaving.old;
        if self.tabs.iter().any(|tab| there(tab) || behind(tab)) || self.queue.iter().any(asked) {
            return;
        }
        let words = self.restore_notes(&leaving.old);
        let pieces = self.pieces(&leaving.old);
        if !pieces.is_empty() {
            let whole = Document::load_parts(pieces.iter().map(Vec::as_slice), dice.bytes()).unwrap().0;
            self.stays_behind(&whole.view().unwrap());
            let outputs = self.tabs[place].room.take_over(&leaving, &pieces, &words).unwrap();
            self.carry(place, outputs, dice);
            if !saved(&self.tabs[place].room) {
                // It is done again once that is on the disk, and comes to the same; the words wait in their note.
                let tab = "words".to_owned();
                for words in words {
                    let review = leaving.old.as_str().to_owned();
                    self.notes.push(LastKeystrokes { review, tab: tab.clone(), commits: Vec::new(), words });
                }
                return;
            }
            self.disk.forget(leaving.old.as_str());
            self.tabs[place].behind = None;
        }
        self.leaving = None;
        // The old address leads to the new one.
        self.review = Some(to);
    }

    /// Everything that is under way is done: the disk writes, tabs hear each other, all is saved.
    pub fn settle(&mut self, dice: &mut Dice, now: i64) {
        if self.tabs.is_empty() && self.review.is_some() {
            self.open_tab(dice, now);
        }
        for _ in 0..400 {
            for _ in 0..self.queue.len() {
                self.disk_turns(dice, now);
            }
            for place in 0..self.tabs.len() {
                while let Some(message) = self.tabs[place].inbox.pop_front() {
                    self.hear_this(place, &message, dice);
                }
                let now_ms = self.later();
                let outputs = self.tabs[place].room.disk(Event::Tick { now_ms });
                self.carry(place, outputs, dice);
                let _ = self.tabs[place].compaction.tick(now_ms);
                self.try_again(place, dice);
            }
            self.finish_leaving(dice);
            let behind = |tab: &Tab| tab.behind.as_ref().is_some_and(|room| room.status() != SaveState::Saved);
            let done = |tab: &Tab| tab.room.status() == SaveState::Saved && tab.inbox.is_empty() && !behind(tab);
            if self.queue.is_empty() && self.tabs.iter().all(done) {
                break;
            }
        }
        for tab in &self.tabs {
            assert_eq!(tab.room.status(), SaveState::Saved, "it resumes when the disk is well again");
        }
        let heads: Vec<Vec<Heading>> = self.tabs.iter().map(|tab| tab.room.heads()).collect();
        let told = self.told();
        assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "the tabs of one browser agree: {told}");
    }

    pub fn known(&self) -> Vec<Known> {
        let replica = self.tabs.first().and_then(|tab| tab.room.replica());
        replica.map(|replica| Known { genesis: replica.identity().genesis, changes: Vec::new() }).into_iter().collect()
    }

    /// Somebody's file comes in.
    pub fn take(&mut self, review: &Review, dice: &mut Dice, now: i64) {
        let mut changes: Vec<Vec<u8>> = review.changes.iter().map(|(_, bytes)| bytes.clone()).collect();
        if self.has(Sabotage::SkipTheLastChange) {
            changes.pop();
        }
        if self.tabs.is_empty() {
            self.open_tab(dice, now);
        }
        let Some(place) = self.some_tab(dice) else {
            // It has no review: what came is kept.
            let actor = self.actor(dice);
            let Ok(replica) = Document::from_changes(&changes, actor) else { return };
            let name = self.fresh_tab();
            let mut room = Room::around(replica, self.me.clone(), &name).unwrap();
            let outputs = room.keep_everything();
            let place = self.put(name, room);
            if !self.has(Sabotage::ForgetWhatCame) {
                self.carry(place, outputs, dice);
            }
            self.wait_for_all(place);
            return;
        };
        if self.tabs[place].room.id() != &review.identity.public {
            return;
        }
        let how = if dice.one_in(4) { Take::ButRemovals } else { Take::Everything };
        let before = self.tabs[place].room.heads();
        let brought = self.tabs[place].room.take(&changes, how, "somebody", now).unwrap();
        if !brought.new.is_empty() {
            assert_ne!(before, self.tabs[place].room.heads());
        }
        let mut outputs = brought.outputs;
        if self.has(Sabotage::ForgetWhatCame) {
            outputs.retain(|output| matches!(output, Output::Draw(_)));
        }
        self.carry(place, outputs, dice);
        self.wait_for_all(place);
    }

    /// Whatever stands there now is promised once it is called saved.
    fn wait_for_all(&mut self, place: usize) {
        let ids: Vec<ItemId> = self.tabs[place].room.view().items().map(|item| item.id().clone()).collect();
        self.tabs[place].waiting.extend(ids);
        self.promise(place);
    }

    pub fn heads(&self) -> Option<Vec<Heading>> {
        self.tabs.first().map(|tab| tab.room.heads())
    }

    /// Which review its tabs have, and how much of it, for a story that failed.
    pub fn told(&self) -> String {
        let tabs: Vec<String> =
            self.tabs.iter().map(|tab| format!("{} {} {}", tab.name, tab.room.id(), tab.room.history().0)).collect();
        format!("{}: {:?} leaving {:?} {tabs:?}", self.number, self.review, self.leaving)
    }

    pub fn view(&self) -> Option<&ReviewView> {
        self.tabs.first().map(|tab| &**tab.room.view())
    }

    /// The costly invariants.
    pub fn check(&mut self, dice: &mut Dice) {
        for tab in &self.tabs {
            let view = &**tab.room.view();
            assert_eq!(&tab.drawn, view, "what was drawn is what there is");
            let Some(replica) = tab.room.replica() else { continue };
            assert_eq!(&replica.view().unwrap(), view, "folded equals read from scratch");
            let again = Document::load(&replica.save(), dice.bytes()).unwrap();
            assert_eq!(again.heads(), replica.heads(), "saved and loaded");
            assert_eq!(&again.view().unwrap(), view, "saved and loaded");
            assert_eq!(heads_of(&replica.written()).len(), replica.heads().len(), "its history has its heads");
            let exported = json::write(view, tab.room.id());
            for item in view.items().filter(|item| view.is_shared() || view.stands(item)) {
                assert!(exported.contains(item.id().as_str()), "an item is not in the export");
            }
        }
        self.nothing_stands_twice();
        self.any_part_opens(dice);
    }

    /// What was typed once stands once.
    fn nothing_stands_twice(&self) {
        for tab in &self.tabs {
            for item in tab.room.view().items() {
                let mut seen = BTreeSet::new();
                let marks = item.body().split('‹').skip(1).filter_map(|rest| Some(rest.split_once('›')?.0));
                for mark in marks.filter(|mark| !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit())) {
                    assert!(seen.insert(mark), "‹{mark}› stands twice: {}", item.body());
                }
            }
        }
    }

    /// Any of the stored pieces, without the others: a part of the review, or a word about what is missing.
    fn any_part_opens(&self, dice: &mut Dice) {
        let Some(review) = &self.review else { return };
        let all = self.disk.chunks(review.as_str());
        let some: Vec<(ChunkKey, Vec<u8>)> = all.iter().filter(|_| !dice.one_in(3)).cloned().collect();
        let whole = some.len() == all.len();
        match opening::open(review.as_str(), some, dice.bytes()) {
            Ok(opened) => {
                assert!(opened.writes.is_empty(), "nothing is damaged, so nothing is moved");
                opened.replica.view().unwrap();
            }
            Err(why) => {
                // What a closed page left is brought in before anything is opened.
                let noted = self.notes.iter().any(|note| note.review == review.as_str());
                let none = !whole || noted || all.is_empty() || self.promised.is_empty();
                assert!(none, "all {} pieces open: {why} {}", all.len(), self.told());
            }
        }
    }
}

fn delete(key: &ChunkKey) -> Write {
    Write::delete(Store::Chunks, key.to_key())
}

fn title(words: &str) -> Intent {
    insert(Prose::Title, words)
}

fn insert(field: Prose, words: &str) -> Intent {
    Intent::SpliceText { field: TextField::Prose(field), at: 0, delete: 0, insert: words.to_owned() }
}
