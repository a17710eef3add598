//! The desk: one open room, the catalogue, and the hands that carry out what they ask for.
//!
//! Pages call [`Desk::act`] and read signals; the desk alone touches the disk, the other tabs and the fields.
//! Everything a room puts out is carried out here, after the room's own call has returned.

use super::together::{self, Live};
use crate::app::leaving::Leaving;
use crate::app::private_account::PrivateAccount;
use crate::app::private_rating;
use crate::app::{Output, Room, Route, room::Left, tab_message::TabMessage};
use crate::archive::Row;
use crate::browser::indexeddb::{Disk, Lost};
use crate::browser::listening::Listening;
use crate::browser::page::{self, Waiting, spawn};
use crate::browser::preferences::Preferences;
use crate::browser::tabs::{TabKind, Tabs};
use crate::browser::text_field::{Field, FieldEvent, TextField as LiveField};
use crate::browser::{base_path, clock, gestures, locks, random, update};
use crate::exchange::export::Pieces;
use crate::practice::evidence::{self, Piece, Prepared};
use crate::practice::lens::{self, Finding, SetAside};
use crate::practice::threads::{self, Thread};
use crate::review::field::meta;
use crate::review::moment::{Instant, UtcOnly, ZoneRules};
use crate::review::splice::Splice;
use crate::review::{Delta, Intent, Item, ItemId, PersonId, ReviewId, ReviewView, Scalar, TextField, kind};
use crate::store::canary::Canary;
use crate::store::keystrokes::LastKeystrokes;
use crate::store::view_cache::ViewCache;
use crate::store::{DiskError, Durability, Effect, Event, Key, SaveState, Store, Write};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// The form of stored views; another number and they are made anew.
const VIEW_FORM: u32 = 2;

/// A browser that was killed a moment ago may not have let go of its storage yet: opening it is tried again after
/// so long each time, in milliseconds.
const OPEN_AGAIN_AFTER_MS: [u32; 4] = [100, 300, 900, 2_700];

/// How often the journals are told of the time while something is on its way to the disk.
const LISTEN_EACH_MS: u32 = 1_000;
/// How long after the last letter the rest of the page follows, in milliseconds, and when at the latest while letters
/// keep coming: in a long review it takes longer than the pause between two of them.
const DRAW_REST_MS: u32 = 120;
const DRAW_REST_AT_LATEST_MS: f64 = 1_000.0;
/// How long nothing must have changed before row and view are kept, and when they are kept at the latest.
const KEEP_AFTER_MS: u32 = 1_200;
const KEEP_AT_LATEST_MS: f64 = 10_000.0;
/// How long after one part of that the next one follows, in milliseconds.
const KEEP_TURN_MS: u32 = 40;

/// What stands where a review should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// Nothing is open.
    Closed,
    /// It is being read from the disk.
    Opening,
    /// It is open.
    Open,
    /// It came from outside and is shown in memory only.
    Guest,
    /// This browser has no such review; the sentence says where it was looked for, and whom to ask.
    Missing(String),
    /// It is here and cannot be read; the sentence says why.
    Unreadable(String),
}

/// What a notice's button does. It is counted, not kept in the part of the page that made the notice: that part
/// (an entry that was just removed) may be gone when the button is pressed.
pub type Deed = Arc<dyn Fn() + Send + Sync>;

/// What is said in passing, with one thing to do about it.
#[derive(Clone)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// The name of the button, and what it does.
    pub action: Option<(String, Deed)>,
    /// Stays until it is closed.
    pub stays: bool,
}

/// The dialogs, of which one is open at most.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Dialog {
    /// None.
    #[default]
    None,
    /// Share.
    Share,
    /// Work together.
    Together,
    /// Open…
    Open,
    /// Paste many, with text that was pasted elsewhere.
    Paste(String),
    /// What opening something would change.
    Preview,
    /// The palette.
    Commands,
    /// A piece of evidence, large.
    Evidence(ItemId),
    /// Something secret in what is about to enter.
    Secrets,
    /// The passphrase of something that is sealed.
    Passphrase,
    /// What is put on the host for others to read.
    Publish,
    /// The funded fixes, for a tracker.
    Tracker,
}

/// What is being said something about: a text, and words of it with their place in bytes.
pub type Remarking = (TextField, Option<(usize, String)>);

/// One item, or none where it is gone.
pub type ItemSignal = ArcRwSignal<Option<Arc<Item>>>;

struct Attached {
    field: TextField,
    live: Rc<LiveField>,
}

struct Inner {
    base: String,
    tab: String,
    disk: Option<Disk>,
    preferences: Preferences,
    zones: Rc<dyn ZoneRules>,
    room: Option<Room>,
    /// Rooms that were left with work on its way to the disk.
    parting: Vec<Room>,
    /// What the open review was before it left for the first time, and where its tabs are told what it became.
    behind: Option<(Room, Tabs)>,
    tabs: Option<Tabs>,
    catalogue: Option<Tabs>,
    fields: BTreeMap<u64, Attached>,
    next_field: u64,
    items: HashMap<ItemId, ItemSignal>,
    /// The texts that were written in from this tab.
    written: BTreeSet<TextField>,
    findings: lens::Cache,
    keeping: Option<Waiting>,
    /// When the first change came that is not kept yet, by the steady clock.
    to_keep_since_ms: Option<f64>,
    /// Words were typed that the fields and their lines show, and the rest of the page does not yet.
    drawing: Option<Waiting>,
    /// When the first letter came that the rest of the page does not show yet, by the steady clock.
    to_draw_since_ms: Option<f64>,
    /// The next time the journals are told of the time.
    watching: Option<Waiting>,
    listening: Vec<Listening>,
    awake: Option<locks::Held>,
    /// Whose tabs are listened to, and what tells them that it is open here.
    joined: Option<ReviewId>,
    present: Option<locks::Held>,
    asked_to_persist: bool,
}

/// Handed to every page by context.
#[derive(Clone, Copy)]
pub struct Desk {
    inner: StoredValue<RefCell<Inner>, LocalStorage>,
    /// Where one is.
    pub route: RwSignal<Route>,
    /// The catalogue.
    pub rows: RwSignal<Arc<Vec<Row>>>,
    /// Whether the catalogue has been read.
    pub rows_read: RwSignal<bool>,
    /// The open review.
    pub view: RwSignal<Arc<ReviewView>>,
    /// Another number whenever anything of the open review changed but the letters of its prose and its entries.
    pub form: RwSignal<u64>,
    /// The open review as it stood when nobody had typed for a moment: for what is worked out over all of its words.
    pub rested: RwSignal<Arc<ReviewView>>,
    /// The item that somebody looks at, in the list or in the picture.
    pub looked_at: RwSignal<Option<ItemId>>,
    /// The text that somebody has just left, or whose line has the focus: the aside is about it.
    pub beside: RwSignal<Option<TextField>>,
    /// What is being said something about: a text, and words of it with their place.
    pub remarking: RwSignal<Option<Remarking>>,
    /// Remarks that were begun and not said yet, by what they are about.
    pub drafts: StoredValue<BTreeMap<String, String>>,
    /// Every thread of the open review, their words as they were found when nobody had typed for a moment.
    pub threads: Memo<Arc<Vec<Thread>>>,
    /// The evidence of each line.
    pub evidence: Memo<Arc<BTreeMap<ItemId, Vec<Piece>>>>,
    /// Another number whenever bytes of evidence came into this browser.
    pub evidence_told: RwSignal<u64>,
    /// What goes with the next line that is typed.
    pub with_next_line: RwSignal<Vec<Prepared>>,
    /// Evidence that is in no storage: of a review that is shown in memory, or where nothing can be kept.
    pub in_hand: StoredValue<Pieces>,
    /// What the review was called before it left for the first time, while its evidence is being carried along.
    pub left_behind: StoredValue<Option<ReviewId>>,
    /// What is asked about before it enters, the first one first.
    pub asked_secrets: RwSignal<Vec<super::secrets::Asked>>,
    /// Lines that are chosen, for what is done to several at once.
    pub selected: RwSignal<BTreeSet<ItemId>>,
    /// Whether a click chooses a line.
    pub selecting: RwSignal<bool>,
    /// The entry that somebody says they saw differently, while they say so.
    pub seen_differently: RwSignal<Option<ItemId>>,
    /// Another number whenever a wording was set aside.
    pub wording: RwSignal<u64>,
    /// Another number whenever another tab kept something private of the open review.
    pub private_told: RwSignal<u64>,
    /// Whether whoever sits here leads the meeting: then the aside speaks of everybody's lines.
    pub facilitates: RwSignal<bool>,
    /// The review that an incident is being written down in, while it runs.
    pub scribing: RwSignal<Option<ReviewId>>,
    /// The review whose safeguard is asked about on the page of safeguards.
    pub pruning: RwSignal<Option<ReviewId>>,
    /// What stands where a review should be.
    pub state: RwSignal<RoomState>,
    /// What may be said about saving.
    pub saved: RwSignal<SaveState>,
    /// The zone that the open review says; empty where it says none. Every line of a timeline hangs on it: were it worked
    /// out from the view, each letter would wake all of them to look whether it changed.
    zone_said: RwSignal<String>,
    /// What is said in passing.
    pub notice: RwSignal<Option<Notice>>,
    /// The open dialog.
    pub dialog: RwSignal<Dialog>,
    /// The entry somebody writes in.
    pub focused: RwSignal<Option<ItemId>>,
    /// Whether a new version waits.
    pub update_waits: RwSignal<bool>,
    /// What a review is called here: "postmortem", "incident review", "learning review".
    pub review_word: RwSignal<String>,
    /// Why nothing can be changed, where that is so.
    pub read_only: RwSignal<Option<String>>,
    /// What was opened and waits for a decision.
    pub incoming: RwSignal<Option<super::incoming::Incoming>>,
    /// How the dialog "Open" stands.
    pub opening: RwSignal<super::incoming::Opening>,
    /// What the dialog "Passphrase" says.
    pub passphrase: RwSignal<super::incoming::sealed::Asked>,
    /// Where a passphrase goes that is given in it.
    pub passphrase_goes_to: StoredValue<Option<super::incoming::sealed::Answer>>,
    /// The draft on the host that is looked at again while it is shown.
    pub watch: StoredValue<Option<super::incoming::published::Watch>, LocalStorage>,
    /// The id by which what is shown in memory was asked for: a published copy has one of its own.
    shown_as: StoredValue<Option<ReviewId>>,
    /// Working together live.
    pub live: Live,
    /// The team folder.
    pub folder: super::folder::TeamFolder,
    /// What of the open review had been seen here when it was left the last time.
    pub looked: RwSignal<Option<super::review::since::Looked>>,
    /// What others changed since then, in words, until somebody puts it away.
    pub since: RwSignal<Option<String>>,
    /// Another number whenever something was added from others, or taken back.
    pub merges_told: RwSignal<u64>,
}

