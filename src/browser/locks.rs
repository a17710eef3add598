//! Web Locks: what only one tab may do at a time, and which tabs are alive.
//!
//! A lock is released when its guard is dropped, and by the browser when the tab dies. A browser without locks
//! (or a page without a secure address) gives every lock at once: what is done under them is safe without, only
//! not exclusive.

use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Locks;

    #[wasm_bindgen(method, catch, js_name = request)]
    fn request(this: &Locks, name: &str, options: &JsValue, granted: &Function) -> Result<Promise, JsValue>;
}

/// A lock that is held until this is dropped.
#[must_use = "the lock is released when this is dropped"]
pub struct Held {
    release: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for the lock and holds it.
pub async fn hold(name: &str) -> Held {
    // `None` comes only from a request that may be refused, and from a browser that failed to answer.
    ask(name, &[]).await.unwrap_or(Held { release: None })
}

/// Waits for the lock and holds it with others who share it: while they do, nobody has it alone.
pub async fn share(name: &str) -> Held {
    ask(name, &[("mode", "shared".into())]).await.unwrap_or(Held { release: None })
}

/// Takes the lock when it is free, and does not wait.
pub async fn hold_if_free(name: &str) -> Option<Held> {
    ask(name, &[("ifAvailable", JsValue::TRUE)]).await
}

/// Runs one thing under the lock.
pub async fn exclusive<T>(name: &str, work: impl AsyncFnOnce() -> T) -> T {
    let held = hold(name).await;
    let result = work().await;
    drop(held);
    result
}

/// Whether somebody holds the lock now. Asked by trying to take it, so one's own counts as somebody's; without
/// locks the answer is no.
pub async fn held_elsewhere(name: &str) -> bool {
    hold_if_free(name).await.is_none()
}

async fn ask(name: &str, how: &[(&str, JsValue)]) -> Option<Held> {
    let Some(locks) = locks() else { return Some(Held { release: None }) };
    let options = Object::new();
    for (option, value) in how {
        let _ = Reflect::set(&options, &(*option).into(), value);
    }
    let release: Rc<RefCell<Option<Function>>> = Rc::default();
    let keep = Rc::clone(&release);
    // The lock is held for as long as the promise that the callback returns is open.
    let answered = Promise::new(&mut |resolve, _| {
        let keep = Rc::clone(&keep);
        let told = resolve.clone();
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                let _ = told.call1(&JsValue::UNDEFINED, &JsValue::FALSE);
                return JsValue::UNDEFINED;
            }
            let open = Promise::new(&mut |close, _| *keep.borrow_mut() = Some(close));
            let _ = told.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
            open.into()
        });
        match locks.request(name, &options, granted.unchecked_ref()) {
            Ok(request) => {
                // A request that is refused outright (an insecure page) rejects; then there are no locks.
                let given_up = Closure::once_into_js(move |_: JsValue| {
                    let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
                });
                let _ = Reflect::get(&request, &"catch".into())
                    .and_then(|catch| catch.unchecked_into::<Function>().call1(&request, &given_up));
            }
            Err(_) => {
                let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
            }
        }
    });
    let granted = JsFuture::from(answered).await.ok()?.is_truthy();
    let release = release.borrow_mut().take();
    granted.then_some(Held { release })
}

fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}
