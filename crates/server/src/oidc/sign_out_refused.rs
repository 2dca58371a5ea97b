//! A sign-out that was refused: nothing has ended, and the page says so (OpenID Connect
//! RP-Initiated Logout §4).

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{config::Mode, sign_in::live_session::live_session, snapshot::clients::Registered};
use oidc_core::{client::Client, end_session::EndSessionError, params::ParamsError};
use sign_in_ui::page::{SignOutForm, SignOutProblem, SignOutRefused};

use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        oauth::OAuthRefusal,
        page::{PageError, Shell, page},
        shown_error::ShownError,
    },
    site::csrf,
};

/// What its form is for.
pub(super) const PURPOSE: &str = "sign-out";

/// Why, and at whose request.
pub(super) struct Refused {
    /// Why.
    pub(super) error: EndSessionError,
    /// The client that was named, as far as there is one.
    pub(super) client: Option<Arc<Registered>>,
}

impl From<EndSessionError> for Refused {
    fn from(error: EndSessionError) -> Self {
        let client = None;
        Self { error, client }
    }
}

impl From<ParamsError> for Refused {
    fn from(error: ParamsError) -> Self {
        EndSessionError::from(error).into()
    }
}

impl Refused {
    /// A page for people, JSON for the rest.
    pub(super) async fn respond(self, app: &App, visit: &Visit) -> Response {
        let refusal = OAuthRefusal::new(&self.error);
        if !visit.prefers_html() {
            return refusal.with_status(StatusCode::BAD_REQUEST).into_response();
        }
        let client = self.client.as_ref().map(|known| &known.client);
        let client = client.filter(|client| !client.disabled);
        let shell = Shell {
            application: client.map(|client| client.name.as_str()),
            ..Shell::default()
        };
        match self.model(app, visit, client).await {
            Ok(model) => {
                let shown = ShownError {
                    error: "sign-out-refused",
                    status: StatusCode::BAD_REQUEST,
                    client: client.map(|client| &client.id),
                    cause: Some(self.error.to_string()),
                };
                shown.note(app, visit);
                page(app, visit, shell, StatusCode::BAD_REQUEST, &model)
            }
            Err(internal) => PageError::internal(&internal).respond(app, visit, shell),
        }
    }

    async fn model(
        &self,
        app: &App,
        visit: &Visit,
        client: Option<&Client>,
    ) -> Result<SignOutRefused, Internal> {
        // Whoever presses the button answers our question, and goes to no address but ours (T-61).
        let form = live_session(app, visit.session(app))
            .await?
            .map(|(token, _)| SignOutForm {
                action: app.urls.path("/oidc/session/end/confirm"),
                csrf: csrf::token(app, token.expose(), PURPOSE),
                client_id: client.map(|client| client.id.to_string()),
            });
        Ok(SignOutRefused {
            kind: problem(&self.error),
            form,
            home_href: client.and_then(Client::home).map(String::from),
            hint: self.hint().filter(|_| app.config.mode == Mode::Development),
            reference: visit.reference.clone(),
        })
    }

    fn hint(&self) -> Option<String> {
        match &self.error {
            EndSessionError::Mismatch { requested } => Some(requested.clone()),
            _ => None,
        }
    }
}

const fn problem(error: &EndSessionError) -> SignOutProblem {
    match error {
        EndSessionError::Params(_) | EndSessionError::State(_) => SignOutProblem::Request,
        EndSessionError::IdTokenHint | EndSessionError::TwoClients => SignOutProblem::Hint,
        EndSessionError::UnknownClient => SignOutProblem::Client,
        EndSessionError::Mismatch { .. } => SignOutProblem::Address,
    }
}
