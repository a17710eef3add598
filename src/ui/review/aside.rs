//! The aside, beside the line in focus: what its wording hides, and another one; and what is said about it. It speaks
//! when the caret has left, and never blocks.

use super::earlier;
use super::timeline::element_id;
use crate::app::Route;
use crate::browser::{gestures, page};
use crate::practice::lens::Finding;
use crate::practice::threads::{self, Anchor, Thread};
use crate::review::field::item as fields;
use crate::review::{Intent, PersonId, Scalar, TextField};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text;
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;

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
    // One at a time, in two or three sentences; the next shows when this one is settled. Of several in one place, one
    // that has another wording.
    let mut findings = desk.findings(&field);
    let start = findings.first()?.span.start;
    findings.retain(|finding| finding.span.start == start);
    findings.sort_by_key(|finding| finding.rewrite.is_none());
    findings.truncate(1);
    Some((field, findings))
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

/// Somebody wants to say something about the line in focus, or about the words they have selected in it.
pub fn begin_remark(desk: Desk) {
    let Some(field) = desk.beside.get_untracked() else {
        desk.say("Go to a line first, then say something about it.");
        return;
    };
    let text = desk.room(|room| room.view().text(&field).map(str::to_owned)).flatten().unwrap_or_default();
    let quote = gestures::selected_text().and_then(|words| text.find(&words).map(|at| (at, words)));
    desk.remarking.set(Some((field, quote)));
}

/// The threads about the text in focus.
fn threads_beside(desk: Desk) -> Vec<Thread> {
    let Some(field) = desk.beside.get() else { return Vec::new() };
    desk.threads.with(|threads| threads.iter().filter(|thread| thread.about == field).cloned().collect())
}

/// The aside.
#[component]
pub fn Aside() -> Piece {
    let desk = use_desk();
    let spoken = Memo::new(move |_| spoken_of(desk));
    let threads = Memo::new(move |_| threads_beside(desk));
    let remarking = Memo::new(move |_| {
        let beside = desk.beside.get();
        desk.remarking.get().filter(|(field, _)| Some(field) == beside.as_ref())
    });
    let earlier = earlier::beside(desk);
    let open = Memo::new(move |_| {
        spoken.with(Option::is_some)
            || !threads.with(Vec::is_empty)
            || remarking.with(Option::is_some)
            || earlier.found.with(|found| !found.is_empty())
            || earlier.proposed.with(Option::is_some)
    });
    Effect::new(move |_| {
        let beside = desk.beside.get();
        if open.get()
            && let Some(element) = beside.as_ref().map(element_of)
            && let Some(waiting) = page::next_frame(move || gestures::place_beside(ID, &element))
        {
            waiting.forget();
        }
    });
    when(
        move || open.get(),
        move || {
            el("aside")
                .id(ID)
                .class("aside")
                .attr("aria-label", "About this")
                .toggle("calm", move || desk.beside.with(Option::is_none))
                .child(earlier::proposed_before(desk, earlier))
                .child(el("div").attr("aria-live", "polite").child(move || {
                    let (field, findings) = spoken.get()?;
                    Some(many([
                        el("h3").child("This wording"),
                        findings.into_iter().map(|finding| wording(desk, field.clone(), finding)).collect::<Piece>(),
                    ]))
                }))
                .child(each(
                    move || threads.get(),
                    |thread| (thread.first.clone(), thread.remarks.clone(), thread.settled, thread.anchor.clone()),
                    move |thread| piece(view! { <Discussed thread=thread/> }),
                ))
                .child(move || {
                    let (field, quote) = remarking.get()?;
                    let said = quote.as_ref().map(|(_, words)| el("p").child(el("q").child(words.clone())));
                    let draft = format!("remark:{}", element_of(&field));
                    let field = StoredValue::new((field, quote));
                    Some(many([
                        el("h3").child("Say something about this"),
                        piece(said),
                        say(desk, "Remark", draft, true, move |words| {
                            let (field, quote) = field.get_value();
                            let quote = quote.as_ref().map(|(at, words)| (*at, words.as_str()));
                            let new = threads::remark(&field, quote, words, desk.fresh_item(), &desk.me(), now_ms());
                            desk.act(vec![Intent::AddItem(new)]);
                            desk.remarking.set(None);
                        }),
                    ]))
                })
                .child(earlier::section(desk, earlier))
        },
    )
}

