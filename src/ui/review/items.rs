//! A list of items of one kind, each a line that can be written in, removed, and brought back.

use crate::review::field::item as fields;
use crate::review::{Intent, Item, ItemId, NewItem, Scalar, TextField};
use crate::ui::desk::{Notice, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use leptos::prelude::*;
use std::sync::Arc;

/// What the room decided about a possible change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Nothing yet.
    Undecided,
    /// It will be done.
    Funded,
    /// It will not, and the room said so.
    Declined,
    /// It is too big for this team.
    Budget,
}

impl Disposition {
    const ALL: [Disposition; 4] =
        [Disposition::Undecided, Disposition::Funded, Disposition::Declined, Disposition::Budget];

    const fn key(self) -> &'static str {
        match self {
            Disposition::Undecided => "",
            Disposition::Funded => "funded",
            Disposition::Declined => "declined",
            Disposition::Budget => "budget",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Disposition::Undecided => "Possible change",
            Disposition::Funded => "The one fix",
            Disposition::Declined => "We are choosing not to do this one",
            Disposition::Budget => "Too big for this team",
        }
    }
}

/// A list of items.
#[component]
pub fn ItemList(
    /// Their kind.
    kind: &'static str,
    /// The list's heading and name.
    name: &'static str,
    /// The name of the field of one of them.
    one: &'static str,
    /// Shown in the empty field for a new one.
    hint: &'static str,
    /// Of possible changes: what was decided about them.
    #[prop(optional, into)]
    disposition: Option<Disposition>,
) -> impl IntoView {
    let desk = use_desk();
    let items = Memo::new(move |_| {
        desk.view.with(|view| {
            view.of_kind(kind)
                .filter(|item| disposition.is_none_or(|wanted| item.field(fields::DISPOSITION).text() == wanted.key()))
                .map(|item| item.id().clone())
                .collect::<Vec<ItemId>>()
        })
    });
    let draft = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let add = move || {
        let text = draft.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        if disposition == Some(Disposition::Funded) && items.with_untracked(Vec::len) >= 2 {
            problem.set(
                "Two fixes are funded already, and a third is one more that dies quietly. Choose not to do one of \
                 them, or take this one to whoever can budget it."
                    .to_owned(),
            );
            return;
        }
        problem.set(String::new());
        draft.set(String::new());
        let mut new = NewItem::new(desk.fresh_item(), kind, text, &desk.me(), now_ms())
            .with(fields::RANK, Scalar::text(rank(now_ms())));
        if let Some(disposition) = disposition.filter(|disposition| *disposition != Disposition::Undecided) {
            new = new.with(fields::DISPOSITION, Scalar::text(disposition.key()));
        }
        desk.act(vec![Intent::AddItem(new)]);
    };
    let id = format!("list-{}", name.to_lowercase().replace(' ', "-"));
    view! {
        <section class="block" aria-labelledby=id.clone()>
            <h3 id=id.clone()>{name}</h3>
            <ul class="items" role="list" aria-label=name>
                <For
                    each=move || items.get()
                    key=ItemId::clone
                    children=move |id| view! { <Line id=id one=one disposition=disposition/> }
                />
            </ul>
            <Show when=move || desk.read_only.get().is_none()>
                <input
                    class="new-item"
                    aria-label=format!("Add: {one}")
                    placeholder=hint
                    prop:value=move || draft.get()
                    on:input=move |event| draft.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            add();
                        }
                    }
                    on:change=move |_| add()
                />
            </Show>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </section>
    }
}

/// A rank by which items stand in the order in which they were written.
fn rank(now_ms: i64) -> String {
    format!("{now_ms:016}")
}

