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
    /// `short` (default) or `full`.
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
}

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
    /// Of a candidate: `funded`, `declined`, `budget`; null while undecided.
    pub const DISPOSITION: &str = "disposition";
    /// Of a funded fix: who holds it.
    pub const OWNER: &str = "owner";
    /// Of a funded fix: by when, as written.
    pub const DUE: &str = "due";
    /// Of a candidate: `heads`, `checklist`, `path`.
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
    /// Of a removed item that others outside have seen (it came in by an import).
    pub const OUTSIDE: &str = "outside";
}
