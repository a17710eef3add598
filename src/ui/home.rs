//! The archive: search as you type, one line a review. The first time, one large field.

use super::desk::{Desk, Dialog, use_desk};
use super::folder;
use super::review::earlier;
use super::words::{count, title_or_untitled};
use crate::app::Route;
use crate::archive::row::day_from_iso;
use crate::archive::{Hit, Index, OpenFix, Row, open_fixes, owed};
use crate::browser::page;
use crate::exchange::import::example;
use crate::review::{Intent, PersonId, Prose, ReviewId, TextField};
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// So many reviews are drawn; the rest by a click, as many at a time.
const DRAWN: usize = 24;
/// Fewer reviews than this that hold the words of a query, and those that say them otherwise are told, too.
const FEW: usize = 3;

/// Home.
#[component]
pub fn Home() -> Piece {
    let desk = use_desk();
    let rows = Memo::new(move |_| all_rows(desk, <[Row]>::to_vec));
    page::set_title("Reviews · Second Story");
    let first_run = Memo::new(move |_| desk.rows_read.get() && rows.with(Vec::is_empty));
    el("main").id("main-content").attr("tabindex", "-1").class("home").toggle("first", move || first_run.get()).child(
        move || {
            if first_run.get() { piece(view! { <FirstRun/> }) } else { piece(view! { <Archive rows=rows/> }) }
        },
    )
}

/// Reads the rows of the list. Those of the team folder that this browser lacks stand among them; one that was taken
/// off the list here stays off.
pub fn all_rows<T>(desk: Desk, read: impl FnOnce(&[Row]) -> T) -> T {
    let here = desk.rows.get();
    let there = desk.folder.rows.get();
    let lacking = there.values().filter(|row| !here.iter().any(|mine| mine.id == row.id));
    read(&here.iter().filter(|row| row.is_listed()).chain(lacking).cloned().collect::<Vec<Row>>())
}

/// One large field.
#[component]
fn FirstRun() -> Piece {
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
    many([
        el("h1").class("visually-hidden").child("Reviews"),
        el("section")
            .class("first-run")
            .child(el("h2").child("What happened?"))
            .child(
                el("p").class("lead").child(
                    "Paste the incident channel, a log, a page's history, or just type. Times become a timeline.",
                ),
            )
            .child(
                el("textarea")
                    .node_ref(field)
                    .class("first-field")
                    .attr("aria-label", "Paste the incident channel, or type what happened")
                    .attr("placeholder", "14:05 page: queue depth > 40k\n~14:20 decided to hold the rollback\n…")
                    .attr("rows", "7")
                    .on(ev::paste, move |event| {
                        if let Some(text) = crate::browser::gestures::pasted(&event) {
                            event.prevent_default();
                            let before = field.get_untracked().map(|area| area.value()).unwrap_or_default();
                            begin_with(desk, &format!("{before}{text}"));
                        }
                    })
                    .on(ev::keydown, move |event| {
                        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                            event.prevent_default();
                            begin();
                        }
                    }),
            )
            .child(
                el("div")
                    .class("first-actions")
                    .child(button().class("strong").on(ev::click, move |_| begin()).child("New review"))
                    .child(
                        button().class("plain").on(ev::click, move |_| read_a_real_one(desk)).child("Read a real one"),
                    )
                    .child(
                        button()
                            .class("plain")
                            .on(ev::click, move |_| super::incoming::open::show(desk))
                            .child("Open…"),
                    )
                    .child(button().class("plain").on(ev::click, move |_| folder::show(desk)).child("Team folder…"))
                    .child(el("span").class("key-hint").child("Ctrl Enter")),
            )
            .child(view! { <folder::FolderLine/> }),
    ])
}

/// Begins a review from what was pasted or typed: lines with times go into the preview, words alone become the
/// first sentence.
fn begin_with(desk: Desk, text: &str) {
    let text = text.trim().to_owned();
    if super::incoming::looks_like_a_link(&text) {
        super::incoming::open_text(desk, &text);
        return;
    }
    if super::review::paste::has_times(desk, &text) {
        desk.new_review(&|_: &PersonId| Vec::new());
        desk.dialog.set(Dialog::Paste(text));
        return;
    }
    let begin = move |words: &str| {
        desk.new_review(&|_: &PersonId| {
            let insert = words.to_owned();
            let said = Intent::SpliceText { field: TextField::Prose(Prose::Summary), at: 0, delete: 0, insert };
            if words.is_empty() { Vec::new() } else { vec![said] }
        });
    };
    super::secrets::ask(desk, "", &text, Arc::new(begin));
}

