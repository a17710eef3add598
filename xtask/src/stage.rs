//! Lays out the page around the compiled program, at the end of each Trunk build.
//!
//! Into `assets/` go the program and its bindings, one style sheet, the fonts, and the scripts of
//! `src/browser/shell`. In a release build each gets a name with a hash of its content, every mention of it
//! follows, and the service worker is told what belongs to this build. Beside them: header files for hosts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::headers;
use crate::run::{Stop, files_under, read, read_text, root, write};

/// Style sheets in the order in which they are joined, where they are there; those of `style/ui/` follow, sorted.
const STYLES: [&str; 3] = ["tokens.css", "base.css", "print.css"];
/// The memory that `worker.js` gives the program to begin with, in pages of 64 KiB.
const WORKER_FIRST_PAGES: u32 = 256;
/// What stands in `sw.js` where the build says what it consists of.
const BUILD_MARK: &str = "/* filled in by the build */ const BUILD = { name: \"none\", files: [] };";
const WORKER_META: &str = "<meta name=\"service-worker\" content=\"sw.js\">";

/// The files of a build, by their path in `dist/`.
type Files = BTreeMap<String, Vec<u8>>;

/// Trunk's hook: works on the folder that is about to become `dist/`.
pub fn from_trunk() -> Result<(), Stop> {
    let folder = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or_else(|| {
        Stop::new("`stage` is called by Trunk at the end of a build; run `cargo xtask build` instead.")
    })?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");

    let mut files = gather(&folder)?;
    for path in files.keys() {
        std::fs::remove_file(folder.join(path)).map_err(|error| Stop::file(&folder.join(path), &error))?;
    }
    // An empty folder is all that can be left of it.
    let _ = std::fs::remove_dir_all(folder.join("snippets"));
    // Trunk leaves its own line in the page when it is told not to add scripts.
    edit(&mut files, "index.html", |page| {
        page.lines().filter(|line| !line.contains("data-trunk")).map(|line| format!("{line}\n")).collect()
    });
    lay_out(&mut files)?;
    if release {
        name_by_content(&mut files);
        list_for_service_worker(&mut files)?;
        add_host_files(&mut files)?;
    } else {
        // A debug build is not kept for offline: what is served is what was just built.
        files.remove("sw.js");
        edit(&mut files, "index.html", |page| page.replace(WORKER_META, ""));
    }
    for (path, content) in files {
        write(&folder.join(path), content)?;
    }
    Ok(())
}

/// What Trunk made.
fn gather(folder: &Path) -> Result<Files, Stop> {
    files_under(folder)?.into_iter().map(|path| Ok((path.clone(), read(&folder.join(&path))?))).collect()
}

/// Moves the program into `assets/` and adds styles, fonts and scripts.
fn lay_out(files: &mut Files) -> Result<(), Stop> {
    let made = std::mem::take(files);
    for (path, content) in made {
        let path = if path == "index.html" { path } else { format!("assets/{path}") };
        files.insert(path, content);
    }
    let shell = root().join("src/browser/shell");
    for path in files_under(&shell)? {
        let place = if matches!(path.as_str(), "sw.js" | "404.html" | "config.json") {
            path.clone()
        } else {
            format!("assets/{path}")
        };
        files.insert(place, read(&shell.join(&path))?);
    }
    let style = root().join("style");
    files.insert("assets/style.css".to_owned(), join_styles(&style)?.into_bytes());
    for path in files_under(&style.join("fonts"))? {
        files.insert(format!("assets/fonts/{path}"), read(&style.join("fonts").join(&path))?);
    }
    check_memory(files)
}

fn join_styles(style: &Path) -> Result<String, Stop> {
    let mut joined = String::new();
    let parts = files_under(&style.join("ui"))?;
    let parts = parts.iter().filter(|path| path.ends_with(".css")).map(|path| format!("ui/{path}"));
    let first = STYLES.into_iter().filter(|path| style.join(path).is_file()).map(str::to_owned);
    for path in first.chain(parts) {
        joined.push_str(&read_text(&style.join(path))?);
        joined.push('\n');
    }
    Ok(joined)
}

