//! Several lines at once: shifted, put into a lane, starred, hidden; each as one act that can be taken back.

use crate::practice::sieve;
use crate::review::field::item as fields;
use crate::review::{Intent, ItemId, Scalar};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Chooses a line, or no longer.
pub fn toggle(desk: Desk, row: &ItemId) {
    desk.selected.update(|selected| {
        if !selected.remove(row) {
            selected.insert(row.clone());
        }
    });
}

/// The bar, while any line is chosen.
#[component]
pub fn Bulk() -> Piece {
    let desk = use_desk();
    let problem = RwSignal::new(String::new());
    let each = move |act: &dyn Fn(&ItemId) -> Intent| {
        let rows = desk.selected.get_untracked();
        desk.act(rows.iter().map(act).collect());
    };
    when(
        move || !desk.selected.with(BTreeSet::is_empty),
        move || {
            el("div")
                .class("bulk")
                .attr("role", "region")
                .attr("aria-label", "Chosen entries")
                .child(
                    el("span").attr("role", "status").child(move || {
                        format!("{} chosen", count(desk.selected.with(BTreeSet::len), "entry", "entries"))
                    }),
                )
                .child(
                    button()
                        .on(ev::click, move |_| {
                            let rows = desk.selected.get_untracked();
                            desk.selected.set(desk.view.with_untracked(|view| sieve::of_the_same_source(view, &rows)));
                        })
                        .child("All of that source"),
                )
                .child(el("input").attr("aria-label", "Shift by").attr("placeholder", "Shift by: -7m, +0:03").on(
                    ev::change,
                    move |event| {
                        let text = event_target_value(&event);
                        match sieve::shift(&text) {
                            Some(seconds) => {
                                problem.set(String::new());
                                let rows = desk.selected.get_untracked();
                                let act = desk.view.with_untracked(|view| sieve::shifted(view, &rows, seconds));
                                desk.act(act);
                                desk.say("Shifted. Undo takes it back.");
                            }
                            None if text.trim().is_empty() => {}
                            None => problem.set(format!(
                                "“{}” is no length of time: write it like -7m, +90s or +0:03.",
                                text.trim()
                            )),
                        }
                    },
                ))
                .child(el("input").attr("aria-label", "Lane of the chosen").attr("placeholder", "Lane").on(
                    ev::change,
                    move |event| {
                        let lane = event_target_value(&event);
                        each(&|row| Intent::set(row, fields::LANE, Scalar::text_or_null(lane.trim())));
                    },
                ))
                .child(
                    button()
                        .on(ev::click, move |_| each(&|row| Intent::set(row, fields::STARRED, Scalar::Bool(true))))
                        .child("Star"),
                )
                .child(
                    button()
                        .on(ev::click, move |_| each(&|row| Intent::set(row, fields::HIDDEN, Scalar::Bool(true))))
                        .child("Hide"),
                )
                .child(
                    button()
                        .class("plain")
                        .on(ev::click, move |_| {
                            desk.selected.set(BTreeSet::new());
                            desk.selecting.set(false);
                        })
                        .child("None"),
                )
                .child(el("p").class("problem").attr("role", "alert").child(move || problem.get()))
        },
    )
}
