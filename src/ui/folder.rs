//! The team folder: read while the page is visible, written a moment after something was saved.
//!
//! [`crate::exchange::folder`] says what is read and where may be written; what is read goes through the quarantine
//! like everything from outside. Reviews of the folder that this browser lacks stand in the list by their rows, and
//! open in memory. Into a review that was put there from here, what the others changed comes by itself while it is
//! open, and can be taken back in one step.

use super::desk::{Deed, Desk, Notice, RoomState, fresh_person, now_ms, use_desk};
use super::outgoing::FILE_KIND;
use super::review::merges;
use super::words::count;
use super::{incoming, pieces};
use crate::app::room::{Document, Heading, Take};
use crate::app::{Room, opening};
use crate::archive::Row;
use crate::browser::files;
use crate::browser::folder::{Folder, FolderError};
use crate::browser::indexeddb::Disk;
use crate::browser::listening::Listening;
use crate::browser::page::{self, Waiting, spawn};
use crate::browser::preferences::Preferences;
use crate::browser::{locks, random};
use crate::exchange::envelope::{Envelope, Kind};
use crate::exchange::folder::{Book, Held, Own, Refused};
use crate::exchange::gate::{Arrival, Fault, Input, Request, Review};
use crate::practice::evidence;
use crate::review::{ReviewId, ReviewView};
use crate::store::keys::content_hash;
use crate::store::{Durability, Key, Store, Value, Write};
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How soon after something was saved, or a review was opened, the folder is looked at.
const SOON_MS: u32 = 1_000;
/// How often it is looked at while things change there, and at the least while nothing does.
const OFTEN_MS: u32 = 3_000;
const SELDOM_MS: u32 = 30_000;
/// How long a review that may be in the folder waits for the folder, in turns of 25 ms.
const TURNS_TO_BEGIN: u32 = 80;

/// How the folder stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    #[default]
    None,
    /// The browser wants to be asked again.
    Asks,
    /// It is being read for the first time.
    Reading,
    /// It is read and written.
    Here,
    /// It cannot be used; the sentence says why.
    Trouble(String),
}

/// What the pages show of the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether this device can write into it.
    pub takes_files: bool,
    /// The reviews of which it has something.
    pub reviews: BTreeSet<ReviewId>,
    /// Those that this device writes.
    pub joined: BTreeSet<ReviewId>,
    /// How many files of reviews lie in it.
    pub files: usize,
    /// What could not be read or written, in sentences.
    pub problems: Vec<String>,
}

#[derive(Default)]
struct Inner {
    /// Whether the folder of the last visit was looked for.
    begun: bool,
    folder: Option<Folder>,
    /// Another word with each choice, also one that was made in another tab.
    chosen: String,
    book: Book,
    /// What was told already of changes to a review that is only kept.
    told: Vec<String>,
    /// The next look.
    waiting: Option<Waiting>,
    pause_ms: u32,
    listening: Vec<Listening>,
    /// A write that failed, in a sentence.
    unwritten: Option<String>,
}

/// Part of the desk.
#[derive(Clone, Copy)]
pub struct TeamFolder {
    inner: StoredValue<RefCell<Inner>, LocalStorage>,
    /// What the pages show of it.
    pub shown: RwSignal<Shown>,
    /// The rows of its reviews that this browser does not have.
    pub rows: RwSignal<Arc<BTreeMap<ReviewId, Row>>>,
}

impl TeamFolder {
    /// None yet.
    pub fn none() -> TeamFolder {
        TeamFolder {
            inner: StoredValue::new_local(RefCell::default()),
            shown: RwSignal::default(),
            rows: RwSignal::default(),
        }
    }

    fn with<T>(self, read: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_with_value(|inner| inner.try_borrow_mut().ok().map(|mut inner| read(&mut inner))).flatten()
    }

    fn book<T: Default>(self, read: impl FnOnce(&mut Book) -> T) -> T {
        self.with(|inner| read(&mut inner.book)).unwrap_or_default()
    }

    fn folder(self) -> Option<Folder> {
        self.with(|inner| inner.folder.clone()).flatten()
    }

    /// Whether this device writes a review in the folder.
    pub fn has_joined(self, id: &ReviewId) -> bool {
        self.shown.with_untracked(|shown| shown.joined.contains(id))
    }

    fn stand(self, standing: Standing) {
        if self.shown.with_untracked(|shown| shown.standing != standing) {
            self.shown.update(|shown| shown.standing = standing);
        }
    }

    /// The pages follow what is known.
    fn show(self) {
        let Some((reviews, files, mut problems, unwritten)) = self
            .with(|inner| (inner.book.reviews(), inner.book.count(), inner.book.problems(), inner.unwritten.clone()))
        else {
            return;
        };
        problems.extend(unwritten);
        let before = self.shown.get_untracked();
        let shown = Shown { reviews, files, problems, ..before.clone() };
        if shown != before {
            self.shown.set(shown);
        }
    }
}

