//! What was taken on, across reviews: does it still have room, what is in its way, did it ship?

use super::desk::{Desk, use_desk};
use super::home::all_rows;
use super::review::stick::{address_of, appoint, today};
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::archive::commitments::{Commitment, Resurfacing, commitments, resurfacing, weekly_notes};
use crate::browser::page;
use crate::exchange::export::calendar::{Appointment, Every};
use crate::exchange::export::rich::Address;
use crate::ui::elements::markup::*;
use crate::ui::outgoing::share;
use leptos::prelude::*;

/// Commitments.
#[component]
pub fn Commitments() -> Piece {
    let desk = use_desk();
    page::set_title("Commitments · Second Story");
    let today = today(desk);
    let all = Memo::new(move |_| all_rows(desk, commitments));
    let again = Memo::new(move |_| all_rows(desk, |rows| resurfacing(rows, today)));
    let copy = move |_| share::copy(desk, weekly_notes(&all.get_untracked(), today), "Copied for the weekly notes.");
    el("main")
        .id("main-content")
        .attr("tabindex", "-1")
        .class("across")
        .child(el("h1").child("Commitments"))
        .child(el("p").class("quiet").child("Does it still have room, what is in its way, did it ship?"))
        .child(
            el("ul")
                .class("lines")
                .attr("role", "list")
                .attr("aria-label", "Commitments")
                .child(move || all.get().into_iter().map(|one| line(one, today)).collect::<Piece>()),
        )
        .child(when(
            move || all.with(Vec::is_empty) && desk.rows_read.get(),
            || el("p").class("nothing").child("Nothing that was taken on is open."),
        ))
        .child(when(
            move || all.with(|all| !all.is_empty()),
            move || {
                el("p")
                    .class("row")
                    .child(button().on(ev::click, copy).child("Copy for the weekly notes"))
                    .child(button().class("plain").on(ev::click, move |_| weekly(desk)).child("A weekly reminder"))
            },
        ))
        .child(when(
            move || again.with(|again| !again.is_empty()),
            move || {
                el("section")
                    .attr("aria-labelledby", "again")
                    .child(el("h2").id("again").child("Declined then; look at it again?"))
                    .child(
                        el("ul")
                            .class("lines")
                            .attr("role", "list")
                            .attr("aria-labelledby", "again")
                            .child(again.get().into_iter().map(declined).collect::<Piece>()),
                    )
            },
        ))
}

fn line(one: Commitment, today: crate::review::moment::Day) -> Piece {
    let href = Route::Review(one.review.clone(), Part::Stick).to_hash();
    let mut said = one.standing(today);
    if !one.fix.due.is_empty() {
        said.insert(0, format!("by {}", one.fix.due));
    }
    let tracked = Address::new(&one.fix.tracker)
        .map(|address| el("a").attr("href", address.as_str().to_owned()).attr("rel", "noreferrer").child("Tracked"));
    el("li")
        .child(el("a").attr("href", href).child(one.fix.short))
        .child(el("span").class("quiet").child(title_or_untitled(&one.title)))
        .child(el("span").child(said.join(" · ")))
        .child(tracked)
}

fn declined(one: Resurfacing) -> Piece {
    el("li")
        .child(el("a").attr("href", Route::Review(one.review, Part::Change).to_hash()).child(one.short))
        .child(el("span").class("quiet").child(title_or_untitled(&one.title)))
        .child(el("span").child(one.because))
}

/// A quarter of an hour a week from now on, at this hour.
fn weekly(desk: Desk) {
    repeating(
        desk,
        "commitments.ics",
        "Commitments from incidents",
        "Does each fix still have room? What is in its way? Did it ship?",
        &Route::Commitments,
        Every::Week,
    );
}

/// A file for calendars of a quarter of an hour that comes again.
pub fn repeating(desk: Desk, file: &str, title: &str, about: &str, route: &Route, every: Every) {
    let link = address_of(route);
    let zone = desk.own_zone();
    let days = if every == Every::Week { 7 } else { 365 };
    let start = desk.now().whole_minute().plus(days * 86_400);
    let start = start.plus(-start.seconds().rem_euclid(3600));
    let done = appoint(
        desk,
        file,
        &Appointment {
            uid: file.trim_end_matches(".ics"),
            start,
            minutes: 15,
            title,
            about: &format!("{about}\n\n{link}"),
            zone: &zone,
            link: &link,
            reminds: false,
            every: Some(every),
        },
    );
    if let Err(why) = done {
        desk.say(why);
    }
}
