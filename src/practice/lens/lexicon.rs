//! What words mean to the rules: the entries of `lexicon.txt`, and how verbs are bent. An entry has at most three
//! words, so that no rule can hold a sentence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

macro_rules! classes {
    ($($name:ident = $key:literal),+ $(,)?) => {
        /// A line of the lexicon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Class { $($name,)+ }

        impl Class {
            fn from_key(key: &str) -> Option<Class> {
                match key { $($key => Some(Class::$name),)+ _ => None }
            }
        }
    };
}

classes! {
    // Who and what.
    Role = "role", Approver = "approver", Group = "group", Unit = "unit", Anyone = "anyone", Nobody = "nobody",
    Thing = "thing", Pronoun = "pronoun", Crowd = "crowd",
    // Small words.
    Determiner = "determiner", Preposition = "preposition", Joining = "joining", Subordinate = "subordinate",
    Adverb = "adverb", Auxiliary = "auxiliary", Be = "be", Modal = "modal", Negation = "negation",
    Abbreviation = "abbreviation",
    // Numbers.
    CountWord = "count-word", Numbered = "numbered", TimeUnit = "time-unit", Month = "month", Weekday = "weekday",
    Rhythm = "rhythm",
    // Fault.
    Careless = "careless", CarelessAdverb = "careless-adverb", WrongAdverb = "wrong-adverb", Neglect = "neglect",
    Verdict = "verdict", Disgrace = "disgrace", AtFault = "at-fault", Fault = "do-fault", Tell = "do-tell", Duty = "do-duty",
    Approve = "do-approve", WaveThrough = "do-wave-through", Notice = "do-notice", Blindly = "blindly", Reading = "do-read",
    Glance = "glance", Skim = "do-skim",
    // Questions.
    Benign = "do-benign", CulpritOf = "culprit-of", Culprit = "culprit", Mishap = "mishap", Receive = "do-receive",
    Change = "do-change", Skip = "do-skip", Demand = "do-demand", Swearing = "swearing",
    // Hindsight.
    Choice = "do-choose", Afterwards = "afterwards", Plain = "plain", PlainAdverb = "plain-adverb",
    Preventable = "preventable", Foresee = "do-foresee", Quality = "quality", Better = "better", Call = "call",
    ByDesign = "by-design",
    // Human error.
    Human = "human", Error = "error", Jargon = "human-error", FatFinger = "do-fat-finger",
    // Vigilance.
    Careful = "careful", Care = "care", TakeCare = "do-take-care", Twice = "do-twice", Harder = "harder",
    Train = "do-train", Training = "training", More = "more", Look = "do-look", Remember = "do-remember",
    Require = "do-require", Second = "second", Approval = "approval", Hold = "do-hold",
    // Actions.
    Open = "do-open", OpenWith = "do-open-with", Shift = "do-shift", Shapeless = "shapeless", Concrete = "do-concrete",
    Begin = "do-begin", Area = "area", Improved = "improved",
    // Claims.
    Count = "count", Degree = "degree", Frequency = "frequency", Duration = "duration", Size = "size",
    Effect = "effect", Much = "much", Slow = "slow",
    // Later.
    SomeDay = "some-day", Sequence = "sequence", Ripe = "ripe", Calm = "do-calm", Time = "time", Put = "do-put",
    Defer = "do-defer", Condition = "condition",
    // Owners.
    Take = "do-take", Everyones = "everyones", Unassigned = "unassigned",
}

/// Several classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set(u128);

impl Set {
    pub const NONE: Set = Set(0);

    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    pub fn any(self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.has(*class))
    }

    fn with(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    fn of(class: Class) -> Set {
        Set(1 << class as u8)
    }
}

/// How a verb is bent; several may fit one writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form(u8);

impl Form {
    pub const NONE: Form = Form(0);
    pub const BASE: Form = Form(1);
    pub const PRESENT: Form = Form(2);
    pub const PAST: Form = Form(4);
    pub const PARTICIPLE: Form = Form(8);
    pub const GERUND: Form = Form(16);

    pub fn may_be(self, other: Form) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Form) -> Form {
        Form(self.0 | other.0)
    }
}

/// What follows the first word of a phrase.
struct Phrase {
    rest: Vec<&'static str>,
    class: Class,
    /// The first word may be bent.
    verb: bool,
}

#[derive(Default)]
struct Lexicon {
    words: BTreeMap<&'static str, u128>,
    verbs: BTreeMap<&'static str, u128>,
    /// Phrases by their first word.
    phrases: BTreeMap<&'static str, Vec<Phrase>>,
    /// Irregular writings, with what they are bent from.
    bent: BTreeMap<&'static str, Vec<(&'static str, Form)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    for (key, entry) in entries() {
        let mut words = entry.split(' ');
        let Some(first) = words.next() else { continue };
        let rest: Vec<&'static str> = words.collect();
        if key == "irregular" {
            if let [past, participle] = rest.as_slice() {
                lexicon.bent.entry(past).or_default().push((first, Form::PAST));
                lexicon.bent.entry(participle).or_default().push((first, Form::PARTICIPLE));
            }
            continue;
        }
        let Some(class) = Class::from_key(key) else { continue };
        let verb = key.starts_with("do-");
        if !rest.is_empty() {
            lexicon.phrases.entry(first).or_default().push(Phrase { rest, class, verb });
        } else {
            let map = if verb { &mut lexicon.verbs } else { &mut lexicon.words };
            *map.entry(first).or_default() |= Set::of(class).0;
        }
    }
    lexicon
});

