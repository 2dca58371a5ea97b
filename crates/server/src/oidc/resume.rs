//! Back from the pages: asks the same question as the authorization endpoint, with what was proven
//! in between.

use axum::{
    extract::{Path, State},
    response::Response,
};
use engine::sign_in::resume::{self, Resumed};
use oidc_core::authorize::{answer::Answer, callback::Callback};

use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        answer::answer as reply,
        cookie::{self, CookieKind},
        holder,
        internal::Internal,
        page::{PageError, Shell, start_again},
        refused_request::RefusedRequest,
        step,
    },
    site::flow::{self, Flow, Stale},
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
    let callback = match way_back(app, visit, &flow) {
        Ok(callback) => callback,
        Err(response) => return Ok(*response),
    };
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    let resumed = resume::resume(app, interaction, client, &callback, signed_in.as_ref());
    Ok(answer(app, visit, &flow, resumed.await?))
}

/// Where the answer of a flow goes, if its client, as it is now, may still have one: what was taken
/// from it since the request came gets none (T-05).
pub fn way_back(app: &App, visit: &Visit, flow: &Flow) -> Result<Callback, Box<Response>> {
    let (request, client) = (flow.request(), &flow.client.client);
    let callback = Callback::again(request, client)
        .map_err(|error| RefusedRequest::without_callback(client, error).respond(app, visit))
        .map_err(Box::new)?;
    match request.still_allowed(client) {
        Ok(()) => Ok(callback),
        Err(error) => {
            let refusal = callback.refuse(&error, &app.urls.issuer());
            Err(Box::new(reply(app, visit, flow.shell(), refusal)))
        }
    }
}

/// The answer to a flow that goes on, or has come to its end.
pub fn answer(app: &App, visit: &Visit, flow: &Flow, resumed: Resumed) -> Response {
    match resumed {
        Resumed::To { answer, is_last } => leave(app, visit, flow, answer, is_last),
        Resumed::Before => start_again(app, visit, Some(&flow.client.client)),
        Resumed::Pending(step) => step::go(app, visit, flow, step),
    }
}

/// Back to the client; what this flow kept in the browser ends with it.
pub fn leave(app: &App, visit: &Visit, flow: &Flow, code: Answer, is_last: bool) -> Response {
    let mut response = reply(app, visit, flow.shell(), code);
    holder::end(&mut response, app, visit, flow.interaction.id);
    if is_last {
        cookie::clear(&mut response, &app.urls, CookieKind::Browser);
    }
    response
}
