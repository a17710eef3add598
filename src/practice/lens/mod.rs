//! What a wording hides, by rules of language over one entry at a time.
//!
//! Promises: the same text in the same context has the same findings; every span lies on character boundaries of
//! the text; evidence and what people say of themselves at the opening are never read; a rewrite that is offered
//! leaves no finding of its kind in its sentence and brings no other. Precision comes before recall: what cannot
//! be made out is left alone. The categories and their limits are told in `docs/lens.md`.

mod actions;
mod cache;
mod care;
mod claims;
mod clauses;
mod hindsight;
mod lexicon;
mod names;
mod owners;
mod people;
mod places;
mod questions;
mod reasons;
mod rewrites;
mod set_aside;
mod words;

pub use cache::Cache;
pub use lexicon::entries;
pub use names::{is_given, is_of_a_person, is_of_a_team};
pub use places::{context, is_quoted};
pub use set_aside::SetAside;

use clauses::Clause;
use std::ops::Range;

/// Where a text stands in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    Timeline,
    Impact,
    Decision,
    Factor,
    Action,
    Lesson,
    Question,
    Comment,
    /// Quoted logs, chats, tickets: never read.
    Evidence,
    /// What somebody says of their own part: never read.
    Opener,
}

impl Context {
    /// Every context.
    pub const ALL: [Context; 10] = [
        Context::Timeline,
        Context::Impact,
        Context::Decision,
        Context::Factor,
        Context::Action,
        Context::Lesson,
        Context::Question,
        Context::Comment,
        Context::Evidence,
        Context::Opener,
    ];

    /// The context's name.
    pub const fn key(self) -> &'static str {
        match self {
            Context::Timeline => "timeline",
            Context::Impact => "impact",
            Context::Decision => "decision",
            Context::Factor => "factor",
            Context::Action => "action",
            Context::Lesson => "lesson",
            Context::Question => "question",
            Context::Comment => "comment",
            Context::Evidence => "evidence",
            Context::Opener => "opener",
        }
    }

    /// The context of that name.
    pub fn from_key(key: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|context| context.key() == key)
    }

    const fn is_silent(self) -> bool {
        matches!(self, Context::Evidence | Context::Opener)
    }
}

/// What kind of wording was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// People are made the cause by fault or neglect.
    PersonFault,
    /// A search for the culprit.
    WhoQuestion,
    /// Somebody is asked to justify themselves.
    WhyDidYou,
    /// Past choices judged by what is known now.
    Hindsight,
    /// Human error as the explanation.
    HumanError,
    /// A remedy that works only while people take more care.
    Vigilance,
    /// Whoever approved is made the cause.
    ApproverFault,
    /// An action that nobody could call done.
    VagueAction,
    /// A word for how much, how many, how long or how often, without a figure.
    VagueClaim,
    /// Put off without a date.
    Later,
    /// A duty of a group, of everyone, or of nobody in particular.
    NoOwner,
}

impl Label {
    /// Every label.
    pub const ALL: [Label; 11] = [
        Label::PersonFault,
        Label::WhoQuestion,
        Label::WhyDidYou,
        Label::Hindsight,
        Label::HumanError,
        Label::Vigilance,
        Label::ApproverFault,
        Label::VagueAction,
        Label::VagueClaim,
        Label::Later,
        Label::NoOwner,
    ];

    /// The label's name.
    pub const fn key(self) -> &'static str {
        match self {
            Label::PersonFault => "person-fault",
            Label::WhoQuestion => "who-question",
            Label::WhyDidYou => "why-did-you",
            Label::Hindsight => "hindsight",
            Label::HumanError => "human-error",
            Label::Vigilance => "vigilance",
            Label::ApproverFault => "approver-fault",
            Label::VagueAction => "vague-action",
            Label::VagueClaim => "vague-claim",
            Label::Later => "later",
            Label::NoOwner => "no-owner",
        }
    }

    /// Whether wordings of this kind are looked for in a context.
    pub const fn is_looked_for(self, context: Context) -> bool {
        match self {
            _ if context.is_silent() => false,
            Label::VagueAction => matches!(context, Context::Action),
            Label::VagueClaim => {
                matches!(context, Context::Timeline | Context::Impact | Context::Decision | Context::Factor)
            }
            Label::Later | Label::NoOwner => {
                matches!(context, Context::Action | Context::Decision | Context::Lesson | Context::Comment)
            }
            _ => true,
        }
    }
}

