//! Preview: what opening something would change, from whom, before anything does.

use super::{Incoming, Preview};
use crate::app::Room;
use crate::app::room::Document;
use crate::browser::random;
use crate::exchange::preview::compare;
use crate::ui::desk::{Desk, Dialog, Notice, fresh_person, fresh_seed, now_ms, use_desk};
use crate::ui::elements::modal::Modal;
use leptos::prelude::*;
use std::sync::Arc;

/// The dialog.
#[component]
pub fn PreviewDialog() -> impl IntoView {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Preview);
    view! {
        <Modal name="Preview" when=open class="preview">
            {move || match desk.incoming.get() {
                Some(Incoming::Preview(preview)) => view! { <Shown preview=preview/> }.into_any(),
                _ => ().into_any(),
            }}
        </Modal>
    }
}

#[component]
fn Shown(preview: Preview) -> impl IntoView {
    let desk = use_desk();
    let (zone, rules) = (desk.zone(), desk.rules());
    let difference = compare(&preview.before, &preview.after, &zone, &*rules);
    let nothing = difference.is_empty();
    let back = nothing && !preview.bring_back.is_empty();
    let summary = if back {
        "Everything in this has been here before, and some of it was taken back since.".to_owned()
    } else if nothing {
        "Nothing in this is new: everything it says is here already.".to_owned()
    } else {
        difference.summary()
    };
    let from = preview.from.join(", ");
    let problems = preview.problems.join(" ");
    let taken = StoredValue::new(preview);
    view! {
        <div class="preview-body">
            {(!from.is_empty()).then(|| view! { <p class="from">{format!("As seen from {from}. Authorship is what the sender says.")}</p> })}
            <p class="summary">{summary}</p>
            <ul role="list" aria-label="What would change" class="changes">
                {difference
                    .lines()
                    .iter()
                    .map(|line| {
                        view! {
                            <li class=format!("change {}", line.class())>
                                <span class="change-kind">{line.label()}</span>
                                <span>{line.text.clone()}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {(!problems.is_empty()).then(|| view! { <p class="problem" role="alert">{problems}</p> })}
            <div class="dialog-foot">
                <button type="button" on:click=move |_| close(desk)>"Cancel"</button>
                <button type="button" on:click=move |_| taken.with_value(|preview| separate(desk, preview))>
                    "Keep separate"
                </button>
                {if back {
                    view! {
                        <button type="button" class="strong"
                            on:click=move |_| taken.with_value(|preview| bring_back(desk, preview))>"Bring back"</button>
                    }
                        .into_any()
                } else {
                    view! {
                        <button type="button" class="strong" disabled=nothing
                            on:click=move |_| taken.with_value(|preview| add(desk, preview))>"Add theirs to mine"</button>
                    }
                        .into_any()
                }}
            </div>
        </div>
    }
}

fn close(desk: Desk) {
    desk.dialog.set(Dialog::None);
    desk.incoming.set(None);
}

fn add(desk: Desk, preview: &Preview) {
    let changes = preview.changes.clone();
    close(desk);
    match desk.room(|room| room.take(&changes)) {
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
    let view = match Document::from_changes(&preview.all, actor).and_then(|replica| replica.view()) {
        Ok(view) => view,
        // What came is only a part (an answer): the copy shows it added.
        Err(_) => (*preview.after).clone(),
    };
    close(desk);
    let made = fresh_seed().and_then(|seed| Room::separate(&view, &me, &seed, now_ms()).map_err(|why| why.to_string()));
    match made {
        Ok(replica) => desk.adopt(replica, me),
        Err(why) => desk.say(why),
    }
}
