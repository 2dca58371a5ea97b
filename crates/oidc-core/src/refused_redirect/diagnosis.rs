//! What is wrong with a refused address: which registered one it comes near, in what it differs, and
//! whether it may be taken over by one click.
//!
//! Anybody can have an address refused by sending people links. So one click takes over what names
//! a host that the operator has registered before, or this machine, and nothing else.

use url::Url;

use super::RefusedKind;
use crate::{
    client::Client,
    name::closed_set,
    redirect_uri::{
        InvalidRedirectUri, PostLogoutRedirectUri, RedirectUri,
        registration::{is_loopback, is_web},
    },
};

closed_set! {
    /// In what an address differs from the registered one, first of all.
    Difference, "difference of addresses" {
        /// The host.
        Host = "host",
        /// The scheme.
        Scheme = "scheme",
        /// One says `localhost` and the other an address of the same machine.
        LoopbackName = "loopbackName",
        /// The port.
        Port = "port",
        /// The path.
        Path = "path",
        /// What follows the path.
        Query = "query",
        /// A slash at the end of one of them.
        TrailingSlash = "trailingSlash",
        /// Capitals alone.
        Case = "case",
        /// There is nothing to compare it with.
        None = "none",
    }
}

/// What is wrong with a refused address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The registered address that comes nearest.
    pub registered: Option<String>,
    /// In what it differs from that.
    pub difference: Difference,
    /// Its host, if a browser opens it as a page.
    pub host: Option<String>,
    /// Whether it may be taken over by one click.
    pub is_one_click: bool,
    /// What to do, in sentences.
    pub advice: String,
}

/// Paths that kits for developers call their own.
const OF_KITS: [(RefusedKind, &str, &str); 8] = [
    (
        RefusedKind::SignIn,
        "/logto/sign-in-callback",
        "This is the Express SDK's own callback path.",
    ),
    (
        RefusedKind::SignIn,
        "/api/logto/sign-in-callback",
        "This is the callback path of the Next.js SDK.",
    ),
    (
        RefusedKind::SignIn,
        "/api/logto/callback",
        "This is the callback path of the Remix SDK.",
    ),
    (
        RefusedKind::SignIn,
        "/api/auth/callback/logto",
        "This is the callback path of Auth.js.",
    ),
    (
        RefusedKind::SignIn,
        "/login/oauth2/code/logto",
        "This is the callback path of Spring Security.",
    ),
    (
        RefusedKind::SignIn,
        "/Callback",
        "This is the callback path of the .NET SDK.",
    ),
    (
        RefusedKind::SignOut,
        "/SignedOutCallback",
        "This is the sign-out path of the .NET SDK.",
    ),
    (
        RefusedKind::SignIn,
        "/callback",
        "This is the callback path of most guides.",
    ),
];

/// Whether an address that was refused is registered by now.
pub fn is_accepted(client: &Client, kind: RefusedKind, uri: &str) -> bool {
    match kind {
        RefusedKind::SignIn => {
            let mut own = client.redirect_uris.iter();
            own.any(|own| own.matches(uri, client.kind))
        }
        RefusedKind::SignOut => {
            let mut own = client.post_logout_redirect_uris.iter();
            own.any(|own| own.matching(uri, client.kind).is_some())
        }
    }
}

/// What is wrong with an address that this client was refused.
pub fn diagnose(client: &Client, kind: RefusedKind, uri: &str) -> Diagnosis {
    let asked = Url::parse(uri).ok();
    let nearest = asked.as_ref().and_then(|asked| {
        let own = registered(client, kind).into_iter();
        let compared = own.map(|own| (differences(own, (uri, asked)), own));
        compared.min_by_key(|(found, _)| found.iter().map(|one| weight(*one)).sum::<u32>())
    });
    let (found, registered) = match nearest {
        Some((found, own)) => (found, Some(own.to_owned())),
        None => (Vec::new(), None),
    };
    let heaviest = found.iter().copied().max_by_key(|one| weight(*one));
    let web = asked.filter(|_| is_web(uri));
    let refused = registrable(client, kind, uri).err();
    let is_one_click = refused.is_none()
        && web
            .as_ref()
            .is_some_and(|web| is_loopback(web) || is_own_host(client, kind, web));
    let mut advice = Vec::new();
    match refused {
        Some(why) => advice.push(format!("This address cannot be registered: it {why}.")),
        None if registered.is_none() => {
            advice.push("No such address is registered for this application yet.".to_owned());
        }
        None => {}
    }
    advice.extend(
        found
            .iter()
            .filter_map(|one| in_words(*one))
            .map(str::to_owned),
    );
    let path = web.as_ref().map(Url::path);
    let of_kit = OF_KITS
        .iter()
        .find(|(of, own, _)| *of == kind && Some(*own) == path);
    advice.extend(of_kit.map(|(_, _, says)| (*says).to_owned()));
    if refused.is_none() && !is_one_click {
        advice.push(CRAFTED.to_owned());
    }
    Diagnosis {
        registered,
        difference: heaviest.unwrap_or(Difference::None),
        host: web.as_ref().and_then(Url::host_str).map(str::to_owned),
        is_one_click,
        advice: advice.join(" "),
    }
}

