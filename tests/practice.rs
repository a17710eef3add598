//! The table of practices in `docs/practice.md` is true: every id has its row, every file that a row names is there,
//! and a practice that is built names a test that carries its id above it and asserts something.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// How many practices each of the five essays has.
const ESSAYS: [(&str, u32); 5] = [("S0", 34), ("S1", 19), ("S2", 20), ("S3", 57), ("S4", 20)];
/// What a row says of a practice that was decided against.
const NOT_BUILT: &str = "not built, because";

fn table() -> String {
    fs::read_to_string("docs/practice.md").unwrap()
}

/// The rows: id, and where it lives.
fn rows(table: &str) -> Vec<(String, String)> {
    table
        .lines()
        .filter(|line| line.starts_with("| S"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            assert_eq!(cells.len(), 3, "{line}");
            (cells[0].to_owned(), cells[2].to_owned())
        })
        .collect()
}

/// The paths that a text names between backticks.
fn paths(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).filter(|part| part.contains('/') && part.contains('.')).collect()
}

/// Whether a comment line carries an id: `// S3-15, S3-16`.
fn carries(line: &str, id: &str) -> bool {
    let comment = line.trim_start().strip_prefix("//").unwrap_or("");
    comment.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').any(|word| word == id)
}

/// Whether a line begins a test or a function in which one stands.
fn begins(line: &str) -> bool {
    let line = line.trim_start();
    ["#[test]", "fn ", "story(", "test("].iter().any(|start| line.starts_with(start))
}

/// What is wrong with how a test file shows a practice; nothing where it does.
fn shown_in(text: &str, id: &str) -> Option<&'static str> {
    let lines: Vec<&str> = text.lines().collect();
    let marked: Vec<usize> = (0..lines.len()).filter(|place| carries(lines[*place], id)).collect();
    if marked.is_empty() {
        return Some("does not carry the id");
    }
    // A test may leave the asserting to a function beside it.
    let helpers: Vec<String> = lines
        .iter()
        .filter_map(|line| Some(format!("{}(", line.strip_prefix("fn ")?.split(['(', '<']).next()?)))
        .collect();
    let asserts_here = |line: &str| {
        ["assert", "waitFor", "until("].iter().any(|word| line.contains(word))
            || helpers.iter().any(|helper| line.trim_start().starts_with(helper.as_str()))
    };
    let asserts = marked.iter().any(|place| {
        let mut after = lines[place + 1..].iter().skip_while(|line| line.trim_start().starts_with("//"));
        let above_a_test = after.next().is_some_and(|line| begins(line));
        let mut body = after.take_while(|line| {
            let next = line.starts_with("#[test]") || line.starts_with("    #[test]") || line.starts_with("story(");
            !next
        });
        above_a_test && body.any(|line| asserts_here(line))
    });
    (!asserts).then_some("carries the id above nothing that asserts")
}

/// What is wrong with the rows.
fn faults(rows: &[(String, String)], read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, told) in rows {
        let paths = paths(told);
        for path in &paths {
            if read(path).is_none() {
                faults.push(format!("{id}: {path} is not there"));
            }
        }
        if told.starts_with(NOT_BUILT) {
            continue;
        }
        let (tests, places): (Vec<&str>, Vec<&str>) = paths.iter().partition(|path| path.starts_with("tests/"));
        if places.is_empty() {
            faults.push(format!("{id}: no file in which it lives"));
        }
        for path in &tests {
            if let Some(wrong) = shown_in(&read(path).unwrap_or_default(), id) {
                faults.push(format!("{id}: {path} {wrong}"));
            }
        }
        // What a file promises is tried beside it.
        let beside = |path: &&str| {
            let text = read(path).unwrap_or_default();
            text.split_once("#[cfg(test)]").is_some_and(|(_, tests)| shown_in(tests, id).is_none())
        };
        if tests.is_empty() && !places.iter().any(beside) {
            faults.push(format!("{id}: no test shows it"));
        }
        for vague in ["not yet", "place kept", "later", "planned"] {
            if told.contains(vague) {
                faults.push(format!("{id}: says “{vague}”"));
            }
        }
    }
    faults
}

#[test]
fn every_practice_has_one_row() {
    let known: BTreeSet<String> =
        ESSAYS.iter().flat_map(|(essay, last)| (1..=*last).map(move |number| format!("{essay}-{number}"))).collect();
    let rows = rows(&table());
    let told: BTreeSet<String> = rows.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(told, known);
    assert_eq!(rows.len(), known.len(), "a practice has two rows");
}

#[test]
fn what_a_row_names_is_there_and_its_test_shows_it() {
    let faults = faults(&rows(&table()), &|path| {
        Path::new(path).is_file().then(|| fs::read_to_string(path).unwrap_or_default())
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_row_that_claims_too_much_is_found() {
    let files = |path: &str| match path {
        "src/there.rs" => Some("// S9-1\nfn one() {\n    debug_assert!(true);\n}\n".to_owned()),
        "src/beside.rs" => {
            Some("#[cfg(test)]\nmod tests {\n    // S9-1\n    #[test]\n    fn one() { assert!(true); }\n}\n".to_owned())
        }
        "tests/good.rs" => Some("// S9-1, S9-2\n#[test]\nfn one() {\n    assert!(true);\n}\n".to_owned()),
        "tests/empty.rs" => {
            Some("// S9-1\n#[test]\nfn one() {\n}\n\n#[test]\nfn two() {\n assert!(true);\n}\n".to_owned())
        }
        "tests/loose.rs" => Some("// S9-1\nconst ONE: u8 = 1;\n#[test]\nfn one() { assert!(true); }\n".to_owned()),
        _ => None,
    };
    let row = |told: &str| vec![("S9-1".to_owned(), told.to_owned())];
    assert!(faults(&row("here (`src/there.rs`, `tests/good.rs`)"), &files).is_empty());
    assert!(faults(&row("here (`src/beside.rs`)"), &files).is_empty());
    assert!(faults(&row("not built, because it counts people"), &files).is_empty());
    for claim in [
        "here (`src/there.rs`)",
        "here (`tests/good.rs`)",
        "here (`src/gone.rs`, `tests/good.rs`)",
        "here (`src/there.rs`, `tests/empty.rs`)",
        "here (`src/there.rs`, `tests/loose.rs`)",
        "not yet (`src/there.rs`, `tests/good.rs`)",
    ] {
        assert!(!faults(&row(claim), &files).is_empty(), "{claim}");
    }
    let other = vec![("S9-3".to_owned(), "here (`src/there.rs`, `tests/good.rs`)".to_owned())];
    assert!(!faults(&other, &files).is_empty(), "the test carries other ids");
}
