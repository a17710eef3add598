//! Replay: what was known then, by anyone or from one side, one step after another.
//!
//! Nothing on this page comes from anywhere but [`fenced`]: not the title, not a number, not what is exported.

use super::desk::{RoomState, use_desk};
use super::review::picture::TimelinePicture;
use super::review::timeline;
use super::words::count;
use crate::app::route::Standpoint;
use crate::app::{Part, Route};
use crate::browser::page;
use crate::practice::numbers::Numbers;
use crate::practice::replay::{self, Seen};
use crate::review::moment::{Instant, Precision};
use crate::review::{EntryKind, Item, ItemId, Moment, ReviewView, kind};
use crate::ui::desk::Desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

fn seen(from: &str) -> Seen<'_> {
    if from.is_empty() { Seen::ByAnyone } else { Seen::From(from) }
}

/// The instant of a standpoint: the first step where none is said.
fn instant(view: &ReviewView, standpoint: &Standpoint) -> Instant {
    standpoint
        .at
        .and_then(Instant::from_seconds)
        .or_else(|| replay::steps(view, seen(&standpoint.seen_from)).first().copied())
        .unwrap_or(Instant::MIN)
}

/// The review as it was known from a standpoint.
pub fn fenced(view: &ReviewView, standpoint: &Standpoint) -> ReviewView {
    replay::then(view, instant(view, standpoint), seen(&standpoint.seen_from))
}

/// What a file of a replay is called: not by the review's title, which tells the end.
pub fn file_title(standpoint: &Standpoint) -> String {
    let at = standpoint.at.and_then(Instant::from_seconds);
    let at = at.map(|at| Moment::exact(at, Precision::Minute).in_utc()).unwrap_or_default();
    format!("known then {}", at.replace(':', ""))
}

/// Where a decision is seen from: the moment at which it was made. `None` where it has none.
pub fn address(desk: Desk, item: &Item) -> Option<String> {
    let at = item.at().nominal()?;
    let id = desk.route.with(|route| route.review().cloned())?;
    let standpoint = Standpoint { at: Some(second(at)), seen_from: String::new() };
    Some(Route::Replay(id, standpoint).to_hash())
}

/// The whole second at which what became known at an instant is known: addresses have no fractions.
fn second(at: Instant) -> i64 {
    at.seconds().saturating_add(i64::from(at.nanos() > 0))
}

/// The step that a key asks for.
pub fn step_of_key(key: &str) -> Option<isize> {
    match key {
        "ArrowRight" => Some(1),
        "ArrowLeft" => Some(-1),
        _ => None,
    }
}

/// Goes to the next or the last instant at which something became known. Says whether a review is being replayed.
pub fn walk(desk: Desk, by: isize) -> bool {
    let Route::Replay(id, standpoint) = desk.route.get_untracked() else { return false };
    let next = desk.view.with_untracked(|view| {
        let at = instant(view, &standpoint);
        let steps = replay::steps(view, seen(&standpoint.seen_from));
        if by > 0 { steps.into_iter().find(|step| *step > at) } else { steps.into_iter().rev().find(|step| *step < at) }
    });
    if let Some(next) = next {
        stand(desk, id, Standpoint { at: Some(second(next)), ..standpoint });
    }
    true
}

/// Goes to a standpoint without leaving a trail of addresses behind: going back leaves the replay.
fn stand(desk: Desk, id: crate::review::ReviewId, standpoint: Standpoint) {
    let route = Route::Replay(id, standpoint);
    page::replace_hash(&route.to_hash());
    desk.route.set(route);
}

/// The page.
#[component]
pub fn ReplayPage() -> Piece {
    let desk = use_desk();
    let state = Memo::new(move |_| desk.state.get());
    el("main").id("main-content").attr("tabindex", "-1").class("replay").child(move || match state.get() {
        RoomState::Open | RoomState::Guest => piece(view! { <Replayed/> }),
        RoomState::Missing(why) => super::review::missing(why),
        RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
        _ => el("p").attr("role", "status").child("Opening…"),
    })
}

