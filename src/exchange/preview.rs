//! What would change if something were added: two views compared, told in sentences before anything is done.
//!
//! Promises: the same two views give the same lines in the same order; every difference that a page shows is
//! told once; whose it is, is told by role, as the documents claim it. It touches nothing.

use super::export::rich::one_line;
use super::export::wording::Wording;
use crate::review::ballot::{self, is_ballot};
use crate::review::field::{item as item_names, meta as meta_names};
use crate::review::moment::ZoneRules;
use crate::review::{Item, ItemId, PersonId, Prose, Register, ReviewView, kind, version};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What sort of change a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It is there that was not.
    Added,
    /// Its words are others.
    Reworded,
    /// It is told of another time.
    Retimed,
    /// Something else of it is otherwise.
    Changed,
    /// Two values would stand side by side.
    Differs,
    /// It would be removed.
    Removed,
    /// It was removed and would stand again.
    Back,
}

/// One line of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What sort of change.
    pub change: Change,
    /// Which item, where it is about one.
    pub item: Option<ItemId>,
    /// The item's kind; empty where it is about the review itself.
    pub kind: String,
    /// The change in words.
    pub text: String,
    /// Of words that are others: what they belong to, the words as they were, and as they are.
    pub words: Option<(String, Arc<str>, Arc<str>)>,
}

impl Line {
    /// The sort of change as a class for style.
    pub fn class(&self) -> &'static str {
        match self.change {
            Change::Added => "added",
            Change::Reworded | Change::Retimed | Change::Changed => "changed",
            Change::Differs => "differs",
            Change::Removed => "removed",
            Change::Back => "back",
        }
    }

    /// The sort of change in a word.
    pub fn label(&self) -> &'static str {
        match self.change {
            Change::Added => "New",
            Change::Reworded => "Reworded",
            Change::Retimed => "Retimed",
            Change::Changed => "Changed",
            Change::Differs => "Differs",
            Change::Removed => "Removed",
            Change::Back => "Back",
        }
    }
}

/// What would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    lines: Vec<Line>,
    by: BTreeSet<String>,
}

impl Difference {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The changes: of the review itself, then of its items in the order in which they stand.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The roles that what is new is said to come from, sorted.
    pub fn by(&self) -> impl Iterator<Item = &str> {
        self.by.iter().map(String::as_str)
    }

    /// How many lines there are of each sort of change and kind of item.
    pub fn counts(&self) -> BTreeMap<(Change, &str), usize> {
        let mut counts = BTreeMap::new();
        for line in &self.lines {
            *counts.entry((line.change, line.kind.as_str())).or_default() += 1;
        }
        counts
    }

