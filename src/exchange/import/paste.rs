//! Pasted text becomes rows of a timeline: logs, chats, tables, written timelines, anything with times in it.
//!
//! Promises: nothing is guessed silently. Each row says in a sentence how it was read, or why it has no place;
//! rows without a place are kept and can be accepted by hand; lines that are no rows are listed with the reason.
//! Time is linear in the text. It reads no clock: now, the zone and the zone rules come with the context.

mod lines;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use lines::LeftOut;

use super::people::{self, People, Person};
use super::secrets;
use crate::review::{
    EntryKind,
    moment::{Context, Day, DayOrder, Instant, Moment, Note, Reading, TimeProblem},
    quick_entry::kind_of_words,
};
use lines::Raw;

/// How far back a time may jump before the day moves on, where no heading says the day.
const LOOSE_ROLLOVER: i64 = 4 * 3600;
/// The same under a heading that says the day: rows out of order are more likely there than a missing heading.
const HEADED_ROLLOVER: i64 = 12 * 3600;

/// One row of a pasted text.
#[derive(Clone, Debug)]
pub struct PastedRow {
    /// The lines of the source it comes from, counted from 0, the end not included.
    pub lines: Range<usize>,
    /// Those lines as they were pasted.
    pub source: String,
    pub reading: Result<Reading, TimeProblem>,
    /// Its text with the names that were in it; [`Paste::with_roles`] puts roles there.
    pub text: String,
    pub kind: EntryKind,
    /// The person it is from, by place in [`Paste::people`].
    pub author: Option<usize>,
    pub link: Option<String>,
    /// Whether it is proposed for the timeline: its time has a place and nothing is left to choose.
    pub accepted: bool,
    /// One sentence or more: how the row was read, or why it has no place.
    pub why: String,
}

/// A secret that stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The row, by place in [`Paste::rows`].
    pub row: usize,
    /// “a Slack token”.
    pub what: &'static str,
    /// Its bytes in the row's text.
    pub span: Range<usize>,
}

/// A pasted text, read.
#[derive(Clone, Debug)]
pub struct Paste {
    pub rows: Vec<PastedRow>,
    pub people: Vec<Person>,
    pub secrets: Vec<Secret>,
    pub left_out: Vec<LeftOut>,
}

/// A row in the words it is added with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    /// The role of the person it is from.
    pub by: Option<String>,
    pub text: String,
}

impl RowText {
    /// `incident commander: hold the rollback for now`.
    pub fn line(&self) -> String {
        match &self.by {
            Some(role) if self.text.is_empty() => role.clone(),
            Some(role) => format!("{role}: {}", self.text),
            None => self.text.clone(),
        }
    }
}

/// Reads a pasted text. The context's date, where it has one, is the day of times that name none; without one
/// they are of today, or of the last day on which none of them lies in the future.
pub fn read(text: &str, context: &Context<'_>) -> Paste {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let found = match table::separator(text) {
        Some(separator) => lines::read_table(text, separator),
        None => lines::read_lines(text, context),
    };
    let lines::Lines { rows: mut raws, left_out } = found;
    let leading = raws.iter().filter(|raw| raw.time.is_some()).count();
    times_within(&mut raws, context);
    let order = day_order(text);
    let readings = place(&raws, context, order.as_ref().map(|(order, _)| *order));
    let source: Vec<&str> = text.lines().collect();
    let mut people = People::default();
    for raw in &raws {
        if let Some(name) = &raw.author {
            people.author(name, raw.system);
        }
    }
    for raw in &raws {
        people.mentions(&raw.text);
    }
    people.settle(raws.iter().map(|raw| (raw.author.as_deref(), raw.text.as_str())));
    let mut secrets = Vec::new();
    let mut rows = Vec::with_capacity(raws.len());
    for (at, (raw, placed)) in raws.into_iter().zip(readings).enumerate() {
        for found in secrets::find(&raw.text) {
            secrets.push(Secret { row: at, what: found.what, span: found.start..found.end });
        }
        let (accepted, why) = explain(&raw, &placed, order.as_ref(), leading);
        rows.push(PastedRow {
            source: source.get(raw.lines.clone()).map(|lines| lines.join("\n")).unwrap_or_default(),
            lines: raw.lines,
            reading: placed.reading,
            kind: kind_of_words(&raw.text),
            author: raw.author.as_deref().and_then(|name| people.find(name)),
            text: raw.text,
            link: raw.link,
            accepted,
            why,
        });
    }
    Paste { rows, people: people.list(), secrets, left_out }
}

