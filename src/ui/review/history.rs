//! How a review came about: when it was written and what changed then, any state of it to look at, two of them compared,
//! states with names, going back, and taking back what was added.
//!
//! A state is shown by the code that shows the review as an article. Nothing here rewrites anything: going back and taking
//! back are changes like any other. It is not reachable from a replay, which must not tell what came later.

use super::told;
use crate::app::history::{Burst, bursts, parse, print, since};
use crate::app::room::{Heading, Written, heads_of};
use crate::app::{Part, Room, Route};
use crate::browser::page::{self, Waiting, spawn};
use crate::exchange::export::Pieces;
use crate::exchange::preview::{Difference, compare};
use crate::review::moment::{Instant, Moment, Precision};
use crate::review::version::{Version, name, versions};
use crate::review::{Intent, ReviewView, kind};
use crate::ui::desk::{Desk, Dialog, Notice, RoomState, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::replay::step_of_key;
use crate::ui::words::{capital, title_or_untitled};
use crate::ui::{pieces, read};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many times of writing are told at first, and with each request for more.
const BURSTS_AT_ONCE: usize = 8;
/// How many lines each of them is told in; all of them are behind its button.
const LINES_EACH: usize = 6;
/// How long the slider must rest before the state under it is worked out, in milliseconds.
const REST_MS: u32 = 60;

/// The state of some heads.
type State = Vec<Heading>;

/// Goes to the history of the open review.
pub fn show(desk: Desk) {
    if let Some(id) = desk.room(|room| room.id().clone()) {
        page::go(&Route::History(id).to_hash());
    }
}

/// What is looked at.
#[derive(Clone, Copy)]
struct Look {
    desk: Desk,
    written: Memo<Arc<Vec<Written>>>,
    /// The state that is shown; none for how it stands now.
    at: RwSignal<Option<State>>,
    /// The state it is compared with, if any.
    with: RwSignal<Option<State>>,
    /// Both, once the slider rests.
    rested: RwSignal<(Option<State>, Option<State>)>,
}

impl Look {
    fn now(self) -> State {
        self.desk.view.track();
        self.desk.room(|room| room.heads()).unwrap_or_default()
    }

    fn state(self) -> State {
        self.at.get().unwrap_or_else(|| self.now())
    }

    /// How many changes a state is behind in the order of the history.
    fn place(self, state: &[Heading]) -> usize {
        self.written
            .with(|written| written.iter().rposition(|change| state.contains(&change.head)).map_or(0, |at| at + 1))
    }

    fn last(self) -> usize {
        self.written.with(|written| written.len())
    }

    fn first(self, changes: usize) -> State {
        self.written.with(|written| heads_of(written.get(..changes).unwrap_or(written)))
    }

    /// Shows a state by itself.
    fn show(self, state: State) {
        self.with.set(None);
        self.at.set((untrack(|| self.now()) != state).then_some(state));
    }

    fn compare(self, before: State, after: State) {
        self.show(after);
        self.with.set(Some(before));
        if let Some(frame) = page::next_frame(|| {
            page::scroll_to(STAGE);
        }) {
            frame.forget();
        }
    }

    fn step(self, changes: usize) {
        let last = untrack(|| self.last());
        let changes = changes.clamp(1, last.max(1));
        self.at.set((changes < last).then(|| untrack(|| self.first(changes))));
    }

    fn walk(self, by: isize) {
        self.step(untrack(|| self.place(&self.state())).saturating_add_signed(by));
    }

    fn view(self, state: &[Heading]) -> Result<Arc<ReviewView>, String> {
        let view = self.desk.room(|room| room.view_at(state));
        view.map_or_else(|| Err(String::new()), |view| view.map_err(|_| GONE.to_owned()))
    }

    fn difference(self, before: &[Heading], after: &[Heading]) -> Result<Difference, String> {
        let (before, after) = (self.view(before)?, self.view(after)?);
        Ok(compare(&before, &after, &self.desk.zone(), &*self.desk.rules()).sorted())
    }

    fn versions(self) -> Vec<(Version, State)> {
        let named = self.desk.view.with(|view| versions(view));
        let with_state = |version: Version| parse(&version.heads.join(" ")).map(|state| (version, state));
        named.into_iter().filter_map(with_state).collect()
    }

    /// What a state is called: its name, or when its last change was made.
    fn called(self, state: &[Heading]) -> String {
        if state == self.now() {
            return "now".to_owned();
        }
        let names = self.versions().into_iter().find(|(_, named)| named == state);
        let when = self.written.with(|written| {
            let changes = written.iter().filter(|change| state.contains(&change.head));
            changes.map(|change| change.seconds).max().unwrap_or(0)
        });
        match names {
            Some((version, _)) => format!("“{}”", version.name),
            None if when > 0 => clock(self.desk, when),
            None => "the beginning".to_owned(),
        }
    }
}

const STAGE: &str = "history-state";
const GONE: &str = "This state is not in this copy of the review: it was left behind when the review was first shared or \
                    copied. Nothing was changed.";

/// A time of writing as whoever sits here tells time.
fn clock(desk: Desk, seconds: i64) -> String {
    Instant::from_seconds(seconds)
        .map(|at| Moment::exact(at, Precision::Minute).in_zone(&desk.own_zone(), &*desk.rules()))
        .unwrap_or_default()
}

/// "2026-03-17 22:47 UTC to 22:58", with the day again where it is another one.
pub fn span(desk: Desk, from_seconds: i64, to_seconds: i64) -> String {
    let (zone, rules) = (desk.own_zone(), desk.rules());
    let at = |seconds| Moment::exact(Instant::from_seconds(seconds).unwrap_or(Instant::MIN), Precision::Minute);
    let (from, to) = (at(from_seconds), at(to_seconds));
    let (said, end) = (from.in_zone(&zone, &*rules), to.in_zone(&zone, &*rules));
    if said == end {
        return said;
    }
    let same_day = from.day_in(&zone, &*rules) == to.day_in(&zone, &*rules);
    format!("{said} to {}", if same_day { to.short(&zone, &*rules) } else { end })
}

/// The page.
#[component]
pub fn HistoryPage() -> Piece {
    let desk = use_desk();
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("History · {title} · Second Story"));
    });
    let state = Memo::new(move |_| desk.state.get());
    el("main").id("main-content").attr("tabindex", "-1").class("history").child(move || match state.get() {
        RoomState::Open | RoomState::Guest => piece(view! { <History/> }),
        RoomState::Missing(why) => super::missing(why),
        RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
        _ => el("p").attr("role", "status").child("Opening…"),
    })
}

