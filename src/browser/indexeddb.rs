//! The disk: IndexedDB through `idb`, with what `idb` does not offer added here.
//!
//! What is added: strict transactions (the default is relaxed: an acknowledgement that a power cut can take
//! back), an explicit `commit()` (without it Firefox loses the last put of a tab that closes), and one way for
//! every transaction to settle: on *complete*, on *abort* (quota shows only there), and on the connection's
//! *close* (after which neither of the others comes). Reads take their results after the transaction completed,
//! so they settle in the same way.
//!
//! A dropped connection is opened again and the transaction tried once more; what fails then is the caller's.
//! Writes begin before the call returns, not at the first poll, so a write asked for in `pagehide` is under way
//! when the handler ends.
//!
//! Errors are [`DiskError`], classified by the name of the DOMException; after any of them nothing of the
//! transaction was written.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use idb::{Database, Factory, KeyRange, ObjectStoreParams, Query, Transaction};
use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbDatabase, IdbOpenDbRequest, IdbTransaction, IdbVersionChangeEvent};

use crate::store::disk::{DiskError, Durability, Value, Write};
use crate::store::keys::{ChunkKey, ChunkKind, Key, LAYOUT_VERSION, Store, database_name};

/// How long another tab may hold up an opening.
const BLOCKED_MS: i32 = 4_000;
/// How long an opening may take in all (a WebKit fault leaves the first one of a page unanswered).
const OPEN_MS: i32 = 10_000;

#[wasm_bindgen]
extern "C" {
    /// An `IDBDatabase` whose transactions may be asked to be durable; `web_sys` has this only as unstable.
    type DurableDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &DurableDatabase,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// What is kept of a review when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub chunks: Vec<(ChunkKey, Vec<u8>)>,
    /// Keys `["note", review, tab, serial]`, in the order typed within each tab.
    pub notes: Vec<(Key, Vec<u8>)>,
}

/// Why a connection that was open is so no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Another tab runs a newer version that changes the layout. This tab must be reloaded.
    NewerVersion,
    /// Another tab erased everything. This tab must be reloaded.
    Erased,
    /// The browser dropped it (a background tab, a full device). The next write opens it again.
    Dropped,
}

type OnLost = Rc<dyn Fn(Lost)>;

/// The app's database. Cloning gives the same one.
#[derive(Clone)]
pub struct Disk {
    shared: Rc<Shared>,
}

struct Shared {
    name: String,
    connection: RefCell<Option<Connection>>,
    /// Set when another tab made this one's code unfit to write; nothing is written from then on.
    barred: RefCell<Option<DiskError>>,
    on_lost: RefCell<Option<OnLost>>,
}

struct Connection {
    database: IdbDatabase,
    // Held so that the browser can call them.
    _version_change: Closure<dyn FnMut(IdbVersionChangeEvent)>,
    _close: Closure<dyn FnMut(Event)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

impl Disk {
    /// Opens (making it where it is missing) the database of the app served under `base_path`.
    ///
    /// # Errors
    /// [`DiskError::Unavailable`] without IndexedDB, [`DiskError::Newer`] when a newer version was here,
    /// [`DiskError::Blocked`] when a tab of another version does not let go within four seconds.
    pub async fn open(base_path: &str) -> Result<Self, DiskError> {
        let disk = Self {
            shared: Rc::new(Shared {
                name: database_name(base_path),
                connection: RefCell::new(None),
                barred: RefCell::new(None),
                on_lost: RefCell::new(None),
            }),
        };
        disk.reopen().await?;
        Ok(disk)
    }

    /// What to tell when the connection is lost. Called outside of any transaction.
    pub fn on_lost(&self, tell: impl Fn(Lost) + 'static) {
        *self.shared.on_lost.borrow_mut() = Some(Rc::new(tell));
    }

    /// Sees that the connection is open, and opens it when it is not.
    ///
    /// # Errors
    /// As [`Disk::open`].
    pub async fn reopen(&self) -> Result<(), DiskError> {
        self.fit()?;
        if self.shared.connection.borrow().is_some() {
            return Ok(());
        }
        let database = connect(&self.shared.name).await?;
        // Two callers may have opened at once; the first one's connection stays.
        if self.shared.connection.borrow().is_some() {
            database.close();
            return Ok(());
        }
        let connection = self.listen(database);
        *self.shared.connection.borrow_mut() = Some(connection);
        Ok(())
    }

