//! One entry of the timeline: a line to read, and, when somebody writes in it, the one live field with its
//! particulars.

use super::differing::Differs;
use super::items::{RemovedAndEdited, remove};
use super::timeline::element_id;
use crate::browser::{gestures, page};
use crate::exchange::export::rich::Address;
use crate::review::field::item as fields;
use crate::review::moment::Context;
use crate::review::{EntryKind, Intent, Item, ItemId, Moment, Scalar, TextField};
use crate::ui::desk::{Desk, RoomState, use_desk};
use crate::ui::elements::live_text::LiveText;
use leptos::prelude::*;
use std::sync::Arc;

/// An entry.
#[component]
pub fn Entry(
    /// Which entry.
    id: ItemId,
    /// The day's heading, before the first entry of a day.
    heading: Option<String>,
) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let own = id.clone();
    let writing = Memo::new(move |_| desk.focused.get().as_ref() == Some(&own));
    let (opened, keyed, shown) = (id.clone(), id.clone(), id.clone());
    let kind = {
        let item = item.clone();
        Memo::new(move |_| item.get().map_or(EntryKind::Note, |item| item.entry_kind()))
    };
    let starred = {
        let item = item.clone();
        Memo::new(move |_| item.get().is_some_and(|item| item.is_starred()))
    };
    let hidden = {
        let item = item.clone();
        Memo::new(move |_| item.get().is_some_and(|item| item.is_hidden()))
    };
    let elsewhere = {
        let item = item.clone();
        Memo::new(move |_| item.get().is_some_and(|item| item.is_edited_elsewhere()))
    };
    let moved = item.clone();
    let texted = item.clone();
    let about = item;
    let settled = id.clone();
    view! {
        <li
            id=element_id(&id)
            class="entry"
            class:writing=move || writing.get()
            class:starred=move || starred.get()
            class:hidden-entry=move || hidden.get()
            tabindex="0"
            data-kind=move || kind.get().key()
            on:click=move |_| {
                if !writing.get_untracked() && !gestures::is_selecting() {
                    write_in(desk, &opened);
                }
            }
            on:keydown=move |event| {
                if writing.get_untracked() || !gestures::has_focus(&element_id(&keyed)) {
                    return;
                }
                match event.key().as_str() {
                    "Enter" | "e" => {
                        event.prevent_default();
                        write_in(desk, &keyed);
                    }
                    "Delete" | "Backspace" => {
                        event.prevent_default();
                        remove(desk, &keyed);
                    }
                    "s" => toggle(desk, &keyed, fields::STARRED),
                    "h" => toggle(desk, &keyed, fields::HIDDEN),
                    _ => {}
                }
            }
        >
            {heading.map(|heading| view! { <h4 class="day">{heading}</h4> })}
            <div class="entry-line">
                <span class="time" title=move || {
                    shown_moment(&moved).map(|moment| {
                        let own = desk.own_zone();
                        format!("{}\n{}\nwritten: {}", moment.in_utc(), moment.in_zone(&own, &*desk.rules()), moment.as_written())
                    })
                }>
                    <Time id=shown/>
                </span>
                <span class="shape" aria-hidden="true"></span>
                <div class="entry-said">
                    {move || {
                        if writing.get() {
                            view! { <Writing id=settled.clone()/> }.into_any()
                        } else {
                            let texted = texted.clone();
                            view! {
                                <p class="text">
                                    {move || texted.get().map(|item| item.body().to_owned()).unwrap_or_default()}
                                </p>
                            }
                                .into_any()
                        }
                    }}
                    <About item=about/>
                    <Differs id=id.clone() key=fields::AT name="Time"/>
                    <Differs id=id.clone() key=fields::KNOWN_AT name="Known from"/>
                    <Differs id=id.clone() key=fields::TYPE name="Kind"/>
                    <Differs id=id.clone() key=fields::LANE name="Lane"/>
                    {
                        let id = id.clone();
                        move || elsewhere.get().then(|| view! { <RemovedAndEdited id=id.clone()/> })
                    }
                </div>
            </div>
        </li>
    }
}

fn shown_moment(item: &ArcRwSignal<Option<Arc<Item>>>) -> Option<Moment> {
    item.get().map(|item| item.at().clone())
}

