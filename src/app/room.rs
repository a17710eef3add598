//! One open review.
//!
//! What a caller may rely on: the view is always what was last put out; every act is in the view at once and in
//! the document in the same call (or as soon as the document is loaded); nothing is called saved before the
//! journal says so; what comes from elsewhere never takes away what was typed here.

use super::tab_message::TabMessage;
use crate::app::history::Merge;
use crate::app::leaving::Leaving;
use crate::document::{
    DocumentError, Head, Keep, Refusal, Replica, Seed, Stamp, Undo, inverse_of_merge, left_out, recast,
};
use crate::review::ballot::is_ballot;
use crate::review::{Delta, Intent, Item, ItemId, PersonId, ReviewId, ReviewView, Scalar, TextField, difference};
use crate::store::keystrokes::KeptCommit;
use crate::store::{Effect, Event, Journal, SaveState};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The document, the randomness of a new one, and the hash of a change, for those who may not know documents.
pub use crate::document::{Head as Heading, Replica as Document, Seed as Beginning, Take, Written, heads_of};

/// Something a room cannot do.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// The document says no.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The document is still being loaded.
    #[error("this review is still being opened; try again in a moment")]
    Opening,
}

/// What somebody else has to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// The view changed; draw it. The deltas say where.
    Draw(Vec<Delta>),
    /// The disk or the status line has something to do.
    Journal(Effect),
    /// Tell the other tabs.
    Tell(TabMessage),
    /// The review goes on under another id.
    GoTo(ReviewId),
    /// Say this to the person.
    Notice(String),
    /// Another tab is ahead: read what the disk has of this review, for [`Room::catch_up`] and then [`Room::follow`].
    ReadAgain,
}

/// How many states that were looked at are kept ready.
const STATES_KEPT: usize = 16;

/// What adding something would do.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// What the review would show.
    pub after: ReviewView,
    /// The changes that are new here.
    pub new: Vec<Head>,
    /// When the first and the last of them were made, seconds since 1970, where that is said.
    pub written: Option<(i64, i64)>,
}

/// What a merge brought.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// Hashes of the changes that were new.
    pub new: Vec<Head>,
    /// What to do about it.
    pub outputs: Vec<Output>,
}

/// What a review leaves behind that went on as another document.
pub struct Left {
    /// To be kept on the disk until the old document may go.
    pub leaving: Leaving,
    /// The old one: tabs that are in it hear from it what it became.
    pub behind: Room,
}

/// What a review became in another tab.
struct LeftElsewhere {
    replica: Replica,
    document: Vec<u8>,
    /// Who goes on in it here.
    actor: [u8; 16],
    /// How much of the old one is in it.
    known: Vec<Head>,
}

/// One open review.
pub struct Room {
    id: ReviewId,
    me: PersonId,
    replica: Option<Replica>,
    view: Arc<ReviewView>,
    pending: Vec<Vec<Intent>>,
    heard: Vec<Vec<u8>>,
    /// The review has left in another tab, and this one has not followed.
    left: Option<LeftElsewhere>,
    /// What this one became, where it is what was left behind.
    became: Option<TabMessage>,
    undo: Undo,
    journal: Journal,
    merges: Vec<Merge>,
    /// States that were looked at lately.
    states: Vec<(Vec<Head>, Arc<ReviewView>)>,
    read_only: Option<String>,
    in_memory: bool,
}

impl Room {
    /// A review that begins now. Its first bytes are on the way to the disk.
    ///
    /// # Errors
    /// Where the document cannot be made.
    pub fn begin(
        seed: &Seed,
        me: PersonId,
        tab: &str,
        intents: &[Intent],
        now_ms: i64,
    ) -> Result<(Room, Vec<Output>), RoomError> {
        let replica = Replica::create(seed)?;
        let mut room = Room::around(replica, me, tab)?;
        let mut outputs = room.keep_everything();
        if !intents.is_empty() {
            outputs.extend(room.act(intents, now_ms));
            room.undo = Undo::default();
        }
        Ok((room, outputs))
    }

