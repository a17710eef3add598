//! Find lost work: everything that can still be found in this browser, and a way to each of it. Also all of it in
//! one file, and all of it erased.

use crate::app::Route;
use crate::app::opening;
use crate::browser::page::{self, spawn};
use crate::browser::preferences::Preferences;
use crate::browser::{files, random};
use crate::exchange::envelope::{Envelope, Evidence, Kind};
use crate::practice::evidence;
use crate::review::ReviewId;
use crate::review::moment::Instant;
use crate::store::backups::backup_key;
use crate::store::lost::{self, Found, Places};
use crate::store::{Key, Store};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::pieces::LARGEST_IN_A_FILE;
use crate::ui::review::evidence::pieces_of;
use crate::ui::words::{count, title_or_untitled};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// One line of the page.
#[derive(Clone)]
struct Line {
    says: String,
    open: Option<String>,
    download: Option<(String, Vec<u8>)>,
    restore: Option<String>,
}

/// The page.
#[component]
pub fn FindLostWork() -> Piece {
    let desk = use_desk();
    page::set_title("Find lost work · Second Story");
    let lines: RwSignal<Option<Vec<Line>>> = RwSignal::new(None);
    Effect::new(move |_| {
        if desk.rows_read.get() {
            let _ = desk.rows.get();
            spawn(async move {
                let found = find(desk).await;
                lines.set(Some(found));
            });
        }
    });
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("settings")
        .child(el("h1").child("Find lost work"))
        .child(
            el("p")
                .class("lead")
                .child("What this browser still holds beyond the list of reviews. Looking changes nothing."),
        )
        .child(move || match lines.get() {
            None => el("p").attr("role", "status").child("Looking…"),
            Some(lines) if lines.is_empty() => {
                el("p").class("quiet").child("Nothing is lost: every saved piece belongs to a review in the list.")
            }
            Some(lines) => el("ul").attr("role", "list").attr("aria-label", "Found").class("found").child(
                lines
                    .into_iter()
                    .map(|line| {
                        piece(view! {
                            <FoundLine
                                line=line
                            />
                        })
                    })
                    .collect::<Piece>(),
            ),
        })
        .child(
            el("div")
                .class("row")
                .child(button().on(ev::click, move |_| download_everything(desk)).child("Download everything"))
                .child(el("a").attr("href", "#/").child("Reviews")),
        )
}

#[component]
fn FoundLine(line: Line) -> Piece {
    let desk = use_desk();
    el("li")
        .class("row")
        .child(el("span").child(line.says))
        .child(line.open.map(|hash| el("a").attr("href", hash).child("Open")))
        .child(line.restore.map(|id| {
            button()
                .on(ev::click, move |_| {
                    let row = desk.rows.get_untracked().iter().find(|row| row.id.as_str() == id).cloned();
                    if let Some(row) = row {
                        desk.keep_row(crate::archive::Row { removed_at_ms: None, ..row });
                    }
                })
                .child("Put back on the list")
        }))
        .child(line.download.map(|(name, bytes)| {
            button()
                .on(ev::click, move |_| {
                    if let Err(why) = files::download(&name, "application/octet-stream", &bytes) {
                        desk.say(why.to_string());
                    }
                })
                .child("Download")
        }))
}

async fn find(desk: Desk) -> Vec<Line> {
    let mut lines: Vec<Line> = desk
        .rows
        .get_untracked()
        .iter()
        .filter(|row| row.removed_at_ms.is_some())
        .map(|row| Line {
            says: format!("“{}”, taken off the list", title_or_untitled(&row.title)),
            open: Some(Route::Review(row.id.clone(), crate::app::Part::WhatHappened).to_hash()),
            download: None,
            restore: Some(row.id.to_string()),
        })
        .collect();
    let Some(disk) = desk.disk() else { return lines };
    let chunks = disk.keys(Store::Chunks, &[]).await.unwrap_or_default();
    let places = Places {
        rows: desk.rows.get_untracked().iter().map(|row| row.id.to_string()).collect(),
        chunks: chunks.iter().filter_map(crate::store::ChunkKey::from_key).collect(),
        quarantined: disk.keys(Store::Quarantined, &[]).await.unwrap_or_default(),
        backups: disk.keys(Store::Backups, &[]).await.unwrap_or_default(),
        meta: disk.keys(Store::Meta, &[]).await.unwrap_or_default(),
        last_keystrokes: desk.preferences(Preferences::last_keystrokes).unwrap_or_default(),
        canaries: desk.preferences(Preferences::canaries).unwrap_or_default(),
        living_tabs: BTreeSet::new(),
    };
    for found in lost::find(&places) {
        lines.push(line_of(desk, found).await);
    }
    lines
}

