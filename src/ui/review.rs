//! A review: its title and four parts, the order of which is the order in which learning happens.

pub mod aside;
pub mod asked;
pub mod beliefs;
pub mod bulk;
pub mod change;
pub mod depth;
pub mod differing;
pub mod earlier;
pub mod entry;
pub mod evidence;
pub mod happened;
pub mod history;
pub mod impact;
pub mod items;
pub mod merges;
pub mod numbers;
pub mod paste;
pub mod picture;
pub mod quick;
pub mod saw;
pub mod short;
pub mod since;
pub mod stick;
pub mod surprise;
pub mod timeline;
pub mod told;
pub mod why;

use super::desk::{RoomState, use_desk};
use super::elements::live_text::LiveText;
use super::words::{count, title_or_untitled};
use crate::app::{Part, Route};
use crate::archive::row::day_from_iso;
use crate::browser::page;
use crate::review::field::{item as fields, meta};
use crate::review::{Intent, Prose, ReviewId, Scalar, TextField, kind};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The page of a review.
#[component]
pub fn ReviewPage() -> Piece {
    let desk = use_desk();
    earlier::provide();
    let id = Memo::new(move |_| match desk.route.get() {
        Route::Review(id, _) => Some(id),
        _ => None,
    });
    let state = Memo::new(move |_| desk.state.get());
    el("main").id("main-content").attr("tabindex", "-1").class("review").child(move || match (state.get(), id.get()) {
        (RoomState::Open | RoomState::Guest, Some(id)) => piece(view! { <Open id=id/> }),
        (RoomState::Missing(why), _) => missing(why),
        (RoomState::Unreadable(why), _) => piece(view! { <Unreadable why=why/> }),
        _ => el("p").class("opening").attr("role", "status").child("Opening…"),
    })
}

/// What stands where a review should be that this browser lacks.
pub fn missing(why: String) -> Piece {
    el("section")
        .class("missing")
        .child(el("h1").child("This review is not in this browser"))
        .child(el("p").child(why))
        .child(view! { <super::folder::FolderLine/> })
        .child(
            el("p")
                .child(el("a").attr("href", "#/").child("Reviews"))
                .child(" · ")
                .child(el("a").attr("href", "#/find-lost-work").child("Find lost work")),
        )
}

#[component]
fn Unreadable(why: String) -> Piece {
    el("section")
        .class("missing")
        .child(el("h1").child("This review cannot be opened"))
        .child(el("p").child(why))
        .child(el("p").child("Nothing of it was changed or thrown away."))
        .child(el("p").child(el("a").attr("href", "#/find-lost-work").child("Find lost work")))
}

#[component]
fn Open(id: ReviewId) -> Piece {
    let desk = use_desk();
    let part = Memo::new(move |_| match desk.route.get() {
        Route::Review(_, part) => part,
        _ => Part::WhatHappened,
    });
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("{title} · {} · Second Story", part.get().name()));
    });
    let to_history = Route::History(id.clone()).to_hash();
    el("article")
        .class("sheet")
        .child(
            el("header")
                .class("review-head")
                .child(view! { <LiveText
                    field=TextField::Prose(Prose::Title)
                    name="Title"
                    hint="What is this review about?"
                    class="title"
                    id="title"
                    on_enter=Callback::new(|()| {
                        page::focus("quick-entry");
                    })
                /> })
                .child(view! { <Facts/> })
                .child(view! { <Running/> })
                .child(view! { <super::meeting::MeetingLine/> })
                .child(view! { <super::together::here::Here/> })
                .child(view! { <since::SinceLine/> })
                .child(when(
                    move || desk.read_only.get().is_some(),
                    move || {
                        el("p")
                            .class("read-only")
                            .attr("role", "note")
                            .child(move || desk.read_only.get().unwrap_or_default())
                    },
                ))
                .child(when(
                    move || desk.state.get() == RoomState::Guest,
                    move || {
                        el("p").class("read-only").attr("role", "note").child(move || {
                            if super::folder::offers(desk) {
                                "This review is in the team folder and is shown here without being kept. “Take part” \
                                keeps it here and writes your changes there; “Keep a copy” only keeps it."
                            } else {
                                "This review was sent to you and is shown here without being kept. “Keep a copy” puts \
                                it into this browser."
                            }
                        })
                    },
                )),
        )
        .child(view! { <Parts id=id part=part/> })
        .child(move || match part.get() {
            Part::WhatHappened => piece(view! { <happened::WhatHappened/> }),
            Part::Why => piece(view! { <why::Why/> }),
            Part::Change => piece(view! { <change::Change/> }),
            Part::Stick => piece(view! { <stick::Stick/> }),
        })
        .child(view! { <earlier::ReferredToBy/> })
        .child(el("p").class("sheet-foot").child(el("a").attr("href", to_history).child("How this came about")))
        .child(view! { <aside::Aside/> })
}

