//! Under a claim: the entries that support it, and one click to link them.

use super::super::timeline;
use super::is_still;
use crate::app::{Part, Route};
use crate::browser::page;
use crate::practice::support as rules;
use crate::review::relation::{Stated, support, supporting};
use crate::review::{Item, ItemId};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// An entry as it is named here.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Named {
    id: ItemId,
    words: String,
}

fn named(desk: Desk, item: &Item) -> Named {
    let mut start: String = item.words().chars().take(64).collect();
    if start.len() < item.words().len() {
        start.push('…');
    }
    let time = if item.at().is_placed() { item.at().short(&desk.zone(), &*desk.rules()) } else { String::new() };
    Named { id: item.id().clone(), words: format!("{time} {start}").trim().to_owned() }
}

/// Goes to an entry, in part 1.
fn go_to(desk: Desk, id: ItemId) {
    let Some(review) = desk.route.with_untracked(|route| route.review().cloned()) else { return };
    page::go(&Route::Review(review, Part::WhatHappened).to_hash());
    if let Some(waiting) = page::after_ms(120, move || timeline::go_to(desk, &id)) {
        waiting.forget();
    }
}

/// The entries that support a claim.
#[component]
pub fn Support(claim: Stated) -> Piece {
    let desk = use_desk();
    let open = RwSignal::new(false);
    let (linked, offered) = (claim.clone(), claim.clone());
    let linked = Memo::new(move |_| {
        desk.view.with(|view| supporting(view, &linked).into_iter().map(|item| named(desk, item)).collect::<Vec<_>>())
    });
    // The best few, then all: worked out while it is open.
    let offers = Memo::new(move |_| {
        desk.by_form(|view| {
            let best: Vec<Named> = rules::offered(view, &offered)
                .iter()
                .filter_map(|id| view.item(id))
                .map(|item| named(desk, item))
                .collect();
            let all: Vec<Named> = rules::others(view, &offered).into_iter().map(|item| named(desk, item)).collect();
            (best, all)
        })
    });
    let says = claim.clone();
    let can = Memo::new(move |_| {
        desk.view.with(|view| view.timeline().next().is_some() && !rules::words(view, &says).trim().is_empty())
    });
    let (taken_back, link) = (claim.clone(), move |id: &ItemId| desk.act(vec![support(&claim, id, true)]));
    el("div")
        .class("support")
        .child(when(
            move || !linked.with(Vec::is_empty),
            move || {
                let claim = taken_back.clone();
                el("ul").class("supported").attr("role", "list").attr("aria-label", "Supported by").child(each(
                    move || linked.get(),
                    Named::clone,
                    move |entry| {
                        let (claim, there, id) = (claim.clone(), entry.id.clone(), entry.id);
                        let to = desk.route.with_untracked(|route| route.review().cloned());
                        let to = to.map(|review| Route::Review(review, Part::WhatHappened).to_hash());
                        el("li")
                            .child(
                                el("a")
                                    .attr("href", to)
                                    .on(ev::click, move |event| {
                                        event.prevent_default();
                                        go_to(desk, there.clone());
                                    })
                                    .child(entry.words.clone()),
                            )
                            .child(when(
                                move || !is_still(desk),
                                move || {
                                    let (claim, id) = (claim.clone(), id.clone());
                                    button()
                                        .class("plain")
                                        .attr("aria-label", format!("Unlink: {}", entry.words))
                                        .attr("title", "Unlink")
                                        .on(ev::click, move |_| desk.act(vec![support(&claim, &id, false)]))
                                        .child("×")
                                },
                            ))
                    },
                ))
            },
        ))
        .child(when(
            move || can.get() && !is_still(desk),
            move || {
                let link = link.clone();
                many([
                    button()
                        .class("plain link-entry")
                        .attr("aria-expanded", move || open.get().to_string())
                        .on(ev::click, move |_| open.update(|open| *open = !*open))
                        .child("Link an entry"),
                    when(
                        move || open.get(),
                        move || {
                            let (offer, pick) = (link.clone(), link.clone());
                            let best = each(
                                move || offers.with(|(best, _)| best.clone()),
                                Named::clone,
                                move |entry| {
                                    let link = offer.clone();
                                    button()
                                        .class("plain offer")
                                        .attr("aria-label", format!("Link: {}", entry.words))
                                        .on(ev::click, move |_| link(&entry.id))
                                        .child(entry.words)
                                },
                            );
                            let all = el("select")
                                .attr("aria-label", "Link another entry")
                                .on(ev::change, move |event| {
                                    let id = event_target_value(&event);
                                    if !id.is_empty() {
                                        pick(&ItemId::new(id));
                                    }
                                })
                                .child(el("option").attr("value", "").child("Another entry…"))
                                .child(each(
                                    move || offers.with(|(_, all)| all.clone()),
                                    Named::clone,
                                    |entry| el("option").attr("value", entry.id.to_string()).child(entry.words),
                                ));
                            el("div").class("lines-offered").child(best).child(all)
                        },
                    ),
                ])
            },
        ))
}