#[component]
fn Replayed() -> Piece {
    let desk = use_desk();
    let standpoint = Memo::new(move |_| match desk.route.get() {
        Route::Replay(_, standpoint) => standpoint,
        _ => Standpoint::default(),
    });
    let at = Memo::new(move |_| desk.view.with(|view| standpoint.with(|standpoint| instant(view, standpoint))));
    let shown = Memo::new(move |_| desk.shown());
    let form = Memo::new(move |before: Option<&u64>| {
        shown.track();
        before.map_or(0, |before| before.wrapping_add(1))
    });
    let clock = Memo::new(move |_| {
        let moment = Moment::exact(at.get(), Precision::Minute);
        let (zone, rules) = (desk.zone(), desk.rules());
        let day = moment.day_in(&zone, &*rules).map(|day| day.long()).unwrap_or_default();
        (moment.short(&zone, &*rules), day)
    });
    Effect::new(move |_| page::set_title(&format!("What was known at {} · Second Story", clock.get().0)));
    let back = move || {
        let id = desk.route.with(|route| route.review().cloned());
        id.map_or_else(|| "#/".to_owned(), |id| Route::Review(id, Part::WhatHappened).to_hash())
    };
    let open = Callback::new(move |row: ItemId| timeline::go_to(desk, &row));
    many([
        el("p").class("read-tools").child(el("a").attr("href", back).child("Everything we know now")),
        el("h1").child(move || format!("What was known at {}", clock.get().0)),
        el("p")
            .class("facts")
            .child(el("b").child(move || clock.get().1))
            .child(el("span").child(move || desk.zone()))
            .child(view! { <Side standpoint=standpoint/> }),
        piece(view! { <Walk standpoint=standpoint at=at/> }),
        piece(view! { <TimelinePicture view=shown.into() form=form.into() open=open/> }),
        piece(view! { <Known shown=shown at=at standpoint=standpoint/> }),
        piece(view! { <Figures shown=shown/> }),
        piece(view! { <Outside/> }),
    ])
}

/// From whose side one looks.
#[component]
fn Side(standpoint: Memo<Standpoint>) -> Piece {
    let desk = use_desk();
    // The lanes of what was known then: those of the whole story would tell of it.
    let lanes = Memo::new(move |_| {
        let from = standpoint.with(|standpoint| standpoint.seen_from.clone());
        let mut lanes = desk.view.with(|view| {
            let at = standpoint.with(|standpoint| instant(view, standpoint));
            replay::lanes(&replay::then(view, at, Seen::ByAnyone))
        });
        if !from.is_empty() && !lanes.contains(&from) {
            lanes.push(from);
        }
        lanes
    });
    el("label").child(el("span").child("as seen from ")).child(
        el("select")
            .attr("aria-label", "As seen from")
            .on(ev::change, move |event| {
                if let Route::Replay(id, standpoint) = desk.route.get_untracked() {
                    let at = desk.view.with_untracked(|view| instant(view, &standpoint));
                    let seen_from = event_target_value(&event);
                    stand(desk, id, Standpoint { at: Some(second(at)), seen_from });
                }
            })
            .child(
                el("option")
                    .attr("value", "")
                    .attr("selected", move || standpoint.with(|standpoint| standpoint.seen_from.is_empty()))
                    .child("anyone"),
            )
            .child(each(
                move || lanes.get(),
                String::clone,
                move |lane| {
                    let own = lane.clone();
                    el("option")
                        .attr("value", lane.clone())
                        .attr("selected", move || standpoint.with(|standpoint| standpoint.seen_from == own))
                        .child(lane)
                },
            )),
    )
}

