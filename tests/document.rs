//! The document's form: its golden beginning, its extensions, what the gate refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ObjType, ROOT, ReadDoc};
use second_story::document::{
    DocumentError, Identity, Keep, Limits, Refusal, Replica, Seed, Stamp, Step, everything_written, genesis, inspect,
    recast,
};
use second_story::review::{Intent, ItemId, NewItem, PersonId, Prose, ReviewView, Scalar, TextField, kind};
use sha2::{Digest, Sha256};

fn stamp() -> Stamp {
    Stamp { by: PersonId::new("writer"), now_ms: 1_773_790_000_000 }
}

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number ^ 0x55; 16] }
}

/// A review with one entry.
fn review() -> (Replica, ReviewView) {
    let mut replica = Replica::create(&seed(1)).unwrap();
    let new = NewItem::new(ItemId::new("entry"), kind::ENTRY, "Page: queue depth", &PersonId::new("writer"), 0);
    let act = replica.view().unwrap().act(&[
        Intent::SpliceText { field: TextField::Prose(Prose::Title), at: 0, delete: 0, insert: "Refunds twice".into() },
        Intent::AddItem(new),
    ]);
    replica.carry_out(&act, &stamp()).unwrap();
    let view = replica.view().unwrap();
    (replica, view)
}

#[test]
fn the_beginning_of_a_review_is_golden() {
    let bytes = genesis(&[0x2a; 16]).unwrap();
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, GOLDEN, "the genesis of id 2a… changed: every review ever shared depends on these bytes");
    let again = genesis(&[0x2a; 16]).unwrap();
    assert_eq!(bytes, again);
}

const GOLDEN: &str = "95e14f6f78758a13d18936a5efdc57ec84abedd4eb44e660115261954cc5fe69";

// S3-54
#[test]
fn a_public_id_follows_from_the_beginning_and_does_not_hold_it() {
    let replica = Replica::create(&seed(9)).unwrap();
    let identity = replica.identity();
    assert_eq!(identity, &Identity::of(identity.genesis));
    assert_eq!(identity.public.as_str().len(), 26);
    assert!(!identity.genesis.to_hex().contains(identity.public.as_str()));
}

#[test]
fn two_apps_that_add_the_same_extension_apart_agree() {
    let step = Step { number: 2, maps: &["ballots"], texts: &["coda"] };
    let (mut here, view) = review();
    let mut there = Replica::load(&here.save(), [9; 16]).unwrap();
    here.extend(&step).unwrap();
    there.extend(&step).unwrap();
    there.extend(&step).unwrap();
    assert_eq!(here.heads(), there.heads());
    // And one that does not know the step takes it in and keeps it.
    let (mut third, _) = (Replica::load(&review().0.save(), [10; 16]).unwrap(), ());
    third.absorb(&here.changes_after(&[]), &view).unwrap();
    assert_eq!(third.heads(), here.heads());
    assert!(inspect(&third.save(), &Limits::default()).is_ok());
}

/// A change by somebody hostile on top of a review.
fn hostile(replica: &Replica, meddle: impl FnOnce(&mut Automerge)) -> (Vec<u8>, Vec<u8>) {
    let mut document = Automerge::load(&replica.save()).unwrap();
    document.set_actor(ActorId::from([0xbb; 16].as_slice()));
    meddle(&mut document);
    let change = document.get_last_local_change().unwrap().raw_bytes().to_vec();
    (document.save(), change)
}

fn put(document: &mut Automerge, meddle: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) {
    let mut transaction = document.transaction();
    meddle(&mut transaction);
    transaction.commit_with(CommitOptions::default());
}

