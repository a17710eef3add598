//! The tools a build needs, in exact versions, in a per-user cache shared by all clones.
//!
//! They come from the crate registry and from npm, compiled here: a machine that reaches nothing else can build.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{self, Stop, cargo, on_path, root, say};

/// A program compiled from the crate registry.
struct Tool {
    name: &'static str,
    version: &'static str,
    /// With the versions its authors locked. Those of wasm-bindgen-cli do not build on this compiler.
    locked: bool,
    binary: &'static str,
    /// What it is for and how long it takes to compile, for whoever waits.
    about: &'static str,
}

const TRUNK: Tool = Tool {
    name: "trunk",
    version: "0.21.14",
    locked: true,
    binary: "trunk",
    about: "Trunk, which puts the page together: five to ten minutes, once for this user",
};
const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    version: "0.2.130",
    locked: false,
    binary: "wasm-bindgen",
    about: "wasm-bindgen, which joins the program to the browser: two to four minutes, once for this user",
};
const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    locked: true,
    binary: "cargo-deny",
    about: "cargo-deny, which checks the licences of what we build on: two to four minutes, once for this user",
};

const BINARYEN: &str = "132.0.0";
const NODE_AT_LEAST: u32 = 20;

/// The folders of installed tools, to stand before everything else on the search path.
pub struct Toolbox {
    folders: Vec<PathBuf>,
    program: &'static str,
}

impl Toolbox {
    /// The program of this toolbox, run in the project's folder with the toolbox on the search path.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.find());
        command.current_dir(root());
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        // Trunk reads this one and accepts only "true" and "false".
        command.env_remove("NO_COLOR");
        self.put_before(&mut command);
        command
    }

    /// Puts the toolbox on the search path of another program.
    pub fn put_before(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&path));
        // A folder name with a colon in it cannot stand on a search path; then the program says what it misses.
        if let Ok(joined) = std::env::join_paths(folders) {
            command.env("PATH", joined);
        }
    }

    fn find(&self) -> PathBuf {
        self.folders
            .iter()
            .map(|folder| folder.join(self.program))
            .find(|file| file.is_file())
            .unwrap_or_else(|| PathBuf::from(self.program))
    }
}

/// Trunk, with what it calls.
pub fn for_build() -> Result<Toolbox, Stop> {
    wasm_target()?;
    let wasm_opt = wasm_opt()?;
    let folders = vec![install(&WASM_BINDGEN)?, install(&TRUNK)?, wasm_opt];
    fetch()?;
    Ok(Toolbox { folders, program: "trunk" })
}

/// What runs tests in wasm.
pub fn for_wasm_tests() -> Result<Toolbox, Stop> {
    wasm_target()?;
    Ok(Toolbox { folders: vec![install(&WASM_BINDGEN)?], program: "wasm-bindgen-test-runner" })
}

/// What checks licences.
pub fn for_licences() -> Result<Toolbox, Stop> {
    fetch()?;
    Ok(Toolbox { folders: vec![install(&CARGO_DENY)?], program: "cargo-deny" })
}

/// rustfmt and clippy, where rustup was told to leave them out.
pub fn components() -> Result<(), Stop> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if run::output(cargo().args([subcommand, "--version"])).is_none() {
            say(&format!("Adding {component} to the Rust toolchain."));
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

/// The target, once.
pub fn wasm_target() -> Result<(), Stop> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root()).args(["--print", "target-libdir", "--target", TARGET]);
    if run::output(&mut rustc).is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    say("Adding the WebAssembly target to the Rust toolchain.");
    rustup(&["target", "add", TARGET])
}

fn rustup(arguments: &[&str]) -> Result<(), Stop> {
    run::quietly(
        Command::new("rustup").current_dir(root()).args(arguments),
        &format!(
            "`rustup {}` failed: see that rustup is installed (https://rustup.rs) and run it by hand.",
            arguments.join(" ")
        ),
    )
}

/// Everything Cargo.lock names, so that the build itself needs no network.
fn fetch() -> Result<(), Stop> {
    if run::output(cargo().args(["fetch", "--locked", "--offline", "--quiet"])).is_some() {
        return Ok(());
    }
    say("Fetching the crates that Cargo.lock names.");
    run::quietly(
        cargo().args(["fetch", "--locked"]),
        "The crates could not be fetched: see that the crate registry can be reached, and that Cargo.lock is as committed.",
    )
}

