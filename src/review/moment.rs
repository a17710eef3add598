//! Honest time: the one type for when something happened, or from when it was known.
//!
//! A [`Moment`] says as much as its writer knew and no more: an instant with its precision, an approximate one, a
//! range, a day, before or after something, or unknown. It keeps the words it was read from, the zone they were
//! in, and bounds on the UTC line. Promises: [`Moment::decode`] of [`Moment::encode`] is the same moment; equal
//! moments encode equal; nothing here panics on any text; order is honest ([`Moment::before`] says "cannot tell"
//! when it cannot) and display order is total ([`Moment::sort_key`]). It must not know a clock, a browser or a
//! zone database: now and [`ZoneRules`] come from the caller.

mod code;
mod elapsed;
mod instant;
mod print;
mod read;
mod scan;
mod zone;

pub use code::UnreadableMoment;
pub use elapsed::Elapsed;
pub use instant::{DAY_SECONDS, Day, Instant, Wall};
pub use read::{Context, DayOrder, Note, Reading, TimeProblem};
pub use scan::MONTHS;
pub use zone::{Abbreviation, Placed, UtcOnly, Zone, ZoneRules, abbreviation, fixed_offset, offset_of, place};

use std::cmp::Ordering;

/// How fine a time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A date without a time. Most days have 1,440 minutes; the days on which clocks change do not.
    Day {
        minutes: u16,
    },
    Hour,
    Minute,
    Second,
    /// A fraction of a second, kept to the nanosecond.
    Fraction,
}

impl Precision {
    /// A day of 24 hours.
    pub const DAY: Self = Self::Day { minutes: 1440 };

    /// Seconds that a time of this precision covers; 0 for a fraction.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Day { minutes } => i64::from(minutes) * 60,
            Self::Hour => 3600,
            Self::Minute => 60,
            Self::Second => 1,
            Self::Fraction => 0,
        }
    }

    /// Seconds either side that "about" means at this precision.
    fn slack(self) -> i64 {
        match self {
            Self::Day { .. } => DAY_SECONDS,
            Self::Hour => 1800,
            Self::Minute => 120,
            Self::Second | Self::Fraction => 30,
        }
    }

    pub fn is_day(self) -> bool {
        matches!(self, Self::Day { .. })
    }
}

/// An instant and how fine it was written: 22:47 is the whole minute that begins at the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tick {
    at: Instant,
    precision: Precision,
}

impl Tick {
    /// A fraction of a second is kept only where the precision says so.
    pub fn new(at: Instant, precision: Precision) -> Self {
        let at = if precision == Precision::Fraction { at } else { at.whole_second() };
        Self { at, precision }
    }

    pub fn at(self) -> Instant {
        self.at
    }

    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first instant after this tick.
    pub fn end(self) -> Instant {
        self.at.plus(self.precision.seconds())
    }

    /// The last instant within this tick.
    pub fn last(self) -> Instant {
        if self.precision == Precision::Fraction { self.at } else { self.end().just_before() }
    }

    fn moved(self, seconds: i64) -> Self {
        Self { at: self.at.plus(seconds), precision: self.precision }
    }
}

/// What is known of when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// A time, or with [`Precision::Day`] a date only.
    At { tick: Tick, approximate: bool },
    /// Somewhere from one tick to another, or all that while; a missing end is open.
    Range { start: Option<Tick>, end: Option<Tick>, approximate: bool },
    /// At some time before this.
    Before(Tick),
    /// At some time after this.
    After(Tick),
    /// Not known, or only in part (`14:??`): from the first instant, and before the second.
    Unknown { from: Option<Instant>, until: Option<Instant> },
}

/// The sort of knowledge a moment is, for those who choose a form of words or a glyph by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Exact,
    Approximate,
    Range,
    DateOnly,
    Before,
    After,
    Unknown,
}

/// When something happened, as honestly as it was told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    when: When,
    zone: Zone,
    /// Seconds east of Greenwich of the clock it was written by.
    offset: i32,
    written: String,
}

