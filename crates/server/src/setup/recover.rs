//! `/recover`: signs in an administrator whom no mail reaches, and is there only while somebody has a
//! code for it.

use axum::{body::Bytes, extract::State, response::Response};
use engine::administrator::recover::{Recovered, is_open, recover};
use sign_in_ui::page::{self, HostCodeProblem};

use super::{
    form::{self, Shown, broken, gone, let_in},
    link::RECOVER,
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{Shell, page as show},
    },
};

/// `GET /recover`.
pub(super) async fn get(State(app): State<App>, visit: Visit) -> Response {
    match is_open(&app).await {
        Ok(true) => render(&app, &visit, "", None),
        Ok(false) => gone(),
        Err(why) => broken(&app, &visit, why),
    }
}

/// `POST /recover`.
pub(super) async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let form = match form::read(&app, &visit, &body, RECOVER) {
        Ok(form) => form,
        Err(forged) => return *forged,
    };
    let code = form::code(&form);
    let again = |problem| render(&app, &visit, code, Some(problem));
    if code.is_empty() {
        return again(HostCodeProblem::Missing);
    }
    match recover(&app, &form::visitor(&app, &visit), code).await {
        Ok(Recovered::Done(result)) => let_in(&app, &result, "recovery", None),
        Ok(Recovered::Closed) => gone(),
        Ok(Recovered::Wrong) => again(HostCodeProblem::Wrong),
        Ok(Recovered::Paused { until }) => again(form::paused(&app, until)),
        Err(why) if why.retry_after().is_some() => {
            Internal::from(why).log();
            again(HostCodeProblem::Busy)
        }
        Err(why) => broken(&app, &visit, why),
    }
}

fn render(app: &App, visit: &Visit, code: &str, problem: Option<HostCodeProblem>) -> Response {
    let shown = Shown::to(app, visit, RECOVER);
    let model = page::Recover {
        action: app.urls.path(RECOVER),
        csrf: shown.csrf.clone(),
        code: code.to_owned(),
        problem,
    };
    let status = form::status(problem);
    let mut response = show(app, visit, Shell::default(), status, &model);
    form::waiting(&mut response, problem);
    shown.keep(app, &mut response);
    response
}
