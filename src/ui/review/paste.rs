//! Paste many: any text with times in it becomes rows, each with its reading, accepted or not, before one click
//! adds them. People's names are listed once, each with the role it will appear as.

use crate::browser::page;
use crate::exchange::export::rich::Address;
use crate::exchange::import::paste::{self, Paste};
use crate::review::field::{item as fields, meta};
use crate::review::moment::Context;
use crate::review::{EntryKind, Intent, Moment, NewItem, Scalar};
use crate::ui::desk::{Desk, Dialog, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::words::count;
use leptos::html;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whether a text has enough times in it to be a timeline.
pub fn has_times(desk: Desk, text: &str) -> bool {
    let read = read(desk, text);
    let placed = read.rows.iter().filter(|row| row.accepted).count();
    placed >= 2 || (placed == 1 && read.rows.len() == 1)
}

/// From how many bytes on a text is read only once nothing was written for a moment.
const LONG: usize = 8_000;
const PAUSE_MS: u32 = 200;

fn read(desk: Desk, text: &str) -> Paste {
    let (zone, rules) = (desk.zone(), desk.rules());
    let mut context = Context::new(&zone, desk.now(), &*rules);
    if let Some(day) = super::quick::day_of(desk) {
        context = context.on(day);
    }
    paste::read(text, &context)
}

/// The dialog.
#[component]
pub fn PasteDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || matches!(desk.dialog.get(), Dialog::Paste(_)));
    piece(view! { <Modal name="Paste many" when=open class="paste">{piece(view! { <PasteMany/> })}</Modal> })
}

