//! What changed and when, in bursts; and what can be taken back.

use crate::review::moment::{Instant, Moment, Precision};
use crate::review::{Intent, kind};
use crate::ui::desk::{Dialog, use_desk};
use crate::ui::elements::modal::Modal;
use crate::ui::words::count;
use leptos::prelude::*;

/// The history dialog.
#[component]
pub fn HistoryDialog() -> impl IntoView {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::History);
    view! {
        <Modal name="History" when=open class="history">
            <History/>
        </Modal>
    }
}

#[component]
fn History() -> impl IntoView {
    let desk = use_desk();
    let bursts = Memo::new(move |_| {
        let _ = desk.view.get();
        desk.room(|room| room.bursts()).unwrap_or_default()
    });
    let can = Memo::new(move |_| {
        let _ = desk.view.get();
        desk.room(|room| room.can_undo()).unwrap_or_default()
    });
    let removed = Memo::new(move |_| {
        desk.view.with(|view| {
            view.items()
                .filter(|item| !item.is_present() && item.kind() != kind::PARKED)
                .map(|item| (item.id().clone(), item.body().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <p class="quiet">
            {move || {
                if desk.view.with(|view| view.is_shared()) {
                    "This review has been shared: it keeps its earlier wordings for everyone who has it."
                } else {
                    "Nobody else has this review. What is reworded now leaves with nobody."
                }
            }}
        </p>
        <div class="row">
            <button type="button" disabled=move || !can.get().0 on:click=move |_| desk.undo()>"Undo my last change"</button>
            <button type="button" disabled=move || !can.get().1 on:click=move |_| desk.redo()>"Do it again"</button>
        </div>
        <h3>"When it was written"</h3>
        <ul role="list" aria-label="Bursts of writing" class="bursts">
            {move || {
                let (zone, rules) = (desk.own_zone(), desk.rules());
                bursts
                    .get()
                    .into_iter()
                    .map(|burst| {
                        let when = Instant::from_seconds(burst.from_seconds)
                            .map(|at| Moment::exact(at, Precision::Minute).in_zone(&zone, &*rules))
                            .unwrap_or_default();
                        view! { <li><b>{when}</b>" "{count(burst.changes, "change", "changes")}</li> }
                    })
                    .collect_view()
            }}
        </ul>
        <Show when=move || !removed.with(Vec::is_empty)>
            <h3>"Removed"</h3>
            <ul role="list" aria-label="Removed">
                <For
                    each=move || removed.get()
                    key=|(id, _)| id.clone()
                    children=move |(id, text)| {
                        view! {
                            <li class="row">
                                <span>{text}</span>
                                <button type="button" class="plain"
                                    on:click=move |_| desk.act(vec![Intent::restore(&id)])>"Restore"</button>
                            </li>
                        }
                    }
                />
            </ul>
        </Show>
    }
}
