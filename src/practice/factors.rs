//! What contributed, and whether the words for it lead anywhere.
//!
//! Promises: nothing is scored and nobody is counted. What set it off and what made it possible are told to say the same
//! only when nearly all of their words are the same; a name is pointed out only where the words can mean nothing but
//! a person, or where the review itself knows that name.

use super::lens;
use super::roles::{Role, holding};
use super::support::telling;
use crate::review::choice::Family;
use crate::review::field::item as fields;
use crate::review::{Prose, ReviewView, kind};
use std::collections::BTreeSet;

/// Whether one text is the other, or nearly: most of the telling words are the same, and neither denies what the
/// other says (essay S2, 10).
pub fn says_the_same(one: &str, other: &str) -> bool {
    let (first, second) = (telling(one), telling(other));
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let denies = |words: &BTreeSet<String>| {
        ["not", "no", "never", "without", "nobody", "nothing", "didn", "wasn"].iter().any(|word| words.contains(*word))
    };
    let shared = first.intersection(&second).count();
    let all = first.len() + second.len();
    // Seven words of ten; of three words, one other makes another sentence.
    first == second || (all >= 8 && shared * 20 >= all * 7 && denies(&first) == denies(&second))
}

/// Whether what set it off was written down again as what made it possible.
pub fn copied(view: &ReviewView) -> bool {
    says_the_same(view.prose(Prose::Trigger), view.prose(Prose::Condition))
}

/// A beginning for a factor: "maybe …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maybe {
    /// The family it is of.
    pub family: Family,
    /// What it says.
    pub words: &'static str,
}

/// Five of them, one of each family (essay S1, 8).
pub const MAYBE: [Maybe; 5] = [
    Maybe { family: Family::Ownership, words: "Maybe it was not clear who looks after this." },
    Maybe { family: Family::Safeguards, words: "Maybe nothing noticed it early enough." },
    Maybe { family: Family::Communication, words: "Maybe what was written down could be read in two ways." },
    Maybe { family: Family::Pressure, words: "Maybe there was little time, and not all was known." },
    Maybe { family: Family::Complexity, words: "Maybe it hung on steps that are done by hand." },
];

/// The families that came together, in the order in which they are offered; none where there are not two.
pub fn together(view: &ReviewView) -> Vec<Family> {
    let there: BTreeSet<&str> = view.of_kind(kind::FACTOR).map(|item| item.field(fields::FAMILY).text()).collect();
    let families: Vec<Family> = Family::ALL.iter().copied().filter(|family| there.contains(family.key())).collect();
    if families.len() > 1 { families } else { Vec::new() }
}

/// The name of a person in a text about causes (essay S4, 12), as it is written there. What acted is no person.
pub fn name_in(view: &ReviewView, text: &str) -> Option<String> {
    let acted: BTreeSet<String> =
        view.of_kind(kind::GATE).flat_map(|gate| parts(gate.field(fields::ACTOR).text())).collect();
    let known = known_names(view);
    let known = parts(text).into_iter().find(|word| known.contains(word));
    let said = || lens::people_named(text).into_iter().filter_map(|span| text.get(span)).map(str::to_owned);
    let acts = |name: &String| parts(name).iter().any(|part| acted.contains(part));
    known.into_iter().chain(said()).find(|name| !acts(name))
}

