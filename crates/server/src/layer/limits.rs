//! Floods from one IP address: counted in memory, per node, and cut with 429.
//!
//! This keeps the machine usable; what protects a person (tries, mails, failures) is counted in
//! the database. Memory is bounded: when too many addresses are known at once, further ones share
//! one counter.

use std::{num::NonZeroU32, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    nanos::Nanos,
    state::{
        InMemoryState, NotKeyed, StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};

use super::client_ip::ClientIp;
use crate::{
    app::App,
    config::{Limits, span::Rate},
};

/// Addresses remembered per kind of request, some 64 bytes each.
const MAX_ADDRESSES: usize = 50_000;

/// What sort of request it is; each sort has its own limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages and redirects for people.
    Page,
    /// Forms that people send.
    Form,
    /// Endpoints that programs call.
    Call,
}

/// Counters by address, and one for all others: those whose address cannot be told, and those for
/// whom no room is left.
#[derive(Default)]
struct Counters {
    known: DashMapStateStore<ClientIp>,
    others: InMemoryState,
}

impl StateStore for Counters {
    type Key = Option<ClientIp>;

    fn measure_and_replace<T, F, E>(&self, key: &Option<ClientIp>, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let has_room = |ip| self.known.contains_key(ip) || self.known.len() < MAX_ADDRESSES;
        match key {
            Some(ip) if has_room(ip) => self.known.measure_and_replace(ip, f),
            _ => self.others.measure_and_replace(&NotKeyed::NonKey, f),
        }
    }
}

impl ShrinkableKeyedStateStore<Option<ClientIp>> for Counters {
    fn retain_recent(&self, drop_below: Nanos) {
        self.known.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        self.known.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.known.len()
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

struct Flood(RateLimiter<Option<ClientIp>, Counters, DefaultClock>);

impl Flood {
    fn new(rate: Rate) -> Self {
        let burst = NonZeroU32::new(rate.limit).unwrap_or(NonZeroU32::MIN);
        let period = rate.window.duration() / burst.get();
        let quota = Quota::with_period(period.max(Duration::from_nanos(1)))
            .unwrap_or(Quota::per_second(burst))
            .allow_burst(burst);
        Self(RateLimiter::new(
            quota,
            Counters::default(),
            DefaultClock::default(),
        ))
    }

    fn check(&self, ip: Option<ClientIp>) -> Result<(), Duration> {
        self.0
            .check_key(&ip)
            .map_err(|not_until| not_until.wait_time_from(self.0.clock().now()))
    }
}

/// The counters.
pub struct Floods {
    pages: Flood,
    forms: Flood,
    calls: Flood,
}

impl Floods {
    /// With the limits of `[limits]`.
    pub fn new(limits: &Limits) -> Self {
        Self {
            pages: Flood::new(limits.pages_per_ip),
            forms: Flood::new(limits.forms_per_ip),
            calls: Flood::new(limits.calls_per_ip),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn check(&self, kind: Kind, ip: Option<ClientIp>) -> Result<(), Duration> {
        match kind {
            Kind::Page => self.pages.check(ip),
            Kind::Form => self.forms.check(ip),
            Kind::Call => self.calls.check(ip),
        }
    }

    /// Forgets addresses that have been quiet for long enough.
    pub fn tidy(&self) {
        for flood in [&self.pages, &self.forms, &self.calls] {
            flood.0.retain_recent();
            flood.0.shrink_to_fit();
        }
    }
}

/// Cuts what is too much, at the routes of one class.
pub async fn cut_floods(
    State((app, kind)): State<(App, Kind)>,
    request: Request,
    next: Next,
) -> Response {
    match count(&app, kind, &request) {
        None => next.run(request).await,
        Some(flooded) => flooded,
    }
}

/// Counts one request. When there were too many, what it is answered with (RFC 6585 §4), to be put
/// into words by the door.
pub fn count(app: &App, kind: Kind, request: &Request) -> Option<Response> {
    let ip = request.extensions().get::<ClientIp>().copied();
    let wait = app.floods.check(kind, ip).err()?;
    tracing::warn!(?kind, "too many requests from one address; answered 429");
    let seconds = HeaderValue::from(wait.as_secs().max(1));
    let wait = [(header::RETRY_AFTER, seconds)];
    Some((StatusCode::TOO_MANY_REQUESTS, wait).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::span::Span;

    fn ip(last: u32) -> ClientIp {
        ClientIp::new(std::net::IpAddr::V4(last.into()))
    }

    #[test]
    fn one_address_is_cut_and_its_neighbour_is_not() {
        let flood = Flood::new(Rate::new(3, Span::seconds(3_600)));
        for _ in 0..3 {
            assert_eq!(flood.check(Some(ip(1))), Ok(()));
        }
        let wait = flood.check(Some(ip(1))).unwrap_err();
        assert!(wait > Duration::from_secs(1_000) && wait <= Duration::from_mins(20));
        assert_eq!(flood.check(Some(ip(2))), Ok(()));
    }

    #[test]
    fn t_49_addresses_that_cannot_be_told_share_one_counter() {
        let flood = Flood::new(Rate::new(1, Span::seconds(3_600)));
        assert_eq!(flood.check(None), Ok(()));
        assert!(flood.check(None).is_err());
    }

    #[test]
    fn memory_is_bounded_however_many_addresses_there_are() {
        let flood = Flood::new(Rate::new(1, Span::seconds(3_600)));
        let mut let_through = 0;
        for last in 0..60_000 {
            let_through += usize::from(flood.check(Some(ip(last))).is_ok());
        }
        assert_eq!(flood.0.len(), MAX_ADDRESSES);
        assert_eq!(let_through, MAX_ADDRESSES + 1);
        assert!(
            flood.check(Some(ip(0))).is_err(),
            "those known from before keep their own counter"
        );
    }
}
