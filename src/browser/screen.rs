//! The screen, kept from going dark while somebody writes down what happens.

use wasm_bindgen_futures::JsFuture;
use web_sys::{WakeLockSentinel, WakeLockType};

/// Keeps the screen awake until it is dropped.
#[must_use = "the screen may go dark when this is dropped"]
pub struct Awake(WakeLockSentinel);

impl Drop for Awake {
    fn drop(&mut self) {
        // A lock that the browser has taken back already is released all the same.
        let _ = self.0.release();
    }
}

/// Asks for it. `None` where the browser has no such thing or refuses it: on battery, in the background.
pub async fn keep_awake() -> Option<Awake> {
    let navigator = super::page::window()?.navigator();
    if !js_sys::Reflect::has(&navigator, &"wakeLock".into()).unwrap_or(false) {
        return None;
    }
    JsFuture::from(navigator.wake_lock().request(WakeLockType::Screen)).await.ok().map(Awake)
}
