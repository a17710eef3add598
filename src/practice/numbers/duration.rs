//! Times in a text, as people type them, and what each may stand for.
//!
//! Promises: only what tells that something took so long. Limits, rhythms and settings ("within 5 minutes", "every
//! hour", "a 30-minute window"), times before now, and what should be, would be or usually is are left out. So are
//! days and seconds: they are seldom what an incident is told in.

use super::words::{Token, tokens};
use std::ops::Range;

/// A time as typed, and what it may stand for, in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Duration {
    pub range: Range<usize>,
    pub least: i64,
    pub most: i64,
}

/// Every time in a text that tells how long something took.
pub(super) fn durations(text: &str) -> Vec<Duration> {
    let tokens = tokens(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        match duration(&tokens, at) {
            Some((duration, next)) => {
                found.extend(duration);
                at = next;
            }
            None => at = at.saturating_add(1),
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Hour,
    Minute,
    Second,
}

impl Unit {
    fn of(word: &str) -> Option<Unit> {
        Some(match word {
            "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
            "min" | "mins" | "minute" | "minutes" => Unit::Minute,
            _ => return None,
        })
    }

    /// As the smaller unit behind a larger one, where a single letter is clear.
    fn of_smaller(word: &str) -> Option<Unit> {
        match word {
            "m" => Some(Unit::Minute),
            "s" | "sec" | "secs" | "second" | "seconds" => Some(Unit::Second),
            _ => Unit::of(word).filter(|unit| *unit == Unit::Minute),
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Unit::Hour => 3600,
            Unit::Minute => 60,
            Unit::Second => 1,
        }
    }
}

/// A number as typed, in thousandths of its unit: from, to (the same unless it is a range), and what its last figure
/// is worth.
#[derive(Clone, Copy)]
struct Number {
    from: i64,
    to: i64,
    grain: i64,
    hyphenated: bool,
}

impl Number {
    const fn one(value: i64, grain: i64) -> Number {
        Number { from: value, to: value, grain, hyphenated: false }
    }
}

/// The time that begins at a token, and the token behind it; no time where it is not told as one that something
/// took.
fn duration(tokens: &[Token], at: usize) -> Option<(Option<Duration>, usize)> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let (number, unit, mut next) = with_unit(tokens, at)?;
    let scale = unit.seconds();
    let seconds = |thousandths: i64| thousandths.saturating_mul(scale) / 1000;
    let (mut from, mut to, mut grain) = (seconds(number.from), seconds(number.to), seconds(number.grain));
    if phrase(tokens, next, &["and", "a", "half"]) {
        (from, to, grain) = (from + scale / 2, to + scale / 2, scale / 2);
        next += 3;
    } else if number.from == number.to && number.grain >= 1000 {
        let joined = usize::from(matches!(word(next), "and" | ","));
        if let Some((smaller, _, after)) = single(tokens, next + joined)
            && let Some(small) = Unit::of_smaller(word(after))
            && small.seconds() < scale
        {
            let add = smaller.saturating_mul(small.seconds()) / 1000;
            (from, to, grain) = (from + add, to + add, small.seconds());
            next = after + 1;
        }
    }
    let (about, begin) = said_before(tokens, at);
    let start = tokens.get(begin)?.start;
    let end = tokens.get(next.checked_sub(1)?)?.end;
    let told = about != Before::Bound
        && !is_setting(tokens, next)
        && !is_wish(tokens, begin, next)
        && (!number.hyphenated || names_an_outage(word(next)));
    let (least, most) = meant(from, to, grain, about);
    Some((told.then_some(Duration { range: start..end, least, most }), next))
}

/// What a time may stand for: from half of its last figure less to the whole of it more, as people round both ways;
/// a round number as coarsely as it is round, up to five minutes; "about" a quarter either side, at least two minutes.
fn meant(from: i64, to: i64, grain: i64, about: Before) -> (i64, i64) {
    let round = |seconds: i64| {
        let coarse = if seconds % 600 == 0 { 300 } else { 150 };
        if grain >= 60 && seconds % 300 == 0 { coarse.min(seconds / 8) } else { 0 }
    };
    let (below, above) = (round(from).max(grain / 2), round(to).max(grain));
    let (least, most) = match about {
        Before::About => (from - below.max(from / 4).max(120), to + above.max(to / 4).max(120)),
        Before::Over => (from, to + to / 2 + above),
        Before::Nothing | Before::Bound => (from - below, to + above),
    };
    (least.max(0), most)
}

/// Ways to say an hour or a part of one, in thousandths of it.
const PHRASES: [(&[&str], i64, i64); 5] = [
    (&["half", "an", "hour"], 500, 250),
    (&["a", "half", "hour"], 500, 250),
    (&["three", "quarters", "of", "an", "hour"], 750, 250),
    (&["a", "quarter", "of", "an", "hour"], 250, 125),
    (&["an", "hour"], 1000, 500),
];

/// A number and its unit.
fn with_unit(tokens: &[Token], at: usize) -> Option<(Number, Unit, usize)> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    if let Some((words, value, grain)) = PHRASES.iter().find(|(words, ..)| phrase(tokens, at, words)) {
        return Some((Number::one(*value, *grain), Unit::Hour, at + words.len()));
    }
    let (mut number, mut next) = counted(tokens, at)?;
    if phrase(tokens, next, &["and", "a", "half"]) && Unit::of(word(next + 3)).is_some() {
        number = Number::one(number.from + 500, 500);
        next += 3;
    } else if word(next) == "-" && Unit::of(word(next + 1)).is_some() {
        number.hyphenated = true;
        next += 1;
    }
    let unit = Unit::of(word(next))?;
    // `14h05` is a time of day.
    let glued = tokens.get(next).zip(tokens.get(next + 1)).is_some_and(|(unit, after)| {
        unit.lower == "h"
            && unit.end == after.start
            && after.number.is_some()
            && Unit::of_smaller(word(next + 2)).is_none()
    });
    (!glued).then_some((number, unit, next + 1))
}

