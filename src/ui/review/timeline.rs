//! The timeline as a list: days, times, what happened; filters; one entry written in at a time.

use super::entry::Entry;
use crate::app::Route;
use crate::app::route::Standpoint;
use crate::browser::{gestures, page};
use crate::practice::accounts::Groups;
use crate::practice::picture::Phase;
use crate::practice::replay;
use crate::practice::sieve::{self, Only};
use crate::review::field::meta;
use crate::review::{EntryKind, Intent, Item, ItemId, Scalar, TextField, kind};
use crate::ui::desk::{Desk, Dialog, RoomState, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    words: String,
    only: Option<Only>,
    hidden: bool,
}

/// One line of the list: the entry, and its day's heading where it is the first of the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    id: ItemId,
    heading: Option<String>,
    /// Other accounts of the same moment, told under it.
    joined: Vec<ItemId>,
    /// How many threads speak of it that are not settled.
    threads: usize,
}

/// Lines that are drawn and left out of sight together: the browser has a tenth of the boxes to watch. A stretch
/// begins with a line whose id says so, so that a line that comes or goes changes one stretch and not all that
/// follow.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    lines: Vec<Line>,
}

/// One line in so many begins a stretch.
const STRETCH: u64 = 32;

impl Stretch {
    fn all(lines: &[Line]) -> Vec<Stretch> {
        let mut all: Vec<Stretch> = Vec::new();
        for line in lines {
            let mut hasher = DefaultHasher::new();
            line.id.hash(&mut hasher);
            match all.last_mut() {
                Some(last) if !hasher.finish().is_multiple_of(STRETCH) => last.lines.push(line.clone()),
                _ => all.push(Stretch { lines: vec![line.clone()] }),
            }
        }
        all
    }

    fn id(&self) -> Option<ItemId> {
        self.lines.first().map(|line| line.id.clone())
    }
}

/// How many lines the place of a stretch is kept for while it is out of sight, about.
fn about(lines: usize) -> &'static str {
    match lines {
        0..=4 => "4",
        5..=12 => "12",
        13..=24 => "24",
        25..=48 => "48",
        49..=96 => "96",
        _ => "192",
    }
}

