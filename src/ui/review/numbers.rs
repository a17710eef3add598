//! Numbers that show their rows: each a sentence, each opening the lines it is computed from.

use super::timeline::go_to;
use crate::practice::numbers::{Numbers as Figures, Why};
use crate::review::{ItemId, Prose, ReviewView, kind};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;

/// A sentence and the lines it is about.
#[derive(Clone, PartialEq, Hash)]
struct Said {
    words: String,
    rows: Vec<Row>,
}

/// A line as a number names it: its time as the timeline says it, and how it begins.
#[derive(Clone, PartialEq, Hash)]
struct Row {
    id: ItemId,
    time: String,
    start: String,
}

/// What stands in the section.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    figures: Vec<Said>,
    questions: Vec<Said>,
    missing: Vec<Said>,
}

impl Shown {
    fn of(desk: Desk, view: &ReviewView) -> Shown {
        let (zone, rules) = (desk.zone(), desk.rules());
        let row = |id: &ItemId| {
            view.item(id).map(|item| Row {
                id: id.clone(),
                time: item.at().short(&zone, &*rules),
                start: item.body().chars().take(60).collect(),
            })
        };
        let said = |words: &str, rows: &[&ItemId]| Said {
            words: words.to_owned(),
            rows: rows.iter().filter_map(|id| row(id)).collect(),
        };
        let numbers = Figures::of(view);
        let mut shown = Shown {
            figures: numbers.figures().iter().map(|figure| said(&figure.sentence, &figure.rows())).collect(),
            ..Shown::default()
        };
        if let Some(first) = numbers.first_alarm() {
            let rows: Vec<&ItemId> = std::iter::once(&first.row).chain(&first.next).chain(&first.also).collect();
            shown.figures.push(said(&first.sentence, &rows));
        }
        // What is only not marked yet is asked for when somebody wants it; what cannot be true is asked at once.
        for gap in numbers.gaps() {
            let list = if gap.why == Why::Reversed { &mut shown.questions } else { &mut shown.missing };
            let asked = said(&gap.question, &gap.rows.iter().collect::<Vec<_>>());
            // Several numbers may lack the same line: it is asked for once.
            if !list.contains(&asked) {
                list.push(asked);
            }
        }
        for field in [Prose::Summary, Prose::Impact, Prose::ModelSaid, Prose::SystemDid] {
            shown
                .questions
                .extend(numbers.questioned(view.prose(field)).iter().map(|asked| said(&asked.question, &[])));
        }
        for item in view.timeline().chain(view.of_kind(kind::IMPACT)) {
            let asked = numbers.questioned_in(item);
            shown.questions.extend(asked.iter().map(|asked| said(&asked.question, &[item.id()])));
        }
        shown
    }

    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.questions.is_empty()
    }
}

/// The section.
#[component]
pub fn Numbers() -> Piece {
    let desk = use_desk();
    let shown = Memo::new(move |_| desk.rested.with(|view| Shown::of(desk, view)));
    let opened = RwSignal::new(false);
    when(
        move || shown.with(|shown| !shown.is_empty()),
        move || {
            el("section")
                .class("block numbers")
                .attr("aria-labelledby", "numbers")
                .child(el("h3").id("numbers").child("In numbers"))
                .child(list("Numbers", "sayings", move || shown.with(|shown| shown.figures.clone())))
                .child(when(
                    move || shown.with(|shown| !shown.questions.is_empty()),
                    move || {
                        list("Questions about numbers", "sayings asked", move || {
                            shown.with(|shown| shown.questions.clone())
                        })
                    },
                ))
                .child(when(
                    move || shown.with(|shown| !shown.missing.is_empty()),
                    move || {
                        many([
                            button()
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
                                    list("Questions for more numbers", "sayings asked", move || {
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

fn list(name: &'static str, class: &'static str, sayings: impl Fn() -> Vec<Said> + Send + 'static) -> Piece {
    el("ul").class(class).attr("role", "list").attr("aria-label", name).child(each(sayings, Said::clone, |said| {
        el("li").child(el("p").class("text").child(said.words)).child(said.rows.into_iter().map(row).collect::<Piece>())
    }))
}

/// A line that a number is from: its time, opening it.
fn row(row: Row) -> Piece {
    let desk = use_desk();
    let id = row.id.clone();
    button()
        .class("plain row-of-number")
        .attr("aria-label", format!("Show {} {}", row.time, row.start))
        .attr("title", row.start)
        .on(ev::click, move |_| go_to(desk, &id))
        .child(row.time)
}
