//! Reading what people write: from the shape of a time and its surroundings to a moment.
//!
//! Promises: nothing is guessed silently. Whatever had to be supplied or could not be settled stands in the
//! reading's [`Note`]s, each a sentence; what is no time is a [`TimeProblem`], and never a panic. The
//! surroundings (an anchor date, the moment before, the zone, now) come in a [`Context`]; no clock is read here.

use super::{
    Day, Instant, Moment, Precision, Tick, Wall, When, Zone, ZoneRules,
    instant::DAY_SECONDS,
    scan::{self, ClockPart, ClockShape, DateShape, Eager, Misshapen, Point, Relation, Shape, ZoneShape},
    zone::{Placed, offset_of, place},
};

/// Which of two small numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// The surroundings in which a time is read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The day that a time without a date belongs to, where that is known.
    pub date: Option<Day>,
    /// The moment of the line before, so that a time without a date can cross midnight.
    pub previous: Option<Instant>,
    /// How many seconds a time may lie before the previous one and still be of the same day.
    pub rollover: i64,
    /// The zone of times that name none: an IANA name, `UTC`, or an offset.
    pub zone: &'a str,
    pub now: Instant,
    pub rules: &'a dyn ZoneRules,
    /// What `03/04/2026` means here, where the surroundings tell.
    pub day_order: Option<DayOrder>,
}

impl<'a> Context<'a> {
    /// Surroundings that tell nothing but the zone and the present.
    pub fn new(zone: &'a str, now: Instant, rules: &'a dyn ZoneRules) -> Self {
        Self { date: None, previous: None, rollover: 12 * 3600, zone, now, rules, day_order: None }
    }

    #[must_use]
    pub fn on(self, date: Day) -> Self {
        Self { date: Some(date), ..self }
    }

    #[must_use]
    pub fn after(self, previous: Instant) -> Self {
        Self { previous: Some(previous), ..self }
    }

    /// Today, in the zone of the surroundings.
    pub fn today(&self) -> Day {
        self.now.wall(self.offset(self.now)).day
    }

    fn offset(&self, at: Instant) -> i32 {
        offset_of(self.zone, at, self.rules).unwrap_or(0)
    }
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Context")
            .field("date", &self.date)
            .field("previous", &self.previous)
            .field("zone", &self.zone)
            .field("now", &self.now)
            .field("day_order", &self.day_order)
            .finish_non_exhaustive()
    }
}

/// Something that a reading had to suppose, or could not settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Two small numbers, day and month. Where only one order gives a date the other is `None` and the moment is
    /// placed; where both do, it is not, unless the surroundings told the order.
    AmbiguousDayOrder { day_first: Option<Moment>, month_first: Option<Moment> },
    /// The clocks went back and showed this time twice; the moment spans both.
    Fold { earlier: Moment, later: Moment },
    /// The clocks went forward over this time; the moment says only between what it must lie.
    Gap { earliest: Moment, latest: Moment },
    /// A time of day without a date.
    NeedsDate,
    /// Earlier in the day than the line before: taken for the day after.
    NextDay,
    /// No year was written.
    YearAssumed(i32),
    /// A tool's way of saying that the end has not come.
    OpenEnded,
    /// A digit or more was left open.
    Partial,
}

impl Note {
    /// One sentence for the person who decides on the row.
    pub fn sentence(&self) -> String {
        match self {
            Self::AmbiguousDayOrder { day_first: Some(first), month_first: Some(second) } => {
                format!("The day may come first or the month: {} or {}.", whole(first), whole(second))
            }
            Self::AmbiguousDayOrder { day_first: Some(only), .. } => {
                format!("Read with the day first, {}: the other order is no date.", whole(only))
            }
            Self::AmbiguousDayOrder { month_first: Some(only), .. } => {
                format!("Read with the month first, {}: the other order is no date.", whole(only))
            }
            Self::AmbiguousDayOrder { .. } => "The order of day and month is not clear.".to_owned(),
            Self::Fold { earlier, later } => {
                format!("The clocks went back and showed this time twice: {} and {}.", earlier.in_utc(), later.in_utc())
            }
            Self::Gap { earliest, latest } => format!(
                "The clocks went forward over this time, so no clock showed it; it would be between {} and {}.",
                earliest.in_utc(),
                latest.in_utc()
            ),
            Self::NeedsDate => "A time without a date: say which day.".to_owned(),
            Self::NextDay => "Earlier in the day than the line before, so read as the next day.".to_owned(),
            Self::YearAssumed(year) => format!("No year is written; read as {year}."),
            Self::OpenEnded => "This is how some tools write that the end has not come yet.".to_owned(),
            Self::Partial => "Only a part of the time is known.".to_owned(),
        }
    }

