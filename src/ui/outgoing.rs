//! What leaves: the share dialog, the export menu, what is put on the host.

pub mod export;
pub mod publish;
pub mod share;
pub mod tracker;

use super::desk::Desk;
use super::pieces::{self, Leaving};
use crate::app::Route;
use crate::browser::page::spawn;
use crate::browser::{clock, files};
use crate::exchange::envelope::{EXTENSION, Evidence};
use crate::exchange::export::names;
use crate::exchange::published;
use crate::review::moment::Instant;
use leptos::prelude::*;

/// The kind that the system is told a review's file has.
pub const FILE_KIND: &str = "application/octet-stream";

/// Today, for file names.
pub fn today() -> String {
    Instant::from_millis(i64::try_from(clock::now_ms()).unwrap_or(0))
        .map(|now| now.wall(0).day.iso())
        .unwrap_or_default()
}

/// The name of the open review's file.
pub fn file_name(desk: Desk, extension: &str) -> String {
    desk.settle();
    let name = match desk.route.get_untracked() {
        Route::Replay(_, moment) => super::replay::file_title(&moment),
        _ => desk.view.with_untracked(|view| view.title().to_owned()),
    };
    names::file_name(&name, extension)
}

/// The open review as a file, with these pieces of evidence.
pub fn file(desk: Desk, leaving: &Leaving) -> Option<Vec<u8>> {
    let document = desk.room(|room| room.document()).flatten()?;
    Some(published::file(&document, pieces_of(leaving)))
}

/// Evidence as a file carries it.
fn pieces_of(leaving: &Leaving) -> impl Iterator<Item = Evidence<'_>> {
    leaving.pieces.iter().map(|(piece, bytes)| Evidence::new(piece.name.as_str(), piece.media_type.as_str(), &**bytes))
}

/// Downloads the review as it is in memory, for when the browser cannot save: its history stays as it is.
pub fn download_document(desk: Desk) {
    spawn(async move {
        desk.settle();
        let leaving = pieces::for_a_file(desk, &desk.view.get_untracked()).await;
        let Some(bytes) = file(desk, &leaving) else { return };
        if let Err(why) = files::download(&file_name(desk, EXTENSION), FILE_KIND, &bytes) {
            desk.say(why.to_string());
        }
    });
}
