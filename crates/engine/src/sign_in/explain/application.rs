//! The application, and where its answer goes.

use std::sync::Arc;

use oidc_core::{
    client::Client,
    grant_type::GrantType,
    id::ClientId,
    refused_redirect::{
        RefusedKind,
        diagnosis::{diagnose, is_accepted},
    },
};

use super::finding::{CheckId, Finding};
use crate::{engine::Engine, snapshot::clients::Registered};

/// Whether people may sign in to it, and the application, if it is known.
pub(super) fn exists(engine: &Engine, named: Option<&str>) -> (Finding, Option<Arc<Registered>>) {
    let id = CheckId::Application;
    let Some(named) = named else {
        return (Finding::skipped(id, "No application was named."), None);
    };
    let snapshot = engine.snapshot();
    let parsed = named.parse::<ClientId>().ok();
    let known = parsed.and_then(|id| snapshot.clients.get(&id).cloned());
    let Some(known) = known else {
        let found = Finding::fail(
            id,
            format!("There is no application with the id {named:?}."),
        );
        let remedy = "Compare the id that the application sends with the one it is registered by.";
        return (found.cured_by(remedy), None);
    };
    let client = &known.client;
    let found = if client.disabled {
        Finding::fail(id, format!("{} is disabled.", client.name))
            .cured_by("Declare it in the configuration file again, or register it anew.")
    } else if !client.allows_grant(GrantType::AuthorizationCode) {
        Finding::fail(
            id,
            format!(
                "Nobody can sign in to {}: it may not ask for codes.",
                client.name
            ),
        )
        .cured_by("Use an application of another type, or allow the grant authorization_code.")
    } else {
        Finding::pass(id, format!("{} is registered and enabled.", client.name))
    };
    (found, Some(known))
}

/// Whether its answer may be sent where it asks.
pub(super) fn redirect_uri(client: Option<&Client>, asked: Option<&str>) -> Finding {
    let id = CheckId::RedirectUri;
    let Some(client) = client else {
        return Finding::skipped(
            id,
            "There is no application whose addresses could be compared.",
        );
    };
    let Some(asked) = asked else {
        if client.redirect_uris.is_empty() {
            return Finding::fail(id, format!("{} has no redirect URI.", client.name))
                .cured_by("Register the address that the application sends.");
        }
        return Finding::skipped(id, "No redirect URI was given.");
    };
    if is_accepted(client, RefusedKind::SignIn, asked) {
        return Finding::pass(id, "The redirect URI is registered.");
    }
    let diagnosis = diagnose(client, RefusedKind::SignIn, asked);
    let nearest = diagnosis.registered.map_or_else(String::new, |nearest| {
        format!(" The nearest one that is: {nearest}.")
    });
    let why = format!(
        "The redirect URI {asked:?} is not registered for {}.{nearest}",
        client.name
    );
    Finding::fail(id, why).cured_by(diagnosis.advice)
}
