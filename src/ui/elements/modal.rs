//! A dialog over the page, on the browser's own `<dialog>`: it keeps the focus inside and closes on Escape.

use crate::browser::{gestures, page};
use crate::ui::desk::{Dialog, use_desk};
use crate::ui::elements::markup::{self, *};
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
) -> Piece {
    let desk = use_desk();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    // The browser gives the focus back where it closes a dialog; one that is taken off the page leaves it nowhere.
    let before = StoredValue::new_local(None::<gestures::FocusBefore>);
    Effect::new(move |was: Option<bool>| {
        let open = when.get();
        if open && was != Some(true) {
            before.set_value(Some(gestures::FocusBefore::now()));
        } else if !open
            && was == Some(true)
            && let Some(frame) = page::next_frame(move || {
                before.with_value(|before| before.as_ref().map(gestures::FocusBefore::give_back));
            })
        {
            frame.forget();
        }
        open
    });
    let children = StoredValue::new(children);
    let name = StoredValue::new(name);
    markup::when(
        move || when.get(),
        move || {
            el("dialog")
                .node_ref(node)
                .class(format!("dialog {class}"))
                .attr("aria-label", name.get_value())
                .on(ev::close, move |_| desk.dialog.set(Dialog::None))
                .child(
                    el("header").class("dialog-head").child(el("h2").child(name.get_value())).child(
                        button()
                            .class("plain close")
                            .attr("aria-label", "Close")
                            .on(ev::click, move |_| {
                                if let Some(dialog) = node.get_untracked() {
                                    dialog.close();
                                }
                                desk.dialog.set(Dialog::None);
                            })
                            .child("×"),
                    ),
                )
                .child(children.with_value(|children| children()))
        },
    )
}
