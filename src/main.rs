//! Mounts the app where there is a window. Where there is none this same program is the quarantine: the worker
//! that holds it calls [`second_story::browser::quarantine::quarantine`] and nothing else.
#![forbid(unsafe_code)]

fn main() {
    #[cfg(target_arch = "wasm32")]
    if second_story::browser::shell::has_window() {
        second_story::ui::start();
        second_story::browser::shell::clear();
    }
}
