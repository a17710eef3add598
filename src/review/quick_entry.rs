//! One typed line as a timeline entry: `14:05 page: queue depth > 40k`, `~23:20 ! hold the rollback`,
//! `-5 restarted the worker`, `23:31 known 23:40 support reports a refund paid twice`.
//!
//! Promises: a kind is only taken from a key that says it; where words alone would have to be interpreted the
//! entry is a note. What is not understood as a time stays in the text. It knows no clock: now comes with the
//! context.

use super::{
    EntryKind,
    moment::{Context, Form, Instant, Moment, Note, Precision, Reading, TimeProblem},
};

/// What a typed line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickEntry {
    /// When it happened: as typed; else now while the incident runs; else unknown.
    pub at: Moment,
    /// What was supposed in reading the time.
    pub notes: Vec<Note>,
    /// What looked like a time and is none; its words are still in the text.
    pub problem: Option<TimeProblem>,
    /// From when it was known, if that was said.
    pub known: Option<Moment>,
    pub kind: EntryKind,
    pub text: String,
}

/// Reads a typed line. With `live`, a line without a time is now; otherwise its time is unknown. Without a date in
/// the context a time of day is today's, or yesterday's when today's has not come yet.
pub fn read(line: &str, context: &Context<'_>, live: bool) -> QuickEntry {
    let line = line.trim();
    let mut made = QuickEntry {
        at: if live { Moment::exact(context.now.whole_minute(), Precision::Minute) } else { Moment::unknown() },
        notes: Vec::new(),
        problem: None,
        known: None,
        kind: EntryKind::Note,
        text: String::new(),
    };
    let mut rest = line;
    match time(rest, context) {
        Some((after, Ok(reading))) => {
            rest = after;
            made.at = reading.moment;
            made.notes = reading.notes;
        }
        Some((_, Err(problem))) => made.problem = Some(problem),
        None => {}
    }
    if let Some((after, known)) = known(rest, context, made.at.nominal()) {
        rest = after;
        made.known = Some(known);
    }
    let (kind, text) = keyed(rest);
    made.kind = kind.unwrap_or(EntryKind::Note);
    made.text = text.to_owned();
    made
}

fn time<'a>(line: &'a str, context: &Context<'_>) -> Option<(&'a str, Result<Reading, TimeProblem>)> {
    let here = today(context);
    for (open, close) in [("", ""), ("[", "]"), ("(", ")"), ("**", "**")] {
        let Some(inner) = line.strip_prefix(open) else { continue };
        let Some((used, first)) = Moment::parse_typed(inner, &here) else { continue };
        let Some(rest) = inner.get(used..).and_then(|rest| rest.strip_prefix(close)) else { continue };
        let read = match first {
            Ok(reading) if context.date.is_none() && future(&reading, context) => {
                // A time of day that has not come yet was yesterday's, unless its date was written.
                let yesterday = Context { date: Some(context.today().plus(-1)), previous: None, ..*context };
                Moment::parse_typed(inner, &yesterday).map_or(Ok(reading), |(_, read)| read)
            }
            other => other,
        };
        return Some((after_time(rest), read));
    }
    None
}

fn today<'a>(context: &Context<'a>) -> Context<'a> {
    if context.date.is_some() || context.previous.is_some() { *context } else { context.on(context.today()) }
}

fn future(reading: &Reading, context: &Context<'_>) -> bool {
    reading.moment.form() != Form::DateOnly
        && reading.moment.earliest().or(reading.moment.nominal()).is_some_and(|at| at > context.now.plus(120))
}

/// Steps over what stands between a time and its text.
pub fn after_time(rest: &str) -> &str {
    rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | ',' | ';' | '·'))
}

/// `known 23:40`, `(known from 23:40)`.
fn known<'a>(text: &'a str, context: &Context<'_>, at: Option<Instant>) -> Option<(&'a str, Moment)> {
    let (open, inner) = text.strip_prefix('(').map_or((false, text), |inner| (true, inner));
    let head = inner.get(..5)?;
    if !head.eq_ignore_ascii_case("known") {
        return None;
    }
    let rest = inner.get(5..)?.strip_prefix([' ', ':'])?.trim_start();
    let rest = ["from ", "since ", "at "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let mut here = today(context);
    if let Some(at) = at {
        here.previous = Some(at);
        here.rollover = 0;
    }
    let (used, reading) = Moment::parse_leading(rest, &here)?;
    let moment = reading.ok()?.moment;
    let rest = rest.get(used..)?;
    let rest = if open { rest.strip_prefix(')')? } else { rest };
    Some((after_time(rest), moment))
}

/// The kind that a key at the beginning says, and the text behind the key: `page: …`, `! …`, `decision: …`.
pub fn keyed(text: &str) -> (Option<EntryKind>, &str) {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('!') {
        return (Some(EntryKind::Decision), rest.trim_start());
    }
    if let Some((key, rest)) = text.split_once(':')
        && key.len() <= 16
        && !rest.starts_with("//")
        && let Some(kind) = kind_of_key(key.trim())
    {
        return (Some(kind), rest.trim_start());
    }
    (None, text)
}

/// The kind that a word means when it stands as a key.
pub fn kind_of_key(key: &str) -> Option<EntryKind> {
    let keys: [(&[&str], EntryKind); 10] = [
        (&["page", "paged", "pager", "alert", "alerts", "alarm"], EntryKind::Alarm),
        (&["detection", "detected", "noticed"], EntryKind::Detection),
        (&["response", "action", "ack", "acked", "acknowledged", "mitigation"], EntryKind::Response),
        (&["recovery", "recovered", "resolved", "resolution", "mitigated", "fixed"], EntryKind::Recovery),
        (&["decision", "decided", "decide"], EntryKind::Decision),
        (&["impact"], EntryKind::Impact),
        (&["communication", "comms", "comm", "message", "status page", "statuspage"], EntryKind::Communication),
        (&["change", "deploy", "deployed", "deployment", "release", "config"], EntryKind::Change),
        (&["weak-signal", "weak signal", "signal"], EntryKind::WeakSignal),
        (&["note"], EntryKind::Note),
    ];
    keys.iter().find(|(words, _)| words.iter().any(|word| key.eq_ignore_ascii_case(word))).map(|(_, kind)| *kind)
}

/// The kind that a line's own words say beyond doubt; a note otherwise.
pub fn kind_of_words(text: &str) -> EntryKind {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '!');
    if let (Some(kind), _) = keyed(bare) {
        return kind;
    }
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            bare.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
                && !bare.get(word.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
        })
    };
    if begins(&["decided to", "we decided", "decision"]) {
        EntryKind::Decision
    } else if begins(&["alert fired", "alert fires", "alert:", "pager", "paged", "page fired", "alarm"]) {
        EntryKind::Alarm
    } else if begins(&["rolled back", "rollback finished", "recovered", "service restored", "fully recovered"]) {
        EntryKind::Recovery
    } else if begins(&["outage begins", "impact begins", "start of outage"]) {
        EntryKind::Impact
    } else {
        EntryKind::Note
    }
}
