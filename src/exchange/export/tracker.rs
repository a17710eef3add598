//! Funded fixes for a tracker: a table that GitLab or Jira imports, or a script for GitHub's command.
//!
//! Promises: each fix carries its label, the incident's number and where its write-up lies, so that the way back is in
//! the tracker too; no cell is a formula; nothing of people's words is run by a shell.

use super::rich::one_line;
use crate::practice::changes;
use crate::review::field::{LABEL, item as fields, meta};
use crate::review::moment::{Context, Instant, ZoneRules};
use crate::review::{Item, Moment, ReviewView};

/// A fix as trackers take it.
struct Fix {
    title: String,
    description: String,
    owner: String,
    due: String,
    label: String,
}

/// A table for GitLab: `title,description,due date`.
pub fn gitlab(view: &ReviewView, back: &str, zone: &str, now: Instant, rules: &dyn ZoneRules) -> String {
    let rows = fixes(view, back, zone, now, rules).into_iter().map(|fix| {
        // GitLab takes a label from the description.
        vec![fix.title, format!("{}\n\n/label ~\"{}\"", fix.description, fix.label.replace('"', "'")), fix.due]
    });
    csv(&["title", "description", "due date"], rows)
}

/// A table for Jira: `Summary,Description,Assignee,Due Date,Labels,Priority,Issue Type`.
pub fn jira(view: &ReviewView, back: &str, zone: &str, now: Instant, rules: &dyn ZoneRules) -> String {
    let rows = fixes(view, back, zone, now, rules).into_iter().map(|fix| {
        // A label of Jira has no spaces.
        let label = fix.label.split_whitespace().collect::<Vec<_>>().join("-");
        vec![fix.title, fix.description, fix.owner, fix.due, label, "Medium".to_owned(), "Task".to_owned()]
    });
    csv(&["Summary", "Description", "Assignee", "Due Date", "Labels", "Priority", "Issue Type"], rows)
}

/// A script that makes an issue of each with GitHub's command.
pub fn github(view: &ReviewView, back: &str, zone: &str, now: Instant, rules: &dyn ZoneRules) -> String {
    let mut out = String::from("#!/bin/sh\nset -e\n");
    for fix in fixes(view, back, zone, now, rules) {
        out.push_str(&format!(
            "gh issue create --title {} --label {} --body {}\n",
            quoted(&fix.title),
            quoted(&fix.label),
            quoted(&fix.description)
        ));
    }
    out
}

fn fixes(view: &ReviewView, back: &str, zone: &str, now: Instant, rules: &dyn ZoneRules) -> Vec<Fix> {
    let of = |item: &Item| {
        let said = |key: &str| one_line(item.field(key).text());
        let label = said(fields::LABEL);
        let (owner, due) = (said(fields::OWNER), said(fields::DUE));
        let facts = [
            ("Done when", said(fields::MEASURE)),
            ("Owner", owner.clone()),
            ("By", due.clone()),
            ("Takes", said(fields::CAPACITY)),
            ("Displaces", said(fields::DISPLACES)),
            ("Incident", one_line(view.meta(meta::REFERENCE).text())),
            ("Why", one_line(back)),
        ];
        let lines: Vec<String> = facts
            .into_iter()
            .filter(|(_, said)| !said.is_empty())
            .map(|(label, said)| format!("{label}: {said}"))
            .collect();
        Fix {
            title: one_line(item.body()),
            description: lines.join("\n"),
            due: iso_day(&due, zone, now, rules),
            owner,
            label: if label.is_empty() { LABEL.to_owned() } else { label },
        }
    };
    changes::funded(view).into_iter().filter(|item| !item.body().trim().is_empty()).map(|item| of(item)).collect()
}

/// `2026-04-01` where the words are a day; empty otherwise: then they stand in the description alone.
fn iso_day(due: &str, zone: &str, now: Instant, rules: &dyn ZoneRules) -> String {
    let read = Moment::parse(due, &Context::new(zone, now, rules)).ok().filter(|reading| reading.is_settled());
    read.and_then(|reading| reading.moment.day_in(zone, rules)).map(|day| day.iso()).unwrap_or_default()
}

fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = head.join(",");
    out.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| self::cell(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell that no program takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Words that a shell takes as they are.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
