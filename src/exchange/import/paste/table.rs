//! Tables in pasted text: separated values with a header, and the cells of a Markdown row.
//!
//! Promises: quoted line breaks and doubled quotes are read as they are meant; a header names its columns in any
//! order; what a cell holds is not changed but for its escapes.

use std::ops::Range;

/// What a column holds, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Date,
    Time,
    Text,
    Author,
    Link,
    Other,
}

/// What a header's words say of its column. The words may go on: “Time (in UTC)”, “Action/ Impact”.
pub(super) fn column(header: &str) -> Column {
    let words: Vec<String> =
        header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let any = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    if any(&["time", "timestamp", "when", "ts", "datetime", "at", "occurred", "zeit", "uhrzeit", "heure", "hora"]) {
        Column::Time
    } else if any(&["date", "day", "datum"]) {
        Column::Date
    } else if any(&["link", "links", "url", "evidence", "href"]) {
        Column::Link
    } else if any(&["owner", "author", "who", "user", "actor", "username", "sender", "assignee", "by", "person"]) {
        Column::Author
    } else if any(&[
        "event",
        "description",
        "text",
        "message",
        "what",
        "summary",
        "note",
        "notes",
        "body",
        "action",
        "impact",
        "content",
        "details",
        "title",
        "activity",
        "happened",
    ]) {
        Column::Text
    } else {
        Column::Other
    }
}

/// One record of separated values and the lines it stands on (counted from 0, the end not included).
pub(super) struct Record {
    pub lines: Range<usize>,
    pub fields: Vec<String>,
}

/// The separator of a header line that names a time column beside another; `None` for any other text.
pub(super) fn separator(text: &str) -> Option<char> {
    let header = text.lines().next()?;
    if header.trim_start().starts_with('|') || header.len() > 1000 {
        return None;
    }
    [',', '\t', ';'].into_iter().find(|separator| {
        let records = records(header, *separator);
        let Some(fields) = records.first().map(|record| &record.fields) else { return false };
        let kinds: Vec<Column> = fields.iter().map(|field| column(field)).collect();
        let timed = kinds.iter().any(|kind| matches!(kind, Column::Time | Column::Date));
        let short = fields.iter().all(|field| field.chars().count() <= 40 && field.split_whitespace().count() <= 6);
        let digits = header.bytes().any(|b| b.is_ascii_digit());
        timed && short && !digits && fields.len() >= 2 && kinds.contains(&Column::Text)
    })
}

/// Every record of separated values.
pub(super) fn records(text: &str, separator: char) -> Vec<Record> {
    let mut all = Vec::new();
    let mut fields = Vec::new();
    let mut field = String::new();
    let (mut line, mut first) = (0, 0);
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                quoted = true;
                field.clear();
            }
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                line += 1;
                fields.push(std::mem::take(&mut field));
                let made = std::mem::take(&mut fields);
                if made.iter().any(|field| !field.trim().is_empty()) {
                    all.push(Record { lines: first..line, fields: made });
                }
                first = line;
            }
            c if c == separator && !quoted => fields.push(std::mem::take(&mut field)),
            c => {
                if c == '\n' {
                    line += 1;
                }
                field.push(c);
            }
        }
    }
    fields.push(field);
    if fields.iter().any(|field| !field.trim().is_empty()) {
        all.push(Record { lines: first..line + 1, fields });
    }
    all
}

/// The cells of `| a | b |`; an escaped bar belongs to its cell, and `<br>` is a line break.
pub(super) fn cells(line: &str) -> Vec<String> {
    let body = line.trim().trim_start_matches('|');
    let body = if body.ends_with("\\|") { body } else { body.strip_suffix('|').unwrap_or(body) };
    let mut cells = vec![String::new()];
    let mut characters = body.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells.iter().map(|cell| broken(cell.trim()).join("\n")).collect()
}

/// Whether a row of cells is the line under a header: `| :--- | ---: |`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The pieces of a text between `<br>` marks, without the spaces around them.
pub(super) fn broken(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find('<')).map(|at| at + from) {
        let tail = rest.get(at..).unwrap_or("");
        let mark = ["<br>", "<br/>", "<br />", "<BR>"].iter().find(|mark| tail.starts_with(**mark));
        match mark {
            Some(mark) => {
                pieces.push(rest.get(..at).unwrap_or("").trim());
                rest = tail.get(mark.len()..).unwrap_or("");
                from = 0;
            }
            None => from = at + 1,
        }
    }
    pieces.push(rest.trim());
    while pieces.len() > 1 && pieces.last().is_some_and(|piece| piece.is_empty()) {
        pieces.pop();
    }
    pieces
}