    /// A room around a document that is not on this disk yet, or that was just loaded.
    ///
    /// # Errors
    /// Where the document cannot be read.
    pub fn around(replica: Replica, me: PersonId, tab: &str) -> Result<Room, RoomError> {
        let view = Arc::new(replica.view()?);
        let id = replica.identity().public.clone();
        let read_only = replica.newer_version().map(|version| DocumentError::NewerVersion(version).to_string());
        Ok(Room {
            journal: Journal::new(id.as_str(), tab),
            id,
            me,
            replica: Some(replica),
            view,
            pending: Vec::new(),
            heard: Vec::new(),
            left: None,
            became: None,
            undo: Undo::default(),
            merges: Vec::new(),
            states: Vec::new(),
            read_only,
            in_memory: false,
        })
    }

    /// A review somebody sent, shown in memory only until it is kept.
    #[must_use]
    pub fn as_guest(mut self) -> Room {
        self.in_memory = true;
        self
    }

    /// A room that shows a stored view while its document is being loaded.
    pub fn painted(id: ReviewId, view: ReviewView, me: PersonId, tab: &str) -> Room {
        Room {
            journal: Journal::new(id.as_str(), tab),
            id,
            me,
            replica: None,
            view: Arc::new(view),
            pending: Vec::new(),
            heard: Vec::new(),
            left: None,
            became: None,
            undo: Undo::default(),
            merges: Vec::new(),
            states: Vec::new(),
            read_only: None,
            in_memory: false,
        }
    }

    /// The document has been loaded: what was typed and heard until now goes into it.
    ///
    /// # Errors
    /// Where the document cannot be read; the painted view stays.
    pub fn loaded(&mut self, replica: Replica, now_ms: i64) -> Result<Vec<Output>, RoomError> {
        let painted = self.view.clone();
        let read = Arc::new(replica.view()?);
        self.read_only = replica.newer_version().map(|version| DocumentError::NewerVersion(version).to_string());
        self.replica = Some(replica);
        self.view = read;
        let mut outputs = Vec::new();
        for intents in std::mem::take(&mut self.pending) {
            outputs.extend(self.unremembered(&intents, now_ms));
        }
        self.follow_from(&painted);
        let heard = std::mem::take(&mut self.heard);
        if !heard.is_empty() {
            outputs.extend(self.absorb_from_tab(&heard));
        }
        // The page shows what was painted with what was typed since: told again piece by piece, it would stand twice.
        outputs.retain(|output| !matches!(output, Output::Draw(_)));
        if self.view != painted {
            outputs.push(Output::Draw(Vec::new()));
        }
        outputs.push(Output::Tell(TabMessage::Hello(self.heads())));
        outputs.extend(self.follow());
        if self.left.is_some() {
            outputs.push(Output::ReadAgain);
        }
        Ok(outputs)
    }

    /// What was typed until the document was there is remembered as of the painted view, which the document may be
    /// ahead of.
    fn follow_from(&mut self, painted: &ReviewView) {
        for field in self.undo.fields() {
            let now = self.view.text(&field).unwrap_or("");
            let theirs = Intent::rewrite(field.clone(), painted.text(&field).unwrap_or(""), now);
            if let Some(Intent::SpliceText { field, at, delete, insert }) = theirs {
                self.undo.follow(&[Delta::TextSpliced { field, at, delete, insert: Arc::from(insert) }]);
            }
        }
    }

    /// Which review it is.
    pub fn id(&self) -> &ReviewId {
        &self.id
    }

    /// The writer in this browser.
    pub fn me(&self) -> &PersonId {
        &self.me
    }

    /// The review as it stands.
    pub fn view(&self) -> &Arc<ReviewView> {
        &self.view
    }

    /// Why nothing can be changed here, where that is so.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Whether the review is here to be read only, in memory.
    pub fn is_guest(&self) -> bool {
        self.in_memory
    }

    /// Whether the document has been loaded.
    pub fn is_loaded(&self) -> bool {
        self.replica.is_some()
    }

    /// The document's heads; none while it is being loaded.
    pub fn heads(&self) -> Vec<Head> {
        self.replica.as_ref().map(Replica::heads).unwrap_or_default()
    }

    /// The document, once it is loaded.
    pub fn replica(&self) -> Option<&Replica> {
        self.replica.as_ref()
    }

    /// What the page may say about saving.
    pub fn status(&self) -> SaveState {
        self.journal.status()
    }

    /// Every commit that is not on the disk, to be kept elsewhere when the page closes: of this review, and of what it
    /// was before it left.
    pub fn unsaved(&self) -> BTreeMap<ReviewId, Vec<KeptCommit>> {
        self.journal.kept_by_review().into_iter().map(|(review, kept)| (ReviewId::new(review), kept)).collect()
    }

