//! One entry of the timeline: a line to read, and, when somebody writes in it, the one live field with its
//! particulars.

use super::differing;
use super::items::{RemovedAndEdited, remove};
use super::timeline::element_id;
use crate::browser::{gestures, page};
use crate::exchange::export::rich::Address;
use crate::review::field::item as fields;
use crate::review::moment::{Context, Day, Elapsed, Form, Instant, Precision, Tick};
use crate::review::{EntryKind, Intent, Item, ItemId, Milestone, Moment, NewItem, Scalar, TextField, kind};
use crate::ui::desk::{Desk, RoomState, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::replay;
use leptos::prelude::*;
use std::sync::Arc;

/// An entry.
#[component]
pub fn Entry(
    /// Which entry.
    id: ItemId,
    /// The day's heading, before the first entry of a day.
    heading: Option<String>,
    /// Other accounts of the same moment.
    #[prop(optional)]
    joined: Vec<ItemId>,
    /// How many threads speak of it that are not settled.
    #[prop(optional)]
    threads: usize,
) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let own = id.clone();
    let writing = Memo::new(move |_| desk.focused.get().as_ref() == Some(&own));
    let chosen = id.clone();
    let selected = Memo::new(move |_| desk.selected.with(|selected| selected.contains(&chosen)));
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
    let moved = {
        let item = item.clone();
        Memo::new(move |_| shown_moment(&item))
    };
    let texted = item.clone();
    let about = item;
    let settled = id.clone();
    el("li")
        .id(element_id(&id))
        .class("entry")
        .toggle("writing", move || writing.get())
        .toggle("starred", move || starred.get())
        .toggle("hidden-entry", move || hidden.get())
        .attr("tabindex", "0")
        .attr("data-kind", move || kind.get().key())
        .toggle("selected", move || selected.get())
        .attr("aria-current", move || selected.get().then_some("true"))
        .on(ev::click, move |event| {
            if writing.get_untracked() || gestures::is_selecting() {
                return;
            }
            if event.ctrl_key() || event.meta_key() || desk.selecting.get_untracked() {
                super::bulk::toggle(desk, &opened);
            } else {
                write_in(desk, &opened);
            }
        })
        .on(ev::keydown, move |event| {
            if writing.get_untracked() || gestures::is_the_browsers(&event) || !gestures::has_focus(&element_id(&keyed))
            {
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
                " " => {
                    event.prevent_default();
                    super::bulk::toggle(desk, &keyed);
                }
                "c" => {
                    event.prevent_default();
                    desk.beside.set(Some(TextField::Body(keyed.clone())));
                    super::aside::begin_remark(desk);
                }
                "p" => park(desk, &keyed),
                "d" => {
                    event.prevent_default();
                    desk.seen_differently.set(Some(keyed.clone()));
                }
                "u" => super::aside::use_first(desk),
                "x" => super::aside::leave_first(desk),
                "w" => known_when_it_happened(desk, &keyed),
                "a" => super::evidence::pick(desk, &keyed),
                "s" => toggle(desk, &keyed, fields::STARRED),
                "h" => toggle(desk, &keyed, fields::HIDDEN),
                _ => {}
            }
        })
        .child(heading.map(|heading| el("h4").class("day").child(heading)))
        .child(
            el("div")
                .class("entry-line")
                .child(
                    el("span")
                        .class("time")
                        .attr("title", move || {
                            moved.get().map(|moment| {
                                let own = desk.own_zone();
                                format!(
                                    "{}\n{}\nwritten: {}",
                                    moment.in_utc(),
                                    moment.in_zone(&own, &*desk.rules()),
                                    moment.as_written()
                                )
                            })
                        })
                        .child(view! { <Time id=shown/> }),
                )
                .child(el("span").class("shape").attr("aria-hidden", "true"))
                .child(
                    el("div")
                        .class("entry-said")
                        .child(move || {
                            if writing.get() {
                                piece(view! { <Writing id=settled.clone()/> })
                            } else {
                                let texted = texted.clone();
                                let field = TextField::Body(settled.clone());
                                el("p").class("text").child(move || {
                                    texted.get().map(|item| super::aside::marked(desk, &field, item.body()))
                                })
                            }
                        })
                        .child(view! { <About item=about/> })
                        .child(view! { <super::evidence::Attached id=id.clone()/> })
                        .child((0 < threads).then(|| {
                            let id = id.clone();
                            button()
                                .class("plain remarks")
                                .on(ev::click, move |event| {
                                    event.stop_propagation();
                                    desk.beside.set(Some(TextField::Body(id.clone())));
                                })
                                .child(crate::ui::words::count(threads, "discussion", "discussions"))
                        }))
                        .child(super::saw::joined(desk, &joined))
                        .child(view! { <Differently id=id.clone()/> })
                        .child(view! { <differing::OfItem id=id.clone()/> })
                        .child({
                            let id = id.clone();
                            move || {
                                elsewhere.get().then(|| {
                                    piece(view! {
                                        <RemovedAndEdited
                                            id=id.clone()
                                        />
                                    })
                                })
                            }
                        }),
                ),
        )
}

