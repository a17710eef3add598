//! Scribe: during the incident. One line, one key, one entry with its time; roles and their hand-overs; what is to be
//! talked about later is parked. Why, and what to do about it, is asked another day: no field for it is here.

use super::desk::{Desk, RoomState, now_ms, use_desk};
use super::review::entry::Entry;
use super::review::{items, timeline};
use super::words::count;
use crate::app::{Part, Route};
use crate::browser::page::{self, spawn};
use crate::browser::{files, screen};
use crate::exchange::export::calendar;
use crate::practice::roles::{self, Held, Role};
use crate::review::field::{item as fields, meta};
use crate::review::moment::{Context, DAY_SECONDS, Form, Instant, Precision, offset_of};
use crate::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewView, Scalar, kind, quick_entry,
};
use crate::ui::elements::markup::*;
use crate::ui::outgoing::share;
use leptos::html;
use leptos::prelude::*;

/// "Copy last half hour" copies so much, in seconds.
const HALF_AN_HOUR: i64 = 30 * 60;
/// A line to be added, and when Enter was pressed.
type Typed = (String, i64);

/// The page.
#[component]
pub fn ScribePage() -> Piece {
    let desk = use_desk();
    page::set_title("Log · Second Story");
    let field = NodeRef::<html::Input>::new();
    // What an earlier page took and could not log any more comes first.
    let waiting = RwSignal::new(still_waiting(desk));
    let problem = RwSignal::new(String::new());
    // The decision whose second line is being asked for.
    let deciding = RwSignal::new(None::<ItemId>);
    let over = RwSignal::new(false);
    // Whoever types is not told to wait for the disk: lines are kept until it is there.
    let ready = Memo::new(move |_| desk.rows_read.get() && desk.state.get() != RoomState::Opening);
    Effect::new(move |_| {
        if ready.get() && !waiting.with(Vec::is_empty) {
            for (line, at_ms) in std::mem::take(&mut *waiting.write_untracked()) {
                over.set(false);
                match log(desk, &line, at_ms) {
                    Ok(asked) => {
                        problem.set(String::new());
                        deciding.set(asked);
                    }
                    Err(why) => {
                        problem.set(why);
                        // The words are still theirs to mend.
                        if let Some(input) = field.get_untracked().filter(|input| input.value().is_empty()) {
                            input.set_value(&line);
                        }
                    }
                }
            }
            keep_waiting(desk, &[]);
        }
    });
    let add = move || {
        let Some(input) = field.get_untracked() else { return };
        let line = input.value().trim().to_owned();
        input.set_value("");
        if let Some(decision) = deciding.get_untracked() {
            deciding.set(None);
            if !line.is_empty() {
                desk.act(vec![Intent::set(&decision, fields::KNOWN_THEN, Scalar::text(line))]);
            }
        } else if !line.is_empty() {
            waiting.write_untracked().push((line, now_ms()));
            waiting.with_untracked(|waiting| keep_waiting(desk, waiting));
            waiting.notify();
        }
    };
    keep_the_screen_awake();
    // What was stood down is not gone on with the next time.
    on_cleanup(move || {
        if over.try_get_untracked().unwrap_or(false) {
            desk.scribe_in(None);
        }
    });
    // Opened again after it was stood down, it says so.
    Effect::new(move |_| {
        if desk.scribing.get().is_some() && desk.view.with(|view| view.meta(meta::STAGE).text() == "over") {
            over.set(true);
        }
    });
    Effect::new(move |_| {
        if let Some(input) = field.get() {
            let _ = input.focus();
        }
    });
    let hint = move || {
        if deciding.with(Option::is_some) {
            "What is known now? Enter skips this."
        } else {
            "What do you see? ! decides, ? parks, -5 five minutes ago"
        }
    };
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("scribe")
        .child(el("h1").class("visually-hidden").child("Log"))
        .child(view! { <Roles/> })
        .child(view! { <Lines/> })
        .child(when(move || over.get(), move || piece(view! { <Over/> })))
        .child(
            el("div")
                .class("scribe-foot")
                .child(el("p").id("log-said").class("problem").attr("role", "status").child(move || problem.get()))
                .child(
                    el("div")
                        .class("scribe-line")
                        .child(
                            el("input")
                                .node_ref(field)
                                .id("log-entry")
                                .attr("autofocus", true)
                                .attr("aria-label", move || {
                                    if deciding.with(Option::is_some) { "What is known now" } else { "Quick entry" }
                                })
                                .attr("aria-describedby", "log-said")
                                .attr("placeholder", hint)
                                .attr("autocomplete", "off")
                                .attr("enterkeyhint", "send")
                                .on(ev::keydown, move |event| match event.key().as_str() {
                                    "Enter" if !event.is_composing() => {
                                        event.prevent_default();
                                        add();
                                    }
                                    "Escape" => deciding.set(None),
                                    _ => {}
                                }),
                        )
                        .child(button().class("strong").on(ev::click, move |_| add()).child("Log")),
                )
                .child(view! { <Acts over=over/> }),
        )
}