/// The timeline.
#[component]
pub fn Timeline() -> Piece {
    let desk = use_desk();
    let filter = RwSignal::new(Filter::default());
    let removed_open = RwSignal::new(false);
    let pointed = StoredValue::new(None::<ItemId>);
    let lines: Memo<Vec<Line>> = Memo::new(move |_| {
        let (zone, rules) = (desk.zone(), desk.rules());
        let filter = filter.get();
        let focused = desk.focused.get();
        let words = filter.words.to_lowercase();
        let mut open: BTreeMap<ItemId, usize> = BTreeMap::new();
        desk.threads.with(|threads| {
            for thread in threads.iter().filter(|thread| !thread.settled) {
                if let TextField::Body(id) = &thread.about {
                    *open.entry(id.clone()).or_default() += 1;
                }
            }
        });
        // Letters change what the list shows only where it shows what holds certain words.
        if !words.is_empty() {
            desk.view.track();
        }
        desk.by_form(|view| {
            let passing = filter.only.as_ref().map(|only| only.rows(view));
            let groups = Groups::of(view);
            let wanted = |entry: &Item| {
                focused.as_ref() == Some(entry.id())
                    || ((filter.hidden || !entry.is_hidden())
                        && passing.as_ref().is_none_or(|rows| rows.contains(entry.id()))
                        && (words.is_empty() || entry.body().to_lowercase().contains(&words)))
            };
            let mut lines: Vec<Line> = Vec::new();
            let mut told: BTreeMap<ItemId, usize> = BTreeMap::new();
            let mut day = (None, None);
            for entry in view.timeline().filter(|entry| wanted(entry)) {
                let threads = open.get(entry.id()).copied().unwrap_or(0);
                // Of accounts of one moment, the first that is shown stands for the others, which stand under it.
                let first = groups.with(entry.id()).iter().find_map(|id| told.get(id).copied());
                if let Some(line) = first.and_then(|at| lines.get_mut(at)) {
                    line.joined.push(entry.id().clone());
                    line.threads += threads;
                    continue;
                }
                let own = (entry.at().before_a_day(), entry.at().day_in(&zone, &*rules));
                let heading = (lines.is_empty() || own != day).then(|| entry.at().heading(&zone, &*rules));
                day = own;
                if !groups.with(entry.id()).is_empty() {
                    told.insert(entry.id().clone(), lines.len());
                }
                lines.push(Line { id: entry.id().clone(), heading, joined: Vec::new(), threads });
            }
            lines
        })
    });
    let stretches = Memo::new(move |_| lines.with(|lines| Stretch::all(lines)));
    let counts = Memo::new(move |_| {
        desk.by_form(|view| {
            (
                view.timeline().count(),
                view.timeline().filter(|entry| entry.is_hidden()).count(),
                view.removed_of_kind(kind::ENTRY).count(),
            )
        })
    });
    let removed = Memo::new(move |_| {
        desk.by_form(|view| {
            view.removed_of_kind(kind::ENTRY)
                .map(|item| (item.id().clone(), item.body().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    let zone = Memo::new(move |_| desk.zone());
    let choices = || {
        [
            (Only::Starred, "Starred"),
            (Only::Differing, "Differing"),
            (Only::Unevidenced, "Without evidence"),
            (Only::Unagreed, "Since it was agreed"),
        ]
    };
    let lanes = Memo::new(move |_| desk.by_form(|view| replay::lanes(view)));
    let differing = Memo::new(move |_| desk.by_form(|view| sieve::differing(view)));
    let replayed = move || {
        let id = desk.route.with(|route| route.review().cloned());
        id.map(|id| Route::Replay(id, Standpoint::default()).to_hash())
    };
    let not_said = Memo::new(move |_| desk.by_form(|view| replay::not_said(view)));
    el("section")
        .class("block timeline")
        .attr("aria-labelledby", "timeline")
        .child(
            el("div")
                .class("timeline-head")
                .child(el("h3").id("timeline").child("Timeline"))
                .child(when(
                    move || 7 < counts.get().0,
                    move || {
                        el("div")
                            .class("filters")
                            .attr("role", "group")
                            .attr("aria-label", "Filter")
                            .child(
                                el("input")
                                    .attr("type", "search")
                                    .attr("aria-label", "Filter the timeline")
                                    .attr("placeholder", "Filter")
                                    .on(ev::input, move |event| {
                                        filter.update(|filter| filter.words = event_target_value(&event))
                                    }),
                            )
                            .child(
                                el("select")
                                    .attr("aria-label", "Entries shown")
                                    .on(ev::change, move |event| {
                                        let value = event_target_value(&event);
                                        filter.update(|filter| filter.only = Only::from_key(&value));
                                    })
                                    .child(el("option").attr("value", "").child("All entries"))
                                    .child(choices().map(|(only, name)| option(&only, name)))
                                    .child(el("optgroup").attr("label", "Lane").child(each(
                                        move || lanes.get(),
                                        String::clone,
                                        |lane| option(&Only::Lane(lane.clone()), lane),
                                    )))
                                    .child(
                                        el("optgroup").attr("label", "Phase").child(
                                            Phase::ALL
                                                .iter()
                                                .map(|phase| option(&Only::Phase(*phase), phase.label()))
                                                .collect::<Piece>(),
                                        ),
                                    )
                                    .child(
                                        el("optgroup").attr("label", "Kind").child(
                                            EntryKind::ALL
                                                .iter()
                                                .map(|kind| option(&Only::Kind(*kind), kind.label()))
                                                .collect::<Piece>(),
                                        ),
                                    ),
                            )
                            .child(
                                button()
                                    .class("plain")
                                    .attr("aria-pressed", move || desk.selecting.get().to_string())
                                    .on(ev::click, move |_| desk.selecting.update(|selecting| *selecting = !*selecting))
                                    .child("Choose…"),
                            )
                    },
                ))
                .child(when(
                    move || !differing.with(Vec::is_empty),
                    move || {
                        button()
                            .class("plain")
                            .on(ev::click, move |_| {
                                if let Some(next) = differing.with_untracked(|rows| next_of(rows)) {
                                    go_to(desk, &next);
                                }
                            })
                            .child(move || {
                                format!("Next of {}", count(differing.with(Vec::len), "difference", "differences"))
                            })
                    },
                ))
                .child(when(
                    move || 0 < counts.get().1,
                    move || {
                        el("label")
                            .class("check")
                            .child(el("input").attr("type", "checkbox").on(ev::change, move |event| {
                                filter.update(|filter| filter.hidden = event_target_checked(&event))
                            }))
                            .child(move || format!("Show {}", count(counts.get().1, "hidden entry", "hidden entries")))
                    },
                ))
                .child(
                    el("span")
                        .class("zone-note")
                        .child(when(
                            move || 1 < counts.get().0,
                            move || el("a").attr("href", replayed).child("Replay what was known"),
                        ))
                        .child(el("span").child(move || zone.get())),
                ),
        )
        .child(view! { <super::bulk::Bulk/> })
        .child(
            el("ol")
                .class("entries")
                .attr("role", "list")
                .attr("aria-label", "Timeline")
                // A pointer that rests is passed by what moves under it; only one that is moved points at something.
                .on(ev::pointermove, move |event| {
                    let row = gestures::nearest(&event, ".entry").and_then(row_of);
                    pointed.set_value(row.clone());
                    desk.look_at(row);
                })
                .on(ev::pointerleave, move |_| {
                    if pointed.with_value(|pointed| desk.looked_at.with_untracked(|row| row == pointed)) {
                        desk.look_at(None);
                    }
                })
                .on(ev::focusin, move |event| {
                    let row = gestures::nearest(&event, ".entry").and_then(row_of);
                    if desk.focused.get_untracked().is_none() {
                        desk.beside.set(row.clone().map(TextField::Body));
                    }
                    desk.look_at(row);
                })
                .on(ev::keydown, move |event| {
                    if gestures::is_the_browsers(&event) || desk.focused.get_untracked().is_some() || page::typing_somewhere() {
                        return;
                    }
                    let step = match event.key().as_str() {
                        "ArrowDown" | "j" => 1,
                        "ArrowUp" | "k" => -1,
                        _ => return,
                    };
                    event.prevent_default();
                    move_focus(&lines.get_untracked(), step);
                })
                .child(each(
                    move || stretches.with(|all| all.iter().filter_map(Stretch::id).collect()),
                    ItemId::clone,
                    {
                        move |id| {
                            let own = Memo::new(move |_| {
                                stretches.with(|all| {
                                    all.iter()
                                        .find(|stretch| stretch.lines.first().is_some_and(|line| line.id == id))
                                        .map(|stretch| stretch.lines.clone())
                                        .unwrap_or_default()
                                })
                            });
                            el("div")
                                .class("stretch")
                                .attr("role", "presentation")
                                .attr("data-lines", move || own.with(|lines| about(lines.len())))
                                .child(each(
                                    move || own.get(),
                                    Line::clone,
                                    move |line| {
                                        piece(view! { <Entry id=line.id heading=line.heading joined=line.joined threads=line.threads/> })
                                    },
                                ))
                        }
                    },
                )),
        )
        .child(when(
            move || counts.get().0 == 0,
            move || {
                el("p")
                    .class("quiet empty")
                    .child(
                        "Lines with their times go in below: “14:05 page: queue depth > 40k”, “~23:20 ! held the rollback”. Or ",
                    )
                    .child(
                        button()
                            .class("plain")
                            .on(ev::click, move |_| desk.dialog.set(Dialog::Paste(String::new())))
                            .child("paste a whole log or chat"),
                    )
                    .child(".")
            },
        ))
        .child(when(
            move || desk.read_only.get().is_none() && 1 < counts.get().0 && !not_said.with(Vec::is_empty),
            move || {
                el("p")
                    .class("quiet known-when")
                    .child(move || {
                        let entries = not_said.with(Vec::len);
                        let of = if entries == 1 { "it was" } else { "they were" };
                        format!("Of {} nobody has said from when {of} known. ", count(entries, "entry", "entries"))
                    })
                    .child(
                        button()
                            .class("plain")
                            .on(ev::click, move |_| {
                                if let Some(next) = not_said.with_untracked(|rows| next_of(rows)) {
                                    go_to(desk, &next);
                                }
                            })
                            .child("Show the next"),
                    )
                    .child(" · ")
                    .child(el("kbd").child("w"))
                    .child(" known when it happened")
            },
        ))
        .child(view! { <Agreed/> })
        .child(when(
            move || 0 < counts.get().2,
            move || {
                el("div")
                    .class("removed")
                    .child(
                        button()
                            .class("plain")
                            .attr("aria-expanded", move || removed_open.get().to_string())
                            .on(ev::click, move |_| removed_open.update(|open| *open = !*open))
                            .child(move || count(counts.get().2, "removed entry", "removed entries")),
                    )
                    .child(when(
                        move || removed_open.get(),
                        move || {
                            el("ul").attr("role", "list").attr("aria-label", "Removed entries").child(each(
                                move || removed.get(),
                                |(id, text)| (id.clone(), text.clone()),
                                move |(id, text)| {
                                    el("li").child(el("span").child(text)).child(
                                        button()
                                            .class("plain")
                                            .on(ev::click, move |_| {
                                                desk.act(vec![crate::review::Intent::restore(&id)]);
                                            })
                                            .child("Restore"),
                                    )
                                },
                            ))
                        },
                    ))
            },
        ))
}

/// Goes to an item of this part: into sight, and into the focus.
pub fn go_to(desk: Desk, row: &ItemId) {
    let element = element_id(row);
    page::scroll_to(&element);
    page::focus(&element);
    desk.look_at(Some(row.clone()));
}

/// The element id of an entry.
pub fn element_id(id: &ItemId) -> String {
    format!("entry-{id}")
}

/// A choice of what the list shows.
fn option(only: &Only, name: impl IntoPiece) -> Piece {
    el("option").attr("value", only.key()).child(name)
}

/// Agreed after asking aloud; reopened as plainly. It locks nothing.
#[component]
pub fn Agreed() -> Piece {
    let desk = use_desk();
    let agreed = Memo::new(move |_| desk.view.with(|view| view.meta(meta::STATUS).text() == "agreed"));
    let entries = Memo::new(move |_| desk.by_form(|view| view.timeline().count()));
    when(
        move || 1 < entries.get() && desk.read_only.get().is_none() && desk.state.get() == RoomState::Open,
        move || {
            el("p").class("quiet agree").child(when_else(
                move || agreed.get(),
                move || {
                    many([
                        piece("The timeline is agreed. "),
                        button().class("plain").on(ev::click, move |_| agree(desk)).child("Reopen it"),
                    ])
                },
                move || {
                    many([
                        piece("Ask aloud: is this what happened? "),
                        button().class("plain").on(ev::click, move |_| agree(desk)).child("It is agreed"),
                    ])
                },
            ))
        },
    )
}

/// Says that the timeline is agreed, or open again.
pub fn agree(desk: Desk) {
    let agreed = desk.view.with_untracked(|view| view.meta(meta::STATUS).text() == "agreed");
    let (status, at) =
        if agreed { (Scalar::text("draft"), Scalar::Null) } else { (Scalar::text("agreed"), Scalar::Int(now_ms())) };
    desk.act(vec![Intent::set_meta(meta::STATUS, status), Intent::set_meta(meta::AGREED_AT, at)]);
}

/// The row behind the one that has the focus, or the first.
fn next_of(rows: &[ItemId]) -> Option<ItemId> {
    let here = rows.iter().position(|row| gestures::has_focus(&element_id(row)));
    here.and_then(|here| rows.get(here.saturating_add(1))).or(rows.first()).cloned()
}

/// The entry of an element.
pub fn row_of(element: String) -> Option<ItemId> {
    element.strip_prefix("entry-").map(ItemId::new)
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
