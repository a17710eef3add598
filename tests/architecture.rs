//! The walls of the house: who may know whom. The rules read the sources themselves, without comments, and each
//! is shown to bite on a source planted for it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// Each layer, and the layers it may name besides itself.
const MAY_KNOW: [(&str, &[&str]); 9] = [
    ("review", &[]),
    ("practice", &["review"]),
    ("document", &["review"]),
    ("archive", &["review", "practice"]),
    ("store", &["review"]),
    ("exchange", &["review", "document", "practice"]),
    ("app", &["review", "practice", "document", "archive", "store", "exchange"]),
    ("browser", &["review", "store", "exchange"]),
    ("ui", &["review", "practice", "archive", "store", "exchange", "app", "browser"]),
];

/// Crates that only one layer may name, however they are reached (`leptos::web_sys` is `web_sys`).
const BELONGS_TO: [(&str, &[&str]); 3] = [
    ("document", &["automerge", "hexane"]),
    ("browser", &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "idb", "gloo_storage", "gloo_utils"]),
    ("ui", &["leptos", "leptos_dom", "leptos_router", "reactive_graph", "tachys"]),
];

/// Ways to make a page out of a string.
const MARKUP_FROM_STRINGS: [&str; 8] = [
    "inner_html",
    "set_inner_html",
    "innerHTML",
    "outer_html",
    "set_outer_html",
    "outerHTML",
    "insertAdjacentHTML",
    "insert_adjacent_html",
];

