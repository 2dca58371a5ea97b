//! The clients and the APIs that the targets know.

use std::sync::LazyLock;

use oidc_core::{
    catalog::{Catalog, Rows},
    client::{Client, ClientKind},
    grant_type::GrantType,
    indicator::MANAGEMENT,
    resource_server::{Resource, ResourceScope},
    response_mode::ResponseMode,
    source::Source,
    time::Timestamp,
};

/// One client of each kind, one with fewer rights than its kind, one that is switched off.
pub(crate) static CLIENTS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    let web = client(
        "web",
        ClientKind::Traditional,
        &["https://rp.example/cb?tenant=1", "https://rp.example/other"],
    );
    let mut narrow = client("narrow", ClientKind::Spa, &["https://spa.example/cb"]);
    narrow.grant_types = Some([GrantType::AuthorizationCode].into());
    narrow.response_modes = Some([ResponseMode::FormPost].into());
    narrow.third_party = true;
    let mut disabled = client(
        "disabled",
        ClientKind::Traditional,
        &["https://rp.example/cb"],
    );
    disabled.disabled = true;
    let native = [
        "http://127.0.0.1/cb",
        "http://[::1]:4711/cb?x=1",
        "app.example:/cb",
    ];
    vec![
        web,
        client("spa", ClientKind::Spa, &["https://spa.example/cb"]),
        client("native", ClientKind::Native, &native),
        client("machine", ClientKind::Machine, &[]),
        narrow,
        disabled,
    ]
});

/// Two APIs, one of which is the management API.
pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let mut rows = Rows::default();
    for (id, indicator) in [("books", "https://books.example"), ("own", MANAGEMENT)] {
        let id: oidc_core::id::ResourceId = id.parse().expect("an id");
        let indicator = indicator.parse().expect("an indicator");
        let now = Timestamp::EPOCH;
        rows.scopes.push(ResourceScope {
            id: format!("{id}-read").parse().expect("an id"),
            resource_id: id.clone(),
            name: "read".to_owned(),
            description: None,
            position: 0,
            created_at: now,
        });
        rows.resources
            .push(Resource::new(id, indicator, Source::File, now));
    }
    Catalog::new(rows, std::collections::HashSet::new())
});

/// A client with these addresses.
pub(crate) fn client(id: &str, kind: ClientKind, uris: &[&str]) -> Client {
    let uris = uris.iter().map(|uri| uri.parse().expect("a redirect URI"));
    Client {
        redirect_uris: uris.collect(),
        ..Client::new(
            id.parse().expect("an id"),
            kind,
            Source::File,
            Timestamp::EPOCH,
        )
    }
}
