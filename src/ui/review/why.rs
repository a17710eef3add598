//! Part 2: with what we knew then, why was this reasonable?

use super::items::ItemList;
use super::short::Sentence;
use crate::review::field::item as fields;
use crate::review::{EntryKind, Intent, Item, Prose, Scalar, kind};
use crate::ui::desk::use_desk;
use leptos::prelude::*;
use std::sync::Arc;

/// Why it made sense.
#[component]
pub fn Why() -> impl IntoView {
    let desk = use_desk();
    let decisions = Memo::new(move |_| {
        desk.view.with(|view| {
            view.timeline().filter(|entry| entry.entry_kind() == EntryKind::Decision).cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <div class="part-body why">
            <h2 class="question">"With what we knew then, why was this reasonable?"</h2>
            <div class="sentences">
                <Sentence question="What made it possible?" field=Prose::Condition number=3
                    hint="The condition under the surface: what let this happen, and would let it happen again."/>
                <Sentence question="What set it off?" field=Prose::Trigger
                    hint="The last thing before it began."/>
            </div>
            <section class="block" aria-labelledby="decisions">
                <h3 id="decisions">"Decisions"</h3>
                <Show
                    when=move || !decisions.with(Vec::is_empty)
                    fallback=|| view! {
                        <p class="quiet">"Entries of the kind “Decision” appear here: type “!” before one in part 1."</p>
                    }
                >
                    <ul class="decisions" role="list" aria-label="Decisions">
                        <For
                            each=move || decisions.get()
                            key=|entry| entry.id().clone()
                            children=move |entry| view! { <Decision entry=entry/> }
                        />
                    </ul>
                </Show>
            </section>
            <ItemList kind=kind::FACTOR name="Contributing factors" one="Contributing factor"
                hint="What enabled it, worsened it, or delayed us?"/>
            <div class="pair">
                <Sentence question="Where were we lucky?" field=Prose::Luck
                    hint="What could have made it worse, and did not."/>
                <Sentence question="What helped?" field=Prose::Helped hint="What to keep."/>
            </div>
            <ItemList kind=kind::QUESTION name="Open questions" one="Open question"
                hint="What can nobody explain yet?"/>
        </div>
    }
}

/// One decision: when, what, and why it made sense at the time.
#[component]
fn Decision(entry: Arc<Item>) -> impl IntoView {
    let desk = use_desk();
    let id = entry.id().clone();
    let item = desk.item(&id);
    let shown = item.clone();
    let time = move || shown.get().map(|item| item.at().short(&desk.zone(), &*desk.rules())).unwrap_or_default();
    let said = item.clone();
    let why = move || item.get().map(|item| item.field(fields::WHY).text().to_owned()).unwrap_or_default();
    view! {
        <li class="decision">
            <span class="time">{time}</span>
            <div>
                <p class="text">{move || said.get().map(|item| item.body().to_owned()).unwrap_or_default()}</p>
                <label class="why-field">
                    <span>"Why did this make sense at the time?"</span>
                    <textarea
                        rows="2"
                        aria-label="Why did this make sense at the time?"
                        placeholder="What was known, what was weighed, what pressed."
                        prop:value=why
                        readonly=move || desk.read_only.get().is_some()
                        on:change=move |event| {
                            let text = event_target_value(&event);
                            desk.act(vec![Intent::set(&id, fields::WHY, Scalar::text_or_null(text.trim()))]);
                        }
                    ></textarea>
                </label>
            </div>
        </li>
    }
}