    /// Closes the connection; the next use opens it again.
    pub fn close(&self) {
        drop(self.shared.connection.borrow_mut().take());
    }

    /// Writes all of `writes` in one transaction, or nothing. Under way when the call returns.
    ///
    /// # Errors
    /// Any [`DiskError`], after one attempt on a new connection where that could help.
    pub fn write(
        &self,
        writes: Vec<Write>,
        durability: Durability,
    ) -> impl Future<Output = Result<(), DiskError>> + use<> {
        let started = self.start_writing(&writes, durability);
        let disk = self.clone();
        async move {
            let first = match started {
                Ok(settling) => settling.settled().await,
                Err(why) => Err(why),
            };
            match first {
                Err(DiskError::Closed) => {
                    disk.close();
                    disk.reopen().await?;
                    disk.start_writing(&writes, durability)?.settled().await
                }
                other => other,
            }
        }
    }

    /// The value at a key.
    ///
    /// # Errors
    /// Any [`DiskError`], after one attempt on a new connection.
    pub async fn get(&self, store: Store, key: &Key) -> Result<Option<Value>, DiskError> {
        let key = key_to_js(key);
        let found = self
            .read(store, |objects| Ok(vec![objects.get(Query::Key(key.clone())).map_err(classify)?.result_later()]))
            .await?;
        match found.into_iter().next() {
            Some(value) if !value.is_undefined() => Ok(Some(value_from_js(&value)?)),
            _ => Ok(None),
        }
    }

    /// All keys of a store that begin with `prefix`, in order, each with its value.
    ///
    /// # Errors
    /// Any [`DiskError`], after one attempt on a new connection.
    pub async fn list(&self, store: Store, prefix: &[&str]) -> Result<Vec<(Key, Value)>, DiskError> {
        let range = range(prefix)?;
        let found = self
            .read(store, |objects| {
                Ok(vec![
                    objects.get_all_keys(range.clone(), None).map_err(classify)?.result_later(),
                    objects.get_all(range.clone(), None).map_err(classify)?.result_later(),
                ])
            })
            .await?;
        let [keys, values] = found.as_slice() else { return Ok(Vec::new()) };
        pairs(&Array::from(keys), &Array::from(values))
    }

    /// All keys of a store that begin with `prefix`, in order.
    ///
    /// # Errors
    /// Any [`DiskError`], after one attempt on a new connection.
    pub async fn keys(&self, store: Store, prefix: &[&str]) -> Result<Vec<Key>, DiskError> {
        let range = range(prefix)?;
        let found = self
            .read(store, |objects| {
                Ok(vec![objects.get_all_keys(range.clone(), None).map_err(classify)?.result_later()])
            })
            .await?;
        let Some(keys) = found.first() else { return Ok(Vec::new()) };
        Array::from(keys).iter().map(|key| key_from_js(&key)).collect()
    }

    /// Appends one incremental chunk, strictly, and says under which key.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn append_strict(&self, review: &str, bytes: Vec<u8>) -> Result<ChunkKey, DiskError> {
        let key = ChunkKey::for_bytes(review, ChunkKind::Incremental, &bytes);
        self.write(vec![Write::put_bytes(Store::Chunks, key.to_key(), bytes)], Durability::Strict).await?;
        Ok(key)
    }

    /// All chunks of a review, incrementals before snapshots (the order of the keys).
    ///
    /// # Errors
    /// As [`Disk::list`]; [`DiskError::Damaged`] when something else stands among them.
    pub async fn chunks(&self, review: &str) -> Result<Vec<(ChunkKey, Vec<u8>)>, DiskError> {
        self.list(Store::Chunks, &[review]).await?.into_iter().map(named_chunk).collect()
    }

