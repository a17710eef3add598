//! What leaves as JSON and as Markdown, and what comes back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/schema.rs"]
mod schema;
#[path = "support/views.rs"]
mod views;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use second_story::document::{Keep, Replica, Seed, Stamp, recast};
use second_story::exchange::export::rich::{Block, Inline};
use second_story::exchange::export::story::story;
use second_story::exchange::export::{Pieces, html, json as json_out, markdown, page};
use second_story::exchange::gate::{Arrival, Input, Request, Response, quarantine};
use second_story::exchange::import::{example, json as json_in};
use second_story::exchange::limits::Limits;
use second_story::review::field::{item as fields, meta};
use second_story::review::moment::UtcOnly;
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField,
};

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number + 100; 16] }
}

fn stamp(who: &str) -> Stamp {
    Stamp { by: PersonId::new(who), now_ms: 1_773_000_000_000 }
}

fn act(replica: &mut Replica, who: &str, intents: &[Intent]) {
    let act = replica.view().unwrap().act(intents);
    replica.carry_out(&act, &stamp(who)).unwrap();
}

fn take(into: &mut Replica, from: &Replica) {
    let before = into.view().unwrap();
    into.absorb(&from.changes_after(&[]), &before).unwrap();
}

/// The shipped example, with ids that are the same each time.
fn the_example() -> ReviewView {
    let mut next = 0_u32;
    let mut fresh = || {
        next += 1;
        ItemId::from_bytes(&next.to_be_bytes())
    };
    let intents = example::intents(&mut fresh, &PersonId::new("p1"), 1_773_000_000_000);
    ReviewView::default().act(&intents).view
}

/// Imports as the app does: into a document of its own; gives back the export of that.
fn through_a_document(json: &str, number: u8) -> (ReviewView, String) {
    let read = json_in::read(json.as_bytes(), &Limits::default()).unwrap();
    let replica = recast(&read.view, Keep::Everything, &seed(number), &stamp("p9")).unwrap();
    let view = replica.view().unwrap();
    let written = json_out::write(&view, &replica.identity().public);
    (view, written)
}

fn without_id(json: &str) -> String {
    json.lines().filter(|line| !line.starts_with("  \"id\": ")).collect::<Vec<_>>().join("\n")
}

/// Two people apart: differing times and severities, a removal that the other edited, a range, emoji.
fn a_lively_review() -> Replica {
    let mut mine = Replica::create(&seed(1)).unwrap();
    let entry = |id: &str, at: &str, words: &str| {
        let at = Moment::decode(at).unwrap();
        NewItem::entry(ItemId::new(id), EntryKind::Decision, &at, words, &PersonId::new("p1"), 1_773_000_000_000)
    };
    let title =
        Intent::SpliceText { field: TextField::Prose(Prose::Title), at: 0, delete: 0, insert: "Refunds 👀".into() };
    act(
        &mut mine,
        "p1",
        &[
            title,
            Intent::set_meta(meta::SHARED, Scalar::Bool(true)),
            Intent::AddItem(entry("e1", "2026-03-17T22:47:12Z|s|+01:00|23:47:12 CET", "first refund")),
            Intent::AddItem(entry("e2", "2026-03-17T23:19:00Z/2026-03-17T23:25:00Z|m-m|+00:00|23:19–23:25", "hold")),
            Intent::AddItem(entry("e3", "../..|?|?+00:00|--:--", "gone")),
            Intent::AddItem(entry("e4", "2026-03-17T23:20:00Z|~m|+00:00|~23:20", "gone, and edited elsewhere")),
            Intent::SetPerson { person: PersonId::new("p1"), key: "role".into(), value: Scalar::text("responder") },
            Intent::SetPerson { person: PersonId::new("p2"), key: "role".into(), value: Scalar::text("support") },
        ],
    );
    let mut theirs = Replica::load(&mine.save(), [77; 16]).unwrap();
    let at = |text: &str| Moment::decode(text).unwrap();
    act(
        &mut mine,
        "p1",
        &[
            Intent::retime(&ItemId::new("e1"), &at("2026-03-17T22:47:00Z|m|+00:00|22:47")),
            Intent::set_meta(meta::SEVERITY, Scalar::text("SEV-2")),
            Intent::remove(&ItemId::new("e3"), 1_773_000_000_001),
            Intent::remove(&ItemId::new("e4"), 1_773_000_000_001),
        ],
    );
    let more =
        Intent::SpliceText { field: TextField::Body(ItemId::new("e4")), at: 0, delete: 0, insert: "✂️ ".into() };
    act(
        &mut theirs,
        "p2",
        &[
            Intent::retime(&ItemId::new("e1"), &at("2026-03-17T22:52:00Z|~m|+00:00|~22:52")),
            Intent::set_meta(meta::SEVERITY, Scalar::text("SEV-1")),
            more,
        ],
    );
    take(&mut mine, &theirs);
    mine
}