/// The desk of this page.
pub fn use_desk() -> Desk {
    expect_context::<Desk>()
}

/// Now, milliseconds since 1970.
pub fn now_ms() -> i64 {
    i64::try_from(clock::now_ms()).unwrap_or(0)
}

impl Desk {
    /// Sets the desk up: preferences at once, the disk and the catalogue as soon as they answer.
    pub fn begin() -> Desk {
        let base = base_path::base_path();
        let preferences = Preferences::new(&base);
        page::set_theme(preferences.theme().as_deref());
        let view: RwSignal<Arc<ReviewView>> = RwSignal::new(Arc::default());
        let (form, rested) = (RwSignal::new(0), RwSignal::new(Arc::default()));
        let facilitates = preferences.text("facilitates").is_some();
        let scribing = preferences.text("scribing").map(ReviewId::new);
        let review_word = preferences.review_word().unwrap_or_else(|| "postmortem".to_owned());
        let desk = Desk {
            inner: StoredValue::new_local(RefCell::new(Inner {
                tab: random::id().unwrap_or_else(|_| clock::now_ms().to_string()),
                base,
                disk: None,
                preferences,
                zones: Rc::new(clock::BrowserZones::new()),
                room: None,
                parting: Vec::new(),
                behind: None,
                tabs: None,
                catalogue: None,
                fields: BTreeMap::new(),
                next_field: 0,
                items: HashMap::new(),
                written: BTreeSet::new(),
                findings: lens::Cache::new(),
                keeping: None,
                to_keep_since_ms: None,
                drawing: None,
                to_draw_since_ms: None,
                watching: None,
                listening: Vec::new(),
                joined: None,
                present: None,
                awake: None,
                asked_to_persist: false,
            })),
            route: RwSignal::new(Route::from_hash(&page::hash())),
            rows: RwSignal::new(Arc::default()),
            rows_read: RwSignal::new(false),
            view,
            form,
            rested,
            looked_at: RwSignal::new(None),
            beside: RwSignal::new(None),
            remarking: RwSignal::new(None),
            drafts: StoredValue::new(BTreeMap::new()),
            threads: Memo::new(move |_| {
                form.track();
                rested.track();
                view.with_untracked(|view| Arc::new(threads::threads(view)))
            }),
            evidence: Memo::new(move |_| {
                form.track();
                view.with_untracked(|view| Arc::new(evidence::by_line(view)))
            }),
            evidence_told: RwSignal::new(0),
            with_next_line: RwSignal::default(),
            in_hand: StoredValue::new(Pieces::new()),
            left_behind: StoredValue::new(None),
            asked_secrets: RwSignal::default(),
            selected: RwSignal::default(),
            selecting: RwSignal::new(false),
            seen_differently: RwSignal::new(None),
            wording: RwSignal::new(0),
            private_told: RwSignal::new(0),
            facilitates: RwSignal::new(facilitates),
            scribing: RwSignal::new(scribing),
            pruning: RwSignal::new(None),
            zone_said: RwSignal::default(),
            state: RwSignal::new(RoomState::Closed),
            saved: RwSignal::new(SaveState::Saved),
            notice: RwSignal::new(None),
            dialog: RwSignal::new(Dialog::None),
            focused: RwSignal::new(None),
            update_waits: RwSignal::new(false),
            review_word: RwSignal::new(review_word),
            read_only: RwSignal::new(None),
            incoming: RwSignal::new(None),
            opening: RwSignal::default(),
            passphrase: RwSignal::default(),
            passphrase_goes_to: StoredValue::new(None),
            watch: StoredValue::new_local(None),
            shown_as: StoredValue::new(None),
            live: Live::new(),
            folder: super::folder::TeamFolder::none(),
            looked: RwSignal::new(None),
            since: RwSignal::new(None),
            merges_told: RwSignal::new(0),
        };
        desk.listen();
        super::folder::watch(desk);
        page::spawn(async move {
            desk.open_disk().await;
            // Somebody may have been faster than the disk: a dialog that they opened stays.
            desk.open_route();
            super::folder::begin(desk).await;
        });
        desk
    }

    fn with<T>(self, read: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_with_value(|inner| inner.try_borrow_mut().ok().map(|mut inner| read(&mut inner))).flatten()
    }

    fn listen(self) {
        let mut listening = Vec::new();
        listening.extend(page::on_hash_change(move || {
            let route = Route::from_hash(&page::hash());
            // The address has only caught up with where one is already: whatever was opened there stays open.
            if self.route.get_untracked() != route {
                self.route.set(route);
                self.follow_route();
            }
        }));
        listening.extend(page::on_hide(move || self.hide()));
        listening.extend(page::on_close(move || together::say_going(self)));
        listening.extend(page::on_show(move || super::review::since::back(self)));
        listening.extend(page::on_drop(move |event| super::review::evidence::dropped(self, event)));
        listening.extend(page::on_paste(move |event| super::review::evidence::pasted(self, &event)));
        listening.extend(page::on_key(move |event| super::commands::key(self, event)));
        listening
            .extend(page::ask_before_leaving(move || matches!(self.saved.get_untracked(), SaveState::Trouble { .. })));
        self.with(|inner| inner.listening = listening);
        update::watch(move || self.update_waits.set(true));
    }

    async fn open_disk(self) {
        let Some(base) = self.with(|inner| inner.base.clone()) else { return };
        let mut opened = Disk::open(&base).await;
        for wait_ms in OPEN_AGAIN_AFTER_MS {
            match &opened {
                Err(why) if why.may_pass() => page::sleep_ms(wait_ms).await,
                _ => break,
            }
            opened = Disk::open(&base).await;
        }
        match opened {
            Ok(disk) => {
                disk.on_lost(move |lost| self.lost(lost));
                self.with(|inner| {
                    inner.disk = Some(disk);
                    let tab = inner.tab.clone();
                    inner.catalogue = Some(Tabs::join(&base, "catalogue", &tab, move |message| {
                        if message.kind == TabKind::Catalogue {
                            self.read_rows_soon();
                        }
                    }));
                });
                self.read_rows().await;
                self.look_at_canary();
            }
            Err(why) => {
                self.rows_read.set(true);
                self.say_for_long(format!(
                    "{why} What you write stays in this tab only; download a copy before you close it."
                ));
            }
        }
    }

    fn lost(self, lost: Lost) {
        match lost {
            Lost::NewerVersion => {
                self.say_for_long("A newer version of Second Story is open in another tab. Reload this one to go on.")
            }
            Lost::Erased => self.say_for_long("Everything was erased from this browser in another tab."),
            Lost::Dropped => {}
        }
    }

    fn look_at_canary(self) {
        let Some(canaries) = self.with(|inner| inner.preferences.canaries()) else { return };
        let held = self.rows.get_untracked().iter().map(|row| row.id.to_string()).collect();
        let missing = crate::store::canary::missing_reviews(&canaries, &held);
        if !missing.is_empty() {
            self.notice.set(Some(Notice {
                text: format!(
                    "{} that this browser had saved {} gone: the browser has emptied or replaced its storage.",
                    super::words::count(missing.len(), "review", "reviews"),
                    if missing.len() == 1 { "is" } else { "are" }
                ),
                action: Some(("Find lost work".to_owned(), Arc::new(|| page::go(&Route::FindLostWork.to_hash())))),
                stays: true,
            }));
        }
    }

    // ---- the catalogue -------------------------------------------------------------------------------------