    /// Whether a person has to choose before the moment has its place.
    pub fn needs_choice(&self) -> bool {
        matches!(
            self,
            Self::AmbiguousDayOrder { day_first: Some(_), month_first: Some(_) } | Self::Gap { .. } | Self::NeedsDate
        )
    }
}

fn whole(moment: &Moment) -> String {
    let at = moment.nominal().map(|at| at.wall(moment.offset()).day);
    at.map_or_else(|| moment.as_written(), Day::long)
}

/// A moment and what was supposed in reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub moment: Moment,
    pub notes: Vec<Note>,
}

impl Reading {
    /// Whether nothing is left for a person to choose.
    pub fn is_settled(&self) -> bool {
        !self.notes.iter().any(Note::needs_choice)
    }
}

/// Why a text is no time. The words in it are the text's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeProblem {
    #[error("There is no time in “{0}”.")]
    NoTime(String),
    #[error("“{0}” is a form that nobody filled in.")]
    Template(String),
    #[error("The year in “{text}” cannot be right: {year}.")]
    ImpossibleYear { year: String, text: String },
    #[error("“{text}” names a day that no calendar has: {day}.")]
    ImpossibleDay { day: String, text: String },
    #[error("“{0}” is a time that no clock shows.")]
    ImpossibleClock(String),
    #[error("“{abbreviation}” in “{text}” stands for several zones ({choices}): say which.")]
    AmbiguousZone { abbreviation: String, choices: String, text: String },
    #[error("No zone is known by the name “{zone}” in “{text}”.")]
    UnknownZone { zone: String, text: String },
    #[error("“{text}” has a time and then something that was not understood: “{rest}”.")]
    Leftover { rest: String, text: String },
    #[error("“{0}” lies outside the years that can be shown.")]
    OutOfReach(String),
}

impl Moment {
    /// Reads a text that is meant to be a time and nothing else.
    pub fn parse(text: &str, context: &Context<'_>) -> Result<Reading, TimeProblem> {
        let bare = bare(text);
        if bare.is_empty() {
            return Err(TimeProblem::NoTime(clipped(text)));
        }
        if ["time unknown", "unknown", "?", "??", "tbd", "n/a", "-"].iter().any(|word| bare.eq_ignore_ascii_case(word))
        {
            return Ok(Reading { moment: Self::unplaced(bare), notes: Vec::new() });
        }
        let Some((shape, rest)) = scan::shape(bare, Eager::Whole) else {
            return Err(TimeProblem::NoTime(clipped(bare)));
        };
        let shape = shape.map_err(|problem| misshapen(problem, bare))?;
        let left = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';' | ')' | ']'));
        if !left.is_empty() {
            return Err(TimeProblem::Leftover { rest: clipped(left), text: clipped(bare) });
        }
        resolve(&shape, bare, context)
    }

    /// Reads a time at the beginning of a line of prose: how many bytes it takes, and what it says. `None` when
    /// the line begins with no time.
    pub fn parse_leading(line: &str, context: &Context<'_>) -> Option<(usize, Result<Reading, TimeProblem>)> {
        let (shape, rest) = scan::shape(line, Eager::Line)?;
        let used = line.len().checked_sub(rest.len())?;
        let words = line.get(..used)?.trim_end();
        Some((
            used,
            shape.map_err(|problem| misshapen(problem, words)).and_then(|shape| resolve(&shape, words, context)),
        ))
    }

    /// How many bytes a time at the beginning of a line of prose takes, without reading what it says.
    pub fn leading_length(line: &str) -> Option<usize> {
        let (_, rest) = scan::shape(line, Eager::Line)?;
        line.len().checked_sub(rest.len())
    }

    /// Like [`Moment::parse_leading`], and also takes what only a person at a keyboard means as a time: `-5`.
    pub fn parse_typed(line: &str, context: &Context<'_>) -> Option<(usize, Result<Reading, TimeProblem>)> {
        if let Some(found) = Self::parse_leading(line, context) {
            return Some(found);
        }
        let (shape, rest) = scan::shape(line, Eager::Whole)?;
        let shape = shape.ok()?;
        let used = line.len().checked_sub(rest.len())?;
        shape.first.ago?;
        Some((used, resolve(&shape, line.get(..used)?.trim_end(), context)))
    }
}

