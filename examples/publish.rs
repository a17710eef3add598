//! Prepares drafts to be put beside the app on its host: `cargo xtask publish` runs this.
//!
//! Nothing is sent anywhere: it writes `drafts/<name>.postmortem` and prints the link that opens it. The key of a sealed
//! draft is in that link and nowhere else.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use second_story::document::{self, Replica, Seed, inspect};
use second_story::exchange::envelope::{EXTENSION, Envelope, Evidence, Kind};
use second_story::exchange::looks::Looks;
use second_story::exchange::published::{self, Draft, FOLDER, carries, clean, is_name, name_for};
use second_story::exchange::sealed::{Head, KEY_BYTES, Lock, SealedError, join};
use second_story::exchange::{Limits, gate::GateError};
use second_story::practice::evidence;
use second_story::review::text::hex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

const HOW: &str = "\
cargo xtask publish FILE.postmortem… [--public] [--with-history] [--to FOLDER] [--at https://…] [--name NAME] [--again LINK]

Writes drafts/<name>.postmortem, to be put into the folder “drafts” beside the app, and prints the link that opens it.
  --public         not sealed: anybody may read it. Named by the review's public id, so that its address finds it
  --with-history   as it is, to be added to; otherwise a copy without earlier wordings, authors, discussion, marks
  --to FOLDER      where “drafts” is put; here, where this is not said
  --at ADDRESS     where the app is, so that the link can be printed whole
  --name NAME      instead of the file's name; of one file
  --again LINK     under an earlier link: same name, same key; of one file";

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    files: Vec<PathBuf>,
    public: bool,
    whole: bool,
    to: PathBuf,
    at: String,
    name: Option<String>,
    again: Option<Draft>,
}

#[allow(dead_code)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out the command; what it has to say.
///
/// # Errors
/// Why nothing, or not all of it, was written: a sentence.
pub fn run(arguments: &[String]) -> Result<String, String> {
    let asked = understood(arguments)?;
    // All of them are read before the first is written.
    let ready: Vec<Ready> = asked.files.iter().map(|file| prepared(file, &asked)).collect::<Result<_, _>>()?;
    let names: BTreeSet<&str> = ready.iter().map(|ready| ready.draft.name.as_str()).collect();
    if names.len() < ready.len() {
        return Err("Two of these would get the same name: publish them one by one, with --name.".to_owned());
    }
    let folder = asked.to.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
    let mut said = Vec::new();
    for Ready { draft, bytes, about } in ready {
        let path = folder.join(format!("{}.{EXTENSION}", draft.name));
        std::fs::write(&path, bytes).map_err(|error| format!("{} cannot be written: {error}.", path.display()))?;
        said.push(format!("{}\n  {about}\n  {}", path.display(), where_it_opens(&draft, &asked.at)));
    }
    Ok(said.join("\n\n"))
}

fn understood(arguments: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().cloned().ok_or_else(|| format!("{argument} wants something after it.\n\n{HOW}"));
        match argument.as_str() {
            "--public" => asked.public = true,
            "--with-history" => asked.whole = true,
            "--to" => asked.to = PathBuf::from(value()?),
            "--at" => asked.at = value()?,
            "--name" => asked.name = Some(value()?),
            "--again" => {
                let draft = Draft::in_text(&value()?).ok_or("After --again stands a link to a published draft.")?;
                asked.again = Some(draft.map_err(|why| why.to_string())?);
            }
            file if !file.starts_with('-') => asked.files.push(PathBuf::from(file)),
            other => return Err(format!("There is no {other} here.\n\n{HOW}")),
        }
    }
    if asked.files.is_empty() {
        return Err(format!("Say which files to publish.\n\n{HOW}"));
    }
    if asked.files.len() > 1 && (asked.name.is_some() || asked.again.is_some()) {
        return Err("--name and --again are of one file: publish them one by one.".to_owned());
    }
    if asked.public && asked.name.is_some() {
        return Err(
            "What is public is named by its review's public id, so that the review's address finds it.".to_owned()
        );
    }
    if asked.again.as_ref().is_some_and(|again| asked.public == again.key.is_some()) {
        return Err(
            "The link after --again is of the other sort: sealed is published again sealed, public public.".to_owned()
        );
    }
    Ok(asked)
}

/// A draft that can be written.
struct Ready {
    draft: Draft,
    bytes: Vec<u8>,
    /// What it carries.
    about: String,
}

