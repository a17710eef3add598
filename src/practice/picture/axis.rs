//! The line of time that a picture is drawn along: to scale, with long silences broken out of it.
//!
//! A place on the axis is a whole number of *units*: a second of the parts that are drawn to scale is one unit, and
//! a broken silence is as wide as [`Axis::of`] makes it, however long it lasted. Promises: later is never further
//! left; within one stretch a second is as wide as any other; nothing is computed that a calendar cannot hold.

use crate::review::moment::{DAY_SECONDS, Instant, ZoneRules, offset_of};

/// A part of the axis that is drawn to scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first instant, seconds since 1970.
    pub from: i64,
    /// Its last instant, seconds since 1970.
    pub to: i64,
    /// Where it begins on the axis, in units.
    pub at: i64,
}

impl Stretch {
    fn length(self) -> i64 {
        self.to - self.from
    }

    fn end(self) -> i64 {
        self.at + self.length()
    }
}

/// The axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    stretches: Vec<Stretch>,
    /// How wide a broken silence is, in units.
    gap: i64,
}

/// A silence is broken out when it is longer than this many times everything else together.
const LONGER_THAN_THE_REST: i64 = 2;
/// A silence shorter than this stays, in seconds: nobody loses the thread over two hours.
const SHORTEST_SILENCE: i64 = 2 * 3600;
/// At most so many silences are broken out.
const MOST_BREAKS: usize = 4;
/// One broken silence takes this part of what is drawn to scale.
const GAP_SHARE: i64 = 24;
/// The shortest axis, in seconds: a picture of one instant still has a before and an after.
const SHORTEST: i64 = 60;
/// Beside the first and the last instant there is this part of the whole.
const MARGIN_SHARE: i64 = 40;

impl Axis {
    /// An axis on which all of these have a place; `None` where there is none. They need not be in order.
    pub fn of(instants: impl IntoIterator<Item = Instant>) -> Option<Axis> {
        let mut seconds: Vec<i64> = instants.into_iter().map(Instant::seconds).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let (first, last) = (*seconds.first()?, *seconds.last()?);
        let mut silences: Vec<(i64, i64)> =
            seconds.iter().zip(seconds.iter().skip(1)).map(|(from, to)| (*from, *to)).collect();
        silences.sort_by_key(|(from, to)| (from - to, *from));
        let mut rest = last - first;
        let mut broken: Vec<(i64, i64)> = Vec::new();
        for (from, to) in silences {
            let long = to - from;
            let others = rest - long;
            if broken.len() == MOST_BREAKS
                || others == 0
                || long <= SHORTEST_SILENCE
                || long <= others.saturating_mul(LONGER_THAN_THE_REST)
            {
                break;
            }
            broken.push((from, to));
            rest = others;
        }
        broken.sort_unstable();
        let drawn = rest.max(SHORTEST);
        let margin = (drawn / MARGIN_SHARE).max(SHORTEST / 2);
        // A stretch of one single instant beside a break still has a width to stand on.
        let gap = (drawn / GAP_SHARE).max(1);
        let mut stretches = Vec::new();
        let (mut from, mut at) = (first - margin, 0);
        for (end, next) in broken {
            let stretch = Stretch { from, to: end + margin, at };
            at = stretch.end() + gap;
            from = next - margin;
            stretches.push(stretch);
        }
        stretches.push(Stretch { from, to: last + margin, at });
        Some(Axis { stretches, gap })
    }

    /// Its parts, from left to right.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// How long it is, in units; at least 1.
    pub fn length(&self) -> i64 {
        self.stretches.last().map_or(1, |last| last.end().max(1))
    }

    /// Where an instant stands, in units; before and after all of it at its ends.
    pub fn place(&self, instant: Instant) -> i64 {
        let seconds = instant.seconds();
        let mut at = 0;
        for stretch in &self.stretches {
            if seconds < stretch.from {
                // In a silence: in the middle of its mark, or before everything.
                return if at == 0 { 0 } else { at + self.gap / 2 };
            }
            if seconds <= stretch.to {
                return stretch.at + (seconds - stretch.from);
            }
            at = stretch.end();
        }
        at
    }

    /// The instant that stands at a place; within a broken silence, its beginning.
    pub fn instant(&self, at: i64) -> Instant {
        let stretch = self.stretches.iter().rev().find(|stretch| stretch.at <= at).or(self.stretches.first());
        let seconds = stretch.map_or(0, |stretch| stretch.from + (at - stretch.at).clamp(0, stretch.length()));
        Instant::from_seconds(seconds).unwrap_or(Instant::MIN)
    }

    /// The broken silences, from where to where, in units.
    pub fn breaks(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.stretches.iter().zip(self.stretches.iter().skip(1)).map(|(before, after)| (before.end(), after.at))
    }