    async fn read_rows(self) {
        let Some(Some(disk)) = self.with(|inner| inner.disk.clone()) else { return };
        match disk.rows().await {
            Ok(rows) => {
                let rows: Vec<Row> = rows.iter().filter_map(|(_, text)| Row::read(text)).collect();
                self.rows.set(Arc::new(rows));
            }
            Err(why) => self.say(why.to_string()),
        }
        self.rows_read.set(true);
    }

    fn read_rows_soon(self) {
        spawn(async move { self.read_rows().await });
    }

    /// Keeps a row and tells the other tabs.
    pub fn keep_row(self, row: Row) {
        let mut rows = (*self.rows.get_untracked()).clone();
        match rows.iter_mut().find(|known| known.id == row.id) {
            Some(known) if *known == row => return,
            Some(known) => *known = row.clone(),
            None => rows.push(row.clone()),
        }
        self.rows.set(Arc::new(rows));
        let Some(Some(disk)) = self.with(|inner| inner.disk.clone()) else { return };
        spawn(async move {
            if disk.put_row(row.id.as_str(), row.print()).await.is_ok() {
                self.with(|inner| inner.catalogue.as_ref().map(|tabs| tabs.post(TabKind::Catalogue, &[])));
            }
        });
    }

    /// Takes a review off the list; one click brings it back.
    pub fn remove_review(self, id: &str) {
        let Some(row) = self.rows.get_untracked().iter().find(|row| row.id.as_str() == id).cloned() else { return };
        self.keep_row(Row { removed_at_ms: Some(now_ms()), ..row.clone() });
        let title = super::words::title_or_untitled(&row.title);
        self.notice.set(Some(Notice {
            text: format!("“{title}” was taken off the list. It is still in this browser."),
            action: Some((
                "Undo".to_owned(),
                Arc::new(move || {
                    self.keep_row(Row { removed_at_ms: None, ..row.clone() });
                    self.notice.set(None);
                }),
            )),
            stays: false,
        }));
    }

    /// The disk, where there is one.
    pub fn disk(self) -> Option<Disk> {
        self.with(|inner| inner.disk.clone()).flatten()
    }

    /// The preferences.
    pub fn preferences<T>(self, read: impl FnOnce(&Preferences) -> T) -> Option<T> {
        self.with(|inner| read(&inner.preferences))
    }

    /// The path the app is served under.
    pub fn base(self) -> String {
        self.with(|inner| inner.base.clone()).unwrap_or_default()
    }

    // ---- time ----------------------------------------------------------------------------------------------

    /// Rules of the browser's zones.
    pub fn rules(self) -> Rc<dyn ZoneRules> {
        self.with(|inner| inner.zones.clone()).unwrap_or_else(|| Rc::new(UtcOnly))
    }

    /// The zone in which the open review's times are shown and read.
    pub fn zone(self) -> String {
        let said = self.zone_said.get();
        if said.is_empty() { self.own_zone() } else { said }
    }

    /// The same, without waiting for it to change.
    pub fn zone_now(self) -> String {
        untrack(|| self.zone())
    }

    /// The reader's own zone: the one chosen in the settings, or the system's.
    pub fn own_zone(self) -> String {
        self.preferences(Preferences::zone).flatten().unwrap_or_else(clock::local_zone)
    }

    /// Now, as an instant.
    pub fn now(self) -> Instant {
        Instant::from_millis(now_ms()).unwrap_or(Instant::MIN)
    }

    /// Reads the view for what does not hang on the letters of entries and prose: it is not read again for each of
    /// those, which in a long review takes longer than the pause between two keys.
    pub fn by_form<T>(self, read: impl FnOnce(&Arc<ReviewView>) -> T) -> T {
        self.form.track();
        self.view.with_untracked(read)
    }

    // ---- what is shown ----------------------------------------------------------------------------------

    /// What the page shows of the open review: all of it, or what was known at the replayed moment. Whatever is
    /// counted, copied or written out from a page comes from here, so that a replay tells nothing else.
    pub fn shown(self) -> Arc<ReviewView> {
        match self.route.get() {
            Route::Replay(_, moment) => self.view.with(|view| Arc::new(super::replay::fenced(view, &moment))),
            _ => self.view.get(),
        }
    }

    // ---- rooms ---------------------------------------------------------------------------------------------

    /// Opens what the route names.
    fn follow_route(self) {
        // What was said in passing, and what could be done about it, was about the page before.
        if self
            .notice
            .with_untracked(|notice| notice.as_ref().is_some_and(|notice| !notice.stays && notice.action.is_some()))
        {
            self.notice.set(None);
        }
        self.dialog.set(Dialog::None);
        self.focused.set(None);
        self.open_route();
    }

    fn open_route(self) {
        match self.route.get_untracked() {
            Route::Link(payload) => super::incoming::arrive(self, payload),
            _ => match self.wanted() {
                Some(id) => self.open(id),
                None => self.close(),
            },
        }
    }

    /// Goes to a page of the app.
    pub fn go(self, route: Route) {
        self.route.set(route);
        self.follow_route();
    }

    /// Leaves the open room; what is on its way to the disk goes on.
    fn close(self) {
        self.watch.set_value(None);
        self.shown_as.set_value(None);
        self.detach_all();
        self.leave_undone();
        self.keep_now();
        super::review::since::note(self);
        self.with(|inner| {
            inner.items.clear();
            inner.written.clear();
            inner.findings = lens::Cache::new();
            inner.drawing = None;
            inner.tabs = None;
            inner.joined = None;
            inner.present = None;
            inner.awake = None;
            let left = inner.room.take().into_iter().chain(inner.behind.take().map(|(room, _)| room));
            inner.parting.extend(left.filter(|room| !room.is_guest() && room.status() != SaveState::Saved));
        });
        self.state.set(RoomState::Closed);
        self.show_view(Arc::default());
        self.rested.set(Arc::default());
        count_on(self.form);
        self.looked_at.set(None);
        self.beside.set(None);
        self.remarking.set(None);
        self.with_next_line.set(Vec::new());
        self.asked_secrets.set(Vec::new());
        self.in_hand.set_value(Pieces::new());
        self.selected.set(BTreeSet::new());
        self.selecting.set(false);
        self.saved.set(SaveState::Saved);
        self.read_only.set(None);
        self.looked.set(None);
        self.since.set(None);
    }

    fn open(self, id: ReviewId) {
        let current = self.with(|inner| inner.room.as_ref().map(|room| room.id().clone())).flatten();
        if current.as_ref() == Some(&id) || self.shown_as.with_value(|shown| shown.as_ref() == Some(&id)) {
            return;
        }
        self.close();
        self.state.set(RoomState::Opening);
        let Some(disk) = self.disk() else {
            spawn(super::incoming::published::look_for(self, id));
            return;
        };
        // Listen before reading: a change that another tab makes meanwhile must not be missed.
        self.join(&id);
        spawn(async move { self.read_review(disk, id).await });
    }

    fn join(self, id: &ReviewId) {
        self.with(|inner| {
            let hear = move |message: crate::browser::tabs::TabMessage| match message.kind {
                TabKind::Changes => self.heard(&message.bytes),
                TabKind::Private => count_on(self.private_told),
                TabKind::Evidence => count_on(self.evidence_told),
                _ => {}
            };
            inner.tabs = Some(Tabs::join(&inner.base, id.as_str(), &inner.tab, hear));
            inner.joined = Some(id.clone());
        });
    }

    /// Joins a review that is in no other tab yet.
    fn join_new(self, id: &ReviewId) {
        self.join(id);
        let id = id.clone();
        spawn(async move { self.be_present(&id).await });
    }

    /// Holds, for as long as the review is open here, what tells other tabs that it is.
    async fn be_present(self, id: &ReviewId) {
        let held = locks::share(&self.presence_lock(id)).await;
        self.with(|inner| {
            if inner.joined.as_ref() == Some(id) {
                inner.present = Some(held);
            }
        });
    }

    fn presence_lock(self, id: &ReviewId) -> String {
        format!("second-story:{}:open:{id}", self.base())
    }

