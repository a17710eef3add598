//! The bar on top: where one is, whether it is saved, and what one may do with the open review.

use super::desk::{Dialog, RoomState, use_desk};
use crate::app::Route;
use crate::browser::update;
use crate::store::SaveState;
use leptos::prelude::*;

/// The bar on top of every page.
#[component]
pub fn Bar() -> impl IntoView {
    let desk = use_desk();
    let in_review = Memo::new(move |_| {
        matches!(desk.route.get(), Route::Review(..) | Route::Read(_)) && desk.state.get() == RoomState::Open
            || desk.state.get() == RoomState::Guest
    });
    let guest = Memo::new(move |_| desk.state.get() == RoomState::Guest);
    view! {
        <header class="bar">
            <a class="brand" href="#/">"Second Story"</a>
            <nav class="places" aria-label="Pages">
                <a href="#/" aria-current=move || (desk.route.get() == Route::Home).then_some("page")>"Reviews"</a>
                <a href="#/settings" aria-current=move || (desk.route.get() == Route::Settings).then_some("page")>
                    "Settings"
                </a>
            </nav>
            <div class="bar-end">
                <Show when=move || desk.update_waits.get()>
                    <span class="update">
                        "A new version is ready. "
                        <button type="button" class="plain" on:click=move |_| update::apply()>"Reload now"</button>
                    </span>
                </Show>
                <Show
                    when=move || in_review.get()
                    fallback=move || view! { <span class="stays">"Stays in this browser until you share it"</span> }
                >
                    <SavedState/>
                    <Show when=move || guest.get()>
                        <button type="button" class="strong" on:click=move |_| desk.keep_guest()>"Keep a copy"</button>
                    </Show>
                    <Show when=move || !guest.get()>
                        <button type="button" class="wide-only" on:click=move |_| desk.dialog.set(Dialog::History)>
                            "History"
                        </button>
                        <super::outgoing::export::ExportMenu/>
                        <button type="button" class="strong" on:click=move |_| desk.dialog.set(Dialog::Share)>
                            "Share"
                        </button>
                    </Show>
                </Show>
            </div>
        </header>
    }
}

/// Whether what was typed is safe.
#[component]
fn SavedState() -> impl IntoView {
    let desk = use_desk();
    let saved = Memo::new(move |_| desk.saved.get());
    let guest = move || desk.state.get() == RoomState::Guest;
    view! {
        <span
            class="saved"
            role="status"
            aria-label="Saved state"
            class:trouble=move || matches!(saved.get(), SaveState::Trouble { .. })
            class:saving=move || saved.get() == SaveState::Saving
        >
            <span class="dot" aria-hidden="true"></span>
            <span class="saved-words">
                {move || {
                    if guest() {
                        return "Shown only, not kept".to_owned();
                    }
                    match saved.get() {
                        SaveState::Saved => "Saved in this browser".to_owned(),
                        SaveState::Saving => "Saving…".to_owned(),
                        SaveState::Trouble { what, what_to_do, .. } => format!("Not saved. {what} {what_to_do}"),
                    }
                }}
            </span>
            <Show when=move || matches!(saved.get(), SaveState::Trouble { offer_download: true, .. })>
                <button
                    type="button"
                    class="plain"
                    on:click=move |_| super::outgoing::download_document(desk)
                >
                    "Download a copy"
                </button>
            </Show>
        </span>
    }
}