#[component]
fn History() -> Piece {
    let desk = use_desk();
    let look = Look {
        desk,
        written: Memo::new(move |_| {
            desk.view.track();
            // The document may come behind a view that was painted, and show nothing else.
            desk.merges_told.track();
            Arc::new(desk.room(|room| room.written()).unwrap_or_default())
        }),
        at: RwSignal::new(None),
        with: RwSignal::new(None),
        rested: RwSignal::new((None, None)),
    };
    let waiting = StoredValue::new_local(None::<Waiting>);
    Effect::new(move |_| {
        let both = (look.at.get(), look.with.get());
        waiting.set_value(page::after_ms(REST_MS, move || {
            look.rested.try_set(both);
        }));
    });
    // Arrows walk from wherever the focus is; a field and the slider have arrows of their own.
    let keys = page::on_key(move |event| {
        let free = !event.default_prevented() && !page::typing_somewhere() && !event.shift_key();
        if let Some(by) = step_of_key(&event.key()).filter(|_| free && desk.dialog.get_untracked() == Dialog::None) {
            event.prevent_default();
            look.walk(by);
        }
    });
    StoredValue::new_local(keys);
    let back = move || {
        let id = desk.route.with(|route| route.review().cloned());
        id.map_or_else(|| "#/".to_owned(), |id| Route::Review(id, Part::WhatHappened).to_hash())
    };
    // Until the document is there, nothing of its history is.
    let there = Memo::new(move |_| look.written.with(|written| !written.is_empty()));
    many([
        el("p").class("read-tools").child(el("a").attr("href", back).child("Back to the review")),
        el("h1").child("History"),
        el("p").class("quiet").child(move || {
            if desk.view.with(|view| view.is_shared()) {
                "This review has been shared: it keeps its earlier wordings for everyone who has it."
            } else {
                "Nobody else has this review. What is reworded now leaves with nobody."
            }
        }),
        when(
            move || there.get(),
            move || {
                many([
                    since_band(look),
                    walk(look),
                    el("div").class("history-body").child(stage(look)).child(
                        el("div").class("history-side").child(named(look)).child(written(look)).child(added(look)),
                    ),
                    own(desk),
                ])
            },
        ),
    ])
}

