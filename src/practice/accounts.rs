//! What each person saw, side by side: entries of several accounts that speak of one moment, and where they differ.
//!
//! Joining is a mark between two entries, `same:<a>:<b>`; what is joined is whatever hangs together. Promises:
//! joining changes no entry and hides none; it is the same on every device, in whatever order the marks came;
//! a difference is told, with both sides, and never settled here; nobody's account counts for more. Accounts are told
//! apart by the place they were seen from, never by a name.

use crate::review::field::item as fields;
use crate::review::moment::Elapsed;
use crate::review::{Intent, Item, ItemId, ReviewView, Scalar, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const SAME: &str = "same:";

/// The key of the mark that joins two entries; the same whichever is named first.
fn same(one: &ItemId, other: &ItemId) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{SAME}{first}:{second}")
}

/// The two entries that a mark joins.
fn ends(key: &str) -> Option<(ItemId, ItemId)> {
    let (first, second) = key.strip_prefix(SAME)?.split_once(':')?;
    Some((ItemId::new(first), ItemId::new(second)))
}

/// Which entries speak of the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    groups: Vec<Vec<ItemId>>,
    place: BTreeMap<ItemId, usize>,
}

impl Groups {
    /// Those of a review: entries that stand on the page, in its order, two at least in each.
    pub fn of(view: &ReviewView) -> Groups {
        let stands = |id: &ItemId| view.item(id).is_some_and(|item| item.kind() == kind::ENTRY && item.is_present());
        let mut next: BTreeMap<ItemId, BTreeSet<ItemId>> = BTreeMap::new();
        for (key, register) in view.marks() {
            let Some((one, other)) = ends(key).filter(|_| register.first().is_set()) else { continue };
            if one != other && stands(&one) && stands(&other) {
                next.entry(one.clone()).or_default().insert(other.clone());
                next.entry(other).or_default().insert(one);
            }
        }
        let mut groups = Groups::default();
        if next.is_empty() {
            return groups;
        }
        for id in view.order().iter().filter(|id| next.contains_key(*id)) {
            if groups.place.contains_key(id) {
                continue;
            }
            let (mut found, mut waiting) = (BTreeSet::from([id.clone()]), vec![id.clone()]);
            while let Some(one) = waiting.pop() {
                for other in next.get(&one).into_iter().flatten() {
                    if found.insert(other.clone()) {
                        waiting.push(other.clone());
                    }
                }
            }
            let rows: Vec<ItemId> = view.order().iter().filter(|id| found.contains(*id)).cloned().collect();
            for row in &rows {
                groups.place.insert(row.clone(), groups.groups.len());
            }
            groups.groups.push(rows);
        }
        groups
    }

    /// All of them, in the order of their first entries.
    pub fn all(&self) -> &[Vec<ItemId>] {
        &self.groups
    }

    /// The entries that are joined with one, itself among them; none where it stands alone.
    pub fn with(&self, id: &ItemId) -> &[ItemId] {
        self.place.get(id).and_then(|place| self.groups.get(*place)).map_or(&[], Vec::as_slice)
    }

    /// Whether it is told under another one.
    pub fn is_under_another(&self, id: &ItemId) -> bool {
        self.with(id).first().is_some_and(|first| first != id)
    }
}

/// Joins an entry with another and with all that is joined with that.
pub fn join(view: &ReviewView, one: &ItemId, other: &ItemId) -> Vec<Intent> {
    let groups = Groups::of(view);
    let with = groups.with(other);
    let all = if with.is_empty() { std::slice::from_ref(other) } else { with };
    all.iter()
        .filter(|each| *each != one)
        .map(|each| Intent::SetMark { key: same(one, each), value: Scalar::Bool(true) })
        .collect()
}

/// Takes an entry out of whatever it is joined with.
pub fn unjoin(view: &ReviewView, one: &ItemId) -> Vec<Intent> {
    view.marks()
        .filter(|(key, register)| {
            register.first().is_set() && ends(key).is_some_and(|(first, second)| first == *one || second == *one)
        })
        .map(|(key, _)| Intent::SetMark { key: key.to_string(), value: Scalar::Null })
        .collect()
}

/// From where an entry was seen; empty where it is nobody's account.
pub fn seen_from(item: &Item) -> &str {
    item.field(fields::SEEN_FROM).text().trim()
}

/// What two accounts differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// When it was: further apart than either allows.
    Time,
    /// Which of two moments was first.
    Order,
    /// A figure.
    Fact,
}

/// Something to talk about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Difference {
    /// What differs.
    pub what: What,
    /// The entries it is about.
    pub rows: Vec<ItemId>,
    /// It as one sentence.
    pub sentence: String,
}

/// Where joined entries differ, in the order of the story.
pub fn differences(view: &ReviewView) -> Vec<Difference> {
    let groups = Groups::of(view);
    let mut found = Vec::new();
    let items: Vec<Vec<&Arc<Item>>> =
        groups.all().iter().map(|rows| rows.iter().filter_map(|row| view.item(row)).collect()).collect();
    for group in &items {
        for (one, other) in pairs(group) {
            found.extend(in_time(one, other));
            found.extend(in_fact(one, other));
        }
    }
    for (first, second) in pairs(&items) {
        found.extend(in_order(first, second));
    }
    found
}

fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter().enumerate().flat_map(move |(at, one)| list.iter().skip(at + 1).map(move |other| (one, other)))
}

fn side(item: &Item) -> String {
    match seen_from(item) {
        "" => "the timeline".to_owned(),
        from => from.to_owned(),
    }
}

fn rows(items: &[&Arc<Item>]) -> Vec<ItemId> {
    items.iter().map(|item| item.id().clone()).collect()
}

