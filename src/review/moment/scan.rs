//! The shapes of written times, before anything is known of when they are.
//!
//! A scanner written by hand, which reads a time at the beginning of a text and leaves the rest. Promises: it
//! looks at each character a bounded number of times and panics on none; what is no time is `None`, and what is
//! nearly one (`25:10`, `20202-01-16`) is a problem with its words. It knows no clock, no zone rules and no date
//! but those in the text.

use super::{
    Precision,
    instant::Day,
    zone::{Abbreviation, abbreviation, parse_offset},
};

/// What kept a text that looks like a time from being one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misshapen {
    Year(String),
    Day(String),
    Clock(String),
    Template(String),
}

/// A date as far as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateShape {
    /// From one day to another; the same day twice where it is known.
    Span(Day, Day),
    /// `03/04/2026`: two small numbers whose order is not said. The year may be missing.
    Pair(u32, u32, Option<i32>),
    /// `17 March`.
    NoYear { month: u32, day: u32 },
    /// So many days before today.
    DaysAgo(i64),
    /// `0001-01-01`: some tools' word for "not yet".
    Never,
}

/// A time of day as far as it was written: from one second of the day, before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockShape {
    pub from: u32,
    pub until: u32,
    pub nanos: u32,
    /// `None` where digits are missing.
    pub precision: Option<Precision>,
    /// Whether `am` or `pm` was said.
    pub half_said: bool,
    pub approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClockPart {
    Known(ClockShape),
    /// `??:??` or `--:--`: a place for a time, left open.
    Blank,
}

/// A zone as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ZoneShape {
    Offset(i32),
    Named(String),
    Ambiguous(String, &'static [(&'static str, i32)]),
}

/// One end of what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub date: Option<DateShape>,
    pub clock: Option<ClockPart>,
    pub zone: Option<ZoneShape>,
    /// Seconds and nanoseconds since 1970, from a machine.
    pub epoch: Option<(i64, u32)>,
    /// Seconds before now.
    pub ago: Option<(i64, Precision)>,
    pub approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Plain,
    Before,
    After,
    Since,
    Until,
}

/// A time as written: one point or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub relation: Relation,
    pub approximate: bool,
    pub first: Point,
    pub last: Option<Point>,
}

/// How much to take for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eager {
    /// The whole text is meant to be a time: `17 March` and `-5` are.
    Whole,
    /// The text begins a line of prose: a time of day, a full date or an epoch is needed.
    Line,
}

type Scanned<'a, T> = Option<(Result<T, Misshapen>, &'a str)>;

/// Reads a time at the beginning of `text` (which begins with no space). `None` when there is none.
pub(super) fn shape(text: &str, eager: Eager) -> Scanned<'_, Shape> {
    let (relation, rest) = relation(text);
    let (mut approximate, rest) = about(rest);
    let (relation, rest) =
        if relation == Relation::Plain && approximate { self::relation(rest) } else { (relation, rest) };
    let (more, rest) = if approximate { (false, rest) } else { about(rest) };
    approximate |= more;
    if let Some(found) = hours_range(rest, approximate) {
        return Some(found);
    }
    let (first, mut rest) = match point(rest, eager)? {
        (Ok(first), rest) => (first, rest),
        (Err(problem), rest) => return Some((Err(problem), rest)),
    };
    approximate |= first.approximate;
    let mut last = None;
    if matches!(relation, Relation::Plain | Relation::Since)
        && let Some((end, after)) = range_end(&first, rest)
    {
        match end {
            Ok(end) => {
                approximate |= end.approximate;
                last = Some(end);
                rest = after;
            }
            Err(problem) => return Some((Err(problem), after)),
        }
    }
    let relation = if last.is_some() { Relation::Plain } else { relation };
    Some((Ok(Shape { relation, approximate, first, last }), rest))
}

/// Takes one of these words from the beginning, in any case, when no letter or digit follows it.
pub(super) fn take_word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    for word in words {
        if let Some((head, rest)) = text.split_at_checked(word.len())
            && head.eq_ignore_ascii_case(word)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            return Some(rest);
        }
    }
    None
}

fn relation(text: &str) -> (Relation, &str) {
    let words: [(&[&str], Relation); 4] = [
        (&["before", "prior to"], Relation::Before),
        (&["after"], Relation::After),
        (&["since", "from", "between", "starting"], Relation::Since),
        (&["until", "till", "up to", "by"], Relation::Until),
    ];
    for (words, relation) in words {
        if let Some(rest) = take_word(text, words)
            && rest.starts_with(' ')
        {
            return (relation, rest.trim_start());
        }
    }
    (Relation::Plain, text)
}

fn about(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix("+/-").or_else(|| text.strip_prefix(['~', '≈', '±', '∼', '～'])) {
        return (true, rest.trim_start());
    }
    let words = ["approximately", "approx", "about", "around", "roughly", "circa", "ca", "c"];
    if let Some(rest) = take_word(text, &words) {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if rest.starts_with([' ', '~']) || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return (true, about(rest.trim_start()).1);
        }
    }
    (false, text)
}

fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let (head, rest) = run(text, |b| b.is_ascii_digit());
    if head.len() < least || head.len() > most {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

fn run(text: &str, keep: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|b| !keep(b)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// At most two digits or holes.
fn pair_of(text: &str) -> (&str, &str) {
    let (all, _) = run(text, |b| b.is_ascii_digit() || is_hole(b));
    text.split_at_checked(all.len().min(2)).unwrap_or((text, ""))
}

fn is_hole(b: u8) -> bool {
    matches!(b, b'?' | b'x' | b'X')
}

/// Digits of which some may be `?`: the least and the greatest number they can be, and whether all are known.
fn holed(text: &str, most: u32) -> Option<(u32, u32, bool)> {
    let (mut low, mut high) = (0u32, 0u32);
    let mut whole = true;
    for byte in text.bytes() {
        let (least, greatest) = if is_hole(byte) {
            whole = false;
            (0, 9)
        } else {
            let digit = u32::from(byte.checked_sub(b'0')?);
            (digit, digit)
        };
        low = low.checked_mul(10)?.checked_add(least)?;
        high = high.checked_mul(10)?.checked_add(greatest)?;
    }
    Some((low, high.min(most.max(low)), whole))
}

fn point(text: &str, eager: Eager) -> Scanned<'_, Point> {
    if let Some((epoch, rest)) = epoch(text) {
        return Some((Ok(Point { epoch: Some(epoch), ..Point::default() }), rest));
    }
    if let Some((ago, rest)) = ago(text, eager) {
        return Some((Ok(Point { ago: Some(ago), ..Point::default() }), rest));
    }
    if let Some((words, rest)) = template(text) {
        return Some((Err(Misshapen::Template(words)), rest));
    }
    let mut made = Point::default();
    if let Some((date, after_date)) = date(text) {
        let date = match date {
            Ok(date) => date,
            Err(problem) => return Some((Err(problem), after_date)),
        };
        made.date = Some(date);
        if let Some((approximate, rest)) = to_clock_about(after_date) {
            match clock(rest) {
                Some((Ok(part), rest)) => {
                    made.clock = Some(part);
                    made.approximate |= approximate;
                    return Some(finish(made, rest, after_date.starts_with(['T', 't'])));
                }
                Some((Err(problem), rest)) => return Some((Err(problem), rest)),
                None => {
                    if let Some((_, rest)) = template(rest) {
                        made.clock = Some(ClockPart::Blank);
                        return Some((Ok(made), rest));
                    }
                }
            }
        }
        let full = matches!(date, DateShape::Span(..) | DateShape::Pair(_, _, Some(_)) | DateShape::Never);
        if after_date.starts_with(|c: char| c.is_alphanumeric()) || (eager == Eager::Line && !full) {
            return None;
        }
        // A date alone may still name a zone: "2026-03-17 (UTC)".
        if let Some((zone, rest)) = zone(after_date) {
            made.zone = Some(zone);
            return Some((Ok(made), rest));
        }
        return Some((Ok(made), after_date));
    }
    let (part, rest) = match clock(text)? {
        (Ok(part), rest) => (part, rest),
        (Err(problem), rest) => return Some((Err(problem), rest)),
    };
    made.clock = Some(part);
    let (found, rest) = finish(made, rest, false);
    let mut made = match found {
        Ok(made) => made,
        Err(problem) => return Some((Err(problem), rest)),
    };
    // "10:47 PM on March 17, 2026"
    let next = rest.trim_start();
    let next = next.strip_prefix(',').unwrap_or(next).trim_start();
    let (on, next) = take_word(next, &["on"]).map_or((false, next), |rest| (true, rest.trim_start()));
    if let Some((Ok(date), after)) = date(next)
        && (on || eager == Eager::Whole || matches!(date, DateShape::Span(..) | DateShape::Pair(_, _, Some(_))))
        && !after.starts_with(|c: char| c.is_alphanumeric())
        && to_clock(after).and_then(clock).is_none()
        && next.len() < rest.len()
    {
        made.date = Some(date);
        if made.zone.is_none()
            && let Some((zone, rest)) = zone(after)
        {
            made.zone = Some(zone);
            return Some((Ok(made), rest));
        }
        return Some((Ok(made), after));
    }
    Some((Ok(made), rest))
}

/// What may follow a clock: "-ish", "?", a zone, "approx".
fn finish(mut made: Point, text: &str, machine: bool) -> (Result<Point, Misshapen>, &str) {
    let mut rest = text;
    if let Some(ClockPart::Known(clock)) = made.clock {
        made.approximate |= clock.approximate;
        let seconds = machine || matches!(clock.precision, Some(Precision::Second | Precision::Fraction));
        if let Some((offset, after)) = tight_offset(rest, seconds, made.date.is_some(), clock) {
            made.zone = Some(ZoneShape::Offset(offset));
            return (Ok(made), after);
        }
    }
    if let Some(after) = rest.strip_prefix('?')
        && !after.starts_with(['?', ':'])
        && !after.starts_with(|c: char| c.is_alphanumeric())
    {
        made.approximate = true;
        rest = after;
    }
    if let Some(after) = ish(rest) {
        made.approximate = true;
        rest = after;
    }
    if let Some((zone, after)) = zone(rest) {
        made.zone = Some(zone);
        rest = after;
    }
    if let Some(after) = ish(rest) {
        made.approximate = true;
        rest = after;
    }
    (Ok(made), rest)
}

/// The mark after a time that says "about".
fn ish(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    ["(approx.)", "(approx)", "(approximately)", "(about)", "(ish)", "-ish", "ish", "approx.", "approx"]
        .iter()
        .find_map(|mark| {
            let (head, after) = trimmed.split_at_checked(mark.len())?;
            (head.eq_ignore_ascii_case(mark) && !after.starts_with(|c: char| c.is_alphanumeric())).then_some(after)
        })
}

/// An offset that touches the clock. `22:04-23:00` is a range and `22:04:10-05:00` an offset; with a date and no
/// seconds the later clock is a range's end and the earlier one an offset.
fn tight_offset(text: &str, seconds: bool, dated: bool, clock: ClockShape) -> Option<(i32, &str)> {
    if !text.starts_with(['+', '-', '−']) {
        return None;
    }
    let sign = text.chars().next()?.len_utf8();
    let (_, body) = text.split_at_checked(sign)?;
    let (head, _) = run(body, |b| b.is_ascii_digit() || b == b':');
    let head = head.trim_end_matches(':');
    let (whole, rest) = text.split_at_checked(sign.checked_add(head.len())?)?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let offset = parse_offset(whole)?;
    let plausible = offset.abs() <= 14 * 3600 && (offset / 60 % 15 == 0);
    if text.starts_with('+') {
        return (plausible && head.len() >= 2).then_some((offset, rest));
    }
    if !plausible || head.len() < 2 {
        return None;
    }
    let size = offset.unsigned_abs();
    let reads_as_offset = if seconds { true } else { dated && head.len() >= 4 && size <= clock.from };
    reads_as_offset.then_some((offset, rest))
}

/// From the end of a date to where a clock may begin.
fn to_clock(text: &str) -> Option<&str> {
    to_clock_about(text).map(|(_, rest)| rest)
}

/// The same, and whether the clock is said to be about right: `2026-03-17 ~23:20`.
fn to_clock_about(text: &str) -> Option<(bool, &str)> {
    if let Some(rest) = text.strip_prefix(['T', 't']) {
        return rest.starts_with(|c: char| c.is_ascii_digit() || c == '?').then_some((false, rest));
    }
    if let Some(rest) = text.strip_prefix([':', '_'])
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some((false, rest));
    }
    let rest = text.strip_prefix(',').unwrap_or(text);
    let trimmed = rest.trim_start();
    if trimmed.len() == text.len() {
        return None;
    }
    let trimmed =
        take_word(trimmed, &["at", "@"]).or_else(|| trimmed.strip_prefix('@')).map_or(trimmed, str::trim_start);
    Some(about(trimmed))
}