impl Paste {
    /// The role each person appears as when nobody chooses another.
    pub fn roles(&self) -> BTreeMap<usize, String> {
        self.people.iter().enumerate().map(|(at, person)| (at, person.role.clone())).collect()
    }

    /// Every row with people's names, mentions, addresses and numbers replaced by their roles. People whom
    /// `roles` does not name appear as they were proposed.
    pub fn with_roles(&self, roles: &BTreeMap<usize, String>) -> Vec<RowText> {
        self.without_secrets(roles, &BTreeSet::new())
    }

    /// The same with these secrets (by place in [`Paste::secrets`]) taken out.
    pub fn without_secrets(&self, roles: &BTreeMap<usize, String>, removed: &BTreeSet<usize>) -> Vec<RowText> {
        let mut all = self.roles();
        all.extend(roles.iter().map(|(at, role)| (*at, role.clone())));
        let names = people::Names::new(&self.people, &all);
        let mut spans: BTreeMap<usize, Vec<secrets::Found>> = BTreeMap::new();
        for secret in removed.iter().filter_map(|at| self.secrets.get(*at)) {
            let found = secrets::Found { what: secret.what, start: secret.span.start, end: secret.span.end };
            spans.entry(secret.row).or_default().push(found);
        }
        self.rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let by = row.author.and_then(|at| all.get(&at).cloned());
                let clean = spans.get(&at).map(|found| secrets::without(&row.text, found));
                RowText { text: names.replace(clean.as_deref().unwrap_or(&row.text), by.as_deref()), by }
            })
            .collect()
    }
}

/// Looks within the rows that begin with no time for one that stands in their text: prose.
fn times_within(raws: &mut [Raw], context: &Context<'_>) {
    for raw in raws.iter_mut().filter(|raw| raw.time.is_none()) {
        let text = raw.text.as_str();
        let mut begins = true;
        let mut found = None;
        for (at, c) in text.char_indices() {
            let candidate = begins && (c.is_ascii_digit() || matches!(c, '~' | '±'));
            begins = c.is_whitespace() || matches!(c, '(' | '[');
            if !candidate {
                continue;
            }
            if let Some(tail) = text.get(at..)
                && let Some((used, Ok(_))) = Moment::parse_leading(tail, context)
            {
                found = tail.get(..used).map(|words| words.trim().to_owned());
                break;
            }
        }
        if let Some(words) = found {
            raw.time = Some(words);
            raw.within = true;
        }
    }
}

/// What numbers with slashes elsewhere in the text say about the order of day and month, and the one that says it.
fn day_order(text: &str) -> Option<(DayOrder, String)> {
    let mut seen: Option<(DayOrder, String)> = None;
    for word in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '-'))) {
        let sep = if word.contains('/') { '/' } else { '-' };
        let mut parts = word.split(sep);
        let (Some(first), Some(second), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if first.len() > 2 || second.len() > 2 || !matches!(year.len(), 2 | 4) || (sep == '-' && year.len() == 2) {
            continue;
        }
        let (Ok(first), Ok(second)) = (first.parse::<u32>(), second.parse::<u32>()) else { continue };
        let order = match (first, second) {
            (13..=31, 1..=12) => DayOrder::DayFirst,
            (1..=12, 13..=31) => DayOrder::MonthFirst,
            _ => continue,
        };
        match &seen {
            // The text contradicts itself: it tells nothing.
            Some((other, _)) if *other != order => return None,
            Some(_) => {}
            None => seen = Some((order, word.to_owned())),
        }
    }
    seen
}

/// A row's reading, and what was supposed to make it.
struct Placed {
    reading: Result<Reading, TimeProblem>,
    /// The day was nobody's word but supposed.
    supposed_day: Option<Day>,
    headed: bool,
    order_supposed: bool,
}