fn shown_moment(item: &ArcRwSignal<Option<Arc<Item>>>) -> Option<Moment> {
    item.get().map(|item| item.at().clone())
}

/// When it happened, as the list shows it; where people differ, all of it.
#[component]
fn Time(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    // Worked out with each letter of the entry, drawn only when it says something else.
    let said = Memo::new(move |_| {
        let (zone, rules) = (desk.zone(), desk.rules());
        let item = item.get()?;
        let spoken = item.at().spoken(&zone, &*rules);
        let shown = if item.at().is_placed() { item.at().short(&zone, &*rules) } else { "no time".to_owned() };
        Some((shown, spoken))
    });
    piece(move || {
        said.get().map(|(shown, spoken)| {
            many([
                el("span").attr("aria-hidden", "true").child(shown),
                el("span").class("visually-hidden").child(spoken),
            ])
        })
    })
}

/// A field for whoever saw it differently, while they say so.
#[component]
fn Differently(id: ItemId) -> Piece {
    let desk = use_desk();
    let own = id.clone();
    let asked = Memo::new(move |_| desk.seen_differently.get().as_ref() == Some(&own));
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = field.get() {
            let _ = input.focus();
        }
    });
    when(
        move || asked.get(),
        move || {
            let id = id.clone();
            el("input")
                .node_ref(field)
                .class("differently")
                .attr("aria-label", "I saw it differently")
                .attr("placeholder", "I saw it differently: 14:09 it was red already")
                .on(ev::click, |event| event.stop_propagation())
                .on(ev::blur, move |event| {
                    // Whoever looks something up elsewhere finds what they began.
                    if event_target_value(&event).trim().is_empty() {
                        desk.seen_differently.set(None);
                    }
                })
                .on(ev::keydown, move |event| {
                    let line = event_target_value(&event);
                    match event.key().as_str() {
                        "Enter" if !event.is_composing() && !line.trim().is_empty() => {
                            desk.seen_differently.set(None);
                            super::saw::saw_differently(desk, &id, &line);
                        }
                        "Escape" => desk.seen_differently.set(None),
                        _ => return,
                    }
                    event.prevent_default();
                    event.stop_propagation();
                    page::focus(&element_id(&id));
                })
        },
    )
}

/// What stands under an entry's words.
#[derive(Clone, PartialEq)]
struct Particulars {
    kind: EntryKind,
    milestones: Vec<&'static str>,
    lane: String,
    known: Option<String>,
    source: String,
    links: Vec<Address>,
    starred: bool,
    hidden: bool,
    /// Of a decision: where one sees what was known when it was made.
    replay: Option<String>,
    /// How long afterwards it was written down.
    late: Option<String>,
}