/// When it happened, as the list shows it; where people differ, all of it.
#[component]
fn Time(id: ItemId) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    move || {
        let (zone, rules) = (desk.zone(), desk.rules());
        let item = item.get()?;
        let spoken = item.at().spoken(&zone, &*rules);
        let mut shown = item.at().short(&zone, &*rules);
        if !item.at().is_placed() {
            shown = "no time".to_owned();
        }
        Some(view! {
            <span aria-hidden="true">{shown}</span>
            <span class="visually-hidden">{spoken}</span>
        })
    }
}

/// Kind, lane, known from, where it comes from.
#[component]
fn About(item: ArcRwSignal<Option<Arc<Item>>>) -> impl IntoView {
    let desk = use_desk();
    move || {
        let item = item.get()?;
        let (zone, rules) = (desk.zone(), desk.rules());
        let lane = item.field(fields::LANE).text().to_owned();
        let known = item
            .field(fields::KNOWN_AT)
            .first()
            .as_str()
            .and_then(|text| Moment::decode(text).ok())
            .filter(|known| known.is_placed())
            .map(|known| (known.short(&zone, &*rules), known.day_in(&zone, &*rules)))
            .filter(|shown| *shown != (item.at().short(&zone, &*rules), item.at().day_in(&zone, &*rules)))
            .map(|(known, day)| match day {
                Some(day) if item.at().day_in(&zone, &*rules) != Some(day) && !known.contains(char::is_alphabetic) => {
                    format!("known only from {known}, {}", day.short())
                }
                _ => format!("known only from {known}"),
            });
        let source = item.field(fields::SOURCE).text().to_owned();
        let links: Vec<Address> = item.field(fields::LINK).text().split_whitespace().filter_map(Address::new).collect();
        let kind = item.entry_kind();
        Some(view! {
            <p class="about">
                <Show when=move || kind != EntryKind::Note><span class="kind">{kind.label()}</span></Show>
                {(!lane.is_empty()).then(|| view! { <span class="lane">{lane}</span> })}
                {known.map(|known| view! { <span class="known">{known}</span> })}
                {(!source.is_empty()).then(|| view! { <span class="source">{source}</span> })}
                {links
                    .into_iter()
                    .map(|link| {
                        let name = link.host().trim_start_matches("mailto:").to_owned();
                        view! {
                            <a
                                class="evidence"
                                href=link.as_str().to_owned()
                                rel="noreferrer noopener"
                                target="_blank"
                                on:click=|event| event.stop_propagation()
                            >
                                {name}
                                <span aria-hidden="true">" ↗"</span>
                            </a>
                        }
                    })
                    .collect_view()}
                {item.is_starred().then(|| view! { <span class="star" title="Starred">"★"<span class="visually-hidden">"starred"</span></span> })}
                {item.is_hidden().then(|| view! { <span>"hidden"</span> })}
            </p>
        })
    }
}

fn toggle(desk: Desk, id: &ItemId, key: &str) {
    let set = desk.view.with_untracked(|view| view.item(id).is_some_and(|item| item.field(key).first().is_set()));
    desk.act(vec![Intent::set(id, key, if set { Scalar::Null } else { Scalar::Bool(true) })]);
}

fn write_in(desk: Desk, id: &ItemId) {
    if desk.state.get_untracked() == RoomState::Open && desk.read_only.get_untracked().is_none() {
        desk.focused.set(Some(id.clone()));
    }
}

/// Leaves the field; the line keeps the focus.
fn leave(desk: Desk, id: &ItemId) {
    desk.focused.set(None);
    let element = element_id(id);
    if let Some(waiting) = page::next_frame(move || {
        page::focus(&element);
    }) {
        waiting.forget();
    }
}