fn place(raws: &[Raw], context: &Context<'_>, order: Option<DayOrder>) -> Vec<Placed> {
    let newest_first = newest_first(raws, context);
    let mut base = context.date.unwrap_or_else(|| context.today());
    let mut placed = pass(raws, context, order, base, newest_first);
    let undated = placed.iter().any(|it| it.supposed_day.is_some());
    if !undated {
        return placed;
    }
    // Times above the first date belong before it.
    let sequence: Vec<usize> = in_time(raws.len(), newest_first);
    let first_dated = sequence.iter().find(|at| {
        placed
            .get(**at)
            .is_some_and(|it| it.supposed_day.is_none() && it.reading.as_ref().is_ok_and(|it| it.moment.is_placed()))
    });
    let last_undated_before = first_dated.and_then(|first| {
        sequence
            .iter()
            .take_while(|at| *at != first)
            .filter(|at| placed.get(**at).is_some_and(|it| it.supposed_day.is_some()))
            .last()
    });
    if let (Some(first), Some(_)) = (first_dated, last_undated_before)
        && let Some(at) = placed.get(*first).and_then(|it| nominal(&it.reading))
    {
        let offset = crate::review::moment::offset_of(context.zone, at, context.rules).unwrap_or(0);
        base = raws.get(*first).and_then(|raw| raw.day).map_or_else(|| at.wall(offset).day, |(_, day)| day);
        for _ in 0..4 {
            placed = pass(raws, context, order, base, newest_first);
            let late = sequence
                .iter()
                .take_while(|at| *at != first)
                .filter_map(|it| placed.get(*it))
                .filter_map(|it| nominal(&it.reading))
                .any(|it| it > at);
            if !late {
                break;
            }
            base = base.plus(-1);
        }
        return placed;
    }
    if context.date.is_none() {
        for _ in 0..8 {
            let future = placed
                .iter()
                .filter(|it| it.supposed_day.is_some())
                .filter_map(|it| nominal(&it.reading))
                .any(|at| at > context.now.plus(120));
            if !future {
                break;
            }
            base = base.plus(-1);
            placed = pass(raws, context, order, base, newest_first);
        }
    }
    placed
}

fn nominal(reading: &Result<Reading, TimeProblem>) -> Option<Instant> {
    reading.as_ref().ok().and_then(|reading| reading.moment.nominal())
}

fn in_time(count: usize, newest_first: bool) -> Vec<usize> {
    if newest_first { (0..count).rev().collect() } else { (0..count).collect() }
}

fn surroundings<'a>(raw: &'a Raw, context: &Context<'a>) -> Context<'a> {
    Context { zone: raw.zone.as_deref().unwrap_or(context.zone), ..*context }
}

fn pass(raws: &[Raw], context: &Context<'_>, order: Option<DayOrder>, base: Day, newest_first: bool) -> Vec<Placed> {
    let mut made: Vec<Option<Placed>> = raws.iter().map(|_| None).collect();
    let mut previous: Option<Instant> = None;
    let mut heading: Option<usize> = None;
    // Whether the day of the line before was itself only supposed.
    let mut supposed = true;
    for at in in_time(raws.len(), newest_first) {
        let Some(raw) = raws.get(at) else { continue };
        let mut here = surroundings(raw, context);
        let this_heading = raw.day.map(|(line, _)| line);
        if this_heading != heading {
            previous = None;
            heading = this_heading;
        }
        here.previous = previous;
        here.rollover = if raw.day.is_some() { HEADED_ROLLOVER } else { LOOSE_ROLLOVER };
        here.date = match (raw.day, previous) {
            (Some((_, day)), _) => Some(day),
            (None, Some(_)) => None,
            (None, None) => Some(base),
        };
        let placed = match &raw.time {
            None => Placed {
                reading: Ok(Reading { moment: Moment::unknown(), notes: Vec::new() }),
                supposed_day: None,
                headed: false,
                order_supposed: false,
            },
            Some(words) => {
                let clear = Context { date: None, previous: None, ..here };
                let alone = Moment::parse(words, &clear);
                let needs = match &alone {
                    Ok(reading) => reading.notes.contains(&Note::NeedsDate) || !reading.moment.is_placed(),
                    Err(_) => false,
                };
                let yearless =
                    alone.as_ref().is_ok_and(|it| it.notes.iter().any(|note| matches!(note, Note::YearAssumed(_))));
                let mut reading = if needs || yearless { Moment::parse(words, &here) } else { alone };
                let order_supposed = settle_order(&mut reading, order);
                // "??:??" with no day but a supposed one is unknown, not that day.
                if needs
                    && raw.day.is_none()
                    && context.date.is_none()
                    && let Ok(it) = &mut reading
                    && it.moment.form() == crate::review::moment::Form::DateOnly
                {
                    it.moment = Moment::unplaced(words.clone());
                }
                if !needs {
                    supposed = false;
                }
                let supposed_day =
                    (needs && raw.day.is_none() && context.date.is_none() && (supposed || previous.is_none()))
                        .then_some(base);
                if needs && raw.day.is_some() {
                    supposed = false;
                }
                Placed { reading, supposed_day, headed: raw.day.is_some(), order_supposed }
            }
        };
        // Ranges move the line on by their beginning; a day alone or a time in prose does not.
        if let Ok(reading) = &placed.reading
            && !raw.within
            && reading.moment.form() != crate::review::moment::Form::DateOnly
            && let Some(at) = reading.moment.nominal()
        {
            previous = Some(
                previous.map_or(at, |before| if at.seconds() < before.seconds() - 60 { at } else { at.max(before) }),
            );
        }
        if let Some(slot) = made.get_mut(at) {
            *slot = Some(placed);
        }
    }
    made.into_iter().flatten().collect()
}