fn joined_key(id: &ReviewId) -> Key {
    Key::of(["folder-joined", id.as_str()])
}

fn row_key(id: &ReviewId) -> Key {
    Key::of(["folder-row", id.as_str()])
}

/// Looks when the page is shown, writes when it is hidden, and follows what is saved and opened.
pub fn watch(desk: Desk) {
    let mut listening = page::on_show(move || spawn(async move { look(desk).await }));
    listening.extend(page::on_hide(move || {
        if desk.folder.folder().is_some() {
            spawn(async move { write_open(desk).await });
        }
    }));
    desk.folder.with(|inner| inner.listening = listening);
    Effect::new(move |_| {
        desk.saved.track();
        desk.state.track();
        let open = desk.route.with(|route| route.review().cloned());
        if open.is_some_and(|id| desk.folder.has_joined(&id)) {
            look_soon(desk, SOON_MS);
        }
    });
}

/// Finds the folder of the last visit.
pub async fn begin(desk: Desk) {
    let team = desk.folder;
    if let Some(disk) = desk.disk() {
        let device = device(&disk).await;
        let chosen = chosen(&disk).await;
        let noted = disk.meta("folder-book").await.ok().flatten().unwrap_or_default();
        let rows = disk.list(Store::Meta, &["folder-row"]).await.unwrap_or_default();
        let rows = rows
            .into_iter()
            .filter_map(|(_, row)| Row::read(&row.into_text()?))
            .map(|row| (row.id.clone(), row))
            .collect();
        team.rows.set(Arc::new(rows));
        team.with(|inner| {
            inner.folder = None;
            inner.chosen = chosen;
            inner.book = Book::restore(&device, &noted);
        });
        team.shown.set(Shown::default());
        if let Some(folder) = Folder::kept(&disk).await {
            let allowed = folder.is_allowed(false).await;
            team.shown.set(Shown {
                name: folder.name(),
                standing: if allowed { Standing::Reading } else { Standing::Asks },
                takes_files: true,
                ..Shown::default()
            });
            team.with(|inner| inner.folder = Some(folder));
        }
    }
    team.show();
    team.with(|inner| inner.begun = true);
    look_soon(desk, 0);
}

/// The name of this device: it lives and dies with the documents of this browser, so that nothing is in a file of its
/// own that is not here.
async fn device(disk: &Disk) -> String {
    if let Ok(Some(known)) = disk.meta("device").await {
        return known;
    }
    let fresh = random::id().unwrap_or_default();
    let _ = disk.put_meta("device", fresh.clone()).await;
    fresh
}

/// Whether the review on the page is one of the folder that this device could write there.
pub fn offers(desk: Desk) -> bool {
    let review = desk.route.with(|route| route.review().cloned());
    review.is_some_and(|id| desk.folder.shown.with(|shown| shown.takes_files && shown.reviews.contains(&id)))
}

/// Which choice of a folder holds, in all tabs; empty while there is none that is kept.
async fn chosen(disk: &Disk) -> String {
    disk.meta("folder-chosen").await.ok().flatten().unwrap_or_default()
}

/// Chooses a folder. Nothing is put into it by that.
pub fn choose(desk: Desk) {
    spawn(async move {
        choose_now(desk).await;
    });
}

async fn choose_now(desk: Desk) -> bool {
    let chosen =
        if Folder::is_offered() { Folder::choose().await } else { Ok(files::pick_folder().await.map(Folder::Picked)) };
    match chosen {
        Ok(Some(folder)) => {
            // Somebody may be faster than the disk, on which the folder of the last visit is looked for.
            for _ in 0..400 {
                if desk.folder.with(|inner| inner.begun) == Some(true) {
                    break;
                }
                page::sleep_ms(25).await;
            }
            forget_now(desk).await;
            use_folder(desk, folder).await;
            true
        }
        Ok(None) => false,
        Err(why) => {
            desk.say_for_long(why.to_string());
            false
        }
    }
}

async fn use_folder(desk: Desk, folder: Folder) {
    let team = desk.folder;
    team.shown.set(Shown {
        name: folder.name(),
        standing: Standing::Reading,
        takes_files: folder.takes_files(),
        ..Shown::default()
    });
    team.with(|inner| inner.folder = Some(folder.clone()));
    if let Some(disk) = desk.disk().filter(|_| folder.takes_files()) {
        let word = random::id().unwrap_or_default();
        match folder.keep(&disk).await {
            Ok(()) if disk.put_meta("folder-chosen", word.clone()).await.is_ok() => {
                team.with(|inner| inner.chosen = word);
            }
            Ok(()) => {}
            Err(why) => {
                desk.say_for_long(format!("The folder has to be chosen again after this page was closed. {why}"));
            }
        }
    }
    look(desk).await;
}

