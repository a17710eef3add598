//! Real browsers for the tests, and the scripts that drive them.
//!
//! An installed one first; the test library's own download where the internet is open; the system's package
//! where it is not.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Stop, files_under, on_path, read_text, root, say, write};
use crate::tools;

const CHROMIUMS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const CHROMIUM_APPS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const FIREFOXES: [&str; 2] = ["firefox", "firefox-esr"];
const FIREFOX_APPS: [&str; 1] = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

/// Runs a script of Node in the project's folder, with the browsers and the build it is to use.
pub fn script(path: &str) -> Result<(), Stop> {
    say(&format!("Running {path}."));
    let mut command = node()?;
    command.arg(path);
    run::quietly(&mut command, &format!("{path} failed; what it says stands above."))
}

/// The scripts (`*.mjs`) that stand directly in a folder of the project, sorted.
pub fn scripts_in(folder: &str) -> Result<Vec<String>, Stop> {
    let scripts: Vec<String> = files_under(&root().join(folder))?
        .into_iter()
        .filter(|path| path.ends_with(".mjs") && !path.contains('/'))
        .map(|path| format!("{folder}/{path}"))
        .collect();
    if scripts.is_empty() { Err(Stop::new(format!("There is no script in {folder}/ to run."))) } else { Ok(scripts) }
}

/// Node, told where the browsers and the build are.
pub fn node() -> Result<Command, Stop> {
    tools::npm_packages()?;
    let mut command = Command::new("node");
    command.current_dir(root());
    command.env("SECOND_STORY_DIST", root().join("dist"));
    command.env("SECOND_STORY_CHROMIUM", chromium()?);
    if let Some(firefox) = firefox() {
        command.env("SECOND_STORY_FIREFOX", firefox);
    }
    Ok(command)
}

fn installed(variable: &str, names: &[&str], apps: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let found = || names.iter().find_map(|name| on_path(name));
    let app = || apps.iter().map(PathBuf::from).find(|path| path.is_file());
    named.or_else(found).or_else(app)
}

/// A Chromium or Chrome.
pub fn chromium() -> Result<PathBuf, Stop> {
    let find = || installed("SECOND_STORY_CHROMIUM", &CHROMIUMS, &CHROMIUM_APPS).or_else(downloaded_chromium);
    if let Some(found) = find() {
        return Ok(found);
    }
    say(
        "There is no Chromium here. Trying the test library's own download: a minute or two where the internet is open.",
    );
    tools::npm_packages()?;
    let mut download = Command::new("node");
    download.current_dir(root()).args(["tests/browser/node_modules/playwright-core/cli.js", "install", "chromium"]);
    download.env("PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT", "15000");
    let downloaded = run::quietly(&mut download, "").is_ok();
    if downloaded && let Some(found) = find() {
        return Ok(found);
    }
    system_package(&["chromium", "chromium-driver"])?;
    find().ok_or_else(|| Stop::new("A Chromium or Chrome is needed for the browser tests: install one, or say where it is in SECOND_STORY_CHROMIUM, and run this again."))
}

fn downloaded_chromium() -> Option<PathBuf> {
    const ASK: &str = "console.log(require('./tests/browser/node_modules/playwright-core').chromium.executablePath())";
    let path = PathBuf::from(run::output(Command::new("node").current_dir(root()).args(["-e", ASK]))?);
    // Downloaded is not yet runnable: it may lack libraries of the system.
    (path.is_file() && run::output(Command::new(&path).arg("--version")).is_some()).then_some(path)
}

/// A Firefox, installed from the system's packages where that is possible. Without one its tests are skipped,
/// and say so.
fn firefox() -> Option<PathBuf> {
    let find = || installed("SECOND_STORY_FIREFOX", &FIREFOXES, &FIREFOX_APPS);
    find().or_else(|| {
        // Where there is no such package the tests say that they were skipped and why.
        let _ = system_package(&["firefox-esr"]);
        find()
    })
}

/// Installs packages of the system with apt, where there is apt.
fn system_package(names: &[&str]) -> Result<(), Stop> {
    let by_hand = || {
        Stop::new(format!(
            "{} could not be installed here: install it by hand and run this again.",
            names.join(" and ")
        ))
    };
    if on_path("apt-get").is_none() {
        return Err(by_hand());
    }
    say(&format!("Installing the system's package {}: a minute or two.", names.join(" and ")));
    let apt = |arguments: &[&str]| {
        let administrator = run::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
        let mut command = if administrator { Command::new("apt-get") } else { Command::new("sudo") };
        if !administrator {
            command.args(["-n", "apt-get"]);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run::quietly(&mut command, "").is_ok()
    };
    let install: Vec<&str> =
        ["install", "-y", "--no-install-recommends"].into_iter().chain(names.iter().copied()).collect();
    // The lists of a fresh machine are empty or old: fetch them, and try with what there is if that fails.
    apt(&["update"]);
    if apt(&install) { Ok(()) } else { Err(by_hand()) }
}

/// What drives Chromium for the tests in wasm: the driver, and a file of its settings that names the browser.
pub fn chromium_driver() -> Result<(PathBuf, PathBuf), Stop> {
    let browser = chromium()?;
    let version = version_of(&browser)
        .ok_or_else(|| Stop::new(format!("{} does not say its version: see that it runs.", browser.display())))?;
    let driver = match driver_for(&version) {
        Some(driver) => driver,
        None => install_driver(&version)?,
    };
    let settings = read_text(&root().join("webdriver.json"))?;
    let settings = settings.replacen(
        "\"goog:chromeOptions\": {",
        &format!("\"goog:chromeOptions\": {{\n    \"binary\": {:?},", browser.display().to_string()),
        1,
    );
    let path = root().join("target/webdriver.json");
    write(&path, settings)?;
    Ok((driver, path))
}

fn driver_for(version: &str) -> Option<PathBuf> {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|path| path.is_file());
    let fits = |driver: &PathBuf| version_of(driver).is_some_and(|found| major(&found) == major(version));
    named.or_else(|| on_path("chromedriver")).filter(fits).or_else(|| {
        let folder = tools::cache().ok()?.join("browsers");
        let file = if cfg!(windows) { "chromedriver.exe" } else { "chromedriver" };
        let paths = files_under(&folder).ok()?;
        paths.iter().filter(|path| path.rsplit('/').next() == Some(file)).map(|path| folder.join(path)).find(fits)
    })
}

fn install_driver(version: &str) -> Result<PathBuf, Stop> {
    if on_path("chromium").is_some()
        && system_package(&["chromium-driver"]).is_ok()
        && let Some(driver) = driver_for(version)
    {
        return Ok(driver);
    }
    say("Downloading the driver of this Chromium: less than a minute where the internet is open.");
    tools::npm_packages()?;
    let folder = tools::cache()?.join("browsers");
    let browsers = root().join("tests/browser/node_modules/.bin/browsers");
    let mut download = Command::new("node");
    download
        .current_dir(root())
        .arg(browsers)
        .arg("install")
        .arg(format!("chromedriver@{}", major(version)))
        .arg("--path")
        .arg(&folder);
    let _ = run::quietly(&mut download, "");
    driver_for(version).ok_or_else(|| {
        Stop::new(format!("chromedriver {} is needed for the tests in wasm: install it, or say where it is in CHROMEDRIVER, and run this again.", major(version)))
    })
}

/// The first word of `--version` that looks like a version.
fn version_of(program: &Path) -> Option<String> {
    let said = run::output(Command::new(program).arg("--version"))?;
    said.split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.'))
        .map(str::to_owned)
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}
