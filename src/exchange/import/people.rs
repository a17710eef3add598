//! People in pasted text: who they are, the role each appears as, and their names replaced by it.
//!
//! Promises: each person is listed once, however often and by whichever part of the name they appear; roles are
//! distinct and the same each time the same text is read; whole words only, in any case and any alphabet, longest
//! name first; a word of the language that is also somebody's name is replaced only where it clearly is the name
//! (the rule is in `docs/time.md`). Linear in the text for a given list of people.

use std::collections::{BTreeMap, BTreeSet};

/// Somebody, or some machine, that the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The longest name the text gives.
    pub name: String,
    /// Every other name, handle, identifier and address found for the same person, in order.
    pub also: Vec<String>,
    /// The role it appears as unless somebody chooses another.
    pub role: String,
    /// Whether the text itself said the role.
    pub role_said: bool,
    /// A machine: it keeps its name.
    pub system: bool,
}

/// Collects people while a text is read.
#[derive(Debug, Default)]
pub(super) struct People {
    people: Vec<Person>,
    by_key: BTreeMap<String, usize>,
}

const SYSTEMS: [&str; 24] = [
    "pagerduty",
    "opsgenie",
    "datadog",
    "grafana",
    "alertmanager",
    "prometheus",
    "github",
    "gitlab",
    "jenkins",
    "statuspage",
    "incident.io",
    "rootly",
    "firehydrant",
    "slackbot",
    "sentry",
    "newrelic",
    "zabbix",
    "nagios",
    "argocd",
    "circleci",
    "cloudwatch",
    "jira",
    "hubot",
    "terraform",
];

const GROUPS: [&str; 8] = ["here", "channel", "everyone", "all", "oncall", "on-call", "team", "group"];

/// Words of the language that are also names: replaced only where they clearly are one.
const ORDINARY: [&str; 122] = [
    "mark",
    "will",
    "may",
    "april",
    "june",
    "rose",
    "grace",
    "hope",
    "faith",
    "joy",
    "bill",
    "rob",
    "pat",
    "jack",
    "drew",
    "chase",
    "grant",
    "frank",
    "art",
    "max",
    "min",
    "sky",
    "dawn",
    "summer",
    "autumn",
    "page",
    "ray",
    "sue",
    "dean",
    "chip",
    "christian",
    "iris",
    "jade",
    "ruby",
    "crystal",
    "amber",
    "victor",
    "cliff",
    "dale",
    "earl",
    "gene",
    "guy",
    "heath",
    "lance",
    "miles",
    "nick",
    "norm",
    "pierce",
    "rich",
    "stone",
    "wade",
    "ward",
    "young",
    "king",
    "long",
    "green",
    "brown",
    "white",
    "black",
    "gray",
    "park",
    "parker",
    "baker",
    "cook",
    "carter",
    "hunter",
    "mason",
    "taylor",
    "sage",
    "an",
    "do",
    "sam",
    "so",
    "in",
    "on",
    "or",
    "to",
    "can",
    "van",
    "star",
    "love",
    "bird",
    "banks",
    "price",
    "rice",
    "wood",
    "hall",
    "hill",
    "day",
    "short",
    "small",
    "sharp",
    "wise",
    "good",
    "best",
    "strong",
    "power",
    "read",
    "walker",
    "bell",
    "cross",
    "fox",
    "swift",
    "cash",
    "chance",
    "ford",
    "gates",
    "rush",
    "sandy",
    "penny",
    "clay",
    "robin",
    "jay",
    "skip",
    "root",
    "trace",
    "case",
    "link",
    "le",
    "ai",
    "be",
    "you",
];

/// How roles are said in text, and what they are called.
const ROLES: [(&str, &str); 26] = [
    ("incident commander", "incident commander"),
    ("incident command", "incident commander"),
    ("incident manager", "incident manager"),
    ("incident lead", "incident lead"),
    ("commander", "incident commander"),
    ("ic", "incident commander"),
    ("scribe", "scribe"),
    ("note taker", "scribe"),
    ("communications lead", "communications lead"),
    ("comms lead", "communications lead"),
    ("communications", "communications lead"),
    ("comms", "communications lead"),
    ("operations lead", "operations lead"),
    ("ops lead", "operations lead"),
    ("ops", "operations lead"),
    ("technical lead", "technical lead"),
    ("tech lead", "technical lead"),
    ("support lead", "support lead"),
    ("customer liaison", "customer liaison"),
    ("liaison", "liaison"),
    ("deputy", "deputy"),
    ("facilitator", "facilitator"),
    ("subject matter expert", "subject matter expert"),
    ("on-call engineer", "on-call engineer"),
    ("on call engineer", "on-call engineer"),
    ("database lead", "database lead"),
];