/// The team folder, by its name: the place where it is told of, or the choice of one where there is none.
pub fn show(desk: Desk) {
    match desk.folder.shown.with_untracked(|shown| shown.standing.clone()) {
        Standing::None => choose(desk),
        _ => page::go(&crate::app::Route::Settings.to_hash()),
    }
}

/// The browser is asked whether the folder of the last visit may be used again.
pub fn ask_again(desk: Desk) {
    spawn(async move {
        let Some(folder) = desk.folder.folder() else { return };
        if folder.is_allowed(true).await {
            desk.folder.stand(Standing::Reading);
            look(desk).await;
        } else {
            desk.say(FolderError::NotAllowed.to_string());
        }
    });
}

/// Lets go of the folder; everything in it stays.
pub fn forget(desk: Desk) {
    spawn(async move {
        forget_now(desk).await;
        desk.say("The folder is forgotten here. Everything in it stays as it is, and so do your reviews.");
    });
}

async fn forget_now(desk: Desk) {
    let team = desk.folder;
    let Some(disk) = desk.disk() else { return };
    let device = device(&disk).await;
    team.with(|inner| {
        *inner = Inner {
            begun: true,
            book: Book::new(&device),
            listening: std::mem::take(&mut inner.listening),
            ..Inner::default()
        };
    });
    team.shown.set(Shown::default());
    team.rows.set(Arc::default());
    let mut gone = vec![Key::of([Folder::kept_under()]), Key::of(["folder-book"]), Key::of(["folder-chosen"])];
    for kind in ["folder-joined", "folder-row"] {
        gone.extend(disk.keys(Store::Meta, &[kind]).await.unwrap_or_default());
    }
    let _ = disk.delete_keys(Store::Meta, gone).await;
}

// ---- looking -----------------------------------------------------------------------------------------------

fn look_soon(desk: Desk, wait_ms: u32) {
    if desk.folder.folder().is_none() || page::hidden() {
        return;
    }
    let waiting = page::after_ms(wait_ms, move || spawn(async move { look(desk).await }));
    desk.folder.with(|inner| inner.waiting = waiting);
}

/// Looks once, and again later. Only one tab does it at a time.
async fn look(desk: Desk) {
    let team = desk.folder;
    if team.with(|inner| inner.begun) != Some(true) {
        return;
    }
    // Another tab may have chosen another one, or let go of it, or put reviews into it.
    if let Some(disk) = desk.disk() {
        let now = chosen(&disk).await;
        if team.with(|inner| inner.chosen != now) == Some(true) {
            team.with(|inner| inner.begun = false);
            begin(desk).await;
            return;
        }
        let joined = disk.keys(Store::Meta, &["folder-joined"]).await.unwrap_or_default();
        let joined: BTreeSet<ReviewId> = joined.iter().map(|key| ReviewId::new(key.part(1))).collect();
        if team.folder().is_some() && team.shown.with_untracked(|shown| shown.joined != joined) {
            team.shown.update(|shown| shown.joined = joined);
        }
    }
    let Some(folder) = team.folder() else { return };
    let mut changed = false;
    let asks = team.shown.with_untracked(|shown| shown.standing == Standing::Asks);
    if !asks || folder.is_allowed(false).await {
        let Some(lock) = locks::hold_if_free(&format!("second-story:{}:folder", desk.base())).await else {
            look_soon(desk, OFTEN_MS);
            return;
        };
        match look_through(desk, &folder).await {
            Ok(news) => {
                changed = news;
                team.stand(Standing::Here);
            }
            Err(FolderError::NotAllowed) => team.stand(Standing::Asks),
            Err(why) => team.stand(Standing::Trouble(why.to_string())),
        }
        drop(lock);
    }
    let pause = team.with(|inner| {
        inner.pause_ms = if changed { OFTEN_MS } else { (inner.pause_ms * 3 / 2).clamp(OFTEN_MS, SELDOM_MS) };
        inner.pause_ms
    });
    look_soon(desk, pause.unwrap_or(SELDOM_MS));
}

/// Reads what changed, brings it where it belongs, writes what is to be written. Says whether anything changed.
async fn look_through(desk: Desk, folder: &Folder) -> Result<bool, FolderError> {
    let team = desk.folder;
    let files = folder.list().await?;
    let fresh = team.book(|book| book.listed(files));
    let changed = !fresh.is_empty();
    let mut came = Came::new();
    for (at, path) in fresh.iter().enumerate() {
        if let Some(reviews) = read(desk, folder, path).await {
            came.insert(path.clone(), reviews);
        }
        // Those of one folder stand together: what they come to is worked out before the next folder.
        let home = |path: &String| path.rsplit_once('/').map(|(home, _)| home.to_owned());
        if fresh.get(at + 1).is_none_or(|next| home(next) != home(path)) {
            let reviews: BTreeSet<ReviewId> =
                came.values().flatten().map(|review| review.identity.public.clone()).collect();
            for id in reviews {
                keep_row(desk, folder, &id, &came).await;
            }
            came.clear();
            team.show();
        }
    }
    let mine: Vec<ReviewId> = team
        .book(|book| book.own_reviews())
        .into_iter()
        .filter(|id| is_here(desk, id) && !team.has_joined(id))
        .collect();
    for id in mine {
        join(desk, &id).await;
    }
    drop_rows(desk).await;
    let brought = bring(desk, folder).await;
    write_open(desk).await;
    write_closed(desk).await;
    team.show();
    if changed || brought {
        note(desk).await;
    }
    if matches!(desk.state.get_untracked(), RoomState::Missing(_))
        && let Some(id) = desk.route.with_untracked(|route| route.review().cloned())
    {
        open(desk, &id).await;
    }
    Ok(changed || brought)
}