/// The way through what became known, one step after another.
#[component]
fn Walk(standpoint: Memo<Standpoint>, at: Memo<Instant>) -> Piece {
    let desk = use_desk();
    let steps = Memo::new(move |_| {
        desk.view.with(|view| standpoint.with(|standpoint| replay::steps(view, seen(&standpoint.seen_from))))
    });
    // How many steps have been made; 0 before the first.
    let here = Memo::new(move |_| steps.with(|steps| steps.iter().filter(|step| **step <= at.get()).count()));
    let last = Memo::new(move |_| steps.with(Vec::len));
    let said = move || format!("Step {} of {}", here.get(), last.get());
    el("div")
        .class("walk")
        .attr("role", "group")
        .attr("aria-label", "Walk through what was known")
        .child(
            button()
                .attr("disabled", move || here.get() <= 1)
                .attr("title", "← ")
                .on(ev::click, move |_| {
                    walk(desk, -1);
                })
                .child("One step back"),
        )
        .child(
            el("input")
                .attr("type", "range")
                .attr("aria-label", "Moment")
                .attr("min", "1")
                .attr("max", move || last.get().to_string())
                .attr("aria-valuetext", said)
                .property("value", move || here.get().to_string())
                .on(ev::input, move |event| {
                    let place: usize = event_target_value(&event).parse().unwrap_or(1);
                    let step = steps.with_untracked(|steps| steps.get(place.saturating_sub(1)).copied());
                    if let (Some(step), Route::Replay(id, before)) = (step, desk.route.get_untracked()) {
                        stand(desk, id, Standpoint { at: Some(second(step)), ..before });
                    }
                }),
        )
        .child(
            button()
                .class("strong")
                .attr("disabled", move || here.get() >= last.get())
                .attr("title", "→ ")
                .on(ev::click, move |_| {
                    walk(desk, 1);
                })
                .child("What became known next"),
        )
        .child(el("span").class("walk-step").attr("role", "status").child(said))
}

/// A line of what was known.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    id: ItemId,
    heading: Option<String>,
    time: String,
    spoken: String,
    kind: &'static str,
    label: &'static str,
    lane: String,
    body: String,
    /// It became known at this very step.
    fresh: bool,
}

