//! What comes into sight: so that nothing is read from the disk before somebody can see it.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far from being seen something is got ready.
const NEAR: &str = "600px";

/// Watches until it is dropped.
#[must_use = "it stops watching when it is dropped"]
pub struct Watching {
    observer: IntersectionObserver,
    _seen: Closure<dyn FnMut(Array)>,
}

/// Calls `then` when an element comes near to being seen, each time it does.
pub fn when_near(element: &Element, mut then: impl FnMut() + 'static) -> Option<Watching> {
    let seen: Closure<dyn FnMut(Array)> = Closure::new(move |entries: Array| {
        let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(near) {
            then();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(NEAR);
    let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok()?;
    observer.observe(element);
    Some(Watching { observer, _seen: seen })
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
