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
/// A dated look at whether the fix stuck.
pub const CHECK_IN: &str = "check-in";

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