    async fn read_review(self, disk: Disk, id: ReviewId) {
        self.be_present(&id).await;
        // It goes by another id now, and what is left of it here waits to be taken over there.
        if let Ok(Some(to)) = disk.meta(&forward_name(&id)).await
            && self.wants(&id)
        {
            let to = ReviewId::new(&to);
            self.renamed(&id, &to);
            let route = self.route.get_untracked().in_review(to);
            page::replace_hash(&route.to_hash());
            self.route.set(route);
            self.follow_route();
            return;
        }
        let me = self.writer(&disk, &id).await;
        let Some(tab) = self.with(|inner| inner.tab.clone()) else { return };
        // From here to the document what is done here is this tab's to do: others leave its note alone.
        let _opening = locks::hold_if_free(&self.opening_lock(&id, &tab)).await;
        if let Ok(Some(stored)) = disk.view(id.as_str()).await
            && let Some(cache) = ViewCache::decode(&stored, VIEW_FORM)
            && let Ok(view) = serde_json::from_slice::<ReviewView>(&cache.bytes)
            && self.wants(&id)
        {
            let room = Room::painted(id.clone(), view, me.clone(), &tab);
            self.show(room, RoomState::Open);
            gestures::mark("second-story:painted");
        }
        let again = self.restore_keystrokes(&disk, &id).await;
        let chunks = match disk.chunks(id.as_str()).await {
            Ok(chunks) => chunks,
            Err(why) => {
                if self.wants(&id) {
                    self.state.set(RoomState::Unreadable(why.to_string()));
                }
                return;
            }
        };
        if !self.wants(&id) {
            return;
        }
        if chunks.is_empty() {
            if !super::folder::open(self, &id).await {
                super::incoming::published::look_for(self, id).await;
            }
            return;
        }
        let actor = random::bytes::<16>().unwrap_or_default();
        let opened = crate::app::opening::open(id.as_str(), chunks.clone(), actor);
        match opened {
            Ok(opened) => {
                if let Some(sentence) = &opened.notice {
                    self.say_for_long(sentence.clone());
                }
                if !opened.writes.is_empty() {
                    let _ = disk.write(opened.writes, Durability::Strict).await;
                }
                let outputs = self.with(|inner| match inner.room.as_mut() {
                    Some(room) if *room.id() == id => room.loaded(opened.replica, now_ms()).map(Some),
                    _ => Room::around(opened.replica, me, &tab).map(|room| {
                        inner.room = Some(room);
                        None
                    }),
                });
                match outputs {
                    Some(Ok(Some(outputs))) => self.carry(outputs, None),
                    Some(Ok(None)) => {
                        self.state.set(RoomState::Open);
                        self.draw(&[], None);
                        let heads =
                            self.with(|inner| inner.room.as_ref().map(Room::heads)).flatten().unwrap_or_default();
                        self.tell(&TabMessage::Hello(heads));
                    }
                    Some(Err(why)) => self.state.set(RoomState::Unreadable(why.to_string())),
                    None => {}
                }
                self.do_again(&id, again).await;
                gestures::mark("second-story:loaded");
                let read_only =
                    self.with(|inner| inner.room.as_ref().and_then(|room| room.read_only().map(str::to_owned)));
                self.read_only.set(read_only.flatten());
                together::opened(self, &id);
                super::review::since::begin(self);
                super::review::merges::read(self, &disk, &id).await;
                self.finish_leaving(&disk, &id).await;
                crate::ui::elements::upkeep::look_after(self, disk, id, &chunks).await;
            }
            Err(why) => {
                if self.state.get_untracked() != RoomState::Open {
                    self.state.set(RoomState::Unreadable(why.to_string()));
                }
            }
        }
    }

    /// The review that the route is about.
    fn wanted(self) -> Option<ReviewId> {
        match self.route.get_untracked() {
            Route::Now => self.scribing.get_untracked(),
            Route::Safeguards => self.pruning.get_untracked(),
            route => route.review().cloned(),
        }
    }

    /// Whether the page is still about this review.
    pub fn wants(self, id: &ReviewId) -> bool {
        self.wanted().as_ref() == Some(id)
    }

    /// The incident is written down in this review from now on, or in none.
    pub fn scribe_in(self, id: Option<ReviewId>) {
        self.preferences(|preferences| preferences.set_text("scribing", id.as_ref().map(ReviewId::as_str)));
        self.scribing.set(id);
    }

    /// The page of safeguards asks about one of this review: opens it behind the page, or closes it.
    pub fn prune_in(self, id: Option<ReviewId>) {
        self.pruning.set(id);
        self.open_route();
    }

    /// A review goes by another id now.
    fn renamed(self, old: &ReviewId, new: &ReviewId) {
        if self.scribing.get_untracked().as_ref() == Some(old) {
            self.scribe_in(Some(new.clone()));
        }
    }

    /// The writer of this browser in a review: made once, kept beside it.
    async fn writer(self, disk: &Disk, id: &ReviewId) -> PersonId {
        let name = format!("writer:{id}");
        if let Ok(Some(known)) = disk.meta(&name).await {
            return PersonId::new(known);
        }
        let fresh = fresh_person();
        let _ = disk.put_meta(&name, fresh.to_string()).await;
        fresh
    }

    /// What the last visit typed and could not save any more: it goes onto the disk before the review is read.
    /// What it could not even do is given back, to be done once the document is there.
    async fn restore_keystrokes(self, disk: &Disk, id: &ReviewId) -> Vec<LastKeystrokes> {
        let notes = self.preferences(Preferences::last_keystrokes).unwrap_or_default();
        let mut again = Vec::new();
        for note in notes.into_iter().filter(|note| note.review == id.as_str()) {
            let keys = disk.keys(Store::Chunks, &[id.as_str()]).await.unwrap_or_default();
            let present: Vec<_> = keys.iter().filter_map(crate::store::ChunkKey::from_key).collect();
            let writes = note.restore(&present);
            let safe = writes.is_empty() || disk.write(writes, Durability::Strict).await.is_ok();
            if !safe {
                // Its commits are nowhere but in the note: it waits for the next opening, whole.
                continue;
            }
            if !note.words.is_empty() {
                // A tab that is still opening the review will do it itself.
                if !locks::held_elsewhere(&self.opening_lock(id, &note.tab)).await {
                    again.push(note);
                }
            } else {
                self.preferences(|preferences| preferences.forget_last_keystrokes(&note.review, &note.tab));
            }
        }
        again
    }

    /// Held by a tab while it opens a review.
    fn opening_lock(self, id: &ReviewId, tab: &str) -> String {
        format!("second-story:{}:opening:{id}:{tab}", self.base())
    }

    /// Does what earlier visits could not, and lets go of their notes: done twice it would stand there twice. Two tabs
    /// may have read the same note, as when a browser that crashed opens all that were there: one after the other asks
    /// whether it still stands.
    async fn do_again(self, id: &ReviewId, notes: Vec<LastKeystrokes>) {
        if !notes.is_empty() {
            let alone = locks::hold(&format!("second-story:{}:again:{id}", self.base())).await;
            if self.wants(id) {
                let still = self.preferences(Preferences::last_keystrokes).unwrap_or_default();
                for note in notes.into_iter().filter(|note| still.contains(note)) {
                    let outputs = self.room(|room| room.act_again(&note.words, now_ms())).unwrap_or_default();
                    self.carry(outputs, None);
                    self.preferences(|preferences| preferences.forget_last_keystrokes(&note.review, &note.tab));
                }
            }
            drop(alone);
        }
        // This tab's own: what it held is in the document now.
        if let Some(tab) = self.with(|inner| inner.tab.clone()) {
            self.preferences(|preferences| preferences.forget_last_keystrokes(id.as_str(), &tab));
        }
    }

    /// What is done before the document is there to do it in is kept at once: a tab that is busy reading a long review
    /// may be closed or may crash without being told.
    fn keep_undone(self) {
        if let Some(note) = self.undone() {
            self.preferences(|preferences| preferences.set_last_keystrokes(&note));
        }
    }

    /// The review is left before its document was there: what was done in it waits for the next opening, under a name
    /// of its own, as this tab may be the one that opens it.
    fn leave_undone(self) {
        if let Some(note) = self.undone()
            && let Ok(name) = random::id()
        {
            let aside = LastKeystrokes { tab: name, ..note.clone() };
            self.preferences(|preferences| {
                if preferences.set_last_keystrokes(&aside) {
                    preferences.forget_last_keystrokes(&note.review, &note.tab);
                }
            });
        }
    }

    fn undone(self) -> Option<LastKeystrokes> {
        let (review, words) = self.room(|room| (room.id().to_string(), room.undone_yet()))?;
        let tab = self.with(|inner| inner.tab.clone())?;
        (!words.is_empty()).then_some(LastKeystrokes { review, tab, commits: Vec::new(), words })
    }

    /// Puts a room on the desk.
    fn show(self, room: Room, state: RoomState) {
        let read_only = room.read_only().map(str::to_owned);
        self.with(|inner| inner.room = Some(room));
        self.read_only.set(read_only);
        self.state.set(state);
        self.draw(&[], None);
    }

    /// Shows what somebody sent, in memory, under the id by which it was asked for.
    pub fn show_guest(self, room: Room, shown_as: Option<ReviewId>) {
        self.close();
        self.shown_as.set_value(shown_as);
        self.show(room.as_guest(), RoomState::Guest);
    }

    /// Keeps what is shown in memory: its evidence first, so that nothing is called saved that lacks some.
    pub fn keep_guest(self) {
        let Some(id) = self.room(|room| room.id().clone()) else { return };
        spawn(async move {
            super::pieces::keep_in_hand(self, &id).await;
            if self.room(|room| *room.id() == id && room.is_guest()) == Some(true) {
                self.keep_guest_now();
            }
        });
    }

    fn keep_guest_now(self) {
        let Some(Some((outputs, id, me))) = self.with(|inner| {
            inner.room.as_mut().map(|room| (room.keep_everything(), room.id().clone(), room.me().clone()))
        }) else {
            return;
        };
        self.shown_as.set_value(None);
        self.join_new(&id);
        self.state.set(RoomState::Open);
        self.carry(outputs, None);
        self.keep_writer(&id, &me);
        self.keep_soon();
        let route = Route::Review(id, crate::app::Part::WhatHappened);
        page::replace_hash(&route.to_hash());
        self.route.set(route);
        self.ask_to_persist();
    }

    fn keep_writer(self, id: &ReviewId, me: &PersonId) {
        let Some(disk) = self.disk() else { return };
        let (name, me) = (format!("writer:{id}"), me.to_string());
        spawn(async move {
            let _ = disk.put_meta(&name, me).await;
        });
    }