    /// What was done before the document was there to do it in, in words that [`Room::act_again`] knows: to be
    /// kept elsewhere when the page closes before it is.
    pub fn undone_yet(&self) -> String {
        if self.pending.is_empty() { String::new() } else { serde_json::to_string(&self.pending).unwrap_or_default() }
    }

    /// Does what the last visit could not do any more.
    pub fn act_again(&mut self, words: &str, now_ms: i64) -> Vec<Output> {
        let acts: Vec<Vec<Intent>> = serde_json::from_str(words).unwrap_or_default();
        acts.iter().flat_map(|intents| self.act(intents, now_ms)).collect()
    }

    /// Whether there is something to undo, and to redo.
    pub fn can_undo(&self) -> (bool, bool) {
        self.undo.has()
    }

    /// Carries out an act.
    pub fn act(&mut self, intents: &[Intent], now_ms: i64) -> Vec<Output> {
        if let Some(why) = &self.read_only {
            return vec![Output::Notice(why.clone())];
        }
        let before = self.view.clone();
        let act = before.act(intents);
        if act.intents.is_empty() {
            return Vec::new();
        }
        self.undo.remember(&before, &act, now_ms);
        self.perform(act, now_ms)
    }

    fn perform(&mut self, act: crate::review::view::Act, now_ms: i64) -> Vec<Output> {
        let Some(replica) = &mut self.replica else {
            self.pending.push(act.intents);
            self.view = Arc::new(act.view);
            let mut outputs = vec![Output::Draw(act.deltas)];
            outputs.extend(self.journaled(Event::Typed));
            return outputs;
        };
        match replica.carry_out(&act, &Stamp { by: self.me.clone(), now_ms }) {
            Ok(commit) => {
                let mut deltas = act.deltas;
                let view = act.view.fold(&commit.also);
                deltas.extend(commit.also);
                self.view = Arc::new(view);
                let mut outputs = vec![Output::Draw(deltas)];
                if !self.in_memory {
                    outputs.extend(self.committed(commit.bytes, &commit.heads));
                }
                outputs
            }
            Err(error) => vec![Output::Notice(error.to_string())],
        }
    }

    fn committed(&mut self, bytes: Vec<u8>, heads: &[Head]) -> Vec<Output> {
        let heads = heads.iter().map(Head::to_hex).collect();
        self.journaled(Event::Committed { bytes, heads })
    }

    fn received(&mut self, bytes: Vec<u8>, heads: &[Head]) -> Vec<Output> {
        let heads = heads.iter().map(Head::to_hex).collect();
        self.journaled(Event::Received { bytes, heads })
    }

    fn journaled(&mut self, event: Event) -> Vec<Output> {
        let told = |effect| match effect {
            Effect::Tell { bytes, .. } => Output::Tell(TabMessage::Changes(vec![bytes])),
            other => Output::Journal(other),
        };
        self.journal.handle(event).into_iter().map(told).collect()
    }

    /// Tells the journal what became of the disk.
    pub fn disk(&mut self, event: Event) -> Vec<Output> {
        let landed = matches!(event, Event::Landed { .. });
        let mut outputs = self.journaled(event);
        if landed && self.left.is_some() {
            // What this tab waits for may have come onto the disk, too.
            outputs.push(Output::ReadAgain);
        }
        outputs
    }

    /// What is done next is taken back by itself, also where it follows close on what was typed.
    pub fn begin_act(&mut self) {
        self.undo.pause();
    }

    /// Takes back one's own last act.
    pub fn undo(&mut self, now_ms: i64) -> Vec<Output> {
        match self.undo.undo(&self.view, now_ms) {
            Some(intents) => self.unremembered(&intents, now_ms),
            None => Vec::new(),
        }
    }

    /// Does one's own last undone act again.
    pub fn redo(&mut self, now_ms: i64) -> Vec<Output> {
        match self.undo.redo(&self.view, now_ms) {
            Some(intents) => self.unremembered(&intents, now_ms),
            None => Vec::new(),
        }
    }

