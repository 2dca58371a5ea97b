//! Every address of the API, on one screen.

use axum::{middleware, routing::MethodRouter};
use engine::Engine;

use crate::{
    administrators, applications,
    authorize::{Gate, authorize},
    connectors, dashboard, email_templates, events, explain, french, impact, logs, mail, openapi,
    resources, roles, sign_in_experience, sign_ins,
    state::Management,
    users, verification_codes, well_known,
    wire::{etag, route::Described},
};

/// An address with the methods it has.
#[derive(Debug)]
pub struct Route {
    /// Below [`crate::state::PLACE`]; `{id}` stands for any one segment.
    pub path: String,
    /// Its methods.
    pub methods: MethodRouter,
    /// The largest body that is read, in octets.
    pub largest_body: usize,
}

/// The largest body of most calls.
const LARGEST: usize = 64 * 1024;

/// Where whole mails are written, in every language and for every purpose.
const WITH_MAILS: [&str; 3] = ["/connectors", "/email-templates", "/signet/connectors"];

/// The largest body there.
const LARGEST_WITH_MAILS: usize = 1024 * 1024;

fn largest_body(path: &str) -> usize {
    if WITH_MAILS.iter().any(|place| path.starts_with(place)) {
        LARGEST_WITH_MAILS
    } else {
        LARGEST
    }
}

/// What needs a token.
fn guarded() -> Vec<Described> {
    let nouns = [
        administrators::routes(),
        applications::routes(),
        connectors::routes(),
        email_templates::routes(),
        dashboard::routes(),
        events::routes(),
        logs::routes(),
        explain::routes(),
        impact::routes(),
        resources::routes(),
        roles::routes(),
        sign_in_experience::routes(),
        sign_ins::routes(),
        mail::routes(),
        users::routes(),
        verification_codes::routes(),
    ];
    nouns.into_iter().flatten().collect()
}

/// What anybody may read.
fn open() -> Vec<Described> {
    let mut open = well_known::routes();
    open.push(openapi::route());
    open
}

/// The description of the API at this address, as JSON.
pub fn document(endpoint: &str) -> String {
    let mut described = guarded();
    described.extend(open());
    openapi::document(endpoint, described)
}

/// Every address, over these use cases.
pub fn all(engine: Engine) -> Vec<Route> {
    french::prepare();
    let api = Management::new(engine, document);
    let tagging = middleware::from_fn_with_state(api.clone(), etag::tag);
    let guarded = guarded().into_iter().map(|(_, paths, methods)| {
        let gate = Gate::before(api.clone(), &paths);
        let authorized = middleware::from_fn_with_state(gate, authorize);
        (paths, methods.route_layer(authorized))
    });
    let open = open()
        .into_iter()
        .map(|(_, paths, methods)| (paths, methods));
    let all = guarded.chain(open).flat_map(|(paths, methods)| {
        let tagged = methods.route_layer(tagging.clone());
        let methods = tagged.with_state(api.clone());
        let paths = paths.paths.into_keys();
        paths.map(move |path| Route {
            largest_body: largest_body(&path),
            path,
            methods: methods.clone(),
        })
    });
    all.collect()
}