    /// The same with what is new first, what is reworded then, and so on.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.lines.sort_by_key(|line| line.change);
        self
    }

    /// "30 new entries, 1 new factor, 2 changes, 1 different value, 1 removed. From support."
    pub fn summary(&self) -> String {
        let by: Vec<&str> = self.by().collect();
        let from = if by.is_empty() { String::new() } else { format!(" From {}.", by.join(", ")) };
        format!("{}{from}", self.counted())
    }

    /// The same without whose it is.
    pub fn counted(&self) -> String {
        if self.is_empty() {
            return "Nothing would change.".to_owned();
        }
        let mut parts: Vec<String> = Vec::new();
        let mut totals: BTreeMap<Change, usize> = BTreeMap::new();
        for ((change, kind), count) in self.counts() {
            if change == Change::Added {
                parts.push(format!("{count} new {}", noun(kind, count)));
            } else {
                *totals.entry(change).or_default() += count;
            }
        }
        for (change, count) in totals {
            parts.push(match change {
                Change::Added | Change::Changed => counted(count, "change", "changes"),
                Change::Reworded => format!("{count} reworded"),
                Change::Retimed => format!("{count} retimed"),
                Change::Differs => counted(count, "value that differs", "values that differ"),
                Change::Removed => format!("{count} removed"),
                Change::Back => format!("{count} back that {} removed", if count == 1 { "was" } else { "were" }),
            });
        }
        format!("{}.", parts.join(", "))
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn noun(kind: &str, count: usize) -> &'static str {
    let (one, many) = match kind {
        kind::ENTRY => ("entry", "entries"),
        kind::IMPACT => ("impact", "impacts"),
        kind::ACCOUNT => ("account of what someone saw", "accounts of what people saw"),
        kind::BELIEF => ("belief", "beliefs"),
        kind::ROLE => ("hand-over", "hand-overs"),
        kind::COMMENT => ("remark", "remarks"),
        kind::EVIDENCE => ("piece of evidence", "pieces of evidence"),
        kind::FACTOR => ("factor", "factors"),
        kind::CANDIDATE => ("possible change", "possible changes"),
        kind::QUESTION => ("question", "questions"),
        kind::PARKED => ("remark in the parking lot", "remarks in the parking lot"),
        kind::CHECK_IN => ("check-in", "check-ins"),
        kind::LEARNED => ("thing somebody learned", "things somebody learned"),
        kind::HANDS => ("show of hands", "shows of hands"),
        _ => ("item", "items"),
    };
    if count == 1 { one } else { many }
}

/// Compares the review as it stands with what it would become, times in a zone.
pub fn compare(before: &ReviewView, after: &ReviewView, zone: &str, rules: &dyn ZoneRules) -> Difference {
    let mut comparing = Comparing {
        before,
        old: Wording { view: before, zone, rules },
        new: Wording { view: after, zone, rules },
        found: Difference::default(),
    };
    for field in Prose::ALL {
        comparing.text(None, "", prose_name(*field), before.prose(*field), after.prose(*field));
    }
    let metas: BTreeSet<&Arc<str>> = before.all_meta().chain(after.all_meta()).map(|(key, _)| key).collect();
    for key in metas {
        if !matches!(&**key, meta_names::SHARED | meta_names::COPIED_FROM | meta_names::CREATED_AT | meta_names::DEPTH)
            && !key.starts_with(meta_names::OF_A_MEETING)
        {
            comparing.register(None, "", meta_name(key), before.meta(key), after.meta(key));
        }
    }
    comparing.people(after);
    let gone = before.order().iter().filter(|id| after.item(id).is_none());
    for id in after.order().iter().chain(gone) {
        comparing.item(before.item(id), after.item(id));
    }
    comparing.marks(after);
    comparing.found
}

struct Comparing<'a> {
    before: &'a ReviewView,
    old: Wording<'a>,
    new: Wording<'a>,
    found: Difference,
}

