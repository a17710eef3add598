//! From lines to rows: which lines begin something that happened, and which belong to the one above.
//!
//! It knows the shapes in which logs, chats and written timelines put a time, a person and a text on a line, and
//! the headings that carry a day or a zone. Promises: one pass over the lines, each looked at a bounded number of
//! times; every line of the source ends in a row or among those that are left out with a reason.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::review::moment::{Abbreviation, Context, Day, Form, Moment, Precision, When, abbreviation};
use crate::review::quick_entry::{after_time, kind_of_key};

use super::table::{self, Column};

/// A row before its time is placed.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    pub lines: Range<usize>,
    /// The words of the time, where there are any.
    pub time: Option<String>,
    /// The time stood within the text and not before it.
    pub within: bool,
    pub author: Option<String>,
    pub system: bool,
    pub text: String,
    /// The day of the last heading above, and which heading that was.
    pub day: Option<(usize, Day)>,
    pub zone: Option<String>,
    pub link: Option<String>,
}

/// A line that is no row, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Counted from 0.
    pub line: usize,
    pub why: &'static str,
}

pub(super) struct Lines {
    pub rows: Vec<Raw>,
    pub left_out: Vec<LeftOut>,
}

/// How a line begins, when it begins with a time.
struct Opening<'a> {
    words: &'a str,
    rest: &'a str,
    /// The time stood in brackets.
    bracketed: bool,
}

struct Reader<'a> {
    context: Context<'a>,
    rows: Vec<Raw>,
    left_out: Vec<LeftOut>,
    /// The lines of the row being read, with their numbers; empty when none is open.
    body: Vec<(usize, String)>,
    open: Option<Raw>,
    day: Option<(usize, Day)>,
    zone: Option<String>,
    blank: bool,
    code: bool,
    chat: bool,
    columns: Option<Vec<Column>>,
    names: BTreeMap<String, usize>,
}

/// Reads separated values with a header.
pub(super) fn read_table(text: &str, separator: char) -> Lines {
    let mut records = table::records(text, separator).into_iter();
    let header: Vec<String> = records.next().map(|record| record.fields).unwrap_or_default();
    let columns: Vec<Column> = header.iter().map(|field| table::column(field)).collect();
    let zone = header.iter().find_map(|field| zone_in(field));
    let rows = records.map(|record| from_cells(&columns, &record.fields, record.lines, zone.clone(), None)).collect();
    Lines { rows, left_out: vec![LeftOut { line: 0, why: "the header of the table" }] }
}

fn from_cells(
    columns: &[Column],
    fields: &[String],
    lines: Range<usize>,
    zone: Option<String>,
    day: Option<(usize, Day)>,
) -> Raw {
    let pick = |wanted: Column| -> Vec<&str> {
        columns
            .iter()
            .zip(fields)
            .filter(|(column, field)| **column == wanted && !field.trim().is_empty())
            .map(|(_, field)| field.trim())
            .collect()
    };
    let mut time = pick(Column::Date);
    time.extend(pick(Column::Time).first());
    let words = time.join(" ");
    Raw {
        lines,
        time: (!words.is_empty()).then_some(words),
        author: pick(Column::Author).first().map(|name| (*name).to_owned()),
        text: pick(Column::Text).join(" — "),
        link: pick(Column::Link).first().map(|link| (*link).to_owned()),
        day,
        zone,
        ..Raw::default()
    }
}

/// Reads lines of any shape.
pub(super) fn read_lines(text: &str, context: &Context<'_>) -> Lines {
    let lines: Vec<&str> = text.lines().collect();
    let quoted = lines.iter().any(|line| !line.trim().is_empty())
        && lines.iter().all(|line| line.trim().is_empty() || line.trim_start().starts_with('>'));
    let lines: Vec<&str> = if quoted {
        lines
            .iter()
            .map(|line| line.trim_start().strip_prefix('>').unwrap_or(""))
            .map(|l| l.strip_prefix(' ').unwrap_or(l))
            .collect()
    } else {
        lines
    };
    let mut reader = Reader {
        context: *context,
        rows: Vec::new(),
        left_out: Vec::new(),
        body: Vec::new(),
        open: None,
        day: None,
        zone: None,
        blank: true,
        code: false,
        chat: false,
        columns: None,
        names: names(&lines),
    };
    for (number, line) in lines.iter().enumerate() {
        let next = lines.get(number + 1).copied().unwrap_or("");
        reader.line(number, line, next);
    }
    reader.close();
    Lines { rows: reader.rows, left_out: reader.left_out }
}

