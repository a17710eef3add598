//! A disk for all tabs of a browser: it keeps relaxed writes in a cache and loses some of that in a crash. Transactions
//! are done in the order in which they were asked for; whether it has room is for those who ask to heed.
#![allow(dead_code, clippy::unwrap_used)]

use second_story::store::keys::{ChunkKey, Key, Store};
use second_story::store::{Durability, Value, Write};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Disk {
    durable: BTreeMap<(Store, Key), Value>,
    /// Done, visible to every tab, and lost in a crash from some point on.
    cached: Vec<Vec<Write>>,
    pub full: bool,
}

impl Disk {
    pub fn run(&mut self, writes: &[Write], durability: Durability) {
        self.cached.push(writes.to_vec());
        if durability == Durability::Strict {
            for writes in std::mem::take(&mut self.cached) {
                apply(&mut self.durable, &writes);
            }
        }
    }

    /// What a crash takes nothing of.
    pub fn durable(&self) -> &BTreeMap<(Store, Key), Value> {
        &self.durable
    }

    pub fn seen(&self) -> BTreeMap<(Store, Key), Value> {
        let mut seen = self.durable.clone();
        self.cached.iter().for_each(|writes| apply(&mut seen, writes));
        seen
    }

    /// What was not strict may be lost, from some point on: `survive` says how many of so many stay.
    pub fn crash(&mut self, survive: impl FnOnce(usize) -> usize) {
        let survive = survive(self.cached.len() + 1);
        for writes in std::mem::take(&mut self.cached).into_iter().take(survive) {
            apply(&mut self.durable, &writes);
        }
    }

    pub fn get(&self, store: Store, key: &Key) -> Option<Value> {
        self.seen().remove(&(store, key.clone()))
    }

    pub fn chunks(&self, review: &str) -> Vec<(ChunkKey, Vec<u8>)> {
        self.seen()
            .into_iter()
            .filter(|((store, key), _)| *store == Store::Chunks && key.part(0) == review)
            .map(|((_, key), value)| (ChunkKey::from_key(&key).unwrap(), value.into_bytes().unwrap()))
            .collect()
    }

    /// Takes everything away that is kept of a review.
    pub fn forget(&mut self, review: &str) {
        let gone: Vec<Write> = self
            .seen()
            .into_keys()
            .filter(|(store, key)| store.keyed_by_review() && key.part(0) == review)
            .map(|(store, key)| Write::delete(store, key))
            .collect();
        self.run(&gone, Durability::Strict);
    }

    pub fn wipe(&mut self) {
        *self = Disk::default();
    }
}

fn apply(state: &mut BTreeMap<(Store, Key), Value>, writes: &[Write]) {
    for write in writes {
        match write {
            Write::Put { store, key, value } => drop(state.insert((*store, key.clone()), value.clone())),
            Write::Delete { store, key } => drop(state.remove(&(*store, key.clone()))),
        }
    }
}
