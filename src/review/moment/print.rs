//! A moment in words and figures: as written, in UTC, in the reader's zone, short for a list, whole for a listener.
//!
//! Promises: what is printed in UTC can be read again with the same bounds; nothing printed claims more than the
//! moment does; a date without a time is never moved into another zone.

use super::{
    Day, Instant, Moment, Precision, Tick, When, Zone, ZoneRules,
    zone::{offset_of, print_offset},
};

impl Moment {
    /// The words it was written with; its own clock's reading where there are none.
    pub fn as_written(&self) -> String {
        if self.written.is_empty() {
            self.printed(&|_| self.offset, &suffix(self.offset))
        } else {
            self.written.clone()
        }
    }

    /// `2026-03-17 22:47:12 UTC`, with what it takes to say that it is less than exact.
    pub fn in_utc(&self) -> String {
        self.printed(&|_| 0, " UTC")
    }

    /// The same in a zone: an IANA name, `UTC`, or an offset. In UTC when the rules do not know the zone.
    pub fn in_zone(&self, zone: &str, rules: &dyn ZoneRules) -> String {
        let known = self.nominal().and_then(|at| offset_of(zone, at, rules)).is_some();
        if known {
            self.printed(&|at| offset_of(zone, at, rules).unwrap_or(0), &format!(" {zone}"))
        } else {
            self.in_utc()
        }
    }

    /// What a row of a list shows beside its day's heading: `22:47:12`, `~23:20`, `23:19–23:25`,
    /// `before 31 Jan`, `date only`, `time unknown`.
    pub fn short(&self, zone: &str, rules: &dyn ZoneRules) -> String {
        let offset = |at: Instant| offset_of(zone, at, rules).unwrap_or(0);
        let clock = |tick: Tick| clock(tick, offset(tick.at()));
        let home = self.day_in(zone, rules);
        // An end that lies on another day says which.
        let end = |tick: Tick| {
            let day = tick.at().wall(if tick.precision().is_day() { self.offset } else { offset(tick.at()) }).day;
            match (tick.precision().is_day(), home == Some(day)) {
                (true, _) => day.short(),
                (false, true) => clock(tick),
                (false, false) => format!("{} {}", day.short(), clock(tick)),
            }
        };
        match self.when {
            When::At { tick, approximate } if tick.precision().is_day() => {
                if approximate {
                    "about this day".to_owned()
                } else {
                    "date only".to_owned()
                }
            }
            When::At { tick, approximate } => format!("{}{}", tilde(approximate), clock(tick)),
            When::Range { start: Some(start), end: Some(last), approximate } => {
                format!("{}{}–{}", tilde(approximate), end(start), end(last))
            }
            When::Range { start: Some(start), .. } => format!("from {}", end(start)),
            When::Range { end: Some(last), .. } => format!("until {}", end(last)),
            When::Before(tick) => format!("before {}", end_far(tick, &end, self.offset)),
            When::After(tick) => format!("after {}", end_far(tick, &end, self.offset)),
            When::Unknown { from: Some(from), until: Some(until) } => {
                let last = Tick::new(until.plus(-60), Precision::Minute);
                let first = Tick::new(from, Precision::Minute);
                let one_day = from.wall(offset(from)).day == until.just_before().wall(offset(until)).day;
                if !one_day || until.seconds() - from.seconds() >= 82_800 {
                    "time unknown".to_owned()
                } else {
                    format!("{}–{}?", clock(first), clock(last))
                }
            }
            When::Range { .. } | When::Unknown { .. } => "time unknown".to_owned(),
        }
    }

    /// The day whose heading it stands under in a zone; `None` when it has no place. A date without a time
    /// belongs to its own day everywhere.
    pub fn day_in(&self, zone: &str, rules: &dyn ZoneRules) -> Option<Day> {
        let at = self.nominal()?;
        let own = match self.when {
            When::At { tick, .. } | When::Range { start: Some(tick), .. } => tick.precision().is_day(),
            When::Unknown { from: Some(from), until: Some(until) } => until.seconds() - from.seconds() >= 82_800,
            _ => false,
        };
        let offset = if own { self.offset } else { offset_of(zone, at, rules).unwrap_or(0) };
        Some(at.wall(offset).day)
    }

    /// `Tuesday 17 March 2026`, or `Time unknown`.
    pub fn heading(&self, zone: &str, rules: &dyn ZoneRules) -> String {
        if let Some(tick) = self.before_a_day() {
            return format!("Before {}", tick.at().wall(self.offset).day.heading());
        }
        self.day_in(zone, rules).map_or_else(|| "Time unknown".to_owned(), Day::heading)
    }

    /// The day before whose beginning it was, where no more is known than that.
    pub fn before_a_day(&self) -> Option<Tick> {
        match self.when {
            When::Before(tick) if tick.precision().is_day() => Some(tick),
            _ => None,
        }
    }