#[test]
fn a_lively_review_goes_out_in_and_out_again_equal_but_for_its_id() {
    let replica = a_lively_review();
    let view = replica.view().unwrap();
    assert!(view.meta(meta::SEVERITY).differs());
    assert!(view.item(&ItemId::new("e1")).unwrap().field(fields::AT).differs());
    assert!(view.item(&ItemId::new("e4")).unwrap().is_edited_elsewhere());
    let first = json_out::write(&view, &replica.identity().public);
    let (_, second) = through_a_document(&first, 2);
    assert_eq!(without_id(&second), without_id(&first));
    assert_ne!(second, first, "the id is another");
    let (_, third) = through_a_document(&second, 3);
    assert_eq!(without_id(&third), without_id(&first), "and once more");
    assert!(first.contains("\"utc\": \"2026-03-17 23:19 UTC – 2026-03-17 23:25 UTC\""), "{first}");
    assert!(!first.contains("shared"));
}

#[test]
fn the_example_fits_the_published_schema_and_comes_back() {
    let view = the_example();
    let json = json_out::write(&view, &ReviewId::new("example"));
    assert_fits(&json);
    let (_, again) = through_a_document(&json, 4);
    assert_eq!(without_id(&again), without_id(&json));
}

#[test]
fn the_published_schema_refuses_what_is_not_a_review() {
    let schema = published_schema();
    for text in [
        "{}",
        r#"{"schema": "second-story/review@2", "id": "a", "meta": {}, "text": {}, "items": [], "people": {}, "marks": {}}"#,
        r#"{"schema": "second-story/review@1", "id": "a", "meta": {"x": []}, "text": {}, "items": [], "people": {}, "marks": {}}"#,
        r#"{"schema": "second-story/review@1", "id": "a", "meta": {}, "text": {}, "items": [{"id": "a"}], "people": {}, "marks": {}}"#,
    ] {
        assert!(!schema::misfits(&schema, &serde_json::from_str(text).unwrap()).is_empty(), "{text}");
    }
}

#[test]
fn what_was_removed_before_anyone_saw_it_does_not_leave() {
    let mut replica = Replica::create(&seed(1)).unwrap();
    let new = NewItem::new(ItemId::new("e1"), "entry", "whose fault it was", &PersonId::new("p1"), 0);
    let mark = Intent::SetMark { key: "differently:e1:p1".into(), value: Scalar::text("a word on it") };
    act(&mut replica, "p1", &[Intent::AddItem(new), mark]);
    act(&mut replica, "p1", &[Intent::remove(&ItemId::new("e1"), 1)]);
    let id = replica.identity().public.clone();
    let json = json_out::write(&replica.view().unwrap(), &id);
    assert!(!json.contains("fault") && !json.contains("a word on it"), "{json}");
    act(&mut replica, "p1", &[Intent::set_meta(meta::SHARED, Scalar::Bool(true))]);
    let json = json_out::write(&replica.view().unwrap(), &id);
    assert!(json.contains("fault") && json.contains("a word on it"), "once shared, removed items are history");
}

