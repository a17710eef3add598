//! The bytes of evidence: read from where they are kept, kept, carried along with their review.
//!
//! They never go through the document. Whatever is attached is on the disk before the line says so, so that other
//! tabs that hear of it find it there.

use super::desk::Desk;
use crate::browser::indexeddb::Disk;
use crate::exchange::export::Pieces;
use crate::exchange::gate;
use crate::practice::evidence::{self, Cost, Form, Piece};
use crate::review::text::hex;
use crate::review::{ReviewId, ReviewView};
use crate::store::{DiskError, Durability, Key, Store, Write};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most bytes of evidence that a file carries: with a document it must stay below what can be opened.
pub const LARGEST_IN_A_FILE: u64 = 56_000_000;

fn key(review: &ReviewId, hash: &str) -> Key {
    Key::of([review.as_str(), hash])
}

/// The bytes of a piece of the open review; `None` where they are not in this browser.
pub async fn bytes(desk: Desk, hash: &str) -> Option<Arc<[u8]>> {
    if let Some(found) = desk.in_hand.with_value(|pieces| pieces.get(hash).cloned()) {
        return Some(found);
    }
    let here = desk.room(|room| room.id().clone());
    for review in here.into_iter().chain(desk.left_behind.get_value()) {
        if let Some(bytes) = bytes_of(desk, &review, hash).await {
            return Some(bytes);
        }
    }
    None
}

/// The bytes of a piece of a review that need not be open.
pub async fn bytes_of(desk: Desk, review: &ReviewId, hash: &str) -> Option<Arc<[u8]>> {
    let value = desk.disk()?.get(Store::Evidence, &key(review, hash)).await.ok()??;
    value.into_bytes().map(Arc::from)
}

/// The logs of the open review, to be quoted.
pub async fn logs(desk: Desk) -> Pieces {
    let wanted: Vec<Piece> = desk.evidence.get_untracked().values().flatten().cloned().collect();
    let mut found = Pieces::new();
    for piece in wanted.into_iter().filter(|piece| piece.form() == Form::Log) {
        if let Some(bytes) = bytes(desk, &piece.hash).await {
            found.insert(piece.hash, bytes);
        }
    }
    found
}

/// What leaves with a review, and what of it cannot.
#[derive(Clone, Debug, Default)]
pub struct Leaving {
    /// The pieces, by the order of their lines.
    pub pieces: Vec<(Piece, Arc<[u8]>)>,
    /// Pieces whose bytes are not in this browser.
    pub missing: usize,
    /// Pieces for which there was no room.
    pub left_out: usize,
}

/// Every piece that a view names, each hash once, up to so many bytes in all.
pub async fn leaving(desk: Desk, view: &ReviewView, most: u64) -> Leaving {
    let mut leaving = Leaving::default();
    let mut seen = BTreeSet::new();
    let mut room = most;
    for piece in evidence::all(view) {
        if !seen.insert(piece.hash.clone()) {
            continue;
        }
        let Some(bytes) = bytes(desk, &piece.hash).await else {
            leaving.missing += 1;
            continue;
        };
        match room.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            Some(left) => {
                room = left;
                leaving.pieces.push((piece, bytes));
            }
            None => leaving.left_out += 1,
        }
    }
    leaving
}

/// The same, for a file.
pub async fn for_a_file(desk: Desk, view: &ReviewView) -> Leaving {
    leaving(desk, view, LARGEST_IN_A_FILE).await
}

/// What JSON carries: all of it, or nothing where that would be too much.
pub async fn for_json(desk: Desk, view: &ReviewView) -> Leaving {
    let most = crate::exchange::export::json::LARGEST_EVIDENCE;
    let cost = Cost::of(&evidence::all(view));
    if cost.bytes <= most {
        leaving(desk, view, most).await
    } else {
        Leaving { left_out: cost.pieces, ..Leaving::default() }
    }
}

