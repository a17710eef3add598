//! Where the app is served: the path that its database, its channels and its locks carry in their names.

/// The path of the app's folder, from the page's base address, beginning and ending with a slash. A page named
/// in the address (`index.html`) does not belong to it.
pub fn base_path() -> String {
    let address = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.base_uri().ok().flatten())
        .unwrap_or_default();
    path_of(&address)
}

fn path_of(address: &str) -> String {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"),
        None => address,
    };
    match path.rfind('/').and_then(|slash| path.get(..=slash)) {
        Some(folder) => folder.to_owned(),
        None => "/".to_owned(),
    }
}
