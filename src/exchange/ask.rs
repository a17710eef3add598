//! Asking somebody for their side, and what they send back.
//!
//! An [`Ask`] carries the beginning of a review and a question, and nothing of what others wrote: people write
//! before they read. A [`SendBack`] carries what somebody wrote, as changes that build on that beginning. Both
//! are small binary forms (`docs/format/link.md`); what later versions add behind is passed over.

use super::bytes::{Reader, Writer};
use super::link::{Kind, Link};
use crate::document;

/// The version of both forms.
const VERSION: u8 = 1;

/// A question to somebody about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The bytes of the review's beginning.
    pub genesis: Vec<u8>,
    /// What the review is called.
    pub title: String,
    /// When it happened, as an encoded [`crate::review::Moment`]; empty where that is not said.
    pub when: String,
    /// What is asked.
    pub question: String,
}

/// What somebody sends back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendBack {
    /// The bytes of the review's beginning.
    pub genesis: Vec<u8>,
    /// The role it was seen from.
    pub seen_from: String,
    /// The raw bytes of the changes, each after those it builds on. Usually one.
    pub changes: Vec<Vec<u8>>,
}

/// Why a question or an answer cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Nothing in it.
    #[error("This question or answer is empty. Ask for it again.")]
    Empty,
    /// A later version made it.
    #[error(
        "This was made by a newer version of Second Story. Reload the page to get the new version, then open it again."
    )]
    NewerVersion,
    /// A part is missing or is not what it should be.
    #[error("This question or answer is damaged: its {0} cannot be read. Ask for it again.")]
    Damaged(&'static str),
}

impl Ask {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.byte(VERSION);
        write_beginning(&mut out, &self.genesis);
        out.text(&self.title);
        out.text(&self.when);
        out.text(&self.question);
        out.done()
    }

    /// Reads what [`Ask::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<Self, AskError> {
        let mut reader = begin(bytes)?;
        Ok(Ask {
            genesis: read_beginning(&mut reader)?,
            title: reader.text().ok_or(AskError::Damaged("title"))?.to_owned(),
            when: reader.text().ok_or(AskError::Damaged("time"))?.to_owned(),
            question: reader.text().ok_or(AskError::Damaged("question"))?.to_owned(),
        })
    }

    /// The link to send.
    pub fn link(&self) -> Link {
        Link::new(Kind::Ask, &self.encode())
    }
}

impl SendBack {
    /// Its bytes: in a link, or in a file's section.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.byte(VERSION);
        write_beginning(&mut out, &self.genesis);
        out.text(&self.seen_from);
        out.count(self.changes.len());
        for change in &self.changes {
            out.bytes(change);
        }
        out.done()
    }

    /// Reads what [`SendBack::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<Self, AskError> {
        let mut reader = begin(bytes)?;
        let genesis = read_beginning(&mut reader)?;
        let seen_from = reader.text().ok_or(AskError::Damaged("role"))?.to_owned();
        let count = reader.count().ok_or(AskError::Damaged("number of changes"))?;
        let mut changes = Vec::new();
        for _ in 0..count {
            changes.push(reader.bytes().ok_or(AskError::Damaged("text"))?.to_vec());
        }
        if changes.is_empty() {
            return Err(AskError::Empty);
        }
        Ok(SendBack { genesis, seen_from, changes })
    }

    /// The link to send.
    pub fn link(&self) -> Link {
        Link::new(Kind::SendBack, &self.encode())
    }
}

fn begin(bytes: &[u8]) -> Result<Reader<'_>, AskError> {
    let mut reader = Reader::new(bytes);
    match reader.byte() {
        None => Err(AskError::Empty),
        Some(VERSION) => Ok(reader),
        Some(0) => Err(AskError::Damaged("beginning")),
        Some(_) => Err(AskError::NewerVersion),
    }
}

/// The beginning follows from 16 bytes, and then only these are sent: 22 characters of a link for 500.
const FROM_ID: u8 = 1;
const IN_FULL: u8 = 0;

fn write_beginning(out: &mut Writer, genesis: &[u8]) {
    if let Some(id) = id_in(genesis) {
        out.byte(FROM_ID);
        out.raw(&id);
    } else {
        out.byte(IN_FULL);
        out.bytes(genesis);
    }
}

fn read_beginning(reader: &mut Reader<'_>) -> Result<Vec<u8>, AskError> {
    let damaged = AskError::Damaged("beginning");
    match reader.byte() {
        Some(FROM_ID) => document::genesis(&reader.array().ok_or(damaged)?).map_err(|_| damaged),
        Some(IN_FULL) => Ok(reader.bytes().ok_or(damaged)?.to_vec()),
        _ => Err(damaged),
    }
}

/// The id that a beginning follows from. It stands at the same place in every beginning of this version's form.
fn id_in(genesis: &[u8]) -> Option<[u8; 16]> {
    const PROBE: [u8; 16] = *b"where is the id?";
    let probed = document::genesis(&PROBE).ok()?;
    let place = probed.windows(PROBE.len()).position(|window| window == PROBE)?;
    let id: [u8; 16] = genesis.get(place..place.checked_add(PROBE.len())?)?.try_into().ok()?;
    document::genesis(&id).is_ok_and(|made| made == genesis).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::limits::Limits;

    fn ask() -> Ask {
        Ask {
            genesis: document::genesis(&[9; 16]).unwrap(),
            title: "Refunds sent twice".to_owned(),
            when: "2026-03-17T22:47:12Z|s|+01:00|23:47:12 CET".to_owned(),
            question: "What did you see, and when?".to_owned(),
        }
    }

    #[test]
    fn a_question_fits_into_any_chat() {
        let link = ask().link();
        let length = link.address("https://postmortems.example.org/app/").len();
        assert!(length < 300, "{length} characters");
        assert_eq!(Ask::decode(&link.open(&Limits::default()).unwrap()).unwrap(), ask());
    }

    #[test]
    fn a_beginning_of_another_form_is_carried_in_full() {
        let other = Ask { genesis: b"a later form".to_vec(), ..ask() };
        assert_eq!(Ask::decode(&other.encode()).unwrap(), other);
    }

    #[test]
    fn every_part_that_is_missing_is_named() {
        let bytes = ask().encode();
        assert_eq!(Ask::decode(&[]), Err(AskError::Empty));
        assert_eq!(Ask::decode(&[2]), Err(AskError::NewerVersion));
        let mut seen = std::collections::BTreeSet::new();
        for length in 1..bytes.len() {
            let error = Ask::decode(&bytes[..length]).unwrap_err();
            seen.insert(error.to_string());
        }
        assert_eq!(seen.len(), 4, "{seen:?}");
        let mut later = bytes;
        later.extend(b"something that a later version added");
        assert_eq!(Ask::decode(&later).unwrap(), ask());
    }
}
