//! One browser: its disk, its tabs, what its person typed, and what it was promised.

use super::dice::Dice;
use super::disk::Disk;
use second_story::app::opening::{self, DocumentLoader};
use second_story::app::room::{Beginning, Document, Heading, Take};
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
    ChunkKey, Compaction, DiskError, Durability, Effect, Event, Key, SaveState, Store, Ticket, Value, Write,
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
    /// A removal takes the item out of the export and of the view for good.
    LoseRemoved,
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
        Sabotage::LoseRemoved,
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
    inbox: VecDeque<Vec<u8>>,
    /// Added here and not called saved yet.
    waiting: BTreeSet<ItemId>,
}

/// What was asked of the disk and is not done yet.
struct Asked {
    tab: String,
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
    shared: bool,
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
            shared: false,
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
        let drawn = (**room.view()).clone();
        let compaction = Compaction::new(room.id().as_str());
        self.review = Some(room.id().clone());
        self.tabs.push(Tab {
            name,
            room,
            drawn,
            compaction,
            retry: false,
            inbox: VecDeque::new(),
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
                    let tab = self.tabs[place].name.clone();
                    if self.has(Sabotage::AcknowledgeEarly) {
                        let outputs = self.tabs[place].room.disk(Event::Landed { ticket });
                        self.queue.push_back(Asked { tab, ticket: None, writes });
                        self.carry(place, outputs, dice);
                    } else {
                        self.queue.push_back(Asked { tab, ticket: Some(ticket), writes });
                    }
                }
                Output::Journal(Effect::ReopenAndRetry { .. }) => self.tabs[place].retry = true,
                Output::Journal(_) => {}
                Output::Tell(message) => {
                    if !self.has(Sabotage::DeafTabs) {
                        let from = self.tabs[place].name.clone();
                        let bytes = message.encode();
                        for tab in self.tabs.iter_mut().filter(|tab| tab.name != from) {
                            tab.inbox.push_back(bytes.clone());
                        }
                    }
                }
                Output::GoTo(id) => {
                    self.tabs[place].compaction = Compaction::new(id.as_str());
                    self.review = Some(id);
                }
                Output::Notice(words) => panic!("a notice without a fault: {words}"),
            }
        }
        self.promise(place);
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
                insert: word,
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
                let outputs = self.tabs[place].room.disk(event);
                self.carry(place, outputs, dice);
            }
            None if self.tabs[place].compaction.is_running() => {
                let step = self.tabs[place].compaction.written(refused.map_or(Ok(()), Err));
                self.compact(place, step, dice);
            }
            None => {}
        }
        told
    }

    /// Some tab hears the next thing that another one said.
    pub fn hear(&mut self, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let Some(message) = self.tabs[place].inbox.pop_front() else { return "hears nothing".into() };
        self.hear_this(place, &message, dice, now);
        format!("{} hears", self.tabs[place].name)
    }

    fn hear_this(&mut self, place: usize, message: &[u8], dice: &mut Dice, now: i64) {
        if self.has(Sabotage::StayBehind) && matches!(TabMessage::decode(message), Some(TabMessage::Moved { .. })) {
            return;
        }
        let actor = self.actor(dice);
        let outputs = self.tabs[place].room.heard(message, actor, now);
        self.carry(place, outputs, dice);
    }

    pub fn retry(&mut self, dice: &mut Dice, _now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        if std::mem::take(&mut self.tabs[place].retry) && !self.has(Sabotage::NeverRetry) {
            let outputs = self.tabs[place].room.disk(Event::Retry);
            self.carry(place, outputs, dice);
        }
        "tries again".into()
    }

    pub fn tick(&mut self, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let now_ms = u64::try_from(now).unwrap();
        let outputs = self.tabs[place].room.disk(Event::Tick { now_ms });
        self.carry(place, outputs, dice);
        let _ = self.tabs[place].compaction.tick(now_ms);
        "time passes".into()
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
    pub fn gather(&mut self, dice: &mut Dice, now: i64) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        if self.tabs.iter().any(|tab| tab.compaction.is_running()) {
            return "is gathering".into();
        }
        if let Some(step) = self.tabs[place].compaction.begin(u64::try_from(now).unwrap()) {
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
                let tab = self.tabs[place].name.clone();
                self.queue.push_back(Asked { tab, ticket: None, writes });
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
        let present: Vec<ChunkKey> = self.disk.chunks(review.as_str()).into_iter().map(|(key, _)| key).collect();
        let mut again = Vec::new();
        let (mine, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.notes).into_iter().partition(|note| note.review == review.as_str());
        self.notes = others;
        for note in mine {
            let writes = note.restore(&present);
            if !writes.is_empty() {
                self.disk.run(&writes, Durability::Strict);
            }
            if !note.words.is_empty() {
                again.push(note.words);
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
        self.kept(&self.tabs[place].room.view().clone());
        format!("{name} opens")
    }

    fn kept(&self, view: &ReviewView) {
        let lost: Vec<&ItemId> = self.promised.iter().filter(|id| view.item(id).is_none()).collect();
        assert!(lost.is_empty(), "called saved and lost: {lost:?}");
    }

    /// A page is closed as people close it: it notes what is not on the disk.
    pub fn close_tab(&mut self, dice: &mut Dice) -> String {
        let Some(place) = self.some_tab(dice) else { return "has no tab".into() };
        let mut tab = self.tabs.remove(place);
        let commits = tab.room.unsaved();
        let note = LastKeystrokes {
            review: tab.room.id().as_str().to_owned(),
            tab: tab.name.clone(),
            commits,
            words: tab.room.undone_yet(),
        };
        if !self.has(Sabotage::ForgetTheLastKeystrokes) {
            self.notes.push(LastKeystrokes::parse(&note.print()).unwrap());
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
        self.disk.crash(dice);
        if self.has(Sabotage::WipeOnCrash) && dice.one_in(4) {
            self.disk.wipe();
        }
        if self.review.is_some() {
            self.open_tab(dice, now);
            assert!(self.promised.is_empty() || !self.tabs.is_empty(), "called saved and lost: all of it");
        }
        "crashes".into()
    }

    /// The review leaves: its bytes. Tabs hear of one another first, as they do before they hand anything on.
    pub fn leave(&mut self, dice: &mut Dice, now: i64) -> Option<Vec<u8>> {
        if self.tabs.is_empty() {
            self.open_tab(dice, now);
        }
        let place = self.some_tab(dice)?;
        if !self.shared && !self.tabs[place].room.view().is_shared() {
            self.quiet(dice, now);
            if let Some(planted) = self.planted.take() {
                let before = self.tabs[place].room.view().prose(Prose::Title).to_owned();
                let field = TextField::Prose(Prose::Title);
                if let Some(intent) = Intent::rewrite(field, &before, "the system let it through") {
                    self.write(place, &[intent], dice, now);
                }
                self.quiet(dice, now);
                self.reworded.push(planted);
            }
            let removed: Vec<ItemId> = {
                let view = self.tabs[place].room.view();
                view.items().filter(|item| !view.stands(item)).map(|item| item.id().clone()).collect()
            };
            let old_document = self.tabs[place].room.document();
            let seed = Beginning { id: dice.bytes(), actor: self.actor(dice) };
            let (outputs, old) = self.tabs[place].room.leave(&seed, now).unwrap();
            self.carry(place, outputs, dice);
            // What was removed before anybody saw it stays behind.
            self.promised.retain(|id| !removed.contains(id));
            self.tabs.iter_mut().for_each(|tab| tab.waiting.retain(|id| !removed.contains(id)));
            self.quiet(dice, now);
            if let Some(old) = old
                && self.tabs[place].room.status() == SaveState::Saved
            {
                self.notes.retain(|note| note.review != old.as_str());
                self.disk.forget(old.as_str());
                self.shared = true;
            }
            if self.has(Sabotage::SendTheOldDocument) {
                return old_document;
            }
        }
        self.shared = true;
        self.tabs[place].room.document()
    }

    /// Until nothing is under way between the tabs and the disk.
    fn quiet(&mut self, dice: &mut Dice, now: i64) {
        let was_full = std::mem::take(&mut self.disk.full);
        self.settle(dice, now);
        self.disk.full = was_full;
    }

    /// Everything that is under way is done: the disk writes, tabs hear each other, all is saved.
    pub fn settle(&mut self, dice: &mut Dice, now: i64) {
        if self.tabs.is_empty() && self.review.is_some() {
            self.open_tab(dice, now);
        }
        for round in 0..400_i64 {
            for _ in 0..self.queue.len() {
                self.disk_turns(dice, now);
            }
            for place in 0..self.tabs.len() {
                while let Some(message) = self.tabs[place].inbox.pop_front() {
                    self.hear_this(place, &message, dice, now);
                }
                let now_ms = u64::try_from(now + round * 6_000).unwrap();
                let outputs = self.tabs[place].room.disk(Event::Tick { now_ms });
                self.carry(place, outputs, dice);
                let _ = self.tabs[place].compaction.tick(now_ms);
                if std::mem::take(&mut self.tabs[place].retry) && !self.has(Sabotage::NeverRetry) {
                    let outputs = self.tabs[place].room.disk(Event::Retry);
                    self.carry(place, outputs, dice);
                }
            }
            let done = |tab: &Tab| tab.room.status() == SaveState::Saved && tab.inbox.is_empty();
            if self.queue.is_empty() && self.tabs.iter().all(done) {
                break;
            }
        }
        for tab in &self.tabs {
            assert_eq!(tab.room.status(), SaveState::Saved, "it resumes when the disk is well again");
        }
        let heads: Vec<Vec<Heading>> = self.tabs.iter().map(|tab| tab.room.heads()).collect();
        assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "the tabs of one browser agree");
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
            self.shared = true;
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
        format!("{}: {:?} shared {} {tabs:?}", self.number, self.review, self.shared)
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
                let there = exported.contains(item.id().as_str());
                assert!(
                    there && !self.has(Sabotage::LoseRemoved) || self.has(Sabotage::LoseRemoved) && item.is_present(),
                    "an item is not in the export"
                );
            }
        }
        self.any_part_opens(dice);
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
                assert!(!whole || all.is_empty() || self.promised.is_empty(), "all of it opens: {why}");
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
