//! The exit question, in two halves: what will someone do differently, and where will that difference live?
//!
//! Two answers are none (S3-8 to S3-10): a place where the lesson is written down, and more care. Promises: an empty
//! half is never spoken of; a half that names something which acts by itself is an answer whatever else it says; what
//! cannot be made out is left alone.

use super::lens::{self, Context, Label};

/// Why a half of the answer is not one yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotYet {
    /// It is written down somewhere.
    Document,
    /// People take more care.
    Care,
}

impl NotYet {
    /// What the page says beside the field: why, and the question of the next rung.
    pub const fn sentence(self) -> &'static str {
        match self {
            NotYet::Document => {
                "That is where it is written down, not where it happens: where in the work would somebody meet it who \
                 never reads that?"
            }
            NotYet::Care => {
                "Care is gone within weeks, in the first rush at the latest: what would have to change so that nobody \
                 needs to remember?"
            }
        }
    }
}

/// What is not an answer yet, of each half.
pub type Halves = (Option<NotYet>, Option<NotYet>);

/// Reads both halves.
pub fn not_yet(different: &str, lives: &str) -> Halves {
    (of_difference(different), of_place(lives))
}

fn of_difference(text: &str) -> Option<NotYet> {
    let words = words(text);
    if takes_care(text, &words) {
        return Some(NotYet::Care);
    }
    let first = words.iter().position(|word| WRITES.contains(&word.as_str()))?;
    let written = words.get(first..).is_some_and(is_document) || WRITES_DOWN.contains(&words.get(first)?.as_str());
    (written && words.iter().take(first).all(|word| !ACTS.contains(&word.as_str()) && !is_of_the_work(word)))
        .then_some(NotYet::Document)
        .filter(|_| !words.iter().any(|word| ACTS.contains(&word.as_str())))
}

fn of_place(text: &str) -> Option<NotYet> {
    let words = words(text);
    if is_mere_link(text) || is_document(&words) {
        return Some(NotYet::Document);
    }
    (takes_care(text, &words) || is_in_heads(&words)).then_some(NotYet::Care)
}

/// Words in lower case. What stands within a word (`wiki-page`, `docs/readme`) parts it.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Where something is written down.
const DOCUMENTS: &[&str] = &[
    "wiki",
    "confluence",
    "notion",
    "sharepoint",
    "document",
    "documents",
    "documentation",
    "docs",
    "doc",
    "readme",
    "postmortem",
    "postmortems",
    "writeup",
    "write",
    "page",
    "pages",
    "minutes",
    "notes",
    "slides",
    "presentation",
    "newsletter",
    "email",
    "mail",
    "announcement",
    "handbook",
    "faq",
    "review",
];
/// Verbs that put something there, in what someone will do differently.
const WRITES: &[&str] = &[
    "document",
    "documents",
    "documented",
    "write",
    "writes",
    "record",
    "records",
    "publish",
    "share",
    "shares",
    "announce",
    "update",
    "updates",
    "add",
    "adds",
    "create",
    "creates",
    "read",
    "reads",
    "email",
    "mail",
    "present",
    "link",
    "links",
    "put",
    "puts",
];
/// Those of them that need no document behind them.
const WRITES_DOWN: &[&str] = &["document", "documents", "documented", "announce", "email"];
/// What stands in the work.
const OF_THE_WORK: &[&str] = &[
    "pipeline",
    "ci",
    "gate",
    "gates",
    "check",
    "checks",
    "test",
    "tests",
    "lint",
    "linter",
    "rule",
    "default",
    "defaults",
    "permission",
    "permissions",
    "alert",
    "alerts",
    "alarm",
    "alarms",
    "alerting",
    "monitor",
    "monitoring",
    "script",
    "scripts",
    "code",
    "config",
    "configuration",
    "deploy",
    "deployment",
    "hook",
    "tool",
    "tooling",
    "schema",
    "database",
    "compiler",
    "template",
    "form",
    "flag",
    "role",
    "build",
    "dashboard",
    "panel",
    "button",
    "prompt",
    "api",
    "client",
    "server",
    "service",
    "library",
    "job",
    "jobs",
    "scheduler",
    "queue",
    "limit",
    "timeout",
    "quota",
    "policy",
    "constraint",
    "type",
    "types",
    "validation",
    "bot",
    "workflow",
    "cli",
    "command",
    "generator",
    "checklist",
    "runbook",
    "calendar",
    "rotation",
    "rota",
    "bar",
    "error",
    "message",
];
/// What such a thing does by itself.
const ACTS: &[&str] = &[
    "refuses",
    "refuse",
    "refused",
    "blocks",
    "block",
    "blocked",
    "fails",
    "stops",
    "stop",
    "rejects",
    "reject",
    "rejected",
    "prevents",
    "prevent",
    "requires",
    "enforces",
    "enforced",
    "denies",
    "denied",
    "deletes",
    "deleted",
    "removed",
    "removes",
    "generates",
    "generated",
    "pages",
    "alerts",
    "fires",
    "times",
    "expires",
    "asks",
    "aborts",
    "cannot",
    "can't",
    "impossible",
    "automatically",
    "validates",
    "warns",
    "reverts",
    "rolls",
];
/// After these, something in the work may be named although a document was named first.
const JOINS: &[&str] = &["and", "in", "into", "inside", "by", "which", "that", "but", "then", "plus", "also"];

