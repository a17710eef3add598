//! The quarantine: bytes from outside are first read in a worker that may hold 256 MiB and a given time, and is
//! thrown away afterwards. A file that explodes in memory, loops, or makes the parser panic takes the worker
//! with it and nothing else.
//!
//! Promises: each call has a worker of its own; when the future is done, or dropped, that worker is gone. It
//! knows nothing of what the bytes mean: [`crate::exchange::gate::quarantine`] reads them.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// How long the worker may take to begin, in milliseconds: fetching its script and starting the wasm. It counts
/// apart from the time for the bytes, so that a slow machine is not mistaken for a hostile file.
const START_LIMIT_MS: u32 = 15_000;

/// Why no answer came. Nothing of the app has changed in any of these cases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuarantineError {
    /// The worker was stopped because it was still at it after the given time.
    #[error("Reading this took longer than {} seconds, so it was stopped. Nothing was changed.", .limit_ms.div_ceil(1000))]
    TimedOut {
        /// The limit that was given, in milliseconds.
        limit_ms: u32,
    },
    /// The worker died of what it read: it asked for more memory than it may have, or the parser gave up.
    #[error("{}", crashed_sentence(*.out_of_memory, .reason))]
    Crashed {
        /// Whether the memory was used up when it died.
        out_of_memory: bool,
        /// What the engine said.
        reason: String,
    },
    /// The worker could not be started, so nothing was read.
    #[error(
        "This could not be read safely: the browser did not start the background check ({reason}). Reload the page and try again."
    )]
    Unavailable {
        /// What the engine said.
        reason: String,
    },
}

fn crashed_sentence(out_of_memory: bool, reason: &str) -> String {
    if out_of_memory {
        "Reading this needs more memory than a review ever does, so it was stopped. Nothing was changed.".to_owned()
    } else {
        format!("This is damaged in a way that stopped the reader ({reason}). Nothing was changed.")
    }
}

/// Reads `request` in a fresh worker and gives back its answer; the worker is gone when this returns.
///
/// # Errors
/// [`QuarantineError`], whose sentences can be shown as they are.
pub async fn run(request: Vec<u8>, limit_ms: u32) -> Result<Vec<u8>, QuarantineError> {
    run_in(&address()?, request, limit_ms).await
}

fn address() -> Result<String, QuarantineError> {
    super::shell::file("quarantine-worker").ok_or_else(|| unavailable("the page does not say where its worker is"))
}

fn worker_at(address: &str, name: &str) -> Result<web_sys::Worker, QuarantineError> {
    let options = web_sys::WorkerOptions::new();
    options.set_type(web_sys::WorkerType::Module);
    options.set_name(name);
    web_sys::Worker::new_with_options(address, &options).map_err(|error| unavailable(&said(&error)))
}

/// A worker of the app's own, under this name.
pub(super) fn new_worker(name: &str) -> Result<web_sys::Worker, QuarantineError> {
    worker_at(&address()?, name)
}

/// What a worker's script says of why it failed.
pub(super) fn reason_of(event: &web_sys::Event) -> String {
    property(event, "message").as_string().unwrap_or_else(|| "its script did not load".to_owned())
}

/// [`run`], in the worker whose script stands at `address`.
///
/// # Errors
/// [`QuarantineError`], whose sentences can be shown as they are.
pub async fn run_in(address: &str, request: Vec<u8>, limit_ms: u32) -> Result<Vec<u8>, QuarantineError> {
    let (mut worker, started, answered) = Worker::start(address)?;
    worker.send(&request)?;
    drop(request);
    match select(started, Box::pin(sleep(START_LIMIT_MS))).await {
        Either::Left((Ok(()), _)) => {}
        // The sender is gone without a word: a crash came before the start, and stands in the answer.
        Either::Left((Err(_), _)) => {}
        Either::Right(_) => return Err(unavailable("it took too long to start")),
    }
    match select(answered, Box::pin(sleep(limit_ms))).await {
        Either::Left((Ok(answer), _)) => answer,
        Either::Left((Err(_), _)) => Err(unavailable("it went away without an answer")),
        Either::Right(_) => Err(QuarantineError::TimedOut { limit_ms }),
    }
}

