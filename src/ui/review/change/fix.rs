//! The funded fix: what, who said yes, by when, how anyone can tell, and what makes room for it.

use super::decide::decide;
use super::fields::{came_from, focus_soon, more, of_item, unasked};
use super::gate;
use crate::practice::changes::number;
use crate::practice::{changes, holders};
use crate::review::choice::{Disposition, Rung};
use crate::review::field::item as fields;
use crate::review::moment::{Instant, Precision};
use crate::review::{Intent, ItemId, Moment, ReviewView, TextField};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::differing::OfItem;
use crate::ui::review::items::{RemovedAndEdited, remove};
use leptos::prelude::*;

/// The funded fixes.
#[component]
pub fn Fixes() -> Piece {
    let desk = use_desk();
    let fixes = Memo::new(move |_| {
        desk.by_form(|view| changes::funded(view).into_iter().map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    // One message for the review, with the first fix that stands in the path of the work.
    let gated = Memo::new(move |_| desk.by_form(|view| gated(view)));
    let heading = move || match fixes.with(Vec::len) {
        0 | 1 => "The one fix",
        2 => "The two fixes",
        _ => "Funded",
    };
    let over = move || changes::CAP < fixes.with(Vec::len);
    let add = move |text: &str| {
        let id = desk.fresh_item();
        let mut acts = vec![Intent::AddItem(changes::possible(text, id.clone(), &desk.me(), now_ms()))];
        acts.extend(
            desk.view.with_untracked(|view| changes::decide(view, &id, Some(Disposition::Funded), "", now_ms())),
        );
        desk.act(acts);
        focus_soon(format!("{}-{id}", fields::OWNER));
    };
    el("section")
        .class("block fixes")
        .attr("aria-labelledby", "list-the-one-fix")
        .child(el("h3").id("list-the-one-fix").child(heading))
        .child(when(over, move || {
            el("p").class("elsewhere").child(move || {
                format!(
                    "{} were funded apart from each other, and two at most are: decide which goes another way.",
                    crate::ui::words::capital(number(fixes.with(Vec::len)))
                )
            })
        }))
        .child(el("ul").class("items").attr("role", "list").attr("aria-label", "The one fix").child(each(
            move || fixes.get(),
            ItemId::clone,
            move |id| fix(desk, id, gated),
        )))
        .child(when(
            move || fixes.with(Vec::is_empty) && desk.read_only.get().is_none(),
            move || new_one("The one fix", "One fix that nobody has to remember.", add),
        ))
}

/// The first funded fix that stands in the path of the work: the check's message is with it.
pub fn gated(view: &ReviewView) -> Option<ItemId> {
    let mut funded = changes::funded(view).into_iter();
    funded.find(|item| changes::rung(item) == Some(Rung::Path)).map(|item| item.id().clone())
}

/// The line that waits for a new one.
pub fn new_one(one: &'static str, hint: &'static str, add: impl Fn(&str) + Clone + 'static) -> Piece {
    let draft = RwSignal::new(String::new());
    let take = move || {
        // A field that goes away with the caret in it is told that it was left, after what it held is gone.
        let text = draft.try_get_untracked().unwrap_or_default();
        if !text.trim().is_empty() {
            draft.set(String::new());
            add(text.trim());
        }
    };
    let left = take.clone();
    el("input")
        .class("new-item")
        .attr("aria-label", format!("Add: {one}"))
        .attr("placeholder", hint)
        .property("value", move || draft.get())
        .on(ev::input, move |event| draft.set(event_target_value(&event)))
        .on(ev::keydown, move |event| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                take();
            }
        })
        .on(ev::change, move |_| left())
}

fn fix(desk: Desk, id: ItemId, gated: Memo<Option<ItemId>>) -> Piece {
    let item = desk.item(&id);
    let second = Memo::new(move |_| item.get().is_some_and(|item| !item.field(fields::SECOND_BECAUSE).is_nothing()));
    let (of_second, own) = (id.clone(), id.clone());
    el("li")
        .class("item-line fix")
        .child(
            el("div")
                .class("fix-head")
                .child(view! { <LiveText field=TextField::Body(id.clone()) name="The one fix" id=format!("change-{id}") class="prose"/> })
                .child(el("span").class("funded").child("funded")),
        )
        .child(elsewhere(desk, &id))
        .child(
            el("div")
                .class("fix-facts")
                .child(of_item(desk, &id, fields::OWNER, "Owner", holders::owner_hint))
                .child(said_yes(desk, &id))
                .child(of_item(desk, &id, fields::DUE, "By", holders::due_hint))
                .child(of_item(desk, &id, fields::MEASURE, "Done when", unasked))
                .child(of_item(desk, &id, fields::CAPACITY, "Capacity it takes", holders::due_hint))
                .child(of_item(desk, &id, fields::DISPLACES, "What it displaces", unasked))
                .child(when(
                    move || second.get(),
                    move || of_item(desk, &of_second, fields::SECOND_BECAUSE, "Why a second one", unasked),
                ))
                .child(came_from(desk, &id)),
        )
        .child(view! { <OfItem id=id.clone()/> })
        .child(when(
            move || gated.with(|gated| gated.as_ref() == Some(&own)),
            move || piece(view! { <gate::Gate/> }),
        ))
        .child(el("div").class("fix-foot").child(more(desk, &id, true)).child(decide(desk, &id)))
        .child(removing(desk, &id, "The one fix"))
}

/// What is said of an item that one removed and another edited.
pub fn elsewhere(desk: Desk, id: &ItemId) -> Piece {
    let (item, id) = (desk.item(id), id.clone());
    when(
        move || item.get().is_some_and(|item| item.is_edited_elsewhere()),
        move || piece(view! { <RemovedAndEdited id=id.clone()/> }),
    )
}

/// The button that takes it away.
pub fn removing(desk: Desk, id: &ItemId, one: &'static str) -> Piece {
    let id = id.clone();
    button()
        .class("plain remove")
        .attr("aria-label", format!("Remove: {one}"))
        .attr("title", "Remove")
        .on(ev::click, move |_| remove(desk, &id))
        .child("×")
}

/// That the owner said yes, or the two ways in which they can.
fn said_yes(desk: Desk, id: &ItemId) -> Piece {
    let item = desk.item(id);
    let state = Memo::new(move |_| {
        let item = item.get()?;
        let owner = item.field(fields::OWNER).text().to_owned();
        let open = !owner.trim().is_empty() && holders::owner_hint(&owner).is_none();
        Some((changes::said_yes(&item), open))
    });
    let id = id.clone();
    let say = move |id: &ItemId, in_the_room: bool| {
        if let Some(item) = desk.view.with_untracked(|view| view.item(id).cloned()) {
            desk.act(changes::say_yes(&item, in_the_room, now_ms()));
        }
    };
    piece(move || {
        let (room, copy) = (id.clone(), id.clone());
        match state.get() {
            Some((Some((in_the_room, when)), _)) => {
                let day = Instant::from_millis(when)
                    .and_then(|at| Moment::exact(at, Precision::Minute).day_in(&desk.zone(), &*desk.rules()))
                    .map(|day| format!(", {} {}", day.day(), day.month_name()))
                    .unwrap_or_default();
                let place = if in_the_room { "in the room" } else { "in their own copy" };
                Some(el("p").class("yes").child(format!("said yes {place}{day}")))
            }
            Some((None, true)) if desk.read_only.get().is_none() => Some(
                el("div")
                    .class("yes")
                    .child(
                        button()
                            .class("outline")
                            .on(ev::click, move |_| say(&room, true))
                            .child("Said yes in the room"),
                    )
                    .child(button().class("outline").on(ev::click, move |_| say(&copy, false)).child("I take this on")),
            ),
            _ => None,
        }
    })
}
