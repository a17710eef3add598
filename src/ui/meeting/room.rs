//! What is written for the room beside a stage: a remark for the parking lot, a show of hands; and what whoever leads
//! notes for themselves.

use super::Hands;
use crate::app::private_account::PrivateAccount;
use crate::browser::page::{self, spawn};
use crate::practice::meeting;
use crate::practice::meeting::Stage;
use crate::review::{Intent, kind};
use crate::ui::desk::{Desk, now_ms};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::html;
use leptos::prelude::*;

/// The name of the note among the private things of a review.
const CLOSEST: &str = "closest";

/// What stands open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Nothing.
    Nothing,
    /// A remark for the parking lot.
    Parking,
    /// A show of hands.
    Hands,
}

/// What stands beside every stage but the first.
pub fn room(desk: Desk, hands: Hands) -> Piece {
    let open = hands.open;
    let parked = Memo::new(move |_| desk.by_form(|view| view.of_kind(kind::PARKED).count()));
    let choice = move |what: Open, name: &'static str, key: &'static str| {
        many([
            button()
                .class("plain")
                .attr("aria-expanded", move || (open.get() == what).to_string())
                .on(ev::click, move |_| {
                    open.update(|open| *open = if *open == what { Open::Nothing } else { what });
                })
                .child(name),
            el("kbd").attr("aria-hidden", "true").child(key),
        ])
    };
    when(
        move || hands.stage.get().is_some_and(|stage| stage != Stage::Open) && super::may_write(desk),
        move || {
            el("section")
                .class("room")
                .attr("aria-label", "For the room")
                .child(
                    el("p")
                        .child(choice(Open::Parking, "Park a remark", "p"))
                        .child(choice(Open::Hands, "Show of hands", "h"))
                        .child(when(
                            move || 0 < parked.get(),
                            move || {
                                el("span").class("quiet").child(move || {
                                    format!("{}.", count(parked.get(), "remark is parked", "remarks are parked"))
                                })
                            },
                        )),
                )
                .child(move || match open.get() {
                    Open::Nothing => piece(()),
                    Open::Parking => piece(view! { <Parking hands=hands/> }),
                    Open::Hands => piece(view! { <ShowOfHands/> }),
                })
                .child(when(move || desk.facilitates.get(), || piece(view! { <Closest/> })))
        },
    )
}

/// A small line that has the focus at once; Enter hands over what was typed, Escape nothing.
fn line(name: &'static str, hint: &'static str, done: impl Fn(Option<String>) + 'static) -> Piece {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            let _ = input.focus();
        }
    });
    el("input").node_ref(node).attr("aria-label", name).attr("placeholder", hint).attr("autocomplete", "off").on(
        ev::keydown,
        move |event| {
            let said = match event.key().as_str() {
                "Enter" if !event.is_composing() => Some(event_target_value(&event).trim().to_owned()),
                "Escape" => None,
                _ => return,
            };
            event.prevent_default();
            done(said.filter(|said| !said.is_empty()));
            page::focus("main-content");
        },
    )
}

#[component]
fn Parking(hands: Hands) -> Piece {
    let desk = crate::ui::desk::use_desk();
    line("Remark to park", "It is heard, and waits for its time", move |said| {
        if let Some(said) = said {
            let about = (hands.stage.get_untracked() == Some(Stage::Happened)).then(|| untrack(|| hands.walk.now()));
            let new = desk.view.with_untracked(|view| {
                let about = about.flatten().and_then(|id| view.item(&id).cloned());
                meeting::parked(desk.fresh_item(), &said, about.as_deref(), &desk.me(), now_ms())
            });
            desk.act(vec![Intent::AddItem(new)]);
        }
        hands.open.set(Open::Nothing);
    })
}

/// A question and unnamed numbers.
#[component]
fn ShowOfHands() -> Piece {
    let desk = crate::ui::desk::use_desk();
    let [question, raised, of] = [(); 3].map(|()| RwSignal::new(String::new()));
    let problem = RwSignal::new("");
    let kept = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::HANDS).map(|item| meeting::hands_said(item)).collect::<Vec<_>>())
    });
    let keep = move || {
        let item = meeting::hands(
            desk.fresh_item(),
            &question.get_untracked(),
            &raised.get_untracked(),
            &of.get_untracked(),
            now_ms(),
        );
        match item {
            Ok(item) => {
                problem.set("");
                question.set(String::new());
                raised.set(String::new());
                desk.act(vec![Intent::AddItem(item)]);
                page::focus("hands-question");
            }
            Err(why) => problem.set(why),
        }
    };
    // It has the focus at once: whoever pressed the key types on.
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            let _ = input.focus();
        }
    });
    let field = move |name: &'static str, value: RwSignal<String>, number: bool| {
        let input = el("input").id((!number).then_some("hands-question"));
        let input = if number { input } else { input.node_ref(node) };
        input
            .attr("aria-label", name)
            .attr("placeholder", name)
            .attr("inputmode", number.then_some("numeric"))
            .attr("autocomplete", "off")
            .toggle("number", move || number)
            .property("value", move || value.get())
            .on(ev::input, move |event| value.set(event_target_value(&event)))
            .on(ev::keydown, move |event| {
                if event.key() == "Enter" && !event.is_composing() {
                    event.prevent_default();
                    keep();
                }
            })
    };
    el("div")
        .class("hands")
        .child(field("What was asked", question, false))
        .child(field("Hands", raised, true))
        .child(el("span").child("of"))
        .child(field("Of how many", of, true))
        .child(button().on(ev::click, move |_| keep()).child("Keep it"))
        .child(el("p").class("problem").attr("role", "alert").child(move || problem.get()))
        .child(el("ul").attr("role", "list").attr("aria-label", "Shows of hands").child(each(
            move || kept.get(),
            String::clone,
            |said| el("li").child(said),
        )))
}

/// Who was closest to the change: a note of whoever leads. It is kept in this browser, beside the review and never in it.
#[component]
fn Closest() -> Piece {
    let desk = crate::ui::desk::use_desk();
    let mine = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some((disk, id)) = desk.disk().zip(desk.kept_of(|room| room.id().clone())) else { return };
        spawn(async move {
            let kept = disk.private(id.as_str()).await.unwrap_or_default();
            let note = kept.iter().find(|(name, _)| name == CLOSEST);
            if let Some(note) = note.and_then(|(_, bytes)| PrivateAccount::decode(bytes)) {
                let _ = mine.try_set(note.text);
            }
        });
    });
    let keep = move |text: String| {
        let Some((disk, id)) = desk.disk().zip(desk.kept_of(|room| room.id().clone())) else { return };
        spawn(async move {
            let kept = if text.trim().is_empty() {
                disk.remove_private(id.as_str(), CLOSEST).await
            } else {
                let note = PrivateAccount { text, ..PrivateAccount::default() };
                disk.put_private(id.as_str(), CLOSEST, note.encode()).await
            };
            if let Err(why) = kept {
                desk.say_for_long(why.to_string());
            }
        });
    };
    el("details")
        .class("closest")
        .child(el("summary").child("For you alone"))
        .child(el("p").class("quiet").child(
            "Who was closest to the change is the best source: ask them first. This note stays in this browser; it is \
             in nothing that leaves it.",
        ))
        .child(
            el("textarea")
                .attr("rows", "2")
                .attr("aria-label", "Closest to the change")
                .property("value", move || mine.get())
                .on(ev::change, move |event| keep(event_target_value(&event))),
        )
}