impl Comparing<'_> {
    fn say(&mut self, change: Change, item: Option<&Item>, text: String) {
        let kind = item.map_or("", Item::kind).to_owned();
        self.found.lines.push(Line { change, item: item.map(|item| item.id().clone()), kind, text, words: None });
    }

    fn from(&mut self, by: &str) {
        let role = self.new.whose(std::slice::from_ref(&PersonId::new(by)));
        self.found.by.insert(role);
    }

    fn item(&mut self, before: Option<&Arc<Item>>, after: Option<&Arc<Item>>) {
        let stood = before.filter(|item| item.is_present());
        let stands = after.filter(|item| item.is_present());
        match (stood, stands) {
            (None, None) => {}
            (None, Some(item)) if before.is_none() => {
                self.from(item.field(item_names::CREATED_BY).text());
                let words = named(&self.new, item);
                self.say(Change::Added, Some(item), words);
            }
            (None, Some(item)) => {
                let why = if item.is_edited_elsewhere() { ": removed here, edited by them" } else { "" };
                let words = format!("{}{why}", named(&self.new, item));
                self.say(Change::Back, Some(item), words);
            }
            (Some(item), None) => {
                let words = named(&self.old, item);
                self.say(Change::Removed, Some(item), words);
            }
            (Some(old), Some(new)) => self.both(old, new),
        }
    }

    fn both(&mut self, old: &Item, new: &Item) {
        let name = excerpt(old.body(), 40);
        let name = if name.is_empty() { named(&self.old, old) } else { format!("“{name}”") };
        self.text(Some(new), &name, "", old.body(), new.body());
        let keys: BTreeSet<&Arc<str>> = old.fields().chain(new.fields()).map(|(key, _)| key).collect();
        for key in keys {
            let (was, is) = (old.field(key), new.field(key));
            match &**key {
                item_names::CREATED_BY | item_names::CREATED_AT | item_names::OUTSIDE | item_names::RANK => {}
                item_names::REMOVED_AT => {}
                _ => self.register(Some(new), &name, &field_name(key), was, is),
            }
        }
        if new.is_edited_elsewhere() && !old.is_edited_elsewhere() {
            self.say(
                Change::Differs,
                Some(new),
                format!("{name}: removed by one and edited by another; it stays in view"),
            );
        }
    }

    fn text(&mut self, item: Option<&Item>, name: &str, label: &str, was: &str, is: &str) {
        if was == is {
            return;
        }
        let (was_part, is_part) = parted(was, is);
        let subject = if label.is_empty() { String::new() } else { format!("{label}: ") };
        let text = if was.trim().is_empty() {
            format!("{subject}{}“{}”", prefixed(name), excerpt(is, 120))
        } else if is.trim().is_empty() {
            format!("{subject}“{}” is taken out", excerpt(was, 120))
        } else {
            format!("{subject}“{was_part}” becomes “{is_part}”")
        };
        self.say(Change::Reworded, item, text);
        if let Some(line) = self.found.lines.last_mut() {
            line.words = Some((label.to_owned(), Arc::from(was), Arc::from(is)));
        }
    }

    fn register(&mut self, item: Option<&Item>, name: &str, label: &str, was: &Register, is: &Register) {
        if was == is {
            return;
        }
        let words = |wording: &Wording<'_>, register: &Register| {
            let is_time = register
                .claims()
                .iter()
                .any(|claim| claim.value.as_str().is_some_and(|text| crate::review::Moment::decode(text).is_ok()));
            if is_time { wording.moments(register, None) } else { wording.values(register) }
        };
        let (old, new) = (words(&self.old, was), words(&self.new, is));
        let changed = if label == field_name(item_names::AT) { Change::Retimed } else { Change::Changed };
        let subject = format!("{}{label}", prefixed(name));
        if is.differs() {
            for claim in is.claims() {
                // Whose the values are that were not here before.
                if !was.claims().iter().any(|known| known.value == claim.value) {
                    for person in &claim.by {
                        self.from(person.as_str());
                    }
                }
            }
            self.say(Change::Differs, item, format!("{subject}: {new}"));
        } else if old.is_empty() {
            self.say(changed, item, format!("{subject}: {new}"));
        } else if new.is_empty() {
            self.say(changed, item, format!("{subject}: {old} is taken back"));
        } else {
            self.say(changed, item, format!("{subject}: {old} becomes {new}"));
        }
    }

    fn people(&mut self, after: &ReviewView) {
        for (person, facts) in after.people() {
            for (key, register) in facts {
                let was = self.before.person(person, key);
                if was == register || (&**key != "role" && &**key != "name") {
                    continue;
                }
                let new = self.new.values(register);
                let old = self.old.values(was);
                if old.is_empty() {
                    self.say(Change::Changed, None, format!("A writer: {new}"));
                } else {
                    self.say(Change::Changed, None, format!("A writer: {old} becomes {new}"));
                }
            }
        }
    }

    fn marks(&mut self, after: &ReviewView) {
        let keys: BTreeSet<&Arc<str>> = self.before.marks().chain(after.marks()).map(|(key, _)| key).collect();
        let (versions, marks): (Vec<_>, Vec<_>) = keys
            .into_iter()
            .filter(|key| self.before.mark(key) != after.mark(key))
            .partition(|key| version::is_version(key));
        for key in versions {
            let (was, is) = (self.old.values(self.before.mark(key)), self.new.values(after.mark(key)));
            let text = if is.is_empty() {
                format!("“{was}” names no state any more")
            } else {
                format!("A state is named “{is}”")
            };
            self.say(Change::Changed, None, text);
        }
        let (ratings, marks): (Vec<_>, Vec<_>) = marks.into_iter().partition(|key| is_ballot(key));
        let told = [
            (ballot::SURPRISE, "rating of the surprise", "ratings of the surprise"),
            (ballot::SEALED, "sealed rating of the surprise", "sealed ratings of the surprise"),
            (ballot::SHOWN, "request to see the sealed ratings", "requests to see the sealed ratings"),
        ];
        for (what, one, many) in told {
            let came = ratings.iter().filter(|key| key.starts_with(what)).count();
            if came > 0 {
                self.say(Change::Added, None, counted(came, one, many));
            }
        }
        let changed = marks.len();
        if changed > 0 {
            self.say(Change::Changed, None, counted(changed, "mark on an item", "marks on items"));
        }
    }
}