/// Every entry of the lexicon, with the name of its line.
pub fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("lexicon.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(key, entries)| {
            entries.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(move |entry| (key, entry))
        })
}

/// What a word is as it stands, in the plural too.
pub fn class_of(low: &str) -> Set {
    let lexicon = &*LEXICON;
    let get = |word: &str| lexicon.words.get(word).copied().unwrap_or_default();
    let mut set = Set(get(low));
    if set == Set::NONE
        && let Some(one) = low.strip_suffix('s')
    {
        let nouns = Set(get(one)).with(Set(one.strip_suffix('e').map_or(0, get)));
        let nouns = nouns.with(Set(one.strip_suffix("ie").map_or(0, |stem| get(&format!("{stem}y")))));
        set = Set(nouns.0 & NOUNS);
    }
    if low.len() > 4 && low.ends_with("ly") && !lexicon.verbs.contains_key(low) && !NO_ADVERBS.contains(&low) {
        set = set.with(Set::of(Class::Adverb));
    }
    // `build-lead`, `staging-db`: what stands last decides.
    if set == Set::NONE
        && let Some((_, last)) = low.rsplit_once('-')
    {
        set = Set(class_of(last).0 & NOUNS);
    }
    set
}

const NO_ADVERBS: [&str; 6] = ["reply", "supply", "family", "assembly", "multiply", "anomaly"];

const NOUNS: u128 = (1 << Class::Role as u8)
    | (1 << Class::Approver as u8)
    | (1 << Class::Group as u8)
    | (1 << Class::Thing as u8)
    | (1 << Class::Crowd as u8)
    | (1 << Class::Error as u8)
    | (1 << Class::TimeUnit as u8)
    | (1 << Class::Approval as u8)
    | (1 << Class::Effect as u8)
    | (1 << Class::Mishap as u8)
    | (1 << Class::Human as u8)
    | (1 << Class::Area as u8)
    | (1 << Class::Glance as u8)
    | (1 << Class::Neglect as u8);

/// What a word is as a verb, and how it may be bent. A verb that no rule knows still has a form.
pub fn verb_of(low: &str) -> (Set, Form) {
    let lexicon = &*LEXICON;
    let mut set = Set::NONE;
    let mut form = Form::NONE;
    each_base(low, |base, bent| {
        if let Some(found) = lexicon.verbs.get(base) {
            set = set.with(Set(*found));
            form = form.with(bent);
        } else if bent != Form::BASE && lexicon.bent.contains_key(low) {
            form = form.with(bent);
        }
    });
    if form == Form::NONE && low.len() > 4 {
        if low.ends_with("ed") {
            form = Form::PAST.with(Form::PARTICIPLE);
        } else if low.ends_with("ing") {
            form = Form::GERUND;
        }
    }
    (set, form)
}

/// The plain form of a bent verb; `None` where it cannot be told.
pub fn plain_form(low: &str) -> Option<String> {
    let lexicon = &*LEXICON;
    let mut found = None;
    each_base(low, |base, bent| {
        let known = lexicon.verbs.contains_key(base) || (bent != Form::BASE && lexicon.bent.contains_key(low));
        if found.is_none() && known {
            found = Some(base.to_owned());
        }
    });
    found
}

/// Each plain form that a writing may be bent from.
fn each_base(low: &str, mut tell: impl FnMut(&str, Form)) {
    for (base, form) in LEXICON.bent.get(low).into_iter().flatten() {
        tell(base, *form);
    }
    tell(low, Form::BASE);
    let past = Form::PAST.with(Form::PARTICIPLE);
    for (ending, form) in
        [("s", Form::PRESENT), ("es", Form::PRESENT), ("ed", past), ("d", past), ("ing", Form::GERUND)]
    {
        let Some(stem) = low.strip_suffix(ending) else { continue };
        tell(stem, form);
        if ending == "ing" {
            tell(&format!("{stem}e"), form);
        }
        if let Some(stem) = stem.strip_suffix('i') {
            tell(&format!("{stem}y"), form);
        }
        let mut last = stem.chars().rev();
        if let (Some(one), Some(two)) = (last.next(), last.next())
            && one == two
            && let Some(single) = stem.strip_suffix(one)
        {
            tell(single, form);
        }
    }
}

/// The phrases that may begin with this word: what follows it, their class, and whether they are verbs.
pub fn phrases_from(low: &str, mut tell: impl FnMut(&[&'static str], Class)) {
    let lexicon = &*LEXICON;
    each_base(low, |base, form| {
        for phrase in lexicon.phrases.get(base).into_iter().flatten() {
            if form == Form::BASE || phrase.verb {
                tell(&phrase.rest, phrase.class);
            }
        }
    });
}
