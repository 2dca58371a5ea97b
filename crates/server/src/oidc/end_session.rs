//! Signing out at the client's wish (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Logto's SDKs send nothing but `client_id`, so that alone ends the session without a question
//! when the client has a grant in it; whatever else comes is asked about first (T-61, ADR 0004).

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use engine::sign_in::{
    live_session::live_session,
    sign_out::{Frames, sign_out},
};
use oidc_core::{
    client::Client,
    end_session::{self, ClientPart, EndSession, EndSessionError},
    error::ErrorCode,
    id::ClientId,
    milestone::Milestone,
    opaque::Opaque,
    params::Params,
    refused_redirect::RefusedKind,
    session::Session,
};
use sign_in_ui::page::{ConfirmSignOut, ErrorKind};

use super::{
    sign_out_refused::{PURPOSE, Refused},
    signed_out::framed,
};
use crate::{
    app::App,
    extract::{
        hint,
        posted::{Known, NotRepeatable, as_query},
        visit::Visit,
    },
    respond::{
        cookie::{self, CookieKind},
        internal::Internal,
        oauth::OAuthRefusal,
        page::{PageError, Shell, page},
        redirect::see_other,
    },
    site::csrf,
};

/// `GET /oidc/session/end`.
pub async fn get(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Response {
    let read = async {
        let params = Params::parse(&query.unwrap_or_default())?;
        Ok::<_, Refused>((Asked::read(&app, &params).await?, params))
    };
    let (asked, params) = match read.await {
        Ok(read) => read,
        Err(refused) => return refused.respond(&app, &visit).await,
    };
    match decide(&app, &visit, &params, &asked).await {
        Ok(response) => response,
        Err(internal) => PageError::internal(&internal).respond(&app, &visit, asked.shell()),
    }
}

/// What a request by POST may hold that is read here.
const POSTED: Known = Known {
    plain: &[
        "client_id",
        "post_logout_redirect_uri",
        "state",
        "ui_locales",
        "lang",
    ],
    named: &[],
};

/// `POST /oidc/session/end`: sent back to the same request by GET. It comes from another site, so
/// the session's cookie, marked `SameSite=Lax`, did not travel with it; answered at once, the
/// browser would lose the cookie of a session that goes on, and without the question (T-61).
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match as_query(&app, POSTED, query.as_deref(), &headers, &body).await {
        Ok(query) => see_other(&format!("{}?{query}", app.urls.path("/oidc/session/end"))),
        Err(NotRepeatable::TooLarge) => {
            PageError::too_large().respond(&app, &visit, Shell::default())
        }
        Err(NotRepeatable::Malformed) => {
            // Who is signed in is not known here: the cookie stayed at home.
            if visit.prefers_html() {
                let error = PageError::new(ErrorKind::InvalidRequest, StatusCode::BAD_REQUEST);
                return error.respond(&app, &visit, Shell::default());
            }
            OAuthRefusal::of(ErrorCode::InvalidRequest).into_response()
        }
    }
}

/// What the request asks for, once client, hint and return address agree.
struct Asked {
    end: EndSession,
    client: Option<Client>,
}

impl Asked {
    async fn read(app: &App, params: &Params) -> Result<Self, Refused> {
        let hint = match params.first(hint::NAME) {
            Some(hint) => hint::read(app, hint).await,
            None => None,
        };
        let snapshot = app.snapshot();
        let named = end_session::client_id(params, hint.as_ref())?;
        let known = named.and_then(|id| snapshot.clients.get(&id));
        let client = known.map(|known| known.client.clone());
        match EndSession::check(params, client.as_ref(), hint.as_ref()) {
            Ok(end) => Ok(Self { end, client }),
            Err(error) => {
                if let (EndSessionError::Mismatch { requested }, Some(client)) = (&error, &client) {
                    let (kind, now) = (RefusedKind::SignOut, app.clock.now());
                    app.refused_redirects.note(client, kind, requested, now);
                }
                Err(Refused {
                    error,
                    client: known.cloned(),
                })
            }
        }
    }

