//! What recurs: failures that came again, which fixes still stand, which signs came before.

use super::desk::{Desk, use_desk};
use super::home::all_rows;
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::archive::patterns::{
    Strip, classes, recurrences, rehearsals, still_standing, strip, surprise, weak_signals,
};
use crate::browser::page;
use crate::review::ReviewId;
use crate::ui::elements::markup::*;
use crate::ui::outgoing::share;
use leptos::prelude::*;

/// Patterns.
#[component]
pub fn Patterns() -> Piece {
    let desk = use_desk();
    page::set_title("Patterns · Second Story");
    el("main").id("main-content").attr("tabindex", "-1").class("across").child(el("h1").child("Patterns")).child(
        move || {
            all_rows(desk, |rows| {
                if rows.is_empty() && desk.rows_read.get() {
                    return el("p").class("nothing").child("Nothing to compare yet: there is no review.");
                }
                many([
                    standing(rows),
                    again(rows),
                    years(&strip(rows)),
                    surprises(rows),
                    signals(rows),
                    to_rehearse(desk, rows),
                ])
            })
        },
    )
}

fn to(review: &ReviewId, title: &str) -> Piece {
    el("a").attr("href", Route::Review(review.clone(), Part::WhatHappened).to_hash()).child(title_or_untitled(title))
}

/// A section, unless there is nothing in it.
fn section(name: &'static str, inside: Option<Piece>) -> Piece {
    let id = name.split_whitespace().next().unwrap_or_default().to_lowercase();
    piece(inside.map(|inside| {
        el("section").attr("aria-labelledby", id.clone()).child(el("h2").id(id).child(name)).child(inside)
    }))
}

fn table(name: &'static str, head: Vec<String>, rows: Vec<Vec<Piece>>) -> Piece {
    let cell =
        |(place, cell): (usize, Piece)| if place == 0 { el("th").attr("scope", "row") } else { el("td") }.child(cell);
    el("div").class("table").attr("tabindex", "0").attr("role", "region").attr("aria-label", name).child(
        el("table")
            .child(
                el("thead").child(
                    el("tr").child(
                        head.into_iter().map(|cell| el("th").attr("scope", "col").child(cell)).collect::<Piece>(),
                    ),
                ),
            )
            .child(
                el("tbody").child(
                    rows.into_iter()
                        .map(|row| el("tr").child(row.into_iter().enumerate().map(cell).collect::<Piece>()))
                        .collect::<Piece>(),
                ),
            ),
    )
}

fn standing(rows: &[crate::archive::Row]) -> Piece {
    let standing = still_standing(rows);
    if standing.all.1 == 0 {
        return piece(());
    }
    let of = |label: &'static str, stand: usize, of: usize| vec![text(label), text(format!("{stand} of {of}"))];
    let rungs = standing.rungs.iter().map(|(rung, stand, all)| of(rung.label(), *stand, *all));
    let categories = standing.categories.iter().map(|(one, stand, all)| of(one.label(), *stand, *all));
    let lines: Vec<Vec<Piece>> = rungs.chain(categories).collect();
    many([
        el("p").class("headline").child(standing.headline()),
        piece((!lines.is_empty()).then(|| {
            el("details").child(el("summary").child("By where they live, and by kind")).child(table(
                "Fixes that still stand",
                vec!["Where".to_owned(), "Still stand".to_owned()],
                lines,
            ))
        })),
    ])
}

fn again(rows: &[crate::archive::Row]) -> Piece {
    let lines: Vec<Piece> = recurrences(rows)
        .into_iter()
        .map(|one| {
            let mut said = vec![one.later(), one.likeness(), one.earlier.fate.clone()];
            if let Some((before, now)) = one.first_decision {
                said.push(format!(
                    "from first alarm to first decision: {} minutes then, {} now",
                    before / 60,
                    now / 60
                ));
            }
            said.retain(|part| !part.is_empty());
            el("li")
                .child(to(&one.review, &one.title))
                .child(el("span").class("quiet").child(format!("after “{}”", title_or_untitled(&one.earlier.title))))
                .child(el("span").child(said.join(" · ")))
        })
        .collect();
    let same: Vec<Piece> = classes(rows)
        .into_iter()
        .map(|(class, reviews)| {
            let links: Vec<Piece> = reviews
                .iter()
                .enumerate()
                .flat_map(|(place, (id, title))| [text(if place == 0 { "" } else { ", " }), to(id, title)])
                .collect();
            el("li").child(el("span").child(class)).child(el("span").child(many(links)))
        })
        .collect();
    let list = |name: &'static str, lines: Vec<Piece>| {
        el("ul").class("lines").attr("role", "list").attr("aria-label", name).child(many(lines))
    };
    many([
        section("Came again", (!lines.is_empty()).then(|| list("Came again", lines))),
        section("Classes of failure", (!same.is_empty()).then(|| list("Classes of failure", same))),
    ])
}