/// How often each short line stands above a line that is only a time: a chat's authors.
fn names(lines: &[&str]) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    let mut above = "";
    for line in lines {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed == "APP" {
            continue;
        }
        if trimmed.len() <= 32
            && !above.is_empty()
            && above.len() <= 60
            && opening(trimmed).is_some_and(|it| it.rest.is_empty() && has_clock(it.words))
        {
            *names.entry(cleaned(above).0).or_insert(0) += 1;
        } else if let Some((name, _, _)) = name_and_time(trimmed) {
            *names.entry(cleaned(name).0).or_insert(0) += 1;
        } else if let Some(found) = opening(trimmed)
            && let Some((name, _)) = found.rest.split_once(": ")
            && name.chars().count() <= 40
        {
            *names.entry(cleaned(name).0).or_insert(0) += 1;
        }
        above = trimmed;
    }
    names
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str, next: &str) {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            self.code = !self.code;
            self.attach(number, line.trim_end());
            return;
        }
        if self.code {
            self.attach(number, line.trim_end());
            return;
        }
        if trimmed.is_empty() {
            self.blank = true;
            self.columns = None;
            return;
        }
        if trimmed.starts_with('|') && trimmed.len() > 1 {
            self.table_line(number, trimmed, next);
        } else if trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ') {
            self.heading(number, trimmed.trim_start_matches('#').trim());
        } else if trimmed.starts_with('>') {
            self.attach(number, trimmed);
        } else {
            let indent = line.len() - line.trim_start().len();
            for piece in table::broken(trimmed) {
                if !piece.is_empty() {
                    self.piece(number, piece, indent, next);
                }
            }
        }
        self.blank = false;
    }

    fn table_line(&mut self, number: usize, line: &str, next: &str) {
        if table::is_rule(line) {
            self.left_out.push(LeftOut { line: number, why: "the rule of a table" });
            return;
        }
        let cells = table::cells(line);
        if table::is_rule(next) {
            self.close();
            self.columns = Some(cells.iter().map(|cell| table::column(cell)).collect());
            if let Some(zone) = cells.iter().find_map(|cell| zone_in(cell)) {
                self.zone = Some(zone);
            }
            self.left_out.push(LeftOut { line: number, why: "the header of a table" });
            return;
        }
        self.close();
        let columns = self
            .columns
            .clone()
            .filter(|columns| columns.iter().any(|column| matches!(column, Column::Time | Column::Date)));
        // A table of something else than times keeps its cells as text.
        let timed = opening(cells.first().map_or("", String::as_str)).is_some();
        let columns = columns.unwrap_or_else(|| {
            if timed {
                let mut columns = vec![Column::Text; cells.len()];
                if let Some(first) = columns.first_mut() {
                    *first = Column::Time;
                }
                columns
            } else {
                vec![Column::Text; cells.len()]
            }
        });
        let mut columns = columns;
        if !columns.contains(&Column::Text)
            && let Some(other) = columns.iter_mut().find(|column| **column == Column::Other)
        {
            *other = Column::Text;
        }
        if cells.iter().all(|cell| cell.is_empty()) {
            self.left_out.push(LeftOut { line: number, why: "an empty row of a table" });
            return;
        }
        let mut raw = from_cells(&columns, &cells, number..number + 1, self.zone.clone(), self.day);
        raw.time = raw.time.map(|time| unescaped(&time));
        raw.text = unescaped(&raw.text);
        self.rows.push(raw);
    }

    fn heading(&mut self, number: usize, text: &str) {
        self.close();
        self.chat = false;
        let zone = zone_in(text);
        if let Some(zone) = &zone {
            self.zone = Some(zone.clone());
        }
        if let Some(day) = day_of(text, &self.context) {
            self.day = Some((number, day));
            self.left_out.push(LeftOut { line: number, why: "a heading that says the day" });
        } else if let Some(found) = opening(text).filter(|it| has_clock(it.words)) {
            if let Some(zone) = zone_of_words(found.words) {
                self.zone = Some(zone);
            }
            let text = unescaped(found.rest);
            self.begin(number, found.words, None, false, &text);
        } else {
            self.left_out.push(LeftOut { line: number, why: "a heading" });
        }
    }

    fn piece(&mut self, number: usize, piece: &str, indent: usize, next: &str) {
        if let Some(zone) = zone_in(piece) {
            // "All times in CET.", "2026-03-17 (all times UTC)"
            let day = day_of(piece, &self.context);
            if day.is_some() || piece.len() <= 60 && opening(piece).is_none() {
                self.close();
                self.zone = Some(zone);
                if let Some(day) = day {
                    self.day = Some((number, day));
                }
                self.left_out.push(LeftOut { line: number, why: "a line that says the zone of the times" });
                return;
            }
        }
        if indent < 4
            && let Some(day) = day_of(piece, &self.context)
        {
            self.close();
            self.day = Some((number, day));
            self.left_out.push(LeftOut { line: number, why: "a line that says the day" });
            return;
        }
        if piece.len() >= 3 && piece.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '—' | '–' | '─')) {
            self.left_out.push(LeftOut { line: number, why: "a rule" });
            return;
        }
        if let Some(why) = noise(piece, self.chat) {
            self.left_out.push(LeftOut { line: number, why });
            return;
        }
        let (bullet, bare) = unbulleted(piece);
        if let Some(found) = opening(bare) {
            // A nested bullet with a time is a row of its own; a quote is not, and was taken before.
            let lone = found.rest.is_empty() && has_clock(found.words);
            if lone && !bullet && self.author_above(number, &found, indent) {
                return;
            }
            let (author, system, text) = self.who(&found, next, bullet);
            self.begin(number, found.words, author, system, &text);
            return;
        }
        if !bullet
            && let Some((name, words, strong)) = name_and_time(piece)
            && (strong || self.names.get(&cleaned(name).0).is_some_and(|count| *count > 1))
        {
            let (name, system) = cleaned(name);
            self.chat = true;
            self.begin(number, words, Some(name), system, "");
            return;
        }
        let continues = self.open.as_ref().is_some_and(|open| {
            self.chat
                || open.time.is_none() && !bullet && !self.blank
                || open.time.is_some() && (indent >= 2 || !bullet)
        });
        if continues {
            self.attach(number, piece);
        } else {
            self.close();
            self.open = Some(self.fresh(number));
            self.body.push((number, if bullet { bare.to_owned() } else { piece.to_owned() }));
        }
    }

    /// A line that is only a time: a chat's, with its author on the line above. False when it is something else.
    fn author_above(&mut self, number: usize, found: &Opening<'_>, indent: usize) -> bool {
        let mut lines = std::mem::take(&mut self.body);
        let mut app = false;
        if lines.last().is_some_and(|(_, line)| line == "APP") {
            lines.pop();
            app = true;
        }
        let mut author = None;
        if let Some((at, above)) = lines.last().cloned() {
            let (name, system) = cleaned(&above);
            let seen = self.names.get(&name).copied().unwrap_or(0);
            let near = number.saturating_sub(at) <= 3;
            if near && (seen > 1 || app || looks_like_a_name(&name) || (indent >= 2 && name.chars().count() <= 40)) {
                lines.pop();
                author = Some((name, system || app));
            }
        }
        self.body = lines;
        let follows = self.chat && author.is_none();
        if author.is_none() && !follows {
            return false;
        }
        // A second message of the same person shows only its time.
        let before = self.open.as_ref().map(|open| (open.author.clone(), open.system));
        let (author, system) = match author {
            Some((name, system)) => (Some(name), system),
            None => before.unwrap_or((None, false)),
        };
        self.chat = true;
        self.begin(number, found.words, author, system, "");
        true
    }

    /// Who the line says it is from, and the rest of it.
    fn who(&self, found: &Opening<'_>, next: &str, bullet: bool) -> (Option<String>, bool, String) {
        let rest = after_time(found.rest);
        if let Some(tail) = rest.strip_prefix('<')
            && let Some((nick, text)) = tail.split_once('>')
            && !nick.is_empty()
            && nick.chars().count() <= 32
            && !nick.contains([' ', '/', '\\', '|'])
        {
            let nick = nick.trim_start_matches(['@', '+', '%', '&', '~']);
            let (name, system) = cleaned(nick);
            return (Some(name), system, text.trim_start().to_owned());
        }
        if let Some((name, text)) = rest.split_once(':')
            && (text.is_empty() || text.starts_with([' ', '\u{a0}']))
            && name.chars().count() <= 40
            && kind_of_key(name.trim()).is_none()
            && !name.contains(['*', '/', '=', '(', '"', '<', '['])
        {
            let (name, system) = cleaned(name);
            let dated = found.words.contains(['/', '.']) && found.words.contains(',');
            let seen = self.names.get(&name).copied().unwrap_or(0);
            let words = name.split_whitespace().count();
            let named = name.starts_with('@') || looks_like_a_name(&name);
            let single = words == 1 && name.chars().next().is_some_and(char::is_alphabetic) && !is_log_word(&name);
            if dated && words <= 4 || named || single && (found.bracketed || seen > 1) {
                return (Some(name.trim_start_matches('@').to_owned()), system, text.trim_start().to_owned());
            }
        }
        // "- 2015-10-21 15:28 UTC jennifer" above nested bullets; "[11:11 PM] Marta Okoye" above a text.
        let alone = rest.split_whitespace().count();
        let nested = next.starts_with([' ', '\t']) && !next.trim().is_empty();
        if (bullet
            && nested
            && alone == 1
            && rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '@'))
            && !rest.is_empty()
            && !is_log_word(rest))
            || (found.bracketed
                && !bullet
                && looks_like_a_name(rest)
                && !next.trim().is_empty()
                && opening(next.trim()).is_none())
        {
            let (name, system) = cleaned(rest.trim_start_matches('@'));
            return (Some(name), system, String::new());
        }
        (None, false, rest.to_owned())
    }

    fn fresh(&self, number: usize) -> Raw {
        Raw { lines: number..number + 1, day: self.day, zone: self.zone.clone(), ..Raw::default() }
    }

    fn begin(&mut self, number: usize, words: &str, author: Option<String>, system: bool, text: &str) {
        self.close();
        let mut raw = self.fresh(number);
        raw.time = Some(unescaped(words));
        raw.author = author;
        raw.system = system;
        self.open = Some(raw);
        if !text.is_empty() {
            self.body.push((number, text.to_owned()));
        }
    }

    fn attach(&mut self, number: usize, line: &str) {
        if self.open.is_none() {
            self.open = Some(self.fresh(number));
        }
        if self.blank && !self.body.is_empty() && !self.chat {
            self.body.push((number, String::new()));
        }
        self.body.push((number, line.to_owned()));
    }

    /// Ends the row that is being read.
    fn close(&mut self) {
        let lines = std::mem::take(&mut self.body);
        let Some(mut raw) = self.open.take() else { return };
        if let Some((last, _)) = lines.last() {
            raw.lines.end = raw.lines.end.max(last + 1);
        }
        let text: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        raw.text = unescaped(text.join("\n").trim_matches('\n'));
        for mark in [" (edited)", "(edited)"] {
            if let Some(text) = raw.text.strip_suffix(mark) {
                raw.text = text.trim_end().to_owned();
            }
        }
        if raw.time.is_none() && raw.text.trim().is_empty() {
            return;
        }
        self.rows.push(raw);
    }
}

