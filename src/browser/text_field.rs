//! The one live text field: the focused one, in which somebody is writing while others may be writing too.
//!
//! The field is uncontrolled: its value is the browser's, and nothing here ever sets it as a whole after the
//! beginning (that would throw the caret to the end). What was typed is told as a [`Splice`] read off the value
//! and the caret; what others wrote is put in with `setRangeText(…, "preserve")`, which keeps the caret and the
//! selection.
//!
//! While words are being composed (an input method, a dead key) nothing is told and nothing put in; others'
//! splices wait and are integrated when the composition ends. Engines differ in whether the last `input` comes
//! before or after `compositionend`; both lead to the same step, and a step that finds nothing new does nothing.
//!
//! A key is shown before it is told: what it means for the review is worked out once its frame is painted, so
//! that a long review does not make letters slow. That something waits to be told is told at once.
//!
//! Any edit by program breaks the browser's own undo, so undo and redo are taken over, from the keyboard and
//! from the menus, and handed to the caller.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent, KeyboardEvent, SelectionMode};

use super::listening::Listening;
use super::page::{self, Waiting};
use crate::review::splice::{Splice, integrate, splice_between};

/// A field that holds text.
#[derive(Clone)]
pub enum Field {
    Area(HtmlTextAreaElement),
    Line(HtmlInputElement),
}

impl From<HtmlTextAreaElement> for Field {
    fn from(area: HtmlTextAreaElement) -> Self {
        Self::Area(area)
    }
}

impl From<HtmlInputElement> for Field {
    fn from(line: HtmlInputElement) -> Self {
        Self::Line(line)
    }
}

impl Field {
    fn element(&self) -> &HtmlElement {
        match self {
            Self::Area(area) => area,
            Self::Line(line) => line,
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Area(area) => area.value(),
            Self::Line(line) => line.value(),
        }
    }

    fn set_value(&self, text: &str) {
        match self {
            Self::Area(area) => area.set_value(text),
            Self::Line(line) => line.set_value(text),
        }
    }

    fn selection(&self) -> (usize, usize) {
        let (start, end) = match self {
            Self::Area(area) => (area.selection_start(), area.selection_end()),
            Self::Line(line) => (line.selection_start(), line.selection_end()),
        };
        let unit = |place: Result<Option<u32>, JsValue>| {
            place.ok().flatten().and_then(|place| usize::try_from(place).ok()).unwrap_or(0)
        };
        (unit(start), unit(end))
    }

    fn select(&self, start: usize, end: usize) {
        let (start, end) = (unit32(start), unit32(end));
        let _ = match self {
            Self::Area(area) => area.set_selection_range(start, end),
            Self::Line(line) => line.set_selection_range(start, end),
        };
    }

    fn put(&self, splice: &Splice) {
        let (start, end) = (unit32(splice.at), unit32(splice.at.saturating_add(splice.delete)));
        let _ = match self {
            Self::Area(area) => area.set_range_text_with_start_and_end_and_mode(&splice.insert, start, end, "preserve"),
            Self::Line(line) => line.set_range_text_with_start_and_end_and_selection_mode(
                &splice.insert,
                start,
                end,
                SelectionMode::Preserve,
            ),
        };
    }
}

fn unit32(unit: usize) -> u32 {
    u32::try_from(unit).unwrap_or(u32::MAX)
}

/// Where no frame is painted (a window behind others), what was typed is told after this time.
const AT_LATEST_MS: u32 = 100;

/// What happened in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldEvent {
    /// Something was typed and will be told in a moment: until then it is nowhere but in the field.
    Typing,
    /// What was typed has been told, if it came to anything.
    Told,
    /// The person wrote: to be applied to the text as the caller has it, with everything that was
    /// [put in](TextField::apply) so far.
    Edited(Splice),
    /// The person asked to undo.
    Undo,
    /// The person asked to redo.
    Redo,
}

/// A field that is attached. Detaches when dropped, after telling what was not told yet.
pub struct TextField {
    inner: Rc<Inner>,
    _listening: Vec<Listening>,
}

