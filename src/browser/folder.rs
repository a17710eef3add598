//! The team folder, through File System Access; where the browser has none (Firefox, Safari), what a picker of a whole
//! folder gives, to be read only.
//!
//! Writing is crash-safe: a stream of [`Folder::write`] goes to a file of the browser's own beside the old one, which
//! it replaces in one step when it is closed (the standard's words: changes are not reflected in the file until the
//! stream is closed). What breaks off before that leaves the old file. Afterwards it is read back and compared.
//!
//! The folder is kept as the browser's own handle, in the database; after the page was closed the browser wants to be
//! asked again, in a gesture.

use super::files::PickedFolder;
use super::indexeddb::Disk;
use crate::exchange::folder::{Own, Stamp};
use crate::store::DiskError;
use js_sys::{AsyncIterator, Function, IteratorNext, Object, Promise, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, File};

/// Where the database keeps the handle.
const KEPT: &str = "team-folder";

#[wasm_bindgen]
extern "C" {
    /// A file, a folder, or a stream into a file: `web_sys` has parts of these, some of them as unstable only.
    #[derive(Clone)]
    type Handle;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Handle) -> String;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Handle) -> String;
    #[wasm_bindgen(method, catch)]
    fn values(this: &Handle) -> Result<AsyncIterator, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    fn folder(this: &Handle, name: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    fn file(this: &Handle, name: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    fn get_file(this: &Handle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createWritable)]
    fn create_writable(this: &Handle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Handle, bytes: &Uint8Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Handle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Handle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = queryPermission)]
    fn query_permission(this: &Handle, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    fn request_permission(this: &Handle, options: &JsValue) -> Result<Promise, JsValue>;
}

/// Why the folder did not do as asked. What stood in it before stands there still.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// The person or the browser said no.
    #[error(
        "The browser was not allowed to use the folder. Choose it again, and allow the page to change files in it."
    )]
    NotAllowed,
    /// It is not there.
    #[error(
        "The folder is not there any more: it may have been moved, renamed, or be on a drive that is not connected."
    )]
    Gone,
    /// More than may be opened.
    #[error("It is larger than anything that can be opened here.")]
    TooLarge,
    /// The system did not hand it out.
    #[error("It could not be read just now ({0}). It is tried again.")]
    Unreadable(String),
    /// The system did not take it.
    #[error(
        "The team folder did not take “{path}” ({why}). What stood there before stands there still, and everything is safe in this browser; it is tried again."
    )]
    NotWritten {
        /// What was to be written.
        path: String,
        /// What the browser said.
        why: String,
    },
}

/// A team folder.
#[derive(Clone)]
pub enum Folder {
    /// One that may be read and written.
    Chosen(ChosenFolder),
    /// Its files as they were when it was picked.
    Picked(PickedFolder),
}

/// The browser's handle of a folder.
#[derive(Clone)]
pub struct ChosenFolder(Handle);

impl Folder {
    /// Whether this browser lets a page use a folder.
    pub fn is_offered() -> bool {
        chooser().is_some()
    }

    /// Lets the person choose a folder. `None` when they changed their mind. To be called in a user's gesture.
    ///
    /// # Errors
    /// [`FolderError::NotAllowed`].
    pub async fn choose() -> Result<Option<Folder>, FolderError> {
        let choose = chooser().ok_or(FolderError::NotAllowed)?;
        let options = options("mode", &"readwrite".into());
        let _ = Reflect::set(&options, &"id".into(), &"second-story".into());
        match done(choose.call1(&JsValue::UNDEFINED, &options).map(Promise::from)).await {
            Ok(handle) => Ok(Some(Folder::Chosen(ChosenFolder(handle.unchecked_into())))),
            Err(why) if name_of(&why) == "AbortError" => Ok(None),
            Err(_) => Err(FolderError::NotAllowed),
        }
    }

    /// The folder that was chosen at an earlier visit.
    pub async fn kept(disk: &Disk) -> Option<Folder> {
        let handle = disk.object(KEPT).await.ok().flatten()?;
        Some(Folder::Chosen(ChosenFolder(handle.unchecked_into())))
    }