/// Finds the time at the beginning of a line, in whatever it is wrapped.
fn opening(line: &str) -> Option<Opening<'_>> {
    let line = line.strip_prefix("\\").unwrap_or(line);
    for level in ["INFO", "WARN", "WARNING", "ERROR", "DEBUG", "FATAL", "TRACE", "NOTICE"] {
        if let Some(rest) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_prefix(level))
            .and_then(|rest| rest.strip_prefix(']'))
            .or_else(|| line.strip_prefix(level))
            && rest.starts_with(' ')
            && let Some(found) = wrapped(rest.trim_start())
        {
            return Some(found);
        }
    }
    for key in ["ts=", "time=", "timestamp=", "@timestamp=", "At ", "at ", "On ", "By "] {
        if let Some(rest) = line.strip_prefix(key)
            && let Some(found) = wrapped(rest)
        {
            return Some(found);
        }
    }
    wrapped(line)
}

fn wrapped(line: &str) -> Option<Opening<'_>> {
    for (open, close) in [
        ("**[", "]**"),
        ("[", "]"),
        ("(", ")"),
        ("**", "**"),
        ("__", "__"),
        ("`", "`"),
        ("*", "*"),
        ("_", "_"),
        ("\"", "\""),
        ("<", ">"),
    ] {
        let Some(inner) = line.strip_prefix(open) else { continue };
        let Some(used) = Moment::leading_length(inner.trim_start()) else { continue };
        let inner = inner.trim_start();
        let rest = inner.get(used..)?;
        let trimmed = rest.trim_start().strip_prefix([':', '-']).unwrap_or(rest.trim_start());
        if let Some(rest) = trimmed.strip_prefix(close).or_else(|| rest.strip_prefix(close)) {
            let rest = rest.trim_start();
            // "[17:00] [UTC]" does not happen, "**14:05** UTC" does.
            return Some(Opening { words: inner.get(..used)?.trim(), rest, bracketed: open.contains('[') });
        }
        if matches!(open, "[" | "(" | "\"" | "<") {
            continue;
        }
        // "**14:05 alert fired**": the bold goes on behind the time.
        return Some(Opening { words: inner.get(..used)?.trim(), rest: rest.trim_start(), bracketed: false });
    }
    let used = Moment::leading_length(line)?;
    let words = line.get(..used)?.trim();
    let rest = line.get(used..)?;
    // A date alone in prose ("2026-03-17 was a Tuesday") begins a row only when nothing but a separator follows it.
    if !has_clock(words)
        && !rest.trim_start().starts_with([':', '-', '–', '—', '|', '.', ','])
        && !rest.trim().is_empty()
        && !rest.starts_with([' ', '\t'])
    {
        return None;
    }
    let rest = rest.trim_start().strip_prefix([':', ',', '|', ']', '-', '–', '—']).unwrap_or(rest);
    Some(Opening { words, rest: rest.trim(), bracketed: false })
}

