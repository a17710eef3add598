//! The next meeting: three questions, fifteen minutes, thirty days out.

use crate::review::Moment;
use crate::review::moment::{Instant, Placed, Precision, Tick, Wall, When, Zone, ZoneRules, offset_of, place};

/// The questions, in order.
pub const QUESTIONS: [&str; 3] = [
    "Did the funded fix ship?",
    "Did the behaviour stick?",
    "Did we add anything in the panic that we should now remove?",
];
/// How long it takes, in minutes.
pub const MINUTES: u16 = 15;
/// How many days after it is booked it takes place, unless another day is said.
pub const DAYS: i64 = 30;

/// Thirty days out, at the hour of now, rounded, on the clock of a zone.
pub fn thirty_days_out(now: Instant, zone: &str, rules: &dyn ZoneRules) -> Moment {
    let wall = now.wall(offset_of(zone, now, rules).unwrap_or(0));
    at_this_hour(Wall { day: wall.day.plus(DAYS), ..wall }, zone, rules)
}

/// A moment that has a time of day: its own, or where it names a day only, the hour of now, rounded. `None` where it
/// names no day.
pub fn with_a_time(moment: &Moment, now: Instant, zone: &str, rules: &dyn ZoneRules) -> Option<Moment> {
    match moment.when() {
        When::At { tick, .. } if tick.precision().is_day() => {
            let day = moment.day_in(zone, rules)?;
            let wall = now.wall(offset_of(zone, now, rules).unwrap_or(0));
            Some(at_this_hour(Wall { day, ..wall }, zone, rules))
        }
        When::At { .. } => Some(moment.clone()),
        _ => moment.nominal().map(|at| Moment::exact(at, Precision::Minute)),
    }
}

fn at_this_hour(wall: Wall, zone: &str, rules: &dyn ZoneRules) -> Moment {
    let hour = (wall.hour() + wall.minute() / 30).min(23);
    let wall = Wall { second: hour * 3600, nanos: 0, ..wall };
    let (at, offset) = match place(wall, zone, rules) {
        Some(Placed::Once { at, offset }) => (at, offset),
        Some(Placed::Twice { earlier, earlier_offset, .. }) => (earlier, earlier_offset),
        Some(Placed::Never { latest, offset, .. }) => (latest, offset),
        None => (wall.at_offset(0).unwrap_or(Instant::MAX), 0),
    };
    let tick = Tick::new(at, Precision::Minute);
    let written = format!("{} {hour:02}:00", wall.day.iso());
    Moment::new(When::At { tick, approximate: false }, Zone::Unstated, offset, written)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Berlin;

    impl ZoneRules for Berlin {
        fn offset_seconds(&self, _zone: &str, at: Instant) -> Option<i32> {
            // Until the last Sunday of March 2026, 01:00 UTC.
            Some(if at.seconds() < 1_774_746_000 { 3600 } else { 7200 })
        }
    }

    // S3-34
    #[test]
    fn thirty_days_out_is_at_the_hour_of_now_on_the_clock_of_the_review() {
        let now = Instant::from_seconds(1_773_787_620).unwrap(); // 23:47 in Berlin
        let moment = thirty_days_out(now.plus(-3 * 3600), "Europe/Berlin", &Berlin); // 20:47
        assert_eq!(moment.as_written(), "2026-04-16 21:00");
        assert_eq!(moment.nominal().unwrap().wall(7200).hour(), 21);
        assert_eq!(thirty_days_out(now, "Europe/Berlin", &Berlin).as_written(), "2026-04-16 23:00");
        let day = Moment::date(crate::review::moment::Day::new(2026, 5, 2).unwrap()).unwrap();
        let timed = with_a_time(&day, now.plus(-8 * 3600), "Europe/Berlin", &Berlin).unwrap();
        assert_eq!(timed.as_written(), "2026-05-02 16:00");
        assert_eq!(with_a_time(&timed, now, "Europe/Berlin", &Berlin), Some(timed));
        assert_eq!(with_a_time(&Moment::unknown(), now, "UTC", &Berlin), None);
    }
}