    /// Keeps it for the next visit.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn keep(&self, disk: &Disk) -> Result<(), DiskError> {
        match self {
            Folder::Chosen(folder) => disk.put_object(KEPT, &folder.0).await,
            Folder::Picked(_) => Ok(()),
        }
    }

    /// Where the database keeps it, for forgetting it.
    pub fn kept_under() -> &'static str {
        KEPT
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match self {
            Folder::Chosen(folder) => folder.0.name(),
            Folder::Picked(folder) => folder.name(),
        }
    }

    /// Whether this device can write its files into it.
    pub fn takes_files(&self) -> bool {
        matches!(self, Folder::Chosen(_))
    }

    /// Whether it may be used now; with `ask`, the browser asks the person, which it does in a user's gesture only.
    pub async fn is_allowed(&self, ask: bool) -> bool {
        let Folder::Chosen(folder) = self else { return true };
        let options = options("mode", &"readwrite".into());
        let asked = if ask { folder.0.request_permission(&options) } else { folder.0.query_permission(&options) };
        done(asked).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
    }

    /// Its files, those of its folders, and those of a folder of evidence in each: path and stamp. What cannot even be
    /// looked at is left out.
    ///
    /// # Errors
    /// [`FolderError::Gone`], [`FolderError::NotAllowed`].
    pub async fn list(&self) -> Result<Vec<(String, Stamp)>, FolderError> {
        let folder = match self {
            Folder::Picked(folder) => {
                return Ok(folder.files().iter().map(|(path, file)| (path.clone(), stamp(file))).collect());
            }
            Folder::Chosen(folder) => &folder.0,
        };
        let mut found = Vec::new();
        let mut open = vec![(String::new(), folder.clone(), 0)];
        while let Some((path, folder, depth)) = open.pop() {
            let inside = match inside(&folder).await {
                Ok(inside) => inside,
                Err(why) if depth == 0 => return Err(why_not(&why)),
                Err(_) => continue,
            };
            for handle in inside {
                let name = handle.name();
                let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                if handle.kind() == "directory" {
                    // Nothing of ours lies deeper, and a folder of evidence lies in a review's.
                    if depth == 0 && !name.starts_with('.') || depth == 1 && name == "evidence" {
                        open.push((path, handle, depth + 1));
                    }
                } else if let Ok(file) = done(handle.get_file()).await {
                    found.push((path, stamp(file.unchecked_ref())));
                }
            }
        }
        Ok(found)
    }

    /// A file's bytes, at most so many, and its stamp at that moment.
    ///
    /// # Errors
    /// [`FolderError::TooLarge`], [`FolderError::Unreadable`].
    pub async fn read(&self, path: &str, most: u64) -> Result<(Vec<u8>, Stamp), FolderError> {
        let unreadable = |why: JsValue| FolderError::Unreadable(name_of(&why));
        let file = match self {
            Folder::Picked(folder) => folder
                .files()
                .iter()
                .find(|(known, _)| known == path)
                .map(|(_, file)| file.clone())
                .ok_or(FolderError::Gone)?,
            Folder::Chosen(folder) => {
                let handle = at(&folder.0, path, false).await.map_err(unreadable)?;
                done(handle.get_file()).await.map_err(unreadable)?.unchecked_into::<File>()
            }
        };
        let stamp = stamp(&file);
        if most < stamp.size {
            return Err(FolderError::TooLarge);
        }
        Ok((bytes_of(&file).await.map_err(unreadable)?, stamp))
    }

    /// Writes to one of this device's own places, and reads it back. `None` where something stands there that must stay.
    ///
    /// # Errors
    /// [`FolderError::NotWritten`]; what stood there before stands there still.
    pub async fn write(&self, own: &Own, bytes: &[u8]) -> Result<Option<Stamp>, FolderError> {
        let failed = |why: &str| FolderError::NotWritten { path: own.path().to_owned(), why: why.to_owned() };
        let Folder::Chosen(folder) = self else { return Err(failed("read only")) };
        let written = async {
            let handle = at(&folder.0, own.path(), true).await?;
            let before: File = done(handle.get_file()).await?.unchecked_into();
            if !own.may_replace(Some(stamp(&before))) {
                return Ok(Ok(None));
            }
            let stream: Handle = done(handle.create_writable()).await?.unchecked_into();
            if let Err(why) = done(stream.write(&Uint8Array::from(bytes))).await {
                let _ = done(stream.abort()).await;
                return Err(why);
            }
            done(stream.close()).await?;
            let after: File = done(handle.get_file()).await?.unchecked_into();
            let same = bytes_of(&after).await? == bytes;
            Ok(if same { Ok(Some(stamp(&after))) } else { Err(failed("read back, it was another")) })
        };
        written.await.unwrap_or_else(|why: JsValue| Err(failed(&name_of(&why))))
    }
}

fn chooser() -> Option<Function> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"showDirectoryPicker".into()).ok()?.dyn_into().ok()
}

fn options(name: &str, value: &JsValue) -> Object {
    let options = Object::new();
    let _ = Reflect::set(&options, &name.into(), value);
    options
}

async fn done(asked: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(asked?).await
}

async fn inside(folder: &Handle) -> Result<Vec<Handle>, JsValue> {
    let values = folder.values()?;
    let mut found = Vec::new();
    loop {
        let next: IteratorNext = done(values.next()).await?.unchecked_into();
        if next.done() {
            return Ok(found);
        }
        found.push(next.value().unchecked_into());
    }
}

/// The file at a path; made, with the folders it lies in, where that is asked for.
async fn at(folder: &Handle, path: &str, make: bool) -> Result<Handle, JsValue> {
    let options = options("create", &make.into());
    let mut folder = folder.clone();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        let next = if last { folder.file(part, &options) } else { folder.folder(part, &options) };
        folder = done(next).await?.unchecked_into();
    }
    Ok(folder)
}

fn stamp(file: &File) -> Stamp {
    Stamp { size: whole(file.size()), modified_ms: i64::try_from(whole(file.last_modified())).unwrap_or(i64::MAX) }
}

/// A number of the browser's as one without a fraction.
fn whole(number: f64) -> u64 {
    Duration::try_from_secs_f64(number).map_or(0, |seconds| seconds.as_secs())
}

async fn bytes_of(file: &File) -> Result<Vec<u8>, JsValue> {
    Ok(Uint8Array::new(&JsFuture::from(file.array_buffer()).await?).to_vec())
}

fn name_of(why: &JsValue) -> String {
    why.dyn_ref::<DomException>().map_or_else(|| "the system said no".to_owned(), DomException::name)
}

fn why_not(why: &JsValue) -> FolderError {
    let denied = matches!(name_of(why).as_str(), "NotAllowedError" | "SecurityError");
    if denied { FolderError::NotAllowed } else { FolderError::Gone }
}
