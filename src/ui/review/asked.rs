//! What the page asks beside an answer that leads nowhere, once its writer has paused. It locks nothing.

use super::short::Sentence;
use crate::app::Route;
use crate::practice::{changes, exit, factors, holders, names};
use crate::review::relation::Stated;
use crate::review::{Prose, ReviewView};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::capital;
use leptos::prelude::*;

/// What a text of the review makes one ask, under its field.
fn beside(desk: Desk, ask: fn(&ReviewView) -> Option<&'static str>) -> Piece {
    let asked = Memo::new(move |_| desk.rested.with(|view| ask(view)));
    el("div").attr("aria-live", "polite").child(move || asked.get().map(|words| el("p").class("hint").child(words)))
}

/// The two halves of the exit question, each with what is asked of it.
#[component]
pub fn ExitHalves(
    /// The number among the five sentences.
    #[prop(optional, into)]
    number: Option<u8>,
    /// Shown while the first half is empty.
    hint: &'static str,
) -> Piece {
    let desk = use_desk();
    many([
        el("div")
            .child(view! { <Sentence question="What will someone do differently?" field=Prose::Different
            nostrip:number=number hint=hint/> })
            .child(different(desk)),
        el("div")
            .child(view! { <Sentence question="Where does that difference live?" field=Prose::Lives
            hint="In the pipeline, in a default, in a permission nobody has any more."/> })
            .child(lives(desk)),
    ])
}

/// What is asked of what someone will do differently (S3-8, S3-10).
pub fn different(desk: Desk) -> Piece {
    beside(desk, |view| exit::not_yet(view.prose(Prose::Different), "").0.map(exit::NotYet::sentence))
}

/// What is asked of where it lives (S3-8, S3-9).
pub fn lives(desk: Desk) -> Piece {
    beside(desk, |view| exit::not_yet("", view.prose(Prose::Lives)).1.map(exit::NotYet::sentence))
}

/// What is asked of who holds it, until when (S3-13, S3-16).
pub fn holder(desk: Desk) -> Piece {
    beside(desk, |view| holders::holder_hint(view.prose(Prose::Holder)))
}

/// What can stand in the place of a name, where a claim has one (S4-12).
#[component]
pub fn Names(claim: Stated) -> Piece {
    let desk = use_desk();
    let name = Memo::new(move |_| {
        desk.rested.with(|view| factors::name_in(view, crate::practice::support::words(view, &claim)))
    });
    piece(move || {
        name.get().map(|name| {
            el("p").class("quiet asks").attr("role", "note").child(format!(
                "“{name}” could have been anyone in that place. A role can stand here, such as “the responder”; what \
                 let one step go that far?"
            ))
        })
    })
}

/// The name of the button that puts roles in the place of names.
pub const ROLES: &str = "Put roles in their place";

/// Puts roles in the place of names in the story. One Undo takes it back.
pub fn put_roles(desk: Desk) {
    desk.settle();
    let acts = desk.view.with_untracked(|view| names::as_roles(view));
    if !acts.is_empty() {
        desk.act(acts);
    }
    desk.say("Roles stand in the place of names. Undo takes it back.");
}

/// That names stand in the story, and one click that puts roles there (S3-12). Nothing where none does.
#[component]
pub fn StoryNames() -> Piece {
    let desk = use_desk();
    let told = Memo::new(move |_| {
        desk.form.track();
        desk.rested.with(|view| names::sentence(view))
    });
    when(
        move || told.with(Option::is_some) && desk.read_only.get().is_none(),
        move || {
            el("p")
                .class("quiet asks")
                .attr("role", "note")
                .child(move || told.get())
                .child(" ")
                .child(button().class("plain").on(ev::click, move |_| put_roles(desk)).child(ROLES))
        },
    )
}

/// What is still to be decided, and where: beside the ways of closing and leaving. Nothing where all is decided
/// (S3-17, S3-18).
#[component]
pub fn Undecided() -> Piece {
    let desk = use_desk();
    let left = Memo::new(move |_| desk.by_form(|view| changes::undecided_sentence(view)));
    let aloud = move || desk.route.with(|route| route.review().map(|id| Route::Aloud(id.clone()).to_hash()));
    piece(move || {
        left.get().map(|sentence| {
            el("p")
                .class("quiet asks")
                .attr("role", "note")
                .child(capital(&sentence))
                .child(" ")
                .child(el("a").attr("href", aloud()).child("Read these aloud"))
        })
    })
}