/// Lines that wait for the disk outlive the page.
const WAITING: &str = "log-waiting";

fn keep_waiting(desk: Desk, lines: &[Typed]) {
    let text = serde_json::to_string(lines).ok().filter(|_| !lines.is_empty());
    desk.preferences(|preferences| preferences.set_text(WAITING, text.as_deref()));
}

fn still_waiting(desk: Desk) -> Vec<Typed> {
    let text = desk.preferences(|preferences| preferences.text(WAITING)).flatten();
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// As long as this page stands.
pub fn keep_the_screen_awake() {
    let awake = StoredValue::new_local(None::<screen::Awake>);
    let ask = move || {
        spawn(async move {
            let held = screen::keep_awake().await;
            let _ = awake.try_update_value(|awake| *awake = held);
        });
    };
    ask();
    // A browser takes it back when the page is hidden.
    let shown = StoredValue::new_local(page::on_show(ask));
    on_cleanup(move || {
        let _ = awake.try_update_value(|awake| *awake = None);
        let _ = shown.try_update_value(Vec::clear);
    });
}

/// The review of this log; a new one where there is none yet.
fn log_in(desk: Desk) -> Result<(), String> {
    if desk.state.get_untracked() == RoomState::Open && desk.scribing.get_untracked().is_some() {
        return Ok(());
    }
    let id = desk
        .begin_review(&|_: &PersonId| vec![Intent::set_meta(meta::STAGE, Scalar::text("running"))])
        .ok_or("A new log could not be begun.")?;
    desk.scribe_in(Some(id));
    Ok(())
}

/// Logs a line that was typed at an instant. Of a decision, its id: what is known is asked for next.
fn log(desk: Desk, line: &str, at_ms: i64) -> Result<Option<ItemId>, String> {
    log_in(desk)?;
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let now = Instant::from_millis(at_ms).unwrap_or(Instant::MIN);
    let context = Context::new(&zone, now, &*rules);
    let id = desk.fresh_item();
    let me = desk.me();
    if let Some(remark) = line.strip_prefix('?') {
        let at = Moment::exact(now, Precision::Minute);
        let parked = NewItem::new(id, kind::PARKED, remark.trim(), &me, at_ms)
            .with(fields::AT, Scalar::text(at.encode()))
            .with(fields::SOURCE, Scalar::text("log"));
        desk.act(vec![Intent::AddItem(parked)]);
        return Ok(None);
    }
    let entry = quick_entry::read(line, &context, true);
    if entry.text.trim().is_empty() {
        return Err("A time alone says nothing yet: add what happened.".to_owned());
    }
    let mut new = NewItem::entry(id.clone(), entry.kind, &entry.at, entry.text, &me, at_ms);
    // Whoever logs it knew it when it happened, where they do not say otherwise.
    if let Some(known) = entry.known.or_else(|| entry.at.is_placed().then(|| entry.at.clone())) {
        new = new.with(fields::KNOWN_AT, Scalar::text(known.encode()));
    }
    // Lines of one minute stand in the order in which they were typed.
    new = new.with(fields::RANK, Scalar::text(items::rank(at_ms)));
    let stage = desk.view.with_untracked(|view| view.meta(meta::STAGE).text() == "over");
    let mut intents = vec![Intent::AddItem(new)];
    intents.extend(stage.then(|| Intent::set_meta(meta::STAGE, Scalar::text("running"))));
    desk.act(intents);
    show_last(&id);
    Ok((entry.kind == EntryKind::Decision).then_some(id))
}

fn show_last(id: &ItemId) {
    let element = timeline::element_id(id);
    if let Some(waiting) = page::next_frame(move || {
        page::scroll_to(&element);
    }) {
        waiting.forget();
    }
}

/// What was logged, the newest last.
#[component]
fn Lines() -> Piece {
    let desk = use_desk();
    let rows = Memo::new(move |_| {
        if desk.scribing.get().is_none() {
            return Vec::new();
        }
        desk.by_form(|view| view.timeline().map(|item| item.id().clone()).collect::<Vec<_>>())
    });
    let parked = Memo::new(move |_| desk.by_form(|view| view.of_kind(kind::PARKED).count()));
    many([
        el("ol").class("entries").attr("role", "list").attr("aria-label", "Log").child(each(
            move || rows.get(),
            ItemId::clone,
            move |id| piece(view! { <Entry id=id heading=None/> }),
        )),
        when(
            move || rows.with(Vec::is_empty),
            || {
                el("p")
                    .class("quiet empty")
                    .child("Type what you see and press Enter: it gets the time. Nothing else is asked while it runs.")
            },
        ),
        when(
            move || parked.get() > 0,
            move || {
                el("p").class("quiet").child(move || {
                    format!("{} for the review.", count(parked.get(), "remark is parked", "remarks are parked"))
                })
            },
        ),
    ])
}

/// Who holds which role, with what it takes to hand it over.
#[component]
fn Roles() -> Piece {
    el("ul")
        .class("roles")
        .attr("role", "list")
        .attr("aria-label", "Roles")
        .child(Role::ALL.iter().map(|role| piece(view! { <RoleLine role=*role/> })).collect::<Piece>())
}

#[component]
fn RoleLine(role: Role) -> Piece {
    let desk = use_desk();
    let holding = Memo::new(move |_| {
        if desk.scribing.get().is_none() {
            return roles::Holding::default();
        }
        desk.by_form(|view| roles::holding(view, role))
    });
    let asked = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = field.get() {
            let _ = input.focus();
        }
    });
    let said = move || {
        holding.with(|holding| match holding.now() {
            Some(held) => format!("{}, since {}", who(held), clock(desk, held.from)),
            None if !holding.differ.is_empty() => "two took over".to_owned(),
            None => "nobody yet".to_owned(),
        })
    };
    let hand_over = move || {
        let Some(input) = field.get_untracked() else { return };
        let name = input.value().trim().to_owned();
        asked.set(false);
        page::focus("log-entry");
        if name.is_empty() {
            return;
        }
        match log_in(desk) {
            Ok(()) => take_over(desk, role, &name),
            Err(why) => desk.say(why),
        }
    };
    el("li")
        .child(el("b").child(role.label()))
        .child(el("span").class("role-who").child(said))
        .child(when_else(
            move || asked.get(),
            move || {
                el("input")
                    .node_ref(field)
                    .attr("aria-label", format!("{}: who takes over?", role.label()))
                    .attr("placeholder", "Who takes over?")
                    .attr("autocomplete", "off")
                    .on(ev::keydown, move |event| match event.key().as_str() {
                        "Enter" if !event.is_composing() => {
                            event.prevent_default();
                            hand_over();
                        }
                        "Escape" => {
                            asked.set(false);
                            page::focus("log-entry");
                        }
                        _ => {}
                    })
            },
            move || {
                let name = move || {
                    if holding.with(|holding| holding.held.is_empty() && holding.differ.is_empty()) {
                        format!("{}: say who", role.label())
                    } else {
                        format!("{}: hand over", role.label())
                    }
                };
                button().class("plain").attr("aria-label", name).on(ev::click, move |_| asked.set(true)).child(
                    move || {
                        if holding.with(|holding| holding.held.is_empty()) { "Say who…" } else { "Hand over…" }
                    },
                )
            },
        ))
        .child(when(
            move || holding.with(|holding| !holding.differ.is_empty()),
            move || {
                el("ul")
                    .class("differ")
                    .attr("role", "list")
                    .attr("aria-label", format!("{}: who?", role.label()))
                    .child(each(
                        move || holding.with(|holding| holding.differ.clone()),
                        |held| held.item.clone(),
                        move |held| {
                            let chosen = held.item.clone();
                            el("li").child(format!("{} from {}", who(&held), clock(desk, held.from))).child(
                                button()
                                    .on(ev::click, move |_| {
                                        let others = holding.with_untracked(|holding| holding.differ.clone());
                                        let others = others.iter().filter(|other| other.item != chosen);
                                        desk.act(others.map(|other| Intent::remove(&other.item, now_ms())).collect());
                                    })
                                    .child("This one"),
                            )
                        },
                    ))
            },
        ))
}

