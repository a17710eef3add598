//! A review: its title and four parts, the order of which is the order in which learning happens.

pub mod change;
pub mod differing;
pub mod entry;
pub mod happened;
pub mod history;
pub mod impact;
pub mod items;
pub mod paste;
pub mod quick;
pub mod short;
pub mod stick;
pub mod timeline;
pub mod why;

use super::desk::{RoomState, use_desk};
use super::elements::live_text::LiveText;
use super::words::{count, title_or_untitled};
use crate::app::{Part, Route};
use crate::archive::row::day_from_iso;
use crate::browser::page;
use crate::review::field::{item as fields, meta};
use crate::review::{Intent, Prose, ReviewId, Scalar, TextField, kind};
use leptos::prelude::*;

/// The page of a review.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let desk = use_desk();
    let id = Memo::new(move |_| match desk.route.get() {
        Route::Review(id, _) => Some(id),
        _ => None,
    });
    let state = Memo::new(move |_| desk.state.get());
    view! {
        <main id="main-content" tabindex="-1" class="review">
            {move || match (state.get(), id.get()) {
                (RoomState::Open | RoomState::Guest, Some(id)) => view! { <Open id=id/> }.into_any(),
                (RoomState::Missing, _) => view! { <Missing/> }.into_any(),
                (RoomState::Unreadable(why), _) => view! { <Unreadable why=why/> }.into_any(),
                _ => view! { <p class="opening" role="status">"Opening…"</p> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <section class="missing">
            <h1>"This review is not in this browser"</h1>
            <p>
                "An address alone does not carry a review. Ask whoever sent it for a link from “Share”, or for the file, and open that."
            </p>
            <p><a href="#/">"Reviews"</a>" · "<a href="#/find-lost-work">"Find lost work"</a></p>
        </section>
    }
}

#[component]
fn Unreadable(why: String) -> impl IntoView {
    view! {
        <section class="missing">
            <h1>"This review cannot be opened"</h1>
            <p>{why}</p>
            <p>"Nothing of it was changed or thrown away."</p>
            <p><a href="#/find-lost-work">"Find lost work"</a></p>
        </section>
    }
}

#[component]
fn Open(id: ReviewId) -> impl IntoView {
    let desk = use_desk();
    let part = Memo::new(move |_| match desk.route.get() {
        Route::Review(_, part) => part,
        _ => Part::WhatHappened,
    });
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("{title} · {} · Second Story", part.get().name()));
    });
    view! {
        <article class="sheet">
            <header class="review-head">
                <LiveText
                    field=TextField::Prose(Prose::Title)
                    name="Title"
                    hint="What is this review about?"
                    class="title"
                    id="title"
                    on_enter=Callback::new(|()| {
                        page::focus("quick-entry");
                    })
                />
                <Facts/>
                <Show when=move || desk.read_only.get().is_some()>
                    <p class="read-only" role="note">{move || desk.read_only.get().unwrap_or_default()}</p>
                </Show>
                <Show when=move || desk.state.get() == RoomState::Guest>
                    <p class="read-only" role="note">
                        "This review was sent to you and is shown here without being kept. “Keep a copy” puts it into this browser."
                    </p>
                </Show>
            </header>
            <Parts id=id part=part/>
            {move || match part.get() {
                Part::WhatHappened => view! { <happened::WhatHappened/> }.into_any(),
                Part::Why => view! { <why::Why/> }.into_any(),
                Part::Change => view! { <change::Change/> }.into_any(),
                Part::Stick => view! { <stick::Stick/> }.into_any(),
            }}
        </article>
    }
}

