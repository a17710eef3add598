//! An appointment as a file that calendars read (RFC 5545).
//!
//! Promises: the same appointment gives the same bytes, but for the stamp that is handed in; text is escaped and
//! lines are folded at 75 bytes between characters; nothing in it opens a review: it carries public ids only.

use crate::review::moment::Instant;

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
}

/// The file, made at `now`.
pub fn write(appointment: &Appointment<'_>, now: Instant) -> String {
    let end = appointment.start.plus(i64::from(appointment.minutes) * 60);
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Second Story//Second Story//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@second-story", escaped(appointment.uid)),
        format!("DTSTAMP:{}", stamp(now)),
        format!("DTSTART:{}", stamp(appointment.start)),
        format!("DTEND:{}", stamp(end)),
        format!("SUMMARY:{}", escaped(appointment.title)),
        format!("DESCRIPTION:{}", escaped(appointment.about)),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}

/// `20260317T224700Z`.
fn stamp(at: Instant) -> String {
    let wall = at.wall(0);
    format!("{}T{:02}{:02}{:02}Z", wall.day.iso().replace('-', ""), wall.hour(), wall.minute(), wall.second_of_minute())
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

    #[test]
    fn an_appointment_is_what_calendars_read() {
        let start = Instant::from_seconds(1_773_787_620).unwrap();
        let about = "Did the fix ship?\nDid it stick; what can go?, 👩‍👩‍👧 and a long line that has to be folded at the seventy-fifth byte";
        let made =
            write(&Appointment { uid: "abc", start, minutes: 15, title: "Reconvene: a, b", about }, start.plus(-60));
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
    }
}
