//! The palette and the keys: every command by name, and the few that have a key of their own.

use super::desk::{Desk, Dialog, RoomState, use_desk};
use super::elements::modal::Modal;
use crate::app::route::Standpoint;
use crate::app::{Part, Route};
use crate::browser::dom::KeyboardEvent;
use crate::browser::page;
use crate::practice::surprise;
use crate::review::field::meta;
use crate::review::{Intent, PersonId, Scalar};
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;

/// A command: its name, its key, and what it does.
#[derive(Clone, Copy)]
struct Command {
    name: &'static str,
    key: &'static str,
    at: At,
    run: fn(Desk),
}

/// Where a command has something to act on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Everywhere.
    Any,
    /// On the pages of a review.
    Review,
    /// There, and where it is replayed: it tells nothing that was not known then.
    Replay,
}

impl At {
    fn fits(self, desk: Desk) -> bool {
        let open = desk.state.get_untracked() == RoomState::Open;
        let replayed = matches!(desk.route.get_untracked(), Route::Replay(..));
        match self {
            At::Any => true,
            At::Review => open && !replayed,
            At::Replay => open,
        }
    }
}

const COMMANDS: &[Command] = &[
    Command { name: "New review", key: "", at: At::Any, run: |desk| desk.new_review(&|_: &PersonId| Vec::new()) },
    Command { name: "A near miss", key: "", at: At::Any, run: near_miss },
    Command { name: "Write down a bet", key: "", at: At::Any, run: super::bet::write_down },
    Command { name: "Open…", key: "", at: At::Any, run: super::incoming::open::show },
    Command { name: "Log an incident", key: "", at: At::Any, run: |_| page::go("#/now") },
    Command { name: "Reviews", key: "", at: At::Any, run: |_| page::go("#/") },
    Command { name: "Commitments", key: "", at: At::Any, run: |_| page::go("#/commitments") },
    Command { name: "Safeguards", key: "", at: At::Any, run: |_| page::go("#/safeguards") },
    Command { name: "Patterns", key: "", at: At::Any, run: |_| page::go("#/patterns") },
    Command { name: "Book the reconvene", key: "", at: At::Review, run: book },
    Command { name: "Search reviews", key: "/", at: At::Any, run: search },
    Command { name: "Read a real one", key: "", at: At::Any, run: super::home::read_a_real_one },
    Command { name: "Team folder…", key: "", at: At::Any, run: super::folder::show },
    Command { name: "Put in the team folder", key: "", at: At::Review, run: super::folder::put },
    Command { name: "Settings", key: "", at: At::Any, run: |_| page::go("#/settings") },
    Command { name: "Find lost work", key: "", at: At::Any, run: |_| page::go("#/find-lost-work") },
    Command { name: "New entry", key: "n", at: At::Review, run: new_entry },
    Command {
        name: "Paste many…", key: "", at: At::Review, run: |desk| desk.dialog.set(Dialog::Paste(String::new()))
    },
    Command { name: "What happened", key: "1", at: At::Replay, run: |desk| go_to(desk, Part::WhatHappened) },
    Command { name: "Why it made sense", key: "2", at: At::Replay, run: |desk| go_to(desk, Part::Why) },
    Command { name: "What will change", key: "3", at: At::Replay, run: |desk| go_to(desk, Part::Change) },
    Command { name: "Did it stick?", key: "4", at: At::Replay, run: |desk| go_to(desk, Part::Stick) },
    Command { name: "Share", key: "", at: At::Review, run: |desk| desk.dialog.set(Dialog::Share) },
    Command { name: "Work together now…", key: "", at: At::Review, run: |desk| desk.dialog.set(Dialog::Together) },
    Command { name: "Stop working together", key: "", at: At::Review, run: super::together::stop },
    Command { name: "Export Markdown", key: "", at: At::Replay, run: super::outgoing::export::markdown },
    Command { name: "Export JSON", key: "", at: At::Replay, run: super::outgoing::export::json },
    Command { name: "Export one HTML file", key: "", at: At::Replay, run: super::outgoing::export::one_page },
    Command { name: "Copy the review", key: "", at: At::Replay, run: super::outgoing::export::copy },
    Command { name: "Read as an article", key: "", at: At::Review, run: read },
    Command { name: "Publish…", key: "", at: At::Review, run: super::outgoing::publish::show },
    Command { name: "Fixes for a tracker…", key: "", at: At::Review, run: super::outgoing::tracker::show },
    Command { name: "Read these aloud", key: "", at: At::Review, run: aloud },
    Command { name: "Start the meeting", key: "", at: At::Review, run: super::meeting::start },
    Command { name: "Replay what was known", key: "", at: At::Review, run: replay },
    Command { name: "Timeline agreed, or open again", key: "", at: At::Review, run: super::review::timeline::agree },
    Command { name: "Print", key: "", at: At::Replay, run: super::outgoing::export::print },
    Command { name: "History", key: "", at: At::Review, run: super::review::history::show },
    Command { name: "Say something about this line", key: "", at: At::Review, run: super::review::aside::begin_remark },
    Command { name: "Use the other wording", key: "", at: At::Review, run: super::review::aside::use_first },
    Command { name: "Leave this wording", key: "", at: At::Review, run: super::review::aside::leave_first },
    Command {
        name: "Facilitate: speak of everybody's wording, or no longer",
        key: "",
        at: At::Review,
        run: |desk| desk.facilitate(!desk.facilitates.get_untracked()),
    },
    Command { name: "Undo", key: "Ctrl Z", at: At::Review, run: Desk::undo },
    Command { name: "Redo", key: "Ctrl Shift Z", at: At::Review, run: Desk::redo },
];