/// What was read in one go, by file.
type Came = BTreeMap<String, Vec<Review>>;

/// Reads a file in the quarantine, and notes what is in it.
async fn read(desk: Desk, folder: &Folder, path: &str) -> Option<Vec<Review>> {
    let team = desk.folder;
    let (bytes, stamp) = match folder.read(path, u64::from(incoming::open::LIMITS.each)).await {
        Ok(read) => read,
        Err(why) => {
            team.book(|book| book.failed(path, why.to_string()));
            return None;
        }
    };
    let answer = incoming::ask(&Request::new(Input::File(bytes), Vec::new())).await;
    let refused = match answer {
        Ok(response) => {
            let mut reviews = Vec::new();
            for arrival in response.arrivals {
                if let Arrival::Review(review) = arrival {
                    reviews.push(review);
                }
            }
            if !reviews.is_empty() {
                let held = reviews.iter().map(held).collect();
                team.book(|book| book.looked(path, stamp, Ok(held)));
                return Some(reviews);
            }
            Refused {
                why: "There is no whole review in this file. Open it with “Open…”.".to_owned(), broken: false
            }
        }
        Err(why) => {
            use Fault::{Altered, Damaged, Empty, SomethingElse, Truncated};
            let broken = matches!(why.fault, Altered | Damaged | Empty | SomethingElse | Truncated);
            Refused { why: why.sentence, broken }
        }
    };
    team.book(|book| book.looked(path, stamp, Err(refused)));
    None
}

fn held(review: &Review) -> Held {
    Held { review: review.identity.public.clone(), heads: review.heads.iter().map(Heading::to_hex).collect() }
}

/// The changes of a review in these files, each once; those that were just read are not read again.
async fn changes_in(desk: Desk, folder: &Folder, id: &ReviewId, paths: &[String], came: &Came) -> Vec<Vec<u8>> {
    let mut seen: BTreeSet<Heading> = BTreeSet::new();
    let mut changes = Vec::new();
    for path in paths {
        let again = if came.contains_key(path) { None } else { read(desk, folder, path).await };
        for review in came.get(path).into_iter().flatten().chain(again.iter().flatten()) {
            if review.identity.public != *id {
                continue;
            }
            let fresh = review.changes.iter().filter(|(head, _)| seen.insert(*head));
            changes.extend(fresh.map(|(_, bytes)| bytes.clone()));
        }
    }
    changes
}

fn is_here(desk: Desk, id: &ReviewId) -> bool {
    desk.rows.with_untracked(|rows| rows.iter().any(|row| row.id == *id))
}

fn is_open(desk: Desk, id: &ReviewId) -> bool {
    desk.room(|room| room.id() == id) == Some(true)
}

/// Keeps the row of a review that this browser lacks, or that it writes there and that is not open.
async fn keep_row(desk: Desk, folder: &Folder, id: &ReviewId, came: &Came) {
    let team = desk.folder;
    let here = is_here(desk, id);
    if here && (!team.has_joined(id) || is_open(desk, id)) {
        return;
    }
    let paths = team.book(|book| book.files_of(id));
    let changes = changes_in(desk, folder, id, &paths, came).await;
    let Some(view) = united(desk, id, here, &changes).await else { return };
    if here {
        let before = desk.rows.get_untracked().iter().find(|row| row.id == *id).cloned();
        desk.keep_row(Row::of(id, &view, now_ms(), before.as_ref()));
        return;
    }
    let row = Row::of(id, &view, now_ms(), team.rows.with_untracked(|rows| rows.get(id).cloned()).as_ref());
    let put = Write::put_text(Store::Meta, row_key(id), row.print());
    team.rows.update(|rows| {
        Arc::make_mut(rows).insert(id.clone(), row);
    });
    if let Some(disk) = desk.disk() {
        let _ = disk.write(vec![put], Durability::Relaxed).await;
    }
}

/// What a review shows with these changes in it.
async fn united(desk: Desk, id: &ReviewId, here: bool, changes: &[Vec<u8>]) -> Option<ReviewView> {
    let actor = random::bytes::<16>().ok()?;
    if !here {
        return Document::from_changes(changes, actor).ok()?.view().ok();
    }
    let mut mine = stored(desk, id).await?;
    let before = mine.view().ok()?;
    mine.absorb(changes, &before).ok()?;
    mine.view().ok()
}