    /// The marks of a scale, at most about `most` of them in the window.
    pub fn scale(&self, window: Window, most: i64, zone: &str, rules: &dyn ZoneRules) -> Vec<Mark> {
        let step = STEPS
            .iter()
            .copied()
            .find(|step| window.length() / step <= most.max(1))
            .unwrap_or(STEPS.last().copied().unwrap_or(DAY_SECONDS));
        let mut marks = Vec::new();
        for stretch in &self.stretches {
            let (from, to) = (window.from.max(stretch.at), window.to.min(stretch.end()));
            if from >= to {
                continue;
            }
            let first = self.instant(from);
            let offset = i64::from(offset_of(zone, first, rules).unwrap_or(0));
            let start = (first.seconds() + offset).div_euclid(step) * step - offset;
            let last = stretch.from + (to - stretch.at);
            let mut seconds = start;
            let mut count = 0;
            while seconds <= last && count <= most.saturating_mul(2).max(8) {
                // Where clocks change, the marks after it follow the new one.
                let here = Instant::from_seconds(seconds).unwrap_or(Instant::MAX);
                let now = i64::from(offset_of(zone, here, rules).unwrap_or(0));
                let aligned = if step >= 3600 { seconds + (offset - now) } else { seconds };
                if aligned >= stretch.from && aligned <= last && aligned >= first.seconds() {
                    let instant = Instant::from_seconds(aligned).unwrap_or(Instant::MAX);
                    let wall = instant.wall(i32::try_from(now).unwrap_or(0));
                    marks.push(Mark {
                        at: self.place(instant),
                        label: match step {
                            step if step >= DAY_SECONDS => wall.day.short(),
                            step if step < 60 => {
                                format!("{:02}:{:02}:{:02}", wall.hour(), wall.minute(), wall.second_of_minute())
                            }
                            _ => format!("{:02}:{:02}", wall.hour(), wall.minute()),
                        },
                        day: (wall.second == 0).then(|| wall.day.short()),
                    });
                }
                seconds += step;
                count += 1;
            }
        }
        marks
    }
}

/// The distances between the marks of a scale, in seconds: those of a clock's face.
const STEPS: &[i64] = &[
    1,
    5,
    10,
    30,
    60,
    300,
    600,
    900,
    1800,
    3600,
    2 * 3600,
    3 * 3600,
    6 * 3600,
    12 * 3600,
    DAY_SECONDS,
    2 * DAY_SECONDS,
    7 * DAY_SECONDS,
    14 * DAY_SECONDS,
    28 * DAY_SECONDS,
    91 * DAY_SECONDS,
    364 * DAY_SECONDS,
    3_640 * DAY_SECONDS,
];

/// A mark of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Where, in units.
    pub at: i64,
    /// What a clock showed there: `22:30`, or `17 Mar` where the marks are days apart.
    pub label: String,
    /// The day that begins here, where one does.
    pub day: Option<String>,
}

/// What is in sight, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Where it begins.
    pub from: i64,
    /// Where it ends, behind its beginning.
    pub to: i64,
}

/// The closest one can look, in units: a minute.
const CLOSEST: i64 = 60;

impl Window {
    /// All of an axis.
    pub fn whole(axis: &Axis) -> Window {
        Window { from: 0, to: axis.length() }
    }

    /// How wide it is, in units; at least 1.
    pub fn length(self) -> i64 {
        (self.to - self.from).max(1)
    }

    /// Whether all of the axis is in sight.
    pub fn is_whole(self, axis: &Axis) -> bool {
        self.length() >= axis.length()
    }

    /// The place that many parts of `of` from its beginning.
    pub fn at(self, part: i64, of: i64) -> i64 {
        self.from + self.length().saturating_mul(part) / of.max(1)
    }

    /// Where a place is seen: 0 at the left end, 100 at the right one.
    #[expect(clippy::cast_precision_loss, reason = "seconds of a calendar fit an f64 to the second")]
    pub fn percent(self, at: i64) -> f64 {
        (at - self.from) as f64 / self.length() as f64 * 100.0
    }

    /// Half or twice as wide, with `around` staying where it is.
    #[must_use]
    pub fn zoomed(self, closer: bool, around: i64, axis: &Axis) -> Window {
        let length = if closer { self.length() / 2 } else { self.length() * 2 };
        let length = length.clamp(CLOSEST.min(axis.length()), axis.length());
        let left = (around - self.from).clamp(0, self.length()).saturating_mul(length) / self.length();
        Window { from: around - left, to: around - left + length }.within(axis)
    }

    /// Moved by so many parts of `of` of its own width.
    #[must_use]
    pub fn moved(self, parts: i64, of: i64, axis: &Axis) -> Window {
        let by = self.length().saturating_mul(parts) / of.max(1);
        Window { from: self.from + by, to: self.to + by }.within(axis)
    }

    /// The same, moved as far as it takes to have a place in sight.
    #[must_use]
    pub fn showing(self, at: i64, axis: &Axis) -> Window {
        if at >= self.from && at <= self.to {
            return self;
        }
        let from = at - self.length() / 2;
        Window { from, to: from + self.length() }.within(axis)
    }

    /// The same, kept to an axis: what it showed may have changed.
    #[must_use]
    pub fn within(self, axis: &Axis) -> Window {
        let length = self.length().min(axis.length());
        let from = self.from.clamp(0, axis.length() - length);
        Window { from, to: from + length }
    }
}