    fn shell(&self) -> Shell<'_> {
        let application = self.client.as_ref().map(|client| client.name.as_str());
        Shell {
            application,
            ..Shell::default()
        }
    }

    /// What the question carries along. The client stands there by its name, whoever named it: of a
    /// hint nothing else matters to the answer, and what stands for a posted one may be over by then.
    fn carried(&self, params: &Params) -> Vec<(String, String)> {
        let client = self.end.client_id.as_ref().map(ToString::to_string);
        let own = |name| params.first(name).map(str::to_owned);
        let carried = [
            ("client_id", client),
            ("post_logout_redirect_uri", own("post_logout_redirect_uri")),
            ("state", own("state")),
        ];
        let carried = carried.into_iter();
        carried
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// Where the browser goes in the end: the registered address, or our own page.
    fn destination(&self, app: &App) -> String {
        if let Some(address) = self.end.redirect() {
            return address;
        }
        let page = app.urls.path("/oidc/session/end/success");
        match &self.client {
            Some(client) => format!("{page}?app_id={}", client.id),
            None => page,
        }
    }
}

async fn decide(
    app: &App,
    visit: &Visit,
    params: &Params,
    asked: &Asked,
) -> Result<Response, Internal> {
    let Some((token, session)) = live_session(app, visit.session(app)).await? else {
        return Ok(leave(app, visit, asked, &Frames::new()));
    };
    let part = match &asked.client {
        Some(client) => part(app, &session, &client.id).await?,
        None => ClientPart::None,
    };
    if asked.end.needs_question(Some((&session.user_id, part))) {
        // The client has no part any more in a session that it left a moment ago: a second press of
        // the same button is no reason to ask.
        if live_session(app, visit.session(app)).await?.is_none() {
            return Ok(leave(app, visit, asked, &Frames::new()));
        }
        let question = ConfirmSignOut {
            action: app.urls.path("/oidc/session/end/confirm"),
            csrf: csrf::token(app, token.expose(), PURPOSE),
            hidden: asked.carried(params),
            stay_href: asked
                .client
                .as_ref()
                .and_then(Client::home)
                .map(String::from),
        };
        return Ok(page(app, visit, asked.shell(), StatusCode::OK, &question));
    }
    let frames = end(app, visit, &session, asked).await?;
    Ok(leave(app, visit, asked, &frames))
}

/// `POST /oidc/session/end/confirm`: the answer to our question.
pub async fn confirm(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let form = std::str::from_utf8(&body)
        .ok()
        .and_then(|text| Params::parse(text).ok());
    let form = form.unwrap_or_default();
    let session = visit.session(&app);
    let cookie = session.as_ref().map(Opaque::expose);
    if let Err(why) = csrf::check(&app, &visit, &form, cookie, PURPOSE) {
        return PageError::forged(&app, &why).respond(&app, &visit, Shell::default());
    }
    let asked = match Asked::read(&app, &form).await {
        Ok(asked) => asked,
        Err(refused) => return refused.respond(&app, &visit).await,
    };
    let ended = async {
        let mut frames = Frames::new();
        if let Some((_, session)) = live_session(&app, visit.session(&app)).await? {
            frames = end(&app, &visit, &session, &asked).await?;
        }
        Ok::<_, Internal>(leave(&app, &visit, &asked, &frames))
    };
    match ended.await {
        Ok(response) => response,
        Err(internal) => PageError::internal(&internal).respond(&app, &visit, asked.shell()),
    }
}

/// Ends the session, at the wish of a client if one is named.
async fn end(
    app: &App,
    visit: &Visit,
    session: &Session,
    asked: &Asked,
) -> Result<Frames, Internal> {
    let client = asked.end.client_id.as_ref();
    let frames = sign_out(app, session, client, visit.context(None)).await?;
    if let Some(client) = &asked.client {
        let (milestone, now) = (Milestone::FirstSignOut, app.clock.now());
        app.milestones.note(client, milestone, now);
    }
    Ok(frames)
}

/// The cookie is taken back only from a browser that sent it: a form from another site comes
/// without it, and must not take it away.
fn leave(app: &App, visit: &Visit, asked: &Asked, frames: &Frames) -> Response {
    let mut response = if frames.is_empty() {
        see_other(&asked.destination(app))
    } else {
        let (client, redirect) = (asked.client.as_ref(), asked.end.redirect());
        framed(app, visit, client, frames, redirect)
    };
    if visit.has(app, CookieKind::Session) {
        cookie::clear(&mut response, &app.urls, CookieKind::Session);
    }
    response
}

async fn part(app: &App, session: &Session, client: &ClientId) -> Result<ClientPart, Internal> {
    let sid = app
        .store
        .read(|mut tx| async move { tx.sessions().sid_of(&session.id, client).await })
        .await?;
    Ok(sid.map_or(ClientPart::None, ClientPart::Joined))
}
