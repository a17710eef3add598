//! Running other programs, and speaking to whoever ran us.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command ends early: one sentence that says what to do.
#[derive(Debug)]
pub struct Stop(String);

impl Stop {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, error: &std::io::Error) -> Self {
        Self(format!("{} could not be read or written: {error}.", path.display()))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Tells what is being done now.
pub fn say(sentence: &str) {
    println!("\n· {sentence}");
    // Nothing depends on whether somebody reads it.
    let _ = std::io::stdout().flush();
}

/// The folder of the project.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // Flags from outside would replace those in .cargo/config.toml, without which the wasm does not link as it
    // must.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// Runs with its output in ours.
pub fn quietly(command: &mut Command, otherwise: &str) -> Result<(), Stop> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(Stop::new(otherwise)) }
}

/// What it printed, when it succeeded.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs it, passes on each line it prints, and gives them back with whether it succeeded.
pub fn lines(command: &mut Command) -> Result<(Vec<String>, bool), Stop> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    let mut lines = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            lines.push(line);
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok((lines, status.success()))
}

fn not_started(command: &Command, error: &std::io::Error) -> Stop {
    Stop::new(format!("{} could not be run: {error}.", command.get_program().to_string_lossy()))
}

/// Where a program stands on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The files under a folder, sorted, as paths relative to it with `/` between.
pub fn files_under(folder: &Path) -> Result<Vec<String>, Stop> {
    fn walk(folder: &Path, before: &str, found: &mut Vec<String>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    if folder.is_dir() {
        walk(folder, "", &mut found).map_err(|error| Stop::file(folder, &error))?;
    }
    found.sort();
    Ok(found)
}

pub fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::file(path, &error))
}

pub fn read_text(path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|error| Stop::file(path, &error))
}

/// Writes a file, and the folders it stands in.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Stop> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Stop::file(folder, &error))?;
    }
    std::fs::write(path, content).map_err(|error| Stop::file(path, &error))
}
