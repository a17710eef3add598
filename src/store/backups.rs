//! Backups: local copies that rotate, and what goes into the one file that holds every review.
//!
//! A local backup is made from the whole document, at most once an hour while somebody works, and never from a
//! review that opened with a part missing. It lies in the same browser, so it helps against a mistake and a
//! damaged chunk, not against a lost device: only files outside the browser do, and the app reminds of that.
//!
//! Local backups hold private entries too, since they never leave the device. The archive file does not: what
//! its writer has not shown is in no file but the one made for that alone.

use std::collections::{BTreeMap, BTreeSet};

use super::disk::Write;
use super::keys::{Key, Store};

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;
/// The latest so many are kept whatever their age.
pub const LATEST: usize = 3;
/// Then the last of each day, for a week.
pub const DAYS: u64 = 7;
/// Then the last of each week, for four.
pub const WEEKS: u64 = 4;

/// Whether a review that has changed wants a backup, given when the last one was taken.
pub fn is_due(last_ms: Option<u64>, changed_ms: u64, now_ms: u64) -> bool {
    match last_ms {
        None => true,
        Some(last) => changed_ms > last && now_ms.saturating_sub(last) >= HOUR_MS,
    }
}

/// Which of the backups taken at these times may go.
pub fn to_drop(taken_ms: &[u64], now_ms: u64) -> Vec<u64> {
    let newest_first: BTreeSet<std::cmp::Reverse<u64>> = taken_ms.iter().copied().map(std::cmp::Reverse).collect();
    let mut days = BTreeSet::new();
    let mut weeks = BTreeSet::new();
    let mut dropped = Vec::new();
    for (place, taken) in newest_first.into_iter().map(|taken| taken.0).enumerate() {
        let age = now_ms.saturating_sub(taken);
        // Both sets are filled for the latest ones too: they are the last of their day.
        let last_of_day = days.insert(taken / DAY_MS) && age < DAYS * DAY_MS;
        let last_of_week = weeks.insert(taken / (7 * DAY_MS)) && age < WEEKS * 7 * DAY_MS;
        if place >= LATEST && !last_of_day && !last_of_week {
            dropped.push(taken);
        }
    }
    dropped.sort_unstable();
    dropped
}

/// The key of a backup; keys sort by time.
pub fn backup_key(review: &str, taken_ms: u64) -> Key {
    Key::of([review, &format!("{taken_ms:020}")])
}

/// When a backup was taken, from the second part of its key.
pub fn taken_ms(name: &str) -> Option<u64> {
    name.parse().ok()
}

/// The writes that take a backup and let the old ones go: one transaction.
pub fn rotate(review: &str, bytes: Vec<u8>, taken: &[u64], now_ms: u64) -> Vec<Write> {
    let mut all = taken.to_vec();
    all.push(now_ms);
    let mut writes = vec![Write::put_bytes(Store::Backups, backup_key(review, now_ms), bytes)];
    writes.extend(to_drop(&all, now_ms).into_iter().map(|old| Write::delete(Store::Backups, backup_key(review, old))));
    writes
}

/// One review with everything that belongs to it, ready to be kept or given out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewCopy {
    pub review: String,
    /// The whole document in one piece.
    pub document: Vec<u8>,
    /// Attached files by SHA-256.
    pub evidence: BTreeMap<String, Vec<u8>>,
    /// What its writer has not shown, by entry. Only in local backups.
    pub private: BTreeMap<String, Vec<u8>>,
}

/// What a section of a file of copies holds. The file itself is the `.postmortem` envelope, which the app puts
/// around them; sections of other kinds in it are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The review that the following sections belong to, by its id.
    Review,
    /// A document.
    Document,
    /// A stored file: 64 bytes of hash, then its bytes.
    Evidence,
    /// A private entry: its name, a zero byte, its bytes. Only in local backups.
    Private,
}

impl Section {
    const TAGS: [(Self, [u8; 4]); 4] =
        [(Self::Review, *b"revw"), (Self::Document, *b"docm"), (Self::Evidence, *b"evst"), (Self::Private, *b"pvst")];

    /// Its four letters in the file. A document has the envelope's own, so that any reader finds it.
    pub fn tag(self) -> [u8; 4] {
        Self::TAGS.iter().find(|(section, _)| *section == self).map_or(*b"????", |(_, tag)| *tag)
    }

    /// The section with those letters, if it is one of a file of copies.
    pub fn from_tag(tag: [u8; 4]) -> Option<Self> {
        Self::TAGS.iter().find(|(_, known)| *known == tag).map(|(section, _)| *section)
    }
}

/// Whose eyes a copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It stays in this browser.
    ThisDevice,
    /// It may go anywhere.
    Anywhere,
}

