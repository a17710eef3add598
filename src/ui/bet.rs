//! A bet: what was risked on purpose, what was agreed beforehand to end it, and whether it came to that. It can be
//! written before the work and opened later.

use super::desk::{Desk, RoomState, now_ms, use_desk};
use super::elements::live_text::LiveText;
use super::review::differing::OfItem;
use super::review::items::{Particular, rank, remove};
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::browser::page;
use crate::practice::bet;
use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::relation::relate;
use crate::review::{Intent, ItemId, NewItem, PersonId, Prose, Scalar, TextField, kind};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Begins a review that is nothing but a bet, and goes to it.
pub fn write_down(desk: Desk) {
    let begun = desk.begin_review(&|me: &PersonId| vec![Intent::AddItem(new(desk.fresh_item(), kind::BET, me))]);
    if let Some(id) = begun {
        let route = Route::Bet(id);
        desk.route.set(route.clone());
        page::go(&route.to_hash());
    }
}

fn new(id: ItemId, kind: &str, by: &PersonId) -> NewItem {
    NewItem::new(id, kind, "", by, now_ms()).with(fields::RANK, Scalar::text(rank(now_ms())))
}

/// A bet.
#[component]
pub fn BetPage() -> Piece {
    let desk = use_desk();
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("{title} · A bet · Second Story"));
    });
    let state = Memo::new(move |_| desk.state.get());
    let to_review = move || {
        desk.route.with(|route| route.review().map(|id| Route::Review(id.clone(), Part::WhatHappened).to_hash()))
    };
    let bets = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::BET).map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    el("main").id("main-content").attr("tabindex", "-1").class("review bet").child(move || match state.get() {
        RoomState::Open | RoomState::Guest => el("article")
            .class("sheet")
            .child(el("p").class("bet-of").child(el("a").attr("href", to_review).child("The review")))
            .child(el("h1").class("visually-hidden").child("A bet"))
            .child(view! { <LiveText field=TextField::Prose(Prose::Title) name="Title" hint="What is this bet called?"
            class="title" id="title"/> })
            .child(
                el("div")
                    .class("part-body")
                    .child(
                        el("p").class("question").child(
                            "A risk that is taken on purpose is no failure when what was agreed to end it ends it.",
                        ),
                    )
                    .child(each(move || bets.get(), ItemId::clone, move |id| piece(view! { <Bet id=id/> })))
                    .child(when(
                        move || bets.with(Vec::is_empty) && can_write(desk),
                        move || {
                            button()
                                .on(ev::click, move |_| {
                                    let new = new(desk.fresh_item(), kind::BET, &desk.me());
                                    desk.act(vec![Intent::AddItem(new)]);
                                })
                                .child("Write down the bet")
                        },
                    )),
            ),
        RoomState::Missing(why) => super::review::missing(why),
        RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
        _ => el("p").attr("role", "status").child("Opening…"),
    })
}

fn can_write(desk: Desk) -> bool {
    desk.state.get() == RoomState::Open && desk.read_only.get().is_none()
}

