//! The clipboard: plain text, rich text with its plain form, and reading it back.
//!
//! The modern interface is tried first; where it is missing or refuses, copying goes through the page's own
//! copy command. To be called in a user's gesture. Errors are sentences that say what to do instead.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Clipboard, ClipboardItem, HtmlElement, HtmlTextAreaElement};

use super::listening::Listening;
use super::page;

/// Why nothing was copied or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    #[error("The browser did not let the page copy. Select the text and copy it yourself.")]
    CopyRefused,
    #[error("The browser did not let the page read the clipboard. Paste into the field instead.")]
    ReadRefused,
}

/// Copies plain text.
///
/// # Errors
/// [`ClipboardError::CopyRefused`] when neither way worked.
pub async fn write_text(text: &str) -> Result<(), ClipboardError> {
    if let Some(clipboard) = clipboard()
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return Ok(());
    }
    copy_by_command(text, None)
}

/// Copies rich text, with its plain form for where only that can be pasted.
///
/// # Errors
/// [`ClipboardError::CopyRefused`] when neither way worked.
pub async fn write_rich(text: &str, html: &str) -> Result<(), ClipboardError> {
    if let Some(clipboard) = clipboard()
        && let Ok(item) = item(text, html)
        && JsFuture::from(clipboard.write(&Array::of1(&item))).await.is_ok()
    {
        return Ok(());
    }
    copy_by_command(text, Some(html))
}

/// Reads plain text.
///
/// # Errors
/// [`ClipboardError::ReadRefused`] when the browser or the person says no.
pub async fn read_text() -> Result<String, ClipboardError> {
    let clipboard = clipboard().ok_or(ClipboardError::ReadRefused)?;
    if !Reflect::has(&clipboard, &"readText".into()).unwrap_or(false) {
        return Err(ClipboardError::ReadRefused);
    }
    let text = JsFuture::from(clipboard.read_text()).await.map_err(|_| ClipboardError::ReadRefused)?;
    text.as_string().ok_or(ClipboardError::ReadRefused)
}

/// `navigator.clipboard` is missing on pages without a secure address.
fn clipboard() -> Option<Clipboard> {
    let clipboard = page::window()?.navigator().clipboard();
    (!clipboard.is_undefined()).then_some(clipboard)
}

fn item(text: &str, html: &str) -> Result<ClipboardItem, JsValue> {
    if !Reflect::has(&js_sys::global(), &"ClipboardItem".into())? {
        return Err(JsValue::UNDEFINED);
    }
    let forms = Object::new();
    for (kind, words) in [("text/plain", text), ("text/html", html)] {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&words.into()), &options)?;
        // Safari wants promises here, and everybody takes them.
        Reflect::set(&forms, &kind.into(), &Promise::resolve(&blob))?;
    }
    ClipboardItem::new_with_record_from_str_to_blob_promise(&forms)
}

/// The old way: a selected field, the copy command, and our forms put in while it is carried out.
fn copy_by_command(text: &str, html: Option<&str>) -> Result<(), ClipboardError> {
    let refused = ClipboardError::CopyRefused;
    let page = page::document().ok_or(refused)?;
    let body: HtmlElement = page.body().ok_or(refused)?;
    let before = page.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let field: HtmlTextAreaElement =
        page.create_element("textarea").map_err(|_| refused)?.dyn_into().map_err(|_| refused)?;
    field.set_value(text);
    let _ = field.set_attribute("aria-hidden", "true");
    let _ = field.set_attribute("class", "offscreen");
    field.set_read_only(true);
    body.append_child(&field).map_err(|_| refused)?;
    field.select();
    let forms: Vec<(&str, String)> = std::iter::once(("text/plain", text.to_owned()))
        .chain(html.map(|html| ("text/html", html.to_owned())))
        .collect();
    let filling = Listening::to(&page, "copy", move |event| {
        let Ok(data) = Reflect::get(&event, &"clipboardData".into()) else { return };
        if let Some(data) = data.dyn_ref::<web_sys::DataTransfer>() {
            for (kind, words) in &forms {
                let _ = data.set_data(kind, words);
            }
            event.prevent_default();
        }
    });
    let copied = Reflect::get(&page, &"execCommand".into())
        .and_then(|command| command.dyn_into::<Function>())
        .and_then(|command| command.call1(&page, &"copy".into()))
        .is_ok_and(|done| done.is_truthy());
    drop(filling);
    field.remove();
    if let Some(before) = before {
        page::focus_element(&before);
    }
    if copied { Ok(()) } else { Err(refused) }
}