/// Opens the worked example: a review of its own each time.
pub fn read_a_real_one(desk: Desk) {
    desk.new_review(&|me: &PersonId| example::intents(&mut super::desk::fresh_item, me, super::desk::now_ms()));
}

/// The list.
#[component]
fn Archive(rows: Memo<Vec<Row>>) -> Piece {
    let desk = use_desk();
    earlier::provide();
    let query = RwSignal::new(String::new());
    let index = Memo::new(move |_| Found(Arc::new(Index::new(&rows.get()))));
    let hits: Memo<Vec<Hit>> = Memo::new(move |_| index.with(|index| index.0.search(&query.get())));
    let drawn = RwSignal::new(DRAWN);
    let search = NodeRef::<html::Input>::new();
    el("div")
        .class("archive")
        .child(el("h1").child("Reviews"))
        .child(
            el("div")
                .class("archive-tools")
                .child(
                    el("label")
                        .class("search")
                        .child(el("span").class("visually-hidden").child("Search reviews"))
                        .child(
                            el("input")
                                .node_ref(search)
                                .id("search")
                                .attr("type", "search")
                                .attr("aria-label", "Search reviews")
                                .attr("placeholder", "Search")
                                .attr("autocomplete", "off")
                                .on(ev::input, move |event| {
                                    drawn.set(DRAWN);
                                    query.set(event_target_value(&event));
                                }),
                        )
                        .child(el("kbd").attr("aria-hidden", "true").child("/")),
                )
                .child(button().on(ev::click, move |_| super::incoming::open::show(desk)).child("Open…"))
                .child(button().on(ev::click, move |_| folder::show(desk)).child("Team folder…"))
                .child(
                    button()
                        .class("strong")
                        .on(ev::click, move |_| desk.new_review(&|_: &PersonId| Vec::new()))
                        .child("New review"),
                ),
        )
        .child(view! { <folder::FolderLine/> })
        .child(view! { <StillOwed rows=rows/> })
        .child(el("ul").class("reviews").attr("role", "list").attr("aria-label", "Reviews").child(each(
            move || {
                let drawn = drawn.get();
                rows.with(|rows| {
                    hits.with(|hits| {
                        let row = |hit: &Hit| rows.iter().find(|row| row.id == hit.id).cloned();
                        hits.iter()
                            .take(drawn)
                            .filter_map(row)
                            .map(|row| {
                                let shared = desk.folder.shown.with(|shown| shown.reviews.contains(&row.id));
                                (row, shared)
                            })
                            .collect::<Vec<_>>()
                    })
                })
            },
            |(row, shared)| (row.id.clone(), row.updated_at_ms, row.title.clone(), *shared),
            // A row that stays is not drawn anew at each key: only its marks are.
            move |(row, shared)| {
                let id = row.id.clone();
                let ranges = Memo::new(move |_| {
                    hits.with(|hits| hits.iter().find(|hit| hit.id == id).map(|hit| hit.title_ranges.clone()))
                        .unwrap_or_default()
                });
                piece(view! { <ReviewRow row=row ranges=ranges shared=shared/> })
            },
        )))
        .child(when(
            move || drawn.get() < hits.with(Vec::len),
            move || {
                button()
                    .class("plain")
                    .on(ev::click, move |_| drawn.update(|drawn| *drawn += DRAWN))
                    .child(move || format!("Show {} more", hits.with(Vec::len).saturating_sub(drawn.get()).min(DRAWN)))
            },
        ))
        .child(when(
            move || hits.with(Vec::is_empty) && desk.rows_read.get(),
            move || el("p").class("nothing").child("No review has all of these words."),
        ))
        .child(view! { <InOtherWords query=query hits=hits/> })
        .child(
            el("p")
                .class("foot")
                .child(button().class("plain").on(ev::click, move |_| read_a_real_one(desk)).child("Read a real one")),
        )
}