#[component]
fn Bet(id: ItemId) -> Piece {
    let desk = use_desk();
    let (of, to, judged, agreeing) = (id.clone(), id.clone(), id.clone(), id.clone());
    let criteria = Memo::new(move |_| desk.by_form(|view| bet::criteria(view, &of)));
    let verdict = Memo::new(move |_| desk.by_form(|view| bet::verdict(view, &judged)));
    let item = desk.item(&id);
    let agreed =
        Memo::new(move |_| item.get().is_some_and(|item| item.field(fields::DECIDED_AT).first().as_int().is_some()));
    let empty = desk.view.with_untracked(|view| view.item(&id).is_some_and(|item| item.body().is_empty()));
    let add = move || {
        let new = new(desk.fresh_item(), kind::CRITERION, &desk.me());
        let comes_from = relate(&new.id, fields::COMES_FROM, &to, true);
        desk.act(vec![Intent::AddItem(new), comes_from]);
    };
    el("section")
        .class("block")
        .attr("aria-label", "The bet")
        .child(el("h2").child("What do we bet?"))
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What do we bet?" class="prose" focus=empty
        hint="We release without …, because …"/> })
        .child(
            el("div")
                .class("item-more")
                .child(view! { <Particular id=id.clone() key=fields::JUDGED_BY name="Judged by"/> }),
        )
        .child(el("h2").child("What would end it?"))
        .child(el("ul").class("criteria").attr("role", "list").attr("aria-label", "What would end it").child(each(
            move || criteria.get(),
            ItemId::clone,
            {
                let id = id.clone();
                move |criterion| piece(view! { <Criterion id=criterion bet=id.clone()/> })
            },
        )))
        .child(when(
            move || can_write(desk),
            move || {
                let (add, agreeing) = (add.clone(), agreeing.clone());
                many([
                    button().class("plain").on(ev::click, move |_| add()).child("Add what would end it"),
                    el("label")
                        .class("check")
                        .child(el("input").attr("type", "checkbox").property("checked", move || agreed.get()).on(
                            ev::change,
                            move |_| {
                                let at = if agreed.get_untracked() { Scalar::Null } else { Scalar::Int(now_ms()) };
                                desk.act(vec![Intent::set(&agreeing, fields::DECIDED_AT, at)]);
                            },
                        ))
                        .child(" We agreed on these before the work"),
                ])
            },
        ))
        .child(
            el("div")
                .class("item-more")
                .child(view! { <Particular id=id.clone() key=fields::OUTCOME name="What came of it"/> }),
        )
        .child(view! { <OfItem id=id/> })
        .child(
            el("p")
                .class("verdict")
                .attr("role", "status")
                .child(move || verdict.get().map(bet::Verdict::sentence).unwrap_or_default()),
        )
}

/// What would end it, and whether it came to that.
#[component]
fn Criterion(id: ItemId, bet: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let came = Memo::new(move |_| item.get().and_then(|item| Answer::from_key(item.field(fields::OUTCOME).text())));
    let empty = desk.view.with_untracked(|view| view.item(&id).is_some_and(|item| item.body().is_empty()));
    let (this, gone) = (id.clone(), id.clone());
    let afterwards = Memo::new(move |_| {
        desk.by_form(|view| {
            view.item(&bet).zip(view.item(&this)).is_some_and(|(bet, this)| {
                bet.field(fields::DECIDED_AT).first().is_set() && !bet::is_beforehand(bet, this)
            })
        })
    });
    let answers = [(None, "Not said"), (Some(Answer::Yes), "It came to that"), (Some(Answer::No), "It did not")];
    let set = id.clone();
    el("li")
        .class("item-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What would end it" class="prose" focus=empty
        hint="More than an hour without payments; by 1 May, fewer than …"/> })
        .child(
            el("div")
                .class("item-more")
                .child(
                    el("select")
                        .attr("aria-label", "Did it come to that?")
                        .attr("disabled", move || !can_write(desk))
                        .on(ev::change, move |event| {
                            let value = Scalar::text_or_null(event_target_value(&event));
                            desk.act(vec![Intent::set(&set, fields::OUTCOME, value)]);
                        })
                        .child(
                            answers
                                .into_iter()
                                .map(|(answer, label)| {
                                    el("option")
                                        .attr("value", answer.map_or("", Answer::key))
                                        .property("selected", move || came.get() == answer)
                                        .child(label)
                                })
                                .collect::<Piece>(),
                        ),
                )
                .child(when(move || afterwards.get(), || el("span").class("quiet").child("added afterwards"))),
        )
        .child(view! { <OfItem id=id/> })
        .child(when(
            move || can_write(desk),
            move || {
                let gone = gone.clone();
                button()
                    .class("plain remove")
                    .attr("aria-label", "Remove: what would end it")
                    .attr("title", "Remove")
                    .on(ev::click, move |_| remove(desk, &gone))
                    .child("×")
            },
        ))
}
