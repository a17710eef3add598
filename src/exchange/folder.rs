//! The team folder: a folder that several devices share by whatever means (a drive, a cloud, git). What lies where in
//! it, what of it is to be read, and the only places in it where this device may write.
//!
//! ```text
//! <the picked folder>/
//!   refunds-sent-twice-k3x9m2p7qa/     one folder a review; the letters at its end are of the review's id
//!     <device>.postmortem              one file a device, the whole review; only that device writes it
//!     evidence/<sha-256>               written by whoever has the bytes first
//! ```
//!
//! What a caller may rely on:
//! - [`Own`] can be made here only, so that nothing is written but this device's own files and evidence that is not
//!   there yet, or not whole. Nothing is ever deleted or moved.
//! - Every other file is only read: those of other devices, copies that a program set aside under another name (also
//!   copies of this device's own file), and files that lie beside where they should. What is in a file decides which
//!   review it is of; names only decide where to write.
//! - An own file is written over only when everything in it is in the document that replaces it: somebody may have put
//!   back an older one, or a copy of this browser may write under the same name.
//! - A file is read once for each size and time of change that it shows.
//!
//! It knows nothing of documents: a review's heads are opaque words. [`super::gate`] reads the files.

use super::envelope::EXTENSION;
use super::export::names;
use crate::review::ReviewId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The folder of evidence in a review's folder.
const EVIDENCE: &str = "evidence";
/// Letters of the title in a folder's name, at most.
const TITLE_LETTERS: usize = 48;
/// Letters of the id in a folder's name: 50 bits.
const ID_LETTERS: usize = 10;

/// By what a file is seen to have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was changed last, milliseconds since 1970, as the system says.
    pub modified_ms: i64,
}

/// A place that this device may write to: a file of its own, or evidence that is not there, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    path: String,
    before: Option<Stamp>,
}

impl Own {
    /// Where, from the picked folder on.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it may be written while this stands there: something that came after the folder was listed stays.
    pub fn may_replace(&self, there: Option<Stamp>) -> bool {
        matches!(there, None | Some(Stamp { size: 0, .. })) || there == self.before
    }
}

/// What a file's name says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A review, or a copy of one that a program set aside.
    Review,
    /// A piece of evidence.
    Evidence,
    /// The place of a file that has not been brought to this device.
    Placeholder,
    /// Something of the system, or on its way.
    Passing,
    /// Something else.
    Other,
}

/// A review in a file, at these heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which review.
    pub review: ReviewId,
    /// Its heads.
    pub heads: Vec<String>,
}

/// Why nothing could be made of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The sentence.
    pub why: String,
    /// Whether it is only a broken file: not one of a newer version, and not something else altogether.
    pub broken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    stamp: Stamp,
    found: Result<Vec<Held>, Refused>,
}

/// What is known of a team folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Book {
    device: String,
    seen: BTreeMap<String, Seen>,
    #[serde(skip)]
    listing: BTreeMap<String, Stamp>,
    /// Files that could not even be read, and evidence that is not what its name says.
    #[serde(skip)]
    troubles: BTreeMap<String, (Stamp, String)>,
}

impl Book {
    /// Nothing is known yet. The device's name is random, and lives and dies with the documents of this browser.
    pub fn new(device: &str) -> Book {
        Book { device: device.to_owned(), ..Book::default() }
    }

    /// What was known at an earlier visit; nothing where it was noted by another device or cannot be read.
    pub fn restore(device: &str, noted: &str) -> Book {
        serde_json::from_str::<Book>(noted)
            .ok()
            .filter(|book| book.device == device)
            .unwrap_or_else(|| Book::new(device))
    }