/// "2026-03-17 22:47 UTC, Alarm: the queue was full".
fn named(wording: &Wording<'_>, item: &Item) -> String {
    let when = item.field(item_names::AT);
    let when = if when.is_nothing() { String::new() } else { wording.moments(when, None) };
    let what = match item.kind() {
        kind::ENTRY => item.entry_kind().label().to_owned(),
        kind::ACCOUNT => format!("What {} saw", wording.values(item.field(item_names::SEEN_FROM))),
        other => {
            let noun = noun(other, 1);
            let mut letters = noun.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    };
    let body = excerpt(item.words(), 160);
    let head = if when.is_empty() { what } else { format!("{when}, {what}") };
    if body.is_empty() { head } else { format!("{head}: {body}") }
}

fn prefixed(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}, ") }
}

/// At most so many letters of a text, on one line.
fn excerpt(text: &str, longest: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// The parts in which two texts differ, with a few words around, on one line.
fn parted(was: &str, is: &str) -> (String, String) {
    const AROUND: usize = 24;
    let (was, is) = (one_line(was), one_line(is));
    let (old, new): (Vec<char>, Vec<char>) = (was.chars().collect(), is.chars().collect());
    let same_before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len());
    let same_after = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(shorter.saturating_sub(same_before));
    let from = same_before.saturating_sub(AROUND);
    let part = |letters: &[char]| {
        let until = letters.len().saturating_sub(same_after.saturating_sub(AROUND));
        let inner: String = letters.get(from..until).unwrap_or_default().iter().collect();
        let inner = excerpt(&inner, 120);
        format!("{}{inner}{}", if from > 0 { "…" } else { "" }, if until < letters.len() { "…" } else { "" })
    };
    (part(&old), part(&new))
}

fn prose_name(field: Prose) -> &'static str {
    match field {
        Prose::Title => "Title",
        Prose::Summary => "What happened",
        Prose::Impact => "Impact",
        Prose::ModelSaid => "Our model said",
        Prose::SystemDid => "The system did",
        Prose::Trigger => "What set it off",
        Prose::Condition => "What made it possible",
        Prose::Different => "What will be different",
        Prose::Lives => "Where it will live",
        Prose::Holder => "Who holds it",
        Prose::NothingBecause => "We choose to change nothing, because",
        Prose::Trap => "The trap",
        Prose::Luck => "Luck",
        Prose::Helped => "What helped",
        Prose::Opening => "What is said at the opening",
        Prose::Attribution => "Where the story comes from",
    }
}

