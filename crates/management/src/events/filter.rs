//! Which events are asked for.

use std::str::FromStr;

use engine::events::{Kinds, Sought};
use oidc_core::{
    actor::Actor,
    event::{EventKind, Outcome},
};

use crate::wire::{error::ApiError, moment, query::Query};

/// How many are shown when nothing else is said.
const USUAL: u32 = 50;
/// How many are shown at most.
const LARGEST: u32 = 100;
/// Characters of the longest reference of a request that is looked for.
const LONGEST_REFERENCE: usize = 64;

/// Reads it; none when there can be no such event.
pub(super) fn read(query: &Query) -> Result<Option<Sought>, ApiError> {
    let kinds = kinds(query)?;
    let actor = actor(query)?;
    let before = query.one("after")?.map(str::parse).transpose();
    let before = before.map_err(|_| ApiError::invalid("after", "must be the id of an event"))?;
    let most = limit(query)?;
    let (from, until) = (moment::read(query, "start")?, moment::read(query, "end")?);
    let request_id = query.one("requestId")?;
    // A text that cannot be one is the id of nothing.
    let could_be =
        |id: &str| id.len() <= LONGEST_REFERENCE && id.bytes().all(|b| b.is_ascii_graphic());
    let (Ok(user), Ok(client), Ok(flow), true) = (
        parsed(query, "user")?,
        parsed(query, "application")?,
        parsed(query, "flow")?,
        request_id.is_none_or(could_be),
    ) else {
        return Ok(None);
    };
    Ok(Some(Sought {
        kinds,
        user,
        client,
        actor,
        request_id: request_id.map(str::to_owned),
        flow,
        from,
        until,
        before,
        offset: 0,
        most,
    }))
}

fn parsed<T: FromStr>(query: &Query, name: &str) -> Result<Result<Option<T>, T::Err>, ApiError> {
    Ok(query.one(name)?.map(str::parse).transpose())
}

fn limit(query: &Query) -> Result<u32, ApiError> {
    let Some(text) = query.one("limit")? else {
        return Ok(USUAL);
    };
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let limit = text.parse().ok().filter(|_| is_plain);
    let limit = limit.filter(|limit| (1..=LARGEST).contains(limit));
    limit.ok_or_else(|| ApiError::invalid("limit", format_args!("must be 1 to {LARGEST}")))
}

/// Of these kinds, as far as they have this result.
fn kinds(query: &Query) -> Result<Kinds, ApiError> {
    let named = query.all("kind").filter(|kind| !kind.is_empty());
    let named: Result<Vec<EventKind>, _> = named.map(str::parse).collect();
    let mut named = named.map_err(|why| ApiError::invalid("kind", why))?;
    named.sort();
    named.dedup();
    let outcome = match query.one("result")? {
        None => None,
        Some("success") => Some(Outcome::Success),
        Some("error") => Some(Outcome::Failure),
        Some(_) => return Err(ApiError::invalid("result", "must be success or error")),
    };
    let failures = || {
        let all = EventKind::ALL.iter().copied();
        all.filter(|kind| kind.outcome() == Outcome::Failure)
            .collect()
    };
    Ok(match outcome {
        None if named.is_empty() => Kinds::Any,
        Some(Outcome::Failure) if named.is_empty() => Kinds::Only(failures()),
        Some(Outcome::Success) if named.is_empty() => Kinds::Except(failures()),
        outcome => {
            named.retain(|kind| outcome.is_none_or(|outcome| kind.outcome() == outcome));
            Kinds::Only(named)
        }
    })
}

/// `user:ID`, `application:ID` or `system`.
fn actor(query: &Query) -> Result<Option<Actor>, ApiError> {
    let Some(text) = query.one("actor")? else {
        return Ok(None);
    };
    let why = "must be user:ID, application:ID or system";
    let refuse = || ApiError::invalid("actor", why);
    let actor = match text.split_once(':') {
        None if text == "system" => Actor::System,
        Some(("user", id)) => Actor::User(id.parse().map_err(|_| refuse())?),
        Some(("application", id)) => Actor::Client(id.parse().map_err(|_| refuse())?),
        _ => return Err(refuse()),
    };
    Ok(Some(actor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Sought {
        read(&Query::parse(text)).unwrap().unwrap()
    }

    #[test]
    fn kinds_and_result_must_both_hold() {
        assert_eq!(of("").kinds, Kinds::Any);
        assert_eq!(of("kind=").kinds, Kinds::Any);
        let both = of("kind=mail.dead&kind=session.started&kind=mail.dead").kinds;
        let Kinds::Only(both) = both else {
            panic!("{both:?}")
        };
        assert_eq!(both.len(), 2);
        let failed = of("kind=mail.dead&kind=session.started&result=error").kinds;
        assert_eq!(failed, Kinds::Only(vec![EventKind::MailDead]));
        let none = of("kind=mail.dead&result=success").kinds;
        assert_eq!(none, Kinds::Only(Vec::new()));
        let (failed, done) = (of("result=error").kinds, of("result=success").kinds);
        let (Kinds::Only(failed), Kinds::Except(others)) = (failed, done) else {
            panic!("what failed is few");
        };
        assert_eq!(failed, others);
        assert!(failed.contains(&EventKind::MailDead));
    }

    #[test]
    fn what_cannot_be_is_not_looked_for_and_what_is_not_understood_is_refused() {
        for nothing in ["user=a%20b", "application=%00", "flow=x", "requestId=a%00b"] {
            assert_eq!(read(&Query::parse(nothing)).unwrap(), None, "{nothing}");
        }
        for bad in [
            "kind=x",
            "result=maybe",
            "after=x",
            "limit=0",
            "limit=101",
            "limit=+7",
            "actor=ada",
            "actor=client:x",
            "start=x",
            "end=-1",
            "user=a&user=b",
        ] {
            assert!(read(&Query::parse(bad)).is_err(), "{bad}");
        }
        assert_eq!(
            of("actor=application:shop").actor,
            Some(Actor::Client("shop".parse().unwrap()))
        );
    }
}
