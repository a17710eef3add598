//! Values: scalars, and registers that keep every value people gave when they differ.

use super::id::PersonId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Not said, or taken back.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, a code, an encoded moment.
    Str(Arc<str>),
    /// A value of a kind that this version does not write, kept as it came: `(kind, text)`.
    Other(Arc<str>, Arc<str>),
}

impl Scalar {
    /// Text as a value.
    pub fn text(text: impl AsRef<str>) -> Self {
        Scalar::Str(Arc::from(text.as_ref()))
    }

    /// Text, or nothing where it is empty.
    pub fn text_or_null(text: impl AsRef<str>) -> Self {
        if text.as_ref().is_empty() { Scalar::Null } else { Scalar::text(text) }
    }

    /// The text, where it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Scalar::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether something is said at all, and it is not "no".
    pub fn is_set(&self) -> bool {
        !matches!(self, Scalar::Null | Scalar::Bool(false))
    }
}

/// One of several values that differ, with those who gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    /// The value.
    pub value: Scalar,
    /// Who gave it, sorted; empty where the document does not say.
    pub by: Vec<PersonId>,
}

/// A field's value, or the several that people gave apart from each other.
///
/// Values are in a fixed order that depends on nothing but the values, and equal ones are folded, so two
/// replicas with the same heads hold equal registers. Nobody wins by being last: [`Register::first`] only
/// says where a thing stands until people choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register(Vec<Claim>);

impl Register {
    /// A single value.
    pub fn one(value: Scalar) -> Self {
        Register(vec![Claim { value, by: Vec::new() }])
    }

    /// Folds equal values, sorts, and forgets the authors where nothing differs.
    pub fn from_claims(claims: impl IntoIterator<Item = (Scalar, Option<PersonId>)>) -> Self {
        let mut folded: std::collections::BTreeMap<Scalar, Vec<PersonId>> = std::collections::BTreeMap::new();
        for (value, by) in claims {
            let people = folded.entry(value).or_default();
            if let Some(person) = by {
                people.push(person);
            }
        }
        if folded.is_empty() {
            return Register::one(Scalar::Null);
        }
        let alone = folded.len() == 1;
        Register(
            folded
                .into_iter()
                .map(|(value, mut by)| {
                    by.sort();
                    by.dedup();
                    Claim { value, by: if alone { Vec::new() } else { by } }
                })
                .collect(),
        )
    }

    /// All values, in their fixed order; never empty.
    pub fn claims(&self) -> &[Claim] {
        &self.0
    }

    /// Whether people gave different values.
    pub fn differs(&self) -> bool {
        self.0.len() > 1
    }

    /// Whether nothing is said.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|claim| claim.value == Scalar::Null)
    }

    /// The value that stands first. Of several it is the first that says something.
    pub fn first(&self) -> &Scalar {
        self.0.iter().map(|claim| &claim.value).find(|value| **value != Scalar::Null).unwrap_or(&Scalar::Null)
    }

    /// The first value as text; empty where there is none.
    pub fn text(&self) -> &str {
        self.first().as_str().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_given_apart_are_one_value() {
        let register = Register::from_claims([
            (Scalar::text("sev 2"), Some(PersonId::new("b"))),
            (Scalar::text("sev 2"), Some(PersonId::new("a"))),
        ]);
        assert!(!register.differs());
        assert_eq!(register, Register::one(Scalar::text("sev 2")));
    }

    #[test]
    fn different_values_stand_side_by_side_in_an_order_of_their_own() {
        let a = Register::from_claims([
            (Scalar::text("sev 2"), Some(PersonId::new("b"))),
            (Scalar::text("sev 1"), Some(PersonId::new("a"))),
        ]);
        let b = Register::from_claims([
            (Scalar::text("sev 1"), Some(PersonId::new("a"))),
            (Scalar::text("sev 2"), Some(PersonId::new("b"))),
        ]);
        assert_eq!(a, b);
        assert!(a.differs());
        assert_eq!(a.text(), "sev 1");
    }

    #[test]
    fn a_value_taken_back_by_one_and_kept_by_another_differs_and_shows_what_was_kept() {
        let register = Register::from_claims([(Scalar::Null, None), (Scalar::text("sev 2"), None)]);
        assert!(register.differs());
        assert_eq!(register.text(), "sev 2");
    }
}
