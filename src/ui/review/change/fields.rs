//! The small fields of a change: its name before it, and beneath it what its value makes one ask.

use crate::app::{Part, Route};
use crate::browser::gestures::FocusBefore;
use crate::browser::page;
use crate::practice::changes;
use crate::review::choice::{Category, PathKind, Rung, Shortens};
use crate::review::field::item as fields;
use crate::review::relation::{relate, related};
use crate::review::{Intent, ItemId, Scalar, kind};
use crate::ui::desk::Desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What a value makes one ask, if anything.
pub type Hint = Box<dyn Fn(&str) -> Option<&'static str> + Send + Sync>;

/// A field for a line of text.
pub fn line(
    desk: Desk,
    id: String,
    name: &'static str,
    stands_for: impl Fn() -> String + Send + 'static,
    value: impl Fn() -> String + Send + Sync + 'static,
    hint: Hint,
    set: impl Fn(&str) + 'static,
) -> Piece {
    let value = Memo::new(move |_| value());
    let asked = Memo::new(move |_| value.with(|value| hint(value)));
    let (about, described) = (format!("{id}-about"), format!("{id}-about"));
    el("div")
        .class("held")
        .child(
            el("label").class("particular").child(el("span").child(name)).child(
                el("input")
                    .id(id)
                    .attr("aria-label", name)
                    .attr("aria-describedby", move || asked.get().map(|_| described.clone()))
                    .attr("placeholder", stands_for)
                    .property("value", move || value.get())
                    .attr("readonly", move || desk.read_only.get().is_some())
                    .toggle("open", move || value.with(String::is_empty))
                    .on(ev::change, move |event| set(event_target_value(&event).trim())),
            ),
        )
        .child(move || asked.get().map(|asked| el("p").class("hint").id(about.clone()).child(asked)))
}

/// A scalar of an item as such a field; its element's id is the scalar's name, `-` and the item's.
pub fn of_item(
    desk: Desk,
    id: &ItemId,
    key: &'static str,
    name: &'static str,
    hint: fn(&str) -> Option<&'static str>,
) -> Piece {
    let item = desk.item(id);
    let value = move || item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default();
    let id = id.clone();
    line(desk, format!("{key}-{id}"), name, String::new, value, Box::new(hint), move |text| {
        desk.act(vec![Intent::set(&id, key, Scalar::text_or_null(text))]);
    })
}

/// Nothing is asked of the value.
pub fn unasked(_: &str) -> Option<&'static str> {
    None
}

/// One of a few, or none of them.
fn choice(
    desk: Desk,
    id: &ItemId,
    key: &'static str,
    name: &'static str,
    all: Vec<(&'static str, &'static str)>,
) -> Piece {
    let item = desk.item(id);
    let value = move || item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default();
    let value = Memo::new(move |_| value());
    let element = format!("{key}-{id}");
    let (id, again) = (id.clone(), element.clone());
    el("select")
        .id(element)
        .attr("aria-label", name)
        .attr("disabled", move || desk.read_only.get().is_some())
        .on(ev::change, move |event| {
            desk.act(vec![Intent::set(&id, key, Scalar::text_or_null(event_target_value(&event)))]);
            // A change that goes to another rung takes the focus along.
            focus_soon(again.clone());
        })
        .child(
            [("", name)]
                .into_iter()
                .chain(all)
                .map(|(key, label)| {
                    el("option")
                        .attr("value", key)
                        .attr("selected", move || value.with(|value| value == key))
                        .child(label)
                })
                .collect::<Piece>(),
        )
}

/// Gives an element the focus once it is drawn, unless somebody went on elsewhere meanwhile.
pub fn focus_soon(id: String) {
    let before = FocusBefore::now();
    if let Some(waiting) = page::after_ms(50, move || before.hand_on(&id)) {
        waiting.forget();
    }
}

/// The rung a change stands on.
pub fn rung(desk: Desk, id: &ItemId) -> Piece {
    let all = Rung::ALL.iter().rev().map(|each| (each.key(), each.label())).collect();
    choice(desk, id, fields::RUNG, "Where it lives", all)
}

