//! Recurrence: earlier reviews of the same class of failure, and whether it failed the same way.

use super::follow::{choice, listed};
use crate::app::{Part, Route};
use crate::archive::Row;
use crate::archive::row::{day_of, fate, weeks_between};
use crate::practice::status::weeks_later;
use crate::review::choice::Likeness;
use crate::review::field::{item as fields, meta};
use crate::review::{Intent, ItemId, NewItem, ReviewId, Scalar, TextField, kind};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::differing;
use crate::ui::review::items::{rank, remove};
use crate::ui::words::title_or_untitled;
use leptos::prelude::*;

/// Links the open review to an earlier one: its title, how many weeks lie between, and what became of its fix, in
/// words that name nobody. Linking it twice changes nothing.
pub fn link_earlier(desk: Desk, row: &Row) {
    let (day, known) = desk.view.with_untracked(|view| {
        let known = view.of_kind(kind::EARLIER).any(|one| one.field(fields::REVIEW).text() == row.id.as_str());
        (day_of(view), known)
    });
    if known {
        return;
    }
    let link = NewItem::new(desk.fresh_item(), kind::EARLIER, "", &desk.me(), now_ms())
        .with(fields::RANK, Scalar::text(rank(now_ms())))
        .with(fields::REVIEW, Scalar::text(row.id.as_str()))
        .with(fields::NAME, Scalar::text(title_or_untitled(&row.title)))
        .with(fields::WEEKS, weeks_between(row, day).map_or(Scalar::Null, Scalar::Int))
        .with(fields::FATE, Scalar::text(fate(row)));
    desk.act(vec![Intent::AddItem(link)]);
}

/// How a review is offered in the picker.
fn called(row: &Row) -> String {
    let title = title_or_untitled(&row.title);
    row.day.as_ref().map_or_else(|| title.clone(), |day| format!("{title} · {day}"))
}

/// Has this happened before?
#[component]
pub fn Recurrence() -> Piece {
    let desk = use_desk();
    let links = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::EARLIER).map(|one| one.id().clone()).collect::<Vec<ItemId>>())
    });
    let class = Memo::new(move |_| desk.view.with(|view| view.meta(meta::FAILURE_CLASS).text().to_owned()));
    let others = Memo::new(move |_| {
        let here = desk.route.with(|route| route.review().cloned());
        desk.rows.with(|rows| {
            rows.iter().filter(|row| row.is_listed() && Some(&row.id) != here.as_ref()).map(called).collect::<Vec<_>>()
        })
    });
    let problem = RwSignal::new(String::new());
    let typed = RwSignal::new(String::new());
    let pick = move |_| {
        let text = typed.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        let row = desk.rows.with_untracked(|rows| {
            let by = |same: &dyn Fn(&Row) -> bool| rows.iter().find(|row| row.is_listed() && same(row)).cloned();
            by(&|row| called(row) == text.trim()).or_else(|| by(&|row| row.title == text.trim()))
        });
        match row {
            Some(row) => {
                problem.set(String::new());
                typed.set(String::new());
                link_earlier(desk, &row);
            }
            None => problem.set("No review of this browser is called that.".to_owned()),
        }
    };
    let links_drawn = move || each(move || links.get(), ItemId::clone, |id| piece(view! { <Earlier id=id/> }));
    listed("Has this happened before?", links_drawn).child(when(
        move || desk.read_only.get().is_none(),
        move || {
            many([
                el("label").class("line-field").child(el("span").child("Class of failure")).child(
                    el("input").attr("aria-label", "Class of failure").property("value", move || class.get()).on(
                        ev::change,
                        move |event| {
                            let value = Scalar::text_or_null(event_target_value(&event).trim());
                            desk.act(vec![Intent::set_meta(meta::FAILURE_CLASS, value)]);
                        },
                    ),
                ),
                when(
                    move || others.with(|others| !others.is_empty()),
                    move || {
                        el("label").class("line-field").child(el("span").child("Link an earlier review")).child(
                            el("input")
                                .attr("aria-label", "Link an earlier review")
                                .attr("list", "earlier-reviews")
                                .attr("autocomplete", "off")
                                .property("value", move || typed.get())
                                .on(ev::input, move |event| typed.set(event_target_value(&event)))
                                .on(ev::change, pick),
                        )
                    },
                ),
                el("datalist").id("earlier-reviews").child(move || {
                    others.get().into_iter().map(|name| el("option").attr("value", name)).collect::<Piece>()
                }),
                el("p").class("problem").attr("role", "alert").child(move || problem.get()),
            ])
        },
    ))
}

#[component]
fn Earlier(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let about = move || {
        let Some(item) = item.get() else { return piece(()) };
        let review = ReviewId::new(item.field(fields::REVIEW).text());
        let name = title_or_untitled(item.field(fields::NAME).text());
        let here = desk.rows.with(|rows| rows.iter().any(|row| row.id == review));
        let name = if here {
            el("a").attr("href", Route::Review(review, Part::WhatHappened).to_hash()).child(name)
        } else {
            el("span").child(name)
        };
        let weeks = weeks_later(item.field(fields::WEEKS).first().as_int());
        let facts: Vec<String> =
            [weeks, item.field(fields::FATE).text().to_owned()].into_iter().filter(|fact| !fact.is_empty()).collect();
        many([name, el("span").class("quiet").child(format!(" {}", facts.join(" · ")))])
    };
    let gone = id.clone();
    el("li")
        .class("item-line")
        .child(el("p").class("prose").child(about))
        .child(view! {
            <LiveText
                field=TextField::Body(id.clone())
                name="How it was alike, and how not"
                hint="How was it alike, and how not?"
                class="prose"
            />
        })
        .child(el("div").class("item-more").child(choice(
            desk,
            &id,
            fields::LIKENESS,
            "It failed",
            &[
                (Likeness::SameWay.key(), Likeness::SameWay.label()),
                (Likeness::Differently.key(), Likeness::Differently.label()),
            ],
            &|_| Vec::new(),
        )))
        .child(view! { <differing::OfItem id=id/> })
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", "Remove: earlier review")
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &gone))
                .child("×"),
        )
}