impl People {
    /// Somebody who wrote a message, or whom a table names.
    pub(super) fn author(&mut self, name: &str, system: bool) {
        // "Bo Lindqvist and Marta Okoye" or "bo, marta" in an owner's column are several; the first stands for it.
        let name = name.trim().trim_start_matches('@');
        if name.is_empty() {
            return;
        }
        let at = self.add(name);
        if system && let Some(person) = self.people.get_mut(at) {
            person.system = true;
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_key.get(&key(name.trim().trim_start_matches('@'))).copied()
    }

    /// People whom a text mentions: `@bo`, `<@U03BO>`, `@Marta Okoye`, addresses, lists of names behind a label.
    pub(super) fn mentions(&mut self, text: &str) {
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find('@')).map(|at| at + from) {
            from = at + 1;
            let (Some(head), Some(tail)) = (text.get(..at), text.get(at + 1..)) else { continue };
            if head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')) {
                if let Some((start, end)) = address(text, at)
                    && let Some(found) = text.get(start..end)
                {
                    let local = found.split('@').next().unwrap_or(found);
                    if !is_machine(local) {
                        self.address(found, local);
                    }
                }
                continue;
            }
            let handle = handle(tail);
            if handle.is_empty() || is_group(handle) {
                continue;
            }
            let second = tail.get(handle.len()..).and_then(|rest| rest.strip_prefix(' ')).map(word).unwrap_or("");
            let full = format!("{handle} {second}");
            let pair = handle.starts_with(char::is_uppercase)
                && second.starts_with(char::is_uppercase)
                && second.chars().count() > 1
                && !is_sentence_word(second);
            self.add(if pair { &full } else { handle });
        }
        for line in text.lines() {
            self.labelled(line);
        }
        self.cued(text);
    }

    /// `Owners: bo, marta`.
    fn labelled(&mut self, line: &str) {
        let bare = line.trim_start_matches(['*', '-', ' ', '_', '#']);
        let Some((label, names)) = bare.split_once(':') else { return };
        let label = label.trim_matches(['*', '_', ' ']).to_lowercase();
        const LABELS: [&str; 14] = [
            "author",
            "authors",
            "owner",
            "owners",
            "attendees",
            "responders",
            "participants",
            "assignee",
            "facilitator",
            "incident commander",
            "ic",
            "scribe",
            "people",
            "postmortem owner",
        ];
        if !LABELS.contains(&label.as_str()) || names.len() > 200 {
            return;
        }
        for name in names.split([',', ';', '&']).flat_map(|part| part.split(" and ")) {
            let name = name.trim().trim_matches(['*', '_', '@', '.', ' ']);
            let words = name.split_whitespace().count();
            if (1..=4).contains(&words)
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '’' | '_'))
                && name.chars().any(char::is_alphabetic)
                && !ORDINARY
                    .iter()
                    .chain(&["none", "tbd", "team", "unknown", "everyone", "n/a"])
                    .any(|word| name.eq_ignore_ascii_case(word))
                && (words <= 1 || name.split_whitespace().all(|word| word.starts_with(char::is_uppercase)))
            {
                self.add(name);
            }
        }
    }

    /// `paged Rafa Osei`: two capitalised words behind a verb of calling somebody.
    fn cued(&mut self, text: &str) {
        const CUES: [&str; 14] = [
            "paged", "pinged", "called", "asked", "told", "cc", "thanks", "ping", "calling", "paging", "asking",
            "joined", "with", "by",
        ];
        let words: Vec<&str> = text.split_whitespace().collect();
        for three in words.windows(3) {
            let [cue, first, second] = three else { continue };
            if !first.starts_with(char::is_uppercase) || !second.starts_with(char::is_uppercase) {
                continue;
            }
            let cue = cue.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let second = second.trim_end_matches(|c: char| !c.is_alphanumeric());
            let second = second.strip_suffix("'s").or_else(|| second.strip_suffix("’s")).unwrap_or(second);
            let name = |word: &str| {
                word.chars().count() > 1
                    && word.chars().next().is_some_and(char::is_uppercase)
                    && word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
                    && !is_sentence_word(word)
            };
            if CUES.contains(&cue.as_str())
                && name(first)
                && name(second)
                && !is_product_word(second)
                && !is_product_word(first)
            {
                self.add(&format!("{first} {second}"));
            }
        }
    }

    fn address(&mut self, found: &str, local: &str) {
        let spoken = local.split('+').next().unwrap_or(local).replace(['.', '_'], " ");
        let at = match self.same(&spoken) {
            Some(at) => at,
            None => self.add(&spoken),
        };
        if let Some(person) = self.people.get_mut(at)
            && !person.also.iter().any(|other| other == found)
        {
            person.also.push(found.to_owned());
        }
    }

    /// The person of that name, added where there is none yet.
    fn add(&mut self, name: &str) -> usize {
        if let Some(at) = self.same(name) {
            self.by_key.insert(key(name), at);
            if let Some(person) = self.people.get_mut(at)
                && person.name != name
                && !person.also.iter().any(|other| other == name)
            {
                if name.split_whitespace().count() > person.name.split_whitespace().count() {
                    let short = std::mem::replace(&mut person.name, name.to_owned());
                    person.also.push(short);
                } else {
                    person.also.push(name.to_owned());
                }
            }
            return at;
        }
        let at = self.people.len();
        self.by_key.insert(key(name), at);
        self.people.push(Person {
            name: name.to_owned(),
            also: Vec::new(),
            role: String::new(),
            role_said: false,
            system: is_machine(name),
        });
        at
    }

    /// Somebody already listed whom this name can only mean: the same name, its first or last part, a handle made
    /// of its parts.
    fn same(&self, name: &str) -> Option<usize> {
        let wanted = key(name);
        if let Some(at) = self.by_key.get(&wanted) {
            return Some(*at);
        }
        let parts: Vec<String> = parts(name);
        let mut found = self.people.iter().enumerate().filter(|(_, person)| {
            !person.system
                && std::iter::once(&person.name).chain(&person.also).filter(|name| !name.contains('@')).any(|other| {
                    let theirs = self::parts(other);
                    match (parts.as_slice(), theirs.as_slice()) {
                        ([one], many) if many.len() > 1 => {
                            many.first() == Some(one) || many.last() == Some(one) || is_handle_of(one, many)
                        }
                        (many, [one]) if many.len() > 1 => many.first() == Some(one) || is_handle_of(one, many),
                        (ours, theirs) => ours == theirs,
                    }
                })
        });
        let first = found.next()?.0;
        // Two people who share a first name are not told apart by it.
        found.next().is_none().then_some(first)
    }

    /// Gives everybody a role: what the text says, else one that says nothing.
    pub(super) fn settle<'a>(&mut self, lines: impl Iterator<Item = (Option<&'a str>, &'a str)>) {
        let mut said: BTreeMap<usize, &'static str> = BTreeMap::new();
        for (author, text) in lines {
            for (subject, role) in said_roles(text) {
                let at = match subject {
                    Subject::Author => author.and_then(|name| self.find(name)),
                    Subject::Named(name) => self.same(name.trim_start_matches('@')),
                };
                if let Some(at) = at {
                    said.entry(at).or_insert(role);
                }
            }
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut responders = 0;
        let free = |wanted: &str, taken: &mut BTreeSet<String>| {
            let mut role = wanted.to_owned();
            let mut count = 2;
            while !taken.insert(role.clone()) {
                role = format!("{wanted} {count}");
                count += 1;
            }
            role
        };
        for (at, person) in self.people.iter_mut().enumerate() {
            if person.system {
                person.role = free(&person.name, &mut taken);
            } else if let Some(role) = said.get(&at) {
                person.role = free(role, &mut taken);
                person.role_said = true;
            }
        }
        for person in self.people.iter_mut().filter(|person| person.role.is_empty()) {
            responders += 1;
            person.role = free(&format!("responder {responders}"), &mut taken);
        }
    }

    pub(super) fn list(self) -> Vec<Person> {
        self.people
    }
}