/// Another wording: `with` in the place of the bytes of `span`. What stands in brackets is for the writer to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    pub span: Range<usize>,
    pub with: String,
}

impl Rewrite {
    /// The text with the other wording in it; the text as it was where the span does not fit it.
    pub fn apply(&self, text: &str) -> String {
        match (text.get(..self.span.start), text.get(self.span.end..)) {
            (Some(before), Some(after)) => format!("{before}{}{after}", self.with),
            _ => text.to_owned(),
        }
    }
}

/// A wording, what it hides, and perhaps another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub label: Label,
    /// The bytes of the text that were found.
    pub span: Range<usize>,
    /// One sentence: what the wording hides.
    pub hides: &'static str,
    pub rewrite: Option<Rewrite>,
}

/// Reads one entry. Findings come in the order of the text; of one label there is one a sentence.
pub fn read(context: Context, text: &str) -> Vec<Finding> {
    if context.is_silent() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for words in words::sentences(text) {
        let clause = Clause::new(&words);
        let found = sentence(context, &clause);
        let labels: Vec<Label> = found.iter().map(|(label, _)| *label).collect();
        findings.extend(found.into_iter().map(|(label, words)| {
            Finding {
                label,
                hides: reasons::hides(label),
                rewrite: rewrites::of(label, text, &clause, &words)
                    .into_iter()
                    .find(|rewrite| holds(context, text, &clause, label, &labels, rewrite)),
                span: clause.bytes(words),
            }
        }));
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.label));
    findings
}

/// The names of people in a text: handles, given names with what follows them, and bare words that did, felt or were
/// what only people do, feel and are. It judges nothing and is no finding.
pub fn people_named(text: &str) -> Vec<Range<usize>> {
    let sentences = words::sentences(text);
    let clauses = sentences.iter().map(|words| Clause::new(words));
    clauses
        .flat_map(|clause| {
            let found = names::named(text, &clause);
            found.into_iter().map(|words| clause.bytes(words)).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether a word can be a name: the rules know it as nothing else.
pub fn could_be_a_name(word: &str) -> bool {
    lexicon::class_of(&word.to_lowercase()) == lexicon::Set::NONE
}

/// Whether a rewrite does what is promised of it: nothing of its label is left in its sentence, and no other label
/// has come.
fn holds(context: Context, text: &str, clause: &Clause<'_>, label: Label, before: &[Label], rewrite: &Rewrite) -> bool {
    let span = clause.bytes(0..clause.words.len());
    let parts = (text.get(span.start..rewrite.span.start), text.get(rewrite.span.end..span.end));
    let (Some(head), Some(tail)) = parts else { return false };
    let after = format!("{head}{}{tail}", rewrite.with);
    words::sentences(&after)
        .iter()
        .flat_map(|words| sentence(context, &Clause::new(words)))
        .all(|(other, _)| other != label && before.contains(&other))
}

/// The labels of one sentence, with the words they were found in.
fn sentence(context: Context, clause: &Clause<'_>) -> Vec<(Label, Range<usize>)> {
    let mut found: Vec<(Label, Range<usize>)> = Vec::new();
    let mut tell = |label: Label, words: Option<Range<usize>>| {
        found.extend(words.filter(|_| label.is_looked_for(context)).map(|words| (label, words)));
    };
    let approver = people::approver_fault(clause);
    let who = questions::who(clause);
    let why = questions::why(clause);
    let person = people::person_fault(clause);
    let vigilance = care::vigilance(clause, context);
    tell(Label::HumanError, hindsight::human_error(clause, person.is_some() || approver.is_some()));
    if approver.is_none() && who.is_none() && why.is_none() {
        tell(Label::PersonFault, person);
    }
    tell(Label::ApproverFault, approver);
    tell(Label::WhoQuestion, who);
    tell(Label::WhyDidYou, why);
    tell(Label::Hindsight, hindsight::hindsight(clause));
    if vigilance.is_none() && context == Context::Action {
        tell(Label::VagueAction, actions::vague(clause));
    }
    tell(Label::Vigilance, vigilance);
    if Label::VagueClaim.is_looked_for(context) {
        tell(Label::VagueClaim, claims::vague(clause));
    }
    if Label::Later.is_looked_for(context) {
        tell(Label::Later, owners::later(clause));
        tell(Label::NoOwner, owners::nobody(clause, context));
    }
    found
}