/// Kind, lane, known from, where it comes from.
#[component]
fn About(item: ArcRwSignal<Option<Arc<Item>>>) -> Piece {
    let desk = use_desk();
    let particulars = Memo::new(move |_| {
        let item = item.get()?;
        let (zone, rules) = (desk.zone(), desk.rules());
        let lane = item.field(fields::LANE).text().to_owned();
        let known = item
            .field(fields::KNOWN_AT)
            .first()
            .as_str()
            .and_then(|text| Moment::decode(text).ok())
            .filter(|known| known.is_placed())
            .map(|known| {
                let day = known.day_in(&zone, &*rules);
                let short = known.short(&zone, &*rules);
                // Of a whole day, the day is what there is to say.
                (if known.form() == Form::DateOnly { day.map_or(short, Day::short) } else { short }, day)
            })
            .filter(|(known, day)| {
                *day != item.at().day_in(&zone, &*rules) || day.is_none_or(|day| day.short() != *known)
            })
            // At the very time, or at about it, is no news.
            .filter(|(known, day)| {
                *known != item.at().short(&zone, &*rules).trim_start_matches('~')
                    || *day != item.at().day_in(&zone, &*rules)
            })
            .map(|(known, day)| match day {
                Some(day) if item.at().day_in(&zone, &*rules) != Some(day) && !known.contains(char::is_alphabetic) => {
                    format!("known only from {known}, {}", day.short())
                }
                _ => format!("known only from {known}"),
            });
        let source = item.field(fields::SOURCE).text().to_owned();
        let links: Vec<Address> = item.field(fields::LINK).text().split_whitespace().filter_map(Address::new).collect();
        Some(Particulars {
            kind: item.entry_kind(),
            milestones: milestones(&item).into_iter().map(Milestone::label).collect(),
            lane,
            known,
            source,
            links,
            starred: item.is_starred(),
            hidden: item.is_hidden(),
            replay: (item.entry_kind() == EntryKind::Decision).then(|| replay::address(desk, &item)).flatten(),
            late: lateness(&item),
        })
    });
    piece(move || {
        let Particulars { kind, milestones, lane, known, source, links, starred, hidden, replay, late } =
            particulars.get()?;
        Some(many([
            el("p")
                .class("about")
                .child((kind != EntryKind::Note).then(|| el("span").class("kind").child(kind.label())))
                .child(milestones.into_iter().map(|label| el("span").class("kind").child(label)).collect::<Piece>())
                .child((!lane.is_empty()).then(|| el("span").class("lane").child(lane)))
                .child(known.map(|known| el("span").class("known").child(known)))
                .child(replay.map(|to| {
                    el("a").attr("href", to).on(ev::click, |event| event.stop_propagation()).child("Replay this moment")
                }))
                .child((!source.is_empty()).then(|| el("span").class("source").child(source)))
                .child(
                    links
                        .into_iter()
                        .map(|link| {
                            let name = link.host().trim_start_matches("mailto:").to_owned();
                            el("a")
                                .class("evidence")
                                .attr("href", link.as_str().to_owned())
                                .attr("rel", "noreferrer noopener")
                                .attr("target", "_blank")
                                .on(ev::click, |event| event.stop_propagation())
                                .child(name)
                                .child(el("span").attr("aria-hidden", "true").child(" ↗"))
                        })
                        .collect::<Piece>(),
                )
                .child(starred.then(|| {
                    el("span")
                        .class("star")
                        .attr("title", "Starred")
                        .child("★")
                        .child(el("span").class("visually-hidden").child("starred"))
                }))
                .child(hidden.then(|| el("span").child("hidden"))),
            // Seen where somebody looks; apart from the others, which have a dot between them.
            late.map_or_else(|| piece(()), |late| el("p").class("late").child(late)),
        ]))
    })
}

/// An entry that was written down this long after it happened was recalled, in seconds; one that was written down
/// days after belongs to a review, and nobody wonders.
const RECALLED: std::ops::Range<i64> = 5 * 60..36 * 3600;