    /// What is kept of a review when it is opened: its chunks, and the notes of what was typed since. Read in one
    /// transaction, which comes after every write asked for before it, a dead tab's too: read apart, a commit
    /// between the two could be seen together with the notes that it stands for.
    ///
    /// # Errors
    /// As [`Disk::chunks`].
    pub async fn opening(&self, review: &str) -> Result<Opening, DiskError> {
        let first = self.opening_once(review).await;
        let found = match first {
            Err(DiskError::Closed) => {
                self.close();
                self.reopen().await?;
                self.opening_once(review).await?
            }
            other => other?,
        };
        let [chunk_keys, chunks, note_keys, notes] = found.map(|list| Array::from(&list));
        let chunks = pairs(&chunk_keys, &chunks)?.into_iter().map(named_chunk).collect::<Result<_, _>>()?;
        let notes = pairs(&note_keys, &notes)?
            .into_iter()
            .map(|(key, value)| Ok((key, value.into_bytes().ok_or_else(|| odd("a note"))?)))
            .collect::<Result<_, DiskError>>()?;
        Ok(Opening { chunks, notes })
    }

    async fn opening_once(&self, review: &str) -> Result<[JsValue; 4], DiskError> {
        let transaction = self.begin(&[Store::Chunks, Store::Meta], None)?;
        let settling = Settling::of(&transaction);
        let stores = Transaction::from(transaction);
        let chunks = stores.object_store(Store::Chunks.name()).map_err(classify)?;
        let meta = stores.object_store(Store::Meta.name()).map_err(classify)?;
        let (of_review, of_notes) = (range(&[review])?, range(&["note", review])?);
        let answers = [
            chunks.get_all_keys(of_review.clone(), None).map_err(classify)?.result_later(),
            chunks.get_all(of_review, None).map_err(classify)?.result_later(),
            meta.get_all_keys(of_notes.clone(), None).map_err(classify)?.result_later(),
            meta.get_all(of_notes, None).map_err(classify)?.result_later(),
        ];
        settling.settled().await?;
        let [one, two, three, four] = answers;
        Ok([one()?, two()?, three()?, four()?])
    }

    /// The catalogue: each review's id with its row (JSON).
    ///
    /// # Errors
    /// As [`Disk::list`].
    pub async fn rows(&self) -> Result<Vec<(String, String)>, DiskError> {
        let found = self.list(Store::Rows, &[]).await?;
        Ok(found.into_iter().filter_map(|(key, value)| Some((key.part(0).to_owned(), value.into_text()?))).collect())
    }

