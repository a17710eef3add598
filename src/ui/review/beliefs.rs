//! What we believed, from when to when, and what was so in fact.
//!
//! A belief is what decisions were made on: it stands in the picture, above the facts, and in a replay as it was
//! held then.

use super::impact::FromTo;
use super::items::{Particular, remove};
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, NewItem, TextField, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The section.
#[component]
pub fn Beliefs() -> Piece {
    let desk = use_desk();
    let items = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::BELIEF).map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    el("section")
        .class("block beliefs")
        .attr("aria-labelledby", "beliefs")
        .child(el("h3").id("beliefs").child("What we believed"))
        .child(el("ul").class("impacts").attr("role", "list").attr("aria-label", "What we believed").child(each(
            move || items.get(),
            ItemId::clone,
            move |id| piece(view! { <Belief id=id/> }),
        )))
        .child(when(
            move || desk.read_only.get().is_none(),
            move || {
                button()
                    .class("plain")
                    .on(ev::click, move |_| {
                        let new = NewItem::new(desk.fresh_item(), kind::BELIEF, "", &desk.me(), now_ms());
                        desk.act(vec![Intent::AddItem(new)]);
                    })
                    .child("Add what we believed, and for how long")
            },
        ))
}

#[component]
fn Belief(id: ItemId) -> Piece {
    let desk = use_desk();
    let gone = id.clone();
    el("li")
        .id(super::timeline::element_id(&id))
        .attr("tabindex", "-1")
        .class("impact-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What we believed" class="prose"
        hint="We were sure that …"/> })
        .child(
            el("div")
                .class("item-more")
                .child(view! { <FromTo id=id.clone()/> })
                .child(view! { <Particular id=id.clone() key=fields::IN_FACT name="In fact"/> }),
        )
        .child(view! { <super::differing::OfItem id=id/> })
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", "Remove: belief")
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &gone))
                .child("×"),
        )
}
