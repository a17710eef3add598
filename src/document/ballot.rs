//! Ballots: changes that say neither who made them nor when.
//!
//! Each stands on the beginning of the review alone, under an actor that is used for nothing else, at time 0 and
//! without a message, so that nothing in it tells whose it is. That does not make it anonymous: whoever was there
//! when it came may know where it came from, and the next change of the same copy comes after it.

use super::error::DocumentError;
use super::read::to_automerge;
use super::replica::Replica;
use crate::review::Scalar;
use crate::review::ballot::name_of;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

impl Replica {
    /// The bytes of a change that sets these marks; it is taken in by [`Replica::absorb`], here as elsewhere. `actor`
    /// is random and used for nothing else.
    ///
    /// # Errors
    /// Where the beginning cannot be read.
    pub fn ballot(&self, marks: &[(String, Scalar)], actor: [u8; 16]) -> Result<Vec<u8>, DocumentError> {
        let broken = |error: String| DocumentError::Broken(error);
        let beginning = Change::from_bytes(self.genesis_bytes()).map_err(|error| broken(error.to_string()))?;
        let mut document = Automerge::new();
        document.apply_changes([beginning])?;
        document.set_actor(ActorId::from(actor.as_slice()));
        let mut transaction = document.transaction();
        for (key, value) in marks {
            transaction.put(&self.containers().marks, key.as_str(), to_automerge(value))?;
        }
        transaction.commit_with(CommitOptions::default().with_time(0));
        let change = document.get_last_local_change().ok_or_else(|| broken("a ballot of nothing".to_owned()))?;
        Ok(change.raw_bytes().to_vec())
    }

    /// Marks that another document had as ballots, as ballots of this one: one change for each name, under actors that
    /// follow from `actor`.
    ///
    /// # Errors
    /// As [`Replica::ballot`].
    pub fn ballots(
        &self,
        marks: impl IntoIterator<Item = (String, Scalar)>,
        actor: &[u8; 16],
    ) -> Result<Vec<Vec<u8>>, DocumentError> {
        let mut by_name: BTreeMap<String, Vec<(String, Scalar)>> = BTreeMap::new();
        for (key, value) in marks {
            by_name.entry(name_of(&key).to_owned()).or_default().push((key, value));
        }
        let all = by_name.into_iter().map(|(name, marks)| {
            let mut hasher = Sha256::new();
            hasher.update(b"ballot");
            hasher.update(actor);
            hasher.update(name);
            let mut own = [0_u8; 16];
            for (byte, made) in own.iter_mut().zip(hasher.finalize()) {
                *byte = made;
            }
            self.ballot(&marks, own)
        });
        all.collect()
    }
}