    fn unremembered(&mut self, intents: &[Intent], now_ms: i64) -> Vec<Output> {
        if let Some(why) = &self.read_only {
            return vec![Output::Notice(why.clone())];
        }
        let act = self.view.act(intents);
        if act.intents.is_empty() {
            return Vec::new();
        }
        self.perform(act, now_ms)
    }

    /// Does something that undo knows nothing of: it has a way of its own to be taken back.
    fn beside_undo(&mut self, intents: &[Intent], now_ms: i64) -> Vec<Output> {
        let act = self.view.act(intents);
        self.undo.follow(&act.deltas);
        self.unremembered(&act.intents, now_ms)
    }

    /// A message from another tab of this browser.
    pub fn heard(&mut self, message: &[u8], actor: [u8; 16]) -> Vec<Output> {
        match TabMessage::decode(message) {
            Some(TabMessage::Hello(heads)) => {
                let Some(replica) = &self.replica else { return Vec::new() };
                let (known, unknown): (Vec<Head>, Vec<Head>) = heads.into_iter().partition(|head| replica.has(head));
                let more = replica.changes_after(&known);
                let mut outputs = Vec::new();
                if !more.is_empty() {
                    outputs.push(Output::Tell(TabMessage::Changes(more)));
                }
                if !unknown.is_empty() {
                    outputs.push(Output::Tell(TabMessage::Hello(replica.heads())));
                }
                outputs.extend(self.became.clone().map(Output::Tell));
                outputs
            }
            Some(TabMessage::Changes(changes)) => {
                if self.replica.is_none() {
                    self.heard.extend(changes);
                    return Vec::new();
                }
                let mut outputs = self.absorb_from_tab(&changes);
                outputs.extend(self.follow());
                outputs
            }
            // What was left behind stays what it is.
            Some(TabMessage::Moved { .. }) if self.became.is_some() => Vec::new(),
            Some(TabMessage::Moved { document, known, .. }) => {
                if let Ok(replica) = Replica::load(&document, actor) {
                    self.left = Some(LeftElsewhere { replica, document, actor, known });
                }
                let outputs = self.follow();
                let behind = self.left.is_some() && self.replica.is_some();
                if behind { vec![Output::ReadAgain] } else { outputs }
            }
            None => Vec::new(),
        }
    }

    fn absorb_from_tab(&mut self, changes: &[Vec<u8>]) -> Vec<Output> {
        let Some(replica) = &mut self.replica else { return Vec::new() };
        match replica.absorb(changes, &self.view) {
            Ok(absorbed) if absorbed.new.is_empty() => Vec::new(),
            Ok(absorbed) => {
                self.undo.follow(&absorbed.deltas);
                self.view = Arc::new((*self.view).clone().fold(&absorbed.deltas));
                // The tab that made them stores them too; that one may die before it has.
                let mut outputs = vec![Output::Draw(absorbed.deltas)];
                outputs.extend(self.received(absorbed.bytes, &absorbed.heads));
                outputs
            }
            Err(DocumentError::Refused(Refusal::Incomplete(_))) => {
                self.heard.extend(changes.iter().cloned());
                vec![Output::Tell(TabMessage::Hello(self.heads()))]
            }
            Err(error) => vec![Output::Notice(error.to_string())],
        }
    }

    /// Takes in what came over a live wire, through its quarantine: it is kept here, and this browser's other tabs
    /// hear of it.
    pub fn hear_live(&mut self, changes: &[Vec<u8>]) -> Vec<Output> {
        let mut outputs = self.absorb_from_tab(changes);
        if !outputs.is_empty() {
            outputs.push(Output::Tell(TabMessage::Changes(changes.to_vec())));
        }
        outputs
    }

    /// Sets marks by a change that says neither who made it nor when, see [`crate::review::ballot`]. Nothing undoes it.
    /// `actor` is random and used for nothing else.
    ///
    /// # Errors
    /// Where the document is not there yet, or cannot be written.
    pub fn ballot(&mut self, marks: &[(String, Scalar)], actor: [u8; 16]) -> Result<Vec<Output>, RoomError> {
        if let Some(why) = &self.read_only {
            return Ok(vec![Output::Notice(why.clone())]);
        }
        let replica = self.replica.as_ref().filter(|_| !self.in_memory).ok_or(RoomError::Opening)?;
        let change = replica.ballot(marks, actor)?;
        Ok(self.hear_live(&[change]))
    }

