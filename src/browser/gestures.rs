//! Where the focus is and moves, what is selected, what was pasted; and marks for measuring.
//!
//! None of these fails: where something is not there, nothing happens.

use super::page::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, Element, FocusEvent, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent,
    InputEventInit, KeyboardEvent, MouseEvent, Node, PointerEvent, SelectionMode, WheelEvent,
};

/// Whether the focus is nowhere: what had it is gone from the page.
pub fn focus_is_free() -> bool {
    let Some(page) = document() else { return false };
    page.active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// What has the focus now, to give it back later.
pub struct FocusBefore(Option<HtmlElement>);

impl FocusBefore {
    /// What has it now.
    pub fn now() -> Self {
        Self(document().and_then(|page| page.active_element()).and_then(|element| element.dyn_into().ok()))
    }

    /// Gives it back, unless it went elsewhere meanwhile or what had it is gone.
    pub fn give_back(&self) {
        if let Some(element) = self.0.as_ref().filter(|element| element.is_connected() && focus_is_free()) {
            let _ = element.focus();
        }
    }

    /// Hands it on to the element of this id, unless it went elsewhere meanwhile.
    pub fn hand_on(&self, id: &str) {
        let now = document().and_then(|page| page.active_element());
        if focus_is_free() || now.as_ref() == self.0.as_deref().map(AsRef::as_ref) {
            super::page::focus(id);
        }
    }
}

/// Whether the element of this id has the focus itself.
pub fn has_focus(id: &str) -> bool {
    document().and_then(|page| page.active_element()).is_some_and(|element| element.id() == id)
}

/// Whether a key belongs to the browser: with Ctrl, Cmd or Alt a letter copies, prints or goes back.
pub fn is_the_browsers(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Whether the person has selected text: a click that ends a selection is no wish to write.
pub fn is_selecting() -> bool {
    window().and_then(|window| window.get_selection().ok().flatten()).is_some_and(|selection| !selection.is_collapsed())
}

/// The words that are selected on the page, as they stand there; `None` where none are.
pub fn selected_text() -> Option<String> {
    let selection = window()?.get_selection().ok().flatten()?;
    let words: String = selection.to_string().into();
    (!words.trim().is_empty()).then(|| words.trim().to_owned())
}

/// Focuses a child element by its place.
pub fn focus_child(parent: &Element, place: u32) {
    if let Some(child) = parent.children().item(place).and_then(|child| child.dyn_into::<HtmlElement>().ok()) {
        let _ = child.focus();
    }
}

/// Moves the focus among the children of the element that hears the event, around the ends.
pub fn step_focus(event: &KeyboardEvent, step: i32) {
    let Some(parent) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let count = i64::from(parent.children().length());
    let active = document().and_then(|page| page.active_element());
    let here =
        (0..count).find(|place| u32::try_from(*place).ok().and_then(|place| parent.children().item(place)) == active);
    let next = (here.unwrap_or(-1) + i64::from(step)).rem_euclid(count.max(1));
    focus_child(&parent, u32::try_from(next).unwrap_or(0));
}

/// Whether a focus that leaves one child goes to another of the same parent.
pub fn focus_stays_inside(event: &FocusEvent) -> bool {
    let parent = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
    parent.is_some_and(|parent| parent.contains(next.as_ref()) && next.is_some())
}

/// Where an element is pointed at: from its left and upper edge, and how wide it is, in pixels. What lies in the
/// element must not hear the pointer itself.
pub fn pointed_at(event: &MouseEvent) -> Option<(i64, i64, i64)> {
    let target = event.current_target()?.dyn_into::<Element>().ok()?;
    Some((whole(event.offset_x()), whole(event.offset_y()), i64::from(target.client_width())))
}

/// A number of the page's as a whole one; what is beyond all whole numbers, or no number, becomes the nearest.
#[expect(clippy::cast_possible_truncation, reason = "a cast from a float stops at the ends, and makes no number 0")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// A press of the mouse that gives the focus to the element that hears it, and does nothing else.
pub fn focus_only(event: &MouseEvent) {
    event.prevent_default();
    if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        super::page::focus_element(&target);
    }
}

/// Lets an element hear the pointer until it is let go, wherever it goes.
pub fn hold_pointer(event: &PointerEvent) {
    if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// How far a wheel was turned: to the right, and down; more than nothing, less, or not at all.
pub fn turned(event: &WheelEvent) -> (i64, i64) {
    let sign = |by: f64| i64::from(by > 0.0) - i64::from(by < 0.0);
    (sign(event.delta_x()), sign(event.delta_y()))
}

/// The id of the nearest element around what an event is about that is of this kind and has one.
pub fn nearest(event: &web_sys::Event, selector: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let found = target.closest(selector).ok().flatten()?;
    Some(found.id())
}

/// Gives a class to the element of this id and to no other.
pub fn only_this(class: &str, id: Option<&str>) {
    let Some(page) = document() else { return };
    let marked = page.get_elements_by_class_name(class);
    while let Some(element) = marked.item(0) {
        let _ = element.class_list().remove_1(class);
    }
    if let Some(element) = id.and_then(|id| page.get_element_by_id(id)) {
        let _ = element.class_list().add_1(class);
    }
}

/// Puts an element as low in its surroundings as another stands in the page, where the style sheet lets it.
pub fn place_beside(id: &str, other: &str) {
    let Some(page) = document() else { return };
    let (Some(moved), Some(other)) = (page.get_element_by_id(id), page.get_element_by_id(other)) else { return };
    let Some(around) = moved.parent_element() else { return };
    let top = other.get_bounding_client_rect().top() - around.get_bounding_client_rect().top();
    if let Some(moved) = moved.dyn_ref::<HtmlElement>() {
        let _ = moved.style().set_property("--beside", &format!("{top:.0}px"));
    }
}

/// Selects all of a text area that gets the focus, ready to be copied.
pub fn select_all(event: &FocusEvent) {
    if let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) {
        area.select();
    }
}

/// The text of a paste.
pub fn pasted(event: &web_sys::Event) -> Option<String> {
    let text = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?.get_data("text/plain").ok()?;
    (!text.is_empty()).then_some(text)
}

/// A field with the place in it that a paste was meant for.
pub struct PastedInto {
    field: HtmlElement,
    from: u32,
    to: u32,
}

impl PastedInto {
    /// The field that hears a paste; `None` where it is none, or one for looking things up.
    pub fn of(event: &web_sys::Event) -> Option<PastedInto> {
        let field = event.target()?.dyn_into::<HtmlElement>().ok()?;
        if field.closest("dialog").ok().flatten().is_some() {
            return None;
        }
        let (from, to) = if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            (area.selection_start().ok()??, area.selection_end().ok()??)
        } else {
            let line = field.dyn_ref::<HtmlInputElement>().filter(|line| line.type_() == "text")?;
            (line.selection_start().ok()??, line.selection_end().ok()??)
        };
        Some(PastedInto { field, from, to })
    }

    /// Puts words there, as if they had been pasted now.
    pub fn put(&self, words: &str) {
        let _ = self.field.focus();
        let put = if let Some(area) = self.field.dyn_ref::<HtmlTextAreaElement>() {
            area.set_range_text_with_start_and_end_and_mode(words, self.from, self.to, "end")
        } else if let Some(line) = self.field.dyn_ref::<HtmlInputElement>() {
            line.set_range_text_with_start_and_end_and_selection_mode(words, self.from, self.to, SelectionMode::End)
        } else {
            return;
        };
        if put.is_ok() {
            for name in ["input", "change"] {
                let options = InputEventInit::new();
                options.set_bubbles(true);
                if let Ok(event) = InputEvent::new_with_event_init_dict(name, &options) {
                    let _ = self.field.dispatch_event(&event);
                }
            }
        }
    }
}

/// Leaves a mark in the browser's own measurements, for whoever measures.
pub fn mark(name: &str) {
    if let Some(performance) = window().and_then(|window| window.performance()) {
        let _ = performance.mark(name);
    }
}

/// Whether what was just folded or unfolded is open now.
pub fn is_unfolded(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.has_attribute("open"))
}
