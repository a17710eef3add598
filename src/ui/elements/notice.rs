//! What is said in passing, at the foot of the page.

use crate::browser::page;
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// How long a passing word stays, milliseconds.
const PASSING_MS: u32 = 9_000;

/// The place for passing words. It is always there, so that screen readers hear what comes into it.
#[component]
pub fn Notices() -> Piece {
    let desk = use_desk();
    let turn = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let Some(notice) = desk.notice.get() else { return };
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if !notice.stays
            && let Some(waiting) = page::after_ms(PASSING_MS, move || {
                if turn.try_get_value() == Some(mine) {
                    desk.notice.set(None);
                }
            })
        {
            waiting.forget();
        }
    });
    el("div").class("notices").attr("role", "status").attr("aria-label", "Notice").child(move || {
        desk.notice.get().map(|notice| {
            el("div")
                .class("notice")
                .child(el("span").child(notice.text))
                .child(notice.action.map(|(name, run)| button().on(ev::click, move |_| run()).child(name)))
                .child(
                    button()
                        .class("plain close")
                        .attr("aria-label", "Close the notice")
                        .on(ev::click, move |_| desk.notice.set(None))
                        .child("×"),
                )
        })
    })
}