/// `1773788470`, `1773788470400`, `1773788470.000400`.
fn epoch(text: &str) -> Option<((i64, u32), &str)> {
    let (digits, rest) = run(text, |b| b.is_ascii_digit());
    let (seconds, nanos, rest) = match digits.len() {
        10 => {
            let (fraction, after) = match rest.strip_prefix('.') {
                Some(tail) if tail.starts_with(|c: char| c.is_ascii_digit()) => run(tail, |b| b.is_ascii_digit()),
                _ => ("", rest),
            };
            // Slack's six digits are a sequence, not microseconds; only shorter fractions tell time.
            let nanos = if fraction.len() == 6 { 0 } else { nanos(fraction)? };
            (digits.parse::<i64>().ok()?, nanos, after)
        }
        13 => {
            let millis: i64 = digits.parse().ok()?;
            (millis / 1000, u32::try_from(millis % 1000).ok()?.checked_mul(1_000_000)?, rest)
        }
        16 => {
            let micros: i64 = digits.parse().ok()?;
            (micros / 1_000_000, u32::try_from(micros % 1_000_000).ok()?.checked_mul(1000)?, rest)
        }
        19 => {
            let all: i64 = digits.parse().ok()?;
            (all / 1_000_000_000, u32::try_from(all % 1_000_000_000).ok()?, rest)
        }
        _ => return None,
    };
    let plausible = (946_684_800..4_102_444_800).contains(&seconds);
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == ':');
    (plausible && ends).then_some(((seconds, nanos), rest))
}

fn nanos(fraction: &str) -> Option<u32> {
    if fraction.is_empty() {
        return Some(0);
    }
    let kept = fraction.get(..fraction.len().min(9))?;
    let mut value: u32 = kept.parse().ok()?;
    for _ in kept.len()..9 {
        value = value.checked_mul(10)?;
    }
    Some(value)
}