impl Moment {
    /// A moment with the zone it was written in, the offset that held there (seconds east of Greenwich) and the
    /// words it was written with, which may be empty.
    pub fn new(when: When, zone: Zone, offset: i32, written: impl Into<String>) -> Self {
        let when = match when {
            When::Range { start: None, end: None, .. } => When::Unknown { from: None, until: None },
            When::Range { start: Some(start), end: Some(end), approximate } if end.at() < start.at() => {
                When::Range { start: Some(end), end: Some(start), approximate }
            }
            When::Unknown { from: Some(from), until: Some(until) } if until < from => {
                When::Unknown { from: Some(until), until: Some(from) }
            }
            other => other,
        };
        Self { when, zone, offset: offset.clamp(-93_599, 93_599), written: written.into() }
    }

    /// A moment in UTC that nobody wrote: a clock's, or a file's.
    pub fn utc(when: When) -> Self {
        Self::new(when, Zone::Offset, 0, "")
    }

    pub fn exact(at: Instant, precision: Precision) -> Self {
        Self::utc(When::At { tick: Tick::new(at, precision), approximate: false })
    }

    pub fn about(at: Instant, precision: Precision) -> Self {
        Self::utc(When::At { tick: Tick::new(at, precision), approximate: true })
    }

    pub fn range(start: Option<Tick>, end: Option<Tick>) -> Self {
        Self::utc(When::Range { start, end, approximate: false })
    }

    /// A whole day, in UTC.
    pub fn date(day: Day) -> Option<Self> {
        let start = Wall { day, second: 0, nanos: 0 }.at_offset(0)?;
        Some(Self::exact(start, Precision::DAY))
    }

    /// Nobody has said when.
    pub fn unknown() -> Self {
        Self::unplaced("")
    }

    /// Nothing is known of when, but these words.
    pub fn unplaced(written: impl Into<String>) -> Self {
        Self::new(When::Unknown { from: None, until: None }, Zone::Unstated, 0, written)
    }

    pub fn when(&self) -> When {
        self.when
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Seconds east of Greenwich of the clock it was written by.
    pub fn offset(&self) -> i32 {
        self.offset
    }

    pub fn form(&self) -> Form {
        match self.when {
            When::At { tick, .. } if tick.precision.is_day() => Form::DateOnly,
            When::At { approximate: true, .. } => Form::Approximate,
            When::At { .. } => Form::Exact,
            When::Range { .. } => Form::Range,
            When::Before(_) => Form::Before,
            When::After(_) => Form::After,
            When::Unknown { .. } => Form::Unknown,
        }
    }

    /// Whether it was marked as approximate, whatever its form.
    pub fn is_approximate(&self) -> bool {
        matches!(self.when, When::At { approximate: true, .. } | When::Range { approximate: true, .. })
    }

    /// Whether it has any place on the line at all.
    pub fn is_placed(&self) -> bool {
        self.nominal().is_some()
    }

    /// The same moment with other words for it.
    #[must_use]
    pub fn with_words(mut self, written: impl Into<String>) -> Self {
        self.written = written.into();
        self
    }

    /// Whether both say the same of when, whatever words and zone they were written in.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.when == other.when
    }

    /// The first instant it may have been; `None` when that is open.
    pub fn earliest(&self) -> Option<Instant> {
        match self.when {
            When::At { tick, approximate } => Some(back(tick.at, tick.precision, approximate)),
            When::Range { start, approximate, .. } => start.map(|tick| back(tick.at, tick.precision, approximate)),
            When::Before(_) => None,
            When::After(tick) => Some(tick.end()),
            When::Unknown { from, .. } => from,
        }
    }

    /// The last instant it may have been; `None` when that is open.
    pub fn latest(&self) -> Option<Instant> {
        match self.when {
            When::At { tick, approximate } => Some(forth(tick, approximate)),
            When::Range { end, approximate, .. } => end.map(|tick| forth(tick, approximate)),
            When::Before(tick) => Some(tick.at.just_before()),
            When::After(_) => None,
            When::Unknown { until, .. } => until.map(Instant::just_before),
        }
    }

