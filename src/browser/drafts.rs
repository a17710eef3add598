//! Fetches drafts that lie beside the app, and nothing else: the one request that the app makes by itself.
//!
//! Promises: what is asked for lies in `drafts/` under the app's own path on its own host; a name that could lead
//! elsewhere is not asked for; an answer that leads elsewhere is not followed; no cookie goes along; nothing of the
//! answer is kept by the browser; no more is read than the caller says.

use crate::exchange::published::{PublishedError, is_name, path};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn ask(address: &str, options: &Object) -> Promise;

    type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> Headers;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Option<Body>;

    type Headers;

    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;

    type Body;

    #[wasm_bindgen(method, js_name = getReader)]
    fn reader(this: &Body) -> Reader;

    type Reader;

    #[wasm_bindgen(method)]
    fn read(this: &Reader) -> Promise;

    #[wasm_bindgen(method)]
    fn cancel(this: &Reader) -> Promise;
}

/// What the host gave out.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// The bytes; `None` where they are those of the tag that was asked with.
    pub bytes: Option<Vec<u8>>,
    /// The host's tag for them.
    pub tag: Option<String>,
}

/// Asks the host for the draft of this name, of at most so many bytes. With the tag of the one that is known, the host
/// need not send that again.
///
/// # Errors
/// Why it cannot be had.
pub async fn fetch(name: &str, tag: Option<&str>, limit: usize) -> Result<Fetched, PublishedError> {
    if !is_name(name) {
        return Err(PublishedError::NotAName);
    }
    let answer = answer(name, tag).await.map_err(|_| PublishedError::NoAnswer)?;
    let fetched = Fetched { bytes: None, tag: answer.headers().get("ETag") };
    match answer.status() {
        304 => return Ok(fetched),
        200 => {}
        404 | 410 => return Err(PublishedError::Missing(name.to_owned())),
        status => return Err(PublishedError::Refused { name: name.to_owned(), status }),
    }
    let mut bytes = Vec::new();
    if let Some(reader) = answer.body().map(|body| body.reader()) {
        while let Some(piece) = piece(&reader).await.map_err(|_| PublishedError::NoAnswer)? {
            // Looked at before it is taken: a small answer may unpack to a very large one.
            if bytes.len().saturating_add(usize::try_from(piece.length()).unwrap_or(usize::MAX)) > limit {
                let _ = reader.cancel();
                return Err(PublishedError::TooLarge { name: name.to_owned(), limit });
            }
            bytes.extend(piece.to_vec());
        }
    }
    Ok(Fetched { bytes: Some(bytes), ..fetched })
}

async fn answer(name: &str, tag: Option<&str>) -> Result<Answer, JsValue> {
    // The whole address: a path that begins with two slashes would name another host.
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).ok_or(JsValue::UNDEFINED)?;
    let address = format!("{origin}{}{}", super::base_path::base_path(), path(name));
    let options = Object::new();
    let set = |on: &Object, name: &str, value: &str| Reflect::set(on, &name.into(), &value.into());
    set(&options, "mode", "same-origin")?;
    set(&options, "credentials", "omit")?;
    set(&options, "redirect", "error")?;
    set(&options, "referrerPolicy", "no-referrer")?;
    set(&options, "cache", "no-store")?;
    if let Some(tag) = tag {
        let headers = Object::new();
        set(&headers, "If-None-Match", tag)?;
        Reflect::set(&options, &"headers".into(), &headers)?;
    }
    Ok(JsFuture::from(ask(&address, &options)).await?.unchecked_into())
}

/// The next piece of an answer; `None` at its end.
async fn piece(reader: &Reader) -> Result<Option<Uint8Array>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    if Reflect::get(&read, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Ok(Some(Reflect::get(&read, &"value".into())?.unchecked_into()))
}
