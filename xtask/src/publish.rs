//! `cargo xtask publish`: hands over to `examples/publish.rs`, where the document is. Compiled into xtask it would make
//! every other command wait for it.

use std::process::ExitCode;

use crate::run::{Stop, cargo, root};

/// Runs it where it was called, so that paths are read as they were meant.
pub fn run(arguments: &[&str]) -> Result<ExitCode, Stop> {
    let mut command = cargo();
    let here = std::env::current_dir().map_err(|error| Stop::new(format!("The folder cannot be read: {error}.")))?;
    command
        .current_dir(here)
        .args(["run", "--quiet", "--locked", "--example", "publish", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .arg("--")
        .args(arguments);
    let status = command.status().map_err(|error| Stop::new(format!("cargo could not be run: {error}.")))?;
    // What went wrong stands above, in a sentence.
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