/// Takes off what people wrap a time in: brackets, quotes, backticks, bold, a bullet.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let inner = [("[", "]"), ("(", ")"), ("**", "**"), ("`", "`"), ("\"", "\""), ("“", "”"), ("<", ">")]
            .iter()
            .find_map(|(open, close)| Some(text.strip_prefix(open)?.strip_suffix(close)?.trim()));
        match inner {
            Some(inner) if !inner.contains(['[', ']']) => text = inner,
            _ => return text.trim_end_matches([':', ',', ';']).trim_end(),
        }
    }
}

/// At most sixty characters of a text, for a sentence.
fn clipped(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(59).collect();
    short.push('…');
    short
}

fn misshapen(problem: Misshapen, text: &str) -> TimeProblem {
    let text = clipped(text);
    match problem {
        Misshapen::Year(year) => TimeProblem::ImpossibleYear { year, text },
        Misshapen::Day(day) => TimeProblem::ImpossibleDay { day, text },
        Misshapen::Clock(clock) => TimeProblem::ImpossibleClock(clock),
        Misshapen::Template(words) => TimeProblem::Template(words),
    }
}

/// A point that has been placed, as far as it can be.
struct Spot {
    /// The one tick, where there is one.
    tick: Option<Tick>,
    from: Option<Instant>,
    until: Option<Instant>,
    offset: i32,
    zone: Zone,
    notes: Vec<Note>,
}

impl Spot {
    fn nowhere(zone: Zone, offset: i32, note: Option<Note>) -> Self {
        Self { tick: None, from: None, until: None, offset, zone, notes: note.into_iter().collect() }
    }
}

fn resolve(shape: &Shape, written: &str, context: &Context<'_>) -> Result<Reading, TimeProblem> {
    let Some(last) = &shape.last else {
        let spot = locate(&shape.first, shape.first.zone.as_ref(), written, context, None)?;
        return Ok(one(shape, spot, written));
    };
    // A zone behind the range holds for both ends: "9:16 PM to 11:16 PM PDT".
    let zone = shape.first.zone.as_ref().or(last.zone.as_ref());
    let mut begin = shape.first.clone();
    if begin.date.is_none() && last.date.is_some() && begin.clock.is_some() {
        begin.date = last.date;
    }
    borrow_half(&mut begin, last);
    let first = locate(&begin, zone, written, context, None)?;
    let mut end = last.clone();
    let mut inside = *context;
    if end.date.is_none() {
        end.date = begin.date;
        if end.date.is_none() {
            inside.date = first.from.map(|at| at.wall(first.offset).day).or(context.date);
            inside.previous = None;
        }
    }
    let open = end.date == Some(DateShape::Never);
    let end_zone = last.zone.as_ref().or(zone);
    let mut second = if open {
        Spot::nowhere(first.zone.clone(), first.offset, Some(Note::OpenEnded))
    } else {
        locate(&end, end_zone, written, &inside, None)?
    };
    if last.date.is_none()
        && let (Some(from), Some(to)) = (first.from, second.from)
        && to < from
    {
        // The range crosses midnight.
        second = locate(&end, end_zone, written, &inside, Some(1))?;
    }
    let mut notes = first.notes;
    notes.extend(second.notes.into_iter().filter(|note| !matches!(note, Note::NextDay)));
    notes.dedup();
    let unplaced = notes.iter().any(|note| {
        matches!(note, Note::NeedsDate | Note::AmbiguousDayOrder { day_first: Some(_), month_first: Some(_) })
    }) && first.from.is_none();
    let when = if unplaced {
        When::Unknown { from: None, until: None }
    } else {
        let tick = |tick: Option<Tick>, at: Option<Instant>| tick.or(at.map(|at| Tick::new(at, Precision::Minute)));
        When::Range {
            start: tick(first.tick, first.from),
            end: tick(second.tick, second.until.map(|at| at.plus(-60))),
            approximate: shape.approximate,
        }
    };
    Ok(Reading { moment: Moment::new(when, first.zone, first.offset, written), notes })
}

