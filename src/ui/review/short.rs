//! The short review: five sentences. Each stands in the part it belongs to; all five on one page are the default
//! way through a small incident.

use crate::review::{Prose, TextField};
use crate::ui::elements::live_text::LiveText;
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
) -> impl IntoView {
    let name = question.clone();
    view! {
        <section class="sentence">
            <h3>
                {number.map(|number| view! { <span class="sentence-number" aria-hidden="true">{number}</span> })}
                {question}
            </h3>
            <LiveText field=TextField::Prose(field) name=name hint=hint class="prose"/>
        </section>
    }
}

/// The first sentence, which a stranger understands.
#[component]
pub fn FirstSentence() -> impl IntoView {
    view! {
        <div class="sentences">
            <Sentence
                question="What happened, from when to when, who felt it?"
                field=Prose::Summary
                hint="One sentence that a stranger understands."
                number=1
            />
        </div>
    }
}

/// The other four sentences: with the first they are the whole of a short review, on one page. Each stands in its
/// own part too, where there is room for depth.
#[component]
pub fn OtherSentences() -> impl IntoView {
    view! {
        <section class="block sentences" aria-labelledby="in-short">
            <h3 id="in-short" class="in-short">"And in four more sentences"</h3>
            <div class="pair" role="group" aria-label="What surprised us">
                <Sentence question="What surprised us: our model said …" field=Prose::ModelSaid number=2
                    hint="What we took for granted."/>
                <Sentence question="… and the system did" field=Prose::SystemDid hint="What it did instead."/>
            </div>
            <Sentence question="What made it possible?" field=Prose::Condition number=3
                hint="The condition under the surface."/>
            <div class="pair" role="group" aria-label="What will be different">
                <Sentence question="What will someone do differently?" field=Prose::Different number=4
                    hint="Something anyone could see."/>
                <Sentence question="Where does that difference live?" field=Prose::Lives
                    hint="In the pipeline, in a default, in a permission nobody has any more."/>
            </div>
            <div class="pair" role="group" aria-label="Who holds it">
                <Sentence question="Who holds it, by when?" field=Prose::Holder number=5 hint="A name and a date."/>
                <Sentence question="Or: we choose to change nothing, because" field=Prose::NothingBecause
                    hint="A reason somebody can come back to."/>
            </div>
        </section>
    }
}
