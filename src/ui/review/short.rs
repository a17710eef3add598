//! The short review: five sentences. Each stands in the part it belongs to; all five on one page are the default
//! way through a small incident.

use super::asked::{self, ExitHalves, Names, Undecided};
use super::depth::HowMuch;
use super::surprise::Surprise;
use crate::app::{Part, Route};
use crate::browser::dom::KeyboardEvent;
use crate::browser::{gestures, page};
use crate::practice::surprise;
use crate::review::choice::Depth;
use crate::review::field::meta;
use crate::review::relation::Stated;
use crate::review::{Intent, Prose, Scalar, TextField, kind};
use crate::ui::desk::{RoomState, use_desk};
use crate::ui::elements::live_text::{LiveText, element_id};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The fields of the five sentences, in order: Ctrl Enter goes from each to the next, and from the last one on.
const FIELDS: [Prose; 8] = [
    Prose::Summary,
    Prose::ModelSaid,
    Prose::SystemDid,
    Prose::Condition,
    Prose::Different,
    Prose::Lives,
    Prose::Holder,
    Prose::NothingBecause,
];

/// What comes behind the last sentence.
const CLOSE: &str = "close-review";

fn on_key(event: &KeyboardEvent) {
    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
        let mut rest = FIELDS.iter().map(|field| element_id(*field)).skip_while(|id| !gestures::has_focus(id)).skip(1);
        event.prevent_default();
        // Sentences that are folded are passed over.
        if !rest.any(|id| page::focus(&id)) {
            page::focus(CLOSE);
        }
    }
}

/// One sentence: its question and its field.
#[component]
pub fn Sentence(
    /// The question, which is also the field's name.
    #[prop(into)]
    question: String,
    /// Which text.
    field: Prose,
    /// Shown while it is empty.
    #[prop(optional, into)]
    hint: String,
    /// The number among the five.
    #[prop(optional, into)]
    number: Option<u8>,
    /// Whether the caret goes into it at once.
    #[prop(optional)]
    focus: bool,
) -> Piece {
    let name = question.clone();
    el("section")
        .class("sentence")
        .child(
            el("h3")
                .child(
                    number.map(|number| el("span").class("sentence-number").attr("aria-hidden", "true").child(number)),
                )
                .child(question),
        )
        .child(view! { <LiveText field=TextField::Prose(field) name=name hint=hint class="prose" focus=focus/> })
}

/// The first sentence, which a stranger understands. In a review in which nothing else stands the caret is in it:
/// beginning asks nothing.
#[component]
pub fn FirstSentence() -> Piece {
    let desk = use_desk();
    let fresh = desk.state.get_untracked() == RoomState::Open
        && desk.read_only.get_untracked().is_none()
        && desk.view.with_untracked(|view| {
            let written = |field: &&Prose| **field != Prose::Summary && !view.prose(**field).is_empty();
            view.items().next().is_none() && !Prose::ALL.iter().any(|field| written(&field))
        });
    // A dialog that has just been closed gives the focus back a frame later.
    if fresh
        && let Some(frame) = page::next_frame(|| {
            page::focus(&element_id(Prose::Summary));
        })
    {
        frame.forget();
    }
    el("div").class("sentences").on(ev::keydown, |event| on_key(&event)).child(view! { <Sentence
        question="What happened, from when to when, who felt it?"
        field=Prose::Summary
        hint="One sentence that a stranger understands."
        number=1
        focus=fresh
    /> })
}