fn who(held: &Held) -> String {
    if held.who.is_empty() { "somebody".to_owned() } else { held.who.clone() }
}

fn clock(desk: Desk, at: Instant) -> String {
    Moment::exact(at, Precision::Minute).short(&desk.zone(), &*desk.rules())
}

/// A hand-over, and its line in the log.
fn take_over(desk: Desk, role: Role, name: &str) {
    let at = Moment::exact(desk.now().whole_minute(), Precision::Minute);
    let me = desk.me();
    let intents = desk.view.with_untracked(|view| {
        let before = roles::holding(view, role).now().map(who);
        let words = match before {
            Some(before) => format!("{}: {before} hands over to {name}", role.label()),
            None => format!("{}: {name}", role.label()),
        };
        let new = roles::take_over(view, role, name, &at, desk.fresh_item(), &me, now_ms());
        let line = NewItem::entry(desk.fresh_item(), EntryKind::Communication, &at, words, &me, now_ms())
            .with(fields::RANK, Scalar::text(items::rank(now_ms())));
        vec![Intent::AddItem(new), Intent::AddItem(line)]
    });
    desk.act(intents);
}

/// What else one does while it runs, and at its end.
#[component]
fn Acts(over: RwSignal<bool>) -> Piece {
    let desk = use_desk();
    when(
        move || desk.scribing.get().is_some() && !over.get(),
        move || {
            el("div")
                .class("scribe-acts")
                .child(
                    button()
                        .class("plain")
                        .on(ev::click, move |_| {
                            desk.settle();
                            let since = desk.now().plus(-HALF_AN_HOUR);
                            copy(desk, log_as_text(desk, Some(since)), "The last half hour is on the clipboard.");
                        })
                        .child("Copy last half hour"),
                )
                .child(
                    button()
                        .class("plain")
                        .on(ev::click, move |_| {
                            desk.act(vec![Intent::set_meta(meta::STAGE, Scalar::text("over"))]);
                            over.set(true);
                        })
                        .child("Stand down"),
                )
        },
    )
}

