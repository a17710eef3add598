//! The `.postmortem` file: a beginning that says what it is, then sections, each with its length and checksum,
//! then an end that vouches for the whole. `docs/format/file.md` says it byte by byte.
//!
//! Promises: what was written comes back, sections of kinds that this version does not know included and in
//! their order; a file that was cut off or altered anywhere is told apart from one of something else; nothing is
//! allocated for a section before its length was compared with what is there. It knows nothing of what sections
//! hold. The same file carries one review, a send-back, somebody's own notes, or a backup of everything.

use super::bytes::{Reader, Writer};
use super::limits::{Limits, size};
use super::looks::Looks;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// How every file begins. The first byte is not text, and the line ends show when a program that carries text
/// only has been at it.
pub const MAGIC: &[u8] = b"\x89PMR\r\n\x1a\n";

/// The version this app writes, and the newest it reads.
pub const VERSION: u16 = 1;

/// The ending of file names.
pub const EXTENSION: &str = "postmortem";

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A review's document.
    Document,
    /// What somebody sends back, see [`super::ask::SendBack`].
    SendBack,
    /// A question to somebody, see [`super::ask::Ask`].
    Ask,
    /// A piece of evidence, see [`Evidence`].
    Evidence,
    /// A few words to whoever opens it, UTF-8.
    Note,
    /// A private document beside a review: in backups and in *My notes* files only.
    Private,
    /// A kind that this version does not know, or leaves to its caller.
    Other([u8; 4]),
}

impl Kind {
    const KNOWN: [(Kind, [u8; 4]); 6] = [
        (Kind::Document, *b"docm"),
        (Kind::SendBack, *b"sent"),
        (Kind::Ask, *b"asks"),
        (Kind::Evidence, *b"evid"),
        (Kind::Note, *b"note"),
        (Kind::Private, *b"priv"),
    ];

    /// Its four letters in the file.
    pub fn tag(self) -> [u8; 4] {
        if let Kind::Other(tag) = self {
            return tag;
        }
        Kind::KNOWN.iter().find(|(kind, _)| *kind == self).map_or(*b"????", |(_, tag)| *tag)
    }

    /// The kind with those letters.
    pub fn from_tag(tag: [u8; 4]) -> Kind {
        Kind::KNOWN.iter().find(|(_, known)| *known == tag).map_or(Kind::Other(tag), |(kind, _)| *kind)
    }
}

const END: [u8; 4] = *b"end.";

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// What it holds.
    pub kind: Kind,
    /// What is in it.
    pub bytes: Cow<'a, [u8]>,
}

/// A file, opened or to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// Its sections, in order.
    pub sections: Vec<Section<'a>>,
}

/// Why a file could not be opened. Sections count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Nothing in it.
    #[error("This file is empty. Perhaps it was not fully downloaded or copied; ask for it again.")]
    Empty,
    /// Something else.
    #[error("{} It is not a review that was shared as a file.", .0.sentence())]
    SomethingElse(Looks),
    /// It ends too early.
    #[error(
        "This file is cut off in part {section}: {have} of {need} arrived. Ask for it again.",
        have = size(*.have),
        need = size(*.need)
    )]
    Truncated {
        /// Where.
        section: usize,
        /// Bytes of that section that are there.
        have: usize,
        /// Bytes it should have.
        need: usize,
    },
    /// It ends where another section should begin.
    #[error("This file is cut off after part {0}. Ask for it again.")]
    EndMissing(usize),
    /// A checksum differs.
    #[error("This file was altered on its way: part {section} is not what was written. Ask for it again.")]
    Altered {
        /// Where.
        section: usize,
    },
    /// A program that carries text only has been at it.
    #[error(
        "This file was altered on its way by a program that treats every file as text. Ask for it as an attachment or in a ZIP archive."
    )]
    AlteredAsText,
    /// There is something after its end.
    #[error("This file was altered on its way: {} follow after its end. Ask for it again.", size(*.0))]
    Trailing(usize),
    /// Written by a later version.
    #[error(
        "This file was written by a newer version of Second Story (file form {0}). Reload the page to get the new version, then open it again."
    )]
    NewerVersion(u16),
    /// Beyond what is read.
    #[error("This file has {}, more than the {} that a file of reviews may have.", size(*.have), size(*.limit))]
    TooLarge {
        /// Bytes.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Too many sections.
    #[error("This file has more than {0} parts, more than a file of reviews may have.")]
    TooManySections(usize),
}

