//! Before we leave: what somebody learned, and five questions with what the review answers. What is open is shown; it
//! keeps nobody from leaving.

use crate::practice::holders;
use crate::practice::meeting::{self, Asked, Leaving, Stage};
use crate::review::choice::Rung;
use crate::review::field::{item as fields, meta};
use crate::review::moment::{Context, offset_of};
use crate::review::{Intent, Item, ItemId, Moment, Prose, Scalar, kind};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::review::asked::{self, StoryNames, Undecided};
use crate::ui::review::change::fields::of_item;
use crate::ui::review::differing::OfItem;
use leptos::prelude::*;
use std::sync::Arc;

/// The stage.
#[component]
pub fn BeforeWeLeave() -> Piece {
    let desk = use_desk();
    let questions: Piece = Leaving::ALL.into_iter().map(|about| question(desk, about)).collect();
    el("div")
        .class("leaving")
        .child(view! { <Learned/> })
        .child(el("dl").class("leaving-questions").child(questions))
        .child(view! { <Undecided/> })
        .child(view! { <StoryNames/> })
        .child(el("p").class("quiet").child(
            "And one to answer for yourself, aloud or not: did you explain today, or did you have to protect yourself?",
        ))
}

/// What somebody did not know. Nobody's name is on it.
#[component]
fn Learned() -> Piece {
    let desk = use_desk();
    let draft = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::LEARNED).map(|item| item.id().clone()).collect::<Vec<_>>())
    });
    let add = move || {
        let said = draft.get_untracked();
        if !said.trim().is_empty() {
            draft.set(String::new());
            desk.act(vec![Intent::AddItem(meeting::learned(desk.fresh_item(), &said, now_ms()))]);
        }
    };
    el("section")
        .class("block learned")
        .attr("aria-labelledby", "learned")
        .child(el("h2").id("learned").child("One thing I did not know this morning"))
        .child(el("ul").attr("role", "list").attr("aria-label", "What we did not know").child(each(
            move || all.get(),
            ItemId::clone,
            move |id| {
                let item = desk.item(&id);
                el("li").child(move || item.get().map(|item| item.body().to_owned()))
            },
        )))
        .child(when(
            move || super::may_write(desk),
            move || {
                el("input")
                    .attr("aria-label", "One thing I did not know this morning")
                    .attr("placeholder", "Round the room; nobody’s name is on it")
                    .attr("autocomplete", "off")
                    .property("value", move || draft.get())
                    .on(ev::input, move |event| draft.set(event_target_value(&event)))
                    .on(ev::keydown, move |event| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            add();
                        }
                    })
            },
        ))
}

/// A question with what the review answers, and a way to answer it here.
fn question(desk: Desk, about: Leaving) -> Piece {
    let answers = Memo::new(move |_| {
        let all = desk.view.with(|view| meeting::before_we_leave(view));
        all.into_iter().find(|asked| asked.about == about).map(|asked: Asked| asked.answers).unwrap_or_default()
    });
    let fixes = Memo::new(move |_| {
        desk.by_form(|view| meeting::funded(view).map(|fix| fix.id().clone()).collect::<Vec<ItemId>>())
    });
    let said = move || each(move || answers.get(), String::clone, |answer| el("p").child(answer));
    let by_fix =
        move |draw: fn(Desk, ItemId) -> Piece| each(move || fixes.get(), ItemId::clone, move |id| draw(desk, id));
    let is_funded = move || !fixes.with(Vec::is_empty);
    let answer = match about {
        Leaving::Changed => when_else(is_funded, said, move || {
            many([
                super::large(
                    Prose::Different,
                    "What will someone do differently?",
                    "What will someone do differently?",
                ),
                asked::different(desk),
                button()
                    .class("plain")
                    .on(ev::click, move |_| super::go_to(desk, Stage::Change))
                    .child("Decide it under “What will change”"),
            ])
        }),
        Leaving::Held => when_else(
            is_funded,
            move || by_fix(holder),
            move || {
                many([
                    super::large(Prose::Holder, "Who holds it, until when?", "One person who said yes, and a day."),
                    asked::holder(desk),
                ])
            },
        ),
        Leaving::Lives => many([
            super::large(
                Prose::Lives,
                "Where does it live when this page is forgotten?",
                "In the pipeline, in a default, in a permission nobody has any more.",
            ),
            asked::lives(desk),
        ]),
        Leaving::Lasts => many([piece(said()), by_fix(rung)]),
        Leaving::Reconvene => when_else(move || !answers.with(Vec::is_empty), said, move || reconvene(desk)),
    };
    many([
        el("dt")
            .child(about.question())
            .child(when(move || answers.with(Vec::is_empty), || el("span").class("quiet").child(" open"))),
        el("dd").child(answer),
    ])
}

fn holder(desk: Desk, id: ItemId) -> Piece {
    let item = desk.item(&id);
    let what = move || item.get().map(|item| item.body().to_owned());
    el("div")
        .class("held")
        .child(el("p").class("quiet").child(what))
        .child(of_item(desk, &id, fields::OWNER, "Owner", holders::owner_hint))
        .child(of_item(desk, &id, fields::DUE, "By", holders::due_hint))
        .child(view! { <OfItem id=id/> })
}

/// On which rung a fix stands, where nobody has said so yet.
fn rung(desk: Desk, id: ItemId) -> Piece {
    let item = desk.item(&id);
    let open = move || item.get().is_some_and(|item: Arc<Item>| item.field(fields::RUNG).is_nothing());
    when(open, move || {
        let id = id.clone();
        let rungs: Piece =
            Rung::ALL.iter().map(|rung| el("option").attr("value", rung.key()).child(rung.label())).collect();
        el("select")
            .attr("aria-label", "Where the fix lives")
            .on(ev::change, move |event| {
                desk.act(vec![Intent::set(&id, fields::RUNG, Scalar::text_or_null(event_target_value(&event)))]);
            })
            .child(el("option").attr("value", "").child("It lives…"))
            .child(rungs)
    })
}

/// Booking the next meeting: everything that belongs to it is here.
fn reconvene(desk: Desk) -> Piece {
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let offset = offset_of(&zone, desk.now(), &*rules).unwrap_or(0);
    let when = RwSignal::new(meeting::thirty_days_out(desk.now(), offset));
    let problem = RwSignal::new(String::new());
    let book = move |_| {
        let (zone, rules) = (desk.zone_now(), desk.rules());
        match Moment::parse(&when.get_untracked(), &Context::new(&zone, desk.now(), &*rules)) {
            Ok(reading) => {
                desk.act(vec![Intent::set_meta(meta::RECONVENE, Scalar::text(reading.moment.encode()))]);
                if let Err(why) = crate::ui::review::stick::book(desk) {
                    problem.set(why);
                }
            }
            Err(why) => problem.set(why.to_string()),
        }
    };
    el("div")
        .class("booking")
        .child(
            el("input")
                .attr("aria-label", "When we meet again")
                .property("value", move || when.get())
                .on(ev::input, move |event| when.set(event_target_value(&event))),
        )
        .child(button().on(ev::click, book).child("Book the reconvene"))
        .child(
            button()
                .class("plain")
                .on(ev::click, move |_| desk.act(vec![Intent::set_meta(meta::NO_RECONVENE, Scalar::Int(now_ms()))]))
                .child("There will be none"),
        )
        .child(el("p").class("problem").attr("role", "alert").child(move || problem.get()))
}