/// The bindings say how much memory the program wants to begin with; the worker must not offer less.
fn check_memory(files: &Files) -> Result<(), Stop> {
    let bindings = files
        .get("assets/second-story.js")
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .unwrap_or_default();
    let pages = bindings
        .split_once("memory || new WebAssembly.Memory({initial:")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .and_then(|digits| digits.parse::<u32>().ok());
    match pages {
        Some(pages) if pages <= WORKER_FIRST_PAGES => Ok(()),
        Some(pages) => Err(Stop::new(format!(
            "The program wants {pages} pages of memory to begin with, and src/browser/shell/worker.js gives {WORKER_FIRST_PAGES}: raise FIRST there and WORKER_FIRST_PAGES in xtask/src/stage.rs."
        ))),
        None => Err(Stop::new(
            "The program does not take its memory from outside, so the quarantine could not limit it: see that .cargo/config.toml still links with --import-memory and that RUSTFLAGS is not set.",
        )),
    }
}

/// Gives every file in `assets/` a name with a hash of its content, those first that others mention.
fn name_by_content(files: &mut Files) {
    let mut waiting: Vec<String> = files.keys().filter(|path| may_be_renamed(path)).cloned().collect();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|path| {
            !waiting
                .iter()
                .any(|other| other != path && files.get(path).is_some_and(|content| mentions(content, other)))
        });
        // Two files that mention each other keep their order by name; we have none.
        let path = waiting.remove(free.unwrap_or(0));
        if let Some(content) = files.remove(&path) {
            let name = with_hash(&path, &content);
            let (from, to) = (file_name(&path).to_owned(), file_name(&name).to_owned());
            for (_, content) in files.iter_mut().filter(|(place, _)| is_text(place)) {
                *content = replace_mentions(content, &from, &to);
            }
            files.insert(name, content);
        }
    }
}

/// Snippets of dependencies have a hash in their path already, and mention each other by relative paths.
fn may_be_renamed(path: &str) -> bool {
    path.starts_with("assets/") && !path.starts_with("assets/snippets/")
}