impl<'a> Envelope<'a> {
    /// Adds a section.
    #[must_use]
    pub fn with(mut self, kind: Kind, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        self.sections.push(Section { kind, bytes: bytes.into() });
        self
    }

    /// What sections of a kind hold, in order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &[u8]> {
        self.sections.iter().filter(move |section| section.kind == kind).map(|section| &*section.bytes)
    }

    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.raw(MAGIC);
        out.raw(&VERSION.to_le_bytes());
        let mut all = flate2::Crc::new();
        for section in &self.sections {
            let sum = write_section(&mut out, section.kind.tag(), &section.bytes);
            all.update(&sum.to_le_bytes());
        }
        let count = u32::try_from(self.sections.len()).unwrap_or(u32::MAX);
        let mut end = count.to_le_bytes().to_vec();
        end.extend(VERSION.to_le_bytes());
        end.extend(all.sum().to_le_bytes());
        write_section(&mut out, END, &end);
        out.done()
    }

    /// Opens a file.
    ///
    /// # Errors
    /// What is wrong with it, and in which part.
    pub fn decode(bytes: &'a [u8], limits: &Limits) -> Result<Self, EnvelopeError> {
        if bytes.is_empty() {
            return Err(EnvelopeError::Empty);
        }
        if bytes.len() > limits.file {
            return Err(EnvelopeError::TooLarge { have: bytes.len(), limit: limits.file });
        }
        let mut reader = Reader::new(bytes);
        if reader.raw(MAGIC.len()) != Some(MAGIC) {
            return Err(not_ours(bytes));
        }
        let version = u16::from_le_bytes(reader.array().ok_or(EnvelopeError::EndMissing(0))?);
        if version > VERSION {
            return Err(EnvelopeError::NewerVersion(version));
        }
        let mut envelope = Envelope::default();
        let mut all = flate2::Crc::new();
        loop {
            let number = envelope.sections.len() + 1;
            if reader.is_done() {
                return Err(EnvelopeError::EndMissing(envelope.sections.len()));
            }
            let (tag, bytes, sum) = read_section(&mut reader, number)?;
            if tag == END {
                let mut expected = u32::try_from(envelope.sections.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
                expected.extend(version.to_le_bytes());
                expected.extend(all.sum().to_le_bytes());
                if bytes != expected.as_slice() {
                    return Err(EnvelopeError::Altered { section: number });
                }
                let after = reader.rest();
                // Mail and editors add a line end; that harms nothing.
                if after.iter().any(|byte| !byte.is_ascii_whitespace()) {
                    return Err(EnvelopeError::Trailing(after.len()));
                }
                return Ok(envelope);
            }
            if number > limits.sections {
                return Err(EnvelopeError::TooManySections(limits.sections));
            }
            all.update(&sum.to_le_bytes());
            envelope.sections.push(Section { kind: Kind::from_tag(tag), bytes: Cow::Borrowed(bytes) });
        }
    }

    /// The same, holding its bytes itself.
    #[must_use]
    pub fn into_owned(self) -> Envelope<'static> {
        let own = |section: Section<'a>| Section { kind: section.kind, bytes: Cow::Owned(section.bytes.into_owned()) };
        Envelope { sections: self.sections.into_iter().map(own).collect() }
    }
}

fn not_ours(bytes: &[u8]) -> EnvelopeError {
    if MAGIC.starts_with(bytes) {
        return EnvelopeError::EndMissing(0);
    }
    // As it looks after line ends were changed, or after the first byte was taken for a letter.
    if [
        &b"\x89PMR\n"[..],
        b"\x89PMR\r\r\n",
        b"PMR\r\n\x1a\n",
        b"PMR\n\x1a\n",
        b"\xc2\x89PMR",
        b"\xef\xbf\xbdPMR",
        b"\x09PMR",
    ]
    .iter()
    .any(|beginning| bytes.starts_with(beginning))
    {
        return EnvelopeError::AlteredAsText;
    }
    EnvelopeError::SomethingElse(Looks::of(bytes))
}

