//! A review as an article: the tree that Markdown, rich text and the reading view are written from.
//!
//! Promises: the same view gives the same tree; sections in which nothing is written are absent; hidden items are
//! left out; where people differ, every value stands with whose it is; roles tell the story, and a name stands
//! only where somebody took on a fix. Headings are those that other tools and people's eyes know.

mod bet;
mod change;
mod meeting;
mod stick;
mod why;

use super::Pieces;
use super::rich::{Address, Block, Inline, one_line, paragraphs, piece, quoted};
use super::wording::Wording;
use crate::practice::evidence::{self, Form, Piece};
use crate::practice::numbers::Numbers;
use crate::practice::roles::{Role, holding};
use crate::practice::surprise;
use crate::practice::threads::{Anchor, threads};
use crate::review::field::{item as item_names, meta as meta_names};
use crate::review::moment::{Day, ZoneRules};
use crate::review::{EntryKind, Item, ItemId, Moment, Prose, Register, ReviewView, TextField, kind, title_or_untitled};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The question that every review answers.
pub const EXIT_QUESTION: &str = "What will someone do differently after this, and where will that difference live?";

/// The review as blocks, times in a zone (`UTC`, an offset, or an IANA name that the rules know).
pub fn story(view: &ReviewView, zone: &str, rules: &dyn ZoneRules) -> Vec<Block> {
    story_with(view, zone, rules, &Pieces::new())
}

/// The same, with the logs among these pieces quoted.
pub fn story_with(view: &ReviewView, zone: &str, rules: &dyn ZoneRules, pieces: &Pieces) -> Vec<Block> {
    let attached = evidence::by_line(view);
    let mut telling =
        Telling { view, zone, wording: Wording { view, zone, rules }, attached, pieces, blocks: Vec::new() };
    telling.head();
    telling.exit();
    telling.section("The trap, for the next team", telling.prose(Prose::Trap));
    telling.section("Summary", telling.prose(Prose::Summary));
    telling.bet();
    telling.surprise();
    telling.impact();
    telling.timeline();
    telling.roles();
    telling.beliefs();
    telling.accounts();
    telling.why();
    telling.changes();
    telling.questions();
    telling.list("Parking lot", kind::PARKED, |telling, item| telling.with_reason(item));
    telling.stick();
    telling.meeting();
    telling.discussion();
    telling.others();
    telling.supporting();
    telling.source();
    telling.blocks
}

/// The title, or what stands for one.
pub fn title_of(view: &ReviewView) -> String {
    title_or_untitled(&one_line(&view.called()))
}

struct Telling<'a> {
    view: &'a ReviewView,
    zone: &'a str,
    wording: Wording<'a>,
    attached: BTreeMap<ItemId, Vec<Piece>>,
    pieces: &'a Pieces,
    blocks: Vec<Block>,
}