/// What else can be said of a change, folded.
pub fn more(desk: Desk, id: &ItemId, with_rung: bool) -> Piece {
    let item = desk.item(id);
    let in_path = Memo::new(move |_| item.get().is_some_and(|item| changes::rung(&item) == Some(Rung::Path)));
    let item = desk.item(id);
    let subtracts = Memo::new(move |_| item.get().is_some_and(|item| changes::subtracts(&item)));
    let (of_path, takes) = (id.clone(), id.clone());
    el("details")
        .class("more")
        .child(el("summary").child("More about it"))
        .child(
            el("div")
                .class("item-more")
                .child(with_rung.then(|| rung(desk, id)))
                .child(when(
                    move || in_path.get(),
                    move || {
                        let all = PathKind::ALL.iter().map(|each| (each.key(), each.label())).collect();
                        choice(desk, &of_path, fields::PATH_KIND, "What it is there", all)
                    },
                ))
                .child(
                    el("label")
                        .class("check")
                        .child(
                            el("input")
                                .attr("type", "checkbox")
                                .property("checked", move || subtracts.get())
                                .attr("disabled", move || desk.read_only.get().is_some())
                                .on(ev::change, move |_| {
                                    let yes = if subtracts.get_untracked() { Scalar::Null } else { Scalar::Bool(true) };
                                    desk.act(vec![Intent::set(&takes, fields::SUBTRACTS, yes)]);
                                }),
                        )
                        .child("Takes something away"),
                )
                .child(choice(
                    desk,
                    id,
                    fields::CATEGORY,
                    "Part of the work",
                    Category::ALL.iter().map(|each| (each.key(), each.label())).collect(),
                ))
                .child(choice(
                    desk,
                    id,
                    fields::SHORTENS,
                    "Time it shortens",
                    Shortens::ALL.iter().map(|each| (each.key(), each.label())).collect(),
                )),
        )
        .child(sources(desk, id))
}

/// What a change came from, and could have come from.
fn sources(desk: Desk, id: &ItemId) -> Piece {
    let own = id.clone();
    let came = Memo::new(move |_| {
        desk.by_form(|view| {
            let Some(item) = view.item(&own) else { return (Vec::new(), Vec::new()) };
            let from: Vec<(ItemId, String)> = related(view, item, fields::COMES_FROM)
                .iter()
                .map(|from| (from.id().clone(), from.words().to_owned()))
                .collect();
            let others = [kind::FACTOR, kind::CAUSE, kind::PARKED, kind::EARLIER]
                .into_iter()
                .flat_map(|kind| view.of_kind(kind))
                .filter(|other| from.iter().all(|(id, _)| id != other.id()) && !other.body().trim().is_empty())
                .map(|other| (other.id().clone(), other.words().to_owned()))
                .collect();
            (from, others)
        })
    });
    let id = id.clone();
    piece(move || {
        let (from, others) = came.get();
        let (to, id) = (id.clone(), id.clone());
        let taken = from.into_iter().map(|(other, words)| {
            let own = id.clone();
            el("li").child(format!("“{words}”")).child(
                button()
                    .class("plain remove")
                    .attr("aria-label", format!("Not from this: {words}"))
                    .on(ev::click, move |_| desk.act(vec![relate(&own, fields::COMES_FROM, &other, false)]))
                    .child("×"),
            )
        });
        let taken: Piece = taken.collect();
        let offered = (!others.is_empty()).then(|| {
            el("select")
                .attr("aria-label", "Came from")
                .property("value", String::new)
                .on(ev::change, move |event| {
                    let other = event_target_value(&event);
                    if !other.is_empty() {
                        desk.act(vec![relate(&to, fields::COMES_FROM, &ItemId::new(other), true)]);
                    }
                })
                .child(el("option").attr("value", "").child("Came from"))
                .child(
                    others
                        .into_iter()
                        .map(|(other, words)| el("option").attr("value", other.to_string()).child(words))
                        .collect::<Piece>(),
                )
        });
        el("div").class("item-more").child(el("ul").class("sources").attr("role", "list").child(taken)).child(offered)
    })
}

/// What a change came from, each a link to where it stands; nothing where nobody said.
pub fn came_from(desk: Desk, id: &ItemId) -> Piece {
    let own = id.clone();
    let came = Memo::new(move |_| {
        desk.by_form(|view| {
            let from = view.item(&own).map(|item| related(view, item, fields::COMES_FROM)).unwrap_or_default();
            from.into_iter()
                .filter(|from| !from.words().trim().is_empty())
                .map(|from| (from.words().to_owned(), from.kind() == kind::PARKED))
                .collect::<Vec<_>>()
        })
    });
    when(
        move || !came.with(Vec::is_empty),
        move || {
            let links = came.get().into_iter().map(|(words, parked)| {
                let part = if parked { Part::WhatHappened } else { Part::Why };
                let to =
                    move || desk.route.with(|route| route.review().map(|id| Route::Review(id.clone(), part).to_hash()));
                el("a").attr("href", to).child(format!("“{words}”"))
            });
            el("p")
                .class("particular came")
                .child(el("span").child("Came from"))
                .child(el("span").class("links").child(links.collect::<Piece>()))
        },
    )
}
