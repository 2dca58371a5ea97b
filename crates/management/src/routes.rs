//! Every address of the API, on one screen.

use axum::{middleware, routing::MethodRouter};
use engine::Engine;

use crate::{
    administrators, applications,
    authorize::authorize,
    mail, openapi, resources, roles, sign_in_experience, sign_ins,
    state::Management,
    users, well_known,
    wire::{etag, route::Described},
};

/// An address with the methods it has.
#[derive(Debug)]
pub struct Route {
    /// Below [`crate::state::PLACE`]; `{id}` stands for any one segment.
    pub path: String,
    /// Its methods.
    pub methods: MethodRouter,
}

/// What needs a token.
fn guarded() -> Vec<Described> {
    let nouns = [
        administrators::routes(),
        applications::routes(),
        resources::routes(),
        roles::routes(),
        sign_in_experience::routes(),
        sign_ins::routes(),
        mail::routes(),
        users::routes(),
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
    let document = document(engine.config.endpoint());
    let api = Management::new(engine, document);
    let authorized = middleware::from_fn_with_state(api.clone(), authorize);
    let guarded = guarded().into_iter();
    let guarded =
        guarded.map(|(_, paths, methods)| (paths, methods.route_layer(authorized.clone())));
    let open = open()
        .into_iter()
        .map(|(_, paths, methods)| (paths, methods));
    let all = guarded.chain(open).flat_map(|(paths, methods)| {
        let tagged = methods.route_layer(middleware::from_fn(etag::tag));
        let methods = tagged.with_state(api.clone());
        let paths = paths.paths.into_keys();
        paths.map(move |path| Route {
            path,
            methods: methods.clone(),
        })
    });
    all.collect()
}
