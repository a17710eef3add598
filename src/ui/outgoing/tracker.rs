//! Fixes for a tracker…: the funded fixes as GitLab, Jira or GitHub take them in.

use super::file_name;
use crate::browser::files;
use crate::exchange::export::tracker;
use crate::practice::{changes, gate_message};
use crate::review::ReviewView;
use crate::review::field::meta;
use crate::review::moment::{Instant, ZoneRules};
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::review::change::gate::default_path;
use leptos::prelude::*;

/// Writes the fixes in one of the forms.
type Form = fn(&ReviewView, &str, &str, Instant, &dyn ZoneRules) -> String;

const FORMS: [(&str, &str, &str, Form); 3] = [
    ("GitLab (CSV)", "gitlab.csv", "text/csv", tracker::gitlab),
    ("Jira (CSV)", "jira.csv", "text/csv", tracker::jira),
    ("GitHub (script)", "github.sh", "text/x-shellscript", tracker::github),
];

/// Whether there is anything to give to a tracker.
pub fn is_offered(desk: Desk) -> bool {
    desk.by_form(|view| !changes::funded(view).is_empty())
}

/// Brings the dialog up.
pub fn show(desk: Desk) {
    desk.dialog.set(Dialog::Tracker);
}

/// The dialog.
#[component]
pub fn TrackerDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Tracker);
    piece(view! { <Modal name="Fixes for a tracker" when=open class="share">{piece(move || forms(desk))}</Modal> })
}

fn forms(desk: Desk) -> Piece {
    let give = move |(ending, kind, form): (&'static str, &'static str, Form)| {
        desk.settle();
        let text = desk.view.with_untracked(|view| {
            let said = view.meta(meta::GATE_LINK).text();
            let open = !said.is_empty() && gate_message::link_hint(said).is_none();
            let back = if open { said.to_owned() } else { default_path(desk, view) };
            form(view, &back, &desk.zone_now(), desk.now(), &*desk.rules())
        });
        if let Err(why) = files::download(&file_name(desk, ending), kind, text.as_bytes()) {
            desk.say(why.to_string());
        }
    };
    many([
        el("p").child("Each fix goes with its label, the incident’s number, and where the write-up lies."),
        el("p").class("row").child(
            FORMS
                .into_iter()
                .map(|(name, ending, kind, form)| {
                    button().on(ev::click, move |_| give((ending, kind, form))).child(name)
                })
                .collect::<Piece>(),
        ),
    ])
}