/// While the incident is still being written down, the way back to where that is done.
#[component]
fn Running() -> Piece {
    let desk = use_desk();
    let running = Memo::new(move |_| {
        desk.state.get() == RoomState::Open && desk.view.with(|view| view.meta(meta::STAGE).text() == "running")
    });
    when(
        move || running.get(),
        move || {
            el("p").class("running").child("This incident is being written down as it happens. ").child(
                button()
                    .class("plain")
                    .on(ev::click, move |_| {
                        desk.scribe_in(desk.route.with_untracked(|route| route.review().cloned()));
                        page::go(&Route::Now.to_hash());
                    })
                    .child("Go on logging"),
            )
        },
    )
}

/// Date, number, state; no more.
#[component]
fn Facts() -> Piece {
    let desk = use_desk();
    let day = Memo::new(move |_| {
        desk.by_form(|view| {
            let said = view.meta(meta::DAY).text();
            let first = view.timeline().find_map(|entry| entry.at().day_in(&desk.zone(), &*desk.rules()));
            day_from_iso(said).or(first).map(|day| day.long()).unwrap_or_default()
        })
    });
    let reference = Memo::new(move |_| desk.view.with(|view| view.meta(meta::REFERENCE).text().to_owned()));
    let severity = Memo::new(move |_| desk.view.with(|view| view.meta(meta::SEVERITY).text().to_owned()));
    el("div")
        .class("facts")
        .child(when(move || !day.get().is_empty(), move || el("b").child(move || day.get())))
        .child(
            el("label").child(el("span").class("visually-hidden").child("Incident number")).child(
                el("input")
                    .class("fact")
                    .attr("aria-label", "Incident number")
                    .attr("placeholder", "Incident number")
                    .property("value", move || reference.get())
                    .on(ev::change, move |event| {
                        desk.act(vec![Intent::set_meta(
                            meta::REFERENCE,
                            Scalar::text_or_null(event_target_value(&event).trim()),
                        )]);
                    }),
            ),
        )
        .child(
            el("label").child(el("span").class("visually-hidden").child("Severity")).child(
                el("input")
                    .class("fact")
                    .attr("aria-label", "Severity")
                    .attr("placeholder", "Severity")
                    .property("value", move || severity.get())
                    .on(ev::change, move |event| {
                        desk.act(vec![Intent::set_meta(
                            meta::SEVERITY,
                            Scalar::text_or_null(event_target_value(&event).trim()),
                        )]);
                    }),
            ),
        )
        .child(when(
            move || desk.view.with(|view| view.meta(meta::STATUS).text() == "agreed"),
            || el("span").class("agreed").child("timeline agreed"),
        ))
        .child(view! { <differing::OfReview/> })
}

/// The four parts.
#[component]
fn Parts(id: ReviewId, part: Memo<Part>) -> Piece {
    let desk = use_desk();
    let about = move |part: Part| {
        desk.by_form(|view| match part {
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
            el("a")
                .class("part")
                .attr("href", href)
                .attr("aria-describedby", described)
                .attr("aria-current", move || (part.get() == each).then_some("page"))
                .child(el("span").class("part-number").attr("aria-hidden", "true").child(each.number()))
                .child(el("span").class("part-name").child(each.name()))
                .child(
                    el("span").class("part-about").id(about_id).attr("aria-hidden", "true").child(move || about.get()),
                )
        })
        .collect::<Piece>();
    let open = RwSignal::new(false);
    el("nav")
        .class("parts")
        .attr("aria-label", "Parts")
        .toggle("open", move || open.get())
        .child(
            button()
                .class("parts-now")
                .attr("aria-expanded", move || open.get().to_string())
                .on(ev::click, move |_| open.update(|open| *open = !*open))
                .child(move || format!("{} of 4 · {}", part.get().number(), part.get().name()))
                .child(el("span").attr("aria-hidden", "true").child(" ▾")),
        )
        .child(el("div").class("parts-links").on(ev::click, move |_| open.set(false)).child(links))
}
