//! The commands of this project. `cargo xtask` without more lists them.
//!
//! Each command fetches what it lacks (tools in exact versions into a per-user cache, npm packages, a browser),
//! says what it does and why it takes long, can be run twice, and ends either with what was asked or with one
//! sentence that says what to do.
#![forbid(unsafe_code)]

mod browsers;
mod check;
mod headers;
mod publish;
mod run;
mod serve;
mod size;
mod stage;
mod tools;

use std::process::ExitCode;

use run::{Stop, root, say};

const COMMANDS: &str = "\
cargo xtask serve               build the release app and serve it at http://127.0.0.1:8080/
cargo xtask test                run everything: formatting, lints, walls, licences, native, wasm and browser tests
cargo xtask test quick          the same without the release build and the browser tests (under four minutes, warm)
cargo xtask test browser NAME…  only the browser tests whose file name holds one of the NAMEs, against a fresh build
                                (with --no-build: against dist/ as it is)
cargo xtask build               make dist/, for any static host and any sub-path
cargo xtask publish FILE…       prepare reviews to be read beside the app: drafts/<name>.postmortem, and a link to each
                                (sealed unless --public; without more it says how)
cargo xtask build --sync URL    the same, allowed to talk to an existing sync server (wss://…) where people turn it on
cargo xtask set-up --sync URL FOLDER
                                the same for a build that is in FOLDER already
cargo xtask dev                 serve a debug build at http://127.0.0.1:8080/ and rebuild on change
cargo xtask size                what the first load transfers, and what is kept for offline, brotli-compressed
cargo xtask screenshots         the pictures in docs/pictures/, anew
cargo xtask bench               the budgets, as ratios in one run
cargo xtask soak --seeds N      N histories of tests/world: people, tabs that die, disks that fail (--from M: from the
                                Mth on)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&arguments) {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("\n{stop}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[&str]) -> Result<ExitCode, Stop> {
    match arguments {
        ["build"] => build()?,
        ["build", "--sync", address] => {
            build()?;
            stage::set_up_sync(&root().join("dist"), address)?;
            say(&format!(
                "The app in dist/ may talk to the sync server {address}, where people turn that on for a review."
            ));
        }
        ["set-up", "--sync", address, folder] => stage::set_up_sync(std::path::Path::new(folder), address)?,
        ["serve"] => {
            build()?;
            serve::forever(&root().join("dist"), 8080)?;
        }
        ["publish", arguments @ ..] => return publish::run(arguments),
        ["dev"] => dev()?,
        ["test"] => return check::everything(),
        ["test", "quick"] => return check::quick(),
        ["test", "browser", names @ ..] => return check::browser_only(names),
        ["size"] => {
            build()?;
            return size::report();
        }
        ["screenshots"] => {
            build()?;
            browsers::script("tests/browser/screenshots.mjs")?;
        }
        ["bench"] => {
            build()?;
            for script in browsers::scripts_in("bench")? {
                browsers::script(&script)?;
            }
        }
        ["soak", "--seeds", seeds] => soak(seeds, "1")?,
        ["soak", "--seeds", seeds, "--from", first] => soak(seeds, first)?,
        // Called by Trunk at the end of each build: see Trunk.toml.
        ["stage"] => stage::from_trunk()?,
        [] | ["help" | "--help" | "-h"] => println!("{COMMANDS}"),
        other => {
            return Err(Stop::new(format!(
                "There is no command {:?}. These there are:\n\n{COMMANDS}",
                other.join(" ")
            )));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lives many histories of the simulated world.
fn soak(seeds: &str, first: &str) -> Result<(), Stop> {
    for number in [seeds, first] {
        if number.parse::<u64>().is_err() {
            return Err(Stop::new(format!("{number:?} is not a number of histories: cargo xtask soak --seeds 10000")));
        }
    }
    say(
        "Histories: about seven a second on two cores. The first that fails is told, with the number that runs it alone.",
    );
    let mut command = run::cargo();
    command.args(["test", "--locked", "--test", "world", "nothing_is_lost", "--", "--nocapture"]);
    command.env("WORLD_SEEDS", seeds).env("WORLD_FROM", first);
    run::quietly(&mut command, "A history failed; it is told above.")
}

/// Makes `dist/` from a release build.
fn build() -> Result<(), Stop> {
    let trunk = tools::for_build()?;
    say(
        "Building the release app. The first time takes several minutes: every dependency is compiled for size, in one piece.",
    );
    run::quietly(
        trunk.command().args(["build", "--release"]),
        "The release build failed; what the compiler says stands above.",
    )?;
    say("dist/ is ready: copy it to any static host, under any path.");
    Ok(())
}

/// Serves a debug build and rebuilds on change.
fn dev() -> Result<(), Stop> {
    let trunk = tools::for_build()?;
    say(
        "Serving a debug build at http://127.0.0.1:8080/ and rebuilding on change; reload the page to see it. Ctrl-C ends it.",
    );
    run::quietly(trunk.command().arg("serve"), "The development server stopped; what it says stands above.")
}
