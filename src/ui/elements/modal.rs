//! A dialog over the page, on the browser's own `<dialog>`: it keeps the focus inside and closes on Escape.

use crate::ui::desk::{Dialog, use_desk};
use leptos::html;
use leptos::prelude::*;

/// A dialog that is open while `when` says so.
#[component]
pub fn Modal(
    /// Its name, shown as its heading.
    #[prop(into)]
    name: String,
    /// Whether it is open.
    #[prop(into)]
    when: Signal<bool>,
    /// A class of its own.
    #[prop(optional)]
    class: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let desk = use_desk();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let children = StoredValue::new(children);
    let name = StoredValue::new(name);
    view! {
        <Show when=move || when.get()>
            <dialog
                node_ref=node
                class=format!("dialog {class}")
                aria-label=name.get_value()
                on:close=move |_| desk.dialog.set(Dialog::None)
            >
                <header class="dialog-head">
                    <h2>{name.get_value()}</h2>
                    <button
                        type="button"
                        class="plain close"
                        aria-label="Close"
                        on:click=move |_| {
                            if let Some(dialog) = node.get_untracked() {
                                dialog.close();
                            }
                            desk.dialog.set(Dialog::None);
                        }
                    >
                        "×"
                    </button>
                </header>
                {children.with_value(|children| children())}
            </dialog>
        </Show>
    }
}
