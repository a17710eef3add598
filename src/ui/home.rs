//! The archive: search as you type, one line a review. The first time, one large field.

use super::desk::{Desk, Dialog, use_desk};
use super::words::{count, title_or_untitled};
use crate::app::Route;
use crate::archive::row::day_from_iso;
use crate::archive::{Hit, Index, Row, owed};
use crate::browser::page;
use crate::exchange::import::example;
use crate::review::{Intent, PersonId, Prose, TextField};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// Home.
#[component]
pub fn Home() -> impl IntoView {
    let desk = use_desk();
    let rows = Memo::new(move |_| {
        desk.rows.get().iter().filter(|row| row.removed_at_ms.is_none()).cloned().collect::<Vec<Row>>()
    });
    page::set_title("Reviews · Second Story");
    let first_run = Memo::new(move |_| desk.rows_read.get() && rows.with(Vec::is_empty));
    view! {
        <main id="main-content" tabindex="-1" class="home" class:first=move || first_run.get()>
            {move || {
                if first_run.get() {
                    view! { <FirstRun/> }.into_any()
                } else {
                    view! { <Archive rows=rows/> }.into_any()
                }
            }}
        </main>
    }
}

/// One large field.
#[component]
fn FirstRun() -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<html::Textarea>::new();
    let begin = move || {
        let text = field.get_untracked().map(|area| area.value()).unwrap_or_default();
        begin_with(desk, &text);
    };
    Effect::new(move |_| {
        if let Some(area) = field.get() {
            let _ = area.focus();
        }
    });
    view! {
        <h1 class="visually-hidden">"Reviews"</h1>
        <section class="first-run">
            <h2>"What happened?"</h2>
            <p class="lead">
                "Paste the incident channel, a log, a page's history, or just type. Times become a timeline."
            </p>
            <textarea
                node_ref=field
                class="first-field"
                aria-label="Paste the incident channel, or type what happened"
                placeholder="14:05 page: queue depth > 40k\n~14:20 decided to hold the rollback\n…"
                rows="7"
                on:paste=move |event| {
                    if let Some(text) = crate::browser::gestures::pasted(&event) {
                        event.prevent_default();
                        let before = field.get_untracked().map(|area| area.value()).unwrap_or_default();
                        begin_with(desk, &format!("{before}{text}"));
                    }
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        begin();
                    }
                }
            ></textarea>
            <div class="first-actions">
                <button type="button" class="strong" on:click=move |_| begin()>"New review"</button>
                <button type="button" class="plain" on:click=move |_| read_a_real_one(desk)>"Read a real one"</button>
                <button type="button" class="plain" on:click=move |_| desk.dialog.set(Dialog::Open)>"Open…"</button>
                <span class="key-hint">"Ctrl Enter"</span>
            </div>
        </section>
    }
}

/// Begins a review from what was pasted or typed: lines with times go into the preview, words alone become the
/// first sentence.
fn begin_with(desk: Desk, text: &str) {
    let text = text.trim().to_owned();
    if super::incoming::looks_like_a_link(&text) {
        super::incoming::open_text(desk, &text);
        return;
    }
    let words = text.clone();
    let has_times = super::review::paste::has_times(desk, &text);
    desk.new_review(&move |_: &PersonId| {
        if has_times || words.is_empty() {
            Vec::new()
        } else {
            vec![Intent::SpliceText {
                field: TextField::Prose(Prose::Summary),
                at: 0,
                delete: 0,
                insert: words.clone(),
            }]
        }
    });
    if has_times {
        desk.dialog.set(Dialog::Paste(text));
    }
}

/// Opens the worked example: a review of its own each time.
pub fn read_a_real_one(desk: Desk) {
    desk.new_review(&|me: &PersonId| example::intents(&mut super::desk::fresh_item, me, super::desk::now_ms()));
}

