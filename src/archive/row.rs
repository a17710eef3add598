//! What the list of reviews shows of a review without opening it.
//!
//! A row is made from a view and kept as JSON. Nothing in it names a person: owners stay in the review.

use super::told::Told;
use crate::practice::numbers::{Measure, Numbers};
use crate::practice::status;
use crate::review::choice::{Answer, Disposition};
use crate::review::field::{item as names, meta};
use crate::review::moment::{Day, Instant};
use crate::review::relation::related_to;
use crate::review::{EntryKind, Item, Moment, Prose, ReviewId, ReviewView, kind};
use serde::{Deserialize, Serialize};

/// Most lanes that a row names.
pub const MOST_LANES: usize = 4;
/// Most weak signals that a row names.
pub const MOST_SIGNALS: usize = 12;
/// Longest short form of a fix, in letters.
const LONGEST_FIX: usize = 90;
/// Longest due date, as written, in letters.
const LONGEST_DUE: usize = 40;
/// Most changes that a row keeps, and most questions.
const MOST_PROPOSED: usize = 12;
const MOST_ASKED: usize = 5;
/// Longest short form of a proposed change, a question or a reason, in letters.
const LONGEST_PROPOSED: usize = 140;
/// How much a word counts in the title, in what a review says of itself, and in a line of its timeline.
const TITLE_COUNTS: u32 = 4;
const STATED_COUNTS: u32 = 2;
const LINE_COUNTS: u32 = 1;
/// Most lines that a review is compared by while it is written in.
const MOST_LINES_COMPARED: usize = 300;

/// A funded fix, in short.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Fix {
    /// Its first sentence, or the beginning of it.
    pub short: String,
    /// By when, as written; empty where nobody has said.
    pub due: String,
    /// The key of its rung; empty where nobody has said.
    pub rung: String,
    /// The key of its category; empty where nobody has said.
    pub category: String,
    /// The key of the answer to whether it shipped; empty where nobody has said, or copies disagree.
    pub shipped: String,
    /// The key of the answer to whether it still has room; empty where nobody has said.
    pub has_room: String,
    /// What is in its way, in short; empty where nothing is.
    pub blocked_by: String,
    /// Where it is tracked.
    pub tracker: String,
    /// The day from which it drifts, `YYYY-MM-DD`.
    pub drifts: Option<String>,
    /// Whether it shipped and nothing has been said since that it does not hold.
    pub stands: bool,
}

/// A change that was declined aloud.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Declined {
    /// It, in short.
    pub short: String,
    /// When to look at it again, as written.
    pub revisit: String,
}

/// Something that a fix put in place.
#[derive(Clone, Debug, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// Its id in the review.
    pub item: String,
    /// What it is, in short.
    pub short: String,
    /// What it costs, as written.
    pub cost: String,
    /// How often it was gone around, as written.
    pub bypasses: String,
    /// The key of the answer to whether it would be put in place again today.
    pub reinstate: String,
    /// When somebody last looked at it, milliseconds since 1970.
    pub looked_at: Option<i64>,
    /// When it was taken out of the work, milliseconds since 1970.
    pub taken_out: Option<i64>,
}

/// A link to an earlier review of the same class of failure.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Earlier {
    /// Its public id.
    pub review: String,
    /// What it was called.
    pub title: String,
    /// The key of how alike they are; empty where nobody has said.
    pub likeness: String,
    /// How, in short.
    pub how: String,
    /// How many weeks lay between the two.
    pub weeks: Option<i64>,
    /// What became of its fix.
    pub fate: String,
}

/// A sign that meant little then.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Signal {
    /// It, in short.
    pub short: String,
    /// Its lane; empty where it has none.
    pub lane: String,
}

/// A change that was proposed, in short, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Proposed {
    /// Its first sentence, or the beginning of it.
    pub short: String,
    /// What was decided, a key of [`Disposition`]; empty where nothing was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decided: String,
    /// Whether it shipped, a key of [`Answer`]; empty where nobody has said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shipped: String,
    /// Whether the behaviour stuck, the same.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stuck: String,
    /// Whether it was said that it has no room.
    #[serde(skip_serializing_if = "is_false")]
    pub no_room: bool,
    /// The reason given with a no.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When to look at a no again, as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub revisit: String,
}

