//! Wordings that somebody set aside for good, in this browser and for one review.
//!
//! Promises: the same wording of the same kind in the same text is not spoken of again; a wording that was changed
//! is another one. Nothing of it goes into the review, and what is kept are digests: they tell nobody the words.

use super::Finding;
use crate::review::TextField;
use crate::review::text::hex;
use sha2::{Digest, Sha256};

/// So many are kept for one review; the oldest go first.
const MOST: usize = 500;

/// What was set aside, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside(Vec<String>);

impl SetAside {
    /// Reads what [`SetAside::print`] wrote; anything else says nothing.
    pub fn parse(text: &str) -> SetAside {
        SetAside(text.split_whitespace().map(str::to_owned).collect())
    }

    /// As one line of text.
    pub fn print(&self) -> String {
        self.0.join(" ")
    }

    /// Sets a finding of a text aside.
    pub fn add(&mut self, field: &TextField, text: &str, finding: &Finding) {
        let digest = digest(field, text, finding);
        if !self.0.contains(&digest) {
            self.0.push(digest);
        }
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over);
    }

    /// Whether a finding of a text was set aside.
    pub fn has(&self, field: &TextField, text: &str, finding: &Finding) -> bool {
        !self.0.is_empty() && self.0.contains(&digest(field, text, finding))
    }
}

fn digest(field: &TextField, text: &str, finding: &Finding) -> String {
    let place = match field {
        TextField::Prose(prose) => prose.key(),
        TextField::Body(id) => id.as_str(),
    };
    let words = text.get(finding.span.clone()).unwrap_or("");
    let whole = Sha256::new()
        .chain_update(place)
        .chain_update([0])
        .chain_update(finding.label.key())
        .chain_update([0])
        .chain_update(words)
        .finalize();
    hex(whole.get(..8).unwrap_or(&whole))
}