/// The worker's side: what `worker.js` calls inside the quarantine, with what [`run`] was given.
#[wasm_bindgen]
pub fn quarantine(request: &[u8]) -> Vec<u8> {
    give_reasons();
    crate::exchange::gate::quarantine(request)
}

/// From here on a panic leaves this program as a JavaScript error with its message, so that whoever waits hears
/// why. Memory that is used up is no panic: it ends as the engine's bare "unreachable", and `worker.js` tells
/// the two apart by that. Only for a program that is thrown away afterwards.
pub fn give_reasons() {
    std::panic::set_hook(Box::new(|panic| {
        wasm_bindgen::throw_str(panic.payload_as_str().unwrap_or("it gave up without a reason"));
    }));
}

pub(super) type Answer = Result<Vec<u8>, QuarantineError>;

/// A worker that ends when this value does.
struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Worker {
    fn start(address: &str) -> Result<(Self, oneshot::Receiver<()>, oneshot::Receiver<Answer>), QuarantineError> {
        let worker = worker_at(address, "quarantine")?;

        let (tell_started, started) = oneshot::channel();
        let (tell_answer, answered) = oneshot::channel();
        let tell_started = Rc::new(RefCell::new(Some(tell_started)));
        let tell_answer = Rc::new(RefCell::new(Some(tell_answer)));

        let on_message = {
            let tell_started = Rc::clone(&tell_started);
            let tell_answer = Rc::clone(&tell_answer);
            Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
                let started = tell_started.borrow_mut().take();
                let Some(answer) = read(&event.data()) else {
                    if let Some(tell) = started {
                        // The receiver is gone when nobody waits any more: then there is nobody to tell.
                        let _ = tell.send(());
                    }
                    return;
                };
                if let Some(tell) = tell_answer.borrow_mut().take() {
                    let _ = tell.send(answer);
                }
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let on_error = Closure::<dyn FnMut(_)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let reason = reason_of(&event);
            // Before it said that it has begun, it is the script that failed; afterwards, the bytes.
            let answer = match tell_started.borrow_mut().take() {
                Some(_) => unavailable(&reason),
                None => QuarantineError::Crashed { out_of_memory: false, reason },
            };
            if let Some(tell) = tell_answer.borrow_mut().take() {
                let _ = tell.send(Err(answer));
            }
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        Ok((Self { worker, _on_message: on_message, _on_error: on_error }, started, answered))
    }

    /// Hands the worker the compiled program and the bytes. The bytes are moved, not copied.
    fn send(&mut self, request: &[u8]) -> Result<(), QuarantineError> {
        let bytes = Uint8Array::from(request);
        let message = Object::new();
        let put = |name: &str, value: &JsValue| Reflect::set(&message, &JsValue::from_str(name), value);
        put("module", &wasm_bindgen::module())
            .and_then(|_| put("bytes", &bytes))
            .and_then(|_| self.worker.post_message_with_transfer(&message, &Array::of1(&bytes.buffer())))
            .map_err(|error| unavailable(&said(&error)))
    }
}

/// What a message of the worker says: nothing yet (it has begun), or its answer.
pub(super) fn read(message: &JsValue) -> Option<Answer> {
    if let Ok(bytes) = property(message, "answer").dyn_into::<Uint8Array>() {
        return Some(Ok(bytes.to_vec()));
    }
    let text = |name: &str| property(message, name).as_string();
    if let Some(reason) = text("crashed") {
        return Some(Err(QuarantineError::Crashed { out_of_memory: property(message, "full").is_truthy(), reason }));
    }
    text("unavailable").map(|reason| Err(QuarantineError::Unavailable { reason }))
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn said(error: &JsValue) -> String {
    property(error, "message").as_string().unwrap_or_else(|| format!("{error:?}"))
}

pub(super) fn unavailable(reason: &str) -> QuarantineError {
    QuarantineError::Unavailable { reason: reason.to_owned() }
}

/// Waits. Without a window there is nothing to wait with, and it returns at once.
async fn sleep(duration_ms: u32) {
    let waiting = js_sys::Promise::new(&mut |resolve, _reject| {
        let duration_ms = i32::try_from(duration_ms).unwrap_or(i32::MAX);
        let asked = web_sys::window()
            .map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms));
        if !matches!(asked, Some(Ok(_))) {
            // Calling a resolve function of a promise does not fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // This promise is only ever resolved.
    let _ = JsFuture::from(waiting).await;
}
