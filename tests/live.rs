//! People on live wires that lose, double, delay and break, in every order: they end with the same review, within a
//! bounded number of rounds after the wires are well again, and nothing that was written is lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use automerge::sync::{self, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{Automerge, ObjType, ROOT};
use proptest::prelude::*;
use second_story::document::{DocumentId, Replica, Seed, Stamp};
use second_story::exchange::live::address;
use second_story::exchange::live::message::{Body, Message, Metadata};
use second_story::exchange::live::session::{Effect, Event, Session, Wire};
use second_story::exchange::live::work::{Begin, Bench, decode_effects, encode_begin, encode_event};
use second_story::review::field::meta;
use second_story::review::{Intent, ItemId, NewItem, PersonId, Prose, ReviewView, Scalar, TextField};
use std::collections::{BTreeMap, VecDeque};

fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

fn seed(number: u32) -> [u8; 16] {
    let mut bytes = [5_u8; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// One browser: a document, the page's view of it, and the session in its quarantine.
struct Node {
    name: String,
    replica: Option<Replica>,
    view: ReviewView,
    session: Session,
    heard: Vec<(String, Vec<u8>)>,
    reach: Vec<String>,
    signalled: Vec<(String, Vec<u8>)>,
    evidence: BTreeMap<String, Vec<u8>>,
    written: Vec<ItemId>,
}

/// A wire between two browsers: what is under way in each direction, and whether a direction is dead without a word.
#[derive(Default)]
struct Line {
    ends: [usize; 2],
    open: bool,
    under_way: [VecDeque<Vec<u8>>; 2],
    dead: [bool; 2],
}

struct World {
    id: DocumentId,
    nodes: Vec<Node>,
    lines: Vec<Line>,
    now_ms: u64,
    fresh: u32,
}

impl World {
    /// `with`: how many of them have the review from the beginning.
    fn new(nodes: usize, with: usize, pairs: &[(usize, usize)]) -> World {
        let first = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap();
        let id = first.identity().document_id();
        let bytes = first.save();
        let mut world = World { id, nodes: Vec::new(), lines: Vec::new(), now_ms: 0, fresh: 10 };
        for index in 0..nodes {
            world.fresh += 1;
            let replica = (index < with).then(|| Replica::load(&bytes, seed(world.fresh)).unwrap());
            let name = format!("node{index}");
            let session = Session::new(&name, "first", id, replica.as_ref().map(|_| bytes.as_slice())).unwrap();
            let view = replica.as_ref().map(|replica| replica.view().unwrap()).unwrap_or_default();
            world.nodes.push(Node {
                name,
                replica,
                view,
                session,
                heard: Vec::new(),
                reach: Vec::new(),
                signalled: Vec::new(),
                evidence: BTreeMap::new(),
                written: Vec::new(),
            });
        }
        for (a, b) in pairs {
            world.lines.push(Line { ends: [*a, *b], ..Line::default() });
        }
        world
    }

    fn wire(line: usize) -> Wire {
        u32::try_from(line).unwrap()
    }

    fn open(&mut self, line: usize) {
        if self.lines[line].open {
            return;
        }
        let ends = self.lines[line].ends;
        self.lines[line] = Line { ends, open: true, ..Line::default() };
        for (side, node) in ends.into_iter().enumerate() {
            self.tell(node, Event::Opened { wire: Self::wire(line), joins: side == 0 });
        }
    }

    fn close(&mut self, line: usize) {
        if !self.lines[line].open {
            return;
        }
        let ends = self.lines[line].ends;
        self.lines[line] = Line { ends, ..Line::default() };
        for node in ends {
            self.tell(node, Event::Closed { wire: Self::wire(line) });
        }
    }

    fn tell(&mut self, node: usize, event: Event) {
        let effects = self.nodes[node].session.handle(event);
        self.carry_out(node, effects);
    }

    fn carry_out(&mut self, node: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { wire, bytes } => {
                    let line = &mut self.lines[usize::try_from(wire).unwrap()];
                    let side = usize::from(line.ends[0] != node);
                    if line.open && !line.dead[side] {
                        line.under_way[side].push_back(bytes);
                    }
                }
                Effect::Learnt { changes, .. } => self.learn(node, &changes),
                Effect::Heard { peer, data } => self.nodes[node].heard.push((peer, data)),
                Effect::Reach { peers, .. } => self.nodes[node].reach = peers,
                Effect::Signalled { from, data } => self.nodes[node].signalled.push((from, data)),
                Effect::Wanted { wire, hash } => {
                    let bytes = self.nodes[node].evidence.get(&hash).cloned().unwrap_or_default();
                    self.tell(node, Event::Give { wire, hash, bytes });
                }
                Effect::Arrived { hash, bytes } => {
                    self.nodes[node].evidence.insert(hash, bytes);
                }
                Effect::Drop { wire, why } => {
                    assert!(!why.contains("not taken in"), "{why}");
                    self.close(usize::try_from(wire).unwrap());
                }
                Effect::Met { .. } | Effect::Even { .. } | Effect::Lacks { .. } | Effect::Left { .. } => {}
            }
        }
    }

    fn learn(&mut self, node: usize, changes: &[Vec<u8>]) {
        self.fresh += 1;
        let actor = seed(self.fresh);
        let node = &mut self.nodes[node];
        match &mut node.replica {
            None => {
                let replica = Replica::from_changes(changes, actor).unwrap();
                node.view = replica.view().unwrap();
                node.replica = Some(replica);
            }
            Some(replica) => {
                let absorbed = replica.absorb(changes, &node.view).unwrap();
                node.view = node.view.clone().fold(&absorbed.deltas);
            }
        }
        assert_eq!(node.view, node.replica.as_ref().unwrap().view().unwrap(), "folded equals read from scratch");
    }

    fn write(&mut self, node: usize, words: &str) {
        self.fresh += 1;
        let item = ItemId::new(format!("i{}", self.fresh));
        let title = TextField::Prose(Prose::Title);
        let intents = [
            Intent::AddItem(NewItem { id: item.clone(), fields: BTreeMap::new(), body: words.to_owned() }),
            Intent::SpliceText { field: title, at: 0, delete: 0, insert: words.to_owned() },
            Intent::set_meta(meta::SEVERITY, Scalar::text(words)),
        ];
        if self.act(node, &intents) {
            self.nodes[node].written.push(item);
        }
    }

    fn act(&mut self, node: usize, intents: &[Intent]) -> bool {
        let now_ms = 1_773_000_000_000 + i64::try_from(self.now_ms).unwrap();
        let Node { replica, view, name, .. } = &mut self.nodes[node];
        let Some(replica) = replica else { return false };
        let act = view.act(intents);
        let commit = replica.carry_out(&act, &Stamp { by: PersonId::new(name.as_str()), now_ms }).unwrap();
        *view = act.view.fold(&commit.also);
        self.tell(node, Event::Wrote { changes: vec![commit.bytes] });
        true
    }

    fn deliver(&mut self, line: usize, side: usize) -> bool {
        let Line { open, under_way, dead, ends } = &mut self.lines[line];
        if !*open || dead[side] {
            return false;
        }
        let Some(bytes) = under_way[side].pop_front() else { return false };
        let to = ends[1 - side];
        self.tell(to, Event::Received { wire: Self::wire(line), bytes });
        true
    }

    fn tick(&mut self, milliseconds: u64) {
        self.now_ms += milliseconds;
        for node in 0..self.nodes.len() {
            self.tell(node, Event::Tick { now_ms: self.now_ms });
        }
    }

    /// The tab is closed and opened again: a new session of the same document, and every wire of it is gone.
    fn restart(&mut self, node: usize) {
        for line in 0..self.lines.len() {
            if self.lines[line].ends.contains(&node) {
                self.close(line);
            }
        }
        self.fresh += 1;
        let bytes = self.nodes[node].replica.as_ref().map(Replica::save);
        let name = format!("{}-{}", self.nodes[node].name, self.fresh);
        self.nodes[node].session = Session::new(&name, "again", self.id, bytes.as_deref()).unwrap();
        if let Some(bytes) = bytes {
            self.nodes[node].replica = Some(Replica::load(&bytes, seed(self.fresh)).unwrap());
        }
    }

    /// Everything under way arrives. Gives how many rounds that took.
    fn settle(&mut self) -> usize {
        for round in 0..200 {
            let mut moved = false;
            for line in 0..self.lines.len() {
                for side in 0..2 {
                    // What is under way now, not what is sent in answer.
                    for _ in 0..self.lines[line].under_way[side].len() {
                        moved |= self.deliver(line, side);
                    }
                }
            }
            if !moved {
                return round;
            }
        }
        panic!("they never come to rest");
    }

    fn same(&self) -> bool {
        let heads = |node: &Node| node.replica.as_ref().map(Replica::heads);
        self.nodes.iter().all(|node| heads(node) == heads(&self.nodes[0]) && node.view == self.nodes[0].view)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Write { node: usize, word: usize },
    Deliver { line: usize, side: usize },
    Twice { line: usize, side: usize },
    Lose { line: usize, side: usize },
    Die { line: usize, side: usize },
    Close { line: usize },
    Open { line: usize },
    Restart { node: usize },
    Say { node: usize },
    Tick { milliseconds: u64 },
}

const WORDS: [&str; 6] = ["queue", "é", "👩‍👩‍👧", "日本語", "مرحبا", "x"];

fn step() -> impl Strategy<Value = Step> {
    let (node, line, side) = (0..4_usize, 0..6_usize, 0..2_usize);
    prop_oneof![
        5 => (node.clone(), 0..WORDS.len()).prop_map(|(node, word)| Step::Write { node, word }),
        12 => (line.clone(), side.clone()).prop_map(|(line, side)| Step::Deliver { line, side }),
        1 => (line.clone(), side.clone()).prop_map(|(line, side)| Step::Twice { line, side }),
        1 => (line.clone(), side.clone()).prop_map(|(line, side)| Step::Lose { line, side }),
        1 => (line.clone(), side).prop_map(|(line, side)| Step::Die { line, side }),
        1 => line.clone().prop_map(|line| Step::Close { line }),
        2 => line.prop_map(|line| Step::Open { line }),
        1 => node.clone().prop_map(|node| Step::Restart { node }),
        2 => node.prop_map(|node| Step::Say { node }),
        1 => (0..30_000_u64).prop_map(|milliseconds| Step::Tick { milliseconds }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn wires_that_lose_double_delay_and_break_end_with_the_same_review(
        nodes in 2..5_usize,
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let all = [(0, 1), (1, 2), (0, 2), (2, 3), (1, 3), (0, 3)];
        let pairs: Vec<(usize, usize)> = all.into_iter().filter(|(a, b)| *a < nodes && *b < nodes).collect();
        let mut world = World::new(nodes, 1, &pairs);
        for line in 0..pairs.len() {
            world.open(line);
        }
        for step in steps {
            match step {
                Step::Write { node, word } => world.write(node % nodes, WORDS[word]),
                Step::Deliver { line, side } => { world.deliver(line % pairs.len(), side); }
                Step::Twice { line, side } => {
                    let first = world.lines[line % pairs.len()].under_way[side].front().cloned();
                    if let Some(first) = first {
                        world.lines[line % pairs.len()].under_way[side].push_front(first);
                    }
                }
                Step::Lose { line, side } => { world.lines[line % pairs.len()].under_way[side].pop_front(); }
                Step::Die { line, side } => world.lines[line % pairs.len()].dead[side] = true,
                Step::Close { line } => world.close(line % pairs.len()),
                Step::Open { line } => world.open(line % pairs.len()),
                Step::Restart { node } => world.restart(node % nodes),
                Step::Say { node } => world.tell(node % nodes, Event::Say { data: vec![1] }),
                Step::Tick { milliseconds } => world.tick(milliseconds),
            }
        }
        // New wires are well. Nobody knows of those that died without a word, or lost something: silence tells.
        let mut rounds = 0;
        for _ in 0..8 {
            for line in 0..pairs.len() {
                world.open(line);
            }
            rounds += world.settle();
            for node in 0..nodes {
                world.tell(node, Event::Say { data: vec![2] });
            }
            rounds += world.settle();
            world.tick(15_000);
        }
        rounds += world.settle();
        let stand: Vec<_> = world
            .nodes
            .iter()
            .map(|node| (node.replica.as_ref().map(Replica::heads), node.session.shadow().heads()))
            .collect();
        prop_assert!(world.same(), "they differ: {stand:?} {:?}", world.lines.iter().map(|line| line.open).collect::<Vec<_>>());
        prop_assert!(rounds <= 90, "{rounds} rounds");
        for node in &world.nodes {
            for item in &node.written {
                prop_assert!(world.nodes[0].view.item(item).is_some(), "{item} is lost");
            }
            prop_assert_eq!(node.session.shadow().heads(), node.replica.as_ref().unwrap().heads());
        }
    }

    #[test]
    fn bytes_that_are_no_message_end_that_wire_and_nothing_else(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut world = World::new(2, 2, &[(0, 1)]);
        world.open(0);
        world.settle();
        let before = world.nodes[1].view.clone();
        world.tell(1, Event::Received { wire: 0, bytes: noise });
        world.write(0, "still here");
        world.settle();
        world.tick(1_000);
        world.open(0);
        world.settle();
        prop_assert!(world.same());
        prop_assert_ne!(&world.nodes[1].view, &before);
    }

    #[test]
    fn messages_come_back_as_they_went_and_damaged_ones_never_stop_anybody(
        sender in ".{0,20}", target in ".{0,20}", document in ".{0,40}", data in prop::collection::vec(any::<u8>(), 0..200),
        count in any::<u32>(), kind in 0..10_usize, at in any::<prop::sample::Index>(), with in any::<u8>(),
    ) {
        let metadata = Metadata { ours: count % 2 == 0 };
        let body = match kind {
            0 => Body::Join { metadata, versions: vec!["1".into(), sender.clone()] },
            1 => Body::Peer { metadata, version: "1".into() },
            2 => Body::Sync { document, data, wants: count % 2 == 0 },
            3 => Body::Unavailable { document },
            4 => Body::Passing { document, session: target.clone(), count: count.into(), data },
            5 => Body::Leave,
            6 => Body::Error { message: document },
            7 => Body::Reach { peers: vec![document, sender.clone()] },
            8 => Body::Signal { data },
            _ => Body::Piece { hash: document, total: count.into(), at: 7, data },
        };
        let message = Message { sender, target, body };
        let mut bytes = message.encode();
        prop_assert_eq!(Message::decode(&bytes), Some(message));
        let at = at.index(bytes.len());
        bytes[at] = with;
        let _ = Message::decode(&bytes);
        bytes.truncate(at);
        let _ = Message::decode(&bytes);
    }
}

#[test]
fn a_lost_answer_is_missed_though_both_ends_keep_saying_that_they_are_here() {
    let mut world = World::new(2, 1, &[(0, 1)]);
    world.open(0);
    for side in [0, 1, 1, 1, 0, 0] {
        assert!(world.deliver(0, side), "join, peer, whom else there is, and the first step of comparing");
    }
    for side in 0..2 {
        assert!(world.lines[0].under_way[side].pop_front().is_some(), "both answers are lost");
    }
    world.settle();
    assert!(!world.same(), "it was the answers that were lost");
    for _ in 0..3 {
        world.tick(15_000);
        world.open(0);
        for node in 0..2 {
            world.tell(node, Event::Say { data: vec![1] });
        }
        world.settle();
    }
    assert!(world.same());
}

#[test]
fn what_is_said_in_passing_reaches_everybody_once_however_many_ways_there_are() {
    let mut world = World::new(4, 4, &[(0, 1), (1, 2), (0, 2), (2, 3)]);
    for line in 0..4 {
        world.open(line);
    }
    world.settle();
    for word in 0..5_u8 {
        world.tell(0, Event::Say { data: vec![word] });
    }
    world.settle();
    for node in 1..4 {
        let said: Vec<(String, Vec<u8>)> = (0..5_u8).map(|word| ("node0".to_owned(), vec![word])).collect();
        assert_eq!(world.nodes[node].heard, said);
    }
}

#[test]
fn a_newcomer_hears_whom_else_it_can_reach_and_is_put_through_to_them() {
    let mut world = World::new(3, 2, &[(0, 1), (2, 0)]);
    world.open(0);
    world.settle();
    world.open(1);
    world.settle();
    assert_eq!(world.nodes[2].reach, ["node1"]);
    assert_eq!(world.nodes[1].reach, ["node2"]);
    world.tell(2, Event::Signal { to: "node1".into(), data: vec![7] });
    world.settle();
    assert_eq!(world.nodes[1].signalled, [("node2".to_owned(), vec![7])]);
    assert_eq!(world.nodes[2].replica.as_ref().unwrap().heads(), world.nodes[0].replica.as_ref().unwrap().heads());
}

#[test]
fn evidence_comes_from_whoever_has_it_and_a_false_piece_is_not_taken() {
    use sha2::{Digest, Sha256};
    let mut world = World::new(3, 3, &[(0, 1), (0, 2)]);
    let bytes: Vec<u8> = (0..100_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    // The first one asked has something else under that name.
    world.nodes[1].evidence.insert(hash.clone(), b"something else".to_vec());
    world.nodes[2].evidence.insert(hash.clone(), bytes.clone());
    for line in 0..2 {
        world.open(line);
    }
    world.settle();
    world.tell(0, Event::Want { hash: hash.clone() });
    world.settle();
    assert_eq!(world.nodes[0].evidence.get(&hash), Some(&bytes));
}

#[test]
fn a_change_that_would_hide_what_others_wrote_ends_the_wire_and_nothing_of_it_stays() {
    // What another program does that puts a new map where the entries are: this app refuses to, so Automerge does it.
    let replica = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap();
    let id = replica.identity().document_id();
    let mut theirs = Automerge::load(&replica.save()).unwrap();
    let mut transaction = theirs.transaction();
    transaction.put_object(ROOT, "items", ObjType::Map).unwrap();
    transaction.commit();
    let mut state = State::new();
    let mut session = Session::new("me", "s", id, Some(&replica.save())).unwrap();
    session.handle(Event::Opened { wire: 1, joins: false });
    let join = Message {
        sender: "stranger".into(),
        target: String::new(),
        body: Body::Join { metadata: Metadata::default(), versions: vec!["1".into()] },
    };
    session.handle(Event::Received { wire: 1, bytes: join.encode() });
    let before = session.shadow().heads();
    let mut effects = Vec::new();
    for _ in 0..4 {
        let Some(next) = theirs.generate_sync_message(&mut state) else { break };
        let sync = Message {
            sender: "stranger".into(),
            target: "me".into(),
            body: Body::Sync { document: address::name(id), data: next.encode(), wants: false },
        };
        effects = session.handle(Event::Received { wire: 1, bytes: sync.encode() });
        for effect in &effects {
            let Effect::Send { bytes, .. } = effect else { continue };
            if let Some(Message { body: Body::Sync { data, .. }, .. }) = Message::decode(bytes) {
                theirs.receive_sync_message(&mut state, sync::Message::decode(&data).unwrap()).unwrap();
            }
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Drop { .. })) {
            break;
        }
    }
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Drop { why, .. } if why.contains("hidden"))),
        "{effects:?}"
    );
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Learnt { .. })));
    assert_eq!(session.shadow().heads(), before);
}

#[test]
fn the_same_session_works_on_the_bench_of_the_quarantine() {
    let replica = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap();
    let document = replica.identity().document_id();
    let begin = |me: &str, bytes| encode_begin(&Begin { me: me.to_owned(), name: "s".to_owned(), document, bytes });
    let mut benches = [Bench::default(), Bench::default()];
    benches[0].work(&begin("a", Some(replica.save())));
    benches[1].work(&begin("b", None));
    let mut work: VecDeque<(usize, Vec<u8>)> = VecDeque::new();
    for (index, joins) in [(0, true), (1, false)] {
        work.push_back((index, encode_event(&Event::Opened { wire: 1, joins })));
    }
    let mut learnt = Vec::new();
    while let Some((index, event)) = work.pop_front() {
        for effect in decode_effects(&benches[index].work(&event)).unwrap() {
            match effect {
                Effect::Send { bytes, .. } => {
                    work.push_back((1 - index, encode_event(&Event::Received { wire: 1, bytes })));
                }
                Effect::Learnt { changes, .. } => learnt.extend(changes),
                _ => {}
            }
        }
    }
    assert_eq!(Replica::from_changes(&learnt, seed(9)).unwrap().heads(), replica.heads());
}
