//! The meeting: the same review full screen, stage by stage. One copy is enough for a room; whoever else has it open
//! sees the same stage and the same time left, and may write. Every stage can be visited; nothing is locked.

pub mod leave;
pub mod opening;
pub mod room;
pub mod walk;

use super::desk::{Desk, Dialog, RoomState, now_ms, use_desk};
use super::review::{change, items, why};
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::browser::dom::KeyboardEvent;
use crate::browser::gestures;
use crate::browser::page::{self, Waiting};
use crate::practice::meeting::{self, Stage};
use crate::review::{Prose, TextField};
use crate::review::{ReviewId, kind};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// How often the time that is left is looked at while somebody watches it, and in the head of a review.
const TICK_MS: u32 = 250;
const SLOW_TICK_MS: u32 = 5_000;

/// The page.
#[component]
pub fn MeetingPage() -> Piece {
    let desk = use_desk();
    let state = Memo::new(move |_| desk.state.get());
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("meeting")
        .on(ev::keydown, move |event| {
            // The first Escape leaves the field, the next one the meeting.
            if event.key() == "Escape" && !event.default_prevented() && page::typing_somewhere() {
                event.prevent_default();
                page::focus("main-content");
            }
        })
        .child(move || match state.get() {
            RoomState::Open | RoomState::Guest => piece(view! { <Room/> }),
            RoomState::Missing(why) => super::review::missing(why),
            RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
            _ => el("p").attr("role", "status").child("Opening…"),
        })
}

/// Whether a meeting can be led here: not where a review is only read.
fn may_write(desk: Desk) -> bool {
    desk.state.get() == RoomState::Open && desk.read_only.get().is_none()
}

/// The time, told again and again while its owner stands.
fn ticking(each_ms: u32) -> RwSignal<i64> {
    fn turn(now: RwSignal<i64>, next: StoredValue<Option<Waiting>, LocalStorage>, each_ms: u32) {
        let waiting = page::after_ms(each_ms, move || {
            if now.try_set(now_ms()).is_none() {
                turn(now, next, each_ms);
            }
        });
        let _ = next.try_update_value(|next| *next = waiting);
    }
    let now = RwSignal::new(now_ms());
    let next = StoredValue::new_local(None);
    turn(now, next, each_ms);
    on_cleanup(move || {
        let _ = next.try_update_value(|next| *next = None);
    });
    now
}

/// How far the clock of who began the stage is ahead of this one.
fn skew(desk: Desk) -> i64 {
    let Some(clock) = desk.view.with_untracked(|view| meeting::standing(view)).map(|standing| standing.clock) else {
        return 0;
    };
    if clock == desk.me() {
        return 0;
    }
    super::together::clock_of(desk, &clock).map_or(0, |shows| shows.saturating_sub(now_ms()))
}

/// The stage of the open review's meeting; none where nobody meets.
fn stage_of(desk: Desk, now: RwSignal<i64>) -> Memo<Option<Stage>> {
    Memo::new(move |_| {
        let now = now.get();
        desk.by_form(|view| {
            meeting::standing(view).filter(|_| meeting::is_running(view, now)).map(|standing| standing.stage)
        })
    })
}

fn seconds_left(desk: Desk, now: RwSignal<i64>) -> Memo<i64> {
    Memo::new(move |_| {
        let now = now.get();
        desk.by_form(|view| meeting::seconds_left(view, now, skew(desk))).unwrap_or(0)
    })
}

/// Takes everybody to a stage; begins the meeting where nobody meets.
fn go_to(desk: Desk, stage: Stage) {
    let act = desk.view.with_untracked(|view| meeting::go_to(view, stage, &desk.me(), now_ms()));
    desk.act(act);
}

fn step(desk: Desk, by: i64) {
    let next = desk.view.with_untracked(|view| meeting::standing(view)).and_then(|standing| standing.stage.step(by));
    if let Some(stage) = next {
        go_to(desk, stage);
    }
}

