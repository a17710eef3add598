//! Reads a link or a file as it left, and prints every string in it as a JSON array: values, keys, messages, and
//! each text as it stood after each change. The browser tests search in that, for compressed bytes prove nothing.
//!
//! `cargo run --example decode -- <path>`: a `.postmortem` file, or a text file with a link in it.
#![allow(clippy::expect_used)]

mod search;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("Say which file to read: a .postmortem file, or a text with a link in it.");
        return ExitCode::FAILURE;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{} cannot be read: {error}", path.display());
            return ExitCode::FAILURE;
        }
    };
    let strings = match std::str::from_utf8(&bytes) {
        Ok(text) => search::strings_of_link(text),
        Err(_) => search::strings_of_file(&bytes),
    };
    println!("{}", serde_json::Value::from(strings));
    ExitCode::SUCCESS
}
