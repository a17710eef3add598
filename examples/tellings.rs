//! Makes the table of tellings anew from `src/archive/tellings/`: `cargo run --example tellings`.
#![allow(clippy::expect_used)]

use second_story::archive::Tellings;
use std::fs;

fn main() {
    let mut names: Vec<_> = fs::read_dir("src/archive/tellings")
        .expect("the folder of tellings, from the project's folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    names.sort();
    let texts: Vec<String> = names.iter().map(|name| fs::read_to_string(name).expect("a text")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let table = Tellings::table(&texts);
    println!("{} bytes", table.len());
    fs::write("src/archive/tellings.bin", table).expect("the table is written");
}