/// The document of a review as it is kept here.
async fn stored(desk: Desk, id: &ReviewId) -> Option<Document> {
    let chunks = desk.disk()?.chunks(id.as_str()).await.ok()?;
    opening::open(id.as_str(), chunks, random::bytes::<16>().ok()?).ok().map(|opened| opened.replica)
}

/// Rows of what is not in the folder any more, or is in this browser now.
async fn drop_rows(desk: Desk) {
    let team = desk.folder;
    let there = team.book(|book| book.reviews());
    let gone: Vec<ReviewId> = team
        .rows
        .with_untracked(|rows| rows.keys().filter(|id| !there.contains(*id) || is_here(desk, id)).cloned().collect());
    if gone.is_empty() {
        return;
    }
    team.rows.update(|rows| Arc::make_mut(rows).retain(|id, _| !gone.contains(id)));
    if let Some(disk) = desk.disk() {
        let _ = disk.delete_keys(Store::Meta, gone.iter().map(row_key).collect()).await;
    }
}

/// Keeps what is known, so that nothing is read again after the page was closed.
async fn note(desk: Desk) {
    if desk.folder.shown.with_untracked(|shown| shown.takes_files)
        && let Some(disk) = desk.disk()
    {
        let noted = desk.folder.book(|book| book.note());
        let put = Write::put_text(Store::Meta, Key::of(["folder-book"]), noted);
        let _ = disk.write(vec![put], Durability::Relaxed).await;
    }
}

// ---- what comes in -----------------------------------------------------------------------------------------

/// Brings what others changed into the open review, where this device writes it in the folder; where it is only kept
/// here, says that there is something.
async fn bring(desk: Desk, folder: &Folder) -> bool {
    let team = desk.folder;
    let lacking = desk.room(|room| {
        let paths = team.book(|book| book.lacking(room.id(), &|head| has(room.replica(), head)));
        (room.is_loaded() && !room.is_guest()).then(|| (room.id().clone(), paths))
    });
    let Some(Some((id, paths))) = lacking else { return false };
    if !team.has_joined(&id) {
        tell_of(desk, folder, paths);
        return false;
    }
    // Each by itself first: one that is refused must not keep the others out.
    let mut changes = Vec::new();
    for path in paths {
        let found = changes_in(desk, folder, &id, std::slice::from_ref(&path), &Came::new()).await;
        match shown_with(desk, &id, &found) {
            Some(Ok(_)) => changes.extend(found),
            Some(Err(why)) => team.book(|book| book.failed(&path, why)),
            None => return false,
        }
    }
    // The evidence first, so that nothing is called saved that lacks some; what comes later is fetched later.
    let Some(Ok(after)) = shown_with(desk, &id, &changes) else { return false };
    fetch_evidence(desk, folder, &id, &after).await;
    if changes.is_empty() {
        return false;
    }
    if desk.room(|room| *room.id() == id) != Some(true) {
        return false;
    }
    match merges::added(desk, &changes, Take::Everything, "the team folder") {
        Some(Ok(Some((index, new)))) => {
            let text = format!("{} from the team folder.", count(new, "change", "changes"));
            let undo: Deed = Arc::new(move || {
                merges::turn(desk, index);
                desk.say("Taken back, here and for the others.");
            });
            desk.notice.set(Some(Notice { text, action: Some(("Undo".to_owned(), undo)), stays: false }));
            true
        }
        Some(Err(why)) => {
            desk.say_for_long(why.to_string());
            false
        }
        _ => false,
    }
}

/// What the open review would show with these changes; `None` where another one is open by now.
fn shown_with(desk: Desk, id: &ReviewId, changes: &[Vec<u8>]) -> Option<Result<ReviewView, String>> {
    let actor = random::bytes::<16>().unwrap_or_default();
    let preview =
        |room: &mut Room| room.preview(changes, actor).map(|foreseen| foreseen.after).map_err(|why| why.to_string());
    desk.room(|room| (room.id() == id).then(|| preview(room))).flatten()
}

/// The folder has something of a review that is kept here and not written there: it is opened like any file, by a
/// click, and spoken of once.
fn tell_of(desk: Desk, folder: &Folder, paths: Vec<String>) {
    if paths.is_empty() || desk.folder.with(|inner| inner.told == paths) != Some(false) {
        return;
    }
    desk.folder.with(|inner| inner.told = paths.clone());
    let folder = send_wrapper::SendWrapper::new(folder.clone());
    let look: Deed = Arc::new(move || {
        let (folder, paths) = (folder.clone(), paths.clone());
        spawn(async move {
            let (mut read, mut problems) = (Vec::new(), Vec::new());
            for path in paths {
                match folder.read(&path, u64::from(incoming::open::LIMITS.each)).await {
                    Ok((bytes, _)) => read.push((path, bytes)),
                    Err(why) => problems.push(format!("{path}: {why}")),
                }
            }
            incoming::open_files(desk, read, problems);
        });
    });
    let text = "The team folder has changes to this review.".to_owned();
    desk.notice.set(Some(Notice { text, action: Some(("Look at them".to_owned(), look)), stays: true }));
}