impl Proposed {
    /// What became of it, in words that name nobody and stand behind "it was" or alone.
    pub fn fate(&self) -> String {
        let because = |words: &str| {
            if self.reason.is_empty() { words.to_owned() } else { format!("{words}: {}", self.reason) }
        };
        let shipped = Answer::from_key(&self.shipped);
        let stuck = Answer::from_key(&self.stuck);
        match Disposition::from_key(&self.decided) {
            Some(Disposition::Declined) => because("declined"),
            Some(Disposition::Budget) => because("too big for the team then"),
            None if shipped.is_none() => "proposed, never decided".to_owned(),
            _ => match (shipped, stuck) {
                (Some(Answer::Yes), Some(Answer::No)) => "shipped, did not stick",
                (Some(Answer::Yes), Some(Answer::Yes)) => "still stands",
                (Some(Answer::Yes), _) => "shipped",
                (Some(Answer::Partly), _) => "shipped in part",
                _ if self.no_room => "funded, no room was made",
                (Some(Answer::No), _) => "funded, never shipped",
                _ => "funded, not known to have shipped",
            }
            .to_owned(),
        }
    }

    /// The same behind "this was proposed … and".
    pub fn became(&self) -> String {
        match self.fate().as_str() {
            "proposed, never decided" => "never started".to_owned(),
            "funded, not known to have shipped" => "funded, and is not known to have shipped".to_owned(),
            other => other.to_owned(),
        }
    }
}

/// A question that nobody could answer.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The question, in short.
    pub short: String,
    /// When it was written down, milliseconds since 1970.
    pub since_ms: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One line of the list of reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Public id of the review.
    pub id: ReviewId,
    /// What it is called; empty where nobody has said.
    #[serde(default)]
    pub title: String,
    /// The day it began, `YYYY-MM-DD`: said, or the day of the earliest entry that has a place in time.
    #[serde(default)]
    pub day: Option<String>,
    /// The incident number, as the team writes it.
    #[serde(default)]
    pub reference: String,
    /// Severity, as the team writes it.
    #[serde(default)]
    pub severity: String,
    /// `draft`, `agreed`, `closed`; empty where nobody has said.
    #[serde(default)]
    pub status: String,
    /// The lanes of the timeline in order of appearance, at most [`MOST_LANES`].
    #[serde(default)]
    pub lanes: Vec<String>,
    /// Lines of the timeline, hidden ones included.
    #[serde(default)]
    pub entry_count: usize,
    /// Fields in which people differ.
    #[serde(default)]
    pub differing: usize,
    /// Possible changes that nobody has decided on.
    #[serde(default)]
    pub undecided: usize,
    /// The funded fix; where several are funded, the first.
    #[serde(default)]
    pub fix: Option<Fix>,
    /// The further ones.
    #[serde(default)]
    pub more_fixes: Vec<Fix>,
    /// How far it has come, the key of a [`status::Reached`].
    #[serde(default)]
    pub reached: String,
    /// The key of the last answer to whether the behaviour stuck; empty where nobody has said, or copies disagree.
    #[serde(default)]
    pub stuck: String,
    /// The day of the last look, `YYYY-MM-DD`.
    #[serde(default)]
    pub looked: Option<String>,
    /// The class of failure, in the team's words.
    #[serde(default)]
    pub failure_class: String,
    /// How surprising it was, 1 to 5, where the team says so.
    #[serde(default)]
    pub surprise: Option<i64>,
    /// What was declined aloud.
    #[serde(default)]
    pub declined: Vec<Declined>,
    /// What fixes of it put in place.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// The earlier reviews that it is linked to.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// Signs that meant little then, at most [`MOST_SIGNALS`].
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// Whether the team chose, with a reason, to change nothing.
    #[serde(default)]
    pub changes_nothing: bool,
    /// Questions that are still open.
    #[serde(default)]
    pub questions: usize,
    /// The day of the next meeting, `YYYY-MM-DD`, until somebody has looked whether the fix stuck.
    #[serde(default)]
    pub reconvene: Option<String>,
    /// Whether it has left a browser as a document.
    #[serde(default)]
    pub shared: bool,
    /// Whether it retells what somebody else published.
    #[serde(default)]
    pub retold: bool,
    /// When something in it changed last here, milliseconds since 1970.
    #[serde(default)]
    pub updated_at_ms: i64,
    /// When it was begun, milliseconds since 1970.
    #[serde(default)]
    pub created_at_ms: i64,
    /// When it was removed from the list, milliseconds since 1970; it can come back.
    #[serde(default)]
    pub removed_at_ms: Option<i64>,
    /// Every distinct word in it, folded, sorted, separated by spaces, at most [`MOST_WORD_BYTES`].
    #[serde(default)]
    pub words: String,

    // What later reviews are held against, see `super::alike`.
    /// How much each of [`Row::words`] counts, one digit of base 36 a word; empty in rows of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub counts: String,
    /// The phrases in it that mean something, see `super::thesaurus`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phrases: String,
    /// Its possible changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<Proposed>,
    /// Its questions without an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// From the first alarm to the first decision, in seconds, where its lines say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_after_s: Option<i64>,
}

