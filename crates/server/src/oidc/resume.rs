//! Back from the pages: asks the same question as the authorization endpoint, with what was proven
//! in between.

use axum::{
    extract::{Path, State},
    response::Response,
};
use oidc_core::{
    authorize::callback::Callback,
    interaction::{
        Demand, Interaction,
        next_step::{Situation, Step, next_step},
    },
};

use super::grant_code::{self, Asked, Issued};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        cookie::{self, CookieKind},
        holder,
        internal::Internal,
        page::{PageError, Shell, start_again},
        redirect::see_other,
        refused_request::RefusedRequest,
    },
    sign_in::{
        flow::{self, Stale},
        progress,
    },
};

/// `GET /oidc/auth/{flow}`.
pub async fn get(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match resume(&app, &visit, &id).await {
        Ok(response) => response,
        Err(internal) => PageError::internal(&internal).respond(&app, &visit, Shell::default()),
    }
}

async fn resume(app: &App, visit: &Visit, id: &str) -> Result<Response, Internal> {
    let flow = match flow::find(app, visit, Some(id)).await? {
        Ok(flow) => flow,
        Err(Stale(client)) => {
            let client = client.as_ref().map(|known| &known.client);
            return Ok(start_again(app, visit, client));
        }
    };
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    let request = flow.request();
    // The client as it is now: what was taken from it since the request came gets no answer (T-05).
    let callback = match Callback::again(request, client) {
        Ok(callback) => callback,
        Err(error) => {
            return Ok(RefusedRequest::without_callback(client, error).respond(app, visit));
        }
    };
    if let Err(error) = request.still_allowed(client) {
        return Ok(see_other(&callback.refuse(&error, &app.urls.issuer())));
    }
    let now = app.clock.now();
    let signed_in = grant_code::signed_in(app, visit, &request.client_id, now).await?;
    let situation = Situation {
        demand: &Demand::of(request, client),
        experience: &app.snapshot().experience,
        event: interaction.event,
        held: None,
        session: signed_in.as_ref().map(|s| (&s.session, &s.user)),
        completed: interaction.session_id,
        now,
    };
    let step = next_step(&situation, &mut ());
    if let (Step::Done, Some(signed_in)) = (&step, &signed_in) {
        let asked = Asked {
            client,
            request,
            callback: &callback,
        };
        let issued = grant_code::issue(app, asked, signed_in, Some(interaction.id));
        return Ok(match issued.await? {
            Issued::To(location) => leave(app, visit, interaction, &location),
            Issued::Last(location) => {
                let mut response = leave(app, visit, interaction, &location);
                cookie::clear(&mut response, &app.urls, CookieKind::Browser);
                response
            }
            Issued::Before => start_again(app, visit, Some(client)),
            Issued::SignedOut => progress::go(app, visit, &flow, Step::Identify),
        });
    }
    Ok(progress::go(app, visit, &flow, step))
}

/// Back to the client; what this flow kept in the browser ends with it.
fn leave(app: &App, visit: &Visit, interaction: &Interaction, location: &str) -> Response {
    let mut response = see_other(location);
    holder::end(&mut response, app, visit, interaction.id);
    response
}