/// How long after it happened an entry was written down, where that is worth knowing.
fn lateness(item: &Item) -> Option<String> {
    let written = item.field(fields::CREATED_AT).first().as_int().and_then(Instant::from_millis)?;
    let tick = Tick::new(written.whole_minute(), Precision::Minute);
    let since = Elapsed::between(item.at(), &Moment::exact(tick.at(), Precision::Minute)).least;
    let since = since.filter(|since| RECALLED.contains(since))?;
    Some(format!("written down {} later", Elapsed { least: Some(since), most: Some(since) }.words()))
}

/// What a line is marked as.
fn milestones(item: &Item) -> Vec<Milestone> {
    item.field(fields::MILESTONE).text().split_whitespace().filter_map(Milestone::from_key).collect()
}

fn toggle(desk: Desk, id: &ItemId, key: &str) {
    let set = desk.view.with_untracked(|view| view.item(id).is_some_and(|item| item.field(key).first().is_set()));
    desk.act(vec![Intent::set(id, key, if set { Scalar::Null } else { Scalar::Bool(true) })]);
}

/// Moves a remark about causes or fixes out of the timeline: it is talked about later, and says where it came from.
fn park(desk: Desk, id: &ItemId) {
    desk.settle();
    if desk.view.with_untracked(|view| view.item(id).is_some_and(|item| is_somebody_elses(desk, item))) {
        desk.say("This is what somebody else saw: it stays where they put it.");
        return;
    }
    let intents = desk.view.with_untracked(|view| {
        let item = view.item(id)?;
        let parked = NewItem::new(desk.fresh_item(), kind::PARKED, item.body(), &desk.me(), now_ms())
            .with(fields::AT, Scalar::text(item.at().encode()))
            .with(fields::SOURCE, Scalar::text("timeline"));
        Some(vec![Intent::AddItem(parked), Intent::remove(id, now_ms())])
    });
    desk.act(intents.unwrap_or_default());
    desk.say("Parked: it stands in the parking lot, with where it came from.");
}

/// Whether an entry is an account that somebody else gave.
fn is_somebody_elses(desk: Desk, item: &Item) -> bool {
    let by = item.field(fields::CREATED_BY).text();
    !crate::practice::accounts::seen_from(item).is_empty() && !by.is_empty() && by != desk.me().as_str()
}

/// Says that an entry was known when it happened, unless somebody has said otherwise.
fn known_when_it_happened(desk: Desk, id: &ItemId) {
    let at = desk.view.with_untracked(|view| {
        let item = view.item(id)?;
        (item.known_at().is_none() && item.at().is_placed()).then(|| item.at().encode())
    });
    match at {
        Some(at) => desk.act(vec![Intent::set(id, fields::KNOWN_AT, Scalar::text(at))]),
        None => desk.say("From when this was known has been said, or it has no time."),
    }
}

fn write_in(desk: Desk, id: &ItemId) {
    // An account is its author's: others say what they saw beside it.
    if desk.view.with_untracked(|view| view.item(id).is_some_and(|item| is_somebody_elses(desk, item))) {
        desk.seen_differently.set(Some(id.clone()));
        return;
    }
    if desk.state.get_untracked() == RoomState::Open && desk.read_only.get_untracked().is_none() {
        desk.focused.set(Some(id.clone()));
        // With its particulars it is taller than it was: all of it comes into sight.
        let element = element_id(id);
        if let Some(waiting) = page::next_frame(move || {
            page::scroll_to(&element);
        }) {
            waiting.forget();
        }
    }
}

/// Leaves the field; the line keeps the focus, unless it went elsewhere meanwhile.
fn leave(desk: Desk, id: &ItemId) {
    desk.focused.set(None);
    desk.beside.set(Some(TextField::Body(id.clone())));
    let element = element_id(id);
    if let Some(waiting) = page::next_frame(move || {
        if gestures::focus_is_free() {
            page::focus(&element);
        }
    }) {
        waiting.forget();
    }
}

