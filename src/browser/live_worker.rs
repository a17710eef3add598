//! The quarantine of a live session: a worker like that of [`super::quarantine`], which stays while people work
//! together. What comes over their wires is taken in there first.
//!
//! Promises: answers come in the order of the work; when this is dropped, the worker is gone. It knows nothing of what
//! the bytes mean: [`crate::exchange::live::work`] does.

use super::quarantine::{self, QuarantineError};
use crate::exchange::live::work::Bench;
use js_sys::{Object, Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// The worker. It ends when this is dropped.
pub struct LiveWorker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Drop for LiveWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl LiveWorker {
    /// Starts it. `hear` is told each answer, or once why there will be none any more.
    ///
    /// # Errors
    /// Where the browser does not start workers.
    pub fn start(hear: impl Fn(Result<Vec<u8>, QuarantineError>) + Clone + 'static) -> Result<Self, QuarantineError> {
        let worker = quarantine::new_worker("live")?;
        let told = hear.clone();
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            if let Some(answer) = quarantine::read(&event.data()) {
                told(answer);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::<dyn FnMut(_)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            hear(Err(QuarantineError::Crashed { out_of_memory: false, reason: quarantine::reason_of(&event) }));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let message = Object::new();
        Reflect::set(&message, &"module".into(), &wasm_bindgen::module())
            .and_then(|_| worker.post_message(&message))
            .map_err(|error| quarantine::unavailable(&quarantine::said(&error)))?;
        Ok(LiveWorker { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Hands it a piece of work.
    pub fn work(&self, work: &[u8]) {
        let message = Object::new();
        // A plain object takes any property, and bytes can always be handed over.
        let _ = Reflect::set(&message, &"work".into(), &Uint8Array::from(work));
        let _ = self.worker.post_message(&message);
    }
}

/// The worker's side: what `worker.js` calls with each piece of work.
#[wasm_bindgen]
pub fn live(work: &[u8]) -> Vec<u8> {
    thread_local! {
        static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
    }
    BENCH.with_borrow_mut(|bench| {
        bench
            .get_or_insert_with(|| {
                quarantine::give_reasons();
                Bench::default()
            })
            .work(work)
    })
}