fn checksum(tag: [u8; 4], length: u32, bytes: &[u8]) -> u32 {
    let mut hasher = flate2::Crc::new();
    hasher.update(&tag);
    hasher.update(&length.to_le_bytes());
    hasher.update(bytes);
    hasher.sum()
}

fn write_section(out: &mut Writer, tag: [u8; 4], bytes: &[u8]) -> u32 {
    // What is longer than 4 GB is refused long before it gets here.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let sum = checksum(tag, length, bytes);
    out.raw(&tag);
    out.raw(&length.to_le_bytes());
    out.raw(&sum.to_le_bytes());
    out.raw(bytes);
    sum
}

fn read_section<'a>(reader: &mut Reader<'a>, number: usize) -> Result<([u8; 4], &'a [u8], u32), EnvelopeError> {
    let there = reader.rest().len();
    let cut = || EnvelopeError::Truncated { section: number, have: there, need: 12 };
    let tag: [u8; 4] = reader.array().ok_or_else(cut)?;
    let length = u32::from_le_bytes(reader.array().ok_or_else(cut)?);
    let sum = u32::from_le_bytes(reader.array().ok_or_else(cut)?);
    let have = reader.rest().len();
    let need = usize::try_from(length).unwrap_or(usize::MAX);
    let bytes = reader.raw(need).ok_or(EnvelopeError::Truncated { section: number, have, need })?;
    if checksum(tag, length, bytes) != sum {
        return Err(EnvelopeError::Altered { section: number });
    }
    Ok((tag, bytes, sum))
}

/// A piece of evidence in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Its media type, as whoever added it said.
    pub media_type: Cow<'a, str>,
    /// Its name, as whoever added it said.
    pub name: Cow<'a, str>,
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Evidence<'a> {
    /// A piece of evidence from its bytes.
    pub fn new(
        name: impl Into<Cow<'a, str>>,
        media_type: impl Into<Cow<'a, str>>,
        bytes: impl Into<Cow<'a, [u8]>>,
    ) -> Self {
        let bytes = bytes.into();
        Evidence { hash: Sha256::digest(&bytes).into(), media_type: media_type.into(), name: name.into(), bytes }
    }

    /// What a section of kind [`Kind::Evidence`] holds.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.raw(&self.hash);
        out.text(&self.media_type);
        out.text(&self.name);
        out.bytes(&self.bytes);
        out.done()
    }

    /// Reads a section. `None` where it is no evidence, or its bytes are not those that the hash names.
    pub fn decode(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let hash = reader.array()?;
        let media_type = Cow::Borrowed(reader.text()?);
        let name = Cow::Borrowed(reader.text()?);
        let bytes = Cow::Borrowed(reader.bytes()?);
        let told: [u8; 32] = Sha256::digest(&bytes).into();
        (told == hash).then_some(Evidence { hash, media_type, name, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_of_unknown_kinds_come_back_in_their_place() {
        let envelope = Envelope::default()
            .with(Kind::Document, b"one".as_slice())
            .with(Kind::Other(*b"futr"), b"kept".as_slice())
            .with(Kind::Note, "Look at 23:20 first. é".as_bytes());
        let bytes = envelope.encode();
        assert_eq!(Envelope::decode(&bytes, &Limits::default()).unwrap(), envelope);
    }

    #[test]
    fn where_a_file_was_cut_off_is_named() {
        let bytes = Envelope::default().with(Kind::Document, vec![7; 100]).with(Kind::Note, vec![8; 50]).encode();
        let cut = Envelope::decode(&bytes[..140], &Limits::default()).unwrap_err();
        assert_eq!(cut, EnvelopeError::Truncated { section: 2, have: 6, need: 50 });
        assert_eq!(cut.to_string(), "This file is cut off in part 2: 6 bytes of 50 bytes arrived. Ask for it again.");
        let at_the_seam = Envelope::decode(&bytes[..122], &Limits::default()).unwrap_err();
        assert_eq!(at_the_seam, EnvelopeError::EndMissing(1));
    }

    #[test]
    fn evidence_that_is_not_what_its_hash_names_is_no_evidence() {
        let evidence = Evidence::new("queue.log", "text/plain", b"22:47 queue 40k".as_slice());
        let mut bytes = evidence.encode();
        assert_eq!(Evidence::decode(&bytes).unwrap(), evidence);
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(Evidence::decode(&bytes), None);
    }
}
