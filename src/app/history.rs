//! What history is made of for the pages: times of writing, and what was added from others.

use crate::document::{Head, Written};
use crate::review::PersonId;
use std::collections::BTreeSet;
use std::ops::Range;

/// Changes further apart than this are of two bursts.
const BURST_SECONDS: i64 = 600;

/// A time of writing: changes that follow each other within ten minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Its first change, seconds since 1970.
    pub from_seconds: i64,
    /// Its last change, seconds since 1970.
    pub to_seconds: i64,
    /// Where its changes stand in the history.
    pub changes: Range<usize>,
    /// Who wrote, as the changes say.
    pub by: BTreeSet<PersonId>,
}

/// The times of writing, newest first. The beginning, which has no time, is in none.
pub fn bursts(written: &[Written]) -> Vec<Burst> {
    let mut bursts: Vec<Burst> = Vec::new();
    for (place, change) in written.iter().enumerate().filter(|(_, change)| change.seconds > 0) {
        match bursts.last_mut() {
            Some(last) if change.seconds - last.to_seconds <= BURST_SECONDS => {
                last.to_seconds = last.to_seconds.max(change.seconds);
                last.changes.end = place + 1;
                last.by.extend(change.by.clone());
            }
            _ => bursts.push(Burst {
                from_seconds: change.seconds,
                to_seconds: change.seconds,
                changes: place..place + 1,
                by: change.by.clone().into_iter().collect(),
            }),
        }
    }
    bursts.reverse();
    bursts
}

/// What was written that is not in the state at some heads; `None` where that state is not in this history.
pub fn since<'a>(written: &'a [Written], heads: &[Head]) -> Option<Vec<&'a Written>> {
    let mut before: BTreeSet<Head> = heads.iter().copied().collect();
    let mut later: Vec<&Written> = Vec::new();
    let mut found = 0;
    for change in written.iter().rev() {
        found += usize::from(heads.contains(&change.head));
        if before.contains(&change.head) {
            before.extend(change.after.iter().copied());
        } else {
            later.push(change);
        }
    }
    later.reverse();
    (found == heads.iter().collect::<BTreeSet<_>>().len()).then_some(later)
}

/// Something that was added from others, as this browser notes it: a document does not say what was added to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// When it was added, milliseconds since 1970.
    pub at_ms: i64,
    /// The roles it came from, as it said; empty where it did not.
    pub from: String,
    /// The heads before.
    pub before: Vec<Head>,
    /// The heads with all of it.
    pub brought: Vec<Head>,
    /// The heads with what was wanted of it.
    pub after: Vec<Head>,
    /// The heads before and after it was taken back, while it is.
    pub undone: Option<(Vec<Head>, Vec<Head>)>,
}

impl Merge {
    /// As a note.
    pub fn print(&self) -> String {
        let mut lines = vec![self.at_ms.to_string(), self.from.replace('\n', " ")];
        let undone = self.undone.iter().flat_map(|(before, after)| [before, after]);
        lines.extend([&self.before, &self.brought, &self.after].into_iter().chain(undone).map(|heads| print(heads)));
        lines.join("\n")
    }

    /// Reads a note; `None` where it is none.
    pub fn parse(note: &str) -> Option<Merge> {
        let mut lines = note.split('\n');
        let (at_ms, from) = (lines.next()?.parse().ok()?, lines.next()?.to_owned());
        let mut heads = lines.map(parse);
        let (before, brought, after) = (heads.next()??, heads.next()??, heads.next()??);
        let undone = match (heads.next(), heads.next()) {
            (Some(before), Some(after)) => Some((before?, after?)),
            _ => None,
        };
        Some(Merge { at_ms, from, before, brought, after, undone })
    }
}

/// Heads on one line.
pub fn print(heads: &[Head]) -> String {
    heads.iter().map(Head::to_hex).collect::<Vec<_>>().join(" ")
}

/// Heads from one line; `None` where it holds anything else, or nothing.
pub fn parse(line: &str) -> Option<Vec<Head>> {
    let heads: Option<Vec<Head>> = line.split_whitespace().map(Head::from_hex).collect();
    heads.filter(|heads| !heads.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(number: u8) -> Head {
        Head::from_hex(&format!("{number:02x}").repeat(32)).unwrap()
    }

    #[test]
    fn what_is_written_within_ten_minutes_is_one_burst() {
        let at = |number: u8, seconds: i64, by: &str| Written {
            head: head(number),
            after: Vec::new(),
            seconds,
            by: Some(PersonId::new(by)),
        };
        let written = [at(0, 0, "a"), at(1, 1_000, "a"), at(2, 1_600, "b"), at(3, 2_201, "a")];
        let bursts = bursts(&written);
        assert_eq!(bursts.iter().map(|burst| burst.changes.clone()).collect::<Vec<_>>(), [3..4, 1..3]);
        assert_eq!(bursts[1].by.len(), 2);
    }

    #[test]
    fn a_note_of_what_was_added_reads_back() {
        let mut merge = Merge {
            at_ms: 5,
            from: "support".into(),
            before: vec![head(1)],
            brought: vec![head(1), head(2)],
            after: vec![head(3)],
            undone: None,
        };
        assert_eq!(Merge::parse(&merge.print()), Some(merge.clone()));
        merge.undone = Some((vec![head(4)], vec![head(5)]));
        assert_eq!(Merge::parse(&merge.print()), Some(merge));
        for bad in ["", "x", "5\nsupport\n", "5\nsupport\n01\n02\n03"] {
            assert_eq!(Merge::parse(bad), None, "{bad}");
        }
    }
}