/// All reviews on one strip, later ones joined to the earlier ones that they are like; the same as a table below.
fn years(strip: &Strip) -> Piece {
    if strip.marks.is_empty() {
        return piece(());
    }
    let year = |(year, at): &(i32, i64)| {
        many([
            svg("line")
                .class("year")
                .attr("x1", at.to_string())
                .attr("x2", at.to_string())
                .attr("y1", "8")
                .attr("y2", "100"),
            svg("text").attr("x", (at + 5).to_string()).attr("y", "20").child(year.to_string()),
        ])
    };
    let join = |(from, later): &(usize, usize)| {
        let (from, later) = (strip.marks.get(*from)?.at, strip.marks.get(*later)?.at);
        let middle = (from + later) / 2;
        let high = 80 - ((later - from).abs() / 6).clamp(12, 60) * 2;
        Some(svg("path").class("join").attr("d", format!("M{from} 80 Q{middle} {high} {later} 80")))
    };
    let mark = |mark: &crate::archive::patterns::Mark| {
        svg("circle").attr("cx", mark.at.to_string()).attr("cy", "80").attr("r", "4")
    };
    let drawing = svg("svg")
        .class("strip")
        .attr("viewBox", "-6 0 1012 100")
        .attr("aria-hidden", "true")
        .child(strip.years.iter().map(year).collect::<Piece>())
        .child(strip.joins.iter().filter_map(join).collect::<Piece>())
        .child(strip.marks.iter().map(mark).collect::<Piece>());
    let lines = strip
        .marks
        .iter()
        .enumerate()
        .map(|(place, mark)| {
            let before: Vec<String> = strip
                .joins
                .iter()
                .filter(|(_, later)| *later == place)
                .filter_map(|(from, _)| strip.marks.get(*from))
                .map(|mark| title_or_untitled(&mark.title))
                .collect();
            vec![to(&mark.review, &mark.title), text(mark.day.clone()), text(before.join(", "))]
        })
        .collect();
    let head = ["Review", "Day", "Came again after"].map(str::to_owned).to_vec();
    section(
        "Years",
        Some(many([
            drawing,
            el("details").child(el("summary").child("The same as a table")).child(table("Reviews by day", head, lines)),
        ])),
    )
}

fn surprises(rows: &[crate::archive::Row]) -> Piece {
    let lines: Vec<Vec<Piece>> = surprise(rows)
        .into_iter()
        .map(|(severity, cells)| {
            let cells = cells.into_iter().map(|cell| text(if cell == 0 { String::new() } else { cell.to_string() }));
            std::iter::once(text(severity)).chain(cells).collect()
        })
        .collect();
    let head = std::iter::once("Severity".to_owned())
        .chain((1..=5).map(|surprise| match surprise {
            1 => "Surprise 1".to_owned(),
            more => more.to_string(),
        }))
        .collect();
    section(
        "Surprise and severity",
        (!lines.is_empty()).then(|| {
            many([
                el("p").class("quiet").child("What surprised us teaches most, however small it was."),
                table("Surprise and severity", head, lines),
            ])
        }),
    )
}

fn signals(rows: &[crate::archive::Row]) -> Piece {
    let lanes: Vec<Piece> = weak_signals(rows)
        .into_iter()
        .map(|(lane, signs)| {
            let lane = if lane.is_empty() { "Of no lane".to_owned() } else { lane };
            let signs = signs.into_iter().map(|(review, title, short)| {
                el("li").child(el("span").child(short)).child(el("span").class("quiet").child(to(&review, &title)))
            });
            many([
                el("h3").child(lane.clone()),
                el("ul").class("lines").attr("role", "list").attr("aria-label", lane).child(signs.collect::<Piece>()),
            ])
        })
        .collect();
    section("Weak signals", (!lanes.is_empty()).then(|| many(lanes)))
}

/// What nobody could explain and what was seen before, to take along to a rehearsal.
fn to_rehearse(desk: Desk, rows: &[crate::archive::Row]) -> Piece {
    let list = rehearsals(rows);
    section(
        "Rehearse before it happens",
        (!list.is_empty()).then(|| {
            let copy = move |_| share::copy(desk, list.clone(), "Copied, to rehearse from.");
            many([
                el("p").class("quiet").child("What nobody could explain, and what was seen before, as a list."),
                el("p").class("row").child(button().on(ev::click, copy).child("Copy to rehearse from")),
            ])
        }),
    )
}