/// What changed since one last looked.
fn since_band(look: Look) -> Piece {
    let desk = look.desk;
    let told = Memo::new(move |_| {
        let looked = desk.looked.get()?;
        let (now, later) =
            (look.now(), look.written.with(|written| since(written, &looked.heads).map(|all| all.len())));
        later.filter(|later| *later > 0)?;
        let difference = look.difference(&looked.heads, &now).ok().filter(|difference| !difference.is_empty())?;
        Some((looked, difference.counted()))
    });
    piece(move || {
        told.get().map(|(looked, summary)| {
            let heads = looked.heads;
            el("section")
                .class("since")
                .attr("aria-label", "Since you last looked")
                .child(el("p").child(format!("Since you last looked, {}: {summary}", clock(desk, looked.seconds))))
                .child(
                    button()
                        .on(ev::click, move |_| look.compare(heads.clone(), untrack(|| look.now())))
                        .child("Show what changed since"),
                )
        })
    })
}

/// The way through its states, and what can be done with the one that is shown.
fn walk(look: Look) -> Piece {
    let desk = look.desk;
    let place = Memo::new(move |_| look.place(&look.state()));
    let last = Memo::new(move |_| look.last());
    let said = move || format!("State {} of {}: {}", place.get(), last.get(), look.called(&look.state()));
    let label = RwSignal::new(String::new());
    let give = move || {
        let words = label.get_untracked();
        if !words.trim().is_empty() {
            let heads = untrack(|| look.state());
            desk.act(vec![name(heads.iter().map(Heading::to_hex), &words)]);
            look.at.set(Some(heads));
            label.set(String::new());
            desk.say(format!("This state is named “{}”.", words.trim()));
        }
    };
    let now = move || look.at.with(Option::is_none);
    many([
        el("div")
            .class("walk")
            .attr("role", "group")
            .attr("aria-label", "Walk through history")
            .child(
                button()
                    .attr("disabled", move || place.get() <= 1)
                    .on(ev::click, move |_| look.walk(-1))
                    .child("One step back"),
            )
            .child(
                el("input")
                    .attr("type", "range")
                    .attr("aria-label", "State")
                    .attr("min", "1")
                    .attr("max", move || last.get().to_string())
                    .attr("aria-valuetext", said)
                    .property("value", move || place.get().to_string())
                    .on(ev::input, move |event| look.step(event_target_value(&event).parse().unwrap_or(1))),
            )
            .child(button().attr("disabled", now).on(ev::click, move |_| look.walk(1)).child("One step on"))
            .child(el("span").class("walk-step").attr("role", "status").child(said)),
        el("div")
            .class("state-tools")
            .child(comparing(look))
            .child(
                el("label").child(el("span").child("Name of this state")).child(
                    el("input")
                        .attr("aria-label", "Name of this state")
                        .attr("placeholder", "Before the meeting")
                        .attr("autocomplete", "off")
                        .attr("readonly", move || desk.read_only.get().is_some())
                        .property("value", move || label.get())
                        .on(ev::input, move |event| label.set(event_target_value(&event)))
                        .on(ev::keydown, move |event| {
                            if event.key() == "Enter" && !event.is_composing() {
                                event.prevent_default();
                                give();
                            }
                        }),
                ),
            )
            .child(
                button()
                    .attr("disabled", move || label.with(|label| label.trim().is_empty()))
                    .on(ev::click, move |_| give())
                    .child("Name it"),
            )
            .child(
                button()
                    .attr("disabled", move || now() || desk.read_only.get().is_some())
                    .on(ev::click, move |_| restore(look))
                    .child("Restore this state"),
            ),
    ])
}