fn has_clock(words: &str) -> bool {
    words.contains([':', '?'])
        || words.to_ascii_lowercase().contains('m') && words.bytes().any(|b| b.is_ascii_digit())
        || words.contains('h')
        || words.bytes().filter(u8::is_ascii_digit).count() >= 10
}

/// `Marta Okoye  11:11 PM`, `Bo Lindqvist — Today at 11:11 PM`: the name, the words of the time, and whether the
/// shape leaves no doubt.
fn name_and_time(line: &str) -> Option<(&str, &str, bool)> {
    if line.len() > 90 || line.ends_with(['.', '!', '?', ':', ';']) {
        return None;
    }
    for (at, c) in line.char_indices() {
        if at == 0 || !(c.is_ascii_digit() || matches!(c, 'T' | 'Y' | 't' | 'y' | '[' | '(')) {
            continue;
        }
        let head = line.get(..at)?;
        if !head.ends_with([' ', '\u{a0}', '—', '\t']) {
            continue;
        }
        let tail = line.get(at..)?;
        let inner = tail.strip_prefix(['[', '(']).map_or(tail, |inner| inner.trim_end_matches([']', ')']));
        let Some(used) = Moment::leading_length(inner) else { continue };
        if !inner.get(used..)?.trim().is_empty() || !has_clock(inner) {
            continue;
        }
        let name = head.trim_end().trim_end_matches(['—', '–', '-', ',', '|', '·', '•']).trim_end();
        let name = name.strip_suffix(" at").unwrap_or(name);
        let (clean, _) = cleaned(name);
        let words = clean.split_whitespace().count();
        if clean.is_empty() || words > 5 || !clean.starts_with(|c: char| c.is_alphanumeric() || c == '@') {
            return None;
        }
        let dash = head.trim_end().ends_with('—') || tail.starts_with('[');
        let wide = head.ends_with("  ") || head.ends_with('\t') || name.ends_with("APP");
        let strong = looks_like_a_name(&clean) || ((dash || wide) && words <= 3 && !is_log_word(&clean));
        return Some((name, inner, strong));
    }
    None
}

