//! Which lines of a timeline are shown, and what is done to several at once.
//!
//! Promises: what is sifted out is not changed; a shift moves what happened and from when it was known alike, and
//! shifting back gives the moments there were, but for the words they were written with.

use super::picture::{Phase, Picture};
use super::{accounts, evidence};
use crate::review::field::{item as fields, meta};
use crate::review::{EntryKind, Intent, Item, ItemId, Moment, ReviewView, Scalar};
use std::collections::BTreeSet;

/// Only such lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Only {
    /// Of a kind.
    Kind(EntryKind),
    /// Of a lane.
    Lane(String),
    /// In a phase of the incident.
    Phase(Phase),
    /// That stand out.
    Starred,
    /// About which people said different things.
    Differing,
    /// Without a link, a source or a piece of evidence.
    Unevidenced,
    /// That came after the timeline had been agreed.
    Unagreed,
}

impl Only {
    /// Its name in a list of choices.
    pub fn key(&self) -> String {
        match self {
            Only::Kind(kind) => format!("kind:{}", kind.key()),
            Only::Lane(lane) => format!("lane:{lane}"),
            Only::Phase(phase) => format!("phase:{}", phase.key()),
            Only::Starred => "starred".to_owned(),
            Only::Differing => "differing".to_owned(),
            Only::Unevidenced => "unevidenced".to_owned(),
            Only::Unagreed => "unagreed".to_owned(),
        }
    }

    /// The choice of that name; `None` for all lines.
    pub fn from_key(key: &str) -> Option<Only> {
        if let Some(kind) = key.strip_prefix("kind:") {
            return EntryKind::ALL.iter().copied().find(|one| one.key() == kind).map(Only::Kind);
        }
        if let Some(lane) = key.strip_prefix("lane:") {
            return Some(Only::Lane(lane.to_owned()));
        }
        if let Some(phase) = key.strip_prefix("phase:") {
            return Phase::ALL.iter().copied().find(|one| one.key() == phase).map(Only::Phase);
        }
        match key {
            "starred" => Some(Only::Starred),
            "differing" => Some(Only::Differing),
            "unevidenced" => Some(Only::Unevidenced),
            "unagreed" => Some(Only::Unagreed),
            _ => None,
        }
    }

    /// The lines that pass.
    pub fn rows(&self, view: &ReviewView) -> BTreeSet<ItemId> {
        let chosen = |passes: &dyn Fn(&Item) -> bool| -> BTreeSet<ItemId> {
            view.timeline().filter(|item| passes(item)).map(|item| item.id().clone()).collect()
        };
        match self {
            Only::Kind(kind) => chosen(&|item| item.entry_kind() == *kind),
            Only::Lane(lane) => chosen(&|item| item.field(fields::LANE).text().trim() == lane),
            Only::Starred => chosen(&Item::is_starred),
            Only::Differing => differing(view).into_iter().collect(),
            Only::Unevidenced => {
                let pieces = evidence::by_line(view);
                chosen(&|item| {
                    item.field(fields::LINK).is_nothing()
                        && item.field(fields::SOURCE).is_nothing()
                        && !pieces.contains_key(item.id())
                })
            }
            Only::Unagreed => {
                let Some(agreed) = view.meta(meta::AGREED_AT).first().as_int() else { return BTreeSet::new() };
                chosen(&|item| item.field(fields::CREATED_AT).first().as_int().is_some_and(|made| made > agreed))
            }
            Only::Phase(phase) => match Picture::of(view) {
                None => BTreeSet::new(),
                Some(picture) => picture
                    .lanes()
                    .iter()
                    .flat_map(|lane| &lane.dots)
                    .filter(|dot| picture.phase_at(dot.at) == Some(*phase))
                    .map(|dot| dot.row.clone())
                    .collect(),
            },
        }
    }
}

/// The lines about which people said different things, in order: in a value, or in accounts of one moment.
pub fn differing(view: &ReviewView) -> Vec<ItemId> {
    let apart: BTreeSet<ItemId> =
        accounts::differences(view).into_iter().flat_map(|difference| difference.rows).collect();
    view.timeline()
        .filter(|item| {
            apart.contains(item.id()) || item.is_edited_elsewhere() || item.fields().any(|(_, value)| value.differs())
        })
        .map(|item| item.id().clone())
        .collect()
}

/// A correction of a clock as people type it: `+7m`, `-90s`, `-0:07`, `+1h 5m`, `3 min`. In seconds.
pub fn shift(text: &str) -> Option<i64> {
    let text = text.trim().replace('−', "-");
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let rest = rest.trim();
    if let Some((hours, minutes)) = rest.split_once(':') {
        let minutes: i64 = minutes.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
        return hours
            .parse::<i64>()
            .ok()
            .filter(|hours| (0..10_000).contains(hours))
            .map(|h| sign * (h * 3600 + minutes * 60));
    }
    let (mut sum, mut number, mut unit, mut any) = (0_i64, String::new(), String::new(), false);
    let mut add = |number: &mut String, unit: &mut String| -> Option<()> {
        let value: i64 = number.parse().ok()?;
        let scale = match unit.as_str() {
            "s" | "sec" | "second" | "seconds" => 1,
            "m" | "min" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            _ => return None,
        };
        sum = sum.checked_add(value.checked_mul(scale)?)?;
        any = true;
        number.clear();
        unit.clear();
        Some(())
    };
    for letter in rest.chars() {
        if letter.is_ascii_digit() {
            if !unit.is_empty() {
                add(&mut number, &mut unit)?;
            }
            number.push(letter);
        } else if letter.is_alphabetic() {
            unit.push(letter.to_ascii_lowercase());
        } else if !letter.is_whitespace() {
            return None;
        }
    }
    add(&mut number, &mut unit)?;
    any.then_some(sign * sum)
}

