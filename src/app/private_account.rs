//! What one person saw, while they keep it to themselves: beside the review, never in it.
//!
//! Promises: nothing of it is in the document until [`PrivateAccount::opened`] or [`crate::app::answer::intents`] is
//! carried out; a seal tells that something was written, and from where it was seen, and nothing of what; what was
//! sealed and is opened later can be held against its seal. It lies in the store of private things, which no export,
//! link, file or wire reads.

use crate::review::text::hex;
use crate::review::{Intent, PersonId, ReviewView, Scalar};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const SEALED: &str = "sealed:";
const OPENED: &str = "opened:";

/// An account as its writer has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrivateAccount {
    /// Lines, each with its time or without.
    pub text: String,
    /// The role it was seen from.
    pub seen_from: String,
    /// What makes its seal unlike any other, once it is sealed; empty before.
    pub salt: String,
}

impl PrivateAccount {
    /// Reads what [`PrivateAccount::encode`] wrote; nothing where it cannot be read.
    pub fn decode(bytes: &[u8]) -> Option<PrivateAccount> {
        serde_json::from_slice(bytes).ok()
    }

    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether it is sealed: then it stays as it is until it is opened.
    pub fn is_sealed(&self) -> bool {
        !self.salt.is_empty()
    }

    /// With what another tab of the same person wrote meanwhile: no line of either is lost.
    #[must_use]
    pub fn with_theirs(mut self, theirs: &PrivateAccount) -> PrivateAccount {
        let mine: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for line in theirs.text.lines().filter(|line| !mine.iter().any(|own| own == line)) {
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.text.push_str(line);
        }
        if self.seen_from.is_empty() {
            self.seen_from.clone_from(&theirs.seen_from);
        }
        if self.salt.is_empty() {
            self.salt.clone_from(&theirs.salt);
        }
        self
    }

    fn digest(&self) -> String {
        digest(&self.salt, &self.seen_from, &self.text)
    }

    /// The act that says: somebody has written what they saw, and will open it with the others.
    pub fn sealed(&self, by: &PersonId) -> Vec<Intent> {
        let value = if self.seen_from.is_empty() { "somewhere" } else { &self.seen_from };
        vec![Intent::SetMark { key: format!("{SEALED}{}:{by}", self.digest()), value: Scalar::text(value) }]
    }

    /// The act that takes the seal back.
    pub fn unsealed(&self, by: &PersonId) -> Vec<Intent> {
        vec![Intent::SetMark { key: format!("{SEALED}{}:{by}", self.digest()), value: Scalar::Null }]
    }

    /// What goes into the review beside its entries when it is opened, so that it can be held against its seal.
    pub fn opened(&self, by: &PersonId) -> Vec<Intent> {
        let whole = format!("{}\n{}\n{}", self.salt, self.seen_from, self.text);
        vec![Intent::SetMark { key: format!("{OPENED}{}:{by}", self.digest()), value: Scalar::text(whole) }]
    }
}

fn digest(salt: &str, seen_from: &str, text: &str) -> String {
    let mut whole = Sha256::new();
    for part in [salt, seen_from, text] {
        whole.update(part.len().to_be_bytes());
        whole.update(part);
    }
    hex(&whole.finalize())
}

/// An account that somebody sealed, as the others see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seal {
    /// From where it was seen; "somewhere" where that was not said.
    pub seen_from: String,
    /// Whether it was opened, and if so, whether it is what was sealed.
    pub opened: Option<bool>,
}

/// The seals of a review, in an order that tells nothing.
pub fn seals(view: &ReviewView) -> Vec<Seal> {
    view.marks()
        .filter_map(|(key, register)| {
            let rest = key.strip_prefix(SEALED)?;
            let (sealed, _) = rest.split_once(':')?;
            let seen_from = register.first().as_str()?.to_owned();
            let opened = view.mark(&format!("{OPENED}{rest}")).first().as_str().map(|whole| {
                let mut parts = whole.splitn(3, '\n');
                let (salt, from, text) = (parts.next(), parts.next(), parts.next());
                digest(salt.unwrap_or(""), from.unwrap_or(""), text.unwrap_or("")) == sealed
            });
            Some(Seal { seen_from, opened })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> PrivateAccount {
        PrivateAccount { text: text.to_owned(), seen_from: "support".to_owned(), salt: "s4lt".to_owned() }
    }

    #[test]
    fn a_seal_says_that_there_is_something_and_nothing_of_what() {
        let (mine, by) = (account("14:05 the page was red"), PersonId::new("p"));
        let view = ReviewView::default().act(&mine.sealed(&by)).view;
        assert_eq!(seals(&view), [Seal { seen_from: "support".to_owned(), opened: None }]);
        let said: String = view.marks().map(|(key, register)| format!("{key} {register:?}")).collect();
        assert!(!said.contains("red") && !said.contains("14:05"), "{said}");
        assert!(seals(&view.act(&mine.unsealed(&by)).view).is_empty());
    }

    #[test]
    fn what_is_opened_is_held_against_its_seal() {
        let (mine, by) = (account("14:05 the page was red\nand then green"), PersonId::new("p"));
        let sealed = ReviewView::default().act(&mine.sealed(&by)).view;
        let opened = sealed.act(&mine.opened(&by)).view;
        assert_eq!(seals(&opened)[0].opened, Some(true));
        // Somebody who wrote it anew after reading the others' cannot open it as what was sealed.
        let mark = |account: PrivateAccount| match account.opened(&by).pop() {
            Some(Intent::SetMark { key, value }) => (key, value),
            other => panic!("{other:?} is no mark"),
        };
        let ((key, _), (_, value)) = (mark(mine), mark(account("14:09 something else")));
        let other = sealed.act(&[Intent::SetMark { key, value }]).view;
        assert_eq!(seals(&other)[0].opened, Some(false));
    }

    #[test]
    fn two_tabs_lose_no_line_of_each_other() {
        let both = account("a\nb").with_theirs(&account("a\nc\n"));
        assert_eq!(both.text, "a\nb\nc");
        assert_eq!(PrivateAccount::decode(&both.encode()), Some(both));
        assert_eq!(PrivateAccount::decode(b"x"), None);
    }
}