impl Row {
    /// The row of a review at a time (milliseconds since 1970). The row before it, where there is one, says when
    /// the review was begun and touched last, and that it was removed: a view that shows nothing new is no touch.
    pub fn of(id: &ReviewId, view: &ReviewView, now_ms: i64, before: Option<&Row>) -> Row {
        let mut fixes = fixes_of(view).into_iter();
        let (words, counts, phrases) = told(view, usize::MAX).joined();
        let mut row = Row {
            id: id.clone(),
            title: view.called(),
            day: day_of(view).map(Day::iso),
            reference: view.meta(meta::REFERENCE).text().trim().to_owned(),
            severity: view.meta(meta::SEVERITY).text().trim().to_owned(),
            status: view.meta(meta::STATUS).text().to_owned(),
            lanes: lanes_of(view),
            entry_count: view.timeline().count(),
            differing: differing(view),
            undecided: view.of_kind(kind::CANDIDATE).filter(|one| one.field(names::DISPOSITION).is_nothing()).count(),
            fix: fixes.next(),
            more_fixes: fixes.collect(),
            reached: status::reached(view).key().to_owned(),
            stuck: key_of(status::last_look(view, names::STUCK)),
            looked: view.of_kind(kind::CHECK_IN).filter_map(|look| day_of_moment(look.at())).max().map(Day::iso),
            failure_class: view.meta(meta::FAILURE_CLASS).text().trim().to_owned(),
            surprise: view.meta(meta::SURPRISE).first().as_int(),
            declined: declined_of(view),
            controls: view.of_kind(kind::CONTROL).map(|one| control_of(one)).collect(),
            earlier: view.of_kind(kind::EARLIER).map(|one| earlier_of(one)).collect(),
            signals: signals_of(view),
            changes_nothing: !view.prose(Prose::NothingBecause).trim().is_empty(),
            questions: view.of_kind(kind::QUESTION).count(),
            reconvene: reconvene_of(view).map(Day::iso),
            shared: view.is_shared(),
            retold: view.meta(meta::SOURCE_LINK).first().is_set(),
            updated_at_ms: now_ms,
            created_at_ms: view
                .meta(meta::CREATED_AT)
                .first()
                .as_int()
                .or(before.map(|before| before.created_at_ms))
                .unwrap_or(now_ms),
            removed_at_ms: before.and_then(|before| before.removed_at_ms),
            words,
            counts,
            phrases,
            proposed: proposed_of(view),
            asked: asked_of(view),
            decided_after_s: decided_after(view),
        };
        if let Some(before) = before {
            let untouched = Row { updated_at_ms: before.updated_at_ms, ..row.clone() };
            if untouched == *before {
                row = untouched;
            }
        }
        row
    }

    /// A row as it is kept; `None` where it is none.
    #[inline(never)]
    pub fn read(kept: &str) -> Option<Row> {
        serde_json::from_str(kept).ok()
    }