fn book(desk: Desk) {
    if let Err(why) = super::review::stick::book(desk) {
        desk.say(why);
    }
}

/// A review of something that nearly happened: the caret is in its first sentence, and nothing else is asked.
fn near_miss(desk: Desk) {
    desk.new_review(&|_: &PersonId| vec![Intent::set_meta(meta::SEVERITY, Scalar::text(surprise::NEAR_MISS))]);
}

fn search(desk: Desk) {
    if desk.route.get_untracked() != Route::Home {
        page::go("#/");
    }
    if let Some(waiting) = page::after_ms(60, || {
        page::focus("search");
    }) {
        waiting.forget();
    }
}

fn new_entry(desk: Desk) {
    go_to(desk, Part::WhatHappened);
    if let Some(waiting) = page::after_ms(60, || {
        page::focus("quick-entry");
    }) {
        waiting.forget();
    }
}

fn read(desk: Desk) {
    if let Route::Review(id, _) = desk.route.get_untracked() {
        page::go(&Route::Read(id).to_hash());
    }
}

fn replay(desk: Desk) {
    if let Some(id) = desk.route.with_untracked(|route| route.review().cloned()) {
        page::go(&Route::Replay(id, Standpoint::default()).to_hash());
    }
}

fn aloud(desk: Desk) {
    if let Some(id) = desk.route.with_untracked(|route| route.review().cloned()) {
        page::go(&Route::Aloud(id).to_hash());
    }
}

fn go_to(desk: Desk, part: Part) {
    if let Some(id) = desk.route.with_untracked(|route| route.review().cloned()) {
        page::go(&Route::Review(id, part).to_hash());
    }
}