/// `-5`, `-5m`, `-1h30`, `5 min ago`, `now`.
fn ago(text: &str, eager: Eager) -> Option<((i64, Precision), &str)> {
    if let Some(rest) = take_word(text, &["now", "just now"])
        && eager == Eager::Whole
    {
        return Some(((0, Precision::Minute), rest));
    }
    let minus = text.strip_prefix(['-', '−']);
    if minus.is_some() && eager == Eager::Line {
        return None;
    }
    let body = minus.unwrap_or(text);
    let (count, rest) = match take_word(body, &["an", "a"]) {
        Some(rest) if minus.is_none() => (1, rest),
        _ => number(body, 1, 4)?,
    };
    let spaced = rest.trim_start();
    let units: [(&[&str], i64, Precision); 4] = [
        (&["minutes", "minute", "mins", "min", "m"], 60, Precision::Minute),
        (&["seconds", "second", "secs", "sec", "s"], 1, Precision::Second),
        (&["hours", "hour", "hrs", "hr", "h"], 3600, Precision::Minute),
        (&["days", "day", "d"], 86_400, Precision::Minute),
    ];
    let unit = units.iter().find_map(|(words, unit, precision)| {
        let from = if minus.is_some() { rest } else { spaced };
        Some((*unit, *precision, take_word(from, words)?))
    });
    let (unit, precision, rest) = match (unit, minus) {
        (Some(unit), _) => unit,
        (None, Some(_))
            if !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | ':' | '.' | '/' | '?')) =>
        {
            (60, Precision::Minute, rest)
        }
        _ => return None,
    };
    let rest = if minus.is_some() { rest } else { take_word(rest.trim_start(), &["ago"])? };
    Some(((i64::from(count).checked_mul(unit)?, precision), rest))
}

/// A form that nobody filled in: `HH:mm`, `YYYY-MM-DD HH:mm`, `hh:mm:ss`, `DD/MM/YYYY`.
fn template(text: &str) -> Option<(String, &str)> {
    let forms = [
        "YYYY-MM-DD",
        "yyyy-MM-dd",
        "yyyy-mm-dd",
        "DD/MM/YYYY",
        "MM/DD/YYYY",
        "dd/mm/yyyy",
        "mm/dd/yyyy",
        "YYYY/MM/DD",
        "HH:mm:ss",
        "HH:MM:SS",
        "hh:mm:ss",
        "HH:mm",
        "HH:MM",
        "hh:mm",
        "hh:MM",
        "h:mm",
        "xx:xx",
        "XX:XX",
    ];
    let (form, rest) = forms.iter().find_map(|form| Some((form, text.strip_prefix(form)?)))?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let next = rest.trim_start();
    if let Some((more, rest)) = template(next) {
        return Some((format!("{form} {more}"), rest));
    }
    Some(((*form).to_owned(), rest))
}

// ---- dates -----------------------------------------------------------------------------------------------------

fn date(text: &str) -> Scanned<'_, DateShape> {
    let text = weekday(text);
    if let Some(rest) = take_word(text, &["today"]) {
        return Some((Ok(DateShape::DaysAgo(0)), rest));
    }
    if let Some(rest) = take_word(text, &["yesterday"]) {
        return Some((Ok(DateShape::DaysAgo(1)), rest));
    }
    named_month(text).or_else(|| numeric_date(text))
}

/// Steps over `Tue`, `Tuesday,`; keeps the text where no date follows.
fn weekday(text: &str) -> &str {
    let days = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Mon",
        "Tues",
        "Tue",
        "Wed",
        "Thurs",
        "Thur",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ];
    match take_word(text, &days) {
        Some(rest) => {
            let rest = rest.strip_prefix('.').unwrap_or(rest);
            let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            rest.strip_prefix("the ").unwrap_or(rest)
        }
        None => text,
    }
}

/// The names of the months, in order and in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month(text: &str) -> Option<(u32, &str)> {
    let (word, rest) = run(text, |b| b.is_ascii_alphabetic());
    if word.len() < 3 || rest.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    let word = if word.eq_ignore_ascii_case("sept") { "sep" } else { word };
    let at = MONTHS.iter().position(|name| {
        (word.len() == 3 || word.len() == name.len())
            && name.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    })?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    Some((u32::try_from(at).ok()?.checked_add(1)?, rest))
}

fn ordinal(text: &str) -> Option<(u32, &str)> {
    let (day, rest) = number(text, 1, 2)?;
    if !(1..=31).contains(&day) {
        return None;
    }
    Some((day, take_word(rest, &["st", "nd", "rd", "th"]).unwrap_or(rest)))
}

