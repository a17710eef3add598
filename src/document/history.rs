//! How a document came about: its changes in one order, and the review as it stood after any of them.
//!
//! Promises: equal heads tell the same history in the same order, whichever way they came together; the state at some
//! heads is the view that a copy with just those heads has. Nothing here changes the document.

use super::error::{DocumentError, Refusal};
use super::identity::Head;
use super::replica::Replica;
use crate::review::{PersonId, ReviewView};
use automerge::{Automerge, ChangeHash};
use std::collections::{BTreeSet, HashMap, HashSet};

/// One change, as history tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its hash.
    pub head: Head,
    /// What it builds on.
    pub after: Vec<Head>,
    /// When it was made, seconds since 1970, by the clock of whoever made it; 0 where that is not said.
    pub seconds: i64,
    /// Who made it, as it claims itself; `None` where it does not say.
    pub by: Option<PersonId>,
}

/// The heads of a history, or of its beginning up to some change.
pub fn heads_of(written: &[Written]) -> Vec<Head> {
    let mut heads: BTreeSet<Head> = BTreeSet::new();
    for change in written {
        for before in &change.after {
            heads.remove(before);
        }
        heads.insert(change.head);
    }
    heads.into_iter().collect()
}

impl Replica {
    /// Every change, each behind those it builds on; of those that were made apart the earlier one first. Every
    /// beginning of this list is a state that one can go back to.
    pub fn written(&self) -> Vec<Written> {
        let mut waiting: HashMap<Head, (usize, Written)> = HashMap::new();
        let mut followers: HashMap<Head, Vec<Head>> = HashMap::new();
        let mut ready: BTreeSet<(i64, Head)> = BTreeSet::new();
        for meta in self.automerge().get_changes_meta(&[]) {
            let by = meta.message.as_deref().filter(|message| !message.is_empty()).map(PersonId::new);
            let after: Vec<Head> = meta.deps.iter().map(|dep| Head::from(*dep)).collect();
            let change = Written { head: meta.hash.into(), after, seconds: meta.timestamp, by };
            for before in &change.after {
                followers.entry(*before).or_default().push(change.head);
            }
            if change.after.is_empty() {
                ready.insert((change.seconds, change.head));
            }
            waiting.insert(change.head, (change.after.len(), change));
        }
        let mut all = Vec::with_capacity(waiting.len());
        while let Some((_, head)) = ready.pop_first() {
            for follower in followers.remove(&head).unwrap_or_default() {
                if let Some((missing, change)) = waiting.get_mut(&follower) {
                    *missing -= 1;
                    if *missing == 0 {
                        ready.insert((change.seconds, follower));
                    }
                }
            }
            all.extend(waiting.remove(&head).map(|(_, change)| change));
        }
        all
    }

    /// The review as a copy with just these heads shows it. Made anew from the changes: reading a document "as of"
    /// earlier heads works out their clock again for each value.
    ///
    /// # Errors
    /// Where one of them is not in this document.
    pub fn view_at(&self, heads: &[Head]) -> Result<ReviewView, DocumentError> {
        if heads == self.heads() {
            return self.view();
        }
        self.replica_at(heads, [0xff; 16])?.view()
    }

    /// A copy of the document as it stood at these heads, to go on in.
    ///
    /// # Errors
    /// Where one of them is not in this document.
    pub fn replica_at(&self, heads: &[Head], actor: [u8; 16]) -> Result<Replica, DocumentError> {
        let changes = self.automerge().get_changes(&[]);
        let by_hash: HashMap<ChangeHash, usize> =
            changes.iter().enumerate().map(|(place, change)| (change.hash(), place)).collect();
        let mut wanted: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash::from(*head)).collect();
        let mut found: HashSet<usize> = HashSet::new();
        while let Some(hash) = wanted.pop() {
            let place = by_hash.get(&hash).copied().ok_or(Refusal::Incomplete(1))?;
            if found.insert(place) {
                wanted.extend(changes.get(place).into_iter().flat_map(|change| change.deps().iter().copied()));
            }
        }
        let mut then = Automerge::new();
        let kept = changes.into_iter().enumerate().filter(|(place, _)| found.contains(place));
        then.apply_changes(kept.map(|(_, change)| change))?;
        Replica::of(then, actor)
    }
}