/// What a scalar of the review is called.
pub fn meta_name(key: &str) -> &str {
    match key {
        meta_names::REFERENCE => "Incident number",
        meta_names::SEVERITY => "Severity",
        meta_names::STATUS => "State",
        meta_names::ZONE => "Time zone",
        meta_names::DAY => "Day",
        meta_names::SURPRISE => "Surprise",
        meta_names::DEPTH => "How much of a review",
        meta_names::SOURCE_LINK => "Source",
        meta_names::RECONVENE => "Meeting again",
        meta_names::GATE_DO => "What to do now",
        meta_names::GATE_ASK => "Whom to ask",
        meta_names::GATE_LINK => "Where the write-up lies",
        meta_names::NO_RECONVENE => "No next meeting",
        meta_names::NO_RECONVENE_BECAUSE => "No next meeting, because",
        meta_names::FAILURE_CLASS => "Class of failure",
        other => other,
    }
}

/// What a scalar of an item is called.
pub fn field_name(key: &str) -> Cow<'_, str> {
    Cow::Borrowed(match key {
        item_names::AT => "when",
        item_names::KNOWN_AT => "known from",
        item_names::TYPE | item_names::KIND => "kind",
        item_names::HOW_MANY => "how many",
        item_names::MILESTONE => "marked as",
        item_names::SEEN_FROM => "seen from",
        item_names::DISPOSITION => "decided",
        item_names::WHY => "why it made sense",
        item_names::IN_FACT => "in fact",
        item_names::KNOWN_THEN => "known then",
        item_names::OWNER => "who holds it",
        item_names::DUE => "by when",
        item_names::MEASURE => "done when",
        item_names::REASON => "because",
        item_names::LINK => "links",
        item_names::SHIPPED => "did it ship",
        item_names::STUCK => "did the behaviour stick",
        item_names::TO_REMOVE => "to remove",
        item_names::HAS_ROOM => "does it still have room",
        item_names::BLOCKED_BY => "in its way",
        item_names::ESCALATED_TO => "taken to",
        item_names::ESCALATED_ON => "taken there on",
        item_names::TRACKER => "tracked at",
        item_names::BYPASSES => "gone around",
        item_names::REINSTATE => "put in place again today",
        item_names::TAKEN_OUT => "taken out",
        item_names::LIKENESS => "how alike",
        item_names::SETTLED_AT => "settled",
        item_names::RUNG => "where it lives",
        item_names::PATH_KIND => "what it is there",
        item_names::SUBTRACTS => "takes something away",
        item_names::CATEGORY => "part of the work",
        item_names::SHORTENS => "time it shortens",
        item_names::CAPACITY => "capacity it takes",
        item_names::DISPLACES => "what it displaces",
        item_names::SECOND_BECAUSE => "why a second one",
        item_names::ACCEPTED => "who said yes",
        item_names::ACCEPTED_IN => "where they said yes",
        item_names::REVISIT => "look at it again when",
        item_names::ADDRESSEE => "goes to",
        item_names::OPTIONS => "options considered",
        item_names::LEARNED_LATER => "learned later",
        item_names::MISSING => "what was not known",
        item_names::MISSING_WAS => "where that was",
        item_names::FAMILY => "what kind",
        item_names::EFFECT => "what it did",
        item_names::AGAIN => "again tomorrow",
        item_names::STATE => "what became of it",
        item_names::ACTOR => "what acted",
        item_names::HAD_TIME => "whether there was time",
        item_names::HAD_CONTEXT => "whether there was context",
        item_names::HAD_AUTHORITY => "whether there was authority",
        item_names::BELIEVED_REACH => "believed to reach",
        item_names::ACTUAL_REACH => "reached",
        item_names::CAUGHT_BY => "what else would have caught it",
        item_names::FACTOR => "the factor it stands for",
        other if other.starts_with(item_names::SUPPORTED_BY) => "supported by an entry",
        other if other.starts_with(item_names::LEADS_TO) => "made another cause possible",
        other if other.starts_with(item_names::COMES_FROM) => "where it comes from",
        other => match other.strip_prefix(item_names::KNOWN_IN) {
            Some(lane) => return Cow::Owned(format!("known from in {lane}")),
            None => other,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::UtcOnly;
    use crate::review::{EntryKind, Intent, Moment, NewItem, Scalar, TextField};

    fn entry(id: &str, body: &str, by: &str) -> Intent {
        let at = Moment::decode("2026-03-17T22:47:00Z|m|+00:00|").unwrap();
        Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Alarm, &at, body, &PersonId::new(by), 0))
    }

    fn role(person: &str, role: &str) -> Intent {
        Intent::SetPerson { person: PersonId::new(person), key: "role".into(), value: Scalar::text(role) }
    }

    fn told(before: &ReviewView, after: &ReviewView) -> Vec<String> {
        compare(before, after, "UTC", &UtcOnly)
            .lines()
            .iter()
            .map(|line| format!("{}: {}", line.label(), line.text))
            .collect()
    }

    #[test]
    fn what_would_change_is_told_line_by_line() {
        let start = ReviewView::default();
        let before = start
            .act(&[
                role("p1", "responder"),
                role("p2", "support"),
                entry("a", "the queue was full", "p1"),
                entry("b", "gone", "p1"),
                entry("c", "back", "p1"),
                Intent::remove(&ItemId::new("c"), 1),
            ])
            .view;
        let field = TextField::Body(ItemId::new("a"));
        let after = before
            .act(&[
                entry("d", "a customer called", "p2"),
                Intent::rewrite(field, "the queue was full", "the queue was half full").unwrap(),
                Intent::set(&ItemId::new("a"), item_names::LANE, Scalar::text("payments")),
                Intent::remove(&ItemId::new("b"), 1),
                Intent::restore(&ItemId::new("c")),
                Intent::set_meta(meta_names::SEVERITY, Scalar::text("SEV-1")),
            ])
            .view;
        let at = [crate::review::Delta::FieldSet {
            item: ItemId::new("a"),
            key: item_names::AT.into(),
            register: Register::from_claims([
                (Scalar::text("2026-03-17T22:47:00Z|m|+00:00|"), Some(PersonId::new("p1"))),
                (Scalar::text("2026-03-17T22:52:00Z|~m|+00:00|"), Some(PersonId::new("p2"))),
            ]),
        }];
        let after = after.fold(&at);
        assert_eq!(
            told(&before, &after),
            [
                "Changed: Severity: SEV-1",
                "Reworded: “the queue was full” becomes “the queue was half full”",
                "Differs: “the queue was full”, when: 2026-03-17 22:47 UTC (responder) / ~2026-03-17 22:52 UTC (support)",
                "Changed: “the queue was full”, lane: payments",
                "Removed: 2026-03-17 22:47 UTC, Alarm: gone",
                "Back: 2026-03-17 22:47 UTC, Alarm: back",
                "New: 2026-03-17 22:47 UTC, Alarm: a customer called",
            ]
        );
        let difference = compare(&before, &after, "UTC", &UtcOnly);
        assert_eq!(
            difference.summary(),
            "1 new entry, 1 reworded, 2 changes, 1 value that differs, 1 removed, 1 back that was removed. From support."
        );
        assert!(compare(&after, &after, "UTC", &UtcOnly).is_empty());
    }

    #[test]
    fn of_a_long_text_the_changed_part_is_shown() {
        let long = "word ".repeat(60);
        let (was, is) = parted(&format!("{long}night{long}"), &format!("{long}day{long}"));
        assert!(
            was.starts_with('…') && was.ends_with('…') && was.contains("night") && was.chars().count() < 130,
            "{was}"
        );
        assert!(is.contains("day"), "{is}");
    }
}
