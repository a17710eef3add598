//! Read these aloud: one change at a time, large, and a key for each way. The room decides; nobody's name is asked.

use super::desk::{Desk, RoomState, use_desk};
use super::review::change::decide::{needed, take, verb};
use super::review::change::fields::{of_item, unasked};
use crate::app::{Part, Route};
use crate::browser::listening::Listening;
use crate::browser::page;
use crate::practice::changes::{self, Funding};
use crate::practice::holders;
use crate::review::ItemId;
use crate::review::choice::Disposition;
use crate::review::field::item as fields;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The ways, each with its key.
const WAYS: [(Disposition, &str); 3] =
    [(Disposition::Declined, "d"), (Disposition::Funded, "f"), (Disposition::Budget, "b")];

/// The page.
#[component]
pub fn AloudPage() -> Piece {
    let desk = use_desk();
    Effect::new(move |_| page::set_title("Read these aloud · Second Story"));
    let state = Memo::new(move |_| desk.state.get());
    el("main").id("main-content").attr("tabindex", "-1").class("aloud").child(el("h1").child("Read these aloud")).child(
        move || match state.get() {
            RoomState::Open | RoomState::Guest => piece(view! { <Reading/> }),
            RoomState::Missing(why) => super::review::missing(why),
            RoomState::Unreadable(why) => el("p").child(why),
            _ => el("p").attr("role", "status").child("Opening…"),
        },
    )
}

#[component]
fn Reading() -> Piece {
    let desk = use_desk();
    // What was undecided when one came stays until one leaves, so that a decision can be looked at and changed.
    let all = Memo::new(move |before: Option<&Vec<ItemId>>| {
        let mut all = before.cloned().unwrap_or_default();
        desk.by_form(|view| {
            all.retain(|id| view.item(id).is_some_and(|item| item.is_present()));
            for item in changes::undecided(view) {
                if !all.contains(item.id()) {
                    all.push(item.id().clone());
                }
            }
        });
        all
    });
    let at = RwSignal::new(0_usize);
    let needs = RwSignal::new(Funding::Free);
    let now = Memo::new(move |_| all.with(|all| all.get(at.get()).cloned()));
    let step = move |by: isize| {
        needs.set(Funding::Free);
        at.update(|at| *at = at.saturating_add_signed(by).min(all.with_untracked(Vec::len)));
    };
    let choose = move |way: Disposition| {
        if let Some(id) = now.get_untracked().filter(|_| desk.read_only.get_untracked().is_none()) {
            take(desk, &id, Some(way), "", needs);
        }
    };
    let keys: StoredValue<Option<Listening>, LocalStorage> = StoredValue::new_local(page::on_key(move |event| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.default_prevented();
        if !plain || page::typing_somewhere() || desk.dialog.get_untracked() != super::desk::Dialog::None {
            return;
        }
        let key = event.key();
        match WAYS.iter().find(|(_, letter)| *letter == key) {
            Some((way, _)) => choose(*way),
            None if key == "ArrowRight" => step(1),
            None if key == "ArrowLeft" => step(-1),
            None => return,
        }
        event.prevent_default();
    }));
    on_cleanup(move || keys.set_value(None));
    let back =
        move || desk.route.with(|route| route.review().map(|id| Route::Review(id.clone(), Part::Change).to_hash()));
    piece(move || match now.get() {
        None => {
            let said =
                if all.with_untracked(Vec::is_empty) { "Nothing is left to decide." } else { "That was the last one." };
            el("div")
                .class("aloud-end")
                .child(el("p").attr("role", "status").child(said))
                .child((0 < at.get()).then(|| button().on(ev::click, move |_| step(-1)).child("Back")))
                .child(el("a").attr("href", back).child("What will change"))
        }
        Some(id) => many([
            one(desk, &id),
            el("div").class("aloud-ways").attr("role", "group").attr("aria-label", "Ways").child(
                WAYS.into_iter()
                    .map(|(way, letter)| {
                        let item = desk.item(&id);
                        let taken = move || item.get().is_some_and(|item| changes::decided(&item) == Some(way));
                        button()
                            .attr("aria-pressed", move || taken().to_string())
                            .attr("aria-keyshortcuts", letter)
                            .attr("disabled", move || desk.read_only.get().is_some())
                            .on(ev::click, move |_| choose(way))
                            .child(verb(Some(way)))
                            .child(el("kbd").attr("aria-hidden", "true").child(letter))
                    })
                    .collect::<Piece>(),
            ),
            needed(desk, &id, needs, Callback::new(|_| ())),
            particulars(desk, &id),
            el("p")
                .class("aloud-steps")
                .child(el("span").class("quiet").child(move || format!("{} of {}", at.get() + 1, all.with(Vec::len))))
                .child(
                    (0 < at.get_untracked())
                        .then(|| button().class("plain").on(ev::click, move |_| step(-1)).child("Back")),
                )
                .child(
                    button()
                        .class("plain")
                        .attr("aria-keyshortcuts", "ArrowRight")
                        .on(ev::click, move |_| step(1))
                        .child("Next →"),
                )
                .child(el("a").attr("href", back).child("What will change")),
        ]),
    })
}

/// The change, and the sentence that is said.
fn one(desk: Desk, id: &ItemId) -> Piece {
    let (words, way) = (desk.item(id), desk.item(id));
    let said = move || match way.get().and_then(|item| changes::decided(&item)) {
        Some(Disposition::Funded) => "We are going to do this one.",
        Some(Disposition::Budget) => "This one is too big for this team.",
        Some(Disposition::Declined) | None => "We are choosing not to do this one.",
    };
    let decided = desk.item(id);
    el("div")
        .class("aloud-one")
        .attr("aria-live", "polite")
        .child(
            el("p")
                .class("aloud-words")
                .child(move || words.get().map(|item| item.words().to_owned()).unwrap_or_default()),
        )
        .child(
            el("p")
                .class("aloud-said")
                .toggle("decided", move || decided.get().is_some_and(|item| changes::decided(&item).is_some()))
                .child(said),
        )
}

/// What goes with the decision: why, and when to look at it again; of one that is too big, to whom it goes.
fn particulars(desk: Desk, id: &ItemId) -> Piece {
    let item = desk.item(id);
    let way = Memo::new(move |_| item.get().and_then(|item| changes::decided(&item)));
    let id = id.clone();
    el("div").class("fix-facts").child(move || match way.get() {
        Some(Disposition::Funded) => many([
            of_item(desk, &id, fields::OWNER, "Owner", holders::owner_hint),
            of_item(desk, &id, fields::DUE, "By", holders::due_hint),
        ]),
        Some(Disposition::Budget) => many([
            of_item(desk, &id, fields::ADDRESSEE, "Goes to", unasked),
            of_item(desk, &id, fields::REASON, "Because", unasked),
        ]),
        _ => many([
            of_item(desk, &id, fields::REASON, "Because", unasked),
            of_item(desk, &id, fields::REVISIT, "Look at it again when", unasked),
        ]),
    })
}