/// The act that moves lines by so many seconds: a source whose clock was wrong.
pub fn shifted(view: &ReviewView, rows: &BTreeSet<ItemId>, seconds: i64) -> Vec<Intent> {
    let mut intents = Vec::new();
    for item in rows.iter().filter_map(|row| view.item(row)) {
        for key in [fields::AT, fields::KNOWN_AT] {
            // What people differ about is theirs to settle first.
            let register = item.field(key);
            let moment =
                register.first().as_str().filter(|_| !register.differs()).and_then(|text| Moment::decode(text).ok());
            if let Some(moment) = moment.filter(Moment::is_placed) {
                intents.push(Intent::set(item.id(), key, Scalar::text(moment.shifted(seconds).encode())));
            }
        }
    }
    intents
}

/// The lines that come from the same source as one of these.
pub fn of_the_same_source(view: &ReviewView, rows: &BTreeSet<ItemId>) -> BTreeSet<ItemId> {
    let source = |item: &Item| item.field(fields::SOURCE).text().to_owned();
    let sources: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| view.item(row))
        .map(|item| source(item))
        .filter(|source| !source.is_empty())
        .collect();
    view.timeline()
        .filter(|item| rows.contains(item.id()) || sources.contains(&source(item)))
        .map(|item| item.id().clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::{Instant, Precision};
    use crate::review::{NewItem, PersonId};

    #[test]
    fn a_correction_is_read_as_people_type_it_and_nothing_else_is() {
        for (text, seconds) in [
            ("+7m", 420),
            ("-90s", -90),
            ("−0:07", -420),
            ("+1h 5m", 3900),
            ("3 min", 180),
            ("- 2 hours", -7200),
            ("1:30", 5400),
            ("1d", 86_400),
        ] {
            assert_eq!(shift(text), Some(seconds), "{text}");
        }
        for text in ["", "7", "abc", "1:99", "m", "5 parsecs", "1h m", "99999999999999999999s", "-1:-5", "1.5h"] {
            assert_eq!(shift(text), None, "{text}");
        }
    }

    fn view() -> ReviewView {
        let by = PersonId::new("p");
        let entry = |id: &str, minute: i64, kind: EntryKind, source: &str, made: i64| {
            let at = Moment::exact(Instant::from_seconds(1_773_780_000 + minute * 60).unwrap(), Precision::Minute);
            Intent::AddItem(
                NewItem::entry(ItemId::new(id), kind, &at, id, &by, made)
                    .with(fields::SOURCE, Scalar::text_or_null(source))
                    .with(fields::LANE, Scalar::text(if source.is_empty() { "web" } else { "db" })),
            )
        };
        ReviewView::default()
            .act(&[
                entry("a", 0, EntryKind::Alarm, "graph", 10),
                entry("b", 4, EntryKind::Response, "", 30),
                entry("c", 9, EntryKind::Recovery, "graph", 10),
                Intent::set_meta(meta::AGREED_AT, Scalar::Int(20)),
            ])
            .view
    }

    fn rows(only: &Only) -> Vec<String> {
        assert_eq!(Only::from_key(&only.key()).as_ref(), Some(only));
        only.rows(&view()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_choice_lets_its_own_through() {
        assert_eq!(rows(&Only::Kind(EntryKind::Alarm)), ["a"]);
        assert_eq!(rows(&Only::Lane("db".to_owned())), ["a", "c"]);
        assert_eq!(rows(&Only::Unevidenced), ["b"]);
        assert_eq!(rows(&Only::Unagreed), ["b"]);
        assert_eq!(rows(&Only::Phase(Phase::Recovery)), ["c"]);
        assert!(rows(&Only::Starred).is_empty() && rows(&Only::Differing).is_empty());
        assert_eq!(Only::from_key(""), None);
    }

    #[test]
    fn a_source_whose_clock_was_wrong_is_shifted_and_back() {
        let before = view();
        let source = of_the_same_source(&before, &BTreeSet::from([ItemId::new("a")]));
        assert_eq!(source, BTreeSet::from([ItemId::new("a"), ItemId::new("c")]));
        let after = before.act(&shifted(&before, &source, -420)).view;
        let at = |view: &ReviewView, id: &str| view.item(&ItemId::new(id)).unwrap().at().nominal().unwrap();
        assert_eq!(at(&after, "a"), at(&before, "a").plus(-420));
        assert_eq!(at(&after, "b"), at(&before, "b"));
        let back = after.act(&shifted(&after, &source, 420)).view;
        assert_eq!(at(&back, "c"), at(&before, "c"));
    }
}
