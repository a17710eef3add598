//! Who is here, by role, and where: in the head of a review, on the lines in which somebody is.

use super::{Someone, text_of};
use crate::app::{Part, Route};
use crate::browser::{highlight, page};
use crate::exchange::live::presence::Presence;
use crate::review::{ItemId, TextField};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::review::timeline::element_id;
use leptos::prelude::*;

/// Where this one is.
pub fn mine(desk: Desk) -> Presence {
    let page = match desk.route.get_untracked() {
        Route::Review(_, part) => part.path(),
        Route::Read(_) => "read",
        Route::Replay(..) => "replay",
        Route::Now => "now",
        Route::Meeting(_) => "meeting",
        _ => "",
    };
    let elsewhere = page.is_empty() || !super::is_here_untracked(desk);
    let item = if elsewhere { None } else { desk.focused.get_untracked() };
    let caret = item.as_ref().and_then(|item| {
        let field = TextField::Body(item.clone());
        let at = desk.caret_in(&field)?;
        desk.room(|room| room.caret(&field, at)).flatten()
    });
    let me = desk.me();
    let role = desk.view.with_untracked(|view| view.person(&me, "role").text().to_owned());
    Presence {
        role,
        page: if elsewhere { String::new() } else { page.to_owned() },
        item: item.map(|item| item.to_string()).unwrap_or_default(),
        caret: caret.unwrap_or_default(),
        leads: desk.facilitates.get_untracked(),
        going: false,
    }
}

/// What somebody is called who is here.
pub fn called(presence: &Presence) -> String {
    match (presence.role.trim(), presence.leads) {
        ("", true) => "the facilitator".to_owned(),
        ("", false) => "someone".to_owned(),
        (role, _) => role.to_owned(),
    }
}

fn place(presence: &Presence) -> &'static str {
    match presence.page.as_str() {
        "" => "on another page",
        "read" => "reading it as an article",
        "replay" => "replaying it",
        "now" => "writing it down",
        "meeting" => "in the meeting",
        path => Part::ALL.into_iter().find(|part| part.path() == path).map_or("here", Part::name),
    }
}

/// Marks the lines in which others are, and their carets.
pub fn mark(desk: Desk) {
    let here = desk.live.here.get_untracked();
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut carets: Vec<(String, usize)> = Vec::new();
    for Someone { presence, .. } in here.iter() {
        let Some(field) = text_of(presence) else { continue };
        let id = element_id(&ItemId::new(presence.item.clone()));
        if !presence.caret.is_empty()
            && let Some(at) = desk.room(|room| room.caret_at(&field, &presence.caret)).flatten()
        {
            carets.push((id.clone(), at));
        }
        match lines.iter_mut().find(|(line, _)| *line == id) {
            Some((_, who)) => {
                who.push_str(", ");
                who.push_str(&called(presence));
            }
            None => lines.push((id, called(presence))),
        }
    }
    highlight::mark_lines("data-here", &lines);
    highlight::mark_carets(&carets);
}

/// Goes where the one is whom one follows.
pub fn follow(desk: Desk) {
    let Some(peer) = desk.live.follows.get_untracked() else { return };
    let here = desk.live.here.get_untracked();
    let Some(someone) = here.iter().find(|someone| someone.peer == peer) else {
        desk.live.follows.set(None);
        return;
    };
    let Some(id) = desk.room(|room| room.id().clone()) else { return };
    let route = match someone.presence.page.as_str() {
        "read" => Route::Read(id),
        "meeting" => Route::Meeting(id),
        path => match Part::ALL.into_iter().find(|part| part.path() == path) {
            Some(part) => Route::Review(id, part),
            None => return,
        },
    };
    if desk.route.get_untracked() != route {
        page::go(&route.to_hash());
    }
    if !someone.presence.item.is_empty() {
        let item = ItemId::new(someone.presence.item.clone());
        page::scroll_to(&element_id(&item));
        desk.look_at(Some(item));
    }
}

/// Who else is here.
#[component]
pub fn Here() -> Piece {
    let desk = use_desk();
    let live = desk.live;
    let shown = Memo::new(move |_| super::is_here(desk) && 0 < live.wires.get());
    when(
        move || shown.get(),
        move || {
            el("div")
                .class("here")
                .child(when(
                    move || live.here.with(|here| here.is_empty()),
                    || el("p").class("quiet").attr("role", "status").child("Nobody else is here now."),
                ))
                .child(el("ul").attr("aria-label", "Here now").child(each(
                    move || live.here.get().to_vec(),
                    |someone| (someone.peer.clone(), called(&someone.presence), someone.presence.page.clone()),
                    move |someone| person(desk, &someone),
                )))
        },
    )
}

fn person(desk: Desk, someone: &Someone) -> Piece {
    let (peer, who) = (someone.peer.clone(), called(&someone.presence));
    let follows = {
        let peer = peer.clone();
        Memo::new(move |_| desk.live.follows.with(|follows| follows.as_ref() == Some(&peer)))
    };
    let name = who.clone();
    el("li")
        .child(el("span").class("dot").attr("aria-hidden", "true"))
        .child(el("span").class("who").child(who))
        .child(el("span").class("where").child(format!(" · {}", place(&someone.presence))))
        .child(
            button()
                .class("plain")
                .attr("aria-label", format!("Follow {name}"))
                .attr("aria-pressed", move || follows.get().to_string())
                .on(ev::click, move |_| {
                    let peer = (!follows.get_untracked()).then(|| peer.clone());
                    desk.live.follows.set(peer);
                    follow(desk);
                })
                .child("Follow"),
        )
}