    /// Puts a review's row. Strict: Home must not forget a review that is there.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn put_row(&self, review: &str, row: String) -> Result<(), DiskError> {
        self.write(vec![Write::put_text(Store::Rows, Key::of([review]), row)], Durability::Strict).await
    }

    /// The view cache of a review, as it was put.
    ///
    /// # Errors
    /// As [`Disk::get`].
    pub async fn view(&self, review: &str) -> Result<Option<Vec<u8>>, DiskError> {
        Ok(self.get(Store::Views, &Key::of([review])).await?.and_then(Value::into_bytes))
    }

    /// Puts the view cache of a review; relaxed, since it can be made again.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn put_view(&self, review: &str, bytes: Vec<u8>) -> Result<(), DiskError> {
        self.write(vec![Write::put_bytes(Store::Views, Key::of([review]), bytes)], Durability::Relaxed).await
    }

    /// What its writer keeps to themselves about a review, each entry by its name.
    ///
    /// # Errors
    /// As [`Disk::list`].
    pub async fn private(&self, review: &str) -> Result<Vec<(String, Vec<u8>)>, DiskError> {
        self.named_bytes(Store::Private, review).await
    }

    /// Puts one private entry, strictly.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn put_private(&self, review: &str, entry: &str, bytes: Vec<u8>) -> Result<(), DiskError> {
        self.write(vec![Write::put_bytes(Store::Private, Key::of([review, entry]), bytes)], Durability::Strict).await
    }

    /// Takes one private entry away, strictly.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn remove_private(&self, review: &str, entry: &str) -> Result<(), DiskError> {
        self.write(vec![Write::delete(Store::Private, Key::of([review, entry]))], Durability::Strict).await
    }

    /// The local backups of a review, oldest first, by the time they were taken.
    ///
    /// # Errors
    /// As [`Disk::list`].
    pub async fn backups(&self, review: &str) -> Result<Vec<(String, Vec<u8>)>, DiskError> {
        self.named_bytes(Store::Backups, review).await
    }

    /// The bytes of a review that could not be read, by their hash.
    ///
    /// # Errors
    /// As [`Disk::list`].
    pub async fn quarantined(&self, review: &str) -> Result<Vec<(String, Vec<u8>)>, DiskError> {
        self.named_bytes(Store::Quarantined, review).await
    }

    /// A small fact.
    ///
    /// # Errors
    /// As [`Disk::get`].
    pub async fn meta(&self, name: &str) -> Result<Option<String>, DiskError> {
        Ok(self.get(Store::Meta, &Key::of([name])).await?.and_then(Value::into_text))
    }

    /// Puts a small fact, strictly.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn put_meta(&self, name: &str, text: String) -> Result<(), DiskError> {
        self.write(vec![Write::put_text(Store::Meta, Key::of([name]), text)], Durability::Strict).await
    }

    /// Puts an object of the browser's own, which is neither bytes nor text, beside the small facts, strictly.
    ///
    /// # Errors
    /// As [`Disk::write`]; [`DiskError::Other`] where the browser cannot keep such an object.
    pub(super) async fn put_object(&self, name: &str, object: &JsValue) -> Result<(), DiskError> {
        self.reopen().await?;
        let transaction = self.begin(&[Store::Meta], Some(Durability::Strict))?;
        let settling = Settling::of(&transaction);
        let meta = Transaction::from(transaction.clone()).object_store(Store::Meta.name()).map_err(classify)?;
        meta.put(object, Some(&key_to_js(&Key::of([name])))).map_err(classify)?;
        hand_over(&transaction)?;
        settling.settled().await
    }

    /// An object that [`Disk::put_object`] put.
    ///
    /// # Errors
    /// As [`Disk::get`].
    pub(super) async fn object(&self, name: &str) -> Result<Option<JsValue>, DiskError> {
        let key = key_to_js(&Key::of([name]));
        let found = self
            .read(Store::Meta, |objects| {
                Ok(vec![objects.get(Query::Key(key.clone())).map_err(classify)?.result_later()])
            })
            .await?;
        Ok(found.into_iter().next().filter(|value| value.is_object()))
    }

    /// Deletes these keys of one store, strictly, in one transaction.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn delete_keys(&self, store: Store, keys: Vec<Key>) -> Result<(), DiskError> {
        let writes = keys.into_iter().map(|key| Write::delete(store, key)).collect();
        self.write(writes, Durability::Strict).await
    }

    /// Erases everything there is of one review from this browser, in one strict transaction.
    ///
    /// # Errors
    /// As [`Disk::write`].
    pub async fn delete_review(&self, review: &str) -> Result<(), DiskError> {
        self.reopen().await?;
        let transaction = self.begin(&Store::ALL, Some(Durability::Strict))?;
        let settling = Settling::of(&transaction);
        let objects = Transaction::from(transaction.clone());
        for store in Store::ALL {
            let prefixes: &[&[&str]] =
                if store.keyed_by_review() { &[&[review]] } else { &[&["note", review], &["merge", review]] };
            for prefix in prefixes {
                if let Some(range) = range(prefix)? {
                    objects.object_store(store.name()).map_err(classify)?.delete(range).map_err(classify)?;
                }
            }
        }
        hand_over(&transaction)?;
        settling.settled().await
    }

    /// Erases everything from this browser. Other tabs are told and let go; the disk opens anew at its next use.
    ///
    /// # Errors
    /// [`DiskError::Blocked`] when a tab does not let go within four seconds; it is then erased once it does.
    pub async fn erase_all(&self) -> Result<(), DiskError> {
        self.close();
        let factory: web_sys::IdbFactory = Factory::new().map_err(|_| DiskError::Unavailable)?.into();
        let request = factory.delete_database(&self.shared.name).map_err(|error| from_js(&error))?;
        answered(&request).await.map(drop)
    }

    async fn named_bytes(&self, store: Store, review: &str) -> Result<Vec<(String, Vec<u8>)>, DiskError> {
        let found = self.list(store, &[review]).await?;
        Ok(found.into_iter().filter_map(|(key, value)| Some((key.part(1).to_owned(), value.into_bytes()?))).collect())
    }

    fn fit(&self) -> Result<(), DiskError> {
        match &*self.shared.barred.borrow() {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    fn begin(&self, stores: &[Store], writing: Option<Durability>) -> Result<IdbTransaction, DiskError> {
        self.fit()?;
        let connection = self.shared.connection.borrow();
        let database = &connection.as_ref().ok_or(DiskError::Closed)?.database;
        let names: Array = stores.iter().map(|store| JsValue::from_str(store.name())).collect();
        let options = Object::new();
        if writing == Some(Durability::Strict) {
            Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(|error| from_js(&error))?;
        }
        let mode = if writing.is_some() { "readwrite" } else { "readonly" };
        database
            .unchecked_ref::<DurableDatabase>()
            .transaction_with_options(&names, mode, &options)
            .map_err(|error| from_js(&error))
    }

    fn start_writing(&self, writes: &[Write], durability: Durability) -> Result<Settling, DiskError> {
        let mut stores: Vec<Store> = writes.iter().map(Write::store).collect();
        stores.sort_unstable();
        stores.dedup();
        if stores.is_empty() {
            return Ok(Settling::at_once());
        }
        let transaction = self.begin(&stores, Some(durability))?;
        let settling = Settling::of(&transaction);
        let placed = place(&transaction, writes);
        if let Err(why) = placed {
            // Whatever was placed before the refusal must not be written without the rest.
            let _ = transaction.abort();
            return Err(why);
        }
        hand_over(&transaction)?;
        Ok(settling)
    }

    async fn read(
        &self,
        store: Store,
        ask: impl Fn(&idb::ObjectStore) -> Result<Vec<Answer>, DiskError>,
    ) -> Result<Vec<JsValue>, DiskError> {
        match self.read_once(store, &ask).await {
            Err(DiskError::Closed) => {
                self.close();
                self.reopen().await?;
                self.read_once(store, &ask).await
            }
            other => other,
        }
    }

    async fn read_once(
        &self,
        store: Store,
        ask: &impl Fn(&idb::ObjectStore) -> Result<Vec<Answer>, DiskError>,
    ) -> Result<Vec<JsValue>, DiskError> {
        let transaction = self.begin(&[store], None)?;
        let settling = Settling::of(&transaction);
        let objects = Transaction::from(transaction).object_store(store.name()).map_err(classify)?;
        let answers = ask(&objects)?;
        settling.settled().await?;
        answers.into_iter().map(|answer| answer()).collect()
    }

    fn listen(&self, database: IdbDatabase) -> Connection {
        let shared = Rc::downgrade(&self.shared);
        let version_change = Closure::new(move |event: IdbVersionChangeEvent| {
            let Some(shared) = shared.upgrade() else { return };
            // Holding on would hold up the other tab. What this one has begun still completes.
            let (lost, bar) = match event.new_version() {
                None => (Lost::Erased, DiskError::Erased),
                Some(_) => (Lost::NewerVersion, DiskError::Newer),
            };
            *shared.barred.borrow_mut() = Some(bar);
            shared.lose(lost);
        });
        let shared = Rc::downgrade(&self.shared);
        let close = Closure::new(move |_: Event| {
            if let Some(shared) = shared.upgrade() {
                shared.lose(Lost::Dropped);
            }
        });
        database.set_onversionchange(Some(version_change.as_ref().unchecked_ref()));
        database.set_onclose(Some(close.as_ref().unchecked_ref()));
        Connection { database, _version_change: version_change, _close: close }
    }
}

impl Shared {
    fn lose(&self, lost: Lost) {
        let connection = self.connection.borrow_mut().take();
        if let Some(connection) = connection {
            connection.database.close();
            // This runs inside one of the connection's own callbacks: it is dropped after they returned.
            wasm_bindgen_futures::spawn_local(async move { drop(connection) });
        }
        let tell = self.on_lost.borrow().clone();
        if let Some(tell) = tell {
            tell(lost);
        }
    }
}

type Answer = Box<dyn FnOnce() -> Result<JsValue, DiskError>>;

trait ResultLater {
    fn result_later(self) -> Answer;
}

impl<R: idb::Request + 'static> ResultLater for R {
    /// The request's result, to be taken once its transaction has completed.
    fn result_later(self) -> Answer {
        Box::new(move || self.result().map_err(classify))
    }
}

