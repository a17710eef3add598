//! What will change: what is funded, what is chosen against, what is too big, and what is still to be decided.
//!
//! Promises: a change about which people decided differently stands as undecided until they choose, and nothing of
//! either decision is lost; of more than two funded fixes, which two people can come to by funding apart, all stand and
//! are told as a difference. Somebody said yes only while they are the owner as written then.

use super::exit::{self, NotYet};
use crate::review::choice::{Answer, Category, Disposition, EffectOf, Rung};
use crate::review::field::{item as fields, meta};
use crate::review::relation::{related, related_to};
use crate::review::{EntryKind, Intent, Item, ItemId, Milestone, NewItem, PersonId, Prose, ReviewView, Scalar, kind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many fixes are funded at most: one, and a second with a sentence.
pub const CAP: usize = 2;

/// What was decided of a change; `None` while nobody decided, or while people decided differently.
pub fn decided(item: &Item) -> Option<Disposition> {
    let register = item.field(fields::DISPOSITION);
    if register.differs() { None } else { Disposition::from_key(register.text()) }
}

/// Everything that was decided of a change by people apart from each other.
pub fn decisions(item: &Item) -> Vec<Option<Disposition>> {
    let claims = item.field(fields::DISPOSITION).claims().iter();
    claims.map(|claim| Disposition::from_key(claim.value.as_str().unwrap_or(""))).collect()
}

/// The changes of which this was decided, in order; with `None`, those that are still to be decided.
pub fn of(view: &ReviewView, disposition: Option<Disposition>) -> Vec<&Arc<Item>> {
    view.of_kind(kind::CANDIDATE).filter(|item| decided(item) == disposition).collect()
}

/// The funded fixes.
pub fn funded(view: &ReviewView) -> Vec<&Arc<Item>> {
    of(view, Some(Disposition::Funded))
}

/// The changes that nobody decided, and those about which people decided differently.
pub fn undecided(view: &ReviewView) -> Vec<&Arc<Item>> {
    of(view, None)
}

/// A small number in words.
pub fn number(number: usize) -> &'static str {
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        .get(number)
        .copied()
        .unwrap_or("several")
}

/// That there is something to decide, in a sentence that begins small; nothing where there is not. An explicit no is a decision too
/// (essay S3, 17 and 18).
pub fn undecided_sentence(view: &ReviewView) -> Option<String> {
    let left = undecided(view).into_iter().filter(|item| !item.is_hidden() && !item.words().trim().is_empty()).count();
    let rest =
        "what nobody says no to aloud dies quietly: do it, choose not to, or say that it is too big for this team.";
    match left {
        0 => None,
        1 => Some(format!("one possible change is undecided, and {rest}")),
        _ => Some(format!("{} possible changes are undecided, and {rest}", number(left))),
    }
}

/// The funded fixes where there are more than the cap; nothing otherwise. None of them has won.
pub fn over_cap(view: &ReviewView) -> Vec<&Arc<Item>> {
    let funded = funded(view);
    if funded.len() > CAP { funded } else { Vec::new() }
}

/// What funding a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Funding {
    /// Nothing.
    Free,
    /// A sentence: it is the second.
    WithSentence,
    /// It is a third: the other two ways are open.
    Refused,
}

/// What funding a change needs, given the others that are funded.
pub fn funding(view: &ReviewView, item: &ItemId) -> Funding {
    match funded(view).into_iter().filter(|other| other.id() != item).count() {
        0 => Funding::Free,
        1 => Funding::WithSentence,
        _ => Funding::Refused,
    }
}

