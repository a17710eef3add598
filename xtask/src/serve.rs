//! A plain file server for `dist/`, such as any static host is: no rewriting, the right types, the headers of
//! `_headers`. For looking at the app on this machine, not for a network.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::headers;
use crate::run::{Stop, read_text, say};
use crate::stage::hash;

struct Site {
    folder: PathBuf,
    headers: Vec<(&'static str, String)>,
}

/// Serves until it is ended from outside.
pub fn forever(folder: &Path, port: u16) -> Result<(), Stop> {
    let site = Arc::new(Site {
        folder: folder.to_path_buf(),
        headers: headers::for_all(&read_text(&folder.join("index.html"))?)?,
    });
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        Stop::new(format!("Port {port} of this machine cannot be used ({error}): end what uses it and run this again."))
    })?;
    say(&format!("Serving dist/ at http://127.0.0.1:{port}/ until you press Ctrl-C."));
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        std::thread::spawn(move || {
            // A browser that hangs up in the middle is no concern of ours.
            let _ = site.converse(&stream);
        });
    }
    Ok(())
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    cache_control: &'static str,
    tag: String,
    body: Vec<u8>,
}

impl Site {
    fn converse(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        loop {
            let mut request = String::new();
            if reader.read_line(&mut request)? == 0 {
                return Ok(());
            }
            let mut known = String::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line)?;
                let line = line.trim_end();
                if line.is_empty() {
                    break;
                }
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("if-none-match")
                {
                    known = value.trim().to_owned();
                }
            }
            let mut words = request.split_whitespace();
            let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let mut answer = match method {
                "GET" | "HEAD" => self.answer(target),
                _ => Answer {
                    status: "405 Method Not Allowed",
                    kind: "text/plain",
                    cache_control: "no-cache",
                    tag: String::new(),
                    body: Vec::new(),
                },
            };
            if !answer.tag.is_empty() && answer.tag == known {
                answer.status = "304 Not Modified";
                answer.body.clear();
            }
            self.send(stream, &answer, method == "HEAD")?;
        }
    }

    fn send(&self, mut stream: &TcpStream, answer: &Answer, only_head: bool) -> std::io::Result<()> {
        let Answer { status, kind, cache_control, tag, body } = answer;
        let mut head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: {cache_control}\r\n",
            body.len()
        );
        if !tag.is_empty() {
            head.push_str(&format!("ETag: {tag}\r\n"));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if !only_head {
            bytes.extend_from_slice(body);
        }
        stream.write_all(&bytes)?;
        stream.flush()
    }

    fn answer(&self, target: &str) -> Answer {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let found = decode(path).and_then(|path| find(&self.folder, &path));
        match found {
            Some((path, body)) => Answer {
                status: "200 OK",
                kind: kind(&path),
                cache_control: headers::cache_control(&path),
                tag: format!("\"{}\"", hash(&body)),
                body,
            },
            None => Answer {
                status: "404 Not Found",
                kind: kind("404.html"),
                cache_control: "no-cache",
                tag: String::new(),
                body: std::fs::read(self.folder.join("404.html")).unwrap_or_default(),
            },
        }
    }
}

/// The file that an address names, with its path below the folder.
fn find(folder: &Path, path: &str) -> Option<(String, Vec<u8>)> {
    let path = path.strip_prefix('/')?;
    let inside = path.split('/').all(|part| part != ".." && !part.contains('\\'));
    if !inside {
        return None;
    }
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let body = std::fs::read(folder.join(&path)).ok()?;
    Some((path, body))
}

fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(find(here, "/src/serve.rs").is_some());
        assert!(find(&here.join("src"), "/../Cargo.toml").is_none());
        assert!(decode("/%2e%2e/Cargo.toml").and_then(|path| find(&here.join("src"), &path)).is_none());
    }

    #[test]
    fn a_folder_is_its_start_page_and_an_unknown_address_is_nothing() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(find(&here, "/").map(|(path, _)| path).as_deref(), Some("index.html"));
        assert!(find(&here, "/r/one/what-happened").is_none());
    }

    #[test]
    fn a_broken_escape_is_no_address() {
        assert_eq!(decode("/%2"), None);
        assert_eq!(decode("/%zz"), None);
        assert_eq!(decode("/a%20b").as_deref(), Some("/a b"));
    }
}
