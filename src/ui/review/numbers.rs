//! Numbers that show their rows: each a sentence, each opening the lines it is computed from.

use super::timeline::element_id;
use crate::browser::page;
use crate::practice::numbers::{Figure, Gap, Numbers as Figures, Why};
use crate::review::{Item, ItemId, Prose, ReviewView, kind};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;

/// A sentence and the lines it is about.
#[derive(Clone, PartialEq, Hash)]
struct Said {
    words: String,
    rows: Vec<ItemId>,
}

/// What stands in the section.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    figures: Vec<Said>,
    questions: Vec<Said>,
    missing: Vec<Said>,
}

impl Shown {
    fn of(view: &ReviewView) -> Shown {
        let figures = Figures::of(view);
        let mut shown = Shown { figures: figures.figures().iter().map(of_figure).collect(), ..Shown::default() };
        if let Some(first) = figures.first_alarm() {
            let rows = [Some(&first.row), first.next.as_ref()].into_iter().flatten().chain(&first.also).cloned();
            shown.figures.push(Said { words: first.sentence.clone(), rows: rows.collect() });
        }
        // What is only not marked yet is asked for when somebody wants it; what cannot be true is asked at once.
        for gap in figures.gaps() {
            let said = of_gap(gap);
            if shown.questions.contains(&said) || shown.missing.contains(&said) {
                // Several numbers lack the same line: it is asked for once.
                continue;
            }
            if gap.why == Why::Reversed { shown.questions.push(said) } else { shown.missing.push(said) }
        }
        for field in [Prose::Summary, Prose::Impact, Prose::ModelSaid, Prose::SystemDid] {
            let asked = figures.questioned(view.prose(field)).into_iter();
            shown.questions.extend(asked.map(|asked| Said { words: asked.question, rows: Vec::new() }));
        }
        for item in view.timeline().chain(view.of_kind(kind::IMPACT)).filter(|item| has_duration(item)) {
            let asked = figures.questioned_in(item).into_iter();
            shown.questions.extend(asked.map(|asked| Said { words: asked.question, rows: vec![item.id().clone()] }));
        }
        shown
    }

    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.questions.is_empty()
    }
}

fn of_figure(figure: &Figure) -> Said {
    Said { words: figure.sentence.clone(), rows: figure.rows().into_iter().cloned().collect() }
}

fn of_gap(gap: &Gap) -> Said {
    Said { words: gap.question.clone(), rows: gap.rows.clone() }
}

/// A quick look before the slow one: most lines name no duration.
fn has_duration(item: &Item) -> bool {
    let text = item.body();
    text.contains(|letter: char| letter.is_ascii_digit())
        && ["min", "hour", "sec", "h ", "m "].iter().any(|unit| text.contains(unit))
}

/// The section.
#[component]
pub fn Numbers() -> Piece {
    let desk = use_desk();
    let shown = Memo::new(move |_| desk.view.with(|view| Shown::of(view)));
    let opened = RwSignal::new(false);
    when(
        move || shown.with(|shown| !shown.is_empty()),
        move || {
            el("section")
                .class("block numbers")
                .attr("aria-labelledby", "numbers")
                .child(el("h3").id("numbers").child("In numbers"))
                .child(list(desk, "Numbers", "sayings", move || shown.with(|shown| shown.figures.clone())))
                .child(when(
                    move || shown.with(|shown| !shown.questions.is_empty()),
                    move || {
                        list(desk, "Questions about numbers", "sayings asked", move || {
                            shown.with(|shown| shown.questions.clone())
                        })
                    },
                ))
                .child(when(
                    move || shown.with(|shown| !shown.missing.is_empty()),
                    move || {
                        many([
                            el("button")
                                .attr("type", "button")
                                .class("plain")
                                .attr("aria-expanded", move || opened.get().to_string())
                                .on(ev::click, move |_| opened.update(|open| *open = !*open))
                                .child(move || {
                                    let missing = shown.with(|shown| shown.missing.len());
                                    format!("{} to ask for more numbers", count(missing, "question", "questions"))
                                }),
                            when(
                                move || opened.get(),
                                move || {
                                    list(desk, "Questions for more numbers", "sayings asked", move || {
                                        shown.with(|shown| shown.missing.clone())
                                    })
                                },
                            ),
                        ])
                    },
                ))
        },
    )
}

fn list(
    desk: Desk,
    name: &'static str,
    class: &'static str,
    sayings: impl Fn() -> Vec<Said> + Send + 'static,
) -> Piece {
    el("ul").class(class).attr("role", "list").attr("aria-label", name).child(each(sayings, Said::clone, move |said| {
        let rows = said.rows;
        el("li").child(el("p").class("text").child(said.words)).child(move || {
            // A row says its time as the timeline does, and follows when that changes.
            desk.view
                .with(|view| rows.iter().filter_map(|id| view.item(id).map(|item| row(desk, item))).collect::<Piece>())
        })
    }))
}

/// A line that a number is from: its time, opening it.
fn row(desk: Desk, item: &Item) -> Piece {
    let time = item.at().short(&desk.zone(), &*desk.rules());
    let start: String = item.body().chars().take(60).collect();
    let element = element_id(item.id());
    el("button")
        .attr("type", "button")
        .class("plain row-of-number")
        .attr("aria-label", format!("Show {time} {start}"))
        .attr("title", start)
        .on(ev::click, move |_| {
            page::scroll_to(&element);
            page::focus(&element);
        })
        .child(time)
}
