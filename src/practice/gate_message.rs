//! What a check says to whoever it stops: what to do now, the trap in two sentences, whom to ask, and a link that a
//! stranger can open (S3-27).
//!
//! Promises: it is a few lines of plain text without control characters; it names a team or its channel, and nobody who
//! is known to this review by name; its link is never one that only one browser can open.

use super::lens;
use super::names::{is_a_names_part, known, unnamed};
use crate::review::field::meta;
use crate::review::moment::{Day, ZoneRules};
use crate::review::{Prose, ReviewView};

/// The message in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateMessage {
    /// What to do now.
    pub does: String,
    /// The trap, with when it last closed.
    pub trap: String,
    /// The team, or its channel; empty where none is said, or where a person is.
    pub ask: String,
    /// Where the write-up lies.
    pub link: String,
}

impl GateMessage {
    /// The message of a review that began on a day; its write-up lies at `path` where nothing better is said.
    pub fn of(view: &ReviewView, day: Option<Day>, path: &str) -> GateMessage {
        let names = known(view);
        let reference = line(view.meta(meta::REFERENCE).text());
        let when = match (day, reference.is_empty()) {
            (Some(day), true) => format!(" It did on {}.", day.long()),
            (Some(day), false) => format!(" It did on {} ({reference}).", day.long()),
            (None, false) => format!(" It did in {reference}."),
            (None, true) => String::new(),
        };
        let trap = ended(&line(view.prose(Prose::Trap)));
        let ask = line(view.meta(meta::GATE_ASK).text());
        let link = line(view.meta(meta::GATE_LINK).text());
        GateMessage {
            does: unnamed(&ended(&line(view.meta(meta::GATE_DO).text())), &names),
            trap: if trap.is_empty() { String::new() } else { unnamed(&format!("{trap}{when}"), &names) },
            ask: if ask_hint(view, &ask).is_some() { String::new() } else { ask },
            link: if link.is_empty() || link_hint(&link).is_some() { line(path) } else { link },
        }
    }

    /// Whether there is anything to tell whoever is stopped.
    pub fn is_empty(&self) -> bool {
        self.does.is_empty() && self.trap.is_empty()
    }

    /// The message, a line a part; empty where there is nothing to tell.
    pub fn text(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        [("Do: ", &self.does), ("", &self.trap), ("Ask: ", &self.ask), ("Why: ", &self.link)]
            .into_iter()
            .filter(|(_, said)| !said.is_empty())
            .map(|(label, said)| format!("{label}{said}\n"))
            .collect()
    }

    /// A step of a pipeline that says it and stops. The check itself is for the writer to fill in.
    pub fn pipeline(&self) -> String {
        format!(
            "#!/bin/sh\n# Put the check in the place of `true`: a command that fails where the work must stop.\n{}",
            self.stop()
        )
    }

    /// The same as a hook that git runs before a commit.
    pub fn hook(&self) -> String {
        format!(
            "#!/bin/sh\n# .git/hooks/pre-commit\n# Put the check in the place of `true`: it finds the names of the changed files in $changed.\n\
             changed=$(git diff --cached --name-only)\n{}",
            self.stop()
        )
    }

    fn stop(&self) -> String {
        let text = self.text();
        // A line that ends the quotation too early cannot be in it.
        let mut end = "MESSAGE".to_owned();
        while text.lines().any(|line| line == end) {
            end.push('_');
        }
        format!("if ! true; then\n  cat >&2 <<'{end}'\n{text}{end}\n  exit 1\nfi\n")
    }
}

/// The day on which it happened: as said, or that of the first line with a time.
pub fn day_of(view: &ReviewView, zone: &str, rules: &dyn ZoneRules) -> Option<Day> {
    let mut said = view.meta(meta::DAY).text().split('-');
    let year = said.next().and_then(|part| part.parse().ok());
    let rest = (said.next().and_then(|part| part.parse().ok()), said.next().and_then(|part| part.parse().ok()));
    if let (Some(year), (Some(month), Some(day))) = (year, rest) {
        return Day::new(year, month, day);
    }
    view.timeline().filter(|item| !item.is_hidden()).find_map(|item| item.at().day_in(zone, rules))
}

/// Where a write-up lies that nobody said a place for: `docs/incidents/<day>-<name>.md`.
pub fn default_path(day: Option<Day>, name: &str) -> String {
    let day = day.map(|day| format!("{}-", day.iso())).unwrap_or_default();
    format!("docs/incidents/{day}{name}.md")
}

/// What to say of whom to ask, where that is a person.
pub fn ask_hint(view: &ReviewView, ask: &str) -> Option<&'static str> {
    let ask = ask.trim();
    let words = parts(ask);
    let is_known = known(view).iter().any(|name| {
        let name = parts(name);
        !name.is_empty() && words.windows(name.len()).any(|part| part == name)
            || name.first().is_some_and(|first| first.chars().count() > 2 && words.first() == Some(first))
    });
    let given = words.iter().any(|word| lens::is_given(word));
    // first.last@… is a person's address; one that means a team is not. A channel is none of anybody's names.
    let mut marked = ask.split_whitespace().filter_map(|word| word.split_once('@'));
    let address = marked.any(|(local, rest)| match local.is_empty() {
        true => rest.contains('.') && lens::is_of_a_person(rest.trim_end_matches(['.', ','])),
        false => local.contains('.') && lens::is_of_a_person(local),
    });
    (is_known || given || address || full_name(ask))
        .then_some("People move on, and the message stays: which team, or which channel, can be asked?")
}

fn parts(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Two or three words that are written like a name, and of which none means a team or what it looks after.
fn full_name(ask: &str) -> bool {
    let words: Vec<&str> = ask.split_whitespace().collect();
    matches!(words.len(), 2 | 3) && words.iter().all(|word| is_a_names_part(word))
}

/// What to say of what to do, where it names somebody.
pub fn do_hint(view: &ReviewView, does: &str) -> Option<&'static str> {
    (unnamed(does, &known(view)) != does)
        .then_some("The message stays when people move on: what does somebody do who knows nobody here?")
}

/// What to say of a link that only one browser can open.
pub fn link_hint(link: &str) -> Option<&'static str> {
    let low = link.trim().to_lowercase();
    let here = low.contains("#/r/")
        || low.contains("#p1.")
        || ["file:", "blob:", "data:", "about:", "chrome:", "/home/", "/users/", "/tmp/", "~/", "c:\\"]
            .iter()
            .any(|start| low.starts_with(start))
        || ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"].iter().any(|host| {
            let after = low.split_once("://").map_or(low.as_str(), |(_, rest)| rest);
            after.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
    here.then_some("Only this browser can open that: a stranger needs a path in the repository, or a public address.")
}

/// One line without control characters.
fn line(text: &str) -> String {
    let words: Vec<String> = text
        .split(char::is_whitespace)
        .map(|word| word.chars().filter(|letter| !letter.is_control()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