async fn line_of(desk: Desk, found: Found) -> Line {
    let here = |review: &str| Some(Route::Review(ReviewId::new(review), crate::app::Part::WhatHappened).to_hash());
    let mut line = Line { says: String::new(), open: None, download: None, restore: None };
    match found {
        Found::Vanished { review, last_saved_ms } => {
            line.says = format!(
                "A review saved here on {} is gone from this browser. Whoever it was shared with may have it, and so may a file. ({review})",
                day(last_saved_ms)
            );
        }
        Found::WithoutRow { review, chunks } => {
            line.says = format!("A review that is on no list, in {}.", count(chunks, "piece", "pieces"));
            line.open = here(&review);
        }
        Found::Unfinished { review, commits, .. } => {
            line.says = format!("{} typed just before a tab closed.", count(commits, "change", "changes"));
            line.open = here(&review);
        }
        Found::Notes { review, notes, .. } => {
            line.says = format!("{} from a tab that is gone.", count(notes, "note", "notes"));
            line.open = here(&review);
        }
        Found::Quarantined { review, hash } => {
            line.says = "A piece that could not be read.".to_owned();
            let bytes = bytes_at(desk, Store::Quarantined, &Key::of([review.as_str(), hash.as_str()])).await;
            line.download = bytes.map(|bytes| ("damaged-piece.bin".to_owned(), bytes));
        }
        Found::Backup { review, taken_ms } => {
            let title = desk
                .rows
                .get_untracked()
                .iter()
                .find(|row| row.id.as_str() == review)
                .map(|row| title_or_untitled(&row.title))
                .unwrap_or_else(|| review.clone());
            line.says = format!("A copy of “{title}” from {}.", day(taken_ms));
            let bytes = bytes_at(desk, Store::Backups, &backup_key(&review, taken_ms)).await;
            let name = format!("copy.{}", crate::exchange::envelope::EXTENSION);
            line.download = bytes.map(|bytes| (name, document_file(bytes)));
        }
    }
    line
}

fn day(ms: u64) -> String {
    i64::try_from(ms).ok().and_then(Instant::from_millis).map(|at| at.wall(0).day.long()).unwrap_or_default()
}

async fn bytes_at(desk: Desk, store: Store, key: &crate::store::Key) -> Option<Vec<u8>> {
    desk.disk()?.get(store, key).await.ok().flatten()?.into_bytes()
}

fn document_file(document: Vec<u8>) -> Vec<u8> {
    Envelope::default().with(Kind::Document, document).encode()
}

/// Every review of this browser in one file.
pub fn download_everything(desk: Desk) {
    spawn(async move {
        let Some(disk) = desk.disk() else {
            desk.say("This browser keeps nothing, so there is nothing to download here.");
            return;
        };
        let keys = disk.keys(Store::Chunks, &[]).await.unwrap_or_default();
        let reviews: BTreeSet<String> = keys.iter().map(|key| key.part(0).to_owned()).collect();
        let mut envelope = Envelope::default();
        let mut left_out = 0;
        let mut kept = 0;
        let mut carried: BTreeSet<String> = BTreeSet::new();
        let (mut room, mut without) = (LARGEST_IN_A_FILE, 0);
        for review in reviews {
            let Ok(chunks) = disk.chunks(&review).await else {
                left_out += 1;
                continue;
            };
            match opening::open(&review, chunks, random::bytes::<16>().unwrap_or_default()) {
                Ok(opened) => {
                    kept += 1;
                    let held = disk.keys(Store::Evidence, &[&review]).await.unwrap_or_default();
                    let view = opened.replica.view().unwrap_or_default();
                    for piece in evidence::all(&view) {
                        // The same bytes may belong to several reviews: they are carried once.
                        let key = Key::of([review.as_str(), piece.hash.as_str()]);
                        if !held.contains(&key) || !carried.insert(piece.hash.clone()) {
                            continue;
                        }
                        let Some(left) = room.checked_sub(piece.bytes) else {
                            without += 1;
                            continue;
                        };
                        room = left;
                        let bytes = bytes_at(desk, Store::Evidence, &key).await.unwrap_or_default();
                        let piece = Evidence::new(piece.name, piece.media_type, bytes);
                        envelope = envelope.with(Kind::Evidence, piece.encode());
                    }
                    envelope = envelope.with(Kind::Document, opened.replica.save());
                }
                Err(_) => left_out += 1,
            }
        }
        let name = format!("second-story-{}.{}", crate::ui::outgoing::today(), crate::exchange::envelope::EXTENSION);
        match files::download(&name, "application/octet-stream", &envelope.encode()) {
            Ok(()) if 0 < without => desk.say_for_long(format!(
                "{} in one file, which has no room for {}: download the files of these reviews from “Share”.",
                count(kept, "review", "reviews"),
                pieces_of(without)
            )),
            Ok(()) if left_out == 0 => desk.say(format!("{} in one file.", count(kept, "review", "reviews"))),
            Ok(()) => desk.say(format!(
                "{} in one file; {} could not be read and are listed under “Find lost work”.",
                count(kept, "review", "reviews"),
                left_out
            )),
            Err(why) => desk.say(why.to_string()),
        }
    });
}

/// Takes everything off this device.
pub fn erase_everything(desk: Desk) {
    spawn(async move {
        let result = match desk.disk() {
            Some(disk) => disk.erase_all().await,
            None => Ok(()),
        };
        match result {
            Ok(()) => {
                desk.preferences(Preferences::erase_all);
                page::go("#/");
                page::reload();
            }
            Err(why) => desk.say_for_long(why.to_string()),
        }
    });
}
