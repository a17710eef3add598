//! Possible changes on the durability ladder, the most durable rung first, and what was found that no change came from.

use super::decide::decide;
use super::fields::{focus_soon, more, rung};
use super::fix::{elsewhere, new_one, removing};
use crate::app::Route;
use crate::practice::changes;
use crate::practice::changes::number;
use crate::review::choice::{Rung, Shortens};
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, TextField, kind};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::differing::OfItem;
use leptos::prelude::*;

/// The possible changes.
#[component]
pub fn Ladder() -> Piece {
    let desk = use_desk();
    let undecided = Memo::new(move |_| desk.by_form(|view| changes::undecided(view).len()));
    let rungs = [None].into_iter().chain(Rung::ALL.iter().rev().copied().map(Some));
    // One question at a time, about what stands first.
    let asked = Memo::new(move |_| {
        desk.by_form(|view| {
            let all = Rung::ALL.iter().rev().flat_map(|rung| changes::on_rung(view, Some(*rung)));
            let mut all = all.filter_map(|item| changes::further(item).map(|asked| (item.words().to_owned(), asked)));
            all.next()
        })
    });
    let add = move |text: &str| {
        desk.act(vec![Intent::AddItem(changes::possible(text, desk.fresh_item(), &desk.me(), now_ms()))]);
    };
    let aloud = move || desk.route.with(|route| route.review().map(|id| Route::Aloud(id.clone()).to_hash()));
    el("section")
        .class("block")
        .attr("aria-labelledby", "list-possible-changes")
        .child(
            el("div").class("ladder-head").child(el("h3").id("list-possible-changes").child("Possible changes")).child(
                when(move || 0 < undecided.get(), move || el("a").attr("href", aloud).child("Read these aloud")),
            ),
        )
        .child(el("div").class("ladder").child(rungs.map(|rung| on_rung(desk, rung)).collect::<Piece>()))
        .child(when(
            move || desk.read_only.get().is_none(),
            move || new_one("Possible change", "What could be deleted instead?", add),
        ))
        .child(move || {
            asked.get().map(|(words, asked)| {
                el("div")
                    .class("further")
                    .child(el("h4").child("One rung further?"))
                    .child(el("p").child(el("q").child(words)).child(" ").child(asked))
            })
        })
        .child(found(desk))
}

fn on_rung(desk: Desk, rung: Option<Rung>) -> Piece {
    let here = Memo::new(move |_| {
        desk.by_form(|view| {
            changes::on_rung(view, rung).into_iter().map(|item| item.id().clone()).collect::<Vec<ItemId>>()
        })
    });
    let name = rung.map_or("Not on a rung yet", Rung::label);
    let life = rung.map(changes::life);
    when(
        // What stands on no rung yet is shown only where there is something.
        move || rung.is_some() || !here.with(Vec::is_empty),
        move || {
            el("div")
                .class("rung")
                .child(
                    el("div")
                        .class("rung-name")
                        .child(el("b").child(name))
                        .child(life.map(|life| el("span").child(life))),
                )
                .child(el("ul").class("items").attr("role", "list").attr("aria-label", name).child(each(
                    move || here.get(),
                    ItemId::clone,
                    move |id| change(desk, id),
                )))
        },
    )
}

fn change(desk: Desk, id: ItemId) -> Piece {
    let own = id.clone();
    let facts = Memo::new(move |_| {
        desk.by_form(|view| {
            let Some(item) = view.item(&own) else { return String::new() };
            let factors = changes::factors(view, item);
            let shortens = Shortens::from_key(item.field(fields::SHORTENS).text());
            [
                changes::subtracts(item).then(|| "takes something away".to_owned()),
                (factors > 0)
                    .then(|| format!("{} {}", number(factors), if factors == 1 { "factor" } else { "factors" })),
                shortens.map(|shortens| format!("less time {}", shortens.label())),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
        })
    });
    el("li")
        .class("item-line possible")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="Possible change" id=format!("change-{id}") class="prose"/> })
        .child(elsewhere(desk, &id))
        .child(move || facts.with(|facts| (!facts.is_empty()).then(|| el("p").class("quiet").child(facts.clone()))))
        .child(view! { <OfItem id=id.clone()/> })
        .child(
            el("div")
                .class("item-more possible-foot")
                .child(rung(desk, &id))
                .child(more(desk, &id, false))
                .child(decide(desk, &id)),
        )
        .child(removing(desk, &id, "Possible change"))
}

/// Factors, causes and parked remarks without a change: one click begins one.
fn found(desk: Desk) -> Piece {
    let found = Memo::new(move |_| {
        desk.by_form(|view| {
            let row = |item: &std::sync::Arc<crate::review::Item>| {
                let what = match item.kind() {
                    kind::FACTOR => "a factor",
                    kind::CAUSE => "a cause",
                    _ => "parked",
                };
                (item.id().clone(), item.words().to_owned(), what)
            };
            changes::found(view).into_iter().map(row).collect::<Vec<_>>()
        })
    });
    when(
        move || !found.with(Vec::is_empty) && desk.read_only.get().is_none(),
        move || {
            el("details").class("found").child(el("summary").child("From what we found")).child(
                el("ul").attr("role", "list").attr("aria-label", "From what we found").child(each(
                    move || found.get(),
                    |(id, words, _)| (id.clone(), words.clone()),
                    move |(id, words, what)| {
                        let label = format!("A change from this: {words}");
                        el("li")
                            .child(
                                el("span")
                                    .child(format!("“{words}”"))
                                    .child(el("span").class("quiet").child(format!(", {what}"))),
                            )
                            .child(
                                button()
                                    .class("plain")
                                    .attr("aria-label", label)
                                    .on(ev::click, move |_| {
                                        let new = desk.fresh_item();
                                        let made = desk.view.with_untracked(|view| {
                                            view.item(&id).map(|found| {
                                                changes::from_found(found, new.clone(), &desk.me(), now_ms())
                                            })
                                        });
                                        desk.act(made.map(Intent::AddItem).into_iter().collect());
                                        focus_soon(format!("change-{new}"));
                                    })
                                    .child("A change from this"),
                            )
                    },
                )),
            )
        },
    )
}