/// Two to four words that each begin with a capital letter, and no mark but those that names have.
fn looks_like_a_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let particle =
        |word: &str| matches!(word, "de" | "van" | "von" | "der" | "la" | "da" | "di" | "bin" | "al" | "dos" | "del");
    (2..=4).contains(&words.len())
        && words.iter().all(|word| {
            particle(word)
                || word.starts_with(char::is_uppercase)
                    && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
                    && (word.chars().count() > 1)
        })
        && !words.iter().any(|word| is_log_word(word))
        && !words.last().is_some_and(|word| word.ends_with('.'))
}

/// Words that begin lines of logs and timelines and are nobody's name.
fn is_log_word(word: &str) -> bool {
    const WORDS: [&str; 62] = [
        "alert",
        "alarm",
        "page",
        "pager",
        "deploy",
        "deployment",
        "release",
        "rollback",
        "update",
        "note",
        "status",
        "error",
        "warning",
        "warn",
        "info",
        "debug",
        "fatal",
        "notice",
        "decision",
        "impact",
        "recovery",
        "resolved",
        "incident",
        "outage",
        "mitigated",
        "mitigation",
        "detected",
        "detection",
        "started",
        "finished",
        "begins",
        "ends",
        "timeline",
        "summary",
        "action",
        "actions",
        "cause",
        "trigger",
        "service",
        "server",
        "database",
        "db",
        "queue",
        "worker",
        "job",
        "build",
        "monitoring",
        "investigating",
        "identified",
        "customer",
        "customers",
        "support",
        "team",
        "engineering",
        "start",
        "end",
        "the",
        "we",
        "todo",
        "fix",
        "change",
        "known",
    ];
    let word = word.to_lowercase();
    WORDS.contains(&word.as_str()) || kind_of_key(&word).is_some()
}

