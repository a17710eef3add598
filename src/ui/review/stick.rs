//! Part 4: did the fix ship, did the behaviour stick, what do we remove?

use super::items::ItemList;
use crate::review::field::meta;
use crate::review::moment::Context;
use crate::review::{Intent, Moment, Scalar, kind};
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Did it stick?
#[component]
pub fn Stick() -> Piece {
    let desk = use_desk();
    let problem = RwSignal::new(String::new());
    let reconvene = Memo::new(move |_| {
        desk.view.with(|view| {
            Moment::decode(view.meta(meta::RECONVENE).text()).ok().map(|moment| moment.as_written()).unwrap_or_default()
        })
    });
    el("div")
        .class("part-body stick")
        .child(el("h2").class("question").child("Did the fix ship, did the behaviour stick, what do we remove?"))
        .child(
            el("section")
                .class("block")
                .child(
                    el("label").class("line-field").child(el("span").child("When do we meet again?")).child(
                        el("input")
                            .attr("aria-label", "When do we meet again?")
                            .attr("aria-describedby", "reconvene-problem")
                            .attr("placeholder", "2026-04-16")
                            .property("value", move || reconvene.get())
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
                                        let value = Scalar::text(reading.moment.encode());
                                        desk.act(vec![Intent::set_meta(meta::RECONVENE, value)]);
                                    }
                                    Err(why) => problem.set(why.to_string()),
                                }
                            }),
                    ),
                )
                .child(
                    el("p").id("reconvene-problem").class("problem").attr("role", "alert").child(move || problem.get()),
                )
                .child(el("p").class("quiet").child(
                    "Fifteen minutes, thirty days out: did the fix ship, did the \
                    behaviour stick, did we add anything in the panic that we should \
                    now remove?",
                )),
        )
        .child(view! {
            <ItemList
                kind=kind::CHECK_IN
                name="What we found when we met"
                one="What we found"
                hint="Shipped? Still in use? Anything to take away again?"
            />
        })
}
