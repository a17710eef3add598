//! Decisions, each with what was known when it was made, and what could not be seen.

use super::super::differing::OfItem;
use super::{fold, is_still, words};
use crate::practice::decisions as rules;
use crate::review::Item;
use crate::review::field::item as fields;
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// The decisions of the timeline, and what they could not see.
#[component]
pub fn Decisions() -> Piece {
    let desk = use_desk();
    let decisions =
        Memo::new(move |_| desk.by_form(|view| rules::decisions(view).cloned().collect::<Vec<Arc<Item>>>()));
    let unseen = Memo::new(move |_| desk.by_form(|view| rules::unseen(view)));
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
        ))
        .child(when(
            move || !unseen.with(Vec::is_empty),
            move || {
                many([
                    el("h4").id("unseen").child("What we could not see"),
                    el("ul").class("unseen").attr("role", "list").attr("aria-labelledby", "unseen").child(each(
                        move || unseen.get(),
                        rules::Unseen::clone,
                        |unseen| {
                            let was = (!unseen.was.is_empty())
                                .then(|| el("span").class("quiet").child(format!(" It was here: {}", unseen.was)));
                            el("li").child(unseen.missing).child(was)
                        },
                    )),
                ])
            },
        ))
}

/// One decision: when, what, why it made sense at the time; the rest on a click.
#[component]
fn Decision(entry: Arc<Item>) -> Piece {
    let desk = use_desk();
    let id = entry.id().clone();
    let item = desk.item(&id);
    let (shown, said, decided, told, line) = (item.clone(), item.clone(), item.clone(), item.clone(), item.clone());
    let time = move || shown.get().map(|item| item.at().short(&desk.zone(), &*desk.rules())).unwrap_or_default();
    let replay = move || decided.get().and_then(|item| crate::ui::replay::address(desk, &item));
    let any = Memo::new(move |_| told.with(|item| item.as_ref().is_some_and(|item| rules::tells_more(item))));
    let reason =
        Memo::new(move |_| line.with(|item| item.as_ref().is_some_and(|item| !rules::move_reason(item).is_empty())));
    let more = id.clone();
    el("li").class("decision").child(el("span").class("time").child(time)).child(
        el("div")
            .child(
                el("p").class("text").child(move || said.get().map(|item| item.body().to_owned()).unwrap_or_default()),
            )
            .child(move || replay().map(|to| el("a").class("replay-link").attr("href", to).child("Replay this moment")))
            .child(view! { <OfItem id=id.clone()/> })
            .child(words(
                desk,
                &id,
                fields::WHY,
                "Why did this make sense at the time?",
                "What was known, what was weighed, what pressed.",
            ))
            .child(when(
                move || reason.get() && !is_still(desk),
                move || {
                    let item = item.clone();
                    button()
                        .class("plain")
                        .on(ev::click, move |_| {
                            if let Some(item) = item.get_untracked() {
                                desk.act(rules::move_reason(&item));
                            }
                        })
                        .child("Move the reason out of the line to here")
                },
            ))
            .child(el("div").class("decision-more").child(fold("More about this decision", any, move || {
                let field = |key, name, hint| words(desk, &more, key, name, hint);
                many([
                    field(fields::KNOWN_THEN, "Known then", "What one could see, and what was taken for granted."),
                    field(
                        fields::OPTIONS,
                        "Options considered",
                        "What else could have been done, and what it would have cost.",
                    ),
                    field(
                        fields::CHOSEN,
                        "Chosen",
                        "And how it was carried out, where the line above does not say it.",
                    ),
                    field(
                        fields::MISSING,
                        "What was not known and would have helped",
                        "Which build was live, who else was on it.",
                    ),
                    field(
                        fields::MISSING_WAS,
                        "Where that was",
                        "In a log, on another team's screen, in nobody's hands.",
                    ),
                    el("div").class("later").child(field(
                        fields::LEARNED_LATER,
                        "Learned later",
                        "It stands apart: nobody could use it then.",
                    )),
                ])
            }))),
    )
}