/// Keys that work wherever no field has the caret.
pub fn key(desk: Desk, event: &KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key();
    if command && event.key().eq_ignore_ascii_case("k") {
        event.prevent_default();
        desk.dialog.set(if desk.dialog.get_untracked() == Dialog::Commands { Dialog::None } else { Dialog::Commands });
        return;
    }
    if event.default_prevented() || event.is_composing() || desk.dialog.get_untracked() != Dialog::None {
        return;
    }
    if page::typing_somewhere() {
        return;
    }
    if command && event.key().eq_ignore_ascii_case("z") && At::Review.fits(desk) {
        event.prevent_default();
        if event.shift_key() {
            desk.redo()
        } else {
            desk.undo()
        }
        return;
    }
    if command || event.alt_key() {
        return;
    }
    if event.key() == "?" {
        event.prevent_default();
        desk.dialog.set(Dialog::Commands);
        return;
    }
    // A meeting has keys of its own.
    if matches!(desk.route.get_untracked(), Route::Meeting(_)) {
        return;
    }
    let found = COMMANDS.iter().find(|known| !known.key.is_empty() && known.key == event.key() && known.at.fits(desk));
    if let Some(found) = found {
        event.prevent_default();
        (found.run)(desk);
        return;
    }
    if let Some(by) = super::replay::step_of_key(&event.key()).filter(|_| !event.shift_key())
        && super::replay::walk(desk, by)
    {
        event.prevent_default();
    }
}

/// The palette.
#[component]
pub fn Palette() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Commands);
    piece(view! { <Modal name="Commands" when=open class="palette"> {piece(view! { <Commands/> })} </Modal> })
}

#[component]
fn Commands() -> Piece {
    let desk = use_desk();
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let field = NodeRef::<html::Input>::new();
    let found = Memo::new(move |_| {
        let words: Vec<String> = query.get().to_lowercase().split_whitespace().map(str::to_owned).collect();
        COMMANDS
            .iter()
            .enumerate()
            .filter(|(_, command)| command.at.fits(desk))
            .filter(|(_, command)| {
                let name = command.name.to_lowercase();
                words.iter().all(|word| name.contains(word.as_str()))
            })
            .map(|(index, _)| index)
            .collect::<Vec<usize>>()
    });
    Effect::new(move |_| {
        if let Some(input) = field.get() {
            let _ = input.focus();
        }
    });
    Effect::new(move |_| {
        if let Some(index) = found.with(|found| found.get(at.get()).copied()) {
            page::scroll_to(&format!("command-{index}"));
        }
    });
    let run = move |index: usize| {
        desk.dialog.set(Dialog::None);
        if let Some(command) = COMMANDS.get(index) {
            (command.run)(desk);
        }
    };
    many([
        el("input")
            .node_ref(field)
            .attr("role", "combobox")
            .attr("autofocus", true)
            .attr("aria-label", "Command")
            .attr("aria-expanded", "true")
            .attr("aria-controls", "command-list")
            .attr("aria-autocomplete", "list")
            .attr("aria-activedescendant", move || {
                found.with(|found| found.get(at.get()).map(|index| format!("command-{index}")))
            })
            .attr("placeholder", "Type a command")
            .attr("autocomplete", "off")
            .on(ev::input, move |event| {
                at.set(0);
                query.set(event_target_value(&event));
            })
            .on(ev::keydown, move |event| {
                let last = found.with_untracked(Vec::len).saturating_sub(1);
                match event.key().as_str() {
                    "ArrowDown" => at.update(|at| *at = (*at + 1).min(last)),
                    "ArrowUp" => at.update(|at| *at = at.saturating_sub(1)),
                    "Enter" => {
                        if let Some(index) = found.with_untracked(|found| found.get(at.get_untracked()).copied()) {
                            run(index);
                        }
                    }
                    _ => return,
                }
                event.prevent_default();
            }),
        el("ul").id("command-list").attr("role", "listbox").attr("aria-label", "Commands").class("commands").child(
            each(
                move || found.get().into_iter().enumerate().collect(),
                |pair| *pair,
                move |(place, index)| {
                    let command = COMMANDS.get(index);
                    el("li")
                        .id(format!("command-{index}"))
                        .attr("role", "option")
                        .attr("aria-selected", move || (at.get() == place).to_string())
                        .on(ev::click, move |_| run(index))
                        .on(ev::pointermove, move |_| at.set(place))
                        .child(el("span").child(command.map(|command| command.name)))
                        .child(
                            command
                                .filter(|command| !command.key.is_empty())
                                .map(|command| el("kbd").child(command.key)),
                        )
                },
            ),
        ),
    ])
}
