//! Back from the pages: asks the same question as the authorization endpoint, with what was proven
//! in between.

use axum::{
    extract::{Path, State},
    response::Response,
};
use oidc_core::{
    authorize::callback::Callback,
    interaction::{
        Interaction,
        next_step::{Step, next_step},
    },
};

use super::grant_code::{self, Issued};
use crate::{
    account::proof,
    app::App,
    extract::visit::Visit,
    respond::{
        cookie::{self, CookieKind},
        internal::Internal,
        page::{PageError, Shell, start_again},
        redirect::see_other,
    },
    sign_in::flow::{self, Flow, Stale},
};

/// `GET /oidc/auth/{flow}`.
pub async fn get(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match resume(&app, &visit, &id).await {
        Ok(response) => response,
        Err(internal) => PageError::internal(&internal).respond(&app, &visit, Shell::default()),
    }
}

async fn resume(app: &App, visit: &Visit, id: &str) -> Result<Response, Internal> {
    let (interaction, client) = match flow::find(app, visit, Some(id)).await? {
        Ok(Flow {
            interaction,
            client,
        }) => (interaction, client),
        Err(Stale(client)) => {
            let client = client.as_ref().map(|known| &known.client);
            return Ok(start_again(app, visit, client));
        }
    };
    let now = app.clock.now();
    let request = &interaction.request;
    let signed_in = grant_code::signed_in(app, visit, &request.client_id, now).await?;
    // What was proven in this interaction counts for the browser that holds the new session only:
    // a cookie planted before sign-in gains nothing (T-40).
    let proven = interaction.session_id;
    let signed_in = signed_in.filter(|s| proven.is_none_or(|id| id == s.session.id));
    let standing = signed_in.as_ref().map(|s| (&s.session, &s.user));
    match (next_step(request, standing, proven, now), &signed_in) {
        (Step::Done, Some(signed_in)) => {
            let flow = Some(interaction.id);
            let issued = grant_code::issue(app, &client, request, signed_in, flow).await?;
            Ok(match issued {
                Issued::To(location) => leave(app, visit, &interaction, &location),
                Issued::Last(location) => {
                    let mut response = leave(app, visit, &interaction, &location);
                    cookie::clear(&mut response, &app.urls, CookieKind::Browser);
                    response
                }
                Issued::Before => start_again(app, visit, Some(&client.client)),
                Issued::SignedOut => see_other(&flow::first_page(app, &interaction)),
            })
        }
        (Step::Refuse(error), _) => {
            let callback = Callback::from_request(request);
            Ok(see_other(&callback.refuse(&error, &app.urls.issuer())))
        }
        (Step::SignIn | Step::Done, _) => Ok(see_other(&flow::first_page(app, &interaction))),
    }
}

/// Back to the client; what this flow kept in the browser ends with it.
fn leave(app: &App, visit: &Visit, interaction: &Interaction, location: &str) -> Response {
    let mut response = see_other(location);
    proof::end(&mut response, app, visit, interaction.id);
    response
}
