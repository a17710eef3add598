//! One copy of a review's document, as one tab holds it.

use super::containers::Containers;
use super::error::{DocumentError, Refusal};
use super::genesis::{begin, genesis_change};
use super::identity::{Head, Identity};
use super::inspect;
use super::read::{self, ItemPlace, person_key, to_automerge};
use super::schema::{BODY, MAJOR_VERSION, STEPS, extension};
use super::{patches, schema};
use crate::review::view::Act;
use crate::review::{Delta, Intent, ItemId, PersonId, ReviewView, Scalar, TextField};
use automerge::legacy::{Key, ObjectId};
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{
    ActorId, Automerge, Change, ChangeHash, Cursor, CursorPosition, ObjId, ObjType, PatchLog, ROOT, ReadDoc,
    SaveOptions,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The randomness a new document needs: its id, and the actor under which it is first written.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Goes into the genesis; never used twice.
    pub id: [u8; 16],
    /// A fresh actor; never used by two tabs.
    pub actor: [u8; 16],
}

/// Who does something, and when.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The writer; stands in the change's message.
    pub by: PersonId,
    /// Milliseconds since 1970; the change keeps seconds.
    pub now_ms: i64,
}

impl Stamp {
    pub(super) fn options(&self) -> CommitOptions {
        CommitOptions::default().with_message(self.by.as_str()).with_time(self.now_ms.div_euclid(1000))
    }
}

/// What an act became.
#[derive(Clone, Debug)]
pub struct Commit {
    /// What changed, beyond the deltas of the act itself: items that now differ from what was removed.
    pub also: Vec<Delta>,
    /// The change's bytes; empty where nothing changed.
    pub bytes: Vec<u8>,
    /// The document's heads afterwards.
    pub heads: Vec<Head>,
}

/// What came in from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Absorbed {
    /// What changed.
    pub deltas: Vec<Delta>,
    /// The bytes of the changes that were new here, to be kept; empty where nothing was new.
    pub bytes: Vec<u8>,
    /// The hashes of those changes.
    pub new: Vec<Head>,
    /// The heads afterwards.
    pub heads: Vec<Head>,
}

/// One copy of a review's document.
pub struct Replica {
    document: Automerge,
    identity: Identity,
    genesis: Change,
    containers: Containers,
    places: BTreeMap<ItemId, ItemPlace>,
    owners: HashMap<ObjId, (ItemId, bool)>,
    version: u64,
}

impl std::fmt::Debug for Replica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replica").field("identity", &self.identity).field("heads", &self.heads()).finish()
    }
}

impl Replica {
    /// A new review, with nothing in it.
    pub fn create(seed: &Seed) -> Result<Self, DocumentError> {
        Self::of(begin(&seed.id)?, seed.actor)
    }

    /// Loads a document under a fresh actor. The bytes are trusted to be this app's own; what comes from
    /// outside goes through [`super::inspect()`] first.
    ///
    /// # Errors
    /// Where the bytes are no document, or one without a genesis.
    pub fn load(bytes: &[u8], actor: [u8; 16]) -> Result<Self, DocumentError> {
        if bytes.is_empty() {
            return Err(Refusal::NotADocument("they are empty".into()).into());
        }
        let document = Automerge::load(bytes).map_err(|error| Refusal::NotADocument(error.to_string()))?;
        Self::of(document, actor)
    }