/// The sections of a file that holds these reviews, in order. Private entries are left out of whatever may leave
/// the device.
pub fn sections(copies: &[ReviewCopy], reach: Reach) -> Vec<(Section, Vec<u8>)> {
    let mut sections = Vec::new();
    for copy in copies {
        sections.push((Section::Review, copy.review.clone().into_bytes()));
        sections.push((Section::Document, copy.document.clone()));
        for (hash, bytes) in &copy.evidence {
            sections.push((Section::Evidence, [hash.as_bytes(), bytes].concat()));
        }
        if reach == Reach::ThisDevice {
            for (name, bytes) in &copy.private {
                sections.push((Section::Private, [name.as_bytes(), b"\0", bytes].concat()));
            }
        }
    }
    sections
}

/// Why a file of copies does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    #[error("The file does not say which review its part {0} belongs to. It may be cut off or altered.")]
    NoReview(usize),
    #[error("Part {0} of the file is not what it says it is. It may be cut off or altered.")]
    Malformed(usize),
}

/// Back from sections, in their order; the caller has dropped those it does not know.
///
/// # Errors
/// [`CopyError`], which names the section by its place, counted from one.
pub fn copies(sections: impl IntoIterator<Item = (Section, Vec<u8>)>) -> Result<Vec<ReviewCopy>, CopyError> {
    let mut copies: Vec<ReviewCopy> = Vec::new();
    for (place, (section, bytes)) in sections.into_iter().enumerate() {
        let place = place + 1;
        let malformed = CopyError::Malformed(place);
        if section == Section::Review {
            let review = String::from_utf8(bytes).map_err(|_| malformed)?;
            copies.push(ReviewCopy { review, ..ReviewCopy::default() });
            continue;
        }
        let copy = copies.last_mut().ok_or(CopyError::NoReview(place))?;
        match section {
            Section::Document => copy.document = bytes,
            Section::Evidence => {
                let (hash, rest) = bytes.split_at_checked(64).ok_or(malformed)?;
                let hash = String::from_utf8(hash.to_vec()).map_err(|_| malformed)?;
                copy.evidence.insert(hash, rest.to_vec());
            }
            Section::Private => {
                let zero = bytes.iter().position(|byte| *byte == 0).ok_or(malformed)?;
                let (name, rest) = bytes.split_at_checked(zero).ok_or(malformed)?;
                let name = String::from_utf8(name.to_vec()).map_err(|_| malformed)?;
                copy.private.insert(name, rest.strip_prefix(b"\0").unwrap_or(rest).to_vec());
            }
            Section::Review => {}
        }
    }
    Ok(copies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_daily_work_leaves_a_handful_of_backups() {
        let start = 20_000 * DAY_MS;
        let mut kept: Vec<u64> = Vec::new();
        let mut now = start;
        for hour in 0..30 * 24 {
            now = start + hour * HOUR_MS;
            if hour % 24 < 8 {
                assert!(is_due(kept.last().copied(), now, now));
                kept.push(now);
                let dropped = to_drop(&kept, now);
                kept.retain(|taken| !dropped.contains(taken));
            }
        }
        assert!(kept.len() <= LATEST + 7 + 4, "{}", kept.len());
        assert!(kept.len() >= 7, "{}", kept.len());
        assert!(now - kept[0] > 14 * DAY_MS, "one from weeks ago is still there");
        assert!(!is_due(Some(now), now - 1, now + 2 * HOUR_MS), "nothing changed since");
        assert!(!is_due(Some(now), now + 1, now + 60_000), "not again within the hour");
    }

    #[test]
    fn what_was_not_shown_is_in_no_file_that_leaves() {
        let copy = ReviewCopy {
            review: "r1".into(),
            document: b"doc".to_vec(),
            evidence: BTreeMap::from([("a".repeat(64), b"picture".to_vec())]),
            private: BTreeMap::from([("seen".into(), b"what I saw\0indeed".to_vec())]),
        };
        let other = ReviewCopy { review: "r2".into(), document: b"other".to_vec(), ..ReviewCopy::default() };
        let here = copies(sections(&[copy.clone(), other.clone()], Reach::ThisDevice)).unwrap();
        assert_eq!(here, vec![copy.clone(), other.clone()]);
        let away = sections(&[copy.clone(), other.clone()], Reach::Anywhere);
        assert!(away.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("what I saw")));
        assert_eq!(copies(away).unwrap(), vec![ReviewCopy { private: BTreeMap::new(), ..copy }, other]);
    }

    #[test]
    fn a_file_in_disorder_says_where() {
        assert_eq!(copies([(Section::Document, vec![])]), Err(CopyError::NoReview(1)));
        assert_eq!(
            copies([(Section::Review, b"r".to_vec()), (Section::Evidence, b"short".to_vec())]),
            Err(CopyError::Malformed(2))
        );
    }
}
