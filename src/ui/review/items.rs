//! A list of items of one kind, each a line that can be written in, removed, and brought back.

use crate::review::field::item as fields;
use crate::review::{Intent, Item, ItemId, NewItem, Scalar, TextField};
use crate::ui::desk::{Notice, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// A list of items.
#[component]
pub fn ItemList(
    /// Their kind.
    kind: &'static str,
    /// The list's heading and name.
    name: &'static str,
    /// The name of the field of one of them.
    one: &'static str,
    /// Shown in the empty field for a new one.
    hint: &'static str,
    /// Which of them it shows, where it is not all.
    #[prop(optional)]
    only: Option<fn(&Item) -> bool>,
    /// What stands under each.
    #[prop(optional)]
    more: Option<fn(ItemId) -> Piece>,
) -> Piece {
    let desk = use_desk();
    let items = Memo::new(move |_| {
        desk.by_form(|view| {
            view.of_kind(kind)
                .filter(|item| only.is_none_or(|only| only(item)))
                .map(|item| item.id().clone())
                .collect::<Vec<ItemId>>()
        })
    });
    let draft = RwSignal::new(String::new());
    let add = move || {
        let text = draft.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        draft.set(String::new());
        let new = NewItem::new(desk.fresh_item(), kind, text, &desk.me(), now_ms())
            .with(fields::RANK, Scalar::text(rank(now_ms())));
        desk.act(vec![Intent::AddItem(new)]);
    };
    let id = format!("list-{}", name.to_lowercase().replace(' ', "-"));
    el("section")
        .class("block")
        .attr("aria-labelledby", id.clone())
        .child(el("h3").id(id.clone()).child(name))
        .child(el("ul").class("items").attr("role", "list").attr("aria-label", name).child(each(
            move || items.get(),
            ItemId::clone,
            move |id| piece(view! { <Line id=id one=one more=more/> }),
        )))
        .child(when(
            move || desk.read_only.get().is_none(),
            move || {
                el("input")
                    .class("new-item")
                    .attr("aria-label", format!("Add: {one}"))
                    .attr("placeholder", hint)
                    .property("value", move || draft.get())
                    .on(ev::input, move |event| draft.set(event_target_value(&event)))
                    .on(ev::keydown, move |event| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            add();
                        }
                    })
                    .on(ev::change, move |_| add())
            },
        ))
}

/// A rank by which items stand in the order in which they were written.
pub fn rank(now_ms: i64) -> String {
    format!("{now_ms:016}")
}

#[component]
fn Line(id: ItemId, one: &'static str, more: Option<fn(ItemId) -> Piece>) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let fixed = item.clone();
    let removed = id.clone();
    let elsewhere = move || fixed.get().is_some_and(|item| item.is_edited_elsewhere());
    let restored = id.clone();
    // Of something parked, where it came from.
    let parked = desk.item(&id);
    let from = move || {
        let item = parked.get().filter(|item| item.kind() == crate::review::kind::PARKED)?;
        let source = item.field(fields::SOURCE).text().to_owned();
        let time = if item.at().is_placed() { item.at().short(&desk.zone(), &*desk.rules()) } else { String::new() };
        let said = match (source.is_empty(), time.is_empty()) {
            (false, false) => format!("from the {source}, {time}"),
            (false, true) => format!("from the {source}"),
            (true, false) => time,
            (true, true) => return None,
        };
        Some(el("p").class("quiet parked-from").child(said))
    };
    el("li")
        .class("item-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name=one class="prose"/> })
        .child(from)
        .child(view! { <super::differing::OfItem id=id.clone()/> })
        .child(when(elsewhere, move || piece(view! { <RemovedAndEdited id=restored.clone()/> })))
        .child(more.map(|more| more(id.clone())))
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", format!("Remove: {one}"))
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &removed))
                .child("×"),
        )
}

/// A scalar of an item as a small field with its name before it.
#[component]
pub fn Particular(
    /// Which item.
    id: ItemId,
    /// Which scalar.
    key: &'static str,
    /// Its name.
    name: &'static str,
) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let value = move || item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default();
    el("label").class("particular").child(el("span").child(name)).child(
        el("input")
            .attr("aria-label", name)
            .property("value", value)
            .attr("readonly", move || desk.read_only.get().is_some())
            .on(ev::change, move |event| {
                let value = Scalar::text_or_null(event_target_value(&event).trim());
                desk.act(vec![Intent::set(&id, key, value)]);
            }),
    )
}

/// Removes an item; the notice brings it back.
pub fn remove(desk: crate::ui::desk::Desk, id: &ItemId) {
    let said = desk.view.with_untracked(|view| view.item(id).map(short).unwrap_or_default());
    desk.act(vec![Intent::remove(id, now_ms())]);
    let id = id.clone();
    desk.notice.set(Some(Notice {
        text: if said.is_empty() { "Removed.".to_owned() } else { format!("Removed “{said}”.") },
        action: Some((
            "Undo".to_owned(),
            Arc::new(move || {
                desk.act(vec![Intent::restore(&id)]);
                desk.notice.set(None);
            }),
        )),
        stays: false,
    }));
}

fn short(item: &Arc<Item>) -> String {
    let text = item.words();
    let start: String = text.chars().take(48).collect();
    if start.len() < text.len() { format!("{}…", start.trim_end()) } else { start }
}

/// What is said of an item that one removed and another edited without knowing.
#[component]
pub fn RemovedAndEdited(id: ItemId) -> Piece {
    let desk = use_desk();
    let (keep, gone) = (id.clone(), id);
    el("p")
        .class("elsewhere")
        .child("removed, and edited elsewhere ")
        .child(button().class("plain").on(ev::click, move |_| desk.act(vec![Intent::restore(&keep)])).child("Keep it"))
        .child(
            button()
                .class("plain")
                .on(ev::click, move |_| desk.act(vec![Intent::remove(&gone, now_ms())]))
                .child("Remove it"),
        )
}
