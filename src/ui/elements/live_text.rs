//! A text of the review as a field: what is typed goes into the review, what others type comes in under the caret.

use crate::review::{Prose, TextField};
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::html;
use leptos::prelude::*;

/// The element of a prose field that was given no id of its own.
pub fn element_id(prose: Prose) -> String {
    format!("prose-{}", prose.key())
}

/// A growing text field joined to a text of the review.
#[component]
pub fn LiveText(
    /// Which text.
    field: TextField,
    /// Its accessible name.
    #[prop(into)]
    name: String,
    /// Shown while it is empty.
    #[prop(optional, into)]
    hint: String,
    /// A class of its own.
    #[prop(optional, into)]
    class: String,
    /// The id of its element.
    #[prop(optional, into)]
    id: String,
    /// Whether the caret goes into it at once.
    #[prop(optional)]
    focus: bool,
    /// Enter without Shift: go on elsewhere instead of a new line.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// Escape.
    #[prop(optional, into)]
    on_escape: Option<Callback<()>>,
) -> Piece {
    let desk = use_desk();
    let node = NodeRef::<html::Textarea>::new();
    let key = StoredValue::new(None::<u64>);
    let left = field.clone();
    let id = match (&field, id.is_empty()) {
        (_, false) => Some(id),
        (TextField::Prose(prose), true) => Some(element_id(*prose)),
        _ => None,
    };
    Effect::new(move |_| {
        let Some(area) = node.get() else { return };
        if key.get_value().is_some() {
            return;
        }
        let joined = desk.attach(field.clone(), area);
        key.set_value(Some(joined));
        if focus && let Some(live) = desk.live(joined) {
            live.focus_at_end();
        }
    });
    on_cleanup(move || {
        if let Some(Some(joined)) = key.try_get_value() {
            desk.detach(joined);
        }
    });
    let composing = move || key.get_value().and_then(|key| desk.live(key)).is_some_and(|live| live.composing());
    el("textarea")
        .node_ref(node)
        .class(format!("live {class}"))
        .id(id)
        .attr("aria-label", name)
        .attr("placeholder", hint)
        .attr("rows", "1")
        .attr("readonly", move || {
            desk.read_only.get().is_some() || desk.state.get() == crate::ui::desk::RoomState::Guest
        })
        .on(ev::focus, move |_| desk.beside.set(None))
        .on(ev::blur, move |_| desk.beside.set(Some(left.clone())))
        .on(ev::keydown, move |event| {
            if event.key() == "Enter"
                && !event.shift_key()
                && !composing()
                && let Some(enter) = on_enter
            {
                event.prevent_default();
                enter.run(());
            }
            if event.key() == "Escape"
                && !composing()
                && let Some(escape) = on_escape
            {
                event.prevent_default();
                event.stop_propagation();
                escape.run(());
            }
        })
}
