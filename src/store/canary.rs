//! The canary: which reviews this browser has acknowledged as saved, noted outside the database.
//!
//! A browser may wipe a damaged or neglected database and open it empty without a word. What the canary still
//! names and the database no longer holds is missing, and the person is told instead of being shown an empty
//! home.

use std::collections::{BTreeMap, BTreeSet};

/// What was acknowledged of one review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canary {
    /// The document's heads when everything was last on the disk, sorted.
    pub heads: Vec<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

impl Canary {
    /// As one short line.
    pub fn print(&self) -> String {
        format!("{} {}", self.at_ms, self.heads.join(","))
    }

    /// Back from its line.
    pub fn parse(line: &str) -> Option<Self> {
        let (at, heads) = line.split_once(' ')?;
        let heads = heads.split(',').filter(|head| !head.is_empty()).map(ToOwned::to_owned).collect();
        Some(Self { heads, at_ms: at.parse().ok()? })
    }
}

/// The reviews of which the canary knows and of which the database holds no chunk, with what is known of them.
pub fn missing_reviews(canaries: &BTreeMap<String, Canary>, held: &BTreeSet<String>) -> Vec<(String, Canary)> {
    canaries
        .iter()
        .filter(|(review, _)| !held.contains(*review))
        .map(|(review, canary)| (review.clone(), canary.clone()))
        .collect()
}

/// The acknowledged heads that a loaded document lacks. Not empty means: something that was called saved is not
/// there.
pub fn lacking(canary: &Canary, contains: impl Fn(&str) -> bool) -> Vec<String> {
    canary.heads.iter().filter(|head| !contains(head)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_was_wiped_is_noticed() {
        let canary = Canary { heads: vec!["h1".into(), "h2".into()], at_ms: 17 };
        assert_eq!(Canary::parse(&canary.print()), Some(canary.clone()));
        let canaries = BTreeMap::from([("r1".to_owned(), canary.clone()), ("r2".to_owned(), canary.clone())]);
        let held = BTreeSet::from(["r2".to_owned(), "r3".to_owned()]);
        assert_eq!(missing_reviews(&canaries, &held), vec![("r1".to_owned(), canary.clone())]);
        assert_eq!(lacking(&canary, |head| head == "h1"), vec!["h2".to_owned()]);
    }
}