/// Date, number, state; no more.
#[component]
fn Facts() -> impl IntoView {
    let desk = use_desk();
    let day = Memo::new(move |_| {
        desk.view.with(|view| {
            let said = view.meta(meta::DAY).text();
            let first = view.timeline().find_map(|entry| entry.at().day_in(&desk.zone(), &*desk.rules()));
            day_from_iso(said).or(first).map(|day| day.long()).unwrap_or_default()
        })
    });
    let reference = Memo::new(move |_| desk.view.with(|view| view.meta(meta::REFERENCE).text().to_owned()));
    let severity = Memo::new(move |_| desk.view.with(|view| view.meta(meta::SEVERITY).text().to_owned()));
    view! {
        <div class="facts">
            <Show when=move || !day.get().is_empty()><b>{move || day.get()}</b></Show>
            <label>
                <span class="visually-hidden">"Incident number"</span>
                <input
                    class="fact"
                    aria-label="Incident number"
                    placeholder="Incident number"
                    prop:value=move || reference.get()
                    on:change=move |event| {
                        desk.act(vec![Intent::set_meta(meta::REFERENCE, Scalar::text_or_null(event_target_value(&event).trim()))]);
                    }
                />
            </label>
            <label>
                <span class="visually-hidden">"Severity"</span>
                <input
                    class="fact"
                    aria-label="Severity"
                    placeholder="Severity"
                    prop:value=move || severity.get()
                    on:change=move |event| {
                        desk.act(vec![Intent::set_meta(meta::SEVERITY, Scalar::text_or_null(event_target_value(&event).trim()))]);
                    }
                />
            </label>
            <differing::MetaDiffers key=meta::REFERENCE name="Incident number"/>
            <differing::MetaDiffers key=meta::SEVERITY name="Severity"/>
        </div>
    }
}

/// The four parts.
#[component]
fn Parts(id: ReviewId, part: Memo<Part>) -> impl IntoView {
    let desk = use_desk();
    let about = move |part: Part| {
        desk.view.with(|view| match part {
            Part::WhatHappened => {
                let entries = view.timeline().count();
                let differ =
                    view.timeline().filter(|entry| entry.fields().any(|(_, register)| register.differs())).count();
                match (entries, differ) {
                    (0, _) => String::new(),
                    (entries, 0) => count(entries, "entry", "entries"),
                    (entries, differ) => {
                        format!(
                            "{}, {}",
                            count(entries, "entry", "entries"),
                            count(differ, "difference", "differences")
                        )
                    }
                }
            }
            Part::Why => {
                let decisions =
                    view.timeline().filter(|entry| entry.entry_kind() == crate::review::EntryKind::Decision).count();
                let factors = view.of_kind(kind::FACTOR).count();
                [(decisions, "decision", "decisions"), (factors, "factor", "factors")]
                    .into_iter()
                    .filter(|(number, ..)| *number > 0)
                    .map(|(number, one, many)| count(number, one, many))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
            Part::Change => {
                let funded = view
                    .of_kind(kind::CANDIDATE)
                    .filter(|fix| fix.field(fields::DISPOSITION).text() == "funded")
                    .count();
                if funded > 0 { format!("{funded} funded") } else { String::new() }
            }
            Part::Stick => crate::review::Moment::decode(view.meta(meta::RECONVENE).text())
                .ok()
                .and_then(|moment| moment.day_in(&desk.zone(), &*desk.rules()))
                .map(|day| format!("reconvene {}", day.short()))
                .unwrap_or_default(),
        })
    };
    let links = Part::ALL
        .into_iter()
        .map(|each| {
            let href = Route::Review(id.clone(), each).to_hash();
            let about = Memo::new(move |_| about(each));
            let about_id = format!("part-{}", each.number());
            let described = about_id.clone();
            view! {
                <a
                    class="part"
                    href=href
                    aria-describedby=described
                    aria-current=move || (part.get() == each).then_some("page")
                >
                    <span class="part-number" aria-hidden="true">{each.number()}</span>
                    <span class="part-name">{each.name()}</span>
                    <span class="part-about" id=about_id aria-hidden="true">{move || about.get()}</span>
                </a>
            }
        })
        .collect_view();
    let open = RwSignal::new(false);
    view! {
        <nav class="parts" aria-label="Parts" class:open=move || open.get()>
            <button
                type="button"
                class="parts-now"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || format!("{} of 4 · {}", part.get().number(), part.get().name())}
                <span aria-hidden="true">" ▾"</span>
            </button>
            <div class="parts-links" on:click=move |_| open.set(false)>{links}</div>
        </nav>
    }
}
