//! When an agent or an automation acted: the gate it went through, and two turns of the conversation that lead away
//! from it (essay S3, 44 to 49).
//!
//! Promises: nothing is said unless somebody said that something acted; a turn is told when all of the answers take
//! it (the prompt) or one does (care, the approver), and never named after whoever wrote it.

use super::lens::{self, Context, Label};
use crate::review::choice::Disposition;
use crate::review::field::item as fields;
use crate::review::{Item, Prose, ReviewView, kind};
use std::sync::Arc;

/// A turn that leads away from the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Everything is about what the agent was told.
    Prompt,
    /// People are to look harder.
    Care,
    /// Whoever approved is made the cause.
    Approver,
}

impl Turn {
    /// What the page says: where the words lead, and the question behind it.
    pub const fn words(self) -> &'static str {
        match self {
            Turn::Prompt => {
                "All of it is about what the agent was told. Better instructions help until the next one reads them \
                 differently. What could it reach, what would have stopped it, and who would have seen it in time?"
            }
            Turn::Care => {
                "Looking harder lasts until the queue is long again; then approvals come faster, or the tool is left \
                 aside. What would the gate have to show, so that a tired reader sees it?"
            }
            Turn::Approver => {
                "An approval can only be as good as what it was given. Did the approver have the time, the context and \
                 the authority that the gate's design assumed?"
            }
        }
    }
}

/// The turns that a review takes; none where nothing is said to have acted.
pub fn turns(view: &ReviewView) -> Vec<Turn> {
    if view.of_kind(kind::GATE).next().is_none() {
        return Vec::new();
    }
    let open = |item: &&Arc<Item>| item.field(fields::DISPOSITION).text() != Disposition::Declined.key();
    let factors = || view.of_kind(kind::FACTOR).map(|item| (Context::Factor, item.body()));
    let changes = || view.of_kind(kind::CANDIDATE).filter(open).map(|item| (Context::Action, item.body()));
    let causes = || view.of_kind(kind::CAUSE).map(|item| (Context::Factor, item.body()));
    let prose = [Prose::Trigger, Prose::Condition].map(|field| (Context::Factor, view.prose(field)));
    let said = || factors().chain(changes()).filter(|(_, text)| !text.trim().is_empty());
    let finds = |label: Label| {
        let all = said().chain(causes()).chain(prose);
        all.into_iter().any(|(context, text)| lens::read(context, text).iter().any(|finding| finding.label == label))
    };
    let all_told = said().next().is_some() && said().all(|(_, text)| is_about_the_prompt(text));
    [(Turn::Prompt, all_told), (Turn::Care, finds(Label::Vigilance)), (Turn::Approver, finds(Label::ApproverFault))]
        .into_iter()
        .filter_map(|(turn, taken)| taken.then_some(turn))
        .collect()
}

/// Whether a text is about what an agent was told, and about nothing around it. What the agent was, or is to be, told
/// may well be about a limit or a test: "tell it to test in staging" is still a prompt.
pub fn is_about_the_prompt(text: &str) -> bool {
    const TOLD: &[&str] = &[
        "prompt",
        "prompts",
        "prompting",
        "prompted",
        "instruction",
        "instructions",
        "instructed",
        "instruct",
        "wording",
        "phrasing",
        "few-shot",
    ];
    const TOLD_BY_TWO: &[(&str, &str)] = &[
        ("system", "message"),
        ("system", "messages"),
        ("context", "file"),
        ("context", "window"),
        ("rules", "file"),
        ("agents", "md"),
        ("claude", "md"),
        ("few", "shot"),
        ("example", "conversation"),
        ("example", "conversations"),
    ];
    const TELLS: &[&str] = &[
        "tell",
        "told",
        "telling",
        "remind",
        "reminded",
        "instruct",
        "instructed",
        "teach",
        "ask",
        "asked",
        "warn",
        "warned",
    ];
    const AGENTS: &[&str] =
        &["agent", "agents", "model", "models", "assistant", "assistants", "bot", "llm", "copilot", "it", "ai"];
    const SAYS: &[&str] = &[
        "say",
        "says",
        "said",
        "mention",
        "mentions",
        "mentioned",
        "list",
        "listed",
        "forbid",
        "forbade",
        "forbids",
        "state",
        "stated",
        "tell",
        "told",
        "contain",
        "contained",
        "include",
        "included",
        "warn",
        "spell",
        "cover",
        "name",
    ];
    const PUTS: &[&str] = &[
        "add", "put", "write", "include", "state", "mention", "spell", "extend", "rewrite", "improve", "clarify",
        "tighten", "change", "fix", "reword", "rephrase", "sharpen", "update", "make",
    ];
    const AROUND: &[&str] = &[
        "access",
        "approval",
        "canary",
        "check",
        "checks",
        "credential",
        "credentials",
        "gate",
        "limit",
        "limits",
        "permission",
        "permissions",
        "policy",
        "review",
        "reviewer",
        "rollout",
        "sandbox",
        "scope",
        "stage",
        "staged",
        "staging",
        "test",
        "tests",
    ];
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let is = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let by_two = |two: &[String]| matches!(two, [one, other] if TOLD_BY_TWO.contains(&(one.as_str(), other.as_str())));
    let told = words.iter().position(|word| is(word, TOLD)).or_else(|| words.windows(2).position(by_two));
    let around = words.iter().position(|word| is(word, AROUND));
    let tells = words.windows(3).position(
        |three| matches!(three, [verb, one, other] if is(verb, TELLS) && (is(one, AGENTS) || is(other, AGENTS))),
    );
    // "Tell the agent to test", "add to the prompt that", "the prompt did not say": what follows is what is told.
    let first = |at: usize| around.is_none_or(|around| at < around);
    if tells.is_some_and(first) {
        return true;
    }
    let Some(at) = told else { return false };
    let puts = words.first().is_some_and(|word| is(word, PUTS));
    let says = words.iter().skip(at + 1).take(4).any(|word| is(word, SAYS));
    let into =
        words.get(at.saturating_sub(3)..at).unwrap_or_default().iter().any(|word| is(word, &["to", "in", "into"]));
    around.is_none() || (puts || says) && first(at) || puts && into
}

