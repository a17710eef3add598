//! The first share, between its beginning and its end.
//!
//! A review that leaves for the first time becomes another document, without what was reworded before anybody else
//! saw it. The old one may go only once nothing of it is left behind: another tab may have written in it, and died,
//! without the tab that shared it having heard. Until then the disk keeps this note.

use crate::app::history::{parse, print};
use crate::document::Head;
use crate::review::{PersonId, ReviewId};
use sha2::{Digest, Sha256};

/// A review on its way from one document to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// What it was called.
    pub old: ReviewId,
    /// How much of the old document is in the new one.
    pub known: Vec<Head>,
    /// The new one as it was made of that.
    pub left: Vec<Head>,
}

impl Leaving {
    /// As a note.
    pub fn print(&self) -> String {
        [self.old.as_str(), &print(&self.known), &print(&self.left)].join("\n")
    }

    /// Whoever takes over what was left behind writes under this actor: the same for the same, so that it can be done
    /// again where it was cut short.
    pub fn actor(&self, behind: &[Head], words: &[String], me: &PersonId) -> [u8; 16] {
        let mut hasher = Sha256::new();
        hasher.update(b"left behind\n");
        for line in [&self.print(), &print(behind), me.as_str()].into_iter().chain(words.iter().map(String::as_str)) {
            hasher.update(line);
            hasher.update(b"\n");
        }
        let mut actor = [0_u8; 16];
        for (byte, made) in actor.iter_mut().zip(hasher.finalize()) {
            *byte = made;
        }
        actor
    }

    /// Reads a note; `None` where it is none.
    pub fn parse(note: &str) -> Option<Self> {
        let mut lines = note.split('\n');
        let old = ReviewId::new(lines.next()?);
        Some(Leaving { old, known: parse(lines.next()?)?, left: parse(lines.next()?)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_reads_back() {
        let leaving = Leaving {
            old: ReviewId::new("abc"),
            known: vec![Head([1; 32]), Head([2; 32])],
            left: vec![Head([255; 32])],
        };
        assert_eq!(Leaving::parse(&leaving.print()), Some(leaving));
        for bad in ["", "abc", "abc\n01\n02"] {
            assert_eq!(Leaving::parse(bad), None, "{bad}");
        }
    }
}
