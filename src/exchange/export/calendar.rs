//! An appointment as a file that calendars read (RFC 5545).
//!
//! Promises: the same appointment gives the same bytes, but for the stamp that is handed in; text is escaped and
//! lines are folded at 75 bytes between characters; nothing in it opens a review: it carries public ids only.
//!
//! An appointment in a zone brings the rules of that zone along, a year to either side, so that it stands at the
//! right time in a calendar that does not know the zone. What repeats stands at the clock of whoever looks
//! ("floating"): nobody knows the rules of the years to come.

use crate::review::moment::{Instant, ZoneRules, fixed_offset, offset_of};

/// How often an appointment comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Each week, on that day.
    Week,
    /// Each year, on that day.
    Year,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment<'a> {
    /// What tells it from every other; made again with the same one, it replaces the old one.
    pub uid: &'a str,
    /// When it begins.
    pub start: Instant,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// What it is.
    pub title: &'a str,
    /// What is to be done in it.
    pub about: &'a str,
    /// The zone whose clock it goes by: an IANA name, or an offset; empty for UTC.
    pub zone: &'a str,
    /// Where it leads; empty for nowhere.
    pub link: &'a str,
    /// Whether the calendar is to remind, a day and a quarter of an hour before.
    pub reminds: bool,
    /// How often it comes again.
    pub every: Option<Every>,
}

/// How far to either side of an appointment the rules of its zone are told.
const DAYS_OF_RULES: i64 = 370;
const DAY: i64 = 86_400;

/// The file, made at `now`.
pub fn write(appointment: &Appointment<'_>, now: Instant, rules: &dyn ZoneRules) -> String {
    let start = appointment.start;
    let end = start.plus(i64::from(appointment.minutes) * 60);
    let zone = appointment.zone;
    let known = offset_of(zone, start, rules);
    let here = known.filter(|_| appointment.every.is_none() && fixed_offset(zone) != Some(0));
    let name: String =
        zone.chars().filter(|letter| letter.is_ascii_alphanumeric() || "/_+-".contains(*letter)).collect();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Second Story//Second Story//EN".to_owned(),
    ];
    if here.is_some() {
        lines.push("BEGIN:VTIMEZONE".to_owned());
        lines.push(format!("TZID:{name}"));
        rules_of(zone, start, rules, &mut lines);
        lines.push("END:VTIMEZONE".to_owned());
    }
    let time = |called: &str, at: Instant| match (here, appointment.every) {
        (Some(_), _) => {
            format!("{called};TZID={name}:{}", stamp(at, offset_of(zone, at, rules).or(known).unwrap_or(0)))
        }
        (None, Some(_)) => format!("{called}:{}", stamp(at, known.unwrap_or(0))),
        (None, None) => format!("{called}:{}Z", stamp(at, 0)),
    };
    lines.extend([
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@second-story", escaped(appointment.uid)),
        format!("DTSTAMP:{}Z", stamp(now, 0)),
        time("DTSTART", start),
        time("DTEND", end),
        format!("SUMMARY:{}", escaped(appointment.title)),
        format!("DESCRIPTION:{}", escaped(appointment.about)),
    ]);
    match appointment.every {
        Some(Every::Week) => lines.push("RRULE:FREQ=WEEKLY".to_owned()),
        Some(Every::Year) => lines.push("RRULE:FREQ=YEARLY".to_owned()),
        None => {}
    }
    if !appointment.link.is_empty() {
        // An address is not a text: nothing in it is escaped, and nothing in it may end the line.
        let link: String = appointment.link.chars().filter(|letter| !letter.is_control()).collect();
        lines.push(format!("URL:{link}"));
    }
    if appointment.reminds {
        for before in ["-P1D", "-PT15M"] {
            lines.extend([
                "BEGIN:VALARM".to_owned(),
                "ACTION:DISPLAY".to_owned(),
                format!("DESCRIPTION:{}", escaped(appointment.title)),
                format!("TRIGGER:{before}"),
                "END:VALARM".to_owned(),
            ]);
        }
    }
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
    lines.iter().map(|line| folded(line)).collect()
}

