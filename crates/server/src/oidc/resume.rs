//! Back from the pages: asks the same question as the authorization endpoint, with what was proven
//! in between.

use axum::{
    extract::{Path, State},
    response::Response,
};
use engine::sign_in::resume::{self, Resumed};
use oidc_core::authorize::callback::Callback;

use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        answer::answer,
        cookie::{self, CookieKind},
        holder,
        internal::Internal,
        page::{PageError, Shell, start_again},
        refused_request::RefusedRequest,
        step,
    },
    site::flow::{self, Stale},
};

/// `GET /oidc/auth/{flow}`.
pub async fn get(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match go_on(&app, &visit, &id).await {
        Ok(response) => response,
        Err(internal) => PageError::internal(&internal).respond(&app, &visit, Shell::default()),
    }
}

async fn go_on(app: &App, visit: &Visit, id: &str) -> Result<Response, Internal> {
    let (found, signed_in) = flow::find_with_session(app, visit, id).await?;
    let flow = match found {
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
        let refusal = callback.refuse(&error, &app.urls.issuer());
        return Ok(answer(app, visit, flow.shell(), refusal));
    }
    let resumed = resume::resume(app, interaction, client, &callback, signed_in.as_ref());
    Ok(match resumed.await? {
        Resumed::To {
            answer: code,
            is_last,
        } => {
            // Back to the client; what this flow kept in the browser ends with it.
            let mut response = answer(app, visit, flow.shell(), code);
            holder::end(&mut response, app, visit, interaction.id);
            if is_last {
                cookie::clear(&mut response, &app.urls, CookieKind::Browser);
            }
            response
        }
        Resumed::Before => start_again(app, visit, Some(client)),
        Resumed::Pending(step) => step::go(app, visit, &flow, step),
    })
}
