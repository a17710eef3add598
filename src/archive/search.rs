//! Search as you type: which reviews hold every word of the query, the nearest meaning first.
//!
//! A word of the query stands for every word that begins with it. What is found in the title comes before what
//! is found in the incident number, and that before the text; of those, what a review speaks of more comes first; among
//! equals the newest incident is first.
//! Promises: the same rows give the same answer in the same order; no answer leaves out a row whose words match.

use super::fold::{self, Word};
use super::row::Row;
use crate::review::ReviewId;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a word counts that is in the title, or in the incident number; in the text at most 6.
const IN_TITLE: u32 = 1 << 16;
const IN_REFERENCE: u32 = 1 << 8;

/// One found review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub id: ReviewId,
    /// Higher is nearer; all equal where nothing was asked.
    pub score: u32,
    /// The parts of the title that match, as byte ranges of [`Row::title`]: sorted, apart from each other.
    pub title_ranges: Vec<(usize, usize)>,
}

struct Entry {
    id: ReviewId,
    order: (String, i64),
    title: Vec<Word>,
    reference: Vec<Word>,
    /// Sorted, separated by spaces; behind each word a control character, by how much it counts.
    words: String,
}

/// The rows made ready for search, newest incident first. Rows that were removed from the list are not in it.
#[derive(Default)]
pub struct Index {
    entries: Vec<Entry>,
}

impl Index {
    /// An index of rows, in any order.
    pub fn new<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let by_id: BTreeMap<&ReviewId, &Row> = rows.into_iter().map(|row| (&row.id, row)).collect();
        let mut entries: Vec<Entry> = by_id.into_values().filter(|row| row.is_listed()).map(Entry::new).collect();
        entries.sort_by(Entry::newest_first);
        Index { entries }
    }

    /// Takes in a row, new or changed or removed from the list.
    pub fn put(&mut self, row: &Row) {
        self.forget(&row.id);
        if row.is_listed() {
            let entry = Entry::new(row);
            let place = self.entries.partition_point(|other| other.newest_first(&entry) == Ordering::Less);
            self.entries.insert(place, entry);
        }
    }

    /// Forgets a review.
    pub fn forget(&mut self, id: &ReviewId) {
        self.entries.retain(|entry| entry.id != *id);
    }

    /// The reviews that hold every word of the query. An empty query finds all, newest incident first.
    pub fn search(&self, query: &str) -> Vec<Hit> {
        let asked: Vec<String> = fold::words(query).into_iter().map(|word| word.folded).collect();
        if asked.is_empty() && !query.trim().is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = self.entries.iter().filter_map(|entry| entry.hit(&asked)).collect();
        // Stable: among equals the order of the entries stays, newest first.
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        hits
    }
}

impl Entry {
    fn new(row: &Row) -> Self {
        Entry {
            id: row.id.clone(),
            order: (row.order_day(), row.created_at_ms),
            title: fold::words(&row.title),
            reference: fold::words(&row.reference),
            words: weighed(&row.words, &row.counts),
        }
    }

    fn newest_first(&self, other: &Entry) -> Ordering {
        other.order.cmp(&self.order).then_with(|| self.id.cmp(&other.id))
    }

    fn hit(&self, asked: &[String]) -> Option<Hit> {
        let mut score = 0_u32;
        let mut title_ranges = Vec::new();
        for word in asked {
            let before = title_ranges.len();
            title_ranges.extend(
                self.title
                    .iter()
                    .filter(|one| one.folded.starts_with(word.as_str()))
                    .map(|one| one.bytes_of_prefix(word.len())),
            );
            score += if title_ranges.len() > before {
                IN_TITLE
            } else if self.reference.iter().any(|one| one.folded.starts_with(word.as_str())) {
                IN_REFERENCE
            } else {
                counted(&self.words, word)?
            };
        }
        Some(Hit { id: self.id.clone(), score, title_ranges: joined(title_ranges) })
    }
}

/// Ranges that overlap or touch become one.
fn joined(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// Words with how much they count behind each, in steps that a few more mentions do not change. Rows are kept with their
/// words sorted; one from elsewhere may not be.
fn weighed(words: &str, counts: &str) -> String {
    let counts = counts.chars().map(|digit| digit.to_digit(36).unwrap_or(1)).chain(std::iter::repeat(1));
    let mut all: Vec<(&str, u32)> = words.split_whitespace().zip(counts).collect();
    all.sort_unstable();
    let mut out = String::with_capacity(words.len() + all.len());
    for (word, counts) in all {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        // Before any letter or digit, so that the order of the words stays: the power of two that it comes to, from 1.
        out.push(char::from_u32(u32::BITS - counts.max(1).leading_zeros()).unwrap_or('\u{1}'));
    }
    out
}

/// How much the first of the sorted words counts that begins so; nothing where none does. Halves the bytes, not the
/// words, so that nothing need be built.
fn counted(words: &str, prefix: &str) -> Option<u32> {
    let bytes = words.as_bytes();
    let prefix = prefix.as_bytes();
    let mut counts = None;
    // `low` and `high` are always beginnings of words (or the end).
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = bytes.get(low..middle).unwrap_or_default();
        let start = before.iter().rposition(|byte| *byte == b' ').map_or(low, |space| low + space + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        if word.starts_with(prefix) {
            counts = word.last().map(|counted| u32::from(*counted));
            high = start;
        } else if word < prefix {
            low = start + word.len() + 1;
        } else {
            high = start;
        }
    }
    counts
}