/// "9:16-11:16 PM": the beginning borrows the half of the day that only the end names.
fn borrow_half(begin: &mut Point, end: &Point) {
    let (Some(ClockPart::Known(first)), Some(ClockPart::Known(last))) = (begin.clock.as_mut(), end.clock) else {
        return;
    };
    let noon = 12 * 3600;
    if first.half_said || !last.half_said || first.from >= noon || first.from < 3600 || last.from < noon {
        return;
    }
    if first.from + noon <= last.from {
        first.from += noon;
        first.until += noon;
    }
}

fn one(shape: &Shape, spot: Spot, written: &str) -> Reading {
    let Spot { tick, from, until, offset, zone, notes } = spot;
    let fold = notes.iter().any(|note| matches!(note, Note::Fold { .. }));
    let when = match (tick, shape.relation) {
        (Some(tick), Relation::Before) => When::Before(tick),
        (Some(tick), Relation::After) => When::After(tick),
        (Some(tick), Relation::Since) => When::Range { start: Some(tick), end: None, approximate: shape.approximate },
        (Some(tick), Relation::Until) => When::Range { start: None, end: Some(tick), approximate: shape.approximate },
        (Some(tick), Relation::Plain) if !fold => When::At { tick, approximate: shape.approximate },
        (Some(tick), Relation::Plain) => When::Range {
            start: Some(tick),
            end: until.map(|at| Tick::new(at, tick.precision())),
            approximate: shape.approximate,
        },
        (None, Relation::Before | Relation::Until) => When::Unknown { from: None, until },
        (None, Relation::After | Relation::Since) => When::Unknown { from, until: None },
        (None, Relation::Plain) => When::Unknown { from, until },
    };
    Reading { moment: Moment::new(when, zone, offset, written), notes }
}

