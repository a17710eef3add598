//! The timeline as a list: days, times, what happened; filters; one entry written in at a time.

use super::entry::Entry;
use crate::browser::{gestures, page};
use crate::review::{EntryKind, ItemId, kind};
use crate::ui::desk::{Dialog, use_desk};
use crate::ui::words::count;
use leptos::prelude::*;

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    words: String,
    kind: Option<EntryKind>,
    hidden: bool,
    starred: bool,
}

/// One line of the list: the entry, and its day's heading where it is the first of the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    id: ItemId,
    heading: Option<String>,
}

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let desk = use_desk();
    let filter = RwSignal::new(Filter::default());
    let removed_open = RwSignal::new(false);
    let lines: Memo<Vec<Line>> = Memo::new(move |_| {
        let (zone, rules) = (desk.zone(), desk.rules());
        let filter = filter.get();
        let focused = desk.focused.get();
        let words = filter.words.to_lowercase();
        desk.view.with(|view| {
            let mut lines = Vec::new();
            let mut day = None;
            for entry in view.timeline() {
                let wanted = focused.as_ref() == Some(entry.id())
                    || ((filter.hidden || !entry.is_hidden())
                        && (!filter.starred || entry.is_starred())
                        && filter.kind.is_none_or(|kind| entry.entry_kind() == kind)
                        && (words.is_empty() || entry.body().to_lowercase().contains(&words)));
                if !wanted {
                    continue;
                }
                let own = entry.at().day_in(&zone, &*rules);
                let heading = (lines.is_empty() || own != day).then(|| entry.at().heading(&zone, &*rules));
                day = own;
                lines.push(Line { id: entry.id().clone(), heading });
            }
            lines
        })
    });
    let counts = Memo::new(move |_| {
        desk.view.with(|view| {
            (
                view.timeline().count(),
                view.timeline().filter(|entry| entry.is_hidden()).count(),
                view.removed_of_kind(kind::ENTRY).count(),
            )
        })
    });
    let removed = Memo::new(move |_| {
        desk.view.with(|view| {
            view.removed_of_kind(kind::ENTRY)
                .map(|item| (item.id().clone(), item.body().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    let zone = Memo::new(move |_| {
        let _ = desk.view.get();
        desk.zone()
    });
    view! {
        <section class="block timeline" aria-labelledby="timeline">
            <div class="timeline-head">
                <h3 id="timeline">"Timeline"</h3>
                <Show when=move || 7 < counts.get().0>
                    <div class="filters" role="group" aria-label="Filter">
                        <input
                            type="search"
                            aria-label="Filter the timeline"
                            placeholder="Filter"
                            on:input=move |event| filter.update(|filter| filter.words = event_target_value(&event))
                        />
                        <select
                            aria-label="Kinds shown"
                            on:change=move |event| {
                                let value = event_target_value(&event);
                                filter.update(|filter| {
                                    filter.starred = value == "starred";
                                    filter.kind =
                                        EntryKind::ALL.iter().copied().find(|kind| kind.key() == value);
                                });
                            }
                        >
                            <option value="">"Every kind"</option>
                            <option value="starred">"Starred"</option>
                            {EntryKind::ALL
                                .iter()
                                .map(|kind| view! { <option value=kind.key()>{kind.label()}</option> })
                                .collect_view()}
                        </select>
                    </div>
                </Show>
                <Show when=move || 0 < counts.get().1>
                    <label class="check">
                        <input
                            type="checkbox"
                            on:change=move |event| filter.update(|filter| filter.hidden = event_target_checked(&event))
                        />
                        {move || format!("Show {}", count(counts.get().1, "hidden entry", "hidden entries"))}
                    </label>
                </Show>
                <span class="zone-note">{move || zone.get()}</span>
            </div>
            <ol
                class="entries"
                role="list"
                aria-label="Timeline"
                on:keydown=move |event| {
                    if desk.focused.get_untracked().is_some() || page::typing_somewhere() {
                        return;
                    }
                    let step = match event.key().as_str() {
                        "ArrowDown" | "j" => 1,
                        "ArrowUp" | "k" => -1,
                        _ => return,
                    };
                    event.prevent_default();
                    move_focus(&lines.get_untracked(), step);
                }
            >
                <For each=move || lines.get() key=Line::clone children=move |line| {
                    view! { <Entry id=line.id heading=line.heading/> }
                }/>
            </ol>
            <Show when=move || counts.get().0 == 0>
                <p class="quiet empty">
                    "Nothing yet. Type below: “14:05 page: queue depth > 40k”, “~23:20 ! held the rollback”. Or "
                    <button type="button" class="plain" on:click=move |_| desk.dialog.set(Dialog::Paste(String::new()))>
                        "paste a whole log or chat"
                    </button>
                    "."
                </p>
            </Show>
            <Show when=move || 0 < counts.get().2>
                <div class="removed">
                    <button
                        type="button"
                        class="plain"
                        aria-expanded=move || removed_open.get().to_string()
                        on:click=move |_| removed_open.update(|open| *open = !*open)
                    >
                        {move || count(counts.get().2, "removed entry", "removed entries")}
                    </button>
                    <Show when=move || removed_open.get()>
                        <ul role="list" aria-label="Removed entries">
                            <For
                                each=move || removed.get()
                                key=|(id, text)| (id.clone(), text.clone())
                                children=move |(id, text)| {
                                    view! {
                                        <li>
                                            <span>{text}</span>
                                            <button
                                                type="button"
                                                class="plain"
                                                on:click=move |_| {
                                                    desk.act(vec![crate::review::Intent::restore(&id)]);
                                                }
                                            >
                                                "Restore"
                                            </button>
                                        </li>
                                    }
                                }
                            />
                        </ul>
                    </Show>
                </div>
            </Show>
        </section>
    }
}

/// The element id of an entry.
pub fn element_id(id: &ItemId) -> String {
    format!("entry-{id}")
}

fn move_focus(lines: &[Line], step: isize) {
    let here = lines.iter().position(|line| gestures::has_focus(&element_id(&line.id)));
    let next = match here {
        Some(here) => here.saturating_add_signed(step).min(lines.len().saturating_sub(1)),
        None => 0,
    };
    if let Some(line) = lines.get(next) {
        page::focus(&element_id(&line.id));
        page::scroll_to(&element_id(&line.id));
    }
}
