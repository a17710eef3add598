//! What a review holds: its prose fields, and the names of the scalars of a review and of its items.

use super::id::ItemId;
use serde::{Deserialize, Serialize};

macro_rules! prose {
    ($($(#[$doc:meta])* $name:ident = $key:literal),+ $(,)?) => {
        /// A prose field of the review itself. The order is the order in the document's beginning: names may
        /// be added by an extension of the schema, never inserted, renamed or reordered.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Prose {
            $($(#[$doc])* #[serde(rename = $key)] $name,)+
        }

        impl Prose {
            /// Every prose field, in the order of the document's beginning.
            pub const ALL: &'static [Prose] = &[$(Prose::$name,)+];

            /// The field's name in the document and in JSON.
            pub const fn key(self) -> &'static str {
                match self { $(Prose::$name => $key,)+ }
            }

            /// The field of that name.
            pub fn from_key(key: &str) -> Option<Prose> {
                match key { $($key => Some(Prose::$name),)+ _ => None }
            }
        }
    };
}

prose! {
    /// What the review is called.
    Title = "title",
    /// Sentence 1: what happened, from when to when, who felt it?
    Summary = "summary",
    /// What the incident did to people, in prose beside the impact items.
    Impact = "impact",
    /// Sentence 2, first half: our model said …
    ModelSaid = "model_said",
    /// Sentence 2, second half: … the system did.
    SystemDid = "system_did",
    /// What set it off.
    Trigger = "trigger",
    /// Sentence 3: what made it possible?
    Condition = "condition",
    /// Sentence 4, first half: what will someone do differently?
    Different = "different",
    /// Sentence 4, second half: where will that difference live?
    Lives = "lives",
    /// Sentence 5: who holds it, by when?
    Holder = "holder",
    /// Sentence 5, the other answer: we choose to change nothing, because …
    NothingBecause = "nothing_because",
    /// The trap in two sentences, for the next team.
    Trap = "trap",
    /// Where we were lucky.
    Luck = "luck",
    /// What helped.
    Helped = "helped",
    /// What is said when the room opens.
    Opening = "opening",
    /// Where the story comes from, when it is retold.
    Attribution = "attribution",
}

/// Where text is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextField {
    /// A prose field of the review.
    Prose(Prose),
    /// The text of an item.
    Body(ItemId),
}

/// Names of the review's own scalars.
pub mod meta {
    /// The incident number, as the team writes it.
    pub const REFERENCE: &str = "reference";
    /// Severity, as the team writes it.
    pub const SEVERITY: &str = "severity";
    /// `draft`, `agreed`, `closed`.
    pub const STATUS: &str = "status";
    /// When the timeline was agreed, milliseconds since 1970.
    pub const AGREED_AT: &str = "agreed_at";
    /// IANA name or offset in which times without a zone are read.
    pub const ZONE: &str = "zone";
    /// The day the incident began, `YYYY-MM-DD`: what times without a date are read against.
    pub const DAY: &str = "day";
    /// When the review was begun, milliseconds since 1970.
    pub const CREATED_AT: &str = "created_at";
    /// `running` while the incident is being written down, `over` afterwards; nothing where nobody wrote it down live.
    pub const STAGE: &str = "stage";
    /// A [`super::super::choice::Depth`]: how much of a review is worth making, where people said so.
    pub const DEPTH: &str = "depth";
    /// The impact's surprise, 1 to 5, when the team says it openly.
    pub const SURPRISE: &str = "surprise";
    /// Set once the review has left a browser as a document.
    pub const SHARED: &str = "shared";
    /// Public id of the review that this one was copied from.
    pub const COPIED_FROM: &str = "copied_from";
    /// Where the story was published first, when it is retold.
    pub const SOURCE_LINK: &str = "source_link";
    /// When to meet again, an encoded moment.
    pub const RECONVENE: &str = "reconvene";
    /// When it was said aloud that there will be no next meeting, milliseconds since 1970.
    pub const NO_RECONVENE: &str = "no_reconvene";
    /// Why there will be none.
    pub const NO_RECONVENE_BECAUSE: &str = "no_reconvene_because";
    /// With the key of a prose field, `/` and the id of an entry behind it: that entry supports what is said there.
    pub const SUPPORTED_BY: &str = "supported_by/";
    /// The class of failure, in the team's words: what recurrence is told by.
    pub const FAILURE_CLASS: &str = "failure_class";
    /// With the name of a prompt behind it, an [`super::super::choice::Answer`].
    pub const PROMPT: &str = "prompt/";
    /// Of the gate message: what whoever meets it does now.
    pub const GATE_DO: &str = "gate_do";
    /// Of the gate message: the team, or its channel, that can be asked. Never a person.
    pub const GATE_ASK: &str = "gate_ask";
    /// Of the gate message: where the write-up lies, a path in the repository or a public address.
    pub const GATE_LINK: &str = "gate_link";
    /// What the names of all scalars of a meeting begin with.
    pub const OF_A_MEETING: &str = "meeting_";
    /// Of a meeting: the stage it is in, by its number from 1; null where nobody meets.
    pub const MEETING_STAGE: &str = "meeting_stage";
    /// Of a meeting: when its stage began, milliseconds since 1970 by the clock of who began it.
    pub const MEETING_SINCE: &str = "meeting_since";
    /// Of a meeting: who began the stage, so that other clocks can be held against theirs.
    pub const MEETING_CLOCK: &str = "meeting_clock";
    /// Of a meeting: minutes of each stage, separated by spaces.
    pub const MEETING_MINUTES: &str = "meeting_minutes";
    /// Of a meeting: seconds that its stage had already taken when [`MEETING_SINCE`] was set.
    pub const MEETING_BEFORE: &str = "meeting_before";
    /// Of a meeting: set while its timer stands still.
    pub const MEETING_PAUSED: &str = "meeting_paused";
    /// When the meeting ended, milliseconds since 1970.
    pub const MEETING_ENDED: &str = "meeting_ended";
}

/// The label of fixes in trackers, where a team has no other.
pub const LABEL: &str = "postmortem";

/// Names of an item's scalars.
pub mod item {
    /// What the item is, see [`super::super::kind`].
    pub const KIND: &str = "kind";
    /// Of an entry: alarm, detection, …, see [`super::super::kind::EntryKind`].
    pub const TYPE: &str = "type";
    /// Of an entry: what it is marked as, separated by white space, see [`super::super::kind::Milestone`].
    pub const MILESTONE: &str = "milestone";
    /// When it happened, an encoded moment.
    pub const AT: &str = "at";
    /// From when it was known, an encoded moment.
    pub const KNOWN_AT: &str = "known_at";
    /// With the name of a lane behind it: from when the entry was known in that lane too, an encoded moment.
    pub const KNOWN_IN: &str = "known_in/";
    /// The team, system or part of the incident it belongs to.
    pub const LANE: &str = "lane";
    /// Where it comes from: log, chat, memory.
    pub const SOURCE: &str = "source";
    /// Links to evidence, separated by white space.
    pub const LINK: &str = "link";
    /// Hidden from the timeline until asked for.
    pub const HIDDEN: &str = "hidden";
    /// Starred: stands out, goes into the short form.
    pub const STARRED: &str = "starred";
    /// When it was removed, milliseconds since 1970; null where it stands.
    pub const REMOVED_AT: &str = "removed_at";
    /// Who added it.
    pub const CREATED_BY: &str = "created_by";
    /// When it was written down, milliseconds since 1970.
    pub const CREATED_AT: &str = "created_at";
    /// Order among items that have no time, a fractional rank.
    pub const RANK: &str = "rank";
    /// Of an impact: who felt it.
    pub const WHO: &str = "who";
    /// Of an impact: how many, as written.
    pub const HOW_MANY: &str = "how_many";
    /// Of an account: the role it was seen from.
    pub const SEEN_FROM: &str = "seen_from";
    /// Of a candidate: a [`super::super::choice::Disposition`]; null while undecided.
    pub const DISPOSITION: &str = "disposition";
    /// Of a funded fix: who holds it.
    pub const OWNER: &str = "owner";
    /// Of a funded fix: by when, as written.
    pub const DUE: &str = "due";
    /// Of a candidate: a [`super::super::choice::Rung`].
    pub const RUNG: &str = "rung";
    /// Of a funded fix: how anyone can tell that it is done.
    pub const MEASURE: &str = "measure";
    /// A reason given with a decision of the room.
    pub const REASON: &str = "reason";
    /// Of a decision entry: why it made sense then.
    pub const WHY: &str = "why";
    /// Of a hand-over: which role, see `practice::roles`.
    pub const ROLE: &str = "role";
    /// Of a hand-over: the hand-over by which the one before took it.
    pub const AFTER: &str = "after";
    /// Of a decision: what was known when it was made, as it was written down then.
    pub const KNOWN_THEN: &str = "known_then";
    /// Of a remark: the item it is about, or `text:` and the name of a prose field. Of evidence: the line it is for.
    pub const ABOUT: &str = "about";
    /// Of a remark: the words it is about; nothing where it is about all of them.
    pub const QUOTE: &str = "quote";
    /// Of a remark: where those words stood, in bytes.
    pub const QUOTE_AT: &str = "quote_at";
    /// Of a remark: the first one of the thread it answers in.
    pub const ANSWERS: &str = "answers";
    /// Of a first remark: when its thread was settled, milliseconds since 1970.
    pub const SETTLED_AT: &str = "settled_at";
    /// Of a belief: what was so in fact, where it was otherwise.
    pub const IN_FACT: &str = "in_fact";
    /// Of a piece of evidence: SHA-256 of its bytes, lowercase hex.
    pub const SHA256: &str = "sha256";
    /// Of a piece of evidence: its media type.
    pub const MEDIA_TYPE: &str = "media_type";
    /// Of a piece of evidence: how many bytes it has.
    pub const BYTES: &str = "bytes";
    /// Of a piece of evidence: what it is called.
    pub const NAME: &str = "name";
    /// Of a picture: how many pixels it is wide.
    pub const WIDTH: &str = "width";
    /// Of a picture: how many pixels it is high.
    pub const HEIGHT: &str = "height";
    /// With the id of an entry behind it: that entry supports this claim. See [`super::super::relation`].
    pub const SUPPORTED_BY: &str = "supported_by/";
    /// With the id of an item behind it: this one came from that one, a change from a factor.
    pub const COMES_FROM: &str = "comes_from/";
    /// With the id of another cause behind it: this one made that one possible.
    pub const LEADS_TO: &str = "leads_to/";
    /// Of a decision: what else could have been done.
    pub const OPTIONS: &str = "options";
    /// Of a decision: what was chosen, where its line does not say so already.
    pub const CHOSEN: &str = "chosen";
    /// Of a decision: what was learned later. It stands apart and in no replay.
    pub const LEARNED_LATER: &str = "learned_later";
    /// Of a decision: what was not known that would have helped.
    pub const MISSING: &str = "missing";
    /// Of a decision: where that was in fact.
    pub const MISSING_WAS: &str = "missing_was";
    /// Of a factor: a [`super::super::choice::Family`].
    pub const FAMILY: &str = "family";
    /// Of a factor: a [`super::super::choice::EffectOf`].
    pub const EFFECT: &str = "effect";
    /// Of a factor: an [`super::super::choice::Again`].
    pub const AGAIN: &str = "again";
    /// Of a cause: the id of the factor it stands for.
    pub const FACTOR: &str = "factor";
    /// Of a layer: a [`super::super::choice::LayerState`].
    pub const STATE: &str = "state";
    /// Of a gate: what acted, an agent or an automation, in the team's words.
    pub const ACTOR: &str = "actor";
    /// Of a gate: whether whoever approved had the time that its design assumed, an [`super::super::choice::Answer`].
    pub const HAD_TIME: &str = "had_time";
    /// Of a gate: whether they had the context.
    pub const HAD_CONTEXT: &str = "had_context";
    /// Of a gate: whether they had the authority.
    pub const HAD_AUTHORITY: &str = "had_authority";
    /// Of a gate: how far the change was believed to reach.
    pub const BELIEVED_REACH: &str = "believed_reach";
    /// Of a gate: how far it reached.
    pub const ACTUAL_REACH: &str = "actual_reach";
    /// Of a gate: what but luck would have caught it before production.
    pub const CAUGHT_BY: &str = "caught_by";
    /// Of an open question: its answer, once there is one.
    pub const ANSWER: &str = "answer";
    /// Of a candidate: a [`super::super::choice::PathKind`].
    pub const PATH_KIND: &str = "path_kind";
    /// Of a candidate: whether it takes something away.
    pub const SUBTRACTS: &str = "subtracts";
    /// Of a candidate: a [`super::super::choice::Category`].
    pub const CATEGORY: &str = "category";
    /// Of a candidate: a [`super::super::choice::Shortens`].
    pub const SHORTENS: &str = "shortens";
    /// Of a funded fix: the capacity it takes, such as a sprint.
    pub const CAPACITY: &str = "capacity";
    /// Of a funded fix: what it displaces.
    pub const DISPLACES: &str = "displaces";
    /// Of a funded fix: why it is a second one.
    pub const SECOND_BECAUSE: &str = "second_because";
    /// Of a funded fix: the owner who said yes, as written then; they have said yes only while it is the owner.
    pub const ACCEPTED: &str = "accepted";
    /// Of a funded fix: `room` or `copy`, where the owner said yes.
    pub const ACCEPTED_IN: &str = "accepted_in";
    /// When something was decided, accepted or shipped: milliseconds since 1970.
    pub const ACCEPTED_AT: &str = "accepted_at";
    /// Of a candidate: when the room decided, milliseconds since 1970.
    pub const DECIDED_AT: &str = "decided_at";
    /// Of a declined change: when to look at it again, as written.
    pub const REVISIT: &str = "revisit";
    /// Of a change that is too big: to whom it goes, as written.
    pub const ADDRESSEE: &str = "addressee";
    /// Of a funded fix: where it is tracked.
    pub const TRACKER: &str = "tracker";
    /// Of a funded fix: its label there; [`super::LABEL`] where it has none.
    pub const LABEL: &str = "label";
    /// Of a funded fix: what is in its way.
    pub const BLOCKED_BY: &str = "blocked_by";
    /// Of a funded fix that is blocked: to whom that was taken.
    pub const ESCALATED_TO: &str = "escalated_to";
    /// Of a funded fix that is blocked: when it was taken there, as written.
    pub const ESCALATED_ON: &str = "escalated_on";
    /// Of a funded fix: an [`super::super::choice::Answer`], whether it still has room.
    pub const HAS_ROOM: &str = "has_room";
    /// Of a funded fix or a look at it: whether it shipped, an [`super::super::choice::Answer`].
    pub const SHIPPED: &str = "shipped";
    /// Of a look: whether the behaviour stuck.
    pub const STUCK: &str = "stuck";
    /// Of a look: what was added in the panic and should go now.
    pub const TO_REMOVE: &str = "to_remove";
    /// Of a safeguard: what it costs, as written.
    pub const COST: &str = "cost";
    /// Of a safeguard: how often it was gone around, as written.
    pub const BYPASSES: &str = "bypasses";
    /// Of a safeguard: an [`super::super::choice::Answer`], whether it would be put in place again today.
    pub const REINSTATE: &str = "reinstate";
    /// When somebody last looked at it, milliseconds since 1970.
    pub const LOOKED_AT: &str = "looked_at";
    /// Of a safeguard: when it was taken out of the work, milliseconds since 1970. The item stays.
    pub const TAKEN_OUT: &str = "taken_out";
    /// Of an earlier review: its public id.
    pub const REVIEW: &str = "review";
    /// Of an earlier review: a [`super::super::choice::Likeness`].
    pub const LIKENESS: &str = "likeness";
    /// Of an earlier review: whether a change proposed there would have prevented this.
    pub const WOULD_HAVE_PREVENTED: &str = "would_have_prevented";
    /// Of an earlier review: how many weeks lie between the two.
    pub const WEEKS: &str = "weeks";
    /// Of an earlier review: what became of its fix, in words that name nobody.
    pub const FATE: &str = "fate";
    /// Of a bet: by when it is judged, as written.
    pub const JUDGED_BY: &str = "judged_by";
    /// Of a bet or one of its criteria: what came of it.
    pub const OUTCOME: &str = "outcome";
    /// Of a show of hands: how many were raised.
    pub const RAISED: &str = "raised";
    /// Of a show of hands: of how many.
    pub const OF: &str = "of";
    /// Of a removed item that others outside have seen (it came in by an import).
    pub const OUTSIDE: &str = "outside";
}