#[component]
fn Line(id: ItemId, one: &'static str, disposition: Option<Disposition>) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let fixed = item.clone();
    let (removed, decided) = (id.clone(), id.clone());
    let elsewhere = move || fixed.get().is_some_and(|item| item.is_edited_elsewhere());
    let restored = id.clone();
    view! {
        <li class="item-line">
            <LiveText field=TextField::Body(id.clone()) name=one class="prose"/>
            <Show when=elsewhere>
                <RemovedAndEdited id=restored.clone()/>
            </Show>
            {disposition
                .map(|disposition| {
                    let decided = decided.clone();
                    let id = decided.clone();
                    view! {
                        <div class="item-more">
                            <label>
                                <span class="visually-hidden">"Decision"</span>
                                <select
                                    aria-label="Decision"
                                    on:change=move |event| {
                                        let value = Scalar::text_or_null(event_target_value(&event));
                                        desk.act(vec![Intent::set(&decided, fields::DISPOSITION, value)]);
                                    }
                                >
                                    {Disposition::ALL
                                        .map(|each| {
                                            view! {
                                                <option value=each.key() selected=each == disposition>
                                                    {each.name()}
                                                </option>
                                            }
                                        })
                                        .collect_view()}
                                </select>
                            </label>
                            {(disposition == Disposition::Funded)
                                .then(|| {
                                    view! {
                                        <Particular id=id.clone() key=fields::OWNER name="Owner"/>
                                        <Particular id=id.clone() key=fields::DUE name="By"/>
                                        <Particular id=id.clone() key=fields::MEASURE name="Done when"/>
                                    }
                                })}
                            {(matches!(disposition, Disposition::Declined | Disposition::Budget))
                                .then(|| view! { <Particular id=id.clone() key=fields::REASON name="Because"/> })}
                        </div>
                    }
                })}
            <button
                type="button"
                class="plain remove"
                aria-label=format!("Remove: {one}")
                title="Remove"
                on:click=move |_| remove(desk, &removed)
            >
                "×"
            </button>
        </li>
    }
}

/// A scalar of an item as a small field with its name before it.
#[component]
pub fn Particular(
    /// Which item.
    id: ItemId,
    /// Which scalar.
    key: &'static str,
    /// Its name.
    name: &'static str,
) -> impl IntoView {
    let desk = use_desk();
    let item = desk.item(&id);
    let value = move || item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default();
    let target = id.clone();
    view! {
        <label class="particular">
            <span>{name}</span>
            <input
                aria-label=name
                prop:value=value
                readonly=move || desk.read_only.get().is_some()
                on:change=move |event| {
                    let value = Scalar::text_or_null(event_target_value(&event).trim());
                    desk.act(vec![Intent::set(&target, key, value)]);
                }
            />
        </label>
        <super::differing::Differs id=id key=key name=name/>
    }
}

/// Removes an item; the notice brings it back.
pub fn remove(desk: crate::ui::desk::Desk, id: &ItemId) {
    let said = desk.view.with_untracked(|view| view.item(id).map(short).unwrap_or_default());
    desk.act(vec![Intent::remove(id, now_ms())]);
    let id = id.clone();
    desk.notice.set(Some(Notice {
        text: if said.is_empty() { "Removed.".to_owned() } else { format!("Removed “{said}”.") },
        action: Some((
            "Undo".to_owned(),
            Arc::new(move || {
                desk.act(vec![Intent::restore(&id)]);
                desk.notice.set(None);
            }),
        )),
        stays: false,
    }));
}

fn short(item: &Arc<Item>) -> String {
    let text = item.body();
    let start: String = text.chars().take(48).collect();
    if start.len() < text.len() { format!("{}…", start.trim_end()) } else { start }
}

/// What is said of an item that one removed and another edited without knowing.
#[component]
pub fn RemovedAndEdited(id: ItemId) -> impl IntoView {
    let desk = use_desk();
    let (keep, gone) = (id.clone(), id);
    view! {
        <p class="elsewhere">
            "removed, and edited elsewhere "
            <button type="button" class="plain" on:click=move |_| desk.act(vec![Intent::restore(&keep)])>"Keep it"</button>
            <button type="button" class="plain" on:click=move |_| desk.act(vec![Intent::remove(&gone, now_ms())])>
                "Remove it"
            </button>
        </p>
    }
}