fn is_text(path: &str) -> bool {
    [".html", ".js", ".css", ".webmanifest"].iter().any(|end| path.ends_with(end))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Where `name` stands in `content` as a whole file name.
fn places(content: &[u8], name: &str) -> Vec<usize> {
    let belongs =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    content
        .windows(name.len())
        .enumerate()
        .filter(|(at, window)| {
            let before = at.checked_sub(1).and_then(|before| content.get(before));
            *window == name.as_bytes() && !belongs(before) && !belongs(content.get(at + name.len()))
        })
        .map(|(at, _)| at)
        .collect()
}

fn mentions(content: &[u8], path: &str) -> bool {
    !places(content, file_name(path)).is_empty()
}

fn replace_mentions(content: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut result = Vec::with_capacity(content.len());
    let mut done = 0;
    for at in places(content, from) {
        result.extend_from_slice(content.get(done..at).unwrap_or_default());
        result.extend_from_slice(to.as_bytes());
        done = at + from.len();
    }
    result.extend_from_slice(content.get(done..).unwrap_or_default());
    result
}

fn with_hash(path: &str, content: &[u8]) -> String {
    let hash = hash(content);
    match path.rsplit_once('.') {
        Some((stem, end)) => format!("{stem}-{hash}.{end}"),
        None => format!("{path}-{hash}"),
    }
}

/// Twelve hexadecimal digits of the content's SHA-256.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Tells the service worker what this build consists of. `./` is the start page: some hosts redirect from
/// `index.html`, and a redirected answer cannot be kept for a page.
fn list_for_service_worker(files: &mut Files) -> Result<(), Stop> {
    let mut whole = Sha256::new();
    for (path, content) in &*files {
        whole.update(path.as_bytes());
        whole.update(Sha256::digest(content));
    }
    let name: String = whole.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let mut list = vec!["\"./\"".to_owned()];
    // The licence of the letters lies beside them; no page needs it offline.
    let needed = |path: &&String| path.starts_with("assets/") && !path.ends_with(".txt");
    list.extend(files.keys().filter(needed).map(|path| format!("{path:?}")));
    let filled = format!("const BUILD = {{ name: \"{name}\", files: [{}] }};", list.join(", "));
    let mut found = false;
    edit(files, "sw.js", |script| {
        found = script.contains(BUILD_MARK);
        script.replace(BUILD_MARK, &filled)
    });
    if found {
        Ok(())
    } else {
        Err(Stop::new(
            "src/browser/shell/sw.js has lost the line that the build fills in: put `const BUILD = …` back as xtask/src/stage.rs has it.",
        ))
    }
}

/// Lets a finished build talk to one sync server: the page's policy, the headers and `config.json` name it, and the
/// service worker learns that the build is another one.
pub fn set_up_sync(folder: &Path, address: &str) -> Result<(), Stop> {
    let origin = origin_of(address)?;
    let mut files = gather(folder)?;
    edit(&mut files, "index.html", |page| allow_connection(page, &origin));
    if !files.get("index.html").is_some_and(|page| String::from_utf8_lossy(page).contains(&origin)) {
        return Err(Stop::new(format!(
            "{} holds no build whose policy says where it may connect: run `cargo xtask build` first.",
            folder.display()
        )));
    }
    files.insert("config.json".to_owned(), format!("{{\n  \"sync\": {address:?}\n}}\n").into_bytes());
    edit(&mut files, "sw.js", |script| {
        script
            .lines()
            .map(|line| if line.starts_with("const BUILD = ") { BUILD_MARK } else { line })
            .map(|line| format!("{line}\n"))
            .collect()
    });
    list_for_service_worker(&mut files)?;
    add_host_files(&mut files)?;
    for (path, content) in files {
        write(&folder.join(path), content)?;
    }
    Ok(())
}

/// `wss://host:port`, without what stands behind it.
fn origin_of(address: &str) -> Result<String, Stop> {
    let wrong = || {
        Stop::new(format!(
            "{address:?} is not the address of a sync server: it is written like wss://sync.example.org (ws:// on this machine only)."
        ))
    };
    let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let fine = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '[' | ']');
    let near = host.starts_with("127.0.0.1") || host.starts_with("localhost");
    let known = scheme == "wss" || (scheme == "ws" && near);
    if known && !host.is_empty() && host.chars().all(fine) { Ok(format!("{scheme}://{host}")) } else { Err(wrong()) }
}

/// The page with one more place that it may connect to, in place of any other.
fn allow_connection(page: &str, origin: &str) -> String {
    const RULE: &str = "connect-src 'self'";
    match page.split_once(RULE) {
        Some((before, after)) => {
            let rest = after.split_once(';').map_or("", |(_, rest)| rest);
            format!("{before}{RULE} {origin};{rest}")
        }
        None => page.to_owned(),
    }
}

fn add_host_files(files: &mut Files) -> Result<(), Stop> {
    let page = files.get("index.html").map(|page| String::from_utf8_lossy(page).into_owned()).unwrap_or_default();
    let all = headers::for_all(&page)?;
    files.insert("_headers".to_owned(), headers::as_headers_file(&all).into_bytes());
    files.insert(".htaccess".to_owned(), headers::as_htaccess(&all).into_bytes());
    // GitHub Pages leaves out files that begin with an underscore unless this one is there.
    files.insert(".nojekyll".to_owned(), Vec::new());
    Ok(())
}

