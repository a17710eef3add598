//! The aside, beside the line in focus: what its wording hides, and another one. It speaks when the caret has left,
//! and never blocks.

use super::timeline::element_id;
use crate::app::Route;
use crate::browser::{gestures, page};
use crate::practice::lens::Finding;
use crate::review::TextField;
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::live_text;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The aside speaks of so many wordings at once, at most.
const MOST: usize = 2;
/// Its own id.
const ID: &str = "aside";

/// What is spoken of: the text, and what was found in it. Nothing while somebody writes in it.
fn spoken_of(desk: Desk) -> Option<(TextField, Vec<Finding>)> {
    let field = desk.beside.get()?;
    if let TextField::Body(id) = &field {
        let item = desk.item(id);
        item.track();
        if desk.focused.get().as_ref() == Some(id) {
            return None;
        }
    } else {
        desk.view.track();
    }
    let mut findings = desk.findings(&field);
    findings.truncate(MOST);
    (!findings.is_empty()).then_some((field, findings))
}

/// The element that a text stands in.
fn element_of(field: &TextField) -> String {
    match field {
        TextField::Body(id) => element_id(id),
        TextField::Prose(prose) => live_text::element_id(*prose),
    }
}

/// Takes the other wording of the line in focus.
pub fn use_first(desk: Desk) {
    if let Some((field, findings)) = untrack(|| spoken_of(desk))
        && let Some(finding) = findings.iter().find(|finding| finding.rewrite.is_some())
    {
        desk.use_wording(&field, finding);
    }
}

/// Sets the wording of the line in focus aside for good.
pub fn leave_first(desk: Desk) {
    if let Some((field, findings)) = untrack(|| spoken_of(desk))
        && let Some(finding) = findings.first()
    {
        desk.leave_wording(&field, finding);
    }
}

/// The aside.
#[component]
pub fn Aside() -> Piece {
    let desk = use_desk();
    let spoken = Memo::new(move |_| spoken_of(desk));
    Effect::new(move |_| {
        if let Some(element) = spoken.with(|spoken| spoken.as_ref().map(|(field, _)| element_of(field)))
            && let Some(waiting) = page::next_frame(move || gestures::place_beside(ID, &element))
        {
            waiting.forget();
        }
    });
    when(
        move || spoken.with(Option::is_some),
        move || {
            el("aside").id(ID).class("aside").attr("aria-label", "About this").attr("aria-live", "polite").child(
                move || {
                    let (field, findings) = spoken.get()?;
                    Some(many([
                        el("h3").child("This wording"),
                        findings.into_iter().map(|finding| wording(desk, field.clone(), finding)).collect::<Piece>(),
                    ]))
                },
            )
        },
    )
}

fn wording(desk: Desk, field: TextField, finding: Finding) -> Piece {
    let quoted = desk
        .room(|room| {
            let text = room.view().text(&field)?;
            text.get(finding.span.clone()).map(str::to_owned)
        })
        .flatten()
        .unwrap_or_default();
    let offered = finding.rewrite.as_ref().map(|rewrite| rewrite.with.clone());
    let (used, left) = ((field.clone(), finding.clone()), (field, finding.clone()));
    el("div")
        .class("wording")
        .child(el("p").child(el("q").child(quoted)))
        .child(el("p").class("hides").child(finding.hides))
        .child(offered.as_ref().map(|with| el("p").class("offered").child(with.clone())))
        .child(
            el("div")
                .class("wording-acts")
                .child(offered.map(|_| {
                    button()
                        .on(ev::click, move |_| desk.use_wording(&used.0, &used.1))
                        .attr("aria-keyshortcuts", "u")
                        .child("Use this")
                }))
                .child(
                    button()
                        .on(ev::click, move |_| desk.leave_wording(&left.0, &left.1))
                        .attr("aria-keyshortcuts", "x")
                        .child("Leave it"),
                ),
        )
}

/// The words of a line, with what the aside would speak of marked.
pub fn marked(desk: Desk, field: &TextField, text: &str) -> Piece {
    // Nobody is spoken to about wording while the incident runs.
    let findings =
        if desk.route.with_untracked(|route| *route == Route::Now) { Vec::new() } else { desk.findings(field) };
    if findings.is_empty() {
        return piece(text.to_owned());
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    for finding in findings {
        let (start, end) = (finding.span.start.max(at), finding.span.end);
        if let (Some(before), Some(found)) = (text.get(at..start), text.get(start..end)) {
            pieces.push(piece(before.to_owned()));
            pieces.push(el("span").class("worded").child(found.to_owned()));
            at = end;
        }
    }
    pieces.extend(text.get(at..).map(|rest| piece(rest.to_owned())));
    many(pieces)
}