fn has(replica: Option<&Document>, head: &str) -> bool {
    replica.zip(Heading::from_hex(head)).is_some_and(|(replica, head)| replica.has(&head))
}

/// Fetches the evidence that a view names and this browser lacks, as far as the folder has it.
async fn fetch_evidence(desk: Desk, folder: &Folder, id: &ReviewId, view: &ReviewView) {
    let there = desk.folder.book(|book| book.evidence(id));
    if there.is_empty() {
        return;
    }
    let lacking = pieces::lacking(desk, id, view).await;
    let came = evidence_at(desk, folder, there.into_iter().filter(|(hash, _)| lacking.contains(hash))).await;
    if !came.is_empty() {
        incoming::keep_beside(desk, id, view, came).await;
    }
}

/// Reads evidence, each with the hash that its name says.
async fn evidence_at(
    desk: Desk,
    folder: &Folder,
    places: impl Iterator<Item = (String, String)>,
) -> Vec<(String, Arc<[u8]>)> {
    let mut came = Vec::new();
    for (hash, path) in places {
        let why = match folder.read(&path, u64::from(incoming::open::LIMITS.each)).await {
            Ok((bytes, _)) if content_hash(&bytes) == hash => {
                came.push((hash, Arc::from(bytes)));
                continue;
            }
            Ok(_) => "It is not whole, or not what its name says. It is read again when it changes.".to_owned(),
            Err(why) => why.to_string(),
        };
        desk.folder.book(|book| book.failed(&path, why));
    }
    came
}

/// Shows a review of the folder that this browser lacks, in memory. Says whether it could.
pub async fn open(desk: Desk, id: &ReviewId) -> bool {
    let team = desk.folder;
    for _ in 0..TURNS_TO_BEGIN {
        if team.with(|inner| inner.begun) == Some(true) {
            break;
        }
        page::sleep_ms(25).await;
    }
    let paths = team.book(|book| book.files_of(id));
    let Some(folder) = team.folder().filter(|_| !paths.is_empty()) else { return false };
    if !folder.is_allowed(false).await {
        return false;
    }
    let changes = changes_in(desk, &folder, id, &paths, &Came::new()).await;
    let actor = random::bytes::<16>().unwrap_or_default();
    let Ok(replica) = Document::from_changes(&changes, actor) else { return false };
    let Ok(room) = Room::around(replica, fresh_person(), "guest") else { return false };
    let named: BTreeSet<String> = evidence::all(room.view()).into_iter().map(|piece| piece.hash).collect();
    let there = team.book(|book| book.evidence(id));
    let came = evidence_at(desk, &folder, there.into_iter().filter(|(hash, _)| named.contains(hash))).await;
    if !desk.wants(id) {
        return true;
    }
    desk.show_guest(room, None);
    desk.in_hand.update_value(|hand| hand.extend(came));
    true
}

// ---- what goes out -----------------------------------------------------------------------------------------

/// Puts the open review into the folder, and keeps it where it is shown in memory only. From now on this device
/// writes it there, and what others change comes in.
pub fn put(desk: Desk) {
    spawn(async move {
        if desk.folder.folder().is_none() && !choose_now(desk).await {
            return;
        }
        if desk.state.get_untracked() == RoomState::Guest {
            desk.keep_guest();
            for _ in 0..TURNS_TO_BEGIN {
                if desk.room(|room| room.is_guest()) == Some(false) {
                    break;
                }
                page::sleep_ms(25).await;
            }
        }
        if let Err(why) = desk.leave().await {
            desk.say_for_long(why);
            return;
        }
        let Some(id) = desk.room(|room| room.id().clone()) else { return };
        join(desk, &id).await;
        look(desk).await;
        let name = desk.folder.shown.with_untracked(|shown| shown.name.clone());
        if desk.folder.book(|book| book.own_reviews().contains(&id)) {
            desk.say(format!("It is in “{name}”. Your changes follow by themselves."));
        }
    });
}

async fn join(desk: Desk, id: &ReviewId) {
    desk.folder.shown.update(|shown| {
        shown.joined.insert(id.clone());
    });
    if let Some(disk) = desk.disk() {
        let put = Write::put_text(Store::Meta, joined_key(id), String::new());
        let _ = disk.write(vec![put], Durability::Strict).await;
    }
}

/// What is to be written of a review.
struct Writing {
    id: ReviewId,
    heads: Vec<String>,
    view: Arc<ReviewView>,
    /// The document and where it goes; `None` where it stands there already.
    document: Option<(Own, Vec<u8>)>,
}