/// The live field and the entry's particulars.
#[component]
fn Writing(id: ItemId) -> Piece {
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
    let differs = id.clone();
    let (evidenced, quoted) = (id.clone(), id.clone());
    let quoting = RwSignal::new(false);
    let is_starred = {
        let item = item.clone();
        move || item.get().is_some_and(|item| item.is_starred())
    };
    let is_hidden = move || item.get().is_some_and(|item| item.is_hidden());
    el("div")
        .class("writing-in")
        .on(ev::click, |event| event.stop_propagation())
        .child(view! {
            <LiveText
                field=TextField::Body(id.clone())
                name="Entry"
                class="prose"
                focus=true
                on_enter=done
                on_escape=done
            />
        })
        .child(
            el("div")
                .class("particulars")
                .attr("role", "group")
                .attr("aria-label", "Particulars")
                .child(view! { <TimeField id=id.clone() key=fields::AT name="Happened at"/> })
                .child(view! { <TimeField id=id.clone() key=fields::KNOWN_AT name="Known from"/> })
                .child(view! { <KnownElsewhere id=id.clone()/> })
                .child(
                    el("label").class("particular").child(el("span").child("Kind")).child(
                        el("select")
                            .attr("aria-label", "Kind")
                            .on(ev::change, move |event| {
                                desk.act(vec![Intent::set(
                                    &typed,
                                    fields::TYPE,
                                    Scalar::text(event_target_value(&event)),
                                )]);
                            })
                            .child(
                                EntryKind::ALL
                                    .iter()
                                    .map(|each| {
                                        let each = *each;
                                        el("option")
                                            .attr("value", each.key())
                                            .attr("selected", move || kind.get() == each)
                                            .child(each.label())
                                    })
                                    .collect::<Piece>(),
                            ),
                    ),
                )
                .child(marked_as(desk, &id))
                .child(view! { <super::items::Particular id=id.clone() key=fields::LANE name="Lane"/> })
                .child(view! { <super::items::Particular id=id.clone() key=fields::SOURCE name="Source"/> })
                .child(view! { <super::items::Particular id=id.clone() key=fields::LINK name="Links"/> }),
        )
        .child(when(
            move || quoting.get(),
            move || piece(view! { <super::evidence::Quoting line=quoted.clone() open=quoting/> }),
        ))
        .child(
            el("div")
                .class("entry-actions")
                .child(
                    button()
                        .on(ev::click, move |_| {
                            desk.focused.set(None);
                            desk.seen_differently.set(Some(differs.clone()));
                        })
                        .child("I saw it differently"),
                )
                .child(button().on(ev::click, move |_| super::evidence::pick(desk, &evidenced)).child("Add evidence…"))
                .child(
                    button()
                        .id(super::evidence::quoting_id(&id))
                        .attr("aria-expanded", move || quoting.get().to_string())
                        .on(ev::click, move |_| quoting.update(|open| *open = !*open))
                        .child("Quote a log…"),
                )
                .child(
                    button()
                        .attr("aria-pressed", move || is_starred().to_string())
                        .on(ev::click, move |_| toggle(desk, &starred, fields::STARRED))
                        .child("Star"),
                )
                .child(
                    button()
                        .attr("aria-pressed", move || is_hidden().to_string())
                        .on(ev::click, move |_| toggle(desk, &hidden, fields::HIDDEN))
                        .child("Hide"),
                )
                .child(
                    button()
                        .on(ev::click, move |event| {
                            // The field around the button may be gone before the line hears of the click, and the line
                            // would open it again.
                            event.stop_propagation();
                            desk.focused.set(None);
                            remove(desk, &removed);
                        })
                        .child("Remove"),
                )
                .child(
                    button()
                        .class("strong")
                        .on(ev::click, move |event| {
                            event.stop_propagation();
                            done.run(());
                        })
                        .child("Done"),
                ),
        )
}