/// Keeps bytes beside a review, one piece after the other; where nothing can be kept, they stay in this tab.
///
/// # Errors
/// What the disk says. What was kept before that stays.
pub async fn keep(desk: Desk, review: &ReviewId, pieces: Vec<(String, Arc<[u8]>)>) -> Result<(), DiskError> {
    let Some(disk) = desk.disk() else {
        desk.in_hand.update_value(|hand| hand.extend(pieces));
        desk.tell_evidence();
        return Ok(());
    };
    for (hash, bytes) in pieces {
        disk.write(vec![Write::put_bytes(Store::Evidence, key(review, &hash), bytes.to_vec())], Durability::Strict)
            .await?;
    }
    desk.tell_evidence();
    Ok(())
}

/// A review that was shown in memory is kept from now on, and its evidence with it.
pub async fn keep_in_hand(desk: Desk, review: &ReviewId) {
    let pieces: Vec<_> = desk.in_hand.get_value().into_iter().collect();
    if pieces.is_empty() || desk.disk().is_none() {
        return;
    }
    match keep(desk, review, pieces).await {
        Ok(()) => desk.in_hand.set_value(Pieces::new()),
        Err(why) => desk.say_for_long(format!("The evidence could not be kept. {why}")),
    }
}

/// Moves the evidence of a review to its new id, piece by piece, so that it never needs twice its room.
pub async fn carry(desk: Desk, disk: &Disk, old: &ReviewId, new: &ReviewId) -> Result<(), DiskError> {
    let keys = disk.keys(Store::Evidence, &[old.as_str()]).await?;
    let any = !keys.is_empty();
    for from in keys {
        if let Some(bytes) = disk.get(Store::Evidence, &from).await?.and_then(crate::store::Value::into_bytes) {
            let put = Write::put_bytes(Store::Evidence, key(new, from.part(1)), bytes);
            disk.write(vec![put, Write::delete(Store::Evidence, from)], Durability::Strict).await?;
        }
    }
    if any {
        desk.tell_evidence();
    }
    Ok(())
}

/// Of what came along with a review, the pieces that its view names, by hash.
pub fn named(view: &ReviewView, came: &[gate::Piece]) -> Vec<(String, Arc<[u8]>)> {
    let wanted: BTreeSet<String> = evidence::all(view).into_iter().map(|piece| piece.hash).collect();
    let mut taken: Pieces = Pieces::new();
    for piece in came {
        let hash = hex(&piece.hash);
        if wanted.contains(&hash) && !taken.contains_key(&hash) {
            taken.insert(hash, Arc::from(piece.bytes.as_slice()));
        }
    }
    taken.into_iter().collect()
}

/// The pieces that a view names and that no review of this browser has bytes for under its own id.
pub async fn lacking(desk: Desk, review: &ReviewId, view: &ReviewView) -> BTreeSet<String> {
    let mut wanted: BTreeSet<String> = evidence::all(view).into_iter().map(|piece| piece.hash).collect();
    if let Some(disk) = desk.disk() {
        for key in disk.keys(Store::Evidence, &[review.as_str()]).await.unwrap_or_default() {
            wanted.remove(key.part(1));
        }
    }
    wanted
}

/// Fills what a review lacks from the other reviews of this browser, which may have the same bytes.
pub async fn fill_from_here(desk: Desk, review: &ReviewId, view: &ReviewView) {
    let lacking = lacking(desk, review, view).await;
    let Some(disk) = desk.disk().filter(|_| !lacking.is_empty()) else { return };
    let mut filled = BTreeSet::new();
    for from in disk.keys(Store::Evidence, &[]).await.unwrap_or_default() {
        let hash = from.part(1).to_owned();
        if !lacking.contains(&hash) || filled.contains(&hash) {
            continue;
        }
        if let Ok(Some(bytes)) = disk.get(Store::Evidence, &from).await
            && let Some(bytes) = bytes.into_bytes()
            && keep(desk, review, vec![(hash.clone(), Arc::from(bytes))]).await.is_ok()
        {
            filled.insert(hash);
        }
    }
}