#[test]
fn a_change_that_would_hide_what_others_wrote_is_refused_and_changes_nothing() {
    type Meddle = Box<dyn FnOnce(&mut Automerge)>;
    let tales: Vec<(&str, Meddle)> = vec![
        (
            "a new map at the items",
            Box::new(|d| {
                put(d, |t| {
                    t.put_object(ROOT, "items", ObjType::Map).unwrap();
                })
            }),
        ),
        ("the items deleted", Box::new(|d| put(d, |t| t.delete(ROOT, "items").unwrap()))),
        ("a scalar over the texts", Box::new(|d| put(d, |t| t.put(ROOT, "text", 1).unwrap()))),
        (
            "a new map at the marks",
            Box::new(|d| {
                put(d, |t| {
                    t.put_object(ROOT, "marks", ObjType::Map).unwrap();
                })
            }),
        ),
        (
            "a title replaced",
            Box::new(|d| {
                let text = d.get(ROOT, "text").unwrap().unwrap().1;
                put(d, |t| {
                    t.put_object(&text, "title", ObjType::Text).unwrap();
                });
            }),
        ),
        (
            "an item replaced",
            Box::new(|d| {
                let items = d.get(ROOT, "items").unwrap().unwrap().1;
                put(d, |t| {
                    t.put_object(&items, "entry", ObjType::Map).unwrap();
                });
            }),
        ),
        (
            "an item deleted",
            Box::new(|d| {
                let items = d.get(ROOT, "items").unwrap().unwrap().1;
                put(d, |t| t.delete(&items, "entry").unwrap());
            }),
        ),
        (
            "the text of an item replaced",
            Box::new(|d| {
                let items = d.get(ROOT, "items").unwrap().unwrap().1;
                let entry = d.get(&items, "entry").unwrap().unwrap().1;
                put(d, |t| {
                    t.put_object(&entry, "body", ObjType::Text).unwrap();
                });
            }),
        ),
        (
            "the text of an item made a number",
            Box::new(|d| {
                let items = d.get(ROOT, "items").unwrap().unwrap().1;
                let entry = d.get(&items, "entry").unwrap().unwrap().1;
                put(d, |t| t.put(&entry, "body", 3).unwrap());
            }),
        ),
        (
            "a map inside a text",
            Box::new(|d| {
                let text = d.get(ROOT, "text").unwrap().unwrap().1;
                let title = d.get(&text, "title").unwrap().unwrap().1;
                put(d, |t| {
                    t.insert_object(&title, 0, ObjType::Map).unwrap();
                });
            }),
        ),
        (
            "the id changed",
            Box::new(|d| {
                let meta = d.get(ROOT, "meta").unwrap().unwrap().1;
                put(d, |t| t.put(&meta, "id", "another").unwrap());
            }),
        ),
        ("a new root key", Box::new(|d| put(d, |t| t.put(ROOT, "more", 1).unwrap()))),
    ];
    for (tale, meddle) in tales {
        let (mut replica, view) = review();
        let heads = replica.heads();
        let (document, change) = hostile(&replica, meddle);
        assert!(inspect(&document, &Limits::default()).is_err(), "inspected: {tale}");
        let refused = replica.absorb(&[change], &view);
        assert!(matches!(refused, Err(DocumentError::Refused(_))), "absorbed: {tale}");
        assert_eq!(replica.heads(), heads, "{tale}");
        assert_eq!(replica.view().unwrap(), view, "{tale}");
    }
}

#[test]
fn what_other_versions_add_to_an_item_is_kept() {
    let (mut replica, view) = review();
    let (document, change) = hostile(&replica, |d| {
        let items = d.get(ROOT, "items").unwrap().unwrap().1;
        let entry = d.get(&items, "entry").unwrap().unwrap().1;
        put(d, |t| {
            t.put(&entry, "mood", "calm").unwrap();
            t.put_object(&entry, "sketch", ObjType::Map).unwrap();
        });
    });
    inspect(&document, &Limits::default()).unwrap();
    let absorbed = replica.absorb(&[change], &view).unwrap();
    let after = view.fold(&absorbed.deltas);
    assert_eq!(after.item(&ItemId::new("entry")).unwrap().field("mood").text(), "calm");
    assert_eq!(after, replica.view().unwrap());
}

#[test]
fn another_reviews_bytes_are_refused_and_another_programs_too() {
    let (mut replica, view) = review();
    let other = Replica::create(&seed(2)).unwrap();
    let refused = replica.absorb(&other.changes_after(&[]), &view);
    assert!(matches!(refused, Err(DocumentError::Refused(Refusal::AnotherReview))), "{refused:?}");

    let mut stranger = Automerge::new();
    put(&mut stranger, |t| t.put(ROOT, "todo", "milk").unwrap());
    assert!(matches!(inspect(&stranger.save(), &Limits::default()), Err(Refusal::NoGenesis)));
    assert!(matches!(inspect(b"", &Limits::default()), Err(Refusal::NotADocument(_))));
    assert!(matches!(inspect(b"PK\x03\x04", &Limits::default()), Err(Refusal::NotADocument(_))));
}

