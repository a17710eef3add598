//! Before something secret enters a review: what it looks like is said, and one click takes it out.
//!
//! Nothing is taken out without a word, and nothing enters before somebody has decided. What is said never repeats
//! the secret itself.

use super::desk::{Desk, Dialog, use_desk};
use crate::browser::page;
use crate::exchange::import::secrets::{self, Found};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use leptos::prelude::*;
use std::sync::Arc;

/// What is done with the text once that is decided.
pub type Then = Arc<dyn Fn(&str) + Send + Sync>;

/// Text that waits for a decision.
#[derive(Clone)]
pub struct Asked {
    /// Where it comes from: a file's name, or nothing for a paste.
    name: String,
    text: Arc<str>,
    found: Arc<Vec<Found>>,
    then: Then,
}

/// Lets text in: at once where nothing in it looks secret, else after somebody has decided.
pub fn ask(desk: Desk, name: &str, text: &str, then: Then) {
    let found = secrets::find_with_people(text);
    if found.is_empty() {
        then(text);
        return;
    }
    let asked = Asked { name: name.to_owned(), text: Arc::from(text), found: Arc::new(found), then };
    desk.asked_secrets.update(|all| all.push(asked));
    desk.dialog.set(Dialog::Secrets);
}

/// The dialog.
#[component]
pub fn SecretsDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Secrets);
    // Closed without an answer, nothing enters.
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open {
            desk.asked_secrets.set(Vec::new());
        }
        open
    });
    piece(view! { <Modal name="Secrets" when=open class="secrets-asked"> {piece(view! { <Deciding/> })} </Modal> })
}

#[component]
fn Deciding() -> Piece {
    let desk = use_desk();
    piece(move || {
        let asked = desk.asked_secrets.with(|all| all.first().cloned())?;
        let said = match asked.name.as_str() {
            "" => "What you paste has something in it that looks secret. Nothing of it has entered yet.".to_owned(),
            name => format!("“{name}” has something in it that looks secret. Nothing of it has entered yet."),
        };
        let lines = asked.found.iter().map(|found| {
            let line = asked.text.get(..found.start).unwrap_or("").matches('\n').count() + 1;
            el("li").child(format!("{}, line {line}", super::words::capital(found.what)))
        });
        let (clean, whole) = (asked.clone(), asked.clone());
        Some(many([
            el("p").child(said),
            el("ul").attr("role", "list").attr("aria-label", "What looks secret").child(lines.collect::<Piece>()),
            el("div")
                .class("dialog-foot")
                .child(button().on(ev::click, move |_| desk.dialog.set(Dialog::None)).child("Cancel"))
                .child(button().on(ev::click, move |_| decided(desk, &whole, false)).child("Keep it as it is"))
                .child(
                    button()
                        .class("strong")
                        .attr("autofocus", true)
                        .on(ev::click, move |_| decided(desk, &clean, true))
                        .child("Strip them"),
                ),
        ]))
    })
}

fn decided(desk: Desk, asked: &Asked, strip: bool) {
    let text = if strip { secrets::without(&asked.text, &asked.found) } else { asked.text.to_string() };
    let left = desk
        .asked_secrets
        .try_update(|all| {
            if !all.is_empty() {
                all.remove(0);
            }
            all.len()
        })
        .unwrap_or(0);
    if left == 0 {
        desk.dialog.set(Dialog::None);
    }
    // The page can be written in again once the dialog is off it.
    let then = Arc::clone(&asked.then);
    if let Some(frame) = page::next_frame(move || then(&text)) {
        frame.forget();
    }
}