fn edit(files: &mut Files, path: &str, change: impl FnOnce(&str) -> String) {
    if let Some(content) = files.get_mut(path) {
        *content = change(&String::from_utf8_lossy(content)).into_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec())).collect()
    }

    fn text(files: &Files, start: &str) -> (String, String) {
        let (path, content) = files.iter().find(|(path, _)| path.starts_with(start)).unwrap();
        (path.clone(), String::from_utf8(content.clone()).unwrap())
    }

    fn build(program: &str) -> Files {
        let mut files = files(&[
            ("assets/loader.js", "import('./second-story.js'); './second-story_bg.wasm'"),
            ("assets/second-story.js", "new URL('second-story_bg.wasm')"),
            ("assets/second-story_bg.wasm", program),
            ("assets/style.css", "src: url(\"fonts/serif.woff2\")"),
            ("assets/fonts/serif.woff2", "wOF2"),
            ("index.html", "assets/loader.js assets/style.css assets/second-story.js"),
            ("sw.js", BUILD_MARK),
        ]);
        name_by_content(&mut files);
        list_for_service_worker(&mut files).unwrap();
        files
    }

    #[test]
    fn every_mention_follows_the_new_name() {
        let files = build("program");
        let (program, _) = text(&files, "assets/second-story_bg");
        let (bindings, in_bindings) = text(&files, "assets/second-story-");
        let (loader, in_loader) = text(&files, "assets/loader-");
        let (font, _) = text(&files, "assets/fonts/");
        let (style, in_style) = text(&files, "assets/style-");
        let (_, page) = text(&files, "index.html");
        assert_eq!(in_bindings, format!("new URL('{}')", file_name(&program)));
        assert_eq!(in_loader, format!("import('./{}'); './{}'", file_name(&bindings), file_name(&program)));
        assert_eq!(in_style, format!("src: url(\"fonts/{}\")", file_name(&font)));
        assert_eq!(page, format!("{loader} {style} {bindings}"));
    }

    #[test]
    fn a_changed_program_renames_whatever_mentions_it_and_the_build() {
        let (before, after) = (build("program"), build("another"));
        assert_ne!(text(&before, "assets/loader-").0, text(&after, "assets/loader-").0);
        assert_eq!(text(&before, "assets/style-").0, text(&after, "assets/style-").0);
        assert_ne!(text(&before, "sw.js").1, text(&after, "sw.js").1);
    }

    #[test]
    fn the_service_worker_lists_the_start_page_and_every_asset() {
        let files = build("program");
        let (_, script) = text(&files, "sw.js");
        for path in files.keys().filter(|path| path.starts_with("assets/")) {
            assert!(script.contains(&format!("{path:?}")), "{path} is not in {script}");
        }
        assert!(script.contains("\"./\""));
    }

    #[test]
    fn a_sync_server_is_named_where_the_page_may_connect_and_nowhere_else() {
        let page = "default-src 'none'; connect-src 'self'; worker-src 'self'";
        let once = allow_connection(page, "wss://one.example");
        assert_eq!(once, "default-src 'none'; connect-src 'self' wss://one.example; worker-src 'self'");
        assert_eq!(allow_connection(&once, "wss://two.example"), once.replace("one.example", "two.example"));
        assert_eq!(origin_of("wss://sync.example.org:8443/team").unwrap(), "wss://sync.example.org:8443");
        assert_eq!(origin_of("ws://127.0.0.1:3030").unwrap(), "ws://127.0.0.1:3030");
        for wrong in [
            "",
            "sync.example.org",
            "https://a.example",
            "ws://sync.example.org",
            "wss://",
            "wss://a b",
            "wss://a;script-src",
        ] {
            assert!(origin_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_inside_a_longer_name_is_left_alone() {
        let changed = replace_mentions(b"worker.js my-worker.js worker.json 'worker.js'", "worker.js", "W");
        assert_eq!(changed, b"W my-worker.js worker.json 'W'");
    }
}
