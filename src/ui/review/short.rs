//! The short review: five sentences. Each stands in the part it belongs to; all five on one page are the default
//! way through a small incident.

use crate::review::{Prose, TextField};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

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
        .child(view! { <LiveText field=TextField::Prose(field) name=name hint=hint class="prose"/> })
}

/// The first sentence, which a stranger understands.
#[component]
pub fn FirstSentence() -> Piece {
    el("div").class("sentences").child(view! { <Sentence
        question="What happened, from when to when, who felt it?"
        field=Prose::Summary
        hint="One sentence that a stranger understands."
        number=1
    /> })
}

/// The other four sentences: with the first they are the whole of a short review, on one page. Each stands in its
/// own part too, where there is room for depth.
#[component]
pub fn OtherSentences() -> Piece {
    el("section")
        .class("block sentences")
        .attr("aria-labelledby", "in-short")
        .child(el("h3").id("in-short").class("in-short").child("And in four more sentences"))
        .child(
            el("div")
                .class("pair")
                .attr("role", "group")
                .attr("aria-label", "What surprised us")
                .child(view! { <Sentence question="What surprised us: our model said …" field=Prose::ModelSaid number=2
                hint="What we took for granted."/> })
                .child(view! {
                    <Sentence
                        question="… and the system did"
                        field=Prose::SystemDid
                        hint="What it did instead."
                    />
                }),
        )
        .child(view! { <Sentence question="What made it possible?" field=Prose::Condition number=3
        hint="The condition under the surface."/> })
        .child(
            el("div")
                .class("pair")
                .attr("role", "group")
                .attr("aria-label", "What will be different")
                .child(view! { <Sentence question="What will someone do differently?" field=Prose::Different number=4
                hint="Something anyone could see."/> })
                .child(view! { <Sentence question="Where does that difference live?" field=Prose::Lives
                hint="In the pipeline, in a default, in a permission nobody has any more."/> }),
        )
        .child(
            el("div")
                .class("pair")
                .attr("role", "group")
                .attr("aria-label", "Who holds it")
                .child(view! {
                    <Sentence
                        question="Who holds it, by when?"
                        field=Prose::Holder
                        number=5
                        hint="A name and a date."
                    />
                })
                .child(
                    view! { <Sentence question="Or: we choose to change nothing, because" field=Prose::NothingBecause
                    hint="A reason somebody can come back to."/> },
                ),
        )
}
