//! What was added from others: added, noted in this browser, taken back and brought back, also on a later day.
//!
//! A document does not say what was added to what, so each addition is noted beside it: the heads before and after. The
//! note stays in this browser.

use crate::app::RoomError;
use crate::app::history::Merge;
use crate::app::room::{Output, Take};
use crate::browser::indexeddb::Disk;
use crate::browser::page::spawn;
use crate::review::ReviewId;
use crate::store::{Durability, Key, Store, Write};
use crate::ui::desk::{Desk, Notice, count_on, now_ms};
use leptos::prelude::*;
use std::sync::Arc;

const NOTE: &str = "merge";
const ADDED: &str = "Theirs is added to yours.";

/// Reads what earlier visits noted.
pub async fn read(desk: Desk, disk: &Disk, id: &ReviewId) {
    let notes = disk.list(Store::Meta, &[NOTE, id.as_str()]).await.unwrap_or_default();
    let merges = notes.into_iter().filter_map(|(_, note)| Merge::parse(&note.into_text()?)).collect();
    desk.room(|room| {
        if room.id() == id {
            room.remember_merges(merges);
        }
    });
    count_on(desk.merges_told);
}

fn keep(desk: Desk, index: usize) {
    count_on(desk.merges_told);
    let merge = desk.kept_of(|room| Some((room.id().clone(), room.merges().get(index).cloned()?))).flatten();
    let Some(((id, merge), disk)) = merge.zip(desk.disk()) else { return };
    let key = Key::of([NOTE, id.as_str(), &merge.at_ms.to_string()]);
    let writing = disk.write(vec![Write::put_text(Store::Meta, key, merge.print())], Durability::Strict);
    spawn(async move {
        let _ = writing.await;
    });
}

/// Adds what came, as far as it is wanted, without a word. Gives its place among what was added and the number of
/// changes that were new, where any were.
pub fn added(
    desk: Desk,
    changes: &[Vec<u8>],
    take: Take,
    from: &str,
) -> Option<Result<Option<(usize, usize)>, RoomError>> {
    let brought = desk.room(|room| {
        let brought = room.take(changes, take, from, now_ms())?;
        let index = room.merges().len().checked_sub(1).filter(|_| !brought.new.is_empty());
        Ok::<_, RoomError>((brought.outputs, index.map(|index| (index, brought.new.len()))))
    })?;
    Some(brought.map(|(outputs, place)| {
        desk.carry(outputs, None);
        if let Some((index, _)) = place {
            keep(desk, index);
        }
        place
    }))
}

/// Adds what came, as far as it is wanted, and offers to take it back.
pub fn add(desk: Desk, changes: &[Vec<u8>], take: Take, from: &str) {
    match added(desk, changes, take, from) {
        Some(Ok(place)) => {
            let Some((index, _)) = place else {
                desk.say(ADDED);
                return;
            };
            desk.notice.set(Some(Notice {
                text: ADDED.to_owned(),
                action: Some((
                    "Undo".to_owned(),
                    Arc::new(move || {
                        turn(desk, index);
                        desk.say("Taken back. History offers to bring it back, and so does opening the same again.");
                    }),
                )),
                stays: true,
            }));
        }
        Some(Err(why)) => desk.say_for_long(why.to_string()),
        None => {}
    }
}

/// Takes an addition back, or brings it back.
pub fn turn(desk: Desk, index: usize) {
    desk.settle();
    match desk.room(|room| room.turn_merge(index, now_ms())) {
        Some(Ok(outputs)) => carried(desk, outputs, index),
        Some(Err(why)) => desk.say_for_long(why.to_string()),
        None => {}
    }
}

fn carried(desk: Desk, outputs: Vec<Output>, index: usize) {
    desk.carry(outputs, None);
    keep(desk, index);
}