fn parts(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Names that the review knows: of whoever holds a fix, held a role, or said what they are called. A word that is
/// written small, or means a role or a team, is none.
fn known_names(view: &ReviewView) -> BTreeSet<String> {
    let owners = view.of_kind(kind::CANDIDATE).map(|item| item.field(fields::OWNER).text().to_owned());
    let held = Role::ALL.iter().flat_map(|role| holding(view, *role).held).map(|held| held.who);
    let writers = view.people().map(|(person, _)| view.person(person, "name").text().to_owned());
    owners
        .chain(held)
        .chain(writers)
        .filter(|who| parts(who).len() < 4)
        .flat_map(|who| parts(&who))
        .filter(|word| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase)
                && word.chars().count() > 2
                && letters.all(char::is_lowercase)
                && lens::could_be_a_name(word)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Intent, ItemId, NewItem, PersonId, Scalar, TextField};

    fn with(kind: &str, body: &str, key: &str, value: &str, view: &ReviewView) -> ReviewView {
        let id = ItemId::new(format!("{kind}{body}{value}"));
        let new = NewItem::new(id, kind, body, &PersonId::new("p"), 0).with(key, Scalar::text(value));
        view.act(&[Intent::AddItem(new)]).view
    }

    // S2-10
    #[test]
    fn one_written_for_the_other_is_noticed_and_a_condition_is_not() {
        for (trigger, condition) in [
            ("The disk filled up.", "the disk filled up"),
            ("The pricing service was deployed at 14:02", "At 14:02 the pricing service was deployed."),
            (
                "A deploy of the pricing service with a wrong price list",
                "The deploy of the pricing service had a wrong price list",
            ),
            ("The removal ran on db1 instead of db2", "The removal was run on db1 instead of on db2, the secondary"),
        ] {
            assert!(says_the_same(trigger, condition), "{trigger} / {condition}");
        }
        for (trigger, condition) in [
            ("", ""),
            ("The disk filled up.", ""),
            ("The disk filled up.", "Nothing looks at how full disks are."),
            ("The disk filled up.", "The disk filled up and nobody had been given the task of watching it"),
            (
                "The alarm fired for the primary database at night",
                "The alarm did not fire for the primary database at night",
            ),
            (
                "The removal ran on db1, the primary, instead of on db2.",
                "db1 and db2 are told apart by one character of the prompt.",
            ),
        ] {
            assert!(!says_the_same(trigger, condition), "{trigger} / {condition}");
        }
        let say = |field, text: &str| Intent::SpliceText {
            field: TextField::Prose(field),
            at: 0,
            delete: 0,
            insert: text.into(),
        };
        let view = ReviewView::default()
            .act(&[say(Prose::Trigger, "The disk filled up"), say(Prose::Condition, "The disk filled up.")])
            .view;
        assert!(copied(&view));
        assert!(!copied(&ReviewView::default()));
    }

    // S1-8
    #[test]
    fn the_five_beginnings_are_one_of_each_family_and_leave_the_wording_alone() {
        let families: BTreeSet<Family> = MAYBE.iter().map(|maybe| maybe.family).collect();
        assert_eq!(families.len(), Family::ALL.len());
        for maybe in MAYBE {
            assert!(lens::read(lens::Context::Factor, maybe.words).is_empty(), "{}", maybe.words);
        }
    }

    // S1-1
    #[test]
    fn families_that_came_together_are_told_from_two_on() {
        let one = with(kind::FACTOR, "a", fields::FAMILY, Family::Pressure.key(), &ReviewView::default());
        assert!(together(&one).is_empty());
        let two = with(kind::FACTOR, "b", fields::FAMILY, Family::Ownership.key(), &one);
        assert_eq!(together(&two), [Family::Ownership, Family::Pressure]);
    }

    // S4-12
    #[test]
    fn a_person_by_name_is_found_and_what_only_looks_like_one_is_not() {
        let nobody = ReviewView::default();
        for (text, name) in [
            ("Dana forgot to set the flag", "Dana"),
            ("The flag was off because Priya thought it was on", "Priya"),
            ("It was approved by Tom", "Tom"),
            ("Lena's mistake in the price list", "Lena"),
            ("@dana ran the wrong script", "@dana"),
            ("Dave deployed without testing", "Dave"),
            ("Alice pushed the wrong config", "Alice"),
            ("because Ben was on leave", "Ben"),
            ("The token of Priya Sharma had expired", "Priya Sharma"),
            ("Nobody could reach Jonas", "Jonas"),
            ("dave pushed straight to main", "dave"),
            ("The change was merged by tom", "tom"),
            ("Mark pushed the wrong config", "Mark"),
            ("It happened because Will was on vacation", "Will"),
            ("Kowalski was on leave", "Kowalski"),
            ("Okonkwo deployed without asking", "Okonkwo"),
            ("Siobhán fat-fingered the host", "Siobhán"),
            ("Mr. Okoye had the key", "Mr. Okoye"),
            ("J. Smith said it was staging", "Smith"),
            ("Olga’s laptop held the only key", "Olga"),
            ("Only José knows the restore", "José"),
        ] {
            assert_eq!(name_in(&nobody, text).as_deref(), Some(name), "{text}");
        }
        for text in [
            "Kafka dropped the messages",
            "Deploys skipped the check",
            "Nobody owned the restoring of backups.",
            "The reviewer thought it was staging",
            "Monitoring missed the spike",
            "PostgreSQL refused connections",
            "Engineers assumed that a backup exists",
            "The script was run by Jenkins",
            "Support told us at nine",
            "We thought it was staging",
            "Everybody assumed the other team had it",
            "Jenkins deployed without testing",
            "Terraform deleted the database",
            "Grafana showed nothing",
            "Redis was on the same host",
            "The San Jose region was down",
            "Hurricane Sandy took the data centre",
            "Will the alarm fire? Mark the host first",
            "In May the limit was raised",
            "The Julia job ran out of memory",
            "Cassandra dropped writes",
            "Travis ran the old image",
            "The deploy failed because CPU was high",
            "Page was sent to @payments-oncall",
            "Max connections was 100",
            "Chef removed the file",
            "Grant expired",
            "The AWS SAM template was old",
            "Argo pushed the wrong manifest",
            "Phoenix served stale pages",
            "Ruby was at 2.7",
        ] {
            assert_eq!(name_in(&nobody, text), None, "{text}");
        }
        // A name that the review knows is one wherever it stands; a team that holds a fix is none.
        let owned = with(kind::CANDIDATE, "x", fields::OWNER, "Rosa Diaz", &nobody);
        assert_eq!(name_in(&owned, "The change went in while Rosa was away").as_deref(), Some("Rosa"));
        let team = with(kind::CANDIDATE, "x", fields::OWNER, "Payments team", &nobody);
        assert_eq!(name_in(&team, "Payments were sent twice. The Team channel was silent"), None);
        // What acted is no person.
        let agent = with(kind::GATE, "", fields::ACTOR, "Devin, an agent", &nobody);
        assert_eq!(name_in(&agent, "Devin decided to drop the table"), None);
    }
}
