//! What is said in passing, at the foot of the page.

use crate::browser::page;
use crate::ui::desk::use_desk;
use leptos::prelude::*;

/// How long a passing word stays, milliseconds.
const PASSING_MS: u32 = 9_000;

/// The place for passing words. It is always there, so that screen readers hear what comes into it.
#[component]
pub fn Notices() -> impl IntoView {
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
    view! {
        <div class="notices" role="status" aria-label="Notice">
            {move || {
                desk.notice
                    .get()
                    .map(|notice| {
                        view! {
                            <div class="notice">
                                <span>{notice.text}</span>
                                {notice
                                    .action
                                    .map(|(name, run)| {
                                        view! {
                                            <button type="button" on:click=move |_| run()>
                                                {name}
                                            </button>
                                        }
                                    })}
                                <button
                                    type="button"
                                    class="plain close"
                                    aria-label="Close the notice"
                                    on:click=move |_| desk.notice.set(None)
                                >
                                    "×"
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
