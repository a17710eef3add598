//! Files: giving them out, taking them in by picker or drop, and the system's share sheet.
//!
//! Whatever comes in is bytes with a name, and nothing is read that is larger than the caller's limits: the
//! size is looked at before the first byte. Errors name the file.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DragEvent, Event, File, FileList, FilePropertyBag, HtmlAnchorElement,
    HtmlInputElement, ShareData,
};

use super::listening::Listening;
use super::page;

/// How much is taken in at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub each: u32,
    /// Bytes of all files together.
    pub together: u32,
    /// Number of files.
    pub count: usize,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What came of picking or dropping: each file either read or with the reason why not, in the order given.
pub type Taken = Vec<Result<Picked, FileError>>;

/// Why a file was not read, given out or shared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileError {
    #[error("\u{201c}{name}\u{201d} is {megabytes:.1} MB; at most {limit_megabytes:.0} MB can be opened.")]
    TooLarge { name: String, megabytes: f64, limit_megabytes: f64 },
    #[error("\u{201c}{name}\u{201d} was left out: only so much can be opened at once. Open it by itself.")]
    TooMuch { name: String },
    #[error("\u{201c}{name}\u{201d} could not be read. It may have been moved, or be a folder.")]
    Unreadable { name: String },
    #[error("The browser did not let the page make a file. Copy the text instead.")]
    NotMade,
    #[error("This browser has no share sheet. Download the file or copy the link.")]
    NoShareSheet,
    #[error("The system's share sheet could not take this.")]
    NotShared,
}

/// Gives a file to the person, through the browser's downloads.
///
/// # Errors
/// [`FileError::NotMade`].
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), FileError> {
    offer(name, mime, bytes).map_err(|_| FileError::NotMade)
}

fn offer(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let page = page::document().ok_or(JsValue::UNDEFINED)?;
    let body = page.body().ok_or(JsValue::UNDEFINED)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob(mime, bytes)?)?;
    let anchor: HtmlAnchorElement = page.create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.set_hidden(true);
    body.append_child(&anchor)?;
    anchor.click();
    anchor.remove();
    // The download reads the address after this turn; a minute is more than any browser takes to begin.
    if let Some(later) = page::after_ms(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&address);
    }) {
        later.forget();
    }
    Ok(())
}

/// Lets the person pick files. Empty when they changed their mind. To be called in a user's gesture.
pub async fn pick(accept: &str, several: bool, limits: Limits) -> Taken {
    let picked = pick_with(|input| {
        input.set_accept(accept);
        input.set_multiple(several);
    });
    read_all(picked.await, limits).await
}

/// A folder as it was when it was picked: its files, each with its path in it.
#[derive(Clone)]
pub struct PickedFolder {
    name: String,
    files: Vec<(String, File)>,
}

impl PickedFolder {
    /// What it is called.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// Its files, each with its path in it.
    pub(super) fn files(&self) -> &[(String, File)] {
        &self.files
    }
}

/// Lets the person pick a whole folder, to be read only; nothing of it is read yet. `None` when they changed their
/// mind, or it is empty. To be called in a user's gesture.
pub async fn pick_folder() -> Option<PickedFolder> {
    let picked = pick_with(|input| {
        input.set_multiple(true);
        let _ = input.set_attribute("webkitdirectory", "");
    });
    let mut name = String::new();
    let mut files = Vec::new();
    for file in picked.await {
        let path = Reflect::get(&file, &"webkitRelativePath".into()).ok()?.as_string()?;
        let (folder, inside) = path.split_once('/')?;
        name = folder.to_owned();
        files.push((inside.to_owned(), file));
    }
    (!files.is_empty()).then_some(PickedFolder { name, files })
}

async fn pick_with(prepare: impl FnOnce(&HtmlInputElement)) -> Vec<File> {
    let Some(input) = page::document()
        .and_then(|page| page.create_element("input").ok())
        .and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    else {
        return Vec::new();
    };
    input.set_type("file");
    prepare(&input);
    input.set_hidden(true);
    // Some engines forget a picker that is in no page.
    if let Some(body) = page::document().and_then(|page| page.body()) {
        let _ = body.append_child(&input);
    }
    let mut listening = Vec::new();
    let decided = js_sys::Promise::new(&mut |resolve, _| {
        for name in ["change", "cancel"] {
            let resolve = resolve.clone();
            listening.push(Listening::to(&input, name, move |_| {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }));
        }
    });
    input.click();
    let _ = JsFuture::from(decided).await;
    drop(listening);
    input.remove();
    input.files().map(|files| listed(&files)).unwrap_or_default()
}

