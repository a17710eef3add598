//! Values of the page's own, for the one place that makes elements: what an event is heard as, what a property is
//! given.

use wasm_bindgen::{JsCast, JsValue};

/// Anything of the page's.
pub type PageValue = JsValue;

/// What an event turns out to be, for who listens to it by its name.
pub trait Heard: Sized {
    /// The event, as the kind its name says.
    fn heard(event: PageValue) -> Self;
}

impl<T: JsCast> Heard for T {
    fn heard(event: PageValue) -> Self {
        event.unchecked_into()
    }
}