/// Finds where on the line a point lies. `extra_days` moves a clock without a date onwards.
fn locate(
    point: &Point,
    zone: Option<&ZoneShape>,
    written: &str,
    context: &Context<'_>,
    extra_days: Option<i64>,
) -> Result<Spot, TimeProblem> {
    let far = || TimeProblem::OutOfReach(clipped(written));
    if let Some((seconds, nanos)) = point.epoch {
        let at = Instant::new(seconds, nanos).ok_or_else(far)?;
        let precision = if nanos == 0 { Precision::Second } else { Precision::Fraction };
        return Ok(certain(Tick::new(at, precision), 0, Zone::Offset));
    }
    if let Some((seconds, precision)) = point.ago {
        let at = context.now.plus(seconds.saturating_neg());
        let at = if precision == Precision::Minute { at.whole_minute() } else { at };
        return Ok(certain(Tick::new(at, precision), context.offset(at), Zone::Unstated));
    }
    let (name, kind) = zone_name(zone, point, written, context)?;
    let here = |day: Day| Wall { day, second: 43_200, nanos: 0 };
    let offset_near = |day: Day| here(day).at_offset(0).and_then(|at| offset_of(&name, at, context.rules)).unwrap_or(0);
    let mut notes = Vec::new();
    let mut supplied = false;
    let (low, high) = match point.date {
        Some(DateShape::Span(low, high)) => (low, high),
        Some(DateShape::Never) => return Ok(Spot::nowhere(kind, 0, Some(Note::OpenEnded))),
        Some(DateShape::DaysAgo(days)) => {
            let day = context.today().plus(days.saturating_neg());
            (day, day)
        }
        Some(DateShape::NoYear { month, day }) => {
            let (day, year) = yearless(month, day, context)
                .ok_or_else(|| TimeProblem::ImpossibleDay { day: format!("{day}/{month}"), text: clipped(written) })?;
            notes.push(Note::YearAssumed(year));
            (day, day)
        }
        Some(DateShape::Pair(first, second, year)) => {
            let day = |month: u32, day: u32| match year {
                Some(year) => Day::new(year, month, day),
                None => yearless(month, day, context).map(|(day, _)| day),
            };
            let (day_first, month_first) = (day(second, first), day(first, second));
            if year.is_none()
                && let Some(day) = day_first.or(month_first)
            {
                notes.push(Note::YearAssumed(day.year()));
            }
            let moment = |day: Option<Day>| {
                let clear = Point { date: Some(DateShape::Span(day?, day?)), ..point.clone() };
                let spot = locate(&clear, zone, written, context, None).ok()?;
                let plain =
                    Shape { relation: Relation::Plain, approximate: point.approximate, first: clear, last: None };
                Some(one(&plain, spot, written).moment)
            };
            let chosen = match (day_first, month_first, context.day_order) {
                (Some(first), Some(second), _) if first == second => Some(first),
                (Some(first), Some(_), Some(DayOrder::DayFirst)) => Some(first),
                (Some(_), Some(second), Some(DayOrder::MonthFirst)) => Some(second),
                (Some(_), Some(_), None) => None,
                (first, second, _) => first.or(second),
            };
            if day_first != month_first && (chosen.is_none() || day_first.is_none() || month_first.is_none()) {
                notes.push(Note::AmbiguousDayOrder { day_first: moment(day_first), month_first: moment(month_first) });
            }
            match chosen {
                Some(day) => (day, day),
                None if day_first.is_none() => {
                    return Err(TimeProblem::ImpossibleDay {
                        day: format!("{first}/{second}"),
                        text: clipped(written),
                    });
                }
                None => {
                    let mut spot = Spot::nowhere(kind, 0, None);
                    spot.notes = notes;
                    return Ok(spot);
                }
            }
        }
        None => {
            supplied = true;
            let Some(ClockPart::Known(_)) = point.clock else {
                // "??:??" under a heading with a date is that date; elsewhere it is nothing.
                return Ok(match context.date {
                    Some(day) => whole_day(day, &name, kind, context).ok_or_else(far)?,
                    None => Spot::nowhere(kind, 0, None),
                });
            };
            let before = context.previous.map(|at| at.wall(offset_of(&name, at, context.rules).unwrap_or(0)).day);
            match (context.date, before) {
                (Some(day), Some(before)) => (day.max(before), day.max(before)),
                (Some(day), None) | (None, Some(day)) => (day, day),
                (None, None) => {
                    let offset = if name.is_empty() { 0 } else { offset_near(context.today()) };
                    let partial = matches!(point.clock, Some(ClockPart::Known(ClockShape { precision: None, .. })));
                    let mut spot = Spot::nowhere(kind, offset, Some(Note::NeedsDate));
                    if partial {
                        spot.notes.push(Note::Partial);
                    }
                    return Ok(spot);
                }
            }
        }
    };
    let (low, high) = match extra_days {
        Some(days) => (low.plus(days), high.plus(days)),
        None => (low, high),
    };
    let mut spot = match point.clock {
        Some(ClockPart::Known(clock)) if low == high => {
            let spot = on_day(low, clock, &name, &kind, context, written).ok_or_else(far)?;
            let back = context.previous.zip(spot.from).map_or(0, |(previous, at)| previous.seconds() - at.seconds());
            if supplied && extra_days.is_none() && back > context.rollover {
                let mut next = on_day(low.plus(1), clock, &name, &kind, context, written).ok_or_else(far)?;
                next.notes.push(Note::NextDay);
                next
            } else {
                spot
            }
        }
        _ if low == high => whole_day(low, &name, kind, context).ok_or_else(far)?,
        _ => {
            let first = whole_day(low, &name, kind.clone(), context).ok_or_else(far)?;
            let last = whole_day(high, &name, kind, context).ok_or_else(far)?;
            Spot {
                tick: None,
                from: first.from,
                until: last.tick.map(Tick::end),
                offset: first.offset,
                zone: first.zone,
                notes: vec![Note::Partial],
            }
        }
    };
    notes.append(&mut spot.notes);
    spot.notes = notes;
    Ok(spot)
}

fn certain(tick: Tick, offset: i32, zone: Zone) -> Spot {
    Spot { tick: Some(tick), from: Some(tick.at()), until: Some(tick.end()), offset, zone, notes: Vec::new() }
}

/// The name (or offset) to compute with, and what to record as written.
fn zone_name(
    zone: Option<&ZoneShape>,
    point: &Point,
    written: &str,
    context: &Context<'_>,
) -> Result<(String, Zone), TimeProblem> {
    Ok(match zone.or(point.zone.as_ref()) {
        None => (context.zone.to_owned(), Zone::Unstated),
        Some(ZoneShape::Offset(offset)) => (super::zone::print_offset(*offset), Zone::Offset),
        Some(ZoneShape::Named(name)) => {
            if offset_of(name, context.now, context.rules).is_none() {
                return Err(TimeProblem::UnknownZone { zone: name.clone(), text: clipped(written) });
            }
            (name.clone(), Zone::Named(name.clone()))
        }
        Some(ZoneShape::Ambiguous(letters, choices)) => {
            // The surroundings settle it when their own clock is one of those it may stand for.
            let here = context.offset(context.previous.unwrap_or(context.now));
            if !context.zone.is_empty() && here != 0 && choices.iter().any(|(_, offset)| *offset == here) {
                (super::zone::print_offset(here), Zone::Offset)
            } else {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                return Err(TimeProblem::AmbiguousZone {
                    abbreviation: letters.clone(),
                    choices: names.join(", "),
                    text: clipped(written),
                });
            }
        }
    })
}

