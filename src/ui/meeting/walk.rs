//! What happened: the timeline, one entry after another, its neighbours beside it. No field for a cause is here.

use crate::browser::gestures;
use crate::practice::meeting::question_about;
use crate::review::ItemId;
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::review::entry::Entry;
use crate::ui::review::quick::QuickEntry;
use crate::ui::review::timeline::{self, Agreed};
use leptos::prelude::*;

/// Where one is in the timeline.
#[derive(Clone, Copy)]
pub struct Walking {
    rows: Memo<Vec<ItemId>>,
    at: RwSignal<Option<ItemId>>,
}

impl Walking {
    /// At its beginning.
    pub fn new(desk: Desk) -> Walking {
        let rows = Memo::new(move |_| {
            desk.by_form(|view| {
                view.timeline().filter(|entry| !entry.is_hidden()).map(|entry| entry.id().clone()).collect::<Vec<_>>()
            })
        });
        let at = RwSignal::new(None);
        // What is written for the room here is what the room looks at.
        Effect::new(move |before: Option<Vec<ItemId>>| {
            let now = rows.get();
            if let Some(before) = before.filter(|before| !before.is_empty()) {
                let me = desk.me();
                let new = now.iter().find(|id| !before.contains(id));
                let mine = new.filter(|id| {
                    desk.view.with_untracked(|view| {
                        view.item(id).is_some_and(|item| {
                            item.field(crate::review::field::item::CREATED_BY).text() == me.as_str()
                        })
                    })
                });
                if let Some(id) = mine {
                    at.set(Some(id.clone()));
                }
            }
            now
        });
        Walking { rows, at }
    }

    /// The place of the entry that one is at.
    fn place(self) -> usize {
        let at = self.at.get();
        self.rows.with(|rows| rows.iter().position(|row| Some(row) == at.as_ref())).unwrap_or(0)
    }

    fn row(self, by: isize) -> Option<ItemId> {
        let place = self.place().checked_add_signed(by)?;
        self.rows.with(|rows| rows.get(place).cloned())
    }

    /// Goes to the next entry, or the one before.
    pub fn step(self, by: i64) {
        if let Some(row) = untrack(|| self.row(if by < 0 { -1 } else { 1 })) {
            self.at.set(Some(row));
        }
    }

    /// The entry that one is at.
    pub fn now(self) -> Option<ItemId> {
        self.row(0)
    }

    /// Whether it has the focus.
    pub fn has_focus(self) -> bool {
        untrack(|| self.now()).is_some_and(|row| gestures::has_focus(&timeline::element_id(&row)))
    }
}

/// The stage.
#[component]
pub fn Walk(walk: Walking) -> Piece {
    let desk = use_desk();
    let list = move |by: isize, name: &'static str, class: &'static str| {
        let row = Memo::new(move |_| walk.row(by));
        when(
            move || row.with(Option::is_some),
            move || {
                el("ol").class(class).attr("role", "list").attr("aria-label", name).child(each(
                    move || row.get().into_iter().collect(),
                    ItemId::clone,
                    |id| piece(view! { <Entry id=id heading=None/> }),
                ))
            },
        )
    };
    let said = move || match walk.rows.with(Vec::len) {
        0 => String::new(),
        all => format!("{} of {all}", walk.place() + 1),
    };
    let question = Memo::new(move |_| {
        let row = walk.now()?;
        desk.view.with(|view| view.item(&row).map(|item| question_about(item.entry_kind(), item.body())))
    });
    el("div")
        .class("walked")
        .child(
            el("p").class("quiet").child(
                "First what was seen and done. Why it was so, and what to do about it, has its own time: park it.",
            ),
        )
        .child(list(-1, "The entry before", "entries beside"))
        .child(list(0, "The entry in focus", "entries now"))
        .child(when(
            move || desk.facilitates.get() && question.get().is_some(),
            move || {
                el("aside")
                    .class("ask")
                    .attr("aria-label", "To ask")
                    .child(el("p").child(move || question.get().unwrap_or_default()))
            },
        ))
        .child(list(1, "The entry after", "entries beside"))
        .child(when(
            move || walk.rows.with(Vec::is_empty),
            || {
                el("p")
                    .class("lead")
                    .child("Nothing is written down yet. Say it aloud; whoever shares the screen writes.")
            },
        ))
        .child(
            el("div")
                .class("walk-keys")
                .attr("role", "group")
                .attr("aria-label", "Walk through the timeline")
                .child(button().class("plain").on(ev::click, move |_| walk.step(-1)).child("One back"))
                .child(el("span").attr("role", "status").child(said))
                .child(button().class("plain").on(ev::click, move |_| walk.step(1)).child("Next entry"))
                .child(el("kbd").attr("aria-hidden", "true").child("→")),
        )
        .child(view! { <QuickEntry/> })
        .child(view! { <Agreed/> })
}