fn is_of_the_work(word: &str) -> bool {
    OF_THE_WORK.contains(&word.trim_end_matches("'s").trim_end_matches("’s"))
}

/// Whether a document is named, and nothing in the work with it: neither before it, nor right behind it (the linter
/// of the readme), nor joined to it later on.
fn is_document(words: &[String]) -> bool {
    let Some(at) = (0..words.len()).find(|at| names_document(words, *at)) else { return false };
    let acts = |word: &String| ACTS.contains(&word.as_str());
    if words.iter().take(at).any(|word| is_of_the_work(word) || acts(word)) {
        return false;
    }
    let mut joined = true;
    for word in words.iter().skip(at + 1) {
        if joined && is_of_the_work(word) || acts(word) && word != "pages" {
            return false;
        }
        let goes_on = DOCUMENTS.contains(&word.as_str()) || ["the", "a", "an", "our", "every"].contains(&word.as_str());
        joined = JOINS.contains(&word.as_str()) || joined && goes_on;
    }
    true
}

/// `page` and `write` are documents only beside a word that says so, `review` only where it is this one.
fn names_document(words: &[String], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", String::as_str);
    let (before, now, next) = (word(at.checked_sub(1)), word(Some(at)), word(Some(at + 1)));
    match now {
        "page" | "pages" => ["web", "intranet", "help"].contains(&before),
        "write" => next == "up",
        "review" => before == "this",
        "minutes" => ["the", "meeting", "our"].contains(&before),
        now => DOCUMENTS.contains(&now),
    }
}

/// Nothing but an address or a path of a text.
fn is_mere_link(text: &str) -> bool {
    let mut tokens = text.split_whitespace();
    let (Some(one), None) = (tokens.next(), tokens.next()) else { return false };
    let low = one.to_lowercase();
    let code = ["/pull/", "/merge_requests/", "/commit", ".yml", ".yaml", ".toml", ".rs", ".py", ".sh", ".tf"];
    (low.contains("://") || low.starts_with("www.") || low.ends_with(".md") || low.ends_with(".docx"))
        && !code.iter().any(|part| low.contains(part))
}

/// A remedy of more care, with nothing beside it that acts by itself.
fn takes_care(text: &str, words: &[String]) -> bool {
    let asks = lens::read(Context::Lesson, text).iter().any(|finding| finding.label == Label::Vigilance);
    // People who check twice; what a pipeline checks twice is another matter.
    let twice =
        words.windows(2).position(|two| matches!(two, [one, two] if one == "double" && two.starts_with("check")));
    let twice = twice.is_some_and(|at| !words.iter().take(at).any(|word| is_of_the_work(word)));
    twice
        || promises(words)
        || asks
            && !(words.iter().any(|word| is_of_the_work(word))
                && words.iter().any(|word| ACTS.contains(&word.as_str())))
}