/// The other four sentences: with the first they are the whole of a short review, on one page. Each stands in its
/// own part too, where there is room for depth. Of a review that is only followed through, the second and the third
/// are folded while nothing is written there.
#[component]
pub fn OtherSentences() -> Piece {
    let desk = use_desk();
    let asked = RwSignal::new(false);
    let folded = Memo::new(move |_| {
        desk.view.with(|view| {
            let empty = [Prose::ModelSaid, Prose::SystemDid, Prose::Condition]
                .iter()
                .all(|field| view.prose(*field).is_empty());
            empty && surprise::said_depth(view) == Some(Depth::FollowThrough)
        }) && !asked.get()
    });
    el("section")
        .class("block sentences")
        .attr("aria-labelledby", "in-short")
        .on(ev::keydown, |event| on_key(&event))
        .child(el("h3").id("in-short").class("in-short").child("And in four more sentences"))
        .child(when_else(
            move || folded.get(),
            move || {
                button()
                    .class("plain")
                    .on(ev::click, move |_| asked.set(true))
                    .child("What surprised us, and what made it possible")
            },
            || {
                el("div")
                    .class("pair")
                    .attr("role", "group")
                    .attr("aria-label", "What surprised us")
                    .child(
                        view! { <Sentence question="What surprised us: our model said …" field=Prose::ModelSaid number=2
                        hint="What we took for granted."/> },
                    )
                    .child(view! {
                        <Sentence
                            question="… and the system did"
                            field=Prose::SystemDid
                            hint="What it did instead."
                        />
                    })
            },
        ))
        .child(view! { <Surprise/> })
        .child(when(
            move || !folded.get(),
            || {
                many([
                    piece(view! { <Sentence question="What made it possible?" field=Prose::Condition number=3
                    hint="The condition under the surface."/> }),
                    piece(view! { <Names claim=Stated::Prose(Prose::Condition)/> }),
                ])
            },
        ))
        .child(
            el("div")
                .class("pair")
                .attr("role", "group")
                .attr("aria-label", "What will be different")
                .child(view! { <ExitHalves number=4 hint="Something anyone could see."/> }),
        )
        .child(
            el("div")
                .class("pair")
                .attr("role", "group")
                .attr("aria-label", "Who holds it")
                .child(
                    el("div")
                        .child(view! { <Sentence question="Who holds it, by when?" field=Prose::Holder number=5
                        hint="A name and a date."/> })
                        .child(asked::holder(desk)),
                )
                .child(
                    view! { <Sentence question="Or: we choose to change nothing, because" field=Prose::NothingBecause
                    hint="A reason somebody can come back to."/> },
                ),
        )
        .child(view! { <Undecided/> })
        .child(view! { <Closing/> })
        .child(view! { <HowMuch/> })
}

/// Closing it, which nothing stands in the way of, and what else it may be.
#[component]
fn Closing() -> Piece {
    let desk = use_desk();
    let closed = Memo::new(move |_| desk.by_form(|view| view.meta(meta::STATUS).text() == "closed"));
    let bets = Memo::new(move |_| desk.by_form(|view| view.of_kind(kind::BET).next().is_some()));
    let review = desk.route.with_untracked(|route| route.review().cloned());
    let to_bet = review.clone().map(|id| Route::Bet(id).to_hash());
    let to_stick = review.map(|id| Route::Review(id, Part::Stick).to_hash());
    el("p")
        .class("closing")
        .child(when(
            move || desk.state.get() == RoomState::Open && desk.read_only.get().is_none(),
            move || {
                button()
                    .id(CLOSE)
                    .on(ev::click, move |_| {
                        let agreed = desk.view.with_untracked(|view| view.meta(meta::AGREED_AT).first().is_set());
                        let status = match (closed.get_untracked(), agreed) {
                            (false, _) => "closed",
                            (true, true) => "agreed",
                            (true, false) => "draft",
                        };
                        desk.act(vec![Intent::set_meta(meta::STATUS, Scalar::text(status))]);
                    })
                    .child(move || if closed.get() { "Open it again" } else { "Close the review" })
            },
        ))
        .child(
            el("span").attr("role", "status").class("quiet").child(move || {
                if closed.get() { "Closed. In thirty days the question is whether it stuck." } else { "" }
            }),
        )
        .child(when(
            move || closed.get() || desk.by_form(surprise_is_followed_through),
            move || el("a").attr("href", to_stick.clone()).child("Did it stick?"),
        ))
        .child(el("a").attr("href", to_bet).child(move || if bets.get() { "The bet" } else { "This was a bet" }))
}

fn surprise_is_followed_through(view: &std::sync::Arc<crate::review::ReviewView>) -> bool {
    surprise::said_depth(view) == Some(Depth::FollowThrough)
}
