//! Reads entries as JSON lines, `{"id":"…","context":"factor","text":"…"}`, from standard input, and writes a line
//! for each: `{"id":"…","labels":[…],"rewrite":…}`. The rewrite is the text with the first wording that is offered
//! in it, or null. A line that cannot be read ends it with an error.
//!
//! `cargo run --example lens < entries.jsonl`

use second_story::practice::lens::{Context, Label, read};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match answer(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug)]
enum Problem {
    Io(std::io::Error),
    Line { number: usize, why: String },
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem::Io(error) => write!(formatter, "{error}"),
            Problem::Line { number, why } => write!(formatter, "Line {number}: {why}"),
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Problem::Io(error)
    }
}

fn answer(input: impl BufRead, mut output: impl Write) -> Result<(), Problem> {
    for (line, number) in input.lines().zip(1..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let problem = |why: &str| Problem::Line { number, why: why.to_owned() };
        let entry: Value = serde_json::from_str(&line).map_err(|error| problem(&error.to_string()))?;
        let field = |name: &str| entry.get(name).and_then(Value::as_str);
        let text = field("text").ok_or_else(|| problem("there is no text"))?;
        let context =
            field("context").and_then(Context::from_key).ok_or_else(|| problem("there is no such context"))?;
        let findings = read(context, text);
        let labels: BTreeSet<Label> = findings.iter().map(|finding| finding.label).collect();
        let labels: Vec<&str> = labels.into_iter().map(Label::key).collect();
        let rewrite = findings.iter().find_map(|finding| finding.rewrite.as_ref()).map(|rewrite| rewrite.apply(text));
        writeln!(output, "{}", json!({ "id": entry.get("id"), "labels": labels, "rewrite": rewrite }))?;
    }
    Ok(())
}
