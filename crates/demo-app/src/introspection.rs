//! The other way to judge an access token: asking the provider (RFC 7662).

use openidconnect::{
    AccessToken, ClientId, ClientSecret, TokenIntrospectionResponse,
    core::{CoreClient, CoreTokenIntrospectionResponse},
};

use crate::{
    call::Told,
    config::Api,
    journal::{Step, StepKind},
    moment::Moment,
    provider::Provider,
};

/// Asks as the API, which is a client of its own: an application cannot ask about its tokens for
/// others.
pub(crate) async fn ask(
    provider: &Provider,
    api: &Api,
    token: &str,
    steps: &mut Vec<Step>,
    now: i64,
) -> Told {
    let request = Step::new(StepKind::IntrospectionRequest, now);
    let Ok(discovered) = provider.discover().await else {
        steps.push(request.failed("no answer"));
        return Told::Nothing;
    };
    let Some(url) = discovered.introspection.clone() else {
        steps.push(request.failed("the provider has no introspection endpoint"));
        return Told::Nothing;
    };
    let request = Step::request(StepKind::IntrospectionRequest, now, "POST", url.url());
    steps.push(
        request
            .fact(
                "authorization",
                &format!("Basic ({}, ••••••)", api.client_id),
            )
            .fact("token", token),
    );
    let (issuer, keys) = (discovered.issuer.clone(), discovered.keys.clone());
    let client = CoreClient::new(ClientId::new(api.client_id.clone()), issuer, keys)
        .set_client_secret(ClientSecret::new(api.client_secret.clone()))
        .set_introspection_url(url);
    let token = AccessToken::new(token.to_owned());
    let answer = client
        .introspect(&token)
        .request_async(&provider.transport)
        .await;
    let step = Step::new(StepKind::IntrospectionAnswer, now);
    match answer {
        Ok(answer) => {
            steps.push(describe(step, &answer, now));
            if answer.active() {
                Told::Active
            } else {
                Told::NotActive
            }
        }
        Err(why) => {
            tracing::warn!(%why, "the provider does not say what a token is worth");
            steps.push(step.failed("no answer that can be used"));
            Told::Nothing
        }
    }
}

fn describe(step: Step, answer: &CoreTokenIntrospectionResponse, now: i64) -> Step {
    let scopes = answer.scopes().map(|scopes| {
        let names: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
        names.join(" ")
    });
    let end = answer.exp().map(|moment| moment.timestamp());
    let end = end.and_then(|seconds| Moment::new(seconds, now));
    step.fact("active", if answer.active() { "true" } else { "false" })
        .maybe("scope", scopes.as_deref())
        .maybe("client_id", answer.client_id().map(|id| id.as_str()))
        .maybe("sub", answer.sub())
        .maybe("exp", end.as_ref().map(|moment| moment.date.as_str()))
}
