//! Part 3: what will someone do differently, and where will that difference live?

use super::items::ItemList;
use super::short::Sentence;
use crate::review::choice::Disposition;
use crate::review::{Prose, kind};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What will change.
#[component]
pub fn Change() -> Piece {
    el("div")
        .class("part-body change")
        .child(el("h2").class("question").child(
            "What will someone do differently, and where will that difference \
            live?",
        ))
        .child(
            el("div")
                .class("pair")
                .child(view! { <Sentence question="What will someone do differently?" field=Prose::Different number=4
                hint="Something that nobody does today."/> })
                .child(view! { <Sentence question="Where does that difference live?" field=Prose::Lives
                hint="In the pipeline, in a default, in a permission nobody has any more."/> }),
        )
        .child(view! {
            <ItemList
                kind=kind::CANDIDATE
                name="The one fix"
                one="The one fix"
                disposition=Some(Disposition::Funded)
                hint="One fix that nobody has to remember."
            />
        })
        .child(view! {
            <ItemList
                kind=kind::CANDIDATE
                name="Possible changes"
                one="Possible change"
                disposition=None
                hint="What could be deleted instead?"
            />
        })
        .child(view! {
            <ItemList
                kind=kind::CANDIDATE
                name="We are choosing not to do these"
                one="Change we choose not to make"
                disposition=Some(Disposition::Declined)
                hint="What we say no to, aloud, and why."
            />
        })
        .child(view! {
            <ItemList
                kind=kind::CANDIDATE
                name="Too big for this team"
                one="Change too big for this team"
                disposition=Some(Disposition::Budget)
                hint="What goes to whoever can budget it."
            />
        })
        .child(
            el("div")
                .class("pair")
                .child(view! { <Sentence question="Who holds it, by when?" field=Prose::Holder number=5
                hint="One person who said yes, and a day."/> })
                .child(
                    view! { <Sentence question="Or: we choose to change nothing, because" field=Prose::NothingBecause
                    hint="A choice too, when it is said aloud."/> },
                ),
        )
        .child(view! { <Sentence question="The trap, in two sentences, for the next team" field=Prose::Trap
        hint="What looks safe here, and is not."/> })
}
