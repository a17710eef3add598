//! The team folder under programs that carry it badly: late, twice, in part, under another name, emptied, as
//! placeholders. Whatever they do, once everything has been carried whole every device shows the same review, nothing
//! that anybody wrote is lost, and nobody has written over a file of another one.
//!
//! Each device has a folder of its own; a program carries files between them. The devices read and write by the same
//! decisions as the app, and what they read goes through the gate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use second_story::document::{Head, Replica, Seed, Stamp as Act};
use second_story::exchange::envelope::{Envelope, Kind};
use second_story::exchange::export::json;
use second_story::exchange::folder::{Book, Held, Own, Refused, Stamp};
use second_story::exchange::gate::{self, Arrival, Fault, Input, Request, Review};
use second_story::exchange::limits::Limits;
use second_story::review::{Intent, ItemId, NewItem, PersonId, ReviewId, ReviewView, kind};
use second_story::store::keys::content_hash;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

/// How a program carries a file.
#[derive(Clone, Copy, Debug)]
enum How {
    Whole,
    /// Only so many parts of 256.
    Part(u8),
    Emptied,
    /// Beside the one that is there.
    SetAside(u8),
    Placeholder,
    /// As it stood so many writings ago.
    Late(u8),
    /// Under a name that is only passing.
    Unfinished(u8),
}

#[derive(Clone, Debug)]
enum Step {
    Write {
        who: usize,
    },
    Attach {
        who: usize,
    },
    /// Looks into its folder; where it breaks off, in the midst of writing its file.
    Look {
        who: usize,
        breaks: bool,
    },
    /// The same, while another program holds its own file, which cannot be read then.
    LookWhileHeld {
        who: usize,
    },
    /// A copy of its browser on another machine, with the documents of somebody else, writes under its name.
    Double {
        who: usize,
        with: usize,
    },
    Restart {
        who: usize,
    },
    Carry {
        from: usize,
        to: usize,
        which: usize,
        how: How,
    },
    /// Something happens to a device's own file where it lies.
    Harm {
        who: usize,
        how: How,
    },
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        6 => Just(How::Whole),
        2 => any::<u8>().prop_map(How::Part),
        1 => Just(How::Emptied),
        2 => any::<u8>().prop_map(How::SetAside),
        1 => Just(How::Placeholder),
        2 => (1..4_u8).prop_map(How::Late),
        1 => any::<u8>().prop_map(How::Unfinished),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..3_usize;
    prop_oneof![
        4 => who.clone().prop_map(|who| Step::Write { who }),
        1 => who.clone().prop_map(|who| Step::Attach { who }),
        6 => (who.clone(), proptest::bool::weighted(0.2)).prop_map(|(who, breaks)| Step::Look { who, breaks }),
        1 => who.clone().prop_map(|who| Step::LookWhileHeld { who }),
        1 => (who.clone(), who.clone()).prop_map(|(who, with)| Step::Double { who, with }),
        1 => who.clone().prop_map(|who| Step::Restart { who }),
        8 => (who.clone(), who.clone(), 0..8_usize, how())
            .prop_map(|(from, to, which, how)| Step::Carry { from, to, which, how }),
        1 => (who, how()).prop_map(|(who, how)| Step::Harm { who, how }),
    ]
}

#[derive(Clone)]
struct File {
    bytes: Vec<u8>,
    stamp: Stamp,
}

struct Device {
    name: String,
    me: PersonId,
    files: BTreeMap<String, File>,
    book: Book,
    replica: Option<Replica>,
    view: ReviewView,
    evidence: BTreeMap<String, Vec<u8>>,
    reads: usize,
}

struct World {
    devices: Vec<Device>,
    /// What every device wrote, in order: what a program may bring late.
    written: BTreeMap<String, Vec<File>>,
    words: BTreeSet<String>,
    review: ReviewId,
    now_ms: i64,
    next: u32,
}

