//! How long: the time between two moments, as a range wherever either end is one.
//!
//! Promises: exact times give one figure, and anything less than exact gives the least and the most it can have
//! been. It never shows one number where there are two.

use super::{Instant, Moment, Precision, Tick, When};

/// The least and the most seconds between two moments; `None` where that end is open. Negative when the second
/// may have come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    pub least: Option<i64>,
    pub most: Option<i64>,
}

impl Elapsed {
    /// From one moment to another. A time told to the minute counts as that minute's beginning on both sides, so
    /// 22:47 to 23:52 is 65 minutes; approximate times, ranges, hours and days count with all they allow.
    pub fn between(from: &Moment, to: &Moment) -> Self {
        let gap = |first: Option<Instant>, second: Option<Instant>| Some(second?.seconds() - first?.seconds());
        let (from_first, from_last) = from.measured();
        let (to_first, to_last) = to.measured();
        Self { least: gap(from_last, to_first), most: gap(from_first, to_last) }
    }

    /// One figure, when there is one.
    pub fn exactly(self) -> Option<i64> {
        (self.least == self.most).then_some(self.least)?
    }

    /// `65 minutes`, `78 to 82 minutes`, `at least 4 hours`, `not known`.
    pub fn words(self) -> String {
        match (self.least, self.most) {
            (None, None) => "not known".to_owned(),
            (Some(least), Some(most)) if least == most => words(least),
            (Some(least), Some(most)) if least <= 0 && most > 0 => format!("up to {}", words(most)),
            (Some(least), Some(most)) => {
                let (low, high) = (words(least), words(most));
                match (low.split_once(' '), high.split_once(' ')) {
                    (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} to {high}"),
                    _ if low == high => low,
                    _ => format!("{low} to {high}"),
                }
            }
            (Some(least), None) if least > 0 => format!("at least {}", words(least)),
            (None, Some(most)) if most > 0 => format!("at most {}", words(most)),
            _ => "not known".to_owned(),
        }
    }
}

impl Moment {
    /// The bounds that count where a duration is measured; `None` where one is open. A time told to the minute or
    /// finer is a point: its beginning. An hour or a day counts with all of it.
    pub fn measured(&self) -> (Option<Instant>, Option<Instant>) {
        match self.when() {
            When::At { tick, approximate: false } => (Some(tick.at()), Some(last(tick))),
            When::Range { start, end, approximate: false } => (start.map(Tick::at), end.map(last)),
            When::Before(tick) => (None, Some(tick.at())),
            _ => (self.earliest(), self.latest()),
        }
    }

    /// When something began that went on all the time that this tells of: the beginning of a range, and any other
    /// moment whole. `None` where nobody has said.
    pub fn beginning(&self) -> Option<Moment> {
        match self.when() {
            When::Range { start, approximate, .. } => start.map(|tick| one_end(tick, approximate)),
            _ => self.is_placed().then(|| self.clone()),
        }
    }

    /// When it ended: the end of a range. Nothing else tells of an end.
    pub fn ending(&self) -> Option<Moment> {
        match self.when() {
            When::Range { end, approximate, .. } => end.map(|tick| one_end(tick, approximate)),
            _ => None,
        }
    }
}

fn last(tick: Tick) -> Instant {
    match tick.precision() {
        Precision::Day { .. } | Precision::Hour => tick.last(),
        Precision::Minute | Precision::Second | Precision::Fraction => tick.at(),
    }
}

fn one_end(tick: Tick, approximate: bool) -> Moment {
    Moment::utc(When::At { tick, approximate })
}

fn words(seconds: i64) -> String {
    if seconds < 0 {
        return format!("minus {}", words(seconds.saturating_neg()));
    }
    let minutes = (seconds + 30) / 60;
    if seconds < 120 {
        plural(seconds, "second")
    } else if seconds < 600 {
        pair(seconds / 60, "minute", seconds % 60, "second")
    } else if minutes < 120 {
        plural(minutes, "minute")
    } else if minutes < 48 * 60 {
        pair(minutes / 60, "hour", minutes % 60, "minute")
    } else {
        let hours = (seconds + 1800) / 3600;
        pair(hours / 24, "day", hours % 24, "hour")
    }
}

fn plural(count: i64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

fn pair(big: i64, big_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 { plural(big, big_unit) } else { format!("{} {}", plural(big, big_unit), plural(small, small_unit)) }
}