struct Inner {
    field: Field,
    /// The text as the field and the caller last agreed on it.
    agreed: RefCell<String>,
    /// The field's value after the last step. It differs from the agreed text only in line ends.
    shown: RefCell<String>,
    composing: Cell<bool>,
    /// What others wrote during a composition; the caller has it, the field has not.
    overtaken_by: RefCell<Vec<Splice>>,
    tell: Box<dyn Fn(FieldEvent)>,
    grows: bool,
    /// What was typed is told when one of these comes.
    coming: RefCell<Vec<Waiting>>,
}

impl TextField {
    /// Attaches to a field whose text is `text`. A text area grows with its text.
    pub fn attach(field: impl Into<Field>, text: &str, tell: impl Fn(FieldEvent) + 'static) -> Self {
        let field = field.into();
        // A field has line ends as "\n" alone. Where the text has others, that is told with the first real edit:
        // looking at a text must not change it.
        if field.value() != text {
            field.set_value(text);
        }
        let grows = matches!(field, Field::Area(_)) && !sizes_itself(field.element());
        let inner = Rc::new(Inner {
            agreed: RefCell::new(text.to_owned()),
            shown: RefCell::new(field.value()),
            composing: Cell::new(false),
            overtaken_by: RefCell::default(),
            tell: Box::new(tell),
            grows,
            coming: RefCell::default(),
            field,
        });
        inner.fit();
        let listening = inner.listen();
        Self { inner, _listening: listening }
    }

    /// Puts in what somebody else wrote (or what undo brought back). The caret stays at its words. During a
    /// composition it waits.
    pub fn apply(&self, splice: &Splice) {
        self.inner.put_in(splice);
    }

    /// Makes the field's text this one, by the smallest splice; for a text that came as a whole.
    pub fn set_text(&self, text: &str) {
        let expected = self.inner.expected();
        if let Some(splice) = splice_between(&expected, text, text.encode_utf16().count()) {
            self.inner.put_in(&splice);
        }
    }

    /// The text as it stands in the field, what is being composed included.
    pub fn text(&self) -> String {
        self.inner.field.value()
    }

    /// Whether words are being composed: Enter then belongs to the input method.
    pub fn composing(&self) -> bool {
        self.inner.composing.get()
    }

    /// Whether something was typed that was not told yet.
    pub fn waiting(&self) -> bool {
        !self.inner.coming.borrow().is_empty()
    }

    /// Tells what waits to be told, before something else is done with the review.
    pub fn hear(&self) {
        if self.waiting() {
            self.inner.step();
        }
    }

    /// Tells what was not told yet, even in the midst of a composition: before the page closes.
    pub fn flush(&self) {
        self.inner.step_now();
    }

    /// Start and end of the selection, in UTF-16 units.
    pub fn selection(&self) -> (usize, usize) {
        self.inner.field.selection()
    }

    /// Selects; equal places set the caret.
    pub fn select(&self, start: usize, end: usize) {
        self.inner.field.select(start, end);
    }

    /// Puts the caret into the field, at the end of its text.
    pub fn focus_at_end(&self) {
        super::page::focus_element(self.inner.field.element());
        let end = self.text().encode_utf16().count();
        self.select(end, end);
    }

    /// Fits the height to the text again, after the width changed.
    pub fn fit(&self) {
        self.inner.fit();
    }
}

impl Drop for TextField {
    fn drop(&mut self) {
        self.inner.step_now();
    }
}

impl Inner {
    /// The text as the caller has it now.
    fn expected(&self) -> String {
        self.overtaken_by.borrow().iter().fold(self.agreed.borrow().clone(), |text, splice| splice.apply(&text))
    }

    fn put_in(&self, splice: &Splice) {
        if self.composing.get() {
            self.overtaken_by.borrow_mut().push(splice.clone());
            return;
        }
        // What was typed and not told yet was typed without knowing of this one: it is told as coming after.
        self.overtaken_by.borrow_mut().push(splice.clone());
        self.step();
    }

    fn step(&self) {
        if !self.composing.get() {
            self.step_now();
        }
    }