/// People who promise to be better people: "everybody looks more carefully", "we do it right next time", "more discipline".
fn promises(words: &[String]) -> bool {
    const PEOPLE: &[&str] = &[
        "we",
        "everybody",
        "everyone",
        "people",
        "somebody",
        "someone",
        "anyone",
        "anybody",
        "nobody",
        "all",
        "team",
        "teams",
        "engineers",
        "engineer",
        "developers",
        "developer",
        "reviewers",
        "reviewer",
        "operators",
        "operator",
        "on",
        "call",
        "oncall",
        "responders",
        "responder",
        "sres",
        "i",
        "they",
    ];
    const CARE: &[&str] = &[
        "careful",
        "carefully",
        "closely",
        "closer",
        "twice",
        "harder",
        "thoroughly",
        "attention",
        "aware",
        "awareness",
        "mindful",
        "remember",
        "remembers",
        "discipline",
        "disciplined",
        "cautious",
        "caution",
        "vigilant",
        "vigilance",
        "attentive",
        "diligent",
        "diligence",
        "thinking",
        "thought",
    ];
    // Said of nobody, or of whoever reads it: "be more careful", "use common sense".
    const BARE: &[&str] = &[
        "be",
        "being",
        "more",
        "much",
        "very",
        "extra",
        "use",
        "using",
        "with",
        "take",
        "taking",
        "care",
        "careful",
        "carefully",
        "caution",
        "cautious",
        "discipline",
        "common",
        "sense",
        "attention",
        "pay",
        "paying",
        "aware",
        "awareness",
        "vigilance",
        "diligence",
        "better",
        "communicate",
        "communication",
        "improve",
        "improved",
        "do",
        "it",
        "and",
        "try",
        "harder",
        "the",
    ];
    let acts = words.iter().any(|word| ACTS.contains(&word.as_str()));
    if acts || words.is_empty() {
        return false;
    }
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let people = words.iter().take(4).any(|word| PEOPLE.contains(&word.as_str()));
    let two = |one: &[&str], other: &[&str]| {
        words.windows(2).any(
            |two| matches!(two, [first, second] if one.contains(&first.as_str()) && other.contains(&second.as_str())),
        )
    };
    let better = two(&["do", "know", "communicate", "work", "be", "does", "knows"], &["better"]);
    let again = has(&["again"]) && has(&["not", "don't", "never", "won't", "don’t", "won’t"]);
    let follows = two(&["follow", "follows", "respect", "respects"], &["the", "our", "every"])
        && has(&["process", "procedure", "procedures", "rules", "guidelines", "guideline", "policy", "standards"]);
    people && (has(CARE) || better || follows)
        || again && !words.iter().any(|word| is_of_the_work(word))
        || (has(CARE) || better || two(&["common"], &["sense"]) || two(&["improve", "better"], &["communication"]))
            && words.iter().all(|word| BARE.contains(&word.as_str()))
}

