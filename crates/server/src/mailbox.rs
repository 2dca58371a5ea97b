//! `/dev/mailbox`: the mails that development does not send.
//!
//! It exists only in development, under a loopback `public_url`, on loopback listeners
//! (`Settings::shows_mailbox`); anywhere else there is no such route. A page of a stranger whose
//! name has been pointed at this machine (DNS rebinding) comes with its own `Host` and gets
//! nothing.

use axum::{
    Json, Router,
    extract::{Query, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use engine::mail::{compose::compose, letter::Letter};
use oidc_core::{
    account::email::EmailAddress,
    time::{Lifetime, Timestamp},
};
use serde::{Deserialize, Serialize};
use sign_in_ui::{
    MailboxMessage,
    page::{ErrorKind, Mailbox},
};
use store::{Delivery, DeliveryKind, StoreError};

use crate::{
    app::App,
    door::Door,
    extract::visit::Visit,
    layer::client_ip::Peer,
    respond::{
        internal::Internal,
        page::{Html, PageError, Shell, page, with_mail_styles},
    },
    urls::is_loopback_host,
};

/// As long as the deliveries keep the text.
const KEPT: Lifetime = Lifetime::days(1);
const MOST: u32 = 200;

/// The routes, or none of them.
pub fn router(app: &App) -> Router<App> {
    if !app.config.shows_mailbox() {
        return Router::new();
    }
    let near = middleware::from_fn(from_this_machine_only);
    Door::<Html>::new(app, None)
        .free("/dev/mailbox", get(show).layer(near.clone()))
        .free("/dev/mailbox/messages", get(list).layer(near))
        .open()
}

async fn from_this_machine_only(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>();
    let near = peer.is_none_or(|peer| peer.0.ip().to_canonical().is_loopback());
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let ours = host.is_some_and(|host| is_loopback_host(without_port(host)));
    if near && ours {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// One mail, as scripts and tests read it. The names stay.
#[derive(Serialize)]
struct Message {
    id: String,
    to: String,
    from: String,
    subject: String,
    text: String,
    html: String,
    code: Option<String>,
    usage_type: &'static str,
    created_at: i64,
}

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
}

async fn list(State(app): State<App>, Query(wanted): Query<Wanted>) -> Response {
    // Compared as addresses, so that a test may ask as it typed.
    let to = wanted.to.map(|text| {
        text.parse::<EmailAddress>()
            .map_or(text, |address| address.as_str().to_owned())
    });
    match messages(&app).await {
        Ok(messages) => {
            let found: Vec<Message> = messages
                .into_iter()
                .filter(|message| to.as_ref().is_none_or(|to| *to == message.to))
                .collect();
            ([(header::CACHE_CONTROL, "no-store")], Json(found)).into_response()
        }
        Err(error) => Internal::from(error).into_response(),
    }
}

async fn show(State(app): State<App>, visit: Visit) -> Response {
    let shell = Shell::default();
    match messages(&app).await {
        Ok(messages) => {
            let mailbox = Mailbox {
                messages: messages.into_iter().map(shown).collect(),
                json_href: app.urls.path("/dev/mailbox/messages"),
            };
            with_mail_styles(page(&app, &visit, shell, StatusCode::OK, &mailbox))
        }
        Err(error) => {
            tracing::error!(%error, "the mailbox cannot be read");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            PageError::new(ErrorKind::Internal, status).respond(&app, &visit, shell)
        }
    }
}

fn shown(message: Message) -> MailboxMessage {
    MailboxMessage {
        time: time_of_day(message.created_at),
        id: message.id,
        to: message.to,
        from: message.from,
        subject: message.subject,
        text: message.text,
        html: message.html,
        code: message.code,
    }
}

/// `12:04:31 UTC`.
fn time_of_day(millis: i64) -> String {
    let seconds = millis.div_euclid(1_000).rem_euclid(86_400);
    format!(
        "{:02}:{:02}:{:02} UTC",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Newest first. A mail that cannot be read (its key is gone) is left out.
async fn messages(app: &App) -> Result<Vec<Message>, StoreError> {
    let since = app.clock.now().minus(KEPT);
    let mails = app
        .store
        .read(|mut tx| async move {
            let mail = DeliveryKind::Mail;
            tx.deliveries().recent_sent(mail, since, MOST).await
        })
        .await?;
    Ok(mails.iter().filter_map(|mail| read(app, mail)).collect())
}

fn read(app: &App, mail: &Delivery) -> Option<Message> {
    let letter = Letter::unseal(mail, &app.secrets.sealing).ok()?;
    let composed = compose(app, mail).ok()?;
    let connector = app.snapshot().connector.first()?.clone();
    let content = connector.preview(&composed).unwrap_or(composed.built_in);
    Some(Message {
        id: mail.id.to_string(),
        to: letter.to.as_str().to_owned(),
        from: connector.from_address().unwrap_or_default().to_owned(),
        subject: content.subject,
        text: content.text,
        html: content.html,
        code: Some(letter.code.expose().clone()),
        usage_type: letter.usage_type.as_str(),
        created_at: Timestamp::as_millis(mail.created_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port() {
        for (host, name) in [
            ("localhost:3001", "localhost"),
            ("localhost", "localhost"),
            ("[::1]:3001", "[::1]"),
            ("[::1]", "[::1]"),
            ("rebound.example:3001", "rebound.example"),
        ] {
            assert_eq!(without_port(host), name);
        }
    }

    #[test]
    fn the_time_of_a_mail_is_written_out() {
        assert_eq!(time_of_day(1_700_000_000_000), "22:13:20 UTC");
    }
}