/// Where the text itself told the order of day and month elsewhere, takes that one.
fn settle_order(reading: &mut Result<Reading, TimeProblem>, order: Option<DayOrder>) -> bool {
    let (Ok(reading), Some(order)) = (reading, order) else { return false };
    let chosen = reading.notes.iter().find_map(|note| match (note, order) {
        (Note::AmbiguousDayOrder { day_first: Some(first), month_first: Some(_) }, DayOrder::DayFirst) => {
            Some(first.clone())
        }
        (Note::AmbiguousDayOrder { day_first: Some(_), month_first: Some(second) }, DayOrder::MonthFirst) => {
            Some(second.clone())
        }
        _ => None,
    });
    let settled = chosen.is_some();
    if let Some(moment) = chosen {
        reading.moment = moment;
    }
    settled
}

/// Whether the rows go back in time: at least three steps back and few forward.
fn newest_first(raws: &[Raw], context: &Context<'_>) -> bool {
    let (mut back, mut forth) = (0u32, 0u32);
    let mut before: Option<(Option<usize>, Instant)> = None;
    for raw in raws.iter().filter(|raw| !raw.within) {
        let Some(words) = &raw.time else { continue };
        let mut here = surroundings(raw, context);
        here.date = Some(raw.day.map_or_else(|| context.date.unwrap_or_else(|| context.today()), |(_, day)| day));
        here.previous = None;
        let Some(at) = nominal(&Moment::parse(words, &here)) else { continue };
        let heading = raw.day.map(|(line, _)| line);
        if let Some((_, last)) = before.filter(|(last, _)| *last == heading) {
            if at < last {
                back += 1;
            } else if at > last {
                forth += 1;
            }
        }
        before = Some((heading, at));
    }
    back >= 3 && back > forth.saturating_mul(2)
}

/// Whether a row is proposed, and how it was read.
fn explain(raw: &Raw, placed: &Placed, order: Option<&(DayOrder, String)>, leading: usize) -> (bool, String) {
    let Some(words) = &raw.time else {
        return (false, "There is no time in this text, so it has no place yet.".to_owned());
    };
    let reading = match &placed.reading {
        Ok(reading) => reading,
        Err(problem) => return (false, problem.to_string()),
    };
    let mut why = Vec::new();
    let placed_at = reading.moment.is_placed();
    if placed_at {
        why.push(format!("“{words}” is read as {}.", reading.moment.in_utc()));
    }
    let mut accepted = placed_at && (reading.is_settled() || placed.order_supposed);
    if raw.within {
        why.push("The time stands within the text.".to_owned());
        accepted &= leading == 0;
    }
    if let Some(day) = placed.supposed_day {
        if placed_at {
            why.push(format!(
                "No date is written near it; taken from {}, the last day that is not in the future.",
                day.long()
            ));
        }
    } else if placed.headed && !reading.notes.contains(&Note::NeedsDate) && placed_at && words.len() <= 12 {
        why.push("The day is that of the heading above.".to_owned());
    }
    for note in &reading.notes {
        if placed.order_supposed
            && matches!(note, Note::AmbiguousDayOrder { .. })
            && let Some((order, evidence)) = order
        {
            let first = if *order == DayOrder::DayFirst { "day" } else { "month" };
            why.push(format!("{} Read with the {first} first, as “{evidence}” must be.", note.sentence()));
        } else if matches!(note, Note::OpenEnded) {
            accepted = false;
            why.push(note.sentence());
        } else {
            why.push(note.sentence());
        }
    }
    if !placed_at && reading.notes.is_empty() {
        why.push("The time was left open, so the row has no place yet.".to_owned());
    }
    if raw.text.trim().is_empty() {
        accepted = false;
        why.push("There is no text beside the time.".to_owned());
    }
    (accepted, why.join(" "))
}
