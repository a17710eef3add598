//! What a first visit transfers and what is kept for offline, as brotli sends it.

use std::process::{Command, ExitCode};

use crate::run::{self, Stop, read_text, root};

/// In units of 1,024 bytes.
const FIRST_LOAD_BUDGET: f64 = 450.0;
const KEPT_BUDGET: f64 = 600.0;

/// Node brings the compressor along: quality 11, a window of 16 MiB.
const COMPRESS: &str = "const z=require('zlib'),f=require('fs');for(const p of process.argv.slice(1)){\
const b=f.readFileSync(p);console.log(z.brotliCompressSync(b,{params:{[z.constants.BROTLI_PARAM_QUALITY]:11,\
[z.constants.BROTLI_PARAM_LGWIN]:24,[z.constants.BROTLI_PARAM_SIZE_HINT]:b.length}}).length)}";

/// Prints each file and both sums; fails where a budget is exceeded.
pub fn report() -> Result<ExitCode, Stop> {
    let dist = root().join("dist");
    let script = read_text(&dist.join("sw.js"))?;
    let mut files = vec!["sw.js".to_owned()];
    files.extend(kept(&script));
    let sizes = run::output(Command::new("node").current_dir(&dist).args(["-e", COMPRESS, "--"]).args(&files))
        .ok_or_else(|| {
            Stop::new("Node could not compress the files of dist/: run `cargo xtask build` and try again.")
        })?;
    let (mut first, mut all) = (0.0, 0.0);
    println!("\n brotli KiB  first load  file");
    for (file, size) in files.iter().zip(sizes.lines()) {
        let size = size.trim().parse::<f64>().unwrap_or(f64::INFINITY) / 1024.0;
        let at_once = is_first_load(file);
        all += size;
        first += if at_once { size } else { 0.0 };
        println!("{size:>11.1}  {:<10}  {file}", if at_once { "yes" } else { "" });
    }
    println!("\nfirst load: {first:.1} of {FIRST_LOAD_BUDGET} KiB");
    println!("everything kept for offline: {all:.1} of {KEPT_BUDGET} KiB");
    let within = first <= FIRST_LOAD_BUDGET && all <= KEPT_BUDGET;
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Everything is counted as transferred by a first load but two files: the worker's script, which is only asked for
/// when something from outside is opened, and the letters beyond Latin-1, which come with the first word that has one.
fn is_first_load(file: &str) -> bool {
    !file.starts_with("assets/worker") && !file.starts_with("assets/fonts/serif-ext")
}

/// The files that the service worker lists.
fn kept(script: &str) -> Vec<String> {
    let list = script.split_once("files: [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(|file| if file == "./" { "index.html".to_owned() } else { file.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_the_service_worker() {
        let script = r#"const BUILD = { name: "x", files: ["./", "assets/a.js", "assets/b.css"] };"#;
        assert_eq!(kept(script), ["index.html", "assets/a.js", "assets/b.css"]);
    }
}
