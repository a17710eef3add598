//! Part 2: with what we knew then, why was this reasonable?

use super::items::ItemList;
use super::short::Sentence;
use crate::review::field::item as fields;
use crate::review::{EntryKind, Intent, Item, Prose, Scalar, kind};
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// Why it made sense.
#[component]
pub fn Why() -> Piece {
    let desk = use_desk();
    let decisions = Memo::new(move |_| {
        desk.view.with(|view| {
            view.timeline().filter(|entry| entry.entry_kind() == EntryKind::Decision).cloned().collect::<Vec<_>>()
        })
    });
    el("div")
        .class("part-body why")
        .child(el("h2").class("question").child("With what we knew then, why was this reasonable?"))
        .child(
            el("div")
                .class("sentences")
                .child(view! { <Sentence question="What made it possible?" field=Prose::Condition number=3
                hint="The condition under the surface: what let this happen, and would let it happen again."/> })
                .child(view! { <Sentence question="What set it off?" field=Prose::Trigger
                hint="The last thing before it began."/> }),
        )
        .child(
            el("section")
                .class("block")
                .attr("aria-labelledby", "decisions")
                .child(el("h3").id("decisions").child("Decisions"))
                .child(when_else(
                    move || !decisions.with(Vec::is_empty),
                    move || {
                        el("ul").class("decisions").attr("role", "list").attr("aria-label", "Decisions").child(each(
                            move || decisions.get(),
                            |entry| entry.id().clone(),
                            move |entry| piece(view! { <Decision entry=entry/> }),
                        ))
                    },
                    || {
                        el("p")
                            .class("quiet")
                            .child("Entries of the kind “Decision” appear here: type “!” before one in part 1.")
                    },
                )),
        )
        .child(view! { <ItemList kind=kind::FACTOR name="Contributing factors" one="Contributing factor"
        hint="What enabled it, worsened it, or delayed us?"/> })
        .child(
            el("div")
                .class("pair")
                .child(view! { <Sentence question="Where were we lucky?" field=Prose::Luck
                hint="What could have made it worse, and did not."/> })
                .child(view! {
                    <Sentence
                        question="What helped?"
                        field=Prose::Helped
                        hint="What to keep."
                    />
                }),
        )
        .child(view! { <ItemList kind=kind::QUESTION name="Open questions" one="Open question"
        hint="What can nobody explain yet?"/> })
}

/// One decision: when, what, and why it made sense at the time.
#[component]
fn Decision(entry: Arc<Item>) -> Piece {
    let desk = use_desk();
    let id = entry.id().clone();
    let item = desk.item(&id);
    let shown = item.clone();
    let time = move || shown.get().map(|item| item.at().short(&desk.zone(), &*desk.rules())).unwrap_or_default();
    let said = item.clone();
    let decided = item.clone();
    let known_then = item.clone();
    let replay = move || decided.get().and_then(|item| crate::ui::replay::address(desk, &item));
    let why = move || item.get().map(|item| item.field(fields::WHY).text().to_owned()).unwrap_or_default();
    el("li").class("decision").child(el("span").class("time").child(time)).child(
        el("div")
            .child(
                el("p").class("text").child(move || said.get().map(|item| item.body().to_owned()).unwrap_or_default()),
            )
            .child(move || {
                let known = known_then.get()?.field(fields::KNOWN_THEN).text().to_owned();
                (!known.is_empty()).then(|| el("p").class("quiet").child(format!("Written down then: {known}")))
            })
            .child(move || replay().map(|to| el("a").class("replay-link").attr("href", to).child("Replay this moment")))
            .child(
                el("label").class("why-field").child(el("span").child("Why did this make sense at the time?")).child(
                    el("textarea")
                        .attr("rows", "2")
                        .attr("aria-label", "Why did this make sense at the time?")
                        .attr("placeholder", "What was known, what was weighed, what pressed.")
                        .property("value", why)
                        .attr("readonly", move || desk.read_only.get().is_some())
                        .on(ev::change, move |event| {
                            let text = event_target_value(&event);
                            desk.act(vec![Intent::set(&id, fields::WHY, Scalar::text_or_null(text.trim()))]);
                        }),
                ),
            ),
    )
}
