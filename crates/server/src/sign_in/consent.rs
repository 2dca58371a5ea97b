//! The page that asks whether somebody else's application may have what it asks for.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{
    failure::Failure,
    sign_in::{
        agree::{agree, decline},
        issue_code::{Asked, SignedIn},
        resume::Resumed,
        standing::standing,
    },
};
use oidc_core::{
    authorize::error::AuthorizeError, catalog::Catalog, client::ClientKind, consent::Consent,
    interaction::next_step::Step, redirect_uri::destination::Destination,
};
use sign_in_ui::page::{self, ConsentDestination, ConsentGroup, ConsentLine};
use store::Finished;

use super::{
    form::{self, Submitted},
    select_account::readable,
};
use crate::{
    app::App,
    extract::visit::Visit,
    oidc::resume,
    respond::{page::page, step},
    site::flow::{CONSENT, Flow, SELECT_ACCOUNT},
};

/// `GET /consent`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let (flow, signed_in) = match form::load_signed_in(&app, &visit).await {
        Ok(loaded) => loaded,
        Err(response) => return response,
    };
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match standing(&app, interaction, client, signed_in.as_ref()).await {
        Ok(Step::Consent(asked)) => match signed_in {
            Some(signed_in) => show(&app, &visit, &flow, &signed_in, &asked),
            None => step::go(&app, &visit, &flow, Step::Identify),
        },
        Ok(step) => step::go(&app, &visit, &flow, step),
        Err(breakdown) => form::broken(&app, &visit, breakdown),
    }
}

/// `POST /consent`: *Allow* or *Cancel*. Whatever else is sent leads back to the question.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let (submitted, signed_in) = match form::read_signed_in(&app, &visit, &body).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let Submitted { flow, form } = &submitted;
    // The answer counts for whoever was asked.
    let asked = signed_in.filter(|s| form.first("account") == Some(s.user.id.as_str()));
    let shown = form.first("shown").map(str::parse::<Consent>);
    match (asked, form.first("decision"), shown) {
        (Some(signed_in), Some("allow"), Some(Ok(shown))) => {
            allow(&app, &visit, flow, &signed_in, shown).await
        }
        (Some(signed_in), Some("cancel"), _) => cancel(&app, &visit, flow, &signed_in).await,
        _ => step::go(&app, &visit, flow, Step::Done),
    }
}

async fn allow(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    signed_in: &SignedIn,
    shown: Consent,
) -> Response {
    let callback = match resume::way_back(app, visit, flow) {
        Ok(callback) => callback,
        Err(response) => return *response,
    };
    let visitor = visit.visitor(app, flow.interaction.id);
    let asked = Asked {
        client: &flow.client.client,
        request: flow.request(),
        callback: &callback,
        said: None,
    };
    let answered = (&flow.interaction, asked);
    match agree(app, &visitor, answered, Some(signed_in), shown).await {
        Ok(resumed) => resume::answer(app, visit, flow, resumed),
        Err(breakdown) => form::broken(app, visit, breakdown),
    }
}

/// The client is told that access is denied (RFC 6749 §4.1.2.1).
async fn cancel(app: &App, visit: &Visit, flow: &Flow, signed_in: &SignedIn) -> Response {
    let callback = match resume::way_back(app, visit, flow) {
        Ok(callback) => callback,
        Err(response) => return *response,
    };
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match standing(app, interaction, client, Some(signed_in)).await {
        // It may have been agreed to in another tab meanwhile: this answer is no all the same.
        Ok(Step::Consent(_)) => {}
        Ok(Step::Done) if client.third_party => {}
        Ok(step) => return step::go(app, visit, flow, step),
        Err(breakdown) => return form::broken(app, visit, breakdown),
    }
    let visitor = visit.visitor(app, interaction.id);
    let answer = callback.refuse(&AuthorizeError::AccessDenied, &app.urls.issuer());
    let finished = match decline(app, &visitor, interaction, (client, signed_in)).await {
        Ok(finished) => finished,
        Err(Failure::Refused(never)) => match never {},
        Err(Failure::Broken(breakdown)) => return form::broken(app, visit, breakdown),
    };
    let resumed = match finished {
        Finished::Last => Resumed::To {
            answer,
            is_last: true,
        },
        Finished::OneOfSeveral => Resumed::To {
            answer,
            is_last: false,
        },
        Finished::Before => Resumed::Before,
        Finished::SignedOut => Resumed::Pending(Step::Identify),
    };
    resume::answer(app, visit, flow, resumed)
}

fn show(app: &App, visit: &Visit, flow: &Flow, signed_in: &SignedIn, asked: &Consent) -> Response {
    let model = page::Consent {
        action: app.urls.path(CONSENT),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        account: signed_in.user.id.to_string(),
        shown: asked.to_string(),
        application: flow.client.client.name.clone(),
        email: readable(&signed_in.user),
        groups: groups(asked, &app.snapshot().access.catalog),
        destination: destination(&flow.request().redirect_uri, flow.client.client.kind),
        switch_action: app.urls.path(SELECT_ACCOUNT),
    };
    page(app, visit, flow.shell(), StatusCode::OK, &model)
}

/// What of the account itself is asked for, and then of each API, in the words it was registered
/// with.
fn groups(asked: &Consent, catalog: &Catalog) -> Vec<ConsentGroup> {
    let own = ConsentGroup {
        title: None,
        lines: asked
            .scope
            .iter()
            .filter_map(ConsentLine::of_scope)
            .collect(),
    };
    let of_resources = asked.resources.iter().map(|(id, scope)| {
        let api = catalog.by_id(id);
        let described = |name: &str| {
            let mut scopes = api.into_iter().flat_map(|api| &api.scopes);
            let known = scopes.find(|known| known.name == name);
            let text = known.and_then(|known| known.description.clone());
            ConsentLine::Text {
                text: text.unwrap_or_else(|| name.to_owned()),
            }
        };
        let title = api.map(|api| api.resource.name.clone());
        ConsentGroup {
            title: Some(title.unwrap_or_else(|| id.clone())),
            lines: scope.iter().map(described).collect(),
        }
    });
    let own = Some(own).filter(|own| !own.lines.is_empty());
    own.into_iter().chain(of_resources).collect()
}

fn destination(redirect_uri: &str, kind: ClientKind) -> ConsentDestination {
    match Destination::of(redirect_uri, kind) {
        Destination::Site(name) => ConsentDestination::Site { name },
        Destination::Scheme(name) => ConsentDestination::Scheme { name },
        Destination::Device => ConsentDestination::Device,
        Destination::Local(name) => ConsentDestination::Local { name },
    }
}