/// Makes the review what it was, as a change like any other.
fn restore(look: Look) {
    let desk = look.desk;
    desk.settle();
    let state = untrack(|| look.state());
    let called = untrack(|| look.called(&state));
    match desk.room(|room| room.back_to(&state, now_ms())) {
        Some(Ok(intents)) if intents.is_empty() => desk.say("The review stands like that already."),
        Some(Ok(intents)) => {
            desk.room(Room::begin_act);
            desk.act(intents);
            desk.room(Room::begin_act);
            look.show(untrack(|| look.now()));
            desk.notice.set(Some(Notice {
                text: format!("The review stands again as it stood: {called}. What came since is in the history."),
                action: Some((
                    "Undo".to_owned(),
                    Arc::new(move || {
                        desk.undo();
                        desk.say("Taken back.");
                    }),
                )),
                stays: true,
            }));
        }
        Some(Err(_)) => desk.say(GONE),
        None => {}
    }
}

/// Which state the shown one is compared with.
fn comparing(look: Look) -> Piece {
    let options = Memo::new(move |_| {
        let mut options = vec![(String::new(), "nothing".to_owned()), (print(&look.now()), "now".to_owned())];
        let mut offer = |state: &[Heading], called: String| {
            let value = print(state);
            if !options.iter().any(|(known, _)| *known == value) {
                options.push((value, called));
            }
        };
        if let Some(looked) = look.desk.looked.get() {
            offer(&looked.heads, "when I last looked".to_owned());
        }
        for (version, state) in look.versions() {
            offer(&state, format!("“{}”", version.name));
        }
        look.written.with(|written| {
            for burst in bursts(written) {
                let state = heads_of(written.get(..burst.changes.end).unwrap_or_default());
                offer(&state, clock(look.desk, burst.to_seconds));
            }
            offer(&heads_of(written.get(..1).unwrap_or_default()), "the beginning".to_owned());
        });
        if let Some(state) = look.with.get() {
            offer(&state, format!("state {}: {}", look.place(&state), look.called(&state)));
        }
        options
    });
    many([
        el("label").child(el("span").child("Compare with")).child(
            el("select")
                .attr("aria-label", "Compare with")
                .on(ev::change, move |event| look.with.set(parse(&event_target_value(&event))))
                .child(each(
                    move || options.get(),
                    |(value, called)| (value.clone(), called.clone()),
                    move |(value, called)| {
                        let own = value.clone();
                        el("option")
                            .attr("value", value)
                            .property("selected", move || {
                                look.with.with(|with| with.as_deref().map(print).unwrap_or_default()) == own
                            })
                            .child(called)
                    },
                )),
        ),
        button().on(ev::click, move |_| look.with.set(Some(untrack(|| look.state())))).child("Compare from here"),
    ])
}

/// The state that is shown, or what two of them differ in.
fn stage(look: Look) -> Piece {
    let desk = look.desk;
    // Logs are quoted once they are read from where they are kept.
    let logs = RwSignal::new(Pieces::new());
    spawn(async move {
        let found = pieces::logs(desk).await;
        logs.try_set(found);
    });
    let pair = move || {
        let (at, with) = look.rested.get();
        let at = at.unwrap_or_else(|| look.now());
        with.map(|with| if look.place(&with) > look.place(&at) { (at.clone(), with) } else { (with, at.clone()) })
            .ok_or(at)
    };
    let heading = move || match pair() {
        Ok((before, after)) => format!("From {} to {}", look.called(&before), look.called(&after)),
        Err(at) => format!("As it stood: {}", look.called(&at)),
    };
    el("section")
        .id(STAGE)
        .class("state")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "The state")
        .child(el("h2").child(heading))
        .child(move || match pair() {
            Ok((before, after)) => match look.difference(&before, &after) {
                Ok(difference) => many([
                    el("p").class("summary").child(difference.counted()),
                    el("ul")
                        .class("changes")
                        .attr("role", "list")
                        .attr("aria-label", "What changed")
                        .child(told::lines(difference.lines(), |_| false)),
                ]),
                Err(why) => el("p").class("problem").child(why),
            },
            Err(at) => match look.view(&at) {
                Ok(view) => el("article").class("article").child(read::article(desk, &view, &logs.get())),
                Err(why) => el("p").class("problem").child(why),
            },
        })
}