#[test]
fn the_example_as_markdown_is_what_was_agreed() {
    let written = markdown::write(&the_example(), &ReviewId::new("example"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/markdown/example.md");
    if std::env::var_os("SECOND_STORY_REWRITE").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    assert_eq!(written, std::fs::read_to_string(path).unwrap(), "SECOND_STORY_REWRITE=1 writes the file anew");
    assert_well_kept(&written);
}

// S2-7, S3-12
#[test]
fn a_lively_review_as_markdown_is_what_was_agreed() {
    let replica = a_lively_review();
    let written = markdown::write(&replica.view().unwrap(), &ReviewId::new("lively"));
    let expected = [
        "---",
        "schema: second-story/review@1",
        "id: lively",
        "status: draft",
        "timezone: UTC",
        "view: team",
        "---",
        "",
        "# Refunds 👀",
        "",
        "**Date** 2026-03-17 · **Severity** SEV-1 (support) / SEV-2 (responder)",
        "",
        "## Timeline",
        "",
        "### 2026-03-17 (UTC)",
        "",
        "| Time (UTC) | Event | Evidence |",
        "| --- | --- | --- |",
        "| 22:47 (responder) / ~22:52 (support) | **DECISION** first refund <!-- e:e1 --> | |",
        "| 23:19–23:25 | **DECISION** hold <!-- e:e2 --> | |",
        "| ~23:20 | **DECISION** ✂️ gone, and edited elsewhere *removed, and edited elsewhere* <!-- e:e4 --> | |",
        "",
    ]
    .join("\n");
    assert_eq!(written, expected);
    assert_well_kept(&written);
}

#[test]
fn known_from_stands_beside_the_time_unless_it_says_the_same() {
    let mut replica = Replica::create(&seed(1)).unwrap();
    let at = |text: &str| Moment::decode(text).unwrap();
    let impact = |id: &str, known: &str| {
        let when = at("2026-03-17T22:47:12Z|s|+00:00|");
        Intent::AddItem(
            NewItem::entry(
                ItemId::new(id),
                EntryKind::Impact,
                &when,
                "First duplicate refund",
                &PersonId::new("p1"),
                0,
            )
            .with(fields::KNOWN_AT, Scalar::text(at(known).encode())),
        )
    };
    act(
        &mut replica,
        "p1",
        &[
            impact("a", "2026-03-17T23:31:00Z|m|+00:00|"),
            impact("b", "2026-03-17T22:47:12Z|s|+01:00|23:47:12 CET"),
            impact("c", "2026-03-18T08:00:00Z|~m|+00:00|"),
        ],
    );
    let written = markdown::write(&replica.view().unwrap(), &ReviewId::new("known"));
    for line in [
        "| 22:47:12 | **IMPACT** First duplicate refund (known 23:31) <!-- e:a --> | |",
        "| 22:47:12 | **IMPACT** First duplicate refund <!-- e:b --> | |",
        "| 22:47:12 | **IMPACT** First duplicate refund (known 18 Mar ~08:00) <!-- e:c --> | |",
    ] {
        assert!(written.contains(line), "{line}\n{written}");
    }
}

/// LF, no trailing spaces, one line break at the end.
fn assert_well_kept(written: &str) {
    assert!(!written.contains('\r') && !written.contains('\t'));
    assert!(written.lines().all(|line| line.trim_end() == line), "no trailing spaces: {written}");
    assert!(written.ends_with('\n') && !written.ends_with("\n\n"));
}

/// What a reader of Markdown sees: the words, and how many headings, links, rows and list items there are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    words: String,
    headings: usize,
    links: Vec<String>,
    rows: usize,
    listed: usize,
}

fn seen_in_markdown(written: &str) -> Seen {
    let mut seen = Seen::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(written, options) {
        match event {
            Event::Text(text) => seen.words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => seen.words.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                let ours = html == "<br>" || (html.starts_with("<!-- e:") && html.ends_with(" -->"));
                assert!(ours, "HTML that nobody should see: {html:?} in\n{written}");
            }
            Event::Start(Tag::Heading { .. }) => seen.headings += 1,
            Event::Start(Tag::Link { dest_url, .. }) => seen.links.push(dest_url.to_string()),
            Event::Start(Tag::TableHead | Tag::TableRow) => seen.rows += 1,
            Event::Start(Tag::Item) => seen.listed += 1,
            Event::Start(
                Tag::Paragraph | Tag::List(None) | Tag::Table(_) | Tag::TableCell | Tag::Strong | Tag::Emphasis,
            )
            | Event::Start(Tag::HtmlBlock)
            | Event::End(_) => {}
            other => panic!("{other:?} in\n{written}"),
        }
    }
    seen.words.retain(|letter| !letter.is_whitespace());
    seen
}

fn seen_in_tree(blocks: &[Block]) -> Seen {
    let mut seen = Seen::default();
    for block in blocks {
        match block {
            Block::Heading { text, .. } => {
                seen.headings += 1;
                see(&mut seen, text);
            }
            Block::Paragraph(text) => see(&mut seen, text),
            Block::Quote(text) => seen.words.push_str(text),
            Block::Figure { .. } => {}
            Block::List(rows) => {
                seen.listed += rows.len();
                rows.iter().for_each(|row| see(&mut seen, row));
            }
            Block::Table { head, rows } => {
                seen.rows += rows.len() + 1;
                head.iter().for_each(|name| seen.words.push_str(name));
                rows.iter().flatten().for_each(|cell| see(&mut seen, cell));
            }
        }
    }
    seen.words.retain(|letter| !letter.is_whitespace());
    seen
}

fn see(seen: &mut Seen, line: &[Inline]) {
    for inline in line {
        match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Emphasis(text) => seen.words.push_str(text),
            Inline::Link { to, text } => {
                seen.words.push_str(text);
                seen.links.push(to.as_str().to_owned());
            }
            Inline::Break | Inline::Item(_) => {}
        }
    }
}

/// The elements that the one HTML file is made of.
const OF_THE_PAGE: [&str; 32] = [
    "!doctype", "html", "head", "meta", "title", "style", "body", "main", "article", "footer", "script", "h1", "h2",
    "h3", "p", "br", "strong", "em", "a", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "pre", "figure",
    "svg", "path", "text",
];

