//! `cargo xtask test`: every check and every test, with one count at the end.
//!
//! A check that fails does not stop the others: one run says all there is to say. Everything skipped is counted
//! and has its reason printed.

use std::process::{Command, ExitCode, Stdio};

use crate::browsers;
use crate::run::{self, Stop, cargo, files_under, root, say};
use crate::tools;

const WASM: &str = "wasm32-unknown-unknown";

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn of(succeeded: bool) -> Self {
        if succeeded { Self { passed: 1, ..Self::default() } } else { Self { failed: 1, ..Self::default() } }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// What came out so far.
#[derive(Default)]
struct Outcome {
    groups: Vec<(&'static str, Count)>,
    /// What failed outside single tests, and what was skipped, each as a sentence.
    remarks: Vec<String>,
}

impl Outcome {
    fn count(&mut self, group: &'static str, count: Count) {
        match self.groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, sum)) => sum.add(count),
            None => self.groups.push((group, count)),
        }
    }

    fn check(&mut self, about: &str, command: &mut Command) {
        say(about);
        let result = run::quietly(command, &format!("Failed: {about}"));
        self.count("checks", Count::of(result.is_ok()));
        if let Err(stop) = result {
            self.remarks.push(stop.to_string());
        }
    }

    /// Something could not even begin: it counts as one failure, and the rest goes on.
    fn attempt(&mut self, group: &'static str, step: impl FnOnce(&mut Self) -> Result<(), Stop>) {
        if let Err(stop) = step(self) {
            eprintln!("\n{stop}");
            self.count(group, Count::of(false));
            self.remarks.push(stop.to_string());
        }
    }

    fn finish(self) -> ExitCode {
        println!();
        for remark in &self.remarks {
            println!("{remark}");
        }
        let mut sum = Count::default();
        for (group, count) in &self.groups {
            println!("{group}: {count}");
            sum.add(*count);
        }
        println!("{sum}");
        if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Everything.
pub fn everything() -> Result<ExitCode, Stop> {
    let mut outcome = Outcome::default();
    checks(&mut outcome);
    outcome.attempt("native tests", native);
    outcome.attempt("wasm tests", wasm);
    outcome.attempt("browser tests", |outcome| {
        crate::build()?;
        in_browsers(outcome, &[])
    });
    Ok(outcome.finish())
}

/// Everything but the release build and what runs against it.
pub fn quick() -> Result<ExitCode, Stop> {
    let mut outcome = Outcome::default();
    checks(&mut outcome);
    outcome.attempt("native tests", native);
    outcome.attempt("wasm tests", wasm);
    Ok(outcome.finish())
}

/// Only the browser tests whose file name holds one of the names; all of them without a name.
pub fn browser_only(names: &[&str]) -> Result<ExitCode, Stop> {
    let (options, names): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.starts_with("--"));
    if !options.contains(&"--no-build") {
        crate::build()?;
    }
    let mut outcome = Outcome::default();
    outcome.attempt("browser tests", |outcome| in_browsers(outcome, &names));
    Ok(outcome.finish())
}