impl Writing {
    fn of(team: TeamFolder, id: &ReviewId, replica: &Document, view: Arc<ReviewView>) -> Writing {
        let heads: Vec<String> = replica.heads().iter().map(Heading::to_hex).collect();
        let own = team.book(|book| book.to_write(id, view.title(), &heads, &|head| has(Some(replica), head)));
        Writing { id: id.clone(), heads, document: own.map(|own| (own, replica.save())), view }
    }
}

/// Writes the open review, where this device writes it and the folder does not have it as it stands.
async fn write_open(desk: Desk) {
    let team = desk.folder;
    let writing = desk.room(|room| {
        let joined = team.has_joined(room.id()) && !room.is_guest();
        let replica = room.replica().filter(|_| joined)?;
        Some(Writing::of(team, room.id(), replica, room.view().clone()))
    });
    if let Some(writing) = writing.flatten() {
        write(desk, writing).await;
    }
}

/// Writes the reviews that are not open any more and were changed since they were written.
async fn write_closed(desk: Desk) {
    let team = desk.folder;
    let canaries = desk.preferences(Preferences::canaries).unwrap_or_default();
    for id in team.shown.get_untracked().joined {
        let listed = desk.rows.with_untracked(|rows| rows.iter().any(|row| row.id == id && row.is_listed()));
        let Some(canary) = canaries.get(id.as_str()).filter(|_| listed && !is_open(desk, &id)) else { continue };
        if team.book(|book| book.to_write(&id, "", &canary.heads, &|_| true)).is_none() {
            continue;
        }
        if let Some(replica) = stored(desk, &id).await
            && let Ok(view) = replica.view()
        {
            write(desk, Writing::of(team, &id, &replica, Arc::new(view))).await;
        }
    }
}

/// The evidence first, so that nobody reads of what is not there.
async fn write(desk: Desk, writing: Writing) {
    let team = desk.folder;
    let Some(folder) = team.folder().filter(Folder::takes_files) else { return };
    let Writing { id, heads, view, document } = writing;
    let result = async {
        let named = evidence::all(&view).into_iter().map(|piece| (piece.hash, piece.bytes)).collect();
        for (hash, own) in team.book(|book| book.evidence_to_write(&id, view.title(), &named)) {
            let Some(bytes) = kept_evidence(desk, &id, &hash).await else { continue };
            if u64::try_from(bytes.len()).ok().as_ref() == named.get(&hash)
                && let Some(stamp) = folder.write(&own, &bytes).await?
            {
                team.book(|book| book.wrote_evidence(&own, stamp));
            }
        }
        if let Some((own, document)) = document {
            let file = Envelope::default().with(Kind::Document, document).encode();
            if let Some(stamp) = folder.write(&own, &file).await? {
                team.book(|book| book.wrote(&own, stamp, &id, &heads));
                note(desk).await;
            }
        }
        Ok::<(), FolderError>(())
    };
    let failed = result.await.err().map(|why| why.to_string());
    let before = team.with(|inner| std::mem::replace(&mut inner.unwritten, failed.clone())).flatten();
    if let Some(why) = failed.filter(|why| before.as_ref() != Some(why)) {
        desk.say_for_long(why);
    }
    team.show();
}

async fn kept_evidence(desk: Desk, id: &ReviewId, hash: &str) -> Option<Vec<u8>> {
    desk.disk()?.get(Store::Evidence, &Key::of([id.as_str(), hash])).await.ok().flatten().and_then(Value::into_bytes)
}

/// This device's file of the open review, for where the browser cannot write into a folder.
fn download(desk: Desk) {
    spawn(async move {
        if let Err(why) = desk.leave().await {
            desk.say_for_long(why);
            return;
        }
        desk.settle();
        let leaving = pieces::for_a_file(desk, &desk.view.get_untracked()).await;
        let Some(id) = desk.room(|room| room.id().clone()) else { return };
        let own = desk.folder.book(|book| {
            Some(book.own(&id, &desk.view.with_untracked(|view| view.title().to_owned())).path().to_owned())
        });
        let Some((own, bytes)) = own.zip(super::outgoing::file(desk, &leaving)) else { return };
        let (place, name) = own.rsplit_once('/').unwrap_or(("", &own));
        match files::download(name, FILE_KIND, &bytes) {
            Ok(()) => desk.say_for_long(format!(
                "Move “{name}” into the folder “{place}” of your team folder (make it where it is missing), in place of your file of before. Every other file there stays as it is."
            )),
            Err(why) => desk.say(why.to_string()),
        }
    });
}

// ---- pages -------------------------------------------------------------------------------------------------