fn id_of(desk: Desk) -> Option<ReviewId> {
    desk.route.with_untracked(|route| route.review().cloned())
}

/// Begins a meeting about the open review, and opens it.
pub fn start(desk: Desk) {
    let Some(id) = id_of(desk) else { return };
    let runs = desk.view.with_untracked(|view| meeting::is_running(view, now_ms()));
    if !runs && desk.read_only.get_untracked().is_none() {
        go_to(desk, Stage::Open);
    }
    page::go(&Route::Meeting(id).to_hash());
}

/// Back to the part that the stage is about. The meeting goes on without this copy.
fn leave(desk: Desk) {
    let Some(id) = id_of(desk) else { return };
    let part = match desk.view.with_untracked(|view| meeting::standing(view)).map(|standing| standing.stage) {
        Some(Stage::Why) => Part::Why,
        Some(Stage::Change) => Part::Change,
        Some(Stage::Leave) => Part::Stick,
        _ => Part::WhatHappened,
    };
    page::go(&Route::Review(id, part).to_hash());
}

fn end(desk: Desk) {
    let Some(id) = id_of(desk) else { return };
    desk.act(meeting::end(now_ms()));
    page::go(&Route::Review(id, Part::WhatHappened).to_hash());
}

/// In the head of a review: the way into the meeting, and where it is while one goes on.
#[component]
pub fn MeetingLine() -> Piece {
    let desk = use_desk();
    let now = ticking(SLOW_TICK_MS);
    let (stage, left) = (stage_of(desk, now), seconds_left(desk, now));
    let to = move || id_of(desk).map_or_else(|| "#/".to_owned(), |id| Route::Meeting(id).to_hash());
    el("p").class("meet").child(move || match stage.get() {
        Some(stage) => many([
            piece(format!("The meeting is at {}, ", stage.name())),
            piece(move || meeting::in_words(left.get())),
            piece(". "),
            el("a").attr("href", to()).child("Join"),
        ]),
        None => when(
            move || may_write(desk),
            move || button().class("plain").on(ev::click, move |_| page::go(&to())).child("Meet"),
        ),
    })
}

/// What the keys of the page act upon.
#[derive(Clone, Copy)]
pub struct Hands {
    stage: Memo<Option<Stage>>,
    walk: walk::Walking,
    /// What stands open at the foot.
    open: RwSignal<room::Open>,
}

#[component]
fn Room() -> Piece {
    let desk = use_desk();
    let now = ticking(TICK_MS);
    let stage = stage_of(desk, now);
    let left = seconds_left(desk, now);
    let hands = Hands { stage, walk: walk::Walking::new(desk), open: RwSignal::new(room::Open::Nothing) };
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("Meeting · {title} · Second Story"));
    });
    let heard = StoredValue::new_local(page::on_key(move |event| key(desk, hands, event)));
    on_cleanup(move || {
        let _ = heard.try_update_value(|heard| *heard = None);
    });
    super::scribe::keep_the_screen_awake();
    // Each stage begins at its top, with nothing standing open.
    Effect::new(move |before: Option<Option<Stage>>| {
        let now = stage.get();
        if before.is_some_and(|before| before != now) {
            hands.open.set(room::Open::Nothing);
            page::scroll_to("meeting-top");
        }
        now
    });
    let title = Memo::new(move |_| desk.view.with(|view| title_or_untitled(view.title())));
    many([
        el("header")
            .class("meeting-head")
            .id("meeting-top")
            .child(el("p").class("meeting-title").child(move || title.get()))
            .child(button().class("plain").on(ev::click, move |_| leave(desk)).child("Leave the meeting")),
        when_else(
            move || stage.get().is_some(),
            move || {
                many([
                    el("div").class("meeting-way").child(view! { <Stages stage=stage/> }).child(
                        el("p")
                            .class("meeting-time")
                            .attr("role", "timer")
                            .attr("aria-label", "Time left")
                            .toggle("over", move || left.get() < 0)
                            .child(move || meeting::on_the_clock(left.get())),
                    ),
                    el("h1")
                        .class("visually-hidden")
                        .attr("aria-live", "polite")
                        .child(move || stage.get().map(Stage::name)),
                    el("div").class("meeting-stage").child(move || match stage.get() {
                        Some(Stage::Open) => opening::opening(),
                        Some(Stage::Happened) => piece(view! { <walk::Walk walk=hands.walk/> }),
                        Some(Stage::Why) => many([
                            when(
                                move || desk.by_form(|view| view.of_kind(kind::PARKED).next().is_some()),
                                || {
                                    piece(view! { <items::ItemList kind=kind::PARKED name="Parking lot"
                                    one="Parked remark" hint="A cause or a fix that came up too early."/> })
                                },
                            ),
                            piece(view! { <why::Why/> }),
                        ]),
                        Some(Stage::Change) => piece(view! { <change::Change/> }),
                        Some(Stage::Leave) => piece(view! { <leave::BeforeWeLeave/> }),
                        None => piece(()),
                    }),
                    room::room(desk, hands),
                    piece(view! { <Foot stage=stage now=now/> }),
                ])
            },
            move || piece(view! { <NotBegun/> }),
        ),
    ])
}