enum Subject<'a> {
    Author,
    Named(&'a str),
}

/// What a message says of who has which role: `I am incident commander, @bo is scribe`, `IC: Marta`.
fn said_roles(text: &str) -> Vec<(Subject<'_>, &'static str)> {
    let mut found = Vec::new();
    for clause in text.split(['.', ',', ';', '\n', '!', '(', ')']).flat_map(|part| part.split(" and ")) {
        let clause = clause.trim().trim_matches(['*', '_', '-', ' ', '#', '>']);
        if clause.is_empty() || clause.len() > 80 || clause.contains('?') {
            continue;
        }
        let own = [
            "i am ",
            "i'm ",
            "i’m ",
            "im ",
            "i'll be ",
            "i’ll be ",
            "i will be ",
            "i am taking ",
            "i'm taking ",
            "i’m taking ",
            "i'll take ",
            "i’ll take ",
            "i take ",
            "i have ",
            "i've got ",
            "taking over as ",
            "taking ",
            "i am the ",
            "i'll ",
        ]
        .iter()
        .filter_map(|begin| starts(clause, begin))
        .find_map(role);
        if let Some(own) = own {
            found.push((Subject::Author, own));
            continue;
        }
        if let Some(own) = clause.strip_suffix(" here").and_then(role) {
            found.push((Subject::Author, own));
            continue;
        }
        if let Some((label, name)) = clause.split_once(": ")
            && let Some(role) = role(label)
            && name.split_whitespace().count() <= 3
        {
            found.push((Subject::Named(name.trim_matches(['*', '_', ' '])), role));
            continue;
        }
        for verb in [
            " is now ",
            " is the ",
            " is ",
            " as ",
            " will be ",
            " takes ",
            " takes over as ",
            " has ",
            " you are ",
            " you're ",
        ] {
            let Some(at) = clause.find(verb) else { continue };
            let (Some(left), Some(right)) = (clause.get(..at), clause.get(at + verb.len()..)) else { continue };
            if let Some(role) = role(right) {
                // "IC is Marta" is met below; "with Bo as scribe" names the last words before the verb.
                let words: Vec<&str> = left.split_whitespace().collect();
                let name = match words.as_slice() {
                    [.., first, last]
                        if first.starts_with(['@', '<'])
                            || first.starts_with(char::is_uppercase) && last.starts_with(char::is_uppercase) =>
                    {
                        left.get(left.rfind(first).unwrap_or(0)..).unwrap_or(left)
                    }
                    [.., last] => last,
                    [] => continue,
                };
                let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
                if !matches!(name.to_lowercase().as_str(), "who" | "that" | "this" | "it" | "i" | "he" | "she") {
                    found.push((Subject::Named(name), role));
                }
                break;
            }
            if let Some(role) = role(left)
                && verb.trim() == "is"
                && (1..=3).contains(&right.split_whitespace().count())
            {
                found.push((Subject::Named(right.trim()), role));
                break;
            }
        }
    }
    found
}

