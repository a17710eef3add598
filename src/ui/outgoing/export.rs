//! The export menu: Markdown, JSON, copy, print, publish.

use super::file_name;
use crate::app::Route;
use crate::browser::page::{self, spawn};
use crate::browser::{clipboard, files, gestures};
use crate::exchange::export::{
    Pieces, html as rich_form, json as json_form, markdown as markdown_form, page as page_form, story,
};
use crate::practice::names;
use crate::review::{ReviewId, ReviewView};
use crate::ui::desk::{Deed, Desk, Notice, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::pieces;
use crate::ui::review::asked;
use crate::ui::review::evidence::pieces_of;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// A line of the menu: its name and what it does.
type Item = (&'static str, fn(Desk));

/// The menu.
#[component]
pub fn ExportMenu() -> Piece {
    let desk = use_desk();
    let open = RwSignal::new(false);
    let menu = NodeRef::<html::Div>::new();
    let opener = NodeRef::<html::Button>::new();
    let close = move || {
        open.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    };
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            gestures::focus_child(&menu, 0);
        }
    });
    let run = move |act: fn(Desk)| {
        close();
        act(desk);
    };
    const ITEMS: [Item; 5] =
        [("Markdown", markdown), ("JSON", json), ("One HTML file", one_page), ("Copy", copy), ("Print", print)];
    const OF_THE_WHOLE: [Item; 2] = [("Read as an article", read), ("Publish…", super::publish::show)];
    const FIXES: Item = ("Fixes for a tracker…", super::tracker::show);
    let items = move || {
        let replayed = matches!(desk.route.get(), Route::Replay(..));
        let tracker = (!replayed && super::tracker::is_offered(desk)).then_some(FIXES);
        ITEMS.into_iter().chain(tracker).chain(OF_THE_WHOLE.into_iter().filter(move |_| !replayed))
    };
    el("div")
        .class("menu-holder")
        .child(
            button()
                .node_ref(opener)
                .attr("aria-haspopup", "menu")
                .attr("aria-expanded", move || open.get().to_string())
                .on(ev::click, move |_| open.update(|open| *open = !*open))
                .child("Export"),
        )
        .child(when(
            move || open.get(),
            move || {
                el("div")
                    .node_ref(menu)
                    .class("menu")
                    .attr("role", "menu")
                    .attr("aria-label", "Export")
                    .on(ev::keydown, move |event| {
                        match event.key().as_str() {
                            "Escape" | "Tab" => close(),
                            "ArrowDown" => gestures::step_focus(&event, 1),
                            "ArrowUp" => gestures::step_focus(&event, -1),
                            _ => return,
                        }
                        event.prevent_default();
                    })
                    .on(ev::focusout, move |event| {
                        if !gestures::focus_stays_inside(&event) {
                            open.set(false);
                        }
                    })
                    .child(
                        items()
                            .map(|(name, act)| {
                                button()
                                    .attr("role", "menuitem")
                                    .attr("tabindex", "-1")
                                    .on(ev::click, move |_| run(act))
                                    .child(name)
                            })
                            .collect::<Piece>(),
                    )
            },
        ))
}

fn id(desk: Desk) -> ReviewId {
    desk.room(|room| room.id().clone()).unwrap_or_else(|| ReviewId::new(""))
}

fn saved(desk: Desk, extension: &str, kind: &str, text: &str) {
    if let Err(why) = files::download(&file_name(desk, extension), kind, text.as_bytes()) {
        desk.say(why.to_string());
    }
}

/// Downloads Markdown.
pub fn markdown(desk: Desk) {
    desk.settle();
    let (view, id) = (untrack(|| desk.shown()), id(desk));
    spawn(async move {
        let text = markdown_form::write_with(&view, &id, &pieces::logs(desk).await);
        saved(desk, "md", "text/markdown", &text);
        tell_of_names(desk, &view);
    });
}

/// Downloads JSON.
pub fn json(desk: Desk) {
    with_evidence(desk, "json", "application/json", |_, view, id, carried| json_form::write_with(view, id, carried));
}

/// Downloads the article, its pictures and the review in one file that opens without this app.
pub fn one_page(desk: Desk) {
    with_evidence(desk, "html", "text/html", |desk, view, id, carried| {
        page_form::write(view, id, &desk.zone(), &*desk.rules(), carried)
    });
    tell_of_names(desk, &untrack(|| desk.shown()));
}

/// Downloads a form that carries the evidence inside, where there is room for it.
fn with_evidence(
    desk: Desk,
    extension: &'static str,
    kind: &'static str,
    write: fn(Desk, &ReviewView, &ReviewId, &Pieces) -> String,
) {
    desk.settle();
    let (view, id) = (untrack(|| desk.shown()), id(desk));
    spawn(async move {
        let leaving = pieces::for_json(desk, &view).await;
        let carried = leaving.pieces.into_iter().map(|(piece, bytes)| (piece.hash, bytes)).collect();
        saved(desk, extension, kind, &untrack(|| write(desk, &view, &id, &carried)));
        if 0 < leaving.left_out {
            desk.say_for_long(format!(
                "This file names its {} and goes without the bytes, which are too many for it; “Download file” carries them.",
                pieces_of(leaving.left_out)
            ));
        }
    });
}

/// Tells of names in the story that a file carries, which is as it was written, with one thing to do about it.
fn tell_of_names(desk: Desk, view: &ReviewView) {
    let may = untrack(|| desk.read_only.get().is_none() && !matches!(desk.route.get(), Route::Replay(..)));
    if let Some(text) = names::sentence(view).filter(|_| may) {
        let action = (asked::ROLES.to_owned(), Arc::new(move || asked::put_roles(desk)) as Deed);
        desk.notice.set(Some(Notice { text, action: Some(action), stays: false }));
    }
}

/// Puts Markdown and rich text on the clipboard.
pub fn copy(desk: Desk) {
    desk.settle();
    let view = untrack(|| desk.shown());
    let id = id(desk);
    spawn(async move {
        let logs = pieces::logs(desk).await;
        let text = markdown_form::write_with(&view, &id, &logs);
        let html = rich_form::write_blocks(&story::story_with(&view, "UTC", &*desk.rules(), &logs));
        match clipboard::write_rich(&text, &html).await {
            Ok(()) => desk.say("The review is on the clipboard, as Markdown and as rich text."),
            Err(why) => desk.say(why.to_string()),
        }
    });
}

fn read(desk: Desk) {
    page::go(&Route::Read(id(desk)).to_hash());
}

/// Prints the review as an article; of a replay, what is on the page.
pub fn print(desk: Desk) {
    if matches!(desk.route.get_untracked(), Route::Replay(..)) {
        page::print();
        return;
    }
    page::go(&Route::Read(id(desk)).to_hash());
    if let Some(waiting) = page::after_ms(250, page::print) {
        waiting.forget();
    }
}
