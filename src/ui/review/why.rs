//! Part 2: with what we knew then, why was this reasonable?
//!
//! What everybody needs stands open: the two sentences, decisions, factors, luck. The rest is one line each until
//! somebody opens it or something is written there.

mod causes;
mod decisions;
mod factors;
mod gate;
mod questions;
mod support;

use super::asked::Names;
use super::items::ItemList;
use super::short::Sentence;
use crate::practice::factors as rules;
use crate::review::choice::{Again, Answer, EffectOf, Family, LayerState};
use crate::review::field::item as fields;
use crate::review::relation::Stated;
use crate::review::{Intent, ItemId, Prose, Scalar, kind};
use crate::ui::desk::{Desk, RoomState, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use support::Support;

/// Why it made sense: everything of part 2, wherever it is shown.
#[component]
pub fn Why() -> Piece {
    let desk = use_desk();
    let copied = Memo::new(move |_| desk.rested.with(|view| rules::copied(view)));
    el("div")
        .class("part-body why")
        .child(el("h2").class("question").child("With what we knew then, why was this reasonable?"))
        .child(
            el("div")
                .class("sentences")
                .child(view! { <Sentence question="What made it possible?" field=Prose::Condition number=3
                hint="The condition under the surface: what let this happen, and would let it happen again."/> })
                .child(when(
                    move || copied.get(),
                    || {
                        note(
                            "Both sentences say the same now. What set it off can stand as it is. What would be under \
                             the surface: what was already so the day before, and would let it happen again?",
                        )
                    },
                ))
                .child(claim(Prose::Condition))
                .child(view! { <Sentence question="What set it off?" field=Prose::Trigger
                hint="The last thing before it began."/> })
                .child(claim(Prose::Trigger)),
        )
        .child(view! { <decisions::Decisions/> })
        .child(view! { <factors::Factors/> })
        .child(view! { <causes::Causes/> })
        .child(view! { <Layers/> })
        .child(view! { <gate::Gates/> })
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
        .child(view! { <questions::Questions/> })
}

/// What stands under one of the two sentences: names in it, and the entries that support it.
fn claim(field: Prose) -> Piece {
    let claim = Stated::Prose(field);
    many([piece(view! { <Names claim=claim.clone()/> }), piece(view! { <Support claim=claim/> })])
}

/// Layers of protection, and what became of each.
#[component]
fn Layers() -> Piece {
    let desk = use_desk();
    let any = Memo::new(move |_| desk.by_form(|view| view.of_kind(kind::LAYER).next().is_some()));
    section("layers", "Layers of protection", any, || {
        piece(view! { <ItemList kind=kind::LAYER name="Layers" one="Layer" hint="Which layer stood between this and \
        people? Review, test, alarm, limit, backup."
        more=layer/> })
    })
}

fn layer(id: ItemId) -> Piece {
    let desk = use_desk();
    let states = LayerState::ALL.iter().map(|each| (each.key(), each.label()));
    el("div")
        .class("item-more")
        .child(choose(desk, &id, fields::STATE, "What became of it", states))
        .child(view! { <Names claim=Stated::Item(id.clone())/> })
        .child(view! { <Support claim=Stated::Item(id)/> })
}

// ---- what the sections share -------------------------------------------------------------------------------

/// The name of a value that was chosen from a few; `None` where it is no such value.
pub fn label_of(key: &str, value: &str) -> Option<&'static str> {
    match key {
        fields::FAMILY => Family::from_key(value).map(Family::label),
        fields::EFFECT => EffectOf::from_key(value).map(EffectOf::label),
        fields::AGAIN => Again::from_key(value).map(Again::label),
        fields::STATE => LayerState::from_key(value).map(LayerState::label),
        fields::HAD_TIME | fields::HAD_CONTEXT | fields::HAD_AUTHORITY => Answer::from_key(value).map(Answer::label),
        _ => None,
    }
}

/// Whether nothing can be changed here.
fn is_still(desk: Desk) -> bool {
    desk.read_only.get().is_some() || desk.state.get() == RoomState::Guest
}

/// Words of the page's own about what stands above them.
fn note(words: impl IntoPiece) -> Piece {
    el("p").class("quiet asks").attr("role", "note").child(words)
}

/// A button that opens what it names, and it. It begins open where `any` says that something is there.
fn fold(name: &'static str, any: Memo<bool>, draw: impl Fn() -> Piece + Send + 'static) -> Piece {
    let chosen = RwSignal::new(None::<bool>);
    let open = move || chosen.get().unwrap_or_else(|| any.get());
    many([
        button()
            .class("plain fold")
            .attr("aria-expanded", move || open().to_string())
            .on(ev::click, move |_| {
                let now = chosen.get_untracked().unwrap_or_else(|| any.get_untracked());
                chosen.set(Some(!now));
            })
            .child(name),
        when(open, draw),
    ])
}

/// A section that is its heading until it is opened.
fn section(id: &'static str, name: &'static str, any: Memo<bool>, draw: impl Fn() -> Piece + Send + 'static) -> Piece {
    let chosen = RwSignal::new(None::<bool>);
    let open = move || chosen.get().unwrap_or_else(|| any.get());
    el("section")
        .class("block folding")
        .attr("aria-labelledby", id)
        .child(
            el("h3").id(id).child(
                button()
                    .class("plain fold")
                    .attr("aria-expanded", move || open().to_string())
                    .on(ev::click, move |_| {
                        let now = chosen.get_untracked().unwrap_or_else(|| any.get_untracked());
                        chosen.set(Some(!now));
                    })
                    .child(name),
            ),
        )
        .child(when(open, draw))
}

/// A scalar that is chosen from a few, with its name before it.
fn choose(
    desk: Desk,
    id: &ItemId,
    key: &'static str,
    name: &'static str,
    options: impl Iterator<Item = (&'static str, &'static str)>,
) -> Piece {
    let item = desk.item(id);
    let now = Memo::new(move |_| item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default());
    let id = id.clone();
    el("label").class("particular").child(el("span").child(name)).child(
        el("select")
            .attr("aria-label", name)
            .attr("disabled", move || is_still(desk))
            .on(ev::change, move |event| {
                let value = Scalar::text_or_null(event_target_value(&event));
                desk.act(vec![Intent::set(&id, key, value)]);
            })
            .child(
                std::iter::once(("", "–"))
                    .chain(options)
                    .map(|(value, label)| {
                        el("option")
                            .attr("value", value)
                            .attr("selected", move || now.with(|now| now == value))
                            .child(label)
                    })
                    .collect::<Piece>(),
            ),
    )
}

/// A scalar that is some words, as a growing field under its name.
fn words(desk: Desk, id: &ItemId, key: &'static str, name: &'static str, hint: &'static str) -> Piece {
    let item = desk.item(id);
    let id = id.clone();
    let value = move || item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default();
    el("label").class("why-field").child(el("span").child(name)).child(
        el("textarea")
            .attr("rows", "1")
            .attr("aria-label", name)
            .attr("placeholder", hint)
            .property("value", value)
            .attr("readonly", move || is_still(desk))
            .on(ev::change, move |event| {
                let text = event_target_value(&event);
                desk.act(vec![Intent::set(&id, key, Scalar::text_or_null(text.trim()))]);
            }),
    )
}