const CRAFTED: &str = "Anybody can make this appear by sending people crafted links: \
    add it by hand, and only if it is yours.";

fn registered(client: &Client, kind: RefusedKind) -> Vec<&str> {
    match kind {
        RefusedKind::SignIn => {
            let own = client.redirect_uris.iter();
            own.map(RedirectUri::as_str).collect()
        }
        RefusedKind::SignOut => {
            let own = client.post_logout_redirect_uris.iter();
            own.map(PostLogoutRedirectUri::as_str).collect()
        }
    }
}

fn registrable(client: &Client, kind: RefusedKind, uri: &str) -> Result<(), InvalidRedirectUri> {
    match kind {
        RefusedKind::SignIn => uri.parse::<RedirectUri>()?.allowed_for(client.kind),
        RefusedKind::SignOut => {
            let uri: PostLogoutRedirectUri = uri.parse()?;
            uri.allowed_for(client.kind)
        }
    }
}

/// Whether the operator has registered an address at this host: one that codes are sent to, or, for a
/// browser that has signed out, of either kind.
fn is_own_host(client: &Client, kind: RefusedKind, asked: &Url) -> bool {
    let mut own = registered(client, RefusedKind::SignIn);
    if kind == RefusedKind::SignOut {
        own.extend(registered(client, kind));
    }
    let own = own.into_iter().filter(|own| is_web(own));
    let mut own = own.filter_map(|own| Url::parse(own).ok());
    own.any(|own| own.host() == asked.host())
}

/// In what an address differs from a registered one; never in nothing, because it was refused.
fn differences(own: &str, (text, asked): (&str, &Url)) -> Vec<Difference> {
    if own.eq_ignore_ascii_case(text) {
        return vec![Difference::Case];
    }
    let Ok(url) = Url::parse(own) else {
        return vec![Difference::None];
    };
    let mut found = Vec::new();
    if url.host() != asked.host() {
        let is_same_machine = is_loopback(&url) && is_loopback(asked);
        found.push(if is_same_machine {
            Difference::LoopbackName
        } else {
            Difference::Host
        });
    } else if (url.username(), url.password()) != (asked.username(), asked.password()) {
        found.push(Difference::Host);
    }
    if url.scheme() != asked.scheme() {
        found.push(Difference::Scheme);
    }
    if url.port() != asked.port() {
        found.push(Difference::Port);
    }
    found.extend(of_paths(url.path(), asked.path()));
    if (url.query(), url.fragment()) != (asked.query(), asked.fragment()) {
        found.push(Difference::Query);
    }
    if found.is_empty() {
        found.push(of_spellings(own, text));
    }
    found
}

fn of_paths(own: &str, asked: &str) -> Option<Difference> {
    let without_slash = |path: &str| path.trim_end_matches('/').to_owned();
    if own == asked {
        None
    } else if without_slash(own) == without_slash(asked) {
        Some(Difference::TrailingSlash)
    } else if own.eq_ignore_ascii_case(asked) {
        Some(Difference::Case)
    } else {
        Some(Difference::Path)
    }
}

/// Two texts of one URL.
fn of_spellings(own: &str, asked: &str) -> Difference {
    let usual_port = |uri: &str| uri.replacen(":443", "", 1).replacen(":80", "", 1);
    if own.trim_end_matches('/') == asked.trim_end_matches('/') {
        Difference::TrailingSlash
    } else if usual_port(own) == usual_port(asked) {
        Difference::Port
    } else {
        Difference::Path
    }
}

/// How far apart two addresses are that differ in it.
const fn weight(difference: Difference) -> u32 {
    match difference {
        Difference::Host => 64,
        Difference::Scheme => 24,
        Difference::LoopbackName => 12,
        Difference::Port => 10,
        Difference::Path => 8,
        Difference::Query => 4,
        Difference::TrailingSlash => 2,
        Difference::Case => 1,
        Difference::None => 256,
    }
}

const fn in_words(difference: Difference) -> Option<&'static str> {
    Some(match difference {
        Difference::Host => "The host differs from the registered one.",
        Difference::Scheme => "The scheme differs from the registered one.",
        Difference::LoopbackName => {
            "localhost and 127.0.0.1 are two names: addresses are compared character for character."
        }
        Difference::Port => "The port differs from the registered one.",
        Difference::Path => "The path differs from the registered one.",
        Difference::Query => "What follows the path differs from the registered one.",
        Difference::TrailingSlash => "One of the two ends with a slash.",
        Difference::Case => "Only capital and small letters differ.",
        Difference::None => return None,
    })
}

#[cfg(test)]
mod tests;
