//! Drafts that lie beside the app on its host, under `drafts/`: how they are named, the link that opens one, what a
//! clean copy is, and what is said where one cannot be had.
//!
//! Promises: a name that this lets through cannot lead out of `drafts/` nor to another site, however a host or a
//! browser reads it; a clean copy says nothing of who wrote what, of earlier wordings or of what was removed. It
//! fetches nothing and encrypts nothing.

use super::bytes::{Reader, Writer};
use super::envelope::{EXTENSION, Envelope, Evidence, Kind};
use super::export::names;
use super::limits::{Limits, size};
use super::link;
use super::looks::Looks;
use super::sealed::{KEY_BYTES, LONGEST_NAME};
use crate::document::{DocumentError, Seed, clean_copy};
use crate::review::field::meta;
use crate::review::{ReviewId, ReviewView};

/// The folder beside the app.
pub const FOLDER: &str = "drafts";

/// The version of what such a link carries.
const VERSION: u8 = 1;

/// A draft that lies beside the app: what a link to it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its name, without ending.
    pub name: String,
    /// What opens it, where it is sealed.
    pub key: Option<[u8; KEY_BYTES]>,
    /// The public id of the review that it is, or is a copy of; where that is known.
    pub review: Option<ReviewId>,
}

/// Why a published draft cannot be had. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    /// The link leads to another site.
    #[error(
        "This link leads to another site, {0}, so nothing was fetched: only drafts of this site are opened here. If you know that site, open the link there."
    )]
    OtherSite(String),
    /// The name is none.
    #[error(
        "This link names something outside the drafts of this site, so nothing was fetched. Names of drafts have small letters, figures, - and _ only."
    )]
    NotAName,
    /// What the link carries cannot be read.
    #[error("This link to a published draft is damaged. Ask for it again.")]
    Damaged,
    /// A later version made it.
    #[error(
        "This link was made by a newer version of Second Story. Reload the page to get the new version, then open it again."
    )]
    NewerVersion,
    /// The host has none of that name.
    #[error(
        "There is no draft “{0}” on this site, or no longer. Ask whoever sent you the link whether it was taken away, or is published elsewhere."
    )]
    Missing(String),
    /// Nothing answers.
    #[error(
        "The site does not answer, so the draft could not be fetched. Perhaps there is no network; an answer that leads elsewhere is not followed. Try again in a moment."
    )]
    NoAnswer,
    /// The host says something else.
    #[error("The site did not give out the draft “{name}” (it answered {status}). Ask whoever looks after the site.")]
    Refused {
        /// Of the draft.
        name: String,
        /// What it answered.
        status: u16,
    },
    /// Beyond what is read.
    #[error("The draft “{name}” is larger than the {} that are read, so it was not fetched.", size(*.limit))]
    TooLarge {
        /// Of the draft.
        name: String,
        /// Bytes allowed.
        limit: usize,
    },
    /// It should be sealed.
    #[error(
        "What lies under “{0}” is not sealed, though the link has a key for it: somebody has put another file there. It was not opened. Ask whoever published it."
    )]
    NotSealed(String),
    /// It is no review.
    #[error("What lies under “{0}” is not a review, so it was not opened. Ask whoever published it.")]
    NotADraft(String),
    /// It is to be published under the link of another review.
    #[error("That link is of another review. Publish this one under a link of its own.")]
    OfAnother,
    /// It is another review than the link says.
    #[error(
        "What lies under “{0}” is another review than the one it was published as: somebody has put one draft in the place of another. It was not opened. Ask whoever published it."
    )]
    AnotherReview(String),
}

/// Whether a name can be one of a draft.
pub fn is_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= LONGEST_NAME
        && name.bytes().next().is_some_and(letter)
        && name.bytes().all(|byte| letter(byte) || matches!(byte, b'-' | b'_'))
}

/// A name for a review of this title.
pub fn name_for(title: &str) -> String {
    let name: String = names::file_name(title, "")
        .chars()
        .filter(|letter| is_name(letter.to_string().as_str()) || *letter == '-')
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim_matches('-');
    if is_name(name) { name.to_owned() } else { "review".to_owned() }
}

/// Where a draft of this name lies, seen from the app.
pub fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.{EXTENSION}")
}