#[test]
fn changes_that_build_on_missing_ones_are_refused_until_those_are_there() {
    let (mut replica, view) = review();
    let mut there = Replica::load(&replica.save(), [3; 16]).unwrap();
    let heads = there.heads();
    for word in ["a", "b"] {
        let act = there.view().unwrap().act(&[Intent::set_meta("severity", Scalar::text(word))]);
        there.carry_out(&act, &stamp()).unwrap();
    }
    let changes = there.changes_after(&heads);
    assert_eq!(changes.len(), 2);
    let refused = replica.absorb(&changes[1..], &view);
    assert!(matches!(refused, Err(DocumentError::Refused(Refusal::Incomplete(1)))), "{refused:?}");
    let both = [changes[1].clone(), changes[0].clone()];
    replica.absorb(&both, &view).unwrap();
    assert_eq!(replica.heads(), there.heads());
}

#[test]
fn what_waits_for_missing_changes_is_not_handed_on() {
    let (replica, _) = review();
    let mut there = Replica::load(&replica.save(), [3; 16]).unwrap();
    let heads = there.heads();
    for word in ["a", "b"] {
        let act = there.view().unwrap().act(&[Intent::set_meta("severity", Scalar::text(word))]);
        there.carry_out(&act, &stamp()).unwrap();
    }
    let changes = there.changes_after(&heads);
    let beginning = replica.save();
    let (part, waiting) = Replica::load_parts([beginning.as_slice(), changes[1].as_slice()], [4; 16]).unwrap();
    assert_eq!(waiting, 1);
    let seen = inspect(&part.save(), &Limits::default()).unwrap();
    assert_eq!(seen.heads, replica.heads());
}

#[test]
fn limits_are_named() {
    let (replica, _) = review();
    let limits = Limits { items: 0, ..Limits::default() };
    let refusal = inspect(&replica.save(), &limits).unwrap_err();
    assert_eq!(refusal, Refusal::TooMany { what: "items", count: 1, limit: 0 });
    assert_eq!(refusal.to_string(), "1 items are more than a review can have (0)");
}

// S1-3
#[test]
fn a_wording_from_before_a_recast_is_in_no_byte_of_it_and_the_search_would_find_it() {
    let (mut replica, view) = review();
    let id = ItemId::new("entry");
    let field = TextField::Body(id);
    let mut view = view;
    for wording in ["Bo forgot the key", "The release had no check for the key"] {
        let rewrite = Intent::rewrite(field.clone(), view.text(&field).unwrap(), wording).unwrap();
        let act = view.act(&[rewrite]);
        replica.carry_out(&act, &stamp()).unwrap();
        view = act.view;
    }
    let found = |replica: &Replica, words: &str| {
        everything_written(&replica.save()).unwrap().iter().any(|text| text.contains(words))
    };
    assert!(found(&replica, "Bo forgot the key"), "the search itself works");
    let shared = recast(&view, Keep::ForOthers, &seed(7), &stamp()).unwrap();
    assert!(!found(&shared, "Bo forgot"));
    assert!(found(&shared, "no check for the key"));
    assert_eq!(shared.change_count(), 2, "the beginning and one change");
}

#[test]
fn a_recast_keeps_values_that_differ_and_whose_they_are() {
    let (mut here, view) = review();
    let mut there = Replica::load(&here.save(), [4; 16]).unwrap();
    let set = |replica: &mut Replica, who: &str, value: &str| {
        let act = replica.view().unwrap().act(&[Intent::set(&ItemId::new("entry"), "at", Scalar::text(value))]);
        replica.carry_out(&act, &Stamp { by: PersonId::new(who), now_ms: 0 }).unwrap();
    };
    set(&mut here, "ann", "23:19");
    set(&mut there, "bo", "23:40");
    let before = here.view().unwrap();
    here.absorb(&there.changes_after(&[]), &before).unwrap();
    let _ = view;
    let view = here.view().unwrap();
    let again = recast(&view, Keep::Everything, &seed(8), &stamp()).unwrap();
    assert_eq!(again.view().unwrap(), view);
    let claims = again.view().unwrap().item(&ItemId::new("entry")).unwrap().field("at").claims().to_vec();
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[0].by, [PersonId::new("ann")]);
}

#[test]
fn a_review_of_a_newer_major_version_is_read_and_not_written() {
    let (replica, _) = review();
    let (document, _) = hostile(&replica, |d| put(d, |t| t.put(ROOT, "v", 2_u64).unwrap()));
    let inspected = inspect(&document, &Limits::default()).unwrap();
    assert_eq!(inspected.newer_version, Some(2));
    let mut newer = Replica::load(&document, [5; 16]).unwrap();
    let act = newer.view().unwrap().act(&[Intent::set_meta("severity", Scalar::text("1"))]);
    let heads = newer.heads();
    assert!(matches!(newer.carry_out(&act, &stamp()), Err(DocumentError::NewerVersion(2))));
    assert_eq!(newer.heads(), heads);
}