/// A field for one remark.
///
/// What was begun in it is kept under its name while one looks elsewhere.
fn say(
    desk: Desk,
    name: &'static str,
    draft: String,
    focus: bool,
    then: impl Fn(&str) + Copy + Send + Sync + 'static,
) -> Piece {
    let begun = desk.drafts.with_value(|drafts| drafts.get(&draft).cloned().unwrap_or_default());
    let typed = draft.clone();
    let field = NodeRef::<html::Input>::new();
    if focus {
        Effect::new(move |_| {
            if let Some(input) = field.get() {
                let _ = input.focus();
            }
        });
    }
    el("input")
        .node_ref(field)
        .class("say")
        .attr("aria-label", name)
        .attr("placeholder", name)
        .attr("autocomplete", "off")
        .attr("readonly", move || desk.read_only.get().is_some())
        .attr("value", begun)
        .on(ev::input, move |event| {
            let words = event_target_value(&event);
            desk.drafts.update_value(|drafts| {
                drafts.insert(typed.clone(), words);
            });
        })
        .on(ev::keydown, move |event| {
            let words = event_target_value(&event);
            match event.key().as_str() {
                "Enter" if !event.is_composing() && !words.trim().is_empty() => {
                    event.prevent_default();
                    if let Some(input) = field.get_untracked() {
                        input.set_value("");
                    }
                    desk.drafts.update_value(|drafts| {
                        drafts.remove(&draft);
                    });
                    then(&words);
                }
                "Escape" => {
                    event.prevent_default();
                    desk.remarking.set(None);
                }
                _ => {}
            }
        })
}

/// A thread: what it speaks of, what was said, an answer, and whether it is settled.
#[component]
pub fn Discussed(thread: Thread) -> Piece {
    let desk = use_desk();
    let gone = match &thread.anchor {
        Anchor::Gone(words) => {
            Some(el("p").class("quiet").child("About words that are gone: ").child(el("q").child(words.clone())))
        }
        Anchor::Words(_) => desk
            .view
            .with_untracked(|view| view.item(&thread.first).map(|item| item.field(fields::QUOTE).text().to_owned()))
            .map(|words| el("p").child(el("q").child(words))),
        Anchor::Whole => None,
    };
    let remarks = thread.remarks.iter().map(|id| {
        let item = desk.item(id);
        let by = item.clone();
        let role = move || {
            by.get().map(|item| {
                let person = PersonId::new(item.field(fields::CREATED_BY).text());
                desk.view.with(|view| view.role_of(&person).to_owned())
            })
        };
        el("li")
            .child(el("span").class("side").child(role))
            .child(el("p").class("text").child(move || item.get().map(|item| item.body().to_owned())))
    });
    let settled = thread.settled;
    let first = thread.first.clone();
    let remarks = remarks.collect::<Piece>();
    let draft = format!("answer:{}", thread.first);
    let kept = StoredValue::new(thread);
    el("section")
        .class("thread")
        .toggle("settled", move || settled)
        .attr("aria-label", "Discussion")
        .child(el("h3").child(if settled { "Discussion, settled" } else { "Discussion" }))
        .child(gone)
        .child(el("ul").attr("role", "list").attr("aria-label", "Remarks").child(remarks))
        .child(say(desk, "Answer", draft, false, move |words| {
            let new = kept.with_value(|thread| threads::answer(thread, words, desk.fresh_item(), &desk.me(), now_ms()));
            desk.act(vec![Intent::AddItem(new)]);
        }))
        .child(
            button()
                .class("plain")
                .on(ev::click, move |_| {
                    let value = if settled { Scalar::Null } else { Scalar::Int(now_ms()) };
                    desk.act(vec![Intent::set(&first, fields::SETTLED_AT, value)]);
                })
                .child(if settled { "Open it again" } else { "Settled" }),
        )
}

/// Threads about lines that are not there any more.
#[component]
pub fn Orphans() -> Piece {
    let desk = use_desk();
    let orphans = Memo::new(move |_| {
        desk.threads.with(|threads| {
            desk.by_form(|view| {
                threads
                    .iter()
                    .filter(|thread| match &thread.about {
                        TextField::Body(id) => !view.item(id).is_some_and(|item| item.is_present()),
                        TextField::Prose(_) => false,
                    })
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    });
    when(
        move || !orphans.with(Vec::is_empty),
        move || {
            el("section")
                .class("block")
                .attr("aria-labelledby", "orphans")
                .child(el("h3").id("orphans").child("Remarks about what is no longer there"))
                .child(each(
                    move || orphans.get(),
                    |thread| (thread.first.clone(), thread.remarks.clone(), thread.settled),
                    |thread| piece(view! { <Discussed thread=thread/> }),
                ))
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
