//! Part 4: did the fix ship, did the behaviour stick, what do we remove?

mod earlier;
mod follow;
mod safeguards;

pub use earlier::link_earlier;
pub use follow::new_control;

use crate::app::Route;
use crate::archive::row::day_of;
use crate::browser::{files, page};
use crate::exchange::export::calendar::{self, Appointment};
use crate::practice::{reconvene, status};
use crate::review::field::meta;
use crate::review::moment::{Context, Day};
use crate::review::{Intent, Moment, Scalar};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::title_or_untitled;
use leptos::prelude::*;

/// Did it stick?
#[component]
pub fn Stick() -> Piece {
    many([el("div")
        .class("part-body stick")
        .child(el("h2").class("question").child("Did the fix ship, did the behaviour stick, what do we remove?"))
        .child(view! { <CloseReview/> })
        .child(view! { <super::asked::Undecided/> })
        .child(view! { <Reconvene/> })
        .child(view! { <follow::FollowThrough/> })
        .child(view! { <safeguards::SafeguardsHere/> })
        .child(view! { <earlier::Recurrence/> })])
}

/// How far the review has come, in one line, and the button that closes it. Closing asks for nothing and is taken
/// back by one click.
#[component]
pub fn CloseReview() -> Piece {
    let desk = use_desk();
    let closed = Memo::new(move |_| desk.view.with(|view| view.meta(meta::STATUS).text() == "closed"));
    let sentence = Memo::new(move |_| desk.view.with(|view| status::sentence(view)));
    let set = move |status: Option<&'static str>| {
        desk.act(vec![Intent::set_meta(meta::STATUS, status.map_or(Scalar::Null, Scalar::text))]);
    };
    el("p")
        .class("reached")
        .child(
            el("span").attr("role", "status").attr("aria-label", "How far it has come").child(move || sentence.get()),
        )
        .child(when(
            move || desk.read_only.get().is_none(),
            move || {
                when_else(
                    move || closed.get(),
                    move || {
                        let again = move |_| {
                            let agreed = desk.view.with_untracked(|view| view.meta(meta::AGREED_AT).first().is_set());
                            set(agreed.then_some("agreed"));
                        };
                        button().class("plain").on(ev::click, again).child("Open it again")
                    },
                    move || button().on(ev::click, move |_| set(Some("closed"))).child("Close"),
                )
            },
        ))
}

/// When the review is looked at again, and the file that calendars read.
#[component]
fn Reconvene() -> Piece {
    let desk = use_desk();
    let problem = RwSignal::new(String::new());
    let declining = RwSignal::new(false);
    let said = Memo::new(move |_| {
        desk.view.with(|view| {
            Moment::decode(view.meta(meta::RECONVENE).text()).ok().map(|moment| moment.as_written()).unwrap_or_default()
        })
    });
    let declined = Memo::new(move |_| desk.view.with(|view| view.meta(meta::NO_RECONVENE).first().is_set()));
    let because = Memo::new(move |_| desk.view.with(|view| view.meta(meta::NO_RECONVENE_BECAUSE).text().to_owned()));
    let ask = move || desk.route.with(|route| route.review().map(|id| Route::Reconvene(id.clone()).to_hash()));
    let field = el("label").class("line-field").child(el("span").child("When do we meet again?")).child(
        el("input")
            .attr("aria-label", "When do we meet again?")
            .attr("aria-describedby", "reconvene-problem")
            .attr("placeholder", "2026-04-16 15:00")
            .property("value", move || said.get())
            .on(ev::change, move |event| {
                let text = event_target_value(&event);
                if text.trim().is_empty() {
                    problem.set(String::new());
                    desk.act(vec![Intent::set_meta(meta::RECONVENE, Scalar::Null)]);
                    return;
                }
                let (zone, rules) = (desk.zone(), desk.rules());
                match Moment::parse(&text, &Context::new(&zone, desk.now(), &*rules)) {
                    Ok(reading) => {
                        problem.set(String::new());
                        desk.act(meets(&reading.moment));
                    }
                    Err(why) => problem.set(why.to_string()),
                }
            }),
    );
    let no = move || {
        el("label").class("line-field").child(el("span").child("There will be no next meeting, because")).child(
            el("input")
                .attr("aria-label", "There will be no next meeting, because")
                .property("value", move || because.get())
                .on(ev::change, move |event| {
                    let text = event_target_value(&event);
                    desk.act(vec![
                        Intent::set_meta(meta::NO_RECONVENE, Scalar::Int(now_ms())),
                        Intent::set_meta(meta::NO_RECONVENE_BECAUSE, Scalar::text_or_null(text.trim())),
                        Intent::set_meta(meta::RECONVENE, Scalar::Null),
                    ]);
                }),
        )
    };
    el("section")
        .class("block")
        .attr("aria-label", "Reconvene")
        .child(field)
        .child(el("p").id("reconvene-problem").class("problem").attr("role", "alert").child(move || problem.get()))
        .child(
            el("p")
                .class("row")
                .child(when(
                    move || desk.read_only.get().is_none(),
                    move || {
                        many([
                            button()
                                .on(ev::click, move |_| {
                                    problem.set(book(desk).err().unwrap_or_default());
                                })
                                .child("Book the reconvene"),
                            when(
                                move || said.with(String::is_empty) && !declined.get() && !declining.get(),
                                move || {
                                    button()
                                        .class("plain")
                                        .on(ev::click, move |_| declining.set(true))
                                        .child("There will be none")
                                },
                            ),
                        ])
                    },
                ))
                .child(el("a").attr("href", move || ask().unwrap_or_default()).child("Ask the three questions now")),
        )
        .child(when(move || declined.get() || declining.get(), no))
        .child(el("p").class("quiet").child("Fifteen minutes, thirty days out, in your calendar."))
}

