//! Open…: files by picker or drop, a link, or a whole pasted chat with several.

use super::{Incoming, open_files, open_text};
use crate::browser::files::{self, Limits};
use crate::browser::page::spawn;
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::modal::Modal;
use leptos::prelude::*;

/// How much may be opened at once.
const LIMITS: Limits = Limits { each: 64 << 20, together: 256 << 20, count: 200 };

/// Picks files and opens them.
pub fn pick(desk: Desk) {
    spawn(async move {
        let taken = files::pick(".postmortem,.json,application/json", true, LIMITS).await;
        take(desk, taken);
    });
}

fn take(desk: Desk, taken: files::Taken) {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for file in taken {
        match file {
            Ok(file) => read.push((file.name, file.bytes)),
            Err(why) => problems.push(why.to_string()),
        }
    }
    if !problems.is_empty() {
        desk.incoming.set(Some(Incoming::Refused(problems.join(" "))));
        desk.dialog.set(Dialog::Open);
    }
    open_files(desk, read);
}

/// Files dropped anywhere on the page.
pub fn dropped(desk: Desk, event: &crate::browser::dom::DragEvent) {
    if files::carries_files(event) {
        let taking = files::dropped(event, LIMITS);
        spawn(async move { take(desk, taking.await) });
    }
}

/// The dialog.
#[component]
pub fn OpenDialog() -> impl IntoView {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Open);
    view! {
        <Modal name="Open" when=open class="open">
            <Open/>
        </Modal>
    }
}

#[component]
fn Open() -> impl IntoView {
    let desk = use_desk();
    let text = RwSignal::new(String::new());
    let refused = move || match desk.incoming.get() {
        Some(Incoming::Refused(why)) => why,
        _ => String::new(),
    };
    let reading = move || matches!(desk.incoming.get(), Some(Incoming::Reading));
    view! {
        <p class="quiet">"A file, a link, or a whole chat with several of them. You see what it would change before anything does."</p>
        <textarea
            autofocus=true
            aria-label="Link, or a chat with links in it"
            placeholder="Paste a link, or a chat with links in it"
            rows="4"
            prop:value=move || text.get()
            on:input=move |event| text.set(event_target_value(&event))
        ></textarea>
        <p class="problem" role="alert">{refused}</p>
        <Show when=reading><p role="status">"Reading…"</p></Show>
        <div class="dialog-foot">
            <button type="button" on:click=move |_| pick(desk)>"Choose files…"</button>
            <button
                type="button"
                class="strong"
                disabled=move || text.get().trim().is_empty()
                on:click=move |_| open_text(desk, &text.get_untracked())
            >
                "Open link"
            </button>
        </div>
    }
}