/// States with names.
fn named(look: Look) -> Piece {
    let desk = look.desk;
    when(
        move || !look.versions().is_empty(),
        move || {
            many([
                el("h2").class("small-head").child("Named states"),
                el("ul").attr("role", "list").attr("aria-label", "Named states").class("named").child(each(
                    move || look.versions(),
                    |(version, _)| (version.name.clone(), version.heads.clone()),
                    move |(version, state)| {
                        let (called, heads) = (version.name, version.heads);
                        el("li")
                            .child(
                                button()
                                    .class("plain")
                                    .on(ev::click, move |_| look.show(state.clone()))
                                    .child(called.clone()),
                            )
                            .child(
                                button()
                                    .class("plain remove")
                                    .attr("aria-label", format!("Take the name away: {called}"))
                                    .attr("title", "Take the name away")
                                    .on(ev::click, move |_| desk.act(vec![name(heads.clone(), "")]))
                                    .child("×"),
                            )
                    },
                )),
            ])
        },
    )
}

/// When it was written, newest first, and what changed then.
fn written(look: Look) -> Piece {
    let desk = look.desk;
    let all = Memo::new(move |_| look.written.with(|written| Arc::new(bursts(written))));
    let shown = RwSignal::new(BURSTS_AT_ONCE);
    let whose = RwSignal::new(false);
    // Worked out one after another, so that the page can be used meanwhile; by the states before and after.
    let told = RwSignal::new(BTreeMap::<(State, State), Arc<Difference>>::new());
    let ends = move |burst: &Burst| (look.first(burst.changes.start), look.first(burst.changes.end));
    let round = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let wanted: Vec<(State, State)> = all.get().iter().take(shown.get()).map(&ends).collect();
        round.update_value(|round| *round += 1);
        let mine = round.get_value();
        spawn(async move {
            for (before, after) in wanted {
                if round.try_get_value() != Some(mine) {
                    return;
                }
                let key = (before, after);
                if told.try_with_untracked(|told| told.contains_key(&key)) == Some(false)
                    && let Ok(difference) = untrack(|| look.difference(&key.0, &key.1))
                {
                    told.update(|told| {
                        told.insert(key, Arc::new(difference));
                    });
                    page::sleep_ms(4).await;
                }
            }
        });
    });
    let line =
        move |burst: Burst| {
            let (before, after) = ends(&burst);
            let when = span(desk, burst.from_seconds, burst.to_seconds);
            let key = (before.clone(), after.clone());
            let difference = Memo::new(move |_| told.with(|told| told.get(&key).cloned()));
            let shown = after.clone();
            el("li")
                .child(
                    button()
                        .class("plain burst-when")
                        .attr("aria-current", {
                            let after = after.clone();
                            move || (look.state() == after).then_some("true")
                        })
                        .on(ev::click, move |_| look.show(shown.clone()))
                        .child(when.clone()),
                )
                .child(when_whose(desk, whose, burst))
                .child(move || match difference.get() {
                    None => el("p").class("quiet").child("…"),
                    Some(difference) if difference.is_empty() => {
                        el("p").class("quiet").child("Nothing that stands on a page.")
                    }
                    Some(difference) => many([
                        el("p").class("burst-summary").child(difference.counted()),
                        el("ul").class("changes").attr("role", "list").child(told::lines(
                            difference.lines().get(..LINES_EACH).unwrap_or(difference.lines()),
                            |_| false,
                        )),
                    ]),
                })
                .child(
                    button()
                        .class("plain")
                        .attr("aria-label", format!("All that changed then: {when}"))
                        .on(ev::click, move |_| look.compare(before.clone(), after.clone()))
                        .child("All that changed then"),
                )
        };
    many([
        el("div").class("side-head").child(el("h2").class("small-head").child("When it was written")).child(
            button()
                .class("plain")
                .attr("aria-pressed", move || whose.get().to_string())
                .on(ev::click, move |_| whose.update(|whose| *whose = !*whose))
                .child("Show whose"),
        ),
        el("ul").attr("role", "list").attr("aria-label", "Bursts of writing").class("bursts").child(each(
            move || all.get().iter().take(shown.get()).cloned().collect::<Vec<_>>(),
            |burst| (burst.from_seconds, burst.to_seconds, burst.changes.clone()),
            line,
        )),
        when(
            move || all.with(|all| all.len()) > shown.get(),
            move || {
                button()
                    .on(ev::click, move |_| shown.update(|shown| *shown += BURSTS_AT_ONCE))
                    .child("Show earlier ones")
            },
        ),
    ])
}