/// Keys of the meeting, where no field has the caret.
fn key(desk: Desk, hands: Hands, event: &KeyboardEvent) {
    if event.default_prevented()
        || event.is_composing()
        || desk.dialog.get_untracked() != Dialog::None
        || page::typing_somewhere()
        || gestures::is_the_browsers(event)
    {
        return;
    }
    let key = event.key();
    if key == "Escape" {
        event.prevent_default();
        leave(desk);
        return;
    }
    let Some(stage) = hands.stage.get_untracked() else { return };
    let by = match key.as_str() {
        "ArrowRight" | "PageDown" => 1,
        "ArrowLeft" | "PageUp" => -1,
        _ => 0,
    };
    match key.as_str() {
        "ArrowRight" | "ArrowLeft" if stage == Stage::Happened => hands.walk.step(by),
        _ if by != 0 => step(desk, by),
        // An entry that has the focus has keys of its own.
        _ if hands.walk.has_focus() => return,
        "p" => hands.open.set(room::Open::Parking),
        "h" => hands.open.set(room::Open::Hands),
        "n" if stage == Stage::Happened => {
            page::focus("quick-entry");
        }
        "a" if stage == Stage::Happened => super::review::timeline::agree(desk),
        number => match number.parse().ok().and_then(Stage::from_number) {
            Some(stage) => go_to(desk, stage),
            None => return,
        },
    }
    event.prevent_default();
}

/// The way through the stages.
#[component]
fn Stages(stage: Memo<Option<Stage>>) -> Piece {
    let desk = use_desk();
    let all: Piece = Stage::ALL
        .into_iter()
        .map(|each| {
            el("li").child(
                button()
                    .class("plain")
                    .attr("aria-current", move || (stage.get() == Some(each)).then_some("step"))
                    .on(ev::click, move |_| go_to(desk, each))
                    .child(el("span").class("stage-number").attr("aria-hidden", "true").child(each.number()))
                    .child(el("span").class("stage-name").child(each.name())),
            )
        })
        .collect();
    el("nav").attr("aria-label", "Stages").child(el("ol").attr("role", "list").child(all))
}