    /// For [`Book::restore`].
    pub fn note(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The folder's files, each with its path from the picked folder on. Says which of them are to be looked at; those
    /// of one folder stand together.
    pub fn listed(&mut self, files: impl IntoIterator<Item = (String, Stamp)>) -> Vec<String> {
        self.listing = files.into_iter().collect();
        let listing = &self.listing;
        self.seen.retain(|path, _| listing.contains_key(path));
        self.troubles.retain(|path, (stamp, _)| sort(path) != Sort::Review && listing.get(path) == Some(stamp));
        let is_news = |path: &str, stamp: Stamp| 0 < stamp.size && self.at(path, stamp).is_none();
        self.listing
            .iter()
            .filter(|(path, stamp)| sort(path) == Sort::Review && is_news(path, **stamp))
            .map(|(path, _)| path.clone())
            .collect()
    }

    /// What was found in a file that had this stamp when it was read.
    pub fn looked(&mut self, path: &str, stamp: Stamp, found: Result<Vec<Held>, Refused>) {
        self.listing.insert(path.to_owned(), stamp);
        self.seen.insert(path.to_owned(), Seen { stamp, found });
    }

    /// A file could not be read, or is not what its name says. Read it again when it changes; a review also the next
    /// time, since that may be the disk's fault.
    pub fn failed(&mut self, path: &str, why: String) {
        let stamp = self.listing.get(path).copied().unwrap_or_default();
        self.troubles.insert(path.to_owned(), (stamp, why));
    }

    /// Every review of which the folder has something.
    pub fn reviews(&self) -> BTreeSet<ReviewId> {
        self.seen.values().flat_map(copies).map(|copy| copy.review.clone()).collect()
    }

    /// The reviews that this device has a file of.
    pub fn own_reviews(&self) -> BTreeSet<ReviewId> {
        let own = self.own_name();
        let mine = self.seen.iter().filter(|(path, _)| split(path).1 == own);
        mine.flat_map(|(_, seen)| copies(seen)).map(|copy| copy.review.clone()).collect()
    }

    /// The files that have something of a review.
    pub fn files_of(&self, review: &ReviewId) -> Vec<String> {
        self.lacking(review, &|_| false)
    }

    /// The files that have something of a review which whoever asks has not.
    pub fn lacking(&self, review: &ReviewId, has: &dyn Fn(&str) -> bool) -> Vec<String> {
        let news =
            |seen: &Seen| copies(seen).any(|copy| copy.review == *review && !copy.heads.iter().all(|head| has(head)));
        self.seen.iter().filter(|(_, seen)| news(seen)).map(|(path, _)| path.clone()).collect()
    }

    /// Where this device's file of a review goes.
    pub fn own(&self, review: &ReviewId, title: &str) -> Own {
        let path = join(&self.home(review, title), &self.own_name());
        Own { before: self.listing.get(&path).copied(), path }
    }

    /// Where to write a review at these heads; `None` while nothing is to be written: it stands there already, or what
    /// stands there has to be read first, or is not in the document yet.
    pub fn to_write(
        &self,
        review: &ReviewId,
        title: &str,
        heads: &[String],
        has: &dyn Fn(&str) -> bool,
    ) -> Option<Own> {
        let own = self.own(review, title);
        let Some(stamp) = self.listing.get(&own.path).filter(|stamp| 0 < stamp.size) else { return Some(own) };
        match &self.at(&own.path, *stamp)?.found {
            Err(refused) => refused.broken.then_some(own),
            Ok(copies) => {
                let there: BTreeSet<&String> = copies.iter().flat_map(|copy| &copy.heads).collect();
                let ours = copies.iter().all(|copy| copy.review == *review) && there.iter().all(|head| has(head));
                (ours && there != heads.iter().collect()).then_some(own)
            }
        }
    }

    /// A review was written, and read back.
    pub fn wrote(&mut self, own: &Own, stamp: Stamp, review: &ReviewId, heads: &[String]) {
        self.looked(&own.path, stamp, Ok(vec![Held { review: review.clone(), heads: heads.to_vec() }]));
    }

    /// The evidence that lies beside a review, by hash: where. Without what was found not to be what its name says.
    pub fn evidence(&self, review: &ReviewId) -> BTreeMap<String, String> {
        self.evidence_beside(review).filter(|(path, _)| !self.troubles.contains_key(*path)).map(named).collect()
    }

    /// Where evidence of a review is to be written, of which this device has the bytes: by hash how many. That is what
    /// the folder lacks, and what is not whole there: of a name that says what is in it, the right bytes take nothing
    /// from anybody.
    pub fn evidence_to_write(
        &self,
        review: &ReviewId,
        title: &str,
        held: &BTreeMap<String, u64>,
    ) -> Vec<(String, Own)> {
        let is_whole = |(path, stamp): &(&String, &Stamp)| held.get(split(path).1) == Some(&stamp.size);
        let whole: BTreeMap<String, String> = self.evidence_beside(review).filter(is_whole).map(named).collect();
        let home = join(&self.home(review, title), EVIDENCE);
        held.keys()
            .filter(|hash| is_hash(hash) && !whole.contains_key(*hash))
            .map(|hash| {
                let path = join(&home, hash);
                (hash.clone(), Own { before: self.listing.get(&path).copied(), path })
            })
            .collect()
    }

    fn evidence_beside(&self, review: &ReviewId) -> impl Iterator<Item = (&String, &Stamp)> {
        let homes: Vec<String> = self.homes(review).iter().map(|home| join(home, EVIDENCE)).collect();
        let files = self.listing.iter().filter(|(path, stamp)| sort(path) == Sort::Evidence && 0 < stamp.size);
        files.filter(move |(path, _)| homes.iter().any(|home| home == split(path).0))
    }

    /// Evidence was written.
    pub fn wrote_evidence(&mut self, own: &Own, stamp: Stamp) {
        self.listing.insert(own.path.clone(), stamp);
    }

    /// How many files of reviews lie in the folder.
    pub fn count(&self) -> usize {
        self.listing.keys().filter(|path| sort(path) == Sort::Review).count()
    }

    /// What could not be read or was left alone, in sentences that name it and say what to do.
    pub fn problems(&self) -> Vec<String> {
        let mut said = Vec::new();
        for (path, stamp) in &self.listing {
            let name = format!("“{path}”");
            let trouble = self.troubles.get(path).map(|(_, why)| why);
            match (sort(path), trouble, self.seen.get(path).map(|seen| &seen.found)) {
                (Sort::Placeholder, ..) => said.push(format!(
                    "{name} has not been brought to this device: choose “keep on this device” where your drive offers it. It is read once it is here."
                )),
                (Sort::Review | Sort::Evidence, ..) if stamp.size == 0 => said.push(format!(
                    "{name} is empty so far; it may still be on its way. It is read once it has arrived."
                )),
                (Sort::Review | Sort::Evidence, Some(why), _) => said.push(format!("{name}: {why}")),
                (Sort::Review, None, Some(Err(refused))) => {
                    said.push(format!("{name}: {} It is tried again when it changes.", refused.why));
                }
                (Sort::Other, ..) if self.is_among_reviews(path) => {
                    said.push(format!("{name} is not a file of a review; it was left alone."));
                }
                _ => {}
            }
        }
        said
    }

    fn is_among_reviews(&self, path: &str) -> bool {
        let folder = split(path).0;
        !folder.is_empty() && self.seen.keys().any(|other| split(other).0 == folder)
    }

    fn at(&self, path: &str, stamp: Stamp) -> Option<&Seen> {
        self.seen.get(path).filter(|seen| seen.stamp == stamp)
    }

    fn own_name(&self) -> String {
        format!("{}.{EXTENSION}", self.device)
    }

    /// The folders that have something of a review, or are named after it.
    fn homes(&self, review: &ReviewId) -> BTreeSet<String> {
        let named = self.listing.keys().map(|path| home_of(path)).filter(|folder| names_review(folder, review));
        let having = self.files_of(review);
        named.chain(having.iter().map(|path| home_of(path))).map(str::to_owned).collect()
    }

    /// The folder that this device writes a review in: where its file lies already, else one of the others', else one
    /// of its own. A title may change; the folder's name stays as it was.
    fn home(&self, review: &ReviewId, title: &str) -> String {
        let own = self.own_name();
        // Files of several reviews may lie in one folder: then this device's file there may be of another one.
        let free = |home: &&String| {
            let path = join(home, &own);
            match self.seen.get(&path) {
                Some(Seen { found: Ok(copies), .. }) => copies.iter().all(|copy| copy.review == *review),
                _ => !self.listing.contains_key(&path) || names_review(home, review),
            }
        };
        let homes = self.homes(review);
        let homes: Vec<&String> = homes.iter().filter(free).collect();
        let has_own = |home: &&&String| self.listing.contains_key(&join(home, &own));
        let found = homes.iter().find(has_own).or_else(|| homes.iter().find(|home| names_review(home, review)));
        found.or(homes.first()).map_or_else(|| new_home(review, title), |home| (*home).clone())
    }
}

fn copies(seen: &Seen) -> impl Iterator<Item = &Held> {
    seen.found.iter().flatten()
}

/// `refunds-sent-twice-k3x9m2p7qa`.
fn new_home(review: &ReviewId, title: &str) -> String {
    let title: String = names::stem(title).chars().take(TITLE_LETTERS).collect();
    format!("{}-{}", title.trim_end_matches('-'), short_id(review))
}

fn short_id(review: &ReviewId) -> &str {
    review.as_str().get(..ID_LETTERS).unwrap_or(review.as_str())
}

/// Whether a folder is named after a review, also where a program has added something to its name.
fn names_review(folder: &str, review: &ReviewId) -> bool {
    folder.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(short_id(review)))
}