/// Decides: the one way to write a disposition. `None` makes it undecided again; a second fix brings its sentence. A
/// third, or a second without one, is not funded: then there is nothing to do.
pub fn decide(
    view: &ReviewView,
    item: &ItemId,
    disposition: Option<Disposition>,
    because: &str,
    now_ms: i64,
) -> Vec<Intent> {
    let because = because.trim();
    let mut acts = vec![
        Intent::set(item, fields::DISPOSITION, disposition.map_or(Scalar::Null, |chosen| Scalar::text(chosen.key()))),
        Intent::set(item, fields::DECIDED_AT, disposition.map_or(Scalar::Null, |_| Scalar::Int(now_ms))),
    ];
    if disposition == Some(Disposition::Funded) {
        match funding(view, item) {
            Funding::Free => {}
            Funding::WithSentence if !because.is_empty() => {
                acts.push(Intent::set(item, fields::SECOND_BECAUSE, Scalar::text(because)));
            }
            _ => return Vec::new(),
        }
    }
    acts
}

// ---- the owner, and their yes ---------------------------------------------------------------------------------

/// Whether the owner said yes, and when (milliseconds since 1970); where: in the room, or in their own copy.
pub fn said_yes(item: &Item) -> Option<(bool, i64)> {
    let (owner, yes) = (item.field(fields::OWNER), item.field(fields::ACCEPTED));
    let is_theirs = !owner.differs() && !owner.text().trim().is_empty() && owner.text() == yes.text();
    let when = item.field(fields::ACCEPTED_AT).first().as_int().unwrap_or(0);
    (is_theirs && !yes.differs()).then(|| (item.field(fields::ACCEPTED_IN).text() == "room", when))
}

/// The owner says yes, in the room or in their own copy: their name as it stands. Nothing where there is no owner.
pub fn say_yes(item: &Item, in_the_room: bool, now_ms: i64) -> Vec<Intent> {
    let owner = item.field(fields::OWNER);
    if owner.differs() || owner.text().trim().is_empty() {
        return Vec::new();
    }
    vec![
        Intent::set(item.id(), fields::ACCEPTED, Scalar::text(owner.text())),
        Intent::set(item.id(), fields::ACCEPTED_IN, Scalar::text(if in_the_room { "room" } else { "copy" })),
        Intent::set(item.id(), fields::ACCEPTED_AT, Scalar::Int(now_ms)),
    ]
}

// ---- the ladder -----------------------------------------------------------------------------------------------

/// How long what stands on a rung is expected to live.
pub const fn life(rung: Rung) -> &'static str {
    match rung {
        Rung::Path => "until someone removes it",
        Rung::Checklist => "until the first crunch",
        Rung::Heads => "gone within weeks",
    }
}

/// The rung a change stands on; `None` where nobody said, or people said differently.
pub fn rung(item: &Item) -> Option<Rung> {
    let register = item.field(fields::RUNG);
    if register.differs() { None } else { Rung::from_key(register.text()) }
}

/// Whether it takes something away.
pub fn subtracts(item: &Item) -> bool {
    item.field(fields::SUBTRACTS).first().is_set()
}

/// The factors and causes that a change came from.
pub fn factors(view: &ReviewView, item: &Item) -> usize {
    let came = related(view, item, fields::COMES_FROM);
    came.iter().filter(|from| matches!(from.kind(), kind::FACTOR | kind::CAUSE)).count()
}

/// What is to be looked at first: the rung, times the factors it came from, times how often it was so before (S0-7).
pub fn weight(view: &ReviewView, item: &Item) -> usize {
    let rung = match rung(item) {
        Some(Rung::Path) => 3,
        Some(Rung::Checklist) => 2,
        _ => 1,
    };
    let before = related(view, item, fields::COMES_FROM).iter().filter(|from| from.kind() == kind::EARLIER).count();
    rung * factors(view, item).max(1) * (before + 1)
}

/// The undecided changes of a rung (`None`: of no rung yet): what takes something away first, then by weight.
pub fn on_rung(view: &ReviewView, wanted: Option<Rung>) -> Vec<&Arc<Item>> {
    let mut all: Vec<&Arc<Item>> = undecided(view).into_iter().filter(|item| rung(item) == wanted).collect();
    all.sort_by_key(|item| (!subtracts(item), std::cmp::Reverse(weight(view, item))));
    all
}