impl Draft {
    /// What the link carries.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.byte(VERSION);
        out.text(&self.name);
        out.bytes(self.key.as_ref().map_or(&[], <[u8; KEY_BYTES]>::as_slice));
        out.text(self.review.as_ref().map_or("", ReviewId::as_str));
        out.done()
    }

    /// Reads what [`Draft::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<Self, PublishedError> {
        let mut reader = Reader::new(bytes);
        if reader.byte().ok_or(PublishedError::Damaged)? > VERSION {
            return Err(PublishedError::NewerVersion);
        }
        let name = reader.text().ok_or(PublishedError::Damaged)?.to_owned();
        if name.starts_with("//") || name.contains("://") {
            return Err(PublishedError::OtherSite(name.chars().take(100).collect()));
        }
        if !is_name(&name) {
            return Err(PublishedError::NotAName);
        }
        let key = match reader.bytes().ok_or(PublishedError::Damaged)? {
            [] => None,
            key => Some(<[u8; KEY_BYTES]>::try_from(key).map_err(|_| PublishedError::Damaged)?),
        };
        let review = reader.text().ok_or(PublishedError::Damaged)?;
        let review = (!review.is_empty()).then(|| ReviewId::new(review));
        Ok(Draft { name, key, review })
    }

    /// The link to send.
    pub fn link(&self) -> link::Link {
        link::Link::new(link::Kind::Published, &self.encode())
    }

    /// The review by whose own address it is found, too: anybody may read it, and it is named so.
    pub fn by_address(&self) -> Option<&ReviewId> {
        self.review.as_ref().filter(|review| self.key.is_none() && review.as_str() == self.name)
    }

    /// The same place for a newer text of a review.
    ///
    /// # Errors
    /// Where it is one of another review: those who have the link would be shown that one.
    pub fn again(self, review: &ReviewId) -> Result<Self, PublishedError> {
        if self.review.as_ref().is_some_and(|said| said != review) {
            return Err(PublishedError::OfAnother);
        }
        Ok(Draft { review: Some(review.clone()), ..self })
    }

    /// Reads a link to a draft, by itself or in other text; `None` where there is no such link in it.
    pub fn in_text(text: &str) -> Option<Result<Draft, PublishedError>> {
        let limits = Limits::default();
        let link = link::parse(text, &limits).ok().filter(|link| link.kind() == link::Kind::Published)?;
        Some(link.open(&limits).map_err(|_| PublishedError::Damaged).and_then(|bytes| Draft::decode(&bytes)))
    }

    /// Whether a review that was found under its name is the one that it says.
    ///
    /// # Errors
    /// Where it is another one.
    pub fn is_of(&self, id: &ReviewId, view: &ReviewView) -> Result<(), PublishedError> {
        let copied_from = view.meta(meta::COPIED_FROM).text();
        match &self.review {
            Some(said) if said != id && said.as_str() != copied_from => {
                Err(PublishedError::AnotherReview(self.name.clone()))
            }
            _ => Ok(()),
        }
    }

    /// Whether bytes that the host gave out for it are a draft at all: many hosts answer with their start page, or with
    /// a page that says so, where they have nothing.
    ///
    /// # Errors
    /// Where there is nothing under that name.
    pub fn looks_right(&self, bytes: &[u8]) -> Result<(), PublishedError> {
        match Looks::of(bytes) {
            Looks::Page | Looks::Empty => Err(PublishedError::Missing(self.name.clone())),
            Looks::Sealed => Ok(()),
            _ if self.key.is_some() => Err(PublishedError::NotSealed(self.name.clone())),
            Looks::Postmortem => Ok(()),
            _ => Err(PublishedError::NotADraft(self.name.clone())),
        }
    }
}

/// A clean copy, to be published.
#[derive(Clone, Debug)]
pub struct Clean {
    /// Its document.
    pub document: Vec<u8>,
    /// What it shows.
    pub view: ReviewView,
}

/// Makes a clean copy of what stands on the page of a review of this id.
///
/// # Errors
/// Where the document cannot be written.
pub fn clean(view: &ReviewView, of: &ReviewId, seed: &Seed, now_ms: i64) -> Result<Clean, DocumentError> {
    let copy = clean_copy(view, of, seed, now_ms)?;
    Ok(Clean { document: copy.save(), view: copy.view()? })
}

/// A document with its evidence, as a file.
pub fn file<'a>(document: &[u8], evidence: impl IntoIterator<Item = Evidence<'a>>) -> Vec<u8> {
    let mut envelope = Envelope::default().with(Kind::Document, document);
    for piece in evidence {
        envelope = envelope.with(Kind::Evidence, piece.encode());
    }
    envelope.encode()
}

/// How long until the host is asked again whether there is something newer, milliseconds; and the longest, after it did
/// not answer several times.
pub const ASK_AGAIN_MS: u32 = 30_000;
const ASK_AGAIN_AT_LEAST_MS: u32 = 15 * 60_000;