    /// Begins a review with these intents and goes to it.
    pub fn new_review(self, intents: &dyn Fn(&PersonId) -> Vec<Intent>) {
        if let Some(id) = self.begin_review(intents) {
            let route = Route::Review(id, crate::app::Part::WhatHappened);
            self.route.set(route.clone());
            page::go(&route.to_hash());
        }
    }

    /// Begins a review with these intents where one is.
    pub fn begin_review(self, intents: &dyn Fn(&PersonId) -> Vec<Intent>) -> Option<ReviewId> {
        let tab = self.with(|inner| inner.tab.clone())?;
        let me = fresh_person();
        let mut all = vec![
            Intent::set_meta(meta::CREATED_AT, Scalar::Int(now_ms())),
            Intent::set_meta(meta::ZONE, Scalar::text(self.own_zone())),
        ];
        all.extend(intents(&me));
        let begun = fresh_seed()
            .and_then(|seed| Room::begin(&seed, me.clone(), &tab, &all, now_ms()).map_err(|why| why.to_string()));
        match begun {
            Ok((room, outputs)) => {
                self.close();
                let id = room.id().clone();
                self.join_new(&id);
                self.show(room, RoomState::Open);
                self.carry(outputs, None);
                self.keep_writer(&id, &me);
                self.keep_now();
                self.ask_to_persist();
                Some(id)
            }
            Err(why) => {
                self.say(why);
                None
            }
        }
    }

    /// Puts a finished document on the disk as a review of its own and goes to it.
    pub fn adopt(self, replica: crate::app::room::Document, me: PersonId) {
        let Some(tab) = self.with(|inner| inner.tab.clone()) else { return };
        match Room::around(replica, me.clone(), &tab) {
            Ok(room) => {
                self.close();
                let id = room.id().clone();
                self.join_new(&id);
                self.show(room, RoomState::Open);
                let outputs = self.with(|inner| inner.room.as_mut().map(Room::keep_everything)).flatten();
                self.carry(outputs.unwrap_or_default(), None);
                self.keep_writer(&id, &me);
                self.keep_now();
                let route = Route::Review(id, crate::app::Part::WhatHappened);
                self.route.set(route.clone());
                page::go(&route.to_hash());
            }
            Err(why) => self.say(why.to_string()),
        }
    }

    fn ask_to_persist(self) {
        if self.with(|inner| std::mem::replace(&mut inner.asked_to_persist, true)) == Some(false) {
            spawn(async {
                let _ = page::ask_to_persist().await;
            });
        }
    }

    /// Reads from the open room.
    pub fn room<T>(self, read: impl FnOnce(&mut Room) -> T) -> Option<T> {
        self.with(|inner| inner.room.as_mut().map(read)).flatten()
    }

    /// The writer of this browser in the open review.
    pub fn me(self) -> PersonId {
        self.room(|room| room.me().clone()).unwrap_or_else(|| PersonId::new(""))
    }

    /// Carries out an act.
    pub fn act(self, intents: Vec<Intent>) {
        self.hear_fields();
        self.act_from(None, &intents);
    }

    fn act_from(self, origin: Option<u64>, intents: &[Intent]) {
        let outputs = self.room(|room| room.act(intents, now_ms())).unwrap_or_default();
        self.keep_undone();
        self.carry(outputs, origin);
    }

    /// Takes back one's own last act.
    pub fn undo(self) {
        self.flush_fields();
        let outputs = self.room(|room| room.undo(now_ms())).unwrap_or_default();
        self.keep_undone();
        self.carry(outputs, None);
    }

    /// Does one's own last undone act again.
    pub fn redo(self) {
        let outputs = self.room(|room| room.redo(now_ms())).unwrap_or_default();
        self.keep_undone();
        self.carry(outputs, None);
    }

    fn heard(self, message: &[u8]) {
        let actor = random::bytes::<16>().unwrap_or_default();
        let outputs = self.room(|room| room.heard(message, actor)).unwrap_or_default();
        self.carry(outputs, None);
    }

    /// A tab is still in the document that this review was before it left.
    fn heard_behind(self, message: &[u8]) {
        let actor = random::bytes::<16>().unwrap_or_default();
        let heard = self.with(|inner| {
            let (room, tabs) = inner.behind.as_mut()?;
            let mut effects = Vec::new();
            for output in room.heard(message, actor) {
                match output {
                    Output::Tell(message) => drop(tabs.post(TabKind::Changes, &message.encode())),
                    Output::Journal(effect) if effect != Effect::StatusChanged => effects.push(effect),
                    _ => {}
                }
            }
            Some((room.id().clone(), effects))
        });
        let Some(Some((id, effects))) = heard else { return };
        for effect in effects {
            self.journal(&id, effect);
        }
    }

    /// Carries out what a room put out.
    pub fn carry(self, outputs: Vec<Output>, origin: Option<u64>) {
        for output in outputs {
            match output {
                Output::Draw(deltas) => self.draw(&deltas, origin),
                Output::Tell(message) => self.tell(&message),
                Output::GoTo(id) => self.went_to(&id),
                Output::Notice(text) => self.say(text),
                Output::ReadAgain => spawn(self.read_again()),
                Output::Journal(effect) => {
                    let id = self.room(|room| room.id().clone());
                    if let Some(id) = id {
                        self.journal(&id, effect);
                    }
                }
            }
        }
    }

    /// Says that bytes of evidence came, here and in this browser's other tabs.
    pub fn tell_evidence(self) {
        count_on(self.evidence_told);
        self.with(|inner| inner.tabs.as_ref().map(|tabs| tabs.post(TabKind::Evidence, &[])));
    }

    /// Tells this browser's other tabs that something private of the open review was kept.
    pub fn tell_private(self) {
        self.with(|inner| inner.tabs.as_ref().map(|tabs| tabs.post(TabKind::Private, &[])));
    }

    fn tell(self, message: &TabMessage) {
        let bytes = message.encode();
        self.with(|inner| inner.tabs.as_ref().map(|tabs| tabs.post(TabKind::Changes, &bytes)));
    }

    /// The open review goes on under another id, after its first share here or in another tab.
    fn went_to(self, id: &ReviewId) {
        together::moved(self, id);
        let route = self.route.get_untracked().in_review(id.clone());
        page::replace_hash(&route.to_hash());
        self.route.set(route);
        // The old channel still has to carry the word to the other tabs: join the new one after this turn.
        let id = id.clone();
        spawn(async move {
            self.join(&id);
            let heads = self.room(|room| room.heads()).unwrap_or_default();
            self.tell(&TabMessage::Hello(heads));
            self.be_present(&id).await;
        });
    }

    fn journal(self, id: &ReviewId, effect: Effect) {
        let id = id.clone();
        match effect {
            Effect::Append { ticket, writes } => {
                self.watch_the_disk();
                let Some(disk) = self.disk() else {
                    spawn(async move {
                        self.answer(&id, Event::Failed { ticket, why: DiskError::Unavailable });
                    });
                    return;
                };
                let writing = disk.write(writes, Durability::Strict);
                spawn(async move {
                    let event = match writing.await {
                        Ok(()) => Event::Landed { ticket },
                        Err(why) => Event::Failed { ticket, why },
                    };
                    self.answer(&id, event);
                });
            }
            Effect::ReopenAndRetry { after_ms } => spawn(async move {
                page::sleep_ms(after_ms).await;
                let event = match self.disk() {
                    Some(disk) => match disk.reopen().await {
                        Ok(()) => Event::Retry,
                        Err(why) => Event::StillShut { why },
                    },
                    None => {
                        self.open_disk().await;
                        if self.disk().is_some() {
                            Event::Retry
                        } else {
                            Event::StillShut { why: DiskError::Unavailable }
                        }
                    }
                };
                self.answer(&id, event);
            }),
            Effect::Acknowledged { heads } => {
                let at_ms = clock::now_ms();
                self.preferences(|preferences| preferences.set_canary(id.as_str(), &Canary { heads, at_ms }));
            }
            // Rooms answer this themselves.
            Effect::Tell { .. } => {}
            Effect::StatusChanged => self.show_status(),
        }
    }

    /// Says whether everything is safe: what was typed and has not reached the review yet is not.
    fn show_status(self) {
        let Some(status) = self.room(|room| room.status()) else { return };
        let typing = self.with(|inner| inner.fields.values().any(|at| at.live.waiting())).unwrap_or(false);
        let shown = if typing && status == SaveState::Saved { SaveState::Saving } else { status };
        if self.saved.with_untracked(|before| *before != shown) {
            self.saved.set(shown);
        }
    }

