//! What this review put in place, and whether it would be put in place again.

use super::follow::{choice, listed};
use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, Scalar, TextField, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::differing;
use crate::ui::review::items::{Particular, remove};
use leptos::prelude::*;

/// The safeguards of this review; nothing where it made none.
#[component]
pub fn SafeguardsHere() -> Piece {
    let desk = use_desk();
    let all = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::CONTROL).map(|one| one.id().clone()).collect::<Vec<ItemId>>())
    });
    when(
        move || all.with(|all| !all.is_empty()),
        move || {
            listed("Safeguards this review made", move || {
                each(move || all.get(), ItemId::clone, |id| piece(view! { <Safeguard id=id/> }))
            })
        },
    )
}

#[component]
fn Safeguard(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let out = Memo::new(move |_| item.get().is_some_and(|item| item.field(fields::TAKEN_OUT).first().is_set()));
    let (gone, taken) = (id.clone(), id.clone());
    el("li")
        .class("item-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="Safeguard" class="prose"/> })
        .child(
            el("div")
                .class("item-more")
                .child(choice(
                    desk,
                    &id,
                    fields::REINSTATE,
                    "Would we put it in place again today?",
                    &[(Answer::Yes.key(), Answer::Yes.label()), (Answer::No.key(), Answer::No.label())],
                    &|id| vec![Intent::set(id, fields::LOOKED_AT, Scalar::Int(now_ms()))],
                ))
                .child(view! { <Particular id=id.clone() key=fields::COST name="What it costs"/> })
                .child(view! { <Particular id=id.clone() key=fields::BYPASSES name="Gone around"/> })
                .child(
                    button()
                        .class("plain")
                        .on(ev::click, move |_| {
                            let value = if out.get_untracked() { Scalar::Null } else { Scalar::Int(now_ms()) };
                            desk.act(vec![Intent::set(&taken, fields::TAKEN_OUT, value)]);
                        })
                        .child(move || if out.get() { "It is back in place" } else { "It was taken out" }),
                ),
        )
        .child(view! { <differing::OfItem id=id/> })
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", "Remove: Safeguard")
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &gone))
                .child("×"),
        )
}