/// The hash that a place of evidence is named by, and the place.
fn named((path, _): (&String, &Stamp)) -> (String, String) {
    (split(path).1.to_owned(), path.clone())
}

/// A path's folder and name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folder of the review that a file belongs to.
fn home_of(path: &str) -> &str {
    let folder = split(path).0;
    let (above, name) = split(folder);
    if name == EVIDENCE { above } else { folder }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn sort(path: &str) -> Sort {
    const PASSING: [&str; 9] =
        ["~", ".tmp", ".temp", ".part", ".partial", ".crswap", ".crdownload", ".download", ".swp"];
    let (folder, name) = split(path);
    let name = name.to_lowercase();
    let of_a_review = name.contains(&format!(".{EXTENSION}"));
    if name.ends_with(".icloud") && (of_a_review || split(folder).1 == EVIDENCE) {
        Sort::Placeholder
    } else if name.starts_with(['.', '~']) || PASSING.iter().any(|end| name.ends_with(end)) {
        Sort::Passing
    } else if split(folder).1 == EVIDENCE {
        if is_hash(&name) { Sort::Evidence } else { Sort::Passing }
    } else if of_a_review {
        Sort::Review
    } else {
        Sort::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "k3x9m2p7qaaaaaaaaaaaaaaaaa";

    fn stamp(size: u64) -> Stamp {
        Stamp { size, modified_ms: 1 }
    }

    fn holds(review: &str, heads: &[&str]) -> Result<Vec<Held>, Refused> {
        Ok(vec![Held { review: ReviewId::new(review), heads: heads.iter().map(|head| (*head).to_owned()).collect() }])
    }

    fn listed(book: &mut Book, files: &[(&str, u64)]) -> Vec<String> {
        book.listed(files.iter().map(|(path, size)| ((*path).to_owned(), stamp(*size))))
    }

    #[test]
    fn a_name_says_what_is_read_and_what_is_only_passing() {
        let name = |path: &str| sort(path);
        for path in [
            "a/dev.postmortem",
            "a/dev (Ana's conflicted copy 2026-03-01).postmortem",
            "a/dev.sync-conflict-20260301-101010-ABCDEF.postmortem",
            "a/dev (1).postmortem",
            "a/dev 2.postmortem",
            "a/dev.postmortem~HEAD",
            "a/DEV.POSTMORTEM",
            "dev.postmortem",
        ] {
            assert_eq!(name(path), Sort::Review, "{path}");
        }
        for path in [
            "a/.dev.postmortem.swp",
            "a/dev.postmortem.tmp",
            "a/dev.postmortem.crswap",
            "a/~dev.postmortem",
            "a/dev.postmortem~",
            "a/.DS_Store",
            "a/evidence/notes.txt",
        ] {
            assert_eq!(name(path), Sort::Passing, "{path}");
        }
        assert_eq!(name("a/.dev.postmortem.icloud"), Sort::Placeholder);
        assert_eq!(name(&format!("a/evidence/{}", "0f".repeat(32))), Sort::Evidence);
        assert_eq!(name("a/notes.md"), Sort::Other);
    }

    #[test]
    fn a_file_is_read_once_until_it_changes() {
        let mut book = Book::new("me");
        assert_eq!(listed(&mut book, &[("a/you.postmortem", 5), ("a/me.postmortem", 5), ("a/x.tmp", 1)]).len(), 2);
        book.looked("a/you.postmortem", stamp(5), holds(ID, &["h"]));
        book.looked("a/me.postmortem", stamp(5), holds(ID, &["h"]));
        let mut book = Book::restore("me", &book.note());
        assert!(listed(&mut book, &[("a/you.postmortem", 5), ("a/me.postmortem", 5)]).is_empty());
        assert_eq!(listed(&mut book, &[("a/you.postmortem", 6), ("a/me.postmortem", 5)]), ["a/you.postmortem"]);
        assert_eq!(listed(&mut Book::restore("you", &book.note()), &[("a/me.postmortem", 5)]).len(), 1);
    }

    #[test]
    fn the_folder_is_named_after_the_title_once_and_found_by_the_id_from_then_on() {
        let id = ReviewId::new(ID);
        let mut book = Book::new("me");
        assert_eq!(book.own(&id, "Refunds, sent twice!").path(), "refunds-sent-twice-k3x9m2p7qa/me.postmortem");
        listed(&mut book, &[("old title-K3X9M2P7QA (1)/you.postmortem", 5)]);
        assert_eq!(book.own(&id, "New title").path(), "old title-K3X9M2P7QA (1)/me.postmortem");
        // Also where somebody has given the folder a name of their own: what is in it says whose it is.
        let mut book = Book::new("me");
        listed(&mut book, &[("march/you.postmortem", 5)]);
        book.looked("march/you.postmortem", stamp(5), holds(ID, &["h"]));
        assert_eq!(book.own(&id, "x").path(), "march/me.postmortem");
        // And not where this device's file in it is of another review.
        listed(&mut book, &[("march/you.postmortem", 5), ("march/me.postmortem", 5)]);
        book.looked("march/me.postmortem", stamp(5), holds("another", &["k"]));
        assert_eq!(book.own(&id, "x").path(), "x-k3x9m2p7qa/me.postmortem");
    }

    #[test]
    fn an_own_file_is_written_over_only_when_all_of_it_is_in_the_document() {
        let id = ReviewId::new(ID);
        let mut book = Book::new("me");
        let path = book.own(&id, "x").path().to_owned();
        let heads = ["new".to_owned()];
        let has = |head: &str| matches!(head, "new" | "old");
        let to_write = |book: &Book| book.to_write(&id, "x", &heads, &has).is_some();
        assert!(to_write(&book), "there is none yet");
        listed(&mut book, &[(&path, 5)]);
        assert!(!to_write(&book), "it was not read yet");
        book.looked(&path, stamp(5), holds(ID, &["elsewhere"]));
        assert!(!to_write(&book), "it has something that is not here");
        book.looked(&path, stamp(5), holds(ID, &["old"]));
        assert!(to_write(&book));
        book.looked(&path, stamp(5), holds(ID, &["new"]));
        assert!(!to_write(&book), "it stands there already");
        book.looked(&path, stamp(5), Err(Refused { why: String::new(), broken: false }));
        assert!(!to_write(&book), "a newer version wrote it");
        book.looked(&path, stamp(5), Err(Refused { why: String::new(), broken: true }));
        assert!(to_write(&book));
        listed(&mut book, &[(&path, 0)]);
        assert!(to_write(&book), "it was emptied");
    }

    #[test]
    fn evidence_is_written_once_and_mended_and_what_cannot_be_read_is_told() {
        let id = ReviewId::new(ID);
        let (here, there) = ("a".repeat(64), "b".repeat(64));
        let mut book = Book::new("me");
        let at = |hash: &str| format!("x-k3x9m2p7qa/evidence/{hash}");
        listed(
            &mut book,
            &[(&at(&there), 3), ("x-k3x9m2p7qa/you.postmortem", 0), ("x-k3x9m2p7qa/.b.postmortem.icloud", 9)],
        );
        let held = BTreeMap::from([(here.clone(), 7), (there.clone(), 3)]);
        let to_write = book.evidence_to_write(&id, "x", &held);
        assert_eq!(to_write, [(here.clone(), Own { path: at(&here), before: None })]);
        assert!(to_write[0].1.may_replace(Some(stamp(0))) && !to_write[0].1.may_replace(Some(stamp(3))));
        assert_eq!(book.evidence(&id).get(&there), Some(&at(&there)));
        assert_eq!(book.problems().len(), 2, "{:?}", book.problems());
        book.failed(&at(&there), "It is not whole.".to_owned());
        assert!(book.evidence(&id).is_empty());
        // Whoever has all of it mends what came in part.
        let mended = book.evidence_to_write(&id, "x", &BTreeMap::from([(there.clone(), 9)]));
        assert_eq!(mended, [(there.clone(), Own { path: at(&there), before: Some(stamp(3)) })]);
        assert_eq!(book.problems().len(), 3);
    }
}