fn phrase(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    (at..).zip(words).all(|(at, word)| tokens.get(at).is_some_and(|token| token.lower == *word))
}

/// A number in figures or in words, or two of them as a range.
fn counted(tokens: &[Token], at: usize) -> Option<(Number, usize)> {
    let (first, grain, next) = single(tokens, at)?;
    let behind = at.checked_sub(1).and_then(|before| tokens.get(before)).zip(tokens.get(at));
    if behind.is_some_and(|(before, here)| before.end == here.start && before.sticks) {
        return None;
    }
    let between = tokens.get(next).map_or("", |token| token.lower.as_str());
    if matches!(between, "-" | "–" | "—" | "to" | "or")
        && let Some((second, other, after)) = single(tokens, next + 1)
        && second > first
    {
        return Some((Number { from: first, to: second, grain: grain.min(other), hyphenated: false }, after));
    }
    Some((Number::one(first, grain), next))
}

fn single(tokens: &[Token], at: usize) -> Option<(i64, i64, usize)> {
    let token = tokens.get(at)?;
    if let Some((value, grain)) = token.number {
        return Some((value, grain, at + 1));
    }
    let value = number_word(&token.lower)?;
    let ones = tokens.get(at + 2).and_then(|ones| number_word(&ones.lower)).filter(|ones| *ones < 10);
    let dashed = tokens.get(at + 1).is_some_and(|dash| dash.lower == "-");
    match ones.filter(|_| dashed && value >= 20) {
        Some(ones) => Some(((value + ones) * 1000, 1000, at + 3)),
        None => Some((value * 1000, 1000, at + 1)),
    }
}

fn number_word(word: &str) -> Option<i64> {
    const SMALL: [&str; 20] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [(&str, i64); 5] = [("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("ninety", 90)];
    let small = SMALL.iter().zip(1_i64..).find(|(name, _)| **name == word).map(|(_, value)| value);
    small.or_else(|| TENS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value))
}

/// What the words before a time make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    About,
    Over,
    /// A limit or a rhythm, and no time that anything took.
    Bound,
}

/// What is said before a time, and the token with which the time begins, "about" included.
fn said_before(tokens: &[Token], at: usize) -> (Before, usize) {
    let back = |by: usize| at.checked_sub(by).and_then(|place| tokens.get(place)).map_or("", |token| &token.lower);
    match (back(2), back(1)) {
        (_, "about" | "around" | "roughly" | "approximately" | "approx" | "ca" | "circa" | "some" | "nearly")
        | (_, "almost" | "perhaps" | "~" | "≈") => (Before::About, at.saturating_sub(1)),
        ("approx" | "ca", ".") | ("close", "to") => (Before::About, at.saturating_sub(2)),
        ("more" | "longer", "than") => (Before::Over, at),
        (_, "over") => (Before::Over, at),
        ("at", "least" | "most")
        | ("up" | "set" | "limited" | "increased" | "reduced" | "raised" | "lowered", "to") => (Before::Bound, at),
        ("less" | "fewer" | "shorter" | "older" | "newer", "than") => (Before::Bound, at),
        (
            _,
            "every" | "each" | "per" | "within" | "under" | "below" | "last" | "past" | "previous" | "next" | "first"
            | "timeout" | "interval" | "window" | "ttl" | "retention" | "=" | "<" | ">" | "≤" | "≥" | "/",
        ) => (Before::Bound, at),
        (
            "timeout" | "interval" | "window" | "ttl" | "retention" | "limit" | "threshold" | "target" | "period",
            "of" | "is",
        ) => (Before::Bound, at),
        _ => (Before::Nothing, at),
    }
}

/// Whether the words behind a time make it a setting of something, or a time before now.
fn is_setting(tokens: &[Token], next: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    matches!(
        word(next),
        "window"
            | "windows"
            | "timeout"
            | "interval"
            | "ttl"
            | "retention"
            | "old"
            | "ago"
            | "buffer"
            | "cache"
            | "cron"
            | "job"
            | "sla"
            | "slo"
            | "rto"
            | "rpo"
            | "worth"
            | "limit"
            | "threshold"
            | "meeting"
            | "per"
            | "apart"
    ) || (word(next) == "of" && matches!(word(next + 1), "data" | "logs" | "writes" | "history" | "work" | "backups"))
        || (word(next) == "a" && matches!(word(next + 1), "day" | "week" | "month"))
}

/// Whether the sentence says what should be, would be or usually is.
fn is_wish(tokens: &[Token], begin: usize, next: usize) -> bool {
    let before = tokens.get(..begin).unwrap_or_default().iter().rev();
    let behind = tokens.get(next..).unwrap_or_default().iter();
    before.take_while(|token| !token.ends_sentence).chain(behind.take_while(|token| !token.ends_sentence)).any(
        |token| {
            matches!(
                token.lower.as_str(),
                "should"
                    | "must"
                    | "shall"
                    | "will"
                    | "would"
                    | "could"
                    | "can"
                    | "might"
                    | "ought"
                    | "target"
                    | "goal"
                    | "aim"
                    | "expected"
                    | "usually"
                    | "normally"
                    | "typically"
                    | "if"
                    | "unless"
                    | "instead"
            )
        },
    )
}

fn names_an_outage(word: &str) -> bool {
    matches!(
        word,
        "outage" | "incident" | "delay" | "disruption" | "downtime" | "interruption" | "degradation" | "gap" | "impact"
    )
}