fn starts<'a>(text: &'a str, begin: &str) -> Option<&'a str> {
    let head = text.get(..begin.len())?;
    head.eq_ignore_ascii_case(begin).then(|| text.get(begin.len()..)).flatten()
}

/// The role that these words name, if they begin with one and say little else.
fn role(words: &str) -> Option<&'static str> {
    let words = words.trim().trim_matches(['*', '_', ':']).trim();
    let words = ["the ", "our ", "acting ", "new "].iter().find_map(|begin| starts(words, begin)).unwrap_or(words);
    ROLES.iter().find_map(|(said, role)| {
        let rest = starts(words, said)?;
        let clean = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        (clean && rest.split_whitespace().count() <= 4).then_some(*role)
    })
}

fn is_machine(name: &str) -> bool {
    let lower = name.to_lowercase();
    let lower = lower.trim();
    lower.ends_with("bot")
        || lower.contains("bot ")
        || lower.contains("alert")
        || lower.starts_with("noreply")
        || lower.starts_with("no-reply")
        || matches!(lower, "support" | "help" | "info" | "security" | "ops" | "root" | "admin" | "status" | "git")
        || SYSTEMS.iter().any(|system| {
            lower == *system
                || lower.replace([' ', '-', '_'], "") == *system
                || lower.split_whitespace().next() == Some(system)
        })
}