fn seed(number: u32) -> [u8; 16] {
    let mut bytes = [9_u8; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

impl World {
    /// Three devices; only the first one has the review, and puts it into its folder.
    fn new() -> World {
        let replica = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap();
        let device = |number: u32| Device {
            name: format!("device{number}"),
            me: PersonId::new(format!("p{number}")),
            files: BTreeMap::new(),
            book: Book::new(&format!("device{number}")),
            replica: None,
            view: ReviewView::default(),
            evidence: BTreeMap::new(),
            reads: 0,
        };
        let mut world = World {
            devices: (0..3).map(device).collect(),
            written: BTreeMap::new(),
            words: BTreeSet::new(),
            review: replica.identity().public.clone(),
            now_ms: 1_773_000_000_000,
            next: 2,
        };
        world.devices[0].view = replica.view().unwrap();
        world.devices[0].replica = Some(replica);
        world.look(0, false);
        world
    }

    fn tick(&mut self) -> i64 {
        self.now_ms += 1_000;
        self.now_ms
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Write { who } => {
                let word = format!("word {}", self.next);
                self.add(*who, word);
            }
            Step::Attach { who } => {
                let bytes = format!("log {}", self.next).into_bytes();
                let hash = content_hash(&bytes);
                if self.devices[*who].replica.is_some() {
                    self.devices[*who].evidence.insert(hash.clone(), bytes);
                    self.add(*who, hash);
                }
            }
            Step::Look { who, breaks } => self.look_while(*who, *breaks, false),
            Step::LookWhileHeld { who } => self.look_while(*who, false, true),
            Step::Double { who, with } => {
                let now_ms = self.tick();
                let own = self.devices[*who].own_path();
                if let Some((path, replica)) = own.zip(self.devices[*with].replica.as_ref()) {
                    let bytes = Envelope::default().with(Kind::Document, replica.save()).encode();
                    let stamp = Stamp { size: bytes.len() as u64, modified_ms: now_ms };
                    self.devices[*who].files.insert(path, File { bytes, stamp });
                }
            }
            Step::Restart { who } => {
                let device = &mut self.devices[*who];
                device.book = Book::restore(&device.name, &device.book.note());
            }
            Step::Carry { from, to, which, how } => {
                let paths: Vec<String> = self.devices[*from].files.keys().cloned().collect();
                if let Some(path) = paths.get(which % paths.len().max(1)).filter(|_| from != to) {
                    self.carry(*from, *to, path, *how);
                }
            }
            Step::Harm { who, how } => {
                if let Some(path) = self.devices[*who].own_path() {
                    self.carry(*who, *who, &path, *how);
                }
            }
        }
    }

    fn add(&mut self, who: usize, word: String) {
        let now_ms = self.tick();
        self.next += 1;
        let id = ItemId::from_bytes(&self.next.to_be_bytes());
        let device = &mut self.devices[who];
        let Some(replica) = &mut device.replica else { return };
        let item = NewItem::new(id, kind::ENTRY, word.as_str(), &device.me, now_ms);
        let act = device.view.act(&[Intent::AddItem(item)]);
        let commit = replica.carry_out(&act, &Act { by: device.me.clone(), now_ms }).unwrap();
        device.view = act.view.fold(&commit.also);
        self.words.insert(word);
    }

    /// A program carries a file. It may do anything to it but carry it into another device's file.
    fn carry(&mut self, from: usize, to: usize, path: &str, how: How) {
        let now_ms = self.tick();
        let Some(file) = self.devices[from].files.get(path).cloned() else { return };
        let (folder, name) = path.rsplit_once('/').unwrap();
        let cut = |part: u8| file.bytes[..file.bytes.len() * usize::from(part) / 256].to_vec();
        let made = |bytes: Vec<u8>| File { stamp: Stamp { size: bytes.len() as u64, modified_ms: now_ms }, bytes };
        let (path, file) = match how {
            How::Whole => (path.to_owned(), file),
            How::Part(part) => (path.to_owned(), made(cut(part))),
            How::Emptied => (path.to_owned(), made(Vec::new())),
            How::SetAside(number) => {
                let name = name.replace(".postmortem", &format!(" (conflicted copy {number}).postmortem"));
                (format!("{folder}/{name}"), file)
            }
            How::Placeholder => (format!("{folder}/.{name}.icloud"), made(vec![1; 20])),
            How::Unfinished(part) => (format!("{folder}/{name}.tmp"), made(cut(part))),
            How::Late(ago) => {
                let all = self.written.get(path).map(Vec::as_slice).unwrap_or_default();
                let Some(old) = all.iter().rev().nth(usize::from(ago)) else { return };
                (path.to_owned(), old.clone())
            }
        };
        self.devices[to].files.insert(path, file);
    }

    fn look(&mut self, who: usize, breaks: bool) {
        self.look_while(who, breaks, false);
    }

    /// What the app does when it looks into the folder.
    fn look_while(&mut self, who: usize, breaks: bool, held: bool) {
        let review = self.review.clone();
        self.next += 1;
        let actor = seed(self.next);
        let device = &mut self.devices[who];
        for path in device.book.listed(device.files.iter().map(|(path, file)| (path.clone(), file.stamp))) {
            if held && Some(&path) == device.own_path().as_ref() {
                device.book.failed(&path, "It could not be read just now.".to_owned());
            } else {
                device.read(&path);
            }
        }
        let lacking = device.book.lacking(&review, &|head| has(device.replica.as_ref(), head));
        for path in lacking {
            for found in device.read(&path) {
                let changes: Vec<Vec<u8>> = found.changes.into_iter().map(|(_, bytes)| bytes).collect();
                match &mut device.replica {
                    None => device.replica = Some(Replica::from_changes(&changes, actor).unwrap()),
                    Some(replica) => drop(replica.absorb(&changes, &device.view).unwrap()),
                }
                device.view = device.replica.as_ref().unwrap().view().unwrap();
            }
        }
        let Some(replica) = &device.replica else { return };
        for (hash, path) in device.book.evidence(&review) {
            let bytes = &device.files[&path].bytes;
            if content_hash(bytes) == hash {
                device.evidence.insert(hash, bytes.clone());
            } else {
                device.book.failed(&path, "It is not whole.".to_owned());
            }
        }
        let heads: Vec<String> = replica.heads().iter().map(Head::to_hex).collect();
        let to_write = device.book.to_write(&review, "Refunds", &heads, &|head| has(Some(replica), head));
        let document = Envelope::default().with(Kind::Document, replica.save()).encode();
        let named: BTreeSet<String> = device.view.timeline().map(|entry| entry.body().to_owned()).collect();
        let held = device.evidence.iter().filter(|(hash, _)| named.contains(*hash));
        let held = held.map(|(hash, bytes)| (hash.clone(), bytes.len() as u64)).collect();
        for (hash, own) in self.devices[who].book.evidence_to_write(&review, "Refunds", &held) {
            let bytes = self.devices[who].evidence[&hash].clone();
            let stamp = self.write(who, &own, bytes);
            self.devices[who].book.wrote_evidence(&own, stamp);
        }
        let Some(own) = to_write else { return };
        if breaks {
            // The browser writes into a file of its own beside the old one, and makes an empty one where there is none.
            let now_ms = self.tick();
            let half = document[..document.len() / 2].to_vec();
            let files = &mut self.devices[who].files;
            let stamp = Stamp { size: half.len() as u64, modified_ms: now_ms };
            files.insert(format!("{}.crswap", own.path()), File { bytes: half, stamp });
            let empty = File { bytes: Vec::new(), stamp: Stamp { size: 0, modified_ms: now_ms } };
            files.entry(own.path().to_owned()).or_insert(empty);
            return;
        }
        let stamp = self.write(who, &own, document);
        self.devices[who].book.wrote(&own, stamp, &review, &heads);
    }

    /// Every writing is looked at: it may touch nothing of another device, and lose nothing of its own.
    fn write(&mut self, who: usize, own: &Own, bytes: Vec<u8>) -> Stamp {
        let stamp = Stamp { size: bytes.len() as u64, modified_ms: self.tick() };
        let device = &mut self.devices[who];
        let there = device.files.get(own.path());
        assert!(own.may_replace(there.map(|file| file.stamp)), "nothing came there since the folder was listed");
        let (folder, name) = own.path().rsplit_once('/').unwrap();
        if folder.ends_with("/evidence") {
            assert!(there.is_none_or(|file| content_hash(&file.bytes) != name), "evidence is written once");
            assert_eq!(content_hash(&bytes), name);
        } else {
            assert_eq!(name, format!("{}.postmortem", device.name), "only its own file");
            let before = there.map(|file| looked_at(&file.bytes).unwrap_or_default()).unwrap_or_default();
            for head in before.iter().flat_map(|review| &review.heads) {
                assert!(device.replica.as_ref().unwrap().has(head), "what is written over is in what comes");
            }
        }
        let file = File { bytes, stamp };
        self.written.entry(own.path().to_owned()).or_default().push(file.clone());
        device.files.insert(own.path().to_owned(), file);
        stamp
    }

    /// The program has carried everything whole, as often as it takes.
    fn settle(&mut self) {
        for _ in 0..3 {
            for who in 0..self.devices.len() {
                self.look(who, false);
            }
            for from in 0..self.devices.len() {
                let name = format!("{}.postmortem", self.devices[from].name);
                let paths: Vec<String> = self.devices[from].files.keys().cloned().collect();
                for path in paths.iter().filter(|path| path.ends_with(&name) || path.contains("/evidence/")) {
                    for to in 0..self.devices.len() {
                        let theirs = self.devices[to].files.get(path);
                        let hash = path.rsplit_once('/').unwrap().1;
                        let whole = !path.contains("/evidence/")
                            || content_hash(&self.devices[from].files[path].bytes) == hash
                                && theirs.is_none_or(|file| content_hash(&file.bytes) != hash);
                        if to != from && whole && !path.ends_with(".tmp") && !path.ends_with(".icloud") {
                            self.carry(from, to, path, How::Whole);
                        }
                    }
                }
            }
        }
        for who in 0..self.devices.len() {
            self.look(who, false);
        }
    }

    fn agree(&self) {
        let first = &self.devices[0];
        let heads = first.replica.as_ref().unwrap().heads();
        for device in &self.devices {
            let replica = device.replica.as_ref().unwrap_or_else(|| panic!("{} never saw the review", device.name));
            assert_eq!(replica.heads(), heads, "{}", device.name);
            assert_eq!(json::write(&device.view, &self.review), json::write(&first.view, &self.review));
            let words: BTreeSet<String> = device.view.timeline().map(|entry| entry.body().to_owned()).collect();
            assert_eq!(words, self.words, "nothing is lost on {}", device.name);
            for hash in words.iter().filter(|word| word.len() == 64) {
                assert!(device.evidence.contains_key(hash), "{} has the evidence", device.name);
            }
        }
    }
}

impl Device {
    fn own_path(&self) -> Option<String> {
        let own = format!("{}.postmortem", self.name);
        self.files.keys().find(|path| path.ends_with(&own)).cloned()
    }

    /// As the app reads a file: through the gate, and what is in it is noted.
    fn read(&mut self, path: &str) -> Vec<Review> {
        self.reads += 1;
        let File { bytes, stamp } = self.files[path].clone();
        match looked_at(&bytes) {
            Ok(reviews) => {
                let held = |review: &Review| Held {
                    review: review.identity.public.clone(),
                    heads: review.heads.iter().map(Head::to_hex).collect(),
                };
                self.book.looked(path, stamp, Ok(reviews.iter().map(held).collect()));
                reviews
            }
            Err(refused) => {
                self.book.looked(path, stamp, Err(refused));
                Vec::new()
            }
        }
    }
}

fn looked_at(bytes: &[u8]) -> Result<Vec<Review>, Refused> {
    let request = Request::new(Input::File(bytes.to_vec()), Vec::new());
    let response = gate::read(&request, &Limits::default()).map_err(|why| {
        use Fault::{Altered, Damaged, Empty, SomethingElse, Truncated};
        let broken = matches!(why.fault, Altered | Damaged | Empty | SomethingElse | Truncated);
        Refused { why: why.sentence, broken }
    })?;
    let review = |arrival| if let Arrival::Review(review) = arrival { Some(review) } else { None };
    Ok(response.arrivals.into_iter().filter_map(review).collect())
}

fn has(replica: Option<&Replica>, head: &str) -> bool {
    replica.is_some_and(|replica| replica.has(&Head::from_hex(head).unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_program_does_to_the_folder_everybody_ends_up_with_everything(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        world.settle();
        world.agree();
    }
}

#[test]
fn each_way_of_carrying_badly_is_told_and_mended_once_the_file_comes_whole() {
    for how in [How::Part(128), How::Emptied, How::Placeholder, How::Unfinished(100)] {
        let mut world = World::new();
        world.run(&Step::Write { who: 0 });
        world.look(0, false);
        let path = world.written.keys().next().unwrap().clone();
        world.carry(0, 1, &path, how);
        world.look(1, false);
        assert!(world.devices[1].replica.is_none(), "{how:?}");
        let told = world.devices[1].book.problems();
        assert_eq!(told.is_empty(), matches!(how, How::Unfinished(_)), "{how:?}: {told:?}");
        let name = path.rsplit_once('/').unwrap().1;
        assert!(told.iter().all(|sentence| sentence.contains(name) && sentence.ends_with('.')), "{told:?}");
        world.settle();
        world.agree();
        let left: Vec<String> = world.devices[1].book.problems();
        assert!(left.iter().all(|told| told.contains("icloud")), "what came whole is not spoken of any more: {left:?}");
    }
}

#[test]
fn a_copy_that_was_set_aside_of_ones_own_file_is_read_and_never_written() {
    let mut world = World::new();
    world.run(&Step::Write { who: 0 });
    world.look(0, false);
    let path = world.written.keys().next().unwrap().clone();
    // A copy of this browser on another machine wrote under the same name, and a program set it aside.
    world.carry(0, 1, &path, How::Whole);
    world.look(1, false);
    world.run(&Step::Write { who: 1 });
    let theirs = Envelope::default().with(Kind::Document, world.devices[1].replica.as_ref().unwrap().save()).encode();
    let stamp = Stamp { size: theirs.len() as u64, modified_ms: world.tick() };
    let aside = path.replace(".postmortem", " (Ben's conflicted copy).postmortem");
    world.devices[0].files.insert(aside.clone(), File { bytes: theirs.clone(), stamp });
    world.look(0, false);
    assert_eq!(world.devices[0].view.timeline().count(), 2);
    assert_eq!(world.devices[0].files[&aside].bytes, theirs);
    // The same under its very name: it is read before it is written over.
    world.run(&Step::Write { who: 1 });
    let theirs = Envelope::default().with(Kind::Document, world.devices[1].replica.as_ref().unwrap().save()).encode();
    let stamp = Stamp { size: theirs.len() as u64, modified_ms: world.tick() };
    world.devices[0].files.insert(path, File { bytes: theirs, stamp });
    world.run(&Step::Write { who: 0 });
    world.look(0, false);
    assert_eq!(world.devices[0].view.timeline().count(), 4);
    world.settle();
    world.agree();
}

#[test]
fn a_device_that_dies_while_it_writes_has_its_old_file_and_writes_it_again() {
    let mut world = World::new();
    let path = world.written.keys().next().unwrap().clone();
    let before = world.devices[0].files[&path].bytes.clone();
    world.run(&Step::Write { who: 0 });
    world.look(0, true);
    assert_eq!(world.devices[0].files[&path].bytes, before);
    world.run(&Step::Restart { who: 0 });
    world.look(0, false);
    assert_ne!(world.devices[0].files[&path].bytes, before);
    assert!(world.devices[0].book.problems().is_empty());
    world.settle();
    world.agree();
}

/// A random schedule found that a piece of which only a part was left in every folder stayed so, though the device that
/// had attached it still had all of it.
#[test]
fn evidence_of_which_every_folder_has_a_part_only_is_mended_by_whoever_has_it_whole() {
    let mut world = World::new();
    world.run(&Step::Attach { who: 0 });
    world.look(0, false);
    let path = world.written.keys().find(|path| path.contains("/evidence/")).unwrap().clone();
    world.carry(0, 1, &path, How::Part(103));
    world.carry(1, 0, &path, How::Whole);
    world.settle();
    world.agree();
}

#[test]
fn what_has_not_changed_is_not_read_again_also_after_a_restart() {
    let mut world = World::new();
    for who in [0, 1, 2, 0, 1, 2] {
        world.run(&Step::Write { who });
        world.settle();
    }
    world.agree();
    let reads: Vec<usize> = world.devices.iter().map(|device| device.reads).collect();
    for who in 0..3 {
        world.run(&Step::Restart { who });
        world.look(who, false);
    }
    assert_eq!(world.devices.iter().map(|device| device.reads).collect::<Vec<_>>(), reads);
}

/// Two clones of a repository, each with the file of a device of its own: git has nothing to ask.
#[test]
fn git_brings_two_devices_together_without_a_conflict() {
    let git = |at: &Path, arguments: &[&str]| {
        let identity = ["-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "init.defaultBranch=main"];
        let run = Command::new("git").current_dir(at).args(identity).args(arguments).output();
        run.map(|run| (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned()))
    };
    let top = std::env::temp_dir().join(format!("second-story-git-{}", std::process::id()));
    std::fs::create_dir_all(&top).unwrap();
    if git(&top, &["--version"]).is_err() {
        println!("skipped: there is no git on this machine");
        return;
    }
    let run = |at: &Path, arguments: &[&str]| {
        let (well, said) = git(at, arguments).unwrap();
        assert!(well, "git {arguments:?}: {said}");
    };
    let mut world = World::new();
    world.carry(0, 1, &world.written.keys().next().unwrap().clone(), How::Whole);
    run(&top, &["init", "--quiet", "--bare", "shared"]);
    let at: Vec<_> = (0..2).map(|who| top.join(format!("clone{who}"))).collect();
    for clone in &at {
        run(&top, &["clone", "--quiet", "shared", clone.to_str().unwrap()]);
    }
    let put = |world: &World, who: usize| {
        for (path, file) in &world.devices[who].files {
            let place = at[who].join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, &file.bytes).unwrap();
        }
        run(&at[who], &["add", "--all"]);
        run(&at[who], &["commit", "--quiet", "--message", "What was written"]);
    };
    put(&world, 0);
    run(&at[0], &["push", "--quiet", "origin", "HEAD:main"]);
    run(&at[1], &["pull", "--quiet", "origin", "main"]);
    run(&at[1], &["checkout", "--quiet", "-B", "main", "origin/main"]);
    for who in 0..2 {
        world.look(who, false);
        world.run(&Step::Write { who });
        world.look(who, false);
        put(&world, who);
    }
    run(&at[0], &["push", "--quiet", "origin", "HEAD:main"]);
    run(&at[1], &["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
    let folder = std::fs::read_dir(&at[1]).unwrap().map(Result::unwrap).find(|entry| entry.file_name() != ".git");
    let inside = folder.unwrap();
    for file in std::fs::read_dir(inside.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap();
        let stamp = Stamp { size: bytes.len() as u64, modified_ms: world.tick() };
        let path = format!("{}/{}", inside.file_name().to_str().unwrap(), file.file_name().to_str().unwrap());
        world.devices[1].files.insert(path, File { bytes, stamp });
    }
    world.look(1, false);
    assert_eq!(world.devices[1].view.timeline().count(), 2);
    std::fs::remove_dir_all(&top).unwrap();
}