/// Whether an answer to "would anything but luck have caught this before production?" says that nothing would have.
pub fn only_luck(answer: &str) -> bool {
    let low = answer.trim().to_lowercase();
    ["no", "nothing", "only luck", "luck", "just luck", "none"].iter().any(|start| {
        low.strip_prefix(start)
            .is_some_and(|rest| rest.chars().next().is_none_or(|next| matches!(next, '.' | ',' | ';' | '!' | ':')))
    }) || ["nothing would", "nothing but", "nothing else", "no, "].iter().any(|start| low.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Intent, ItemId, NewItem, PersonId, Scalar};

    fn review(items: &[(&str, &str)]) -> ReviewView {
        let by = PersonId::new("p");
        let new = |(place, (kind, body)): (usize, &(&str, &str))| {
            Intent::AddItem(NewItem::new(ItemId::new(format!("{place}")), kind, *body, &by, 0))
        };
        ReviewView::default().act(&items.iter().enumerate().map(new).collect::<Vec<_>>()).view
    }

    // S3-44
    #[test]
    fn a_review_that_only_mends_the_prompt_is_asked_about_what_stands_around_it() {
        let prompt = [
            (kind::GATE, ""),
            (kind::FACTOR, "The prompt did not say which table is production"),
            (kind::CANDIDATE, "Add an instruction never to touch production"),
        ];
        assert_eq!(turns(&review(&prompt)), [Turn::Prompt]);
        // Nobody said that anything acted.
        assert!(turns(&review(&prompt[1..])).is_empty());
        // One thing that stands around it is enough.
        let mut more = prompt.to_vec();
        more.push((kind::FACTOR, "The agent held credentials for every market"));
        assert!(turns(&review(&more)).is_empty());
        assert!(!is_about_the_prompt("No check stood between the prompt and production"));
        assert!(!is_about_the_prompt("Answer promptly"));
        for told in [
            "Tell the agent to test in staging first",
            "Remind the model to check the limits",
            "Add a rule about the staging check to the prompt",
            "The system message was unclear",
            "The prompt did not mention the approval step",
            "Add an instruction to respect the limit",
            "Put the scope of each task into the context file",
            "The agent was told to clean up, and nobody told it about tests",
            "Rewrite the instructions",
        ] {
            assert!(is_about_the_prompt(told), "{told}");
        }
        for around in [
            "The gate tells the agent to stop",
            "The agent's permissions were wider than its instructions",
            "A limit of one market per change, whatever the prompt says",
            "Require an approval for destructive commands",
            "The agent held credentials for every market",
            "Run what the prompt produces in a sandbox",
            "Make it impossible to go around the gate with a prompt",
            "",
        ] {
            assert!(!is_about_the_prompt(around), "{around}");
        }
        assert!(turns(&review(&[(kind::GATE, "")])).is_empty());
        // What was declined is no answer.
        let declined = review(&prompt).act(&[Intent::set(
            &ItemId::new("2"),
            fields::DISPOSITION,
            Scalar::text(Disposition::Declined.key()),
        )]);
        assert_eq!(turns(&declined.view), [Turn::Prompt]);
    }

    // S3-45
    #[test]
    fn making_the_approver_the_cause_leads_to_the_questions_of_the_gate() {
        let blamed = [(kind::GATE, ""), (kind::FACTOR, "The reviewer should have caught the agent's mistake")];
        assert_eq!(turns(&review(&blamed)), [Turn::Approver]);
        assert!(Turn::Approver.words().contains("the time, the context and the authority"));
    }

    // S3-49
    #[test]
    fn more_care_and_one_more_approver_lead_to_what_the_gate_shows() {
        for fix in ["Review agent changes more carefully", "Add a second approver"] {
            assert_eq!(turns(&review(&[(kind::GATE, ""), (kind::CANDIDATE, fix)])), [Turn::Care], "{fix}");
        }
        let fine = "Stop a rollout that reaches more than one market at once";
        assert!(turns(&review(&[(kind::GATE, ""), (kind::CANDIDATE, fine)])).is_empty());
    }

    // S3-48
    #[test]
    fn an_answer_that_says_only_luck_is_understood() {
        for answer in ["No", "no, nothing", "Nothing.", "only luck", "Nothing would have", "Nothing but luck"] {
            assert!(only_luck(answer), "{answer}");
        }
        for answer in [
            "",
            "The canary, had it been on",
            "Not the review, but the nightly run",
            "Nothing-at-stake test",
            "None of the alarms but the budget one",
        ] {
            assert!(!only_luck(answer), "{answer}");
        }
    }
}