fn is_group(handle: &str) -> bool {
    let lower = handle.to_lowercase();
    GROUPS.contains(&lower.as_str()) || lower.contains("team") || lower.contains("oncall") || lower.contains("on-call")
}

/// Words that begin a sentence behind a mention, and are no last name.
fn is_sentence_word(word: &str) -> bool {
    const WORDS: [&str; 52] = [
        "please", "can", "could", "are", "do", "does", "did", "i", "we", "the", "this", "that", "what", "when",
        "where", "why", "how", "is", "it", "you", "yes", "no", "ok", "okay", "thanks", "thank", "will", "would",
        "should", "see", "fyi", "any", "have", "has", "let", "maybe", "and", "or", "but", "if", "in", "on", "at", "to",
        "for", "from", "not", "now", "also", "roll", "check", "looking",
    ];
    WORDS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
}

/// Words that make two capitals a thing and not a person.
fn is_product_word(word: &str) -> bool {
    const WORDS: [&str; 40] = [
        "team",
        "service",
        "services",
        "support",
        "console",
        "cloud",
        "cluster",
        "database",
        "dashboard",
        "server",
        "api",
        "engine",
        "manager",
        "center",
        "centre",
        "operations",
        "engineering",
        "platform",
        "security",
        "labs",
        "web",
        "data",
        "google",
        "amazon",
        "azure",
        "microsoft",
        "slack",
        "customer",
        "incident",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "january",
        "february",
        "march",
        "october",
        "november",
        "december",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

fn handle(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(text.len());
    text.get(..end).unwrap_or("").trim_end_matches(['.', '-'])
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphabetic() || matches!(c, '-'))).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The bytes of an address around an `@`.
fn address(text: &str, at: usize) -> Option<(usize, usize)> {
    let head = text.get(..at)?;
    let local = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
        .last()?
        .0;
    let tail = text.get(at + 1..)?;
    let end = tail.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(tail.len());
    let domain = tail.get(..end)?.trim_end_matches(['.', '-']);
    (domain.contains('.')).then_some((local, at + 1 + domain.len()))
}

/// A name for comparing: small letters, no accents, no marks.
fn key(name: &str) -> String {
    parts(name).join(" ")
}

/// A name's words for comparing.
fn parts(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(folded).collect()
}

/// Small letters without the accents of European alphabets, so that “Inés” and “ines” are one word.
fn folded(word: &str) -> String {
    let mut clean = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'ď' | 'đ' => 'd',
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
            'ğ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' | 'ň' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
            'ř' => 'r',
            'ś' | 'š' | 'ş' => 's',
            'ť' => 't',
            'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
            'ý' | 'ÿ' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            // A combining mark behind its letter.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        clean.push(plain);
    }
    clean
}

/// `blindqvist`, `bolindqvist`, `bo.l` and the like for Bo Lindqvist.
fn is_handle_of(handle: &str, name: &[String]) -> bool {
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return false };
    let initial: String = first.chars().take(1).collect();
    handle == format!("{initial}{last}")
        || handle == format!("{first}{last}")
        || handle == name.concat()
        || handle == format!("{first}{}", last.chars().take(1).collect::<String>())
}

// ---- replacing ---------------------------------------------------------------------------------------------------

struct Pattern {
    words: Vec<String>,
    person: usize,
    /// Only where it clearly is a name.
    guarded: bool,
}

/// Every name of every person, ready to be found in one pass.
pub(super) struct Names<'a> {
    /// By first word, longest first.
    patterns: BTreeMap<String, Vec<Pattern>>,
    /// Whole addresses, folded.
    addresses: BTreeMap<String, usize>,
    roles: &'a BTreeMap<usize, String>,
}

/// A word in a text and where it stands.
struct Word {
    start: usize,
    end: usize,
    folded: String,
    capital: bool,
}