/// A transaction on its way to one of its ends.
struct Settling {
    transaction: Option<IdbTransaction>,
    end: Promise,
}

impl Settling {
    fn of(transaction: &IdbTransaction) -> Self {
        let database = transaction.db();
        let end = Promise::new(&mut |resolve, _| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&resolve));
            let _ = database.add_event_listener_with_callback("close", &resolve);
        });
        Self { transaction: Some(transaction.clone()), end }
    }

    fn at_once() -> Self {
        Self { transaction: None, end: Promise::resolve(&JsValue::UNDEFINED) }
    }

    async fn settled(self) -> Result<(), DiskError> {
        let event = JsFuture::from(self.end).await.map_err(|error| from_js(&error))?;
        let Some(transaction) = self.transaction else { return Ok(()) };
        match event.unchecked_ref::<Event>().type_().as_str() {
            "complete" => Ok(()),
            "abort" => Err(transaction.error().map_or(DiskError::Closed, |error| from_exception(&error))),
            _ => Err(DiskError::Closed),
        }
    }
}

fn place(transaction: &IdbTransaction, writes: &[Write]) -> Result<(), DiskError> {
    let objects = Transaction::from(transaction.clone());
    for write in writes {
        let store = objects.object_store(write.store().name()).map_err(classify)?;
        match write {
            Write::Put { key, value, .. } => {
                store.put(&value_to_js(value), Some(&key_to_js(key))).map_err(classify)?;
            }
            Write::Delete { key, .. } => {
                store.delete(Query::Key(key_to_js(key))).map_err(classify)?;
            }
        }
    }
    Ok(())
}