/// The lines that were known, the latest of them marked, and what was believed.
#[component]
fn Known(shown: Memo<Arc<ReviewView>>, at: Memo<Instant>, standpoint: Memo<Standpoint>) -> Piece {
    let desk = use_desk();
    let wanted = RwSignal::new(String::new());
    let lines = Memo::new(move |_| {
        let (zone, rules) = (desk.zone(), desk.rules());
        let words = wanted.get().to_lowercase();
        let fresh = desk
            .view
            .with(|view| standpoint.with(|standpoint| replay::just_known(view, at.get(), seen(&standpoint.seen_from))));
        shown.with(|view| {
            let mut day = (None, None);
            let mut lines: Vec<Line> = Vec::new();
            for entry in view.timeline().filter(|entry| entry.body().to_lowercase().contains(&words)) {
                let own = (entry.at().before_a_day(), entry.at().day_in(&zone, &*rules));
                let heading = (lines.is_empty() || own != day).then(|| entry.at().heading(&zone, &*rules));
                day = own;
                lines.push(line(entry, heading, fresh.contains(entry.id()), desk));
            }
            lines
        })
    });
    let beliefs = Memo::new(move |_| {
        shown.with(|view| {
            view.of_kind(kind::BELIEF)
                .map(|item| (item.at().short(&desk.zone(), &*desk.rules()), item.body().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    el("section")
        .class("block timeline")
        .attr("aria-labelledby", "known-then")
        .child(
            el("div")
                .class("timeline-head")
                .child(el("h2").class("small-head").id("known-then").child("Known then"))
                .child(
                    el("div").class("filters").child(
                        el("input")
                            .attr("type", "search")
                            .attr("aria-label", "Filter the timeline")
                            .attr("placeholder", "Filter")
                            .on(ev::input, move |event| wanted.set(event_target_value(&event))),
                    ),
                ),
        )
        .child(el("ol").class("entries").attr("role", "list").attr("aria-label", "Timeline").child(each(
            move || lines.get(),
            Line::clone,
            move |line| {
                el("li")
                    .id(timeline::element_id(&line.id))
                    .class("entry")
                    .toggle("fresh", move || line.fresh)
                    .attr("tabindex", "0")
                    .attr("data-kind", line.kind)
                    .child(line.heading.map(|heading| el("h3").class("day").child(heading)))
                    .child(
                        el("div")
                            .class("entry-line")
                            .child(
                                el("span")
                                    .class("time")
                                    .child(el("span").attr("aria-hidden", "true").child(line.time))
                                    .child(el("span").class("visually-hidden").child(line.spoken)),
                            )
                            .child(el("span").class("shape").attr("aria-hidden", "true"))
                            .child(
                                el("div").class("entry-said").child(el("p").class("text").child(line.body)).child(
                                    el("p")
                                        .class("about")
                                        .child(
                                            (!line.label.is_empty())
                                                .then(|| el("span").class("kind").child(line.label)),
                                        )
                                        .child(
                                            (!line.lane.is_empty()).then(|| el("span").class("lane").child(line.lane)),
                                        )
                                        .child(
                                            line.fresh.then(|| el("span").class("known").child("just became known")),
                                        ),
                                ),
                            ),
                    )
            },
        )))
        .child(when(
            move || beliefs.with(|beliefs| !beliefs.is_empty()),
            move || {
                many([
                    el("h2").class("small-head").child("Believed then"),
                    el("ul").class("believed").attr("role", "list").attr("aria-label", "Believed then").child(each(
                        move || beliefs.get(),
                        |belief| belief.clone(),
                        |(time, body)| {
                            el("li")
                                .child(el("span").class("time").child(time))
                                .child(el("p").class("text").child(body))
                        },
                    )),
                ])
            },
        ))
}

fn line(entry: &Item, heading: Option<String>, fresh: bool, desk: Desk) -> Line {
    let (zone, rules) = (desk.zone(), desk.rules());
    let kind = entry.entry_kind();
    Line {
        id: entry.id().clone(),
        heading,
        time: if entry.at().is_placed() { entry.at().short(&zone, &*rules) } else { "no time".to_owned() },
        spoken: entry.at().spoken(&zone, &*rules),
        kind: kind.key(),
        label: if kind == EntryKind::Note { "" } else { kind.label() },
        lane: entry.field(crate::review::field::item::LANE).text().to_owned(),
        body: entry.body().to_owned(),
        fresh,
    }
}

/// The numbers as they stood then.
#[component]
fn Figures(shown: Memo<Arc<ReviewView>>) -> Piece {
    let sentences = Memo::new(move |_| {
        shown.with(|view| Numbers::of(view).figures().iter().map(|figure| figure.sentence.clone()).collect::<Vec<_>>())
    });
    when(
        move || sentences.with(|sentences| !sentences.is_empty()),
        move || {
            el("section").class("block").child(el("h2").class("small-head").child("In numbers, so far")).child(
                el("ul").class("sayings").attr("role", "list").attr("aria-label", "Numbers").child(each(
                    move || sentences.get(),
                    String::clone,
                    |sentence| el("li").child(el("p").class("text").child(sentence)),
                )),
            )
        },
    )
}

/// How many entries are in no replay, because nobody has said from when they were known.
#[component]
fn Outside() -> Piece {
    let desk = use_desk();
    let outside = Memo::new(move |_| desk.view.with(|view| replay::not_said(view).len()));
    when(
        move || outside.get() > 0,
        move || {
            el("p").class("quiet").child(move || {
                let (stay, are) = if outside.get() == 1 { ("stays", "it was") } else { ("stay", "they were") };
                format!(
                    "{} {stay} outside every replay until somebody says from when {are} known.",
                    count(outside.get(), "entry", "entries")
                )
            })
        },
    )
}
