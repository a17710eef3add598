//! Who felt it, how many, which function, from when to when: as many intervals as there were.

use super::items::{Particular, remove};
use crate::review::field::item as fields;
use crate::review::moment::{Context, Elapsed, When};
use crate::review::{Intent, ItemId, Moment, NewItem, Prose, Scalar, TextField, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use leptos::prelude::*;

/// The impact.
#[component]
pub fn Impact() -> impl IntoView {
    let desk = use_desk();
    let items = Memo::new(move |_| {
        desk.view.with(|view| view.of_kind(kind::IMPACT).map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    let has_words = Memo::new(move |_| desk.view.with(|view| !view.prose(Prose::Impact).is_empty()));
    let asked = RwSignal::new(false);
    let open = Memo::new(move |_| has_words.get() || asked.get() || !items.with(Vec::is_empty));
    view! {
        <section class="block impact" aria-labelledby="impact">
            <h3 id="impact">"Impact"</h3>
            <Show when=move || open.get()>
                <LiveText field=TextField::Prose(Prose::Impact) name="Impact" class="prose"
                    hint="What broke, for whom?"/>
            </Show>
            <ul class="impacts" role="list" aria-label="Impact intervals">
                <For each=move || items.get() key=ItemId::clone children=move |id| view! { <Interval id=id/> }/>
            </ul>
            <Show when=move || desk.read_only.get().is_none()>
                <button
                    type="button"
                    class="plain"
                    on:click=move |_| {
                        asked.set(true);
                        let new = NewItem::new(desk.fresh_item(), kind::IMPACT, "", &desk.me(), now_ms());
                        desk.act(vec![Intent::AddItem(new)]);
                    }
                >
                    "Add who felt it, and for how long"
                </button>
            </Show>
        </section>
    }
}

#[component]
fn Interval(id: ItemId) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let problem = RwSignal::new(String::new());
    let shown = item.clone();
    let when = move || {
        shown
            .get()
            .map(|item| {
                let at = item.at();
                if at.is_placed() { at.short(&desk.zone(), &*desk.rules()) } else { at.as_written() }
            })
            .filter(|text| text != "time unknown")
            .unwrap_or_default()
    };
    let lasted = move || item.get().and_then(|item| lasted(item.at())).map(Elapsed::words).unwrap_or_default();
    let (timed, gone) = (id.clone(), id.clone());
    view! {
        <li class="impact-line">
            <LiveText field=TextField::Body(id.clone()) name="What did not work" class="prose"
                hint="What did not work"/>
            <div class="item-more">
                <Particular id=id.clone() key=fields::WHO name="Who"/>
                <Particular id=id.clone() key=fields::HOW_MANY name="How many"/>
                <label class="particular">
                    <span>"From, to"</span>
                    <input
                        aria-label="From, to"
                        placeholder="22:47 – 23:52"
                        prop:value=when
                        on:change=move |event| {
                            let text = event_target_value(&event);
                            let (zone, rules) = (desk.zone(), desk.rules());
                            let mut context = Context::new(&zone, desk.now(), &*rules);
                            if let Some(day) = super::quick::day_of(desk) {
                                context = context.on(day);
                            }
                            match Moment::parse(&text, &context) {
                                Ok(reading) => {
                                    problem.set(String::new());
                                    desk.act(vec![Intent::retime(&timed, &reading.moment)]);
                                }
                                Err(_) if text.trim().is_empty() => {
                                    problem.set(String::new());
                                    desk.act(vec![Intent::set(&timed, fields::AT, Scalar::Null)]);
                                }
                                Err(why) => problem.set(why.to_string()),
                            }
                        }
                    />
                </label>
                <span class="lasted">{lasted}</span>
            </div>
            <p class="problem" role="alert">{move || problem.get()}</p>
            <super::differing::Differs id=id key=fields::AT name="From, to"/>
            <button type="button" class="plain remove" aria-label="Remove: impact" title="Remove"
                on:click=move |_| remove(desk, &gone)>"×"</button>
        </li>
    }
}

/// How long a range lasted.
fn lasted(moment: &Moment) -> Option<Elapsed> {
    match moment.when() {
        When::Range { start: Some(start), end: Some(end), .. } => Some(Elapsed::between(
            &Moment::exact(start.at(), start.precision()),
            &Moment::exact(end.at(), end.precision()),
        )),
        _ => None,
    }
}