    /// Every change that is not among those that the given heads stand for, raw.
    pub fn changes_since(&self, heads: &[Head]) -> Vec<Vec<u8>> {
        let Some(replica) = &self.replica else { return Vec::new() };
        let known: Vec<Head> = heads.iter().copied().filter(|head| replica.has(head)).collect();
        replica.changes_after(&known)
    }

    /// A place in a text, so that it stays where it is while others write before it.
    pub fn caret(&self, field: &TextField, at: usize) -> Option<String> {
        self.replica.as_ref()?.caret(field, at)
    }

    /// Where such a place is now, counted as fields count.
    pub fn caret_at(&self, field: &TextField, caret: &str) -> Option<usize> {
        self.replica.as_ref()?.caret_at(field, caret)
    }

    /// Another tab gave the review away for the first time: go on in the new document, taking along whatever was
    /// typed here and is not in it.
    ///
    /// Only once this tab has all of the old one that is in the new one: else its own view, which is behind, would take
    /// back what others did.
    pub fn follow(&mut self) -> Vec<Output> {
        let has_all = |left: &LeftElsewhere| {
            self.replica.as_ref().is_some_and(|replica| left.known.iter().all(|head| replica.has(head)))
        };
        if !self.left.as_ref().is_some_and(has_all) {
            return Vec::new();
        }
        let Some(LeftElsewhere { replica, document, actor, known }) = self.left.take() else { return Vec::new() };
        let (Ok(left), Some(old)) = (replica.view(), &self.replica) else { return Vec::new() };
        let to = replica.identity().public.clone();
        let leaving = Leaving { old: self.id.clone(), known, left: replica.heads() };
        // The very change by which what is in the old one would be taken over: where that happens, too, nothing stands
        // twice. What cannot come along stays where it is.
        let brought = match carried_over(&replica, &leaving, old, &[], &self.me) {
            Ok(brought) => brought,
            Err(why) => return vec![Output::Notice(why.to_string())],
        };
        self.id = to.clone();
        self.journal = self.journal.hand_over(to.as_str(), &crate::review::id::base32(&actor));
        self.view = Arc::new(left);
        self.replica = Some(replica);
        self.undo = Undo::default();
        self.merges.clear();
        self.states.clear();
        let mut outputs = vec![Output::GoTo(to.clone())];
        // The tab that made it stores it too; that one may die before it has, and what is written here builds on it.
        outputs.extend(self.received(document, &self.heads()));
        outputs.extend(self.hear_live(&brought));
        // The fields show what was typed here already: told again piece by piece, it would stand twice in them.
        outputs.retain(|output| !matches!(output, Output::Draw(_)));
        outputs.push(Output::Draw(Vec::new()));
        outputs
    }

    /// Takes in changes that came through the gate, and leaves out by a further change what is not wanted of them. What
    /// they brought can be taken back in one step. `from` are the roles they come from, as they say.
    ///
    /// # Errors
    /// Where the document refuses them; nothing is changed then.
    pub fn take(&mut self, changes: &[Vec<u8>], take: Take, from: &str, now_ms: i64) -> Result<Brought, RoomError> {
        let Some(replica) = &mut self.replica else { return Err(RoomError::Opening) };
        let (before, heads) = (self.view.clone(), replica.heads());
        let absorbed = replica.absorb(changes, &before)?;
        if absorbed.new.is_empty() {
            return Ok(Brought::default());
        }
        self.undo.follow(&absorbed.deltas);
        self.view = Arc::new((*before).clone().fold(&absorbed.deltas));
        let mut outputs = vec![Output::Draw(absorbed.deltas), Output::Tell(TabMessage::Changes(changes.to_vec()))];
        outputs.extend(self.received(absorbed.bytes, &absorbed.heads));
        let (with_all, brought) = (self.view.clone(), absorbed.heads);
        outputs.extend(self.beside_undo(&left_out(&before, &with_all, take, now_ms), now_ms));
        let merge =
            Merge { at_ms: now_ms, from: from.to_owned(), before: heads, brought, after: self.heads(), undone: None };
        self.remember_state(merge.before.clone(), before);
        self.remember_state(merge.after.clone(), self.view.clone());
        self.merges.push(merge);
        Ok(Brought { new: absorbed.new, outputs })
    }

