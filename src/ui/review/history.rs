//! What changed and when, in bursts; and what can be taken back.

use crate::review::moment::{Instant, Moment, Precision};
use crate::review::{Intent, kind};
use crate::ui::desk::{Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::words::count;
use leptos::prelude::*;

/// The history dialog.
#[component]
pub fn HistoryDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::History);
    piece(view! { <Modal name="History" when=open class="history"> {piece(view! { <History/> })} </Modal> })
}

#[component]
fn History() -> Piece {
    let desk = use_desk();
    let bursts = Memo::new(move |_| {
        let _ = desk.view.get();
        desk.room(|room| room.bursts()).unwrap_or_default()
    });
    let can = Memo::new(move |_| {
        let _ = desk.view.get();
        desk.room(|room| room.can_undo()).unwrap_or_default()
    });
    let removed = Memo::new(move |_| {
        desk.view.with(|view| {
            view.items()
                .filter(|item| !item.is_present() && item.kind() != kind::PARKED)
                .map(|item| (item.id().clone(), item.words().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    many([
        el("p").class("quiet").child(move || {
            if desk.view.with(|view| view.is_shared()) {
                "This review has been shared: it keeps its earlier wordings for everyone who has it."
            } else {
                "Nobody else has this review. What is reworded now leaves with nobody."
            }
        }),
        el("div")
            .class("row")
            .child(
                button()
                    .attr("disabled", move || !can.get().0)
                    .on(ev::click, move |_| desk.undo())
                    .child("Undo my last change"),
            )
            .child(
                button()
                    .attr("disabled", move || !can.get().1)
                    .on(ev::click, move |_| desk.redo())
                    .child("Do it again"),
            ),
        el("h3").child("When it was written"),
        el("ul").attr("role", "list").attr("aria-label", "Bursts of writing").class("bursts").child(move || {
            let (zone, rules) = (desk.own_zone(), desk.rules());
            bursts
                .get()
                .into_iter()
                .map(|burst| {
                    let when = Instant::from_seconds(burst.from_seconds)
                        .map(|at| Moment::exact(at, Precision::Minute).in_zone(&zone, &*rules))
                        .unwrap_or_default();
                    el("li").child(el("b").child(when)).child(" ").child(count(burst.changes, "change", "changes"))
                })
                .collect::<Piece>()
        }),
        when(
            move || !removed.with(Vec::is_empty),
            move || {
                many([
                    el("h3").child("Removed"),
                    el("ul").attr("role", "list").attr("aria-label", "Removed").child(each(
                        move || removed.get(),
                        |(id, _)| id.clone(),
                        move |(id, text)| {
                            el("li").class("row").child(el("span").child(text)).child(
                                button()
                                    .class("plain")
                                    .on(ev::click, move |_| desk.act(vec![Intent::restore(&id)]))
                                    .child("Restore"),
                            )
                        },
                    )),
                ])
            },
        ),
    ])
}
