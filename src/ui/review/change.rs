//! Part 3: what will someone do differently, and where will that difference live?

pub mod decide;
pub mod fields;
mod fix;
pub mod gate;
mod ladder;
mod other_ways;
mod prompts;

use super::asked::{self, ExitHalves};
use super::short::Sentence;
use crate::practice::changes;
use crate::review::Prose;
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What will change.
#[component]
pub fn Change() -> Piece {
    let desk = use_desk();
    let result = Memo::new(move |_| {
        desk.form.track();
        desk.rested.track();
        desk.view.with_untracked(|view| changes::result(view))
    });
    // The trap is written with the check's message where there is one.
    let gated = Memo::new(move |_| desk.by_form(|view| fix::gated(view).is_some()));
    // Where the short way was gone, its sentences stand open.
    let said = desk.view.with_untracked(|view| {
        [Prose::Holder, Prose::NothingBecause, Prose::Trap]
            .into_iter()
            .any(|field| !view.prose(field).trim().is_empty())
    });
    el("div")
        .class("part-body change")
        .child(el("h2").class("question").child(
            "What will someone do differently, and where will that difference \
            live?",
        ))
        .child(
            el("div")
                .class("exit")
                .child(
el("div").class("pair").child(view! { <ExitHalves hint="Something that nobody does today."/> }),
                )
                .child(move || result.get().map(|result| el("p").class("quiet result").child(result.sentence()))),
        )
        .child(view! { <fix::Fixes/> })
        .child(view! { <ladder::Ladder/> })
        .child(view! { <prompts::Prompts/> })
        .child(view! { <other_ways::OtherWays/> })
        .child(
            el("details")
                .class("block in-words")
                .attr("open", said)
                .child(el("summary").child("In a sentence instead"))
                .child(
                    el("div")
                        .class("pair")
                        .child(
                            el("div")
                                .child(view! { <Sentence question="Who holds it, by when?" field=Prose::Holder
                                hint="One person who said yes, and a day."/> })
                                .child(asked::holder(desk)),
                        )
                        .child(
                            view! { <Sentence question="Or: we choose to change nothing, because" field=Prose::NothingBecause
                            hint="A choice too, when it is said aloud."/> },
                        ),
                )
                .child(when(
                    move || !gated.get(),
                    || {
                        piece(view! { <Sentence question="The trap, in two sentences, for the next team" field=Prose::Trap
                        hint="What looks safe here, and is not."/> })
                    },
                )),
        )
}
