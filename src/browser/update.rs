//! A new version of the app: noticed, offered, and taken only when asked.
//!
//! The service worker (`shell/sw.js`) fetches a new build beside the one in use and waits. Promises: nothing
//! is replaced under someone's hands; [`apply`] reloads this page once, other tabs stay as they are until they
//! are reloaded. Where there is no service worker (an insecure address, a debug build, private modes) these do
//! nothing.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

/// How often a page that stays open asks whether there is a newer build, in milliseconds: once an hour.
const ASK_EVERY_MS: i32 = 3_600_000;

/// Calls `on_waiting` when a newer build is complete in this browser and waits to be taken: at once when it
/// already does, and again for each later one.
pub fn watch(on_waiting: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    spawn_local(async move {
        let Some(registration) = ready(&container).await else { return };
        let on_waiting = Rc::new(on_waiting);
        if registration.waiting().is_some() {
            on_waiting();
        }
        watch_installs(&registration, on_waiting);
        keep_asking(&registration);
    });
}

/// Takes the build that waits and reloads the page once it is in charge. Without one, nothing happens.
pub fn apply() {
    let Some(container) = container() else { return };
    spawn_local(async move {
        let Some(registration) = ready(&container).await else { return };
        let Some(waiting) = registration.waiting() else { return };
        let reload = Closure::once_into_js(|| {
            if let Some(window) = web_sys::window() {
                // A page that may not reload itself stays on the old build, which goes on working.
                let _ = window.location().reload();
            }
        });
        container.set_oncontrollerchange(Some(reload.unchecked_ref()));
        // The message cannot fail to be cloned: it is a string.
        let _ = waiting.post_message(&JsValue::from_str("take over"));
    });
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // The binding believes that it is always there; on an insecure address it is undefined.
    js_sys::Reflect::get(&navigator, &JsValue::from_str("serviceWorker")).ok()?.dyn_into().ok()
}

/// The registration, once a build is installed. It never comes where registering was refused.
async fn ready(container: &ServiceWorkerContainer) -> Option<ServiceWorkerRegistration> {
    JsFuture::from(container.ready().ok()?).await.ok()?.dyn_into().ok()
}

fn watch_installs(registration: &ServiceWorkerRegistration, on_waiting: Rc<dyn Fn()>) {
    let seen = registration.clone();
    let on_update_found = Closure::<dyn FnMut()>::new(move || {
        let Some(installing) = seen.installing() else { return };
        let on_waiting = Rc::clone(&on_waiting);
        let worker = installing.clone();
        let registration = seen.clone();
        let on_change = Closure::<dyn FnMut()>::new(move || {
            // Without an active one this is the first visit, and the build that arrived is the one in use.
            if worker.state() == ServiceWorkerState::Installed && registration.active().is_some() {
                on_waiting();
            }
        });
        installing.set_onstatechange(Some(on_change.into_js_value().unchecked_ref()));
    });
    registration.set_onupdatefound(Some(on_update_found.into_js_value().unchecked_ref()));
}

fn keep_asking(registration: &ServiceWorkerRegistration) {
    let Some(window) = web_sys::window() else { return };
    let registration = registration.clone();
    let ask = Closure::<dyn FnMut()>::new(move || {
        let Ok(asked) = registration.update() else { return };
        spawn_local(async move {
            // Offline is the ordinary case here: the next hour asks again.
            let _ = JsFuture::from(asked).await;
        });
    });
    // Without the interval a new build is found at the next opening.
    let _ = window
        .set_interval_with_callback_and_timeout_and_arguments_0(ask.into_js_value().unchecked_ref(), ASK_EVERY_MS);
}
