//! Open…: files by picker or drop, a link, or a whole pasted chat with several.

use super::{Opening, open_files, open_text};
use crate::browser::files::{self, Limits};
use crate::browser::page::spawn;
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use leptos::prelude::*;

/// How much may be opened at once, or attached: a picture may be large before it is made smaller.
pub const LIMITS: Limits = Limits { each: 64 << 20, together: 256 << 20, count: 200 };

/// Brings the dialog up, with nothing of what was refused the last time.
pub fn show(desk: Desk) {
    if matches!(desk.opening.get_untracked(), Opening::Refused(_)) {
        desk.opening.set(Opening::Waiting);
    }
    desk.dialog.set(Dialog::Open);
}

/// Picks files and opens them.
pub fn pick(desk: Desk) {
    spawn(async move {
        let taken = files::pick(".postmortem,.json,application/json", true, LIMITS).await;
        take(desk, taken);
    });
}

/// Opens what was taken in, and says what could not be.
pub fn take(desk: Desk, taken: files::Taken) {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for file in taken {
        match file {
            Ok(file) => read.push((file.name, file.bytes)),
            Err(why) => problems.push(why.to_string()),
        }
    }
    open_files(desk, read, problems);
}

/// The dialog.
#[component]
pub fn OpenDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Open);
    piece(view! { <Modal name="Open" when=open class="open"> {piece(view! { <Open/> })} </Modal> })
}

#[component]
fn Open() -> Piece {
    let desk = use_desk();
    let text = RwSignal::new(String::new());
    let refused = move || match desk.opening.get() {
        Opening::Refused(why) => why,
        _ => String::new(),
    };
    let reading = move || desk.opening.get() == Opening::Reading;
    many([
        el("p").class("quiet").child(
            "A file, a link, or a whole chat with several of them. You see what it would change before anything does.",
        ),
        el("textarea")
            .attr("autofocus", true)
            .attr("aria-label", "Link, or a chat with links in it")
            .attr("placeholder", "Paste a link, or a chat with links in it")
            .attr("rows", "4")
            .property("value", move || text.get())
            .on(ev::input, move |event| text.set(event_target_value(&event))),
        el("p").class("problem").attr("role", "alert").child(refused),
        when(reading, move || el("p").attr("role", "status").child("Reading…")),
        el("div").class("dialog-foot").child(button().on(ev::click, move |_| pick(desk)).child("Choose files…")).child(
            button()
                .class("strong")
                .attr("disabled", move || text.get().trim().is_empty())
                .on(ev::click, move |_| open_text(desk, &text.get_untracked()))
                .child("Open link"),
        ),
    ])
}