/// What the clocks of a zone do around a time.
fn rules_of(zone: &str, around: Instant, rules: &dyn ZoneRules, lines: &mut Vec<String>) {
    let offset = |at: Instant| offset_of(zone, at, rules).unwrap_or(0);
    let mut turns = Vec::new();
    let first = around.plus(-DAYS_OF_RULES * DAY).whole_minute();
    for day in 0..2 * DAYS_OF_RULES {
        let (mut low, mut high) = (first.plus(day * DAY), first.plus((day + 1) * DAY));
        let (before, after) = (offset(low), offset(high));
        if before == after {
            continue;
        }
        while high.seconds() - low.seconds() > 1 {
            let middle = low.plus((high.seconds() - low.seconds()) / 2);
            if offset(middle) == before { low = middle } else { high = middle }
        }
        turns.push((high, before, after));
    }
    let begins = offset(first);
    let summer = turns.first().is_some_and(|(_, before, after)| after < before);
    observance("19700101T000000", begins, begins, summer, lines);
    for (at, before, after) in turns {
        observance(&stamp(at, before), before, after, after > before, lines);
    }
}

fn observance(start: &str, before: i32, after: i32, summer: bool, lines: &mut Vec<String>) {
    let name = if summer { "DAYLIGHT" } else { "STANDARD" };
    lines.extend([
        format!("BEGIN:{name}"),
        format!("DTSTART:{start}"),
        format!("TZOFFSETFROM:{}", offset_text(before)),
        format!("TZOFFSETTO:{}", offset_text(after)),
        format!("END:{name}"),
    ]);
}

/// `+0100`.
fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.unsigned_abs();
    let rest = if size.is_multiple_of(60) { String::new() } else { format!("{:02}", size % 60) };
    format!("{sign}{:02}{:02}{rest}", size / 3600, size / 60 % 60)
}

/// `20260317T224700`, on a clock so many seconds east of Greenwich.
fn stamp(at: Instant, offset: i32) -> String {
    let wall = at.wall(offset);
    format!("{}T{:02}{:02}{:02}", wall.day.iso().replace('-', ""), wall.hour(), wall.minute(), wall.second_of_minute())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            // Other control characters have no place in such a file.
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line, its further parts beginning with a space, each ended as the format asks.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut used = 0;
    for letter in line.chars() {
        if used + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::UtcOnly;

    #[test]
    fn an_appointment_is_what_calendars_read() {
        let start = Instant::from_seconds(1_773_787_620).unwrap();
        let about = "Did the fix ship?\nDid it stick; what can go?, 👩‍👩‍👧 and a long line that has to be folded at the seventy-fifth byte";
        let appointment = Appointment {
            uid: "abc",
            start,
            minutes: 15,
            title: "Reconvene: a, b",
            about,
            zone: "UTC",
            link: "",
            reminds: false,
            every: None,
        };
        let made = write(&appointment, start.plus(-60), &UtcOnly);
        for line in [
            "UID:abc@second-story\r\n",
            "DTSTAMP:20260317T224600Z\r\n",
            "DTSTART:20260317T224700Z\r\n",
            "DTEND:20260317T230200Z\r\n",
            "SUMMARY:Reconvene: a\\, b\r\n",
        ] {
            assert!(made.contains(line), "{line:?} in {made}");
        }
        assert!(made.lines().all(|line| line.len() <= 75), "{made}");
        let unfolded = made.replace("\r\n ", "");
        assert!(
            unfolded.contains("DESCRIPTION:Did the fix ship?\\nDid it stick\\; what can go?\\, 👩‍👩‍👧 and"),
            "{unfolded}"
        );
        assert!(made.ends_with("END:VCALENDAR\r\n"));
        let offset = write(&Appointment { zone: "+05:30", ..appointment.clone() }, start, &UtcOnly);
        assert!(offset.contains("DTSTART;TZID=+0530:20260318T041700\r\n"), "{offset}");
        let weekly = write(&Appointment { every: Some(Every::Week), ..appointment }, start, &UtcOnly);
        assert!(weekly.contains("DTSTART:20260317T224700\r\n") && weekly.contains("RRULE:FREQ=WEEKLY\r\n"), "{weekly}");
    }
}
