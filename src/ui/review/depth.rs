//! How much of a review is worth making: what surprise suggests, and why; one click says otherwise.

use crate::practice::surprise::{self, Suggestion};
use crate::review::choice::Depth;
use crate::review::field::meta;
use crate::review::{Intent, Scalar};
use crate::ui::desk::{RoomState, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The line.
#[component]
pub fn HowMuch() -> Piece {
    let desk = use_desk();
    let suggested = Memo::new(move |_| desk.view.with(|view| surprise::suggestion(view)));
    let depth = Memo::new(move |_| desk.by_form(|view| surprise::depth(view)));
    let why = move || {
        suggested.get().map(|Suggestion { depth: wanted, why }| {
            let asks = if wanted == depth.get() { String::new() } else { format!(" Suggested: {}.", wanted.label()) };
            format!("{why}{asks}")
        })
    };
    let choices = move || {
        let each = |one: &Depth| {
            let one = *one;
            button()
                .class("plain")
                .attr("aria-pressed", move || (depth.get() == one).to_string())
                .on(ev::click, move |_| {
                    desk.act(vec![Intent::set_meta(meta::DEPTH, Scalar::text(one.key()))]);
                })
                .child(one.label())
        };
        el("div")
            .class("choices")
            .attr("role", "group")
            .attr("aria-label", "How much of a review")
            .child(Depth::ALL.iter().map(each).collect::<Piece>())
    };
    el("div")
        .class("how-much")
        .child(el("p").attr("role", "status").child(move || why().unwrap_or_default()))
        .child(when(move || desk.state.get() == RoomState::Open && desk.read_only.get().is_none(), choices))
}