    /// The disk has answered: for the open room, or for one that was left.
    fn answer(self, id: &ReviewId, event: Event) {
        let (mine, outputs) = self
            .with(|inner| {
                if let Some(room) = inner.room.as_mut().filter(|room| room.id() == id) {
                    return (true, room.disk(event));
                }
                if let Some((room, _)) = inner.behind.as_mut().filter(|(room, _)| room.id() == id) {
                    return (false, room.disk(event));
                }
                let outputs = inner
                    .parting
                    .iter_mut()
                    .find(|room| room.id() == id)
                    .map(|room| room.disk(event))
                    .unwrap_or_default();
                inner.parting.retain(|room| room.status() != SaveState::Saved);
                (false, outputs)
            })
            .unwrap_or_default();
        for output in outputs {
            match output {
                Output::Journal(effect) if mine || effect != Effect::StatusChanged => self.journal(id, effect),
                Output::Tell(message) if mine => self.tell(&message),
                Output::ReadAgain if mine => spawn(self.read_again()),
                _ => {}
            }
        }
        // It left while the disk had no room, and is safe now.
        let unfinished =
            self.with(|inner| inner.behind.is_some()) == Some(true) && self.left_behind.get_value().is_none();
        if mine && unfinished && self.is_saved(id) {
            let id = id.clone();
            spawn(async move {
                if let Some(disk) = self.disk() {
                    self.finish_leaving(&disk, &id).await;
                }
            });
        }
    }

    /// Tells the journals of the time while anything is on its way to the disk: a connection may be dropped
    /// without a word, and silence is how that is noticed.
    fn watch_the_disk(self) {
        if self.with(|inner| inner.watching.is_some()).unwrap_or(true) {
            return;
        }
        let timer = page::after_ms(LISTEN_EACH_MS, move || {
            let waiting: Vec<ReviewId> = self
                .with(|inner| {
                    inner.watching = None;
                    let behind = inner.behind.iter().map(|(room, _)| room);
                    let rooms = inner.room.iter().chain(behind).chain(&inner.parting);
                    rooms.filter(|room| room.status() != SaveState::Saved).map(|room| room.id().clone()).collect()
                })
                .unwrap_or_default();
            for id in &waiting {
                let now_ms = Duration::try_from_secs_f64(clock::steady_ms() / 1_000.0).unwrap_or_default().as_millis();
                self.answer(id, Event::Tick { now_ms: u64::try_from(now_ms).unwrap_or(u64::MAX) });
            }
            if !waiting.is_empty() {
                self.watch_the_disk();
            }
        });
        self.with(|inner| inner.watching = timer);
    }

    // ---- drawing -------------------------------------------------------------------------------------------

    fn draw(self, deltas: &[Delta], origin: Option<u64>) {
        let Some(view) = self.room(|room| room.view().clone()) else { return };
        self.draw_fields(&view, deltas, origin);
        let touched: Vec<(ItemSignal, Option<Arc<Item>>)> = self
            .with(|inner| {
                if deltas.is_empty() {
                    inner.items.iter().map(|(id, signal)| (signal.clone(), view.item(id).cloned())).collect()
                } else {
                    deltas
                        .iter()
                        .filter_map(item_of)
                        .filter_map(|id| Some((inner.items.get(id)?.clone(), view.item(id).cloned())))
                        .collect()
                }
            })
            .unwrap_or_default();
        for (signal, item) in touched {
            if signal.with_untracked(|old| *old != item) {
                signal.set(item);
            }
        }
        // Letters stand in their field and their line already. What hangs on the whole review (counts, the order,
        // the title of the tab) follows in a moment, so that it is not worked out between a key and its paint.
        let only_letters = !deltas.is_empty() && deltas.iter().all(|delta| is_letters(delta, &view));
        if only_letters {
            self.draw_rest_soon();
        } else {
            self.with(|inner| {
                inner.drawing = None;
                inner.to_draw_since_ms = None;
            });
            self.show_view(view.clone());
            count_on(self.form);
            self.rested.set(view);
        }
        self.keep_soon();
        together::follow(self);
    }

    fn show_view(self, view: Arc<ReviewView>) {
        let zone = view.meta(meta::ZONE).text();
        if self.zone_said.with_untracked(|said| said != zone) {
            self.zone_said.set(zone.to_owned());
        }
        self.view.set(view);
    }

    fn draw_rest_soon(self) {
        let now = clock::steady_ms();
        let since = self.with(|inner| *inner.to_draw_since_ms.get_or_insert(now)).unwrap_or(now);
        if now - since > DRAW_REST_AT_LATEST_MS && self.with(|inner| inner.drawing.is_some()).unwrap_or(true) {
            return;
        }
        let timer = page::after_ms(DRAW_REST_MS, move || self.settle());
        self.with(|inner| inner.drawing = timer);
    }

    /// Makes the whole page show what was typed up to now. Whoever reads the view to write it elsewhere asks
    /// for this first.
    pub fn settle(self) {
        self.hear_fields();
        if self
            .with(|inner| {
                inner.to_draw_since_ms = None;
                inner.drawing.take()
            })
            .flatten()
            .is_some()
            && let Some(view) = self.room(|room| room.view().clone())
        {
            self.show_view(view);
        }
    }

    fn draw_fields(self, view: &ReviewView, deltas: &[Delta], origin: Option<u64>) {
        let live: Vec<(u64, TextField, Rc<LiveField>)> = self
            .with(|inner| inner.fields.iter().map(|(key, at)| (*key, at.field.clone(), Rc::clone(&at.live))).collect())
            .unwrap_or_default();
        for (key, field, handle) in live {
            if Some(key) == origin {
                continue;
            }
            if deltas.is_empty() {
                handle.set_text(view.text(&field).unwrap_or(""));
                continue;
            }
            for delta in deltas {
                if let Delta::TextSpliced { field: spliced, at, delete, insert } = delta
                    && *spliced == field
                {
                    handle.apply(&Splice { at: *at, delete: *delete, insert: insert.to_string() });
                }
            }
        }
    }

    /// One item, as a signal that changes only when the item does.
    pub fn item(self, id: &ItemId) -> ArcRwSignal<Option<Arc<Item>>> {
        let now = self.view.with_untracked(|view| view.item(id).cloned());
        self.with(|inner| inner.items.entry(id.clone()).or_insert_with(|| ArcRwSignal::new(now.clone())).clone())
            .unwrap_or_else(|| ArcRwSignal::new(now))
    }

    /// Joins a field of the page to a text of the review.
    pub fn attach(self, field: TextField, element: impl Into<Field>) -> u64 {
        self.settle();
        let text = self.view.with_untracked(|view| view.text(&field).unwrap_or("").to_owned());
        let key = self
            .with(|inner| {
                inner.next_field += 1;
                inner.next_field
            })
            .unwrap_or_default();
        let told = field.clone();
        let live = Rc::new(LiveField::attach(element, &text, move |event| match event {
            FieldEvent::Edited(Splice { at, delete, insert }) => {
                self.with(|inner| inner.written.insert(told.clone()));
                self.act_from(Some(key), &[Intent::SpliceText { field: told.clone(), at, delete, insert }]);
            }
            FieldEvent::Typing => {
                // Before the document is there, nothing that was typed waits for its frame: it is kept as it comes.
                if self.room(|room| room.is_loaded()) == Some(false)
                    && let Some(live) = self.live(key)
                {
                    live.hear();
                }
                self.show_status();
            }
            FieldEvent::Told => self.show_status(),
            FieldEvent::Undo => self.undo(),
            FieldEvent::Redo => self.redo(),
        }));
        self.with(|inner| inner.fields.insert(key, Attached { field, live }));
        key
    }

    /// Takes a field off, after hearing what it has not told yet.
    pub fn detach(self, key: u64) {
        let gone = self.with(|inner| inner.fields.remove(&key)).flatten();
        drop(gone);
    }

    fn detach_all(self) {
        let gone = self.with(|inner| std::mem::take(&mut inner.fields));
        drop(gone);
    }

    /// The live field joined under a key.
    pub fn live(self, key: u64) -> Option<Rc<LiveField>> {
        self.with(|inner| inner.fields.get(&key).map(|at| Rc::clone(&at.live))).flatten()
    }

    fn live_fields(self) -> Vec<Rc<LiveField>> {
        self.with(|inner| inner.fields.values().map(|at| Rc::clone(&at.live)).collect()).unwrap_or_default()
    }

    /// Where the caret stands in a text, while somebody writes in it here.
    pub fn caret_in(self, field: &TextField) -> Option<usize> {
        let live = self.with(|inner| {
            let mut fields = inner.fields.values();
            fields.find(|at| at.field == *field).map(|at| Rc::clone(&at.live))
        });
        live.flatten().map(|live| live.selection().1)
    }

    /// Hears what was typed a moment ago, before anything else is done with the review.
    fn hear_fields(self) {
        for field in self.live_fields() {
            field.hear();
        }
    }

    fn flush_fields(self) {
        for field in self.live_fields() {
            field.flush();
        }
        self.settle();
    }

    /// Somebody looks at an item, in the list or in the picture: both show it.
    pub fn look_at(self, row: Option<ItemId>) {
        if self.looked_at.with_untracked(|before| *before == row) {
            return;
        }
        let element = row.as_ref().map(super::review::timeline::element_id);
        gestures::only_this("lit", element.as_deref());
        self.looked_at.set(row);
    }

    // ---- wording -------------------------------------------------------------------------------------------

    /// What the wording of a text hides, for whoever wrote in it here and for whoever leads the meeting. Without
    /// what was set aside in this browser.
    pub fn findings(self, field: &TextField) -> Vec<Finding> {
        let mine = self.facilitates.get() || self.with(|inner| inner.written.contains(field)).unwrap_or(false);
        if !mine {
            return Vec::new();
        }
        let Some((context, text)) =
            self.room(|room| Some((lens::context(room.view(), field), room.view().text(field)?.to_owned()))).flatten()
        else {
            return Vec::new();
        };
        let key = format!("{field:?}");
        let found = self.with(|inner| inner.findings.read(&key, context, &text));
        let Some(found) = found.filter(|found| !found.is_empty()) else { return Vec::new() };
        self.wording.track();
        let aside = self.set_aside();
        found.iter().filter(|finding| !aside.has(field, &text, finding)).cloned().collect()
    }

