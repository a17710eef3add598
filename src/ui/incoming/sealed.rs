//! What is sealed with a passphrase: it is asked for before anything is read.

use crate::browser::sealing;
use crate::exchange::gate::Input;
use crate::exchange::limits::Limits;
use crate::exchange::link;
use crate::exchange::looks::Looks;
use crate::exchange::sealed::{Lock, Sealed, SealedError, Secret, passphrase};
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use futures::channel::oneshot;
use leptos::html;
use leptos::prelude::*;

/// What is said where nobody gave one.
const NOT_GIVEN: &str =
    "This is sealed with a passphrase and was not opened, because none was given. Nothing was changed.";

/// What the dialog says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The file's name; empty where it is a link.
    name: String,
    /// Why the last one was not right.
    problem: String,
    /// Whether one is being tried.
    trying: bool,
}

/// Where the answer goes.
pub type Answer = oneshot::Sender<String>;

/// What came, opened where it is sealed. `name` is the file's; empty for a link.
///
/// # Errors
/// Why it stays shut.
pub async fn unsealed(desk: Desk, name: &str, input: Input) -> Result<Input, String> {
    let limits = Limits::default();
    let bytes = match input {
        Input::File(bytes) if Looks::of(&bytes) == Looks::Sealed => bytes,
        Input::Link(text) => match link::parse(&text, &limits) {
            Ok(link) if link.kind() == link::Kind::Sealed => link.open(&limits).map_err(|why| why.to_string())?,
            // What is wrong with it is said where it is read.
            _ => return Ok(Input::Link(text)),
        },
        other => return Ok(other),
    };
    let sealed = Sealed::read(&bytes, &limits).map_err(|why| why.to_string())?;
    if sealed.head.lock == Lock::Key {
        return Err(SealedError::NeedsKey.to_string());
    }
    let mut problem = String::new();
    loop {
        let typed = ask(desk, Asked { name: name.to_owned(), problem, trying: false }).await.ok_or(NOT_GIVEN)?;
        let opened = sealing::open(&sealed, Secret::Passphrase(&typed)).await;
        if desk.dialog.get_untracked() != Dialog::Passphrase {
            return Err(NOT_GIVEN.to_owned());
        }
        match opened {
            Err(why @ SealedError::WrongPassphrase) => problem = why.to_string(),
            opened => {
                desk.dialog.set(Dialog::None);
                return opened.map(Input::File).map_err(|why| why.to_string());
            }
        }
    }
}

/// Waits for a passphrase; `None` where the dialog was closed.
async fn ask(desk: Desk, asked: Asked) -> Option<String> {
    let (tell, told) = oneshot::channel();
    desk.passphrase.set(asked);
    desk.passphrase_goes_to.set_value(Some(tell));
    desk.dialog.set(Dialog::Passphrase);
    told.await.ok()
}

/// The dialog.
#[component]
pub fn PassphraseDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Passphrase);
    // Closed without an answer, it stays sealed.
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open {
            desk.passphrase_goes_to.set_value(None);
        }
        open
    });
    piece(view! { <Modal name="Passphrase" when=open class="open"> {piece(view! { <Asking/> })} </Modal> })
}

#[component]
fn Asking() -> Piece {
    let desk = use_desk();
    let field = NodeRef::<html::Input>::new();
    let asked = desk.passphrase;
    let trying = move || asked.with(|asked| asked.trying);
    let give = move || {
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if passphrase(&typed).is_empty() {
            return;
        }
        if let Some(tell) = desk.passphrase_goes_to.try_update_value(Option::take).flatten() {
            asked.update(|asked| asked.trying = true);
            let _ = tell.send(typed);
        }
    };
    many([
        el("p").class("quiet").child(move || {
            let what = asked.with(|asked| if asked.name.is_empty() { "This".to_owned() } else { format!("“{}”", asked.name) });
            format!("{what} is sealed. Whoever sent it knows the passphrase; it does not travel with it, and nobody else can find it out.")
        }),
        el("label").class("line-field").child(el("span").child("Passphrase")).child(
            el("input")
                .node_ref(field)
                .attr("autofocus", true)
                .attr("aria-label", "Passphrase")
                .attr("autocomplete", "off")
                .attr("autocapitalize", "none")
                .attr("spellcheck", "false")
                .on(ev::keydown, move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        give();
                    }
                }),
        ),
        el("p").class("problem").attr("role", "alert").child(move || asked.with(|asked| asked.problem.clone())),
        when(trying, move || el("p").attr("role", "status").child("Trying it…")),
        el("div")
            .class("dialog-foot")
            .child(button().on(ev::click, move |_| desk.dialog.set(Dialog::None)).child("Cancel"))
            .child(button().class("strong").on(ev::click, move |_| give()).child("Open")),
    ])
}
