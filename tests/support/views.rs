//! Reviews at random: words that formats get wrong, every form of moment, values that differ, removed items.

use proptest::prelude::*;
use second_story::review::field::{item as fields, meta};
use second_story::review::moment::{Instant, Precision, Tick, When, Zone};
use second_story::review::{Item, ItemId, Moment, PersonId, Prose, Register, ReviewView, Scalar, ViewParts, kind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Words that formats get wrong.
pub const WORDS: &[&str] = &[
    "the queue was full",
    "👩‍👩‍👧 and 👀",
    "日本語の文",
    "مرحبا بالعالم",
    "a|b|c",
    "# no heading",
    "- no list",
    "1. no number",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "-->",
    "two\nlines",
    "three\n\nparagraphs\r\n\r\nhere",
    "snake_case *stars* `ticks` ~~gone~~ \\back",
    "see https://example.org/a_b?c=d&e=(f)|g.",
    "\"quotes\" & 'others' \t tab",
    "e\u{301}\u{2028}x\u{0}y",
    "    code",
    "---",
    "&lt; &amp;",
    "",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..WORDS.len()).prop_map(|place| WORDS[place].to_owned()),
        1 => ".{0,30}",
    ]
}

fn tick() -> impl Strategy<Value = Tick> {
    let precision = prop_oneof![
        Just(Precision::DAY),
        Just(Precision::Hour),
        Just(Precision::Minute),
        Just(Precision::Second),
        Just(Precision::Fraction),
    ];
    (1_773_700_000_i64..1_773_900_000, 0..1_000_000_000_u32, precision)
        .prop_map(|(seconds, nanos, precision)| Tick::new(Instant::new(seconds, nanos).unwrap(), precision))
}

/// A moment of any form.
pub fn moment() -> impl Strategy<Value = Moment> {
    let when = prop_oneof![
        4 => (tick(), any::<bool>()).prop_map(|(tick, approximate)| When::At { tick, approximate }),
        2 => (proptest::option::of(tick()), proptest::option::of(tick()), any::<bool>())
            .prop_map(|(start, end, approximate)| When::Range { start, end, approximate }),
        1 => tick().prop_map(When::Before),
        1 => tick().prop_map(When::After),
        1 => Just(When::Unknown { from: None, until: None }),
    ];
    let zone = prop_oneof![Just(Zone::Unstated), Just(Zone::Offset), Just(Zone::Named("Europe/Berlin".to_owned()))];
    (when, zone, prop_oneof![Just(0), Just(3600), Just(-19_800)], prop_oneof![Just(String::new()), word()])
        .prop_map(|(when, zone, offset, words)| Moment::new(when, zone, offset, words))
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        4 => word().prop_map(Scalar::text),
        1 => Just(Scalar::Null),
        1 => any::<bool>().prop_map(Scalar::Bool),
        1 => any::<i64>().prop_map(Scalar::Int),
        1 => Just(Scalar::Other("float".into(), "0.5".into())),
        1 => Just(Scalar::Other("uint".into(), u64::MAX.to_string().into())),
    ]
}

fn person() -> impl Strategy<Value = PersonId> {
    (0..4_u8).prop_map(|number| PersonId::new(format!("p{number}")))
}

fn register_of(values: impl Strategy<Value = Scalar> + Clone) -> impl Strategy<Value = Register> {
    prop_oneof![
        4 => values.clone().prop_map(Register::one),
        1 => proptest::collection::vec((values, proptest::option::of(person())), 2..4).prop_map(Register::from_claims),
    ]
}

fn time() -> impl Strategy<Value = Register> {
    register_of(moment().prop_map(|moment| Scalar::text(moment.encode())).boxed())
}