#[component]
fn PasteMany() -> Piece {
    let desk = use_desk();
    let start = match desk.dialog.get_untracked() {
        Dialog::Paste(text) => text,
        _ => String::new(),
    };
    let text = RwSignal::new(start.clone());
    let coming = StoredValue::new_local(None::<page::Waiting>);
    let area = NodeRef::<html::Textarea>::new();
    let folded = RwSignal::new(!start.trim().is_empty());
    let begins_empty = start.is_empty();
    let parsed: Memo<Arc<Seen>> = Memo::new(move |_| Arc::new(Seen(read(desk, &text.get()))));
    // What the person decided: rows taken or left against the proposal, roles, secrets that stay.
    let turned = RwSignal::new(BTreeMap::<usize, bool>::new());
    let roles = RwSignal::new(BTreeMap::<usize, String>::new());
    let staying = RwSignal::new(BTreeSet::<usize>::new());
    Effect::new(move |_| {
        let _ = text.get();
        turned.set(BTreeMap::new());
        roles.set(BTreeMap::new());
        staying.set(BTreeSet::new());
    });
    let taken = move |at: usize, proposed: bool| turned.with(|turned| turned.get(&at).copied().unwrap_or(proposed));
    let chosen = Memo::new(move |_| {
        parsed.with(|seen| seen.0.rows.iter().enumerate().filter(|(at, row)| taken(*at, row.accepted)).count())
    });
    let add = move || {
        // What was written a moment ago is read first, and decided anew.
        if coming.try_update_value(Option::take).flatten().is_some()
            && let Some(area) = area.get_untracked()
        {
            text.set(area.value());
            turned.set(BTreeMap::new());
            roles.set(BTreeMap::new());
            staying.set(BTreeSet::new());
        }
        let seen = parsed.get_untracked();
        let paste = &seen.0;
        let removed: BTreeSet<usize> =
            (0..paste.secrets.len()).filter(|at| !staying.with_untracked(|staying| staying.contains(at))).collect();
        let words = paste.without_secrets(&roles.get_untracked(), &removed);
        let (me, now) = (desk.me(), now_ms());
        let mut intents = Vec::new();
        let mut first_day = None;
        let (zone, rules) = (desk.zone(), desk.rules());
        for (at, (row, said)) in paste.rows.iter().zip(&words).enumerate() {
            let take = turned.with_untracked(|turned| turned.get(&at).copied().unwrap_or(row.accepted));
            if !take {
                continue;
            }
            let moment =
                row.reading.as_ref().map(|reading| reading.moment.clone()).unwrap_or_else(|_| Moment::unknown());
            first_day = first_day.or_else(|| moment.day_in(&zone, &*rules));
            let mut new = NewItem::entry(desk.fresh_item(), row.kind, &moment, said.line(), &me, now)
                .with(fields::RANK, Scalar::text(format!("{at:06}")));
            if let Some(link) = row.link.as_deref().filter(|link| Address::new(link).is_some()) {
                new = new.with(fields::LINK, Scalar::text(link));
            }
            intents.push(Intent::AddItem(new));
        }
        if let Some(day) = first_day
            && desk.view.with_untracked(|view| view.meta(meta::DAY).is_nothing())
        {
            intents.push(Intent::set_meta(meta::DAY, Scalar::text(day.iso())));
        }
        let many = count(intents.iter().filter(|intent| matches!(intent, Intent::AddItem(_))).count(), "row", "rows");
        desk.act(intents);
        desk.dialog.set(Dialog::None);
        desk.say(format!("{many} added."));
    };
    let people = Memo::new(move |_| {
        parsed.with(|seen| {
            seen.0
                .people
                .iter()
                .enumerate()
                .filter(|(_, person)| !person.system)
                .map(|(at, person)| (at, person.name.clone(), person.role.clone()))
                .collect::<Vec<_>>()
        })
    });
    let secrets = Memo::new(move |_| {
        parsed.with(|seen| seen.0.secrets.iter().map(|secret| (secret.row, secret.what)).collect::<Vec<_>>())
    });
    let rows = Memo::new(move |_| {
        let seen = parsed.get();
        let removed: BTreeSet<usize> =
            (0..seen.0.secrets.len()).filter(|at| !staying.with(|staying| staying.contains(at))).collect();
        let words = seen.0.without_secrets(&roles.get(), &removed);
        let (zone, rules) = (desk.zone(), desk.rules());
        let mut last = String::new();
        let mut shown = seen
            .0
            .rows
            .iter()
            .zip(words)
            .enumerate()
            .map(|(at, (row, said))| Shown {
                at,
                heading: None,
                proposed: row.accepted,
                time: row
                    .reading
                    .as_ref()
                    .map(|reading| reading.moment.short(&zone, &*rules))
                    .unwrap_or_else(|_| "no time".to_owned()),
                day: row
                    .reading
                    .as_ref()
                    .ok()
                    .and_then(|reading| reading.moment.day_in(&zone, &*rules))
                    .map(|day| day.long())
                    .unwrap_or_default(),
                text: said.line(),
                kind: row.kind,
                why: row.why.clone(),
            })
            .collect::<Vec<_>>();
        // The day stands above the first row of it, as it will in the timeline.
        for row in &mut shown {
            if !row.day.is_empty() && row.day != last {
                last.clone_from(&row.day);
                row.heading = Some(row.day.clone());
            }
        }
        shown
    });
    el("div")
        .class("paste-many")
        .child(
            el("div").class("paste-source").toggle("folded", move || folded.get()).child(
                el("textarea")
                    .node_ref(area)
                    .attr("autofocus", begins_empty)
                    .attr("aria-label", "Text")
                    .attr(
                        "placeholder",
                        "Paste a chat, a log, a page's history, an earlier timeline: whatever has times in it.",
                    )
                    .attr("rows", "7")
                    .property("value", move || start.clone())
                    .on(ev::input, move |event| {
                        folded.set(false);
                        let value = event_target_value(&event);
                        if value.len() < LONG {
                            coming.set_value(None);
                            text.set(value);
                        } else {
                            coming.set_value(page::after_ms(PAUSE_MS, move || {
                                coming.set_value(None);
                                text.set(value);
                            }));
                        }
                    }),
            ),
        )
        .child(when(
            move || !people.with(Vec::is_empty),
            move || {
                el("section")
                    .class("people")
                    .attr("aria-labelledby", "paste-people")
                    .child(el("h3").id("paste-people").child("People appear in their roles"))
                    .child(el("ul").attr("role", "list").attr("aria-label", "People").child(each(
                        move || people.get(),
                        |(at, name, _)| (*at, name.clone()),
                        move |(at, name, role)| {
                            let label = format!("Role of {name}");
                            el("li")
                                .child(el("span").class("person-name").child(name))
                                .child(el("span").attr("aria-hidden", "true").child("→"))
                                .child(
                                    el("input").attr("aria-label", label).property("value", move || role.clone()).on(
                                        ev::change,
                                        move |event| {
                                            let role = event_target_value(&event).trim().to_owned();
                                            roles.update(|roles| {
                                                if role.is_empty() {
                                                    roles.remove(&at);
                                                } else {
                                                    roles.insert(at, role);
                                                }
                                            });
                                        },
                                    ),
                                )
                        },
                    )))
            },
        ))
        .child(when(
            move || !secrets.with(Vec::is_empty),
            move || {
                el("section")
                    .class("secrets")
                    .attr("aria-label", "Secrets")
                    .child(el("h3").child("Taken out: it looks secret"))
                    .child(el("ul").attr("role", "list").child(move || {
                        secrets
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, (row, what))| {
                                el("li").child(
                                    el("label")
                                        .class("check")
                                        .child(
                                            el("input")
                                                .attr("type", "checkbox")
                                                .property("checked", move || {
                                                    !staying.with(|staying| staying.contains(&at))
                                                })
                                                .on(ev::change, move |event| {
                                                    let out = event_target_checked(&event);
                                                    staying.update(|staying| {
                                                        if out {
                                                            staying.remove(&at);
                                                        } else {
                                                            staying.insert(at);
                                                        }
                                                    });
                                                }),
                                        )
                                        .child(format!("{what} in row {}", row + 1)),
                                )
                            })
                            .collect::<Piece>()
                    }))
            },
        ))
        .child(el("ul").class("paste-rows").attr("role", "list").attr("aria-label", "Rows").child(each(
            move || rows.get(),
            |row| (row.at, row.text.clone(), row.time.clone(), row.heading.clone()),
            move |row| {
                let (at, proposed) = (row.at, row.proposed);
                let label = format!("Add row {}", at + 1);
                el("li")
                    .class("paste-row")
                    .toggle("left", move || !taken(at, proposed))
                    .child(row.heading.map(|day| el("h3").class("day").child(day)))
                    .child(
                        el("input")
                            .attr("type", "checkbox")
                            .attr("aria-label", label)
                            .property("checked", move || taken(at, proposed))
                            .on(ev::change, move |event| {
                                let take = event_target_checked(&event);
                                turned.update(|turned| {
                                    turned.insert(at, take);
                                });
                            }),
                    )
                    .child(el("span").class("time").attr("title", row.day.clone()).child(row.time))
                    .child(
                        el("div").child(el("p").class("text").child(row.text)).child(
                            el("p")
                                .class("about")
                                .child((row.kind != EntryKind::Note).then(|| el("span").child(row.kind.label())))
                                .child(el("span").class("why").child(row.why)),
                        ),
                    )
            },
        )))
        .child(when(
            move || !text.get().trim().is_empty() && rows.with(Vec::is_empty),
            move || {
                el("p").class("problem").attr("role", "alert").child(
                    "No line of this begins with a time, so nothing became a row. \
                    Paste it with the times, or type entries one by one.",
                )
            },
        ))
        .child(
            el("div")
                .class("dialog-foot")
                .child(
                    el("span")
                        .class("quiet")
                        .child(move || format!("{} of {} rows", chosen.get(), rows.with(Vec::len))),
                )
                .child(
                    button()
                        .class("strong")
                        .attr("disabled", move || chosen.get() == 0)
                        .on(ev::click, move |_| add())
                        .child("Add rows"),
                ),
        )
}

/// A reading, compared by where it is: it is made anew whenever the text changes.
struct Seen(Paste);

impl PartialEq for Seen {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[derive(Clone, PartialEq)]
struct Shown {
    at: usize,
    proposed: bool,
    time: String,
    day: String,
    /// The day again, above the first row of it.
    heading: Option<String>,
    text: String,
    kind: EntryKind,
    why: String,
}