    /// What the review would show with the changes in it, without taking them in.
    ///
    /// # Errors
    /// As [`Room::take`].
    pub fn preview(&self, changes: &[Vec<u8>], actor: [u8; 16]) -> Result<Foreseen, RoomError> {
        let Some(replica) = &self.replica else { return Err(RoomError::Opening) };
        let mut aside = Replica::load(&replica.save(), actor)?;
        let absorbed = aside.absorb(changes, &self.view)?;
        let mut times: Vec<i64> = aside
            .written()
            .iter()
            .filter(|change| change.seconds > 0 && absorbed.new.contains(&change.head))
            .map(|change| change.seconds)
            .collect();
        times.sort_unstable();
        Ok(Foreseen {
            after: (*self.view).clone().fold(&absorbed.deltas),
            new: absorbed.new,
            written: times.first().copied().zip(times.last().copied()),
        })
    }

    /// Everything that was added to this review here and is known of, the latest last.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// Remembers what earlier visits added; what is known already is passed over.
    pub fn remember_merges(&mut self, earlier: Vec<Merge>) {
        for merge in earlier {
            if !self.merges.iter().any(|known| known.before == merge.before && known.brought == merge.brought) {
                self.merges.push(merge);
            }
        }
        self.merges.sort_by_key(|merge| merge.at_ms);
    }

    /// Takes back one of [`Room::merges`] by a new act, or brings back what was taken back of it. What has been done
    /// since stays.
    ///
    /// # Errors
    /// Where the states around it are not in this document.
    pub fn turn_merge(&mut self, index: usize, now_ms: i64) -> Result<Vec<Output>, RoomError> {
        let Some(merge) = self.merges.get(index).cloned() else { return Ok(Vec::new()) };
        let intents = self.inverse(&merge, now_ms)?;
        let (before, view) = (self.heads(), self.view.clone());
        let outputs = self.beside_undo(&intents, now_ms);
        self.remember_state(before.clone(), view);
        self.remember_state(self.heads(), self.view.clone());
        let after = self.heads();
        if let Some(merge) = self.merges.get_mut(index) {
            merge.undone = if merge.undone.is_none() { Some((before, after)) } else { None };
        }
        Ok(outputs)
    }

    /// The act that takes a merge back, or brings it back where it was taken back.
    fn inverse(&mut self, merge: &Merge, now_ms: i64) -> Result<Vec<Intent>, RoomError> {
        let (before, after) = merge.undone.as_ref().unwrap_or(&(merge.before.clone(), merge.after.clone())).clone();
        let (before, after) = (self.view_at(&before)?, self.view_at(&after)?);
        Ok(inverse_of_merge(&before, &after, &self.view, now_ms))
    }

    /// For changes that are all here already: the act that shows again what they say and what was taken back
    /// since, and which of [`Room::merges`] it brings back, where that is known. Empty where everything they say stands.
    ///
    /// # Errors
    /// Where the changes cannot be read.
    pub fn bring_back(
        &mut self,
        changes: &[Vec<u8>],
        actor: [u8; 16],
        now_ms: i64,
    ) -> Result<(Vec<Intent>, Option<usize>), RoomError> {
        let theirs = Replica::from_changes(changes, actor)?;
        let came = |merge: &Merge| merge.brought.iter().any(|head| !merge.before.contains(head) && theirs.has(head));
        let index = self.merges.iter().rposition(|merge| merge.undone.is_some() && came(merge));
        if let Some(merge) = index.and_then(|index| self.merges.get(index)).cloned() {
            return Ok((self.inverse(&merge, now_ms)?, index));
        }
        if self.merges.iter().any(came) {
            // It is known of, and stands: what is not there any more was removed on purpose.
            return Ok((Vec::new(), None));
        }
        // The merge was taken back where nothing is known of it: its items can still be restored.
        let theirs = theirs.view()?;
        let gone =
            |item: &&Arc<Item>| item.is_present() && self.view.item(item.id()).is_some_and(|mine| !mine.is_present());
        Ok((theirs.items().filter(gone).map(|item| Intent::restore(item.id())).collect(), None))
    }

