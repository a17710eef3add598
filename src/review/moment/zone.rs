//! Zones: the names people write, the offsets they stand for, and the way from a wall clock to UTC.
//!
//! The rules of the world's zones come from outside through [`ZoneRules`], because a browser already carries
//! them and a second copy would weigh more than the rest of this room. Promises: an abbreviation that stands for
//! several zones is told, never guessed; a wall clock that shows a time twice or never is told as such.

use super::instant::{Instant, Wall};

/// The rules of named zones. In the browser the answer comes from `Intl`; in tests from a bundled database.
pub trait ZoneRules {
    /// Seconds east of Greenwich in the zone with this IANA name at this instant; `None` for an unknown name.
    fn offset_seconds(&self, zone: &str, at: Instant) -> Option<i32>;
}

/// Knows UTC and nothing else: for places that hold no zone rules and need none.
#[derive(Clone, Copy, Debug, Default)]
pub struct UtcOnly;

impl ZoneRules for UtcOnly {
    fn offset_seconds(&self, _zone: &str, _at: Instant) -> Option<i32> {
        None
    }
}

/// The zone a moment was written in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// None was written; the moment was read in the zone of its surroundings.
    Unstated,
    /// An offset from UTC, or an abbreviation that stands for one.
    Offset,
    /// An IANA name such as `Europe/Berlin`.
    Named(String),
}

/// The offset of `zone` at an instant. `zone` is an IANA name, `UTC`, `Z`, or an offset such as `+01:00`.
pub fn offset_of(zone: &str, at: Instant, rules: &dyn ZoneRules) -> Option<i32> {
    fixed_offset(zone).or_else(|| rules.offset_seconds(zone, at))
}

/// The offset of a zone that never changes: `UTC`, `Z`, `GMT`, empty, or `+01:00`.
pub fn fixed_offset(zone: &str) -> Option<i32> {
    match zone {
        "" | "Z" | "z" | "UTC" | "utc" | "GMT" | "Etc/UTC" | "Etc/GMT" => Some(0),
        _ => parse_offset(zone),
    }
}

/// `+01:00` (or `-05:30:15`) for an offset in seconds.
pub fn print_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.unsigned_abs();
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    if rest == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{rest:02}")
    }
}

/// `+01:00`, `+0100`, `+1`, `-05:30`, `+01:00:15`; nothing else may follow. Up to 26 hours, as zone rules allow.
pub fn parse_offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('+') {
        1
    } else if text.starts_with(['-', '−']) {
        -1
    } else {
        return None;
    };
    let body = text.trim_start_matches(['+', '-', '−']);
    if text.chars().count() != body.chars().count().checked_add(1)? {
        return None;
    }
    let parts: Vec<&str> = if body.contains(':') {
        body.split(':').collect()
    } else {
        match body.len() {
            1 | 2 => vec![body],
            4 => vec![body.get(..2)?, body.get(2..)?],
            _ => return None,
        }
    };
    if parts.len() > 3 {
        return None;
    }
    let mut total: i32 = 0;
    for (at, part) in parts.iter().enumerate() {
        let wide = if at == 0 { (1..=2).contains(&part.len()) } else { part.len() == 2 };
        if !wide || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let value: i32 = part.parse().ok()?;
        let (limit, unit) = match at {
            0 => (25, 3600),
            1 => (59, 60),
            _ => (59, 1),
        };
        if value > limit {
            return None;
        }
        total = total.checked_add(value.checked_mul(unit)?)?;
    }
    total.checked_mul(sign)
}

/// Where a wall clock's reading falls on the UTC line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Once, with this offset.
    Once { at: Instant, offset: i32 },
    /// Twice, because the clocks went back.
    Twice { earlier: Instant, earlier_offset: i32, later: Instant, later_offset: i32 },
    /// Never, because the clocks went forward over it. The two ends are the readings with the offset that held
    /// after and the one that held before.
    Never { earliest: Instant, latest: Instant, offset: i32 },
}

