//! Mails, listed.

use axum::extract::State;
use engine::mail::outbox::{self, Wanted};
use utoipa_axum::routes;

use super::body::MailBody;
use crate::{
    by::By,
    language::Language,
    state::Management,
    wire::{
        error::{ApiError, broken},
        newest::{Newest, NewestOf},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list)]
}

/// Mails, the newest first. A page may have fewer items than it might; `Link` says whether there are
/// more. What became of a mail is kept for 30 days.
#[utoipa::path(get, path = "/signet/mail", tag = "Signet", operation_id = "listMail",
    params(
        ("state" = Option<String>, Query, description = "`waiting`, `sent`, `dead` or `expired`."),
        ("before" = Option<String>, Query, description = "The id of a mail: those that are older."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The mails.", body = [MailBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    language: Language,
    page: Newest,
) -> Result<NewestOf<MailBody>, ApiError> {
    let state = page.query().one("state")?.map(str::parse).transpose();
    let refuse = |_| ApiError::invalid("state", "must be waiting, sent, dead or expired");
    let wanted = Wanted {
        state: state.map_err(refuse)?,
        before: page.before()?,
        most: page.size(),
    };
    let listed = outbox::list(&api, wanted).await.map_err(broken)?;
    let bodies = listed.mails.iter();
    let bodies = bodies.map(|mail| MailBody::told(&api, &by, mail, language));
    Ok(page.of(bodies.collect(), listed.next))
}
