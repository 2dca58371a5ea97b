//! What happened: listed, and shown one by one.

use axum::extract::{Path, State};
use engine::events::{self, Kinds, Sought};
use utoipa_axum::routes;

use super::{body::LogBody, key};
use crate::{
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal, broken},
        json::Json,
        moment,
        page::{Page, Paged, Total},
        query::Query,
        route::Described as Route,
    },
};

/// So many are counted for whoever asks for a number that may be cut off.
const COUNTED: u32 = 10_000;
/// So many are counted for everybody else.
const COUNTED_AT_MOST: u32 = 100_000;

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list), routes!(get)]
}

/// What happened, the newest first.
///
/// Tokens of machines are counted: there is an entry for the first one of an application's secret in a
/// minute, and one with the `count` of those after it when the minute is over, or, once in ten seconds
/// at most, when somebody reads the entries of this server.
#[utoipa::path(get, path = "/logs", tag = "Audit logs", operation_id = "listLogs",
    params(
        ("userId" = Option<String>, Query, description = "About this user."),
        ("applicationId" = Option<String>, Query, description = "In which this application was involved."),
        ("logKey" = Option<String>, Query, description = "Of this key, whole: Logto's or Signet's name."),
        ("start_time" = Option<i64>, Query, description = "Not before, in milliseconds since 1970."),
        ("end_time" = Option<i64>, Query, description = "Not after."),
        ("enableCap" = Option<String>, Query, description = "Whether counting may end at 10,000 entries instead of 100,000. Where it ends before all are counted, `Total-Number-Is-Capped` is `true`, `Link` has no `last`, and what was not counted is on no page: `end_time` leads there."),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The entries.", body = [LogBody])))]
async fn list(
    State(api): State<Management>,
    page: Page,
    query: Query,
) -> Result<Paged<LogBody>, ApiError> {
    let most = if query.says_yes("enableCap")? {
        COUNTED
    } else {
        COUNTED_AT_MOST
    };
    let Some(sought) = sought(&query)? else {
        return Ok(page.of(Vec::new(), 0));
    };
    let sought = Sought {
        offset: page.offset(),
        most: page.size(),
        ..sought
    };
    let found = events::find_counted(&api, &sought, most).await;
    let (found, counted) = found.map_err(broken)?;
    let bodies = found.into_iter().map(LogBody::from).collect();
    let total = if counted > u64::from(most) {
        Total::AtLeast(u64::from(most))
    } else {
        Total::Exactly(counted)
    };
    Ok(page.of_total(bodies, total))
}

/// What is asked for; none when there can be no such entry.
fn sought(query: &Query) -> Result<Option<Sought>, ApiError> {
    let (user, client) = (query.one("userId")?, query.one("applicationId")?);
    let kinds = query.one("logKey")?.map(key::kinds);
    let (from, until) = (
        moment::read(query, "start_time")?,
        moment::read(query, "end_time")?,
    );
    // A text that cannot be an id is the id of nobody.
    let (Ok(user), Ok(client)) = (
        user.map(str::parse).transpose(),
        client.map(str::parse).transpose(),
    ) else {
        return Ok(None);
    };
    Ok(Some(Sought {
        kinds: kinds.map_or(Kinds::Any, Kinds::Only),
        user,
        client,
        from,
        until,
        ..Sought::default()
    }))
}

/// One entry.
#[utoipa::path(get, path = "/logs/{id}", tag = "Audit logs", operation_id = "getLog",
    params(("id" = String, Path)),
    responses((status = 200, description = "The entry.", body = LogBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    Path(id): Path<String>,
) -> Result<Json<LogBody>, ApiError> {
    let id = id.parse().map_err(|_| Code::NotExistsWithId)?;
    let found = events::one(&api, &id).await.map_err(broken)?;
    let event = found.ok_or(Code::NotExistsWithId)?;
    Ok(Json(LogBody::from(event)))
}