/// `in people's heads`, `everyone remembers it`.
fn is_in_heads(words: &[String]) -> bool {
    if words.iter().any(|word| is_of_the_work(word)) {
        return false;
    }
    let whose = |word: &str| {
        ["our", "their", "your", "my", "the", "team", "everyone", "everybody", "people", "all", "in"].contains(&word)
            || word.ends_with("'s")
            || word.ends_with("s'")
            || word.ends_with("’s")
    };
    words.windows(2).any(|two| {
        let [before, now] = two else { return false };
        let place = ["heads", "head", "minds", "memory", "memories", "awareness", "vigilance"].contains(&now.as_str());
        let knows = ["everyone", "everybody", "we", "people"].contains(&before.as_str())
            && ["knows", "know", "remember", "remembers"].contains(&now.as_str());
        place && whose(before) || knows
    }) || matches!(words, [one] if ["heads", "memory", "awareness", "training", "care", "discipline", "attention"].contains(&one.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // S3-8, S3-10: more care is not an answer.
    #[test]
    fn more_care_is_answered_in_either_half() {
        for text in [
            "Everybody looks more carefully",
            "Engineers remember to check the region",
            "We check twice before we run it",
            "Someone looks twice at the prompt",
            "careful",
            "More discipline.",
            "Everyone will follow the process",
            "The team is more aware of the risk",
            "Don't make that mistake again",
            "We will do better",
            "use common sense",
            "improve communication",
            "The on-call will know better next time",
            "we will be more careful",
            "We will be more careful.",
            "People will pay more attention to the dashboard.",
            "Everyone double-checks the key before a release.",
            "We will remember to check next time.",
            "Engineers must be more vigilant with the pipeline.",
            "We will remind people to check the key.",
        ] {
            assert_eq!(of_difference(text), Some(NotYet::Care), "{text}");
        }
        for text in ["In our heads.", "in people's heads", "In the team's memory", "Everyone knows it now", "awareness"]
        {
            assert_eq!(of_place(text), Some(NotYet::Care), "{text}");
        }
        assert_eq!(not_yet("we will be more careful", ""), (Some(NotYet::Care), None));
    }

    // S3-9: a document is where it is written down.
    #[test]
    fn a_document_is_where_it_is_written_down_and_not_where_it_happens() {
        for text in [
            "In the wiki.",
            "in the wiki",
            "On a Confluence page about deploys",
            "A document in the team's Notion",
            "This postmortem.",
            "In this review",
            "In the write-up",
            "https://wiki.example.com/x/1234",
            "docs/incidents/2026-03-17.md",
            "In the README of the service's folder",
            "the docs",
            "An email to everyone",
            "In the wiki page for the pipeline",
        ] {
            assert_eq!(of_place(text), Some(NotYet::Document), "{text}");
        }
        for text in [
            "We document the trap in the wiki.",
            "Write a wiki page about idempotency keys.",
            "We will update the documentation.",
            "Everyone reads the wiki page before a release.",
            "We share the postmortem with the other teams.",
        ] {
            assert_eq!(of_difference(text), Some(NotYet::Document), "{text}");
        }
    }

    // S3-8: no false alarm on answers.
    #[test]
    fn what_acts_by_itself_is_an_answer_whatever_else_is_said() {
        for text in [
            "",
            "The pipeline refuses a job without an idempotency key",
            "Nobody can release a settlement job without an idempotency key.",
            "Nobody has to remember the key: the pipeline refuses a job without one.",
            "The on-call engineer restores from the latest snapshot with one command.",
            "Whoever releases sees the number of refunds before they go out.",
            "We will be careful with retries, and the pipeline refuses a job without a key.",
            "A pull request without an owner cannot be merged.",
            "Support pages the database team within ten minutes.",
            "The deploy script asks for the host name before it deletes anything.",
            "The docs build refuses a page without an owner.",
            "We create the role with no delete permission.",
            "We add a check to the pipeline.",
            "Reviews of schema changes read the lock time from the plan.",
            "The pipeline double-checks the key.",
            "We restore one backup every week and compare the rows.",
        ] {
            assert_eq!(of_difference(text), None, "{text}");
        }
        for text in [
            "",
            "In the pipeline: the check refuses the release.",
            "In the pipeline",
            "In the wiki and in the pipeline",
            "A lint rule; its message links to the postmortem",
            "In the readme linter",
            "The docs build refuses a page without an owner",
            "In a permission nobody has any more",
            "In the alert's text, with a link to the write-up",
            "A link to the write-up in the alert's text",
            "In the memory limit of the worker",
            "https://git.example.com/shop/settlement/pull/4711",
            "ci/checks/idempotency.yml",
            "On the release checklist, step 4",
            "In the document database's schema",
            "The status page's template",
            "On the page that approves a release",
            "Within ten minutes of the release, by itself",
        ] {
            assert_eq!(of_place(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_said_beside_a_half_is_one_sentence_that_asks() {
        for why in [NotYet::Document, NotYet::Care] {
            assert!(why.sentence().ends_with('?'));
            assert_eq!(why.sentence().matches(['.', '?', '!']).count(), 1);
        }
    }
}
