//! What changed since one last looked: how far a review had come when it was left or hidden is noted in this browser,
//! and what others changed since is offered when it is opened again. Nothing of it is in the review.

use crate::app::Route;
use crate::app::history::{parse, print, since};
use crate::app::room::Heading;
use crate::exchange::preview::compare;
use crate::review::ReviewView;
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// How far a review had come when it was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// When it was left, seconds since 1970.
    pub seconds: i64,
    /// Its heads then.
    pub heads: Vec<Heading>,
}

fn name(review: &str) -> String {
    format!("looked:{review}")
}

/// Notes how far the open review has come.
pub fn note(desk: Desk) {
    if let Some((id, heads)) = desk.kept_of(|room| (room.id().clone(), room.heads())) {
        let text = format!("{} {}", now_ms().div_euclid(1_000), print(&heads));
        desk.preferences(|preferences| preferences.set_text(&name(id.as_str()), Some(&text)));
    }
}

fn noted(desk: Desk) -> Option<Looked> {
    let id = desk.kept_of(|room| room.id().clone())?;
    let text = desk.preferences(|preferences| preferences.text(&name(id.as_str()))).flatten()?;
    let (seconds, heads) = text.split_once(' ')?;
    Some(Looked { seconds: seconds.parse().ok()?, heads: parse(heads)? })
}

/// The review was opened: says what others changed since it was left.
pub fn begin(desk: Desk) {
    desk.looked.set(noted(desk));
    offer(desk);
}

/// The page is shown again: says so too where others changed something meanwhile.
pub fn back(desk: Desk) {
    if let Some(looked) = noted(desk)
        && others(desk, &looked)
    {
        desk.looked.set(Some(looked));
        offer(desk);
    }
}

fn offer(desk: Desk) {
    let Some(looked) = desk.looked.get_untracked().filter(|looked| others(desk, looked)) else { return };
    desk.since.set(then(desk, &looked).map(|then| {
        let now = desk.room(|room| room.view().clone()).unwrap_or_default();
        compare(&then, &now, &desk.zone_now(), &*desk.rules()).counted()
    }));
}

/// Whether somebody else wrote anything since.
pub fn others(desk: Desk, looked: &Looked) -> bool {
    desk.room(|room| {
        let written = room.written();
        since(&written, &looked.heads)
            .is_some_and(|later| later.iter().any(|change| change.by.as_ref().is_some_and(|by| by != room.me())))
    })
    .unwrap_or(false)
}

fn then(desk: Desk, looked: &Looked) -> Option<Arc<ReviewView>> {
    desk.room(|room| room.view_at(&looked.heads).ok()).flatten()
}

/// One quiet line on the page of a review.
#[component]
pub fn SinceLine() -> Piece {
    let desk = use_desk();
    let address = move || {
        desk.route.with(|route| route.review().cloned()).map(|id| Route::History(id).to_hash()).unwrap_or_default()
    };
    when(
        move || desk.since.with(Option::is_some),
        move || {
            el("p")
                .class("since")
                .attr("role", "status")
                .child(move || format!("Since you last looked: {}", desk.since.get().unwrap_or_default()))
                .child(" ")
                .child(el("a").attr("href", address).child("Show what changed"))
                .child(" ")
                .child(button().class("plain").on(ev::click, move |_| desk.since.set(None)).child("Put away"))
        },
    )
}