/// Takes the files of a drop; the list is taken before this returns, as the event forgets it afterwards. Also
/// keeps the browser from opening them.
pub fn dropped(event: &DragEvent, limits: Limits) -> impl Future<Output = Taken> + use<> {
    event.prevent_default();
    let files = event.data_transfer().and_then(|data| data.files()).map(|files| listed(&files)).unwrap_or_default();
    read_all(files, limits)
}

/// The files of a paste, taken before this returns; `None` where there are none, or words as well: then the words
/// are what is meant.
pub fn pasted(event: &Event, limits: Limits) -> Option<impl Future<Output = Taken> + use<>> {
    let data = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?;
    let files = data.files().map(|files| listed(&files)).unwrap_or_default();
    let has_words = data.get_data("text/plain").is_ok_and(|words| !words.trim().is_empty());
    if files.is_empty() || has_words {
        return None;
    }
    event.prevent_default();
    Some(read_all(files, limits))
}

/// Bytes under an address of this page's own, for as long as this lives.
#[derive(Debug, PartialEq, Eq)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Gives bytes an address.
    pub fn new(kind: &str, bytes: &[u8]) -> Option<Self> {
        web_sys::Url::create_object_url_with_blob(&blob(kind, bytes).ok()?).ok().map(Self)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        let _ = web_sys::Url::revoke_object_url(&self.0);
    }
}

pub(super) fn blob(kind: &str, bytes: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)
}

/// Whether what is dragged is files (their names are not told before the drop).
pub fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

fn listed(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|place| files.get(place)).collect()
}

async fn read_all(files: Vec<File>, limits: Limits) -> Taken {
    let mut taken = Vec::new();
    let mut room = f64::from(limits.together);
    for (place, file) in files.into_iter().enumerate() {
        let name = file.name();
        let size = file.size();
        if size > f64::from(limits.each) {
            let (megabytes, limit_megabytes) = (size / 1e6, f64::from(limits.each) / 1e6);
            taken.push(Err(FileError::TooLarge { name, megabytes, limit_megabytes }));
        } else if size > room || place >= limits.count {
            taken.push(Err(FileError::TooMuch { name }));
        } else {
            room -= size;
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => taken.push(Ok(Picked { name, bytes: Uint8Array::new(&buffer).to_vec() })),
                Err(_) => taken.push(Err(FileError::Unreadable { name })),
            }
        }
    }
    taken
}

/// Whether the share sheet takes text.
pub fn can_share_text() -> bool {
    navigator_has("share")
}

/// Whether the share sheet takes a file of this name and kind.
pub fn can_share_file(name: &str, mime: &str) -> bool {
    navigator_has("canShare")
        && file_to_share(name, mime, b"")
            .is_some_and(|data| page::window().is_some_and(|window| window.navigator().can_share_with_data(&data)))
}

/// Hands text, and an address where there is one, to the system's share sheet. `false`: the person changed
/// their mind. To be called in a user's gesture.
///
/// # Errors
/// [`FileError::NoShareSheet`], [`FileError::NotShared`].
pub async fn share_text(title: &str, text: &str, address: Option<&str>) -> Result<bool, FileError> {
    let data = ShareData::new();
    data.set_title(title);
    data.set_text(text);
    if let Some(address) = address {
        data.set_url(address);
    }
    share(&data).await
}

/// Hands a file to the system's share sheet. `false`: the person changed their mind.
///
/// # Errors
/// [`FileError::NoShareSheet`], [`FileError::NotShared`], [`FileError::NotMade`].
pub async fn share_file(name: &str, mime: &str, bytes: &[u8]) -> Result<bool, FileError> {
    if !can_share_file(name, mime) {
        return Err(FileError::NoShareSheet);
    }
    share(&file_to_share(name, mime, bytes).ok_or(FileError::NotMade)?).await
}

async fn share(data: &ShareData) -> Result<bool, FileError> {
    if !navigator_has("share") {
        return Err(FileError::NoShareSheet);
    }
    let window = page::window().ok_or(FileError::NoShareSheet)?;
    match JsFuture::from(window.navigator().share_with_data(data)).await {
        Ok(_) => Ok(true),
        Err(error) => match error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name).as_deref() {
            Some("AbortError") => Ok(false),
            _ => Err(FileError::NotShared),
        },
    }
}

fn file_to_share(name: &str, mime: &str, bytes: &[u8]) -> Option<ShareData> {
    let options = FilePropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let file = File::new_with_u8_array_sequence_and_options(&parts, name, &options).ok()?;
    let data = ShareData::new();
    data.set_files(&Array::of1(&file));
    Some(data)
}

fn navigator_has(what: &str) -> bool {
    page::window().is_some_and(|window| Reflect::has(&window.navigator(), &what.into()).unwrap_or(false))
}
