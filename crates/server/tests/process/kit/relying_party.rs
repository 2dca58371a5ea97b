//! The clients every server has, and their relying parties.

use testkit::relying_party::VERIFIER;

use super::{Browser, RelyingParty};

/// In every `signet.toml`.
pub(crate) const CLIENTS: &str = r#"
[[applications]]
id = "shop"
name = "Bookstore"
kind = "traditional"
secret = "shop-secret-0123456789-0123456789"
redirect_uris = ["https://shop.example/callback"]
post_logout_redirect_uris = ["https://shop.example/"]

[[applications]]
id = "library"
name = "Books & more"
kind = "traditional"
secret = "library-secret-0123456789-0123456"
redirect_uris = ["https://library.example/callback"]
refresh_grace = 1
"#;

/// The relying party of one of them.
pub(crate) fn relying_party(net: &Browser, client: &'static str) -> RelyingParty {
    let secret = match client {
        "shop" => "shop-secret-0123456789-0123456789",
        "library" => "library-secret-0123456789-0123456",
        other => panic!("no client {other}"),
    };
    let redirect_uri = format!("https://{client}.example/callback");
    registered(net, client, secret, &redirect_uri)
}

/// The relying party of a client that was registered otherwise.
pub(crate) fn registered(
    net: &Browser,
    client: &str,
    secret: &str,
    redirect_uri: &str,
) -> RelyingParty {
    let party = RelyingParty {
        net: net.net.clone(),
        client: client.to_owned().leak(),
        redirect_uri: redirect_uri.to_owned().leak(),
        secret: Some(secret.to_owned().leak()),
    };
    let witness = &party.net.witness;
    witness.saw(secret);
    witness.saw(VERIFIER);
    witness.saw(&party.basic().unwrap());
    party
}