/// What was found that no change came from yet: factors, causes, and what was parked.
pub fn found(view: &ReviewView) -> Vec<&Arc<Item>> {
    [kind::FACTOR, kind::CAUSE, kind::PARKED]
        .into_iter()
        .flat_map(|kind| view.of_kind(kind))
        .filter(|item| !item.is_hidden() && !item.body().trim().is_empty())
        .filter(|item| {
            related_to(view, fields::COMES_FROM, item.id()).iter().all(|from| from.kind() != kind::CANDIDATE)
        })
        .collect()
}

/// A possible change that comes from something found. A remark that was parked is its words to begin with; what
/// contributed is not a change, and leaves the words open.
pub fn from_found(found: &Item, id: ItemId, by: &PersonId, now_ms: i64) -> NewItem {
    let body = if found.kind() == kind::PARKED { found.body().trim() } else { "" };
    possible(body, id, by, now_ms).with(&format!("{}{}", fields::COMES_FROM, found.id()), Scalar::Bool(true))
}

/// A possible change.
pub fn possible(body: &str, id: ItemId, by: &PersonId, now_ms: i64) -> NewItem {
    NewItem::new(id, kind::CANDIDATE, body, by, now_ms).with(fields::RANK, Scalar::text(format!("{now_ms:016}")))
}

/// One rung further (S3-22, S3-24 to S3-26): a question about where a change stands.
pub fn further(item: &Item) -> Option<&'static str> {
    match rung(item)? {
        Rung::Heads => Some("Who would remember it in a year? At which step of the work could it meet them instead?"),
        Rung::Checklist => {
            Some("Who skips this step in a rush? Could a gate, a default or a missing permission do it instead?")
        }
        Rung::Path if subtracts(item) => None,
        Rung::Path => Some("What could be deleted instead? What is gone needs nobody to remember it."),
    }
}

/// What the lesson depends on, as the fixes stand (S3-7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lasting {
    /// On somebody's memory.
    Memory,
    /// On paper that somebody reads.
    Paper,
    /// On nobody.
    Work,
}

impl Lasting {
    /// One sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Lasting::Memory => "The lesson depends on memory.",
            Lasting::Paper => "The lesson is on paper.",
            Lasting::Work => "The lesson is in the path of the work.",
        }
    }
}

/// What came of the review: where its most durable fix stands, or else where the exit answer says that the difference
/// lives. Nothing where neither says.
pub fn result(view: &ReviewView) -> Option<Lasting> {
    let fixed = funded(view).into_iter().filter_map(|item| rung(item)).max().map(|rung| match rung {
        Rung::Heads => Lasting::Memory,
        Rung::Checklist => Lasting::Paper,
        Rung::Path => Lasting::Work,
    });
    let said = || match exit::not_yet(view.prose(Prose::Different), view.prose(Prose::Lives)) {
        (Some(NotYet::Care), None | Some(NotYet::Care)) | (None, Some(NotYet::Care)) => Some(Lasting::Memory),
        (None, None) => None,
        _ => Some(Lasting::Paper),
    };
    fixed.or_else(said)
}

// ---- four questions that are not about technology -------------------------------------------------------------

/// A question about how people and teams work, asked only where something in the review gives cause (S0-25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prompt {
    /// S0-26.
    Threshold,
    /// S0-27.
    OnCall,
    /// S0-28.
    Rollback,
    /// S0-29.
    Escalation,
}

impl Prompt {
    /// All four.
    pub const ALL: [Prompt; 4] = [Prompt::Threshold, Prompt::OnCall, Prompt::Rollback, Prompt::Escalation];

    /// The name of the scalar that its answer is kept in.
    pub fn key(self) -> String {
        let name = match self {
            Prompt::Threshold => "threshold",
            Prompt::OnCall => "on-call",
            Prompt::Rollback => "rollback",
            Prompt::Escalation => "escalation",
        };
        format!("{}{name}", meta::PROMPT)
    }