/// How long to wait after one answer, or after none.
pub fn ask_again_after(waited_ms: u32, answered: bool) -> u32 {
    if answered { ASK_AGAIN_MS } else { waited_ms.saturating_mul(2).min(ASK_AGAIN_AT_LEAST_MS) }
}

/// What a draft carries that is published as it is.
pub fn carries(changes: usize, sessions: usize, removed: usize) -> String {
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "It carries its whole history: {} from {} of writing, with earlier wordings and when they were typed, and {}.",
        counted(changes, "change", "changes"),
        counted(sessions, "session", "sessions"),
        counted(removed, "removed entry", "removed entries")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft { name: "the-queue".to_owned(), key: Some([7; 32]), review: Some(ReviewId::new("abc")) }
    }

    #[test]
    fn a_link_to_a_draft_comes_back_and_is_short() {
        for draft in [draft(), Draft { key: None, ..draft() }, Draft { review: None, ..draft() }] {
            let address = draft.link().address("https://example.org/team/#/r/abc/read");
            assert!(address.len() < 130, "{}", address.len());
            assert_eq!(Draft::in_text(&format!("here: {address}, please")), Some(Ok(draft)));
        }
        assert_eq!(Draft::in_text("https://example.org/#/r/abc"), None);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in [
            "",
            ".",
            "..",
            "../config",
            "a/b",
            "a\\b",
            "a.b",
            "a%2fb",
            "%2e%2e",
            "a b",
            "a?b",
            "a#b",
            "-a",
            "_a",
            "É",
            "A",
            "a\u{202e}b",
            "a\0",
            "aux:",
            &"a".repeat(65),
        ] {
            assert!(!is_name(name), "{name:?}");
            let bytes = Draft { name: name.to_owned(), ..draft() }.encode();
            assert_eq!(Draft::decode(&bytes), Err(PublishedError::NotAName), "{name:?}");
        }
        for name in ["//evil.example/x", "https://evil.example/x", "javascript://x"] {
            let bytes = Draft { name: name.to_owned(), ..draft() }.encode();
            assert_eq!(Draft::decode(&bytes), Err(PublishedError::OtherSite(name.to_owned())));
        }
        assert!(is_name("the-queue_2") && is_name("k4q7") && is_name(&"a".repeat(64)));
    }

    #[test]
    fn what_a_damaged_link_carries_is_refused() {
        let whole = draft().encode();
        for end in 0..whole.len() {
            assert!(Draft::decode(&whole[..end]).is_err(), "cut at {end}");
        }
        let mut later = whole.clone();
        later[0] = 2;
        assert_eq!(Draft::decode(&later), Err(PublishedError::NewerVersion));
        let mut short_key = Writer::default();
        short_key.byte(1);
        short_key.text("a");
        short_key.bytes(&[1; 16]);
        short_key.text("");
        assert_eq!(Draft::decode(&short_key.done()), Err(PublishedError::Damaged));
    }

    #[test]
    fn every_title_gives_a_name() {
        for (title, name) in [
            ("Refunds, sent twice!", "refunds-sent-twice"),
            ("", "review"),
            ("障害の記録", "review"),
            ("Über die Queue", "ber-die-queue"),
            ("../../etc", "etc"),
        ] {
            assert_eq!(name_for(title), name, "{title}");
            assert!(is_name(&name_for(title)));
        }
        assert!(is_name(&name_for(&"x y ".repeat(200))));
    }

    #[test]
    fn a_host_that_does_not_answer_is_asked_less_and_less_and_as_often_as_before_once_it_does() {
        let waits: Vec<u32> = std::iter::successors(Some(ASK_AGAIN_MS), |waited| Some(ask_again_after(*waited, false)))
            .take(7)
            .map(|wait| wait / 1_000)
            .collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(ask_again_after(900_000, true), ASK_AGAIN_MS);
    }

    #[test]
    fn a_link_is_used_again_for_its_own_review_only() {
        assert_eq!(draft().again(&ReviewId::new("abc")), Ok(draft()));
        assert_eq!(draft().again(&ReviewId::new("another")), Err(PublishedError::OfAnother));
        let unsaid = Draft { review: None, ..draft() };
        assert_eq!(unsaid.again(&ReviewId::new("abc")), Ok(draft()));
    }

    #[test]
    fn a_page_where_a_draft_should_be_is_no_draft() {
        assert_eq!(draft().looks_right(b"<!doctype html>"), Err(PublishedError::Missing("the-queue".to_owned())));
        assert_eq!(draft().looks_right(b"\x89PMR\r\n\x1a\n"), Err(PublishedError::NotSealed("the-queue".to_owned())));
        assert_eq!(draft().looks_right(b"\x89PMS\r\n\x1a\n"), Ok(()));
    }
}
