//! Theme, zone, what a review is called, storage, backups.

pub mod lost;

use super::desk::{Notice, use_desk};
use crate::app::Route;
use crate::browser::page::{self, spawn};
use crate::browser::preferences::Preferences;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// What a review may be called.
const WORDS: [&str; 3] = ["postmortem", "incident review", "learning review"];

/// Settings.
#[component]
pub fn Settings() -> Piece {
    let desk = use_desk();
    page::set_title("Settings · Second Story");
    let theme = RwSignal::new(desk.preferences(Preferences::theme).flatten().unwrap_or_default());
    let zone = RwSignal::new(desk.preferences(Preferences::zone).flatten().unwrap_or_default());
    let zone_problem = RwSignal::new(String::new());
    let storage = RwSignal::new(String::new());
    spawn(async move {
        let persisted = page::persisted().await.unwrap_or(false);
        let used = page::storage_estimate().await;
        let mut said = match used {
            Some((used, of)) => format!("{} of {} used. ", size(used), size(of)),
            None => String::new(),
        };
        said.push_str(if persisted {
            "The browser has promised not to clear it by itself."
        } else {
            "The browser may clear it when space runs out, and some do after a week without a visit: keep a copy outside."
        });
        storage.set(said);
    });
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("settings")
        .child(el("h1").child("Settings"))
        .child(
            el("section")
                .class("block")
                .child(el("h2").child("Look"))
                .child(
                    el("label").class("line-field").child(el("span").child("Theme")).child(
                        el("select")
                            .attr("aria-label", "Theme")
                            .on(ev::change, move |event| {
                                let value = event_target_value(&event);
                                let chosen = (!value.is_empty()).then_some(value.clone());
                                desk.preferences(|preferences| preferences.set_theme(chosen.as_deref()));
                                page::set_theme(chosen.as_deref());
                                theme.set(value);
                            })
                            .child([("", "As the system"), ("light", "Light"), ("dark", "Dark")].map(
                                |(value, name)| {
                                    el("option")
                                        .attr("value", value)
                                        .attr("selected", move || theme.get() == value)
                                        .child(name)
                                },
                            )),
                    ),
                )
                .child(
                    el("label").class("line-field").child(el("span").child("A review is called")).child(
                        el("select")
                            .attr("aria-label", "A review is called")
                            .on(ev::change, move |event| {
                                let value = event_target_value(&event);
                                desk.preferences(|preferences| preferences.set_review_word(Some(&value)));
                                desk.review_word.set(value);
                            })
                            .child(WORDS.map(|word| {
                                el("option")
                                    .attr("value", word)
                                    .attr("selected", move || desk.review_word.get() == word)
                                    .child(word)
                            })),
                    ),
                ),
        )
        .child(
            el("section")
                .class("block")
                .child(el("h2").child("Time"))
                .child(
                    el("label").class("line-field").child(el("span").child("My zone")).child(
                        el("input")
                            .attr("aria-label", "My zone")
                            .attr("aria-describedby", "zone-problem")
                            .attr("placeholder", crate::browser::clock::local_zone())
                            .property("value", move || zone.get())
                            .on(ev::change, move |event| {
                                let value = event_target_value(&event).trim().to_owned();
                                let rules = desk.rules();
                                let known = value.is_empty()
                                    || crate::review::moment::offset_of(&value, desk.now(), &*rules).is_some();
                                if known {
                                    zone_problem.set(String::new());
                                    let chosen = (!value.is_empty()).then_some(value.clone());
                                    desk.preferences(|preferences| preferences.set_zone(chosen.as_deref()));
                                    zone.set(value);
                                } else {
                                    zone_problem.set(format!(
                                        "No zone is known by the name “{value}”. Write it like \
                                        Europe/Berlin, UTC or +02:00."
                                    ));
                                }
                            }),
                    ),
                )
                .child(
                    el("p").id("zone-problem").class("problem").attr("role", "alert").child(move || zone_problem.get()),
                )
                .child(el("p").class("quiet").child(
                    "Used for new reviews and for your own reading of times. Each \
                    review keeps the zone it was begun in.",
                )),
        )
        .child(
            el("section")
                .class("block")
                .child(el("h2").child("Storage"))
                .child(el("p").child(move || storage.get()))
                .child(el("p").child(
                    "Everything is kept in this browser, on this device. There is no \
                    account and no server behind it. Copies outside the browser are \
                    files you make.",
                ))
                .child(
                    el("div")
                        .class("row")
                        .child(
                            button()
                                .on(ev::click, move |_| lost::download_everything(desk))
                                .child("Download everything"),
                        )
                        .child(
                            button()
                                .on(ev::click, move |_| super::incoming::open::pick(desk))
                                .child("Restore from a file…"),
                        )
                        .child(el("a").attr("href", Route::FindLostWork.to_hash()).child("Find lost work")),
                ),
        )
        .child(view! { <super::folder::FolderSettings/> })
        .child(
            el("section")
                .class("block")
                .child(el("h2").child("Erase"))
                .child(el("p").child(
                    "Takes reviews off this device for good. What others have, they \
                    keep.",
                ))
                .child(
                    el("div").class("row").child(
                        button()
                            .on(ev::click, move |_| {
                                desk.notice.set(Some(Notice {
                                    text: "Erase every review, note and setting from this browser? \
                                    This cannot be taken back."
                                        .to_owned(),
                                    action: Some((
                                        "Erase everything".to_owned(),
                                        Arc::new(move || lost::erase_everything(desk)),
                                    )),
                                    stays: true,
                                }));
                            })
                            .child("Erase everything…"),
                    ),
                ),
        )
}

/// Bytes as people say them.
fn size(bytes: f64) -> String {
    if bytes >= 1e9 {
        format!("{:.1} GB", bytes / 1e9)
    } else if bytes >= 1e6 {
        format!("{:.1} MB", bytes / 1e6)
    } else {
        format!("{:.0} KB", bytes / 1e3)
    }
}
