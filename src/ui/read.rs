//! The review as an article: what strangers get, and what print prints.

use super::desk::{Desk, RoomState, use_desk};
use super::review::picture::still;
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::browser::files::ObjectUrl;
use crate::browser::page::{self, spawn};
use crate::exchange::export::rich::{Block, Inline};
use crate::exchange::export::{Pieces, story};
use crate::practice::evidence::Form;
use crate::review::ReviewView;
use crate::ui::elements::markup::*;
use crate::ui::pieces;
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
#[component]
pub fn ReadPage() -> Piece {
    let desk = use_desk();
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("{title} · Second Story"));
    });
    let state = Memo::new(move |_| desk.state.get());
    // Logs are quoted once they are read from where they are kept.
    let logs = RwSignal::new(Pieces::new());
    Effect::new(move |_| {
        let wanted = desk.evidence.get();
        desk.evidence_told.track();
        if wanted.values().flatten().any(|piece| piece.form() == Form::Log) {
            spawn(async move { logs.set(pieces::logs(desk).await) });
        }
    });
    let back = move || match desk.route.get() {
        Route::Read(id) => Route::Review(id, Part::WhatHappened).to_hash(),
        _ => "#/".to_owned(),
    };
    el("main").id("main-content").attr("tabindex", "-1").class("read").child(move || match state.get() {
        RoomState::Open | RoomState::Guest => many([
            el("p")
                .class("read-tools")
                .child(el("a").attr("href", back).child("Write in it"))
                .child(button().class("plain").on(ev::click, |_| page::print()).child("Print")),
            el("article").class("article").child(move || {
                let logs = logs.get();
                desk.view.with(|view| article(desk, view, &logs))
            }),
        ]),
        RoomState::Missing(why) => super::review::missing(why),
        RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
        _ => el("p").attr("role", "status").child("Opening…"),
    })
}

/// A review as an article, whichever state of it: the picture stands with the timeline.
pub fn article(desk: Desk, view: &ReviewView, logs: &Pieces) -> Piece {
    let drawn = |part: &Block| matches!(part, Block::Heading { level: 2, text } if is_timeline(text));
    story::story_with(view, &desk.zone(), &*desk.rules(), logs)
        .iter()
        .flat_map(|part| [block(part), if drawn(part) { still(desk, view) } else { piece(()) }])
        .collect()
}

/// A picture of the evidence; where its bytes are not at hand, the line above names it.
#[component]
fn Figure(hash: String, media_type: String, told: String) -> Piece {
    let desk = use_desk();
    let address = RwSignal::new(None::<Arc<ObjectUrl>>);
    spawn(async move {
        if let Some(bytes) = pieces::bytes(desk, &hash).await {
            address.set(ObjectUrl::new(&media_type, &bytes).map(Arc::new));
        }
    });
    piece(move || {
        address.get().map(|address| {
            el("figure")
                .class("piece")
                .child(el("img").attr("src", address.as_str().to_owned()).attr("alt", told.clone()))
        })
    })
}

/// The picture stands under this heading.
fn is_timeline(heading: &[Inline]) -> bool {
    matches!(heading, [Inline::Text(text)] if text == "Timeline")
}

fn block(block: &Block) -> Piece {
    match block {
        Block::Heading { level, text } => {
            let text = inlines(text);
            match level {
                1 => el("h1").child(text),
                2 => el("h2").child(text),
                _ => el("h3").child(text),
            }
        }
        Block::Paragraph(text) => el("p").child(inlines(text)),
        Block::Quote(text) => el("pre")
            .class("log")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", "Log")
            .child(text.clone()),
        Block::Figure { hash, media_type, told } => {
            piece(view! { <Figure hash=hash.clone() media_type=media_type.clone() told=told.clone()/> })
        }
        Block::List(items) => el("ul").child(items.iter().map(|item| el("li").child(inlines(item))).collect::<Piece>()),
        Block::Table { head, rows } => {
            el("div").class("table").attr("tabindex", "0").attr("role", "region").attr("aria-label", "Timeline").child(
                el("table")
                    .child(el("thead").child(el("tr").child(
                        head.iter().map(|cell| el("th").attr("scope", "col").child(cell.clone())).collect::<Piece>(),
                    )))
                    .child(
                        el("tbody").child(
                            rows.iter()
                                .map(|row| {
                                    el("tr")
                                        .child(row.iter().map(|cell| el("td").child(inlines(cell))).collect::<Piece>())
                                })
                                .collect::<Piece>(),
                        ),
                    ),
            )
        }
    }
}

fn inlines(text: &[Inline]) -> Piece {
    text.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> Piece {
    match inline {
        Inline::Text(text) => piece(text.clone()),
        Inline::Strong(text) => el("strong").child(text.clone()),
        Inline::Emphasis(text) => el("em").child(text.clone()),
        Inline::Break => el("br"),
        Inline::Link { to, text } => {
            el("a").attr("href", to.as_str().to_owned()).attr("rel", "noreferrer noopener").child(text.clone())
        }
        Inline::Item(_) => piece(()),
    }
}