    /// Loads a document from a snapshot and later pieces in any order. Pieces whose earlier changes are missing
    /// are left out and counted.
    ///
    /// # Errors
    /// As [`Replica::load`].
    pub fn load_parts<'a>(
        parts: impl IntoIterator<Item = &'a [u8]>,
        actor: [u8; 16],
    ) -> Result<(Self, usize), DocumentError> {
        let mut document = Automerge::new();
        for part in parts {
            document.load_incremental(part).map_err(|error| Refusal::NotADocument(error.to_string()))?;
        }
        let missing = document.get_missing_deps(&[]).len();
        Ok((Self::of(document, actor)?, missing))
    }

    /// A document from changes that [`super::inspect()`] let through, in causal order.
    ///
    /// # Errors
    /// Where a change is damaged or the genesis is not among them.
    pub fn from_changes(changes: &[Vec<u8>], actor: [u8; 16]) -> Result<Self, DocumentError> {
        let mut document = Automerge::new();
        document.apply_changes(decoded(changes)?)?;
        Self::of(document, actor)
    }

    pub(super) fn of(mut document: Automerge, actor: [u8; 16]) -> Result<Self, DocumentError> {
        document.set_actor(ActorId::from(actor.as_slice()));
        let genesis = genesis_change(&document)?;
        let containers = Containers::of(&document)?;
        let version = match document.get(ROOT, "v")? {
            Some((value, _)) => value.as_u64().unwrap_or(MAJOR_VERSION),
            None => MAJOR_VERSION,
        };
        let places = read::places(&document, &containers);
        let owners = places
            .iter()
            .flat_map(|(id, place)| {
                [(place.map.clone(), (id.clone(), false)), (place.body.clone(), (id.clone(), true))]
            })
            .collect();
        let identity = Identity::of(genesis.hash().into());
        let mut replica = Replica { document, identity, genesis, containers, places, owners, version };
        for step in STEPS {
            replica.extend(step)?;
        }
        Ok(replica)
    }

    /// Adds what a schema step adds, where it is not there yet. Idempotent; two apps doing it apart agree.
    ///
    /// # Errors
    /// Where the document does not hold together.
    pub fn extend(&mut self, step: &schema::Step) -> Result<(), DocumentError> {
        let mut beginning = Automerge::new();
        beginning.apply_changes([self.genesis.clone()])?;
        let change = extension(&beginning, step)?;
        if self.document.get_change_by_hash(&change.hash()).is_none() {
            self.document.apply_changes([change])?;
        }
        Ok(())
    }

    /// Which review this is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The form's major version, where it is newer than this app's.
    pub fn newer_version(&self) -> Option<u64> {
        (self.version > MAJOR_VERSION).then_some(self.version)
    }

    /// The bytes of the genesis change alone.
    pub fn genesis_bytes(&self) -> Vec<u8> {
        self.genesis.raw_bytes().to_vec()
    }

    /// The heads, sorted.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.document.get_heads().into_iter().map(Head::from).collect();
        heads.sort();
        heads
    }

    /// How many changes there are.
    pub fn change_count(&self) -> usize {
        self.document.get_changes_meta(&[]).len()
    }

    /// How many changes there are besides the beginning, and from how many sessions of writing.
    pub fn history(&self) -> (usize, usize) {
        let changes = self.document.get_changes_meta(&[]);
        // Ballots are nobody's session.
        let written = || changes.iter().filter(|change| !change.deps.is_empty() && change.timestamp > 0);
        let sessions: BTreeSet<_> = written().map(|change| change.actor.clone()).collect();
        (written().count(), sessions.len())
    }

    /// Whether a change is in the document.
    pub fn has(&self, head: &Head) -> bool {
        self.document.get_change_by_hash(&ChangeHash::from(*head)).is_some()
    }

    /// The whole document, compressed. Equal documents may give different bytes. Changes that wait for others are not in
    /// it: whoever got them could not open the rest.
    pub fn save(&self) -> Vec<u8> {
        self.document.save_with_options(SaveOptions { retain_orphans: false, ..SaveOptions::default() })
    }

    /// What came after the given heads, uncompressed.
    pub fn save_after(&self, heads: &[Head]) -> Vec<u8> {
        let heads: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash::from(*head)).collect();
        self.document.save_after(&heads)
    }

    /// The raw bytes of every change that came after the given heads, in causal order.
    pub fn changes_after(&self, heads: &[Head]) -> Vec<Vec<u8>> {
        let heads: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash::from(*head)).collect();
        self.document.get_changes(&heads).iter().map(|change| change.raw_bytes().to_vec()).collect()
    }

    /// Reads the whole view.
    ///
    /// # Errors
    /// Where the document does not hold together.
    pub fn view(&self) -> Result<ReviewView, DocumentError> {
        read::view(&self.document, &self.containers, &self.places)
    }

    /// Carries out an act in one transaction: all of it or nothing. `act` comes from [`ReviewView::act`] on the
    /// view of this document.
    ///
    /// # Errors
    /// Where the document is of a newer version, or an item is not there; nothing is changed then.
    pub fn carry_out(&mut self, act: &Act, stamp: &Stamp) -> Result<Commit, DocumentError> {
        if let Some(version) = self.newer_version() {
            return Err(DocumentError::NewerVersion(version));
        }
        let before = self.document.get_heads();
        let mut made: Vec<(ItemId, ItemPlace)> = Vec::new();
        let mut transaction = self.document.transaction();
        for intent in &act.intents {
            let done = perform(&mut transaction, &self.containers, &self.places, &mut made, intent);
            if let Err(error) = done {
                transaction.rollback();
                return Err(error);
            }
        }
        transaction.commit_with(stamp.options());
        for (id, place) in made {
            self.know(id, place);
        }
        let mut also = Vec::new();
        let mut touched: Vec<&ItemId> = act.intents.iter().filter_map(touches).collect();
        touched.sort();
        touched.dedup();
        for id in touched {
            also.extend(self.edited_elsewhere(id, &act.view)?);
        }
        Ok(Commit { also, bytes: self.document.save_after(&before), heads: self.heads() })
    }

    /// Takes in changes from elsewhere, given as raw bytes in any order, that [`super::inspect()`] let through or
    /// that another tab of this browser made.
    ///
    /// Changes already here are passed over. `before` is the view of this document as it stands.
    ///
    /// # Errors
    /// Where a change belongs to another review, would hide what is here, is damaged, or builds on changes that
    /// are missing. Nothing is changed then.
    pub fn absorb(&mut self, changes: &[Vec<u8>], before: &ReviewView) -> Result<Absorbed, DocumentError> {
        let mut fresh: Vec<Change> = Vec::new();
        for change in decoded(changes)? {
            if self.document.get_change_by_hash(&change.hash()).is_none()
                && !fresh.iter().any(|known| known.hash() == change.hash())
            {
                fresh.push(change);
            }
        }
        if fresh.is_empty() {
            return Ok(Absorbed { heads: self.heads(), ..Absorbed::default() });
        }
        inspect::refuse_hiding(&fresh, &self.identity, &self.containers)?;
        let missing = self.missing(&fresh);
        if missing > 0 {
            return Err(Refusal::Incomplete(missing).into());
        }
        let heads = self.document.get_heads();
        let mut log = PatchLog::active();
        let new: Vec<Head> = fresh.iter().map(|change| change.hash().into()).collect();
        let mut wrote = Wrote::default();
        for change in &fresh {
            wrote.look(change);
        }
        self.document.apply_changes_log_patches(fresh, &mut log).map_err(|error| match error {
            automerge::AutomergeError::DuplicateSeqNumber(..) => DocumentError::Refused(Refusal::Duplicate),
            other => DocumentError::from(other),
        })?;
        let patches = self.document.make_patches(&mut log);
        if wrote.texts.iter().any(|text| !self.is_text(text) && !wrote.bodies.contains(text)) {
            wrote.keys.extend(read::texts_for_values(&self.document, &self.containers, &self.places));
        }
        let deltas = patches::deltas(self, before, &patches, &wrote.keys)?;
        Ok(Absorbed { deltas, bytes: self.document.save_after(&heads), new, heads: self.heads() })
    }

    /// How many deps of `fresh` are neither here nor among them.
    fn missing(&self, fresh: &[Change]) -> usize {
        let mut missing: Vec<ChangeHash> = fresh
            .iter()
            .flat_map(|change| change.deps().iter().copied())
            .filter(|dep| {
                !fresh.iter().any(|change| change.hash() == *dep) && self.document.get_change_by_hash(dep).is_none()
            })
            .collect();
        missing.sort();
        missing.dedup();
        missing.len()
    }

    /// The deltas between two states of this document, as patches tell them. `before` is the view at `from`.
    ///
    /// # Errors
    /// Where the document does not hold together.
    pub fn deltas_since(&mut self, from: &[Head], before: &ReviewView) -> Result<Vec<Delta>, DocumentError> {
        let from: Vec<ChangeHash> = from.iter().map(|head| ChangeHash::from(*head)).collect();
        let to = self.document.get_heads();
        let patches = self.document.diff(&from, &to);
        // Items that are new since then must be learnt anew for the patches to count as additions.
        let known: Vec<ItemId> = before.items().map(|item| item.id().clone()).collect();
        let later: Vec<ItemId> = self.places.keys().filter(|id| !known.contains(id)).cloned().collect();
        for id in later {
            self.forget(&id);
        }
        patches::deltas(self, before, &patches, &[])
    }

    pub(super) fn automerge(&self) -> &Automerge {
        &self.document
    }

    pub(super) fn automerge_mut(&mut self) -> &mut Automerge {
        &mut self.document
    }

    pub(super) fn containers(&self) -> &Containers {
        &self.containers
    }

    pub(super) fn place(&self, id: &ItemId) -> Option<&ItemPlace> {
        self.places.get(id)
    }

    /// Whether an object is a text that the page has a field for, rather than one that another program put where a
    /// plain value is expected.
    fn is_text(&self, object: &ObjId) -> bool {
        self.owners.contains_key(object) || self.containers.prose.values().any(|text| text == object)
    }

    pub(super) fn owner_of(&self, object: &ObjId) -> Option<(ItemId, bool)> {
        self.owners.get(object).cloned()
    }

    fn know(&mut self, id: ItemId, place: ItemPlace) {
        self.owners.insert(place.map.clone(), (id.clone(), false));
        self.owners.insert(place.body.clone(), (id.clone(), true));
        self.places.insert(id, place);
    }

    fn forget(&mut self, id: &ItemId) {
        if let Some(place) = self.places.remove(id) {
            self.owners.remove(&place.map);
            self.owners.remove(&place.body);
        }
    }

    /// Takes note of the item that stands at a key now; says whether it was not known before.
    pub(super) fn learn_item(&mut self, id: &ItemId) -> Result<bool, DocumentError> {
        let Some((_, map)) = self.document.get(&self.containers.items, id.as_str())? else { return Ok(false) };
        if self.places.get(id).is_some_and(|place| place.map == map) {
            return Ok(false);
        }
        let Some(place) = read::place(&self.document, &map) else { return Ok(false) };
        self.know(id.clone(), place);
        Ok(true)
    }

    /// A place in a text as the letter that stands there, in words that [`Replica::caret_at`] knows in every copy.
    /// `at` counts as the page's fields do; the end of the text is a place of its own.
    pub fn caret(&self, field: &TextField, at: usize) -> Option<String> {
        let text = self.text_object(field)?;
        let place = if at >= self.document.length(text) { CursorPosition::End } else { CursorPosition::Index(at) };
        self.document.get_cursor(text, place, None).ok().map(|cursor| cursor.to_string())
    }

    /// Where that place is now; `None` for a place in another text, or in what is not here yet.
    pub fn caret_at(&self, field: &TextField, caret: &str) -> Option<usize> {
        if !is_caret(caret) {
            return None;
        }
        let cursor = Cursor::try_from(caret).ok()?;
        self.document.get_cursor_position(self.text_object(field)?, &cursor, None).ok()
    }

    fn text_object(&self, field: &TextField) -> Option<&ObjId> {
        match field {
            TextField::Prose(prose) => self.containers.prose.get(prose),
            TextField::Body(id) => self.places.get(id).map(|place| &place.body),
        }
    }

    pub(super) fn text(&self, field: &TextField) -> Result<String, DocumentError> {
        match self.text_object(field) {
            Some(object) => Ok(self.document.text(object)?),
            None => Err(DocumentError::NoSuchItem(format!("{field:?}"))),
        }
    }

    /// The delta, where an item's standing as "removed, and edited elsewhere" is not what `view` says.
    pub(super) fn edited_elsewhere(&self, id: &ItemId, view: &ReviewView) -> Result<Option<Delta>, DocumentError> {
        let Some(place) = self.places.get(id) else { return Ok(None) };
        let removed = read::register(&self.document, &place.map, crate::review::field::item::REMOVED_AT)?;
        let edited = removed.claims().iter().all(|claim| claim.value.is_set())
            && read::edited_since_removal(&self.document, place)?;
        let stood = view.item(id).is_some_and(|item| item.is_edited_elsewhere());
        Ok((edited != stood).then(|| Delta::EditedElsewhere { item: id.clone(), edited }))
    }
}

