//! The next meeting: exactly three questions, and what was found.

use super::desk::{RoomState, now_ms, use_desk};
use super::review::stick::new_control;
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::browser::page;
use crate::practice::reconvene::QUESTIONS;
use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::moment::Precision;
use crate::review::{Intent, Moment, NewItem, Scalar, kind};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The three questions.
#[component]
pub fn ReconvenePage() -> Piece {
    let desk = use_desk();
    let title = Memo::new(move |_| desk.view.with(|view| title_or_untitled(view.title())));
    Effect::new(move |_| page::set_title(&format!("Reconvene: {} · Second Story", title.get())));
    let state = Memo::new(move |_| desk.state.get());
    el("main").id("main-content").attr("tabindex", "-1").class("reconvene").child(move || match state.get() {
        RoomState::Open | RoomState::Guest => {
            many([el("p").class("quiet").child(move || title.get()), piece(view! { <Questions/> })])
        }
        RoomState::Missing(why) => super::review::missing(why),
        RoomState::Unreadable(why) => many([el("h1").child("This review cannot be opened"), el("p").child(why)]),
        _ => el("p").attr("role", "status").child("Opening…"),
    })
}

#[component]
fn Questions() -> Piece {
    let desk = use_desk();
    let [first, second, third] = QUESTIONS;
    let (shipped, stuck) = (RwSignal::new(None::<Answer>), RwSignal::new(None::<Answer>));
    let (removed, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let part = move || match desk.route.get_untracked() {
        Route::Reconvene(id) => Route::Review(id, Part::Stick).to_hash(),
        _ => "#/".to_owned(),
    };
    let keep = move |_| {
        let removed = removed.with_untracked(|text| text.trim().to_owned());
        let answered = |answer: Option<Answer>| answer.map_or(Scalar::Null, |answer| Scalar::text(answer.key()));
        let note = note.with_untracked(|text| text.trim().to_owned());
        let (shipped, stuck) = (shipped.get_untracked(), stuck.get_untracked());
        if shipped.is_some() || stuck.is_some() || !removed.is_empty() || !note.is_empty() {
            let at = Moment::exact(desk.now().whole_minute(), Precision::Minute);
            let mut look = NewItem::new(desk.fresh_item(), kind::CHECK_IN, note, &desk.me(), now_ms());
            for (key, value) in [
                (fields::AT, Scalar::text(at.encode())),
                (fields::SHIPPED, answered(shipped)),
                (fields::STUCK, answered(stuck)),
                (fields::TO_REMOVE, Scalar::text_or_null(&removed)),
            ] {
                look = look.with(key, value);
            }
            let mut acts = vec![Intent::AddItem(look)];
            // What should go now is asked about with everything else that was put in place.
            if !removed.is_empty() {
                acts.push(Intent::AddItem(new_control(desk, removed, Some(Answer::No))));
            }
            desk.act(acts);
        }
        page::go(&part());
    };
    let lines = |name: &'static str, rows: &'static str, text: RwSignal<String>| {
        el("textarea")
            .attr("aria-label", name)
            .attr("rows", rows)
            .property("value", move || text.get())
            .on(ev::input, move |event| text.set(event_target_value(&event)))
    };
    many([
        el("h1").child("Reconvene"),
        asked(first, "shipped", shipped),
        asked(second, "stuck", stuck),
        el("div").class("asked").child(el("h2").child(third)).child(lines(third, "2", removed)),
        el("div").class("asked").child(el("p").class("quiet").child("Anything to note")).child(lines(
            "Anything to note",
            "2",
            note,
        )),
        el("p")
            .class("row")
            .child(
                button()
                    .class("strong")
                    .attr("disabled", move || desk.read_only.get().is_some() || desk.state.get() == RoomState::Guest)
                    .on(ev::click, keep)
                    .child("Keep what we found"),
            )
            .child(el("a").attr("href", part()).child("The review")),
    ])
}

/// A question with its three answers.
fn asked(question: &'static str, name: &'static str, chosen: RwSignal<Option<Answer>>) -> Piece {
    let answers = [Answer::Yes, Answer::Partly, Answer::No].map(|answer| {
        el("label")
            .child(
                el("input")
                    .attr("type", "radio")
                    .attr("name", name)
                    .property("checked", move || chosen.get() == Some(answer))
                    .on(ev::change, move |_| chosen.set(Some(answer))),
            )
            .child(el("span").child(answer.label()))
    });
    el("fieldset").class("asked").child(el("legend").child(question)).child(answers.into_iter().collect::<Piece>())
}
