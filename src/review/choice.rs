//! Values that are chosen from a few: what was decided of a change, the rung it stands on, what a factor did.
//!
//! Each is kept as its key. A key that this version does not know reads as nothing chosen and stays as it is.

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal, $label:literal);+ $(;)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Its name in the document and in JSON.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)+ }
            }

            /// Its name on the page.
            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)+ }
            }

            /// The one of that name.
            pub fn from_key(key: &str) -> Option<$name> {
                match key { $($key => Some($name::$variant),)+ _ => None }
            }
        }
    )+};
}

choices! {
    /// What was decided of a possible change; nothing chosen while it is undecided.
    Disposition {
        /// It will be done.
        Funded = "funded", "The one fix";
        /// It will not be done, and that was said aloud.
        Declined = "declined", "We are choosing not to do this one";
        /// It goes to whoever can budget it.
        Budget = "budget", "Too big for this team";
    }
    /// Where a change lives, the durability ladder: from what needs memory to what needs nobody.
    Rung {
        /// Gone within weeks.
        Heads = "heads", "In people's heads";
        /// Until the first real deadline crunch.
        Checklist = "checklist", "On a checklist";
        /// Until somebody removes it.
        Path = "path", "In the path of the work";
    }
    /// What kind of a thing in the path of the work.
    PathKind {
        /// A rule that a tool checks while one writes.
        LintRule = "lint-rule", "A lint rule";
        /// A check that stops a release.
        Gate = "ci-gate", "A gate in the pipeline";
        /// What happens when nobody chooses.
        Default = "default", "A safer default";
        /// What nobody may do any more.
        Permission = "permission", "A permission nobody has any more";
        /// What is not there any more.
        Deleted = "deleted", "Something risky, deleted";
    }
    /// The part of the work that a change belongs to.
    Category {
        /// Automation.
        Automation = "automation", "Automation";
        /// Monitoring.
        Monitoring = "monitoring", "Monitoring";
        /// Documentation.
        Documentation = "documentation", "Documentation";
        /// Ownership clarity.
        Ownership = "ownership", "Ownership clarity";
        /// Deployment processes.
        Deployment = "deployment", "Deployment processes";
        /// Communication paths.
        Communication = "communication", "Communication paths";
        /// Operational playbooks.
        Playbooks = "playbooks", "Operational playbooks";
    }
    /// The interval of the next incident that a change should shorten.
    Shortens {
        /// From its beginning to its being noticed.
        Undetected = "undetected", "undetected";
        /// From its being noticed to its being taken up.
        Unacknowledged = "unacknowledged", "unacknowledged";
        /// From its being taken up to a decision.
        Undecided = "undecided", "undecided";
        /// From the decision to its end.
        Unmitigated = "unmitigated", "unmitigated";
    }
    /// Families of contributing factors.
    Family {
        /// Who looks after it was not clear.
        Ownership = "ownership", "Unclear ownership";
        /// Nothing stood in the way.
        Safeguards = "safeguards", "Missing safeguards";
        /// What one knew, another needed.
        Communication = "communication", "Communication gaps";
        /// Time, load, a deadline.
        Pressure = "pressure", "Operational pressure";
        /// More parts than anyone can hold in mind.
        Complexity = "complexity", "Technical complexity";
    }
    /// What a contributing factor did.
    EffectOf {
        /// Without it, it would not have happened.
        Enabled = "enabled", "Enabled it";
        /// It made it worse.
        Worsened = "worsened", "Made it worse";
        /// It was noticed later.
        DelayedDetection = "delayed-detection", "Delayed detection";
        /// It was dealt with later.
        DelayedResponse = "delayed-response", "Delayed the response";
        /// It made it less bad.
        Mitigated = "mitigated", "Made it less bad";
    }
    /// Whether somebody could do it again tomorrow.
    Again {
        /// Easily.
        Easy = "easy", "Easily";
        /// It could be done.
        Possible = "possible", "It is possible";
        /// Not any more.
        Impossible = "impossible", "Not any more";
    }
    /// What became of a layer of protection.
    LayerState {
        /// It did its work.
        Held = "held", "Held";
        /// It was there and did not.
        Failed = "failed", "Failed";
        /// It was not there.
        Missing = "missing", "Missing";
        /// It was gone around.
        Bypassed = "bypassed", "Bypassed";
    }
    /// An answer.
    Answer {
        /// Yes.
        Yes = "yes", "Yes";
        /// In part.
        Partly = "partly", "In part";
        /// No.
        No = "no", "No";
        /// The question does not apply, or nobody knows.
        NotApplicable = "n/a", "Does not apply";
    }
    /// How a failure is like an earlier one.
    Likeness {
        /// It failed the same way.
        SameWay = "same-way", "The same way";
        /// It failed differently.
        Differently = "differently", "Differently";
    }
    /// How much of a review is worth making.
    Depth {
        /// What happened is understood: see to the fix.
        FollowThrough = "follow-through", "Follow-through only";
        /// Five sentences.
        Short = "short", "Short";
        /// Everything.
        Full = "full", "Full";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_known_by_its_key_and_no_two_share_one() {
        for (place, rung) in Rung::ALL.iter().enumerate() {
            assert_eq!(Rung::from_key(rung.key()), Some(*rung));
            assert!(Rung::ALL[place + 1..].iter().all(|other| other.key() != rung.key()));
        }
        assert_eq!(Disposition::from_key(""), None);
        assert_eq!(Family::ALL.len(), 5);
        assert_eq!(Category::ALL.len(), 7);
        assert_eq!(EffectOf::ALL.len(), 5);
        assert_eq!(PathKind::ALL.len(), 5);
    }
}
