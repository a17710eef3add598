//! Preview: what opening something would change, from whom, before anything does.

use super::{Incoming, Preview, keep_beside, keep_beside_open};
use crate::app::Room;
use crate::app::room::Document;
use crate::browser::page::spawn;
use crate::browser::random;
use crate::exchange::preview::compare;
use crate::ui::desk::{Desk, Dialog, Notice, fresh_person, fresh_seed, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::review::evidence::pieces_of;
use leptos::prelude::*;
use std::sync::Arc;

/// The dialog.
#[component]
pub fn PreviewDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Preview);
    piece(view! { <Modal name="Preview" when=open class="preview"> {piece(move || match desk.incoming.get() {
        Some(Incoming::Preview(preview)) => piece(view! { <Shown preview=preview/> }),
        _ => piece(()),
    })} </Modal> })
}

#[component]
fn Shown(preview: Preview) -> Piece {
    let desk = use_desk();
    let (zone, rules) = (desk.zone(), desk.rules());
    let difference = compare(&preview.before, &preview.after, &zone, &*rules);
    let nothing = difference.is_empty();
    let back = nothing && !preview.bring_back.is_empty();
    let fills = preview.fills;
    let summary = if nothing && !back && 0 < fills {
        format!("Its words are here already; it brings {} that this browser lacks.", pieces_of(fills))
    } else if back {
        "Everything in this has been here before, and some of it was taken back since.".to_owned()
    } else if nothing {
        "Nothing in this is new: everything it says is here already.".to_owned()
    } else {
        difference.summary()
    };
    let from = preview.from.join(", ");
    let problems = preview.problems.join(" ");
    let taken = StoredValue::new(preview);
    el("div")
        .class("preview-body")
        .child(
            (!from.is_empty()).then(|| {
                el("p").class("from").child(format!("As seen from {from}. Authorship is what the sender says."))
            }),
        )
        .child(el("p").class("summary").child(summary))
        .child(
            el("ul").attr("role", "list").attr("aria-label", "What would change").class("changes").child(
                difference
                    .lines()
                    .iter()
                    .map(|line| {
                        el("li")
                            .class(format!("change {}", line.class()))
                            .child(el("span").class("change-kind").child(line.label()))
                            .child(el("span").child(line.text.clone()))
                    })
                    .collect::<Piece>(),
            ),
        )
        .child(
            (!nothing && 0 < fills).then(|| el("p").class("summary").child(format!("It brings {}.", pieces_of(fills)))),
        )
        .child((!problems.is_empty()).then(|| el("p").class("problem").attr("role", "alert").child(problems)))
        .child(
            el("div")
                .class("dialog-foot")
                .child(button().on(ev::click, move |_| close(desk)).child("Cancel"))
                .child(
                    button()
                        .on(ev::click, move |_| taken.with_value(|preview| separate(desk, preview)))
                        .child("Keep separate"),
                )
                .child(if back {
                    button()
                        .class("strong")
                        .on(ev::click, move |_| taken.with_value(|preview| bring_back(desk, preview)))
                        .child("Bring back")
                } else {
                    button()
                        .class("strong")
                        .attr("disabled", nothing && fills == 0)
                        .on(ev::click, move |_| taken.with_value(|preview| add(desk, preview)))
                        .child("Add theirs to mine")
                }),
        )
}

fn close(desk: Desk) {
    desk.dialog.set(Dialog::None);
    desk.incoming.set(None);
}

/// Theirs into mine: the evidence first, so that nothing is called saved that lacks some.
fn add(desk: Desk, preview: &Preview) {
    let Preview { review, after, changes, evidence, .. } = preview.clone();
    close(desk);
    spawn(async move {
        keep_beside(desk, &review, &after, evidence).await;
        if desk.room(|room| *room.id() == review) == Some(true) {
            take(desk, &changes);
        }
    });
}

fn take(desk: Desk, changes: &[Vec<u8>]) {
    match desk.room(|room| room.take(changes)) {
        Some(Ok(brought)) => {
            desk.carry(brought.outputs, None);
            desk.notice.set(Some(Notice {
                text: "Theirs is added to yours.".to_owned(),
                action: Some((
                    "Undo".to_owned(),
                    Arc::new(move || {
                        let outputs = desk.room(|room| room.undo_merge(now_ms())).unwrap_or_default();
                        desk.carry(outputs, None);
                        desk.say("Taken back. Opening the same again offers to bring it back.");
                    }),
                )),
                stays: true,
            }));
        }
        Some(Err(why)) => desk.say_for_long(why.to_string()),
        None => {}
    }
}

fn bring_back(desk: Desk, preview: &Preview) {
    let intents = preview.bring_back.clone();
    close(desk);
    desk.act(intents);
    desk.say("Brought back.");
}

/// Theirs as a review of its own, beside this one.
fn separate(desk: Desk, preview: &Preview) {
    let actor = random::bytes::<16>().unwrap_or_default();
    let me = fresh_person();
    let evidence = preview.evidence.clone();
    let view = match Document::from_changes(&preview.all, actor).and_then(|replica| replica.view()) {
        Ok(view) => view,
        // What came is only a part (an answer): the copy shows it added.
        Err(_) => (*preview.after).clone(),
    };
    close(desk);
    let made = fresh_seed().and_then(|seed| Room::separate(&view, &me, &seed, now_ms()).map_err(|why| why.to_string()));
    match made {
        Ok(replica) => {
            desk.adopt(replica, me);
            keep_beside_open(desk, &view, evidence);
        }
        Err(why) => desk.say(why),
    }
}
