//! The message that a check shows to whoever it stops, for a fix in the path of the work.

use super::fields::line;
use crate::browser::files;
use crate::exchange::export::{names, writeup};
use crate::practice::gate_message::{self, GateMessage};
use crate::review::field::meta;
use crate::review::{Intent, Prose, ReviewView, Scalar};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::outgoing::share;
use crate::ui::review::short::Sentence;
use leptos::prelude::*;

/// Where the write-up lies where nobody says another place.
pub fn default_path(desk: Desk, view: &ReviewView) -> String {
    let day = gate_message::day_of(view, &desk.zone(), &*desk.rules());
    gate_message::default_path(day, &names::stem(view.title()))
}

/// The message of the open review.
pub fn message(desk: Desk, view: &ReviewView) -> GateMessage {
    GateMessage::of(view, gate_message::day_of(view, &desk.zone(), &*desk.rules()), &default_path(desk, view))
}

/// The message, what it is made of, and what it is pasted as.
#[component]
pub fn Gate() -> Piece {
    let desk = use_desk();
    let now = Memo::new(move |_| {
        desk.form.track();
        desk.rested.track();
        desk.view.with_untracked(|view| message(desk, view))
    });
    let told = move || !now.with(GateMessage::is_empty);
    let path = Memo::new(move |_| desk.view.with(|view| default_path(desk, view)));
    let of_review = move |key: &'static str,
                          name: &'static str,
                          stands_for: Box<dyn Fn() -> String + Send>,
                          hint: super::fields::Hint| {
        let value = move || desk.by_form(|view| view.meta(key).text().to_owned());
        line(desk, key.replace('_', "-"), name, stands_for, value, hint, move |text| {
            desk.act(vec![Intent::set_meta(key, Scalar::text_or_null(text))]);
        })
    };
    let in_view = move |hint: fn(&ReviewView, &str) -> Option<&'static str>| -> super::fields::Hint {
        Box::new(move |text| desk.by_form(|view| hint(view, text)))
    };
    let copy = move |_| share::copy(desk, now.get_untracked().text(), "The message is on the clipboard.");
    let download = move |_| {
        desk.settle();
        let (text, name) = desk.view.with_untracked(|view| {
            let path = default_path(desk, view);
            let name = path.rsplit('/').next().unwrap_or("write-up.md").to_owned();
            (writeup::write(view, &message(desk, view)), name)
        });
        if let Err(why) = files::download(&name, "text/markdown", text.as_bytes()) {
            desk.say(why.to_string());
        }
    };
    let snippet = move |name: &'static str, text: fn(&GateMessage) -> String| {
        el("details")
            .child(el("summary").child(name))
            .child(el("pre").attr("tabindex", "0").attr("aria-label", name).child(move || now.with(text)))
    };
    el("section")
        .class("gate-message")
        .attr("aria-label", "What the check says")
        .child(when(told, move || {
            many([
                el("pre")
                    .attr("tabindex", "0")
                    .attr("aria-label", "Message of the check")
                    .child(move || now.with(GateMessage::text)),
                el("p")
                    .class("row")
                    .child(button().on(ev::click, copy).child("Copy"))
                    .child(button().on(ev::click, download).child("Download the write-up")),
            ])
        }))
        .child(
            el("details")
                .class("block")
                .child(el("summary").child("What the check says to whoever it stops"))
                .child(
                    el("div")
                        .class("fix-facts")
                        .child(of_review(
                            meta::GATE_DO,
                            "What to do now",
                            Box::new(|| "set idempotency_key".to_owned()),
                            in_view(gate_message::do_hint),
                        ))
                        .child(of_review(
                            meta::GATE_ASK,
                            "Whom to ask",
                            Box::new(|| "a team, or its channel".to_owned()),
                            in_view(gate_message::ask_hint),
                        ))
                        .child(of_review(
                            meta::GATE_LINK,
                            "Where the write-up lies",
                            Box::new(move || path.get()),
                            Box::new(gate_message::link_hint),
                        )),
                )
                .child(view! { <Sentence question="The trap, in two sentences, for the next team" field=Prose::Trap
                hint="What looks safe here, and is not."/> })
                .child(snippet("As a step of the pipeline", GateMessage::pipeline))
                .child(snippet("As a hook before a commit", GateMessage::hook)),
        )
}
