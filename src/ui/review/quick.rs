//! Quick entry: one line, one key, one entry.

use crate::archive::row::day_from_iso;
use crate::browser::page;
use crate::review::field::{item as fields, meta};
use crate::review::moment::{Context, Day};
use crate::review::{Intent, NewItem, Scalar, quick_entry};
use crate::ui::desk::{Desk, Dialog, RoomState, now_ms, use_desk};
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;

/// The day that a time without a date belongs to: the day of the last entry, or the day the review says.
pub fn day_of(desk: Desk) -> Option<Day> {
    let (zone, rules) = (desk.zone(), desk.rules());
    desk.view.with_untracked(|view| {
        let last = view.timeline().filter_map(|entry| entry.at().day_in(&zone, &*rules)).last();
        last.or_else(|| day_from_iso(view.meta(meta::DAY).text()))
    })
}

/// The quick entry field.
#[component]
pub fn QuickEntry() -> Piece {
    let desk = use_desk();
    let field = NodeRef::<html::Input>::new();
    let said = RwSignal::new(String::new());
    let add = move || {
        let Some(input) = field.get_untracked() else { return };
        let line = input.value();
        if line.trim().is_empty() {
            return;
        }
        match added(desk, &line) {
            Ok(note) => {
                said.set(note);
                input.set_value("");
            }
            Err(why) => said.set(why),
        }
    };
    when(
        move || desk.state.get() == RoomState::Open && desk.read_only.get().is_none(),
        move || {
            el("div")
                .class("quick")
                .child(
                    el("input")
                        .node_ref(field)
                        .id("quick-entry")
                        .attr("aria-label", "Quick entry")
                        .attr("aria-describedby", "quick-said")
                        .attr("placeholder", "14:05 page: queue depth > 40k")
                        .attr("autocomplete", "off")
                        .on(ev::keydown, move |event| {
                            if event.key() == "Enter" && !event.is_composing() {
                                event.prevent_default();
                                add();
                            }
                        })
                        .on(ev::paste, move |event| {
                            if let Some(text) = crate::browser::gestures::pasted(&event)
                                && text.trim().lines().count() > 1
                            {
                                event.prevent_default();
                                desk.dialog.set(Dialog::Paste(text));
                            }
                        }),
                )
                .child(el("kbd").attr("aria-hidden", "true").child("n"))
                .child(
                    button()
                        .class("plain")
                        .on(ev::click, move |_| desk.dialog.set(Dialog::Paste(String::new())))
                        .child("Paste many…"),
                )
                .child(super::evidence::waiting(desk))
                .child(el("span").id("quick-said").class("quick-said").attr("role", "status").child(move || said.get()))
        },
    )
}

/// Adds what a line says; answers with what was supposed in reading it.
fn added(desk: Desk, line: &str) -> Result<String, String> {
    let (zone, rules) = (desk.zone(), desk.rules());
    let mut context = Context::new(&zone, desk.now(), &*rules);
    if let Some(day) = day_of(desk) {
        context = context.on(day);
    }
    let entry = quick_entry::read(line, &context, false);
    if entry.text.trim().is_empty() {
        return Err("A time alone says nothing yet: add what happened.".to_owned());
    }
    let mut new = NewItem::entry(desk.fresh_item(), entry.kind, &entry.at, entry.text.clone(), &desk.me(), now_ms());
    if let Some(known) = &entry.known {
        new = new.with(fields::KNOWN_AT, Scalar::text(known.encode()));
    }
    let id = new.id.clone();
    desk.act(vec![Intent::AddItem(new)]);
    super::evidence::attach(desk, &id, desk.with_next_line.try_update(std::mem::take).unwrap_or_default());
    if let Some(waiting) = page::next_frame(move || {
        page::scroll_to(&super::timeline::element_id(&id));
    }) {
        waiting.forget();
    }
    let mut notes: Vec<String> = entry.notes.iter().map(|note| note.sentence()).collect();
    notes.extend(entry.problem.map(|problem| problem.to_string()));
    Ok(notes.join(" "))
}
