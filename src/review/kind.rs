//! The kinds of items, and the kinds of timeline entries.

/// A line of the timeline.
pub const ENTRY: &str = "entry";
/// Who felt it, how many, from when to when.
pub const IMPACT: &str = "impact";
/// What one person saw.
pub const ACCOUNT: &str = "account";
/// Something that contributed.
pub const FACTOR: &str = "factor";
/// A possible change; funded, declined or too big once decided.
pub const CANDIDATE: &str = "candidate";
/// A question that is still open.
pub const QUESTION: &str = "question";
/// A remark put aside for its time.
pub const PARKED: &str = "parked";
/// A remark in a discussion.
pub const COMMENT: &str = "comment";
/// Somebody took over a role during the incident.
pub const ROLE: &str = "role";
/// What was believed, from when to when.
pub const BELIEF: &str = "belief";
/// A piece of evidence for a line: a picture, a log. Its bytes are stored beside the document, by their hash.
pub const EVIDENCE: &str = "evidence";
/// A dated look at whether the fix stuck.
pub const CHECK_IN: &str = "check-in";

/// One step of "how was that possible": what made something else possible.
pub const CAUSE: &str = "cause";
/// A layer of protection, and what became of it.
pub const LAYER: &str = "layer";
/// An agent or automation acted, and somebody or something let it pass.
pub const GATE: &str = "gate";
/// A deliberate bet, which may be written before the work.
pub const BET: &str = "bet";
/// Of a bet: what was agreed to end it.
pub const CRITERION: &str = "criterion";
/// Something that a fix put in place, which may be in somebody's way one day.
pub const CONTROL: &str = "control";
/// An earlier review of the same class of failure.
pub const EARLIER: &str = "earlier";
/// Before we leave: one thing that somebody did not know this morning. Nobody's name is on it.
pub const LEARNED: &str = "learned";
/// A show of hands: a question, and unnamed numbers.
pub const HANDS: &str = "hands";

macro_rules! entry_kinds {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $label:literal);+ $(;)?) => {
        /// What a line of the timeline tells of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EntryKind { $($(#[$doc])* $name,)+ }

        impl EntryKind {
            /// Every kind, in the order in which they are offered.
            pub const ALL: &'static [EntryKind] = &[$(EntryKind::$name,)+];

            /// The kind's name in the document, in JSON and in quick entry.
            pub const fn key(self) -> &'static str {
                match self { $(EntryKind::$name => $key,)+ }
            }

            /// The kind's name on the page.
            pub const fn label(self) -> &'static str {
                match self { $(EntryKind::$name => $label,)+ }
            }

            /// The kind of that name; a note where the name is not known.
            pub fn from_key(key: &str) -> EntryKind {
                match key { $($key => EntryKind::$name,)+ _ => EntryKind::Note }
            }
        }
    };
}

entry_kinds! {
    /// A page, an alert, a customer's call.
    Alarm = "alarm", "Alarm";
    /// Somebody noticed.
    Detection = "detection", "Detection";
    /// Somebody did something about it.
    Response = "response", "Response";
    /// It got better.
    Recovery = "recovery", "Recovery";
    /// A choice was made.
    Decision = "decision", "Decision";
    /// Somebody outside felt it.
    Impact = "impact", "Impact";
    /// Something was said.
    Communication = "communication", "Communication";
    /// The system was changed.
    Change = "change", "Change";
    /// A sign that meant little then.
    WeakSignal = "weak-signal", "Weak signal";
    /// Anything else.
    Note = "note", "Note";
}

impl EntryKind {
    /// Whether *known from* follows *happened at* unless somebody says otherwise: alarms, detections,
    /// responses, decisions and messages are known when they happen. Of everything else nobody has said.
    pub const fn known_when_it_happens(self) -> bool {
        matches!(
            self,
            EntryKind::Alarm
                | EntryKind::Detection
                | EntryKind::Response
                | EntryKind::Decision
                | EntryKind::Communication
        )
    }
}

macro_rules! milestones {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $label:literal);+ $(;)?) => {
        /// What a line of the timeline can be marked as, so that figures are computed from it. The terms are those
        /// of incident tools: their milestones and timestamps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Milestone { $($(#[$doc])* $name,)+ }

        impl Milestone {
            /// Every milestone, in the order in which an incident usually reaches them.
            pub const ALL: &'static [Milestone] = &[$(Milestone::$name,)+];

            /// The milestone's name in the document and in JSON.
            pub const fn key(self) -> &'static str {
                match self { $(Milestone::$name => $key,)+ }
            }

            /// The milestone's name on the page.
            pub const fn label(self) -> &'static str {
                match self { $(Milestone::$name => $label,)+ }
            }

            /// The milestone of that name.
            pub fn from_key(key: &str) -> Option<Milestone> {
                match key { $($key => Some(Milestone::$name),)+ _ => None }
            }
        }
    };
}

milestones! {
    /// Somebody was first affected.
    Started = "started", "Impact began";
    /// An alarm fired, or somebody noticed.
    Detected = "detected", "Detected";
    /// Somebody said: something is wrong.
    Concern = "concern", "Early concern";
    /// The concern was taken up.
    Heard = "heard", "Concern heard";
    /// Somebody took the alarm up.
    Acknowledged = "acknowledged", "Acknowledged";
    /// It was called an incident.
    Declared = "declared", "Declared";
    /// The choice was made of what to do about it.
    Decided = "decided", "Decided";
    /// Nobody was affected any longer.
    Mitigated = "mitigated", "Mitigated";
    /// It was put right.
    Resolved = "resolved", "Resolved";
}
