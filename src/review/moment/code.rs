//! A moment as one line of text: what the document stores and JSON carries.
//!
//! `<instants>|<form>|<zone>|<words>`, for example `2026-03-17T22:47:12Z|s|+01:00|23:47:12 CET`.
//!
//! - instants: one; or `first/last`, an open end being `..`. UTC, always with seconds, a fraction as short as it
//!   can be, so that strings of exact times sort as the times do.
//! - form: `s`, `m`, `h`, `f` (fraction) or `d` (a day; `d1380` when it is not 1,440 minutes long) after `~` for
//!   approximate, `<` for before, `>` for after; `m-s` for the two ends of a range; `?` for unknown.
//! - zone: `+01:00` written as an offset, `Europe/Berlin+01:00` written by name, `?+01:00` not written.
//! - words: as written, to the end of the line.
//!
//! Promises: one moment has one encoding, and decoding refuses everything that is not one.

use super::{
    Instant, Moment, Precision, Tick, Wall, When, Zone,
    instant::Day,
    zone::{parse_offset, print_offset},
};

/// Text that is not an encoded moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableMoment {
    #[error("a stored time has {0} parts where it needs four: instants, form, zone and words")]
    Parts(usize),
    #[error("a stored time has “{0}” where an instant should stand")]
    Instant(String),
    #[error("a stored time has “{0}” where its form should stand")]
    Form(String),
    #[error("a stored time has “{0}” where its zone should stand")]
    Zone(String),
    #[error("a stored time is not written in the one way it should be: “{0}”")]
    NotCanonical(String),
}

impl Moment {
    /// The one line this moment is stored as.
    pub fn encode(&self) -> String {
        let (instants, form) = match self.when {
            When::At { tick, approximate } => {
                (print_instant(tick.at()), format!("{}{}", tilde(approximate), letter(tick.precision())))
            }
            When::Range { start, end, approximate } => (
                format!("{}/{}", end_of_line(start.map(Tick::at)), end_of_line(end.map(Tick::at))),
                format!(
                    "{}{}-{}",
                    tilde(approximate),
                    start.map(|tick| letter(tick.precision())).unwrap_or_default(),
                    end.map(|tick| letter(tick.precision())).unwrap_or_default()
                ),
            ),
            When::Before(tick) => (print_instant(tick.at()), format!("<{}", letter(tick.precision()))),
            When::After(tick) => (print_instant(tick.at()), format!(">{}", letter(tick.precision()))),
            When::Unknown { from, until } => (format!("{}/{}", end_of_line(from), end_of_line(until)), "?".to_owned()),
        };
        let offset = print_offset(self.offset);
        let zone = match &self.zone {
            Zone::Unstated => format!("?{offset}"),
            Zone::Offset => offset,
            Zone::Named(name) => format!("{name}{offset}"),
        };
        format!("{instants}|{form}|{zone}|{}", self.written)
    }

    /// Reads what [`Moment::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, UnreadableMoment> {
        let parts: Vec<&str> = text.splitn(4, '|').collect();
        let [instants, form, zone, written] = parts.as_slice() else {
            return Err(UnreadableMoment::Parts(parts.len()));
        };
        let bad_form = || UnreadableMoment::Form((*form).to_owned());
        let (approximate, bare) = form.strip_prefix('~').map_or((false, *form), |rest| (true, rest));
        let when = if let Some((first, last)) = instants.split_once('/') {
            let (first, last) = (read_end(first)?, read_end(last)?);
            if *form == "?" {
                When::Unknown { from: first, until: last }
            } else {
                let (start, end) = bare.split_once('-').ok_or_else(bad_form)?;
                let tick = |at: Option<Instant>, precision: &str| match (at, precision) {
                    (None, "") => Ok(None),
                    (Some(at), precision) => Ok(Some(Tick::new(at, precision_of(precision).ok_or_else(bad_form)?))),
                    (None, _) => Err(bad_form()),
                };
                When::Range { start: tick(first, start)?, end: tick(last, end)?, approximate }
            }
        } else {
            let at = read_instant(instants)?;
            let tick = |letter: &str| precision_of(letter).map(|it| Tick::new(at, it)).ok_or_else(bad_form);
            match bare.split_at_checked(1) {
                Some(("<", rest)) if !approximate => When::Before(tick(rest)?),
                Some((">", rest)) if !approximate => When::After(tick(rest)?),
                _ => When::At { tick: tick(bare)?, approximate },
            }
        };
        let bad_zone = || UnreadableMoment::Zone((*zone).to_owned());
        let sign = zone.rfind(['+', '-']).ok_or_else(bad_zone)?;
        let (name, offset) = zone.split_at_checked(sign).ok_or_else(bad_zone)?;
        let offset = parse_offset(offset).ok_or_else(bad_zone)?;
        let zone = match name {
            "" => Zone::Offset,
            "?" => Zone::Unstated,
            name => Zone::Named(name.to_owned()),
        };
        let moment = Self::new(when, zone, offset, *written);
        if moment.encode() == text { Ok(moment) } else { Err(UnreadableMoment::NotCanonical(text.to_owned())) }
    }
}

fn tilde(approximate: bool) -> &'static str {
    if approximate { "~" } else { "" }
}

fn letter(precision: Precision) -> String {
    match precision {
        Precision::Day { minutes: 1440 } => "d".to_owned(),
        Precision::Day { minutes } => format!("d{minutes}"),
        Precision::Hour => "h".to_owned(),
        Precision::Minute => "m".to_owned(),
        Precision::Second => "s".to_owned(),
        Precision::Fraction => "f".to_owned(),
    }
}

fn precision_of(text: &str) -> Option<Precision> {
    Some(match text {
        "d" => Precision::DAY,
        "h" => Precision::Hour,
        "m" => Precision::Minute,
        "s" => Precision::Second,
        "f" => Precision::Fraction,
        _ => Precision::Day { minutes: text.strip_prefix('d')?.parse().ok()? },
    })
}

fn end_of_line(at: Option<Instant>) -> String {
    at.map_or_else(|| "..".to_owned(), print_instant)
}

fn read_end(text: &str) -> Result<Option<Instant>, UnreadableMoment> {
    if text == ".." { Ok(None) } else { read_instant(text).map(Some) }
}

/// `2026-03-17T22:47:12Z`, with a fraction where there is one.
pub(super) fn print_instant(at: Instant) -> String {
    let wall = at.wall(0);
    let mut text = format!("{}T{:02}:{:02}:{:02}", wall.day.iso(), wall.hour(), wall.minute(), wall.second_of_minute());
    if wall.nanos > 0 {
        let fraction = format!(".{:09}", wall.nanos);
        text.push_str(fraction.trim_end_matches('0'));
    }
    text.push('Z');
    text
}

fn read_instant(text: &str) -> Result<Instant, UnreadableMoment> {
    strict_instant(text).ok_or_else(|| UnreadableMoment::Instant(text.to_owned()))
}

fn strict_instant(text: &str) -> Option<Instant> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-').map(digits);
    let day = Day::new(i32::try_from(date.next()??).ok()?, date.next()??, date.next()??)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut clock = clock.splitn(3, ':').map(digits);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if hour > 23 || minute > 59 || second > 59 || fraction.len() > 9 {
        return None;
    }
    let mut nanos = if fraction.is_empty() { 0 } else { digits(fraction)? };
    for _ in fraction.len()..9 {
        nanos = nanos.checked_mul(10)?;
    }
    Wall { day, second: hour * 3600 + minute * 60 + second, nanos }.at_offset(0)
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