fn in_time(one: &Arc<Item>, other: &Arc<Item>) -> Option<Difference> {
    let (earlier, later) = match one.at().before(other.at())? {
        true => (one, other),
        false => (other, one),
    };
    let apart = Elapsed::between(earlier.at(), later.at());
    Some(Difference {
        what: What::Time,
        rows: rows(&[earlier, later]),
        sentence: format!("{} and {} are {} apart.", capital(&side(earlier)), side(later), apart.words()),
    })
}

fn in_fact(one: &Arc<Item>, other: &Arc<Item>) -> Option<Difference> {
    let (mine, theirs) = (figures(one.body()), figures(other.body()));
    if mine.is_empty() || theirs.is_empty() || !mine.is_disjoint(&theirs) {
        return None;
    }
    let list = |figures: &BTreeSet<String>| figures.iter().cloned().collect::<Vec<_>>().join(", ");
    Some(Difference {
        what: What::Fact,
        rows: rows(&[one, other]),
        sentence: format!("{} says {}, {} says {}.", capital(&side(one)), list(&mine), side(other), list(&theirs)),
    })
}

/// The figures of a text, as written: numbers with what hangs on them (`40k`, `4.5`, `99%`), but for times of day.
fn figures(text: &str) -> BTreeSet<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%'))
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_digit()) && !word.contains(':'))
        .map(|word| word.replace(',', "").to_lowercase())
        .collect()
}

fn in_order(first: &[&Arc<Item>], second: &[&Arc<Item>]) -> Option<Difference> {
    // Two accounts of both moments, told the other way round.
    let told = |items: &[&Arc<Item>]| -> BTreeMap<String, Arc<Item>> {
        items.iter().map(|item| (seen_from(item).to_owned(), Arc::clone(item))).collect()
    };
    let (first, second) = (told(first), told(second));
    let orders: Vec<(&String, bool, [&Arc<Item>; 2])> = first
        .iter()
        .filter_map(|(from, one)| {
            let other = second.get(from)?;
            Some((from, one.at().before(other.at())?, [one, other]))
        })
        .collect();
    let before = orders.iter().find(|(_, before, _)| *before)?;
    let after = orders.iter().find(|(_, before, _)| !*before)?;
    let [one, other] = before.2;
    Some(Difference {
        what: What::Order,
        rows: rows(&[one, other, after.2[0], after.2[1]]),
        sentence: format!(
            "{} has “{}” before “{}”; {} has it the other way round.",
            capital(&side(one)),
            begin(one.body()),
            begin(other.body()),
            side(after.2[0]),
        ),
    })
}

fn begin(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let kept: String = line.chars().take(40).collect();
    if kept.len() < line.len() { format!("{}…", kept.trim_end()) } else { kept }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How far apart two entries may lie that are offered as one moment, in seconds.
const NEAR: i64 = 20 * 60;
/// So many offers at most.
const MOST: usize = 30;

/// Entries of different accounts that may speak of the same moment: close in time, and alike in words.
pub fn suggestions(view: &ReviewView) -> Vec<(ItemId, ItemId)> {
    let groups = Groups::of(view);
    let entries: Vec<&Arc<Item>> = view.timeline().filter(|item| !item.is_hidden()).collect();
    let places: Vec<(Option<i64>, &str)> = entries
        .iter()
        .map(|item| (item.at().nominal().map(crate::review::moment::Instant::seconds), seen_from(item)))
        .collect();
    let mut read: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut pairs: Vec<(usize, i64, usize, usize)> = Vec::new();
    for (at, one) in entries.iter().enumerate() {
        for (place, other) in entries.iter().enumerate().skip(at + 1) {
            // They stand in the order of their times: whatever follows is further away still.
            let (Some((Some(first), mine)), Some((Some(second), theirs))) = (places.get(at), places.get(place)) else {
                break;
            };
            let apart = (first - second).abs();
            if apart > NEAR {
                break;
            }
            if mine == theirs {
                continue;
            }
            // One account tells a moment once: what has its counterpart is not offered another.
            let told = |item: &Item, side: &Item| {
                let mut with = groups.with(item.id()).iter().filter_map(|id| view.item(id));
                seen_from(item) == seen_from(side) || with.any(|one| seen_from(one) == seen_from(side))
            };
            if told(one, other) || told(other, one) {
                continue;
            }
            for (at, item) in [(at, one), (place, other)] {
                read.entry(at).or_insert_with(|| content_words(item.body()));
            }
            let (Some(words), Some(others)) = (read.get(&at), read.get(&place)) else { continue };
            let shared = words.intersection(others).count();
            if shared >= 2 && shared * 3 >= words.union(others).count() {
                pairs.push((shared, apart, at, place));
            }
        }
    }
    // The likest first; each entry is offered once, or a line would be offered with its neighbour too.
    pairs.sort_by_key(|(shared, apart, at, place)| (std::cmp::Reverse(*shared), *apart, *at, *place));
    let mut used = BTreeSet::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (.., at, place) in pairs {
        if found.len() < MOST && !used.contains(&at) && !used.contains(&place) {
            used.extend([at, place]);
            found.push((at, place));
        }
    }
    found.sort_unstable();
    let id = |at: usize| entries.get(at).map(|item| item.id().clone());
    found.into_iter().filter_map(|(at, place)| Some((id(at)?, id(place)?))).collect()
}

fn content_words(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 12] = ["the", "and", "was", "were", "are", "that", "with", "from", "for", "has", "had", "our"];
    text.split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 && !EMPTY.contains(&word.as_str()))
        .collect()
}