fn copy(desk: Desk, text: String, done: &'static str) {
    if text.is_empty() {
        desk.say("There is nothing in it yet.");
        return;
    }
    share::copy(desk, text, done);
}

/// The log as lines of text for a channel, from an instant on.
fn log_as_text(desk: Desk, since: Option<Instant>) -> String {
    let (zone, rules) = (desk.zone_now(), desk.rules());
    desk.view.with_untracked(|view| {
        let lines: Vec<String> = view
            .timeline()
            .filter(|item| !item.is_hidden())
            .filter(|item| since.is_none_or(|since| item.at().nominal().is_some_and(|at| at >= since)))
            .map(|item| {
                let decided = if item.entry_kind() == EntryKind::Decision { "decision: " } else { "" };
                format!("{} {decided}{}", item.at().short(&zone, &*rules), item.body().trim().replace('\n', " "))
            })
            .collect();
        if lines.is_empty() { String::new() } else { format!("Times in {zone}\n{}", lines.join("\n")) }
    })
}

/// It is over: nothing else is needed tonight.
#[component]
fn Over() -> Piece {
    let desk = use_desk();
    let when = RwSignal::new(after_rest(desk));
    let problem = RwSignal::new(String::new());
    let id = desk.scribing.get_untracked();
    let review = id;
    el("section")
        .class("over")
        .attr("aria-labelledby", "over")
        .child(el("h2").id("over").child("Nothing else is needed tonight."))
        .child(el("p").child("The log is saved in this browser. The review comes after rest."))
        .child(
            el("div")
                .class("over-acts")
                .child(button().class("strong").on(ev::click, move |_| send(desk)).child("Send the log"))
                .child(
                    el("label").child(el("span").child("Review at")).child(
                        el("input")
                            .attr("aria-label", "Review at")
                            .property("value", move || when.get())
                            .on(ev::input, move |event| when.set(event_target_value(&event))),
                    ),
                )
                .child(
                    button()
                        .on(ev::click, move |_| {
                            problem.set(appoint(desk, &when.get_untracked()).err().unwrap_or_default());
                        })
                        .child("Put it in the calendar"),
                ),
        )
        .child(el("p").class("problem").attr("role", "alert").child(move || problem.get()))
        .child(review.map(|id| {
            el("p")
                .child(el("a").attr("href", Route::Review(id, Part::WhatHappened).to_hash()).child("Open the review"))
        }))
}