    /// The instant that stands for it where one is needed (a place in a list, a dot in a picture): the time as
    /// told, the beginning of a range. Always within its bounds; `None` when it has none.
    pub fn nominal(&self) -> Option<Instant> {
        match self.when {
            When::At { tick, .. } => Some(tick.at),
            When::Range { start: Some(tick), .. } => Some(tick.at),
            When::Range { end: Some(tick), .. } => Some(tick.at),
            When::Range { .. } => None,
            When::Before(tick) => Some(tick.at.just_before()),
            When::After(tick) => Some(tick.end()),
            When::Unknown { from, until } => from.or(until.map(Instant::just_before)),
        }
    }

    /// Whether this was before the other: `None` when their bounds overlap, and nobody can tell.
    pub fn before(&self, other: &Self) -> Option<bool> {
        let surely = |first: &Self, second: &Self| match (first.latest(), second.earliest()) {
            (Some(last), Some(next)) => last < next,
            _ => false,
        };
        if surely(self, other) {
            Some(true)
        } else if surely(other, self) {
            Some(false)
        } else {
            None
        }
    }

    /// The place in a list: total, the same on every device, and never against [`Moment::before`]. Moments
    /// without a place come last. Equal keys are to be told apart by the id of what they belong to.
    pub fn sort_key(&self) -> SortKey {
        let rank = match self.when {
            When::Before(_) => 0,
            When::At { tick, .. } if tick.precision.is_day() => 1,
            When::Unknown { .. } => 2,
            When::Range { .. } => 3,
            When::At { approximate: true, .. } => 4,
            When::At { .. } => 5,
            When::After(_) => 6,
        };
        SortKey { at: self.nominal().map_or((true, Instant::MAX), |at| (false, at)), rank, until: self.latest() }
    }

    /// The display order of two moments, ties settled by what they say, so that it is total.
    pub fn display_order(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key()).then_with(|| self.encode().cmp(&other.encode()))
    }

    /// Moved by so many seconds: a clock that was wrong, a zone that was misread. The old words no longer hold
    /// and go.
    #[must_use]
    pub fn shifted(&self, seconds: i64) -> Self {
        let when = match self.when {
            When::At { tick, approximate } => When::At { tick: tick.moved(seconds), approximate },
            When::Range { start, end, approximate } => When::Range {
                start: start.map(|tick| tick.moved(seconds)),
                end: end.map(|tick| tick.moved(seconds)),
                approximate,
            },
            When::Before(tick) => When::Before(tick.moved(seconds)),
            When::After(tick) => When::After(tick.moved(seconds)),
            When::Unknown { from, until } => {
                When::Unknown { from: from.map(|at| at.plus(seconds)), until: until.map(|at| at.plus(seconds)) }
            }
        };
        Self::new(when, self.zone.clone(), self.offset, "")
    }

    /// The same with or without "about". Ranges and times take it; other forms stay as they are.
    #[must_use]
    pub fn made_approximate(&self, about: bool) -> Self {
        let when = match self.when {
            When::At { tick, .. } => When::At { tick, approximate: about },
            When::Range { start, end, .. } => When::Range { start, end, approximate: about },
            other => other,
        };
        if when == self.when { self.clone() } else { Self::new(when, self.zone.clone(), self.offset, "") }
    }
}

fn back(at: Instant, precision: Precision, approximate: bool) -> Instant {
    if approximate { at.plus(precision.slack().saturating_neg()) } else { at }
}

fn forth(tick: Tick, approximate: bool) -> Instant {
    if !approximate {
        return tick.last();
    }
    match tick.precision {
        // "about 17 March" is that day give or take one; "about 23:20" is 23:20 give or take.
        Precision::Day { .. } => tick.last().plus(tick.precision.slack()),
        _ => tick.at.plus(tick.precision.slack()),
    }
}

impl PartialOrd for Moment {
    /// By bounds; `None` where nobody can tell.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self == other {
            return Some(Ordering::Equal);
        }
        self.before(other).map(|first| if first { Ordering::Less } else { Ordering::Greater })
    }
}

/// Where a moment stands in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    at: (bool, Instant),
    rank: u8,
    until: Option<Instant>,
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.encode())
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::decode(&text).map_err(serde::de::Error::custom)
    }
}