fn touches(intent: &Intent) -> Option<&ItemId> {
    match intent {
        Intent::SpliceText { field: TextField::Body(id), .. } => Some(id),
        Intent::SetField { item, .. } => Some(item),
        Intent::AddItem(new) if new.fields.contains_key(crate::review::field::item::REMOVED_AT) => Some(&new.id),
        _ => None,
    }
}

/// Whether a text has the form of a place: the parser gives up altogether at some others.
fn is_caret(text: &str) -> bool {
    if matches!(text, "s" | "e") {
        return true;
    }
    let Some((number, actor)) = text.strip_prefix('-').unwrap_or(text).split_once('@') else { return false };
    let figures = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let hex = (2..=128).contains(&actor.len()) && actor.len() % 2 == 0;
    figures && hex && actor.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a change writes: keys of maps, and texts, those of items that it makes itself apart.
#[derive(Default)]
struct Wrote {
    keys: Vec<(ObjId, String)>,
    texts: Vec<ObjId>,
    bodies: Vec<ObjId>,
}

impl Wrote {
    fn look(&mut self, change: &Change) {
        for (index, operation) in change.decode().operations.into_iter().enumerate() {
            let ObjectId::Id(id) = operation.obj else { continue };
            let object = ObjId::Id(id.0, id.1, 0);
            match operation.key {
                Key::Map(key) => {
                    if key == BODY {
                        let counter = change.start_op().get().saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
                        self.bodies.push(ObjId::Id(counter, change.actor_id().clone(), 0));
                    }
                    self.keys.push((object, key.to_string()));
                }
                Key::Seq(_) if self.texts.last() != Some(&object) => self.texts.push(object),
                Key::Seq(_) => {}
            }
        }
    }
}

fn decoded(changes: &[Vec<u8>]) -> Result<Vec<Change>, DocumentError> {
    changes
        .iter()
        .map(|bytes| Change::from_bytes(bytes.clone()).map_err(|error| Refusal::NotADocument(error.to_string()).into()))
        .collect()
}

/// Writes one intent into an open transaction.
pub(super) fn perform(
    transaction: &mut Transaction<'_>,
    containers: &Containers,
    places: &BTreeMap<ItemId, ItemPlace>,
    made: &mut Vec<(ItemId, ItemPlace)>,
    intent: &Intent,
) -> Result<(), DocumentError> {
    let place = |made: &[(ItemId, ItemPlace)], id: &ItemId| -> Result<ItemPlace, DocumentError> {
        made.iter()
            .rev()
            .find(|(known, _)| known == id)
            .map(|(_, place)| place)
            .or_else(|| places.get(id))
            .cloned()
            .ok_or_else(|| DocumentError::NoSuchItem(id.to_string()))
    };
    match intent {
        Intent::SpliceText { field, at, delete, insert } => {
            let object = match field {
                TextField::Prose(prose) => containers
                    .prose
                    .get(prose)
                    .cloned()
                    .ok_or_else(|| DocumentError::NoSuchItem(prose.key().to_owned()))?,
                TextField::Body(id) => place(made, id)?.body,
            };
            let delete = isize::try_from(*delete).unwrap_or(isize::MAX);
            transaction.splice_text(&object, *at, delete, insert)?;
        }
        Intent::AddItem(new) => {
            let map = transaction.put_object(&containers.items, new.id.as_str(), ObjType::Map)?;
            for (key, value) in &new.fields {
                transaction.put(&map, key.as_str(), to_automerge(value))?;
            }
            let body = transaction.put_object(&map, BODY, ObjType::Text)?;
            if !new.body.is_empty() {
                transaction.splice_text(&body, 0, 0, &new.body)?;
            }
            made.push((new.id.clone(), ItemPlace { map, body }));
        }
        Intent::SetField { item, key, value } => write(transaction, &place(made, item)?.map, key, value)?,
        Intent::SetMeta { key, value } => write(transaction, &containers.meta, key, value)?,
        Intent::SetMark { key, value } => write(transaction, &containers.marks, key, value)?,
        Intent::SetPerson { person, key, value } => {
            write(transaction, &containers.people, &person_key(person, key), value)?;
        }
    }
    Ok(())
}

/// Writes a value. Of values that differ, Automerge keeps the one that is equal and takes the others back: somebody
/// who chose it would have written nothing of their own, and their choice would yield to any that is made elsewhere
/// meanwhile. So all of them are taken back first.
fn write(transaction: &mut Transaction<'_>, object: &ObjId, key: &str, value: &Scalar) -> Result<(), DocumentError> {
    if transaction.get_all(object, key)?.len() > 1 {
        transaction.delete(object, key)?;
    }
    transaction.put(object, key, to_automerge(value))?;
    Ok(())
}
