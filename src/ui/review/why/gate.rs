//! The gate, when an agent or an automation acted: what it assumed of whoever approved, how far the change was believed
//! to reach, and what but luck stood behind it.

use super::super::differing::OfItem;
use super::super::items::remove;
use super::{choose, is_still, note, words};
use crate::browser::page;
use crate::practice::gate as rules;
use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, NewItem, Prose, TextField, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::live_text::{LiveText, element_id};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// One line until somebody says that something acted.
#[component]
pub fn Gates() -> Piece {
    let desk = use_desk();
    let gates = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::GATE).map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    let turns = Memo::new(move |_| desk.rested.with(|view| rules::turns(view)));
    let any = move || !gates.with(Vec::is_empty);
    let open = move |_| {
        let new = NewItem::new(desk.fresh_item(), kind::GATE, "", &desk.me(), now_ms());
        desk.act(vec![Intent::AddItem(new)]);
    };
    el("section").class("block folding").attr("aria-labelledby", "gate").child(when_else(
        any,
        move || {
            many([
                el("h3").id("gate").child("The gate"),
                el("ul").class("gates").attr("role", "list").attr("aria-label", "What acted").child(each(
                    move || gates.get(),
                    ItemId::clone,
                    |id| piece(view! { <Gate id=id/> }),
                )),
                el("div").attr("role", "group").attr("aria-label", "Questions about the gate").child(each(
                    move || turns.get(),
                    |turn| *turn,
                    |turn| note(turn.words()),
                )),
            ])
        },
        move || {
            el("h3").id("gate").child(
                button()
                    .class("plain fold")
                    .attr("aria-expanded", "false")
                    .attr("disabled", move || is_still(desk))
                    .on(ev::click, open)
                    .child("An agent or automation acted"),
            )
        },
    ))
}

#[component]
fn Gate(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let luck = Memo::new(move |_| {
        item.with(|item| item.as_ref().is_some_and(|item| rules::only_luck(item.field(fields::CAUGHT_BY).text())))
    });
    let answer = |key, name| choose(desk, &id, key, name, Answer::ALL.iter().map(|each| (each.key(), each.label())));
    let asked = |question: &'static str, class: &'static str, within: Piece| {
        el("div")
            .class(class)
            .attr("role", "group")
            .attr("aria-label", question)
            .child(el("p").class("gate-question").child(question))
            .child(within)
    };
    let removed = id.clone();
    el("li")
        .class("gate")
        .child(words(desk, &id, fields::ACTOR, "What acted?", "The agent or the automation, as the team calls it."))
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What did it do?" hint="What did it do, and what let it pass?" class="prose"/> })
        .child(asked(
            "Did the approver have the time, context and authority the gate's design assumed?",
            "gate-answers",
            many([
                answer(fields::HAD_TIME, "Time"),
                answer(fields::HAD_CONTEXT, "Context"),
                answer(fields::HAD_AUTHORITY, "Authority"),
            ]),
        ))
        .child(asked(
            "Did it reach as far as the decision to let it act believed?",
            "gate-reach",
            el("div").class("pair").child(many([
                words(desk, &id, fields::BELIEVED_REACH, "It was believed to reach", "One market, one table, staging."),
                words(desk, &id, fields::ACTUAL_REACH, "It reached", "And from where."),
            ])),
        ))
        .child(words(
            desk,
            &id,
            fields::CAUGHT_BY,
            "Would anything other than luck have caught this before production?",
            "What, and when.",
        ))
        .child(when(
            move || luck.get(),
            move || {
                note(many([
                    text("Then it can stand under “Where were we lucky?”, too. "),
                    button()
                        .class("plain")
                        .on(ev::click, |_| {
                            page::focus(&element_id(Prose::Luck));
                        })
                        .child("Write it there"),
                ]))
            },
        ))
        .child(view! { <OfItem id=id.clone()/> })
        .child(when(
            move || !is_still(desk),
            move || {
                let removed = removed.clone();
                button().class("plain").on(ev::click, move |_| remove(desk, &removed)).child("Nothing acted by itself")
            },
        ))
}