/// A day and month without a year: the year nearest to the anchor, or the last that is not in the future.
fn yearless(month: u32, day: u32, context: &Context<'_>) -> Option<(Day, i32)> {
    let anchor = context.date.or(context.previous.map(|at| at.wall(0).day));
    let near = anchor.unwrap_or_else(|| context.today());
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let days = years.iter().filter_map(|year| Day::new(*year, month, day));
    let best = if anchor.is_some() {
        days.min_by_key(|day| (day.number() - near.number()).abs())
    } else {
        days.filter(|day| day.number() <= near.number() + 1).max()
    };
    // 29 February of a year that was some years ago.
    best.or_else(|| (1..=8).find_map(|back| Day::new(near.year() - back, month, day))).map(|day| (day, day.year()))
}

fn whole_day(day: Day, zone: &str, kind: Zone, context: &Context<'_>) -> Option<Spot> {
    let start = |day: Day| match place(Wall { day, second: 0, nanos: 0 }, zone, context.rules)? {
        Placed::Once { at, offset } => Some((at, offset)),
        Placed::Twice { earlier, earlier_offset, .. } => Some((earlier, earlier_offset)),
        Placed::Never { latest, offset, .. } => Some((latest, offset)),
    };
    let (from, offset) = start(day)?;
    let (until, _) = start(day.plus(1))?;
    let minutes = u16::try_from((until.seconds() - from.seconds()) / 60).unwrap_or(1440);
    Some(certain(Tick::new(from, Precision::Day { minutes }), offset, kind))
}

fn on_day(day: Day, clock: ClockShape, zone: &str, kind: &Zone, context: &Context<'_>, written: &str) -> Option<Spot> {
    let at = |second: u32, nanos: u32| {
        let over = i64::from(second) / DAY_SECONDS;
        let rest = u32::try_from(i64::from(second) % DAY_SECONDS).unwrap_or(0);
        place(Wall { day: day.plus(over), second: rest, nanos }, zone, context.rules)
    };
    let start = at(clock.from, clock.nanos)?;
    let Some(precision) = clock.precision else {
        let (from, offset) = match start {
            Placed::Once { at, offset } => (at, offset),
            Placed::Twice { earlier, earlier_offset, .. } => (earlier, earlier_offset),
            Placed::Never { earliest, offset, .. } => (earliest, offset),
        };
        let until = match at(clock.until, 0)? {
            Placed::Once { at, .. } => at,
            Placed::Twice { later, .. } => later,
            Placed::Never { latest, .. } => latest,
        };
        return Some(Spot {
            tick: None,
            from: Some(from),
            until: Some(until),
            offset,
            zone: kind.clone(),
            notes: vec![Note::Partial],
        });
    };
    let told = |at: Instant, offset: i32| {
        Moment::new(
            When::At { tick: Tick::new(at, precision), approximate: clock.approximate },
            kind.clone(),
            offset,
            written,
        )
    };
    Some(match start {
        Placed::Once { at, offset } => certain(Tick::new(at, precision), offset, kind.clone()),
        Placed::Twice { earlier, earlier_offset, later, later_offset } => Spot {
            tick: Some(Tick::new(earlier, precision)),
            from: Some(earlier),
            until: Some(later),
            offset: earlier_offset,
            zone: kind.clone(),
            notes: vec![Note::Fold { earlier: told(earlier, earlier_offset), later: told(later, later_offset) }],
        },
        Placed::Never { earliest, latest, offset } => Spot {
            tick: None,
            from: Some(earliest),
            until: Some(latest.plus(1)),
            offset,
            zone: kind.clone(),
            notes: vec![Note::Gap { earliest: told(earliest, offset), latest: told(latest, offset) }],
        },
    })
}