#[component]
fn Foot(stage: Memo<Option<Stage>>, now: RwSignal<i64>) -> Piece {
    let desk = use_desk();
    let paused = Memo::new(move |_| {
        now.track();
        desk.by_form(|view| meeting::standing(view)).is_some_and(|standing| standing.stopped_at.is_some())
    });
    let pause = move |_| {
        let paused = !paused.get_untracked();
        let act = desk.view.with_untracked(|view| meeting::pause(view, paused, &desk.me(), now_ms(), skew(desk)));
        desk.act(act);
    };
    el("footer")
        .class("meeting-foot")
        .child(
            button()
                .attr("disabled", move || stage.get() == Some(Stage::Open))
                .on(ev::click, move |_| step(desk, -1))
                .child("Back"),
        )
        .child(when_else(
            move || stage.get() == Some(Stage::Leave),
            move || button().class("strong").on(ev::click, move |_| end(desk)).child("End the meeting"),
            move || button().class("strong").on(ev::click, move |_| step(desk, 1)).child("Next stage"),
        ))
        .child(
            button()
                .class("plain")
                .on(ev::click, pause)
                .child(move || if paused.get() { "Go on with the time" } else { "Stop the time" }),
        )
        .child(
            button()
                .class("plain")
                .attr("aria-pressed", move || desk.facilitates.get().to_string())
                .on(ev::click, move |_| desk.facilitate(!desk.facilitates.get_untracked()))
                .child("I lead"),
        )
        .child(el("details").class("minutes").child(el("summary").child("Minutes")).child(view! { <Minutes/> }))
        .child(view! { <super::bar::SavedState/> })
}

/// Before anybody has begun it.
#[component]
fn NotBegun() -> Piece {
    let desk = use_desk();
    el("div")
        .class("meeting-stage not-begun")
        .child(el("h1").child("Meeting"))
        .child(el("p").class("lead").child(
            "One screen is enough: whoever shares it writes for the room. Whoever else has this review open sees the \
             same stage, and may write too.",
        ))
        .child(when_else(
            move || may_write(desk),
            move || {
                many([
                    piece(view! { <Minutes/> }),
                    button()
                        .class("strong")
                        .attr("autofocus", true)
                        .on(ev::click, move |_| go_to(desk, Stage::Open))
                        .child("Start the meeting"),
                ])
            },
            || el("p").class("quiet").child("This review is only read here; keep a copy of it to meet about it."),
        ))
}

/// How long each stage is, and all of them.
#[component]
fn Minutes() -> Piece {
    let desk = use_desk();
    let minutes = Memo::new(move |_| desk.by_form(|view| meeting::minutes(view)));
    let field = |name: &'static str, value: Box<dyn Fn() -> u32 + Send>, set: Box<dyn Fn(u32)>| {
        el("label").child(el("span").child(name)).child(
            el("input")
                .attr("type", "number")
                .attr("min", "1")
                .attr("inputmode", "numeric")
                .attr("aria-label", format!("{name}, minutes"))
                .property("value", move || value().to_string())
                .on(ev::change, move |event| {
                    if let Ok(said) = event_target_value(&event).trim().parse() {
                        set(said);
                    }
                }),
        )
    };
    let each: Piece = Stage::ALL
        .into_iter()
        .enumerate()
        .map(|(place, stage)| {
            field(
                stage.name(),
                Box::new(move || minutes.with(|all| all.get(place).copied()).unwrap_or(1)),
                Box::new(move |said| {
                    let mut all = minutes.get_untracked();
                    if let Some(own) = all.get_mut(place) {
                        *own = said;
                    }
                    desk.act(vec![meeting::set_minutes(all)]);
                }),
            )
        })
        .collect();
    let all = field(
        "In all",
        Box::new(move || minutes.with(|all| all.iter().sum())),
        Box::new(move |said| {
            desk.act(vec![meeting::set_minutes(meeting::scaled(minutes.get_untracked(), said))]);
        }),
    );
    el("div").class("minutes-fields").attr("role", "group").attr("aria-label", "Minutes").child(all).child(each)
}

/// A text of the review, large.
fn large(field: Prose, name: &'static str, hint: &'static str) -> Piece {
    piece(view! { <LiveText field=TextField::Prose(field) name=name hint=hint class="prose"/> })
}