/// What Automerge's JavaScript makes of `doc.meta.severity = "high"`: a text where a plain value is expected.
#[test]
fn a_text_for_a_value_stands_for_what_it_says_and_folds_as_it_reads() {
    let (mine, before) = review();
    let mut mine = Replica::load(&mine.save(), [41; 16]).unwrap();
    let mut theirs = Automerge::load(&mine.save()).unwrap();
    theirs.set_actor(ActorId::from([42; 16].as_slice()));
    let meta = theirs.get(ROOT, "meta").unwrap().unwrap().1;
    let items = theirs.get(ROOT, "items").unwrap().unwrap().1;
    let entry = theirs.get(&items, "entry").unwrap().unwrap().1;
    put(&mut theirs, |t| {
        let severity = t.put_object(&meta, "severity", ObjType::Text).unwrap();
        t.splice_text(&severity, 0, 0, "high").unwrap();
        let lane = t.put_object(&entry, "lane", ObjType::Text).unwrap();
        t.splice_text(&lane, 0, 0, "support").unwrap();
    });
    let all = |document: &mut Automerge| -> Vec<Vec<u8>> {
        document.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
    };
    let absorbed = mine.absorb(&all(&mut theirs), &before).unwrap();
    let view = before.fold(&absorbed.deltas);
    assert_eq!(view.meta("severity").text(), "high");
    assert_eq!(view, mine.view().unwrap());

    // Somebody here says something else meanwhile, and they write on in their text: both stand, as they read now.
    let act = view.act(&[Intent::set_meta("severity", Scalar::text("SEV-2"))]);
    let commit = mine.carry_out(&act, &Stamp { by: PersonId::new("p1"), now_ms: 1_773_000_000_000 }).unwrap();
    let view = act.view.fold(&commit.also);
    put(&mut theirs, |t| {
        let severity = t.get(&meta, "severity").unwrap().unwrap().1;
        t.splice_text(&severity, 4, 0, "est").unwrap();
        t.put(&meta, "severity", "highest of all").unwrap();
    });
    put(&mut theirs, |t| {
        let severity = t.put_object(&meta, "severity", ObjType::Text).unwrap();
        t.splice_text(&severity, 0, 0, "really high").unwrap();
    });
    let absorbed = mine.absorb(&all(&mut theirs), &view).unwrap();
    let view = view.fold(&absorbed.deltas);
    assert_eq!(view, mine.view().unwrap());
    put(&mut theirs, |t| {
        let severity = t.get(&meta, "severity").unwrap().unwrap().1;
        t.splice_text(&severity, 0, 6, "very").unwrap();
    });
    let absorbed = mine.absorb(&all(&mut theirs), &view).unwrap();
    let view = view.fold(&absorbed.deltas);
    assert_eq!(view, mine.view().unwrap());
    let said: Vec<&str> = view.meta("severity").claims().iter().filter_map(|claim| claim.value.as_str()).collect();
    assert!(said.contains(&"very high") && said.contains(&"SEV-2"), "{said:?}");
}

#[test]
fn a_caret_is_the_same_letter_in_every_copy_and_what_is_no_caret_is_passed_over() {
    let (mine, before) = review();
    let title = TextField::Prose(Prose::Title);
    let mut theirs = Replica::load(&mine.save(), [51; 16]).unwrap();
    let caret = mine.caret(&title, 8).unwrap();
    let act = before.act(&[Intent::SpliceText { field: title.clone(), at: 0, delete: 0, insert: "👀 ".into() }]);
    theirs.carry_out(&act, &stamp()).unwrap();
    assert_eq!(mine.caret_at(&title, &caret), Some(8));
    assert_eq!(theirs.caret_at(&title, &caret), Some(11));
    let end = mine.caret(&title, 99).unwrap();
    assert_eq!(mine.caret_at(&title, &end), Some(13));
    // Each of these stopped the program, or would find nothing.
    let actor = "55".repeat(16);
    let known = caret.split_once('@').map(|(_, actor)| actor.to_owned()).unwrap();
    for text in ["", "é", "é@00", "-", "@", "4@", "@00", "x", "4294967296@00", "1@0", "1@zz", "1@é0", "-1@", "s1", "𝒳"]
    {
        assert_eq!(mine.caret_at(&title, text), None, "{text:?}");
    }
    for number in ["0", "1", "999999999", "4294967296", "18446744073709551616"] {
        for actor in [&actor, &known] {
            for sign in ["", "-"] {
                let _ = mine.caret_at(&title, &format!("{sign}{number}@{actor}"));
            }
        }
    }
}