    /// For [`Row::read`].
    #[inline(never)]
    pub fn print(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What newest-first goes by: the day of the incident, or where it has none the day the review was begun.
    pub fn order_day(&self) -> String {
        self.day.clone().unwrap_or_else(|| {
            Instant::from_millis(self.created_at_ms).map(|at| at.wall(0).day.iso()).unwrap_or_default()
        })
    }

    /// Every funded fix.
    pub fn fixes(&self) -> impl Iterator<Item = &Fix> {
        self.fix.iter().chain(&self.more_fixes)
    }

    /// [`Row::order_day`] as a number of days since 1970.
    pub fn day_number(&self) -> Option<i64> {
        day_from_iso(&self.order_day()).map(Day::number)
    }

    /// Whether it stands in the list.
    pub fn is_listed(&self) -> bool {
        self.removed_at_ms.is_none()
    }
}

/// What is still owed, as short phrases. They speak of the review, never of a person. A review that retells
/// somebody else's incident owes nobody anything but the reader's own differences.
pub fn owed(row: &Row) -> Vec<String> {
    let mut phrases = Vec::new();
    if row.differing > 0 {
        phrases.push(counted(row.differing, "difference", "differences"));
    }
    if row.retold {
        return phrases;
    }
    if row.reached == status::Reached::Learned.key() {
        phrases.push("learned".to_owned());
        return phrases;
    }
    let talked = row.undecided > 0 || matches!(row.status.as_str(), "agreed" | "closed");
    match &row.fix {
        Some(fix) if fix.shipped == Answer::Yes.key() => phrases.push("the fix has shipped".to_owned()),
        Some(fix) if !fix.due.is_empty() => phrases.push(format!("fix due {}", fix.due)),
        None if talked && !row.changes_nothing => phrases.push("nothing funded yet".to_owned()),
        _ => {}
    }
    if row.undecided > 0 && row.fix.is_some() {
        phrases.push(counted(row.undecided, "thing to decide", "things to decide"));
    }
    if row.questions > 0 {
        phrases.push(counted(row.questions, "open question", "open questions"));
    }
    if let Some(day) = row.reconvene.as_deref().and_then(day_from_iso) {
        let same_year = row.day.as_deref().and_then(day_from_iso).is_none_or(|began| began.year() == day.year());
        let when = if same_year { format!("{} {}", day.day(), day.month_name()) } else { day.long() };
        phrases.push(format!("reconvene {when}"));
    }
    phrases
}

/// What became of the fix of an earlier review, in words that name nobody.
pub fn fate(row: &Row) -> String {
    let (shipped, yes) = (row.fixes().any(|fix| fix.shipped == Answer::Yes.key()), Answer::Yes.key());
    let said = match row.fix.as_ref() {
        None if row.changes_nothing => "we chose to change nothing",
        None => "nothing was funded",
        Some(_) if shipped && row.stuck == yes => "the fix shipped, and the behaviour stuck",
        Some(_) if shipped && row.stuck == Answer::No.key() => "the fix shipped, and the behaviour did not stick",
        Some(_) if shipped => "the fix shipped",
        Some(fix) if fix.has_room == Answer::No.key() => "no room was made",
        Some(fix) if !fix.blocked_by.is_empty() => "something was in its way",
        Some(fix) if fix.shipped == Answer::No.key() => "the fix did not ship",
        Some(_) => "a fix was funded; nobody has said whether it shipped",
    };
    said.to_owned()
}

/// How many weeks lie between the days of two reviews, where both have one.
pub fn weeks_between(earlier: &Row, day: Option<Day>) -> Option<i64> {
    let before = earlier.day.as_deref().and_then(day_from_iso)?;
    Some((day?.number() - before.number()).abs() / 7)
}

/// A fix that somebody has taken on and that has not shipped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OpenFix {
    /// The review it belongs to.
    pub review: ReviewId,
    /// What that review is called.
    pub title: String,
    /// The fix, in short.
    pub fix: String,
    /// By when, as written; empty where nobody has said.
    pub due: String,
}

/// The open fixes of these reviews, by the day of the incident, newest first; retold reviews owe none.
pub fn open_fixes(rows: &[Row]) -> Vec<OpenFix> {
    let mut open: Vec<&Row> = rows.iter().filter(|row| !row.retold).collect();
    open.sort_by_cached_key(|row| std::cmp::Reverse((row.order_day(), row.created_at_ms, row.id.clone())));
    let of = |row: &Row, fix: &Fix| OpenFix {
        review: row.id.clone(),
        title: row.title.clone(),
        fix: fix.short.clone(),
        due: fix.due.clone(),
    };
    let owed = |fix: &&Fix| fix.shipped != Answer::Yes.key();
    open.into_iter().flat_map(|row| row.fixes().filter(owed).map(move |fix| of(row, fix))).collect()
}