/// The acts that set when to meet again; what was said about not meeting falls away.
fn meets(moment: &Moment) -> Vec<Intent> {
    vec![
        Intent::set_meta(meta::RECONVENE, Scalar::text(moment.encode())),
        Intent::set_meta(meta::NO_RECONVENE, Scalar::Null),
        Intent::set_meta(meta::NO_RECONVENE_BECAUSE, Scalar::Null),
    ]
}

/// Sets the next meeting thirty days out, unless a day was said, and hands out the file for calendars.
pub fn book(desk: Desk) -> Result<(), String> {
    let (zone, rules, now) = (desk.zone_now(), desk.rules(), desk.now());
    let Some(id) = desk.room(|room| room.id().clone()) else { return Err("No review is open.".to_owned()) };
    let said = desk.view.with_untracked(|view| Moment::decode(view.meta(meta::RECONVENE).text()).ok());
    let moment = said
        .and_then(|moment| reconvene::with_a_time(&moment, now, &zone, &*rules))
        .unwrap_or_else(|| reconvene::thirty_days_out(now, &zone, &*rules));
    desk.act(meets(&moment));
    let start = moment.nominal().ok_or("That day is not on any calendar.")?;
    let title = desk.view.with_untracked(|view| format!("Reconvene: {}", title_or_untitled(view.title())));
    let link = address_of(&Route::Reconvene(id.clone()));
    appoint(
        desk,
        "reconvene.ics",
        &Appointment {
            uid: &format!("{id}-reconvene"),
            start,
            minutes: reconvene::MINUTES,
            title: &title,
            about: &format!("{}\n\n{link}", reconvene::QUESTIONS.join("\n")),
            zone: &zone,
            link: &link,
            reminds: true,
            every: None,
        },
    )
}

/// The whole address of a page of this app.
pub fn address_of(route: &Route) -> String {
    let address = page::address();
    let here = address.split(['#', '?']).next().unwrap_or_default();
    format!("{here}{}", route.to_hash())
}

/// Hands out an appointment as a file.
pub fn appoint(desk: Desk, name: &str, appointment: &Appointment<'_>) -> Result<(), String> {
    let file = calendar::write(appointment, desk.now(), &*desk.rules());
    files::download(name, "text/calendar", file.as_bytes()).map_err(|why| why.to_string())
}

/// Today, on the reader's clock.
pub fn today(desk: Desk) -> Day {
    let now = desk.now();
    let offset = crate::review::moment::offset_of(&desk.own_zone(), now, &*desk.rules()).unwrap_or(0);
    now.wall(offset).day
}

/// The day that the open review is of.
fn day_here(desk: Desk) -> Option<Day> {
    desk.view.with_untracked(|view| day_of(view))
}