impl<'a> Names<'a> {
    pub(super) fn new(people: &[Person], roles: &'a BTreeMap<usize, String>) -> Self {
        let mut all: BTreeMap<Vec<String>, (usize, bool)> = BTreeMap::new();
        let mut addresses = BTreeMap::new();
        let mut shared: BTreeSet<Vec<String>> = BTreeSet::new();
        for (at, person) in people.iter().enumerate() {
            // A machine keeps its name unless somebody chose another for it.
            if person.system && roles.get(&at).is_none_or(|role| *role == person.name) {
                continue;
            }
            for name in std::iter::once(&person.name).chain(&person.also) {
                if name.contains('@') {
                    addresses.insert(folded(name), at);
                    continue;
                }
                let words = parts(name);
                let mut forms = vec![words.clone()];
                if words.len() > 1 && !person.system {
                    forms.extend(words.first().map(|word| vec![word.clone()]));
                    forms.extend(words.last().map(|word| vec![word.clone()]));
                    forms.push(vec![words.concat()]);
                }
                for form in forms {
                    if form.iter().all(|word| word.chars().count() < 2) || form.is_empty() {
                        continue;
                    }
                    let guarded = matches!(form.as_slice(), [one] if ORDINARY.contains(&one.as_str()));
                    match all.get(&form) {
                        // Two people share this part of their names: the first listed stands for both.
                        Some((other, _)) if *other != at => {
                            shared.insert(form);
                        }
                        _ => {
                            all.insert(form, (at, guarded));
                        }
                    }
                }
            }
        }
        let mut patterns: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
        for (words, (person, guarded)) in all {
            if let Some(first) = words.first().cloned() {
                patterns.entry(first).or_default().push(Pattern { words, person, guarded });
            }
        }
        for list in patterns.values_mut() {
            list.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words)));
        }
        Self { patterns, addresses, roles }
    }

    /// The text with names as roles. `by` is the role of the person it is from, for a telephone number in it.
    pub(super) fn replace(&self, text: &str, by: Option<&str>) -> String {
        let words = words_of(text);
        let mut made = String::with_capacity(text.len() + 16);
        let mut from = 0;
        let mut at = 0;
        let mut last_role: Option<&str> = by;
        while let Some(word) = words.get(at) {
            if word.start < from {
                at += 1;
                continue;
            }
            if let Some((start, end, role)) = self.address(text, word) {
                made.push_str(text.get(from..start.max(from)).unwrap_or(""));
                made.push_str(role);
                last_role = Some(role);
                from = end;
                at += 1;
                continue;
            }
            if let Some((start, end)) = telephone(text, word)
                && start >= from
            {
                made.push_str(text.get(from..start).unwrap_or(""));
                made.push_str(
                    &last_role.map_or_else(|| "a telephone number".to_owned(), |role| format!("{role}’s number")),
                );
                from = end;
                at += 1;
                continue;
            }
            if let Some((pattern, count)) = self.matching(text, &words, at) {
                let role = self.roles.get(&pattern.person).map_or("somebody", String::as_str);
                let end = words.get(at + count - 1).map_or(word.end, |word| word.end);
                let (start, end) = widened(text, word.start, end);
                made.push_str(text.get(from..start.max(from)).unwrap_or(""));
                made.push_str(role);
                last_role = Some(role);
                from = end;
                at += count;
                continue;
            }
            at += 1;
        }
        made.push_str(text.get(from..).unwrap_or(""));
        made
    }

    fn matching(&self, text: &str, words: &[Word], at: usize) -> Option<(&Pattern, usize)> {
        let word = words.get(at)?;
        let patterns = self.patterns.get(&word.folded)?;
        patterns
            .iter()
            .find(|pattern| {
                let fits = pattern.words.iter().enumerate().all(|(offset, wanted)| {
                    let Some(here) = words.get(at + offset) else { return false };
                    let joined = offset == 0
                        || words.get(at + offset - 1).is_some_and(|before| joins(text, before.end, here.start));
                    here.folded == *wanted && joined
                });
                fits && (!pattern.guarded || clearly_a_name(text, words, at))
            })
            .map(|pattern| (pattern, pattern.words.len()))
    }

    fn address(&self, text: &str, word: &Word) -> Option<(usize, usize, &str)> {
        if self.addresses.is_empty() {
            return None;
        }
        let tail = text.get(word.start..)?;
        let end = tail.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')))?;
        if !tail.get(end..)?.starts_with('@') {
            return None;
        }
        let (start, end) = address(text, word.start + end)?;
        let person = self.addresses.get(&folded(text.get(start..end)?))?;
        let before = text.get(..start)?;
        let (start, end) = if before.ends_with("mailto:") { (start - "mailto:".len(), end) } else { (start, end) };
        Some((start, end, self.roles.get(person)?))
    }
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (start, c.is_alphanumeric() || is_mark(c)) {
            (None, true) => start = Some(at),
            (Some(begin), false) => {
                let word = text.get(begin..at).unwrap_or("");
                words.push(Word {
                    start: begin,
                    end: at,
                    folded: folded(word),
                    capital: word.starts_with(char::is_uppercase),
                });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// What may stand between two words of one name.
fn joins(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to)
        .is_some_and(|between| matches!(between, " " | "\u{a0}" | "-" | "." | "_" | "'" | "’" | ". " | "  "))
}

/// A mention's marks go with its name: `@bo`, `<@U03BO>`, `<@U03BO|bo>`.
fn widened(text: &str, start: usize, end: usize) -> (usize, usize) {
    let head = text.get(..start).unwrap_or("");
    if head.ends_with("<@") {
        let tail = text.get(end..).unwrap_or("");
        if let Some(close) = tail.find('>').filter(|close| *close <= 40) {
            return (start - 2, end + close + 1);
        }
    }
    if head.ends_with('@') { (start - 1, end) } else { (start, end) }
}

/// Whether a word of the language stands here as a name: behind an `@`, or with a capital where no sentence
/// begins, or at a sentence's beginning before a possessive or a verb that only follows people.
fn clearly_a_name(text: &str, words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let head = text.get(..word.start).unwrap_or("");
    if head.ends_with('@') {
        return true;
    }
    if !word.capital {
        return false;
    }
    let tail = text.get(word.end..).unwrap_or("");
    if tail.starts_with("'s ")
        || tail.starts_with("’s ")
        || tail.starts_with(':')
        || tail.starts_with(',') && !head.trim().is_empty()
    {
        return true;
    }
    let lead = head.trim_end_matches([' ', '\u{a0}', '*', '_', '"', '“', '(', '>']);
    let begins = lead.is_empty() || lead.ends_with(['.', '!', '?', ':', '\n', '•', '-', '—']);
    if !begins {
        return true;
    }
    const VERBS: [&str; 30] = [
        "is",
        "was",
        "has",
        "had",
        "said",
        "says",
        "asks",
        "asked",
        "confirmed",
        "confirms",
        "rolled",
        "did",
        "found",
        "finds",
        "started",
        "restarted",
        "reported",
        "reports",
        "joined",
        "noticed",
        "checked",
        "paged",
        "took",
        "takes",
        "saw",
        "sees",
        "and",
        "thinks",
        "suggested",
        "decided",
    ];
    words
        .get(at + 1)
        .is_some_and(|next| text.get(word.end..next.start) == Some(" ") && VERBS.contains(&next.folded.as_str()))
}

/// A telephone number that begins at a word: with a plus and eight digits or more, or in groups with a zero before.
fn telephone(text: &str, word: &Word) -> Option<(usize, usize)> {
    let head = text.get(..word.start)?;
    let plus = head.ends_with('+');
    if !word.folded.starts_with(|c: char| c.is_ascii_digit())
        || (!plus && head.ends_with([':', '.', '/', '-', '#', '=']))
    {
        return None;
    }
    let tail = text.get(word.start..)?;
    let (mut digits, mut groups, mut end, mut in_group) = (0, 0, 0, false);
    for (at, c) in tail.char_indices() {
        match c {
            '0'..='9' => {
                digits += 1;
                if !in_group {
                    groups += 1;
                }
                in_group = true;
                end = at + 1;
            }
            ' ' | '-' | '(' | ')' | '.' if digits > 0 && digits < 15 => {
                if !in_group && c != '(' && c != ')' {
                    break;
                }
                in_group = false;
            }
            c if in_group && (c.is_alphanumeric() || matches!(c, ':' | '/')) => return None,
            _ => break,
        }
    }
    let national = word.folded.starts_with('0') && groups >= 2 && (9..=12).contains(&digits)
        || groups == 3 && digits == 10 && word.folded.len() == 3;
    let international = plus && (8..=15).contains(&digits);
    (national || international).then(|| (word.start - usize::from(plus), word.start + end))
}