/// Whose it is, by role, for whoever asks.
fn when_whose(desk: Desk, whose: RwSignal<bool>, burst: Burst) -> Piece {
    when(
        move || whose.get(),
        move || {
            let me = desk.me();
            let mut roles: Vec<String> = desk.view.with(|view| {
                let role = |by: &_| if *by == me { "written here".to_owned() } else { view.role_of(by).to_owned() };
                burst.by.iter().map(role).collect()
            });
            roles.sort();
            roles.dedup();
            el("p").class("quiet").child(capital(&roles.join(", ")))
        },
    )
}

/// What was added from others, to be taken back.
fn added(look: Look) -> Piece {
    let desk = look.desk;
    let merges = Memo::new(move |_| {
        desk.merges_told.track();
        desk.view.track();
        let merges = desk.room(|room| room.merges().to_vec()).unwrap_or_default();
        merges.into_iter().enumerate().rev().collect::<Vec<_>>()
    });
    when(
        move || !merges.with(Vec::is_empty),
        move || {
            many([
                el("h2").class("small-head").child("Added from others"),
                el("ul").attr("role", "list").attr("aria-label", "Added from others").class("added").child(each(
                    move || merges.get(),
                    |(index, merge)| (*index, merge.undone.is_some()),
                    move |(index, merge)| {
                        let when = clock(desk, merge.at_ms.div_euclid(1_000));
                        let from = if merge.from.is_empty() { String::new() } else { format!(", from {}", merge.from) };
                        let (before, after) = (merge.before.clone(), merge.after.clone());
                        el("li")
                            .child(el("span").child(format!("{when}{from}")))
                            .child(
                                button()
                                    .class("plain")
                                    .attr("aria-label", format!("What it was: {when}"))
                                    .on(ev::click, move |_| look.compare(before.clone(), after.clone()))
                                    .child("What it was"),
                            )
                            .child(
                                button()
                                    .attr("disabled", move || desk.read_only.get().is_some())
                                    .on(ev::click, move |_| super::merges::turn(desk, index))
                                    .child(if merge.undone.is_some() { "Bring back" } else { "Take back" }),
                            )
                    },
                )),
            ])
        },
    )
}

/// One's own last change, and what was removed.
fn own(desk: Desk) -> Piece {
    let can = Memo::new(move |_| {
        desk.view.track();
        desk.room(|room| room.can_undo()).unwrap_or_default()
    });
    let removed = Memo::new(move |_| {
        desk.view.with(|view| {
            view.items()
                .filter(|item| !item.is_present() && item.kind() != kind::PARKED)
                .map(|item| (item.id().clone(), item.words().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    many([
        el("div")
            .class("row")
            .child(
                button()
                    .attr("disabled", move || !can.get().0)
                    .on(ev::click, move |_| desk.undo())
                    .child("Undo my last change"),
            )
            .child(
                button()
                    .attr("disabled", move || !can.get().1)
                    .on(ev::click, move |_| desk.redo())
                    .child("Do it again"),
            ),
        when(
            move || !removed.with(Vec::is_empty),
            move || {
                many([
                    el("h2").class("small-head").child("Removed"),
                    el("ul").attr("role", "list").attr("aria-label", "Removed").class("removed").child(each(
                        move || removed.get(),
                        |(id, _)| id.clone(),
                        move |(id, text)| {
                            el("li").class("row").child(el("span").child(text)).child(
                                button()
                                    .class("plain")
                                    .on(ev::click, move |_| desk.act(vec![Intent::restore(&id)]))
                                    .child("Restore"),
                            )
                        },
                    )),
                ])
            },
        ),
    ])
}
