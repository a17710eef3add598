//! Part 4: did the fix ship, did the behaviour stick, what do we remove?

use super::items::ItemList;
use crate::review::field::meta;
use crate::review::moment::Context;
use crate::review::{Intent, Moment, Scalar, kind};
use crate::ui::desk::use_desk;
use leptos::prelude::*;

/// Did it stick?
#[component]
pub fn Stick() -> impl IntoView {
    let desk = use_desk();
    let problem = RwSignal::new(String::new());
    let reconvene = Memo::new(move |_| {
        desk.view.with(|view| {
            Moment::decode(view.meta(meta::RECONVENE).text()).ok().map(|moment| moment.as_written()).unwrap_or_default()
        })
    });
    view! {
        <div class="part-body stick">
            <h2 class="question">"Did the fix ship, did the behaviour stick, what do we remove?"</h2>
            <section class="block">
                <label class="line-field">
                    <span>"When do we meet again?"</span>
                    <input
                        aria-label="When do we meet again?"
                        aria-describedby="reconvene-problem"
                        placeholder="2026-04-16"
                        prop:value=move || reconvene.get()
                        on:change=move |event| {
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
                        }
                    />
                </label>
                <p id="reconvene-problem" class="problem" role="alert">{move || problem.get()}</p>
                <p class="quiet">"Fifteen minutes, thirty days out: did the fix ship, did the behaviour stick, did we add anything in the panic that we should now remove?"</p>
            </section>
            <ItemList kind=kind::CHECK_IN name="What we found when we met" one="What we found"
                hint="Shipped? Still in use? Anything to take away again?"/>
        </div>
    }
}