/// How many fields stand with more than one value: of the review, and of the items on the page.
pub fn differing(view: &ReviewView) -> usize {
    let review = view.all_meta().filter(|(key, value)| value.differs() && is_said(key)).count();
    let items: usize = view
        .items()
        .filter(|item| item.is_present())
        .map(|item| item.fields().filter(|(key, value)| value.differs() && is_said(key)).count())
        .sum();
    review + items
}

/// Whether a scalar is something people say, rather than something the app notes beside it.
fn is_said(key: &str) -> bool {
    !matches!(
        key,
        names::CREATED_AT
            | names::CREATED_BY
            | names::REMOVED_AT
            | names::RANK
            | names::HIDDEN
            | names::STARRED
            | names::OUTSIDE
            | names::LOOKED_AT
            | meta::NO_RECONVENE
            | meta::DEPTH
            | meta::SHARED
            | meta::COPIED_FROM
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The day a moment stands for, on the clock it was written by.
fn day_of_moment(moment: &Moment) -> Option<Day> {
    moment.nominal().map(|at| at.wall(moment.offset()).day)
}

/// So many days, as people say it: "3 days", "5 weeks", "14 months", "3 years".
pub fn long(days: i64) -> String {
    let (number, one, many) = match days {
        ..14 => (days.max(0), "day", "days"),
        14..61 => (days / 7, "week", "weeks"),
        61..730 => ((days * 12 + 182) / 365, "month", "months"),
        _ => ((days + 182) / 365, "year", "years"),
    };
    counted(usize::try_from(number).unwrap_or(0), one, many)
}

/// A day from `YYYY-MM-DD`.
pub fn day_from_iso(text: &str) -> Option<Day> {
    let mut parts = text.trim().splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Day::new(year, month, day)
}

/// The day a review began: said, or the day of the earliest entry that has a place in time.
pub fn day_of(view: &ReviewView) -> Option<Day> {
    day_from_iso(view.meta(meta::DAY).text()).or_else(|| view.timeline().find_map(|entry| day_of_moment(entry.at())))
}

fn lanes_of(view: &ReviewView) -> Vec<String> {
    let mut lanes: Vec<String> = Vec::new();
    for entry in view.timeline() {
        let lane = entry.field(names::LANE).text().trim();
        if !lane.is_empty() && !lanes.iter().any(|known| known == lane) {
            lanes.push(lane.to_owned());
        }
        if lanes.len() == MOST_LANES {
            break;
        }
    }
    lanes
}

/// The funded changes; in a review of five sentences, what will be different once somebody holds it.
fn fixes_of(view: &ReviewView) -> Vec<Fix> {
    let day = day_of(view);
    let stuck = status::last_look(view, names::STUCK);
    let funded: Vec<Fix> = view
        .of_kind(kind::CANDIDATE)
        .filter(|one| one.field(names::DISPOSITION).text() == "funded")
        .map(|one| {
            let shipped = status::shipped(view, one);
            let text = |key: &str| one.field(key).text().trim().to_owned();
            let taken_out = related_to(view, names::COMES_FROM, one.id())
                .iter()
                .any(|other| other.kind() == kind::CONTROL && other.field(names::TAKEN_OUT).first().is_set());
            Fix {
                short: shortened(one.body(), LONGEST_FIX),
                due: due_of(one),
                rung: text(names::RUNG),
                category: text(names::CATEGORY),
                shipped: key_of(shipped),
                has_room: text(names::HAS_ROOM),
                blocked_by: shortened(one.field(names::BLOCKED_BY).text(), LONGEST_FIX),
                tracker: text(names::TRACKER),
                drifts: status::drifts_from(view, one, day).map(Day::iso),
                stands: shipped == Some(Answer::Yes) && stuck != Some(Answer::No) && !taken_out,
            }
        })
        .collect();
    let different = view.prose(Prose::Different).trim();
    let holder = view.prose(Prose::Holder).trim();
    if funded.is_empty() && !holder.is_empty() && !different.is_empty() {
        let shipped = status::last_look(view, names::SHIPPED);
        return vec![Fix {
            short: shortened(different, LONGEST_FIX),
            due: by_when(holder),
            shipped: key_of(shipped),
            stands: shipped == Some(Answer::Yes) && stuck != Some(Answer::No),
            ..Fix::default()
        }];
    }
    funded
}

fn key_of(answer: Option<Answer>) -> String {
    answer.map_or("", Answer::key).to_owned()
}

fn declined_of(view: &ReviewView) -> Vec<Declined> {
    let declined = view.of_kind(kind::CANDIDATE).filter(|one| one.field(names::DISPOSITION).text() == "declined");
    declined
        .map(|one| Declined {
            short: shortened(one.body(), LONGEST_FIX),
            revisit: one.field(names::REVISIT).text().trim().to_owned(),
        })
        .collect()
}

fn control_of(one: &Item) -> Control {
    let text = |key: &str| one.field(key).text().trim().to_owned();
    Control {
        item: one.id().to_string(),
        short: shortened(one.words(), LONGEST_FIX),
        cost: text(names::COST),
        bypasses: text(names::BYPASSES),
        reinstate: if one.field(names::REINSTATE).differs() { String::new() } else { text(names::REINSTATE) },
        looked_at: one.field(names::LOOKED_AT).first().as_int(),
        taken_out: one.field(names::TAKEN_OUT).first().as_int(),
    }
}

fn earlier_of(one: &Item) -> Earlier {
    let text = |key: &str| one.field(key).text().trim().to_owned();
    Earlier {
        review: text(names::REVIEW),
        title: text(names::NAME),
        likeness: if one.field(names::LIKENESS).differs() { String::new() } else { text(names::LIKENESS) },
        how: shortened(one.body(), 2 * LONGEST_FIX),
        weeks: one.field(names::WEEKS).first().as_int(),
        fate: text(names::FATE),
    }
}

fn signals_of(view: &ReviewView) -> Vec<Signal> {
    let signals = view.timeline().filter(|entry| entry.entry_kind() == EntryKind::WeakSignal && !entry.is_hidden());
    signals
        .take(MOST_SIGNALS)
        .map(|entry| Signal {
            short: shortened(entry.body(), LONGEST_FIX),
            lane: entry.field(names::LANE).text().trim().to_owned(),
        })
        .collect()
}

/// The day in “payments on call, by 30 April”, as written; never who.
fn by_when(holder: &str) -> String {
    let day = holder.rsplit_once("by ").map_or("", |(_, day)| day);
    let day = day.trim_end_matches('.');
    if day.contains(|letter: char| letter.is_ascii_digit()) { shortened(day, LONGEST_DUE) } else { String::new() }
}

/// By when, as written; an encoded moment as its day.
fn due_of(item: &Item) -> String {
    let text = item.field(names::DUE).text();
    match Moment::decode(text).ok().as_ref().and_then(day_of_moment) {
        Some(day) => day.long(),
        None => shortened(text, LONGEST_DUE),
    }
}

fn reconvene_of(view: &ReviewView) -> Option<Day> {
    let day = Moment::decode(view.meta(meta::RECONVENE).text()).ok().as_ref().and_then(day_of_moment)?;
    let looked = view.of_kind(kind::CHECK_IN).filter_map(|look| day_of_moment(look.at())).any(|look| look >= day);
    (!looked).then_some(day)
}

/// The first sentence or line of a text, cut between words where it is long.
fn shortened(text: &str, longest: usize) -> String {
    let line = text.trim().lines().next().unwrap_or("").trim();
    let sentence = line.split_inclusive(". ").next().unwrap_or(line).trim_end();
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    if sentence.chars().count() <= longest {
        return sentence.to_owned();
    }
    let mut short = String::new();
    for word in sentence.split_whitespace() {
        if short.chars().count() + word.chars().count() + 2 > longest {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        short = sentence.chars().take(longest.saturating_sub(1)).collect();
    }
    short.push('…');
    short
}

/// What of a review is compared with others while it is written in: a row with its id, its day, its title and the words
/// it is told in, and nothing else.
pub fn compared(id: &ReviewId, view: &ReviewView, now_ms: i64) -> Row {
    let (words, counts, phrases) = told(view, MOST_LINES_COMPARED).joined();
    Row {
        day: day_of(view).map(Day::iso),
        title: view.title().to_owned(),
        words,
        counts,
        phrases,
        created_at_ms: view.meta(meta::CREATED_AT).first().as_int().unwrap_or(now_ms),
        ..Row::of(id, &ReviewView::default(), now_ms, None)
    }
}

fn told(view: &ReviewView, lines: usize) -> Told {
    let mut told = Told::default();
    told.take(view.title(), TITLE_COUNTS);
    told.take(view.meta(meta::REFERENCE).text(), LINE_COUNTS);
    told.take(view.prose(Prose::Summary), STATED_COUNTS);
    told.take(view.meta(meta::FAILURE_CLASS).text(), TITLE_COUNTS);
    for prose in [Prose::Trigger, Prose::Condition] {
        told.take(view.prose(prose), STATED_COUNTS);
    }
    for factor in view.of_kind(kind::FACTOR) {
        told.take(factor.body(), STATED_COUNTS);
    }
    for entry in view.timeline().take(lines) {
        told.take(entry.body(), LINE_COUNTS);
        told.take(entry.field(names::LANE).text(), LINE_COUNTS);
        told.take(entry.field(names::WHY).text(), LINE_COUNTS);
    }
    let told_first = [Prose::Title, Prose::Summary, Prose::Trigger, Prose::Condition, Prose::Holder];
    for prose in Prose::ALL.iter().filter(|prose| !told_first.contains(prose)) {
        told.take(view.prose(*prose), LINE_COUNTS);
    }
    for id in view.order().iter() {
        if let Some(item) = view.item(id).filter(|item| item.is_present())
            && !matches!(item.kind(), kind::ENTRY | kind::FACTOR)
        {
            told.take(item.body(), LINE_COUNTS);
        }
    }
    told
}

fn proposed_of(view: &ReviewView) -> Vec<Proposed> {
    let looks: Vec<&Item> = view.of_kind(kind::CHECK_IN).map(|look| &**look).collect();
    // The last look that says so; of a review with one funded change it speaks of that one.
    let looked = |key: &str| {
        looks.iter().rev().map(|look| look.field(key).text()).find(|said| !said.is_empty()).unwrap_or("").to_owned()
    };
    let said = |item: &Item, key: &str| shortened(item.field(key).text(), LONGEST_PROPOSED);
    let mut proposed: Vec<Proposed> = view
        .of_kind(kind::CANDIDATE)
        .filter(|item| !item.body().trim().is_empty())
        .map(|item| {
            let decided = item.field(names::DISPOSITION).text().to_owned();
            let funded = decided == Disposition::Funded.key();
            let own = item.field(names::SHIPPED).text();
            Proposed {
                short: shortened(item.body(), LONGEST_PROPOSED),
                shipped: if own.is_empty() && funded { looked(names::SHIPPED) } else { own.to_owned() },
                stuck: if funded { looked(names::STUCK) } else { String::new() },
                no_room: item.field(names::HAS_ROOM).text() == Answer::No.key(),
                reason: if funded { String::new() } else { said(item, names::REASON) },
                revisit: if funded { String::new() } else { said(item, names::REVISIT) },
                decided,
            }
        })
        .take(MOST_PROPOSED)
        .collect();
    let different = view.prose(Prose::Different).trim();
    if proposed.is_empty() && !different.is_empty() {
        let held = !view.prose(Prose::Holder).trim().is_empty();
        proposed.push(Proposed {
            short: shortened(different, LONGEST_PROPOSED),
            decided: if held { Disposition::Funded.key().to_owned() } else { String::new() },
            shipped: looked(names::SHIPPED),
            stuck: looked(names::STUCK),
            ..Proposed::default()
        });
    }
    proposed
}

fn asked_of(view: &ReviewView) -> Vec<Asked> {
    let open = view.of_kind(kind::QUESTION).filter(|item| item.field(names::ANSWER).is_nothing());
    open.filter(|item| !item.body().trim().is_empty())
        .take(MOST_ASKED)
        .map(|item| Asked {
            short: shortened(item.body(), LONGEST_PROPOSED),
            since_ms: item.field(names::CREATED_AT).first().as_int().unwrap_or(0),
        })
        .collect()
}

/// From the first alarm to the first decision, where the lines leave nothing open.
fn decided_after(view: &ReviewView) -> Option<i64> {
    // What is worked out over all lines is not worth a wait where there are thousands.
    let lines = view.timeline().take(MOST_LINES_COMPARED + 1).count();
    if !(1..=MOST_LINES_COMPARED).contains(&lines) {
        return None;
    }
    Numbers::of(view).figure(Measure::Decide)?.elapsed.exactly().filter(|seconds| *seconds >= 0)
}