/// Says that nothing more is coming. Without it the transaction waits for a turn of the event loop that a
/// closing tab in Firefox does not get.
fn hand_over(transaction: &IdbTransaction) -> Result<(), DiskError> {
    #[allow(deprecated)] // Deprecated in the bindings only: it left the standard's second edition and is back.
    transaction.commit().map_err(|error| from_js(&error))
}

async fn connect(name: &str) -> Result<IdbDatabase, DiskError> {
    let factory: web_sys::IdbFactory = Factory::new().map_err(|_| DiskError::Unavailable)?.into();
    let request = factory.open_with_u32(name, LAYOUT_VERSION).map_err(|error| from_js(&error))?;
    let opening = request.clone();
    let upgrade: Closure<dyn FnMut(Event)> = Closure::new(move |_: Event| {
        let Ok(Ok(database)) = opening.result().map(Database::try_from) else { return };
        let present = database.store_names();
        for store in Store::ALL {
            if !present.iter().any(|name| name == store.name()) {
                // A refusal here aborts the upgrade, and the opening says why.
                let _ = database.create_object_store(store.name(), ObjectStoreParams::new());
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let opened = answered(&request).await;
    request.set_onupgradeneeded(None);
    let database: IdbDatabase = opened?.unchecked_into();
    let present = Database::from(database.clone()).store_names();
    match Store::ALL.iter().find(|store| !present.iter().any(|name| name == store.name())) {
        None => Ok(database),
        Some(missing) => {
            database.close();
            Err(DiskError::Damaged { detail: format!("its part \u{201c}{}\u{201d} is missing", missing.name()) })
        }
    }
}

/// Waits for an opening or a deletion, no longer than it may take. One that is given up and succeeds later is
/// closed again, so that it does not stand in another tab's way.
async fn answered(request: &IdbOpenDbRequest) -> Result<JsValue, DiskError> {
    let blocked = Rc::new(Cell::new(false));
    let mut patience = None;
    let answer = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
        let _ = set_timeout(&resolve, OPEN_MS);
        let seen = Rc::clone(&blocked);
        let hurry: Closure<dyn FnMut()> = Closure::new(move || {
            seen.set(true);
            let _ = set_timeout(&resolve, BLOCKED_MS);
        });
        request.set_onblocked(Some(hurry.as_ref().unchecked_ref()));
        patience = Some(hurry);
    });
    let event = JsFuture::from(answer).await.map_err(|error| from_js(&error))?;
    request.set_onblocked(None);
    drop(patience);
    match event.dyn_ref::<Event>().map(Event::type_).as_deref() {
        Some("success") => request.result().map_err(|error| from_js(&error)),
        Some("error") => Err(request.error().ok().flatten().map_or(DiskError::Closed, |error| from_exception(&error))),
        _ => {
            let late = request.clone();
            let put_away = Closure::once_into_js(move || {
                if let Ok(Ok(database)) = late.result().map(JsCast::dyn_into::<IdbDatabase>) {
                    database.close();
                }
            });
            request.set_onsuccess(Some(put_away.unchecked_ref()));
            request.set_onerror(None);
            Err(if blocked.get() { DiskError::Blocked } else { DiskError::Closed })
        }
    }
}

fn set_timeout(call: &Function, after_ms: i32) -> Result<i32, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    window.set_timeout_with_callback_and_timeout_and_arguments_0(call, after_ms)
}

/// The range of all keys that begin with `prefix`: an empty array sorts after every string.
fn range(prefix: &[&str]) -> Result<Option<Query>, DiskError> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let lower: Array = prefix.iter().map(|part| JsValue::from_str(part)).collect();
    let upper = lower.concat(&Array::of1(&Array::new()));
    KeyRange::bound(&lower, &upper, None, None).map(|range| Some(range.into())).map_err(classify)
}

