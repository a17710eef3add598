//! The two rulers under every moment: an instant on the UTC line, and a day of the calendar.
//!
//! Promises: an [`Instant`] always lies between the years 1 and 9999, so it can always be printed with four
//! digits; a [`Day`] is always a real day. It knows nothing of zones beyond a fixed offset in seconds.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// Seconds in a day of 24 hours.
pub const DAY_SECONDS: i64 = 86_400;

/// A point on the UTC line, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    /// The beginning of the year 1. Some tools write it where they mean "not yet".
    pub const MIN: Self = Self { seconds: -62_135_596_800, nanos: 0 };
    /// The last instant that every zone can still show in the year 9999.
    pub const MAX: Self = Self { seconds: 253_402_207_200, nanos: 0 };

    /// Seconds since 1970-01-01T00:00:00Z and nanoseconds within the second (below one billion). `None` outside
    /// the years 1 to 9999.
    pub fn new(seconds: i64, nanos: u32) -> Option<Self> {
        let made = Self { seconds, nanos };
        (nanos < 1_000_000_000 && made >= Self::MIN && made <= Self::MAX).then_some(made)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Self::new(seconds, 0)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, the count a browser's clock gives.
    pub fn from_millis(millis: i64) -> Option<Self> {
        let nanos = u32::try_from(millis.rem_euclid(1000)).ok()?.checked_mul(1_000_000)?;
        Self::new(millis.div_euclid(1000), nanos)
    }

    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds within the second.
    pub fn nanos(self) -> u32 {
        self.nanos
    }

    pub fn millis(self) -> i64 {
        self.seconds.saturating_mul(1000).saturating_add(i64::from(self.nanos / 1_000_000))
    }

    /// Later by so many seconds (earlier when negative); stops at the ends of the line.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        let moved = Self { seconds: self.seconds.saturating_add(seconds), nanos: self.nanos };
        moved.clamp(Self::MIN, Self::MAX)
    }

    /// The nanosecond before this one.
    #[must_use]
    pub fn just_before(self) -> Self {
        let moved = match self.nanos.checked_sub(1) {
            Some(nanos) => Self { seconds: self.seconds, nanos },
            None => Self { seconds: self.seconds.saturating_sub(1), nanos: 999_999_999 },
        };
        moved.max(Self::MIN)
    }

    /// This instant without its fraction of a second.
    #[must_use]
    pub fn whole_second(self) -> Self {
        Self { seconds: self.seconds, nanos: 0 }
    }

    /// The last whole minute at or before this instant.
    #[must_use]
    pub fn whole_minute(self) -> Self {
        Self { seconds: self.seconds.saturating_sub(self.seconds.rem_euclid(60)), nanos: 0 }
    }

    /// What a wall clock shows `offset` seconds east of Greenwich.
    pub fn wall(self, offset: i32) -> Wall {
        let local = self.seconds.saturating_add(i64::from(offset));
        let of_day = local.rem_euclid(DAY_SECONDS);
        Wall {
            day: Day::from_number(local.div_euclid(DAY_SECONDS)),
            second: u32::try_from(of_day).unwrap_or(0),
            nanos: self.nanos,
        }
    }
}

/// What a wall clock and a calendar show, in no particular zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wall {
    pub day: Day,
    /// Second of the day, 0 to 86,400; the last one means "24:00", the end of the day.
    pub second: u32,
    pub nanos: u32,
}

impl Wall {
    pub fn hour(self) -> u32 {
        self.second / 3600
    }

    pub fn minute(self) -> u32 {
        self.second / 60 % 60
    }

    pub fn second_of_minute(self) -> u32 {
        self.second % 60
    }

    /// The instant this is `offset` seconds east of Greenwich.
    pub fn at_offset(self, offset: i32) -> Option<Instant> {
        let local = self.day.number().checked_mul(DAY_SECONDS)?.checked_add(i64::from(self.second))?;
        Instant::new(local.checked_sub(i64::from(offset))?, self.nanos)
    }
}

/// A day of the calendar, in no particular zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// `None` when there is no such day, or the year is outside 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Self)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        Offset::UTC
            .to_timestamp(self.0.at(0, 0, 0, 0))
            .map_or(Instant::MAX.seconds.div_euclid(DAY_SECONDS), |at| at.as_second().div_euclid(DAY_SECONDS))
    }

    /// The day so many days after 1970-01-01; stops at the ends of the calendar.
    pub fn from_number(number: i64) -> Self {
        let seconds = number.saturating_mul(DAY_SECONDS).clamp(-62_200_000_000, Instant::MAX.seconds);
        let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        Self(Offset::UTC.to_datetime(at).date())
    }

    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self::from_number(self.number().saturating_add(days))
    }

    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        u32::try_from(self.0.month()).unwrap_or(1)
    }

    /// 1 to 31.
    pub fn day(self) -> u32 {
        u32::try_from(self.0.day()).unwrap_or(1)
    }

    /// Monday is 0, Sunday 6.
    pub fn weekday(self) -> u32 {
        u32::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or(0)
    }

    pub fn days_in_month(self) -> u32 {
        u32::try_from(self.0.days_in_month()).unwrap_or(28)
    }

    pub fn month_name(self) -> &'static str {
        let at = usize::try_from(self.month()).unwrap_or(1).saturating_sub(1);
        MONTHS.get(at).copied().unwrap_or("January")
    }

    pub fn weekday_name(self) -> &'static str {
        match self.weekday() {
            0 => "Monday",
            1 => "Tuesday",
            2 => "Wednesday",
            3 => "Thursday",
            4 => "Friday",
            5 => "Saturday",
            _ => "Sunday",
        }
    }

    /// `Tuesday 17 March 2026`: the heading of a day in a list.
    pub fn heading(self) -> String {
        format!("{} {}", self.weekday_name(), self.long())
    }

    /// `17 March 2026`.
    pub fn long(self) -> String {
        format!("{} {} {}", self.day(), self.month_name(), self.year())
    }

    /// `17 Mar`.
    pub fn short(self) -> String {
        let month: String = self.month_name().chars().take(3).collect();
        format!("{} {month}", self.day())
    }

    /// `2026-03-17`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}
