//! Preview: what opening something would change, from whom, before anything does.

use super::{Incoming, Preview, keep_beside, keep_beside_open};
use crate::app::Room;
use crate::app::room::{Document, Take};
use crate::browser::page::spawn;
use crate::browser::random;
use crate::exchange::preview::{Change, compare};
use crate::ui::desk::{Desk, Dialog, fresh_person, fresh_seed, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::review::evidence::pieces_of;
use crate::ui::review::{history, merges, told};
use leptos::prelude::*;

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

/// What one may choose to take, and where each has something to leave out.
const CHOICES: [(Take, &str); 3] = [
    (Take::Everything, "Everything"),
    (Take::ButRemovals, "Everything, and remove nothing of mine"),
    (Take::OnlyNew, "Only what is new; what I have stays as it is"),
];

fn leaves_out(take: Take, change: Change) -> bool {
    match take {
        Take::Everything => false,
        Take::ButRemovals => change == Change::Removed,
        Take::OnlyNew => change != Change::Added,
    }
}

#[component]
fn Shown(preview: Preview) -> Piece {
    let desk = use_desk();
    let (zone, rules) = (desk.zone(), desk.rules());
    let difference = compare(&preview.before, &preview.after, &zone, &*rules).sorted();
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
        difference.counted()
    };
    let mut letter: Vec<String> = Vec::new();
    let from =
        if preview.from.is_empty() { difference.by().collect::<Vec<_>>().join(", ") } else { preview.from.join(", ") };
    if !from.is_empty() {
        letter.push(format!("From {from}. Authorship is what the sender says."));
    }
    if let Some((first, last)) = preview.written.filter(|_| !nothing) {
        letter.push(format!("Written {}.", history::span(desk, first, last)));
    }
    let problems = preview.problems.join(" ");
    let taken = StoredValue::new(preview);
    let take = RwSignal::new(Take::Everything);
    let choices: Vec<(Take, &str)> = CHOICES
        .into_iter()
        .filter(|(take, _)| {
            let out = difference.lines().iter().filter(|line| leaves_out(*take, line.change)).count();
            *take == Take::Everything || 0 < out && out < difference.lines().len()
        })
        .collect();
    el("div")
        .class("preview-body")
        .child((!letter.is_empty()).then(|| el("p").class("from").child(letter.join(" "))))
        .child(el("p").class("summary").child(summary))
        .child(
            el("ul")
                .attr("role", "list")
                .attr("aria-label", "What would change")
                .class("changes")
                .child(told::lines(difference.lines(), move |change| leaves_out(take.get(), change))),
        )
        .child(
            (!nothing && 0 < fills).then(|| el("p").class("summary").child(format!("It brings {}.", pieces_of(fills)))),
        )
        .child((!problems.is_empty()).then(|| el("p").class("problem").attr("role", "alert").child(problems)))
        .child((1 < choices.len()).then(|| {
            el("fieldset")
                .class("choices")
                .child(el("legend").child("What to take"))
                .child(
                    choices
                        .into_iter()
                        .map(|(each, name)| {
                            el("label")
                                .child(
                                    el("input")
                                        .attr("type", "radio")
                                        .attr("name", "take")
                                        .property("checked", move || take.get() == each)
                                        .on(ev::change, move |_| take.set(each)),
                                )
                                .child(name)
                        })
                        .collect::<Piece>(),
                )
                .child(el("p").class("quiet").child(
                    "What you leave out is taken back by a change of yours: it stays in the history, and Undo brings \
                     back how it was before all of it.",
                ))
        }))
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
                        .on(ev::click, move |_| taken.with_value(|preview| add(desk, preview, take.get_untracked())))
                        .child("Add theirs to mine")
                }),
        )
}

fn close(desk: Desk) {
    desk.dialog.set(Dialog::None);
    desk.incoming.set(None);
}

/// Theirs into mine: the evidence first, so that nothing is called saved that lacks some.
fn add(desk: Desk, preview: &Preview, wanted: Take) {
    let Preview { review, after, changes, evidence, from, .. } = preview.clone();
    close(desk);
    spawn(async move {
        keep_beside(desk, &review, &after, evidence).await;
        if desk.room(|room| *room.id() == review) == Some(true) {
            merges::add(desk, &changes, wanted, &from.join(", "));
        }
    });
}

fn bring_back(desk: Desk, preview: &Preview) {
    let Preview { bring_back, back_of, .. } = preview.clone();
    close(desk);
    match back_of {
        Some(index) => merges::turn(desk, index),
        None => desk.act(bring_back),
    }
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
