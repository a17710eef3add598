//! Wordings that somebody set aside for good, in this browser and for one review.
//!
//! Promises: the same wording of the same kind in the same text is not spoken of again; a wording that was changed
//! is another one. Nothing of it goes into the review, and what is kept are digests: they tell nobody the words.

use super::Finding;
use crate::review::TextField;
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
    whole.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Context, read};
    use super::*;
    use crate::review::Prose;

    const TEXT: &str = "The reviewer should have seen it.";

    #[test]
    fn a_wording_set_aside_stays_so_and_another_does_not() {
        let field = TextField::Prose(Prose::Summary);
        let findings = read(Context::Timeline, TEXT);
        let mut aside = SetAside::default();
        aside.add(&field, TEXT, findings.first().unwrap());
        let aside = SetAside::parse(&aside.print());
        assert!(aside.has(&field, TEXT, findings.first().unwrap()));
        // Written on around it, it is the same wording; elsewhere, or worded anew, it is another.
        let more = format!("At 14:05: {TEXT}");
        let same = read(Context::Timeline, &more).into_iter().find(|one| one.label == findings.first().unwrap().label);
        assert!(aside.has(&field, &more, &same.unwrap()));
        assert!(!aside.has(&TextField::Prose(Prose::Impact), TEXT, findings.first().unwrap()));
        let other = "The approver should have seen it.";
        assert!(read(Context::Timeline, other).iter().all(|one| !aside.has(&field, other, one)));
    }

    #[test]
    fn the_oldest_go_first() {
        let mut aside = SetAside::default();
        let findings = read(Context::Timeline, TEXT);
        for number in 0..600 {
            aside.add(
                &TextField::Body(crate::review::ItemId::new(number.to_string())),
                TEXT,
                findings.first().unwrap(),
            );
        }
        assert_eq!(aside.print().split(' ').count(), MOST);
        assert!(aside.has(&TextField::Body(crate::review::ItemId::new("599")), TEXT, findings.first().unwrap()));
        assert!(!aside.has(&TextField::Body(crate::review::ItemId::new("0")), TEXT, findings.first().unwrap()));
    }
}