    /// The question.
    pub const fn question(self) -> &'static str {
        match self {
            Prompt::Threshold => "Should the alert threshold be redesigned?",
            Prompt::OnCall => "Should the on-call communication flow change?",
            Prompt::Rollback => "Is an explicit rule needed for rollback decisions?",
            Prompt::Escalation => "Is it unclear at which level teams escalate to each other?",
        }
    }

    /// The possible change that a yes begins, and its category.
    const fn becomes(self) -> (&'static str, Category) {
        match self {
            Prompt::Threshold => ("Redesign the alert threshold: ", Category::Monitoring),
            Prompt::OnCall => ("Change the on-call communication flow: ", Category::Communication),
            Prompt::Rollback => ("A rule for when to roll back: ", Category::Deployment),
            Prompt::Escalation => ("Who is called across teams, and when: ", Category::Ownership),
        }
    }

    /// Whether something in the review gives cause to ask.
    pub fn is_asked(self, view: &ReviewView) -> bool {
        let first = |wanted: &dyn Fn(&Item) -> bool| {
            view.timeline().filter(|item| wanted(item)).filter_map(|item| item.at().nominal()).min()
        };
        match self {
            Prompt::Threshold => {
                let late = view
                    .of_kind(kind::FACTOR)
                    .any(|item| item.field(fields::EFFECT).text() == EffectOf::DelayedDetection.key());
                let marked = |item: &Item, milestone: Milestone| {
                    item.field(fields::MILESTONE).text().split_whitespace().any(|each| each == milestone.key())
                };
                let alarm = first(&|item| item.entry_kind() == EntryKind::Alarm);
                let people = first(&|item| item.entry_kind() == EntryKind::Detection);
                let felt = first(&|item| item.entry_kind() == EntryKind::Impact || marked(item, Milestone::Started));
                // By whatever order cannot be told nothing is asked.
                late || people.is_some_and(|people| alarm.is_none_or(|alarm| people < alarm))
                    || alarm.zip(felt).is_some_and(|(alarm, felt)| felt < alarm)
            }
            Prompt::OnCall => {
                view.of_kind(kind::ROLE).next().is_some()
                    || view.timeline().any(|item| item.entry_kind() == EntryKind::Communication)
            }
            Prompt::Rollback => view.timeline().filter(|item| item.entry_kind() == EntryKind::Decision).any(|item| {
                let said =
                    [fields::OPTIONS, fields::CHOSEN, fields::WHY].map(|key| item.field(key).text().to_lowercase());
                let said = format!("{} {}", item.body().to_lowercase(), said.join(" "));
                ["rollback", "roll back", "rolled back", "rolling back", "roll it back", "roll-back", "revert"]
                    .iter()
                    .any(|word| said.contains(word))
            }),
            Prompt::Escalation => {
                let lanes: BTreeSet<&str> = view
                    .timeline()
                    .map(|item| item.field(fields::LANE).text())
                    .filter(|lane| !lane.is_empty())
                    .collect();
                lanes.len() > 1
            }
        }
    }

    /// The answer, where there is one.
    pub fn answer(self, view: &ReviewView) -> Option<Answer> {
        Answer::from_key(view.meta(&self.key()).text())
    }

    /// Answers; a yes begins a possible change with it.
    pub fn say(self, answer: Answer, id: ItemId, by: &PersonId, now_ms: i64) -> Vec<Intent> {
        let mut acts = vec![Intent::set_meta(&self.key(), Scalar::text(answer.key()))];
        if answer == Answer::Yes {
            let (body, category) = self.becomes();
            let new = possible(body, id, by, now_ms).with(fields::CATEGORY, Scalar::text(category.key()));
            acts.push(Intent::AddItem(new));
        }
        acts
    }
}