/// The list.
#[component]
fn Archive(rows: Memo<Vec<Row>>) -> impl IntoView {
    let desk = use_desk();
    let query = RwSignal::new(String::new());
    let index = Memo::new(move |_| Found(Arc::new(Index::new(&rows.get()))));
    let hits: Memo<Vec<Hit>> = Memo::new(move |_| index.with(|index| index.0.search(&query.get())));
    let search = NodeRef::<html::Input>::new();
    view! {
        <div class="archive">
            <h1>"Reviews"</h1>
            <div class="archive-tools">
                <label class="search">
                    <span class="visually-hidden">"Search reviews"</span>
                    <input
                        node_ref=search
                        id="search"
                        type="search"
                        aria-label="Search reviews"
                        placeholder="Search"
                        autocomplete="off"
                        on:input=move |event| query.set(event_target_value(&event))
                    />
                    <kbd aria-hidden="true">"/"</kbd>
                </label>
                <button type="button" on:click=move |_| desk.dialog.set(Dialog::Open)>"Open…"</button>
                <button type="button" class="strong" on:click=move |_| desk.new_review(&|_: &PersonId| Vec::new())>
                    "New review"
                </button>
            </div>
            <ul class="reviews" role="list" aria-label="Reviews">
                <For
                    each=move || {
                        let rows = rows.get();
                        hits.get()
                            .into_iter()
                            .filter_map(|hit| {
                                let row = rows.iter().find(|row| row.id == hit.id)?.clone();
                                Some((row, hit.title_ranges))
                            })
                            .collect::<Vec<_>>()
                    }
                    key=|(row, ranges)| (row.id.clone(), row.updated_at_ms, row.title.clone(), ranges.clone())
                    children=move |(row, ranges)| view! { <ReviewRow row=row ranges=ranges/> }
                />
            </ul>
            <Show when=move || hits.with(Vec::is_empty) && desk.rows_read.get()>
                <p class="nothing">"No review has all of these words."</p>
            </Show>
            <p class="foot">
                <button type="button" class="plain" on:click=move |_| read_a_real_one(desk)>"Read a real one"</button>
            </p>
        </div>
    }
}

/// One line.
#[component]
fn ReviewRow(row: Row, ranges: Vec<(usize, usize)>) -> impl IntoView {
    let desk = use_desk();
    let id = row.id.clone();
    let title = title_or_untitled(&row.title);
    let marked = if row.title.trim().is_empty() { Vec::new() } else { ranges };
    let pieces = pieces(&title, &marked);
    let mut about: Vec<String> = row.lanes.clone();
    about.truncate(3);
    let mut facts = vec![about.join(", ")];
    if !row.severity.is_empty() {
        facts.push(format!("severity {}", row.severity));
    }
    if !row.reference.is_empty() {
        facts.push(row.reference.clone());
    }
    facts.push(count(row.entry_count, "entry", "entries"));
    if row.retold {
        facts.push("retold from a public write-up".to_owned());
    }
    facts.retain(|fact| !fact.is_empty());
    let day = row.day.as_deref().and_then(day_from_iso).map(|day| day.long()).unwrap_or_default();
    let href = Route::Review(row.id.clone(), crate::app::Part::WhatHappened).to_hash();
    let remove = format!("Remove “{title}”");
    view! {
        <li class="review-row">
            <span class="review-day">{day}</span>
            <div class="review-said">
                <a class="review-title" href=href>
                    {pieces
                        .into_iter()
                        .map(|(text, hit)| {
                            if hit { view! { <mark>{text}</mark> }.into_any() } else { view! { {text} }.into_any() }
                        })
                        .collect_view()}
                </a>
                <p class="review-about">{facts.join(" · ")}</p>
            </div>
            <div class="review-owed">
                {owed(&row).into_iter().map(|owed| view! { <span>{owed}</span> }).collect_view()}
            </div>
            <button
                type="button"
                class="plain remove"
                aria-label=remove
                title="Remove"
                on:click=move |_| desk.remove_review(id.as_str())
            >
                "×"
            </button>
        </li>
    }
}

/// An index, made anew whenever the rows change.
struct Found(Arc<Index>);

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A title in pieces, those that were searched for marked.
fn pieces(title: &str, ranges: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut out = Vec::new();
    let mut at = 0;
    for (start, end) in ranges {
        if let (Some(before), Some(hit)) = (title.get(at..*start), title.get(*start..*end)) {
            out.push((before.to_owned(), false));
            out.push((hit.to_owned(), true));
            at = *end;
        }
    }
    out.push((title.get(at..).unwrap_or("").to_owned(), false));
    out.retain(|(text, _)| !text.is_empty());
    out
}
