//! What fixes of all reviews put in place; and once a year: would we put it in place again today?

use super::commitments::repeating;
use super::desk::{Desk, RoomState, now_ms, use_desk};
use super::home::all_rows;
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::archive::safeguards::{Safeguard, safeguards, taken_out_in};
use crate::browser::page;
use crate::exchange::export::calendar::Every;
use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, Scalar};
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Safeguards.
#[component]
pub fn Safeguards() -> Piece {
    let desk = use_desk();
    page::set_title("Safeguards · Second Story");
    // The review that was asked about last is not opened by coming back here.
    desk.prune_in(None);
    let all = Memo::new(move |_| desk.rows.with(|rows| safeguards(rows)));
    let everywhere = Memo::new(move |_| all_rows(desk, safeguards));
    let begun = RwSignal::new(false);
    let done = RwSignal::new(BTreeSet::<String>::new());
    let key = |one: &Safeguard| format!("{} {}", one.review, one.control.item);
    let due = Memo::new(move |_| {
        let now = now_ms();
        all.with(|all| {
            all.iter()
                .filter(|one| one.is_due(now) && !done.with(|done| done.contains(&key(one))))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let year = super::review::stick::today(desk).year();
    let gone = Memo::new(move |_| everywhere.with(|all| taken_out_in(all, year)));
    let next = Memo::new(move |_| due.with(|due| due.first().cloned()));
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("across")
        .child(el("h1").child("Safeguards"))
        .child(el("p").class("quiet").child("What fixes put in place, and what was added in the panic."))
        .child(when(
            move || gone.get() > 0,
            move || {
                el("p")
                    .child(move || format!("Taken out this year: {}. That is a change of behaviour too.", gone.get()))
            },
        ))
        .child(when_else(
            move || begun.get() && next.with(Option::is_some),
            move || {
                let answered = move |one: &Safeguard| {
                    done.update(|done| {
                        done.insert(key(one));
                    });
                };
                piece(move || next.get().map(|one| card(desk, one, answered)))
            },
            move || {
                el("p")
                    .class("row")
                    .child(when(
                        move || next.with(Option::is_some),
                        move || {
                            button().on(ev::click, move |_| begun.set(true)).child(move || {
                                due.with(|due| match due.len() {
                                    1 => "Ask about one".to_owned(),
                                    more => format!("Ask about {more} of them"),
                                })
                            })
                        },
                    ))
                    .child(when(
                        move || !everywhere.with(Vec::is_empty),
                        move || button().class("plain").on(ev::click, move |_| yearly(desk)).child("A yearly reminder"),
                    ))
            },
        ))
        .child(
            el("ul")
                .class("lines")
                .attr("role", "list")
                .attr("aria-label", "Safeguards")
                .child(move || everywhere.get().into_iter().map(line).collect::<Piece>()),
        )
        .child(when(
            move || everywhere.with(Vec::is_empty) && desk.rows_read.get(),
            || el("p").class("nothing").child("Nothing that a fix put in place is written down."),
        ))
}

/// A reminder once a year, as a file for a calendar.
fn yearly(desk: Desk) {
    repeating(
        desk,
        "safeguards.ics",
        "Which safeguards would we not put in place again?",
        "One question for each safeguard: would we put it in place again today?",
        &Route::Safeguards,
        Every::Year,
    );
}

fn line(one: Safeguard) -> Piece {
    let href = Route::Review(one.review.clone(), Part::Stick).to_hash();
    let mut said = Vec::new();
    if !one.stands() {
        said.push("taken out".to_owned());
    } else if one.may_go() {
        said.push("we would not put it in place again: it may go".to_owned());
    }
    if !one.control.cost.is_empty() {
        said.push(format!("costs {}", one.control.cost));
    }
    if !one.control.bypasses.is_empty() {
        said.push(format!("gone around: {}", one.control.bypasses));
    }
    el("li")
        .child(el("a").attr("href", href).child(one.control.short.clone()))
        .child(el("span").class("quiet").child(title_or_untitled(&one.title)))
        .child(el("span").child(said.join(" · ")))
}

/// One card. The review it belongs to is opened behind the page, so that the answer is an act in it like any other.
fn card(desk: Desk, one: Safeguard, answered: impl Fn(&Safeguard) + Copy + Send + Sync + 'static) -> Piece {
    let review = one.review.clone();
    if desk.pruning.get_untracked().as_ref() != Some(&review) {
        // Not while it is being drawn: opening changes what is drawn.
        let id = review.clone();
        if let Some(waiting) = page::after_ms(0, move || desk.prune_in(Some(id))) {
            waiting.forget();
        }
    }
    let open = {
        let review = review.clone();
        Memo::new(move |_| {
            desk.state.get() == RoomState::Open
                && desk.read_only.get().is_none()
                && desk.room(|room| *room.id() == review) == Some(true)
        })
    };
    let (item, kept) = (ItemId::new(&one.control.item), StoredValue::new(one.clone()));
    let say = move |yes: Option<bool>| {
        if let Some(yes) = yes {
            if !open.get_untracked() {
                return;
            }
            let answer = if yes { Answer::Yes } else { Answer::No };
            desk.act(vec![
                Intent::set(&item, fields::REINSTATE, Scalar::text(answer.key())),
                Intent::set(&item, fields::LOOKED_AT, Scalar::Int(now_ms())),
            ]);
        }
        kept.with_value(answered);
    };
    let say = StoredValue::new(say);
    let run = move |yes: Option<bool>| {
        let say = say.get_value();
        say(yes);
    };
    if let Some(waiting) = page::after_ms(30, || {
        page::focus("prune-card");
    }) {
        waiting.forget();
    }
    let href = Route::Review(review, Part::Stick).to_hash();
    let key = move |name: &'static str, letter: &'static str, yes: Option<bool>| {
        button()
            .attr("disabled", move || yes.is_some() && !open.get())
            .on(ev::click, move |_| run(yes))
            .child(name)
            .child(el("kbd").attr("aria-hidden", "true").child(letter))
    };
    el("section")
        .id("prune-card")
        .class("prune-card")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "prune-question")
        .on(ev::keydown, move |event| {
            if crate::browser::gestures::is_the_browsers(&event) {
                return;
            }
            let yes = match event.key().as_str() {
                "y" => Some(true),
                "n" => Some(false),
                "l" => None,
                _ => return,
            };
            event.prevent_default();
            run(yes);
        })
        .child(el("p").class("prose").child(one.control.short.clone()))
        .child(
            el("p")
                .class("quiet")
                .child("Made after ")
                .child(el("a").attr("href", href).child(title_or_untitled(&one.title)))
                .child(if one.control.cost.is_empty() {
                    String::new()
                } else {
                    format!(" · costs {}", one.control.cost)
                })
                .child(if one.control.bypasses.is_empty() {
                    String::new()
                } else {
                    format!(" · gone around: {}", one.control.bypasses)
                }),
        )
        .child(el("h2").id("prune-question").child("Would we put it in place again today?"))
        .child(
            el("p")
                .class("row")
                .child(key("Yes", "Y", Some(true)))
                .child(key("No", "N", Some(false)))
                .child(key("Later", "L", None)),
        )
}
