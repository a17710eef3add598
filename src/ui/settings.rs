//! Theme, zone, what a review is called, storage, backups.

pub mod lost;

use super::desk::{Notice, use_desk};
use crate::app::Route;
use crate::browser::page::{self, spawn};
use crate::browser::preferences::Preferences;
use leptos::prelude::*;
use std::sync::Arc;

/// What a review may be called.
const WORDS: [&str; 3] = ["postmortem", "incident review", "learning review"];

/// Settings.
#[component]
pub fn Settings() -> impl IntoView {
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
    view! {
        <main id="main-content" tabindex="-1" class="settings">
            <h1>"Settings"</h1>
            <section class="block">
                <h2>"Look"</h2>
                <label class="line-field">
                    <span>"Theme"</span>
                    <select
                        aria-label="Theme"
                        on:change=move |event| {
                            let value = event_target_value(&event);
                            let chosen = (!value.is_empty()).then_some(value.clone());
                            desk.preferences(|preferences| preferences.set_theme(chosen.as_deref()));
                            page::set_theme(chosen.as_deref());
                            theme.set(value);
                        }
                    >
                        {[("", "As the system"), ("light", "Light"), ("dark", "Dark")]
                            .map(|(value, name)| {
                                view! {
                                    <option value=value selected=move || theme.get() == value>{name}</option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
                <label class="line-field">
                    <span>"A review is called"</span>
                    <select
                        aria-label="A review is called"
                        on:change=move |event| {
                            let value = event_target_value(&event);
                            desk.preferences(|preferences| preferences.set_review_word(Some(&value)));
                            desk.review_word.set(value);
                        }
                    >
                        {WORDS
                            .map(|word| {
                                view! {
                                    <option value=word selected=move || desk.review_word.get() == word>{word}</option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
            </section>
            <section class="block">
                <h2>"Time"</h2>
                <label class="line-field">
                    <span>"My zone"</span>
                    <input
                        aria-label="My zone"
                        aria-describedby="zone-problem"
                        placeholder=crate::browser::clock::local_zone()
                        prop:value=move || zone.get()
                        on:change=move |event| {
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
                                    "No zone is known by the name “{value}”. Write it like Europe/Berlin, UTC or +02:00."
                                ));
                            }
                        }
                    />
                </label>
                <p id="zone-problem" class="problem" role="alert">{move || zone_problem.get()}</p>
                <p class="quiet">"Used for new reviews and for your own reading of times. Each review keeps the zone it was begun in."</p>
            </section>
            <section class="block">
                <h2>"Storage"</h2>
                <p>{move || storage.get()}</p>
                <p>
                    "Everything is kept in this browser, on this device. There is no account and no server behind it. Copies outside the browser are files you make."
                </p>
                <div class="row">
                    <button type="button" on:click=move |_| lost::download_everything(desk)>"Download everything"</button>
                    <button type="button" on:click=move |_| super::incoming::open::pick(desk)>"Restore from a file…"</button>
                    <a href=Route::FindLostWork.to_hash()>"Find lost work"</a>
                </div>
            </section>
            <section class="block">
                <h2>"Erase"</h2>
                <p>"Takes reviews off this device for good. What others have, they keep."</p>
                <div class="row">
                    <button
                        type="button"
                        on:click=move |_| {
                            desk.notice.set(Some(Notice {
                                text: "Erase every review, note and setting from this browser? This cannot be taken back.".to_owned(),
                                action: Some((
                                    "Erase everything".to_owned(),
                                    Arc::new(move || lost::erase_everything(desk)),
                                )),
                                stays: true,
                            }));
                        }
                    >
                        "Erase everything…"
                    </button>
                </div>
            </section>
        </main>
    }
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