#[test]
fn every_source_keeps_to_the_walls() {
    let breaches = breaches_under(&root().join("src"));
    assert!(breaches.is_empty(), "\n{}", breaches.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_layer_of_the_crate_has_its_rule() {
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let ruled: BTreeSet<String> = MAY_KNOW.iter().map(|(layer, _)| (*layer).to_owned()).collect();
    assert_eq!(folders, ruled);
}

#[test]
fn the_page_holds_no_script_or_style_of_its_own_and_its_policy_allows_none() {
    for page in ["index.html", "src/browser/shell/404.html"] {
        let page = std::fs::read_to_string(root().join(page)).unwrap();
        assert_eq!(inline_in_page(&page), Vec::<String>::new());
    }
    assert_eq!(inline_in_page("<script>go()</script>").len(), 1);
    assert_eq!(inline_in_page("<style>p{}</style>").len(), 1);
    assert_eq!(inline_in_page("<p style=\"color:red\">").len(), 1);
    assert_eq!(inline_in_page("<p onclick=\"go()\">").len(), 1);
    assert_eq!(inline_in_page("content=\"script-src 'unsafe-inline'\"").len(), 1);
    assert_eq!(inline_in_page("<img src=\"https://example.com/a.png\">").len(), 1);
}

#[test]
fn a_layer_that_names_one_it_must_not_know_is_found() {
    bites("src/review/view.rs", "use crate::document::Replica;", "review must not know document");
    bites("src/review/view.rs", "use crate::{review::Item, store::Journal};", "review must not know store");
    bites("src/review/view.rs", "use crate::{\n  review::{Item, Row},\n  ui,\n};", "review must not know ui");
    bites("src/review/view.rs", "use super::super::exchange::gate;", "review must not know exchange");
    bites("src/review/mod.rs", "use super::app::Room;", "review must not know app");
    bites("src/practice/lens.rs", "fn f() -> crate::archive::Row { todo() }", "practice must not know archive");
    bites("src/document/replica.rs", "use crate::store::Journal;", "document must not know store");
    bites("src/archive/row.rs", "use crate::document::Replica;", "archive must not know document");
    bites("src/store/journal.rs", "use crate::document::Replica;", "store must not know document");
    bites("src/exchange/gate.rs", "use crate::store::Journal;", "exchange must not know store");
    bites("src/app/room.rs", "use crate::browser::clock;", "app must not know browser");
    bites("src/browser/tabs.rs", "use crate::ui::start;", "browser must not know ui");
    bites("src/browser/tabs.rs", "use crate::document::Replica;", "browser must not know document");
    bites("src/ui/home.rs", "use crate::document::Replica;", "ui must not know document");
    bites("src/ui/home.rs", "use crate::app; use second_story::document;", "ui must not know document");

    passes("src/practice/lens.rs", "use crate::review::ReviewView;");
    passes("src/review/view.rs", "use crate::review::{Item, moment::Moment}; use super::moment;");
    passes("src/exchange/import/csv.rs", "use super::super::gate; use crate::document::Replica;");
    passes("src/ui/home.rs", "use crate::{app::Room, browser::clock, archive::Row};");
}

#[test]
fn a_layer_reached_through_the_top_of_the_crate_is_found() {
    bites("src/lib.rs", "pub mod review;\npub use document::Replica;", "the top of the crate gives nothing on");
    passes("src/lib.rs", "pub mod review;\npub mod document;");
}

#[test]
fn automerge_outside_the_document_is_found() {
    bites("src/exchange/gate.rs", "use automerge::AutoCommit;", "automerge belongs to document");
    bites("src/ui/home.rs", "fn f(d: &automerge::AutoCommit) {}", "automerge belongs to document");
    passes("src/document/replica.rs", "use automerge::AutoCommit;");
}

#[test]
fn the_browser_outside_its_adapters_is_found() {
    bites("src/store/journal.rs", "use web_sys::window;", "web_sys belongs to browser");
    bites("src/ui/home.rs", "let w = leptos::web_sys::window();", "web_sys belongs to browser");
    bites("src/ui/home.rs", "use leptos::{prelude::*, web_sys::MouseEvent};", "web_sys belongs to browser");
    bites("src/app/room.rs", "let now = js_sys::Date::now();", "js_sys belongs to browser");
    bites("src/ui/home.rs", "use wasm_bindgen::JsCast;", "wasm_bindgen belongs to browser");
    bites("src/main.rs", "fn main() { web_sys::window(); }", "web_sys belongs to browser");
    bites("src/store/disk.rs", "use idb::Database;", "idb belongs to browser");
    passes(
        "src/browser/clock.rs",
        "use web_sys::window; use js_sys::Date; use wasm_bindgen::JsCast; use idb::Factory;",
    );
}

#[test]
fn leptos_outside_the_pages_is_found() {
    bites("src/app/room.rs", "use leptos::prelude::*;", "leptos belongs to ui");
    bites("src/browser/field.rs", "use leptos::prelude::*;", "leptos belongs to ui");
    passes("src/ui/home.rs", "use leptos::prelude::*;");
    passes("src/main.rs", "use leptos::prelude::*;");
}

#[test]
fn a_page_made_out_of_a_string_is_found() {
    bites("src/ui/read.rs", "view! { <p inner_html=text></p> }", "inner_html makes a page out of a string");
    bites("src/browser/field.rs", "node.set_inner_html(&text);", "set_inner_html makes a page out of a string");
    bites(
        "src/browser/field.rs",
        "Reflect::set(&node, &\"innerHTML\".into(), &text);",
        "innerHTML makes a page out of a string",
    );
    bites("src/browser/shell/loader.js", "state.innerHTML = text;", "innerHTML makes a page out of a string");
    bites(
        "src/browser/shell/loader.js",
        "state.insertAdjacentHTML('x', y);",
        "insertAdjacentHTML makes a page out of a string",
    );
    passes("src/browser/shell/loader.js", "// never innerHTML\nstate.textContent = 'https://a'; /* innerHTML */");
}

#[test]
fn a_style_written_into_the_page_is_found_because_the_policy_would_refuse_it() {
    bites("src/ui/home.rs", "view! { <p style=\"color: red\"></p> }", "a style written as a string");
    passes("src/ui/home.rs", "view! { <p style:width=width></p> } ; let style = \"x\";");
}

#[test]
fn a_way_to_panic_is_found_outside_tests_only() {
    bites("src/store/journal.rs", "let a = b.unwrap();", "unwrap panics");
    bites("src/store/journal.rs", "let a = b\n    .expect(\"there\");", "expect panics");
    passes("src/store/journal.rs", "#[cfg(test)]\nmod tests {\n fn f() { a.unwrap(); { b.expect(\"\"); } }\n}");
    passes("src/store/journal.rs", "#[cfg(test)]\n#[allow(x)]\nfn given() { a.unwrap(); }\nfn f() { a.unwrap_or(1); }");
    bites("src/store/journal.rs", "#[cfg(test)]\nmod tests { fn f() {} }\nfn g() { a.unwrap(); }", "unwrap panics");
    bites("src/store/journal.rs", "#[cfg(not(test))]\nfn g() { a.unwrap(); }", "unwrap panics");
}

#[test]
fn comments_strings_and_characters_are_read_as_the_compiler_reads_them() {
    passes("src/review/view.rs", "//! crate::document is not for us\n/* a.unwrap() /* nested */ web_sys */ fn f() {}");
    passes(
        "src/review/view.rs",
        "let a = \"crate::document \\\" web_sys\"; let b = r#\"use automerge; \" .unwrap()\"#;",
    );
    passes("src/review/view.rs", "let quote = '\"'; let other = '\\''; let a: &'static str = b\"web_sys\";");
    // After a quote that is a character the code goes on being code.
    bites(
        "src/review/view.rs",
        "let quote = '\"'; use crate::document::X; let other = '\"';",
        "review must not know document",
    );
    bites("src/review/view.rs", "fn f<'a>(x: &'a str) { crate::store::keep(x) }", "review must not know store");
    bites("src/review/view.rs", "let a = r\"\\\"; crate::store::keep(); let b = \"\";", "review must not know store");
    let found = breaches("src/review/view.rs", "// one\n/* two\nthree */\nlet a = \"\n\";\ncrate::ui::start();");
    assert_eq!(found[0].line, 6, "{}", found[0]);
}

#[track_caller]
fn bites(path: &str, source: &str, rule: &str) {
    let found = breaches(path, source);
    assert!(found.iter().any(|breach| breach.rule.contains(rule)), "{path}: {source}: found only {found:?}");
}

#[track_caller]
fn passes(path: &str, source: &str) {
    assert_eq!(breaches(path, source).iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[derive(Debug)]
struct Breach {
    path: String,
    line: usize,
    rule: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// All breaches in the sources under a folder. Files that are only compiled for tests are left out.
fn breaches_under(folder: &Path) -> Vec<Breach> {
    let mut sources = Vec::new();
    collect(folder, &mut sources);
    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let for_tests: BTreeSet<PathBuf> = sources
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .flat_map(|path| modules_for_tests(path, &read(path)))
        .collect();
    assert!(sources.len() > 10, "the sources were not found");
    sources
        .iter()
        .filter(|path| !for_tests.iter().any(|only| path.starts_with(only) || **path == only.with_extension("rs")))
        .flat_map(|path| {
            let shown = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            breaches(&shown, &read(path))
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs" || end == "js") {
            found.push(path);
        }
    }
}

/// The paths, without their ending, of modules declared as `#[cfg(test)] mod name;`.
fn modules_for_tests(path: &Path, source: &str) -> Vec<PathBuf> {
    let tokens = tokens(source);
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let folder = if matches!(stem, "mod" | "lib" | "main") {
        path.parent().unwrap().to_path_buf()
    } else {
        path.with_extension("")
    };
    (0..tokens.len())
        .filter_map(|at| {
            let item = after_test_attribute(&tokens, at)?;
            let words: Vec<&str> = tokens[item..].iter().take(3).map(|token| token.text.as_str()).collect();
            (words.first() == Some(&"mod") && words.get(2) == Some(&";")).then(|| folder.join(words[1]))
        })
        .collect()
}

/// Every breach of every rule in one source.
fn breaches(path: &str, source: &str) -> Vec<Breach> {
    let all = tokens(source);
    let mut found: Vec<(usize, String)> = Vec::new();

    for token in &all {
        let parts = token.text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        for name in parts.filter(|part| MARKUP_FROM_STRINGS.contains(part)) {
            found.push((token.line, format!("{name} makes a page out of a string: text is text, so build nodes")));
        }
    }
    if path.ends_with(".rs") {
        let code = without_tests(&all);
        let layer = path.strip_prefix("src/").and_then(|rest| rest.split_once('/')).map_or("", |(layer, _)| layer);
        found.extend(forbidden_layers(path, layer, &code));
        found.extend(forbidden_crates(path, layer, &code));
        found.extend(panics(&code));
        if layer == "ui" {
            found.extend(written_styles(&code));
        }
        if path == "src/lib.rs" {
            let given_on = code.iter().filter(|token| token.is("use"));
            found.extend(given_on.map(|token| {
                (token.line, "the top of the crate gives nothing on: name things by their layer".to_owned())
            }));
        }
    }
    found.into_iter().map(|(line, rule)| Breach { path: path.to_owned(), line, rule }).collect()
}

/// Paths that start at the top of the crate (`crate::x`, `second_story::x`, enough `super::`) and name a layer.
fn forbidden_layers(path: &str, layer: &str, code: &[Token]) -> Vec<(usize, String)> {
    let Some((_, known)) = MAY_KNOW.iter().find(|(name, _)| *name == layer) else { return Vec::new() };
    let depth = module_depth(path);
    let mut named: Vec<&Token> = Vec::new();
    for at in 0..code.len() {
        let after_path = at > 0 && code[at - 1].is("::");
        let top = if code[at].is("crate") || code[at].is("second_story") {
            Some(at + 1)
        } else if code[at].is("super") && !after_path {
            let supers = (0..).take_while(|n| code.get(at + 2 * n).is_some_and(|token| token.is("super"))).count();
            (supers == depth).then_some(at + 2 * supers - 1)
        } else {
            None
        };
        if let Some(top) = top
            && code.get(top).is_some_and(|token| token.is("::"))
        {
            named.extend(first_names(code, top + 1));
        }
    }
    named
        .into_iter()
        .filter(|token| MAY_KNOW.iter().any(|(name, _)| token.is(name)))
        .filter(|token| !token.is(layer) && !known.contains(&token.text.as_str()))
        .map(|token| (token.line, format!("{layer} must not know {}", token.text)))
        .collect()
}

/// How many `super`s lead from a file's module to the top of the crate.
fn module_depth(path: &str) -> usize {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').count()
}

/// The first name of a path, or of each path of a group.
fn first_names(code: &[Token], at: usize) -> Vec<&Token> {
    let Some(first) = code.get(at) else { return Vec::new() };
    if !first.is("{") {
        return vec![first];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    for (index, token) in code.iter().enumerate().skip(at) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && (code[index - 1].is("{") || code[index - 1].is(",")) => names.push(token),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn forbidden_crates(path: &str, layer: &str, code: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (owner, crates) in BELONGS_TO {
        let allowed = layer == owner || (owner == "ui" && path == "src/main.rs");
        if !allowed {
            let named = code.iter().filter(|token| token.kind == Kind::Word && crates.contains(&token.text.as_str()));
            found.extend(named.map(|token| (token.line, format!("{} belongs to {owner}", token.text))));
        }
    }
    found
}

fn panics(code: &[Token]) -> Vec<(usize, String)> {
    code.windows(3)
        .filter(|three| three[0].is(".") && (three[1].is("unwrap") || three[1].is("expect")) && three[2].is("("))
        .map(|three| (three[1].line, format!("{} panics: give back an error, or make it impossible", three[1].text)))
        .collect()
}

fn written_styles(code: &[Token]) -> Vec<(usize, String)> {
    code.windows(4)
        .filter(|four| {
            !four[0].is("let")
                && !four[0].is("mut")
                && four[1].is("style")
                && four[2].is("=")
                && four[3].kind == Kind::Text
        })
        .map(|four| {
            (
                four[1].line,
                "a style written as a string is refused by the page's policy: use a class or style:prop=".to_owned(),
            )
        })
        .collect()
}

/// What a page must not hold under a policy that allows nothing inline and nothing from elsewhere.
fn inline_in_page(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let bad = (tag.starts_with("script") && !tag.contains("src="))
            || tag.starts_with("style")
            || tag.contains(" style=")
            || tag.contains(" on")
            || tag.contains("src=\"http")
            || tag.contains("href=\"http");
        // Words may stand in the text that describes the page.
        if bad && !tag.starts_with("meta") {
            found.push(tag.to_owned());
        }
    }
    if page.contains("unsafe-inline") || page.contains("'unsafe-eval'") {
        found.push("unsafe".to_owned());
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name or a number.
    Word,
    /// One punctuation mark, but `::` whole.
    Mark,
    /// What stands in a string.
    Text,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    text: String,
    line: usize,
}

impl Token {
    fn is(&self, code: &str) -> bool {
        self.kind != Kind::Text && self.text == code
    }
}

/// The tokens without those of items that are only compiled for tests.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match after_test_attribute(tokens, at) {
            Some(item) => at = end_of_item(tokens, item),
            None => {
                kept.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    kept
}

/// Where the item starts whose attributes start here and say that it is compiled for tests only.
fn after_test_attribute(tokens: &[Token], at: usize) -> Option<usize> {
    let mut at = at;
    let mut for_tests = false;
    while tokens.get(at)?.is("#") && tokens.get(at + 1)?.is("[") {
        let end = closing(tokens, at + 1);
        let inside = &tokens[at + 2..end];
        let names = |word: &str| inside.iter().any(|token| token.is(word));
        for_tests |= (inside.first().is_some_and(|token| token.is("cfg")) && names("test") && !names("not"))
            || (inside.len() == 1 && names("test"));
        at = end + 1;
    }
    for_tests.then_some(at)
}

/// Past the item: its closing brace, or its semicolon.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        if tokens[at].is(";") {
            return at + 1;
        }
        if tokens[at].is("{") {
            return closing(tokens, at) + 1;
        }
        at = if tokens[at].is("(") || tokens[at].is("[") { closing(tokens, at) + 1 } else { at + 1 };
    }
    at
}

/// Where the bracket that opens here is closed.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") || token.is("[") || token.is("{") {
            depth += 1;
        } else if token.is(")") || token.is("]") || token.is("}") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len() - 1
}

/// Rust (or JavaScript, near enough) as tokens; comments are gone, and strings are told from code.
fn tokens(source: &str) -> Vec<Token> {
    let letters: Vec<char> = source.chars().collect();
    let letter = |at: usize| letters.get(at).copied().unwrap_or('\0');
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < letters.len() {
        let start = at;
        let from = line;
        let mut push = |kind, text: &[char]| tokens.push(Token { kind, text: text.iter().collect(), line: from });
        match letter(at) {
            '/' if letter(at + 1) == '/' => at += letters[at..].iter().take_while(|letter| **letter != '\n').count(),
            '/' if letter(at + 1) == '*' => {
                let mut depth = 0;
                loop {
                    match (letter(at), letter(at + 1)) {
                        ('/', '*') => (depth, at) = (depth + 1, at + 2),
                        ('*', '/') => (depth, at) = (depth - 1, at + 2),
                        _ => at += 1,
                    }
                    if depth == 0 || at >= letters.len() {
                        break;
                    }
                }
            }
            '"' => {
                at = end_of_string(&letters, at);
                push(Kind::Text, &letters[start..at.min(letters.len())]);
            }
            '\'' if letter(at + 1) == '\\' => {
                at += 3;
                at += letters[at.min(letters.len())..].iter().take_while(|letter| **letter != '\'').count() + 1;
            }
            '\'' if letter(at + 2) == '\'' => at += 3,
            // A lifetime; in JavaScript the beginning of a string.
            '\'' => {
                at += 1 + letters[at + 1..].iter().take_while(|letter| word(**letter)).count();
                push(Kind::Text, &letters[start..at]);
            }
            first if word(first) => {
                at += letters[at..].iter().take_while(|letter| word(**letter)).count();
                let prefix: String = letters[start..at].iter().collect();
                let hashes = letters[at..].iter().take_while(|letter| **letter == '#').count();
                if matches!(prefix.as_str(), "r" | "br" | "cr") && letter(at + hashes) == '"' {
                    let mut end = at + hashes + 1;
                    while end < letters.len() && !(letter(end) == '"' && (1..=hashes).all(|n| letter(end + n) == '#')) {
                        end += 1;
                    }
                    at = (end + hashes + 1).min(letters.len());
                    push(Kind::Text, &letters[start..at]);
                } else if !(matches!(prefix.as_str(), "b" | "c") && matches!(letter(at), '"' | '\'')) {
                    push(Kind::Word, &letters[start..at]);
                }
            }
            ':' if letter(at + 1) == ':' => {
                at += 2;
                push(Kind::Mark, &[':', ':']);
            }
            space if space.is_whitespace() => at += 1,
            mark => {
                at += 1;
                push(Kind::Mark, &[mark]);
            }
        }
        at = at.min(letters.len());
        line += letters[start..at].iter().filter(|letter| **letter == '\n').count();
    }
    tokens
}

/// Past the string that starts here.
fn end_of_string(letters: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(letters.len())
}
