//! Versions: states of a review that somebody has given a name.
//!
//! A version is a mark, `version:<head>.<head>…`, whose value is the name. Naming the same state twice is naming it
//! once; two names given apart stand side by side like any value that differs. Without a name there is no version.

use super::intent::Intent;
use super::scalar::Scalar;
use super::view::ReviewView;

const MARK: &str = "version:";

/// A state with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it is called; several names where people gave several.
    pub name: String,
    /// The heads of the state, in hexadecimal, sorted.
    pub heads: Vec<String>,
}

/// Whether a mark says how a version is called.
pub fn is_version(mark: &str) -> bool {
    mark.starts_with(MARK)
}

/// Gives a state a name; an empty one takes it away.
pub fn name(heads: impl IntoIterator<Item = String>, name: &str) -> Intent {
    let mut heads: Vec<String> = heads.into_iter().collect();
    heads.sort();
    Intent::SetMark { key: format!("{MARK}{}", heads.join(".")), value: Scalar::text_or_null(name.trim()) }
}

/// Every version, by its heads.
pub fn versions(view: &ReviewView) -> Vec<Version> {
    view.marks()
        .filter_map(|(key, register)| {
            let heads = key.strip_prefix(MARK)?.split('.').map(str::to_owned).collect();
            let names: Vec<&str> = register.claims().iter().filter_map(|claim| claim.value.as_str()).collect();
            (!names.is_empty()).then(|| Version { name: names.join(" / "), heads })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_one_name_however_often_it_is_given_and_none_once_it_is_taken_away() {
        let heads = || ["bb".to_owned(), "aa".to_owned()];
        let view = ReviewView::default().act(&[name(heads(), " Before the meeting "), name(heads(), "Agreed")]).view;
        assert_eq!(versions(&view), [Version { name: "Agreed".into(), heads: vec!["aa".into(), "bb".into()] }]);
        assert!(versions(&view.act(&[name(heads(), "")]).view).is_empty());
    }
}