/// `March 17, 2026`, `17 March 2026`, `17th of March`, `2018 October 21`, `17-Mar-2026`, `17/Mar/2026`.
fn named_month(text: &str) -> Scanned<'_, DateShape> {
    let gap = |text: &'static [char]| move |rest: &str| -> usize { rest.len() - rest.trim_start_matches(text).len() };
    let spaces = gap(&[' ', '-', '/', ',', '\u{a0}']);
    let skip = |rest: &'_ str| -> usize { spaces(rest) };
    let after = |rest: &'_ str| -> Option<(usize, u32)> {
        let at = skip(rest);
        let (year, left) = number(rest.get(at..)?, 4, 4)?;
        if left.starts_with(|c: char| c.is_alphanumeric())
            || (left.starts_with(':') && at <= 1 && !rest.starts_with(['-', '/']))
        {
            return None;
        }
        Some((rest.len() - left.len(), year))
    };
    let build = |month: u32, day: u32, rest: &'_ str| -> (Result<DateShape, Misshapen>, usize) {
        match after(rest) {
            Some((used, year)) => (full(i32::try_from(year).unwrap_or(0), month, day), used),
            None => (Ok(DateShape::NoYear { month, day }), 0),
        }
    };
    if let Some((month, rest)) = month(text) {
        let at = skip(rest);
        let (day, rest) = ordinal(rest.get(at..)?)?;
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
            return None;
        }
        let (made, used) = build(month, day, rest);
        return Some((made, rest.get(used..)?));
    }
    if let Some((year, rest)) = number(text, 4, 4)
        && let Some(tail) = rest.get(skip(rest)..)
        && let Some((month, rest)) = month(tail)
    {
        let (day, rest) = ordinal(rest.get(skip(rest)..)?)?;
        return Some((full(i32::try_from(year).unwrap_or(0), month, day), rest));
    }
    let (day, rest) = ordinal(text)?;
    let rest = rest.get(skip(rest)..)?;
    let rest = take_word(rest, &["of"]).map_or(rest, str::trim_start);
    let (month, rest) = month(rest)?;
    let (made, used) = build(month, day, rest);
    Some((made, rest.get(used..)?))
}

fn full(year: i32, month: u32, day: u32) -> Result<DateShape, Misshapen> {
    if !(1970..=2199).contains(&year) {
        return Err(Misshapen::Year(year.to_string()));
    }
    Day::new(year, month, day)
        .map(|day| DateShape::Span(day, day))
        .ok_or_else(|| Misshapen::Day(format!("{year:04}-{month:02}-{day:02}")))
}

/// `2026-03-17`, `2022-02-??`, `2021/22-??-??`, `2017/01/31`, `20260317`, `17/03/2026`, `17.03.2026`, `3/17`.
fn numeric_date(text: &str) -> Scanned<'_, DateShape> {
    let (head, rest) = run(text, |b| b.is_ascii_digit() || is_hole(b));
    if head.len() == 8 && !head.bytes().any(is_hole) && !rest.starts_with([':', '.', '/', '-']) {
        let year: i32 = head.get(..4)?.parse().ok()?;
        let (month, day): (u32, u32) = (head.get(4..6)?.parse().ok()?, head.get(6..)?.parse().ok()?);
        if (1970..=2199).contains(&year) && Day::new(year, month, day).is_some() {
            return Some((full(year, month, day), rest));
        }
        return None;
    }
    let sep = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '‑'))?;
    if head.len() > 4 {
        // "20202-01-16": a year with a slip of the finger in it.
        let (month, tail) = number(rest.strip_prefix(sep)?, 2, 2)?;
        let (day, tail) = number(tail.strip_prefix(sep)?, 2, 2)?;
        return (head.len() <= 6 && month <= 12 && day <= 31).then(|| (Err(Misshapen::Year(head.to_owned())), tail));
    }
    let tail = rest.strip_prefix(sep)?;
    if head.len() == 4 {
        let (low_year, high_year, whole) = holed(head, 2199)?;
        let (high_year, sep, tail) = match alternative_year(low_year, sep, tail) {
            Some((year, sep, tail)) => (year, sep, tail),
            None => (high_year, sep, tail),
        };
        let (month, tail) = run(tail, |b| b.is_ascii_digit() || is_hole(b));
        let (day, tail) = run(tail.strip_prefix(sep)?, |b| b.is_ascii_digit() || is_hole(b));
        if !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
            return None;
        }
        let (low_month, high_month, month_whole) = holed(month, 12)?;
        let (low_day, high_day, day_whole) = holed(day, 31)?;
        let (low, high) = (i32::try_from(low_year).ok()?, i32::try_from(high_year).ok()?);
        if whole && low == high && month_whole && day_whole {
            if low == 1 && low_month == 1 && low_day == 1 {
                return Some((Ok(DateShape::Never), tail));
            }
            return Some((full(low, low_month, low_day), tail));
        }
        if !(1970..=2199).contains(&low) {
            return Some((Err(Misshapen::Year(head.to_owned())), tail));
        }
        let problem = || Misshapen::Day(format!("{head}{sep}{month}{sep}{day}"));
        let first = Day::new(low, low_month.max(1), low_day.max(1));
        let last_month = Day::new(high, high_month.clamp(1, 12), 1);
        let last = last_month
            .and_then(|first| Day::new(first.year(), first.month(), high_day.clamp(1, first.days_in_month())));
        return Some((
            match (first, last) {
                (Some(first), Some(last)) => Ok(DateShape::Span(first, last.max(first))),
                _ => Err(problem()),
            },
            tail,
        ));
    }
    if head.is_empty() || head.len() > 2 || head.bytes().any(is_hole) {
        return None;
    }
    let first: u32 = head.parse().ok()?;
    let (second, tail) = number(tail, 1, 2)?;
    if first == 0 || second == 0 || first > 31 || second > 31 {
        return None;
    }
    let year = tail.strip_prefix(sep).and_then(|tail| number(tail, 4, 4).or_else(|| number(tail, 2, 2)));
    match year {
        Some((year, tail)) => {
            let year = i32::try_from(if year < 100 { year + 2000 } else { year }).ok()?;
            if sep == '.' {
                return Some((full(year, second, first), tail));
            }
            let made = if !(1970..=2199).contains(&year) {
                Err(Misshapen::Year(year.to_string()))
            } else if Day::new(year, second, first).is_none() && Day::new(year, first, second).is_none() {
                Err(Misshapen::Day(format!("{first}{sep}{second}{sep}{year}")))
            } else {
                Ok(DateShape::Pair(first, second, Some(year)))
            };
            Some((made, tail))
        }
        // Without a year only "3/17 10:47": a slash and then a clock.
        None if sep == '/' && (first <= 12 || second <= 12) && to_clock(tail).and_then(clock).is_some() => {
            Some((Ok(DateShape::Pair(first, second, None)), tail))
        }
        None => None,
    }
}