    /// Gives the review away. The first time, it leaves as a new document that holds what stands on the page now
    /// and nothing of how it came about; this room goes on in that one.
    ///
    /// Returns what to do, and the id the review had before where it has a new one.
    ///
    /// # Errors
    /// Where the document cannot be written; the room is as it was.
    pub fn leave(&mut self, seed: &Seed, now_ms: i64) -> Result<(Vec<Output>, Option<Left>), RoomError> {
        // Where it has left in another tab, this one follows first: it would become two.
        let Some(replica) = self.replica.as_ref().filter(|_| self.left.is_none()) else {
            return Err(RoomError::Opening);
        };
        if self.view.is_shared() || replica.newer_version().is_some() || self.in_memory {
            return Ok((Vec::new(), None));
        }
        let stamp = Stamp { by: self.me.clone(), now_ms };
        let fresh = recast(&self.view, Keep::ForOthers, seed, &stamp)?;
        let (document, view) = (fresh.save(), Arc::new(fresh.view()?));
        let leaving = Leaving { old: self.id.clone(), known: replica.heads(), left: fresh.heads() };
        let known = leaving.known.clone();
        let id = fresh.identity().public.clone();
        let journal = self.journal.hand_over(id.as_str(), &crate::review::id::base32(&seed.actor));
        let moved = TabMessage::Moved { to: id.clone(), document, known };
        let view = std::mem::replace(&mut self.view, view);
        let behind = Room {
            replica: self.replica.replace(fresh),
            journal: std::mem::replace(&mut self.journal, journal),
            became: Some(moved.clone()),
            ..Room::painted(std::mem::replace(&mut self.id, id), (*view).clone(), self.me.clone(), "")
        };
        self.left = None;
        self.undo = Undo::default();
        self.merges.clear();
        self.states.clear();
        let mut outputs = vec![Output::GoTo(self.id.clone()), Output::Draw(Vec::new())];
        outputs.push(Output::Tell(moved));
        outputs.extend(self.keep_everything());
        Ok((outputs, Some(Left { leaving, behind })))
    }

    /// Takes in what the disk has of this review and this tab has not heard of, as from another tab. To be done before
    /// the review leaves: what is not in it then stays behind.
    pub fn catch_up(&mut self, pieces: &[Vec<u8>], actor: [u8; 16]) -> Vec<Output> {
        let Ok((stored, _)) = Replica::load_parts(pieces.iter().map(Vec::as_slice), actor) else { return Vec::new() };
        self.hear_live(&stored.changes_after(&self.heads_in(&stored)))
    }

    fn heads_in(&self, other: &Replica) -> Vec<Head> {
        self.heads().into_iter().filter(|head| other.has(head)).collect()
    }

    /// Takes over what was written in the old document of this review after it had become this one, by a tab that died
    /// before it heard of that: `pieces` are all that is stored of the old one, `words` what a tab that was opening it
    /// could not do any more. Nothing comes out where nothing was left behind; done twice, it comes to the same change.
    ///
    /// # Errors
    /// Where the old one cannot be read, or this is not the review that it became.
    pub fn take_over(
        &mut self,
        leaving: &Leaving,
        pieces: &[Vec<u8>],
        words: &[String],
    ) -> Result<Vec<Output>, RoomError> {
        let Some(replica) = &self.replica else { return Err(RoomError::Opening) };
        let (old, _) = Replica::load_parts(pieces.iter().map(Vec::as_slice), [0xff; 16])?;
        // What is known and not among the pieces would look as if it had been taken back in the old one.
        let missing = leaving.known.iter().filter(|head| !old.has(head)).count();
        if missing > 0 {
            return Err(DocumentError::Refused(Refusal::Incomplete(missing)).into());
        }
        let changes = carried_over(replica, leaving, &old, words, &self.me)?;
        Ok(self.hear_live(&changes))
    }

    /// A copy of what stands here as another review.
    ///
    /// # Errors
    /// Where the document cannot be written.
    pub fn separate(view: &ReviewView, me: &PersonId, seed: &Seed, now_ms: i64) -> Result<Replica, RoomError> {
        Ok(recast(view, Keep::Everything, seed, &Stamp { by: me.clone(), now_ms })?)
    }

    /// Puts the whole document into the journal: a new one, or one that is kept from now on.
    pub fn keep_everything(&mut self) -> Vec<Output> {
        self.in_memory = false;
        let Some(replica) = &self.replica else { return Vec::new() };
        let (bytes, heads) = (replica.save(), replica.heads());
        // Nobody has it yet, or everybody was told in another way.
        let mut outputs = self.committed(bytes, &heads);
        outputs.retain(|output| !matches!(output, Output::Tell(_)));
        outputs
    }