fn key_to_js(key: &Key) -> JsValue {
    key.0.iter().map(|part| JsValue::from_str(part)).collect::<Array>().into()
}

fn key_from_js(key: &JsValue) -> Result<Key, DiskError> {
    if !Array::is_array(key) {
        return Err(odd("a key"));
    }
    let parts = Array::from(key).into_iter().map(|part| part.as_string().ok_or_else(|| odd("a key")));
    parts.collect::<Result<_, _>>().map(Key)
}

fn value_to_js(value: &Value) -> JsValue {
    match value {
        Value::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Value::Text(text) => JsString::from(text.as_str()).into(),
    }
}

fn value_from_js(value: &JsValue) -> Result<Value, DiskError> {
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        None => Err(odd("a value")),
    }
}

fn pairs(keys: &Array, values: &Array) -> Result<Vec<(Key, Value)>, DiskError> {
    keys.iter().zip(values.iter()).map(|(key, value)| Ok((key_from_js(&key)?, value_from_js(&value)?))).collect()
}

fn named_chunk((key, value): (Key, Value)) -> Result<(ChunkKey, Vec<u8>), DiskError> {
    let name = ChunkKey::from_key(&key).ok_or_else(|| odd("a chunk's key"))?;
    Ok((name, value.into_bytes().ok_or_else(|| odd("a chunk"))?))
}

fn odd(what: &str) -> DiskError {
    DiskError::Damaged { detail: format!("{what} is not of a kind Second Story writes") }
}

fn from_exception(error: &DomException) -> DiskError {
    DiskError::from_dom(&error.name(), &error.message())
}

/// Classifies whatever the browser threw.
pub fn from_js(error: &JsValue) -> DiskError {
    if let Some(exception) = error.dyn_ref::<DomException>() {
        return from_exception(exception);
    }
    let part = |name: &str| Reflect::get(error, &name.into()).ok().and_then(|value| value.as_string());
    DiskError::from_dom(&part("name").unwrap_or_default(), &part("message").unwrap_or_default())
}

fn classify(error: idb::Error) -> DiskError {
    use idb::Error as E;
    match error {
        E::DomException(exception) => from_exception(&exception),
        E::AddFailed(error)
        | E::ClearFailed(error)
        | E::DeleteFailed(error)
        | E::GetAllFailed(error)
        | E::GetAllKeysFailed(error)
        | E::GetFailed(error)
        | E::KeyRangeCreateFailed(error)
        | E::ObjectStoreCreateFailed(error)
        | E::ObjectStoreNotFound(error)
        | E::RequestResultNotFound(error)
        | E::TransactionOpenFailed(error)
        | E::UpdateFailed(error) => from_js(&error),
        other => DiskError::Other { name: "idb".to_owned(), detail: other.to_string() },
    }
}