fn published_schema() -> serde_json::Value {
    serde_json::from_str(include_str!("../docs/format/review.schema.json")).unwrap()
}

fn assert_fits(json: &str) {
    let misfits = schema::misfits(&published_schema(), &serde_json::from_str(json).unwrap());
    assert!(misfits.is_empty(), "{misfits:#?}\n{json}");
}

/// Cases a run; more where `SECOND_STORY_CASES` says so.
fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_review_comes_back_from_json_equal_but_for_its_id(view in views::view()) {
        let json = json_out::write(&view, &ReviewId::new("original"));
        assert_fits(&json);
        let read = json_in::read(json.as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(&read.left_out, &Vec::<String>::new());
        prop_assert_eq!(json_out::write(&read.view, &ReviewId::new("original")), json.clone());
        let (_, again) = through_a_document(&json, 5);
        prop_assert_eq!(without_id(&again), without_id(&json));
    }

    #[test]
    fn any_review_comes_through_the_quarantine_as_it_is_read(view in views::view()) {
        let json = json_out::write(&view, &ReviewId::new("original"));
        let read = json_in::read(json.as_bytes(), &Limits::default()).unwrap();
        let request = Request::new(Input::File(json.into_bytes()), Vec::new());
        let answer = Response::decode(&quarantine(&request.encode())).unwrap();
        let expected = Arrival::Json { view: Box::new(read.view), left_out: read.left_out };
        prop_assert_eq!(answer.arrivals, vec![expected]);
    }

    // S3-54
    #[test]
    fn any_review_comes_back_from_its_one_html_file_and_nothing_in_that_runs(view in views::view()) {
        let id = ReviewId::new("original");
        let file = page::write(&view, &id, "UTC", &UtcOnly, &Pieces::new());
        let inside = page::data(file.as_bytes()).unwrap();
        let read = json_in::read(inside, &Limits::default()).unwrap();
        prop_assert_eq!(json_out::write(&read.view, &id), json_out::write(&view, &id));
        let answer = Response::decode(&quarantine(&Request::new(Input::File(file.clone().into_bytes()), Vec::new()).encode())).unwrap();
        prop_assert!(matches!(answer.arrivals.as_slice(), [Arrival::Json { .. }]), "{:?}", answer.arrivals.len());
        // Whatever people wrote, the elements of the page are ours: no other script, and none of theirs.
        let tags: Vec<&str> = file.split('<').skip(1).filter_map(|part| part.split('>').next()).collect();
        let scripts: Vec<&&str> = tags.iter().filter(|tag| tag.to_lowercase().starts_with("script")).collect();
        prop_assert_eq!(scripts, [&"script type=\"application/json\" id=\"second-story-review\""]);
        for tag in &tags {
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
            prop_assert!(OF_THE_PAGE.contains(&name), "<{}>", tag);
            prop_assert!(!tag.contains(" on") || tag.starts_with("meta") || tag.starts_with("svg"), "<{}>", tag);
        }
    }

    #[test]
    fn whoever_reads_the_markdown_sees_the_words_that_were_written_and_nothing_else(view in views::view()) {
        let blocks = story(&view, "UTC", &UtcOnly);
        let written = markdown::write(&view, &ReviewId::new("any"));
        assert_well_kept(&written);
        let (front, body) = written.strip_prefix("---\n").unwrap().split_once("---\n\n").unwrap();
        prop_assert!(front.lines().all(|line| line.contains(": ")), "{}", front);
        prop_assert_eq!(seen_in_markdown(body), seen_in_tree(&blocks), "{}", written);
        let page = html::write_blocks(&blocks);
        for never in ["<script", "<img", "javascript:", " on"] {
            let tags: Vec<&str> = page.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag).collect();
            prop_assert!(!tags.iter().any(|tag| format!("<{tag}").contains(never)), "{}", page);
        }
    }

    #[test]
    fn json_with_a_piece_cut_out_or_changed_never_brings_the_reader_down(view in views::view(), from in any::<prop::sample::Index>(), length in 0..40_usize, put in "[\\[\\]{}\":,0-9a-z]{0,3}") {
        let json = json_out::write(&view, &ReviewId::new("original"));
        let from = from.index(json.len());
        let mut bytes = json.into_bytes();
        let until = (from + length).min(bytes.len());
        bytes.splice(from..until, put.bytes());
        match json_in::read(&bytes, &Limits::default()) {
            Ok(read) => { let _ = json_out::write(&read.view, &ReviewId::new("x")); }
            Err(error) => prop_assert!(error.to_string().ends_with('.'), "{}", error),
        }
    }
}