/// What the line is marked as, so that numbers are computed from it. Several marks, given elsewhere, stay until
/// another is chosen.
fn marked_as(desk: Desk, id: &ItemId) -> Piece {
    let item = desk.item(id);
    let now = Memo::new(move |_| item.get().map(|item| milestones(&item)).unwrap_or_default());
    let target = id.clone();
    let several = move || now.with(|now| 1 < now.len());
    el("label").class("particular").child(el("span").child("Marked as")).child(
        el("select")
            .attr("aria-label", "Marked as")
            .on(ev::change, move |event| {
                let value = event_target_value(&event);
                if value != "several" {
                    desk.act(vec![Intent::set(&target, fields::MILESTONE, Scalar::text_or_null(&value))]);
                }
            })
            .child(el("option").attr("value", "").child("—"))
            .child(when(several, move || {
                let labels: Vec<&str> = now.with(|now| now.iter().map(|each| each.label()).collect());
                el("option").attr("value", "several").attr("selected", true).child(labels.join(", "))
            }))
            .child(
                Milestone::ALL
                    .iter()
                    .map(|each| {
                        let each = *each;
                        el("option")
                            .attr("value", each.key())
                            .attr("selected", move || now.with(|now| now.as_slice() == [each]))
                            .child(each.label())
                    })
                    .collect::<Piece>(),
            ),
    )
}

/// From when other lanes knew of it: folded away until somebody asks for it, as most entries are of one lane only.
#[component]
fn KnownElsewhere(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let own = Memo::new(move |_| {
        item.get().map(|item| item.field(fields::LANE).text().trim().to_owned()).unwrap_or_default()
    });
    // Of all lines: not looked through again at each letter of this one.
    let lanes = Memo::new(move |_| {
        let own = own.get();
        let mut lanes = desk.by_form(|view| crate::practice::replay::lanes(view));
        lanes.retain(|lane| *lane != own);
        if own.is_empty() { Vec::new() } else { lanes }
    });
    let item = desk.item(&id);
    let said = Memo::new(move |_| {
        item.get().is_some_and(|item| item.fields().any(|(key, _)| key.starts_with(fields::KNOWN_IN)))
    });
    let asked = RwSignal::new(false);
    when(
        move || !lanes.with(Vec::is_empty),
        move || {
            let id = id.clone();
            when_else(
                move || asked.get() || said.get(),
                move || {
                    let id = id.clone();
                    each(
                        move || lanes.get(),
                        String::clone,
                        move |lane| {
                            let key = format!("{}{lane}", fields::KNOWN_IN);
                            piece(view! { <TimeField id=id.clone() key=key name=format!("Known in {lane}")/> })
                        },
                    )
                },
                move || button().class("plain").on(ev::click, move |_| asked.set(true)).child("Known elsewhere…"),
            )
        },
    )
}

/// A time as a field: what is written stays as written; what cannot be read is said and changes nothing.
#[component]
fn TimeField(id: ItemId, #[prop(into)] key: String, #[prop(into)] name: String) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let problem = RwSignal::new(String::new());
    let shown = key.clone();
    let value = move || {
        item.get()
            .and_then(|item| item.field(&shown).first().as_str().and_then(|text| Moment::decode(text).ok()))
            .map(|moment| editable(desk, &moment))
            .unwrap_or_default()
    };
    // The name of a lane may have spaces, and an id has none.
    let described = format!("problem-{}-{id}", key.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
    el("label")
        .class("particular")
        .child(el("span").child(name.clone()))
        .child(
            el("input")
                .attr("aria-label", name)
                .attr("aria-describedby", described.clone())
                .property("value", value)
                .on(ev::change, move |event| {
                    let text = event_target_value(&event);
                    if text.trim().is_empty() {
                        problem.set(String::new());
                        let nothing =
                            if key == fields::AT { Scalar::text(Moment::unknown().encode()) } else { Scalar::Null };
                        desk.act(vec![Intent::set(&id, &key, nothing)]);
                        return;
                    }
                    match read_time(desk, &id, &text) {
                        Ok((moment, note)) => {
                            problem.set(note);
                            desk.act(vec![Intent::set(&id, &key, Scalar::text(moment.encode()))]);
                        }
                        Err(why) => problem.set(why),
                    }
                }),
        )
        .child(el("span").id(described).class("problem").attr("role", "alert").child(move || problem.get()))
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