/// The `/22` of `2021/22-??-??`.
fn alternative_year(first: u32, sep: char, tail: &str) -> Option<(u32, char, &str)> {
    let (short, rest) = number(tail, 2, 4)?;
    let year = if short < 100 { first / 100 * 100 + short } else { short };
    let next = rest.chars().next().filter(|c| matches!(c, '-' | '.'))?;
    (sep == '/' && next != sep && year > first && year <= first + 5)
        .then(|| Some((year, next, rest.strip_prefix(next)?)))?
}

// ---- clocks ----------------------------------------------------------------------------------------------------

fn clock(text: &str) -> Scanned<'_, ClockPart> {
    for blank in ["--:--:--", "--:--", "??:??:??", "??:??", "xx:xx", "XX:XX", "—:—", "–:–", "-:-", "?:?", "??h??"]
    {
        if let Some(rest) = text.strip_prefix(blank)
            && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '?')
        {
            return Some((Ok(ClockPart::Blank), rest));
        }
    }
    for (word, hour) in [("noon", 12u32), ("midday", 12), ("midnight", 0)] {
        if let Some(rest) = take_word(text, &[word]) {
            return Some((Ok(ClockPart::Known(plain(hour * 3600, Precision::Minute))), rest));
        }
    }
    let (hour, rest) = run(text, |b| b.is_ascii_digit() || is_hole(b));
    if hour.is_empty() || hour.len() > 4 {
        return None;
    }
    if hour.len() == 4 {
        return military(hour, rest);
    }
    if hour.len() > 2 {
        return None;
    }
    let (low_hour, high_hour, hour_whole) = holed(hour, 23)?;
    let colon = rest.strip_prefix(':').or_else(|| rest.strip_prefix('：'));
    let Some(tail) = colon else {
        return bare_hour(hour, low_hour, hour_whole, rest);
    };
    let (minute, mut rest) = pair_of(tail);
    if minute.len() != 2 {
        return None;
    }
    let (low_minute, high_minute, minute_whole) = holed(minute, 59)?;
    let mut words_end = rest;
    let mut made = ClockShape {
        from: 0,
        until: 0,
        nanos: 0,
        precision: (hour_whole && minute_whole).then_some(Precision::Minute),
        half_said: false,
        approximate: false,
    };
    let (mut low_second, mut high_second, mut step) = (0, 0, 60);
    if let Some(tail) = rest.strip_prefix(':') {
        let (second, after) = pair_of(tail);
        if second.len() == 2 {
            let (low, high, whole) = holed(second, 59)?;
            if whole && low > 60 {
                return Some((Err(Misshapen::Clock(before(text, after))), after));
            }
            // A leap second is shown as the second before it.
            low_second = low.min(59);
            high_second = high.min(59);
            step = 1;
            rest = after;
            if !whole {
                made.precision = None;
            } else if made.precision.is_some() {
                made.precision = Some(Precision::Second);
                if let Some(tail) = after.strip_prefix(['.', ',']) {
                    let (fraction, after) = run(tail, |b| b.is_ascii_digit());
                    if !fraction.is_empty() {
                        made.nanos = nanos(fraction)?;
                        made.precision = Some(Precision::Fraction);
                        rest = after;
                    }
                }
            }
            words_end = rest;
        } else if !second.is_empty() {
            return None;
        }
    }
    let (low_hour, high_hour, rest) = match half(rest) {
        Some((pm, after)) if (1..=12).contains(&low_hour) => {
            made.half_said = true;
            let turn = |hour: u32| hour % 12 + if pm { 12 } else { 0 };
            (turn(low_hour), turn(high_hour.min(12)), after)
        }
        // "14:05 PM" is a slip whose meaning is plain.
        Some((_, after)) if low_hour > 12 && low_hour < 24 => (low_hour, high_hour, after),
        _ => (low_hour, high_hour, rest),
    };
    if rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'Z' | 'z' | 'i' | 'U')) || rest.starts_with(['%'])
    {
        return None;
    }
    if rest.starts_with(':')
        && rest.get(1..).is_some_and(|tail| {
            tail.starts_with(|c: char| c.is_ascii_hexdigit()) && words_end.len() == rest.len() && step == 1
        })
    {
        return None;
    }
    let end_of_day = low_hour == 24 && low_minute == 0 && low_second == 0;
    if (low_hour > 23 && !end_of_day) || low_minute > 59 {
        return Some((Err(Misshapen::Clock(before(text, rest))), rest));
    }
    made.from = low_hour * 3600 + low_minute * 60 + low_second;
    made.until = high_hour * 3600 + high_minute * 60 + high_second + step;
    if end_of_day {
        made.until = made.from + step;
    }
    Some((Ok(ClockPart::Known(made)), rest))
}

