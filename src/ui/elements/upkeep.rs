//! What is done for the stored bytes of a review while it is open: many small pieces gathered into one, and a
//! local copy now and then.

use crate::app::opening::DocumentLoader;
use crate::browser::indexeddb::Disk;
use crate::browser::{clock, locks, random};
use crate::review::ReviewId;
use crate::store::compaction::{Step, is_due};
use crate::store::{ChunkKey, Compaction, Durability, Store, backups};
use crate::ui::desk::Desk;

/// Looks after a review that was just opened.
pub async fn look_after(desk: Desk, disk: Disk, id: ReviewId, chunks: &[(ChunkKey, Vec<u8>)]) {
    if is_due(chunks.iter().map(|(key, bytes)| (key, bytes.len()))) {
        gather(desk, &disk, &id).await;
    }
    back_up(desk, &disk, &id).await;
}

/// Gathers the pieces; only one tab does it at a time.
async fn gather(desk: Desk, disk: &Disk, id: &ReviewId) {
    let Some(lock) = locks::hold_if_free(&format!("second-story:{}:gather:{id}", desk.base())).await else { return };
    let loader = DocumentLoader { actor: random::bytes::<16>().unwrap_or_default() };
    let mut compaction = Compaction::new(id.as_str());
    let mut next = compaction.begin(clock::now_ms());
    while let Some(step) = next {
        next = match step {
            Step::ReadChunks => Some(compaction.chunks(disk.chunks(id.as_str()).await, &loader)),
            Step::Write(writes) => Some(compaction.written(disk.write(writes, Durability::Strict).await)),
            Step::ReadBack(key) => Some(compaction.read_back(disk.get(Store::Chunks, &key).await, &loader)),
            Step::Over(_) => None,
        };
    }
    drop(lock);
}

/// A local copy, where the last one is old enough and something has changed.
async fn back_up(desk: Desk, disk: &Disk, id: &ReviewId) {
    use leptos::prelude::GetUntracked;
    let taken: Vec<u64> = disk
        .backups(id.as_str())
        .await
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, _)| backups::taken_ms(name))
        .collect();
    let changed = desk
        .rows
        .get_untracked()
        .iter()
        .find(|row| row.id == *id)
        .and_then(|row| u64::try_from(row.updated_at_ms).ok())
        .unwrap_or(0);
    let now = clock::now_ms();
    if !backups::is_due(taken.iter().max().copied(), changed, now) {
        return;
    }
    let document = desk.room(|room| (room.id() == id).then(|| room.document()).flatten()).flatten();
    if let Some(document) = document {
        let _ = disk.write(backups::rotate(id.as_str(), document, &taken, now), Durability::Strict).await;
    }
}