    fn set_aside(self) -> SetAside {
        let text = self
            .room(|room| room.id().clone())
            .and_then(|id| self.preferences(|preferences| preferences.text(&format!("set-aside:{id}"))).flatten());
        SetAside::parse(&text.unwrap_or_default())
    }

    /// A wording is not spoken of again, in this browser.
    pub fn leave_wording(self, field: &TextField, finding: &Finding) {
        let Some(Some((id, text))) = self.room(|room| Some((room.id().clone(), room.view().text(field)?.to_owned())))
        else {
            return;
        };
        let mut aside = self.set_aside();
        aside.add(field, &text, finding);
        self.preferences(|preferences| preferences.set_text(&format!("set-aside:{id}"), Some(&aside.print())));
        count_on(self.wording);
    }

    /// The other wording, as an act of one's own.
    pub fn use_wording(self, field: &TextField, finding: &Finding) {
        let Some(rewrite) = &finding.rewrite else { return };
        let text = self.room(|room| room.view().text(field).map(str::to_owned)).flatten();
        let Some(intent) = text.and_then(|text| Intent::rewrite(field.clone(), &text, &rewrite.apply(&text))) else {
            return;
        };
        self.hear_fields();
        self.room(Room::begin_act);
        self.act(vec![intent]);
        self.room(Room::begin_act);
        count_on(self.wording);
    }

    /// Says whether whoever sits here leads the meeting.
    pub fn facilitate(self, leads: bool) {
        self.facilitates.set(leads);
        self.preferences(|preferences| preferences.set_text("facilitates", leads.then_some("yes")));
    }

    // ---- keeping -------------------------------------------------------------------------------------------

    /// Keeps row and view once nothing has changed for a moment, at the latest after a few seconds: writing them
    /// out takes as long as the review is, which is not for every pause between two keys.
    fn keep_soon(self) {
        let now = clock::steady_ms();
        let since = self.with(|inner| *inner.to_keep_since_ms.get_or_insert(now)).unwrap_or(now);
        if now - since > KEEP_AT_LATEST_MS && self.with(|inner| inner.keeping.is_some()).unwrap_or(true) {
            return;
        }
        let timer = page::after_ms(KEEP_AFTER_MS, move || self.keep_in_turns());
        self.with(|inner| inner.keeping = timer);
    }

    /// Keeps row and view of the open review, at once. Both can be made again.
    fn keep_now(self) {
        self.rest();
        self.keep_own_row();
        self.keep_view();
    }

    /// The same, with room between the parts for whatever else the page has to do.
    fn keep_in_turns(self) {
        self.rest();
        let timer = page::after_ms(KEEP_TURN_MS, move || {
            self.keep_own_row();
            let timer = page::after_ms(KEEP_TURN_MS, move || self.keep_view());
            self.with(|inner| inner.keeping = timer);
        });
        self.with(|inner| inner.keeping = timer);
    }

    /// What is worked out over all words follows the open review.
    fn rest(self) {
        let Some(view) = self.room(|room| room.view().clone()) else { return };
        if !self.rested.with_untracked(|rested| Arc::ptr_eq(rested, &view)) {
            self.rested.set(view);
        }
    }

    /// What of the open review is kept beside its document; nothing while it is being opened, or shown in memory only.
    pub fn kept_of<T>(self, read: impl FnOnce(&Room) -> T) -> Option<T> {
        self.room(|room| (!room.is_guest() && room.is_loaded()).then(|| read(room))).flatten()
    }

    fn keep_own_row(self) {
        let Some((id, view)) = self.kept_of(|room| (room.id().clone(), room.view().clone())) else { return };
        let before = self.rows.get_untracked().iter().find(|row| row.id == id).cloned();
        self.keep_row(Row::of(&id, &view, now_ms(), before.as_ref()));
    }

    fn keep_view(self) {
        self.with(|inner| {
            inner.keeping = None;
            inner.to_keep_since_ms = None;
        });
        let kept = self.kept_of(|room| (room.id().clone(), room.view().clone(), room.heads()));
        let Some(((id, view, heads), disk)) = kept.zip(self.disk()) else { return };
        let Ok(bytes) = serde_json::to_vec(&*view) else { return };
        let heads = heads.iter().map(crate::app::room::Heading::to_hex).collect();
        let cache = ViewCache { schema: VIEW_FORM, heads, bytes }.encode();
        let writing =
            disk.write(vec![Write::put_bytes(Store::Views, Key::of([id.as_str()]), cache)], Durability::Relaxed);
        spawn(async move {
            let _ = writing.await;
        });
    }

    /// The page is being hidden or closed.
    fn hide(self) {
        self.flush_fields();
        let Some(id) = self.room(|room| room.id().clone()) else { return };
        let outputs = self.room(|room| room.disk(Event::Hidden)).unwrap_or_default();
        self.carry(outputs, None);
        let words = self.room(|room| room.undone_yet()).unwrap_or_default();
        self.with(|inner| {
            let mut unsaved = inner.room.as_ref().map(Room::unsaved).unwrap_or_default();
            let before = inner.behind.as_ref().map(|(room, _)| room.id().clone());
            for review in [Some(id.clone()), before].into_iter().flatten() {
                unsaved.entry(review).or_default();
            }
            for (review, commits) in unsaved {
                let words = if review == id { words.clone() } else { String::new() };
                if commits.is_empty() && words.is_empty() {
                    inner.preferences.forget_last_keystrokes(review.as_str(), &inner.tab);
                } else {
                    let (review, tab) = (review.to_string(), inner.tab.clone());
                    inner.preferences.set_last_keystrokes(&LastKeystrokes { review, tab, commits, words });
                }
            }
        });
        self.keep_now();
        super::review::since::note(self);
    }

    // ---- words ---------------------------------------------------------------------------------------------

    /// Says something in passing.
    pub fn say(self, text: impl Into<String>) {
        self.notice.set(Some(Notice { text: text.into(), action: None, stays: false }));
    }

    /// Says something that stays until it is closed.
    pub fn say_for_long(self, text: impl Into<String>) {
        self.notice.set(Some(Notice { text: text.into(), action: None, stays: true }));
    }

    /// A fresh item id.
    pub fn fresh_item(self) -> ItemId {
        fresh_item()
    }

    /// Gives the review away: the first time it becomes another document. Calls `then` once it may leave.
    pub async fn leave(self) -> Result<(), String> {
        self.flush_fields();
        let Some(id) = self.room(|room| room.id().clone()) else { return Err("No review is open.".to_owned()) };
        let lock = locks::hold(&format!("second-story:{}:leave:{id}", self.base())).await;
        self.catch_up(&id).await;
        let seed = fresh_seed()?;
        let left = self
            .room(|room| (*room.id() == id || room.view().is_shared()).then(|| room.leave(&seed, now_ms())))
            .flatten()
            .ok_or_else(|| "No review is open.".to_owned())?;
        let (outputs, left) = left.map_err(|why| why.to_string())?;
        if let Some(Left { leaving, behind }) = left {
            self.with(|inner| {
                let hear = move |message: crate::browser::tabs::TabMessage| {
                    if message.kind == TabKind::Changes {
                        self.heard_behind(&message.bytes);
                    }
                };
                let tabs = Tabs::join(&inner.base, leaving.old.as_str(), &inner.tab, hear);
                inner.behind = Some((behind, tabs));
            });
            let me = self.me();
            let new = self.room(|room| room.id().clone()).unwrap_or_else(|| id.clone());
            // Until everything that belongs to the old one is with the new one, the disk knows where it is: the page may
            // be closed at any moment.
            let marked = self.disk().map(|disk| disk.write(vec![leaving_note(&leaving, &new)], Durability::Strict));
            self.left_behind.set_value(Some(leaving.old.clone()));
            self.renamed(&leaving.old, &new);
            self.carry(outputs, None);
            if let Some(marked) = marked {
                let _ = marked.await;
            }
            self.keep_writer(&new, &me);
            self.keep_now();
            self.forget_after_leaving(&leaving, &new).await;
            self.left_behind.set_value(None);
        }
        drop(lock);
        Ok(())
    }

    /// The review left in another tab, which knew more than this one: reads what the disk has, and follows.
    async fn read_again(self) {
        let Some((disk, id)) = self.disk().zip(self.room(|room| room.id().clone())) else { return };
        let again = self.restore_keystrokes(&disk, &id).await;
        let Ok(pieces) = self.pieces_of(&disk, &id).await else { return };
        let actor = random::bytes::<16>().unwrap_or_default();
        self.do_again(&id, again).await;
        let outputs = self.room(|room| {
            let here = *room.id() == id;
            let mut outputs = if here { room.catch_up(&pieces, actor) } else { Vec::new() };
            outputs.extend(room.follow());
            outputs
        });
        self.carry(outputs.unwrap_or_default(), None);
    }