fn plain(second: u32, precision: Precision) -> ClockShape {
    let width = u32::try_from(precision.seconds()).unwrap_or(0);
    ClockShape {
        from: second,
        until: second + width,
        nanos: 0,
        precision: Some(precision),
        half_said: true,
        approximate: false,
    }
}

fn before(text: &str, rest: &str) -> String {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or(text).to_owned()
}

/// `11pm`, `11 pm`, `11.30pm`, `14h`, `14h05`.
fn bare_hour<'a>(words: &str, hour: u32, whole: bool, rest: &'a str) -> Scanned<'a, ClockPart> {
    if !whole {
        return None;
    }
    if let Some(tail) = rest.strip_prefix(['h', 'H']) {
        if let Some((minute, rest)) = number(tail, 2, 2)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            if hour > 23 || minute > 59 {
                return Some((Err(Misshapen::Clock(format!("{words}h{minute:02}"))), rest));
            }
            return Some((Ok(ClockPart::Known(plain(hour * 3600 + minute * 60, Precision::Minute))), rest));
        }
        if words.len() == 2 && hour < 24 && !tail.starts_with(|c: char| c.is_alphanumeric()) {
            return Some((Ok(ClockPart::Known(plain(hour * 3600, Precision::Hour))), tail));
        }
        return None;
    }
    if !(1..=12).contains(&hour) {
        return None;
    }
    if let Some(tail) = rest.strip_prefix('.')
        && let Some((minute, tail)) = number(tail, 2, 2)
        && minute < 60
        && let Some((pm, rest)) = half(tail)
    {
        let hour = hour % 12 + if pm { 12 } else { 0 };
        return Some((Ok(ClockPart::Known(plain(hour * 3600 + minute * 60, Precision::Minute))), rest));
    }
    let (pm, rest) = half(rest)?;
    let hour = hour % 12 + if pm { 12 } else { 0 };
    Some((Ok(ClockPart::Known(plain(hour * 3600, Precision::Hour))), rest))
}

/// `1405Z`, `1405 UTC`: four digits are a time only beside a zone.
fn military<'a>(digits: &str, rest: &'a str) -> Scanned<'a, ClockPart> {
    let zoned = rest.starts_with('Z')
        && !rest.get(1..).is_some_and(|tail| tail.starts_with(|c: char| c.is_alphanumeric()))
        || take_word(rest.trim_start(), &["UTC", "GMT", "hrs", "hours"]).is_some();
    let (hour, minute): (u32, u32) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    if !zoned || hour > 23 || minute > 59 {
        return None;
    }
    let rest = take_word(rest.trim_start(), &["hrs", "hours"]).unwrap_or(rest);
    Some((Ok(ClockPart::Known(plain(hour * 3600 + minute * 60, Precision::Minute))), rest))
}

/// `am`, `PM`, ` p.m.`; true for pm.
fn half(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for (mark, pm) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if let Some((head, rest)) = text.split_at_checked(mark.len())
            && head.eq_ignore_ascii_case(mark)
            && (!rest.starts_with(|c: char| c.is_alphanumeric()) || rest.starts_with("ish"))
        {
            return Some((pm, rest));
        }
    }
    None
}

// ---- zones -----------------------------------------------------------------------------------------------------

/// A zone after a time: `UTC`, `(CET)`, `+02:00`, `UTC+2`, `America/New_York`, `PST/PDT`.
pub(super) fn zone(text: &str) -> Option<(ZoneShape, &str)> {
    let trimmed = text.trim_start_matches([' ', '\u{a0}']);
    let (open, body) = match trimmed.strip_prefix(['(', '[']) {
        Some(body) => (true, body.trim_start()),
        None => (false, trimmed),
    };
    let (zone, rest) = zone_word(body, trimmed.len() < text.len() || open)?;
    if open {
        let rest = rest.trim_start().strip_prefix([')', ']'])?;
        return Some((zone, rest));
    }
    Some((zone, rest))
}

