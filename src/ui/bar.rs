//! The bar on top: where one is, whether it is saved, and what one may do with the open review.

use super::desk::{Dialog, RoomState, use_desk};
use crate::app::Route;
use crate::archive::Row;
use crate::browser::update;
use crate::store::SaveState;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The bar on top of every page.
#[component]
pub fn Bar() -> Piece {
    let desk = use_desk();
    let in_review = Memo::new(move |_| {
        desk.route.with(|route| route.review().is_some() || *route == Route::Now) && desk.state.get() == RoomState::Open
            || desk.state.get() == RoomState::Guest
    });
    // What was known then can be taken along; the whole review is shared from its own page.
    let whole = Memo::new(move |_| !matches!(desk.route.get(), Route::Replay(..)));
    let guest = Memo::new(move |_| desk.state.get() == RoomState::Guest);
    let from_folder = Memo::new(move |_| super::folder::offers(desk));
    let there = Memo::new(move |_| super::home::all_rows(desk, pages));
    // A meeting has the whole screen.
    let meeting = move || matches!(desk.route.get(), Route::Meeting(_));
    el("header")
        .class("bar")
        .attr("hidden", meeting)
        .child(el("a").class("brand").attr("href", "#/").child("Second Story"))
        .child(
            el("nav")
                .class("places")
                .attr("aria-label", "Pages")
                .child(
                    el("a")
                        .attr("href", "#/")
                        .attr("aria-current", move || (desk.route.get() == Route::Home).then_some("page"))
                        .child("Reviews"),
                )
                .child(move || {
                    let there = there.get();
                    let page = |shown: bool, route: Route, name: &'static str| {
                        shown.then(|| {
                            let href = route.to_hash();
                            el("a")
                                .attr("href", href)
                                .attr("aria-current", move || (desk.route.get() == route).then_some("page"))
                                .child(name)
                        })
                    };
                    many([
                        piece(page(there.0, Route::Commitments, "Commitments")),
                        piece(page(there.1, Route::Safeguards, "Safeguards")),
                        piece(page(there.2, Route::Patterns, "Patterns")),
                    ])
                })
                .child(
                    el("a")
                        .attr("href", "#/settings")
                        .attr("aria-current", move || (desk.route.get() == Route::Settings).then_some("page"))
                        .child("Settings"),
                ),
        )
        .child(
            el("div")
                .class("bar-end")
                .child(when(
                    move || desk.update_waits.get(),
                    move || {
                        el("span")
                            .class("update")
                            .child("A new version is ready. ")
                            .child(button().class("plain").on(ev::click, move |_| update::apply()).child("Reload now"))
                    },
                ))
                .child(when_else(
                    move || in_review.get(),
                    move || {
                        many([
                            piece(view! { <SavedState/> }),
                            when(
                                move || guest.get(),
                                move || {
                                    many([
                                        when(
                                            move || from_folder.get(),
                                            move || {
                                                button()
                                                    .on(ev::click, move |_| super::folder::put(desk))
                                                    .child("Take part")
                                            },
                                        ),
                                        button()
                                            .class("strong")
                                            .on(ev::click, move |_| desk.keep_guest())
                                            .child("Keep a copy"),
                                    ])
                                },
                            ),
                            when(
                                move || !guest.get(),
                                move || {
                                    many([
                                        when(
                                            move || whole.get(),
                                            move || {
                                                button()
                                                    .class("wide-only")
                                                    .on(ev::click, move |_| super::review::history::show(desk))
                                                    .child("History")
                                            },
                                        ),
                                        piece(view! { <super::outgoing::export::ExportMenu/> }),
                                        when(
                                            move || whole.get(),
                                            move || {
                                                button()
                                                    .class("strong")
                                                    .on(ev::click, move |_| desk.dialog.set(Dialog::Share))
                                                    .child("Share")
                                            },
                                        ),
                                    ])
                                },
                            ),
                        ])
                    },
                    move || el("span").class("stays").child("Stays in this browser until you share it"),
                )),
        )
}

/// Which pages across reviews there is something to show on: commitments, safeguards, patterns.
fn pages(rows: &[Row]) -> (bool, bool, bool) {
    let listed = || rows.iter().filter(|row| row.is_listed());
    let own = || listed().filter(|row| !row.retold);
    (
        own().any(|row| row.fix.is_some()),
        own().any(|row| !row.controls.is_empty()),
        listed().count() >= 3 || listed().any(|row| !row.earlier.is_empty()),
    )
}

/// Whether what was typed is safe.
#[component]
pub fn SavedState() -> Piece {
    let desk = use_desk();
    let saved = Memo::new(move |_| desk.saved.get());
    let guest = move || desk.state.get() == RoomState::Guest;
    el("span")
        .class("saved")
        .attr("role", "status")
        .attr("aria-label", "Saved state")
        .toggle("trouble", move || matches!(saved.get(), SaveState::Trouble { .. }))
        .toggle("saving", move || saved.get() == SaveState::Saving)
        .child(el("span").class("dot").attr("aria-hidden", "true"))
        .child(el("span").class("saved-words").child(move || {
            if guest() {
                return "Shown only, not kept".to_owned();
            }
            match saved.get() {
                SaveState::Saved => "Saved in this browser".to_owned(),
                SaveState::Saving => "Saving…".to_owned(),
                SaveState::Trouble { what, what_to_do, .. } => format!("Not saved. {what} {what_to_do}"),
            }
        }))
        .child(when(
            move || matches!(saved.get(), SaveState::Trouble { offer_download: true, .. }),
            move || {
                button()
                    .class("plain")
                    .on(ev::click, move |_| super::outgoing::download_document(desk))
                    .child("Download a copy")
            },
        ))
}