fn prepared(path: &Path, asked: &Asked) -> Result<Ready, String> {
    let refused = |why: String| format!("{}: {why}", path.display());
    let bytes = std::fs::read(path).map_err(|error| refused(format!("cannot be read: {error}.")))?;
    if Looks::of(&bytes) == Looks::Sealed {
        return Err(refused(format!("{} Open it in the app and download it there.", SealedError::NeedsKey)));
    }
    let limits = Limits::default();
    let envelope = Envelope::decode(&bytes, &limits).map_err(|why| refused(why.to_string()))?;
    let mut documents = envelope.of_kind(Kind::Document);
    let (Some(document), None) = (documents.next(), documents.next()) else {
        return Err(refused("It must hold one review, no more and no less.".to_owned()));
    };
    inspect(document, &document::Limits::default()).map_err(|why| refused(GateError::from(why).to_string()))?;
    let replica = Replica::load(document, random()?).map_err(|why| refused(why.to_string()))?;
    let view = replica.view().map_err(|why| refused(why.to_string()))?;
    let review = replica.identity().public.clone();

    if let Some(version) = replica.newer_version().filter(|_| !asked.whole) {
        return Err(refused(format!(
            "This was written by a newer version of Second Story (form {version}): a copy made here would lack what is new in it. Bring the project up to date first."
        )));
    }
    if asked.whole && !view.is_shared() {
        return Err(refused(
            "This was never shared, and holds wordings that nobody has seen: share it from the app first, or publish it without --with-history.".to_owned(),
        ));
    }
    let (document, view, about) = if asked.whole {
        let removed = view.items().filter(|item| item.is_removed()).count();
        let (changes, sessions) = replica.history();
        (document.to_vec(), view, carries(changes, sessions, removed))
    } else {
        let seed = Seed { id: random()?, actor: random()? };
        let copy = clean(&view, &review, &seed, now_ms()).map_err(|why| refused(why.to_string()))?;
        let about = "It is a copy of what stands on the page, without earlier wordings, authors, discussion or marks.";
        (copy.document, copy.view, about.to_owned())
    };
    let named: BTreeSet<String> = evidence::all(&view).into_iter().map(|piece| piece.hash).collect();
    let carried =
        envelope.of_kind(Kind::Evidence).filter_map(Evidence::decode).filter(|piece| named.contains(&hex(&piece.hash)));
    let file = published::file(&document, carried);

    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = match &asked.again {
        Some(again) => again.clone().again(&review).map_err(|why| refused(why.to_string()))?,
        None if asked.public => Draft { name: review.to_string(), key: None, review: Some(review) },
        None => {
            let name = asked.name.clone().unwrap_or_else(|| name_for(&stem));
            if !is_name(&name) {
                return Err(refused(format!(
                    "“{name}” can be no name: small letters, figures, - and _, at most 64 of them."
                )));
            }
            Draft { name, key: Some(random()?), review: Some(review) }
        }
    };
    let (bytes, lock) = match &draft.key {
        Some(key) => {
            (sealed(&file, key, &draft.name)?, "Sealed: only the link opens it. The name is for everybody to see.")
        }
        None => (file, "Not sealed: anybody who finds it can read it."),
    };
    Ok(Ready { draft, bytes, about: format!("{about} {lock}") })
}

fn sealed(file: &[u8], key: &[u8; KEY_BYTES], name: &str) -> Result<Vec<u8>, String> {
    let head = Head { lock: Lock::Key, name: name.to_owned(), iv: random()? };
    let aad = head.bytes(file.len());
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    let ciphertext = cipher
        .encrypt(&Nonce::from(head.iv), Payload { msg: file, aad: &aad })
        .map_err(|_| "This is more than the cipher seals.".to_owned())?;
    Ok(join(&aad, &ciphertext))
}

fn where_it_opens(draft: &Draft, at: &str) -> String {
    let fragment = draft.link().fragment();
    if at.is_empty() {
        let also = draft.by_address().map(|id| format!("; #/r/{id}/read finds it, too")).unwrap_or_default();
        format!("Put this behind the app's address to open it{also}:\n  {fragment}")
    } else {
        let page = at.split('#').next().unwrap_or(at);
        let page = if page.ends_with('/') || page.ends_with(".html") { page.to_owned() } else { format!("{page}/") };
        let also = draft.by_address().map(|id| format!("\n  {page}#/r/{id}/read")).unwrap_or_default();
        format!("{page}{fragment}{also}")
    }
}

fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| format!("This system gives no random numbers: {error}."))?;
    Ok(bytes)
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(0)
}