fn zone_word(text: &str, apart: bool) -> Option<(ZoneShape, &str)> {
    if text.starts_with(['+', '-', '−']) {
        let sign = text.chars().next()?.len_utf8();
        let (_, body) = text.split_at_checked(sign)?;
        let (head, _) = run(body, |b| b.is_ascii_digit() || b == b':');
        let head = head.trim_end_matches(':');
        let (whole, rest) = text.split_at_checked(sign.checked_add(head.len())?)?;
        let wide = head.len() >= 4;
        let clean = !rest.starts_with(|c: char| c.is_alphanumeric());
        let offset = parse_offset(whole)?;
        return (apart && wide && clean && offset.abs() <= 14 * 3600 && offset / 60 % 15 == 0)
            .then_some((ZoneShape::Offset(offset), rest));
    }
    let (word, rest) = run(text, |b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'+' | b'-'));
    let areas = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
        "Etc/",
        "US/",
    ];
    if areas.iter().any(|area| word.starts_with(area)) {
        let name = word.trim_end_matches(['-', '/']);
        return Some((ZoneShape::Named(name.to_owned()), text.get(name.len()..)?));
    }
    let (letters, after) = run(text, |b| b.is_ascii_alphabetic());
    let lower = matches!(letters, "utc" | "gmt" | "z" | "Utc" | "Gmt");
    if letters.is_empty() || !(lower || letters.bytes().all(|b| b.is_ascii_uppercase())) {
        return None;
    }
    if let Some(tail) = after.strip_prefix('/').or_else(|| after.strip_prefix(" / ")) {
        let (second, rest) = run(tail, |b| b.is_ascii_uppercase());
        if let Some(Abbreviation::Region(name)) = abbreviation(&format!("{letters}/{second}")) {
            return Some((ZoneShape::Named(name.to_owned()), rest));
        }
        if let ("CET", "CEST") | ("CEST", "CET") = (letters, second) {
            return Some((ZoneShape::Named("Europe/Berlin".to_owned()), rest));
        }
    }
    if rest.starts_with(|c: char| c.is_alphanumeric()) && after.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    if matches!(letters, "UTC" | "GMT" | "utc" | "gmt") && after.starts_with(['+', '-', '−']) {
        let sign = after.chars().next()?.len_utf8();
        let (_, body) = after.split_at_checked(sign)?;
        let (head, _) = run(body, |b| b.is_ascii_digit() || b == b':');
        let head = head.trim_end_matches(':');
        let (whole, rest) = after.split_at_checked(sign.checked_add(head.len())?)?;
        // "22:00 UTC-23:00 UTC" is a range: no zone is 23 hours off.
        if let Some(offset) = parse_offset(whole)
            && offset.abs() <= 14 * 3600
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            return Some((ZoneShape::Offset(offset), rest));
        }
    }
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some(match abbreviation(letters)? {
        Abbreviation::Offset(offset) => (ZoneShape::Offset(offset), after),
        Abbreviation::Region(name) => (ZoneShape::Named(name.to_owned()), after),
        Abbreviation::Ambiguous(choices) => (ZoneShape::Ambiguous(letters.to_owned(), choices), after),
    })
}

// ---- ranges ----------------------------------------------------------------------------------------------------

/// The end of a range after its beginning: `-23:00`, ` to 11:16 PM`, ` → 2026-03-18 00:10`, `/2026-03-18T00:10Z`.
fn range_end<'a>(first: &Point, text: &'a str) -> Scanned<'a, Point> {
    let spaced = text.trim_start();
    let apart = spaced.len() < text.len();
    let rest = ["->", "=>", "...", "..", "…", "→", "–", "—", "−", "-", "‑"]
        .iter()
        .find_map(|mark| spaced.strip_prefix(mark))
        .or_else(|| if apart { take_word(spaced, &["to", "until", "till", "and", "through"]) } else { None })
        .or_else(|| if first.date.is_some() && !apart { spaced.strip_prefix('/') } else { None })?;
    let (about_the_end, rest) = about(rest.trim_start());
    // "14:05 - 1773788470" and "14:05 - 5 min ago" are text, and so is a date after a lone clock.
    let (found, after) = point(rest, Eager::Line)?;
    match found {
        Ok(mut end) => {
            end.approximate |= about_the_end;
            let both_dates = first.clock.is_none() && end.clock.is_none();
            let clock = end.clock.is_some() && (first.clock.is_some() || first.date.is_some());
            let never = end.date == Some(DateShape::Never);
            let plain = end.epoch.is_none() && end.ago.is_none();
            (plain && (clock || never || (both_dates && end.date.is_some()))).then_some((Ok(end), after))
        }
        // A broken time after a good one is text, unless it can only be meant as the end.
        Err(_) => None,
    }
}

/// `9-11pm`: an hour that borrows its half of the day from the end of the range.
fn hours_range(text: &str, approximate: bool) -> Scanned<'_, Shape> {
    let (hour, rest) = number(text, 1, 2)?;
    if !(1..=12).contains(&hour) {
        return None;
    }
    let spaced = rest.trim_start();
    let tail =
        ["–", "-", "—"].iter().find_map(|mark| spaced.strip_prefix(mark)).or_else(|| take_word(spaced, &["to"]))?;
    let (found, after) = clock(tail.trim_start())?;
    let Ok(ClockPart::Known(end)) = found else { return None };
    if end.precision != Some(Precision::Hour) {
        return None;
    }
    let pm = end.from >= 12 * 3600;
    let same = (hour % 12 + if pm { 12 } else { 0 }) * 3600;
    let from = if same <= end.from { same } else { (hour % 12 + if pm { 0 } else { 12 }) * 3600 };
    let first = Point { clock: Some(ClockPart::Known(plain(from, Precision::Hour))), ..Point::default() };
    let last = Point { clock: Some(ClockPart::Known(end)), ..Point::default() };
    let (Ok(last), rest) = finish(last, after, false) else { return None };
    let approximate = approximate || last.approximate;
    Some((Ok(Shape { relation: Relation::Plain, approximate, first, last: Some(last) }), rest))
}