fn checks(outcome: &mut Outcome) {
    outcome.attempt("checks", |outcome| {
        tools::components()?;
        tools::wasm_target()?;
        outcome.check("Formatting: is everything as `cargo fmt` writes it?", cargo().args(["fmt", "--all", "--check"]));
        outcome.check(
            "Lints of the native side: a minute or two the first time, when the dependencies are checked too.",
            cargo().args(["clippy", "--locked", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        );
        outcome.check(
            "Lints of the wasm side: the same once more, for the browser.",
            cargo().args([
                "clippy", "--locked", "--quiet", "--target", WASM, "--lib", "--bins", "--test", "wasm", "--", "-D",
                "warnings",
            ]),
        );
        let licences = tools::for_licences()?;
        outcome.check(
            "Licences and sources of what we build on (deny.toml).",
            licences.command().args([
                "--offline",
                "--locked",
                "--log-level",
                "error",
                "check",
                "licenses",
                "bans",
                "sources",
            ]),
        );
        advisories(outcome, &licences);
        Ok(())
    });
}

/// Known faults in what we build on, where their database can be reached; the run says which of the two it was.
fn advisories(outcome: &mut Outcome, deny: &tools::Toolbox) {
    let about = "Known faults in what we build on: their database is fetched, if it can be reached.";
    say(about);
    let mut fetch = deny.command();
    // A connection that brings nothing for twenty seconds is none.
    fetch.envs([("GIT_HTTP_LOW_SPEED_LIMIT", "1000"), ("GIT_HTTP_LOW_SPEED_TIME", "20")]);
    fetch.args(["--locked", "--log-level", "off", "fetch", "db"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !fetch.status().is_ok_and(|status| status.success()) {
        outcome.count("checks", Count { skipped: 1, ..Count::default() });
        outcome.remarks.push(
            "Skipped: known faults in what we build on were not looked for, as their database cannot be reached from \
             here."
                .to_owned(),
        );
        return;
    }
    outcome.check(
        "Known faults in what we build on: none may concern us.",
        deny.command().args(["--locked", "--log-level", "error", "check", "--disable-fetch", "advisories"]),
    );
}

fn native(outcome: &mut Outcome) -> Result<(), Stop> {
    say(
        "Native tests: the first time the dependencies are compiled, with Automerge optimised, which takes two or three minutes.",
    );
    cargo_tests(outcome, "native tests", cargo().args(["test", "--locked", "--workspace", "--no-fail-fast"]))
}

fn wasm(outcome: &mut Outcome) -> Result<(), Stop> {
    let toolbox = tools::for_wasm_tests()?;
    let (driver, settings) = browsers::chromium_driver()?;
    say(
        "Tests in wasm, in a headless Chromium: the first time the dependencies are compiled once more, for the browser.",
    );
    let mut command = cargo();
    command.args(["test", "--locked", "--no-fail-fast", "--target", WASM]).args(wasm_tests()?);
    command.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings);
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    toolbox.put_before(&mut command);
    cargo_tests(outcome, "wasm tests", &mut command)
}

/// The tests that run in wasm, as arguments of cargo: every `tests/wasm….rs`.
fn wasm_tests() -> Result<Vec<String>, Stop> {
    let files = files_under(&root().join("tests"))?;
    let names = files.iter().filter(|path| path.starts_with("wasm")).filter_map(|path| path.strip_suffix(".rs"));
    Ok(names.flat_map(|name| ["--test".to_owned(), name.to_owned()]).collect())
}

/// Runs tests whose results are printed as Rust's test runner prints them.
fn cargo_tests(outcome: &mut Outcome, group: &'static str, command: &mut Command) -> Result<(), Stop> {
    let (lines, succeeded) = run::lines(command)?;
    let mut count = Count::default();
    for line in &lines {
        if let Some(result) = result_line(line) {
            count.add(result);
        } else if let Some((name, reason)) = ignored_line(line) {
            outcome.remarks.push(format!("Skipped: {name}: {reason}"));
        }
    }
    let said_failed = count.failed > 0;
    outcome.count(group, count);
    if succeeded || said_failed {
        Ok(())
    } else {
        Err(Stop::new(format!("The {group} did not run to their end; what they say stands above.")))
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`
fn result_line(line: &str) -> Option<Count> {
    let (_, rest) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let number = |what: &str| {
        rest.split(';').find_map(|part| part.trim().strip_suffix(what)?.trim().parse::<u64>().ok()).unwrap_or_default()
    };
    Some(Count { passed: number("passed"), failed: number("failed"), skipped: number("ignored") })
}

/// `test name ... ignored, reason`
fn ignored_line(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().strip_prefix("test ")?.split_once(" ... ignored")?;
    let reason = rest.trim_start_matches(", ").trim();
    Some((name, if reason.is_empty() { "it does not say why" } else { reason }))
}

fn in_browsers(outcome: &mut Outcome, names: &[&str]) -> Result<(), Stop> {
    let folder = root().join("tests/browser");
    let chosen = |path: &String| names.is_empty() || names.iter().any(|name| path.contains(name));
    let files: Vec<String> = files_under(&folder)?
        .into_iter()
        .filter(|path| path.ends_with(".test.mjs") && !path.contains('/') && chosen(path))
        .map(|path| format!("tests/browser/{path}"))
        .collect();
    if files.is_empty() {
        return Err(Stop::new(format!("No file of tests/browser/ has {} in its name.", names.join(" or "))));
    }
    if files.iter().any(|file| file.contains("sync-server")) {
        say("The native program that writes in the same review as our pages: a minute or two the first time.");
        run::quietly(
            cargo().args(["build", "--locked", "--quiet", "--package", "samod-peer"]),
            "tests/samod-peer could not be built; what the compiler says stands above.",
        )?;
    }
    let mut command = browsers::node()?;
    say(
        "Browser tests, against the release build in dist/: real browsers, one file after the other, several minutes in all.",
    );
    let results = root().join("target/browser-tests.tap");
    run::write(&results, "")?;
    command
        .args([
            "--test",
            "--test-concurrency=1",
            "--test-reporter=spec",
            "--test-reporter-destination=stdout",
            "--test-reporter=tap",
        ])
        .arg(format!("--test-reporter-destination={}", results.display()))
        .args(&files);
    let succeeded = run::quietly(&mut command, "").is_ok();
    let (count, skipped) = tap(&run::read_text(&results)?);
    outcome.count("browser tests", count);
    outcome.remarks.extend(skipped);
    if succeeded || count.failed > 0 {
        Ok(())
    } else {
        Err(Stop::new("The browser tests did not run to their end; what they say stands above."))
    }
}

/// The sums at the end of Node's TAP output, and each skipped test with its reason.
fn tap(text: &str) -> (Count, Vec<String>) {
    let number = |what: &str| {
        text.lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(what)?.trim().parse::<u64>().ok())
            .unwrap_or_default()
    };
    let count = Count {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
        skipped: number("skipped ") + number("todo "),
    };
    let skipped = text
        .lines()
        .filter_map(|line| {
            let (test, reason) = line.trim().split_once(" # SKIP").or_else(|| line.trim().split_once(" # TODO"))?;
            let name = test.split_once(" - ").map_or(test, |(_, name)| name);
            let reason = reason.trim();
            Some(format!("Skipped: {name}: {}", if reason.is_empty() { "it does not say why" } else { reason }))
        })
        .collect();
    (count, skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_of_rust_tests_are_read() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(result_line(line), Some(Count { passed: 12, failed: 2, skipped: 1 }));
        assert_eq!(result_line("test moment::reads ... ok"), None);
    }

    #[test]
    fn a_skipped_test_says_why() {
        assert_eq!(
            ignored_line("test disk::full ... ignored, needs a full disk"),
            Some(("disk::full", "needs a full disk"))
        );
        assert_eq!(ignored_line("test disk::full ... ignored"), Some(("disk::full", "it does not say why")));
    }

    #[test]
    fn the_sums_of_browser_tests_are_read() {
        let text = "TAP version 13\n# Subtest: shell\nok 1 - shell\nok 2 - in Firefox # SKIP there is no Firefox here\n1..2\n# tests 2\n# suites 0\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n";
        let (count, skipped) = tap(text);
        assert_eq!(count, Count { passed: 1, failed: 0, skipped: 1 });
        assert_eq!(skipped, ["Skipped: in Firefox: there is no Firefox here"]);
    }
}