impl<'a> Telling<'a> {
    fn heading(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading { level, text: vec![Inline::text(text)] });
    }

    /// A section, unless it is empty.
    fn section(&mut self, heading: &str, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.heading(2, heading);
            self.blocks.extend(blocks);
        }
    }

    fn prose(&self, field: Prose) -> Vec<Block> {
        paragraphs(self.view.prose(field)).into_iter().map(Block::Paragraph).collect()
    }

    /// A paragraph that begins with a label, unless nothing is written.
    fn labelled(&self, label: &str, field: Prose) -> Option<Block> {
        let words = piece(self.view.prose(field));
        (!words.is_empty()).then(|| Block::Paragraph(labelled(label, words)))
    }

    fn head(&mut self) {
        let reference = self.values(self.view.meta(meta_names::REFERENCE));
        let title = title_of(self.view);
        self.heading(1, &if reference.is_empty() { title } else { format!("{title} ({reference})") });
        let mut line: Vec<Inline> = Vec::new();
        let mut say = |label: &str, value: String| {
            if value.is_empty() {
                return;
            }
            if !line.is_empty() {
                line.push(Inline::Text(" · ".to_owned()));
            }
            line.push(Inline::strong(label));
            line.push(Inline::Text(format!(" {value}")));
        };
        say("Date", self.date());
        say("Severity", self.values(self.view.meta(meta_names::SEVERITY)));
        let surprise = self.values(self.view.meta(meta_names::SURPRISE));
        let rated = surprise::in_words(self.view);
        let rated = if rated.is_empty() { rated } else { format!("rated {rated}") };
        let surprise = said(&[surprise, rated]).join(", ");
        say("Surprise", if surprise.is_empty() { surprise } else { format!("{surprise} of 5") });
        if !line.is_empty() {
            self.blocks.push(Block::Paragraph(line));
        }
        let opening = self.prose(Prose::Opening);
        self.blocks.extend(opening);
    }

    /// The day the incident began: as said, or that of the first line with a time.
    fn date(&self) -> String {
        let said = self.values(self.view.meta(meta_names::DAY));
        if !said.is_empty() {
            return said;
        }
        let first = self.view.timeline().filter(|item| !item.is_hidden()).find_map(|item| self.day(item.at()));
        first.map(Day::iso).unwrap_or_default()
    }

    fn exit(&mut self) {
        let answers: Vec<Block> = [
            self.labelled("What will be different:", Prose::Different),
            self.labelled("Where it will live:", Prose::Lives),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !answers.is_empty() {
            self.heading(2, "Exit question");
            self.blocks.push(Block::Paragraph(vec![Inline::emphasis(EXIT_QUESTION)]));
            self.blocks.extend(answers);
        }
    }

    fn surprise(&mut self) {
        let both: Vec<Block> =
            [self.labelled("Our model said:", Prose::ModelSaid), self.labelled("The system did:", Prose::SystemDid)]
                .into_iter()
                .flatten()
                .collect();
        self.section("What surprised us", both);
    }

    fn impact(&mut self) {
        let mut blocks = self.prose(Prose::Impact);
        let rows: Vec<Vec<Inline>> = self
            .standing(kind::IMPACT)
            .map(|item| {
                let facts = [
                    self.times(item, item_names::AT, None),
                    self.values(item.field(item_names::WHO)),
                    self.values(item.field(item_names::HOW_MANY)),
                ];
                let mut row = vec![Inline::text(said(&facts).join(" · "))];
                follow(&mut row, ": ", piece(item.body()));
                self.end(row, item)
            })
            .collect();
        blocks.extend(Self::listed(rows));
        // The numbers are from the lines below; each stands by itself, so that one can be quoted.
        let numbers = Numbers::of(self.view);
        let said = numbers.figures().iter().map(|figure| vec![Inline::text(figure.sentence.as_str())]).collect();
        if let Some(list) = Self::listed(said) {
            blocks.push(Block::Paragraph(vec![Inline::strong("In numbers:")]));
            blocks.push(list);
        }
        self.section("Impact", blocks);
    }

    fn timeline(&mut self) {
        let mut days: BTreeMap<(bool, Option<Day>), Vec<&Arc<Item>>> = BTreeMap::new();
        for item in self.standing(kind::ENTRY) {
            let day = self.day(item.at());
            days.entry((day.is_none(), day)).or_default().push(item);
        }
        if days.is_empty() {
            return;
        }
        self.heading(2, "Timeline");
        for ((_, day), items) in days {
            let heading = day.map_or_else(|| "Time unknown".to_owned(), |day| format!("{} ({})", day.iso(), self.zone));
            let head = vec![format!("Time ({})", self.zone), "Event".to_owned(), "Evidence".to_owned()];
            let rows = items.iter().map(|item| self.row(item, day)).collect();
            self.heading(3, &heading);
            self.blocks.push(Block::Table { head, rows });
        }
    }

    fn row(&self, item: &Item, day: Option<Day>) -> Vec<Vec<Inline>> {
        let mut event: Vec<Inline> = Vec::new();
        let what = item.field(item_names::TYPE);
        let kinds: Vec<String> = what
            .claims()
            .iter()
            .map(|claim| EntryKind::from_key(claim.value.as_str().unwrap_or("")))
            .filter(|kind| what.differs() || *kind != EntryKind::Note)
            .map(|kind| kind.label().to_uppercase())
            .collect();
        if item.is_starred() {
            event.push(Inline::Text("★ ".to_owned()));
        }
        if !kinds.is_empty() {
            event.push(Inline::strong(kinds.join(" / ")));
            event.push(Inline::Text(" ".to_owned()));
        }
        event.extend(piece(item.body()));
        let known = item.field(item_names::KNOWN_AT);
        let known_then = known.first().as_str().and_then(|text| Moment::decode(text).ok());
        let as_it_happened = !known.differs()
            && known_then.is_some_and(|known| known.is_placed() && known.nominal() == item.at().nominal());
        if !known.is_nothing() && !as_it_happened {
            event.push(Inline::Text(format!(" (known {})", self.times(item, item_names::KNOWN_AT, day))));
        }
        for (key, register) in item.fields() {
            if let Some(lane) = key.strip_prefix(item_names::KNOWN_IN).filter(|_| !register.is_nothing()) {
                event.push(Inline::Text(format!(" (known in {lane} {})", self.times(item, key, day))));
            }
        }
        let lane = self.values(item.field(item_names::LANE));
        if !lane.is_empty() {
            event.push(Inline::Text(" ".to_owned()));
            event.push(Inline::emphasis(lane));
        }
        let beside = [("Known then:", item_names::KNOWN_THEN), ("Why it made sense:", item_names::WHY)];
        for (label, key) in beside.into_iter().filter(|_| !why::is_told_apart(item)) {
            let words = self.piece_of(item.field(key));
            if !words.is_empty() {
                event.push(Inline::Break);
                event.extend(labelled(label, words));
            }
        }
        vec![vec![Inline::text(self.times(item, item_names::AT, day))], self.end(event, item), self.evidence(item)]
    }

    fn evidence(&self, item: &Item) -> Vec<Inline> {
        let source = self.values(item.field(item_names::SOURCE));
        let mut out: Vec<Inline> = Vec::new();
        let links = item.field(item_names::LINK);
        let links = links.claims().iter().filter_map(|claim| claim.value.as_str()).flat_map(str::split_whitespace);
        for (place, link) in links.enumerate() {
            if place > 0 {
                out.push(Inline::Text(", ".to_owned()));
            }
            match Address::new(link) {
                Some(to) if place == 0 && !source.is_empty() => out.push(Inline::Link { to, text: source.clone() }),
                Some(to) => out.push(Inline::Link { text: to.host().to_owned(), to }),
                None => out.push(Inline::text(link)),
            }
        }
        if !source.is_empty()
            && !out.iter().any(|inline| matches!(inline, Inline::Link { text, .. } if *text == source))
        {
            follow_first(&mut out, Inline::Text(source));
        }
        for piece in self.attached.get(item.id()).into_iter().flatten() {
            follow(&mut out, ", ", vec![Inline::text(format!("{} ({})", piece.called(), piece.kind_and_size()))]);
        }
        out
    }

    /// Who held which role, from when to when.
    fn roles(&mut self) {
        let rows: Vec<Vec<Inline>> = Role::ALL
            .iter()
            .flat_map(|role| {
                let holding = holding(self.view, *role);
                let differ = holding.differ.iter().map(|held| (held, true)).collect::<Vec<_>>();
                let all: Vec<_> = holding.held.iter().map(|held| (held, false)).chain(differ).collect();
                all.into_iter()
                    .filter_map(|(held, differs)| {
                        let item = self.view.item(&held.item)?;
                        let who = if held.who.is_empty() { "somebody" } else { held.who.as_str() };
                        let since = self.times(item, item_names::AT, None);
                        let not_settled = if differs { " (not settled who)" } else { "" };
                        let mut row = vec![Inline::strong(role.label())];
                        row.push(Inline::text(format!(" {who}, from {since}{not_settled}")));
                        Some(self.end(row, item))
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        self.section("Roles", Self::listed(rows).into_iter().collect());
    }

    /// What was believed, from when to when, and what was so in fact.
    fn beliefs(&mut self) {
        let rows: Vec<Vec<Inline>> = self
            .standing(kind::BELIEF)
            .map(|item| {
                let mut row = vec![Inline::text(self.times(item, item_names::AT, None))];
                follow(&mut row, ": ", piece(item.body()));
                let fact = self.piece_of(item.field(item_names::IN_FACT));
                if !fact.is_empty() {
                    row.push(Inline::Break);
                    row.extend(labelled("In fact:", fact));
                }
                self.end(row, item)
            })
            .collect();
        self.section("What we believed", Self::listed(rows).into_iter().collect());
    }

    fn accounts(&mut self) {
        let mut blocks = Vec::new();
        for item in self.standing(kind::ACCOUNT) {
            let from = self.values(item.field(item_names::SEEN_FROM));
            let from = if from.is_empty() { "another place".to_owned() } else { from };
            let words = paragraphs(item.body());
            if words.is_empty() {
                continue;
            }
            let heading = vec![Inline::text(format!("As seen from {from}"))];
            blocks.push(Block::Heading { level: 3, text: self.end(heading, item) });
            if item.at().is_placed() || item.field(item_names::AT).differs() {
                blocks.push(Block::Paragraph(vec![Inline::emphasis(self.times(item, item_names::AT, None))]));
            }
            blocks.extend(words.into_iter().map(Block::Paragraph));
        }
        self.section("What each person saw", blocks);
    }

    fn with_reason(&self, item: &Item) -> Vec<Inline> {
        let mut row = piece(item.body());
        let reason = self.piece_of(item.field(item_names::REASON));
        if !reason.is_empty() {
            row.push(Inline::Break);
            row.extend(labelled("Because:", reason));
        }
        row
    }

    /// What was said about lines and words of them.
    fn discussion(&mut self) {
        let mut rows: Vec<Vec<Inline>> = Vec::new();
        for thread in threads(self.view) {
            let quote = self.view.item(&thread.first).map_or("", |item| item.field(item_names::QUOTE).text());
            // A line that was hidden or taken away is not told by the way.
            let hidden = match &thread.about {
                TextField::Body(id) => self.view.item(id).is_none_or(|item| item.is_hidden()),
                TextField::Prose(_) => false,
            };
            if hidden {
                continue;
            }
            let about = match &thread.anchor {
                _ if !quote.is_empty() => quote,
                Anchor::Gone(_) => "a line that was taken away",
                _ => self.view.text(&thread.about).unwrap_or(""),
            };
            for (place, item) in thread.remarks.iter().filter_map(|id| self.view.item(id)).enumerate() {
                let mut row = if place == 0 {
                    vec![Inline::emphasis(format!("“{}”", one_line(about))), Inline::Text(": ".to_owned())]
                } else {
                    vec![Inline::Text("answered: ".to_owned())]
                };
                row.extend(piece(item.body()));
                rows.push(self.end(row, item));
            }
        }
        self.section("Discussion", Self::listed(rows).into_iter().collect());
    }

    /// Items of kinds that this version does not know: shown, not dropped.
    fn others(&mut self) {
        const KNOWN: &[&str] = &[
            kind::EVIDENCE,
            kind::ENTRY,
            kind::IMPACT,
            kind::BELIEF,
            kind::ROLE,
            kind::COMMENT,
            kind::ACCOUNT,
            kind::FACTOR,
            kind::CANDIDATE,
            kind::QUESTION,
            kind::PARKED,
            kind::CHECK_IN,
            kind::CAUSE,
            kind::LAYER,
            kind::GATE,
            kind::BET,
            kind::CRITERION,
            kind::CONTROL,
            kind::EARLIER,
            kind::LEARNED,
            kind::HANDS,
        ];
        let rows: Vec<Vec<Inline>> = self
            .view
            .order()
            .iter()
            .filter_map(|id| self.view.item(id))
            .filter(|item| item.is_present() && !item.is_hidden() && !KNOWN.contains(&item.kind()))
            .filter(|item| !item.body().trim().is_empty())
            .map(|item| {
                let mut row = vec![Inline::strong(item.kind())];
                follow(&mut row, ": ", piece(item.body()));
                self.end(row, item)
            })
            .collect();
        self.section("Also noted", Self::listed(rows).into_iter().collect());
    }

    /// What lines rest on: each piece named with its hash, so that it can be told from any other; logs in their own
    /// words, where their bytes are at hand.
    fn supporting(&mut self) {
        let mut blocks = Vec::new();
        for item in self.standing(kind::ENTRY) {
            let Some(pieces) = self.attached.get(item.id()) else { continue };
            for piece in pieces {
                let mut line = vec![Inline::strong(piece.called())];
                follow(&mut line, " ", vec![Inline::text(format!("({})", piece.kind_and_size()))]);
                let when = self.times(item, item_names::AT, None);
                let said: Vec<String> =
                    [when, one_line(item.body())].into_iter().filter(|part| !part.is_empty()).collect();
                follow(&mut line, ", for ", vec![Inline::text(said.join(", "))]);
                if !piece.caption.is_empty() {
                    line.push(Inline::Break);
                    line.extend(super::rich::piece(&piece.caption));
                }
                line.push(Inline::Break);
                line.push(Inline::text(format!("SHA-256 {}", piece.hash)));
                line.push(Inline::Item(piece.item.clone()));
                blocks.push(Block::Paragraph(line));
                match piece.form() {
                    Form::Picture => blocks.push(Block::Figure {
                        hash: piece.hash.clone(),
                        media_type: piece.media_type.clone(),
                        told: piece.told().to_owned(),
                    }),
                    Form::Log => {
                        let log = self.pieces.get(&piece.hash).map(|bytes| quoted(&String::from_utf8_lossy(bytes)));
                        blocks.extend(log.filter(|log| !log.is_empty()).map(Block::Quote));
                    }
                    Form::Other => {}
                }
            }
        }
        self.section("Supporting information", blocks);
    }

    fn source(&mut self) {
        let mut blocks = self.prose(Prose::Attribution);
        let links = piece(&self.values(self.view.meta(meta_names::SOURCE_LINK)));
        if !links.is_empty() {
            blocks.push(Block::Paragraph(links));
        }
        self.section("Source", blocks);
    }

    fn list(&mut self, heading: &str, kind: &'static str, row: impl Fn(&Self, &Item) -> Vec<Inline>) {
        let rows: Vec<Vec<Inline>> = self.standing(kind).map(|item| self.end(row(self, item), item)).collect();
        self.section(heading, Self::listed(rows).into_iter().collect());
    }

    /// The items of a kind that an article shows.
    fn standing(&self, kind: &'static str) -> impl Iterator<Item = &'a Arc<Item>> + use<'a> {
        self.view.of_kind(kind).filter(|item| !item.is_hidden())
    }

    /// Rows as a list, without those that say nothing; none where nothing is left.
    fn listed(rows: Vec<Vec<Inline>>) -> Option<Block> {
        let rows: Vec<Vec<Inline>> =
            rows.into_iter().filter(|row| row.iter().any(|inline| !matches!(inline, Inline::Item(_)))).collect();
        (!rows.is_empty()).then_some(Block::List(rows))
    }

    /// What ends every line of an item.
    fn end(&self, mut line: Vec<Inline>, item: &Item) -> Vec<Inline> {
        if item.is_edited_elsewhere() {
            line.push(Inline::Text(" ".to_owned()));
            line.push(Inline::emphasis("removed, and edited elsewhere"));
        }
        line.push(Inline::Item(item.id().clone()));
        line
    }

    /// The times of an item's field; `beside` is the day in whose table they stand, none where they stand alone.
    fn times(&self, item: &Item, key: &str, beside: Option<Day>) -> String {
        self.moments(item.field(key), beside)
    }

    fn day(&self, moment: &Moment) -> Option<Day> {
        self.wording.day(moment)
    }

    fn moments(&self, register: &Register, beside: Option<Day>) -> String {
        self.wording.moments(register, beside)
    }

    fn values(&self, register: &Register) -> String {
        self.wording.values(register)
    }

    fn piece_of(&self, register: &Register) -> Vec<Inline> {
        if register.differs() {
            vec![Inline::text(self.values(register))]
        } else {
            register.first().as_str().map(piece).unwrap_or_default()
        }
    }
}

fn said(facts: &[String]) -> Vec<String> {
    facts.iter().filter(|fact| !fact.is_empty()).cloned().collect()
}

fn labelled(label: &str, words: Vec<Inline>) -> Vec<Inline> {
    let mut line = vec![Inline::strong(label), Inline::Text(" ".to_owned())];
    line.extend(words);
    line
}

/// More words after a separator; the separator is dropped where nothing stands before it.
fn follow(line: &mut Vec<Inline>, separator: &str, words: Vec<Inline>) {
    line.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    if !line.is_empty() && !words.is_empty() {
        line.push(Inline::Text(separator.to_owned()));
    }
    line.extend(words);
}

fn follow_first(line: &mut Vec<Inline>, first: Inline) {
    if !line.is_empty() {
        line.insert(0, Inline::Text(": ".to_owned()));
    }
    line.insert(0, first);
}