/// A name without what chats put behind it, and whether that says it is a machine.
pub(super) fn cleaned(name: &str) -> (String, bool) {
    let mut name = name.trim().trim_end_matches(':').trim();
    let mut system = false;
    loop {
        let before = name;
        for mark in ["APP", "[bot]", "(bot)", "BOT", "(Bot)", "[app]"] {
            if let Some(rest) = name.strip_suffix(mark)
                && !rest.is_empty()
                && !rest.ends_with(char::is_uppercase)
            {
                name = rest.trim_end();
                system = true;
            }
        }
        if name.ends_with(')')
            && let Some(at) = name.rfind('(')
        {
            name = name.get(..at).unwrap_or(name).trim_end();
        }
        if name.ends_with(':')
            && let Some(at) = name.get(..name.len() - 1).and_then(|head| head.rfind(':'))
        {
            name = name.get(..at).unwrap_or(name).trim_end();
        }
        if name == before || name.is_empty() {
            break;
        }
    }
    (name.trim_matches(['*', '_', '`', '"']).trim().to_owned(), system)
}

fn unbulleted(line: &str) -> (bool, &str) {
    for mark in ["- [ ] ", "- [x] ", "- ", "* ", "+ ", "• ", "◦ ", "– ", "· ", "‣ "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return (true, rest.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(rest) = line.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')']))
        && let Some(rest) = rest.strip_prefix(' ')
    {
        return (true, rest.trim_start());
    }
    (false, line)
}

/// A whole line that says a day: a heading, a chat's separator.
fn day_of(line: &str, context: &Context<'_>) -> Option<Day> {
    if line.len() > 90 {
        return None;
    }
    let mut text = line.trim().trim_matches(['-', '—', '–', '─', '=', '*', '_', '#', ' ', ':', '~', '\u{2500}']);
    if let Some(at) = text.find('(')
        && text.ends_with(')')
    {
        text = text.get(..at)?.trim();
    }
    let text = text.trim_start_matches("Timeline").trim_start_matches([':', ' ', '–', '—', '-', 'f', 'o', 'r']);
    let text = text.strip_prefix("Date:").unwrap_or(text).trim();
    let text = text.strip_prefix("Date**:").unwrap_or(text).trim();
    if text.is_empty() || text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) && text.contains(' ') {
        return None;
    }
    const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    if let Some(at) = WEEKDAYS.iter().position(|day| text.eq_ignore_ascii_case(day)) {
        let today = context.date.unwrap_or_else(|| context.today());
        let back = (i64::from(today.weekday()) - i64::try_from(at).ok()?).rem_euclid(7);
        return Some(today.plus(-back));
    }
    if text.eq_ignore_ascii_case("today") || text.eq_ignore_ascii_case("yesterday") {
        return Some(context.today().plus(if text.eq_ignore_ascii_case("today") { 0 } else { -1 }));
    }
    let starts = text.bytes().next().is_some_and(|b| b.is_ascii_digit() || b.is_ascii_alphabetic());
    if !starts || text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.len() < 8 {
        return None;
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(" ago") || text.eq_ignore_ascii_case("now") {
        return None;
    }
    let reading = Moment::parse(text, context).ok()?;
    if reading.moment.form() != Form::DateOnly || !reading.is_settled() {
        return None;
    }
    match reading.moment.when() {
        When::At { tick, approximate: false } if matches!(tick.precision(), Precision::Day { .. }) => {
            Some(tick.at().wall(reading.moment.offset()).day)
        }
        _ => None,
    }
}

