//! Listening to an event for as long as a guard lives.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// Listens until it is dropped.
#[must_use = "it stops listening when it is dropped"]
pub struct Listening {
    target: EventTarget,
    name: &'static str,
    call: Closure<dyn FnMut(Event)>,
}

impl Listening {
    /// Calls `hear` with each event of this name that reaches `target`.
    pub fn to(target: &EventTarget, name: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let call: Closure<dyn FnMut(Event)> = Closure::new(hear);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // Adding a listener fails for no target that the browser has.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(name, function(&call), &options);
        Self { target: target.clone(), name, call }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, function(&self.call));
    }
}

fn function(call: &Closure<dyn FnMut(Event)>) -> &Function {
    call.as_ref().unchecked_ref()
}
