//! Questions that nobody can answer yet. They stay when the review is closed.

use super::super::items::{ItemList, Particular};
use super::fold;
use crate::practice::questions as rules;
use crate::review::field::item as fields;
use crate::review::{Item, ItemId, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;

/// Those that are open, and those that have their answer.
#[component]
pub fn Questions() -> Piece {
    let desk = use_desk();
    let answered = Memo::new(move |_| {
        desk.by_form(|view| {
            let all = view.of_kind(kind::QUESTION).filter(|item| rules::is_answered(item));
            all.map(|item| item.id().clone()).collect::<Vec<ItemId>>()
        })
    });
    let never = Memo::new(|_| false);
    many([
        piece(view! { <ItemList kind=kind::QUESTION name="Open questions" one="Open question"
        hint="Which layer …? How …? What can nobody explain yet?" only=is_open more=question/> }),
        when(
            move || !answered.with(Vec::is_empty),
            move || {
                el("div").class("answered").child(fold("Answered questions", never, move || {
                    el("ul").class("items").attr("role", "list").attr("aria-label", "Answered questions").child(each(
                        move || answered.get(),
                        ItemId::clone,
                        move |id| {
                            let item = desk.item(&id);
                            el("li")
                                .class("item-line")
                                .child(
                                    el("p").class("text").child(move || {
                                        item.get().map(|item| item.body().to_owned()).unwrap_or_default()
                                    }),
                                )
                                .child(el("div").class("item-more").child(answer(id)))
                        },
                    ))
                }))
            },
        ),
    ])
}

fn is_open(item: &Item) -> bool {
    !rules::is_answered(item)
}

fn question(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let age = move || {
        let item = item.get()?;
        let days = desk.view.with_untracked(|view| rules::days_open(view, &item, now_ms()))?;
        let days = usize::try_from(days).unwrap_or_default();
        Some(el("span").child(if days == 0 {
            "asked today".to_owned()
        } else {
            format!("open for {}", count(days, "day", "days"))
        }))
    };
    el("div").class("item-more").child(age).child(answer(id))
}

fn answer(id: ItemId) -> Piece {
    piece(view! { <Particular id=id key=fields::ANSWER name="Answer"/> })
}