/// The zone that a heading or a remark gives to the times below: `(all times in PST/PDT)`, `All times in CET.`,
/// `Time (UTC)`, `2024-06-15 (UTC)`.
fn zone_in(text: &str) -> Option<String> {
    if text.len() > 120 {
        return None;
    }
    let lower = text.to_lowercase();
    let tail = if let Some(at) = lower.find("all times") {
        text.get(at + 9..)?
    } else if let Some(at) = lower.find("times are ").or_else(|| lower.find("times in ")) {
        text.get(at + 5..)?
    } else if let Some(at) = lower.find("time (").or_else(|| lower.find("timestamp (")) {
        let open = text.get(at..)?.find('(')?;
        text.get(at + open + 1..)?
    } else if lower.contains("time in ") && text.len() <= 40 {
        text.get(lower.find("time in ")? + 8..)?
    } else if text.ends_with(')') {
        let at = text.rfind('(')?;
        text.get(at + 1..)?
    } else {
        return None;
    };
    let tail = tail.trim_start_matches([' ', ':', '(']);
    let mut words = tail
        .split(|c: char| c.is_whitespace() || matches!(c, ')' | '(' | ',' | '.' | ']'))
        .filter(|word| !word.is_empty());
    words.by_ref().take(4).find_map(zone_name)
}

fn zone_name(word: &str) -> Option<String> {
    let word = word.trim_end_matches([':', ';']);
    if word.contains('/') && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) {
        return Some(word.to_owned());
    }
    if let Some(offset) = ["UTC", "GMT"].iter().find_map(|zone| word.strip_prefix(zone)).filter(|rest| !rest.is_empty())
    {
        return crate::review::moment::fixed_offset(offset).map(print);
    }
    if !word.bytes().all(|b| b.is_ascii_uppercase() || b == b'/') && !word.eq_ignore_ascii_case("utc") {
        return None;
    }
    match abbreviation(word)? {
        Abbreviation::Offset(0) => Some("UTC".to_owned()),
        Abbreviation::Offset(offset) => Some(print(offset)),
        Abbreviation::Region(name) => Some(name.to_owned()),
        Abbreviation::Ambiguous(_) => None,
    }
}

fn print(offset: i32) -> String {
    let size = offset.unsigned_abs();
    format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, size / 3600, size / 60 % 60)
}

/// The zone at the end of a heading's own time: `22:41-23:11 UTC`.
fn zone_of_words(words: &str) -> Option<String> {
    words.split_whitespace().next_back().and_then(zone_name)
}

/// Lines that chats put between messages.
fn noise(line: &str, chat: bool) -> Option<&'static str> {
    let lower = line.to_lowercase();
    if lower.ends_with("has joined the channel")
        || lower.ends_with("joined the channel")
        || lower.ends_with("has left the channel")
        || lower.ends_with("set the channel topic")
        || (lower.starts_with("joined #") && lower.len() < 60)
        || lower.starts_with("was added to #")
        || lower == "this message was deleted."
    {
        return Some("a notice of the chat");
    }
    if !chat {
        return None;
    }
    let bare = lower.trim_matches(|c: char| c.is_whitespace());
    if bare == "(edited)"
        || bare == "new"
        || bare == "view thread"
        || bare == "also sent to the channel"
        || bare == "new messages"
    {
        return Some("a mark of the chat");
    }
    let count = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = bare.get(count..).unwrap_or("").trim_start();
    if count > 0 && (rest.is_empty() && count <= 3 || rest.starts_with("repl") && rest.len() < 40)
        || bare.starts_with("last reply ")
    {
        return Some("a count of replies or reactions");
    }
    let reaction = bare.split_whitespace().all(|word| {
        word.len() > 2 && word.starts_with(':') && word.ends_with(':') || word.bytes().all(|b| b.is_ascii_digit())
    });
    if reaction && bare.contains(':') {
        return Some("a reaction");
    }
    None
}

/// Markdown's and Slack's escapes, undone.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains(['\\', '&']) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters
                .peek()
                .is_some_and(|next| matches!(next, '<' | '>' | '|' | '*' | '_' | '~' | '[' | ']' | '`' | '#')) => {}
            c => clean.push(c),
        }
    }
    if clean.contains('&') {
        clean = clean.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
    clean
}