    /// Steps once the letter is painted.
    fn step_soon(self: &Rc<Self>) {
        if self.composing.get() || !self.coming.borrow().is_empty() {
            return;
        }
        if page::hidden() {
            self.step_now();
            return;
        }
        let step = |inner: Weak<Self>| {
            move || {
                if let Some(inner) = inner.upgrade() {
                    inner.step();
                }
            }
        };
        let painted = {
            let inner = Rc::downgrade(self);
            page::next_frame(move || {
                let Some(alive) = inner.upgrade() else { return };
                if let Some(after) = page::after_ms(0, step(inner)) {
                    alive.coming.borrow_mut().push(after);
                }
            })
        };
        let late = page::after_ms(AT_LATEST_MS, step(Rc::downgrade(self)));
        self.coming.borrow_mut().extend(painted.into_iter().chain(late));
        (self.tell)(FieldEvent::Typing);
    }

    /// Tells what the field has and the caller has not, and puts in what the caller has and the field has not.
    fn step_now(&self) {
        let waited = !std::mem::take(&mut *self.coming.borrow_mut()).is_empty();
        self.exchange();
        if waited {
            (self.tell)(FieldEvent::Told);
        }
    }

    fn exchange(&self) {
        let value = self.field.value();
        let (_, caret) = self.field.selection();
        let others = std::mem::take(&mut *self.overtaken_by.borrow_mut());
        let typed =
            if *self.shown.borrow() == value { None } else { splice_between(&self.agreed.borrow(), &value, caret) };
        if typed.is_none() && others.is_empty() {
            return;
        }
        let told = typed.map(|typed| integrate(&typed, &others)).unwrap_or_default();
        let mut text = self.agreed.borrow().clone();
        for splice in others.iter().chain(&told) {
            text = splice.apply(&text);
        }
        if let [only] = others.as_slice()
            && told.is_empty()
            && *self.agreed.borrow() == value
        {
            self.field.put(only);
        } else if let Some(splice) = splice_between(&value, &text, text.encode_utf16().count()) {
            self.field.put(&splice);
        }
        // Settled before anybody is told: who hears of it may put in something at once.
        *self.agreed.borrow_mut() = text;
        *self.shown.borrow_mut() = self.field.value();
        self.fit();
        for splice in told {
            (self.tell)(FieldEvent::Edited(splice));
        }
    }

    fn listen(self: &Rc<Self>) -> Vec<Listening> {
        let target = self.field.element();
        let hear = |name: &'static str, act: fn(&Rc<Self>, &Event)| {
            let inner = Rc::clone(self);
            Listening::to(target, name, move |event| act(&inner, &event))
        };
        vec![
            hear("compositionstart", |inner, _| {
                inner.step();
                inner.composing.set(true);
            }),
            hear("compositionend", |inner, _| {
                inner.composing.set(false);
                inner.step();
            }),
            hear("input", |inner, _| {
                inner.fit();
                inner.step_soon();
            }),
            // A composition that the browser forgot to end (the field lost the focus in the midst of it).
            hear("blur", |inner, _| {
                inner.composing.set(false);
                inner.step();
            }),
            hear("beforeinput", |inner, event| {
                let kind = event.dyn_ref::<InputEvent>().map(InputEvent::input_type).unwrap_or_default();
                inner.history(event, kind == "historyUndo", kind == "historyRedo");
            }),
            hear("keydown", |inner, event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                if (!key.ctrl_key() && !key.meta_key()) || key.alt_key() || key.is_composing() {
                    return;
                }
                let letter = key.key().to_lowercase();
                let undo = letter == "z" && !key.shift_key();
                let redo = (letter == "z" && key.shift_key()) || (letter == "y" && key.ctrl_key());
                inner.history(event, undo, redo);
            }),
        ]
    }

    fn history(&self, event: &Event, undo: bool, redo: bool) {
        if undo || redo {
            event.prevent_default();
            // What is to be undone has to be known first.
            self.step();
            (self.tell)(if undo { FieldEvent::Undo } else { FieldEvent::Redo });
        }
    }

    fn fit(&self) {
        if !self.grows {
            return;
        }
        let style = self.field.element().style();
        let _ = style.set_property("height", "auto");
        let height = self.field.element().scroll_height();
        let _ = style.set_property("height", &format!("{height}px"));
    }
}

/// Whether the style sheet's `field-sizing: content` does the growing.
fn sizes_itself(element: &HtmlElement) -> bool {
    Reflect::has(&element.style(), &"fieldSizing".into()).unwrap_or(false)
}