/// Places a wall clock's reading in a zone. `None` when the zone is unknown or the instant is off the line.
pub fn place(wall: Wall, zone: &str, rules: &dyn ZoneRules) -> Option<Placed> {
    if let Some(offset) = fixed_offset(zone) {
        return Some(Placed::Once { at: wall.at_offset(offset)?, offset });
    }
    let near = wall.at_offset(0)?;
    let before = rules.offset_seconds(zone, near.plus(-86_400))?;
    let after = rules.offset_seconds(zone, near.plus(86_400))?;
    if before == after {
        // Two changes within two days do not happen outside history books.
        return Some(Placed::Once { at: wall.at_offset(before)?, offset: before });
    }
    let with_before = wall.at_offset(before)?;
    let with_after = wall.at_offset(after)?;
    let before_holds = rules.offset_seconds(zone, with_before) == Some(before);
    let after_holds = rules.offset_seconds(zone, with_after) == Some(after);
    Some(match (before_holds, after_holds) {
        (true, true) => Placed::Twice {
            earlier: with_before.min(with_after),
            earlier_offset: before,
            later: with_after.max(with_before),
            later_offset: after,
        },
        (true, false) => Placed::Once { at: with_before, offset: before },
        (false, true) => Placed::Once { at: with_after, offset: after },
        (false, false) => {
            Placed::Never { earliest: with_after.min(with_before), latest: with_before.max(with_after), offset: before }
        }
    })
}

/// What an abbreviation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A fixed offset in seconds east of Greenwich.
    Offset(i32),
    /// The zone of a region, whatever its clocks show that day (`PT`, `PST/PDT`).
    Region(&'static str),
    /// Several zones; each with its offset.
    Ambiguous(&'static [(&'static str, i32)]),
}

const HOUR: i32 = 3600;

/// The abbreviations that are read, in capitals. `docs/time.md` lists them for people.
pub fn abbreviation(text: &str) -> Option<Abbreviation> {
    use Abbreviation::{Ambiguous, Offset, Region};
    if text.len() > 7 || !text.is_ascii() {
        return None;
    }
    Some(match text.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" | "UT" | "WET" | "ZULU" => Offset(0),
        "BST" | "WEST" | "CET" | "MEZ" => Offset(HOUR),
        "CEST" | "MESZ" | "EET" | "SAST" | "CAT" => Offset(2 * HOUR),
        "EEST" | "MSK" | "EAT" | "TRT" => Offset(3 * HOUR),
        "PKT" => Offset(5 * HOUR),
        "SGT" | "HKT" | "AWST" | "PHT" => Offset(8 * HOUR),
        "JST" | "KST" => Offset(9 * HOUR),
        "ACST" => Offset(9 * HOUR + HOUR / 2),
        "ACDT" => Offset(10 * HOUR + HOUR / 2),
        "AEST" => Offset(10 * HOUR),
        "AEDT" => Offset(11 * HOUR),
        "NZST" => Offset(12 * HOUR),
        "NZDT" => Offset(13 * HOUR),
        "BRT" | "ART" | "ADT" => Offset(-3 * HOUR),
        "EDT" => Offset(-4 * HOUR),
        "EST" | "CDT" => Offset(-5 * HOUR),
        "MDT" => Offset(-6 * HOUR),
        "MST" | "PDT" => Offset(-7 * HOUR),
        "PST" | "AKDT" => Offset(-8 * HOUR),
        "AKST" => Offset(-9 * HOUR),
        "HST" => Offset(-10 * HOUR),
        "PT" | "PST/PDT" | "PDT/PST" => Region("America/Los_Angeles"),
        "MST/MDT" | "MDT/MST" => Region("America/Denver"),
        "CST/CDT" | "CDT/CST" => Region("America/Chicago"),
        "ET" | "EST/EDT" | "EDT/EST" => Region("America/New_York"),
        "CET/CES" | "CES/CET" => Region("Europe/Berlin"),
        "GMT/BST" | "BST/GMT" => Region("Europe/London"),
        "IST" => Ambiguous(&[("India", 5 * HOUR + HOUR / 2), ("Ireland", HOUR), ("Israel", 2 * HOUR)]),
        "CST" => Ambiguous(&[("US Central", -6 * HOUR), ("China", 8 * HOUR), ("Cuba", -5 * HOUR)]),
        "AST" => Ambiguous(&[("Atlantic", -4 * HOUR), ("Arabia", 3 * HOUR)]),
        "GST" => Ambiguous(&[("Gulf", 4 * HOUR), ("South Georgia", -2 * HOUR)]),
        "SST" => Ambiguous(&[("Samoa", -11 * HOUR), ("Singapore", 8 * HOUR)]),
        "AMT" => Ambiguous(&[("Amazon", -4 * HOUR), ("Armenia", 4 * HOUR)]),
        "ECT" => Ambiguous(&[("Ecuador", -5 * HOUR), ("Eastern Caribbean", -4 * HOUR)]),
        _ => return None,
    })
}