fn item(number: usize) -> impl Strategy<Value = (Item, bool)> {
    let kinds = [
        kind::ENTRY,
        kind::ENTRY,
        kind::ENTRY,
        kind::IMPACT,
        kind::ACCOUNT,
        kind::FACTOR,
        kind::CANDIDATE,
        kind::QUESTION,
        kind::PARKED,
        kind::CHECK_IN,
        kind::BELIEF,
        kind::ROLE,
        kind::COMMENT,
        "omen",
    ];
    let one_of =
        |list: &'static [&'static str]| (0..list.len()).prop_map(move |place| Scalar::text(list[place])).boxed();
    let named = proptest::collection::btree_map(
        prop_oneof![
            Just(fields::LANE),
            Just(fields::SOURCE),
            Just(fields::LINK),
            Just(fields::STARRED),
            Just(fields::HIDDEN),
            Just(fields::WHO),
            Just(fields::HOW_MANY),
            Just(fields::OWNER),
            Just(fields::DUE),
            Just(fields::MEASURE),
            Just(fields::REASON),
            Just(fields::WHY),
            Just("weather"),
        ],
        register_of(scalar().boxed()),
        0..4,
    );
    let removed = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Register::one(Scalar::Int(1_773_800_000_000)))),
        1 => Just(Some(Register::from_claims([(Scalar::Int(1_773_800_000_000), Some(PersonId::new("p0"))), (Scalar::Int(1_773_800_000_001), Some(PersonId::new("p1")))]))),
        1 => Just(Some(Register::from_claims([(Scalar::Int(1_773_800_000_000), None), (Scalar::Null, Some(PersonId::new("p1")))]))),
    ];
    (
        (0..kinds.len()).prop_map(move |place| kinds[place]),
        word(),
        time(),
        (proptest::option::of(time()), time()),
        register_of(one_of(&["alarm", "decision", "impact", "note", "weak-signal", "later-kind"])),
        register_of(one_of(&["funded", "declined", "budget", "perhaps"])),
        named,
        removed,
        any::<bool>(),
    )
        .prop_map(move |(kind, body, at, (known, elsewhere), what, disposition, named, removed, edited)| {
            let mut all: BTreeMap<Arc<str>, Register> =
                named.into_iter().map(|(key, register)| (Arc::from(key), register)).collect();
            let mut put = |key: &str, register: Register| all.insert(Arc::from(key), register);
            put(fields::KIND, Register::one(Scalar::text(kind)));
            put(fields::CREATED_BY, Register::one(Scalar::text("p0")));
            put(fields::AT, at);
            if let Some(known) = known {
                put(fields::KNOWN_AT, known);
            }
            if kind == kind::ENTRY {
                put(fields::TYPE, what);
            }
            if kind == kind::COMMENT {
                put(fields::ABOUT, Register::one(Scalar::text("text:summary")));
                put(fields::QUOTE, disposition.clone());
            }
            if kind == kind::ROLE {
                put(fields::ROLE, Register::one(Scalar::text("commander")));
            }
            if kind == kind::BELIEF {
                put(fields::IN_FACT, disposition.clone());
            }
            if kind == kind::ENTRY && number.is_multiple_of(2) {
                put(&format!("{}db one", fields::KNOWN_IN), elsewhere);
            }
            if kind == kind::CANDIDATE {
                put(fields::DISPOSITION, disposition);
            }
            if let Some(removed) = removed {
                put(fields::REMOVED_AT, removed);
            }
            let id = ItemId::from_bytes(&(number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
            let item = Item::new(id, Arc::from(body), all);
            let edited = edited && item.is_removed();
            (item, edited)
        })
}

/// A review of any sort.
pub fn view() -> impl Strategy<Value = ReviewView> {
    let prose = proptest::collection::btree_map(
        (0..Prose::ALL.len()).prop_map(|place| Prose::ALL[place]),
        word().prop_map(Arc::from),
        0..8,
    );
    let metas = proptest::collection::btree_map(
        prop_oneof![
            Just(meta::REFERENCE),
            Just(meta::SEVERITY),
            Just(meta::STATUS),
            Just(meta::SURPRISE),
            Just(meta::DAY),
            Just("weather"),
        ],
        register_of(scalar().boxed()),
        0..4,
    );
    let items = (0..9_usize).prop_flat_map(|count| (0..count).map(item).collect::<Vec<_>>());
    let people = proptest::collection::btree_map(
        person(),
        register_of(word().prop_map(Scalar::text).boxed()).prop_map(|role| BTreeMap::from([(Arc::from("role"), role)])),
        0..4,
    );
    let marks = proptest::collection::btree_map(
        (0..6_u8).prop_map(|number| Arc::from(format!("differently:i{number}:p1"))),
        register_of(scalar().boxed()),
        0..3,
    );
    (prose, metas, proptest::option::of(time()), items, people, marks, any::<bool>()).prop_map(
        |(prose, metas, reconvene, items, people, marks, shared)| {
            let mut meta_parts: BTreeMap<Arc<str>, Register> =
                metas.into_iter().map(|(key, register)| (Arc::from(key), register)).collect();
            if let Some(reconvene) = reconvene {
                meta_parts.insert(Arc::from(meta::RECONVENE), reconvene);
            }
            if shared {
                meta_parts.insert(Arc::from(meta::SHARED), Register::one(Scalar::Bool(true)));
            }
            ReviewView::from_parts(ViewParts { prose, meta: meta_parts, items, people, marks })
        },
    )
}