    /// Before a review leaves for the first time: what other tabs saved of it, and died before this one heard. What is
    /// not in it then stays behind.
    async fn catch_up(self, id: &ReviewId) {
        let about_to_leave = || {
            self.room(|room| room.id() == id && room.is_loaded() && !room.is_guest() && !room.view().is_shared())
                == Some(true)
        };
        let Some(disk) = self.disk().filter(|_| about_to_leave()) else { return };
        let again = self.restore_keystrokes(&disk, id).await;
        let Ok(pieces) = self.pieces_of(&disk, id).await else { return };
        if !about_to_leave() {
            return;
        }
        let actor = random::bytes::<16>().unwrap_or_default();
        let outputs = self.room(|room| room.catch_up(&pieces, actor)).unwrap_or_default();
        self.carry(outputs, None);
        self.do_again(id, again).await;
        // Other tabs follow only with all of the old document: what they have not heard they read there.
        self.comes_to_be_saved(id).await;
    }

    async fn pieces_of(self, disk: &Disk, id: &ReviewId) -> Result<Vec<Vec<u8>>, DiskError> {
        let mut chunks = disk.chunks(id.as_str()).await?;
        chunks.sort_by_key(|(key, _)| key.kind != crate::store::ChunkKind::Snapshot);
        Ok(chunks.into_iter().map(|(_, bytes)| bytes).collect())
    }

    /// Moves what is private of a review to its new id, piece by piece. Where both have something, no line is lost.
    async fn carry_private(self, disk: &Disk, old: &ReviewId, new: &ReviewId) -> Result<(), DiskError> {
        let there = disk.private(new.as_str()).await?;
        for (entry, bytes) in disk.private(old.as_str()).await? {
            let both = match there.iter().find(|(name, _)| *name == entry) {
                None => Some(bytes),
                // A rating is one value: the later one stands.
                Some((_, newer)) if entry == private_rating::ENTRY => Some(newer.clone()),
                Some((_, newer)) => PrivateAccount::decode(newer)
                    .zip(PrivateAccount::decode(&bytes))
                    .map(|(newer, older)| newer.with_theirs(&older).encode()),
            };
            let Some(both) = both else { continue };
            disk.put_private(new.as_str(), &entry, both).await?;
            disk.remove_private(old.as_str(), &entry).await?;
        }
        count_on(self.private_told);
        self.tell_private();
        Ok(())
    }

    /// Whether all of a review that was opened here is on the disk, also where another one was gone to since.
    fn is_saved(self, id: &ReviewId) -> bool {
        self.with(|inner| {
            let behind = inner.behind.iter().map(|(room, _)| room);
            let mut rooms = inner.room.iter().chain(behind).chain(&inner.parting).filter(|room| room.id() == id);
            rooms.all(|room| room.status() == SaveState::Saved)
        })
        .unwrap_or(false)
    }

    /// Goes on with what the last visit could not finish: the page was closed while a review left for the first time.
    async fn finish_leaving(self, disk: &Disk, id: &ReviewId) {
        let Ok(Some(note)) = disk.get(Store::Meta, &leaving_key(id)).await else { return };
        let Some(leaving) = note.into_text().and_then(|note| Leaving::parse(&note)) else { return };
        let lock = locks::hold(&format!("second-story:{}:leave:{}", self.base(), leaving.old)).await;
        // Another tab may have done it meanwhile.
        if self.room(|room| room.id() == id && room.is_loaded()) == Some(true)
            && matches!(disk.get(Store::Meta, &leaving_key(id)).await, Ok(Some(_)))
        {
            self.left_behind.set_value(Some(leaving.old.clone()));
            self.forget_after_leaving(&leaving, id).await;
            self.left_behind.set_value(None);
        }
        drop(lock);
    }

    /// The old document goes only after the new one is on the disk, its address leads there, no tab is in the old one
    /// any more, and what was left behind in it is taken over.
    async fn forget_after_leaving(self, leaving: &Leaving, new: &ReviewId) {
        let old = &leaving.old;
        let Some(disk) = self.disk() else { return };
        // What its writer keeps to themselves goes along first, and once more before the old place is emptied: it may
        // have been written in meanwhile.
        if self.carry_private(&disk, old, new).await.is_err()
            || super::pieces::carry(self, &disk, old, new).await.is_err()
            || !self.comes_to_be_saved(new).await
        {
            return;
        }
        let leads_on = vec![
            Write::put_text(Store::Meta, Key::of([forward_name(old).as_str()]), new.to_string()),
            Write::delete(Store::Rows, Key::of([old.as_str()])),
        ];
        if disk.write(leads_on, Durability::Strict).await.is_err() {
            return;
        }
        self.preferences(|preferences| preferences.forget_canary(old.as_str()));
        let mut rows = (*self.rows.get_untracked()).clone();
        rows.retain(|row| row.id != *old);
        self.rows.set(Arc::new(rows));
        self.with(|inner| inner.catalogue.as_ref().map(|tabs| tabs.post(TabKind::Catalogue, &[])));
        // Those who are still in it hear of the move in a moment, unless the browser has put them to sleep: then the next
        // opening goes on here.
        let mut alone = locks::hold_if_free(&self.presence_lock(old)).await;
        for _ in 0..40 {
            if alone.is_some() {
                break;
            }
            page::sleep_ms(25).await;
            alone = locks::hold_if_free(&self.presence_lock(old)).await;
        }
        if alone.is_none() || !self.is_saved(old) || !self.take_over(&disk, leaving, new).await {
            return;
        }
        if self.carry_private(&disk, old, new).await.is_err()
            || super::pieces::carry(self, &disk, old, new).await.is_err()
        {
            return;
        }
        if disk.delete_review(old.as_str()).await.is_ok() {
            self.with(|inner| inner.behind = None);
            let _ = disk.delete_keys(Store::Meta, vec![leaving_key(new)]).await;
        }
    }

    /// What was written in the old document after it had left goes into the new one. Says whether all of it is there and
    /// on the disk.
    async fn take_over(self, disk: &Disk, leaving: &Leaving, new: &ReviewId) -> bool {
        let notes = self.restore_keystrokes(disk, &leaving.old).await;
        let Ok(pieces) = self.pieces_of(disk, &leaving.old).await else { return false };
        if pieces.is_empty() {
            // It was cut short after the old one had gone.
            return true;
        }
        let words: Vec<String> = notes.iter().map(|note| note.words.clone()).collect();
        let taken = self.room(|room| {
            let here = room.id() == new && room.is_loaded();
            here.then(|| room.take_over(leaving, &pieces, &words))
        });
        let Some(Some(Ok(outputs))) = taken else { return false };
        self.carry(outputs, None);
        if !self.comes_to_be_saved(new).await {
            return false;
        }
        for note in notes {
            self.preferences(|preferences| preferences.forget_last_keystrokes(&note.review, &note.tab));
        }
        true
    }

    /// Waits a while for the disk.
    async fn comes_to_be_saved(self, id: &ReviewId) -> bool {
        for _ in 0..200 {
            if self.is_saved(id) {
                return true;
            }
            page::sleep_ms(25).await;
        }
        self.is_saved(id)
    }
}

/// Under which name the disk says what a review is called now.
fn forward_name(old: &ReviewId) -> String {
    format!("forward:{old}")
}

/// Where the disk says what a review was called before it left for the first time.
fn leaving_key(new: &ReviewId) -> Key {
    Key::of(["leaving", new.as_str()])
}

fn leaving_note(leaving: &Leaving, new: &ReviewId) -> Write {
    Write::put_text(Store::Meta, leaving_key(new), leaving.print())
}

/// Counts on, so that what reads the count is read again.
pub fn count_on(count: RwSignal<u64>) {
    count.update(|count| *count = count.wrapping_add(1));
}

/// Whether nothing changed but letters that stand in the list alone: those of impacts and beliefs stand in the
/// picture, too, and those of evidence under their line.
fn is_letters(delta: &Delta, view: &ReviewView) -> bool {
    match delta {
        Delta::TextSpliced { field: TextField::Prose(_), .. } => true,
        Delta::TextSpliced { field: TextField::Body(id), .. } => {
            !view.item(id).is_some_and(|item| matches!(item.kind(), kind::IMPACT | kind::BELIEF | kind::EVIDENCE))
        }
        _ => false,
    }
}

fn item_of(delta: &Delta) -> Option<&ItemId> {
    match delta {
        Delta::TextSpliced { field: TextField::Body(id), .. } => Some(id),
        Delta::ItemAdded(item) => Some(item.id()),
        Delta::FieldSet { item, .. } | Delta::EditedElsewhere { item, .. } => Some(item),
        _ => None,
    }
}

/// A fresh item id.
pub fn fresh_item() -> ItemId {
    crate::app::room::item_id(&random::bytes::<10>().unwrap_or_default())
}

/// A fresh writer.
pub fn fresh_person() -> PersonId {
    PersonId::from_bytes(&random::bytes::<8>().unwrap_or_default())
}

/// The randomness of a new document.
pub fn fresh_seed() -> Result<crate::app::room::Beginning, String> {
    let id = random::bytes::<16>().map_err(|why| why.to_string())?;
    let actor = random::bytes::<16>().map_err(|why| why.to_string())?;
    Ok(crate::app::room::Beginning { id, actor })
}
