//! The three ways of a change: fund it, choose not to do it, take it to whoever can budget it.

use super::fields::focus_soon;
use crate::browser::gestures;
use crate::practice::changes::{self, Funding};
use crate::review::ItemId;
use crate::review::choice::Disposition;
use crate::review::field::item as fields;
use crate::ui::desk::{Desk, now_ms};
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;

/// What one does by it.
pub const fn verb(way: Option<Disposition>) -> &'static str {
    match way {
        Some(Disposition::Funded) => "Fund",
        Some(Disposition::Declined) => "Choose not to do",
        Some(Disposition::Budget) => "Too big for this team",
        None => "Leave undecided",
    }
}

/// The field that is written in next, once something was decided.
pub fn next_field(id: &ItemId, way: Option<Disposition>) -> String {
    let key = match way {
        Some(Disposition::Funded) => fields::OWNER,
        Some(Disposition::Declined) => fields::REASON,
        Some(Disposition::Budget) => fields::ADDRESSEE,
        None => fields::RUNG,
    };
    format!("{key}-{id}")
}

/// Decides, or notes what it needs first. Says whether it was decided.
pub fn take(desk: Desk, id: &ItemId, way: Option<Disposition>, because: &str, needs: RwSignal<Funding>) -> bool {
    desk.settle();
    let (acts, funding) = desk
        .view
        .with_untracked(|view| (changes::decide(view, id, way, because, now_ms()), changes::funding(view, id)));
    if acts.is_empty() {
        needs.set(funding);
        focus_soon(format!("needs-{id}"));
        return false;
    }
    needs.set(Funding::Free);
    desk.act(acts);
    true
}

/// What funding a change needs first: the sentence of a second one; or, of a third, one of the other two ways.
pub fn needed(desk: Desk, id: &ItemId, needs: RwSignal<Funding>, done: Callback<Option<Disposition>>) -> Piece {
    let because = RwSignal::new(String::new());
    let id = id.clone();
    let decide = move |id: &ItemId, way: Disposition, because: &str| {
        if take(desk, id, Some(way), because, needs) {
            done.run(Some(way));
        }
    };
    piece(move || {
        let (first, second) = (id.clone(), id.clone());
        match needs.get() {
            Funding::Free => piece(()),
            Funding::WithSentence => el("div")
                .class("needed")
                .attr("role", "group")
                .attr("aria-label", "A second fix")
                .child(
                    el("label")
                        .child(el("span").child("One fix is funded already. Why does this need a second one?"))
                        .child(
                            el("input")
                                .id(format!("needs-{id}"))
                                .attr("aria-label", "Why a second one")
                                .property("value", move || because.get())
                                .on(ev::input, move |event| because.set(event_target_value(&event)))
                                .on(ev::keydown, move |event| match event.key().as_str() {
                                    "Enter" if !event.is_composing() => {
                                        event.prevent_default();
                                        decide(&first, Disposition::Funded, &because.get_untracked());
                                    }
                                    "Escape" => needs.set(Funding::Free),
                                    _ => {}
                                }),
                        ),
                )
                .child(
                    button()
                        .on(ev::click, move |_| decide(&second, Disposition::Funded, &because.get_untracked()))
                        .child("Fund it as the second"),
                ),
            Funding::Refused => el("p")
                .class("needed")
                .attr("role", "alert")
                .child("Two fixes are funded, and a third is one more that dies quietly. For this one: ")
                .child(
                    button()
                        .id(format!("needs-{id}"))
                        .on(ev::click, move |_| decide(&first, Disposition::Declined, ""))
                        .child("Choose not to do it"),
                )
                .child(" or ")
                .child(
                    button()
                        .on(ev::click, move |_| decide(&second, Disposition::Budget, ""))
                        .child("Take it to whoever can budget it"),
                ),
        }
    })
}

/// The button with the ways that are not taken yet.
pub fn decide(desk: Desk, id: &ItemId) -> Piece {
    let open = RwSignal::new(false);
    let needs = RwSignal::new(Funding::Free);
    let menu = NodeRef::<html::Div>::new();
    let opener = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            gestures::focus_child(&menu, 0);
        }
    });
    let close = move || {
        open.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    };
    let (own, taken) = (id.clone(), id.clone());
    let choose = move |way: Option<Disposition>| {
        close();
        if take(desk, &own, way, "", needs) {
            focus_soon(next_field(&own, way));
        }
    };
    let done = Callback::new(move |way| focus_soon(next_field(&taken, way)));
    let item = desk.item(id);
    let ways = move || {
        let now = item
            .with_untracked(|item| item.as_ref().map(|item| (changes::decided(item), changes::decisions(item).len())));
        // Where people decided differently, each way settles it.
        let now = now.filter(|(_, several)| *several == 1).map(|(now, _)| now);
        Disposition::ALL.iter().copied().map(Some).chain([None]).filter(move |way| now != Some(*way))
    };
    el("div")
        .class("deciding")
        .child(
            el("div")
                .class("menu-holder")
                .child(
                    button()
                        .node_ref(opener)
                        .attr("aria-describedby", format!("change-{id}"))
                        .attr("aria-haspopup", "menu")
                        .attr("aria-expanded", move || open.get().to_string())
                        .attr("disabled", move || desk.read_only.get().is_some())
                        .on(ev::click, move |_| open.update(|open| *open = !*open))
                        .child("Decide…"),
                )
                .child(when(
                    move || open.get(),
                    move || {
                        let choose = choose.clone();
                        el("div")
                            .node_ref(menu)
                            .class("menu")
                            .attr("role", "menu")
                            .attr("aria-label", "Decide")
                            .on(ev::keydown, move |event| {
                                match event.key().as_str() {
                                    "Escape" | "Tab" => close(),
                                    "ArrowDown" => gestures::step_focus(&event, 1),
                                    "ArrowUp" => gestures::step_focus(&event, -1),
                                    _ => return,
                                }
                                event.prevent_default();
                            })
                            .on(ev::focusout, move |event| {
                                if !gestures::focus_stays_inside(&event) {
                                    open.set(false);
                                }
                            })
                            .child(
                                ways()
                                    .map(|way| {
                                        let choose = choose.clone();
                                        button()
                                            .attr("role", "menuitem")
                                            .attr("tabindex", "-1")
                                            .on(ev::click, move |_| choose(way))
                                            .child(verb(way))
                                    })
                                    .collect::<Piece>(),
                            )
                    },
                )),
        )
        .child(needed(desk, id, needs, done))
}
