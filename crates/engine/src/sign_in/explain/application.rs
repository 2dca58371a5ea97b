//! The application, and where its answer goes.

use oidc_core::{
    authorize::callback::{Callback, CallbackError},
    client::Client,
    grant_type::GrantType,
    id::ClientId,
    refused_redirect::{RefusedKind, diagnosis::diagnose},
    source::Source,
};

use super::{
    action::Action,
    finding::{CheckId, Finding, NOT_REACHED},
};
use crate::{breakdown::Breakdown, engine::Engine};

/// Whether people may sign in to it, and the application, if there is one.
pub(super) async fn exists(
    engine: &Engine,
    named: Option<&str>,
) -> Result<(Finding, Option<Client>), Breakdown> {
    let id = CheckId::Application;
    let Some(named) = named else {
        return Ok((Finding::skipped(id, "No application was named."), None));
    };
    let (client, is_usable) = match named.parse::<ClientId>() {
        Ok(id) => find(engine, id).await?,
        Err(_) => (None, false),
    };
    let Some(client) = client else {
        let found = Finding::fail(
            id,
            format!("There is no application with the id {named:?}."),
        );
        let remedy = "Compare the id that the application sends with the one it is registered by.";
        let found = found.cured_by(remedy);
        return Ok((found.with_action(Action::FindApplication), None));
    };
    let found = if client.disabled {
        Finding::fail(id, format!("{} is disabled.", client.name))
            .cured_by("Declare it in the configuration file again, or register it anew.")
            .with_action(Action::FindApplication)
    } else if !is_usable {
        let why = format!("None of the secrets of {} can be read.", client.name);
        Finding::fail(id, why)
            .cured_by("Create another secret, or bring back the key that they were sealed with.")
            .with_action(Action::OpenApplication(client.id.clone()))
    } else if !client.allows_grant(GrantType::AuthorizationCode) {
        Finding::fail(
            id,
            format!(
                "Nobody can sign in to {}: it may not ask for codes.",
                client.name
            ),
        )
        .cured_by("Use an application of another type, or allow the grant authorization_code.")
        .with_action(Action::OpenApplication(client.id.clone()))
    } else {
        Finding::pass(id, format!("{} is registered and enabled.", client.name))
    };
    Ok((found, Some(client)))
}

/// The application, one that is disabled too, and whether the provider can use it.
async fn find(engine: &Engine, id: ClientId) -> Result<(Option<Client>, bool), Breakdown> {
    let known = || {
        let snapshot = engine.snapshot();
        let known = snapshot.clients.get(&id)?;
        Some(known.client.clone())
    };
    if let Some(client) = known() {
        return Ok((Some(client), true));
    }
    // It may have been made at another node a moment ago.
    engine.look_again().await;
    if let Some(client) = known() {
        return Ok((Some(client), true));
    }
    let wanted = &id;
    let found = engine
        .store
        .read(|mut tx| async move { tx.clients().look(wanted).await });
    // A row that cannot be read is told of where rows are set aside.
    Ok((found.await?.and_then(Result::ok), false))
}

/// Whether its answer may be sent where it asks, as the authorization endpoint finds it.
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
                .cured_by("Register the address that the application sends.")
                .with_action(Action::OpenApplication(client.id.clone()));
        }
        return Finding::skipped(id, "No redirect URI was given.");
    };
    match Callback::address(Some(asked), client) {
        Ok(_) => Finding::pass(id, "The redirect URI is registered."),
        Err(CallbackError::DisabledClient) => Finding::skipped(id, NOT_REACHED),
        Err(
            CallbackError::Mismatch { .. }
            | CallbackError::Missing
            | CallbackError::UnknownClient { .. }
            | CallbackError::Params(_)
            | CallbackError::State(_),
        ) => unregistered(client, asked),
    }
}

/// What is wrong with an address that is not registered. One click registers what may be taken over so,
/// of an application that is changed here.
fn unregistered(client: &Client, asked: &str) -> Finding {
    let diagnosis = diagnose(client, RefusedKind::SignIn, asked);
    let nearest = diagnosis.registered.map_or_else(String::new, |nearest| {
        format!(" The nearest one that is: {nearest}.")
    });
    let why = format!(
        "The redirect URI {asked:?} is not registered for {}.{nearest}",
        client.name
    );
    let application = client.id.clone();
    let action = if diagnosis.is_one_click && client.source == Source::Console {
        let uri = asked.to_owned();
        Action::AddRedirectUri { application, uri }
    } else {
        Action::OpenApplication(application)
    };
    Finding::fail(CheckId::RedirectUri, why)
        .cured_by(diagnosis.advice)
        .with_action(action)
}
