//! The headers a host should send, in the two forms that static hosts read, and for our own server. The content
//! security policy has one source, the page itself; as a header it can also say who may frame the page.

use crate::run::Stop;

/// The headers of every answer.
pub fn for_all(page: &str) -> Result<Vec<(&'static str, String)>, Stop> {
    Ok(vec![
        ("Content-Security-Policy", format!("{}; frame-ancestors 'none'", policy(page)?)),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("X-Frame-Options", "DENY".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
    ])
}

/// How long an answer may be kept: for ever where the name carries a hash, never unasked where it does not.
pub fn cache_control(path: &str) -> &'static str {
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// `_headers`, which Netlify, Cloudflare Pages and others read.
pub fn as_headers_file(all: &[(&'static str, String)]) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in all {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    // Those hosts join the values of all rules that match, so no rule for everything says how long to keep it:
    // their own default asks again each time.
    text.push_str(&format!("/assets/*\n  Cache-Control: {}\n", cache_control("assets/")));
    text
}

/// `.htaccess`, which Apache and its kin read.
pub fn as_htaccess(all: &[(&'static str, String)]) -> String {
    let mut text = String::from(
        "AddType application/wasm .wasm\nAddType application/manifest+json .webmanifest\nAddType text/javascript .js\n<IfModule mod_headers.c>\n",
    );
    for (name, value) in all {
        text.push_str(&format!("  Header always set {name} \"{value}\"\n"));
    }
    text.push_str(&format!("  Header set Cache-Control \"{}\"\n", cache_control("index.html")));
    text.push_str(&format!(
        "  <If \"%{{REQUEST_URI}} =~ m#/assets/[^/]+-[0-9a-f]{{12}}[.]#\">\n    Header set Cache-Control \"{}\"\n  </If>\n</IfModule>\n",
        cache_control("assets/")
    ));
    text
}

fn policy(page: &str) -> Result<&str, Stop> {
    page.split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(policy, _)| policy)
        .ok_or_else(|| Stop::new("index.html has lost its content security policy: put the <meta http-equiv=\"Content-Security-Policy\" content=\"…\"> back."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">"#;

    #[test]
    fn the_policy_of_the_page_is_what_hosts_are_told_and_frames_besides() {
        let all = for_all(PAGE).unwrap();
        let policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";
        assert!(as_headers_file(&all).contains(&format!("  Content-Security-Policy: {policy}\n")));
        assert!(as_htaccess(&all).contains(&format!("Header always set Content-Security-Policy \"{policy}\"")));
    }

    #[test]
    fn a_page_without_a_policy_is_refused() {
        assert!(for_all("<html>").is_err());
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(cache_control("assets/style-0123456789ab.css").contains("immutable"));
        assert_eq!(cache_control("sw.js"), "no-cache");
    }
}