/// Where tools are kept: `$XDG_CACHE_HOME`, `~/.cache`, or the local application data of Windows.
pub fn cache() -> Result<PathBuf, Stop> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("XDG_CACHE_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".cache")))
        .or_else(|| from("LOCALAPPDATA"))
        .map(|folder| folder.join("second-story"))
        .ok_or_else(|| Stop::new("There is no folder to keep tools in: set HOME or XDG_CACHE_HOME."))
}

/// Only one process installs at a time; the lock goes when the file is dropped.
fn lock() -> Result<File, Stop> {
    let path = cache()?.join("installing.lock");
    run::write(&path, "")?;
    let file = File::open(&path).map_err(|error| Stop::file(&path, &error))?;
    if file.try_lock().is_err() {
        say("Waiting for another run that is installing tools.");
        file.lock().map_err(|error| Stop::file(&path, &error))?;
    }
    Ok(file)
}

/// The folder with the tool's program, after compiling it where it is not there yet.
fn install(tool: &Tool) -> Result<PathBuf, Stop> {
    let folder = cache()?.join("tools").join(format!("{}-{}", tool.name, tool.version));
    let programs = folder.join("bin");
    let program = programs.join(format!("{}{}", tool.binary, std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(programs);
    }
    let _lock = lock()?;
    if program.is_file() {
        return Ok(programs);
    }
    say(&format!("Compiling {} {}.", tool.about, tool.version));
    let mut command = cargo();
    command.current_dir(cache()?).args(["install", tool.name, "--version", tool.version, "--root"]).arg(&folder);
    if tool.locked {
        command.arg("--locked");
    }
    // Tools run for seconds and compile for minutes: compile them quickly.
    command
        .env("CARGO_TARGET_DIR", cache()?.join("compiling"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    run::quietly(
        &mut command,
        &format!(
            "{} {} could not be compiled: see that the crate registry can be reached and that a C compiler is installed, then run this again.",
            tool.name, tool.version
        ),
    )?;
    if program.is_file() {
        Ok(programs)
    } else {
        Err(Stop::new(format!(
            "{} was installed, but {} is not there: remove {} and run this again.",
            tool.name,
            program.display(),
            folder.display()
        )))
    }
}

/// wasm-opt, from npm: the one of some distributions breaks the program without a word.
fn wasm_opt() -> Result<PathBuf, Stop> {
    node()?;
    let folder = cache()?.join("tools").join(format!("binaryen-{BINARYEN}"));
    let programs = folder.join("node_modules").join(".bin");
    if programs.join("wasm-opt").is_file() {
        return Ok(programs);
    }
    let _lock = lock()?;
    say(&format!(
        "Installing wasm-opt (binaryen {BINARYEN}), which makes the program smaller: a few seconds, once for this user."
    ));
    run::write(&folder.join("package.json"), "{\"private\":true}")?;
    run::quietly(
        npm()
            .current_dir(&folder)
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save"])
            .arg(format!("binaryen@{BINARYEN}")),
        "wasm-opt could not be installed: see that the npm registry can be reached, then run this again.",
    )?;
    Ok(programs)
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// That there is a Node that is new enough.
pub fn node() -> Result<(), Stop> {
    let missing = || {
        Stop::new(format!(
            "Node {NODE_AT_LEAST} or newer is needed (https://nodejs.org), with npm beside it; install it and run this again."
        ))
    };
    let version = run::output(Command::new("node").arg("--version")).ok_or_else(missing)?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_some_and(|major| major >= NODE_AT_LEAST) && on_path("npm").or_else(|| on_path("npm.cmd")).is_some() {
        Ok(())
    } else {
        Err(missing())
    }
}

/// The packages of the browser tests, exactly those of their lockfile.
pub fn npm_packages() -> Result<(), Stop> {
    node()?;
    let folder = root().join("tests/browser");
    let wanted = run::read(&folder.join("package-lock.json"))?;
    let mark = folder.join("node_modules/.installed-lock.json");
    if run::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say("Installing the npm packages of the browser tests: less than a minute.");
    run::quietly(
        npm().current_dir(&folder).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]),
        "The npm packages could not be installed: see that the npm registry can be reached, then run this again.",
    )?;
    run::write(&mark, wanted)
}