/// The day after tomorrow, in the morning: as one would type it.
fn after_rest(desk: Desk) -> String {
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let offset = offset_of(&zone, desk.now(), &*rules).unwrap_or(0);
    let day = desk.now().plus(2 * DAY_SECONDS).wall(offset).day;
    // Weekends are for rest.
    let day = match day.weekday() {
        5 => day.plus(2),
        6 => day.plus(1),
        _ => day,
    };
    format!("{} 10:00", day.iso())
}

fn send(desk: Desk) {
    desk.settle();
    let text = log_as_text(desk, None);
    if !files::can_share_text() {
        copy(desk, text, "The log is on the clipboard.");
        return;
    }
    spawn(async move {
        if let Err(why) = files::share_text("Incident log", &text, None).await {
            desk.say(why.to_string());
        }
    });
}

/// Makes the calendar file of a review at a time.
fn appoint(desk: Desk, when: &str) -> Result<(), String> {
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let reading = Moment::parse(when, &Context::new(&zone, desk.now(), &*rules)).map_err(|why| why.to_string())?;
    let start = reading.moment.nominal().ok_or("A day and a time are needed, such as 2026-03-19 10:00.")?;
    if reading.moment.form() == Form::DateOnly {
        return Err("A time is needed too, such as 10:00.".to_owned());
    }
    let id = desk.room(|room| room.id().to_string()).unwrap_or_default();
    let title = desk.view.with_untracked(|view| title(view));
    let about = "What happened, why it made sense, what will change. Bring what you saw; nobody is on trial.";
    let appointment = calendar::Appointment {
        uid: &id,
        start,
        minutes: 60,
        title: &title,
        about,
        zone: &zone,
        link: "",
        reminds: false,
        every: None,
    };
    let file = calendar::write(&appointment, desk.now(), &*rules);
    files::download("review.ics", "text/calendar", file.as_bytes()).map_err(|why| why.to_string())
}

fn title(view: &ReviewView) -> String {
    let title = view.prose(Prose::Title).trim();
    if title.is_empty() { "Incident review".to_owned() } else { format!("Review: {title}") }
}