    /// For a listener: `17 March 2026, about 23:20`.
    pub fn spoken(&self, zone: &str, rules: &dyn ZoneRules) -> String {
        let offset = |tick: Tick| {
            if tick.precision().is_day() { self.offset } else { offset_of(zone, tick.at(), rules).unwrap_or(0) }
        };
        let whole = |tick: Tick| {
            let wall = tick.at().wall(offset(tick));
            let day = wall.day.long();
            match tick.precision() {
                Precision::Day { .. } => day,
                Precision::Second | Precision::Fraction => format!(
                    "{day}, {:02}:{:02} and {}",
                    wall.hour(),
                    wall.minute(),
                    seconds_words(wall.second_of_minute())
                ),
                _ => format!("{day}, {}", clock(tick, offset(tick))),
            }
        };
        match self.when {
            When::At { tick, approximate } if tick.precision().is_day() => {
                format!("{}{}, time of day not known", if approximate { "about " } else { "" }, whole(tick))
            }
            When::At { tick, approximate } => {
                let text = whole(tick);
                if approximate { text.replacen(", ", ", about ", 1) } else { text }
            }
            When::Range { start: Some(start), end: Some(end), approximate } => {
                let about = if approximate { "about " } else { "" };
                let same = start.at().wall(offset(start)).day == end.at().wall(offset(end)).day;
                let last = if same && !end.precision().is_day() { clock(end, offset(end)) } else { whole(end) };
                format!("{about}{} to {last}", whole(start))
            }
            When::Range { start: Some(start), .. } => format!("from {}, end not known", whole(start)),
            When::Range { end: Some(end), .. } => format!("until {}, beginning not known", whole(end)),
            When::Before(tick) => format!("before {}", whole(tick)),
            When::After(tick) => format!("after {}", whole(tick)),
            When::Unknown { from: Some(from), until: Some(until) } => format!(
                "at some time between {} and {}",
                whole(Tick::new(from, Precision::Minute)),
                whole(Tick::new(until, Precision::Minute))
            ),
            When::Range { .. } | When::Unknown { .. } => "time not known".to_owned(),
        }
    }

    fn printed(&self, offset: &dyn Fn(Instant) -> i32, zone: &str) -> String {
        let one = |tick: Tick| self.one(tick, offset, zone);
        match self.when {
            When::At { tick, approximate } => format!("{}{}", tilde(approximate), one(tick)),
            When::Range { start: Some(start), end: Some(end), approximate } => {
                format!("{}{} – {}", tilde(approximate), one(start), one(end))
            }
            When::Range { start: Some(start), approximate, .. } => {
                format!("since {}{}", tilde(approximate), one(start))
            }
            When::Range { end: Some(end), approximate, .. } => format!("until {}{}", tilde(approximate), one(end)),
            When::Before(tick) => format!("before {}", one(tick)),
            When::After(tick) => format!("after {}", one(tick)),
            When::Unknown { from: Some(from), until: Some(until) } => {
                let whole =
                    until.seconds().rem_euclid(60) == 0 && until.nanos() == 0 && until.seconds() - from.seconds() >= 60;
                let (last, precision) =
                    if whole { (until.plus(-60), Precision::Minute) } else { (until.plus(-1), Precision::Second) };
                let first = if from.seconds().rem_euclid(60) == 0 { Precision::Minute } else { Precision::Second };
                format!("between {} and {}", one(Tick::new(from, first)), one(Tick::new(last, precision)))
            }
            When::Unknown { from: Some(from), .. } => format!("since {}", one(Tick::new(from, Precision::Second))),
            When::Unknown { until: Some(until), .. } => format!("before {}", one(Tick::new(until, Precision::Second))),
            When::Range { .. } | When::Unknown { .. } => "time unknown".to_owned(),
        }
    }

    /// One tick with its date and its zone; a date alone keeps the zone it was written in.
    fn one(&self, tick: Tick, offset: &dyn Fn(Instant) -> i32, zone: &str) -> String {
        if tick.precision().is_day() {
            let day = tick.at().wall(self.offset).day.iso();
            return match &self.zone {
                Zone::Named(name) => format!("{day} {name}"),
                _ => format!("{day}{}", suffix(self.offset)),
            };
        }
        let offset = offset(tick.at());
        let wall = tick.at().wall(offset);
        if tick.precision() == Precision::Hour && !wall.second.is_multiple_of(3600) {
            // An hour of a half-hour zone is no hour here: say which sixty minutes.
            let first = clock(Tick::new(tick.at(), Precision::Minute), offset);
            let last = tick.at().plus(3540);
            let last_wall = last.wall(offset);
            return format!(
                "{} {first}{zone} – {} {}{zone}",
                wall.day.iso(),
                last_wall.day.iso(),
                clock(Tick::new(last, Precision::Minute), offset)
            );
        }
        format!("{} {}{zone}", wall.day.iso(), clock(tick, offset))
    }
}

fn end_far(tick: Tick, end: &dyn Fn(Tick) -> String, offset: i32) -> String {
    if tick.precision().is_day() { tick.at().wall(offset).day.short() } else { end(tick) }
}

fn tilde(approximate: bool) -> &'static str {
    if approximate { "~" } else { "" }
}

fn suffix(offset: i32) -> String {
    if offset == 0 { " UTC".to_owned() } else { format!(" UTC{}", print_offset(offset)) }
}

fn seconds_words(seconds: u32) -> String {
    if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") }
}

/// The clock's reading at a tick, as fine as the tick is.
fn clock(tick: Tick, offset: i32) -> String {
    let wall = tick.at().wall(offset);
    let (hour, minute, second) = (wall.hour(), wall.minute(), wall.second_of_minute());
    match tick.precision() {
        Precision::Hour if minute == 0 && second == 0 => {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}{half}", if hour % 12 == 0 { 12 } else { hour % 12 })
        }
        Precision::Day { .. } | Precision::Hour | Precision::Minute => format!("{hour:02}:{minute:02}"),
        Precision::Second => format!("{hour:02}:{minute:02}:{second:02}"),
        Precision::Fraction => {
            let fraction = format!("{:09}", wall.nanos);
            let fraction = fraction.trim_end_matches('0');
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            format!("{hour:02}:{minute:02}:{second:02}.{fraction}")
        }
    }
}