/// The live field and the entry's particulars.
#[component]
fn Writing(id: ItemId) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let done = {
        let id = id.clone();
        Callback::new(move |()| leave(desk, &id))
    };
    let kind = {
        let item = item.clone();
        Memo::new(move |_| item.get().map_or(EntryKind::Note, |item| item.entry_kind()))
    };
    let (typed, starred, hidden, removed) = (id.clone(), id.clone(), id.clone(), id.clone());
    let is_starred = {
        let item = item.clone();
        move || item.get().is_some_and(|item| item.is_starred())
    };
    let is_hidden = move || item.get().is_some_and(|item| item.is_hidden());
    view! {
        <div class="writing-in" on:click=|event| event.stop_propagation()>
            <LiveText field=TextField::Body(id.clone()) name="Entry" class="prose" focus=true on_enter=done on_escape=done/>
            <div class="particulars" role="group" aria-label="Particulars">
                <TimeField id=id.clone() key=fields::AT name="Happened at"/>
                <TimeField id=id.clone() key=fields::KNOWN_AT name="Known from"/>
                <label class="particular">
                    <span>"Kind"</span>
                    <select
                        aria-label="Kind"
                        on:change=move |event| {
                            desk.act(vec![Intent::set(&typed, fields::TYPE, Scalar::text(event_target_value(&event)))]);
                        }
                    >
                        {EntryKind::ALL
                            .iter()
                            .map(|each| {
                                let each = *each;
                                view! {
                                    <option value=each.key() selected=move || kind.get() == each>{each.label()}</option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
                <super::items::Particular id=id.clone() key=fields::LANE name="Lane"/>
                <super::items::Particular id=id.clone() key=fields::SOURCE name="Source"/>
                <super::items::Particular id=id.clone() key=fields::LINK name="Links"/>
            </div>
            <div class="entry-actions">
                <button type="button" aria-pressed=move || is_starred().to_string()
                    on:click=move |_| toggle(desk, &starred, fields::STARRED)>"Star"</button>
                <button type="button" aria-pressed=move || is_hidden().to_string()
                    on:click=move |_| toggle(desk, &hidden, fields::HIDDEN)>"Hide"</button>
                <button
                    type="button"
                    on:click=move |event| {
                        // The field around the button may be gone before the line hears of the click, and the line
                        // would open it again.
                        event.stop_propagation();
                        desk.focused.set(None);
                        remove(desk, &removed);
                    }
                >
                    "Remove"
                </button>
                <button type="button" class="strong" on:click=move |event| {
                    event.stop_propagation();
                    done.run(());
                }>"Done"</button>
            </div>
        </div>
    }
}

/// A time as a field: what is written stays as written; what cannot be read is said and changes nothing.
#[component]
fn TimeField(id: ItemId, key: &'static str, name: &'static str) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let problem = RwSignal::new(String::new());
    let value = move || {
        item.get()
            .and_then(|item| item.field(key).first().as_str().and_then(|text| Moment::decode(text).ok()))
            .map(|moment| editable(desk, &moment))
            .unwrap_or_default()
    };
    let described = format!("problem-{key}-{id}");
    view! {
        <label class="particular">
            <span>{name}</span>
            <input
                aria-label=name
                aria-describedby=described.clone()
                prop:value=value
                on:change=move |event| {
                    let text = event_target_value(&event);
                    if text.trim().is_empty() {
                        problem.set(String::new());
                        let nothing = if key == fields::AT { Scalar::text(Moment::unknown().encode()) } else { Scalar::Null };
                        desk.act(vec![Intent::set(&id, key, nothing)]);
                        return;
                    }
                    match read_time(desk, &id, &text) {
                        Ok((moment, note)) => {
                            problem.set(note);
                            desk.act(vec![Intent::set(&id, key, Scalar::text(moment.encode()))]);
                        }
                        Err(why) => problem.set(why),
                    }
                }
            />
            <span id=described class="problem" role="alert">{move || problem.get()}</span>
        </label>
    }
}

/// A moment as one would type it: with its date, in the review's zone.
fn editable(desk: Desk, moment: &Moment) -> String {
    if !moment.is_placed() {
        return moment.as_written();
    }
    let zone = desk.zone();
    let text = moment.in_zone(&zone, &*desk.rules());
    text.strip_suffix(&format!(" {zone}")).map(str::to_owned).unwrap_or(text)
}

/// Reads a time for an entry: a time of day is of the entry's own day.
fn read_time(desk: Desk, id: &ItemId, text: &str) -> Result<(Moment, String), String> {
    let (zone, rules) = (desk.zone(), desk.rules());
    let mut context = Context::new(&zone, desk.now(), &*rules);
    let own = desk.view.with_untracked(|view| {
        view.item(id).and_then(|item| item.at().day_in(&zone, &*rules)).or_else(|| super::quick::day_of(desk))
    });
    if let Some(day) = own {
        context = context.on(day);
    }
    let reading = Moment::parse(text, &context).map_err(|why| why.to_string())?;
    let notes: Vec<String> = reading.notes.iter().map(|note| note.sentence()).collect();
    Ok((reading.moment, notes.join(" ")))
}