/// The reviews that say what is searched for in other words, where few hold the words themselves.
#[component]
fn InOtherWords(query: RwSignal<String>, hits: Memo<Vec<Hit>>) -> Piece {
    let desk = use_desk();
    let likes = Memo::new(move |_| {
        let found: Vec<ReviewId> = hits.with(|hits| hits.iter().map(|hit| hit.id.clone()).collect());
        if found.len() < FEW { query.with(|query| earlier::in_other_words(desk, query, &found)) } else { Vec::new() }
    });
    when(
        move || !likes.with(Vec::is_empty),
        move || {
            many([
                el("h2").id("in-other-words").class("in-other-words").child("In other words"),
                el("ul").class("reviews").attr("role", "list").attr("aria-label", "In other words").child(each(
                    move || likes.get(),
                    |row| (row.id.clone(), row.updated_at_ms),
                    |row| {
                        let ranges = Memo::new(|_| Vec::new());
                        piece(view! { <ReviewRow row=row ranges=ranges shared=false/> })
                    },
                )),
            ])
        },
    )
}

/// One line.
#[component]
fn ReviewRow(row: Row, ranges: Memo<Vec<(usize, usize)>>, shared: bool) -> Piece {
    let desk = use_desk();
    let id = row.id.clone();
    let here = desk.rows.with_untracked(|rows| rows.iter().any(|mine| mine.id == row.id));
    let title = title_or_untitled(&row.title);
    let untitled = row.title.trim().is_empty();
    let shown = title.clone();
    let marked = move || {
        let marked = if untitled { Vec::new() } else { ranges.get() };
        let pieces = pieces(&shown, &marked).into_iter();
        pieces.map(|(text, hit)| if hit { el("mark").child(text) } else { piece(text) }).collect::<Piece>()
    };
    let mut about: Vec<String> = row.lanes.clone();
    about.truncate(3);
    let mut facts = vec![about.join(", ")];
    if !row.severity.is_empty() {
        facts.push(format!("severity {}", row.severity));
    }
    if !row.reference.is_empty() {
        facts.push(row.reference.clone());
    }
    if row.entry_count > 0 {
        facts.push(count(row.entry_count, "entry", "entries"));
    }
    if row.retold {
        facts.push("retold from a public write-up".to_owned());
    }
    if shared {
        facts.push("in the team folder".to_owned());
    }
    facts.retain(|fact| !fact.is_empty());
    let day = row.day.as_deref().and_then(day_from_iso).map(|day| day.long()).unwrap_or_default();
    let href = Route::Review(row.id.clone(), crate::app::Part::WhatHappened).to_hash();
    let remove = format!("Remove “{title}”");
    el("li")
        .class("review-row")
        .child(el("span").class("review-day").child(day))
        .child(
            el("div")
                .class("review-said")
                .child(el("a").class("review-title").attr("href", href).child(marked))
                .child(el("p").class("review-about").child(facts.join(" · "))),
        )
        .child(
            el("div")
                .class("review-owed")
                .child(owed(&row).into_iter().map(|owed| el("span").child(owed)).collect::<Piece>()),
        )
        .child(here.then(|| {
            button()
                .class("plain remove")
                .attr("aria-label", remove)
                .attr("title", "Remove")
                .on(ev::click, move |_| desk.remove_review(id.as_str()))
                .child("×")
        }))
}

/// The fixes that somebody has taken on and that are not closed, of every review of the list.
#[component]
fn StillOwed(rows: Memo<Vec<Row>>) -> Piece {
    let desk = use_desk();
    let owed = Memo::new(move |_| rows.with(|rows| open_fixes(rows)));
    let folded = desk.preferences(|preferences| preferences.text("owed-folded").is_some()).unwrap_or(false);
    when(
        move || owed.with(|owed| !owed.is_empty()),
        move || {
            el("details")
                .class("still-owed")
                .attr("open", !folded)
                .on(ev::toggle, move |event| {
                    let open = crate::browser::gestures::is_unfolded(&event);
                    desk.preferences(|preferences| preferences.set_text("owed-folded", (!open).then_some("yes")));
                })
                .child(
                    el("summary").child("Still owed").child(
                        el("span")
                            .class("quiet")
                            .child(move || format!(" {}", owed.with(|owed| count(owed.len(), "fix", "fixes")))),
                    ),
                )
                .child(el("ul").attr("role", "list").attr("aria-label", "Still owed").child(each(
                    move || owed.get(),
                    |owed| owed.clone(),
                    |OpenFix { review, title, fix, due }| {
                        let href = Route::Review(review, crate::app::Part::Change).to_hash();
                        let due = (!due.is_empty()).then(|| el("span").class("due").child(format!("by {due}")));
                        el("li")
                            .child(el("a").attr("href", href).child(fix))
                            .child(el("span").class("review-about").child(title_or_untitled(&title)))
                            .child(due)
                    },
                )))
        },
    )
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
