//! Paste many: any text with times in it becomes rows, each with its reading, accepted or not, before one click
//! adds them. People's names are listed once, each with the role it will appear as.

use crate::exchange::export::rich::Address;
use crate::exchange::import::paste::{self, Paste};
use crate::review::field::{item as fields, meta};
use crate::review::moment::Context;
use crate::review::{EntryKind, Intent, Moment, NewItem, Scalar};
use crate::ui::desk::{Desk, Dialog, now_ms, use_desk};
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
pub fn PasteDialog() -> impl IntoView {
    let desk = use_desk();
    let open = Signal::derive(move || matches!(desk.dialog.get(), Dialog::Paste(_)));
    view! {
        <Modal name="Paste many" when=open class="paste">
            <PasteMany/>
        </Modal>
    }
}

#[component]
fn PasteMany() -> impl IntoView {
    let desk = use_desk();
    let start = match desk.dialog.get_untracked() {
        Dialog::Paste(text) => text,
        _ => String::new(),
    };
    let text = RwSignal::new(start.clone());
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
        seen.0
            .rows
            .iter()
            .zip(words)
            .enumerate()
            .map(|(at, (row, said))| Shown {
                at,
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
            .collect::<Vec<_>>()
    });
    view! {
        <div class="paste-many">
            <div class="paste-source" class:folded=move || folded.get()>
                <textarea
                    node_ref=area
                    autofocus=begins_empty
                    aria-label="Text"
                    placeholder="Paste a chat, a log, a page's history, an earlier timeline: whatever has times in it."
                    rows="7"
                    prop:value=start
                    on:input=move |event| {
                        folded.set(false);
                        text.set(event_target_value(&event));
                    }
                ></textarea>
            </div>
            <Show when=move || !people.with(Vec::is_empty)>
                <section class="people" aria-labelledby="paste-people">
                    <h3 id="paste-people">"People appear in their roles"</h3>
                    <ul role="list" aria-label="People">
                        <For
                            each=move || people.get()
                            key=|(at, name, _)| (*at, name.clone())
                            children=move |(at, name, role)| {
                                let label = format!("Role of {name}");
                                view! {
                                    <li>
                                        <span class="person-name">{name}</span>
                                        <span aria-hidden="true">"→"</span>
                                        <input
                                            aria-label=label
                                            prop:value=role
                                            on:change=move |event| {
                                                let role = event_target_value(&event).trim().to_owned();
                                                roles
                                                    .update(|roles| {
                                                        if role.is_empty() {
                                                            roles.remove(&at);
                                                        } else {
                                                            roles.insert(at, role);
                                                        }
                                                    });
                                            }
                                        />
                                    </li>
                                }
                            }
                        />
                    </ul>
                </section>
            </Show>
            <Show when=move || !secrets.with(Vec::is_empty)>
                <section class="secrets" aria-label="Secrets">
                    <h3>"Taken out: it looks secret"</h3>
                    <ul role="list">
                        {move || {
                            secrets
                                .get()
                                .into_iter()
                                .enumerate()
                                .map(|(at, (row, what))| {
                                    view! {
                                        <li>
                                            <label class="check">
                                                <input
                                                    type="checkbox"
                                                    prop:checked=move || !staying.with(|staying| staying.contains(&at))
                                                    on:change=move |event| {
                                                        let out = event_target_checked(&event);
                                                        staying
                                                            .update(|staying| {
                                                                if out {
                                                                    staying.remove(&at);
                                                                } else {
                                                                    staying.insert(at);
                                                                }
                                                            });
                                                    }
                                                />
                                                {format!("{what} in row {}", row + 1)}
                                            </label>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ul>
                </section>
            </Show>
            <ul class="paste-rows" role="list" aria-label="Rows">
                <For
                    each=move || rows.get()
                    key=|row| (row.at, row.text.clone(), row.time.clone())
                    children=move |row| {
                        let (at, proposed) = (row.at, row.proposed);
                        let label = format!("Add row {}", at + 1);
                        view! {
                            <li class="paste-row" class:left=move || !taken(at, proposed)>
                                <input
                                    type="checkbox"
                                    aria-label=label
                                    prop:checked=move || taken(at, proposed)
                                    on:change=move |event| {
                                        let take = event_target_checked(&event);
                                        turned.update(|turned| {
                                            turned.insert(at, take);
                                        });
                                    }
                                />
                                <span class="time" title=row.day.clone()>{row.time}</span>
                                <div>
                                    <p class="text">{row.text}</p>
                                    <p class="about">
                                        <span>{row.day}</span>
                                        {(row.kind != EntryKind::Note).then(|| view! { <span>{row.kind.label()}</span> })}
                                        <span class="why">{row.why}</span>
                                    </p>
                                </div>
                            </li>
                        }
                    }
                />
            </ul>
            <Show when=move || !text.get().trim().is_empty() && rows.with(Vec::is_empty)>
                <p class="problem" role="alert">
                    "No line of this begins with a time, so nothing became a row. Paste it with the times, or type entries one by one."
                </p>
            </Show>
            <div class="dialog-foot">
                <span class="quiet">{move || format!("{} of {} rows", chosen.get(), rows.with(Vec::len))}</span>
                <button type="button" class="strong" disabled=move || chosen.get() == 0 on:click=move |_| add()>
                    "Add rows"
                </button>
            </div>
        </div>
    }
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
    text: String,
    kind: EntryKind,
    why: String,
}