/// What “Share” says of the folder.
#[component]
pub fn ShareInFolder() -> Piece {
    let desk = use_desk();
    let shown = desk.folder.shown;
    let joined =
        move || desk.route.with(|route| route.review().is_some_and(|id| shown.with(|shown| shown.joined.contains(id))));
    el("section").class("in-folder").attr("aria-label", "Team folder").child(move || {
        let writes = shown.with(|shown| shown.takes_files || shown.standing == Standing::None) && Folder::is_offered();
        let name = shown.with(|shown| shown.name.clone());
        if !writes {
            let say = "This browser cannot write into a folder. Download your file and put it there yourself; it says where.";
            let get = button().on(ev::click, move |_| download(desk)).child("Download my file for the team folder");
            return many([el("p").class("quiet").child(say), el("div").class("row").child(get)]);
        }
        if joined() {
            return el("p").class("quiet").child(format!(
                "This review is in the team folder “{name}”. Your changes are written there a moment after they are saved, and those of others come in by themselves."
            ));
        }
        let put = button().on(ev::click, move |_| put(desk)).child("Put in the team folder");
        many([
            el("div").class("row").child(put),
            el("p").class("quiet").child("Everyone who has the folder can read it, and what they change there comes in by itself. What you keep to yourself stays here."),
        ])
    })
}

/// The folder in the settings: choosing it, letting go of it, what was read and what could not be.
#[component]
pub fn FolderSettings() -> Piece {
    let desk = use_desk();
    let shown = desk.folder.shown;
    let standing = Memo::new(move |_| shown.with(|shown| shown.standing.clone()));
    el("section")
        .class("block team-folder")
        .child(el("h2").id("team-folder").child("Team folder"))
        .child(el("p").child(
            "A folder that your team shares: on a drive, in a cloud, or under git. Every device writes files of its own into it and reads the others’, and the list of reviews and its search go across all of it. Choosing a folder puts nothing there: a review is put there from “Share”.",
        ))
        .child(move || {
            let again = button().on(ev::click, move |_| ask_again(desk)).child("Open the team folder again");
            let another = button().on(ev::click, move |_| choose(desk));
            let let_go = button().on(ev::click, move |_| forget(desk)).child("Forget the folder");
            let row = el("div").class("row");
            match standing.get() {
                Standing::None => row.child(another.class("strong").child("Team folder…")),
                Standing::Asks => row.child(again.class("strong")).child(let_go),
                Standing::Trouble(_) => row.child(again).child(another.child("Choose another folder…")).child(let_go),
                Standing::Reading | Standing::Here => row.child(another.child("Choose another folder…")).child(let_go),
            }
        })
        .child(el("p").attr("role", "status").attr("aria-label", "Team folder").child(move || shown.with(told)))
        .child(when(
            move || shown.with(|shown| !shown.problems.is_empty()),
            move || {
                let problems = move || shown.with(|shown| shown.problems.clone());
                many([
                    el("h3").child("What was left alone or could not be read"),
                    el("ul").attr("role", "list").attr("aria-label", "Left alone or not read").class("folder-problems").child(
                        each(problems, String::clone, |problem| el("li").child(problem)),
                    ),
                ])
            },
        ))
}

/// How the folder stands, in a sentence.
fn told(shown: &Shown) -> String {
    let name = &shown.name;
    let mine = count(shown.joined.len(), "is", "are");
    match &shown.standing {
        Standing::None if Folder::is_offered() => String::new(),
        Standing::None => "This browser can read a folder that you pick, each time anew, and cannot write into it: it gives you a file to put there.".to_owned(),
        Standing::Asks => format!("The browser wants to be asked before this page uses “{name}” again."),
        Standing::Reading => format!("Reading “{name}”…"),
        Standing::Trouble(why) => why.clone(),
        Standing::Here => format!(
            "“{name}”: {} in {}, of which {mine} written from here.{}",
            count(shown.reviews.len(), "review", "reviews"),
            count(shown.files, "file", "files"),
            if shown.takes_files { " It is looked at every few seconds while this page is visible." } else { " It is as it was when you picked it; pick it again to see what is new." },
        ),
    }
}

/// What home says of the folder: only what somebody can do something about.
#[component]
pub fn FolderLine() -> Piece {
    let desk = use_desk();
    let shown = desk.folder.shown;
    let line = Memo::new(move |_| {
        shown.with(|shown| match &shown.standing {
            Standing::Asks | Standing::Reading | Standing::Trouble(_) => {
                (told(shown), shown.standing == Standing::Asks)
            }
            Standing::Here if shown.reviews.is_empty() => (told(shown), false),
            Standing::Here if !shown.problems.is_empty() => (
                format!(
                    "{} of the team folder {} left alone or could not be read.",
                    count(shown.problems.len(), "file", "files"),
                    if shown.problems.len() == 1 { "was" } else { "were" }
                ),
                false,
            ),
            _ => (String::new(), false),
        })
    });
    el("p").class("folder-line").attr("role", "status").attr("aria-label", "Team folder").child(move || {
        let (said, asks) = line.get();
        if said.is_empty() {
            return piece(());
        }
        let act = if asks {
            button().on(ev::click, move |_| ask_again(desk)).child("Open the team folder again")
        } else {
            el("a").attr("href", "#/settings").child("See the folder")
        };
        many([piece(said), piece(" "), act])
    })
}