    /// The bytes of the review's beginning; `None` while it is being loaded.
    pub fn beginning(&self) -> Option<Vec<u8>> {
        self.replica.as_ref().map(Replica::genesis_bytes)
    }

    /// How many changes it has, from how many sessions of writing; none while it is being loaded.
    pub fn history(&self) -> (usize, usize) {
        self.replica.as_ref().map(Replica::history).unwrap_or_default()
    }

    /// Every change, in the order in which history tells them.
    pub fn written(&self) -> Vec<Written> {
        self.replica.as_ref().map(Replica::written).unwrap_or_default()
    }

    /// The review as it stood at these heads.
    ///
    /// # Errors
    /// Where one of them is not in this document, or it is still being loaded.
    pub fn view_at(&mut self, heads: &[Head]) -> Result<Arc<ReviewView>, RoomError> {
        let Some(replica) = &self.replica else { return Err(RoomError::Opening) };
        if replica.heads() == heads {
            return Ok(self.view.clone());
        }
        if let Some((_, view)) = self.states.iter().find(|(known, _)| known == heads) {
            return Ok(view.clone());
        }
        let view = Arc::new(replica.view_at(heads)?);
        self.remember_state(heads.to_vec(), view.clone());
        Ok(view)
    }

    fn remember_state(&mut self, heads: Vec<Head>, view: Arc<ReviewView>) {
        if self.states.iter().any(|(known, _)| *known == heads) {
            return;
        }
        if self.states.len() >= STATES_KEPT {
            self.states.remove(0);
        }
        self.states.push((heads, view));
    }

    /// The act that makes the review what it was at these heads, see [`difference::back`].
    ///
    /// # Errors
    /// As [`Room::view_at`].
    pub fn back_to(&mut self, heads: &[Head], now_ms: i64) -> Result<Vec<Intent>, RoomError> {
        let then = self.view_at(heads)?;
        Ok(difference::back(&self.view, &then, now_ms))
    }

    /// The document's bytes for a file or a link; `None` while it is being loaded.
    pub fn document(&self) -> Option<Vec<u8>> {
        self.replica.as_ref().map(Replica::save)
    }
}

/// The id of a new item, from random bytes.
pub fn item_id(random: &[u8; 10]) -> ItemId {
    ItemId::from_bytes(random)
}

/// The changes by which what is in an old document, and was not known when the new one was made of it, goes into the new
/// one: said as of the moment at which the review left, so that whatever was written since stands beside it, and the
/// same for the same, whoever says them and however often.
fn carried_over(
    new: &Replica,
    leaving: &Leaving,
    old: &Replica,
    words: &[String],
    me: &PersonId,
) -> Result<Vec<Vec<u8>>, RoomError> {
    if old.changes_after(&leaving.known).is_empty() && words.is_empty() {
        return Ok(Vec::new());
    }
    let actor = leaving.actor(&old.heads(), words, me);
    let now_ms = old.written().iter().map(|change| change.seconds).max().unwrap_or_default().saturating_mul(1_000);
    let mut then = new.replica_at(&leaving.left, actor)?;
    let left = then.view()?;
    let acts = words.iter().flat_map(|words| serde_json::from_str::<Vec<Vec<Intent>>>(words).unwrap_or_default());
    let behind = acts.fold(old.view()?, |view, intents| view.act(&intents).view);
    let (intents, ballots) = brought_over(&left, &behind);
    let act = left.act(&intents);
    let mut changes = Vec::new();
    if !act.intents.is_empty() {
        then.carry_out(&act, &Stamp { by: me.clone(), now_ms })?;
        changes = then.changes_after(&leaving.left);
    }
    if !ballots.is_empty() {
        changes.extend(then.ballots(ballots, &actor)?);
    }
    Ok(changes)
}

/// What stands in a tab's own review and not in the one that it became: as acts, and as ballots, which nobody signs.
fn brought_over(left: &ReviewView, mine: &ReviewView) -> (Vec<Intent>, Vec<(String, Scalar)>) {
    let ballots = mine
        .marks()
        .filter(|(key, register)| is_ballot(key) && left.mark(key).is_nothing() && !register.is_nothing())
        .map(|(key, register)| (key.to_string(), register.first().clone()))
        .collect();
    (difference::intents(left, mine), ballots)
}
